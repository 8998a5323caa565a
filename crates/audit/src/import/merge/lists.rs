//! Diagnoses and operations: the list of a visit arrives as a whole, and a
//! later import replaces it as a whole.

use super::rewrite::Superseded;
use super::visits::{Visit, Visits};
use super::{Merged, Pass, number};
use crate::import::spill::{DiagnosisRow, Kind, OperationRow, row};
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, UInt8Array, UInt16Array, UInt32Array};
use std::sync::Arc;

/// Marks the list of a visit as replaced.
fn replaced(superseded: &mut Superseded, table: LakeTable, visit: &Visit) {
    if visit.old {
        superseded.visit(table, visit.encounter);
    }
}

pub(super) fn diagnoses(
    pass: &Pass<'_>,
    visits: &Visits,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let mut rows: Vec<(u32, u32, u16, u32, bool, u8)> = Vec::new();
    pass.each(Kind::Diagnosis, |bytes, numbers| {
        let (row, used): (DiagnosisRow<'_>, usize) = row(bytes)?;
        if pass.holds(row.person) {
            let institution = number(&numbers.institutions, row.institution)?;
            let diagnosis = number(&numbers.diagnoses, row.diagnosis)?;
            match visits.find(row.person, institution, row.visit) {
                None => merged.dangling(SourceTable::Diagnoses, row.origin, row.visit),
                Some(visit) => {
                    replaced(superseded, LakeTable::Diagnoses, visit);
                    rows.push((
                        row.person,
                        visit.encounter,
                        row.number,
                        diagnosis,
                        row.principal,
                        row.at_admission,
                    ));
                }
            }
        }
        Ok(used)
    })?;
    let before = rows.len();
    rows.sort_unstable();
    rows.dedup();
    let counts = merged.counts(SourceTable::Diagnoses);
    counts.taken += rows.len() as u64;
    counts.replaced += (before - rows.len()) as u64;
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.0))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.1))),
        Arc::new(UInt16Array::from_iter_values(rows.iter().map(|row| row.2))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.3))),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.4)))),
        Arc::new(UInt8Array::from_iter_values(rows.iter().map(|row| row.5))),
    ];
    let batch = RecordBatch::try_new(LakeTable::Diagnoses.schema(), columns)
        .map_err(|error| LakeError::damaged("diagnoses", error))?;
    pass.write(LakeTable::Diagnoses, [Ok(batch)], merged)
}

pub(super) fn operations(
    pass: &Pass<'_>,
    visits: &Visits,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let mut rows: Vec<(u32, u32, Option<i64>, u32, bool)> = Vec::new();
    pass.each(Kind::Operation, |bytes, numbers| {
        let (row, used): (OperationRow<'_>, usize) = row(bytes)?;
        if pass.holds(row.person) {
            let institution = number(&numbers.institutions, row.institution)?;
            let operation = number(&numbers.operations, row.operation)?;
            match visits.find(row.person, institution, row.visit) {
                None => merged.dangling(SourceTable::Operations, row.origin, row.visit),
                Some(visit) => {
                    replaced(superseded, LakeTable::Operations, visit);
                    rows.push((row.person, visit.encounter, row.at, operation, row.principal));
                }
            }
        }
        Ok(used)
    })?;
    let before = rows.len();
    rows.sort_unstable();
    rows.dedup();
    let counts = merged.counts(SourceTable::Operations);
    counts.taken += rows.len() as u64;
    counts.replaced += (before - rows.len()) as u64;
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.0))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.1))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.3))),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.4)))),
        Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.2))),
    ];
    let batch = RecordBatch::try_new(LakeTable::Operations.schema(), columns)
        .map_err(|error| LakeError::damaged("operations", error))?;
    pass.write(LakeTable::Operations, [Ok(batch)], merged)
}
