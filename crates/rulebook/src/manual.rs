//! The book as something to read: a rule's page, what concerns an item, and search.

use crate::book::CompiledRule;
use crate::cases::RuleCase;
use crate::document::Document;
use crate::library::Library;
use crate::rule::Rule;
use crate::table::{Table, TableRow};
use domain::{FeeLine, ItemCode, ItemKind, KnowledgeRef, Span};

/// A rule with the prose of its document.
#[derive(Debug, Clone)]
pub struct RulePage<'a> {
    /// the rule
    pub rule: &'a Rule,
    /// heading and text of the sections, in order
    pub sections: Vec<(&'a str, &'a str)>,
    /// number of knowledge rows
    pub rows: usize,
    /// its cases
    pub cases: Vec<RuleCase>,
    /// 层级: empty for the nation
    pub layer: &'a str,
    /// what lower layers change of it
    pub adjustments: Vec<LocalAdjustment<'a>>,
}

/// 调整 · what a lower layer changes of a rule, as it is written; empty where nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAdjustment<'a> {
    /// 层级
    pub layer: &'a str,
    /// 编码 of the rule
    pub rule: &'a str,
    /// source file
    pub file: &'a str,
    /// 施行: from which day of service on parameters and actions hold
    pub from: String,
    /// 参数
    pub parameters: String,
    /// 处置
    pub actions: String,
    /// 停用, with its day, reason and approver
    pub off: String,
    /// 放宽, with its reason and approver
    pub approval: String,
    /// 不成立 · what of it does not hold, and why; empty where all of it does
    pub refused: String,
}

impl LocalAdjustment<'_> {
    /// What it says, part by part; empty where it says nothing of one.
    pub fn parts(&self) -> [(&'static str, &str); 6] {
        [
            ("施行", &self.from),
            ("参数", &self.parameters),
            ("处置", &self.actions),
            ("停用", &self.off),
            ("放宽", &self.approval),
            ("不成立", &self.refused),
        ]
    }
}

/// Rows that a lower layer adds to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTable<'a> {
    /// 层级
    pub layer: &'a str,
    /// 知识表
    pub table: &'a str,
    /// source file
    pub file: &'a str,
    /// how many
    pub rows: usize,
}

/// A knowledge row that concerns an item.
#[derive(Debug, Clone)]
pub struct Concern<'a> {
    /// the rule
    pub rule: &'a Rule,
    /// the row
    pub knowledge: KnowledgeRef,
    /// its validity
    pub span: Span,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found<'a> {
    /// rules whose name, code or prose holds the text
    pub rules: Vec<&'a Rule>,
    /// knowledge rows whose name, code or wording holds it, up to the limit
    pub rows: Vec<FoundRow<'a>>,
    /// how many rows there are in all
    pub rows_total: usize,
}

/// A knowledge row found by text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow<'a> {
    /// 知识表
    pub table: &'a str,
    /// source file
    pub file: &'a str,
    /// line in the file
    pub line: usize,
    /// 知识点编号
    pub id: &'a str,
    /// 名称
    pub name: &'a str,
    /// the codes that it names
    pub keys: &'a str,
    /// 来源
    pub source: &'a str,
    /// 依据
    pub text: &'a str,
    /// validity
    pub span: Span,
}

/// The page of a rule of any layer, by its code or its number in the 2025 edition; the nation's first.
pub fn page<'a>(library: &'a Library, code: &str) -> Option<RulePage<'a>> {
    let wanted = |rule: &Rule| {
        rule.code.as_str() == code
            || rule.framework_code.as_deref() == Some(code)
            || rule.seq.is_some_and(|seq| seq.to_string() == code)
    };
    let (layer, compiled) = library.own_rules().find(|(_, compiled)| wanted(&compiled.rule))?;
    let rule = &compiled.rule;
    let document: Option<&Document> = library
        .documents()
        .map(|(_, document)| document)
        .find(|d| d.file == rule.file);
    let sections = document
        .map(|d| {
            d.sections
                .iter()
                .map(|(name, text, _)| (name.as_str(), text.as_str()))
                .collect()
        })
        .unwrap_or_default();
    let (mut cases, _) = crate::cases::cases(library);
    cases.retain(|case| case.rule == rule.code);
    Some(RulePage {
        rule,
        sections,
        rows: compiled.rows.len(),
        cases,
        layer: layer.as_str(),
        adjustments: adjustments(library)
            .filter(|adjustment| adjustment.rule == rule.code.as_str())
            .collect(),
    })
}

/// The adjustments of all layers, whether they hold or not.
pub fn adjustments(library: &Library) -> impl Iterator<Item = LocalAdjustment<'_>> {
    library.documents().filter_map(|(layer, document)| {
        let written = |key: &str| document.head.get(key).map(ToString::to_string).unwrap_or_default();
        Some(LocalAdjustment {
            layer: layer.as_str(),
            rule: document.head.get("调整")?.text()?,
            file: &document.file,
            from: written("施行"),
            parameters: written("参数"),
            actions: written("处置"),
            off: written("停用"),
            approval: written("放宽"),
            refused: library.refusals(&document.file).collect::<Vec<_>>().join("；"),
        })
    })
}

