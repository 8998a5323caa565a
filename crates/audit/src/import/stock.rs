//! Stock moves: few columns, one bucket, no person to sort by.
//!
//! They have no serial of their own. Rows that agree in everything (institution, item, batch, kind,
//! second, person, visit) are kept as often as one import carries them, and together take the place
//! of those that agree in the lake, so that a corrected delivery does not double the stock. Of a file that
//! is read again only those are taken that agree with none.
//!
//! Whom a sale concerns is what the lake knows of it: the person and the visit, or, where the lake does not have
//! them yet, the names by which the sale calls them. The same sale delivered again when the lake knows more is the
//! same sale.

use super::merge::{Merge, Merged};
use super::report::TableReport;
use super::spill::{Called, Kind, MoveRow, Spill, SpillWriter, row};
use crate::columns::{BLOCK_ROWS, Reader};
use crate::lake::encode_part;
use crate::manifest::Part;
use crate::turns::{in_turns, stretches};
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt32Array};
use arrow::compute::filter_record_batch;
use compact_str::CompactString;
use domain::Moment;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Cuts of the temporary rows.
const CUTS: u32 = 128;

#[derive(Debug, Serialize, Deserialize)]
struct ResolvedRow<'a> {
    #[serde(borrow)]
    stock: MoveRow<'a>,
    encounter: Option<u32>,
    said: Said,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    institution: u32,
    item: u32,
    batch: CompactString,
    at: i64,
    kind: u8,
    whom: Whom,
    /// what the lake does not have
    named: Named,
    quantity: i64,
    price: Option<i64>,
    /// of a file that is read again
    again: bool,
}

/// Person, visit and settlement by name, where the lake does not have them; else empty.
type Named = [CompactString; 3];

/// What it is that moved, when and how: institution, item, batch, second and kind.
type What = (u32, u32, CompactString, i64, u8);

/// Whom a move that arrives concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Whom {
    person: Option<u32>,
    encounter: Option<u32>,
    said: Said,
}

/// Hashes of the names that a move gives, of the person and of the visit with its settlement; 0 where it gives none.
/// They only tell moves of the same [`What`] apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Said {
    person: u64,
    visit: u64,
}

impl Said {
    fn of(called: Called<'_>) -> Self {
        let hash = |names: [&str; 2]| match names {
            ["", ""] => 0,
            names => FixedState::default().hash_one(names),
        };
        Self {
            person: hash([called.person, ""]),
            visit: hash([called.visit, called.settlement]),
        }
    }
}

/// Whom a move in the lake concerns. What is said is that which the lake did not have; nothing is known of it in
/// lakes of before.
struct Held {
    person: Option<u32>,
    encounter: Option<u32>,
    said: Option<Said>,
}

impl Whom {
    /// True where a move of the lake is the same, of which no more was known when it came.
    fn is(&self, held: &Held) -> bool {
        let Some(said) = held.said else {
            return (self.person, self.encounter) == (held.person, held.encounter);
        };
        let same_person = match held.person {
            Some(person) => self.person == Some(person),
            None => self.said.person == said.person,
        };
        let same_visit = match held.encounter {
            Some(encounter) => self.encounter == Some(encounter),
            None => self.said.visit == said.visit,
        };
        same_person && same_visit
    }
}

impl Move {
    fn what(&self) -> What {
        let batch = self.batch.clone();
        (self.institution, self.item, batch, self.at, self.kind)
    }
}

/// Moves that arrive, to be looked for in the lake.
#[derive(Default)]
struct Arriving(HashMap<What, Vec<Whom>>);

impl Arriving {
    fn of(moves: impl IntoIterator<Item = (What, Whom)>) -> Self {
        let mut all: HashMap<What, Vec<Whom>> = HashMap::new();
        for (what, whom) in moves {
            all.entry(what).or_default().push(whom);
        }
        for own in all.values_mut() {
            own.sort_unstable();
            own.dedup();
        }
        Self(all)
    }

    /// Those that are the same as one of the lake.
    fn same<'a>(&'a self, what: &What, held: &'a Held) -> impl Iterator<Item = &'a Whom> {
        let own = self.0.get(what).into_iter().flatten();
        own.filter(move |whom| whom.is(held))
    }
}

/// A place for moves whose references are resolved.
pub(super) fn gather(folder: Option<&Path>) -> Result<SpillWriter, LakeError> {
    SpillWriter::new(folder, CUTS)
}

