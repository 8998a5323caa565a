//! What a review says, in a form that an oracle can be held against.

use domain::{Certainty, Finding, LineRole, Money, Record, RuleState};
use std::collections::{BTreeMap, BTreeSet};

/// What a review says, reduced to what an oracle can know: money and certainty by line and by
/// encounter, each apart for trial (`true`) and in force, and what could not be judged.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verdicts {
    pub lines: BTreeMap<(bool, u32), (Money, Certainty)>,
    pub encounters: BTreeMap<(bool, u32), (Money, Certainty)>,
    pub missing: BTreeSet<(String, u32, Option<u32>)>,
}

impl Verdicts {
    /// What the evaluator said. Reconciliation spreads a line's money over findings, so it is added up.
    pub fn of_review(findings: &[Finding], record: &Record) -> Self {
        let mut out = Self::default();
        for finding in findings {
            let trial = finding.state == RuleState::Trial;
            let violating: Vec<_> = finding
                .lines
                .iter()
                .filter(|line| line.role == LineRole::Violating)
                .collect();
            for line in &violating {
                let entry = out
                    .lines
                    .entry((trial, line.index))
                    .or_insert((Money::ZERO, finding.certainty));
                entry.0 += line.amount;
                entry.1 = entry.1.max(finding.certainty);
            }
            if violating.is_empty() {
                let at = record
                    .encounters
                    .iter()
                    .position(|encounter| encounter.id == finding.encounter)
                    .unwrap_or(99);
                let entry = out
                    .encounters
                    .entry((trial, at as u32))
                    .or_insert((Money::ZERO, finding.certainty));
                entry.0 += finding.amount;
                entry.1 = entry.1.max(finding.certainty);
            }
        }
        out
    }

    /// Blames a line; several rows blaming one line count its money once, at the highest.
    pub fn blame(&mut self, trial: bool, line: usize, amount: Money, certainty: Certainty) {
        let entry = self.lines.entry((trial, line as u32)).or_insert((amount, certainty));
        *entry = (entry.0.max(amount), entry.1.max(certainty));
    }

    /// Blames an encounter.
    pub fn blame_encounter(&mut self, trial: bool, encounter: usize, amount: Money, certainty: Certainty) {
        let entry = self
            .encounters
            .entry((trial, encounter as u32))
            .or_insert((amount, certainty));
        *entry = (entry.0.max(amount), entry.1.max(certainty));
    }

    pub fn lacks_line(&mut self, record: &Record, what: &str, line: usize) {
        self.missing
            .insert((what.to_owned(), record.lines[line].encounter, Some(line as u32)));
    }

    pub fn lacks_encounter(&mut self, what: &str, encounter: usize) {
        self.missing.insert((what.to_owned(), encounter as u32, None));
    }
}
