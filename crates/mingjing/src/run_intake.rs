//! The findings of a finished run into the books: many in a write, each write with the place where
//! the next begins, so that whoever is killed goes on there.

use crate::divisions::Divisions;
use crate::findings::Row;
use anyhow::{Context, bail};
use audit::run::FinishedRun;
use domain::{Certainty, EncounterId, FindingKey, InstitutionCode, Moment, PersonId, PractitionerCode};
use ledger::{Argument, FINDINGS_PER_WRITE, FindingEntry, KnowledgePoint, Ledger, SupportingRule, Viewer};
use rulebook::Glance;

/// 入账结果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenIn {
    /// 本次入账的疑点
    pub findings: u64,
    /// 试行规则的疑点, which stay out of the books
    pub trial: u64,
    /// 此前已入账, or left out
    pub before: u64,
}

/// Takes a run in from where it was left. `tell` hears how many rows are done.
pub async fn take_run(
    run: &FinishedRun,
    ledger: &Ledger,
    viewer: &Viewer,
    at: Moment,
    divisions: &Divisions,
    tell: &mut dyn FnMut(u64),
) -> anyhow::Result<TakenIn> {
    let source = run.name()?;
    let begun = ledger.taken_up_to(&source).await?;
    let before = match &begun {
        None => 0,
        Some(text) => text
            .parse()
            .with_context(|| format!("账册中 {source} 的入账进度“{text}”无法识别"))?,
    };
    let mut writer = Writer {
        ledger,
        viewer,
        at,
        source,
        position: begun,
        entries: Vec::with_capacity(FINDINGS_PER_WRITE),
        taken: TakenIn {
            before,
            ..TakenIn::default()
        },
    };
    let (mut seen, mut unwritten) = (0_u64, 0_usize);
    for batch in run.batches() {
        let batch = batch?;
        for row in 0..batch.num_rows() {
            seen += 1;
            if seen <= before {
                continue;
            }
            let row = Row::of(&batch, row);
            if row.is_in_force() {
                writer.entries.push(entry(&row, divisions)?);
            } else {
                writer.taken.trial += 1;
            }
            unwritten += 1;
            if unwritten == FINDINGS_PER_WRITE {
                writer.write(seen).await?;
                unwritten = 0;
                tell(seen);
            }
        }
    }
    if unwritten > 0 {
        writer.write(seen).await?;
    }
    tell(seen);
    Ok(writer.taken)
}

/// What waits to be written.
struct Writer<'a> {
    ledger: &'a Ledger,
    viewer: &'a Viewer,
    at: Moment,
    source: String,
    position: Option<String>,
    entries: Vec<FindingEntry>,
    taken: TakenIn,
}

impl Writer<'_> {
    /// Writes what waits, and that so many rows are done.
    async fn write(&mut self, seen: u64) -> anyhow::Result<()> {
        let next = seen.to_string();
        let (source, from, entries) = (self.source.as_str(), self.position.as_deref(), &self.entries);
        let written = self.ledger.write(self.viewer, self.at, async |writing| {
            let taken = writing.take_in(source, entries).await?;
            writing.advance(source, from, &next).await?;
            Ok(taken)
        });
        self.taken.findings += written.await? as u64;
        self.position = Some(next);
        self.entries.clear();
        Ok(())
    }
}

/// What the books keep of a row.
fn entry(row: &Row<'_>, divisions: &Divisions) -> anyhow::Result<FindingEntry> {
    let text = row.text("finding_key");
    let mut key = [0; 16];
    hex::decode_to_slice(text, &mut key).with_context(|| format!("审核结果中的疑点标识“{text}”无法识别"))?;
    let institution = InstitutionCode::new(row.text("fixmedins_code"));
    let doctor = row.text("bilg_dr_codg");
    let Some(service_day) = row.day() else {
        bail!("审核结果中的疑点 {text} 没有服务日期");
    };
    Ok(FindingEntry {
        key: FindingKey(key),
        rule: row.text("rule_code").into(),
        division: divisions.of_institution(&institution)?,
        institution,
        practitioner: Glance::names_doctor(doctor).then(|| PractitionerCode::new(doctor)),
        person: PersonId::new(row.text("psn_no")),
        encounter: EncounterId::new(row.text("mdtrt_id")),
        amount: row.amount(),
        service_day,
        certainty: certainty(row.text("verdict"))?,
        argument: argument(row),
    })
}

fn certainty(word: &str) -> anyhow::Result<Certainty> {
    let all = [Certainty::SlightlySuspect, Certainty::Suspect, Certainty::Definite];
    let found = all.into_iter().find(|certainty| certainty.zh() == word);
    found.with_context(|| format!("审核结果中的判定“{word}”无法识别"))
}

fn argument(row: &Row<'_>) -> Argument {
    let text = |name: &str| row.text(name).to_owned();
    let names = row.list("supporting_names");
    let rules = row.list("supporting_rules").into_iter().zip(names);
    let knowledge = KnowledgePoint {
        id: text("knowledge_id"),
        table: text("knowledge_table"),
        name: text("knowledge_name"),
        text: text("knowledge_text"),
        source: text("knowledge_source"),
        layer: text("knowledge_layer"),
    };
    let department = match row.text("department_name") {
        "" => text("bilg_dept_codg"),
        name => name.to_owned(),
    };
    Argument {
        sentence: text("sentence"),
        rule_name: text("rule_name"),
        behaviour: text("behaviour"),
        department,
        book_hash: text("book_hash"),
        basis: row.list("basis"),
        knowledge: Some(knowledge).filter(|point| !point.id.is_empty()),
        compared: row.compared(),
        arithmetic: text("arithmetic"),
        lines: row.evidence(),
        ways_out: row.list("ways_out"),
        lowered: row.list("lowered"),
        may_override: text("may_override"),
        supporting: rules.map(|(rule, name)| SupportingRule { rule, name }).collect(),
    }
}