/// Puts a move there.
pub(super) fn resolved(moves: &mut SpillWriter, stock: &MoveRow<'_>, encounter: Option<u32>) -> Result<(), LakeError> {
    let Called {
        person,
        visit,
        settlement,
    } = stock.called;
    // The name of what the lake has has said what it had to.
    let unless = |known: bool, name| if known { "" } else { name };
    let called = Called {
        person: unless(stock.person.is_some(), person),
        visit: unless(encounter.is_some(), visit),
        settlement: unless(encounter.is_some(), settlement),
    };
    let row = ResolvedRow {
        stock: MoveRow { called, ..*stock },
        encounter,
        said: Said::of(stock.called),
    };
    // A hot item alone would fill a cut; its batches are spread.
    let cut = FixedState::default().hash_one((stock.institution, stock.item, stock.batch)) % u64::from(CUTS);
    moves.push(Kind::Move, cut as u32, &row)
}

/// A pass takes a part of what one of claims may, so that there is work for several threads at a time.
const PASSES_AT_ONCE: usize = 4;

/// Writes the moves into their bucket.
pub(super) fn merge(merge: &Merge<'_>, moves: &[Spill], threads: usize) -> Result<Merged, LakeError> {
    let passes = passes(moves, merge.pass_bytes / PASSES_AT_ONCE);
    let old = merge.snapshot.parts(LakeTable::StockMoves, 0);
    let known = match merge.sources.iter().any(|source| source.again) {
        true => known(merge, moves, &passes, &old)?,
        false => HashSet::new(),
    };
    let written = in_turns(threads, &passes, |number, cuts, _: &mut ()| {
        let mut rows = read(moves, cuts)?;
        let before = rows.len();
        if rows.iter().any(|row| row.again) {
            let new = rows.iter().filter(|row| !row.again);
            let new: HashSet<(What, Whom)> = new.map(|row| (row.what(), row.whom)).collect();
            rows.retain(|row| {
                let own = (row.what(), row.whom);
                !row.again || !(known.contains(&own) || new.contains(&own))
            });
        }
        let counts = TableReport {
            taken: rows.len() as u64,
            kept: (before - rows.len()) as u64,
            ..TableReport::default()
        };
        if rows.is_empty() {
            return Ok((None, Vec::new(), counts));
        }
        rows.sort_unstable();
        let overlapping = rows.iter().filter(|row| old.iter().any(|part| covers(part, row.at)));
        let overlapping: Vec<(What, Whom)> = overlapping.map(|row| (row.what(), row.whom)).collect();
        let label = format!("{:06}-{number}", merge.generation);
        let part = encode_part(LakeTable::StockMoves, 0, &label, rows.chunks(BLOCK_ROWS).map(batch))?;
        Ok((Some(merge.writing.keep(part)?), overlapping, counts))
    })?;
    let mut merged = Merged::default();
    let mut arriving = Vec::new();
    for (part, overlapping, counts) in written {
        merged.parts.extend(part);
        arriving.extend(overlapping);
        merged.counts.entry(SourceTable::StockMoves).or_default().add(&counts);
    }
    let arriving = Arriving::of(arriving);
    for (place, part) in old.into_iter().enumerate() {
        if arriving.0.keys().any(|what| covers(part, what.3)) {
            rewrite(merge, part, place, &arriving, &mut merged)?;
        }
    }
    Ok(merged)
}

/// Cuts the cuts into passes of at most so many bytes, or of one cut; none without a row.
fn passes(moves: &[Spill], bytes_max: usize) -> Vec<Range<u32>> {
    let bytes = |cut: u32| moves.iter().map(|spill| spill.bytes(cut) as u64).sum();
    let passes = stretches((0..CUTS).map(bytes), bytes_max as u64).into_iter();
    passes.map(|cuts| cuts.start as u32..cuts.end as u32).collect()
}

