//! Sums over the lake: one plan for some buckets, whose few rows are added up outside.
//!
//! Everything of a visit lies in one bucket, so visits can be counted there; and no plan ever
//! holds more than the sums of its buckets, whatever the size of the lake.

use super::ModelError;
use super::months::Month;
use super::units::{Care, UnitKey, UnitLevel};
use crate::run::{lake_address, session};
use crate::turns::stretches;
use crate::{LakeError, LakeTable, Part, Snapshot, values};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Int32Type, Int64Type, UInt8Type, UInt32Type};
use datafusion::common::{JoinType, ScalarValue};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::functions_aggregate::expr_fn::{count_distinct, sum};
use datafusion::logical_expr::{Expr, ident, lit};
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionContext};
use domain::{CareSetting, Fact};
use futures::StreamExt;
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Range;

/// Rows of a batch in a plan.
const BATCH_ROWS: usize = 16 << 10;
/// Rows that one plan reads of its largest table; a bucket that has more has a plan of its own.
const PLAN_ROWS: u64 = 128 << 10;

/// Shares of the buckets that a thread does one after the other, so that none waits long for the last.
const SHARES_OF_A_THREAD: u32 = 8;

/// Reads a lake bucket by bucket.
#[derive(Clone)]
pub(super) struct Reader {
    snapshot: Snapshot,
    context: SessionContext,
    threads: usize,
}