/// The rules that lower layers add, each with its layer.
pub fn local_rules(library: &Library) -> impl Iterator<Item = (&str, &Rule)> {
    let local = library.own_rules().filter(|(layer, _)| !layer.is_national());
    local.map(|(layer, compiled)| (layer.as_str(), &compiled.rule))
}

/// The tables of lower layers.
pub fn local_tables(library: &Library) -> impl Iterator<Item = LocalTable<'_>> {
    let local = library.tables().filter(|(layer, _)| !layer.is_national());
    local.map(|(layer, table)| LocalTable {
        layer: layer.as_str(),
        table: &table.name,
        file: &table.file,
        rows: table.row_count(),
    })
}

/// The knowledge rows that concern an item code, of every layer; each names its own.
pub fn concerning<'a>(library: &'a Library, code: &str) -> Vec<Concern<'a>> {
    let line = probe(code);
    let mut found = Vec::new();
    for (_, book) in library.layers() {
        book.index.keys_of(&line, &mut |key| {
            for entry in book.index.entries(key) {
                let compiled: &CompiledRule = &book.rules[entry.rule as usize];
                found.push(Concern {
                    rule: &compiled.rule,
                    knowledge: compiled.rows.reference(entry.row),
                    span: compiled.rows.span(entry.row),
                });
            }
        });
    }
    fn place<'c>(concern: &'c Concern<'_>) -> (bool, Option<u16>, &'c str, &'c str, &'c str) {
        let Concern { rule, knowledge, .. } = concern;
        let (id, layer) = (knowledge.id.as_str(), knowledge.layer.as_str());
        (rule.seq.is_none(), rule.seq, rule.code.as_str(), id, layer)
    }
    found.sort_by(|a, b| place(a).cmp(&place(b)));
    found.dedup_by(|a, b| place(a) == place(b));
    found
}

/// Rules and rows that hold a text.
pub fn search<'a>(library: &'a Library, text: &str, rows_max: usize) -> Found<'a> {
    let mut found = Found::default();
    let text = text.trim();
    if text.is_empty() {
        return found;
    }
    for rule in library.own_rules().map(|(_, compiled)| &compiled.rule) {
        let document = library
            .documents()
            .map(|(_, document)| document)
            .find(|d| d.file == rule.file);
        let in_prose = document.is_some_and(|d| d.sections.iter().any(|(_, prose, _)| prose.contains(text)));
        if rule.name.contains(text) || rule.code.as_str().contains(text) || rule.behaviour.contains(text) || in_prose {
            found.rules.push(rule);
        }
    }
    for (_, table) in library.tables() {
        for row in table.rows() {
            if speaks_of(row, text) {
                found.rows_total += 1;
                if found.rows.len() < rows_max {
                    found.rows.push(found_row(table, row));
                }
            }
        }
    }
    found
}

/// The rows of these tables that hold a text, all of them for an empty one: at most `most` behind the
/// first `after`, and how many there are.
pub fn knowledge<'a>(
    library: &'a Library,
    tables: &[String],
    text: &str,
    after: usize,
    most: usize,
) -> (Vec<FoundRow<'a>>, usize) {
    let (mut rows, mut total) = (Vec::new(), 0);
    let wanted = library.tables().filter(|(_, table)| tables.contains(&table.name));
    for (table, row) in wanted.flat_map(|(_, table)| table.rows().map(move |row| (table, row))) {
        if text.is_empty() || speaks_of(row, text) {
            total += 1;
            if total > after && rows.len() < most {
                rows.push(found_row(table, row));
            }
        }
    }
    (rows, total)
}

fn speaks_of(row: TableRow<'_>, text: &str) -> bool {
    row.name().contains(text) || row.keys().contains(text) || row.text().contains(text) || row.id() == text
}

fn found_row<'a>(table: &'a Table, row: TableRow<'a>) -> FoundRow<'a> {
    FoundRow {
        table: &table.name,
        file: &table.file,
        line: row.line(),
        id: row.id(),
        name: row.name(),
        keys: row.keys(),
        source: row.source(),
        text: row.text(),
        span: row.span(),
    }
}

/// A line that carries nothing but a code (or, for herbs, a name).
fn probe(code: &str) -> FeeLine {
    let item = ItemCode::new(code);
    let kind = ItemKind::from_code(&item).unwrap_or(ItemKind::Herb);
    FeeLine {
        id: Default::default(),
        reverses: None,
        encounter: 0,
        name: code.into(),
        kind,
        at: domain::Moment::from_epoch_seconds(0),
        timing: Default::default(),
        until: None,
        uploaded_at: None,
        quantity: Default::default(),
        price: Default::default(),
        amount: Default::default(),
        covered: Default::default(),
        prescription: None,
        department: Default::default(),
        department_name: Default::default(),
        doctor: Default::default(),
        title: Default::default(),
        usage: Default::default(),
        list_price: Default::default(),
        purchase_price: Default::default(),
        item,
        current: true,
    }
}
