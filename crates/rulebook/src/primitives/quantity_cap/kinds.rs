//! Kinds of items: how many different ones a prescription may have.

use super::{Period, QuantityCap};
use crate::hit::Hits;
use crate::primitive::{Case, Primitive};
use crate::primitives::excess::positive;
use crate::primitives::window::{Window, placed, split};
use crate::sieve::Glance;
use domain::{CareSetting, Quantity};

impl QuantityCap {
    /// Distinct items of the kinds in one prescription.
    pub(super) fn check_kinds(&self, case: &Case<'_>, out: &mut Hits) {
        let window = match self.period {
            Period::Within(window) => window,
            Period::Rolling => Window::Prescription,
        };
        let lines = (0..case.view.record.lines.len() as u32)
            .filter(|&index| case.view.record.encounter_of(case.view.line(index)).current)
            .filter(|&index| self.concerns(case, None, index))
            .filter(|&index| window != Window::Prescription || !is_sale(case, index));
        for group in split(case.view, window, self.placed_kinds(case, window, lines.collect(), out)) {
            let first = case.view.line(group[0]);
            let setting = case.view.record.encounter_of(first).setting.known().copied();
            let Some(cap) = self.cap(None, setting) else { continue };
            let mut kinds: Vec<&str> = Vec::new();
            let mut beyond: Vec<u32> = Vec::new();
            for &index in &group {
                let code = case.view.line(index).item.national();
                let known = kinds.contains(&code);
                if !known {
                    kinds.push(code);
                }
                let rank = kinds.iter().position(|kind| *kind == code).unwrap_or(0) as i64 + 1;
                if Quantity::from_units(rank) > cap {
                    beyond.push(index);
                }
            }
            let total = Quantity::from_units(kinds.len() as i64);
            if total <= cap || !group.iter().any(|&index| case.view.line(index).current) {
                continue;
            }
            let mut hit = case.hit(None, first.encounter, first.at);
            for &index in &group {
                if beyond.contains(&index) {
                    hit.blame(index, positive(case.view.net(index).covered));
                } else {
                    hit.involve(index);
                }
            }
            self.explain(case, &mut hit, None, cap, total, window.zh());
            out.hits.extend(hit.by_visit(case.view.record));
        }
    }

    /// The lines that can be put into prescriptions; the others are of interest only where there are
    /// kinds enough to exceed a cap.
    fn placed_kinds(&self, case: &Case<'_>, window: Window, lines: Vec<u32>, out: &mut Hits) -> Vec<u32> {
        if lines.iter().all(|&index| window.places(case.view.line(index))) {
            return lines;
        }
        let mut kinds: Vec<&str> = lines
            .iter()
            .map(|&index| case.view.line(index).item.national())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() > usize::from(self.heeds_beyond()) {
            return placed(case, window, lines, |_| true, out);
        }
        Vec::new()
    }
}

/// True for what a pharmacy sold that nobody prescribed, as far as is said.
fn is_sale(case: &Case<'_>, index: u32) -> bool {
    let line = case.view.line(index);
    case.view.record.encounter_of(line).is_of(CareSetting::Pharmacy)
        && line.prescription.is_none()
        && !Glance::names_doctor(line.doctor.as_str())
}
