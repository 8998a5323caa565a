//! Quantities in a window: what exceeds the cap of a prescription, a day, a visit or of days that roll.

use super::{Cap, QuantityCap};
use crate::hit::Hits;
use crate::primitive::{Case, Touch};
use crate::primitives::excess::{blame_last_units, blame_parts, by_finding};
use crate::primitives::lasting::{Cluster, Tightest, by_days, over};
use crate::primitives::window::{TIME, Window, lasts, placed, split};
use crate::view::View;
use domain::{Day, Quantity};

/// A line with which the quantity of the days that roll is above the cap.
struct Exceeding {
    index: u32,
    /// the lines that count, itself among them
    window: Vec<u32>,
    total: Quantity,
    cap: Quantity,
    rolling_days: i32,
}

impl Exceeding {
    fn excess(&self, view: &View<'_>) -> Quantity {
        (self.total - self.cap).min(view.net(self.index).quantity)
    }
}

impl QuantityCap {
    pub(super) fn check_window(
        &self,
        case: &Case<'_>,
        touches: &[Touch],
        window: Window,
        lines: Vec<u32>,
        out: &mut Hits,
    ) {
        let row = touches[0].row;
        let Some(cap) = self.cap(Some(row), None) else { return };
        let unit = self.caps.get(row as usize).map_or("", |cap| &cap.unit);
        let person_wide = self.person_wide.iter().any(|wide| **wide == *unit);
        let window = if person_wide { Window::PersonDay } else { window };
        // What does not exceed the cap in all does not in any window.
        if lines
            .iter()
            .map(|&index| case.view.net(index).quantity)
            .sum::<Quantity>()
            <= cap
        {
            return;
        }
        let is_judged = |index: u32| case.judges(touches, index);
        let lines = placed(case, window, lines, is_judged, out);
        let groups = if matches!(window, Window::Day | Window::PersonDay) {
            by_days(case.view, window, lines)
        } else {
            split(case.view, window, lines)
        };
        for group in groups {
            // A window may reach beyond the days of the row: what came before is used up, what comes behind is
            // for another row to judge.
            let judged = |index: &&u32| case.judges(touches, **index);
            let (Some(&first), Some(last)) = (
                group.iter().find(judged),
                group.iter().rposition(|index| judged(&index)),
            ) else {
                continue;
            };
            let group = &group[..=last];
            let total: Quantity = group.iter().map(|&index| case.view.net(index).quantity).sum();
            if total <= cap || !group.iter().any(|&index| case.view.line(index).current) {
                continue;
            }
            let first = case.view.line(first);
            let mut hit = case.hit(Some(row), first.encounter, first.at);
            let by_day = !matches!(window, Window::Encounter | Window::Prescription);
            let lasting = Cluster::of(case.view, group).filter(|_| by_day);
            let (allowed, actual, window) = match &lasting {
                None => {
                    blame_last_units(case, &mut hit, group, total - cap, is_judged);
                    (cap, total, window.zh())
                }
                Some(cluster) => {
                    let beyond = cluster.beyond(cap);
                    cluster.note_unknown(case, cap, &beyond, is_judged, out);
                    blame_parts(case, &mut hit, group, &beyond, is_judged);
                    let Some(Tightest {
                        days,
                        allowed,
                        quantity,
                    }) = cluster.tightest(cap)
                    else {
                        continue;
                    };
                    let zh = if days == 1 { window.zh() } else { format!("{days}日") };
                    (allowed, quantity, zh)
                }
            };
            if !hit.blames() {
                continue;
            }
            self.explain(case, &mut hit, Some(row), allowed, actual, window);
            out.hits.extend(hit.by_visit(case.view.record));
        }
    }

