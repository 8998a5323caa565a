//! Sums over the lake: one plan a bucket, whose few rows are added up outside.
//!
//! Everything of a visit lies in one bucket, so visits can be counted there; and no plan ever
//! holds more than the sums of one bucket, whatever the size of the lake.

use super::ModelError;
use super::months::Month;
use super::units::{Care, UnitKey, UnitLevel};
use crate::run::{lake_address, session};
use crate::{LakeError, LakeTable, Snapshot};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Int32Type, Int64Type, UInt8Type, UInt32Type};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{count_distinct, sum};
use datafusion::logical_expr::{Expr, ident, lit};
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionContext};
use futures::StreamExt;
use std::collections::BTreeMap;
use std::future::Future;

/// Rows of a batch in a plan.
const BATCH_ROWS: usize = 16 << 10;

/// Reads a lake bucket by bucket.
#[derive(Clone)]
pub(super) struct Reader {
    snapshot: Snapshot,
    context: SessionContext,
    threads: usize,
}

/// What a sum is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub unit: UnitKey,
    pub care: Care,
    pub month: Month,
    /// part of the cases that has a rate of its own (主要诊断大类); 0 where there are no parts
    pub stratum: i64,
}

/// Sums of some measures, and the number of visits they are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sums<const N: usize> {
    pub measures: [i64; N],
    pub cases: i64,
}

impl Reader {
    pub(super) fn open(snapshot: &Snapshot, threads: usize) -> Result<Self, ModelError> {
        Ok(Self {
            snapshot: snapshot.clone(),
            context: session(snapshot, BATCH_ROWS)?,
            threads: threads.max(1),
        })
    }

    /// Columns of a table in a bucket; one without rows where the bucket has none.
    pub(super) async fn rows(&self, table: LakeTable, bucket: u32, columns: &[&str]) -> Result<DataFrame> {
        let schema = table.schema();
        let parts = self.snapshot.parts(table, bucket);
        let frame = if parts.is_empty() {
            self.context.read_batch(RecordBatch::new_empty(schema))?
        } else {
            let paths = parts.into_iter().map(|part| lake_address(&self.snapshot, &part.path));
            let paths: Result<Vec<String>, LakeError> = paths.collect();
            let paths = paths.map_err(|error| DataFusionError::External(error.into()))?;
            let options = ParquetReadOptions::default().schema(&schema);
            self.context.read_parquet(paths, options).await?
        };
        frame.select(columns.iter().map(|name| ident(*name)).collect::<Vec<_>>())
    }

    /// A dictionary as a table.
    pub(super) fn table(&self, batch: &RecordBatch) -> Result<DataFrame> {
        self.context.read_batch(batch.clone())
    }

    /// Runs the plan of every bucket, or of the first one alone for what does not lie by person,
    /// and hands over what comes out.
    pub(super) async fn each_bucket<Plan, Planning>(
        &self,
        buckets: u32,
        plan: Plan,
        mut take: impl FnMut(&RecordBatch) -> Result<()>,
    ) -> Result<(), ModelError>
    where
        Plan: Fn(Reader, u32) -> Planning,
        Planning: Future<Output = Result<DataFrame>> + Send + 'static,
    {
        let run = |bucket: u32| {
            let planning = plan(self.clone(), bucket);
            let work = tokio::spawn(async move { planning.await?.collect().await });
            async move { work.await.map_err(|error| DataFusionError::External(error.into()))? }
        };
        let mut results = futures::stream::iter(0..buckets)
            .map(run)
            .buffer_unordered(self.threads);
        while let Some(batches) = results.next().await {
            for batch in &batches? {
                take(batch)?;
            }
        }
        Ok(())
    }

    /// Number of buckets.
    pub(super) fn buckets(&self) -> u32 {
        self.snapshot.buckets()
    }

    /// Sums of measures for every institution, department and practitioner, over plans whose rows
    /// have been through [`by_level`].
    pub(super) async fn sums<const N: usize, Plan, Planning>(
        &self,
        measures: [&str; N],
        plan: Plan,
    ) -> Result<BTreeMap<Key, Sums<N>>, ModelError>
    where
        Plan: Fn(Reader, u32) -> Planning,
        Planning: Future<Output = Result<DataFrame>> + Send + 'static,
    {
        let mut sums: BTreeMap<Key, Sums<N>> = BTreeMap::new();
        let take = |batch: &RecordBatch| add(batch, measures, &mut sums);
        self.each_bucket(self.buckets(), plan, take).await?;
        Ok(sums)
    }
}

