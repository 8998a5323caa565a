//! Forgetting: what is older than the days of keeping, and what exceeds a
//! person's bounds. Age is measured against the calls, never a clock; and a call
//! from far ahead of those before it is not believed at once, because its clock may
//! be wrong, and what is forgotten does not come back.

use super::apply::Applier;
use crate::StoreError;
use crate::row::{Person, decode_person};
use crate::tables::WriteTables;
use domain::{Day, Moment, PersonId};
use redb::ReadableTable;
use std::ops::Bound;

/// Persons looked at per commit, because they may never come back.
const SWEEP_PERSONS: usize = 64;
/// Bytes of their rows after which a commit looks at no more of them.
const SWEEP_BYTES: usize = 256 << 10;

/// Days by which a call may be later than the one before and is believed at once.
const JUMP_DAYS_MAX: i32 = 30;
/// Seconds for which calls come from farther ahead before they are believed: a store may have been off for months,
/// and somebody sets a wrong clock right sooner than that.
const CONFIRMING_SECONDS: i64 = 24 * 3600;

/// Where the sweep over all persons goes on.
#[derive(Debug, Default)]
pub(super) struct SweepPosition {
    after: String,
}

/// The times of calls, as far as they are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct CallTimes {
    /// the day of the last call that was believed
    today: Option<Day>,
    /// when calls began to come from far ahead of it, if they do
    ahead_since: Option<Moment>,
}

impl CallTimes {
    /// As the tables have it. A store that has not written it yet goes by its last call.
    pub(super) fn read(tables: &WriteTables<'_>) -> Result<Self, StoreError> {
        let today = match tables.today()? {
            None => tables.last_call()?.map(|call| call.requested_at.day()),
            today => today,
        };
        Ok(Self {
            today,
            ahead_since: tables.ahead_since()?,
        })
    }

    /// Writes them down where they are others than the tables have.
    pub(super) fn write(self, tables: &mut WriteTables<'_>) -> Result<(), StoreError> {
        if tables.today()? != self.today {
            tables.set_today(self.today)?;
        }
        if tables.ahead_since()? != self.ahead_since {
            tables.set_ahead_since(self.ahead_since)?;
        }
        Ok(())
    }

    /// Takes note of the time of a call; gives the day against which age is measured, if there is one.
    pub(super) fn see(&mut self, at: Moment) -> Option<Day> {
        let is_near = |day: Day| at.day() <= day.plus_days(JUMP_DAYS_MAX);
        if let Some(today) = self.today.filter(|today| !is_near(*today)) {
            let since = self.ahead_since.filter(|since| *since <= at && is_near(since.day()));
            if since.is_none_or(|since| at < since.plus_seconds(CONFIRMING_SECONDS)) {
                if self.ahead_since.is_none() {
                    tracing::warn!(
                        %today, call = %at,
                        "store: calls come from far ahead of the ones before; nothing is forgotten for its age until they have done so for a day"
                    );
                }
                self.ahead_since = since.or(Some(at));
                return None;
            }
        }
        *self = Self {
            today: Some(at.day()),
            ahead_since: None,
        };
        self.today
    }
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
        let Some(today) = self.today else { return Ok(()) };
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes note of the times one after another; gives the days against which age was measured.
    fn seen(known: &mut CallTimes, times: &[&str]) -> Vec<Option<String>> {
        let times = times.iter().map(|at| Moment::parse(at).unwrap());
        times.map(|at| known.see(at).map(|day| day.to_string())).collect()
    }

    fn some(day: &str) -> Option<String> {
        Some(day.to_owned())
    }

    #[test]
    fn a_wrong_clock_is_not_believed_and_leaves_nothing_behind() {
        let mut times = CallTimes::default();
        let days = seen(
            &mut times,
            &[
                "2026-03-04 08:00:00",
                "2036-03-04 08:00:00",
                "2036-03-05 07:59:59",
                "2026-03-05 08:00:00",
                "2036-03-05 08:00:00",
                "2026-03-04 08:00:00",
            ],
        );
        let (before, after) = (some("2026-03-04"), some("2026-03-05"));
        assert_eq!(days, [before.clone(), None, None, after, None, before]);
        assert_eq!(times.ahead_since, None);
    }

    #[test]
    fn after_months_without_a_call_a_day_of_calls_is_believed() {
        let mut times = CallTimes::default();
        let days = seen(
            &mut times,
            &[
                "2026-03-04 08:00:00",
                "2026-09-01 08:00:00",
                "2026-09-01 20:00:00",
                "2026-09-02 08:00:00",
                "2026-10-02 08:00:00",
            ],
        );
        assert_eq!(
            days,
            [some("2026-03-04"), None, None, some("2026-09-02"), some("2026-10-02")]
        );
    }

    #[test]
    fn calls_that_jump_on_confirm_nothing() {
        let mut times = CallTimes::default();
        let days = seen(
            &mut times,
            &[
                "2026-03-04 08:00:00",
                "2036-03-04 08:00:00",
                "2046-03-04 08:00:00",
                "2036-03-06 08:00:00",
                "2036-03-07 08:00:00",
            ],
        );
        assert_eq!(days, [some("2026-03-04"), None, None, None, some("2036-03-07")]);
    }
}
