//! Usage: days supplied, doses and daily amounts, which a line says of itself.

use super::{Measure, QuantityCap};
use crate::hit::Hits;
use crate::primitive::{Case, Touch};
use crate::primitives::excess::{share, shared};
use crate::primitives::window::{Window, split};
use domain::{FeeLine, Quantity};

impl QuantityCap {
    /// Lines that no row speaks about fall under the general caps.
    pub(super) fn check_unlisted(&self, case: &Case<'_>, out: &mut Hits) {
        let mut listed: Vec<u32> = case
            .touches
            .iter()
            .flat_map(|touch| case.lines(touch).iter().map(move |&index| (index, touch.row)))
            .filter(|&(index, row)| case.speaks(row, case.view.line(index).at.day()))
            .map(|(index, _)| index)
            .collect();
        listed.sort_unstable();
        for index in 0..case.view.record.lines.len() as u32 {
            if listed.binary_search(&index).is_err() {
                self.check_usage(case, None, index, out);
            }
        }
    }

    /// Measures that need the usage of one line.
    pub(super) fn check_usage(&self, case: &Case<'_>, row: Option<u32>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        if !line.current || !self.concerns(case, row, index) {
            return;
        }
        let setting = case.view.record.encounter_of(line).setting.known().copied();
        let Some(cap) = self.cap(row, setting) else {
            // Caps that depend on the setting cannot be chosen where the setting is not known.
            if setting.is_none() && !self.caps_by_setting.is_empty() {
                case.missing_for_line(out, "就医方式", index);
            }
            return;
        };
        let Some(actual) = self.measured(case, line, index) else {
            if row.is_some() {
                case.missing_for_line(out, "用法用量", index);
            } else {
                case.missing_for_encounter(out, "用法用量", line.encounter);
            }
            return;
        };
        if actual <= cap {
            return;
        }
        let net = case.view.net(index);
        let mut hit = case.hit(row, line.encounter, line.at);
        hit.blame(index, share(net.covered, actual - cap, actual));
        if case.view.explain {
            let sum = shared(net.covered, actual - cap, actual);
            hit.arithmetic = Some(format!("{sum} = {} 元", hit.amount()));
        }
        self.explain(case, &mut hit, row, cap, actual, Window::Prescription.zh());
        out.hits.push(hit);
    }

    /// What is taken on a day of all that one prescription gives on one day, in however many rows.
    pub(super) fn check_daily_amount(&self, case: &Case<'_>, touches: &[Touch], lines: &[u32], out: &mut Hits) {
        let row = touches[0].row;
        let Some(cap) = self.cap(Some(row), None) else { return };
        let mut known: Vec<u32> = Vec::with_capacity(lines.len());
        for &index in lines {
            let line = case.view.line(index);
            if line.usage.days.is_known() {
                known.push(index);
            } else if line.current && case.judges(touches, index) {
                case.missing_for_line(out, "用法用量", index);
            }
        }
        for prescribed in split(case.view, Window::Prescription, known) {
            for given in split(case.view, Window::EncounterDay, prescribed) {
                self.check_given(case, touches, cap, &given, out);
            }
        }
    }

    fn check_given(&self, case: &Case<'_>, touches: &[Touch], cap: Quantity, given: &[u32], out: &mut Hits) {
        let days = |index: u32| i64::from(case.view.line(index).usage.days.known().copied().unwrap_or(1)).max(1);
        // A daily amount is seldom a round number: all are counted in a common part of it, so that nothing is
        // rounded before the share is taken.
        let common = given.iter().map(|&index| days(index)).fold(1, least_common_multiple);
        let parts = |index: u32| {
            let net = case.view.net(index);
            (net.quantity.scaled()).saturating_mul(common / days(index))
        };
        let whole = given.iter().fold(0_i64, |sum, &index| sum.saturating_add(parts(index)));
        let mut beyond = whole.saturating_sub(cap.scaled().saturating_mul(common));
        let judged = |index: &&u32| case.view.line(**index).current && case.judges(touches, **index);
        let Some(&first) = given.iter().find(judged).filter(|_| beyond > 0) else {
            return;
        };
        let line = case.view.line(first);
        let mut hit = case.hit(Some(touches[0].row), line.encounter, line.at);
        let mut sums: Vec<String> = Vec::new();
        for index in given.iter().rev() {
            let (own, covered) = (parts(*index), case.view.net(*index).covered);
            let part = beyond.min(own);
            beyond -= part;
            if part > 0 && judged(&index) {
                let (part, own) = (Quantity::from_scaled(part), Quantity::from_scaled(own));
                hit.blame(*index, share(covered, part, own));
                if case.view.explain {
                    let each = |parts: Quantity| Quantity::from_scaled(parts.scaled() / common);
                    sums.push(shared(covered, each(part), each(own)));
                }
            } else {
                hit.involve(*index);
            }
        }
        if !hit.blames() {
            return;
        }
        hit.lines.reverse();
        if case.view.explain {
            sums.reverse();
            hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
        }
        let actual = Quantity::from_scaled(whole / common);
        self.explain(
            case,
            &mut hit,
            Some(touches[0].row),
            cap,
            actual,
            Window::Prescription.zh(),
        );
        out.hits.push(hit);
    }

    fn measured(&self, case: &Case<'_>, line: &FeeLine, index: u32) -> Option<Quantity> {
        let usage = &line.usage;
        match self.measure {
            Measure::DaysSupplied => {
                let days = case.view.days_supplied(index);
                days.known().map(|&days| Quantity::from_units(days.into()))
            }
            Measure::DailyDose => {
                let (dose, times) = (
                    usage.single_dose.known()?.scaled(),
                    usage.times_per_day.known()?.scaled(),
                );
                i64::try_from(i128::from(dose) * i128::from(times) / 10_000)
                    .ok()
                    .map(Quantity::from_scaled)
            }
            Measure::SingleDose => usage.single_dose.known().copied(),
            Measure::Quantity | Measure::Kinds | Measure::DailyAmount => Some(case.view.net(index).quantity),
        }
    }
}

fn least_common_multiple(a: i64, b: i64) -> i64 {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor.max(1)).saturating_mul(b)
}
