//! A finished run, for whoever goes on with what it found.

use super::folder::failed;
use super::output::FORMAT;
use super::{AuditError, RunFolder, RunManifest};
use crate::manifest::sha256;
use arrow::array::RecordBatch;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

/// A run of which every bucket is there and is what its statement says.
#[derive(Debug, Clone)]
pub struct FinishedRun {
    folder: RunFolder,
    manifest: RunManifest,
    findings: u64,
}

impl FinishedRun {
    /// Opens the folder of a run.
    ///
    /// # Errors
    /// It is no run, the run is not finished or is damaged, or it is of a program whose findings have other
    /// columns.
    pub fn open(root: &Path) -> Result<Self, AuditError> {
        let (folder, manifest) = RunFolder::finished(root)?;
        if manifest.format != FORMAT {
            return Err(AuditError::OtherFormat(root.to_owned()));
        }
        let (finished, missing) = folder.buckets(manifest.buckets)?;
        if !missing.is_empty() {
            return Err(AuditError::Unfinished(root.to_owned()));
        }
        Ok(Self {
            findings: finished.iter().map(|bucket| bucket.findings).sum(),
            folder,
            manifest,
        })
    }

    /// What it is a run of.
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    /// A name that the same run has wherever its folder lies, and no other: runs of one name have the same
    /// findings in the same order.
    ///
    /// # Errors
    /// The manifest cannot be written as JSON.
    pub fn name(&self) -> Result<String, AuditError> {
        let text = serde_json::to_vec(&self.manifest).map_err(|error| AuditError::Internal(error.to_string()))?;
        let hash = sha256(&text);
        Ok(format!("audit/{}", hash.get(..12).unwrap_or(&hash)))
    }

    /// Number of findings.
    pub fn findings(&self) -> u64 {
        self.findings
    }

    /// The findings, bucket by bucket, a batch in memory at a time.
    pub fn batches(&self) -> impl Iterator<Item = Result<RecordBatch, AuditError>> {
        batches(&self.folder, self.manifest.buckets)
    }
}

/// The findings of the buckets that are there.
pub(super) fn batches(folder: &RunFolder, buckets: u32) -> impl Iterator<Item = Result<RecordBatch, AuditError>> {
    (0..buckets).flat_map(|bucket| {
        let place = folder.findings(bucket);
        let (failure, read) = match of_file(&place) {
            Ok(read) => (None, read),
            Err(error) => (Some(Err(error)), None),
        };
        let rows = read.into_iter().flatten();
        let rows = rows.map(move |batch| batch.map_err(|error| failed(&place, error)));
        failure.into_iter().chain(rows)
    })
}

/// The rows of a file; none where there is no such file.
fn of_file(place: &Path) -> Result<Option<ParquetRecordBatchReader>, AuditError> {
    let file = match File::open(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| failed(place, error))?,
    };
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build());
    reader.map(Some).map_err(|error| failed(place, error))
}
