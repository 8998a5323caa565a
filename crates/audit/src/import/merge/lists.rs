//! Diagnoses and operations. A row has an identity of its own, so that one which is corrected leaves the
//! others of its visit alone.

use super::rewrite::{Superseded, is_same_kind};
use super::visits::Visits;
use super::{Merged, Pass, number};
use crate::columns::Reader;
use crate::import::row::Origin;
use crate::import::spill::{DiagnosisRow, Kind, OperationRow, row};
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, UInt8Array, UInt16Array, UInt32Array};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

struct Diagnosed {
    person: u32,
    encounter: u32,
    number: u16,
    diagnosis: u32,
    kind: u8,
    principal: bool,
    at_admission: u8,
    origin: Origin,
    /// the visit was in the lake before
    old: bool,
}

pub(super) fn diagnoses(
    pass: &Pass<'_>,
    visits: &Visits,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let mut rows: Vec<Diagnosed> = Vec::new();
    pass.each(Kind::Diagnosis, |bytes, numbers| {
        let (row, used): (DiagnosisRow<'_>, usize) = row(bytes)?;
        if pass.holds(row.person) {
            let institution = number(&numbers.institutions, row.institution)?;
            let diagnosis = number(&numbers.diagnoses, row.diagnosis)?;
            match visits.find(row.person, institution, row.visit) {
                None => {
                    let serial = format!("diag_srt_no {}", row.number);
                    merged.dangling(pass.merge, SourceTable::Diagnoses, row.origin, row.visit, &serial);
                }
                Some(visit) => rows.push(Diagnosed {
                    person: row.person,
                    encounter: visit.encounter,
                    number: row.number,
                    diagnosis,
                    kind: row.kind,
                    principal: row.principal,
                    at_admission: row.at_admission,
                    origin: row.origin,
                    old: visit.old,
                }),
            }
        }
        Ok(used)
    })?;
    let before = rows.len();
    let again = |row: &Diagnosed| row.old && pass.merge.is_again(row.origin);
    if rows.iter().any(again) {
        let known = known_diagnoses(pass)?;
        rows.retain(|row| {
            let kinds = known.get(&(row.encounter, row.number));
            !(again(row) && kinds.is_some_and(|kinds| kinds.iter().any(|kind| is_same_kind(*kind, row.kind))))
        });
    }
    let kept = before - rows.len();
    let before = rows.len();
    // The latest first; whatever has its identity is replaced.
    rows.sort_by(|a, b| (a.encounter, a.number, b.origin, b.kind).cmp(&(b.encounter, b.number, a.origin, a.kind)));
    // Of what is read again, only what the lake does not have is left.
    for row in rows.iter().filter(|row| row.old && !again(row)) {
        superseded.diagnosis(row.encounter, row.number, row.kind);
    }
    // Of what is replaced, too, whatever was there before was replaced: a row that does not say its kind has
    // the identity of rows of several kinds, which do not have that of each other.
    let mut later: Vec<u8> = Vec::new();
    let mut latest = None;
    rows.retain(|row| {
        if latest != Some((row.encounter, row.number)) {
            latest = Some((row.encounter, row.number));
            later.clear();
        }
        let stays = !later.iter().any(|kind| is_same_kind(*kind, row.kind));
        later.push(row.kind);
        stays
    });
    let counts = merged.counts(SourceTable::Diagnoses);
    counts.taken += rows.len() as u64;
    counts.replaced += (before - rows.len()) as u64;
    counts.kept += kept as u64;
    rows.sort_by_key(|row| (row.person, row.encounter, row.number, row.diagnosis, row.kind));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.person))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.encounter))),
        Arc::new(UInt16Array::from_iter_values(rows.iter().map(|row| row.number))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.diagnosis))),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.principal)))),
        Arc::new(UInt8Array::from_iter_values(rows.iter().map(|row| row.at_admission))),
        Arc::new(UInt8Array::from_iter_values(rows.iter().map(|row| row.kind))),
    ];
    let batch = RecordBatch::try_new(LakeTable::Diagnoses.schema(), columns)
        .map_err(|error| LakeError::damaged("diagnoses", error))?;
    pass.write(LakeTable::Diagnoses, [Ok(batch)], merged)
}

