//! One rule of one scope, compiled: its document, what lower layers change of it, and the rows of its tables.

use crate::book::CompiledRule;
use crate::layer::{Adjustment, Layer};
use crate::library::LayerContent;
use crate::params::Params;
use crate::primitive::{LayeredTable, Source};
use crate::primitives;
use crate::problem::{Problem, ProblemLevel};
use crate::rows::{KeyedRow, RowKey, RowSink, Rows};
use crate::rule::{DataState, Rule, UNIT_TABLES};
use crate::table::{COMMON_COLUMNS, Table, is_known_column, nearest_column};
use crate::yaml::Node;
use domain::Day;
use hashbrown::HashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A compiled rule with the keys under which it is found.
pub(crate) type Built = (Arc<CompiledRule>, Arc<Vec<KeyedRow>>);

/// Compiles one rule with what the layers of its scope bring: once for each time in which other adjustments hold,
/// the earliest first; nothing where it is defective.
pub(crate) fn build(
    rule: &Rule,
    head: &Node,
    layers: &[(&Layer, &LayerContent)],
    problems: &mut Vec<Problem>,
) -> Vec<Built> {
    let adjustments: Vec<&Adjustment> = layers
        .iter()
        .flat_map(|(_, content)| &content.adjustments)
        .filter(|adjustment| adjustment.rule == rule.code)
        .collect();
    let changes: BTreeSet<Day> = adjustments.iter().filter_map(|adjustment| adjustment.from).collect();
    let begins = std::iter::once(None).chain(changes.iter().copied().map(Some));
    let ends = begins.clone().skip(1).chain([None]);
    begins
        .zip(ends)
        .filter_map(|(begin, end)| {
            let of = Version {
                rule,
                head,
                layers,
                begin,
                end,
            };
            of.build(&adjustments, problems)
        })
        .collect()
}

/// A rule for the services of a time, without what lower layers change of it.
struct Version<'a> {
    rule: &'a Rule,
    head: &'a Node,
    layers: &'a [(&'a Layer, &'a LayerContent)],
    /// the first day of service
    begin: Option<Day>,
    /// the day of service from which on another version speaks
    end: Option<Day>,
}

impl Version<'_> {
    fn build(&self, adjustments: &[&Adjustment], problems: &mut Vec<Problem>) -> Option<Built> {
        let mut found = Vec::new();
        let built = self.build_adjusted(adjustments, &mut found);
        if built.is_some() || !adjustments.iter().any(|adjustment| adjustment.sets_parameters()) {
            problems.extend(found);
            return built;
        }
        // A parameter of a lower layer that the rule cannot take must not cost that layer the rule: only what the
        // rule can take is kept.
        let mut accepted: Vec<&Adjustment> = Vec::new();
        let mut kept = (None, Vec::new());
        for adjustment in std::iter::once(None).chain(adjustments.iter().copied().map(Some)) {
            accepted.extend(adjustment);
            let mut found = Vec::new();
            let built = self.build_adjusted(&accepted, &mut found);
            match adjustment {
                Some(adjustment) if built.is_none() => {
                    accepted.pop();
                    for fault in found.into_iter().filter(|fault| fault.file == self.rule.file) {
                        let line = adjustment.parameter_line();
                        let message = format!("调整不成立，按上层的参数执行：{}", fault.message);
                        problems.push(Problem::error(&adjustment.file, line, message, fault.advice));
                    }
                }
                _ => {
                    let broken = built.is_none();
                    kept = (built, found);
                    if broken {
                        break;
                    }
                }
            }
        }
        problems.extend(kept.1);
        kept.0
    }

    /// Compiles the rule with the adjustments of some layers.
    fn build_adjusted(&self, adjustments: &[&Adjustment], problems: &mut Vec<Problem>) -> Option<Built> {
        let (mut rule, head, layers) = (self.rule.clone(), self.head, self.layers);
        let mut overrides: Vec<(String, Node)> = Vec::new();
        for adjustment in adjustments {
            adjustment.apply(&mut rule, head, self.begin, &mut overrides, problems);
        }
        rule.lifecycle = rule.lifecycle.between(self.begin, self.end);
        let named = head.get("知识").unwrap_or(head);
        let tables = tables_of(&rule, &rule.tables, named, layers, problems)?;
        let named = head.get("参数").and_then(|node| node.get(UNIT_TABLES)).unwrap_or(head);
        let unit_tables = tables_of(&rule, &rule.unit_tables, named, layers, problems)?;
        if primitives::AUDIT_PRIMITIVES.contains(&rule.primitive.as_str()) {
            if rule.data != DataState::BelongsToAudit {
                let message = format!("原语 {} 由事后审核执行", rule.primitive);
                let line = line_of(head, "数据");
                problems.push(Problem::error(&rule.file, line, message, "“数据”写 归审核"));
            }
            let compiled = CompiledRule {
                rule,
                rows: Rows::default(),
                check: None,
                rank: usize::MAX,
                codes: 0,
                with_self_paid: false,
                only_samples: false,
            };
            return Some((Arc::new(compiled), Arc::default()));
        }
        let Some((place, compile)) = primitives::named(&rule.primitive) else {
            let known: Vec<&str> = primitives::names().collect();
            let message = format!("没有原语“{}”", rule.primitive);
            problems.push(Problem::error(
                &rule.file,
                line_of(head, "原语"),
                message,
                format!("可用：{}", known.join("、")),
            ));
            return None;
        };
        let params = Params::new(head.get("参数"), &overrides, &rule.file, "参数");
        let mut source = Source {
            params: &params,
            tables: &tables,
            unit_tables: &unit_tables,
            problems: Vec::new(),
        };
        let mut sink = RowSink::new(layers.iter().map(|(layer, _)| layer.as_str().to_owned()).collect());
        let check = compile(&mut source, &mut sink);
        problems.append(&mut source.problems);
        let (rows, keys) = sink.finish(problems);
        let with_self_paid = params.was_flagged("含自费");
        let faults = params.finish();
        let broken = faults.iter().any(|problem| problem.level == ProblemLevel::Error);
        problems.extend(faults);
        for slot in rule.sentence.slots() {
            if !COMMON_SLOTS.contains(&slot) && !check.slots().contains(&slot) {
                let advice = format!(
                    "可用：{}",
                    COMMON_SLOTS
                        .iter()
                        .chain(check.slots())
                        .copied()
                        .collect::<Vec<_>>()
                        .join("、")
                );
                problems.push(Problem::error(
                    &rule.file,
                    line_of(head, "话术"),
                    format!("话术的占位“{slot}”没有来源"),
                    advice,
                ));
            }
        }
        if broken {
            return None;
        }
        let codes = distinct_codes(&rows, &keys);
        let rank = place * 1_000 + usize::from(rule.seq.unwrap_or(999));
        let only_samples = rows.only_samples();
        Some((
            Arc::new(CompiledRule {
                rule,
                rows,
                check: Some(check),
                rank,
                codes,
                with_self_paid,
                only_samples,
            }),
            Arc::new(keys),
        ))
    }
}

