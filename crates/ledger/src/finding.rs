//! Findings in the books: what is kept of one, how they come in, and who looks at the person behind.

use crate::ledger::Ledger;
use crate::sql::{Statement, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Argument, LedgerError, Viewer};
use casework::Refusal;
use domain::{
    Certainty, Day, Division, EncounterId, Finding, FindingKey, InstitutionCode, Moment, Money, PersonId,
    PractitionerCode, RuleCode,
};
use std::collections::BTreeMap;

/// Findings that come in within one transaction.
const PER_WRITE: usize = 1_000;

/// Findings in one statement, of equal sizes, so that the statement stays prepared. SQLite looks for each
/// parameter among all others: many in one statement cost more than many statements.
const PER_STATEMENT: usize = 20;

/// 入账疑点 · what the books keep of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEntry {
    /// 疑点标识
    pub key: FindingKey,
    /// 规则编码
    pub rule: RuleCode,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 医保区划 of the institution
    pub division: Division,
    /// 医师标识, where one is known
    pub practitioner: Option<PractitionerCode>,
    /// 参保人标识
    pub person: PersonId,
    /// 就诊标识
    pub encounter: EncounterId,
    /// 疑点金额
    pub amount: Money,
    /// 服务日期
    pub service_day: Day,
    /// 判定
    pub certainty: Certainty,
    /// 论证: the finding as its page shows it
    pub argument: Argument,
}

impl FindingEntry {
    /// The entry of a finding. The division of the institution and the argument are what a finding does not
    /// know by itself.
    pub fn of(
        finding: &Finding,
        division: Division,
        practitioner: Option<PractitionerCode>,
        argument: Argument,
    ) -> Self {
        Self {
            key: finding.key,
            rule: finding.rule.clone(),
            institution: finding.institution.clone(),
            division,
            practitioner,
            person: finding.person.clone(),
            encounter: finding.encounter.clone(),
            amount: finding.amount,
            service_day: finding.service_time.day(),
            certainty: finding.certainty,
            argument,
        }
    }
}

impl Ledger {
    /// Takes findings in, a thousand in a write. A key that is known is brought up to date and keeps
    /// its lead; so a run may be taken in again, and one that was cut short goes on where it likes.
    /// Gives the number of distinct keys.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]; what was taken in before stays.
    pub async fn take_in(
        &self,
        viewer: &Viewer,
        at: Moment,
        run: &str,
        entries: &[FindingEntry],
    ) -> Result<usize, LedgerError> {
        let mut taken = 0;
        for batch in entries.chunks(PER_WRITE) {
            taken += self
                .write(viewer, at, async |writing| writing.take_in(run, batch).await)
                .await?;
        }
        Ok(taken)
    }
}

impl Writing<'_> {
    /// Takes findings in, as a part of this write.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn take_in(&mut self, run: &str, entries: &[FindingEntry]) -> Result<usize, LedgerError> {
        self.insert_findings(run, entries, BROUGHT_UP_TO_DATE).await
    }

    /// Takes in findings of which less is known than an audit will know: a key that is known stays as it
    /// is.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn note_findings(&mut self, run: &str, entries: &[FindingEntry]) -> Result<usize, LedgerError> {
        self.insert_findings(run, entries, LEFT_AS_IT_IS).await
    }

    async fn insert_findings(
        &mut self,
        run: &str,
        entries: &[FindingEntry],
        known: &'static str,
    ) -> Result<usize, LedgerError> {
        // One statement may name a key once; the later entry counts.
        let distinct: BTreeMap<FindingKey, &FindingEntry> = entries.iter().map(|entry| (entry.key, entry)).collect();
        if distinct.is_empty() {
            return Ok(0);
        }
        let at = self.at();
        let entries: Vec<&FindingEntry> = distinct.into_values().collect();
        for part in entries.chunks(PER_STATEMENT) {
            insert(part, run, at, known)?.query().execute(self.connection()).await?;
        }
        let keys: Vec<String> = entries.iter().map(|entry| entry.key.to_string()).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        self.log(Entry {
            deed: Deed::Intake,
            subject: run,
            detail: &format!("{}条", keys.len()),
            purpose: "",
            content: &trail::digest(&keys),
        })
        .await?;
        Ok(keys.len())
    }

    /// Opens the person behind a finding, for a purpose that the trail keeps.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for what does not exist for the viewer; [`LedgerError::Refused`]
    /// without a purpose.
    pub async fn look(&mut self, key: FindingKey, purpose: &str) -> Result<PersonBehind, LedgerError> {
        let purpose = purpose.trim();
        if purpose.is_empty() {
            return Err(Refusal::TextMissing { what: "查看目的" }.into());
        }
        let mut query = Statement::new("SELECT person, encounter FROM finding WHERE id = ");
        query.bind(key.to_string());
        self.viewer().limit_findings(&mut query);
        let row = query.query().fetch_optional(self.connection()).await?;
        let row = row.ok_or_else(|| not_found(key))?;
        let behind = PersonBehind {
            person: PersonId::new(text(&row, "person")?),
            encounter: EncounterId::new(text(&row, "encounter")?),
        };
        self.log(Entry {
            deed: Deed::Look,
            subject: &format!("finding/{key}"),
            detail: "参保人、就诊标识",
            purpose,
            content: "",
        })
        .await?;
        Ok(behind)
    }
}

/// What becomes of a key that is known.
const BROUGHT_UP_TO_DATE: &str = " ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, certainty = \
     excluded.certainty, division = excluded.division, practitioner = excluded.practitioner, run = excluded.run, \
     argument = excluded.argument, last_seen = excluded.last_seen";
const LEFT_AS_IT_IS: &str = " ON CONFLICT (id) DO NOTHING";

fn insert(entries: &[&FindingEntry], run: &str, at: Moment, known: &str) -> Result<Statement, LedgerError> {
    let mut insert = Statement::new(
        "INSERT INTO finding (id, rule, institution, division, practitioner, person, encounter, amount, \
         service_day, certainty, run, argument, lead, first_seen, last_seen) VALUES ",
    );
    for (number, entry) in entries.iter().enumerate() {
        if number > 0 {
            insert.add(",");
        }
        insert.bind_list([
            entry.key.to_string().into(),
            entry.rule.as_str().into(),
            entry.institution.as_str().into(),
            entry.division.as_str().into(),
            entry.practitioner.as_ref().map_or("", |code| code.as_str()).into(),
            entry.person.as_str().into(),
            entry.encounter.as_str().into(),
            entry.amount.into(),
            entry.service_day.into(),
            certainty_column(entry.certainty).into(),
            run.into(),
            entry.argument.text(&entry.person, &entry.encounter)?.into(),
            "".into(),
            at.into(),
            at.into(),
        ]);
    }
    insert.add(known);
    Ok(insert)
}

/// 身份信息 behind a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBehind {
    /// 参保人标识
    pub person: PersonId,
    /// 就诊标识
    pub encounter: EncounterId,
}

pub(crate) fn not_found(key: FindingKey) -> LedgerError {
    LedgerError::NotFound {
        what: "疑点",
        id: key.to_string(),
    }
}

pub(crate) fn certainty_column(certainty: Certainty) -> i64 {
    match certainty {
        Certainty::SlightlySuspect => 1,
        Certainty::Suspect => 2,
        Certainty::Definite => 3,
    }
}
