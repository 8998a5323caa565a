//! Buckets that others finish for a run.
//!
//! Whoever audits a bucket for somebody else writes findings and statement under a name of its
//! own into a folder beside the findings; the one who owns the run adopts the first whole attempt
//! of each bucket by renaming it. So it does not matter how often a bucket is tried, by whom, or
//! who dies meanwhile: nothing half and nothing twice reaches the findings, and the folder of a
//! finished run is the same as if one process had made it.

use super::bucket::collect;
use super::folder::{aside, failed, put};
use super::{AuditError, BucketFailure, BucketStatement, RunFolder};
use crate::manifest::sha256;
use datafusion::execution::SendableRecordBatchStream;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of the attempts, and of what those who make them must know.
const ATTEMPTS: &str = "attempts";
/// The state of the lake that is under audit.
const LAKE: &str = "lake.json";

/// One try of one bucket.
#[derive(Clone)]
pub(super) struct Attempt {
    bucket: u32,
    findings: PathBuf,
    persons: PathBuf,
    statement: PathBuf,
}

impl Attempt {
    pub(super) fn new(folder: &RunFolder, bucket: u32, name: &str) -> Self {
        let name: String = name
            .chars()
            .map(|ch| if ch.is_ascii_alphanumeric() { ch } else { '-' })
            .collect();
        let place = folder.root.join(ATTEMPTS).join(format!("{bucket:03}.{name}"));
        Self {
            bucket,
            findings: with_ending(&place, "parquet"),
            persons: with_ending(&place, "persons"),
            statement: with_ending(&place, "json"),
        }
    }

    /// Writes the findings, and then the statement that says they are whole.
    pub(super) async fn write(&self, rows: SendableRecordBatchStream) -> Result<BucketStatement, BucketFailure> {
        let brought = collect(&self.findings, self.bucket, rows).await?;
        let place = self.clone();
        aside(move || {
            put(&place.findings, &brought.findings)?;
            put(&place.persons, &brought.persons)?;
            let text = serde_json::to_vec(&brought.done).map_err(|error| failed(&place.statement, error))?;
            put(&place.statement, &text)?;
            Ok(brought.done)
        })
        .await
    }
}

/// A path with another ending after its name, which may itself hold dots.
fn with_ending(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// The bytes of a file; none where there is no such file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, AuditError> {
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some).map_err(|error| failed(path, error)),
    }
}

fn remove(path: &Path) -> Result<(), AuditError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(path, error)),
        _ => Ok(()),
    }
}

impl RunFolder {
    /// The folder of a run that somebody else has opened.
    pub fn of_another(root: &Path) -> Self {
        Self::at(root)
    }

    /// Makes the folder ready for the attempts of others, who are to see the lake in this state.
    /// Statements of the buckets that are to be done are withdrawn.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn invite(&self, lake: &[u8], missing: &[u32]) -> Result<(), AuditError> {
        let attempts = self.root.join(ATTEMPTS);
        fs::create_dir_all(&attempts).map_err(|error| failed(&attempts, error))?;
        for &bucket in missing {
            remove(&self.statement(bucket))?;
        }
        put(&attempts.join(LAKE), lake)
    }

    /// The state of the lake that was written down for those who make the attempts.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn invited_to(&self) -> Result<Vec<u8>, AuditError> {
        let place = self.root.join(ATTEMPTS).join(LAKE);
        fs::read(&place).map_err(|error| failed(&place, error))
    }

    /// True where a bucket is finished and need not be tried again.
    pub fn has(&self, bucket: u32) -> bool {
        self.statement(bucket).is_file()
    }

    /// Takes over the whole attempts that lie there: the first one of a bucket becomes its findings,
    /// others are removed, and one whose findings are not what it says is left out.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn take_attempts(&self) -> Result<Vec<BucketStatement>, AuditError> {
        let attempts = self.root.join(ATTEMPTS);
        let entries = match fs::read_dir(&attempts) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|error| failed(&attempts, error))?,
        };
        let mut statements: Vec<PathBuf> = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| failed(&attempts, error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // A name that begins with a dot is still being written.
            if name.ends_with(".json") && !name.starts_with('.') && name != LAKE {
                statements.push(path);
            }
        }
        statements.sort();
        let mut adopted = Vec::new();
        for place in statements {
            let (findings, persons) = (place.with_extension("parquet"), place.with_extension("persons"));
            let text = fs::read(&place).map_err(|error| failed(&place, error))?;
            let done = serde_json::from_slice::<BucketStatement>(&text).ok();
            let (Some(found), Some(seen)) = (read(&findings)?, read(&persons)?) else {
                // On a network file system the other names may be seen a little later.
                continue;
            };
            let whole = |done: &BucketStatement| sha256(&found) == done.sha256 && sha256(&seen) == done.persons_sha256;
            let wanted = |done: &BucketStatement| !self.has(done.bucket) && whole(done);
            if let Some(done) = done.filter(wanted) {
                let target = self.findings(done.bucket);
                fs::rename(&findings, &target).map_err(|error| failed(&target, error))?;
                let target = self.persons(done.bucket);
                fs::rename(&persons, &target).map_err(|error| failed(&target, error))?;
                self.commit(&done)?;
                adopted.push(done);
            }
            remove(&place)?;
            remove(&findings)?;
            remove(&persons)?;
        }
        Ok(adopted)
    }

    /// Removes what was there for the attempts.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn dismiss(&self) -> Result<(), AuditError> {
        let attempts = self.root.join(ATTEMPTS);
        match fs::remove_dir_all(&attempts) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(&attempts, error)),
            _ => Ok(()),
        }
    }
}
