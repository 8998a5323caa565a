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
/// Excel's thousands separators are accepted, and exponents as Java and C# write them (`0E-8`,
/// `1.5E+2`); NaN and infinities are not.
fn parse_scaled(text: &str, decimals: u32, limit: i64) -> Result<i64, MoneyError> {
    // Hardly any number has an exponent, and none that has one is read without.
    parse_plain(text, decimals, limit).or_else(|error| {
        let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
            return Err(error);
        };
        let plain = without_exponent(mantissa, exponent)
            .ok_or_else(|| MoneyError::NotANumber(text.chars().take(40).collect()))?;
        parse_plain(&plain, decimals, limit)
    })
}

/// The longest shift of the point that any number of ours can need.
const EXPONENT_MAX: usize = 40;

/// The digits of a number with its point where the exponent puts it.
fn without_exponent(mantissa: &str, exponent: &str) -> Option<String> {
    let mantissa = mantissa.trim_start();
    let (down, exponent) = match exponent.trim_end().split_at_checked(1) {
        Some(("-", size)) => (true, size),
        Some(("+", size)) => (false, size),
        _ => (false, exponent.trim_end()),
    };
    if exponent.is_empty() || !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let shift: usize = exponent.parse().ok().filter(|shift| *shift <= EXPONENT_MAX)?;
    let (sign, digits) = match mantissa.as_bytes().first() {
        Some(b'-' | b'+') => mantissa.split_at(1),
        _ => ("", mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digit = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digit(whole) || !digit(fraction) {
        return None;
    }
    let zeros = "0".repeat(shift);
    Some(if down {
        let moved = format!("{zeros}{whole}");
        let (whole, behind) = moved.split_at(moved.len() - shift);
        format!("{sign}{whole}.{behind}{fraction}")
    } else {
        let moved = format!("{fraction}{zeros}");
        let (ahead, fraction) = moved.split_at(shift);
        format!("{sign}{whole}{ahead}.{fraction}")
    })
}

fn parse_plain(text: &str, decimals: u32, limit: i64) -> Result<i64, MoneyError> {
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
        let negative = (self.0 < 0) ^ (numerator < 0) ^ (denominator < 0);
        let quotient = rounded_quotient(self.0, numerator, denominator.unsigned_abs());
        Self(with_sign(quotient, negative))
    }
}

/// `|a × b| ÷ divisor`, rounded half up; what does not fit is the largest number. Nearly every product
/// fits into 64 bits, and dividing 128 is many times slower.
#[inline]
fn rounded_quotient(a: i64, b: i64, divisor: u64) -> u64 {
    let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
    match a.checked_mul(b).and_then(|product| product.checked_add(divisor / 2)) {
        Some(product) => product / divisor,
        None => {
            let product = u128::from(a) * u128::from(b) + u128::from(divisor / 2);
            u64::try_from(product / u128::from(divisor)).unwrap_or(u64::MAX)
        }
    }
}

/// The number with a sign; what does not fit is the number next to it.
fn with_sign(quotient: u64, negative: bool) -> i64 {
    match i64::try_from(quotient) {
        Ok(number) if negative => -number,
        Ok(number) => number,
        Err(_) if negative => i64::MIN,
        Err(_) => i64::MAX,
    }
}

impl UnitPrice {
    /// Price × quantity, rounded half away from zero to fen.
    #[inline]
    pub fn times(self, quantity: Quantity) -> Money {
        // 1e-6 yuan × 1e-4 unit = 1e-10 yuan; fen are 1e-2 yuan.
        let quotient = rounded_quotient(self.0, quantity.0, 100_000_000);
        Money(with_sign(quotient, (self.0 < 0) ^ (quantity.0 < 0)))
    }

    /// 尾差 · how far price × quantity may be from the amount because either was rounded to two decimals: half a unit
    /// of the last of them, of a price that has no more, and of a broken quantity that has no more.
    pub fn rounding(self, quantity: Quantity) -> Money {
        let (price, quantity) = (i128::from(self.0).abs(), i128::from(quantity.0).abs());
        let of_price = if price % 10_000 == 0 { 5_000 * quantity } else { 0 };
        // A whole number of packages was counted and not rounded.
        let rounded_quantity = quantity % 100 == 0 && quantity % 10_000 != 0;
        let of_quantity = if rounded_quantity { 50 * price } else { 0 };
        Money(i64::try_from((of_price + of_quantity) / 100_000_000).unwrap_or(i64::MAX))
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
        for text in [
            "NaN",
            "inf",
            "",
            "-",
            ".",
            "1e",
            "e3",
            "1e41",
            "1E-41",
            "1e1.5",
            "1,0E2",
            "1e+-2",
            "1E999",
            "9E20",
            "一百",
            "99999999999999999999",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn exponents_move_the_point() {
        for (text, printed) in [
            ("0E-8", "0"),
            ("1E+0", "1"),
            ("1.5E+2", "150"),
            ("-1.25e1", "-12.5"),
            ("12.5E-1", "1.25"),
            ("5E-5", "0.0001"),
            ("4E-5", "0"),
            ("+2e0", "2"),
            ("1E-40", "0"),
        ] {
            assert_eq!(
                text.parse::<Quantity>().map(|q| q.to_string()),
                Ok(printed.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn shares_and_products_round_to_fen() {
        assert_eq!(Money::from_fen(100).share(1, 3), Money::from_fen(33));
        assert_eq!(Money::from_fen(-100).share(2, 3), Money::from_fen(-67));
        let price: UnitPrice = "8.405".parse().unwrap();
        assert_eq!(price.times(Quantity::from_units(3)).to_string(), "25.22");
    }

    /// In 64 bits or in more, the same as in numbers that never run out.
    #[test]
    fn products_are_exact_at_any_size() {
        let rounded = |product: i128, divisor: i128| {
            let quotient = (product.abs() + divisor.abs() / 2) / divisor.abs();
            let signed = if (product < 0) == (divisor < 0) {
                quotient
            } else {
                -quotient
            };
            signed.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
        };
        let edges = [
            0,
            1,
            7,
            49_999_999,
            50_000_000,
            3_037_000_499,
            3_037_000_500,
            i64::MAX - 1,
            i64::MAX,
        ];
        let numbers: Vec<i64> = edges
            .into_iter()
            .flat_map(|n| [n, -n, n.wrapping_neg().wrapping_sub(1)])
            .collect();
        for &a in &numbers {
            for &b in &numbers {
                let product = i128::from(a) * i128::from(b);
                assert_eq!(
                    UnitPrice(a).times(Quantity(b)).0,
                    rounded(product, 100_000_000),
                    "{a} × {b}"
                );
                for &divisor in numbers.iter().filter(|divisor| **divisor != 0) {
                    let share = Money(a).share(b, divisor).0;
                    assert_eq!(share, rounded(product, i128::from(divisor)), "{a} × {b} ÷ {divisor}");
                }
            }
        }
    }
}
