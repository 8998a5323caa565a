//! What a primitive is: the part of a rule that is Rust.
//!
//! A primitive is compiled from the parameters of a rule and the rows of its tables. It declares
//! through [`RowSink`] under which keys each row is found (a superset of what can change its
//! verdict), and judges a record through [`Case`]. It knows no other rule.

use crate::hit::{Hit, HitLine, Hits};
use crate::keys::{CodeSet, ItemKey};
use crate::params::Params;
use crate::payment_stops::PaymentStops;
use crate::problem::Problem;
use crate::rows::{RowSink, Rows};
use crate::rule::Rule;
use crate::sieve::Glance;
use crate::table::{Table, TableRow};
use crate::view::View;
use domain::{Certainty, Day, Encounter, InsuredPerson, ItemKind, LineRole, Moment, Money, Quantity};

/// How far back a primitive looks beyond the encounter under review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// each line, diagnosis or operation by itself
    Line,
    /// the encounter itself, with the lines that are context there
    Encounter,
    /// this many days
    Days(i32),
}

/// 判定原语
pub(crate) trait Primitive: Send + Sync + std::fmt::Debug {
    /// How far back it looks.
    fn reach(&self) -> Reach {
        Reach::Line
    }

    /// True where it compares rows with each other, so that a line of one row matters to another.
    fn compares_rows(&self) -> bool {
        false
    }

    /// True where it must be asked for every record, whatever the record contains.
    fn unconditional(&self) -> bool {
        false
    }

    /// True where it asks whose services are not paid; it is not asked where nobody keeps that.
    fn asks_payment_stops(&self) -> bool {
        false
    }

    /// True where it looks at lines beyond those that its keys find. What follows here says at which, and
    /// may say too many.
    fn watches(&self) -> bool {
        self.unconditional()
    }

    /// False where it has nothing to say of a record in which neither its keys find a line nor one is
    /// heeded.
    fn judges_visits(&self) -> bool {
        self.unconditional()
    }

    /// Whether lines of an item can matter to it beyond those.
    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::Always
    }

    /// Whether lines of an encounter can. Where it says [`Heed::Presence`], any line of the encounter will do.
    fn heeds_visit(&self, _: &Encounter) -> Heed {
        Heed::Always
    }

    /// With so many heeded lines in an encounter, or fewer, none of them matters.
    fn heeds_beyond(&self) -> u16 {
        0
    }

    /// True where lines matter only in encounters in which a row of it names one.
    fn heeds_only_beside_own(&self) -> bool {
        false
    }

    /// Asked where the item says [`Heed::ByNumbers`]: whether the line can matter.
    fn heeds_line(&self, _: &Seen<'_>) -> bool {
        true
    }

    /// True where it asks how much of a drug is left when more of it is prescribed.
    fn follows_supplies(&self) -> bool {
        false
    }

    /// Asked where it does: whether lines of a drug can matter, where at most so many days of it are left.
    fn heeds_left(&self, _visit: &Encounter, _line: &Glance, _left: i32) -> bool {
        false
    }

    /// The role beside which lines of a role matter: rows say nothing of them to a person of whom no line is found
    /// in the other. None where they matter anyway.
    fn speaks_beside(&self, _role: u8) -> Option<u8> {
        None
    }

    /// True where of the two items of a row only the contained one is at fault, so that rows that contradict each
    /// other leave nothing to charge.
    fn blames_the_contained(&self) -> bool {
        false
    }

    /// Where a row says nothing unless a person has more of what it finds on one day: the most that may be had.
    fn daily_cap(&self, _row: u32) -> Option<Quantity> {
        None
    }

    /// True where it says of rows whether they are silent.
    fn may_be_silent(&self) -> bool {
        false
    }

    /// Asked where it may be: true where a row has certainly nothing to say of a line that it names, not even
    /// that something is missing, as the person, the encounter and the line's numbers show.
    fn is_silent(&self, _row: u32, _person: &InsuredPerson, _visit: &Encounter, _line: &Glance) -> bool {
        false
    }

    /// The placeholders that its sentence may use beyond the common ones.
    fn slots(&self) -> &'static [&'static str] {
        &[]
    }

    /// Judges the record.
    fn check(&self, case: &Case<'_>, out: &mut Hits);
}

