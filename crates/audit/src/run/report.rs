//! 审核摘要 · what `report.json` says of a finished run.

use super::{RunManifest, RunReport};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is written at the end. Money is in yuan where it is a text; `by_rule` counts fen, whatever the state.
#[derive(Serialize)]
pub(super) struct Report<'r> {
    run: &'r RunManifest,
    lines: u64,
    lines_reviewed: u64,
    persons: u64,
    encounters: u64,
    findings: u64,
    findings_in_force: u64,
    amount_in_force: String,
    findings_on_trial: u64,
    amount_on_trial: String,
    by_rule: &'r BTreeMap<String, (u64, i64)>,
    rules: Vec<ReportedRule<'r>>,
    not_evaluable: Vec<(&'r str, &'r str, u64)>,
    not_evaluable_by_rule: Vec<ReportedGap<'r>>,
}

/// A rule of the library, what became of it and what it found.
#[derive(Serialize)]
struct ReportedRule<'r> {
    rule_code: &'r str,
    rule_name: &'r str,
    layer: &'r str,
    state: &'static str,
    findings_in_force: u64,
    amount_in_force: String,
    findings_on_trial: u64,
    amount_on_trial: String,
}

/// How often a rule could not be judged for want of a fact.
#[derive(Serialize)]
struct ReportedGap<'r> {
    rule_code: &'r str,
    missing: &'r str,
    count: u64,
}

impl<'r> Report<'r> {
    pub(super) fn of(report: &'r RunReport) -> Self {
        let statement = &report.statement;
        let (in_force, on_trial) = (report.in_force(), report.on_trial());
        let rules = report.rules.iter().map(|rule| {
            let [in_force, on_trial] = report.of_rule(rule.code.as_str());
            ReportedRule {
                rule_code: rule.code.as_str(),
                rule_name: &rule.name,
                layer: &rule.layer,
                state: rule.state.zh(),
                findings_in_force: in_force.0,
                amount_in_force: in_force.1.to_string(),
                findings_on_trial: on_trial.0,
                amount_on_trial: on_trial.1.to_string(),
            }
        });
        let gaps = statement.not_evaluable.iter();
        let gaps = gaps.map(|((rule, missing), count)| (rule.as_str(), missing.as_str(), *count));
        let gaps: Vec<(&str, &str, u64)> = gaps.collect();
        let named = gaps.iter().map(|&(rule_code, missing, count)| ReportedGap {
            rule_code,
            missing,
            count,
        });
        Self {
            run: &report.manifest,
            lines: statement.lines,
            lines_reviewed: statement.lines_reviewed,
            persons: statement.persons,
            encounters: statement.encounters,
            findings: in_force.0 + on_trial.0,
            findings_in_force: in_force.0,
            amount_in_force: in_force.1.to_string(),
            findings_on_trial: on_trial.0,
            amount_on_trial: on_trial.1.to_string(),
            by_rule: &report.by_rule,
            rules: rules.collect(),
            not_evaluable_by_rule: named.collect(),
            not_evaluable: gaps,
        }
    }
}