/// Adds up measures by level. The rows must have `encounter`, `institution`, `department` (of the
/// visit), `doctor_department`, `doctor`, `care`, `month` and `stratum`.
pub(super) async fn by_level(rows: DataFrame, measures: &[&str]) -> Result<DataFrame> {
    // Three sums over the same rows: they are made once.
    let rows = rows.cache().await?;
    let level = |level: UnitLevel, own: &[(&str, &str)]| -> Result<DataFrame> {
        let keys = own.iter().map(|(from, _)| ident(*from));
        let shared = ["institution", "care", "month", "stratum"].map(ident);
        let mut sums: Vec<Expr> = measures.iter().map(|name| sum(ident(*name)).alias(*name)).collect();
        sums.push(count_distinct(ident("encounter")).alias("cases"));
        let mut known = rows.clone();
        for (from, _) in own {
            known = known.filter(ident(*from).is_not_null())?;
        }
        let own_key = |name: &str| {
            let from = own.iter().find(|(_, to)| *to == name).map(|(from, _)| ident(*from));
            from.unwrap_or_else(|| lit(ScalarValue::UInt32(None))).alias(name)
        };
        let mut columns = vec![lit(level.number()).alias("level")];
        columns.extend(["institution", "care", "month", "stratum", "cases"].map(ident));
        columns.extend(["department", "doctor"].map(own_key));
        columns.extend(measures.iter().map(|name| ident(*name)));
        known.aggregate(keys.chain(shared).collect(), sums)?.select(columns)
    };
    level(UnitLevel::Institution, &[])?
        .union(level(UnitLevel::Department, &[("department", "department")])?)?
        .union(level(
            UnitLevel::Practitioner,
            &[("doctor_department", "department"), ("doctor", "doctor")],
        )?)
}

/// The column of a batch, where it is there and of its type.
fn column<'b, T: arrow::datatypes::ArrowPrimitiveType>(
    batch: &'b RecordBatch,
    name: &str,
) -> Result<&'b arrow::array::PrimitiveArray<T>> {
    batch
        .column_by_name(name)
        .and_then(|column| column.as_primitive_opt::<T>())
        .ok_or_else(|| DataFusionError::Internal(format!("统计结果缺少 {name} 列")))
}

/// Whole numbers of a batch, null as 0.
pub(super) fn whole_numbers(batch: &RecordBatch, name: &str) -> Result<Vec<i64>> {
    let values = column::<Int64Type>(batch, name)?;
    Ok(values.iter().map(Option::unwrap_or_default).collect())
}

/// Ids of a batch.
pub(super) fn ids(batch: &RecordBatch, name: &str) -> Result<Vec<Option<u32>>> {
    Ok(column::<UInt32Type>(batch, name)?.iter().collect())
}

/// Months of a batch; a row outside the months that are read has none.
pub(super) fn months(batch: &RecordBatch, name: &str) -> Result<Vec<Option<Month>>> {
    let numbers = column::<Int32Type>(batch, name)?;
    Ok(numbers.iter().map(|number| number.map(Month::from_number)).collect())
}

/// Small codes of a batch.
pub(super) fn small(batch: &RecordBatch, name: &str) -> Result<Vec<u8>> {
    let values = column::<UInt8Type>(batch, name)?;
    Ok(values.iter().map(Option::unwrap_or_default).collect())
}

fn add<const N: usize>(batch: &RecordBatch, names: [&str; N], sums: &mut BTreeMap<Key, Sums<N>>) -> Result<()> {
    let (level, care) = (small(batch, "level")?, small(batch, "care")?);
    let (institution, department) = (ids(batch, "institution")?, ids(batch, "department")?);
    let (doctor, month) = (ids(batch, "doctor")?, months(batch, "month")?);
    let (stratum, cases) = (whole_numbers(batch, "stratum")?, whole_numbers(batch, "cases")?);
    let mut columns = Vec::with_capacity(N);
    for name in names {
        columns.push(whole_numbers(batch, name)?);
    }
    let keys = level.into_iter().zip(institution).zip(department).zip(doctor);
    let keys = keys.zip(care).zip(month).zip(stratum).zip(cases);
    for (row, (((((((level, institution), department), doctor), care), month), stratum), cases)) in keys.enumerate() {
        let known = UnitLevel::numbered(level)
            .zip(institution)
            .zip(Care::numbered(care))
            .zip(month);
        let Some((((level, institution), care), month)) = known else {
            return Err(DataFusionError::Internal("统计结果的一行没有机构或月份".to_owned()));
        };
        let key = Key {
            unit: UnitKey {
                level,
                institution,
                department,
                doctor,
            },
            care,
            month,
            stratum,
        };
        let entry = sums.entry(key).or_insert(Sums {
            measures: [0; N],
            cases: 0,
        });
        entry.cases += cases;
        for (sum, column) in entry.measures.iter_mut().zip(&columns) {
            *sum += column.get(row).copied().unwrap_or_default();
        }
    }
    Ok(())
}
