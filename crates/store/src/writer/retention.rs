//! Forgetting: what is older than the days of keeping, and what exceeds a
//! person's bounds. Age is measured against the newest call, never a clock.

use super::apply::Applier;
use crate::StoreError;
use crate::row::{Person, decode_person};
use domain::{Day, Moment, PersonId};
use redb::ReadableTable;
use std::ops::Bound;

/// Persons looked at per commit, because they may never come back.
const SWEEP_PERSONS: usize = 64;
/// Bytes of their rows after which a commit looks at no more of them.
const SWEEP_BYTES: usize = 256 << 10;

/// Where the sweep over all persons goes on, and the newest day seen.
#[derive(Debug, Default)]
pub(super) struct SweepPosition {
    after: String,
    today: Option<Day>,
}

impl Applier<'_> {
    fn horizon(&self, today: Day) -> Moment {
        today.plus_days(self.options.keep_days.saturating_neg()).start()
    }

    /// Forgets the person's encounters beyond age and bounds; the newest one always stays.
    pub(super) fn retain(&mut self, person: &mut Person<'_>) {
        let horizon = self.today.map(|today| self.horizon(today));
        person
            .encounters
            .sort_by_key(|held| std::cmp::Reverse(held.head.rank()));
        let (mut encounters, mut lines) = (0, 0);
        let Person {
            forgotten,
            encounters: held,
        } = person;
        held.retain(|held| {
            if horizon.is_some_and(|horizon| held.head.last < horizon) {
                self.tally.expired += 1;
            } else {
                encounters += 1;
                lines += held.head.lines as usize;
                let fits = encounters <= self.options.encounters_per_person_max.max(1)
                    && (encounters == 1 || lines <= self.options.lines_per_person_max);
                if fits {
                    return true;
                }
                self.tally.dropped += 1;
            }
            *forgotten = (*forgotten).max(Some(held.head.last));
            false
        });
    }

    /// Expires what is old of whoever comes next in the table, so that persons who never return do
    /// not stay for ever.
    pub(super) fn sweep(&mut self, position: &mut SweepPosition) -> Result<(), StoreError> {
        position.today = position.today.max(self.today);
        let Some(today) = position.today else { return Ok(()) };
        let horizon = self.horizon(today);
        let (affected, last) = self.with_expired_after(&position.after, horizon)?;
        for person in affected {
            self.change(&PersonId::new(&person), |applier, person| {
                let Person { forgotten, encounters } = person;
                encounters.retain(|held| {
                    let expired = held.head.last < horizon;
                    if expired {
                        applier.tally.expired += 1;
                        *forgotten = (*forgotten).max(Some(held.head.last));
                    }
                    !expired
                });
                Ok(())
            })?;
        }
        // From the end of the table the sweep starts over.
        position.after = last;
        Ok(())
    }

    /// Those of the next persons who have something expired, and whom to go on after (empty at the
    /// end).
    fn with_expired_after(&self, after: &str, horizon: Moment) -> Result<(Vec<String>, String), StoreError> {
        let (mut affected, mut last, mut bytes) = (Vec::new(), String::new(), 0);
        let mut rows = self
            .tables
            .persons
            .range::<&str>((Bound::Excluded(after), Bound::Unbounded))?;
        for seen in 0.. {
            if seen == SWEEP_PERSONS || bytes >= SWEEP_BYTES {
                return Ok((affected, last));
            }
            let Some(row) = rows.next() else { break };
            let (person, row) = row?;
            bytes += row.value().len();
            last = person.value().to_owned();
            // A damaged row is left for the integrity check to name.
            let expired = decode_person(row.value())
                .is_ok_and(|person| person.encounters.iter().any(|held| held.head.last < horizon));
            if expired {
                affected.push(last.clone());
            }
        }
        Ok((affected, String::new()))
    }
}
