//! Forgetting: what is older than the days of keeping, and what exceeds a
//! person's bounds. Age is measured against the newest call, never a clock.

use super::apply::Applier;
use super::person::Held;
use crate::row::peek;
use crate::{StoreError, key};
use domain::{Day, Moment, PersonId};
use redb::ReadableTable;
use std::ops::Bound;

/// Rows looked at per commit for persons who do not come back.
const SWEEP_ROWS: usize = 64;

/// Where the sweep over all persons goes on, and the newest day seen.
#[derive(Debug, Default)]
pub(super) struct SweepPosition {
    after: Vec<u8>,
    today: Option<Day>,
}

/// The key of an expired encounter, and the last thing that happened in it.
type Expired = (Vec<u8>, Moment);

impl Applier<'_> {
    fn horizon(&self, today: Day) -> Moment {
        today.plus_days(self.options.keep_days.saturating_neg()).start()
    }

    /// Forgets the person's encounters beyond age and bounds; the newest one always stays.
    pub(super) fn retain(&mut self, person: &PersonId, mut heads: Vec<Held>) -> Result<(), StoreError> {
        heads.sort_by(|a, b| b.key.cmp(&a.key));
        let horizon = self.today.map(|today| self.horizon(today));
        let (mut encounters, mut lines) = (0, 0);
        let mut forgotten = None;
        for held in heads {
            if horizon.is_some_and(|horizon| held.head.last < horizon) {
                self.tally.expired += 1;
            } else {
                encounters += 1;
                lines += held.head.lines as usize;
                let fits = encounters <= self.options.encounters_per_person_max.max(1)
                    && (encounters == 1 || lines <= self.options.lines_per_person_max);
                if fits {
                    continue;
                }
                self.tally.dropped += 1;
            }
            self.tables.encounters.remove(held.key.as_slice())?;
            forgotten = forgotten.max(Some(held.head.last));
        }
        match forgotten {
            Some(_) => self.note_person(person.as_str(), forgotten),
            None => Ok(()),
        }
    }

    /// Expires a few rows of whoever comes next in the table, so that persons who never return do
    /// not stay for ever.
    pub(super) fn sweep(&mut self, position: &mut SweepPosition) -> Result<(), StoreError> {
        position.today = position.today.max(self.today);
        let Some(today) = position.today else { return Ok(()) };
        let horizon = self.horizon(today);
        let (expired, last) = self.expired_after(&position.after, horizon)?;
        for (key, last) in expired {
            self.tables.encounters.remove(key.as_slice())?;
            if let Ok(parts) = key::parse(&key) {
                self.note_person(parts.person, Some(last))?;
            }
            self.tally.expired += 1;
        }
        // From the end of the table the sweep starts over.
        position.after = last;
        Ok(())
    }

    /// The expired ones among the next rows, and the key to go on after (empty at the end).
    fn expired_after(&self, after: &[u8], horizon: Moment) -> Result<(Vec<Expired>, Vec<u8>), StoreError> {
        let mut expired = Vec::new();
        let mut last = Vec::new();
        let mut seen = 0;
        for row in self
            .tables
            .encounters
            .range::<&[u8]>((Bound::Excluded(after), Bound::Unbounded))?
            .take(SWEEP_ROWS)
        {
            let (key, row) = row?;
            seen += 1;
            last = key.value().to_vec();
            // A damaged row is left for the integrity check to name.
            if let Ok(head) = peek(row.value())
                && head.last < horizon
            {
                expired.push((key.value().to_vec(), head.last));
            }
        }
        if seen < SWEEP_ROWS {
            last.clear();
        }
        Ok((expired, last))
    }
}
