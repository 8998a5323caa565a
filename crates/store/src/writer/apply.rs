//! One write transaction: entries, replies and imports become rows.

use super::Totals;
use crate::merge::forget_proposals;
use crate::row::{decode_feedback, decode_finding, encode_call, encode_feedback, encode_finding};
use crate::tables::{DROPPED, DROPPED_LINES, EXPIRED, WITHOUT_REASON, WriteTables};
use crate::{
    CallEntry, CallFinding, Disposal, Feedback, FeedbackOutcome, FeedbackTrail, StoreError, StoreOptions,
    StoredFinding, Visit,
};
use domain::Day;
use redb::{ReadableTable, ReadableTableMetadata, WriteTransaction};

/// Different replies kept for one finding after the first; a client that changes its mind more often is broken.
const AMENDMENTS_MAX: usize = 32;

/// What a transaction counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) unattached: u64,
    pub(super) damaged_rows: u64,
    pub(super) expired: u64,
    pub(super) dropped: u64,
    pub(super) dropped_lines: u64,
    without_reason: u64,
}

/// The tables of a transaction and what happens in it.
pub(super) struct Applier<'t> {
    pub(super) tables: WriteTables<'t>,
    pub(super) options: &'t StoreOptions,
    pub(super) tally: Tally,
    /// the day of the newest call, by which age is measured; none while only imports were written
    pub(super) today: Option<Day>,
    /// the day from which on the store knows what happened
    pub(super) known_since: Option<Day>,
}

impl<'t> Applier<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction, options: &'t StoreOptions) -> Result<Self, StoreError> {
        let tables = WriteTables::open(transaction)?;
        Ok(Self {
            known_since: tables.known_since()?,
            tables,
            options,
            tally: Tally::default(),
            today: None,
        })
    }

    /// A call, its findings and its visit.
    pub(super) fn entry(&mut self, entry: &CallEntry) -> Result<(), StoreError> {
        let call = &entry.call;
        self.today = self.today.max(Some(call.requested_at.day()));
        if self.known_since.is_none() {
            self.know_since(call.requested_at.day())?;
        }
        if let Some(visit) = &entry.visit {
            self.visit(visit)?;
        }
        let ids = entry.findings.iter().map(|finding| finding.id.as_str());
        let row = encode_call(call, ids).map_err(|bad| bad.in_table("调用"))?;
        self.tables.calls.insert(call.id.as_str(), row.as_slice())?;
        for finding in &entry.findings {
            self.finding(entry, finding)?;
        }
        Ok(())
    }

    fn finding(&mut self, entry: &CallEntry, finding: &CallFinding) -> Result<(), StoreError> {
        let row = encode_finding(&entry.call, finding).map_err(|bad| bad.in_table("疑点"))?;
        self.tables.findings.insert(finding.id.as_str(), row.as_slice())?;
        Ok(())
    }

    /// Visits of settled claims.
    pub(super) fn import(&mut self, visits: &[Visit]) -> Result<(), StoreError> {
        visits.iter().try_for_each(|visit| self.visit(visit))
    }

    /// Everything from `day` on is known; a later day than the one known so far changes nothing.
    pub(super) fn know_since(&mut self, day: Day) -> Result<(), StoreError> {
        if self.known_since.is_none_or(|known| day < known) {
            self.tables.set_known_since(day)?;
            self.known_since = Some(day);
        }
        Ok(())
    }

    /// A damaged row of the person's past does not stop the call from being recorded.
    fn visit(&mut self, visit: &Visit) -> Result<(), StoreError> {
        match self.remember(visit) {
            Err(error) if error.spares_the_transaction() => {
                tracing::error!(error = %error, "store: a visit could not be merged into the history");
                self.tally.damaged_rows += 1;
                Ok(())
            }
            result => result,
        }
    }

    /// A reply to a finding.
    pub(super) fn feedback(&mut self, feedback: &Feedback) -> Result<FeedbackOutcome, StoreError> {
        let id = feedback.finding_id.as_str();
        let trail = match self.tables.feedback.get(id)? {
            Some(row) => Some(decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?),
            None => None,
        };
        let trail = match trail {
            None => {
                self.tally.without_reason += u64::from(feedback.lacks_reason());
                FeedbackTrail {
                    first: feedback.clone(),
                    amendments: Vec::new(),
                }
            }
            Some(trail) if trail.latest().says_the_same(feedback) => return Ok(FeedbackOutcome::Repeated),
            Some(trail) if trail.amendments.len() >= AMENDMENTS_MAX => {
                return Err(StoreError::TooManyAmendments(AMENDMENTS_MAX));
            }
            Some(mut trail) => {
                trail.amendments.push(feedback.clone());
                trail
            }
        };
        let finding = match self.tables.findings.get(id)? {
            Some(row) => Some(decode_finding(row.value()).map_err(|bad| bad.in_table("疑点"))?),
            None => None,
        };
        let row = encode_feedback(&trail).map_err(|bad| bad.in_table("反馈"))?;
        self.tables.feedback.insert(id, row.as_slice())?;
        match finding {
            Some(finding) => {
                if feedback.way == Disposal::Amend {
                    self.forget_proposals_of(&finding)?;
                }
                Ok(FeedbackOutcome::Recorded)
            }
            None => Ok(FeedbackOutcome::UnknownFinding),
        }
    }

    /// The doctor takes the order back: what he had proposed is no history.
    fn forget_proposals_of(&mut self, finding: &StoredFinding) -> Result<(), StoreError> {
        let heads = self.heads(&finding.person)?;
        for head in heads
            .iter()
            .filter(|head| head.is(&finding.encounter, &finding.institution))
        {
            let mut remembered = self.load(&head.key)?;
            if forget_proposals(&mut remembered, &finding.finding.line_ids) {
                self.save(&finding.person, &head.key, remembered)?;
            }
        }
        Ok(())
    }

    /// Figures of the file, with what this transaction counted made part of it.
    pub(super) fn totals(&mut self) -> Result<Totals, StoreError> {
        let counters = [
            (WITHOUT_REASON, self.tally.without_reason),
            (EXPIRED, self.tally.expired),
            (DROPPED, self.tally.dropped),
            (DROPPED_LINES, self.tally.dropped_lines),
        ];
        let mut values = [0; 4];
        for (value, (name, more)) in values.iter_mut().zip(counters) {
            self.tables.count(name, more)?;
            *value = self.tables.meta.get(name)?.map_or(0, |count| count.value());
        }
        let [without_reason, expired, dropped, dropped_lines] = values;
        Ok(Totals {
            calls: self.tables.calls.len()?,
            findings: self.tables.findings.len()?,
            feedback: self.tables.feedback.len()?,
            persons: self.tables.persons.len()?,
            encounters: self.tables.encounters.len()?,
            without_reason,
            expired,
            dropped,
            dropped_lines,
        })
    }
}