/// What a sum is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// To be opened outside of any runtime: an object store waits in one of its own.
    pub(super) fn open(snapshot: &Snapshot, threads: usize) -> Result<Self, ModelError> {
        snapshot.all_there()?;
        Ok(Self {
            snapshot: snapshot.clone(),
            context: session(snapshot, BATCH_ROWS)?,
            threads: threads.max(1),
        })
    }

    /// Columns of a table in some buckets; without rows where they have none.
    pub(super) async fn rows(&self, table: LakeTable, buckets: Range<u32>, columns: &[&str]) -> Result<DataFrame> {
        let parts: Vec<&Part> = buckets.flat_map(|bucket| self.snapshot.parts(table, bucket)).collect();
        self.rows_of(table, &parts, columns).await
    }

    /// Columns of some parts of a table.
    pub(super) async fn rows_of(&self, table: LakeTable, parts: &[&Part], columns: &[&str]) -> Result<DataFrame> {
        // A visit whose settlements have all been taken back counts nowhere.
        let frame = match table {
            LakeTable::Encounters => {
                let all = self.all_of(table, parts).await?;
                all.filter(ident("withdrawn").is_not_true())?
            }
            _ => self.all_of(table, parts).await?,
        };
        frame.select(columns.iter().map(|name| ident(*name)).collect::<Vec<_>>())
    }

    /// Everything in some buckets of a table, visits that were taken back among it.
    pub(super) async fn all(&self, table: LakeTable, buckets: Range<u32>) -> Result<DataFrame> {
        let parts: Vec<&Part> = buckets.flat_map(|bucket| self.snapshot.parts(table, bucket)).collect();
        self.all_of(table, &parts).await
    }

    async fn all_of(&self, table: LakeTable, parts: &[&Part]) -> Result<DataFrame> {
        let schema = table.schema();
        if parts.is_empty() {
            return self.context.read_batch(RecordBatch::new_empty(schema));
        }
        let paths = parts.iter().map(|part| lake_address(&self.snapshot, &part.path));
        let paths: Result<Vec<String>, LakeError> = paths.collect();
        let paths = paths.map_err(|error| DataFusionError::External(error.into()))?;
        let options = ParquetReadOptions::default().schema(&schema);
        self.context.read_parquet(paths, options).await
    }

    /// Columns of a table in a bucket, as they are read.
    pub(super) async fn batches(
        &self,
        table: LakeTable,
        bucket: u32,
        columns: &[&str],
    ) -> Result<SendableRecordBatchStream> {
        let rows = self.rows(table, bucket..bucket + 1, columns).await?;
        rows.execute_stream().await
    }

    /// Columns of the stays in some buckets, of which `setting` is one.
    pub(super) async fn stays(&self, buckets: Range<u32>, columns: &[&str]) -> Result<DataFrame> {
        let stay = ident("setting").eq(lit(values::encode(Fact::Known(CareSetting::Inpatient))));
        self.rows(LakeTable::Encounters, buckets, columns).await?.filter(stay)
    }

    /// A dictionary as a table.
    pub(super) fn table(&self, batch: &RecordBatch) -> Result<DataFrame> {
        self.context.read_batch(batch.clone())
    }

    /// Does a piece of work after the other, as many at a time as there are threads, and hands over what
    /// each brings.
    pub(super) async fn each<Piece, Work, Brought>(
        &self,
        pieces: impl IntoIterator<Item = Piece>,
        work: impl Fn(Reader, Piece) -> Work,
        mut take: impl FnMut(Brought) -> Result<()>,
    ) -> Result<(), ModelError>
    where
        Work: Future<Output = Result<Brought>> + Send + 'static,
        Brought: Send + 'static,
    {
        let run = |piece: Piece| {
            let work = tokio::spawn(work(self.clone(), piece));
            async move { work.await.map_err(|error| DataFusionError::External(error.into()))? }
        };
        let mut results = futures::stream::iter(pieces).map(run).buffer_unordered(self.threads);
        while let Some(brought) = results.next().await {
            take(brought?)?;
        }
        Ok(())
    }

    /// Runs a plan for each piece and hands over the rows that come out.
    pub(super) async fn each_plan<Piece, Plan, Planning>(
        &self,
        pieces: impl IntoIterator<Item = Piece>,
        plan: Plan,
        mut take: impl FnMut(&RecordBatch) -> Result<()>,
    ) -> Result<(), ModelError>
    where
        Plan: Fn(Reader, Piece) -> Planning,
        Planning: Future<Output = Result<DataFrame>> + Send + 'static,
    {
        let work = |reader: Reader, piece: Piece| {
            let planning = plan(reader, piece);
            async move { planning.await?.collect().await }
        };
        self.each(pieces, work, |batches: Vec<RecordBatch>| {
            batches.iter().try_for_each(&mut take)
        })
        .await
    }

    /// Number of buckets.
    pub(super) fn buckets(&self) -> u32 {
        self.snapshot.buckets()
    }

    /// The buckets in stretches, of which a plan can read a table at once: making a plan costs more than
    /// running it on a few thousand rows.
    pub(super) fn stretches(&self, table: LakeTable) -> Vec<Range<u32>> {
        let rows = |bucket: u32| self.snapshot.parts(table, bucket).iter().map(|part| part.rows).sum();
        let stretches = stretches((0..self.buckets()).map(rows), PLAN_ROWS).into_iter();
        stretches
            .map(|buckets| buckets.start as u32..buckets.end as u32)
            .collect()
    }

    /// The buckets in shares of about the same size, some for each thread: what is added up within a share need
    /// not be added up outside.
    pub(super) fn shares_of_work(&self) -> impl Iterator<Item = Range<u32>> {
        let (buckets, shares) = (self.buckets(), self.threads as u32 * SHARES_OF_A_THREAD);
        let size = buckets.div_ceil(shares).max(1);
        (0..buckets)
            .step_by(size as usize)
            .map(move |first| first..buckets.min(first + size))
    }

    /// The parts of a table that does not lie by person, in pieces of which a plan can read one at once.
    pub(super) fn pieces(&self, table: LakeTable) -> Vec<Vec<Part>> {
        let parts = self.snapshot.parts(table, 0);
        let stretches = stretches(parts.iter().map(|part| part.rows), PLAN_ROWS).into_iter();
        stretches
            .map(|places| parts[places].iter().map(|part| (*part).clone()).collect())
            .collect()
    }

    /// Sums of measures for every institution, department and practitioner, over plans whose rows
    /// have been through [`by_level`]. The plans read stretches of a table.
    pub(super) async fn sums<const N: usize, Plan, Planning>(
        &self,
        measures: [&str; N],
        table: LakeTable,
        plan: Plan,
    ) -> Result<BTreeMap<Key, Sums<N>>, ModelError>
    where
        Plan: Fn(Reader, Range<u32>) -> Planning,
        Planning: Future<Output = Result<DataFrame>> + Send + 'static,
    {
        let mut sums: BTreeMap<Key, Sums<N>> = BTreeMap::new();
        let take = |batch: &RecordBatch| add(batch, measures, &mut sums);
        self.each_plan(self.stretches(table), plan, take).await?;
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

/// The rows that belong to some visits, which are few.
pub(super) fn of_visits(rows: DataFrame, visits: &DataFrame) -> Result<DataFrame> {
    let visits = visits.clone().select(vec![ident("encounter").alias("of_these")])?;
    visits.join(rows, JoinType::RightSemi, &["of_these"], &["encounter"], None)
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

/// Texts of a batch, null as none said.
pub(super) fn texts<'b>(batch: &'b RecordBatch, name: &str) -> Result<Vec<&'b str>> {
    let column = batch.column_by_name(name);
    let texts = column.and_then(|column| column.as_string_opt::<i32>());
    let texts = texts.ok_or_else(|| DataFusionError::Internal(format!("统计结果缺少 {name} 列")))?;
    Ok(texts.iter().map(Option::unwrap_or_default).collect())
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