/// An item by itself, before any line of it is looked at.
pub(crate) struct ItemAspect<'a> {
    /// the national part of its code
    pub national: &'a str,
    pub name: &'a str,
    pub kind: ItemKind,
}

/// Which lines matter to a primitive beyond those that its keys find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heed {
    Never,
    /// one is enough, to see that there are any
    Presence,
    ByNumbers,
    Always,
}

/// A line by its numbers, where it stands.
pub(crate) struct Seen<'a> {
    pub line: &'a Glance,
    pub visit: &'a Encounter,
    /// another line of the encounter may have the same moment, item and quantity
    pub twin: bool,
}

/// Where a row was touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// lines that carry this key
    Items(u32),
    /// lines that carry a key, within the time in which the row speaks for it
    ItemsWithin(u32),
    /// a diagnosis of an encounter
    Diagnosis { encounter: u32, index: u32 },
    /// an operation of an encounter
    Operation { encounter: u32, index: u32 },
}

/// A row that concerns the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touch {
    pub row: u32,
    pub role: u8,
    pub place: Place,
}

impl Touch {
    /// The order of touches: by rule, row, role and place. As one number, because sorting them is a good part of
    /// a review.
    pub fn rank(&self, rule: u16) -> u128 {
        let (kind, place) = match self.place {
            Place::Items(key) => (0_u8, u64::from(key)),
            Place::ItemsWithin(list) => (1, u64::from(list)),
            Place::Diagnosis { encounter, index } => (2, u64::from(encounter) << 32 | u64::from(index)),
            Place::Operation { encounter, index } => (3, u64::from(encounter) << 32 | u64::from(index)),
        };
        let row = u64::from(rule) << 48 | u64::from(self.row) << 16 | u64::from(self.role) << 8 | u64::from(kind);
        u128::from(row) << 64 | u128::from(place)
    }
}

/// The role under which the item itself is found; primitives add further roles.
pub(crate) const MAIN: u8 = 0;

/// One rule asked about one record.
pub(crate) struct Case<'a> {
    pub view: &'a View<'a>,
    pub rule: &'a Rule,
    pub rule_index: u16,
    pub rows: &'a Rows,
    pub touches: &'a [Touch],
    /// whose services are not paid, where somebody keeps that
    pub stops: Option<&'a PaymentStops>,
}

impl<'a> Case<'a> {
    /// True where the rule is evaluated on `day` (trial or in force).
    pub fn live(&self, day: Day) -> bool {
        self.rule.is_live(day)
    }

    /// True where both the rule and the row speak on `day`.
    pub fn speaks(&self, row: u32, day: Day) -> bool {
        self.live(day) && self.rows.span(row).contains(day)
    }

