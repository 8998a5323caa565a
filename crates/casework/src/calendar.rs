//! Working days: weekends, the State Council's holidays and the weekends that are worked instead.
//!
//! The arrangement of each year is data. A year whose arrangement is not loaded has no working
//! days that could be counted: a deadline across it is refused, because counting weekends alone
//! would shorten somebody's right to appeal.

use crate::Refusal;
use domain::Day;
use std::collections::{BTreeMap, BTreeSet};

/// The arrangements that the program brings along.
const SHIPPED: &str = include_str!("../data/working-days.csv");

const HEADER: &str = "年度,日期,安排,节日,来源";

/// Why a text is not a table of arrangements.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("放假安排第{line}行：{what}")]
pub struct CalendarProblem {
    /// 行号, from 1
    pub line: usize,
    /// what is wrong and what is expected
    pub what: String,
}

/// 工作日历 · which days are worked, for the years whose arrangement is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkCalendar {
    years: BTreeSet<i16>,
    /// days that differ from the week: true where worked
    exceptions: BTreeMap<Day, bool>,
}

/// 剩余工作日 · how a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysLeft {
    /// 剩余: working days after today up to the last day; 0 on the last day itself
    Left(u32),
    /// 逾期: working days since the last day, at least 1 once it is over
    Overdue(u32),
}

impl WorkCalendar {
    /// The calendar of the years that the program brings along.
    ///
    /// # Errors
    /// The shipped table is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, CalendarProblem> {
        Self::default().with(SHIPPED)
    }

    /// This calendar with the arrangements of a table `年度,日期,安排,节日,来源`, where 安排 is 休 or 班
    /// and every row names its source. A year in the table replaces what was known of it.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn with(mut self, table: &str) -> Result<Self, CalendarProblem> {
        let mut rows = Vec::new();
        for (index, text) in table.trim_start_matches('\u{feff}').lines().enumerate() {
            let (line, text) = (index + 1, text.trim());
            let problem = |what: String| CalendarProblem { line, what };
            if index == 0 {
                if text != HEADER {
                    return Err(problem(format!("表头应为“{HEADER}”")));
                }
                continue;
            }
            if text.is_empty() {
                continue;
            }
            let cells: Vec<&str> = text.split(',').map(str::trim).collect();
            let [year, day, kind, _, source] = cells.as_slice() else {
                return Err(problem(format!("应有5列，现有{}列", cells.len())));
            };
            let year: i16 = year.parse().map_err(|_| problem(format!("不是年度：{year}")))?;
            let day = Day::parse(day).map_err(|error| problem(error.to_string()))?;
            let worked = match *kind {
                "休" => false,
                "班" => true,
                other => return Err(problem(format!("安排应为“休”或“班”：{other}"))),
            };
            if source.is_empty() {
                return Err(problem("没有来源，请写明公布的文件".to_owned()));
            }
            rows.push((year, day, worked));
        }
        let years: BTreeSet<i16> = rows.iter().map(|(year, ..)| *year).collect();
        self.exceptions.retain(|day, _| !years.contains(&day.year()));
        self.exceptions
            .extend(rows.iter().map(|(_, day, worked)| (*day, *worked)));
        self.years.extend(years);
        Ok(self)
    }

    /// The years whose arrangement is known.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.iter().copied()
    }

    /// The days of a year's arrangement that differ from the week, in order: true where worked.
    pub fn exceptions(&self, year: i16) -> impl Iterator<Item = (Day, bool)> {
        let all = self.exceptions.iter().map(|(day, worked)| (*day, *worked));
        all.filter(move |(day, _)| day.year() == year)
    }

    /// Whether the day is worked.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year without arrangement.
    pub fn is_worked(&self, day: Day) -> Result<bool, Refusal> {
        if !self.years.contains(&day.year()) {
            return Err(Refusal::CalendarUnknown { year: day.year() });
        }
        Ok(self.exceptions.get(&day).copied().unwrap_or(!is_weekend(day)))
    }

    /// The `count`th working day after `start`; `start` itself is not counted.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year on the way without arrangement.
    pub fn add_working_days(&self, start: Day, count: u16) -> Result<Day, Refusal> {
        let (mut day, mut left) = (start, count);
        while left > 0 {
            day = day.plus_days(1);
            left -= u16::from(self.is_worked(day)?);
        }
        Ok(day)
    }

    /// The day itself where it is worked, else the next one that is.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year on the way without arrangement.
    pub fn worked_from(&self, day: Day) -> Result<Day, Refusal> {
        let mut day = day;
        while !self.is_worked(day)? {
            day = day.plus_days(1);
        }
        Ok(day)
    }

    /// Working days in `(from, to]`.
    fn between(&self, from: Day, to: Day) -> Result<u32, Refusal> {
        let (mut count, mut day) = (0, from);
        while day < to {
            day = day.plus_days(1);
            count += u32::from(self.is_worked(day)?);
        }
        Ok(count)
    }

    /// How a deadline stands on a day. The colour of the interface follows from it: amber at three
    /// days left, red once overdue.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year on the way without arrangement.
    pub fn days_left(&self, today: Day, due: Day) -> Result<DaysLeft, Refusal> {
        if today <= due {
            return Ok(DaysLeft::Left(self.between(today, due)?));
        }
        Ok(DaysLeft::Overdue(self.between(due, today)?.max(1)))
    }
}

