//! Exact codes and the keys that they have, behind a filter: most lines carry codes that no row
//! knows, and those are turned away without touching the table.

use domain::ItemMark;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};

/// Exact codes of one book. A Bloom filter of two bits a code stands before the table; at sixteen
/// bits a code it lets about one stranger in seventy through.
#[derive(Debug, Default)]
pub(crate) struct ExactCodes {
    filter: Vec<u64>,
    table: HashTable<(Box<str>, u32)>,
}

const FILTER_BITS_PER_CODE: usize = 16;

impl ExactCodes {
    /// Lays out what was collected.
    pub fn of(codes: HashMap<Box<str>, u32, FixedState>) -> Self {
        let bits = (codes.len() * FILTER_BITS_PER_CODE).next_power_of_two().max(64);
        let mut exact = Self {
            filter: vec![0; bits / 64],
            table: HashTable::with_capacity(codes.len()),
        };
        for (code, key) in codes {
            let hash = ItemMark::of(&code).hash;
            for bit in exact.bits(hash) {
                exact.filter[bit / 64] |= 1 << (bit % 64);
            }
            exact
                .table
                .insert_unique(hash, (code, key), |(code, _)| ItemMark::of(code).hash);
        }
        exact
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// The key of a national code with this hash ([`ItemMark::hash`]).
    pub fn get(&self, code: &str, hash: u64) -> Option<u32> {
        if !self.may_have(hash) {
            return None;
        }
        self.table
            .find(hash, |(known, _)| **known == *code)
            .map(|(_, key)| *key)
    }

    /// False where no code has the hash; true says little.
    pub fn may_have(&self, hash: u64) -> bool {
        !self.filter.is_empty()
            && self
                .bits(hash)
                .into_iter()
                .all(|bit| self.filter[bit / 64] >> (bit % 64) & 1 == 1)
    }

    fn bits(&self, hash: u64) -> [usize; 2] {
        let mask = self.filter.len() * 64 - 1;
        [hash as usize & mask, (hash >> 32) as usize & mask]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_all_its_codes_and_no_other() {
        let codes: HashMap<Box<str>, u32, FixedState> = (0..5_000_u32)
            .map(|n| (format!("X{n:06}").into_boxed_str(), n))
            .collect();
        let exact = ExactCodes::of(codes);
        let get = |n: u32| {
            let code = format!("X{n:06}");
            exact.get(&code, ItemMark::of(&code).hash)
        };
        assert!((0..5_000).all(|n| get(n) == Some(n)));
        assert!((5_000..20_000).all(|n| get(n).is_none()));
        assert_eq!(ExactCodes::default().get("X", ItemMark::of("X").hash), None);
        assert_eq!(exact.len(), 5_000);
    }
}