fn read(moves: &[Spill], cuts: &Range<u32>) -> Result<Vec<Move>, LakeError> {
    let spills = || cuts.clone().flat_map(|cut| moves.iter().map(move |spill| (spill, cut)));
    let mut rows = Vec::with_capacity(spills().map(|(spill, cut)| spill.rows(Kind::Move, cut)).sum());
    for (spill, cut) in spills() {
        spill.each(Kind::Move, cut, |bytes| {
            let (row, used): (ResolvedRow<'_>, usize) = row(bytes)?;
            let stock = row.stock;
            let Called {
                person,
                visit,
                settlement,
            } = stock.called;
            rows.push(Move {
                institution: stock.institution,
                item: stock.item,
                batch: stock.batch.into(),
                at: stock.at,
                kind: stock.kind,
                whom: Whom {
                    person: stock.person,
                    encounter: row.encounter,
                    said: row.said,
                },
                named: [person, visit, settlement].map(CompactString::from),
                quantity: stock.quantity,
                price: stock.price,
                again: stock.again,
            });
            Ok(used)
        })?;
    }
    Ok(rows)
}

fn covers(part: &Part, at: i64) -> bool {
    let day = Moment::from_epoch_seconds(at).day().epoch_days();
    part.min_day.is_none_or(|first| first <= day) && part.max_day.is_none_or(|last| day <= last)
}

/// What moves of files that are read again have in the lake already.
fn known(
    merge: &Merge<'_>,
    moves: &[Spill],
    passes: &[Range<u32>],
    old: &[&Part],
) -> Result<HashSet<(What, Whom)>, LakeError> {
    let mut again = Vec::new();
    for cuts in passes {
        let rows = read(moves, cuts)?;
        again.extend(rows.iter().filter(|row| row.again).map(|row| (row.what(), row.whom)));
    }
    let again = Arriving::of(again);
    let mut known = HashSet::new();
    for part in old {
        for (what, held) in held(part, merge.snapshot.read(part, Some(&OWN_COLUMNS))?)? {
            known.extend(again.same(&what, &held).map(|whom| (what.clone(), *whom)));
        }
    }
    Ok(known)
}

/// The columns that say what a move is, and whom it concerns.
const OWN_COLUMNS: [&str; 10] = [
    "institution",
    "item",
    "batch",
    "at",
    "kind",
    "person",
    "encounter",
    "named_person",
    "named_visit",
    "named_settlement",
];

/// What the rows of a part are, and whom they concern.
fn held(part: &Part, rows: RecordBatch) -> Result<Vec<(What, Held)>, LakeError> {
    let columns = Reader::of(&part.path, rows);
    let (institutions, items, batches) = (
        columns.ids("institution")?,
        columns.ids("item")?,
        columns.texts("batch")?,
    );
    let (times, kinds) = (columns.longs("at")?, columns.small("kind")?);
    let (persons, encounters) = (columns.ids("person")?, columns.ids("encounter")?);
    let (named_persons, named_visits, named_settlements) = (
        columns.texts_if_any("named_person")?,
        columns.texts_if_any("named_visit")?,
        columns.texts_if_any("named_settlement")?,
    );
    let id = |column: &UInt32Array, row| column.is_valid(row).then(|| column.value(row));
    let said = |row| {
        Some(Said::of(Called {
            person: named_in(named_persons, row)?,
            visit: named_in(named_visits, row)?,
            settlement: named_in(named_settlements, row)?,
        }))
    };
    let held = |row: usize| {
        let what = (
            institutions.value(row),
            items.value(row),
            batches.value(row).into(),
            times.value(row),
            kinds.value(row),
        );
        let held = Held {
            person: id(persons, row),
            encounter: id(encounters, row),
            said: said(row),
        };
        (what, held)
    };
    Ok((0..columns.rows()).map(held).collect())
}

/// A name of a row; none in files of before.
fn named_in(column: Option<&StringArray>, row: usize) -> Option<&str> {
    let column = column.filter(|column| column.is_valid(row))?;
    Some(column.value(row))
}

fn rewrite(
    merge: &Merge<'_>,
    part: &Part,
    place: usize,
    arriving: &Arriving,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let batch = merge.snapshot.read(part, None)?;
    let own = held(part, batch.clone())?.into_iter();
    let kept: Vec<bool> = own
        .map(|(what, held)| arriving.same(&what, &held).next().is_none())
        .collect();
    let gone = kept.iter().filter(|kept| !**kept).count();
    if gone == 0 {
        return Ok(());
    }
    merged.counts.entry(SourceTable::StockMoves).or_default().replaced += gone as u64;
    merged.gone.push(part.path.clone());
    let rest = filter_record_batch(&batch, &BooleanArray::from(kept))
        .map_err(|error| LakeError::damaged(&part.path, error))?;
    if rest.num_rows() > 0 {
        let label = format!("{:06}-r{place}", merge.generation);
        let part = encode_part(LakeTable::StockMoves, 0, &label, [Ok(rest)])?;
        merged.parts.push(merge.writing.keep(part)?);
    }
    Ok(())
}

fn batch(rows: &[Move]) -> Result<RecordBatch, LakeError> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.institution))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.item))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &*row.batch))),
        Arc::new(UInt8Array::from_iter_values(rows.iter().map(|row| row.kind))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.at))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.quantity))),
        Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.price))),
        Arc::new(UInt32Array::from_iter(rows.iter().map(|row| row.whom.person))),
        Arc::new(UInt32Array::from_iter(rows.iter().map(|row| row.whom.encounter))),
        named(rows, 0),
        named(rows, 1),
        named(rows, 2),
    ];
    RecordBatch::try_new(LakeTable::StockMoves.schema(), columns)
        .map_err(|error| LakeError::damaged("stock_moves", error))
}

/// The names of one kind.
fn named(rows: &[Move], place: usize) -> ArrayRef {
    let names = rows.iter().map(|row| row.named.get(place).map(CompactString::as_str));
    Arc::new(StringArray::from_iter(names))
}
