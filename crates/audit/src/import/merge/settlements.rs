//! Settlements, and what they say of their visits: total, fund share, insurance.

use super::rewrite::{Superseded, serials};
use super::visits::Visits;
use super::{Merged, Pass, number};
use crate::columns::Reader;
use crate::import::row::Origin;
use crate::import::spill::{Kind, SettlementRow, row};
use crate::settled::{Settled, settled_insurance, standing};
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt32Array,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

struct Arrived {
    person: u32,
    encounter: u32,
    id: Box<str>,
    at: i64,
    total: i64,
    fund_paid: i64,
    refunded: bool,
    insurance: u8,
    origin: Origin,
    /// place of the visit
    visit: usize,
}

pub(super) fn merge(
    pass: &Pass<'_>,
    visits: &mut Visits,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    let mut rows = read(pass, visits, merged)?;
    let again =
        |row: &Arrived| pass.merge.is_again(row.origin) && visits.all.get(row.visit).is_some_and(|visit| visit.old);
    if rows.iter().any(again) {
        let (before, known) = (rows.len(), serials(pass, LakeTable::Settlements)?);
        rows.retain(|row| !(again(row) && known.contains(&(row.encounter, row.id.clone()))));
        merged.counts(SourceTable::Settlements).kept += (before - rows.len()) as u64;
    }
    // The last of several rows with one serial holds.
    rows.sort_by(|a, b| (a.encounter, &a.id, a.origin).cmp(&(b.encounter, &b.id, b.origin)));
    let before = rows.len();
    rows.reverse();
    rows.dedup_by(|a, b| a.encounter == b.encounter && a.id == b.id);
    let counts = merged.counts(SourceTable::Settlements);
    counts.taken += rows.len() as u64;
    counts.replaced += (before - rows.len()) as u64;
    let mut touched = HashSet::new();
    for row in &rows {
        if visits.all.get(row.visit).is_some_and(|visit| visit.old) {
            touched.insert(row.encounter);
            // Of what is read again, only what the lake does not have is left.
            if !pass.merge.is_again(row.origin) {
                superseded.serial(LakeTable::Settlements, row.encounter, &row.id);
            }
        }
    }
    let mut all = kept(pass, &touched, superseded)?;
    all.extend(rows.iter().map(|row| Settled {
        encounter: row.encounter,
        at: row.at,
        total: row.total,
        fund_paid: row.fund_paid,
        refunded: row.refunded,
        insurance: row.insurance,
    }));
    all.sort_unstable();
    let by_visit: HashMap<u32, &[Settled]> = all
        .chunk_by(|a, b| a.encounter == b.encounter)
        .filter_map(|own| Some((own.first()?.encounter, own)))
        .collect();
    for row in &rows {
        let Some(visit) = visits.all.get_mut(row.visit) else {
            continue;
        };
        let own = by_visit.get(&row.encounter).copied().unwrap_or_default();
        let sum = sum(own);
        visit.changed = true;
        visit.total = sum.map(|sum| sum.0);
        visit.fund_paid = sum.map(|sum| sum.1);
        // It was settled, and nothing of that stands.
        visit.withdrawn = sum.is_none();
        visit.settled_insurance = settled_insurance(own);
    }
    rows.sort_by(|a, b| (a.person, a.at, a.encounter, &a.id).cmp(&(b.person, b.at, b.encounter, &b.id)));
    pass.write(LakeTable::Settlements, [batch(&rows)], merged)
}

/// Total and fund share of what stands of the settlements of a visit; none where nothing does.
fn sum(own: &[Settled]) -> Option<(i64, i64)> {
    standing(own)
        .map(|row| (row.total, row.fund_paid))
        .reduce(|a, b| (a.0 + b.0, a.1 + b.1))
}

fn read(pass: &Pass<'_>, visits: &Visits, merged: &mut Merged) -> Result<Vec<Arrived>, LakeError> {
    let mut rows = Vec::new();
    pass.each(Kind::Settlement, |bytes, numbers| {
        let (row, used): (SettlementRow<'_>, usize) = row(bytes)?;
        if !pass.holds(row.person) {
            return Ok(used);
        }
        let institution = number(&numbers.institutions, row.institution)?;
        match visits.place(row.person, institution, row.visit) {
            None => {
                let serial = format!("setl_id {}", row.id);
                merged.dangling(pass.merge, SourceTable::Settlements, row.origin, row.visit, &serial);
            }
            Some(place) => rows.extend(visits.all.get(place).map(|visit| Arrived {
                person: row.person,
                encounter: visit.encounter,
                id: row.id.into(),
                at: row.at,
                total: row.total,
                fund_paid: row.fund_paid,
                refunded: row.refunded,
                insurance: row.insurance,
                origin: row.origin,
                visit: place,
            })),
        }
        Ok(used)
    })?;
    Ok(rows)
}

/// The settlements that stay in the lake, of the visits that are touched.
fn kept(pass: &Pass<'_>, touched: &HashSet<u32>, superseded: &Superseded) -> Result<Vec<Settled>, LakeError> {
    let mut rows = Vec::new();
    if touched.is_empty() {
        return Ok(rows);
    }
    let snapshot = pass.merge.snapshot;
    for part in snapshot.parts(LakeTable::Settlements, pass.bucket) {
        // Their sums are written anew with the visit.
        let batch = snapshot.read(part, None)?;
        let refunded = batch
            .column_by_name("refunded")
            .and_then(|column| column.as_boolean_opt().cloned())
            .ok_or_else(|| LakeError::damaged(&part.path, "没有 refunded 列"))?;
        let columns = Reader::of(&part.path, batch);
        let (encounters, ids) = (columns.ids("encounter")?, columns.texts("id")?);
        let at = columns.longs("at")?;
        let (totals, funds) = (columns.longs("total")?, columns.longs("fund_paid")?);
        let insurances = columns.small("insurance")?;
        for row in 0..columns.rows() {
            let encounter = encounters.value(row);
            if touched.contains(&encounter)
                && !superseded.holds_serial(LakeTable::Settlements, encounter, ids.value(row))
            {
                rows.push(Settled {
                    encounter,
                    at: at.value(row),
                    total: totals.value(row),
                    fund_paid: funds.value(row),
                    refunded: refunded.value(row),
                    insurance: match insurances.is_valid(row) {
                        true => insurances.value(row),
                        false => 0,
                    },
                });
            }
        }
    }
    Ok(rows)
}

fn batch(rows: &[Arrived]) -> Result<RecordBatch, LakeError> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.person))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.encounter))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &*row.id))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.at))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.total))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.fund_paid))),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.refunded)))),
        Arc::new(UInt8Array::from_iter_values(rows.iter().map(|row| row.insurance))),
    ];
    RecordBatch::try_new(LakeTable::Settlements.schema(), columns)
        .map_err(|error| LakeError::damaged("settlements", error))
}
