//! 销售归属 · whether a sale stands in the fee lines.
//!
//! Sales are reported as they go over the counter (3505, 3506), and what they name is the settlement and the person
//! (`setl_id`, `psn_no`) rather than the visit. What the lake had of it when the sale came, the import has found; the
//! rest is looked for here, so that it makes no difference which of them came first.

use super::ModelError;
use super::bucket_sums::{Reader, ids, texts};
use crate::{LakeTable, Persons};
use arrow::array::RecordBatch;
use compact_str::CompactString;
use datafusion::common::JoinType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::ident;
use datafusion::prelude::DataFrame;
use hashbrown::HashMap;
use std::ops::Range;

/// 销售归属
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sale {
    /// of a visit in the lake: its fee lines say it
    Billed,
    /// of no visit in the lake
    ForCash,
    /// of somebody who has visits in the lake, or of a settlement, and of which visit nobody can tell
    Unplaced,
}

/// Numbers of an institution, and whether the lake has them.
type Numbers = HashMap<(u32, CompactString), bool>;

/// What sales name that the lake did not have when they came.
#[derive(Debug, Default)]
pub(super) struct NamedBySales {
    visits: Numbers,
    settlements: Numbers,
}

/// Whom a sale names; texts are empty where it does not, or where the lake had them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'b> {
    institution: u32,
    known_person: Option<u32>,
    person: &'b str,
    visit: &'b str,
    settlement: &'b str,
}

impl<'b> Names<'b> {
    /// Those of a batch of sales.
    pub(super) fn of(batch: &'b RecordBatch) -> Result<Vec<Self>> {
        let named = ["named_person", "named_visit", "named_settlement"].map(|name| texts(batch, name));
        let [persons, visits, settlements] = named;
        let whom = ids(batch, "person")?.into_iter().zip(persons?);
        let what = visits?.into_iter().zip(settlements?);
        let rows = ids(batch, "institution")?.into_iter().zip(whom).zip(what);
        let names = rows.map(|((institution, (known_person, person)), (visit, settlement))| {
            Some(Self {
                institution: institution?,
                known_person,
                person,
                visit,
                settlement,
            })
        });
        let lacking = || DataFusionError::Internal("销售的一行没有机构".to_owned());
        names.collect::<Option<Vec<Self>>>().ok_or_else(lacking)
    }
}

impl NamedBySales {
    /// Adds what is to be looked for.
    pub(super) fn add(&mut self, names: Names<'_>) {
        for (numbers, name) in [
            (&mut self.visits, names.visit),
            (&mut self.settlements, names.settlement),
        ] {
            if !name.is_empty() {
                numbers.entry((names.institution, name.into())).or_default();
            }
        }
    }

    /// Looks for it in the lake, in visits that were taken back too.
    pub(super) async fn look_up(&mut self, reader: &Reader) -> Result<(), ModelError> {
        if !self.visits.is_empty() {
            let take = |batch: &RecordBatch| mark(batch, &mut self.visits);
            reader
                .each_plan(reader.stretches(LakeTable::Encounters), visits, take)
                .await?;
        }
        if !self.settlements.is_empty() {
            let take = |batch: &RecordBatch| mark(batch, &mut self.settlements);
            reader
                .each_plan(reader.stretches(LakeTable::Settlements), settlements, take)
                .await?;
        }
        Ok(())
    }

    /// What a sale is whose names were looked for.
    pub(super) fn sale(&self, names: Names<'_>, persons: &Persons) -> Sale {
        let has = |numbers: &Numbers, name: &str| {
            let found = numbers.get(&(names.institution, CompactString::from(name)));
            found.copied().unwrap_or_default()
        };
        if has(&self.visits, names.visit) || has(&self.settlements, names.settlement) {
            return Sale::Billed;
        }
        let has_claims = names.known_person.is_some() || persons.find(names.person).is_some();
        // Nothing of somebody whom the lake does not know stands in its fee lines.
        let is_stranger = !has_claims && !names.person.is_empty();
        match has_claims || (!names.settlement.is_empty() && !is_stranger) {
            true => Sale::Unplaced,
            false => Sale::ForCash,
        }
    }
}

/// Notes of the numbers of a batch that the lake has them.
fn mark(batch: &RecordBatch, numbers: &mut Numbers) -> Result<()> {
    for (institution, id) in ids(batch, "institution")?.into_iter().zip(texts(batch, "id")?) {
        let place = institution.and_then(|institution| numbers.get_mut(&(institution, CompactString::from(id))));
        if let Some(found) = place {
            *found = true;
        }
    }
    Ok(())
}

/// Numbers of visits.
async fn visits(reader: Reader, buckets: Range<u32>) -> Result<DataFrame> {
    let visits = reader.all(LakeTable::Encounters, buckets).await?;
    visits.select(vec![ident("institution"), ident("id")])
}

/// Numbers of settlements.
async fn settlements(reader: Reader, buckets: Range<u32>) -> Result<DataFrame> {
    let visits = reader.all(LakeTable::Encounters, buckets.clone()).await?;
    let visits = visits.select(vec![ident("encounter").alias("visit"), ident("institution")])?;
    let settlements = reader.all(LakeTable::Settlements, buckets).await?;
    let settlements = settlements.select(vec![ident("encounter"), ident("id")])?;
    visits
        .join(settlements, JoinType::Inner, &["visit"], &["encounter"], None)?
        .select(vec![ident("institution"), ident("id")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sale_is_for_cash_where_nobody_can_have_billed_it() {
        let mut named = NamedBySales::default();
        let persons = Persons::default();
        let names = |known_person, person, visit, settlement| Names {
            institution: 1,
            known_person,
            person,
            visit,
            settlement,
        };
        named.visits.insert((1, "M1".into()), true);
        named.visits.insert((1, "M9".into()), false);
        named.settlements.insert((1, "S1".into()), true);
        for (sale, names) in [
            (Sale::ForCash, names(None, "", "", "")),
            (Sale::ForCash, names(None, "", "M9", "")),
            (Sale::Billed, names(None, "", "M1", "")),
            (Sale::Billed, names(None, "", "M9", "S1")),
            (Sale::Billed, names(Some(0), "", "", "S1")),
            (Sale::Unplaced, names(Some(0), "", "", "")),
            (Sale::Unplaced, names(Some(0), "", "M9", "")),
            (Sale::Unplaced, names(None, "", "", "S9")),
            (Sale::ForCash, names(None, "P9", "M9", "S9")),
        ] {
            assert_eq!(named.sale(names, &persons), sale, "{names:?}");
        }
        let elsewhere = Names {
            institution: 2,
            ..names(None, "", "M1", "S1")
        };
        assert_eq!(named.sale(elsewhere, &persons), Sale::Unplaced);
    }
}
