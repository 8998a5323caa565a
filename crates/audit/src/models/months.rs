//! Calendar months, and the spans of months that figures are given for.

use arrow::array::{AsArray, Int32Array};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, Expr, Volatility, create_udf, ident};
use domain::{Day, Moment};
use std::fmt;
use std::sync::Arc;

/// 自然月
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(
    /// months since year 0
    i32,
);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// As it is numbered in plans.
    pub(super) fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// So many months later (earlier if negative).
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// The month before.
    pub fn before(self) -> Self {
        self.plus(-1)
    }

    /// Its first moment.
    pub fn start(self) -> Moment {
        let (year, month) = (self.0.div_euclid(12), self.0.rem_euclid(12) + 1);
        let first = i16::try_from(year)
            .ok()
            .zip(i8::try_from(month).ok())
            .and_then(|(year, month)| Day::from_ymd(year, month, 1).ok());
        // Only years that no calendar has end here.
        first.map_or(Moment::from_epoch_seconds(0), Day::start)
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        self.plus(1).start().day().plus_days(-1)
    }

    /// True for the last month of a quarter.
    pub fn ends_quarter(self) -> bool {
        self.0.rem_euclid(3) == 2
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// 统计期间 · what months a figure is of; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// 自然月
    Month(Month),
    /// 最近三个自然月移动值, by its last month
    ThreeMonths(Month),
    /// 自然季度, by its last month
    Quarter(Month),
    /// 最近十二个自然月, or as many as there are: first and last
    Year(Month, Month),
}

impl Span {
    /// The Chinese word for the kind of span.
    pub fn zh(self) -> &'static str {
        match self {
            Span::Month(_) => "自然月",
            Span::ThreeMonths(_) => "近三月",
            Span::Quarter(_) => "自然季度",
            Span::Year(first, last) if first.plus(YEAR - 1) == last => "近十二月",
            // The period, or the lake, has fewer.
            Span::Year(..) => "全期",
        }
    }

    /// First and last month.
    pub fn ends(self) -> (Month, Month) {
        match self {
            Span::Month(month) => (month, month),
            Span::ThreeMonths(last) | Span::Quarter(last) => (last.plus(-2), last),
            Span::Year(first, last) => (first, last),
        }
    }

    /// The span of the same kind just before, where a rise is looked at.
    pub(super) fn before(self) -> Option<Self> {
        match self {
            Span::Month(month) => Some(Span::Month(month.before())),
            Span::Quarter(last) => Some(Span::Quarter(last.plus(-3))),
            Span::ThreeMonths(_) | Span::Year(..) => None,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.ends();
        match first == last {
            true => write!(f, "{} {last}", self.zh()),
            false => write!(f, "{} {first}..{last}", self.zh()),
        }
    }
}

/// The months that are read and those that are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    /// first month that is read
    pub read_from: Month,
    /// first month that is reported
    pub first: Month,
    /// last month
    pub last: Month,
}

/// Moving values need two months before, quarters and rises up to five.
const BEFORE: i32 = 5;
/// 最近十二个自然月
const YEAR: i32 = 12;

impl Months {
    /// All months that some days touch.
    pub(super) fn touched(first: Day, last: Day) -> Self {
        Self {
            read_from: Month::of(first),
            first: Month::of(first),
            last: Month::of(last),
        }
    }

    /// Of these, the months that a period touches; none where it touches none.
    pub(super) fn looked_at(self, period: Option<(Day, Day)>) -> Option<Self> {
        let Some((from, to)) = period else {
            return Some(self);
        };
        let (first, last) = (self.first.max(Month::of(from)), self.last.min(Month::of(to)));
        (first <= last).then_some(Self {
            read_from: self.first.max(first.plus(-BEFORE)),
            first,
            last,
        })
    }

    /// The reported months.
    pub fn each(self) -> impl Iterator<Item = Month> {
        (self.first.0..=self.last.0).map(Month)
    }

    /// The reported three-month spans: those of which all months can be read.
    pub(super) fn moving(self) -> impl Iterator<Item = Span> {
        let whole = move |month: &Month| month.plus(-2) >= self.read_from;
        self.each().filter(whole).map(Span::ThreeMonths)
    }

    /// The reported quarters: those of which all months can be read.
    pub(super) fn quarters(self) -> impl Iterator<Item = Span> {
        let whole = move |month: &Month| month.ends_quarter() && month.plus(-2) >= self.read_from;
        self.each().filter(whole).map(Span::Quarter)
    }

