//! Settled claims into the lake.
//!
//! Persons and registries first, in order; then claims by several threads into temporary files by
//! bucket; then bucket by bucket into sorted parts; then the dictionaries; and last the manifest,
//! whose replacement is the import. Until then the lake is what it was, and what was written by an
//! import that died is named by nothing.
//!
//! Memory holds the person dictionary (some 50 bytes per person), the tables of codes and names, and
//! one pass of a bucket per thread; it does not grow with the number of lines.

mod cell;
mod claims;
mod csv;
mod dates;
mod encoding;
mod mapping;
mod merge;
mod messages;
mod parquet;
mod reason;
mod registers;
mod registry;
mod report;
mod row;
mod source;
mod spill;
mod stock;
mod writing;
mod xlsx;

pub use mapping::Mapping;
pub use reason::Reason;
pub use report::{ImportReport, TableReport};

use crate::dictionary::TextTable;
use crate::lake::{BUCKETS, Snapshot, write_dictionaries};
use crate::manifest::{Manifest, SourceFile};
use crate::storage::Holding;
use crate::turns::in_turns;
use crate::{Dictionaries, Lake, LakeError, SourceTable};
use bytes::Bytes;
use claims::{ClaimTaker, by_table};
use domain::Day;
use merge::{Lines, Merge, Merged, Numbers};
use registry::{Better, Registers, RegistryTaker};
use report::RejectLog;
use row::{ServiceTime, Taker};
use source::{Before, Format, Source};
use spill::SpillWriter;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How to import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// other names for files and columns
    pub mapping: Mapping,
    /// the day of the import: services after the end of the next year are rejected; none: nothing is too late
    pub today: Option<Day>,
    /// reading and writing threads
    pub threads: usize,
    /// folder for temporary files, some 100 bytes per fee line; none: the system's
    pub scratch: Option<PathBuf>,
    /// bytes of a source that are read at once
    pub block_bytes: usize,
    /// bytes of temporary rows that a thread brings into memory at once; sorted and encoded they
    /// take some ten times that
    pub pass_bytes: usize,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            mapping: Mapping::default(),
            today: None,
            threads: thread::available_parallelism().map_or(2, usize::from),
            scratch: None,
            block_bytes: 1 << 20,
            pass_bytes: 40 << 20,
        }
    }
}

/// Fee lines of a bucket of a new lake at most, about: what an import brings into memory at once, and an audit.
const BUCKET_LINES: u64 = 500_000;
/// More buckets than this would have files of a few rows in a county.
pub const BUCKETS_MAX: u32 = 4096;

/// Into how many buckets a new lake is to be cut whose first import are these sources; judged by their size.
///
/// # Errors
/// What is wrong with the names of the sources.
pub fn buckets_for(sources: &[PathBuf], mapping: &Mapping) -> Result<u32, LakeError> {
    let sources = source::list(sources, mapping)?;
    let lines: u64 = sources
        .sources
        .iter()
        .map(|source| source.bytes / source.format.bytes_a_line())
        .sum();
    let buckets = (lines / BUCKET_LINES).next_power_of_two();
    Ok(buckets.clamp(u64::from(BUCKETS), u64::from(BUCKETS_MAX)) as u32)
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// rows of claims read, and bytes of sources read out of all
    Reading {
        /// rows so far
        rows: u64,
        /// bytes of finished files
        bytes: u64,
        /// bytes of all files
        of: u64,
    },
    /// buckets written out of all
    Writing {
        /// buckets so far
        buckets: u32,
        /// all buckets
        of: u32,
    },
}

/// A piece of a source.
enum Work {
    Csv(csv::Block),
    Parquet(parquet::Group),
    Rows(xlsx::Rows),
    Messages(messages::Block),
}

/// A piece of work with its number and the source that it comes from.
struct Job {
    number: u64,
    file: u32,
    work: Work,
}

impl Job {
    fn read<T: Taker>(&self, taker: &mut T) -> Result<(), LakeError> {
        match &self.work {
            Work::Csv(block) => csv::read(block, self.file, taker),
            Work::Parquet(group) => group.read(self.file, taker),
            Work::Rows(rows) => rows.read(self.file, taker),
            Work::Messages(block) => block.read(self.file, taker),
        }
    }
}

