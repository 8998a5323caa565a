//! What a primitive says about a record, before exemptions and reconciliation.

use domain::{Certainty, Comparison, LineRole, Moment, Money, NotEvaluable, RuleCode};

/// One line of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HitLine {
    pub index: u32,
    pub role: LineRole,
    pub amount: Money,
}

/// A rule's claim about some lines or an encounter.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub rule: u16,
    pub row: Option<u32>,
    pub encounter: u32,
    /// the service time that picks the law, and the start of the window for windowed rules
    pub at: Moment,
    pub lines: Vec<HitLine>,
    /// money of a hit that names no lines
    pub encounter_amount: Money,
    /// what distinguishes two hits of one rule on the same encounter and day without lines
    pub subject: String,
    /// the highest certainty that the evidence allows, with the reason for lowering
    pub lowered: Option<(Certainty, &'static str)>,
    /// values for the sentence; filled only where an explanation is wanted
    pub facts: Vec<(&'static str, String)>,
    pub compared: Vec<Comparison>,
    pub ways_out: Vec<String>,
    pub arithmetic: Option<String>,
}

impl Hit {
    /// The money of the hit before reconciliation.
    pub fn amount(&self) -> Money {
        self.encounter_amount + self.lines.iter().map(|line| line.amount).sum::<Money>()
    }
}

/// Everything that the primitives of a book said.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub hits: Vec<Hit>,
    pub missing: Vec<NotEvaluable>,
}

impl Hits {
    /// The rule concerned this place and could not be judged.
    pub fn not_evaluable(&mut self, rule: &RuleCode, what: &str, encounter: u32, line: Option<u32>) {
        Self::note(&mut self.missing, rule, what, encounter, line);
    }

    /// Adds to a list what is not in it yet.
    pub fn note(list: &mut Vec<NotEvaluable>, rule: &RuleCode, what: &str, encounter: u32, line: Option<u32>) {
        let same = |known: &&NotEvaluable| {
            known.encounter == encounter && known.line == line && known.rule == *rule && known.missing == what
        };
        // The latest entries are the likely twins: a rule reports its lines one after the other.
        if list.iter().rev().find(same).is_none() {
            list.push(NotEvaluable {
                rule: rule.clone(),
                missing: what.to_owned(),
                line,
                encounter,
            });
        }
    }
}
