//! 拦截熔断 · Bounds the harm that one wrong rule or table row can do: a rule
//! that blocks more than a set number of bills within an hour at one institution
//! asks for a reason instead, until the hour is over. The same block again, as
//! whenever a client sends a bill anew, is no further one, and one that was not
//! made because it could not be recorded is none.

use domain::{Action, Finding, InstitutionCode, Moment, RuleCode};
use foldhash::quality::RandomState;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

const HOUR_SECONDS: i64 = 3_600;

/// The most (institution, rule) pairs counted within an hour; beyond it, new pairs are not allowed
/// to block, because the bound could not be kept.
const PAIRS_MAX: usize = 100_000;

/// The most blocks told apart within an hour, as many as one rule can be allowed; beyond it, new ones are held back
/// for the same reason.
const BLOCKS_MAX: usize = 1_000_000;

/// Blocks counted per institution and rule within the running hour.
#[derive(Debug)]
pub struct Guard {
    blocks_max: u32,
    hashing: RandomState,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    hour: i64,
    blocks: HashMap<(InstitutionCode, RuleCode), u32>,
    /// digests of what is counted
    seen: HashSet<u64>,
}

impl Counted {
    /// True where a pair that blocked so often may block once more.
    fn has_room(&self, blocks: u32, blocks_max: u32) -> bool {
        blocks < blocks_max && self.seen.len() < BLOCKS_MAX && (blocks > 0 || self.blocks.len() < PAIRS_MAX)
    }
}

/// What the bound made of the blocks of one review.
#[derive(Debug, Default)]
pub struct Restrained {
    /// rules of the blocks that were held back
    pub held_back: Vec<RuleCode>,
    hour: i64,
    /// what was counted for it and not before
    counted: Vec<((InstitutionCode, RuleCode), u64)>,
}

impl Guard {
    /// Allows `blocks_max` blocks per rule, hour and institution.
    pub fn new(blocks_max: u32) -> Self {
        Self {
            blocks_max,
            hashing: RandomState::default(),
            counted: Mutex::default(),
        }
    }

    /// Counts the blocking findings of one review at `now` and turns those beyond the bound into
    /// [`Action::ReasonRequired`].
    pub fn restrain(&self, institution: &InstitutionCode, findings: &mut [Finding], now: Moment) -> Restrained {
        let mut restrained = Restrained::default();
        if !findings.iter().any(|finding| finding.action == Action::Block) {
            return restrained;
        }
        let mut counted = self.counted();
        restrained.hour = now.epoch_seconds().div_euclid(HOUR_SECONDS);
        if counted.hour != restrained.hour {
            *counted = Counted {
                hour: restrained.hour,
                ..Counted::default()
            };
        }
        for finding in findings.iter_mut().filter(|finding| finding.action == Action::Block) {
            let (person, encounter) = (&finding.person, &finding.encounter);
            let block = (institution, &finding.rule, person, encounter, finding.key);
            let block = self.hashing.hash_one(block);
            if counted.seen.contains(&block) {
                continue;
            }
            let pair = (institution.clone(), finding.rule.clone());
            let blocks = counted.blocks.get(&pair).copied().unwrap_or(0);
            if counted.has_room(blocks, self.blocks_max) {
                counted.blocks.insert(pair.clone(), blocks + 1);
                counted.seen.insert(block);
                restrained.counted.push((pair, block));
            } else {
                finding.action = Action::ReasonRequired;
                restrained.held_back.push(finding.rule.clone());
            }
        }
        restrained
    }

    /// Takes back what was counted for a review whose blocks were not made.
    pub fn take_back(&self, restrained: Restrained) {
        if restrained.counted.is_empty() {
            return;
        }
        let mut counted = self.counted();
        if counted.hour != restrained.hour {
            return;
        }
        for (pair, block) in restrained.counted {
            counted.seen.remove(&block);
            if let Entry::Occupied(mut blocks) = counted.blocks.entry(pair) {
                match blocks.get() {
                    0 | 1 => drop(blocks.remove()),
                    more => *blocks.get_mut() = more - 1,
                }
            }
        }
    }

    /// The counts, which stay usable if another call panicked while holding them.
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block;

    const NOON: Moment = Moment::from_epoch_seconds(12 * HOUR_SECONDS);

    /// What becomes of a block of a rule on a person's bill.
    fn judged(guard: &Guard, institution: &str, rule: &str, person: &str, now: Moment) -> (Action, Restrained) {
        let mut findings = [block(rule)];
        findings[0].person = person.into();
        let restrained = guard.restrain(&institution.into(), &mut findings, now);
        assert_eq!(restrained.held_back.is_empty(), findings[0].action == Action::Block);
        (findings[0].action, restrained)
    }

    #[test]
    fn a_rule_that_blocks_too_often_asks_for_reasons_until_the_hour_is_over() {
        let guard = Guard::new(2);
        let call = |institution: &str, rule: &str, person: &str, now| judged(&guard, institution, rule, person, now).0;
        assert_eq!(call("H1", "A", "P1", NOON), Action::Block);
        assert_eq!(call("H1", "A", "P2", NOON), Action::Block);
        assert_eq!(call("H1", "A", "P3", NOON.plus_seconds(3_599)), Action::ReasonRequired);
        assert_eq!(call("H1", "B", "P3", NOON), Action::Block);
        assert_eq!(call("H2", "A", "P3", NOON), Action::Block);
        assert_eq!(call("H1", "A", "P3", NOON.plus_seconds(3_600)), Action::Block);
    }

    #[test]
    fn the_same_block_again_is_no_further_one() {
        let guard = Guard::new(2);
        let call = |person: &str| judged(&guard, "H1", "A", person, NOON).0;
        for _ in 0..5 {
            assert_eq!(call("P1"), Action::Block);
        }
        assert_eq!(call("P2"), Action::Block);
        assert_eq!(call("P3"), Action::ReasonRequired);
        assert_eq!(call("P1"), Action::Block, "as it was judged before");
    }

    #[test]
    fn what_was_not_made_is_taken_back_and_what_was_made_before_is_not() {
        let guard = Guard::new(1);
        let call = |person: &str| judged(&guard, "H1", "A", person, NOON);
        guard.take_back(call("P1").1);
        let (action, _made) = call("P2");
        assert_eq!(action, Action::Block);
        guard.take_back(call("P2").1);
        guard.take_back(call("P3").1);
        assert_eq!(call("P3").0, Action::ReasonRequired);
        // What was counted in an hour that is over is of no concern to the next.
        let guard = Guard::new(1);
        let (_, before) = judged(&guard, "H1", "A", "P1", NOON);
        let next = NOON.plus_seconds(HOUR_SECONDS);
        assert_eq!(judged(&guard, "H1", "A", "P1", next).0, Action::Block);
        guard.take_back(before);
        assert_eq!(judged(&guard, "H1", "A", "P2", next).0, Action::ReasonRequired);
    }

    #[test]
    fn nothing_is_remembered_where_nothing_may_block() {
        let guard = Guard::new(0);
        assert_eq!(judged(&guard, "H1", "A", "P1", NOON).0, Action::ReasonRequired);
        assert!(guard.counted().blocks.is_empty());
    }
}
