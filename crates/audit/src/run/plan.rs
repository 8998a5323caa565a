//! The plan of an audit: scans of whole buckets under the operator. No shuffle, no sort.

use super::review_exec::ReviewExec;
use super::subject::Subject;
use crate::columns::Reader;
use crate::manifest::Part;
use crate::schema::LakeTable;
use crate::turns::in_turns;
use crate::{LakeError, Snapshot};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::ParquetRowSelection;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_expr::Partitioning;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use parquet::arrow::arrow_reader::RowSelection;
use std::sync::Arc;

/// What an audit reads, in the order in which the operator wants it: what is held first.
pub(super) const TABLES: [LakeTable; 4] = [
    LakeTable::Encounters,
    LakeTable::Diagnoses,
    LakeTable::Operations,
    LakeTable::FeeLines,
];

/// The address under which the files of a lake are registered with a session: it holds the lake's
/// own address, so that one session may see several lakes.
pub(crate) fn lake_url(snapshot: &Snapshot) -> Result<ObjectStoreUrl, LakeError> {
    let address = snapshot.storage().address();
    let url = format!("lake://{}", hex::encode(&address));
    ObjectStoreUrl::parse(url).map_err(|error| LakeError::damaged(&address, error))
}

/// The address of a file of a lake in a session.
pub(crate) fn lake_address(snapshot: &Snapshot, path: &str) -> Result<String, LakeError> {
    Ok(format!("{}{path}", lake_url(snapshot)?.as_str()))
}

/// How plans of an audit read: one bucket at a time, texts as they are stored.
pub(crate) fn config(batch_rows: usize) -> SessionConfig {
    SessionConfig::new()
        .with_target_partitions(1)
        .with_batch_size(batch_rows)
        .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
}

/// A session that sees the files of a lake.
pub(crate) fn session(snapshot: &Snapshot, batch_rows: usize) -> Result<SessionContext, LakeError> {
    let context = SessionContext::new_with_config(config(batch_rows));
    let store = snapshot.storage().object_store()?;
    context.register_object_store(lake_url(snapshot)?.as_ref(), store);
    Ok(context)
}

/// 只读部分参保人 · whose rows are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Only<'p> {
    /// by bucket, the numbers of the persons, in order
    pub persons: &'p [Vec<u32>],
    /// how many threads look for their rows
    pub threads: usize,
}

/// A scan of one table in which partition *n* is the part of bucket *n* at `depth`, if it has so many.
fn scan(
    snapshot: &Snapshot,
    table: LakeTable,
    depth: usize,
    only: Option<Only<'_>>,
) -> Result<Arc<dyn ExecutionPlan>, LakeError> {
    let buckets: Vec<u32> = (0..snapshot.buckets()).collect();
    let group = |_, bucket: &u32, _: &mut ()| -> Result<FileGroup, LakeError> {
        let part = snapshot.parts(table, *bucket).into_iter().nth(depth);
        let persons = only.map(|only| only.persons.get(*bucket as usize).map_or(&[][..], Vec::as_slice));
        let read = match (part, persons) {
            (None, _) | (_, Some([])) => None,
            (Some(part), None) => Some(file(part)),
            (Some(part), Some(persons)) => {
                let rows = rows_of(snapshot, part, persons)?;
                rows.selects_any()
                    .then(|| file(part).with_extension(ParquetRowSelection::new(rows)))
            }
        };
        Ok(FileGroup::new(read.into_iter().collect()))
    };
    // Where nobody is looked for there is nothing to share.
    let threads = only.map_or(1, |only| only.threads);
    let groups = in_turns(threads, &buckets, group)?;
    let source = Arc::new(ParquetSource::new(table.audited()));
    let config = FileScanConfigBuilder::new(lake_url(snapshot)?, source)
        .with_file_groups(groups)
        .with_output_partitioning(Some(Partitioning::UnknownPartitioning(buckets.len())))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

fn file(part: &Part) -> PartitionedFile {
    PartitionedFile::new(part.path.clone(), part.bytes)
}

/// The rows of persons, whose numbers are in order.
pub(crate) fn rows_of(snapshot: &Snapshot, part: &Part, persons: &[u32]) -> Result<RowSelection, LakeError> {
    let columns = Reader::of(&part.path, snapshot.read(part, Some(&["person"]))?);
    let column = columns.ids("person")?.values();
    let mut ranges = Vec::new();
    let mut from = 0;
    for &person in persons {
        let rest = column.get(from..).unwrap_or_default();
        let first = from + rest.partition_point(|other| *other < person);
        let own = column.get(first..).unwrap_or_default();
        from = first + own.partition_point(|other| *other == person);
        ranges.extend((from > first).then_some(first..from));
    }
    Ok(RowSelection::from_consecutive_ranges(ranges.into_iter(), column.len()))
}

/// A scan and the table that it reads.
pub(crate) type Scan = (LakeTable, Arc<dyn ExecutionPlan>);

/// The scans of an audit: each table as many times as a bucket has parts of it at most; `only` the rows of
/// some persons, where they are named.
pub(crate) fn scans(snapshot: &Snapshot, only: Option<Only<'_>>) -> Result<Vec<Scan>, LakeError> {
    let mut scans = Vec::new();
    for table in TABLES {
        let depth = (0..snapshot.buckets())
            .map(|bucket| snapshot.parts(table, bucket).len())
            .max()
            .unwrap_or(0);
        for depth in 0..depth {
            scans.push((table, scan(snapshot, table, depth, only)?));
        }
    }
    Ok(scans)
}

/// The whole plan.
pub(crate) fn plan(
    snapshot: &Snapshot,
    subject: Arc<Subject>,
    only: Option<Only<'_>>,
) -> Result<Arc<ReviewExec>, LakeError> {
    let inputs = scans(snapshot, only)?;
    Ok(Arc::new(ReviewExec::new(subject, inputs, snapshot.buckets() as usize)))
}
