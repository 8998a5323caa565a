//! Compaction: the parts of a bucket become one, and files that no manifest
//! names are removed.
//!
//! In a folder nothing else writes or audits meanwhile. An object store has no locks: there what a running import has
//! written stays, since it belongs to a generation still to come; do not run it beside readers of an older state.

use crate::columns::Reader;
use crate::dictionary::DictionaryName;
use crate::lake::{Snapshot, write_part};
use crate::manifest::Part;
use crate::storage::Holding;
use crate::{Lake, LakeError, LakeTable};
use arrow::array::{ArrayRef, BooleanArray, RecordBatch, UInt32Array};
use arrow::compute::{SortColumn, concat_batches, filter_record_batch, lexsort_to_indices, take_record_batch};
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

/// Rows that [`Lake::compact`] sorts at once unless there is a reason for another number; they
/// take some 300 MB.
pub const COMPACT_ROWS: usize = 1_000_000;

/// What was gained.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CompactReport {
    /// parts before
    pub before: usize,
    /// parts after
    pub after: usize,
    /// files that nothing names any longer
    pub removed: usize,
}

impl fmt::Display for CompactReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "数据文件由 {} 个合并为 {} 个，清除不再使用的文件 {} 个",
            self.before, self.after, self.removed
        )
    }
}

impl Lake {
    /// Merges the parts of every bucket and removes what is no longer named. A bucket that has more
    /// than `rows_at_once` stays cut by person.
    pub fn compact(&mut self, rows_at_once: usize) -> Result<CompactReport, LakeError> {
        let _alone = self.hold(Holding::Remove)?;
        let snapshot = self.snapshot();
        let mut manifest = snapshot.manifest().clone();
        let before = manifest.parts.len();
        for table in LakeTable::ALL {
            for bucket in 0..snapshot.buckets() {
                let parts = snapshot.parts(table, bucket);
                if parts.len() < 2 {
                    continue;
                }
                let ranges = ranges(&snapshot, table, &parts, rows_at_once.max(1))?;
                if ranges.len() >= parts.len() {
                    continue;
                }
                let gone: Vec<String> = parts.iter().map(|part| part.path.clone()).collect();
                let mut new = Vec::new();
                for (number, range) in ranges.into_iter().enumerate() {
                    let batch = merged(&snapshot, table, &parts, range)?;
                    let label = format!("{:06}-{number}", manifest.generation + 1);
                    new.push(write_part(snapshot.storage(), table, bucket, &label, &batch)?);
                }
                manifest.replace_parts(&gone, new);
            }
        }
        let after = manifest.parts.len();
        if after != before {
            self.commit(manifest)?;
        }
        Ok(CompactReport {
            before,
            after,
            removed: self.sweep()?,
        })
    }

    /// Removes data and dictionaries that the manifest does not name. What is no file of a lake stays.
    fn sweep(&self) -> Result<usize, LakeError> {
        let snapshot = self.snapshot();
        let manifest = snapshot.manifest();
        let named: HashSet<&str> = manifest
            .parts
            .iter()
            .map(|part| part.path.as_str())
            .chain(manifest.dictionaries.values().map(|file| file.path.as_str()))
            .collect();
        let mut removed = 0;
        for folder in ["data", "dictionaries"] {
            for path in self.storage().list(folder)? {
                let own = generation_of(&path).is_some_and(|generation| generation <= manifest.generation);
                if !named.contains(path.as_str()) && (own || is_leftover(&path)) {
                    self.storage().remove(&path)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

/// The generation that a file of a lake was written for; 0 for dictionaries of before, whose names do not tell. None
/// where it is none of a lake's files.
fn generation_of(path: &str) -> Option<u64> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["data", table, bucket, file] if is_bucket(table, bucket) => {
            file.strip_suffix(".parquet")?.split('-').next()?.parse().ok()
        }
        ["dictionaries", file] => {
            let (rest, hash) = file.strip_suffix(".parquet")?.rsplit_once('-')?;
            let named = |name: &str| DictionaryName::ALL.into_iter().any(|known| known.name() == name);
            let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            match rest.rsplit_once('-') {
                Some((name, generation)) if named(name) && is_hash => generation.parse().ok(),
                _ => (named(rest) && is_hash).then_some(0),
            }
        }
        _ => None,
    }
}

/// True for a half-written file of a writer that was killed.
fn is_leftover(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["data", table, bucket, file] => is_bucket(table, bucket) && file.starts_with(".part-"),
        ["dictionaries", file] => file.starts_with(".part-"),
        _ => false,
    }
}

fn is_bucket(table: &str, bucket: &str) -> bool {
    let digits = bucket.strip_prefix('b');
    LakeTable::ALL.into_iter().any(|known| known.name() == table)
        && digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Ranges of the first sort column (person or institution) with some `rows_at_once` rows each.
fn ranges(
    snapshot: &Snapshot,
    table: LakeTable,
    parts: &[&Part],
    rows_at_once: usize,
) -> Result<Vec<Range<u64>>, LakeError> {
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    if rows <= rows_at_once as u64 {
        return Ok(std::iter::once(0..u64::MAX).collect());
    }
    let mut all: Vec<u32> = Vec::new();
    for part in parts {
        all.extend_from_slice(first(snapshot, table, part)?.values());
    }
    all.sort_unstable();
    let mut starts: Vec<u64> = all
        .iter()
        .step_by(rows_at_once)
        .map(|value| u64::from(*value))
        .collect();
    starts.dedup();
    if let Some(start) = starts.first_mut() {
        *start = 0;
    }
    let ends = starts.iter().copied().skip(1).chain([u64::MAX]);
    Ok(starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect())
}

fn first(snapshot: &Snapshot, table: LakeTable, part: &Part) -> Result<UInt32Array, LakeError> {
    let name = table.order().first().copied().unwrap_or_default();
    let columns = Reader::of(&part.path, snapshot.read(part, Some(&[name]))?);
    Ok(columns.ids(name)?.clone())
}

/// The rows of a range, in order.
fn merged(snapshot: &Snapshot, table: LakeTable, parts: &[&Part], range: Range<u64>) -> Result<RecordBatch, LakeError> {
    let damaged = |error: &dyn fmt::Display| LakeError::damaged(table.name(), error);
    let mut batches = Vec::new();
    for part in parts {
        let keep: BooleanArray = first(snapshot, table, part)?
            .values()
            .iter()
            .map(|value| Some(range.contains(&u64::from(*value))))
            .collect();
        let batch = snapshot.read(part, None)?;
        batches.push(filter_record_batch(&batch, &keep).map_err(|error| damaged(&error))?);
    }
    let all = concat_batches(&table.schema(), &batches).map_err(|error| damaged(&error))?;
    drop(batches);
    let columns: Vec<SortColumn> = table
        .order()
        .iter()
        .filter_map(|name| all.column_by_name(name).cloned())
        .map(|values: ArrayRef| SortColumn { values, options: None })
        .collect();
    let order = lexsort_to_indices(&columns, None).map_err(|error| damaged(&error))?;
    take_record_batch(&all, &order).map_err(|error| damaged(&error))
}
