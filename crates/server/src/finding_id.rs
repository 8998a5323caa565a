//! 违规标识 · `jr_id`: one raising of a finding, unique for ever, in order of time.

use domain::FindingKey;

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

    /// The number itself.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Thirteen digits (Crockford base 32) that sort as the numbers do.
    fn digits(self) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let digit = |place: u32| {
            DIGITS
                .get((self.0 >> (place * 5) & 31) as usize)
                .map_or('0', |&byte| char::from(byte))
        };
        (0..13).rev().map(digit).collect()
    }
}

/// The id of a finding as one call raised it. 46 characters, so that the ids of its details stay
/// within the 50 of the interface. The call comes first: the store appends at the end instead of
/// writing all over its file.
pub fn finding_id(call: CallNumber, key: FindingKey) -> String {
    format!("{}-{key}", call.digits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_sorted_and_short_enough() {
        let key = FindingKey([7; 16]);
        let mut ids: Vec<String> = [(5, 1), (5, 2), (6, 0), (1 << 40, 3)]
            .map(|(micros, count)| finding_id(CallNumber::new(micros, count), key))
            .to_vec();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 46));
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }
}