    /// The lines of a touch with an item key.
    pub fn lines(&self, touch: &Touch) -> &'a [u32] {
        match touch.place {
            Place::Items(key) => self.view.lines_of(key),
            Place::ItemsWithin(list) => self.view.lines_within(list),
            _ => &[],
        }
    }

    /// As [`Case::lines`], also of days on which another row speaks for the key.
    pub fn lines_at_any_time(&self, touch: &Touch) -> &'a [u32] {
        match touch.place {
            Place::ItemsWithin(list) => self.view.lines_around(list),
            _ => self.lines(touch),
        }
    }

    /// What a row counts of what was used: every line of its keys of which something is left, in order of time.
    /// What was used before the row or the rule began to speak was used all the same.
    pub fn counted(&self, touches: &[Touch], with_self_paid: bool) -> Vec<u32> {
        let lines = touches.iter().flat_map(|touch| self.lines_at_any_time(touch));
        let mut counted: Vec<u32> = lines
            .copied()
            .filter(|&index| self.view.counts(index, with_self_paid))
            .collect();
        counted.sort_unstable();
        counted.dedup();
        counted
    }

    /// True where the row of these touches is the one that judges a line which one of them finds: it and the rule
    /// speak on the day of the line, and no other row does in its stead.
    pub fn judges(&self, touches: &[Touch], index: u32) -> bool {
        let uncut = |touch: &Touch| matches!(touch.place, Place::Items(_));
        touches
            .first()
            .is_some_and(|touch| self.speaks(touch.row, self.view.line(index).at.day()))
            && (touches.iter().all(uncut)
                || touches
                    .iter()
                    .any(|touch| self.lines(touch).binary_search(&index).is_ok()))
    }

    /// True where no other row speaks on `day` for the key of a touch.
    pub fn is_spoken_for(&self, touch: &Touch, day: Day) -> bool {
        match touch.place {
            Place::ItemsWithin(list) => self.view.span_of(list).is_none_or(|span| span.contains(day)),
            _ => true,
        }
    }

    /// The touches grouped by row, in row order.
    pub fn by_row(&self) -> impl Iterator<Item = &'a [Touch]> {
        self.touches.chunk_by(|a, b| a.row == b.row)
    }

    /// Indices of encounters under review.
    pub fn current_encounters(&self) -> impl Iterator<Item = u32> + 'a {
        let encounters = &self.view.record.encounters;
        (0..encounters.len() as u32).filter(move |&index| encounters[index as usize].current)
    }

    /// A hit that begins with nothing but its place, and the doubt that its row carries.
    pub fn hit(&self, row: Option<u32>, encounter: u32, at: Moment) -> Hit {
        let doubtful = row.is_some_and(|row| self.rows.is_doubtful(row));
        Hit {
            rule: self.rule_index,
            row,
            encounter,
            at,
            lines: Vec::new(),
            encounter_amount: Money::ZERO,
            subject: String::new(),
            lowered: doubtful.then_some((Certainty::Suspect, "知识点原文另有说明，请按原文核对")),
            facts: Vec::new(),
            compared: Vec::new(),
            ways_out: Vec::new(),
            arithmetic: None,
        }
    }

    /// Notes that a fact is missing for a line.
    pub fn missing_for_line(&self, out: &mut Hits, what: &str, line: u32) {
        out.not_evaluable(&self.rule.code, what, self.view.line(line).encounter, Some(line));
    }

    /// Notes that a fact is missing for an encounter.
    pub fn missing_for_encounter(&self, out: &mut Hits, what: &str, encounter: u32) {
        out.not_evaluable(&self.rule.code, what, encounter, None);
    }
}

impl Hit {
    /// Adds a line to blame, with its part of the money.
    pub fn blame(&mut self, index: u32, amount: Money) {
        self.lines.push(HitLine {
            index,
            role: LineRole::Violating,
            amount,
        });
    }

    /// Adds a line that is part of the argument.
    pub fn involve(&mut self, index: u32) {
        self.lines.push(HitLine {
            index,
            role: LineRole::Involved,
            amount: Money::ZERO,
        });
    }

    /// Caps the certainty, keeping an earlier lower cap.
    pub fn lower(&mut self, to: Certainty, why: &'static str) {
        if self.lowered.is_none_or(|(cap, _)| to < cap) {
            self.lowered = Some((to, why));
        }
    }

    /// Adds a value for the sentence.
    pub fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        self.facts.push((name, value.into()));
    }

    /// Adds a compared fact.
    pub fn compare(&mut self, fact: &str, required: impl Into<String>, found: impl Into<String>) {
        self.compared.push(domain::Comparison {
            fact: fact.to_owned(),
            required: required.into(),
            found: found.into(),
        });
    }
}

/// What a primitive is compiled from.
pub(crate) struct Source<'a> {
    pub params: &'a Params<'a>,
    /// each table with the layer it belongs to, national first
    pub tables: &'a [LayeredTable],
    /// those of which only the units are read, in the same way
    pub unit_tables: &'a [LayeredTable],
    pub problems: Vec<Problem>,
}