fn is_weekend(day: Day) -> bool {
    // 1970-01-01 was a Thursday; Monday is 0.
    (day.epoch_days() + 3).rem_euclid(7) >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn shipped() -> WorkCalendar {
        WorkCalendar::shipped().unwrap()
    }

    #[test]
    fn the_shipped_years_have_the_published_days() {
        let calendar = shipped();
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2025, 2026]);
        // 365日减104个周末日，再减13日法定假日。
        for (year, worked) in [(2025, 248), (2026, 248)] {
            let (from, to) = (day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")));
            assert_eq!(calendar.between(from, to), Ok(worked), "{year}");
        }
        for worked in ["2025-01-26", "2025-10-11", "2026-01-04", "2026-02-14", "2026-10-10"] {
            assert_eq!(calendar.is_worked(day(worked)), Ok(true), "{worked}");
        }
        for off in ["2025-10-08", "2026-02-23", "2026-09-25", "2026-06-19", "2026-11-28"] {
            assert_eq!(calendar.is_worked(day(off)), Ok(false), "{off}");
        }
    }

    #[test]
    fn ten_working_days_around_the_spring_festival() {
        let calendar = shipped();
        // 2月13日（周五）起：14日班，15至23日休，24至27日4天，28日班，3月2至5日。
        assert_eq!(calendar.add_working_days(day("2026-02-13"), 10), Ok(day("2026-03-05")));
        assert_eq!(calendar.add_working_days(day("2026-02-13"), 0), Ok(day("2026-02-13")));
        assert_eq!(calendar.worked_from(day("2026-02-15")), Ok(day("2026-02-24")));
    }

    #[test]
    fn a_deadline_across_an_unknown_year_is_refused() {
        let calendar = shipped();
        assert_eq!(calendar.add_working_days(day("2026-12-24"), 5), Ok(day("2026-12-31")));
        assert_eq!(
            calendar.add_working_days(day("2026-12-24"), 6),
            Err(Refusal::CalendarUnknown { year: 2027 })
        );
        let table = format!("{HEADER}\n2027,2027-01-01,休,元旦,测试安排\n");
        let longer = calendar.with(&table).unwrap();
        assert_eq!(longer.add_working_days(day("2026-12-24"), 6), Ok(day("2027-01-04")));
    }

    #[test]
    fn days_left_count_working_days_only() {
        let calendar = shipped();
        let due = day("2026-11-27");
        let left = |today: &str| calendar.days_left(day(today), due).unwrap();
        assert_eq!(left("2026-11-24"), DaysLeft::Left(3));
        assert_eq!(left("2026-11-27"), DaysLeft::Left(0));
        assert_eq!(left("2026-11-28"), DaysLeft::Overdue(1));
        assert_eq!(left("2026-12-01"), DaysLeft::Overdue(2));
    }

    #[test]
    fn a_table_says_which_line_is_wrong() {
        let read = |rows: &str| WorkCalendar::default().with(&format!("{HEADER}\n{rows}"));
        for (rows, line) in [
            ("2027,2027-01-01,休,元旦,甲\n2027,2027-02-30,休,春节,甲", 3),
            ("2027,2027-01-01,假,元旦,甲", 2),
            ("2027,2027-01-01,休,元旦,", 2),
            ("2027,2027-01-01,休", 2),
            ("明年,2027-01-01,休,元旦,甲", 2),
        ] {
            assert_eq!(read(rows).map_err(|problem| problem.line), Err(line), "{rows}");
        }
        assert_eq!(
            WorkCalendar::default()
                .with("日期,安排")
                .map_err(|problem| problem.line),
            Err(1)
        );
    }
}