/// The line of an item of a head, or of the head where it has none.
fn line_of(head: &Node, key: &str) -> usize {
    head.get(key).unwrap_or(head).line
}

/// Tables that a rule names in a part of its head, as each layer has them; nothing where one is missing everywhere:
/// what else the rule lacks would only follow from that.
fn tables_of(
    rule: &Rule,
    names: &[String],
    named: &Node,
    layers: &[(&Layer, &LayerContent)],
    problems: &mut Vec<Problem>,
) -> Option<Vec<LayeredTable>> {
    let mut tables: Vec<LayeredTable> = Vec::new();
    let mut complete = true;
    for name in names {
        let mut known = false;
        for (depth, (_, content)) in (0_u8..).zip(layers) {
            if let Some(table) = content.tables.get(name) {
                known = true;
                if columns_are_known(rule, table, problems) {
                    tables.push(LayeredTable {
                        layer: depth,
                        table: Arc::clone(table),
                    });
                }
            }
        }
        if !known {
            complete = false;
            problems.push(Problem::error(
                &rule.file,
                named.line_of(name),
                format!("知识表“{name}”不存在"),
                "核对表名，或补上该表：放在规则所在的层，或其上层、下层的 knowledge 文件夹",
            ));
        }
    }
    complete.then_some(tables)
}

/// True where a table may be used: a column whose name is nearly that of another may be an end of validity that
/// nobody would see.
fn columns_are_known(rule: &Rule, table: &Table, problems: &mut Vec<Problem>) -> bool {
    let free = rule.primitive == "condition";
    let mut usable = true;
    for column in table.columns() {
        // A condition reads columns of its own, which its parameters name.
        if is_known_column(column) || (free && rule.parameters.contains(column.as_str())) {
            continue;
        }
        if let Some(nearest) = nearest_column(table, column).filter(|nearest| !free || COMMON_COLUMNS.contains(nearest))
        {
            usable = false;
            let message = format!("不认识列“{column}”，整张表不用");
            problems.push(Problem::error(
                &table.file,
                1,
                message,
                format!("是否为“{nearest}”？改列名，或删去该列"),
            ));
        } else if !free {
            let message = format!("不认识列“{column}”，没有使用");
            problems.push(Problem::notice(&table.file, 1, message, "核对列名；说明写在“备注”列"));
        }
    }
    usable
}

/// Codes that the law (not a sample) names: item keys, and intervals of diagnoses or operations.
fn distinct_codes(rows: &Rows, keys: &[KeyedRow]) -> usize {
    let (mut items, mut intervals) = (HashSet::new(), HashSet::new());
    for keyed in keys.iter().filter(|keyed| !rows.is_sample(keyed.row)) {
        match &keyed.key {
            RowKey::Item(key) => {
                items.insert(key);
            }
            RowKey::Diagnosis(set) | RowKey::Operation(set) => intervals.extend(set.ranges()),
        }
    }
    items.len() + intervals.len()
}

/// Placeholders that every sentence may use.
const COMMON_SLOTS: [&str; 8] = ["项目", "药品", "饮片", "耗材", "数量", "金额", "依据", "限定"];
