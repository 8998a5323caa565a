//! Findings in the books: what is kept of one, how they come in, and who looks at the person behind.

use crate::address::Dialect;
use crate::ledger::Ledger;
use crate::sql::{Statement, text};
use crate::tally::CountedFinding;
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Argument, LedgerError, Viewer};
use casework::Refusal;
use domain::{
    Certainty, Day, Division, EncounterId, Finding, FindingKey, InstitutionCode, Moment, Money, PersonId,
    PractitionerCode, RuleCode,
};
use std::collections::{BTreeMap, HashMap};

/// Findings that come in within one transaction: a page of an index is written once for many of them, and
/// whoever waits for the pen waits about a second.
pub const FINDINGS_PER_WRITE: usize = 20_000;

/// Findings in one statement, of equal sizes, so that the statement stays prepared.
const PER_STATEMENT: usize = 200;

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
    /// Takes findings in, [`FINDINGS_PER_WRITE`] in a write. A key that is known is brought up to date and keeps
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
        for batch in entries.chunks(FINDINGS_PER_WRITE) {
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
        self.insert_findings(run, entries, true).await
    }

    /// Takes in findings of which less is known than an audit will know: a key that is known stays as it
    /// is.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn note_findings(&mut self, run: &str, entries: &[FindingEntry]) -> Result<usize, LedgerError> {
        self.insert_findings(run, entries, false).await
    }

    async fn insert_findings(
        &mut self,
        run: &str,
        entries: &[FindingEntry],
        bring_up_to_date: bool,
    ) -> Result<usize, LedgerError> {
        // One statement may name a key once; the later entry counts.
        let distinct: BTreeMap<FindingKey, &FindingEntry> = entries.iter().map(|entry| (entry.key, entry)).collect();
        if distinct.is_empty() {
            return Ok(0);
        }
        let keys: Vec<String> = distinct.keys().map(FindingKey::to_string).collect();
        let standing = self.standing(&keys).await?;
        let (mut new, mut same, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for (key, entry) in keys.iter().zip(distinct.into_values()) {
            let Some(standing) = standing.get(key) else {
                self.tally().finding_comes(&counted(entry, None));
                new.push(entry);
                continue;
            };
            if !bring_up_to_date {
                continue;
            }
            let becomes = counted(entry, Some(standing));
            if becomes == *standing {
                same.push(entry);
                continue;
            }
            self.tally().finding_goes(standing);
            self.tally().finding_comes(&becomes);
            other.push(entry);
        }
        let (at, dialect) = (self.at(), self.dialect());
        for (entries, known) in [(new, ""), (same, SEEN_AGAIN), (other, BROUGHT_UP_TO_DATE)] {
            // While the database carries out one statement, the next is put together.
            let mut statements = entries
                .chunks(PER_STATEMENT)
                .map(|part| insert(part, run, at, known, dialect));
            let mut next = statements.next().transpose()?;
            while let Some(statement) = next {
                let (done, following) = futures::join!(statement.query().execute(self.connection()), async {
                    statements.next()
                });
                done?;
                next = following.transpose()?;
            }
        }
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

    /// What the sums have of those keys that are known.
    async fn standing(&mut self, keys: &[String]) -> Result<HashMap<String, CountedFinding>, LedgerError> {
        let mut standing = HashMap::new();
        for part in keys.chunks(PER_STATEMENT) {
            let mut query = Statement::of_many("SELECT id, ", self.dialect());
            query.add(CountedFinding::COLUMNS).add(" FROM finding WHERE id IN ");
            query.bind_list(part.iter().map(|key| key.as_str().into()));
            for row in query.query_planned_anew().fetch_all(self.connection()).await? {
                standing.insert(text(&row, "id")?, CountedFinding::read(&row)?);
            }
        }
        Ok(standing)
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

/// What the sums will have of an entry; of a finding that stands, rule, institution and day stay.
fn counted(entry: &FindingEntry, standing: Option<&CountedFinding>) -> CountedFinding {
    let new = CountedFinding {
        institution: entry.institution.as_str().to_owned(),
        rule: entry.rule.as_str().to_owned(),
        division: entry.division.as_str().to_owned(),
        service_day: entry.service_day,
        certainty: certainty_column(entry.certainty),
        amount: entry.amount.scaled(),
    };
    match standing {
        None => new,
        Some(standing) => CountedFinding {
            division: new.division,
            certainty: new.certainty,
            amount: new.amount,
            ..standing.clone()
        },
    }
}

/// What becomes of a key that is known: where no index has what changed, none is touched.
const SEEN_AGAIN: &str = " ON CONFLICT (id) DO UPDATE SET practitioner = excluded.practitioner, run = excluded.run, \
     argument = excluded.argument, last_seen = excluded.last_seen";
const BROUGHT_UP_TO_DATE: &str = " ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, certainty = \
     excluded.certainty, division = excluded.division, practitioner = excluded.practitioner, run = excluded.run, \
     argument = excluded.argument, last_seen = excluded.last_seen";

fn insert(
    entries: &[&FindingEntry],
    run: &str,
    at: Moment,
    known: &str,
    dialect: Dialect,
) -> Result<Statement, LedgerError> {
    let mut insert = Statement::of_many(
        "INSERT INTO finding (id, rule, institution, division, practitioner, person, encounter, amount, \
         service_day, certainty, run, argument, lead, first_seen, last_seen) VALUES ",
        dialect,
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
