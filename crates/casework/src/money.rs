//! The four money figures, which never mix: flagged, upheld, recovered, avoided.
//!
//! Each is a type of its own. Amounts of one figure may be added to each other; there is no way to
//! add amounts of two:
//!
//! ```compile_fail
//! # use casework::{Flagged, Upheld};
//! # use domain::Money;
//! let wrong = Flagged::of(Money::from_fen(1)) + Upheld::of(Money::from_fen(1));
//! ```
//!
//! ```
//! # use casework::Flagged;
//! # use domain::Money;
//! let right = Flagged::of(Money::from_fen(1)) + Flagged::of(Money::from_fen(1));
//! assert_eq!(right.money(), Money::from_fen(2));
//! ```

use crate::Refusal;
use domain::{FindingKey, Money};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

macro_rules! figure {
    ($(#[$doc:meta])* $name:ident, $zh:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(with = "crate::stored")] Money);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(Money::ZERO);

            /// The figure of an amount; a negative amount is nothing.
            pub fn of(amount: Money) -> Self {
                Self(amount.max(Money::ZERO))
            }

            /// The figure of an amount above zero.
            ///
            /// # Errors
            /// [`Refusal::AmountNotPositive`]
            pub fn positive(amount: Money) -> Result<Self, Refusal> {
                match amount.is_positive() {
                    true => Ok(Self(amount)),
                    false => Err(Refusal::AmountNotPositive { what: $zh, amount }),
                }
            }

            /// The amount.
            pub const fn money(self) -> Money {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let amount: Money = crate::stored::deserialize(deserializer)?;
                match amount.is_negative() {
                    true => Err(serde::de::Error::custom(concat!($zh, "不能为负"))),
                    false => Ok(Self(amount)),
                }
            }
        }
    };
}

figure!(
    /// 疑点金额 · what rules flagged.
    Flagged, "疑点金额"
);
figure!(
    /// 认定金额 · what was upheld once the right to appeal was used or given up.
    Upheld, "认定金额"
);
figure!(
    /// 追回金额 · what came back to the fund: withheld at a settlement or paid.
    Recovered, "追回金额"
);
figure!(
    /// 避免金额 · what was not charged to the fund because a reminder was followed.
    Avoided, "避免金额"
);

/// 四项金额 · the figures of a matter or of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 疑点金额
    pub flagged: Flagged,
    /// 认定金额
    pub upheld: Upheld,
    /// 追回金额
    pub recovered: Recovered,
    /// 避免金额
    pub avoided: Avoided,
}

impl Add for Figures {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            flagged: self.flagged + other.flagged,
            upheld: self.upheld + other.upheld,
            recovered: self.recovered + other.recovered,
            avoided: self.avoided + other.avoided,
        }
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::default(), Add::add)
    }
}

/// 提醒的结果 · what became of one reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderOutcome {
    /// 疑点标识
    pub finding: FindingKey,
    /// 疑点金额 at the time of the reminder
    pub flagged: Flagged,
    /// 已修改、取消或转自费
    pub followed: bool,
    /// 事后又发现: the same finding was there again when the bill was settled
    pub billed_after_all: bool,
}

/// 避免金额 · counts a finding once however often it was shown, by its last outcome, and not at
/// all where the bill had it after all.
pub fn avoided(outcomes: &[ReminderOutcome]) -> Avoided {
    let last: BTreeMap<FindingKey, &ReminderOutcome> =
        outcomes.iter().map(|outcome| (outcome.finding, outcome)).collect();
    last.values()
        .filter(|outcome| outcome.followed && !outcome.billed_after_all)
        .map(|outcome| Avoided::of(outcome.flagged.money()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_counted_once_and_only_where_the_bill_lacks_it() {
        let outcome = |key, fen, followed, billed_after_all| ReminderOutcome {
            finding: FindingKey([key; 16]),
            flagged: Flagged::of(Money::from_fen(fen)),
            followed,
            billed_after_all,
        };
        let outcomes = [
            outcome(1, 1000, false, false),
            outcome(1, 1000, true, false),
            outcome(2, 500, true, true),
            outcome(3, 70, false, false),
            outcome(4, 20, true, false),
        ];
        assert_eq!(avoided(&outcomes).money(), Money::from_fen(1020));
    }

    #[test]
    fn figures_are_not_negative_even_when_read() {
        assert_eq!(Upheld::of(Money::from_fen(-5)), Upheld::ZERO);
        assert!(serde_json::from_str::<Upheld>("\"-0.05\"").is_err());
        assert_eq!(
            serde_json::from_str::<Upheld>("\"12.30\"").unwrap().money(),
            Money::from_fen(1230)
        );
        assert_eq!(
            Recovered::positive(Money::ZERO).map_err(|refusal| refusal.code()),
            Err("CW-AMOUNT-POSITIVE")
        );
    }
}
