//! The knowledge rows of one rule: what a finding quotes, and under which keys each is found.

use crate::keys::{CodeSet, ItemKey};
use crate::problem::Problem;
use crate::table::{Table, TableRow};
use crate::texts::{Interned, TextRef};
use domain::{KnowledgeRef, Span};
use hashbrown::HashMap;

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
    files: Vec<String>,
    interned: Interned,
    layer: u8,
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
            files: Vec::new(),
            interned: Interned::default(),
            layer: 0,
            row_start: (0, 0, 0),
        }
    }

    pub fn begin_table(&mut self, table: &Table, layer: u8) {
        self.rows.tables.push(table.name.clone());
        self.files.push(table.file.clone());
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
        };
        self.rows.meta.push(meta);
        self.claims.push(Claim {
            identity: self.claimed_texts.place(&mut self.claimed, identity.as_ref()),
            value: self.claimed_texts.place(&mut self.claimed, value.as_ref()),
            line: u32::try_from(row.line()).unwrap_or(u32::MAX),
            file: self.files.len().saturating_sub(1) as u16,
        });
        number
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

    /// Settles which of several rows speaks for a key: the most specific layer wins; within a
    /// layer an equal row is a duplicate and a different one a contradiction, reported and left
    /// out so that a verdict never depends on the order of rows.
    pub fn finish(mut self, problems: &mut Vec<Problem>) -> (Rows, Vec<KeyedRow>) {
        self.rows.meta.shrink_to_fit();
        self.rows.texts.shrink_to_fit();
        let claim = |position: usize| {
            let keyed = self.keys.get(position)?;
            match &keyed.key {
                RowKey::Item(key) if keyed.role == crate::primitive::MAIN => {
                    Some((key, self.claims.get(keyed.row as usize)?.identity))
                }
                _ => None,
            }
        };
        let mut claimed: Vec<usize> = (0..self.keys.len()).filter(|&at| claim(at).is_some()).collect();
        claimed.sort_unstable_by(|&a, &b| (claim(a), a).cmp(&(claim(b), b)));
        let mut contested: Vec<&[usize]> = claimed
            .chunk_by(|&a, &b| claim(a) == claim(b))
            .filter(|group| group.len() > 1)
            .collect();
        contested.sort();
        // What is left of the keys that several rows claim; all others speak for all their time.
        let mut spans: HashMap<usize, Vec<Span>> = contested
            .iter()
            .flat_map(|group| group.iter())
            .map(|&at| (at, vec![self.rows.meta[self.keys[at].row as usize].span]))
            .collect();
        let mut reported: Vec<(u16, u32)> = Vec::new();
        for group in contested {
            for (place, &later) in group.iter().enumerate() {
                for &earlier in &group[..place] {
                    let (first, second) = (self.keys[earlier].row as usize, self.keys[later].row as usize);
                    if first == second {
                        spans.insert(later, Vec::new());
                        continue;
                    }
                    let (a, b) = (&self.rows.meta[first], &self.rows.meta[second]);
                    let (winner, loser) = if a.layer < b.layer {
                        (later, earlier)
                    } else {
                        (earlier, later)
                    };
                    let before = spans[&loser].clone();
                    let left = spans[&winner].iter().fold(before.clone(), |left, taken| {
                        left.iter().flat_map(|own| own.without(taken)).collect()
                    });
                    if a.layer == b.layer && left != before {
                        self.report_contest(earlier, later, &mut reported, problems);
                    }
                    spans.insert(loser, left);
                }
            }
        }
        drop((claimed, self.claims));
        if spans.is_empty() {
            return (self.rows, self.keys);
        }
        let mut kept = Vec::with_capacity(self.keys.len());
        for (at, keyed) in self.keys.into_iter().enumerate() {
            let Some(spans) = spans.get(&at) else {
                kept.push(keyed);
                continue;
            };
            let whole = self.rows.meta[keyed.row as usize].span;
            for &span in spans {
                let cut = (span != whole).then_some(span);
                kept.push(KeyedRow { cut, ..keyed.clone() });
            }
        }
        (self.rows, kept)
    }

    /// Tells the author that two rows of one layer speak for the same key at the same time.
    fn report_contest(
        &self,
        earlier: usize,
        later: usize,
        reported: &mut Vec<(u16, u32)>,
        problems: &mut Vec<Problem>,
    ) {
        let claim = |key: usize| &self.claims[self.keys[key].row as usize];
        let (kept, left) = (claim(earlier), claim(later));
        if reported.contains(&(left.file, left.line)) {
            return;
        }
        reported.push((left.file, left.line));
        let name = |file: u16| self.files.get(file as usize).map_or("", String::as_str);
        let RowKey::Item(key) = &self.keys[later].key else {
            return;
        };
        let (message, advice) = if kept.value == left.value {
            (
                format!("{key} 与第 {} 行的知识点重复", kept.line),
                "删去其中一行；重叠期间只用前一行",
            )
        } else if kept.file == left.file {
            (
                format!("{key} 与第 {} 行在同一时期限定不同", kept.line),
                "核对原文，给其中一行写失效日期；重叠期间按前一行判定",
            )
        } else {
            let other = name(kept.file);
            (
                format!("{key} 与 {other} 第 {} 行在同一时期限定不同", kept.line),
                "重叠期间以文件头“知识”中在前的表为准",
            )
        };
        problems.push(Problem::notice(name(left.file), left.line as usize, message, advice));
    }
}
