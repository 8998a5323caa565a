//! 调用序号 · Numbers calls so that no two are alike and later ones sort behind earlier ones.

use std::sync::atomic::{AtomicU64, Ordering};
use store::CallId;

/// Bits for calls within one microsecond.
const COUNT_BITS: u32 = 12;

/// 调用序号 · a number that no other call of this installation has: microseconds and a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallNumber(u64);

impl CallNumber {
    /// The id under which the call is kept, and with which the ids of its findings begin.
    pub fn id(self) -> CallId {
        CallId::from_number(self.0)
    }
}

/// The numbers given so far. Where the clock was set back they go on from the highest one, because whoever reads the
/// calls in their order never turns round.
#[derive(Debug, Default)]
pub(crate) struct CallNumbers {
    last: AtomicU64,
}

impl CallNumbers {
    /// Numbers all further calls behind this one, which was stored earlier.
    pub(crate) fn go_on_behind(&self, call: &CallId) {
        if let Some(number) = call.number() {
            self.last.fetch_max(number, Ordering::Relaxed);
        }
    }

    /// The number, behind all others, of a call that comes so many microseconds after 1970.
    pub(crate) fn next(&self, micros: u64) -> CallNumber {
        let number = |last: u64| last.saturating_add(1).max(micros << COUNT_BITS);
        let update = |last| Some(number(last));
        let (Ok(last) | Err(last)) = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, update);
        CallNumber(number(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::FindingKey;

    #[test]
    fn ids_are_unique_sorted_and_short_enough() {
        let key = FindingKey([7; 16]);
        let numbers = CallNumbers::default();
        let mut ids: Vec<String> = [5, 5, 6, 1 << 40]
            .map(|micros| numbers.next(micros).id().finding(key))
            .to_vec();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 46));
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn a_clock_that_is_set_back_numbers_no_call_before_another() {
        let before = CallNumbers::default();
        let last = before.next(1 << 40);
        assert!(before.next(1 << 39) > last);
        // The same after a restart.
        let numbers = CallNumbers::default();
        numbers.go_on_behind(&last.id());
        numbers.go_on_behind(&CallId::from_number(7));
        numbers.go_on_behind(&CallId::new("by-hand"));
        let mut ids = vec![last];
        ids.extend((0..10_000).map(|_| numbers.next(1 << 39)));
        assert!(ids.is_sorted_by(|one, other| one < other));
        assert!(numbers.next(1 << 41) > ids[10_000]);
    }
}
