//! How much of a drug may be left when more of it is prescribed, told from numbers: where there is never enough for
//! a rule to speak, no line of the drug is needed.

use super::{Glance, Sieve};
use crate::primitives::supply_overlap::may_supply;
use domain::{Day, Encounter};

/// What is left of each drug, of one person after the other.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    person: u64,
    supplies: Vec<Left>,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    person: u64,
    /// of the latest line
    day: Day,
    encounter: u32,
    /// the first day without it
    until: Day,
    /// the watchers that may speak of it
    heeding: u64,
}

impl Left {
    const NOBODY: Self = Self {
        person: 0,
        day: Day::from_epoch_days(0),
        encounter: 0,
        until: Day::from_epoch_days(0),
        heeding: 0,
    };
}

impl Shelf {
    /// Begins with another person.
    pub(super) fn begin(&mut self, drugs: usize) {
        self.person += 1;
        if self.supplies.len() < drugs {
            self.supplies.resize(drugs, Left::NOBODY);
        }
    }

    /// Puts the supply of a line beside what there is; they come in order of time. What is refunded later, and
    /// lines that count as one, are put there whole: less may be left than is told, never more.
    pub(super) fn put(&mut self, sieve: &Sieve, drug: u32, visit: &Encounter, line: &Glance) {
        let Some(days) = may_supply(visit, line.days).filter(|_| line.may_count(false)) else {
            return;
        };
        let Some(own) = self.supplies.get_mut(drug as usize) else {
            return;
        };
        let day = line.at.day();
        if own.person != self.person {
            *own = Left {
                person: self.person,
                day,
                encounter: line.encounter,
                until: day,
                heeding: 0,
            };
        }
        if own.until > day {
            own.heeding |= match visit.setting.is_known() {
                true => sieve.heeding_left(visit, line, own.until.days_since(day)),
                // That is what is missing then.
                false => sieve.followers,
            };
        }
        // Which of two encounters of a day supplied first, their lines alone do not tell.
        if own.day == day && own.encounter != line.encounter {
            own.heeding = sieve.followers;
        }
        (own.day, own.encounter) = (day, line.encounter);
        own.until = own.until.max(day).plus_days(days.into());
    }

    /// The watchers that may speak of a drug.
    pub(super) fn heeding(&self, drug: u32) -> u64 {
        let own = self.supplies.get(drug as usize);
        own.map_or(u64::MAX, |own| if own.person == self.person { own.heeding } else { 0 })
    }
}