/// Kinds of the diagnoses in the lake, by visit and number.
fn known_diagnoses(pass: &Pass<'_>) -> Result<HashMap<(u32, u16), Vec<u8>>, LakeError> {
    let mut known: HashMap<(u32, u16), Vec<u8>> = HashMap::new();
    let snapshot = pass.merge.snapshot;
    for part in snapshot.parts(LakeTable::Diagnoses, pass.bucket) {
        let columns = ["encounter", "number", "kind"];
        let columns = Reader::of(&part.path, snapshot.read(part, Some(&columns))?);
        let (encounters, numbers) = (columns.ids("encounter")?, columns.shorts("number")?);
        for row in 0..columns.rows() {
            let kind = columns.small_or_none("kind", row)?.unwrap_or(0);
            let key = (encounters.value(row), numbers.value(row));
            known.entry(key).or_default().push(kind);
        }
    }
    Ok(known)
}

struct Operated<'d> {
    person: u32,
    encounter: u32,
    at: Option<i64>,
    operation: u32,
    code: &'d str,
    principal: bool,
    origin: Origin,
    old: bool,
}

pub(super) fn operations(
    pass: &Pass<'_>,
    visits: &Visits,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let dictionary = &pass.merge.dictionaries.operations;
    let mut rows: Vec<Operated<'_>> = Vec::new();
    pass.each(Kind::Operation, |bytes, numbers| {
        let (row, used): (OperationRow<'_>, usize) = row(bytes)?;
        if pass.holds(row.person) {
            let institution = number(&numbers.institutions, row.institution)?;
            let operation = number(&numbers.operations, row.operation)?;
            let code = dictionary.get(operation).map_or("", |(code, _)| code);
            match visits.find(row.person, institution, row.visit) {
                None => {
                    let serial = format!("oprn_oprt_code {code}");
                    merged.dangling(pass.merge, SourceTable::Operations, row.origin, row.visit, &serial);
                }
                Some(visit) => rows.push(Operated {
                    person: row.person,
                    encounter: visit.encounter,
                    at: row.at,
                    operation,
                    code,
                    principal: row.principal,
                    origin: row.origin,
                    old: visit.old,
                }),
            }
        }
        Ok(used)
    })?;
    let before = rows.len();
    let again = |row: &Operated<'_>| row.old && pass.merge.is_again(row.origin);
    if rows.iter().any(again) {
        let known = known_operations(pass)?;
        rows.retain(|row| !(again(row) && known.contains(&(row.encounter, row.at, row.code))));
    }
    let kept = before - rows.len();
    let before = rows.len();
    rows.sort_by(|a, b| {
        (a.encounter, a.at, a.code, b.origin, b.operation).cmp(&(b.encounter, b.at, b.code, a.origin, a.operation))
    });
    rows.dedup_by(|later, first| (later.encounter, later.at, later.code) == (first.encounter, first.at, first.code));
    for row in rows.iter().filter(|row| row.old && !again(row)) {
        superseded.operation(row.encounter, row.at, row.code);
    }
    let counts = merged.counts(SourceTable::Operations);
    counts.taken += rows.len() as u64;
    counts.replaced += (before - rows.len()) as u64;
    counts.kept += kept as u64;
    rows.sort_by_key(|row| (row.person, row.encounter, row.at, row.operation));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.person))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.encounter))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.operation))),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.principal)))),
        Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.at))),
    ];
    let batch = RecordBatch::try_new(LakeTable::Operations.schema(), columns)
        .map_err(|error| LakeError::damaged("operations", error))?;
    pass.write(LakeTable::Operations, [Ok(batch)], merged)
}

/// What tells operations apart: visit, time, code.
type OperationKey<'d> = (u32, Option<i64>, &'d str);

/// Operations in the lake.
fn known_operations<'d>(pass: &Pass<'d>) -> Result<HashSet<OperationKey<'d>>, LakeError> {
    let mut known = HashSet::new();
    let merge = pass.merge;
    for part in merge.snapshot.parts(LakeTable::Operations, pass.bucket) {
        let columns = ["encounter", "at", "operation"];
        let columns = Reader::of(&part.path, merge.snapshot.read(part, Some(&columns))?);
        let (encounters, times) = (columns.ids("encounter")?, columns.longs("at")?);
        let operations = columns.ids("operation")?;
        known.extend((0..columns.rows()).map(|row| {
            let code = merge.dictionaries.operations.get(operations.value(row));
            let at = times.is_valid(row).then(|| times.value(row));
            (encounters.value(row), at, code.map_or("", |(code, _)| code))
        }));
    }
    Ok(known)
}
