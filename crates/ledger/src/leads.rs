//! Findings that have no lead become leads, by institution, rule and period.

use crate::LedgerError;
use crate::Viewer;
use crate::ledger::Ledger;
use crate::matter::MatterId;
use crate::sql::{Statement, day, money, text};
use crate::writing::Writing;
use casework::lead::{Command, FindingBrief, Lead, LeadDraft, PeriodLength, Stage, group};
use casework::{Flagged, Limits, WorkCalendar};
use domain::{Division, FindingKey, InstitutionCode, Moment, RuleCode};

/// Findings that are grouped within one transaction.
const PER_WRITE: i64 = 2_000;

/// Findings that one statement marks.
const PER_STATEMENT: usize = 500;

/// Leads under one heading at most: a heading whose leads were all taken up gets another one, and
/// so many within one period are a fault of who opens them.
const PARTS: u32 = 1_000;

impl Ledger {
    /// Groups the findings without a lead. A finding joins the lead of its heading as long as that
    /// waits to be assigned and no sample was drawn from it, and else opens another. Gives the number of findings that were placed.
    /// May be stopped at any point and called again.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where the viewer may not open leads of a division.
    pub async fn form_leads(
        &self,
        viewer: &Viewer,
        at: Moment,
        length: PeriodLength,
        calendar: &WorkCalendar,
        limits: &Limits,
    ) -> Result<usize, LedgerError> {
        let mut placed = 0;
        loop {
            let now = self
                .write(viewer, at, async |writing| {
                    writing.form_leads(length, calendar, limits).await
                })
                .await?;
            if now == 0 {
                return Ok(placed);
            }
            placed += now;
        }
    }
}

impl Writing<'_> {
    async fn form_leads(
        &mut self,
        length: PeriodLength,
        calendar: &WorkCalendar,
        limits: &Limits,
    ) -> Result<usize, LedgerError> {
        let mut query =
            Statement::new("SELECT id, rule, institution, division, amount, service_day FROM finding WHERE lead = ''");
        self.viewer().limit_findings(&mut query);
        query.add(&format!(" ORDER BY institution, rule, service_day LIMIT {PER_WRITE}"));
        let rows = query.query().fetch_all(self.connection()).await?;
        let mut briefs = Vec::with_capacity(rows.len());
        for row in &rows {
            briefs.push(FindingBrief {
                key: key_of(&text(row, "id")?)?,
                rule: RuleCode::new(text(row, "rule")?),
                institution: InstitutionCode::new(text(row, "institution")?),
                division: Division::new(text(row, "division")?),
                service_day: day(row, "service_day")?,
                flagged: Flagged::of(money(row, "amount")?),
            });
        }
        for draft in group(&briefs, length) {
            let keys: Vec<String> = draft.findings.keys().map(FindingKey::to_string).collect();
            let id = self.place(draft, calendar, limits).await?;
            for part in keys.chunks(PER_STATEMENT) {
                let mut update = Statement::new("UPDATE finding SET lead = ");
                update.bind(id.as_str()).add(" WHERE id IN ");
                update.bind_list(part.iter().map(|key| key.as_str().into()));
                update.query_planned_anew().execute(self.connection()).await?;
            }
        }
        Ok(briefs.len())
    }

    /// Puts a draft into the waiting lead of its heading, or into a new one.
    async fn place(
        &mut self,
        draft: LeadDraft,
        calendar: &WorkCalendar,
        limits: &Limits,
    ) -> Result<MatterId, LedgerError> {
        for part in 1..=PARTS {
            let id = MatterId::lead(&draft.key, part);
            let seen = self.version(&id).await?;
            if seen == 0 {
                let open = Command::Open { draft };
                self.command::<Lead>(&id, seen, open, calendar, limits).await?;
                return Ok(id);
            }
            let lead = self.course::<Lead>(&id).await?.state;
            if lead.stage == Stage::Waiting && lead.sample.is_none() {
                let findings = draft.findings;
                self.command::<Lead>(&id, seen, Command::Add { findings }, calendar, limits)
                    .await?;
                return Ok(id);
            }
        }
        Err(LedgerError::internal(format!(
            "{}下的线索超过{PARTS}条",
            MatterId::lead(&draft.key, 1)
        )))
    }
}

fn key_of(text: &str) -> Result<FindingKey, LedgerError> {
    let mut key = [0; 16];
    hex::decode_to_slice(text, &mut key).map_err(|error| LedgerError::unreadable(format!("疑点{text}"), error))?;
    Ok(FindingKey(key))
}