    pub(super) fn check_rolling(&self, case: &Case<'_>, touches: &[Touch], mut lines: Vec<u32>, out: &mut Hits) {
        let row = touches[0].row;
        let Some(Cap { cap, rolling_days, .. }) = self.caps.get(row as usize) else {
            return;
        };
        let whole: Quantity = lines.iter().map(|&index| case.view.net(index).quantity).sum();
        if whole > *cap {
            lines = placed(case, Window::Day, lines, |index| case.judges(touches, index), out);
        } else {
            lines.retain(|&index| Window::Day.places(case.view.line(index)));
        }
        let mut exceeding: Vec<Exceeding> = Vec::new();
        for (position, &index) in lines.iter().enumerate() {
            let line = case.view.line(index);
            if !line.current || !case.judges(touches, index) {
                continue;
            }
            let record = case.view.record;
            let last_day = |other: u32| record.last_day_of(case.view.line(other));
            let own_last = last_day(index);
            let windows = (own_last.days_since(line.at.day()) + rolling_days) / rolling_days;
            let start = View::window_start(own_last.start(), *rolling_days);
            let so_far = &lines[..=position];
            let sum = |of: &[u32]| -> Quantity { of.iter().map(|&other| case.view.net(other).quantity).sum() };
            // What lasts is in a window for certain where all of its days are.
            let within = |end: Day| -> Vec<u32> {
                let start = View::window_start(end.start(), *rolling_days);
                let is_within = |&other: &u32| case.view.line(other).at >= start && last_day(other) <= end;
                so_far.iter().copied().filter(is_within).collect()
            };
            let holds_own = |end: &Day| *end > own_last && View::window_start(end.start(), *rolling_days) <= line.at;
            let mut window = if windows == 1 { within(own_last) } else { vec![index] };
            for end in so_far.iter().map(|&other| last_day(other)).filter(holds_own) {
                let other = within(end);
                if sum(&other) > sum(&window) {
                    window = other;
                }
            }
            let total = sum(&window);
            let cap = over(*cap, windows);
            if total <= cap {
                let beside = |&&other: &&u32| {
                    let joins = last_day(other) >= start.day();
                    joins && (lasts(record, line) || lasts(record, case.view.line(other)))
                };
                let loose: Quantity = so_far[..position]
                    .iter()
                    .filter(beside)
                    .filter(|other| !window.contains(other))
                    .map(|&other| case.view.net(other).quantity)
                    .sum();
                if !loose.is_zero() && total + loose > cap {
                    case.missing_for_line(out, TIME, index);
                } else if !record.history.covers(start.day()) {
                    case.missing_for_line(out, "历史费用明细", index);
                }
                continue;
            }
            exceeding.push(Exceeding {
                index,
                window,
                total,
                cap,
                rolling_days: rolling_days * windows,
            });
        }
        let groups = by_finding(case.view, exceeding, |one| one.index);
        groups
            .iter()
            .for_each(|group| self.report_rolling(case, row, group, out));
    }

    /// Lines of one item and day of which each exceeds what the days that roll allow.
    fn report_rolling(&self, case: &Case<'_>, row: u32, group: &[Exceeding], out: &mut Hits) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            return;
        };
        let first = case.view.line(first.index);
        let mut hit = case.hit(Some(row), first.encounter, first.at);
        let mut lines: Vec<u32> = group.iter().flat_map(|one| &one.window).copied().collect();
        lines.sort_unstable();
        lines.dedup();
        let own = |index: u32| group.iter().find(|one| one.index == index);
        let part = |&index: &u32| own(index).map_or(Quantity::ZERO, |one| one.excess(case.view));
        let parts: Vec<Quantity> = lines.iter().map(part).collect();
        blame_parts(case, &mut hit, &lines, &parts, |_| true);
        if case.view.explain {
            let Exceeding {
                total,
                cap,
                rolling_days,
                ..
            } = *last;
            self.compare(&mut hit, Some(row), cap, total, format!("{rolling_days}日"));
            lines.retain(|&index| own(index).is_none());
            let again = self.again_from(case, &lines, total, cap, rolling_days);
            let again = again.map_or(String::new(), |day| format!("，或自{day}起再开"));
            let (excess, unit): (Quantity, _) = (parts.into_iter().sum(), self.unit(Some(row)));
            hit.ways_out.push(format!("本次减少{excess}{unit}{again}"));
        }
        out.hits.push(hit);
    }

    /// The day from which what lines add is within the cap again: enough of what came before them has left the
    /// window. None where they alone exceed the cap.
    fn again_from(
        &self,
        case: &Case<'_>,
        earlier: &[u32],
        total: Quantity,
        cap: Quantity,
        rolling_days: i32,
    ) -> Option<Day> {
        let mut left = total;
        let leaves = earlier.iter().find(|&&index| {
            left -= case.view.net(index).quantity;
            left <= cap
        });
        leaves.map(|&index| case.view.line(index).at.day().plus_days(rolling_days))
    }
}
