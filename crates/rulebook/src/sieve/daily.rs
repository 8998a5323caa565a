//! Caps of what one may have of an item on a day, told from numbers: where on no day there is more, the row that
//! says so is silent, and needs no line.

use super::Glance;
use crate::book::Rulebook;
use crate::index::Entry;
use domain::{Day, Quantity};
use hashbrown::HashMap;

/// The keys of items whose rows speak only where there is more on a day than they allow.
#[derive(Debug, Default)]
pub(super) struct Daily {
    /// by key, the number of its counter
    counters: HashMap<u32, u32>,
    /// by counter, the lowest cap of the key's rows
    caps: Vec<Quantity>,
}

impl Daily {
    /// Those of a book. A row that several keys share counts what they find together, which no counter of a
    /// key knows.
    pub(super) fn of(book: &Rulebook, samples: bool) -> Self {
        let keys = 0..book.index.key_count() as u32;
        let capped = |key: u32| {
            let entries = book.index.entries(key).iter().filter(|entry| samples || !entry.sample);
            entries.filter_map(|entry| Some(((entry.rule, entry.row), cap(book, entry)?)))
        };
        let mut finders: HashMap<(u16, u32), u32> = HashMap::new();
        for (row, _) in keys.clone().flat_map(capped) {
            *finders.entry(row).or_default() += 1;
        }
        let mut daily = Self::default();
        for key in keys.filter(|key| capped(*key).all(|(row, _)| finders.get(&row) == Some(&1))) {
            if let Some(lowest) = capped(key).map(|(_, cap)| cap).min() {
                daily.counters.insert(key, daily.caps.len() as u32);
                daily.caps.push(lowest);
            }
        }
        daily
    }

    /// The counter that says whether a row which a key finds may speak; none where it may anyway.
    pub(super) fn counter(&self, book: &Rulebook, key: u32, entry: &Entry) -> Option<u32> {
        cap(book, entry).and_then(|_| self.counters.get(&key).copied())
    }
}

fn cap(book: &Rulebook, entry: &Entry) -> Option<Quantity> {
    let compiled = book.rules.get(entry.rule as usize)?;
    compiled.check.as_ref()?.daily_cap(entry.row)
}

/// What there was of each item on a day, of one person after the other.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// which person is being sifted; what was counted for another is void
    person: u64,
    counters: Vec<Counter>,
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    person: u64,
    day: Day,
    sum: Quantity,
    beyond: bool,
}

impl Days {
    /// Begins with another person.
    pub(super) fn begin(&mut self, daily: &Daily) {
        self.person += 1;
        if self.counters.len() < daily.caps.len() {
            let void = Counter {
                person: 0,
                day: Day::from_epoch_days(0),
                sum: Quantity::ZERO,
                beyond: false,
            };
            self.counters.resize(daily.caps.len(), void);
        }
    }

    /// Counts a line; they come in order of time. What is refunded counts as well, and so may what the
    /// fund does not pay for: there may be less than is counted, never more.
    pub(super) fn count(&mut self, daily: &Daily, counter: u32, line: &Glance) {
        let place = counter as usize;
        let (Some(own), Some(cap)) = (self.counters.get_mut(place), daily.caps.get(place)) else {
            return;
        };
        if !line.quantity.is_positive() {
            return;
        }
        let day = line.at.day();
        if own.person != self.person {
            own.beyond = false;
        }
        if own.person != self.person || own.day != day {
            (own.person, own.day, own.sum) = (self.person, day, Quantity::ZERO);
        }
        own.sum += line.quantity;
        // What lasts may be beyond the cap together with lines of other days.
        let lasts = line.until.is_some_and(|until| until.day() > day);
        own.beyond |= lasts || own.sum > *cap;
    }

    /// True where on some day there was more than the lowest cap.
    pub(super) fn is_beyond(&self, counter: u32) -> bool {
        let own = self.counters.get(counter as usize);
        own.is_none_or(|own| own.person == self.person && own.beyond)
    }
}
