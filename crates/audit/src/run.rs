//! 事后审核 · The rule book over a lake, bucket by bucket.
//!
//! A bucket is the unit of work, of memory, of retry and of resumption. A run lives in a
//! folder: `run.json` says what it is a run of, and for each finished bucket there are its
//! findings and its statement. A bucket is finished when its statement is there, so a
//! killed run goes on with the others and ends with the same bytes.

mod asked;
mod attempts;
mod bucket;
pub(crate) mod columns;
mod cutter;
mod evidence;
mod finished;
mod folder;
mod lines;
mod manifest;
mod output;
mod persons;
mod plan;
mod prepared;
mod report;
mod review_exec;
mod rules;
mod scope;
mod since;
mod statement;
mod subject;
mod tally;
mod visits;

pub use asked::{Asked, AskedError, all_speak, parse_period};
pub use bucket::BucketStatement;
pub use finished::FinishedRun;
pub(crate) use folder::hold_folder;
pub use folder::{RunFolder, read_findings};
pub use manifest::RunManifest;
pub use output::finding_schema;
pub(crate) use plan::{lake_address, rows_of, session};
pub use prepared::PreparedAudit;
pub use review_exec::ReviewExec;
pub use rules::{RuleInRun, RuleRun, rules_of};
pub use scope::Scope;
pub use statement::Statement;
pub use subject::Subject;
pub use tally::Tally;

use crate::words::in_words;
use crate::{LakeError, LakeTable, Snapshot};
use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use bucket::BucketFiles;
use cutter::Cutter;
use datafusion::error::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::displayable;
use domain::{Day, Money, Record, RuleCode};
use folder::{keep, write_bucket};
use futures::stream::{self, StreamExt, TryStreamExt};
use rulebook::{Library, ReviewOptions};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::{Builder, Runtime};

/// Rows of a batch, unless there is a reason for another number: few enough to stay in the cache.
const BATCH_ROWS: usize = 4 << 10;

/// What an audit should do.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// what is under review
    pub scope: Scope,
    /// judge by these rules alone; empty for all
    pub rules: Vec<RuleCode>,
    /// the first day from which the lake holds everything; none: [`crate::Manifest::begins`]
    pub known_since: Option<Day>,
    /// let sample knowledge speak, for demonstrations
    pub samples_speak: bool,
    /// buckets at a time
    pub threads: usize,
    /// rows of a batch on their way from a file to the operator
    pub batch_rows: usize,
    /// the folder of a finished run from which to go on: only persons touched since are judged again
    pub since: Option<PathBuf>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            rules: Vec::new(),
            known_since: None,
            samples_speak: false,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            batch_rows: BATCH_ROWS,
            since: None,
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunProgress {
    /// finished buckets, of how many
    pub buckets: (u32, u32),
    /// lines read, of how many
    pub lines: (u64, u64),
    /// findings of rules in force so far
    pub findings: u64,
}

/// Told after every bucket; false asks the run to stop, which leaves it to be resumed.
pub type OnProgress<'p> = dyn FnMut(RunProgress) -> bool + Send + 'p;

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunReport {
    /// what it was a run of
    pub manifest: RunManifest,
    /// what was looked at, and what could not be judged
    pub statement: Statement,
    /// findings and fen, by rule: all of them, those on trial among them
    pub by_rule: BTreeMap<String, (u64, i64)>,
    /// of these the findings of rules on trial, which are recorded and accuse nobody
    pub trial: BTreeMap<String, (u64, i64)>,
    /// every rule of the library, and what became of it
    pub rules: Vec<RuleInRun>,
    /// buckets that were finished before and taken over
    pub resumed: u32,
    /// what became of the wish to go on from another run
    pub since: Option<Since>,
}

impl RunReport {
    /// Findings of rules in force and their money.
    pub fn in_force(&self) -> (u64, Money) {
        in_force(&self.by_rule, &self.trial)
    }

    /// Findings of rules on trial and their money.
    pub fn on_trial(&self) -> (u64, Money) {
        total(&self.trial)
    }

    /// What one rule found, in force and on trial.
    pub fn of_rule(&self, code: &str) -> [(u64, Money); 2] {
        let of = |sums: &BTreeMap<String, (u64, i64)>| sums.get(code).copied().unwrap_or_default();
        let ((all, all_fen), (trial, trial_fen)) = (of(&self.by_rule), of(&self.trial));
        let in_force = (all - trial.min(all), Money::from_fen(all_fen - trial_fen));
        [in_force, (trial, Money::from_fen(trial_fen))]
    }
}

/// Findings of rules in force and their money: all of them but those on trial.
fn in_force(by_rule: &BTreeMap<String, (u64, i64)>, trial: &BTreeMap<String, (u64, i64)>) -> (u64, Money) {
    let (all, trial) = (total(by_rule), total(trial));
    (all.0 - trial.0.min(all.0), all.1 - trial.1)
}

