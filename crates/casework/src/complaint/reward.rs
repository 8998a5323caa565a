//! How much a whistle-blower is rewarded with: a share of the case's value between the national
//! floor and cap, by the grade of help.
//!
//! National frame: 《违法违规使用医疗保障基金举报奖励办法》（医保办发〔2022〕22号）, 200 to 200,000 yuan, once. Shares
//! and grades are local; the default is a three-grade scheme in use in one city.

use crate::{Refusal, Upheld};
use domain::Money;
use serde::{Deserialize, Serialize};

/// 全国最低 (200 yuan)
const NATIONAL_FLOOR: Money = Money::from_fen(20_000);
/// 全国最高 (200,000 yuan)
const NATIONAL_CAP: Money = Money::from_fen(20_000_000);

/// 奖励等级
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RewardGrade {
    /// 一级: full evidence and direct help
    First,
    /// 二级: partial evidence and direct help
    Second,
    /// 三级: clues
    Third,
}

/// 奖励标准 · what a bureau has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardScheme {
    /// 各等级比例, in per mille of the case's value: first, second, third
    pub shares_per_mille: [u16; 3],
    /// 各等级最低额
    #[serde(with = "crate::stored")]
    pub floors: [Money; 3],
    /// 内部知情人加奖, in per cent
    pub insider_per_hundred: u16,
}

impl Default for RewardScheme {
    fn default() -> Self {
        Self {
            shares_per_mille: [30, 20, 10],
            floors: [40_000, 30_000, 20_000].map(Money::from_fen),
            insider_per_hundred: 20,
        }
    }
}

impl RewardScheme {
    /// 奖励金额, in fen rounded down, within the scheme's floor and the national floor and cap.
    ///
    /// # Errors
    /// [`Refusal::AmountNotPositive`] where nothing was upheld: there is nothing to share in.
    pub fn amount(&self, value: Upheld, grade: RewardGrade, insider: bool) -> Result<Money, Refusal> {
        Upheld::positive(value.money())?;
        let ([first, second, third], [least_first, least_second, least_third]) = (self.shares_per_mille, self.floors);
        let (share, floor) = match grade {
            RewardGrade::First => (first, least_first),
            RewardGrade::Second => (second, least_second),
            RewardGrade::Third => (third, least_third),
        };
        let bonus = match insider {
            true => 100 + i128::from(self.insider_per_hundred),
            false => 100,
        };
        let fen = i128::from(value.money().scaled()) * i128::from(share) * bonus / 100_000;
        let amount = Money::from_fen(i64::try_from(fen).unwrap_or(i64::MAX));
        Ok(amount.max(floor).max(NATIONAL_FLOOR).min(NATIONAL_CAP))
    }
}

/// 联名举报 · an amount in equal parts that sum to it exactly; the first ones get the odd fen.
pub fn split(amount: Money, reporters: u16) -> Vec<Money> {
    let count = i64::from(reporters);
    let (Some(part), Some(odd)) = (amount.scaled().checked_div(count), amount.scaled().checked_rem(count)) else {
        return Vec::new();
    };
    (0..count)
        .map(|place| Money::from_fen(part + i64::from(place < odd)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(value: &str, grade: RewardGrade, insider: bool) -> String {
        let value = Upheld::of(value.parse().unwrap());
        RewardScheme::default()
            .amount(value, grade, insider)
            .unwrap()
            .to_string()
    }

    #[test]
    fn shares_floors_and_the_cap() {
        for (value, grade, insider, expected) in [
            ("100000.00", RewardGrade::First, false, "3000.00"),
            ("100000.00", RewardGrade::First, true, "3600.00"),
            ("100000.00", RewardGrade::Second, false, "2000.00"),
            ("100000.00", RewardGrade::Third, false, "1000.00"),
            // 分以下舍去：12345.67元×1%=123.4567元，低于200元。
            ("12345.67", RewardGrade::Third, false, "200.00"),
            ("20000.00", RewardGrade::Third, false, "200.00"),
            ("20001.99", RewardGrade::Third, false, "200.01"),
            ("1000.00", RewardGrade::First, false, "400.00"),
            ("6666666.66", RewardGrade::First, false, "199999.99"),
            ("6666666.67", RewardGrade::First, false, "200000.00"),
            ("99999999.00", RewardGrade::First, true, "200000.00"),
        ] {
            assert_eq!(amount(value, grade, insider), expected, "{value} {grade:?} {insider}");
        }
        let nothing = RewardScheme::default().amount(Upheld::ZERO, RewardGrade::First, false);
        assert_eq!(nothing.map_err(|refusal| refusal.code()), Err("CW-AMOUNT-POSITIVE"));
    }

    #[test]
    fn no_scheme_leaves_the_national_frame() {
        let generous = RewardScheme {
            shares_per_mille: [1000; 3],
            floors: [Money::from_fen(1); 3],
            insider_per_hundred: 100,
        };
        let value = |fen| Upheld::of(Money::from_fen(fen));
        assert_eq!(generous.amount(value(1), RewardGrade::Third, false), Ok(NATIONAL_FLOOR));
        assert_eq!(
            generous.amount(value(i64::MAX), RewardGrade::First, true),
            Ok(NATIONAL_CAP)
        );
    }

    #[test]
    fn parts_sum_to_the_whole() {
        let parts = split(Money::from_fen(100_001), 3);
        assert_eq!(
            parts.iter().map(|part| part.scaled()).collect::<Vec<_>>(),
            [33_334, 33_334, 33_333]
        );
        assert_eq!(split(Money::from_fen(5), 0), []);
    }
}
