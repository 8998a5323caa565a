//! Stock moves: few columns, one bucket, no person to sort by.
//!
//! They have no serial of their own. Rows that agree in everything (institution, item, batch, kind,
//! second, person, visit) are kept as often as one import carries them, and together take the place
//! of those that agree in the lake, so that a corrected delivery does not double the stock.

use super::merge::{Merge, Merged};
use super::spill::{Kind, MoveRow, Spill, SpillWriter, row};
use crate::columns::Reader;
use crate::lake::write_part;
use crate::manifest::Part;
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt32Array};
use arrow::compute::filter_record_batch;
use domain::Moment;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Cuts of the temporary rows, by item.
const CUTS: u32 = 32;

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
    batch: Box<str>,
    at: i64,
    kind: u8,
    person: Option<u32>,
    encounter: Option<u32>,
    quantity: i64,
    price: Option<i64>,
}

/// What makes two moves the same.
type Key = (u32, u32, Box<str>, i64, u8, Option<u32>, Option<u32>);

/// A place for moves whose references are resolved.
pub(super) fn gather(folder: Option<&Path>) -> Result<SpillWriter, LakeError> {
    SpillWriter::new(folder, CUTS)
}

/// Puts a move there.
pub(super) fn resolved(moves: &mut SpillWriter, stock: &MoveRow<'_>, encounter: Option<u32>) -> Result<(), LakeError> {
    // The row is copied field by field because it borrows from the buffer that it was read from.
    let row = ResolvedRow {
        stock: MoveRow { ..*stock },
        encounter,
    };
    moves.push(Kind::Move, stock.item % CUTS, &row)
}

/// Writes the moves into their bucket.
pub(super) fn merge(merge: &Merge<'_>, moves: &Spill) -> Result<Merged, LakeError> {
    let mut merged = Merged::default();
    let old = merge.snapshot.parts(LakeTable::StockMoves, 0);
    let mut keys: HashSet<Key> = HashSet::new();
    let mut rows = Vec::new();
    let mut bytes = 0;
    let mut number = 0;
    for cut in 0..CUTS {
        moves.each(Kind::Move, cut, |bytes| {
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
            });
            Ok(used)
        })?;
        bytes += moves.bytes(cut);
        let next = if cut + 1 < CUTS {
            moves.bytes(cut + 1)
        } else {
            usize::MAX
        };
        if rows.is_empty() || bytes.saturating_add(next) <= merge.pass_bytes {
            continue;
        }
        rows.sort_unstable();
        let overlapping = rows.iter().filter(|row| old.iter().any(|part| covers(part, row.at)));
        keys.extend(overlapping.map(|row| {
            (
                row.institution,
                row.item,
                row.batch.clone(),
                row.at,
                row.kind,
                row.person,
                row.encounter,
            )
        }));
        let label = format!("{:06}-{number}", merge.generation);
        let storage = merge.snapshot.storage();
        merged
            .parts
            .push(write_part(storage, LakeTable::StockMoves, 0, &label, &batch(&rows)?)?);
        rows.clear();
        bytes = 0;
        number += 1;
    }
    if !keys.is_empty() {
        for (place, part) in old.into_iter().enumerate() {
            rewrite(merge, part, place, &keys, &mut merged)?;
        }
    }
    Ok(merged)
}

fn covers(part: &Part, at: i64) -> bool {
    let day = Moment::from_epoch_seconds(at).day().epoch_days();
    part.min_day.is_none_or(|first| first <= day) && part.max_day.is_none_or(|last| day <= last)
}

fn rewrite(
    merge: &Merge<'_>,
    part: &Part,
    place: usize,
    keys: &HashSet<Key>,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let batch = merge.snapshot.read(part, None)?;
    let columns = Reader::of(&part.path, batch.clone());
    let (institutions, items, batches) = (
        columns.ids("institution")?,
        columns.ids("item")?,
        columns.texts("batch")?,
    );
    let (times, kinds) = (columns.longs("at")?, columns.small("kind")?);
    let (persons, encounters) = (columns.ids("person")?, columns.ids("encounter")?);
    let id = |column: &UInt32Array, row| column.is_valid(row).then(|| column.value(row));
    let kept: Vec<bool> = (0..columns.rows())
        .map(|row| {
            !keys.contains(&(
                institutions.value(row),
                items.value(row),
                batches.value(row).into(),
                times.value(row),
                kinds.value(row),
                id(persons, row),
                id(encounters, row),
            ))
        })
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
        let storage = merge.snapshot.storage();
        merged
            .parts
            .push(write_part(storage, LakeTable::StockMoves, 0, &label, &rest)?);
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
