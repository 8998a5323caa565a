//! The knowledge rows of one rule: what a finding quotes, and under which keys each is found.

use crate::keys::{CodeSet, ItemKey};
use crate::problem::Problem;
use crate::table::{Table, TableRow};
use domain::{KnowledgeRef, Span};
use hashbrown::HashMap;

/// A text kept in the shared arena of a rule's rows.
#[derive(Debug, Clone, Copy, Default)]
struct TextRef {
    start: u32,
    len: u32,
}

#[derive(Debug, Clone, Copy)]
struct RowMeta {
    id: TextRef,
    name: TextRef,
    text: TextRef,
    source: TextRef,
    span: Span,
    table: u16,
    layer: u8,
    sample: bool,
}

/// The rows of a rule as quoted by its findings.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    texts: String,
    meta: Vec<RowMeta>,
    tables: Vec<String>,
    layers: Vec<String>,
}

impl Rows {
    fn text(&self, at: TextRef) -> &str {
        self.texts.get(at.start as usize..(at.start + at.len) as usize).unwrap_or("")
    }

    pub fn len(&self) -> usize {
        self.meta.len()
    }

    pub fn span(&self, row: u32) -> Span {
        self.meta[row as usize].span
    }

    pub fn name(&self, row: u32) -> &str {
        self.text(self.meta[row as usize].name)
    }

    /// The published wording behind the row.
    pub fn wording(&self, row: u32) -> &str {
        self.text(self.meta[row as usize].text)
    }

    pub fn is_sample(&self, row: u32) -> bool {
        self.meta[row as usize].sample
    }

    pub fn reference(&self, row: u32) -> KnowledgeRef {
        let meta = self.meta[row as usize];
        let mut source = self.text(meta.source).to_owned();
        if meta.sample {
            source.push_str("（示例，不作执法依据）");
        }
        KnowledgeRef {
            id: self.text(meta.id).to_owned(),
            table: self.tables.get(meta.table as usize).cloned().unwrap_or_default(),
            name: self.text(meta.name).to_owned(),
            text: self.text(meta.text).to_owned(),
            source,
            layer: self.layers.get(meta.layer as usize).cloned().unwrap_or_default(),
        }
    }
}

/// Under what a row is found.
#[derive(Debug, Clone)]
pub(crate) enum RowKey {
    Item(ItemKey),
    Diagnosis(CodeSet),
    Operation(CodeSet),
}

/// A key of a row with the role it stands for.
#[derive(Debug, Clone)]
pub(crate) struct KeyedRow {
    pub key: RowKey,
    pub role: u8,
    pub row: u32,
}

#[derive(Debug)]
struct Claim {
    identity: String,
    value: String,
    line: usize,
    file: u16,
}

/// Collects rows and keys while a rule is compiled.
#[derive(Debug)]
pub(crate) struct RowSink {
    rows: Rows,
    keys: Vec<KeyedRow>,
    claims: Vec<Claim>,
    files: Vec<String>,
    interned: HashMap<String, TextRef>,
    layer: u8,
    row_start: (usize, usize, usize),
}

impl RowSink {
    pub fn new(layers: Vec<String>) -> Self {
        Self {
            rows: Rows { layers, ..Rows::default() },
            keys: Vec::new(),
            claims: Vec::new(),
            files: Vec::new(),
            interned: HashMap::new(),
            layer: 0,
            row_start: (0, 0, 0),
        }
    }

    pub fn begin_table(&mut self, table: &Table, layer: u8) {
        self.rows.tables.push(table.name.clone());
        self.files.push(table.file.clone());
        self.layer = layer;
    }

    pub fn begin_row(&mut self) {
        self.row_start = (self.rows.meta.len(), self.keys.len(), self.claims.len());
    }

    pub fn abandon_row(&mut self) {
        self.rows.meta.truncate(self.row_start.0);
        self.keys.truncate(self.row_start.1);
        self.claims.truncate(self.row_start.2);
    }

    fn text(&mut self, text: &str) -> TextRef {
        if let Some(&at) = self.interned.get(text) {
            return at;
        }
        let at = TextRef { start: self.rows.texts.len() as u32, len: text.len() as u32 };
        self.rows.texts.push_str(text);
        self.interned.insert(text.to_owned(), at);
        at
    }

