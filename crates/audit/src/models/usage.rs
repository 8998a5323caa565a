//! 用量 · how much of some products an institution used in a period, by department and prescriber.
//!
//! This is what 统方 means: nothing here decides who may ask (`conduct::usage_query`), and nothing calls it
//! but what has asked there. A line without a department of its own belongs to that of its visit; refunds
//! stand in the sums with their sign.

use super::ModelError;
use super::bucket_sums::{Reader, ids, whole_numbers};
use crate::{Dictionaries, LakeTable, Snapshot};
use arrow::array::RecordBatch;
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::{Expr, ident, lit, when};
use datafusion::prelude::DataFrame;
use domain::{Day, InstitutionCode, ItemKind, PractitionerCode, Quantity};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageScope {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 品类
    pub kind: ItemKind,
    /// 品种, by code or by name
    pub products: Vec<String>,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
}

/// 用量 of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// 科室; empty where the claims name none
    pub department: String,
    /// 开单医师; empty where the claims name none
    pub prescriber: PractitionerCode,
    /// 品种, as it was asked for
    pub product: String,
    /// 数量
    pub quantity: Quantity,
}

/// Numbers of the lake behind a row: department, prescriber, place among the products.
type Key = (Option<u32>, Option<u32>, usize);

/// Adds up the lines of the institution in the period, by department, prescriber and product.
///
/// # Errors
/// What is wrong with the lake.
pub fn usage(snapshot: &Snapshot, scope: &UsageScope, threads: usize) -> Result<Vec<Used>, ModelError> {
    let dictionaries = snapshot.dictionaries()?;
    let wanted = Wanted::of(&dictionaries, scope);
    if wanted.items.is_empty() || wanted.institutions.is_empty() {
        return Ok(Vec::new());
    }
    let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
    let reader = Reader::open(snapshot, threads)?;
    crate::run::runtime(threads)
        .map_err(|error| ModelError::Plan(error.to_string()))?
        .block_on(async {
            let plan = |reader: Reader, buckets: Range<u32>| plan(reader, buckets, wanted.clone());
            let take = |batch: &RecordBatch| add(batch, &wanted, &mut sums);
            reader
                .each_plan(reader.stretches(LakeTable::FeeLines), plan, take)
                .await
        })?;
    let mut used: BTreeMap<(String, PractitionerCode, usize), i64> = BTreeMap::new();
    for ((department, doctor, product), quantity) in sums {
        // One doctor or department may have several entries that differ by the name.
        let department = department.and_then(|id| dictionaries.departments.get(id));
        let doctor = doctor.and_then(|id| dictionaries.practitioners.get(id));
        let key = (
            department.map_or_else(String::new, |(code, name)| {
                if name.is_empty() { code } else { name }.to_owned()
            }),
            PractitionerCode::new(doctor.map_or("", |(_, code, _)| code)),
            product,
        );
        *used.entry(key).or_default() += quantity;
    }
    let row = |((department, prescriber, product), quantity): ((_, _, usize), i64)| {
        Some(Used {
            department,
            prescriber,
            product: scope.products.get(product)?.clone(),
            quantity: Quantity::from_scaled(quantity),
        })
    };
    Ok(used.into_iter().filter_map(row).collect())
}

/// The scope by the numbers of the lake.
#[derive(Debug, Clone)]
struct Wanted {
    institutions: Vec<u32>,
    /// the place among the products that an item was asked for by
    items: HashMap<u32, usize>,
    /// epoch seconds; the end is not included
    from: i64,
    before: i64,
}

impl Wanted {
    fn of(dictionaries: &Dictionaries, scope: &UsageScope) -> Self {
        let of_item = |id: u32| {
            let (code, name, kind) = dictionaries.items.get(id).filter(|(_, _, kind)| *kind == scope.kind)?;
            let asked = |product: &String| [code, name].contains(&product.trim()) && kind == scope.kind;
            Some((id, scope.products.iter().position(asked)?))
        };
        let count = u32::try_from(dictionaries.institutions.len()).unwrap_or(u32::MAX);
        let own = |id: &u32| dictionaries.institutions.code(*id) == Some(scope.institution.as_str());
        Self {
            institutions: (0..count).filter(own).collect(),
            items: (0..u32::try_from(dictionaries.items.len()).unwrap_or(u32::MAX))
                .filter_map(of_item)
                .collect(),
            from: scope.from.start().epoch_seconds(),
            before: scope.to.plus_days(1).start().epoch_seconds(),
        }
    }
}

async fn plan(reader: Reader, buckets: Range<u32>, wanted: Wanted) -> Result<DataFrame> {
    let numbers = |ids: Vec<u32>| -> Vec<Expr> { ids.into_iter().map(lit).collect() };
    let visits = reader
        .rows(
            LakeTable::Encounters,
            buckets.clone(),
            &["encounter", "institution", "department"],
        )
        .await?
        .filter(ident("institution").in_list(numbers(wanted.institutions), false))?
        .select(vec![
            ident("encounter").alias("of_visit"),
            ident("department").alias("visited"),
        ])?;
    let columns = ["encounter", "at", "item", "quantity", "department", "doctor"];
    let department = when(ident("department").is_null(), ident("visited")).otherwise(ident("department"))?;
    reader
        .rows(LakeTable::FeeLines, buckets, &columns)
        .await?
        .filter(
            ident("item")
                .in_list(numbers(wanted.items.into_keys().collect()), false)
                .and(ident("at").gt_eq(lit(wanted.from)))
                .and(ident("at").lt(lit(wanted.before))),
        )?
        .join(visits, JoinType::Inner, &["encounter"], &["of_visit"], None)?
        .select(vec![
            department.alias("used_by"),
            ident("doctor"),
            ident("item"),
            ident("quantity"),
        ])?
        .aggregate(
            ["used_by", "doctor", "item"].map(ident).to_vec(),
            vec![sum(ident("quantity")).alias("quantity")],
        )
}

fn add(batch: &RecordBatch, wanted: &Wanted, sums: &mut BTreeMap<Key, i64>) -> Result<()> {
    let (departments, doctors) = (ids(batch, "used_by")?, ids(batch, "doctor")?);
    let (items, quantities) = (ids(batch, "item")?, whole_numbers(batch, "quantity")?);
    for (((department, doctor), item), quantity) in departments.into_iter().zip(doctors).zip(items).zip(quantities) {
        if let Some(product) = item.and_then(|item| wanted.items.get(&item)) {
            *sums.entry((department, doctor, *product)).or_default() += quantity;
        }
    }
    Ok(())
}