/// Columns of headers that nobody reads, by table.
type Unused = Mutex<BTreeMap<SourceTable, BTreeSet<String>>>;

/// Cuts a source into pieces.
fn cut(
    source: &Source,
    options: &ImportOptions,
    unused: &Unused,
    mut send: impl FnMut(Work) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let path = &source.path;
    let Some(table) = source.table else {
        return messages::blocks(path, options.block_bytes, |block| send(Work::Messages(block)));
    };
    let layout = |titles: &[String]| {
        let layout = options.mapping.layout(table, titles.iter().map(String::as_str))?;
        let idle = (0..).zip(titles).filter(|(place, title)| {
            let is_read = layout.iter().flatten().any(|read| read == place);
            !is_read && !title.trim().is_empty()
        });
        let idle: BTreeSet<String> = idle.map(|(_, title)| title.trim().to_owned()).collect();
        if !idle.is_empty() {
            let mut unused = unused.lock().unwrap_or_else(PoisonError::into_inner);
            unused.entry(table).or_default().extend(idle);
        }
        Ok(layout)
    };
    match source.format {
        Format::Messages => Ok(()),
        Format::Csv => csv::blocks(path, table, options.block_bytes, layout, |block| send(Work::Csv(block))),
        Format::Parquet => parquet::groups(path, table, layout, |group| send(Work::Parquet(group))),
        Format::Xlsx => xlsx::blocks(path, table, layout, |rows| send(Work::Rows(rows))),
    }
}

/// True where a source has rows for the pass over registries, or for the one over claims.
fn has(source: &Source, registries: bool) -> bool {
    source.table.is_none_or(|table| table.is_registry() == registries)
}

/// What an import has gathered so far.
struct Import<'i> {
    options: &'i ImportOptions,
    sources: &'i [Source],
    snapshot: &'i Snapshot,
    generation: u64,
    progress: &'i (dyn Fn(Progress) + Sync),
    rejects: Mutex<RejectLog>,
    pieces: u64,
    rows_by_file: Vec<u64>,
    counts: BTreeMap<SourceTable, TableReport>,
    unused: Unused,
}

