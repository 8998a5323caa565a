//! Calendar months, in which indicators are counted and reported.

use domain::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// 月份 · a month of a year, written `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("月份“{0}”不合规则：应写作2026-10。")]
pub struct MonthProblem(String);

impl Month {
    /// The month in which the day lies.
    pub fn of(day: Day) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        // Every month that exists has a first day; the years are those that `Day` knows.
        Day::from_ymd(self.year, self.month, 1).unwrap_or(Day::from_epoch_days(0))
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        self.next().first_day().plus_days(-1)
    }

    /// The month after it.
    pub fn next(self) -> Self {
        Self::of(self.first_day().plus_days(31))
    }

    /// Every month from this one to `last`, both included; none where `last` is earlier.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next())).take_while(move |month| *month <= last)
    }
}

impl FromStr for Month {
    type Err = MonthProblem;

    fn from_str(text: &str) -> Result<Self, MonthProblem> {
        let shape = text.len() == 7 && text.as_bytes().get(4) == Some(&b'-');
        match (shape, Day::parse(&format!("{text}-01"))) {
            (true, Ok(first)) => Ok(Self::of(first)),
            _ => Err(MonthProblem(text.chars().take(20).collect())),
        }
    }
}

impl TryFrom<String> for Month {
    type Error = MonthProblem;

    fn try_from(text: String) -> Result<Self, MonthProblem> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_over_the_year() {
        let month: Month = "2025-11".parse().unwrap();
        let months: Vec<String> = month
            .through("2026-02".parse().unwrap())
            .map(|month| month.to_string())
            .collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!("2024-02".parse::<Month>().unwrap().last_day().to_string(), "2024-02-29");
        for text in ["2026-13", "2026-1", "202601", "2026-00", "2026/01", "2026-011", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
