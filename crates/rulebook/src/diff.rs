//! What changed between two libraries: rules and knowledge rows, by identity and not by text.

use crate::book::CompiledRule;
use crate::document::Document;
use crate::layer::Layer;
use crate::library::Library;
use crate::manual;
use crate::table::TableRow;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    let mut changes = compare(&rules(old), &rules(new), false);
    // A new adjustment says what it is; of rules and rows the place is enough.
    changes.extend(compare(&adjustments(old), &adjustments(new), true));
    changes.extend(compare(&rows(old), &rows(new), false));
    changes
}

/// A rule, an adjustment or a row: where it is, with its name, and what is written of it, part by part.
struct Entry {
    place: String,
    written: Vec<(String, String)>,
}

/// Entries by what identifies them: layer and code, layer and file, or layer, table and row.
type Entries = BTreeMap<String, Entry>;

fn prefix(layer: &str) -> String {
    if layer.is_empty() {
        String::new()
    } else {
        format!("{layer}:")
    }
}

/// Each rule with everything that its document says, the cases apart, which say nothing of their own.
fn rules(library: &Library) -> Entries {
    let documents: HashMap<&str, &Document> = library
        .documents()
        .map(|(_, document)| (document.file.as_str(), document))
        .collect();
    let entry = |(layer, compiled): (&Layer, &Arc<CompiledRule>)| {
        let rule = &compiled.rule;
        let document = documents.get(rule.file.as_str());
        let head = document.into_iter().flat_map(|document| document.head.entries());
        let prose = document.into_iter().flat_map(|document| &document.sections);
        let written = head
            .map(|(key, node)| (key.clone(), node.to_string()))
            .chain(prose.map(|(heading, text, _)| (heading.clone(), text.clone())));
        let id = format!("{}{}", prefix(layer.as_str()), rule.code);
        let entry = Entry {
            place: format!("{id} {}", rule.name),
            written: written.collect(),
        };
        (id, entry)
    };
    library.own_rules().map(entry).collect()
}

fn adjustments(library: &Library) -> Entries {
    let entry = |own: manual::LocalAdjustment<'_>| {
        let id = format!("{}调整 {}（{}）", prefix(own.layer), own.rule, own.file);
        let entry = Entry {
            place: id.clone(),
            written: own
                .parts()
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
        };
        (id, entry)
    };
    manual::adjustments(library).map(entry).collect()
}

/// What the mark of a row means for verdicts.
fn marks(row: TableRow<'_>) -> String {
    let marks = [(row.is_sample(), "示例"), (row.is_doubtful(), "存疑")];
    let meant = marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark);
    meant.collect::<Vec<_>>().join("、")
}

fn rows(library: &Library) -> Entries {
    let mut all = Entries::new();
    for (layer, table) in library.tables() {
        for row in table.rows() {
            let own = table
                .columns()
                .iter()
                .map(|column| (column.as_str(), table.cell(row, column).to_owned()));
            let common = [
                ("名称", row.name().to_owned()),
                ("编码", row.keys().to_owned()),
                ("依据", row.text().to_owned()),
                ("有效期", row.span().to_string()),
                ("来源", row.source().to_owned()),
                ("批次", row.batch().to_owned()),
                ("标注", marks(row)),
                ("理由、批准人", if row.is_approved() { "齐" } else { "" }.to_owned()),
            ];
            let id = format!("{}{}/{}", prefix(layer.as_str()), table.name, row.id());
            let entry = Entry {
                place: format!("{id} {}", row.name()),
                written: common
                    .into_iter()
                    .chain(own)
                    .map(|(name, text)| (name.to_owned(), text))
                    .collect(),
            };
            all.insert(id, entry);
        }
    }
    all
}

/// What differs, entry by entry; `tells` says of what is new what is written of it.
fn compare(old: &Entries, new: &Entries, tells: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, entry) in new {
        let place = entry.place.clone();
        match old.get(id) {
            None => {
                let written = entry.written.iter().filter(|(_, text)| tells && !text.is_empty());
                let written: Vec<String> = written.map(|(name, text)| format!("{name}：{text}")).collect();
                changes.push(Change {
                    kind: ChangeKind::Added,
                    place,
                    text: written.join("；"),
                });
            }
            Some(before) => {
                let different = differences(before, entry);
                if !different.is_empty() {
                    changes.push(Change {
                        kind: ChangeKind::Changed,
                        place,
                        text: different.join("；"),
                    });
                }
            }
        }
    }
    let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
    changes.extend(gone.map(|(_, entry)| Change {
        kind: ChangeKind::Removed,
        place: entry.place.clone(),
        text: String::new(),
    }));
    changes
}

/// `判定：可疑 → 明确违规`; of a text of several lines only that it was rewritten.
fn differences(old: &Entry, new: &Entry) -> Vec<String> {
    let of = |entry: &Entry, name: &str| {
        let found = entry.written.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let only_before = old
        .written
        .iter()
        .filter(|(name, _)| new.written.iter().all(|(known, _)| known != name));
    new.written
        .iter()
        .chain(only_before)
        .map(|(name, _)| (name, of(old, name), of(new, name)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| {
            if before.contains('\n') || after.contains('\n') {
                return format!("{name}：已改写");
            }
            let said = |text: String| if text.is_empty() { "（无）".to_owned() } else { text };
            format!("{name}：{} → {}", said(before), said(after))
        })
        .collect()
}
