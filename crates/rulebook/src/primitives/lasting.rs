//! 跨日明细: lines of which the quantity was used over several days, nobody knows how much on which.
//!
//! Under a cap of a day, what is beyond it is what cannot lie on the days of the lines whichever way it is spread.

use super::excess::last_units;
use super::window::{TIME, Window, lasts, split};
use crate::hit::Hits;
use crate::primitive::Case;
use crate::view::View;
use domain::{Day, Quantity};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What was used of a line, and the days on which it may have been.
#[derive(Debug, Clone, Copy)]
struct Used {
    first: Day,
    last: Day,
    quantity: Quantity,
}

/// 所在各日 · The days on which there is the most beyond a cap, with what must lie on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tightest {
    pub days: i32,
    pub allowed: Quantity,
    pub quantity: Quantity,
}

/// Lines of one daily window (in order of time) of which some last, with what of each is beyond the cap.
#[derive(Debug)]
pub(crate) struct Cluster {
    lines: Vec<u32>,
    used: Vec<Used>,
}

/// Puts lines (in order of time) together that may have been used on one day, in the sense of a daily window.
pub(crate) fn by_days(view: &View<'_>, window: Window, lines: Vec<u32>) -> Vec<Vec<u32>> {
    if !lines.iter().any(|&index| lasts(view.record, view.line(index))) {
        return split(view, window, lines);
    }
    // With the last day of each: most groups are over before a line begins.
    let mut groups: Vec<(Day, Vec<u32>)> = Vec::new();
    for index in lines {
        let line = view.line(index);
        let near = |other: &u32| window.may_join(view.record, view.line(*other), line);
        let joins = |(last, group): &mut (Day, Vec<u32>)| *last >= line.at.day() && group.iter().rev().any(near);
        let mut joined = groups.extract_if(.., joins).collect::<Vec<_>>().into_iter();
        let (mut last, mut group) = joined.next().unwrap_or((line.at.day(), Vec::new()));
        for (other_last, other) in joined {
            last = last.max(other_last);
            group.extend(other);
            group.sort_unstable();
        }
        group.push(index);
        groups.push((last.max(view.record.last_day_of(line)), group));
    }
    let mut groups: Vec<Vec<u32>> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_unstable_by_key(|group| group.first().copied());
    groups
}

/// Of more lines than this nothing is weighed but the sum against the cap of all their days together: what lies on
/// which day takes time that grows with the square of their number.
const WEIGHED_MAX: usize = 500;

impl Cluster {
    /// Lines that belong together. None where no line lasts: then each has its day.
    pub(crate) fn of(view: &View<'_>, lines: &[u32]) -> Option<Self> {
        let record = view.record;
        if !lines.iter().any(|&index| lasts(record, view.line(index))) {
            return None;
        }
        let used = lines.iter().map(|&index| Used {
            first: view.line(index).at.day(),
            last: record.last_day_of(view.line(index)),
            quantity: view.net(index).quantity,
        });
        Some(Self {
            lines: lines.to_vec(),
            used: used.collect(),
        })
    }

    /// Of each line, in order, what finds no place beside those before it.
    pub(crate) fn beyond(&self, cap: Quantity) -> Vec<Quantity> {
        if self.used.len() > WEIGHED_MAX {
            let excess = self
                .whole(cap)
                .map_or(Quantity::ZERO, |whole| whole.quantity - whole.allowed);
            return last_units(self.used.iter().map(|used| used.quantity).collect(), excess);
        }
        let total: Quantity = self.used.iter().map(|used| used.quantity).sum();
        if total == most_within(cap, &self.used) {
            return vec![Quantity::ZERO; self.used.len()];
        }
        let mut before = Quantity::ZERO;
        let beyond = self.used.iter().enumerate().map(|(place, used)| {
            let within = most_within(cap, &self.used[..=place]);
            let own = within - before;
            before = within;
            used.quantity - own
        });
        beyond.collect()
    }

    /// All of the lines on all of their days, where that exceeds the cap.
    fn whole(&self, cap: Quantity) -> Option<Tightest> {
        let first = self.used.iter().map(|used| used.first).min()?;
        let last = self.used.iter().map(|used| used.last).max()?;
        let days = last.days_since(first) + 1;
        let whole = Tightest {
            days,
            allowed: over(cap, days),
            quantity: self.used.iter().map(|used| used.quantity).sum(),
        };
        (whole.quantity > whole.allowed).then_some(whole)
    }

    /// Where what must lie on the days between two exceeds the cap of them the most.
    pub(crate) fn tightest(&self, cap: Quantity) -> Option<Tightest> {
        if self.used.len() > WEIGHED_MAX {
            return self.whole(cap);
        }
        let mut by_last = self.used.clone();
        by_last.sort_unstable_by_key(|used| used.last);
        let mut begins: Vec<Day> = self.used.iter().map(|used| used.first).collect();
        begins.dedup();
        let mut found: Option<(Quantity, Tightest)> = None;
        for begin in begins {
            let mut quantity = Quantity::ZERO;
            for used in by_last.iter().filter(|used| used.first >= begin) {
                quantity += used.quantity;
                let days = used.last.days_since(begin) + 1;
                let allowed = over(cap, days);
                let beyond = quantity - allowed;
                if beyond > found.map_or(Quantity::ZERO, |(most, _)| most) {
                    let tightest = Tightest {
                        days,
                        allowed,
                        quantity,
                    };
                    found = Some((beyond, tightest));
                }
            }
        }
        found.map(|(_, tightest)| tightest)
    }

