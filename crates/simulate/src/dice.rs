//! The one source of chance: a generator seeded from the county's seed and a chunk's number, so
//! that a chunk comes out the same whenever and wherever it is made.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

/// A seeded sequence of choices.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Pcg64Mcg);

impl Dice {
    /// Dice for one part of a county; equal arguments give equal throws.
    pub fn new(seed: u64, part: u64) -> Self {
        // SplitMix64 spreads neighbouring seeds and parts over the whole state.
        let spread = |value: u64| {
            let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        };
        let (high, low) = (spread(seed), spread(seed ^ spread(part)));
        Self(Pcg64Mcg::new((u128::from(high) << 64) | u128::from(low)))
    }

    /// A whole number from 0 up to, not including, `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u32) -> u32 {
        ((u64::from(end) * (self.0.next_u64() >> 32)) >> 32) as u32
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below(high.abs_diff(low) + 1) as i32
    }

    /// True in `per_mille` of a thousand throws.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a list, all alike; none of an empty one.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len() as u32) as usize).copied()
    }

    /// One of a list, the first ones much more often than the last: hot items.
    pub fn pick_hot<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let end = list.len() as u64;
        let throw = u64::from(self.below(1 << 16));
        list.get(((throw * throw * end) >> 32) as usize).copied()
    }

    /// `count` different entries of a list (all of them where it is shorter), hot ones preferred.
    pub fn pick_some<T: Copy + PartialEq>(&mut self, list: &[T], count: usize, chosen: &mut Vec<T>) {
        chosen.clear();
        let start = self.below(list.len() as u32) as usize;
        for _ in 0..count.min(list.len()) {
            let free = self.pick_hot(list).filter(|entry| !chosen.contains(entry));
            let next = || list.iter().cycle().skip(start).take(list.len()).copied();
            chosen.extend(free.or_else(|| next().find(|entry| !chosen.contains(entry))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_repeatable_and_differ() {
        let throws = |seed, part| {
            let mut dice = Dice::new(seed, part);
            (0..8).map(|_| dice.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, 2), throws(1, 2));
        assert_ne!(throws(1, 2), throws(1, 3));
        assert_ne!(throws(1, 2), throws(2, 2));
    }

    #[test]
    fn some_are_different_ones() {
        let list: Vec<u16> = (0..30).collect();
        let (mut dice, mut chosen) = (Dice::new(7, 0), Vec::new());
        for count in [1, 5, 30, 40] {
            dice.pick_some(&list, count, &mut chosen);
            let mut distinct = chosen.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!((chosen.len(), distinct.len()), (count.min(30), count.min(30)));
        }
    }
}