/// A table as one layer has it.
#[derive(Debug, Clone)]
pub(crate) struct LayeredTable {
    pub layer: u8,
    pub table: std::sync::Arc<Table>,
}

impl<'a> Source<'a> {
    /// Walks all rows; `read` turns a row into a typed one, registers its keys with the sink and
    /// says in words what is wrong with it otherwise.
    pub fn each_row(
        &mut self,
        sink: &mut RowSink,
        columns: &[&str],
        mut read: impl FnMut(&mut RowSink, &Table, TableRow<'_>) -> Result<(), RowError>,
    ) {
        let tables = self.tables;
        for LayeredTable { layer, table } in tables {
            if let Some(absent) = columns.iter().find(|column| !table.has(column)) {
                let advice = format!("这个原语的知识表需要列：{}", columns.join("、"));
                self.problems
                    .push(Problem::error(&table.file, 1, format!("缺少列“{absent}”"), advice));
                continue;
            }
            sink.begin_table(table, *layer);
            for row in table.rows() {
                sink.begin_row();
                if let Err(error) = read(sink, table, row) {
                    sink.abandon_row();
                    self.problems
                        .push(Problem::error(&table.file, row.line(), error.message, error.advice));
                }
            }
        }
    }

    /// How many rows the tables have.
    pub fn row_count(&self) -> usize {
        self.tables.iter().map(|layered| layered.table.row_count()).sum()
    }

    /// The columns beyond the common ones that any of the tables has.
    pub fn columns(&self) -> Vec<&'a str> {
        let mut columns: Vec<&'a str> = Vec::new();
        for column in self.tables.iter().flat_map(|layered| layered.table.columns()) {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
        columns
    }

    /// True where the document names at least one table that exists.
    pub fn has_table(&self) -> bool {
        !self.tables.is_empty()
    }
}

/// Why a knowledge row cannot be used.
#[derive(Debug)]
pub(crate) struct RowError {
    pub message: String,
    pub advice: String,
}

impl RowError {
    pub fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            advice: advice.into(),
        }
    }
}

/// Reads the keys of a cell, which must hold at least one.
pub(crate) fn keys_of(table: &Table, row: TableRow<'_>, column: &str) -> Result<Vec<ItemKey>, RowError> {
    let text = if column == "编码" {
        row.keys()
    } else {
        table.cell(row, column)
    };
    let keys = keys_if_any(text, column)?;
    if keys.is_empty() {
        return Err(RowError::new(
            format!("列“{column}”没有编码"),
            "写编码、前缀（XJ01*）或 名:名称，多个用 | 隔开",
        ));
    }
    Ok(keys)
}

/// Reads the keys of a cell, which may be empty.
pub(crate) fn keys_if_any(text: &str, column: &str) -> Result<Vec<ItemKey>, RowError> {
    let keys = ItemKey::parse_list(text);
    match keys.iter().find_map(ItemKey::fault) {
        Some((message, advice)) => Err(RowError::new(format!("列“{column}”的{message}"), advice)),
        None => Ok(keys),
    }
}

/// Reads a diagnosis or operation set from a cell.
pub(crate) fn codes_of(table: &Table, row: TableRow<'_>, column: &str) -> Result<CodeSet, RowError> {
    let text = if column == "编码" {
        row.keys()
    } else {
        table.cell(row, column)
    };
    CodeSet::parse(text)
        .map_err(|part| RowError::new(format!("列“{column}”写法有误：{part}"), "写成 I63|I60-I62，区间小在前"))
}

/// Reads a number from a cell; empty is `None`.
pub(crate) fn number_of<T: std::str::FromStr>(
    table: &Table,
    row: TableRow<'_>,
    column: &str,
) -> Result<Option<T>, RowError> {
    match table.cell(row, column) {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| RowError::new(format!("列“{column}”不是数：{text}"), "写成阿拉伯数字")),
    }
}