    /// The last twelve reported months up to one, or as many as there are.
    pub(super) fn year(self, until: Option<Month>) -> Option<Span> {
        let last = until.map_or(self.last, |until| until.min(self.last));
        let first = self.first.max(last.plus(1 - YEAR));
        (first <= last).then_some(Span::Year(first, last))
    }

    /// What finds the month of a moment, of those that are read.
    pub(super) fn calendar(self) -> Calendar {
        let starts = (self.read_from.0..=self.last.0 + 1).map(|month| Month(month).start().epoch_seconds());
        Calendar {
            from: self.read_from,
            starts: starts.collect(),
        }
    }

    /// The number of the month of a moment (seconds) in a plan; null outside the months that are read.
    pub(super) fn number_of(self, moment: &str) -> Expr {
        let calendar = self.calendar();
        let number = move |arguments: &[ColumnarValue]| -> Result<ColumnarValue> {
            let wrong = || DataFusionError::Internal("month_of 要一列时间".to_owned());
            let arrays = ColumnarValue::values_to_arrays(arguments)?;
            let moments = arrays.first().and_then(|array| array.as_primitive_opt::<Int64Type>());
            let moments = moments.ok_or_else(wrong)?.iter();
            let numbers = moments.map(|moment| Some(calendar.month_of(moment?)?.0));
            Ok(ColumnarValue::Array(Arc::new(numbers.collect::<Int32Array>())))
        };
        let (arguments, result) = (vec![DataType::Int64], DataType::Int32);
        let month_of = create_udf("month_of", arguments, result, Volatility::Immutable, Arc::new(number));
        month_of.call(vec![ident(moment)])
    }
}

/// 月历 · finds the month of a moment.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    from: Month,
    /// of each month, and of the one behind the last (seconds)
    starts: Vec<i64>,
}

impl Calendar {
    /// The month of a moment (seconds); none for one before the first or behind the last.
    pub(super) fn month_of(&self, moment: i64) -> Option<Month> {
        let begun = self.starts.partition_point(|start| *start <= moment);
        let inside = begun > 0 && begun < self.starts.len();
        inside.then(|| self.from.plus(begun as i32 - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn months_know_their_ends() {
        let february = Month::of(day("2028-02-10"));
        assert_eq!(february.to_string(), "2028-02");
        assert_eq!(february.last_day(), day("2028-02-29"));
        assert_eq!(february.start().day(), day("2028-02-01"));
        assert_eq!(february.plus(-2).to_string(), "2027-12");
        assert!(february.plus(1).ends_quarter() && !february.ends_quarter());
    }

    #[test]
    fn a_calendar_knows_its_months_and_no_others() {
        let calendar = Months::touched(day("2026-11-15"), day("2027-01-03")).calendar();
        let month = |text: &str, seconds: i64| {
            let moment = day(text).start().epoch_seconds() + seconds;
            calendar.month_of(moment).map(|month| month.to_string())
        };
        assert_eq!(month("2026-11-01", -1), None);
        assert_eq!(month("2026-11-01", 0).as_deref(), Some("2026-11"));
        assert_eq!(month("2027-01-01", -1).as_deref(), Some("2026-12"));
        assert_eq!(month("2027-01-31", 86_399).as_deref(), Some("2027-01"));
        assert_eq!(month("2027-02-01", 0), None);
    }

    #[test]
    fn a_period_takes_whole_months_of_what_is_there() {
        let lake = Months::touched(day("2026-01-15"), day("2027-02-03"));
        let looked = lake.looked_at(Some((day("2026-12-31"), day("2030-01-01")))).unwrap();
        assert_eq!(
            looked.each().map(|month| month.to_string()).collect::<Vec<_>>(),
            ["2026-12", "2027-01", "2027-02"]
        );
        assert_eq!(looked.read_from.to_string(), "2026-07");
        assert_eq!(looked.moving().count(), 3);
        assert_eq!(
            looked.quarters().map(|span| span.to_string()).collect::<Vec<_>>(),
            ["自然季度 2026-10..2026-12"]
        );
        assert_eq!(lake.moving().count(), 12);
        assert_eq!(lake.year(None).unwrap().to_string(), "近十二月 2026-03..2027-02");
        assert_eq!(looked.year(None).unwrap().to_string(), "全期 2026-12..2027-02");
        assert_eq!(lake.looked_at(Some((day("2025-01-01"), day("2025-12-31")))), None);
    }
}
