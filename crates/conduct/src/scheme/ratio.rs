//! Shares, weights and coefficients, exact to a ten-thousandth.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// 比例 · ten-thousandths, written as people write them (`0.2`, `1.1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio(u32);

/// A text that is no ratio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是比例：应为0至100之间、至多四位小数的数，如0.2。")]
pub struct RatioProblem(String);

const WHOLE: u32 = 10_000;

impl Ratio {
    /// 零
    pub const ZERO: Self = Self(0);
    /// 一
    pub const ONE: Self = Self(WHOLE);

    /// From ten-thousandths (万分之).
    pub const fn ten_thousandths(parts: u32) -> Self {
        Self(parts)
    }

    /// The ten-thousandths.
    pub const fn in_ten_thousandths(self) -> u32 {
        self.0
    }

    /// True for nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What is missing to one; nothing above one.
    pub const fn rest(self) -> Self {
        Self(WHOLE.saturating_sub(self.0))
    }

    /// The number times the ratio, in ten-thousandths, exactly.
    pub const fn of(self, number: i64) -> i64 {
        number * self.0 as i64
    }
}

/// Ten-thousandths as a whole number, rounded half up; numbers of points fit.
pub(crate) fn rounded(ten_thousandths: i64) -> i32 {
    let whole = i64::from(WHOLE);
    i32::try_from((ten_thousandths + whole / 2).div_euclid(whole)).unwrap_or(i32::MAX)
}

impl FromStr for Ratio {
    type Err = RatioProblem;

    fn from_str(text: &str) -> Result<Self, RatioProblem> {
        let fail = || RatioProblem(text.chars().take(20).collect());
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let number = |text: &str, longest: usize| match (1..=longest).contains(&text.len()) {
            true if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<u32>().map_err(|_| fail()),
            _ => Err(fail()),
        };
        let part = number(part, 4)? * [1, 1000, 100, 10, 1].get(part.len()).ok_or_else(fail)?;
        let parts = number(whole, 3)? * WHOLE + part;
        match parts <= 100 * WHOLE {
            true => Ok(Self(parts)),
            false => Err(fail()),
        }
    }
}

impl TryFrom<String> for Ratio {
    type Error = RatioProblem;

    fn try_from(text: String) -> Result<Self, RatioProblem> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:04}", self.0 / WHOLE, self.0 % WHOLE);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_exact_and_written_as_people_write_them() {
        for text in ["0", "0.2", "1", "1.1", "0.1999", "0.05", "100"] {
            assert_eq!(text.parse::<Ratio>().unwrap().to_string(), text);
        }
        assert_eq!("0.20".parse(), Ok(Ratio::ten_thousandths(2_000)));
        for text in ["", "-0.2", "20%", "0.20001", ".2", "1.", "100.1", "1e1"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!([4_999, 5_000, 15_000, 14_999].map(rounded), [0, 1, 2, 1]);
    }
}
