//! How often a rule is right, counted from what people found.

use super::{Lead, Mark};
use crate::review_case::{ClearReason, ReviewCase, Stage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Add;

/// 查实情况 · findings of a rule that people looked at, and what they found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Precision {
    /// 查实
    pub confirmed: u64,
    /// 排除, by reason
    pub cleared: BTreeMap<ClearReason, u64>,
}

impl Precision {
    /// Of one lead.
    pub fn of_lead(lead: &Lead) -> Self {
        let mut precision = Self::default();
        for mark in lead.marks.values() {
            match mark {
                Mark::Confirmed => precision.confirmed += 1,
                Mark::False { reason } => *precision.cleared.entry(*reason).or_default() += 1,
            }
        }
        precision
    }

    /// Of one review that has come to an end; nothing before.
    pub fn of_review(case: &ReviewCase) -> Self {
        let mut precision = Self::default();
        match (case.stage, case.cleared) {
            (Stage::Cleared, Some(reason)) if reason != ClearReason::NoViolation => {
                precision.cleared.insert(reason, 1);
            }
            (Stage::Final { confirmed: true } | Stage::Deducted | Stage::Closed, _) => precision.confirmed = 1,
            _ => {}
        }
        precision
    }

    /// 已核实件数.
    pub fn reviewed(&self) -> u64 {
        self.confirmed + self.cleared.values().sum::<u64>()
    }

    /// 误报件数: cleared for a reason that blames the rule.
    pub fn false_positives(&self) -> u64 {
        self.cleared
            .iter()
            .filter(|(reason, _)| reason.blames_rule())
            .map(|(_, count)| count)
            .sum()
    }

    /// 查实率 in per mille: confirmed ÷ reviewed; none where nothing was reviewed.
    pub fn rate_per_mille(&self) -> Option<u64> {
        (self.confirmed * 1000).checked_div(self.reviewed())
    }
}

impl Add for Precision {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self.confirmed += other.confirmed;
        for (reason, count) in other.cleared {
            *self.cleared.entry(reason).or_default() += count;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::FindingKey;

    #[test]
    fn the_rate_counts_everything_looked_at_and_blames_only_some() {
        let mut lead = Lead::default();
        for (key, mark) in [
            (1, Mark::Confirmed),
            (2, Mark::Confirmed),
            (
                3,
                Mark::False {
                    reason: ClearReason::RuleLogic,
                },
            ),
            (
                4,
                Mark::False {
                    reason: ClearReason::DataQuality,
                },
            ),
        ] {
            lead.marks.insert(FindingKey([key; 16]), mark);
        }
        let precision = Precision::of_lead(&lead) + Precision::of_lead(&lead);
        assert_eq!((precision.reviewed(), precision.false_positives()), (8, 2));
        assert_eq!(precision.rate_per_mille(), Some(500));
        assert_eq!(Precision::default().rate_per_mille(), None);
    }
}
