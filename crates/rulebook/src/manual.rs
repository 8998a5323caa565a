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

/// The page of a rule of the national book, by its code or its number in the 2025 edition.
pub fn page<'a>(library: &'a Library, code: &str) -> Option<RulePage<'a>> {
    let book = library.national();
    let wanted = |rule: &Rule| {
        rule.code.as_str() == code
            || rule.framework_code.as_deref() == Some(code)
            || rule.seq.is_some_and(|seq| seq.to_string() == code)
    };
    let compiled = book.rules.iter().find(|compiled| wanted(&compiled.rule))?;
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
    })
}

/// The knowledge rows of the national book that concern an item code.
pub fn concerning<'a>(library: &'a Library, code: &str) -> Vec<Concern<'a>> {
    let book = library.national();
    let line = probe(code);
    let mut found = Vec::new();
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
    found.sort_by(|a, b| (a.rule.seq, &a.knowledge.id).cmp(&(b.rule.seq, &b.knowledge.id)));
    found.dedup_by(|a, b| a.rule.code == b.rule.code && a.knowledge.id == b.knowledge.id);
    found
}

/// Rules and rows that hold a text.
pub fn search<'a>(library: &'a Library, text: &str, rows_max: usize) -> Found<'a> {
    let mut found = Found::default();
    let text = text.trim();
    if text.is_empty() {
        return found;
    }
    for rule in library.national().rules() {
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
