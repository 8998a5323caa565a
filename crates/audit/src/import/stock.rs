//! Stock moves: few columns, one bucket, no person to sort by.
//!
//! They have no serial of their own. Rows that agree in everything (institution, item, batch, kind,
//! second, person, visit) are kept as often as one import carries them, and together take the place
//! of those that agree in the lake, so that a corrected delivery does not double the stock. Of a file that
//! is read again only those are taken that agree with none.

use super::merge::{Merge, Merged};
use super::report::TableReport;
use super::spill::{Kind, MoveRow, Spill, SpillWriter, row};
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
use std::collections::HashSet;
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
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    institution: u32,
    item: u32,
    batch: CompactString,
    at: i64,
    kind: u8,
    person: Option<u32>,
    encounter: Option<u32>,
    quantity: i64,
    price: Option<i64>,
    /// of a file that is read again
    again: bool,
}

/// What makes two moves the same.
type Key = (u32, u32, CompactString, i64, u8, Option<u32>, Option<u32>);

impl Move {
    fn key(&self) -> Key {
        (
            self.institution,
            self.item,
            self.batch.clone(),
            self.at,
            self.kind,
            self.person,
            self.encounter,
        )
    }
}

/// A place for moves whose references are resolved.
pub(super) fn gather(folder: Option<&Path>) -> Result<SpillWriter, LakeError> {
    SpillWriter::new(folder, CUTS)
}

/// Puts a move there.
pub(super) fn resolved(moves: &mut SpillWriter, stock: &MoveRow<'_>, encounter: Option<u32>) -> Result<(), LakeError> {
    // What the source calls the visit has said what it had to.
    let row = ResolvedRow {
        stock: MoveRow { visit: None, ..*stock },
        encounter,
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
            let new: HashSet<Key> = rows.iter().filter(|row| !row.again).map(Move::key).collect();
            rows.retain(|row| !row.again || !(known.contains(&row.key()) || new.contains(&row.key())));
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
        let keys: Vec<Key> = overlapping.map(Move::key).collect();
        let label = format!("{:06}-{number}", merge.generation);
        let part = encode_part(LakeTable::StockMoves, 0, &label, rows.chunks(BLOCK_ROWS).map(batch))?;
        Ok((Some(merge.writing.keep(part)?), keys, counts))
    })?;
    let mut merged = Merged::default();
    let mut keys: HashSet<Key> = HashSet::new();
    for (part, overlapping, counts) in written {
        merged.parts.extend(part);
        keys.extend(overlapping);
        merged.counts.entry(SourceTable::StockMoves).or_default().add(&counts);
    }
    for (place, part) in old.into_iter().enumerate() {
        if keys.iter().any(|key| covers(part, key.3)) {
            rewrite(merge, part, place, &keys, &mut merged)?;
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
            rows.push(Move {
                institution: stock.institution,
                item: stock.item,
                batch: stock.batch.into(),
                at: stock.at,
                kind: stock.kind,
                person: stock.person,
                encounter: row.encounter,
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
fn known(merge: &Merge<'_>, moves: &[Spill], passes: &[Range<u32>], old: &[&Part]) -> Result<HashSet<Key>, LakeError> {
    let mut again: HashSet<Key> = HashSet::new();
    for cuts in passes {
        again.extend(read(moves, cuts)?.iter().filter(|row| row.again).map(Move::key));
    }
    let mut known = HashSet::new();
    for part in old {
        let keys = keys(part, merge.snapshot.read(part, Some(&KEY_COLUMNS))?)?;
        known.extend(keys.into_iter().filter(|key| again.contains(key)));
    }
    Ok(known)
}

/// The columns of a [`Key`].
const KEY_COLUMNS: [&str; 7] = ["institution", "item", "batch", "at", "kind", "person", "encounter"];

/// The keys of rows of a part.
fn keys(part: &Part, rows: RecordBatch) -> Result<Vec<Key>, LakeError> {
    let columns = Reader::of(&part.path, rows);
    let (institutions, items, batches) = (
        columns.ids("institution")?,
        columns.ids("item")?,
        columns.texts("batch")?,
    );
    let (times, kinds) = (columns.longs("at")?, columns.small("kind")?);
    let (persons, encounters) = (columns.ids("person")?, columns.ids("encounter")?);
    let id = |column: &UInt32Array, row| column.is_valid(row).then(|| column.value(row));
    let key = |row: usize| {
        (
            institutions.value(row),
            items.value(row),
            batches.value(row).into(),
            times.value(row),
            kinds.value(row),
            id(persons, row),
            id(encounters, row),
        )
    };
    Ok((0..columns.rows()).map(key).collect())
}

fn rewrite(
    merge: &Merge<'_>,
    part: &Part,
    place: usize,
    keys: &HashSet<Key>,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let batch = merge.snapshot.read(part, None)?;
    let own = self::keys(part, batch.clone())?.into_iter();
    let kept: Vec<bool> = own.map(|key| !keys.contains(&key)).collect();
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
        Arc::new(UInt32Array::from_iter(rows.iter().map(|row| row.person))),
        Arc::new(UInt32Array::from_iter(rows.iter().map(|row| row.encounter))),
    ];
    RecordBatch::try_new(LakeTable::StockMoves.schema(), columns)
        .map_err(|error| LakeError::damaged("stock_moves", error))
}
