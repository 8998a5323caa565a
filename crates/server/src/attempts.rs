//! 第几次 · How often a finding was raised before, so that each time it is shown
//! it has an identifier (`jr_id`) of its own that feedback can name.

use domain::FindingKey;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::Store;

/// Keys kept in memory; when full, the memory starts afresh and the store is asked again.
const KEYS_MAX: usize = 50_000;

/// Findings are not raised more often than this; beyond it the last number is used again.
const ATTEMPTS_MAX: u32 = 1 << 20;

/// 违规标识 · `jr_id` of one raising of a finding, as the wire writes it.
pub fn finding_id(key: FindingKey, attempt: u32) -> String {
    format!("{key}-{attempt}")
}

/// Counts raisings per finding, beginning with what the store knows.
#[derive(Debug, Default)]
pub struct Attempts {
    latest: Mutex<HashMap<FindingKey, u32>>,
}

impl Attempts {
    /// The number of this raising, from 1.
    pub fn next(&self, key: FindingKey, store: Option<&Store>) -> u32 {
        // The counts stay usable if another call panicked while holding them.
        let lock = || self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&key).copied();
        let stored = match known {
            Some(_) => 0,
            None => store.map_or(0, |store| latest_stored(|attempt| is_stored(store, key, attempt))),
        };
        let mut latest = lock();
        if latest.len() >= KEYS_MAX && !latest.contains_key(&key) {
            latest.clear();
        }
        let count = latest.entry(key).or_insert(stored);
        *count = count.saturating_add(1).min(ATTEMPTS_MAX);
        *count
    }
}

/// A store that cannot be read is taken to know nothing: a number used twice is better than none.
fn is_stored(store: &Store, key: FindingKey, attempt: u32) -> bool {
    matches!(store.finding(&finding_id(key, attempt)), Ok(Some(_)))
}

/// The largest number that is stored, numbers being given without gaps: doubling finds a bound,
/// halving the number.
fn latest_stored(stored: impl Fn(u32) -> bool) -> u32 {
    let mut above = 1;
    while above < ATTEMPTS_MAX && stored(above) {
        above *= 2;
    }
    let mut at_least = above / 2;
    while above.saturating_sub(at_least) > 1 {
        let middle = at_least + (above - at_least) / 2;
        if stored(middle) {
            at_least = middle;
        } else {
            above = middle;
        }
    }
    at_least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_number_is_found_in_few_looks() {
        for latest in [0, 1, 2, 3, 7, 8, 1_000] {
            let looks = std::cell::Cell::new(0);
            let stored = |attempt| {
                looks.set(looks.get() + 1);
                attempt <= latest
            };
            assert_eq!(latest_stored(stored), latest);
            assert!(looks.get() <= 22);
        }
    }

    #[test]
    fn each_raising_has_its_own_number() {
        let attempts = Attempts::default();
        let (one, other) = (FindingKey([1; 16]), FindingKey([2; 16]));
        assert_eq!(
            [
                attempts.next(one, None),
                attempts.next(one, None),
                attempts.next(other, None)
            ],
            [1, 2, 1]
        );
        assert_eq!(finding_id(one, 2), format!("{}-2", "01".repeat(16)));
    }
}