fn total(sums: &BTreeMap<String, (u64, i64)>) -> (u64, Money) {
    let (findings, fen) = sums.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (findings, Money::from_fen(fen))
}

/// What became of the wish to go on from an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// so many persons were judged again
    Persons(u64),
    /// everything was judged, because this has changed
    Whole(&'static str),
}

/// Why an audit did not end. The lake is never touched.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// the lake
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// reading or judging a bucket
    #[error("审核第 {bucket} 分桶失败：{reason}。其余分桶的结果已保留，排除故障后用 --resume 继续")]
    Bucket {
        /// which
        bucket: u32,
        /// what happened
        reason: String,
    },
    /// the folder of the run
    #[error("读写审核结果 {} 失败：{reason}。请检查磁盘空间与权限", .path.display())]
    Folder {
        /// the file
        path: PathBuf,
        /// what the system said
        reason: String,
    },
    /// the folder holds a run of something else
    #[error("{} 中已有另一次审核的结果（{what} 不同）：请换一个输出文件夹", .path.display())]
    OtherRun {
        /// the folder
        path: PathBuf,
        /// what differs
        what: &'static str,
    },
    /// the folder holds buckets of who knows what
    #[error("{} 中有分桶的结果而没有 run.json，不知是哪次审核的：请换一个输出文件夹", .0.display())]
    Nameless(PathBuf),
    /// somebody else writes into the folder
    #[error("另一个审核正在写入此文件夹（{}）：请等它结束，或换一个输出文件夹", .0.display())]
    InUse(PathBuf),
    /// the folder holds a run, and nobody asked to resume it
    #[error("{} 中已有一次审核的结果：继续请用 --resume，重做请换一个输出文件夹", .0.display())]
    Exists(PathBuf),
    /// somebody else asked for a bucket of a run that cannot be made here
    #[error("这里不能完成该次审核（{0}不同）：各节点的程序、规则库、数据湖须与提交时一致")]
    NotThatRun(&'static str),
    /// asked to go on from what is no run
    #[error("{} 中没有审核结果（没有 run.json）：请核对路径", .0.display())]
    NoRun(PathBuf),
    /// asked to go on from a run that did not end, or of which a bucket is not what it was
    #[error("{} 中的审核没有完成或已损坏：先用 mingjing audit run --resume 完成它", .0.display())]
    Unfinished(PathBuf),
    /// the folder holds a run of a program whose findings have other columns
    #[error("{} 是另一版程序的审核结果，疑点的内容与本版不同：请用本版程序重新审核", .0.display())]
    OtherFormat(PathBuf),
    /// asked to stop
    #[error("审核已按要求停止：完成的分桶已保留，可用 --resume 继续")]
    Stopped,
    /// the program itself
    #[error("审核程序内部错误：{0}")]
    Internal(String),
}

