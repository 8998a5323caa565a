//! One write transaction: entries, replies and imports become rows.

use super::Totals;
use super::retention::CallTimes;
use crate::row::{decode_call, decode_feedback, encode_call, encode_feedback};
use crate::tables::{DROPPED, DROPPED_LINES, ENCOUNTERS, EXPIRED, FINDINGS, WITHOUT_REASON, WriteTables, find_finding};
use crate::{
    CallEntry, Disposal, Feedback, FeedbackOutcome, FeedbackTrail, StoreError, StoreOptions, StoredFinding, Visit,
    VisitId,
};
use domain::{Day, InstitutionCode, Stage};
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
    /// more findings, and more encounters, than before
    findings: i64,
    pub(super) encounters: i64,
}

/// The tables of a transaction and what happens in it.
pub(super) struct Applier<'t> {
    pub(super) tables: WriteTables<'t>,
    pub(super) options: &'t StoreOptions,
    pub(super) tally: Tally,
    /// the day of the last call, by which age is measured; none while only imports were written, or where the call is
    /// not believed
    pub(super) today: Option<Day>,
    times: CallTimes,
    /// the day from which on the store knows what happened
    pub(super) known_since: Option<Day>,
}

impl<'t> Applier<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction, options: &'t StoreOptions) -> Result<Self, StoreError> {
        let tables = WriteTables::open(transaction)?;
        Ok(Self {
            known_since: tables.known_since()?,
            times: CallTimes::read(&tables)?,
            tables,
            options,
            tally: Tally::default(),
            today: None,
        })
    }

    /// A call, its findings and its visit.
    pub(super) fn entry(&mut self, entry: &CallEntry) -> Result<(), StoreError> {
        let call = &entry.call;
        self.today = self.times.see(call.requested_at);
        if self.known_since.is_none() {
            self.know_since(call.requested_at.day())?;
        }
        if let Some(visit) = &entry.visit {
            self.visit(visit)?;
        }
        if call.stage == Stage::Settlement && !call.encounter.is_empty() {
            self.tables.note_settlement(call)?;
        }
        let row = encode_call(call, &entry.findings).map_err(|bad| bad.in_table("调用"))?;
        let before = self.tables.calls.insert(call.id.as_str(), row.as_slice())?;
        let replaced = before.and_then(|row| decode_call(row.value()).ok());
        self.tally.findings += entry.findings.len() as i64 - replaced.map_or(0, |(_, findings)| findings.len() as i64);
        Ok(())
    }

    /// Visits of settled claims.
    pub(super) fn import(&mut self, visits: &[Visit]) -> Result<(), StoreError> {
        visits.iter().try_for_each(|visit| self.visit(visit))
    }

    /// Visits of which nothing stands; gives how many of them were remembered. A damaged row of a person does
    /// not stop the others from being forgotten.
    pub(super) fn forget(&mut self, visits: &[VisitId]) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for visit in visits {
            match self.forget_visit(visit) {
                Ok(was_there) => forgotten += u64::from(was_there),
                Err(error) if error.spares_the_transaction() => {
                    tracing::error!(error = %error, "store: a visit could not be taken out of the history");
                    self.tally.damaged_rows += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(forgotten)
    }

    /// Everything from `day` on is known; a later day than the one known so far changes nothing. Claims
    /// that were imported up to the day before lead further back.
    pub(super) fn know_since(&mut self, day: Day) -> Result<(), StoreError> {
        if self.known_since.is_none_or(|known| day < known) {
            self.set_known_since(day)?;
        }
        self.join_imported()
    }

    /// Everything of the days from `first` to `last` is known. Of two imports with days between them the
    /// later counts.
    pub(super) fn know_between(&mut self, first: Day, last: Day) -> Result<(), StoreError> {
        let days = match self.tables.imported()? {
            Some((from, to)) if first <= to.plus_days(1) && from <= last.plus_days(1) => {
                (from.min(first), to.max(last))
            }
            Some((from, to)) if last < from => (from, to),
            _ => (first, last),
        };
        self.tables.set_imported(days)?;
        self.join_imported()
    }

    fn join_imported(&mut self) -> Result<(), StoreError> {
        match (self.known_since, self.tables.imported()?) {
            (Some(known), Some((first, last))) if first < known && known <= last.plus_days(1) => {
                self.set_known_since(first)
            }
            _ => Ok(()),
        }
    }

    fn set_known_since(&mut self, day: Day) -> Result<(), StoreError> {
        self.tables.set_known_since(day)?;
        self.known_since = Some(day);
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

    /// A reply to a finding. Whose it is can be said here alone: what was queued before has been written.
    pub(super) fn feedback(
        &mut self,
        feedback: &Feedback,
        speaks_for: &dyn Fn(&InstitutionCode) -> bool,
    ) -> Result<FeedbackOutcome, StoreError> {
        let id = feedback.finding_id.as_str();
        let finding = find_finding(&self.tables.calls, id)?;
        if finding
            .as_ref()
            .is_some_and(|finding| !speaks_for(&finding.institution))
        {
            return Ok(FeedbackOutcome::Foreign);
        }
        let trail = match self.tables.feedback.get(id)? {
            Some(row) => Some(decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?),
            None => None,
        };
        // It goes back once: what was sent again since is not what this finding is about.
        let goes_back = feedback.way == Disposal::Amend && !trail.as_ref().is_some_and(FeedbackTrail::amends);
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
        let row = encode_feedback(&trail).map_err(|bad| bad.in_table("反馈"))?;
        self.tables.feedback.insert(id, row.as_slice())?;
        match finding {
            Some(finding) => {
                if goes_back {
                    self.withdraw_lines_of(&finding)?;
                }
                Ok(FeedbackOutcome::Recorded)
            }
            None => Ok(FeedbackOutcome::UnknownFinding),
        }
    }

    /// The order, or the bill, goes back to be changed: what it had is no history.
    fn withdraw_lines_of(&mut self, finding: &StoredFinding) -> Result<(), StoreError> {
        self.withdraw(
            &finding.person,
            &finding.encounter,
            &finding.institution,
            &finding.finding.amendable,
        )
    }

    /// Figures of the file, with what this transaction counted, and the times it saw, made part of it.
    pub(super) fn totals(&mut self) -> Result<Totals, StoreError> {
        self.times.write(&mut self.tables)?;
        let Tally {
            expired,
            dropped,
            dropped_lines,
            without_reason,
            findings,
            encounters,
            ..
        } = self.tally;
        let tables = &mut self.tables;
        Ok(Totals {
            without_reason: tables.count(WITHOUT_REASON, without_reason.cast_signed())?,
            expired: tables.count(EXPIRED, expired.cast_signed())?,
            dropped: tables.count(DROPPED, dropped.cast_signed())?,
            dropped_lines: tables.count(DROPPED_LINES, dropped_lines.cast_signed())?,
            findings: tables.count(FINDINGS, findings)?,
            encounters: tables.count(ENCOUNTERS, encounters)?,
            calls: tables.calls.len()?,
            feedback: tables.feedback.len()?,
            persons: tables.persons.len()?,
        })
    }
}
