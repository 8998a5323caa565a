//! 增量审核 · an audit after another one: only the persons of whom the lake holds something new are
//! judged again, everything else is taken over. The result is that of a whole run.
//!
//! What a person's verdict depends on is the book, the person's rows, and what the dictionaries say of
//! the persons, institutions and practitioners in them. Rows come in parts, and a part that was
//! not there before names the persons who were touched. Where anything else has changed, the
//! audit is a whole one and says why.

use super::bucket::{BucketFiles, split};
use super::folder::RunFolder;
use super::{AuditError, BucketFailure, RunManifest};
use crate::Snapshot;
use crate::columns::Reader;
use crate::dictionary::{Dictionaries, DictionaryName};
use crate::run::plan::TABLES;
use arrow::array::{AsArray, RecordBatch, UInt32Array};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::UInt32Type;
use arrow::error::ArrowError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What of a lake a run depended on; kept with its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Baseline {
    /// commits of the lake so far
    generation: u64,
    /// paths of the parts that were read
    parts: BTreeSet<String>,
    /// by dictionary: its entries, and a hash of what they say
    dictionaries: BTreeMap<String, (usize, String)>,
}

impl Baseline {
    /// Of a lake as it is.
    pub(super) fn of(snapshot: &Snapshot, dictionaries: &Dictionaries) -> Self {
        let parts = TABLES
            .into_iter()
            .flat_map(|table| (0..snapshot.buckets()).flat_map(move |bucket| snapshot.parts(table, bucket)));
        let said = DictionaryName::ALL.into_iter().filter_map(|name| {
            let entries = dictionaries.rows(name);
            Some((name.name().to_owned(), (entries, dictionaries.said(name, entries)?)))
        });
        Self {
            generation: snapshot.manifest().generation,
            parts: parts.map(|part| part.path.clone()).collect(),
            dictionaries: said.collect(),
        }
    }

    /// True where the first entries of every dictionary say what they said then.
    fn still_holds(&self, dictionaries: &Dictionaries) -> bool {
        DictionaryName::ALL.into_iter().all(|name| {
            let known = self.dictionaries.get(name.name());
            known.is_some_and(|(entries, hash)| dictionaries.said(name, *entries).as_ref() == Some(hash))
        })
    }
}

/// An earlier run, and who was touched since.
#[derive(Debug)]
pub(super) struct Previous {
    folder: RunFolder,
    /// by bucket, the numbers of the persons, in order
    touched: Vec<Vec<u32>>,
}

/// A finished run as what another can begin from; the words say why it cannot be.
///
/// # Errors
/// What the run depended on, or a part of the lake, cannot be read.
pub(super) fn previous(
    (folder, found): (RunFolder, RunManifest),
    manifest: &RunManifest,
    snapshot: &Snapshot,
    dictionaries: &Dictionaries,
) -> Result<Result<Previous, &'static str>, AuditError> {
    if let Some(what) = manifest.difference_beside_the_lake(&found) {
        return Ok(Err(what));
    }
    let lake = snapshot.manifest();
    let is_of_this_lake = found.lake_hash == manifest.lake_hash || lake.before.contains(&found.lake_hash);
    if !is_of_this_lake {
        // Put back from a copy, it has lost what the other run judged, and no part tells of whom that was.
        return Ok(Err("数据湖的来历（不是在前次所审的数据湖上追加的，例如由备份恢复）"));
    }
    let Some(baseline) = folder.baseline()? else {
        return Ok(Err("前次审核的数据湖记录"));
    };
    if !baseline.still_holds(dictionaries) {
        return Ok(Err("参保人、机构或医师的登记信息"));
    }
    let touched = (0..snapshot.buckets()).map(|bucket| touched(snapshot, &baseline, bucket));
    Ok(Ok(Previous {
        touched: touched.collect::<Result<_, _>>()?,
        folder,
    }))
}

/// The persons of whom a bucket holds something new.
fn touched(snapshot: &Snapshot, baseline: &Baseline, bucket: u32) -> Result<Vec<u32>, AuditError> {
    // After one commit what was written anew for lost rows is old; after several it may be of any age.
    let one_commit = snapshot.manifest().generation <= baseline.generation + 1;
    let mut persons = Vec::new();
    for table in TABLES {
        for part in snapshot.parts(table, bucket) {
            if baseline.parts.contains(&part.path) || (one_commit && part.is_remainder()) {
                continue;
            }
            let columns = Reader::of(&part.path, snapshot.read(part, Some(&["person"]))?);
            persons.extend_from_slice(columns.ids("person")?.values());
        }
    }
    persons.sort_unstable();
    persons.dedup();
    Ok(persons)
}