/// Audits a lake into a folder. With `resume` an interrupted run of the same lake, book, program and
/// options is continued; without, the folder must hold none.
///
/// # Errors
/// See [`AuditError`]; finished buckets stay finished.
pub fn run(
    snapshot: &Snapshot,
    library: &Arc<Library>,
    options: &RunOptions,
    out: &Path,
    resume: bool,
    progress: &mut OnProgress<'_>,
) -> Result<RunReport, AuditError> {
    let _kept = snapshot.hold()?;
    let manifest = RunManifest::of(snapshot, library, options);
    // Looked at before anything is written: a slip must not leave a folder behind.
    let earlier = options.since.as_deref().map(RunFolder::finished).transpose()?;
    let rules = rules_of(snapshot, library, options)?;
    let folder = RunFolder::open(out, &manifest, resume)?;
    let known_since = manifest.known_since.map(Day::from_epoch_days);
    let subject = subject(snapshot, library, options, known_since)?;
    folder.depend_on(&since::Baseline::of(snapshot, subject.dictionaries()))?;
    let (previous, since) = match earlier {
        None => (None, None),
        Some(earlier) => match since::previous(earlier, &manifest, snapshot, subject.dictionaries())? {
            Ok(previous) => {
                let persons = previous.persons();
                (Some(Arc::new(previous)), Some(Since::Persons(persons)))
            }
            Err(changed) => (None, Some(Since::Whole(changed))),
        },
    };
    let only = previous.as_ref().map(|previous| plan::Only {
        persons: previous.touched(),
        threads: options.threads,
    });
    let plan: Arc<dyn ExecutionPlan> = plan::plan(snapshot, subject.clone(), only)?;
    let context = session(snapshot, options.batch_rows.max(1))?.task_ctx();
    let (finished, missing) = folder.buckets(snapshot.buckets())?;
    let resumed = finished.len() as u32;
    let mut tally = Tally::new(snapshot);
    finished.iter().for_each(|done| tally.add(done));
    let mut wanted = progress(tally.progress());
    let stop = AtomicBool::new(!wanted);

    let runtime = runtime(options.threads).map_err(|error| AuditError::Internal(error.to_string()))?;
    let outcome = runtime.block_on(async {
        let one = |bucket: u32| {
            let work = Work {
                plan: plan.clone(),
                context: context.clone(),
                folder: folder.clone(),
                subject: subject.clone(),
                previous: previous.clone(),
                snapshot: snapshot.clone(),
            };
            let stopped = stop.load(Ordering::Relaxed);
            async move {
                if stopped {
                    return Err(AuditError::Stopped);
                }
                match tokio::spawn(work.bucket(bucket)).await {
                    Ok(Ok(done)) => Ok(done),
                    Ok(Err(error)) => Err(error.in_bucket(bucket)),
                    Err(error) => Err(AuditError::Bucket {
                        bucket,
                        reason: error.to_string(),
                    }),
                }
            }
        };
        // One more than threads, so that there is always one to judge while another is being kept.
        let mut running = stream::iter(missing)
            .map(one)
            .buffer_unordered(options.threads.max(1) + 1);
        let mut first_failure = None;
        while let Some(result) = running.next().await {
            match result {
                Ok(done) => {
                    tally.add(&done);
                    wanted = progress(tally.progress());
                    stop.fetch_or(!wanted, Ordering::Relaxed);
                }
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    // A bucket that was not begun because another failed says nothing new.
                    if first_failure.is_none() || !matches!(error, AuditError::Stopped) {
                        first_failure.get_or_insert(error);
                    }
                }
            }
        }
        first_failure.map_or(Ok(()), Err)
    });
    outcome.map_err(|error| laid_bare(error, snapshot))?;
    let report = RunReport {
        since,
        ..tally.report(manifest, rules, resumed)
    };
    folder.complete(&report)?;
    Ok(report)
}

/// What it takes to finish a bucket.
struct Work {
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
    folder: RunFolder,
    subject: Arc<Subject>,
    previous: Option<Arc<since::Previous>>,
    snapshot: Snapshot,
}

impl Work {
    async fn bucket(self, bucket: u32) -> Result<BucketStatement, BucketFailure> {
        let Some(previous) = self.previous else {
            sound(&self.snapshot, bucket)?;
            let rows = self.plan.execute(bucket as usize, self.context)?;
            return write_bucket(&self.folder, bucket, rows).await;
        };
        if previous.touched().get(bucket as usize).is_none_or(Vec::is_empty) {
            return self
                .folder
                .adopt(previous.folder(), bucket)
                .map_err(BucketFailure::Folder);
        }
        sound(&self.snapshot, bucket)?;
        let rows = self.plan.execute(bucket as usize, self.context)?;
        let new: Vec<RecordBatch> = rows.try_collect().await?;
        let mut files = BucketFiles::new(&self.folder.findings(bucket), bucket)?;
        previous.with(bucket, &new, self.subject.dictionaries(), &mut files)?;
        keep(&self.folder, files.finish()?).await
    }
}

/// Makes sure that what is about to be judged of a bucket is what was imported.
fn sound(snapshot: &Snapshot, bucket: u32) -> Result<(), BucketFailure> {
    snapshot.is_sound(bucket).map_err(|error| {
        let reason = error.to_string();
        BucketFailure::Folder(AuditError::Bucket { bucket, reason })
    })
}

/// The plan of an audit as text, for a look at how a lake is read.
///
/// # Errors
/// What is wrong with the lake.
pub fn explain_plan(snapshot: &Snapshot, library: &Arc<Library>, options: &RunOptions) -> Result<String, AuditError> {
    let subject = subject(snapshot, library, options, options.known_since)?;
    let plan: Arc<dyn ExecutionPlan> = plan::plan(snapshot, subject, None)?;
    Ok(displayable(&*plan).indent(false).to_string())
}

/// Reads everything that an audit reads and judges nothing; the number of rows. What an audit is
/// measured against.
///
/// # Errors
/// What is wrong with the lake.
pub fn scan(snapshot: &Snapshot, threads: usize) -> Result<u64, AuditError> {
    let scans = plan::scans(snapshot, None)?;
    let context = session(snapshot, BATCH_ROWS)?.task_ctx();
    let runtime = runtime(threads).map_err(|error| AuditError::Internal(error.to_string()))?;
    let one = |bucket: u32| {
        let (scans, context) = (scans.clone(), context.clone());
        async move {
            let task = tokio::spawn(async move {
                let mut rows = 0;
                for (_, scan) in scans {
                    let mut batches = scan.execute(bucket as usize, context.clone())?;
                    while let Some(batch) = batches.next().await {
                        rows += batch?.num_rows() as u64;
                    }
                }
                Ok::<u64, DataFusionError>(rows)
            });
            match task.await {
                Ok(Ok(rows)) => Ok(rows),
                Ok(Err(error)) => Err(BucketFailure::Rows(error).in_bucket(bucket)),
                Err(error) => Err(AuditError::Internal(error.to_string())),
            }
        }
    };
    let buckets = stream::iter(0..snapshot.buckets()).map(one);
    let rows = buckets.buffer_unordered(threads.max(1)).try_collect::<Vec<u64>>();
    let rows = runtime.block_on(rows).map_err(|error| laid_bare(error, snapshot))?;
    Ok(rows.into_iter().sum())
}

