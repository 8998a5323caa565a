//! Exact codes and the keys that they have, behind a filter: most lines carry codes that no row
//! knows, and those are turned away without touching the table.

use compact_str::CompactString;
use domain::ItemMark;
use hashbrown::HashTable;

/// Exact codes of one book. A Bloom filter of two bits a code stands before the table; at sixteen
/// bits a code it lets about one stranger in seventy through.
#[derive(Debug, Default)]
pub(crate) struct ExactCodes {
    filter: Vec<u64>,
    /// places in `codes`, by hash
    places: HashTable<u32>,
    /// the codes and their keys
    codes: Vec<(CompactString, u32)>,
}

const FILTER_BITS_PER_CODE: usize = 16;

impl ExactCodes {
    /// With room for so many codes: a large table does not grow by being copied.
    pub fn with_room(codes: usize) -> Self {
        Self {
            places: HashTable::with_capacity(codes),
            codes: Vec::with_capacity(codes),
            ..Self::default()
        }
    }

    /// The key of a code while codes are collected; `next` for one that has none yet.
    pub fn key_or(&mut self, code: &str, next: u32) -> u32 {
        let hash = ItemMark::of(code).hash;
        if let Some((_, key)) = self.find(code, hash) {
            return *key;
        }
        let place = self.codes.len() as u32;
        self.codes.push((code.into(), next));
        let hash_of = |place: &u32| ItemMark::of(&self.codes[*place as usize].0).hash;
        self.places.insert_unique(hash, place, hash_of);
        next
    }

    /// Puts the filter before what was collected; nothing is found before.
    pub fn seal(&mut self) {
        self.codes.shrink_to_fit();
        let bits = (self.codes.len() * FILTER_BITS_PER_CODE).next_power_of_two().max(64);
        self.filter = vec![0; bits / 64];
        for place in 0..self.codes.len() {
            for bit in self.bits(ItemMark::of(&self.codes[place].0).hash) {
                self.filter[bit / 64] |= 1 << (bit % 64);
            }
        }
    }

    fn find(&self, code: &str, hash: u64) -> Option<&(CompactString, u32)> {
        let is = |place: &u32| self.codes[*place as usize].0 == code;
        self.places
            .find(hash, is)
            .and_then(|place| self.codes.get(*place as usize))
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// The key of a national code with this hash ([`ItemMark::hash`]).
    pub fn get(&self, code: &str, hash: u64) -> Option<u32> {
        if !self.may_have(hash) {
            return None;
        }
        self.find(code, hash).map(|(_, key)| *key)
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
        let mut exact = ExactCodes::with_room(100);
        for n in 0..5_000 {
            assert_eq!(exact.key_or(&format!("X{n:06}"), n), n);
        }
        assert_eq!(exact.key_or("X000007", 9_999), 7);
        exact.seal();
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