impl Lake {
    /// Imports files and folders: `<table>.csv`, `.parquet`, `.xlsx`, folders `<table>/` of such
    /// files, and recorded messages (`.json`, `.jsonl`). Files whose content was imported before are
    /// left out, unless rows of it were rejected: then what is still missing is taken. An error leaves the
    /// lake as it was.
    pub fn import(
        &mut self,
        sources: &[PathBuf],
        options: &ImportOptions,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<ImportReport, LakeError> {
        let _alone = self.hold(Holding::Write)?;
        let snapshot = self.snapshot();
        let before = |hash: &str, read_as: &str| {
            let known = || {
                let sources = snapshot.manifest().sources.iter();
                sources.filter(|source| source.is(hash, read_as))
            };
            match (known().next(), known().all(|source| source.rejected > 0)) {
                (None, _) => Before::Nothing,
                (_, true) => Before::Rejected,
                (_, false) => Before::Whole,
            }
        };
        if let Some(folder) = options.scratch.as_ref().filter(|folder| !folder.is_dir()) {
            return Err(LakeError::ScratchFolder(folder.clone()));
        }
        let found = source::find(sources, &options.mapping, options.threads, before)?;
        let sources = found.sources;
        let again = sources.iter().filter(|source| source.again);
        let mut report = ImportReport {
            again: again.map(|source| source.name.clone()).collect(),
            skipped: found.skipped,
            left_out: found.left_out,
            unmet: found.unmet,
            ..ImportReport::default()
        };
        if sources.is_empty() {
            return Ok(report);
        }
        let names = sources
            .iter()
            .map(|source| (source.name.clone(), source.format == Format::Xlsx))
            .collect();
        let generation = snapshot.manifest().generation + 1;
        let mut import = Import {
            options,
            sources: &sources,
            snapshot: &snapshot,
            generation,
            progress,
            rejects: Mutex::new(RejectLog::new(names, options.scratch.as_deref())?),
            pieces: 0,
            rows_by_file: vec![0; sources.len()],
            counts: BTreeMap::new(),
            unused: Unused::default(),
        };
        let mut dictionaries = snapshot.dictionaries()?;
        let (registers, registers_again, better) = import.registries(&mut dictionaries)?;
        let read = import.claims(&mut dictionaries)?;
        let mut manifest = snapshot.manifest().clone();
        let (mut gone, mut parts) = (Vec::new(), Vec::new());
        for merged in import.merge(&dictionaries, &better, &read)? {
            gone.extend(merged.gone);
            parts.extend(merged.parts);
        }
        manifest.replace_parts(&gone, parts);
        registers.write(registers_again, &snapshot, generation, &mut manifest)?;
        write_dictionaries(&**self.storage(), &dictionaries, generation, &mut manifest)?;
        let Import {
            rejects,
            rows_by_file,
            counts,
            unused,
            ..
        } = import;
        let rejects = rejects.into_inner().unwrap_or_else(PoisonError::into_inner);
        for ((source, rows), rejected) in sources.iter().zip(&rows_by_file).zip(&rejects.by_file) {
            manifest
                .sources
                .retain(|known| !known.is(&source.sha256, &source.read_as));
            manifest.sources.push(SourceFile {
                name: source.name.clone(),
                sha256: source.sha256.clone(),
                rows: *rows,
                rejected: *rejected,
                imported_in: generation,
                read_as: Some(source.read_as.clone()),
            });
        }
        report.generation = Some(generation);
        report.files = sources.into_iter().map(|source| source.name).collect();
        report.tables = counts;
        report.unused = unused.into_inner().unwrap_or_else(PoisonError::into_inner);
        report.rejects = self.commit_with(manifest, rejects.finish()?)?;
        Ok(report)
    }

    /// Commits, and keeps the rejected rows; where they are. Until it is known who of two writers commits, their
    /// rejects stand under names of their own; only the winner's get the name of the generation. What fails
    /// behind the commit does not undo it: then they stay where they are.
    fn commit_with(&mut self, manifest: Manifest, rejects: Option<Vec<u8>>) -> Result<Option<String>, LakeError> {
        let generation = manifest.generation + 1;
        let Some(rejects) = rejects.map(Bytes::from) else {
            return self.commit(manifest).map(|()| None);
        };
        let storage = self.storage().clone();
        let own = RandomState::new().hash_one(generation);
        let waiting = format!("rejects/{generation:06}-{own:016x}.csv");
        storage.write(&waiting, rejects.clone())?;
        if let Err(error) = self.commit(manifest) {
            // Rows of an import that never was would be looked for in vain; that it never was is what has to be said.
            if matches!(error, LakeError::Conflict) {
                let _ = storage.remove(&waiting);
            }
            return Err(error);
        }
        let name = format!("rejects/{generation:06}.csv");
        if storage.write(&name, rejects).is_err() {
            return Ok(Some(waiting));
        }
        // Twice they are as true as once.
        let _ = storage.remove(&waiting);
        Ok(Some(name))
    }
}

impl Import<'_> {
    fn add(&mut self, counts: BTreeMap<SourceTable, TableReport>) {
        for (table, counts) in counts {
            self.counts.entry(table).or_default().add(&counts);
        }
    }

    /// Reads persons, then institutions and the rest, in the order of the tables.
    fn registries(&mut self, dictionaries: &mut Dictionaries) -> Result<(Registers, Registers, Better), LakeError> {
        let mut taker = RegistryTaker::new(dictionaries, self.sources, self.snapshot.buckets());
        let mut order: Vec<(usize, &Source)> = self
            .sources
            .iter()
            .enumerate()
            .filter(|(_, source)| has(source, true))
            .collect();
        order.sort_by_key(|(_, source)| source.table);
        let rejects = self.rejects.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (file, source) in order {
            cut(source, self.options, &self.unused, |work| {
                let job = Job {
                    number: self.pieces,
                    file: file as u32,
                    work,
                };
                self.pieces += 1;
                job.read(&mut taker)?;
                rejects.submit(job.number, std::mem::take(&mut taker.rejects))
            })?;
        }
        let RegistryTaker {
            registers,
            again,
            better,
            counts,
            rows_by_file,
            ..
        } = taker;
        for (all, rows) in self.rows_by_file.iter_mut().zip(rows_by_file) {
            *all += rows;
        }
        self.add(counts);
        Ok((registers, again, better))
    }

