//! Figures as reports write them: a share with both its parts, counts and money in ten-thousands.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// 比率 · a share with its parts, so that whoever reads it can check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Ratio {
    /// 分子
    pub part: u64,
    /// 分母
    pub whole: u64,
}

impl Ratio {
    /// A share of its parts.
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// One case more: of the whole, and of the part where it belongs there.
    pub fn count(&mut self, belongs: bool) {
        *self += Self::new(u64::from(belongs), 1);
    }

    /// 每百 in hundredths (6.01% is 601), rounded half up; none where there is no whole.
    pub fn per_hundred(self) -> Option<u64> {
        self.scaled(10_000)
    }

    /// How the share per hundred compares with a limit in hundredths, by its parts and not by a rounded
    /// figure; none where there is no whole.
    pub fn compare(self, hundredths: u64) -> Option<Ordering> {
        let (found, limit) = (
            u128::from(self.part) * 10_000,
            u128::from(self.whole) * u128::from(hundredths),
        );
        (self.whole > 0).then(|| found.cmp(&limit))
    }

    /// 百分数 with one decimal, as headlines have it; a dash where there is no whole.
    pub fn percent(self) -> String {
        match self.scaled(1_000) {
            Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
            None => "—".to_owned(),
        }
    }

    fn scaled(self, scale: u128) -> Option<u64> {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let rounded = (part * scale * 2 + whole).checked_div(whole * 2)?;
        Some(u64::try_from(rounded).unwrap_or(u64::MAX))
    }
}

impl Add for Ratio {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            part: self.part.saturating_add(other.part),
            whole: self.whole.saturating_add(other.whole),
        }
    }
}

impl AddAssign for Ratio {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(ratios: I) -> Self {
        ratios.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}（{}）", self.part, self.whole, self.percent())
    }
}

/// Hundredths as people write them: `40`, `37.5`, `6.01`.
pub fn hundredths(value: u64) -> String {
    match (value / 100, value % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

/// 万 with two decimals, rounded half up, of a number of which `unit` make one: 1 for counts, 100 for fen.
pub fn ten_thousands(number: u64, unit: u64) -> String {
    let divisor = u128::from(unit.max(1)) * 10_000;
    let rounded = (u128::from(number) * 200 + divisor) / (divisor * 2);
    format!("{}.{:02}", rounded / 100, rounded % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_compared_by_its_parts_and_not_by_its_rounded_figure() {
        let just_above = Ratio::new(200_001, 1_000_000);
        assert_eq!(just_above.per_hundred(), Some(2000));
        assert_eq!(just_above.compare(2000), Some(Ordering::Greater));
        assert_eq!(Ratio::new(1, 5).compare(2000), Some(Ordering::Equal));
        assert_eq!(Ratio::new(0, 0).compare(2000), None);
        assert_eq!(Ratio::new(u64::MAX, u64::MAX).per_hundred(), Some(10_000));
    }

    #[test]
    fn figures_are_written_with_their_parts() {
        assert_eq!(Ratio::new(241_100, 4_009_400).to_string(), "241100/4009400（6.0%）");
        assert_eq!(Ratio::new(0, 0).to_string(), "0/0（—）");
        assert_eq!(hundredths(3750), "37.5");
        assert_eq!(hundredths(4005), "40.05");
        assert_eq!(ten_thousands(4_009_400, 1), "400.94");
        assert_eq!(ten_thousands(1_556_640_000, 100), "1556.64");
    }
}
