//! 拦截熔断 · Bounds the harm that one wrong rule or table row can do: a rule
//! that blocks more often than a set number of times within an hour at one
//! institution asks for a reason instead, until the hour is over.

use domain::{Action, Finding, InstitutionCode, Moment, RuleCode};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const HOUR_SECONDS: i64 = 3_600;

/// The most (institution, rule) pairs counted within an hour; beyond it, new pairs are not allowed
/// to block, because the bound could not be kept.
const PAIRS_MAX: usize = 100_000;

/// Blocks counted per institution and rule within the running hour.
#[derive(Debug)]
pub struct Guard {
    blocks_max: u32,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    hour: i64,
    blocks: HashMap<(InstitutionCode, RuleCode), u32>,
}

impl Guard {
    /// Allows `blocks_max` blocks per rule, hour and institution.
    pub fn new(blocks_max: u32) -> Self {
        Self {
            blocks_max,
            counted: Mutex::default(),
        }
    }

    /// Counts the blocking findings of one call at `now` and turns those beyond the bound into
    /// [`Action::ReasonRequired`]; returns the rules that were held back.
    pub fn restrain(&self, institution: &InstitutionCode, findings: &mut [Finding], now: Moment) -> Vec<RuleCode> {
        if !findings.iter().any(|finding| finding.action == Action::Block) {
            return Vec::new();
        }
        // The counts stay usable if another call panicked while holding them.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.epoch_seconds().div_euclid(HOUR_SECONDS);
        if counted.hour != hour {
            *counted = Counted {
                hour,
                blocks: HashMap::new(),
            };
        }
        let mut held_back = Vec::new();
        for finding in findings.iter_mut().filter(|finding| finding.action == Action::Block) {
            let pair = (institution.clone(), finding.rule.clone());
            if counted.blocks.len() < PAIRS_MAX || counted.blocks.contains_key(&pair) {
                let blocks = counted.blocks.entry(pair).or_insert(0);
                if *blocks < self.blocks_max {
                    *blocks += 1;
                    continue;
                }
            }
            finding.action = Action::ReasonRequired;
            held_back.push(finding.rule.clone());
        }
        held_back
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block;

    #[test]
    fn a_rule_that_blocks_too_often_asks_for_reasons_until_the_hour_is_over() {
        let guard = Guard::new(2);
        let noon = Moment::from_epoch_seconds(12 * HOUR_SECONDS);
        let call = |institution: &str, rule: &str, now| {
            let mut findings = [block(rule)];
            let held_back = guard.restrain(&institution.into(), &mut findings, now);
            (findings[0].action, held_back.len())
        };
        assert_eq!(call("H1", "A", noon), (Action::Block, 0));
        assert_eq!(call("H1", "A", noon), (Action::Block, 0));
        assert_eq!(call("H1", "A", noon.plus_seconds(3_599)), (Action::ReasonRequired, 1));
        assert_eq!(call("H1", "B", noon), (Action::Block, 0));
        assert_eq!(call("H2", "A", noon), (Action::Block, 0));
        assert_eq!(call("H1", "A", noon.plus_seconds(3_600)), (Action::Block, 0));
    }
}
