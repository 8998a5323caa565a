//! The folder of a run: what it is a run of, and what each finished bucket brought.

use super::bucket::{Brought, BucketStatement, collect};
use super::finished::batches;
use super::manifest::RunManifest;
use super::report::Report;
use super::since::Baseline;
use super::{AuditError, BucketFailure, RunReport};
use crate::Snapshot;
use crate::manifest::sha256;
use crate::words::in_words;
use arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that says what a folder is a run of.
const RUN: &str = "run.json";
/// The file that is there once all buckets are.
const REPORT: &str = "report.json";
/// The file that says what of the lake the run depended on.
const BASELINE: &str = "lake.json";
/// Locked by whoever writes into the folder, and free again when he is gone, however he went.
const WRITING: &str = ".writing";

/// The folder of a run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    pub(super) root: PathBuf,
    /// the lock of the one whose run it is, which lasts as long as its file is open; others write attempts, or read
    alone: Option<Arc<File>>,
}

pub(super) fn failed(path: &Path, error: impl std::error::Error + 'static) -> AuditError {
    AuditError::Folder {
        path: path.to_owned(),
        reason: in_words(&error),
    }
}

/// Keeps others from writing into a folder, which is made where it is not there yet, as long as the file is open. A
/// file system that has no locks keeps nobody off.
pub(crate) fn hold_folder(root: &Path) -> Result<File, AuditError> {
    fs::create_dir_all(root).map_err(|error| failed(root, error))?;
    let place = root.join(WRITING);
    let file = File::create(&place).map_err(|error| failed(&place, error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(AuditError::InUse(root.to_owned())),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// What a folder says that it is a run of.
fn manifest_at(root: &Path) -> Result<RunManifest, AuditError> {
    let place = root.join(RUN);
    let bytes = fs::read(&place).map_err(|error| match error.kind() {
        ErrorKind::NotFound => AuditError::NoRun(root.to_owned()),
        _ => failed(&place, error),
    })?;
    serde_json::from_slice(&bytes).map_err(|error| failed(&place, error))
}

/// Puts a whole file in place: temporary name, fsync, rename.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), AuditError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(PART).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| failed(path, error))
}

/// Gives a file of another run a name in this one. Files of a run are never changed, only replaced, so both runs may
/// name the same; and what stands there, of a run that was killed here, may be that same file already: it goes first,
/// since writing into it would be writing into both.
fn adopt_file(from: &Path, to: &Path) -> Result<(), AuditError> {
    match fs::remove_file(to) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(to, error)),
        _ => {}
    }
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    put(to, &fs::read(from).map_err(|error| failed(from, error))?)
}

