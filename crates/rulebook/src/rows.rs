//! The knowledge rows of one rule: what a finding quotes, and under which keys each is found.

mod contest;
mod ways;

use crate::keys::{CodeSet, ItemKey};
use crate::table::{Table, TableRow};
use crate::texts::{Interned, TextRef};
use domain::{KnowledgeRef, Span};
use std::sync::Arc;

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
    doubtful: bool,
    /// carries a reason and an approver
    approved: bool,
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
        at.of(&self.texts)
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

    /// True where the published wording takes back part of what the row says, so that nobody may be blocked by it.
    pub fn is_doubtful(&self, row: u32) -> bool {
        self.meta[row as usize].doubtful
    }

    /// Leaves of rows that are each one way to be paid, and speak of one line, those that count beside each other.
    /// Against what a layer limits a lower one adds a way with approval alone, and a sample never does.
    pub fn retain_ways(&self, ways: &mut Vec<u32>) {
        let meta = |row: u32| self.meta[row as usize];
        let law = ways.iter().map(|&row| meta(row)).filter(|meta| !meta.sample);
        let Some(top) = law.map(|meta| meta.layer).min() else {
            return;
        };
        ways.retain(|&row| {
            let meta = meta(row);
            meta.layer == top || (meta.approved && !meta.sample)
        });
    }

    /// True where there are rows and none of them counts as law.
    pub fn only_samples(&self) -> bool {
        !self.meta.is_empty() && self.meta.iter().all(|meta| meta.sample)
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
    /// the part of the row's validity in which it speaks for this key, where another row takes the rest
    pub cut: Option<Span>,
}

/// What a row says of its keys. A table may have a quarter of a million rows that say the same few things.
#[derive(Debug, Clone, Copy)]
struct Claim {
    identity: TextRef,
    value: TextRef,
    line: u32,
    file: u16,
}

/// Collects rows and keys while a rule is compiled.
#[derive(Debug)]
pub(crate) struct RowSink {
    rows: Rows,
    keys: Vec<KeyedRow>,
    claims: Vec<Claim>,
    /// the arena of the claims, which no finding quotes
    claimed: String,
    claimed_texts: Interned,
    /// what the rows were read from, as they came
    sources: Vec<Arc<Table>>,
    interned: Interned,
    layer: u8,
    /// each row is one way to be paid for what it names
    ways: bool,
    row_start: (usize, usize, usize),
}

impl RowSink {
    pub fn new(layers: Vec<String>) -> Self {
        Self {
            rows: Rows {
                layers,
                ..Rows::default()
            },
            keys: Vec::new(),
            claims: Vec::new(),
            claimed: String::new(),
            claimed_texts: Interned::default(),
            sources: Vec::new(),
            interned: Interned::default(),
            layer: 0,
            ways: false,
            row_start: (0, 0, 0),
        }
    }

    pub fn begin_table(&mut self, table: &Arc<Table>, layer: u8) {
        self.rows.tables.push(table.name.clone());
        self.sources.push(Arc::clone(table));
        self.layer = layer;
        // Growing by doubling would leave half of a large table's room empty, and its pieces behind.
        let rows = table.row_count();
        self.rows.meta.reserve_exact(rows);
        self.claims.reserve_exact(rows);
        self.keys.reserve_exact(table.keys_expected());
        self.rows.texts.reserve_exact(table.text_bytes());
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
        self.interned.place(&mut self.rows.texts, text)
    }

    /// Adds a row. Two rows of the same key, role, `identity` and time must not differ in `value`.
    pub fn row(&mut self, row: TableRow<'_>, identity: impl AsRef<str>, value: impl AsRef<str>) -> u32 {
        let number = self.rows.meta.len() as u32;
        // Identifiers are unique, so interning them would only cost memory.
        let meta = RowMeta {
            id: TextRef::push(&mut self.rows.texts, row.id()),
            name: self.text(row.name()),
            text: self.text(row.text()),
            source: self.text(row.source()),
            span: row.span(),
            table: self.rows.tables.len().saturating_sub(1) as u16,
            layer: self.layer,
            sample: row.is_sample(),
            doubtful: row.is_doubtful(),
            approved: row.is_approved(),
        };
        self.rows.meta.push(meta);
        self.claims.push(Claim {
            identity: self.claimed_texts.place(&mut self.claimed, identity.as_ref()),
            value: self.claimed_texts.place(&mut self.claimed, value.as_ref()),
            line: u32::try_from(row.line()).unwrap_or(u32::MAX),
            file: self.sources.len().saturating_sub(1) as u16,
        });
        number
    }

    /// Adds a row that is one way to be paid for what it names: rows of one key stand side by side. Which of them
    /// count is asked of [`Rows::retain_ways`].
    pub fn way(&mut self, row: TableRow<'_>) -> u32 {
        self.ways = true;
        self.row(row, row.id(), "")
    }

    /// Finds the row by an item key.
    pub fn item(&mut self, key: ItemKey, role: u8, row: u32) {
        self.keys.push(KeyedRow {
            key: RowKey::Item(key),
            role,
            row,
            cut: None,
        });
    }

    /// Finds the row by diagnoses.
    pub fn diagnoses(&mut self, set: CodeSet, role: u8, row: u32) {
        self.keys.push(KeyedRow {
            key: RowKey::Diagnosis(set),
            role,
            row,
            cut: None,
        });
    }

    /// Finds the row by operations.
    pub fn operations(&mut self, set: CodeSet, role: u8, row: u32) {
        self.keys.push(KeyedRow {
            key: RowKey::Operation(set),
            role,
            row,
            cut: None,
        });
    }

    /// A row as it was read, with its table.
    fn row_of(&self, row: u32) -> Option<(&Table, TableRow<'_>)> {
        let claim = self.claims.get(row as usize)?;
        let table = self.sources.get(claim.file as usize)?;
        Some((table, table.row_at(claim.line as usize)?))
    }

    fn is_of_institution(&self, layer: u8) -> bool {
        self.rows
            .layers
            .get(layer as usize)
            .is_some_and(|layer| layer.contains('/'))
    }

    /// Where a row of an upper layer stands, for messages.
    fn place_of(&self, layer: u8, table: &Table, row: TableRow<'_>) -> String {
        let layer = match self.rows.layers.get(layer as usize).map_or("", String::as_str) {
            "" => "国家层".to_owned(),
            other => format!("上层 {other}"),
        };
        format!("{layer} {} 第 {} 行（{}）", table.file, row.line(), row.id())
    }
}

/// What an author does whose row a lower layer may not have.
const APPROVAL: &str = "经批准的，填“理由”“批准人”两列；否则删去这一行，仍按上层判定";