    /// Adds a row. Two rows of the same key, role, `identity` and time must not differ in `value`.
    pub fn row(&mut self, row: &TableRow, identity: impl Into<String>, value: impl Into<String>) -> u32 {
        let number = self.rows.meta.len() as u32;
        // Identifiers are unique, so interning them would only cost memory.
        let id = TextRef { start: self.rows.texts.len() as u32, len: row.id.len() as u32 };
        self.rows.texts.push_str(&row.id);
        let meta = RowMeta {
            id,
            name: self.text(&row.name),
            text: self.text(&row.text),
            source: self.text(&row.source),
            span: row.span,
            table: self.rows.tables.len().saturating_sub(1) as u16,
            layer: self.layer,
            sample: row.sample,
        };
        self.rows.meta.push(meta);
        self.claims.push(Claim {
            identity: identity.into(),
            value: value.into(),
            line: row.line,
            file: self.files.len().saturating_sub(1) as u16,
        });
        number
    }

    /// Finds the row by an item key.
    pub fn item(&mut self, key: ItemKey, role: u8, row: u32) {
        self.keys.push(KeyedRow { key: RowKey::Item(key), role, row });
    }

    /// Finds the row by diagnoses.
    pub fn diagnoses(&mut self, set: CodeSet, role: u8, row: u32) {
        self.keys.push(KeyedRow { key: RowKey::Diagnosis(set), role, row });
    }

    /// Finds the row by operations.
    pub fn operations(&mut self, set: CodeSet, role: u8, row: u32) {
        self.keys.push(KeyedRow { key: RowKey::Operation(set), role, row });
    }

    /// Settles which of several rows speaks for a key: the most specific layer wins; within a
    /// layer an equal row is a duplicate and a different one a contradiction, reported and left
    /// out so that a verdict never depends on the order of rows.
    pub fn finish(self, problems: &mut Vec<Problem>) -> (Rows, Vec<KeyedRow>) {
        let mut groups: HashMap<(&ItemKey, &str), Vec<usize>> = HashMap::new();
        for (position, keyed) in self.keys.iter().enumerate() {
            if let RowKey::Item(key) = &keyed.key
                && keyed.role == crate::primitive::MAIN
                && let Some(claim) = self.claims.get(keyed.row as usize)
            {
                groups.entry((key, claim.identity.as_str())).or_default().push(position);
            }
        }
        let mut dropped = vec![false; self.keys.len()];
        let mut reported: Vec<(u16, usize)> = Vec::new();
        let mut contested: Vec<&Vec<usize>> = groups.values().filter(|group| group.len() > 1).collect();
        contested.sort();
        for group in contested {
            for (place, &later) in group.iter().enumerate() {
                for &earlier in &group[..place] {
                    if dropped[earlier] || dropped[later] {
                        continue;
                    }
                    let (first, second) = (self.keys[earlier].row as usize, self.keys[later].row as usize);
                    if first == second {
                        dropped[later] = true;
                        continue;
                    }
                    let (a, b) = (&self.rows.meta[first], &self.rows.meta[second]);
                    if !a.span.overlaps(&b.span) {
                        continue;
                    }
                    if a.layer != b.layer {
                        let general = if a.layer < b.layer { earlier } else { later };
                        dropped[general] = true;
                        continue;
                    }
                    dropped[later] = true;
                    let (kept, left) = (&self.claims[first], &self.claims[second]);
                    if reported.contains(&(left.file, left.line)) {
                        continue;
                    }
                    reported.push((left.file, left.line));
                    let file = self.files.get(left.file as usize).map_or("", String::as_str);
                    let RowKey::Item(key) = &self.keys[later].key else { continue };
                    if kept.value == left.value {
                        let message = format!("{key} 与第 {} 行的知识点重复", kept.line);
                        problems.push(Problem::notice(file, left.line, message, "删去其中一行；已只用前一行"));
                    } else if kept.file == left.file {
                        let message = format!("{key} 与第 {} 行在同一时期限定不同", kept.line);
                        let advice = "核对原文，给其中一行写失效日期；已按前一行判定";
                        problems.push(Problem::notice(file, left.line, message, advice));
                    } else {
                        let other = self.files.get(kept.file as usize).map_or("", String::as_str);
                        let message = format!("{key} 与 {other} 第 {} 行在同一时期限定不同", kept.line);
                        problems.push(Problem::notice(file, left.line, message, "以文件头“知识”中在前的表为准"));
                    }
                }
            }
        }
        drop(groups);
        let kept = self.keys.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(keyed, _)| keyed).collect();
        (self.rows, kept)
    }
}
