//! The knowledge rows of one rule: what a finding quotes, and under which keys each is found.

use crate::displacement::{self, Change};
use crate::keys::{CodeSet, ItemKey};
use crate::problem::{Problem, ProblemLevel};
use crate::table::{Table, TableRow};
use crate::texts::{Interned, TextRef};
use domain::{KnowledgeRef, Span};
use hashbrown::{HashMap, HashSet};
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

    /// Settles which of several rows speaks for a key. A row of a more specific layer takes the place of an upper
    /// one where it may; a sample never that of a row that is none. Within a layer an equal row is a duplicate and
    /// a different one a contradiction, reported and left out so that a verdict never depends on the order of rows.
    pub fn finish(mut self, problems: &mut Vec<Problem>) -> (Rows, Vec<KeyedRow>) {
        self.rows.meta.shrink_to_fit();
        self.rows.texts.shrink_to_fit();
        self.part_coded_keys();
        if self.ways && self.rows.meta.iter().any(|meta| meta.layer > 0) {
            self.report_added_ways(problems);
        }
        let mut claimed: Vec<usize> = (0..self.keys.len()).filter(|&at| self.claim(at).is_some()).collect();
        // Upper layers first, whatever the order of the tables that a rule reads.
        let layer = |at: usize| self.rows.meta[self.keys[at].row as usize].layer;
        claimed.sort_unstable_by(|&a, &b| (self.claim(a), layer(a), a).cmp(&(self.claim(b), layer(b), b)));
        let mut contested: Vec<&[usize]> = claimed
            .chunk_by(|&a, &b| self.claim(a) == self.claim(b))
            .filter(|group| group.len() > 1)
            .collect();
        contested.sort();
        // What is left of the keys that several rows claim; all others speak for all their time.
        let mut spans: HashMap<usize, Vec<Span>> = contested
            .iter()
            .flat_map(|group| group.iter())
            .map(|&at| (at, vec![self.rows.meta[self.keys[at].row as usize].span]))
            .collect();
        let mut reported = HashSet::new();
        for group in contested {
            for (place, &later) in group.iter().enumerate() {
                for &earlier in &group[..place] {
                    if self.keys[earlier].row == self.keys[later].row {
                        spans.insert(later, Vec::new());
                        continue;
                    }
                    let rest = |of: usize, taker: usize| -> Vec<Span> {
                        spans[&taker].iter().fold(spans[&of].clone(), |left, taken| {
                            left.iter().flat_map(|own| own.without(taken)).collect()
                        })
                    };
                    let meets = rest(earlier, later) != spans[&earlier];
                    let loser = match self.contest(earlier, later) {
                        Contest::Apart => continue,
                        Contest::Sample(sample) => sample,
                        Contest::Beside if meets => {
                            self.report_contest(earlier, later, &mut reported, problems);
                            later
                        }
                        Contest::Below if meets && !self.displaces(earlier, later, &mut reported, problems) => later,
                        Contest::Beside => later,
                        Contest::Below => earlier,
                    };
                    let winner = if loser == later { earlier } else { later };
                    let left = rest(loser, winner);
                    spans.insert(loser, left);
                }
            }
        }
        drop((claimed, self.claims, self.sources));
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

    /// What a key claims for its row, where other rows may claim the same.
    fn claim(&self, position: usize) -> Option<(Claimed<'_>, TextRef)> {
        let keyed = self
            .keys
            .get(position)
            .filter(|keyed| keyed.role == crate::primitive::MAIN)?;
        let claimed = match &keyed.key {
            RowKey::Item(key) => Claimed::Item(key),
            RowKey::Diagnosis(set) => Claimed::Diagnosis(set.only_range()?),
            RowKey::Operation(set) => Claimed::Operation(set.only_range()?),
        };
        Some((claimed, self.claims.get(keyed.row as usize)?.identity))
    }

    /// Where a lower layer has rows, those of diagnoses and operations are found interval by interval, so that each
    /// may be taken over by itself. Not the operations of rows that are also found by items in another role: what
    /// they say depends on the day of those.
    fn part_coded_keys(&mut self) {
        let layer_of = |row: u32| self.rows.meta[row as usize].layer;
        let coded = |keyed: &KeyedRow| !matches!(keyed.key, RowKey::Item(_));
        let lower = self.keys.iter().any(|keyed| coded(keyed) && layer_of(keyed.row) > 0);
        if !lower {
            return;
        }
        let beside: HashSet<u32> = self
            .keys
            .iter()
            .filter(|keyed| !coded(keyed))
            .map(|keyed| keyed.row)
            .collect();
        let mut parted = Vec::with_capacity(self.keys.len());
        for keyed in self.keys.drain(..) {
            let rebuilt: fn(CodeSet) -> RowKey = match &keyed.key {
                RowKey::Diagnosis(_) => RowKey::Diagnosis,
                RowKey::Operation(_) if !beside.contains(&keyed.row) => RowKey::Operation,
                _ => {
                    parted.push(keyed);
                    continue;
                }
            };
            let (RowKey::Diagnosis(set) | RowKey::Operation(set)) = &keyed.key else {
                continue;
            };
            parted.extend(set.parts().map(|part| KeyedRow {
                key: rebuilt(part),
                ..keyed
            }));
        }
        self.keys = parted;
    }

    fn contest(&self, earlier: usize, later: usize) -> Contest {
        let meta = |at: usize| &self.rows.meta[self.keys[at].row as usize];
        let (a, b) = (meta(earlier), meta(later));
        match (a.sample, b.sample) {
            (true, false) => Contest::Sample(earlier),
            (false, true) => Contest::Sample(later),
            _ if a.layer < b.layer => Contest::Below,
            _ if matches!(self.keys[later].key, RowKey::Item(_)) => Contest::Beside,
            _ => Contest::Apart,
        }
    }

    /// True where a row of a lower layer may take the place of an upper one; told to the author either way.
    fn displaces(
        &self,
        upper: usize,
        lower: usize,
        reported: &mut HashSet<(u16, u32, ProblemLevel)>,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let row_of = |key: usize| self.keys[key].row as usize;
        let (above, below) = (&self.rows.meta[row_of(upper)], &self.rows.meta[row_of(lower)]);
        if above.sample {
            return true;
        }
        let rows = (self.row_of(self.keys[upper].row), self.row_of(self.keys[lower].row));
        let (Some((old_table, old_row)), Some((new_table, new_row))) = rows else {
            return true;
        };
        let new = self.claims[row_of(lower)];
        let (change, words) = displacement::between((old_table, old_row), (new_table, new_row));
        let of_institution = self.is_of_institution(below.layer);
        let allowed = new_row.is_approved() || (!of_institution && matches!(change, Change::Same | Change::Stricter));
        let level = if allowed {
            ProblemLevel::Notice
        } else {
            ProblemLevel::Error
        };
        if !reported.insert((new.file, new.line, level)) {
            return allowed;
        }
        let key = self
            .claim(lower)
            .map(|(claimed, _)| claimed.to_string())
            .unwrap_or_default();
        let place = self.place_of(above.layer, old_table, old_row);
        let (file, line) = (new_table.file.as_str(), new.line as usize);
        problems.push(if allowed {
            let message = format!("{key} 的本地行取代{place}：{words}");
            Problem::notice(file, line, message, "确认无误；其余编码照用上层的行")
        } else {
            let why = match change {
                Change::Looser => "放宽了上层",
                Change::Unknown => "与上层不同，看不出是严是宽",
                Change::Same | Change::Stricter => "机构层取代上层的行一律须经批准",
            };
            let message = format!("{key} 的本地行不取代{place}：{words}；{why}");
            Problem::error(file, line, message, APPROVAL)
        });
        allowed
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

    /// Tells the author which rows of lower layers add a way to be paid for what an upper layer limits. A row that
    /// says no more than the upper one adds none.
    fn report_added_ways(&self, problems: &mut Vec<Problem>) {
        let meta = |keyed: &KeyedRow| self.rows.meta[keyed.row as usize];
        let law = |keyed: &&KeyedRow| !meta(keyed).sample;
        let mut codes: Vec<(Wanted<'_>, &KeyedRow)> = self
            .keys
            .iter()
            .filter(law)
            .filter_map(|keyed| Some((Wanted::of(keyed)?, keyed)))
            .collect();
        codes.sort_unstable_by_key(|(wanted, keyed)| (*wanted, keyed.row));
        let mut reported: HashSet<(u32, ProblemLevel)> = HashSet::new();
        for lower in self.keys.iter().filter(law).filter(|keyed| meta(keyed).layer > 0) {
            let Some(wanted) = Wanted::of(lower) else {
                continue;
            };
            let below = meta(lower);
            let met = wanted.meeting(&codes).into_iter().filter(|upper| {
                let above = meta(upper);
                above.layer < below.layer && above.span.overlaps(&below.span)
            });
            for upper in met {
                let rows = (self.row_of(upper.row), self.row_of(lower.row));
                let (Some((old_table, old)), Some((new_table, new))) = rows else {
                    continue;
                };
                let (change, words) = displacement::between((old_table, old), (new_table, new));
                let same = change == Change::Same && !self.is_of_institution(below.layer);
                let allowed = below.approved || same;
                let level = if allowed {
                    ProblemLevel::Notice
                } else {
                    ProblemLevel::Error
                };
                if !reported.insert((lower.row, level)) {
                    continue;
                }
                let place = self.place_of(meta(upper).layer, old_table, old);
                let RowKey::Item(key) = &lower.key else { continue };
                let (file, line) = (new_table.file.as_str(), new.line());
                problems.push(if allowed {
                    let message = format!("{key} 的本地行与{place}并列：{words}；符合其中一行即可支付");
                    Problem::notice(file, line, message, "确认无误")
                } else {
                    let message = format!("{key} 的本地行不作数：{place}已有限定，再加一行就多一种可以支付的情形");
                    Problem::error(file, line, message, APPROVAL)
                });
            }
        }
    }

    /// A row as it was read, with its table.
    fn row_of(&self, row: u32) -> Option<(&Table, TableRow<'_>)> {
        let claim = self.claims.get(row as usize)?;
        let table = self.sources.get(claim.file as usize)?;
        Some((table, table.row_at(claim.line as usize)?))
    }

    /// Tells the author that two rows of one layer speak for the same key at the same time.
    fn report_contest(
        &self,
        earlier: usize,
        later: usize,
        reported: &mut HashSet<(u16, u32, ProblemLevel)>,
        problems: &mut Vec<Problem>,
    ) {
        let claim = |key: usize| &self.claims[self.keys[key].row as usize];
        let (kept, left) = (claim(earlier), claim(later));
        if !reported.insert((left.file, left.line, ProblemLevel::Notice)) {
            return;
        }
        let name = |file: u16| self.sources.get(file as usize).map_or("", |table| table.file.as_str());
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

/// What an author does whose row a lower layer may not have.
const APPROVAL: &str = "经批准的，填“理由”“批准人”两列；否则删去这一行，仍按上层判定";

/// Which items a key finds, in an order in which those stand together that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted<'a> {
    Name(&'a str),
    /// a code, and whether only its beginning is written
    Code(&'a str, bool),
}

impl<'a> Wanted<'a> {
    fn of(keyed: &'a KeyedRow) -> Option<Self> {
        match &keyed.key {
            RowKey::Item(ItemKey::Name(name)) => Some(Self::Name(name)),
            RowKey::Item(ItemKey::Exact(code)) => Some(Self::Code(code, false)),
            RowKey::Item(ItemKey::Prefix(code)) => Some(Self::Code(code, true)),
            RowKey::Diagnosis(_) | RowKey::Operation(_) => None,
        }
    }

    /// Of sorted keys, those that may find an item that this one finds.
    fn meeting(self, keys: &[(Self, &'a KeyedRow)]) -> Vec<&'a KeyedRow> {
        let from = |wanted: Self| {
            keys.get(keys.partition_point(|(key, _)| *key < wanted)..)
                .unwrap_or_default()
        };
        let same = |wanted: Self| from(wanted).iter().take_while(move |(key, _)| *key == wanted);
        let Self::Code(code, open) = self else {
            return same(self).map(|(_, keyed)| *keyed).collect();
        };
        let heads = (1..code.len()).filter_map(|end| code.get(..end));
        let above = heads.flat_map(|head| same(Self::Code(head, true)));
        let within = |(key, _): &&(Self, &KeyedRow)| matches!(key, Self::Code(key, _) if key.starts_with(code));
        let beneath = from(Self::Code(code, false)).iter().take_while(within);
        let beneath = beneath.filter(|(key, _)| open || matches!(key, Self::Code(key, _) if *key == code));
        above.chain(beneath).map(|(_, keyed)| *keyed).collect()
    }
}

/// How two rows stand to each other that claim the same.
enum Contest {
    /// codes of diagnoses and operations in one layer: rows stand side by side
    Apart,
    /// one of them is a sample and the other is not
    Sample(usize),
    /// rows of one layer: the first rules
    Beside,
    /// the later row is of a lower layer
    Below,
}

/// What a key claims for its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claimed<'a> {
    Item(&'a ItemKey),
    Diagnosis(&'a (String, String)),
    Operation(&'a (String, String)),
}

impl std::fmt::Display for Claimed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Claimed::Item(key) => key.fmt(f),
            Claimed::Diagnosis((low, high)) | Claimed::Operation((low, high)) if low == high => f.write_str(low),
            Claimed::Diagnosis((low, high)) | Claimed::Operation((low, high)) => write!(f, "{low}-{high}"),
        }
    }
}
