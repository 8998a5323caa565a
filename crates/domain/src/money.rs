//! Exact money, prices and quantities as scaled integers; no floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

/// Why a decimal text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyError {
    /// not a plain decimal number
    NotANumber(String),
    /// more digits than the field can hold
    OutOfRange(String),
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyError::NotANumber(text) => write!(f, "不是十进制数：{text}"),
            MoneyError::OutOfRange(text) => write!(f, "数值超出范围：{text}"),
        }
    }
}

impl std::error::Error for MoneyError {}

/// Parses a decimal text into an integer scaled by `10^decimals`, rounding half away from zero.
/// Excel's thousands separators are accepted; exponents, NaN and infinities are not.
fn parse_scaled(text: &str, decimals: u32, limit: i64) -> Result<i64, MoneyError> {
    let not_a_number = || MoneyError::NotANumber(text.chars().take(40).collect());
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.as_bytes().first() {
        Some(b'-') => (true, &trimmed[1..]),
        Some(b'+') => (false, &trimmed[1..]),
        _ => (false, trimmed),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(not_a_number());
    }
    let mut value: i128 = 0;
    for byte in whole.bytes() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i128::from(byte - b'0'),
            b',' => {}
            _ => return Err(not_a_number()),
        }
        if value > i128::from(i64::MAX) {
            return Err(MoneyError::OutOfRange(text.chars().take(40).collect()));
        }
    }
    let mut kept = 0;
    let mut round_up = false;
    for (position, byte) in fraction.bytes().enumerate() {
        if !byte.is_ascii_digit() {
            return Err(not_a_number());
        }
        if kept < decimals {
            value = value * 10 + i128::from(byte - b'0');
            kept += 1;
        } else if position as u32 == decimals {
            round_up = byte >= b'5';
        }
    }
    while kept < decimals {
        value *= 10;
        kept += 1;
    }
    value += i128::from(round_up);
    if value > i128::from(limit) {
        return Err(MoneyError::OutOfRange(text.chars().take(40).collect()));
    }
    let value = value as i64;
    Ok(if negative { -value } else { value })
}

fn format_scaled(f: &mut fmt::Formatter<'_>, value: i64, decimals: u32, shown_min: usize) -> fmt::Result {
    // Written from the right into room for sign, twenty digits and a point; findings print many.
    let mut text = [0_u8; 24];
    let mut start = text.len();
    let mut put = |byte: u8| {
        start -= 1;
        text[start] = byte;
    };
    let mut left = value.unsigned_abs();
    let mut shown = false;
    for place in (0..decimals as usize).rev() {
        let digit = (left % 10) as u8;
        left /= 10;
        shown |= digit != 0 || place < shown_min;
        if shown {
            put(b'0' + digit);
        }
    }
    if shown {
        put(b'.');
    }
    loop {
        put(b'0' + (left % 10) as u8);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 {
        put(b'-');
    }
    f.write_str(std::str::from_utf8(&text[start..]).unwrap_or_default())
}

macro_rules! scaled_type {
    ($(#[$doc:meta])* $name:ident, $decimals:literal, $shown:literal, $limit:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From the scaled integer itself.
            pub const fn from_scaled(scaled: i64) -> Self {
                Self(scaled)
            }

            /// The scaled integer.
            pub const fn scaled(self) -> i64 {
                self.0
            }

            /// True for values above zero.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            /// True for values below zero.
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            /// True for zero.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The value without its sign.
            pub const fn abs(self) -> Self {
                Self(self.0.saturating_abs())
            }
        }

        impl FromStr for $name {
            type Err = MoneyError;

            fn from_str(text: &str) -> Result<Self, MoneyError> {
                parse_scaled(text, $decimals, $limit).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                format_scaled(f, self.0, $decimals, $shown)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }
    };
}

scaled_type!(
    /// 金额 · `sumamt`, `vola_amt`, `det_item_fee_sumamt` (numeric 16,2). In fen.
    Money, 2, 2, 9_999_999_999_999_999
);
scaled_type!(
    /// 单价 · `pric` (numeric 16,6). In millionths of a yuan.
    UnitPrice, 6, 2, 9_999_999_999_999_999
);
scaled_type!(
    /// 数量 · `cnt` (numeric 16,4). In ten-thousandths of a unit.
    Quantity, 4, 0, 9_999_999_999_999_999
);

impl Money {
    /// From whole fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The part `numerator / denominator` of this amount, rounded half away from zero to fen.
    /// A denominator of zero gives zero: there is nothing to share out.
    pub fn share(self, numerator: i64, denominator: i64) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let half = denominator.abs() / 2;
        let rounded = if (product < 0) == (denominator < 0) {
            (product.abs() + half) / denominator.abs()
        } else {
            -((product.abs() + half) / denominator.abs())
        };
        Self(i64::try_from(rounded).unwrap_or(if rounded > 0 { i64::MAX } else { i64::MIN }))
    }
}

impl UnitPrice {
    /// Price × quantity, rounded half away from zero to fen.
    pub fn times(self, quantity: Quantity) -> Money {
        // 1e-6 yuan × 1e-4 unit = 1e-10 yuan; fen are 1e-2 yuan.
        let product = i128::from(self.0) * i128::from(quantity.0);
        let scale = 100_000_000_i128;
        let rounded = (product.abs() + scale / 2) / scale;
        let signed = if product < 0 { -rounded } else { rounded };
        Money(i64::try_from(signed).unwrap_or(if signed > 0 { i64::MAX } else { i64::MIN }))
    }
}

impl Quantity {
    /// From whole units.
    pub const fn from_units(units: i64) -> Self {
        Self(units.saturating_mul(10_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_decimals_exactly() {
        for (text, printed) in [
            ("1153.00", "1153.00"),
            ("-0.1", "-0.10"),
            ("1,234.5", "1234.50"),
            ("0.005", "0.01"),
        ] {
            assert_eq!(text.parse::<Money>().map(|m| m.to_string()), Ok(printed.to_owned()));
        }
        assert_eq!("35.0000".parse::<UnitPrice>().unwrap().to_string(), "35.00");
        assert_eq!("2".parse::<Quantity>().unwrap().to_string(), "2");
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["NaN", "inf", "", "-", ".", "1e3", "一百", "99999999999999999999"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn shares_and_products_round_to_fen() {
        assert_eq!(Money::from_fen(100).share(1, 3), Money::from_fen(33));
        assert_eq!(Money::from_fen(-100).share(2, 3), Money::from_fen(-67));
        let price: UnitPrice = "8.405".parse().unwrap();
        assert_eq!(price.times(Quantity::from_units(3)).to_string(), "25.22");
    }
}
