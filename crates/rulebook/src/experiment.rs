//! What the laboratory assumes of a library, so that it can be tried on the past.

use crate::layer::Layer;
use crate::library::LayerContent;
use crate::rule::{Lifecycle, Rule};
use domain::RuleCode;
use hashbrown::HashSet;
use std::collections::BTreeMap;

/// 试算 · what is tried on the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Experiment<'e> {
    /// a rule, beside all the others
    Rule(&'e str),
    /// the knowledge of a batch, by the rules that use it and by nothing else
    Batch(&'e str),
}

impl Experiment<'_> {
    /// Brings what is tried into force in the layers.
    pub(crate) fn arrange(&self, layers: &mut BTreeMap<Layer, LayerContent>) {
        let has_rows = |table: &str, layers: &BTreeMap<Layer, LayerContent>| {
            let mut tables = layers.values().filter_map(|content| content.tables.get(table));
            tables.any(|table| table.row_count() > 0)
        };
        let tried = |rule: &Rule, layers: &BTreeMap<Layer, LayerContent>| match self {
            Experiment::Rule(code) => rule.code.as_str() == *code,
            Experiment::Batch(_) => rule.all_tables().any(|table| has_rows(table, layers)),
        };
        let codes: HashSet<RuleCode> = layers
            .values()
            .flat_map(|content| &content.rules)
            .filter(|(rule, _)| tried(rule, layers))
            .map(|(rule, _)| rule.code.clone())
            .collect();
        for content in layers.values_mut() {
            if matches!(self, Experiment::Batch(_)) {
                content.rules.retain(|(rule, _)| codes.contains(&rule.code));
                content
                    .adjustments
                    .retain(|adjustment| codes.contains(&adjustment.rule));
            }
            for (rule, _) in content.rules.iter_mut().filter(|(rule, _)| codes.contains(&rule.code)) {
                rule.lifecycle = Lifecycle::AT_ALL_TIMES;
            }
        }
    }
}
