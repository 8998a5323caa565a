//! 调用序号 · Numbers calls so that no two are alike and later ones sort behind earlier ones.

use store::CallId;

/// 调用序号 · a number that no other call of this installation has: microseconds and a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallNumber(u64);

/// Bits for calls within one microsecond.
const COUNT_BITS: u32 = 12;

impl CallNumber {
    /// From the time since 1970 and a running count.
    pub fn new(micros: u64, count: u64) -> Self {
        Self((micros << COUNT_BITS) | (count & ((1 << COUNT_BITS) - 1)))
    }

    /// The id under which the call is kept, and with which the ids of its findings begin.
    pub fn id(self) -> CallId {
        CallId::from_number(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::FindingKey;

    #[test]
    fn ids_are_unique_sorted_and_short_enough() {
        let key = FindingKey([7; 16]);
        let mut ids: Vec<String> = [(5, 1), (5, 2), (6, 0), (1 << 40, 3)]
            .map(|(micros, count)| CallNumber::new(micros, count).id().finding(key))
            .to_vec();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 46));
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }
}
