//! A part of a whole, shown as a percentage beside the two numbers that it comes from.

use serde::Serialize;
use std::fmt;

/// 比例 · so many of so many. A whole of nothing has no percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// 分子
    pub part: u64,
    /// 分母
    pub whole: u64,
}

impl Share {
    /// How many of `items` fulfil the condition.
    pub fn of<T>(items: impl IntoIterator<Item = T>, fulfils: impl Fn(&T) -> bool) -> Self {
        items.into_iter().fold(Self::default(), |share, item| Self {
            part: share.part + u64::from(fulfils(&item)),
            whole: share.whole + 1,
        })
    }

    /// 千分比, rounded half up; none of nothing.
    pub fn per_mille(self) -> Option<u64> {
        let whole = u128::from(self.whole);
        let doubled = (u128::from(self.part) * 2000 + whole).checked_div(whole * 2)?;
        u64::try_from(doubled).ok()
    }

    /// Whether the part is more than `percent` of the whole, without rounding.
    pub fn exceeds_percent(self, percent: u64) -> bool {
        u128::from(self.part) * 100 > u128::from(self.whole) * u128::from(percent)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_mille() {
            Some(share) => write!(f, "{}.{}%（{}/{}）", share / 10, share % 10, self.part, self.whole),
            None => write!(f, "—（{}/{}）", self.part, self.whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_what_it_comes_from() {
        let shown = |part, whole| Share { part, whole }.to_string();
        assert_eq!(shown(19, 20), "95.0%（19/20）");
        assert_eq!(shown(2, 3), "66.7%（2/3）");
        assert_eq!(shown(0, 0), "—（0/0）");
        assert!(Share { part: 16, whole: 100 }.exceeds_percent(15));
        assert!(!Share { part: 3, whole: 20 }.exceeds_percent(15));
    }
}