    /// Reads claims with several threads and enters the codes and names that they met.
    fn claims(&mut self, dictionaries: &mut Dictionaries) -> Result<Vec<(spill::Spill, Numbers)>, LakeError> {
        let threads = self.options.threads.max(1);
        let buckets = self.snapshot.buckets();
        let scratch = self.options.scratch.as_deref();
        let (send, receive) = sync_channel::<Job>(threads * 2);
        let receive = Arc::new(Mutex::new(receive));
        let done = Done::default();
        let persons = &dictionaries.persons;
        let (first, rejects) = (self.pieces, &self.rejects);
        let services = ServiceTime::seen_on(self.options.today);
        let takers = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    let (receive, done, sources) = (receive.clone(), &done, self.sources);
                    scope.spawn(move || {
                        let spill = SpillWriter::new(scratch, buckets)?;
                        let mut taker = ClaimTaker::new(persons, buckets, services, spill, sources);
                        work(&receive, &mut taker, rejects, done)?;
                        Ok::<_, LakeError>(taker)
                    })
                })
                .collect();
            // Once no thread is left, because it could not even begin, nobody waits for one.
            drop(receive);
            let sent = self.send(send, first, &done);
            let takers: Result<Vec<_>, LakeError> = workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect();
            // What a thread says of a broken file is more than that it takes no more work.
            takers.and_then(|takers| sent.map(|pieces| (takers, pieces)))
        });
        let (takers, pieces) = takers?;
        self.pieces = pieces;
        let mut spills = Vec::new();
        let mut texts = Vec::new();
        for taker in takers {
            self.add(by_table(&taker.counts));
            for (all, rows) in self.rows_by_file.iter_mut().zip(&taker.rows_by_file) {
                *all += rows;
            }
            spills.push(taker.spill.finish()?);
            texts.push(taker.texts);
        }
        let numbers = enter(dictionaries, &texts)?;
        Ok(spills.into_iter().zip(numbers).collect())
    }

    /// Cuts the sources of claims and hands the pieces out; the number of the next piece.
    fn send(&self, send: SyncSender<Job>, first: u64, done: &Done) -> Result<u64, LakeError> {
        let of = self.sources.iter().map(|source| source.bytes).sum();
        let mut bytes = 0;
        let mut number = first;
        for (file, source) in self.sources.iter().enumerate() {
            if has(source, false) {
                cut(source, self.options, &self.unused, |work| {
                    let job = Job {
                        number,
                        file: file as u32,
                        work,
                    };
                    number += 1;
                    // Where a thread has failed, its error is the one that is reported.
                    let stopped = || LakeError::source(&source.path, "读取中断");
                    if done.failed.load(Ordering::Relaxed) {
                        return Err(stopped());
                    }
                    send.send(job).map_err(|_| stopped())?;
                    let rows = done.rows.load(Ordering::Relaxed);
                    (self.progress)(Progress::Reading { rows, bytes, of });
                    Ok(())
                })?;
            }
            bytes += source.bytes;
        }
        Ok(number)
    }

    /// Brings the buckets into parts, several at a time; in order of the bucket.
    fn merge(
        &mut self,
        dictionaries: &Dictionaries,
        better: &Better,
        read: &[(spill::Spill, Numbers)],
    ) -> Result<Vec<Merged>, LakeError> {
        let buckets = self.snapshot.buckets();
        let (threads, scratch) = (self.options.threads, self.options.scratch.as_deref());
        let mut merged = writing::beside(self.snapshot.storage(), threads, |writing| {
            let merge = Merge {
                snapshot: self.snapshot,
                sources: self.sources,
                better,
                dictionaries,
                read,
                writing,
                moves: Mutex::default(),
                scratch,
                generation: self.generation,
                pass_bytes: self.options.pass_bytes.max(1),
            };
            let done = AtomicU32::new(0);
            let all: Vec<u32> = (0..buckets).collect();
            let mut merged = in_turns(threads, &all, |_, bucket, room: &mut Lines| {
                let merged = merge.bucket(*bucket, room)?;
                let buckets_done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.progress)(Progress::Writing {
                    buckets: buckets_done,
                    of: buckets,
                });
                Ok(merged)
            })?;
            let moves = std::mem::take(&mut *merge.moves.lock().unwrap_or_else(PoisonError::into_inner));
            let moves: Vec<spill::Spill> = moves.into_iter().map(SpillWriter::finish).collect::<Result<_, _>>()?;
            merged.push(stock::merge(&merge, &moves, threads)?);
            Ok(merged)
        })?;
        for merged in &mut merged {
            self.add(std::mem::take(&mut merged.counts));
            let rejects = std::mem::take(&mut merged.rejects);
            let log = self.rejects.get_mut().unwrap_or_else(PoisonError::into_inner);
            log.submit(self.pieces, rejects)?;
            self.pieces += 1;
        }
        Ok(merged)
    }
}

