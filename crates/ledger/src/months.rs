//! Months as the sums have them, and a span of time as the whole months in it with what sticks out.

use crate::sql::Statement;
use domain::{Day, Moment};

/// The month of a day as a number: 202603.
pub(crate) fn month_of(day: Day) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// A month as people write it: 2026-03.
pub(crate) fn written(month: i64) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}

/// The month that a heading of sums means: its number, or the number of a day in it since 1970, which has
/// fewer digits.
pub(crate) fn of_heading(number: i32) -> i64 {
    match number {
        100_000.. => i64::from(number),
        days => month_of(Day::from_epoch_days(days)),
    }
}

/// The beginning of the month in which the moment lies.
fn beginning(at: Moment) -> Moment {
    let day = at.day();
    day.plus_days(1 - i32::from(day.day_of_month())).start()
}

/// The beginning of the month after it.
fn following(at: Moment) -> Moment {
    // From the first of a month, 31 days lead into the next.
    beginning(beginning(at).day().plus_days(31).start())
}

/// Part of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) month: i64,
    pub(crate) from: Moment,
    pub(crate) before: Moment,
}

/// A span that may be open at either end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Months {
    /// first whole month, where the span has a beginning
    pub(crate) from: Option<i64>,
    /// the month behind the last whole one, where the span has an end
    pub(crate) before: Option<i64>,
    /// at most one before and one behind the whole months
    pub(crate) edges: Vec<Edge>,
}

impl Months {
    /// Adds ` AND …` for a query of cells: the whole months.
    pub(crate) fn limit(&self, statement: &mut Statement) {
        if let Some(month) = self.from {
            statement.add(" AND month >= ").bind(month);
        }
        if let Some(month) = self.before {
            statement.add(" AND month < ").bind(month);
        }
    }

    /// The months in `[from, before)`.
    pub(crate) fn within(from: Option<Moment>, before: Option<Moment>) -> Self {
        let mut edges = Vec::new();
        let (mut low, mut high) = (from, before);
        let mut edge = |from: Moment, before: Moment| {
            if from < before {
                let month = month_of(from.day());
                edges.push(Edge { month, from, before });
            }
        };
        if let Some(from) = from
            && from != beginning(from)
        {
            let next = following(from);
            edge(from, before.map_or(next, |before| before.min(next)));
            low = Some(next);
        }
        if let Some(before) = before
            && before != beginning(before)
        {
            let last = beginning(before);
            if low.is_none_or(|low| low <= last) {
                edge(last, before);
            }
            high = Some(last);
        }
        let month = |at: Moment| month_of(at.day());
        Self {
            from: low.map(month),
            before: high.map(month),
            edges,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(from: &str, before: &str) -> (Option<i64>, Option<i64>, Vec<(String, String)>) {
        let moment = |text: &str| Day::parse(text).ok().map(Day::start);
        let months = Months::within(moment(from), moment(before));
        let text = |moment: Moment| moment.day().to_string();
        let edges = months.edges.iter();
        let edges = edges.map(|edge| (text(edge.from), text(edge.before))).collect();
        (months.from, months.before, edges)
    }

    fn edge(from: &str, before: &str) -> (String, String) {
        (from.to_owned(), before.to_owned())
    }

    #[test]
    fn a_span_is_its_whole_months_and_what_sticks_out() {
        assert_eq!(within("", ""), (None, None, vec![]));
        assert_eq!(
            within("2026-01-01", "2027-01-01"),
            (Some(202_601), Some(202_701), vec![])
        );
        assert_eq!(
            within("2025-12-31", "2026-03-02"),
            (
                Some(202_601),
                Some(202_603),
                vec![edge("2025-12-31", "2026-01-01"), edge("2026-03-01", "2026-03-02")]
            )
        );
        // Within one month nothing is whole, whichever end is its own.
        for (from, before) in [("2026-02-01", "2026-02-09"), ("2026-02-03", "2026-02-09")] {
            let (low, high, edges) = within(from, before);
            assert!(low >= high, "{low:?} {high:?}");
            assert_eq!(edges, [edge(from, before)]);
        }
        assert_eq!(within("2026-02-09", "2026-02-03").2, []);
        assert_eq!(within("", "2026-01-31").2, [edge("2026-01-01", "2026-01-31")]);
        assert_eq!(within("2024-01-31", "").0, Some(202_402));
    }

    #[test]
    fn an_end_within_a_day_sticks_out() {
        let noon = Day::parse("2026-03-01").unwrap().start().plus_seconds(43_200);
        let months = Months::within(None, Some(noon));
        assert_eq!((months.before, months.edges.len()), (Some(202_603), 1));
        assert_eq!(written(202_603), "2026-03");
        let day = Day::parse("2026-03-31").unwrap().epoch_days();
        assert_eq!((of_heading(202_603), of_heading(day)), (202_603, 202_603));
    }
}