impl Previous {
    /// By bucket, the persons to be judged again.
    pub(super) fn touched(&self) -> &[Vec<u32>] {
        &self.touched
    }

    /// How many persons are judged again.
    pub(super) fn persons(&self) -> u64 {
        self.touched.iter().map(|persons| persons.len() as u64).sum()
    }

    /// The folder of the run.
    pub(super) fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Puts what is new of a bucket in the place of what the earlier run said of the same persons.
    pub(super) fn with(
        &self,
        bucket: u32,
        new: &[RecordBatch],
        dictionaries: &Dictionaries,
        into: &mut BucketFiles,
    ) -> Result<(), BucketFailure> {
        let touched = self.touched.get(bucket as usize).map_or(&[][..], Vec::as_slice);
        let (mut findings, mut persons) = self.folder.rows(bucket).map_err(BucketFailure::Folder)?;
        let (findings_before, persons_before) = (findings.len(), persons.len());
        for batch in new {
            let (new_findings, new_persons) = split(batch)?;
            findings.extend(new_findings);
            persons.extend(new_persons);
        }
        let about: Vec<UInt32Array> = findings
            .iter()
            .map(|batch| numbers(batch, dictionaries))
            .collect::<Result<_, _>>()?;
        let about: Vec<&UInt32Array> = about.iter().collect();
        if let Some(all) = in_order(&findings, &about, findings_before, touched)? {
            into.add_findings(&all)?;
        }
        let about: Vec<&UInt32Array> = persons.iter().map(person_of).collect::<Result<_, _>>()?;
        if let Some(all) = in_order(&persons, &about, persons_before, touched)? {
            into.add_persons(&all)?;
        }
        Ok(())
    }
}

fn damaged(error: ArrowError) -> BucketFailure {
    BucketFailure::Rows(error.into())
}

/// The numbers of the persons of findings.
fn numbers(batch: &RecordBatch, dictionaries: &Dictionaries) -> Result<UInt32Array, BucketFailure> {
    let persons = batch
        .column_by_name("psn_no")
        .and_then(|column| column.as_string_opt::<i32>());
    let unknown = || {
        damaged(ArrowError::SchemaError(
            "前次审核的疑点中有数据湖里没有的参保人".to_owned(),
        ))
    };
    let persons = persons.ok_or_else(unknown)?;
    let number = |person: Option<&str>| dictionaries.persons.find(person?).ok_or_else(unknown).ok();
    let numbers: Vec<Option<u32>> = persons.iter().map(number).collect();
    if numbers.iter().any(Option::is_none) {
        return Err(unknown());
    }
    Ok(numbers.into_iter().collect())
}

fn person_of(batch: &RecordBatch) -> Result<&UInt32Array, ArrowError> {
    let column = batch.column_by_name("person");
    column
        .and_then(|column| column.as_primitive_opt::<UInt32Type>())
        .ok_or_else(|| ArrowError::SchemaError("person".to_owned()))
}

/// Rows in order of the persons whom they are `about`; those of one person stay in theirs. Of the first
/// `before` batches, which are what was said before, those of touched persons are left out. None where
/// no rows are left.
fn in_order(
    batches: &[RecordBatch],
    about: &[&UInt32Array],
    before: usize,
    touched: &[u32],
) -> Result<Option<RecordBatch>, ArrowError> {
    let mut rows: Vec<(u32, (usize, usize))> = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for (batch, persons) in about.iter().enumerate() {
        let stays = |person: u32| batch >= before || touched.binary_search(&person).is_err();
        let own = persons
            .values()
            .iter()
            .enumerate()
            .filter(|(_, person)| stays(**person));
        rows.extend(own.map(|(row, person)| (*person, (batch, row))));
    }
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by_key(|(person, _)| *person);
    let places: Vec<(usize, usize)> = rows.into_iter().map(|(_, place)| place).collect();
    let batches: Vec<&RecordBatch> = batches.iter().collect();
    interleave_record_batch(&batches, &places).map(Some)
}