    /// Notes the lines of which the days would have to be known: those that last, are within the cap, and may with
    /// others be beyond it on a day; where none of these is under review and judged, the ones beside them. The day of
    /// a stop counts for a line that is to be within the cap, and not for one that may lie beside another.
    pub(crate) fn note_unknown(
        &self,
        case: &Case<'_>,
        cap: Quantity,
        beyond: &[Quantity],
        is_judged: impl Fn(u32) -> bool,
        out: &mut Hits,
    ) {
        let told = |place: usize| case.view.line(self.lines[place]).current && is_judged(self.lines[place]);
        let places = || 0..self.lines.len();
        if self.used.len() > WEIGHED_MAX {
            let within = |&place: &usize| told(place) && beyond[place].is_zero();
            for place in places().filter(within) {
                case.missing_for_line(out, TIME, self.lines[place]);
            }
            return;
        }
        let beside = |a: usize, b: usize| {
            let last = |used: &Used| used.last.plus_days(-1).max(used.first);
            let (used, other) = (&self.used[a], &self.used[b]);
            a != b && used.first <= last(other) && other.first <= last(used)
        };
        let unsure = |&place: &usize| {
            let others: Vec<usize> = places().filter(|&other| beside(place, other)).collect();
            let sum: Quantity = others.iter().map(|&other| self.used[other].quantity).sum();
            self.used[place].last > self.used[place].first
                && beyond[place].is_zero()
                // Beside what is blamed it is part of that argument.
                && others.iter().all(|&other| beyond[other].is_zero())
                && !others.is_empty()
                && self.used[place].quantity + sum > cap
        };
        let unsure: Vec<usize> = places().filter(unsure).collect();
        let mut named: Vec<usize> = unsure.iter().copied().filter(|&place| told(place)).collect();
        if named.is_empty() {
            let near = |&place: &usize| {
                told(place) && beyond[place].is_zero() && unsure.iter().any(|&other| beside(place, other))
            };
            named = places().filter(near).collect();
        }
        for place in named {
            case.missing_for_line(out, TIME, self.lines[place]);
        }
    }
}

/// What a cap of one window allows in so many.
pub(crate) fn over(cap: Quantity, windows: i32) -> Quantity {
    Quantity::from_scaled(cap.scaled().saturating_mul(i64::from(windows)))
}

/// The most that can lie on the days of the lines without exceeding the cap on any: day after day, what has to be
/// used first goes first.
fn most_within(cap: Quantity, used: &[Used]) -> Quantity {
    let mut order: Vec<&Used> = used.iter().collect();
    order.sort_unstable_by_key(|used| used.first);
    // Between two of these days nothing begins and nothing ends.
    let mut edges: Vec<Day> = order
        .iter()
        .flat_map(|used| [used.first, used.last.plus_days(1)])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut waiting: BinaryHeap<Reverse<(Day, i64)>> = BinaryHeap::new();
    let mut begun = order.into_iter().peekable();
    let mut within = 0_i64;
    for (&day, &next) in edges.iter().zip(edges.iter().skip(1)) {
        while let Some(used) = begun.next_if(|used| used.first <= day) {
            waiting.push(Reverse((used.last, used.quantity.scaled())));
        }
        let mut left = over(cap, next.days_since(day)).scaled();
        while let Some(Reverse((last, quantity))) = waiting.pop() {
            if last < day {
                continue;
            }
            let taken = left.min(quantity);
            within += taken;
            left -= taken;
            if taken < quantity {
                waiting.push(Reverse((last, quantity - taken)));
                break;
            }
        }
    }
    Quantity::from_scaled(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(first: i32, last: i32, units: i64) -> Used {
        Used {
            first: Day::from_epoch_days(first),
            last: Day::from_epoch_days(last),
            quantity: Quantity::from_units(units),
        }
    }

    fn cluster(used: &[Used]) -> Cluster {
        Cluster {
            lines: (0..used.len() as u32).collect(),
            used: used.to_vec(),
        }
    }

    fn beyond(cap: i64, lines: &[Used]) -> Vec<i64> {
        let beyond = cluster(lines).beyond(Quantity::from_units(cap));
        beyond.iter().map(|own| own.scaled() / 10_000).collect()
    }

    #[test]
    fn what_finds_a_day_is_within_the_cap() {
        assert_eq!(beyond(1, &[used(1, 10, 9)]), [0]);
        assert_eq!(beyond(1, &[used(1, 10, 12)]), [2]);
        // The one day of the second line is taken by the first only where it has no other.
        assert_eq!(beyond(1, &[used(1, 3, 2), used(2, 2, 1)]), [0, 0]);
        assert_eq!(beyond(1, &[used(1, 3, 3), used(2, 2, 1)]), [0, 1]);
        assert_eq!(beyond(2, &[used(1, 2, 4), used(1, 4, 4), used(2, 3, 1)]), [0, 0, 1]);
        assert_eq!(beyond(0, &[used(1, 2, 4)]), [4]);
    }

    #[test]
    fn of_very_many_lines_the_sum_is_held_against_all_days() {
        let mut lines: Vec<Used> = (1..=600).map(|day| used(day, day + 1, 1)).collect();
        assert!(beyond(1, &lines).iter().all(|own| *own == 0));
        lines.push(used(600, 601, 3));
        assert_eq!(beyond(1, &lines).last(), Some(&2));
        let tightest = cluster(&lines).tightest(Quantity::from_units(1)).unwrap();
        assert_eq!((tightest.days, tightest.quantity), (601, Quantity::from_units(603)));
    }

    #[test]
    fn the_tightest_days_are_those_that_the_reader_is_shown() {
        let cluster = cluster(&[used(1, 20, 4), used(5, 6, 5), used(6, 6, 1)]);
        let tightest = cluster.tightest(Quantity::from_units(1)).unwrap();
        assert_eq!((tightest.days, tightest.quantity), (2, Quantity::from_units(6)));
    }
}
