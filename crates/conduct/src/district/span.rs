//! The time that a report of a district is about: a year, or one quarter of it.

use domain::Day;
use std::fmt;

/// 统计期间 · a calendar year or one of its quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    year: i16,
    quarter: Option<i8>,
    first: Day,
    last: Day,
}

impl Span {
    /// A year, or its quarter from 1 to 4; none for a year that no calendar has, and for another quarter.
    pub fn of(year: i16, quarter: Option<u8>) -> Option<Self> {
        let quarter = match quarter {
            None => None,
            Some(quarter @ 1..=4) => Some(i8::try_from(quarter).ok()?),
            Some(_) => return None,
        };
        let (begins, ends) = quarter.map_or((1, 12), |quarter| (3 * quarter - 2, 3 * quarter));
        Some(Self {
            year,
            quarter,
            first: Day::from_ymd(year, begins, 1).ok()?,
            last: crate::Month::of(Day::from_ymd(year, ends, 1).ok()?).last_day(),
        })
    }

    /// 年度 in which it lies.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 季度, from 1; none for a whole year.
    pub fn quarter(self) -> Option<i8> {
        self.quarter
    }

    /// 起始日
    pub fn first(self) -> Day {
        self.first
    }

    /// 截止日 of the calendar; what is counted ends with the day of counting where that is earlier.
    pub fn last(self) -> Day {
        self.last
    }

    /// Whether the day lies in it.
    pub fn has(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quarter = match self.quarter {
            None => return write!(f, "{}年度", self.year),
            Some(1) => "一",
            Some(2) => "二",
            Some(3) => "三",
            Some(_) => "四",
        };
        write!(f, "{}年第{quarter}季度", self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_three_months() {
        let of = |quarter| {
            let span = Span::of(2024, quarter).unwrap();
            (span.to_string(), span.first().to_string(), span.last().to_string())
        };
        let expected = |name: &str, first: &str, last: &str| (name.to_owned(), first.to_owned(), last.to_owned());
        assert_eq!(of(None), expected("2024年度", "2024-01-01", "2024-12-31"));
        assert_eq!(of(Some(1)), expected("2024年第一季度", "2024-01-01", "2024-03-31"));
        assert_eq!(of(Some(2)), expected("2024年第二季度", "2024-04-01", "2024-06-30"));
        assert_eq!(of(Some(4)), expected("2024年第四季度", "2024-10-01", "2024-12-31"));
        assert_eq!((Span::of(2024, Some(0)), Span::of(2024, Some(5))), (None, None));
        let third = Span::of(2024, Some(3)).unwrap();
        let day = |text| Day::parse(text).unwrap();
        assert!(third.has(day("2024-09-30")) && !third.has(day("2024-10-01")));
    }
}