/// Calls `take` with the record of every person of the lake, bucket by bucket, in order. Everything in
/// it is under review. `take` answers whether to go on.
///
/// # Errors
/// What is wrong with the lake.
pub fn each_record(
    snapshot: &Snapshot,
    library: &Arc<Library>,
    take: &mut dyn FnMut(&Record) -> bool,
) -> Result<(), AuditError> {
    let _kept = snapshot.hold()?;
    let options = RunOptions::default();
    let subject = subject(snapshot, library, &options, snapshot.manifest().begins())?;
    let scans = plan::scans(snapshot, None)?;
    let context = session(snapshot, BATCH_ROWS)?.task_ctx();
    let runtime = runtime(1).map_err(|error| AuditError::Internal(error.to_string()))?;
    for bucket in 0..snapshot.buckets() {
        let mut streams = Vec::with_capacity(scans.len());
        let failed = |error: DataFusionError| laid_bare(BucketFailure::Rows(error).in_bucket(bucket), snapshot);
        for (table, scan) in &scans {
            let rows = scan.execute(bucket as usize, context.clone()).map_err(failed)?;
            streams.push((*table, rows));
        }
        let go_on = runtime.block_on(async {
            let mut cutter = Cutter::open(subject.clone(), streams, true).await?;
            while cutter.cut().await? {
                if !take(&cutter.record) {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        if !go_on.map_err(failed)? {
            break;
        }
    }
    Ok(())
}

/// The threads that work on a lake.
pub(crate) fn runtime(threads: usize) -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(threads.max(1)).build()
}

fn subject(
    snapshot: &Snapshot,
    library: &Arc<Library>,
    options: &RunOptions,
    known_since: Option<Day>,
) -> Result<Arc<Subject>, AuditError> {
    let review = ReviewOptions {
        only: options.rules.clone(),
        samples_speak: options.samples_speak,
        findings_max: usize::MAX,
        ..ReviewOptions::default()
    };
    Ok(Arc::new(Subject::new(
        library.clone(),
        snapshot.dictionaries()?,
        options.scope.clone(),
        review,
        known_since,
    )))
}

/// What is to be said where a lake has fee lines of before the day from which it counts as complete.
pub fn note_of_older(snapshot: &Snapshot) -> Option<String> {
    let (oldest, _) = snapshot.manifest().days(&[LakeTable::FeeLines])?;
    let begins = snapshot.manifest().begins().filter(|begins| oldest < *begins)?;
    Some(format!(
        "注意：数据湖的费用自 {begins} 起成规模，以该日为数据完整的起点；更早的是零星的（最早 {oldest}），请核对其日期。确从别的日期起完整的，用 --complete-from 写明"
    ))
}

/// The day of the last fee line.
pub fn last_day(snapshot: &Snapshot) -> Option<Day> {
    let days = snapshot.manifest().days(&[LakeTable::FeeLines]);
    days.map(|(_, last)| last)
}

/// What can happen inside a bucket.
#[derive(Debug)]
enum BucketFailure {
    Rows(DataFusionError),
    Folder(AuditError),
}

impl From<DataFusionError> for BucketFailure {
    fn from(error: DataFusionError) -> Self {
        BucketFailure::Rows(error)
    }
}

impl From<ArrowError> for BucketFailure {
    fn from(error: ArrowError) -> Self {
        BucketFailure::Rows(error.into())
    }
}

/// Where a bucket has failed because a file of it is not what the manifest says, which file that is: what readers of
/// the format say names none.
fn laid_bare(error: AuditError, snapshot: &Snapshot) -> AuditError {
    match error {
        AuditError::Bucket { bucket, reason } => AuditError::Bucket {
            bucket,
            reason: snapshot
                .first_damage(bucket)
                .map_or(reason, |damage| damage.to_string()),
        },
        other => other,
    }
}

impl BucketFailure {
    fn in_bucket(self, bucket: u32) -> AuditError {
        match self {
            BucketFailure::Rows(error) => AuditError::Bucket {
                bucket,
                reason: in_words(error.find_root()),
            },
            BucketFailure::Folder(error) => error,
        }
    }
}