impl RunFolder {
    /// The folder as it is for those who do not own it.
    pub(super) fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            alone: None,
        }
    }

    /// Makes the folder, or finds in it the run that is to be resumed. Nobody else can open it until this one and all
    /// its copies are dropped.
    ///
    /// # Errors
    /// It holds another run, or this one and nobody asked to resume it, or somebody else is writing into it, or it
    /// cannot be written.
    pub fn open(root: &Path, manifest: &RunManifest, resume: bool) -> Result<Self, AuditError> {
        let place = root.join(RUN);
        let mut folder = Self::at(root);
        let is_missing = place.try_exists().is_ok_and(|there| !there);
        if is_missing && folder.holds_buckets()? {
            return Err(AuditError::Nameless(root.to_owned()));
        }
        folder.alone = Some(Arc::new(hold_folder(root)?));
        fs::create_dir_all(root.join("findings")).map_err(|error| failed(root, error))?;
        // Read under the lock: who was here just before may have begun a run of something else.
        match fs::read(&place) {
            Ok(bytes) => {
                let found: RunManifest = serde_json::from_slice(&bytes).map_err(|error| failed(&place, error))?;
                if let Some(what) = manifest.difference(&found) {
                    return Err(AuditError::OtherRun {
                        path: root.to_owned(),
                        what,
                    });
                }
                if !resume {
                    return Err(AuditError::Exists(root.to_owned()));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = serde_json::to_vec_pretty(manifest).map_err(|error| failed(&place, error))?;
                put(&place, &text)?;
            }
            Err(error) => return Err(failed(&place, error)),
        }
        folder.sweep();
        Ok(folder)
    }

    /// True where there are buckets or a report.
    fn holds_buckets(&self) -> Result<bool, AuditError> {
        if self.root.join(REPORT).is_file() {
            return Ok(true);
        }
        let place = self.root.join("findings");
        let entries = match fs::read_dir(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            other => other.map_err(|error| failed(&place, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| failed(&place, error))?;
            if !is_part(&entry.file_name()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes what killed runs left half written. What cannot be removed does no harm: nobody reads it.
    fn sweep(&self) {
        for folder in [self.root.clone(), self.root.join("findings"), self.root.join("models")] {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| is_part(&entry.file_name())) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// A run that is finished.
    pub(super) fn finished(root: &Path) -> Result<(Self, RunManifest), AuditError> {
        let manifest = manifest_at(root)?;
        if !root.join(REPORT).is_file() {
            return Err(AuditError::Unfinished(root.to_owned()));
        }
        Ok((Self::at(root), manifest))
    }

    /// What of the lake the run depended on, where it was written down.
    pub(super) fn baseline(&self) -> Result<Option<Baseline>, AuditError> {
        let place = self.root.join(BASELINE);
        match fs::read(&place) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| failed(&place, error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&place, error)),
        }
    }

    /// Writes down what of a lake the run depends on, so that another can go on from it.
    ///
    /// # Errors
    /// The dictionaries cannot be read, or the folder not be written.
    pub fn depend_on_lake(&self, snapshot: &Snapshot) -> Result<(), AuditError> {
        self.depend_on(&Baseline::of(snapshot, &snapshot.dictionaries()?))
    }

    pub(super) fn depend_on(&self, baseline: &Baseline) -> Result<(), AuditError> {
        let place = self.root.join(BASELINE);
        let text = serde_json::to_vec(baseline).map_err(|error| failed(&place, error))?;
        put(&place, &text)
    }

    /// Takes over a bucket of another run.
    pub(super) fn adopt(&self, other: &RunFolder, bucket: u32) -> Result<BucketStatement, AuditError> {
        let place = other.statement(bucket);
        let bytes = fs::read(&place).map_err(|error| failed(&place, error))?;
        let done: BucketStatement = serde_json::from_slice(&bytes).map_err(|error| failed(&place, error))?;
        if !other.is_whole(&done) {
            return Err(AuditError::Folder {
                path: other.findings(bucket),
                reason: "文件与其说明不符，请重做全量审核".to_owned(),
            });
        }
        for file in [RunFolder::findings, RunFolder::persons, RunFolder::statement] {
            let (from, to) = (file(other, bucket), file(self, bucket));
            adopt_file(&from, &to)?;
        }
        Ok(done)
    }

    /// Findings of a bucket, and what was looked at of its persons.
    pub(super) fn rows(&self, bucket: u32) -> Result<(Vec<RecordBatch>, Vec<RecordBatch>), AuditError> {
        let read = |place: PathBuf| -> Result<Vec<RecordBatch>, AuditError> {
            let file = File::open(&place).map_err(|error| failed(&place, error))?;
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build());
            let batches = reader.map_err(|error| failed(&place, error))?.collect::<Result<_, _>>();
            batches.map_err(|error| failed(&place, error))
        };
        Ok((read(self.findings(bucket))?, read(self.persons(bucket))?))
    }

    pub(super) fn findings(&self, bucket: u32) -> PathBuf {
        self.root.join(format!("findings/bucket-{bucket:03}.parquet"))
    }

    pub(super) fn persons(&self, bucket: u32) -> PathBuf {
        self.root.join(format!("findings/bucket-{bucket:03}.persons"))
    }

    pub(super) fn statement(&self, bucket: u32) -> PathBuf {
        self.root.join(format!("findings/bucket-{bucket:03}.json"))
    }

    /// The statements of the finished buckets, and the buckets that are still to do. A bucket whose
    /// findings are not what its statement says is done again.
    ///
    /// # Errors
    /// A statement cannot be read.
    pub fn buckets(&self, buckets: u32) -> Result<(Vec<BucketStatement>, Vec<u32>), AuditError> {
        let (mut finished, mut missing) = (Vec::new(), Vec::new());
        for bucket in 0..buckets {
            let place = self.statement(bucket);
            let done = match fs::read(&place) {
                Ok(bytes) => serde_json::from_slice::<BucketStatement>(&bytes).ok(),
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) => return Err(failed(&place, error)),
            };
            match done.filter(|done| self.is_whole(done)) {
                Some(done) => finished.push(done),
                None => missing.push(bucket),
            }
        }
        Ok((finished, missing))
    }

    /// True where the files of a bucket are what its statement says.
    fn is_whole(&self, done: &BucketStatement) -> bool {
        let is = |place: PathBuf, hash: &str| fs::read(place).is_ok_and(|bytes| sha256(&bytes) == hash);
        is(self.findings(done.bucket), &done.sha256) && is(self.persons(done.bucket), &done.persons_sha256)
    }

    /// Writes down that all buckets are finished.
    ///
    /// # Errors
    /// The report cannot be written.
    pub fn complete(&self, report: &RunReport) -> Result<(), AuditError> {
        let place = self.root.join(REPORT);
        let text = serde_json::to_vec_pretty(&Report::of(report));
        put(&place, &text.map_err(|error| failed(&place, error))?)
    }

    /// Keeps what a bucket brought. It is finished once this has returned.
    fn keep(&self, done: &BucketStatement, findings: &[u8], persons: &[u8]) -> Result<(), AuditError> {
        put(&self.findings(done.bucket), findings)?;
        put(&self.persons(done.bucket), persons)?;
        self.commit(done)
    }

    /// Writes the statement of a bucket whose files are in place. It is finished once this has returned.
    pub(super) fn commit(&self, done: &BucketStatement) -> Result<(), AuditError> {
        let statement = self.statement(done.bucket);
        let text = serde_json::to_vec(done).map_err(|error| failed(&statement, error))?;
        put(&statement, &text)?;
        // Both names survive a power cut before anybody is told.
        match File::open(self.root.join("findings")).and_then(|folder| folder.sync_all()) {
            Err(error) if error.kind() != ErrorKind::PermissionDenied => Err(failed(&statement, error)),
            _ => Ok(()),
        }
    }
}

/// What the names of files begin with while they are written.
const PART: &str = ".part-";

fn is_part(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(PART)
}

/// Writes the findings and the statement of a bucket as they come.
pub(super) async fn write_bucket(
    folder: &RunFolder,
    bucket: u32,
    rows: SendableRecordBatchStream,
) -> Result<BucketStatement, BucketFailure> {
    let brought = collect(&folder.findings(bucket), bucket, rows).await?;
    keep(folder, brought).await
}

/// Puts the files of a bucket in place.
pub(super) async fn keep(folder: &RunFolder, brought: Brought) -> Result<BucketStatement, BucketFailure> {
    let folder = folder.clone();
    aside(move || {
        folder.keep(&brought.done, &brought.findings, &brought.persons)?;
        Ok(brought.done)
    })
    .await
}

/// Waits for the disk without keeping a thread from judging the next bucket.
pub(super) async fn aside(
    write: impl FnOnce() -> Result<BucketStatement, AuditError> + Send + 'static,
) -> Result<BucketStatement, BucketFailure> {
    match tokio::task::spawn_blocking(write).await {
        Ok(written) => written.map_err(BucketFailure::Folder),
        Err(error) => Err(BucketFailure::Folder(AuditError::Internal(error.to_string()))),
    }
}

/// Reads the findings of a run, bucket by bucket.
///
/// # Errors
/// The folder is no run, or a file of it cannot be read.
pub fn read_findings(root: &Path, mut take: impl FnMut(&RecordBatch)) -> Result<(), AuditError> {
    let manifest = manifest_at(root)?;
    let folder = RunFolder::at(root);
    for batch in batches(&folder, manifest.buckets) {
        take(&batch?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run that was killed between naming a file and saying so finds the file there when it is resumed.
    #[test]
    fn adopting_twice_leaves_both_runs_what_they_have() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, b"findings").unwrap();
        for _ in 0..2 {
            adopt_file(&from, &to).unwrap();
            assert_eq!(fs::read(&from).unwrap(), b"findings");
            assert_eq!(fs::read(&to).unwrap(), b"findings");
        }
    }
}
