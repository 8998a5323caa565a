//! 费用占比 · rules 56–61: the shares of drugs, tests, consumables, treatment, CT and MRI in what is
//! charged.
//!
//! Above the line stands the part, below it everything that was charged, self-paid parts included.
//! Refunds stand in the sums with their sign and belong to the visit that they take back from, so a
//! refund in a later month returns to the month in which its visit was settled. A visit belongs to
//! the month of its latest settlement that was not taken back, and what gives money back is none; one
//! without is not counted yet.
//! A department's figure is of the visits to it, a practitioner's of the lines ordered by him.

use super::bucket_sums::Key;
use super::charged::{Charges, OfUnit};
use super::peers::{Counts, Tally};
use std::collections::BTreeMap;

/// One of the six shares: its rule, and which sums it is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub rule: &'static str,
    part: fn(&Charges) -> i64,
    missing: fn(&Charges) -> i64,
    /// 同步统计每百人次检查次数
    examinations: Option<fn(&Charges) -> i64>,
}

/// What tells services apart needs their chapter, what tells goods from services only the kind.
const WITHOUT_KIND: fn(&Charges) -> i64 = |charges| charges.without_kind;
const WITHOUT_CHAPTER: fn(&Charges) -> i64 = |charges| charges.without_chapter;

const fn share(rule: &'static str, part: fn(&Charges) -> i64, missing: fn(&Charges) -> i64) -> Share {
    Share {
        rule,
        part,
        missing,
        examinations: None,
    }
}

/// The shares in the order of their rules.
pub(super) const SHARES: [Share; 6] = [
    share("ZB10000205001000", |charges| charges.drug, WITHOUT_KIND),
    share("ZB10000205002000", |charges| charges.test, WITHOUT_CHAPTER),
    share("ZB10000205003000", |charges| charges.consumable, WITHOUT_KIND),
    share("ZB10000205004000", |charges| charges.treatment, WITHOUT_CHAPTER),
    Share {
        examinations: Some(|charges| charges.ct_count),
        ..share("ZB10000205005000", |charges| charges.ct, WITHOUT_CHAPTER)
    },
    Share {
        examinations: Some(|charges| charges.mri_count),
        ..share("ZB10000205006000", |charges| charges.mri, WITHOUT_CHAPTER)
    },
];

impl Share {
    /// The share's own figures out of the sums.
    pub(super) fn tallies(&self, units: &BTreeMap<Key, OfUnit>) -> Vec<Tally> {
        let tally = |(key, OfUnit { charges, cases }): (&Key, &OfUnit)| Tally {
            key: *key,
            counts: Counts {
                numerator: (self.part)(charges),
                denominator: charges.total,
                cases: *cases,
                checked: charges.lines,
                unclear: (self.missing)(charges),
                further: [self.examinations.map_or(0, |count| count(charges)), 0, 0],
            },
        };
        units.iter().map(tally).collect()
    }

    /// 每百人次检查次数, for CT and MRI.
    pub(super) fn detail(&self) -> fn(&Counts) -> String {
        match self.examinations {
            None => |_| String::new(),
            Some(_) => |counts| {
                // Quantities are in ten-thousandths.
                let tenths = counts.further[0] / (10 * counts.cases.max(1));
                format!("每百人次检查{}.{}次", tenths / 10, (tenths % 10).abs())
            },
        }
    }
}
