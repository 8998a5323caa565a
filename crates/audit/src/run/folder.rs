//! The folder of a run: what it is a run of, and what each finished bucket brought.

use super::finished::batches;
use super::output::{FORMAT, KIND_FINDING, KIND_NOT_EVALUABLE, TOTALS, finding_schema, persons_schema};
use super::report::Report;
use super::since::Baseline;
use super::statement::Statement;
use super::{AuditError, BucketFailure, RunOptions, RunReport, Scope, first_day};
use crate::Snapshot;
use crate::manifest::sha256;
use crate::words::in_words;
use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, not};
use arrow::datatypes::{Decimal128Type, Int64Type, SchemaRef, UInt8Type};
use arrow::error::ArrowError;
use datafusion::execution::SendableRecordBatchStream;
use domain::{Day, RuleCode, RuleState};
use futures::StreamExt;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rulebook::Library;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file that says what a folder is a run of.
const RUN: &str = "run.json";
/// The file that is there once all buckets are.
const REPORT: &str = "report.json";
/// The file that says what of the lake the run depended on.
const BASELINE: &str = "lake.json";

/// What a run is a run of. Two runs with the same manifest have the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// version of the program
    pub program: String,
    /// columns of the findings; runs of an earlier program say nothing of it
    #[serde(default)]
    pub format: u32,
    /// content hash of the book
    pub book_hash: String,
    /// hash of what the lake consists of
    pub lake_hash: String,
    /// commits of the lake so far
    pub lake_generation: u64,
    /// number of buckets
    pub buckets: u32,
    /// what was under review
    pub scope: Scope,
    /// rules; empty for all
    pub rules: Vec<String>,
    /// first day from which the lake holds everything, as days since 1970-01-01
    pub known_since: Option<i32>,
    /// true where sample knowledge spoke
    pub samples_speak: bool,
}

impl RunManifest {
    /// What auditing this state with this library and these options is a run of.
    pub fn of(snapshot: &Snapshot, library: &Library, options: &RunOptions) -> Self {
        let known_since = options.known_since.or_else(|| first_day(snapshot));
        let lake = snapshot.manifest();
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            format: FORMAT,
            book_hash: library.hash().to_owned(),
            lake_hash: lake.content_hash(),
            lake_generation: lake.generation,
            buckets: lake.buckets,
            scope: options.scope.clone(),
            rules: options.rules.iter().map(|rule| rule.as_str().to_owned()).collect(),
            known_since: known_since.map(Day::epoch_days),
            samples_speak: options.samples_speak,
        }
    }

    /// The options that make this run. How many buckets are done at a time is not part of it.
    pub fn options(&self) -> RunOptions {
        RunOptions {
            scope: self.scope.clone(),
            rules: self.rules.iter().map(RuleCode::new).collect(),
            known_since: self.known_since.map(Day::from_epoch_days),
            samples_speak: self.samples_speak,
            ..RunOptions::default()
        }
    }

    /// What differs from another run beside the lake, in Chinese; none where they are the same.
    pub(super) fn difference_beside_the_lake(&self, other: &Self) -> Option<&'static str> {
        let here = Self {
            lake_hash: other.lake_hash.clone(),
            lake_generation: other.lake_generation,
            ..self.clone()
        };
        here.difference(other)
    }

    /// What differs from another run, in Chinese; none where they are the same.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let differs = [
            (self.lake_hash != other.lake_hash, "数据湖内容"),
            (self.book_hash != other.book_hash, "规则库版本"),
            (self.program != other.program, "程序版本"),
            (self.format != other.format, "审核结果的格式"),
            (self.scope != other.scope, "审核范围"),
            (self.rules != other.rules, "规则"),
            (self != other, "审核参数"),
        ];
        differs.into_iter().find(|(differs, _)| *differs).map(|(_, what)| what)
    }
}

/// What a finished bucket brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketStatement {
    /// the bucket
    pub bucket: u32,
    /// number of findings
    pub findings: u64,
    /// SHA-256 of the findings file
    pub sha256: String,
    /// SHA-256 of the file of what was looked at of each person
    pub persons_sha256: String,
    /// findings and fen, by rule
    pub by_rule: BTreeMap<String, (u64, i64)>,
    /// of these the findings of rules on trial
    pub trial: BTreeMap<String, (u64, i64)>,
    /// fee lines read, reviewed; persons; encounters
    pub totals: [u64; TOTALS.len()],
    /// rule, missing field, how often
    pub not_evaluable: Vec<(String, String, u64)>,
}

impl BucketStatement {
    /// The statement that it is part of.
    pub fn statement(&self) -> Statement {
        let mut statement = Statement::default();
        statement.add(self.totals);
        for (rule, missing, count) in &self.not_evaluable {
            *statement
                .not_evaluable
                .entry((rule.clone(), missing.clone()))
                .or_default() += count;
        }
        statement
    }
}

