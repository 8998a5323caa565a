//! Points of conduct, exact to a hundredth.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// 分 · points in hundredths; written as people write them (`2`, `-0.5`, `97.25`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Points(i32);

/// A text that is no number of points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("分值“{0}”不合规则：应为-10000至10000之间、至多两位小数的数，如2或者-0.5。")]
pub struct PointsProblem(String);

impl Points {
    /// 零分
    pub const ZERO: Self = Self(0);

    /// Whole points.
    pub const fn whole(points: i16) -> Self {
        Self(points as i32 * 100)
    }

    /// Points in hundredths.
    pub const fn hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// The hundredths.
    pub const fn in_hundredths(self) -> i32 {
        self.0
    }

    /// The size without the sign.
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Points {
    type Err = PointsProblem;

    fn from_str(text: &str) -> Result<Self, PointsProblem> {
        let fail = || PointsProblem(text.chars().take(20).collect());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = |text: &str, longest: usize| match text.len() {
            length if (1..=longest).contains(&length) && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse::<i32>().map_err(|_| fail())
            }
            _ => Err(fail()),
        };
        let hundredths = number(part, 2)? * if part.len() == 1 { 10 } else { 1 };
        let size = number(whole, 5)? * 100 + hundredths;
        match size <= 1_000_000 {
            true => Ok(Self(if negative { -size } else { size })),
            false => Err(fail()),
        }
    }
}

impl TryFrom<String> for Points {
    type Error = PointsProblem;

    fn try_from(text: String) -> Result<Self, PointsProblem> {
        text.parse()
    }
}

impl From<Points> for String {
    fn from(points: Points) -> Self {
        points.to_string()
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match (size / 100, size % 100) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            (whole, part) => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_as_people_write_them() {
        for text in ["0", "2", "-0.5", "97.25", "-10", "0.05", "10000"] {
            assert_eq!(text.parse::<Points>().unwrap().to_string(), text);
        }
        assert_eq!("2.50".parse(), Ok(Points::hundredths(250)));
        for text in ["", "-", ".5", "1.", "1.234", "+1", "1e3", "100001", "一"] {
            assert!(text.parse::<Points>().is_err(), "{text}");
        }
    }
}
