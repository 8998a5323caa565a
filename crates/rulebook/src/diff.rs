//! What changed between two libraries: rules and knowledge rows, by identity and not by text.

use crate::library::Library;
use crate::manual;
use crate::rule::Rule;
use crate::table::{Table, TableRow};
use std::collections::BTreeMap;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// 增加, 删除, 修改
    pub kind: ChangeKind,
    /// rule code, or table and row
    pub place: String,
    /// what changed, old → new
    pub text: String,
}

/// 变化类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// 增加
    Added,
    /// 删除: a published rule or row must be ended by date, never removed
    Removed,
    /// 修改
    Changed,
}

impl ChangeKind {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            ChangeKind::Added => "增加",
            ChangeKind::Removed => "删除",
            ChangeKind::Changed => "修改",
        }
    }
}

/// The changes from `old` to `new` in all layers: rules first, what lower layers change of them, then rows, in
/// order of code and row.
pub fn diff(old: &Library, new: &Library) -> Vec<Change> {
    let mut changes = Vec::new();
    let rules = |library: &Library| -> Traits {
        library
            .own_rules()
            .map(|(layer, compiled)| {
                let rule = &compiled.rule;
                let place = format!("{}{} {}", prefix(layer.as_str()), rule.code, rule.name);
                (place, traits(rule))
            })
            .collect()
    };
    compare(&rules(old), &rules(new), &mut changes);
    let adjusted = |library: &Library| -> Traits {
        manual::adjustments(library)
            .map(|own| {
                let place = format!("{}调整 {}（{}）", prefix(own.layer), own.rule, own.file);
                (place, own.parts().map(|(name, text)| (name, text.to_owned())).to_vec())
            })
            .collect()
    };
    let from = changes.len();
    let adjustments = adjusted(new);
    compare(&adjusted(old), &adjustments, &mut changes);
    // A new adjustment says what it is; of rules and rows the place is enough.
    for change in changes[from..]
        .iter_mut()
        .filter(|change| change.kind == ChangeKind::Added)
    {
        let written = adjustments.get(&change.place).into_iter().flatten();
        let written: Vec<String> = written
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}：{text}"))
            .collect();
        change.text = written.join("；");
    }
    let rows = |library: &Library| -> Traits {
        let mut all = BTreeMap::new();
        for (layer, table) in library.tables() {
            for row in table.rows() {
                let place = format!("{}{}/{} {}", prefix(layer.as_str()), table.name, row.id(), row.name());
                all.insert(place, cells(table, row));
            }
        }
        all
    };
    compare(&rows(old), &rows(new), &mut changes);
    changes
}

fn prefix(layer: &str) -> String {
    if layer.is_empty() {
        String::new()
    } else {
        format!("{layer}:")
    }
}

type Traits = BTreeMap<String, Vec<(&'static str, String)>>;

fn compare(old: &Traits, new: &Traits, changes: &mut Vec<Change>) {
    for (place, traits) in new {
        match old.get(place) {
            None => changes.push(Change {
                kind: ChangeKind::Added,
                place: place.clone(),
                text: String::new(),
            }),
            Some(before) => {
                let different: Vec<String> = before
                    .iter()
                    .zip(traits)
                    .filter(|(a, b)| a != b)
                    .map(|((name, a), (_, b))| format!("{name}：{a} → {b}"))
                    .collect();
                if !different.is_empty() {
                    changes.push(Change {
                        kind: ChangeKind::Changed,
                        place: place.clone(),
                        text: different.join("；"),
                    });
                }
            }
        }
    }
    for place in old.keys().filter(|place| !new.contains_key(*place)) {
        changes.push(Change {
            kind: ChangeKind::Removed,
            place: place.clone(),
            text: String::new(),
        });
    }
}

fn traits(rule: &Rule) -> Vec<(&'static str, String)> {
    let actions = [rule.actions.prescribing, rule.actions.settlement, rule.actions.audit].map(domain::Action::zh);
    vec![
        ("判定", rule.certainty.zh().to_owned()),
        ("处置", actions.join("/")),
        ("原语", rule.primitive.clone()),
        ("知识", rule.tables.join("、")),
        (
            "依据",
            rule.basis
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("；"),
        ),
        ("状态", format!("{:?}", rule.lifecycle)),
        ("数据", rule.data.zh().to_owned()),
        ("参数", rule.parameters.clone()),
    ]
}

fn cells(table: &Table, row: TableRow<'_>) -> Vec<(&'static str, String)> {
    let own: Vec<String> = table
        .columns()
        .iter()
        .map(|column| format!("{column}={}", table.cell(row, column)))
        .collect();
    vec![
        ("编码", row.keys().to_owned()),
        ("限定", own.join(" ")),
        ("依据", row.text().to_owned()),
        ("有效期", row.span().to_string()),
        ("来源", row.source().to_owned()),
    ]
}
