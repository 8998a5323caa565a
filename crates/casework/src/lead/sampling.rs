//! Drawing a sample that anybody can draw again: from the seed alone, whatever the order.

use crate::Refusal;
use domain::{FindingKey, lasting_hash};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 抽样办法 · how many, and by which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// 种子: published with the draw
    pub seed: u64,
    /// 比例, in per cent, 1 to 100
    pub per_hundred: u8,
    /// 最少件数
    pub at_least: u32,
}

/// 抽样结果 · what was drawn, and the sentence that says how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// 抽中的疑点
    #[serde(with = "crate::stored")]
    pub chosen: BTreeSet<FindingKey>,
    /// 抽样说明
    pub statement: String,
}

impl Sampling {
    /// Draws from the keys.
    ///
    /// # Errors
    /// [`Refusal::OutOfRange`] for a share outside 1 to 100 per cent.
    pub fn draw(&self, keys: &BTreeSet<FindingKey>) -> Result<Sample, Refusal> {
        if !(1..=100).contains(&self.per_hundred) {
            return Err(Refusal::OutOfRange {
                what: "抽样比例（%）",
                least: "1".to_owned(),
                most: "100".to_owned(),
                found: self.per_hundred.to_string(),
            });
        }
        let share = (keys.len() * usize::from(self.per_hundred)).div_ceil(100);
        let least = usize::try_from(self.at_least).unwrap_or(usize::MAX);
        let count = share.max(least).min(keys.len());
        let mut ranked: Vec<(u64, FindingKey)> = keys.iter().map(|key| (self.rank(*key), *key)).collect();
        ranked.sort_unstable();
        let chosen = ranked.into_iter().take(count).map(|(_, key)| key).collect();
        let statement = format!(
            "从{}条疑点中抽取{count}条：比例{}%，不少于{}条；种子{}，按种子与疑点标识的散列值由小到大抽取。",
            keys.len(),
            self.per_hundred,
            self.at_least,
            self.seed
        );
        Ok(Sample { chosen, statement })
    }

    fn rank(&self, key: FindingKey) -> u64 {
        lasting_hash(&format!("{}/{key}", self.seed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: u16) -> BTreeSet<FindingKey> {
        (0..count)
            .map(|number| {
                let mut key = [0; 16];
                key[..2].copy_from_slice(&number.to_be_bytes());
                FindingKey(key)
            })
            .collect()
    }

    #[test]
    fn a_draw_can_be_repeated_and_another_seed_draws_otherwise() {
        let sampling = |seed| Sampling {
            seed,
            per_hundred: 10,
            at_least: 5,
        };
        let (keys, drawn) = (keys(123), |seed| sampling(seed).draw(&keys(123)).unwrap());
        assert_eq!(drawn(42), sampling(42).draw(&keys).unwrap());
        assert_ne!(drawn(42).chosen, drawn(43).chosen);
        assert_eq!(drawn(42).chosen.len(), 13);
        assert_eq!(
            drawn(42).statement,
            "从123条疑点中抽取13条：比例10%，不少于5条；种子42，按种子与疑点标识的散列值由小到大抽取。"
        );
    }

    #[test]
    fn small_sets_are_drawn_whole_and_shares_checked() {
        let sampling = |per_hundred| Sampling {
            seed: 1,
            per_hundred,
            at_least: 5,
        };
        assert_eq!(sampling(10).draw(&keys(3)).unwrap().chosen.len(), 3);
        assert_eq!(sampling(10).draw(&keys(20)).unwrap().chosen.len(), 5);
        for share in [0, 101] {
            assert_eq!(
                sampling(share).draw(&keys(3)).map_err(|refusal| refusal.code()),
                Err("CW-RANGE")
            );
        }
    }

    /// Every finding must have its chance: over many seeds each is drawn about as often.
    #[test]
    fn no_finding_is_favoured() {
        let keys = keys(50);
        let mut drawn = vec![0_u32; 50];
        for seed in 0..2000 {
            let sampling = Sampling {
                seed,
                per_hundred: 20,
                at_least: 0,
            };
            for key in sampling.draw(&keys).unwrap().chosen {
                drawn[usize::from(key.0[1])] += 1;
            }
        }
        // 2000 × 20 % = 400 each, standard deviation 18.
        assert!(drawn.iter().all(|count| (310..=490).contains(count)), "{drawn:?}");
    }
}