/// What reading threads tell the one that cuts the sources.
#[derive(Debug, Default)]
struct Done {
    rows: AtomicU64,
    failed: AtomicBool,
}

/// Reads pieces until there are no more.
fn work(
    receive: &Mutex<Receiver<Job>>,
    taker: &mut ClaimTaker<'_>,
    rejects: &Mutex<RejectLog>,
    done: &Done,
) -> Result<(), LakeError> {
    loop {
        let job = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else {
            return Ok(());
        };
        let before: u64 = taker.counts.iter().map(|counts| counts.read).sum();
        if let Err(error) = job.read(taker) {
            // Takes away what is waiting, so that the sender has room to notice.
            done.failed.store(true, Ordering::Relaxed);
            let receive = receive.lock().unwrap_or_else(PoisonError::into_inner);
            while receive.recv().is_ok() {}
            return Err(error);
        }
        let after: u64 = taker.counts.iter().map(|counts| counts.read).sum();
        done.rows.fetch_add(after - before, Ordering::Relaxed);
        let mut log = rejects.lock().unwrap_or_else(PoisonError::into_inner);
        log.submit(job.number, std::mem::take(&mut taker.rejects))?;
    }
}

/// Enters the texts of all threads and says what their numbers are now.
fn enter(dictionaries: &mut Dictionaries, texts: &[claims::LocalTexts]) -> Result<Vec<Numbers>, LakeError> {
    let of = |pick: fn(&claims::LocalTexts) -> &TextTable| texts.iter().map(pick).collect::<Vec<_>>();
    let institutions = dictionaries.institutions.absorb(&of(|texts| &texts.institutions))?;
    let departments = dictionaries.departments.table.absorb(&of(|texts| &texts.departments))?;
    let practitioners = dictionaries
        .practitioners
        .table
        .absorb(&of(|texts| &texts.practitioners))?;
    let items = dictionaries.items.table.absorb(&of(|texts| &texts.items))?;
    let diagnoses = dictionaries.diagnoses.table.absorb(&of(|texts| &texts.diagnoses))?;
    let operations = dictionaries.operations.table.absorb(&of(|texts| &texts.operations))?;
    dictionaries.practitioners.settle_titles();
    let numbers = institutions
        .into_iter()
        .zip(departments)
        .zip(practitioners)
        .zip(items)
        .zip(diagnoses)
        .zip(operations);
    Ok(numbers
        .map(
            |(((((institutions, departments), practitioners), items), diagnoses), operations)| Numbers {
                institutions,
                departments,
                practitioners,
                items,
                diagnoses,
                operations,
            },
        )
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn a_lake_has_buckets_for_what_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let buckets = |megabytes: u64| {
            let file = folder.path().join("fee_lines.parquet");
            File::create(&file).unwrap().set_len(megabytes << 20).unwrap();
            buckets_for(&[folder.path().to_owned()], &Mapping::default()).unwrap()
        };
        assert_eq!(buckets(0), BUCKETS);
        assert_eq!(buckets(640), 64, "twenty million lines");
        assert_eq!(buckets(3_200), 256, "a hundred million");
        assert_eq!(buckets(10_000_000), 4096);
        let nothing = tempfile::tempdir().unwrap();
        let refusal = |path: PathBuf| buckets_for(&[path], &Mapping::default()).unwrap_err().to_string();
        assert!(refusal(nothing.path().to_owned()).contains("没有找到可以导入的文件"));
        assert!(refusal(nothing.path().join("gone")).contains("不存在"));
    }
}