/// The folder of a run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    pub(super) root: PathBuf,
}

pub(super) fn failed(path: &Path, error: impl std::error::Error + 'static) -> AuditError {
    AuditError::Folder {
        path: path.to_owned(),
        reason: in_words(&error),
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
    /// Makes the folder, or finds in it the run that is to be resumed.
    ///
    /// # Errors
    /// It holds another run, or this one and nobody asked to resume it, or it cannot be written.
    pub fn open(root: &Path, manifest: &RunManifest, resume: bool) -> Result<Self, AuditError> {
        let folder = Self { root: root.to_owned() };
        let place = root.join(RUN);
        let found = fs::read(&place);
        let is_missing = |error: &std::io::Error| error.kind() == ErrorKind::NotFound;
        if found.as_ref().is_err_and(is_missing) && folder.holds_buckets()? {
            return Err(AuditError::Nameless(root.to_owned()));
        }
        fs::create_dir_all(root.join("findings")).map_err(|error| failed(root, error))?;
        match found {
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
        Ok((Self { root: root.to_owned() }, manifest))
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

fn internal(what: &str) -> BucketFailure {
    BucketFailure::Folder(AuditError::Internal(format!("审核算子的输出缺少 {what}")))
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

/// What a bucket brought, and its files, which are still to be written.
pub(super) struct Brought {
    pub done: BucketStatement,
    pub findings: Vec<u8>,
    pub persons: Vec<u8>,
}

/// Takes what a bucket brings, whose findings are to lie at `place`.
pub(super) async fn collect(
    place: &Path,
    bucket: u32,
    mut rows: SendableRecordBatchStream,
) -> Result<Brought, BucketFailure> {
    let mut files = BucketFiles::new(place, bucket)?;
    while let Some(batch) = rows.next().await {
        let (findings, persons) = split(&batch?)?;
        if let Some(findings) = findings {
            files.add_findings(&findings)?;
        }
        if let Some(persons) = persons {
            files.add_persons(&persons)?;
        }
    }
    files.finish()
}

/// Rows of the operator in the columns in which they are kept: findings, and what is told of persons.
pub(super) fn split(batch: &RecordBatch) -> Result<(Option<RecordBatch>, Option<RecordBatch>), BucketFailure> {
    let kind = batch.column_by_name("kind").ok_or_else(|| internal("kind"))?;
    let kind = kind.as_primitive_opt::<UInt8Type>().ok_or_else(|| internal("kind"))?;
    let is_finding: BooleanArray = kind.iter().map(|kind| Some(kind == Some(KIND_FINDING))).collect();
    let part = |wanted: &BooleanArray, schema: SchemaRef| -> Result<Option<RecordBatch>, ArrowError> {
        match wanted.true_count() {
            0 => Ok(None),
            _ => chosen(batch, wanted, &schema).map(Some),
        }
    };
    let findings = part(&is_finding, finding_schema())?;
    Ok((findings, part(&not(&is_finding)?, persons_schema())?))
}

/// The files of a bucket while they are written.
pub(super) struct BucketFiles {
    place: PathBuf,
    findings: ArrowWriter<Vec<u8>>,
    persons: ArrowWriter<Vec<u8>>,
    done: BucketStatement,
    statement: Statement,
}

impl BucketFiles {
    /// Of a bucket whose findings are to lie at `place`.
    pub(super) fn new(place: &Path, bucket: u32) -> Result<Self, BucketFailure> {
        let mut properties = WriterProperties::builder()
            // A bucket has dozens of short columns: making so many zstd contexts costs more than they save.
            .set_compression(Compression::SNAPPY)
            // A file is read as a whole; nobody looks for a range in it.
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by("mingjing".to_owned());
        for path in ["finding_key", "feedetl_sn.list.item", "involved_feedetl_sn.list.item"] {
            // Hardly any of these is there twice.
            let path = ColumnPath::new(path.split('.').map(str::to_owned).collect());
            properties = properties.set_column_dictionary_enabled(path, false);
        }
        let properties = properties.build();
        let writer = |schema| {
            ArrowWriter::try_new(Vec::new(), schema, Some(properties.clone()))
                .map_err(|error| BucketFailure::Folder(failed(place, error)))
        };
        Ok(Self {
            findings: writer(finding_schema())?,
            persons: writer(persons_schema())?,
            place: place.to_owned(),
            done: BucketStatement {
                bucket,
                findings: 0,
                sha256: String::new(),
                persons_sha256: String::new(),
                by_rule: BTreeMap::new(),
                trial: BTreeMap::new(),
                totals: [0; TOTALS.len()],
                not_evaluable: Vec::new(),
            },
            statement: Statement::default(),
        })
    }

    fn failed(&self, error: impl std::error::Error + 'static) -> BucketFailure {
        BucketFailure::Folder(failed(&self.place, error))
    }

    /// Adds findings, in the columns in which they are kept.
    pub(super) fn add_findings(&mut self, rows: &RecordBatch) -> Result<(), BucketFailure> {
        count_findings(rows, &mut self.done)?;
        let written = self.findings.write(rows);
        written.map_err(|error| self.failed(error))
    }

    /// Adds what is told of persons, in the columns in which it is kept.
    pub(super) fn add_persons(&mut self, rows: &RecordBatch) -> Result<(), BucketFailure> {
        read_statement(rows, &mut self.statement)?;
        let written = self.persons.write(rows);
        written.map_err(|error| self.failed(error))
    }

    /// The files as they are to lie there.
    pub(super) fn finish(self) -> Result<Brought, BucketFailure> {
        let Self {
            place,
            findings,
            persons,
            mut done,
            statement,
        } = self;
        let whole = |writer: ArrowWriter<Vec<u8>>| {
            writer
                .into_inner()
                .map_err(|error| BucketFailure::Folder(failed(&place, error)))
        };
        let (findings, persons) = (whole(findings)?, whole(persons)?);
        done.sha256 = sha256(&findings);
        done.persons_sha256 = sha256(&persons);
        done.totals = statement.totals();
        let missing = statement.not_evaluable.into_iter();
        done.not_evaluable = missing.map(|((rule, what), count)| (rule, what, count)).collect();
        Ok(Brought {
            done,
            findings,
            persons,
        })
    }
}

fn count_findings(findings: &RecordBatch, done: &mut BucketStatement) -> Result<(), BucketFailure> {
    let rules = findings
        .column_by_name("rule_code")
        .and_then(|column| column.as_string_opt::<i32>());
    let amounts = findings
        .column_by_name("amount")
        .and_then(|column| column.as_primitive_opt::<Decimal128Type>());
    let (Some(rules), Some(amounts)) = (rules, amounts) else {
        return Err(internal("rule_code"));
    };
    let states = findings
        .column_by_name("state")
        .and_then(|column| column.as_string_opt::<i32>());
    let states = states.ok_or_else(|| internal("state"))?;
    for ((rule, fen), state) in rules.iter().zip(amounts).zip(states) {
        let (rule, fen) = (
            rule.unwrap_or_default(),
            fen.and_then(|fen| i64::try_from(fen).ok()).unwrap_or(0),
        );
        let on_trial = (state == Some(RuleState::Trial.zh())).then_some(&mut done.trial);
        for sums in on_trial.into_iter().chain([&mut done.by_rule]) {
            let sum = sums.entry(rule.to_owned()).or_default();
            sum.0 += 1;
            sum.1 += fen;
        }
    }
    done.findings += findings.num_rows() as u64;
    Ok(())
}

/// The rows that are wanted, in the columns of a schema.
fn chosen(batch: &RecordBatch, wanted: &BooleanArray, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<usize> = schema
        .fields()
        .iter()
        .map(|field| batch.schema().index_of(field.name()))
        .collect::<Result<_, _>>()?;
    let batch = batch.project(&columns)?;
    // The operator puts findings and persons into batches of their own.
    match wanted.false_count() {
        0 => Ok(batch),
        _ => filter_record_batch(&batch, wanted),
    }
}

/// Adds what the rows about persons say.
fn read_statement(rows: &RecordBatch, statement: &mut Statement) -> Result<(), BucketFailure> {
    let column = |name: &'static str| rows.column_by_name(name).ok_or_else(|| internal(name));
    let texts = |name: &'static str| column(name)?.as_string_opt::<i32>().ok_or_else(|| internal(name));
    let numbers = |name: &'static str| {
        column(name)?
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| internal(name))
    };
    let kinds = column("kind")?
        .as_primitive_opt::<UInt8Type>()
        .ok_or_else(|| internal("kind"))?;
    let mut totals = [0; TOTALS.len()];
    for (total, name) in totals.iter_mut().zip(TOTALS) {
        *total = arrow::compute::sum(numbers(name)?).map_or(0, i64::unsigned_abs);
    }
    statement.add(totals);
    let (rules, missing, counts) = (texts("rule_code")?, texts("missing")?, numbers("count")?);
    for row in 0..rows.num_rows() {
        if kinds.value(row) == KIND_NOT_EVALUABLE {
            let key = (rules.value(row).to_owned(), missing.value(row).to_owned());
            *statement.not_evaluable.entry(key).or_default() += counts.value(row).unsigned_abs();
        }
    }
    Ok(())
}

/// Reads the findings of a run, bucket by bucket.
///
/// # Errors
/// The folder is no run, or a file of it cannot be read.
pub fn read_findings(root: &Path, mut take: impl FnMut(&RecordBatch)) -> Result<(), AuditError> {
    let manifest = manifest_at(root)?;
    let folder = RunFolder { root: root.to_owned() };
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
