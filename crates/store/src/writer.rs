//! The writer thread: the only one that changes the file.
//!
//! It takes what waits (up to [`BATCH_MAX`]), writes it in one transaction, syncs,
//! and then tells those who wait. If the disk refuses, the batch fails, its
//! reminders are counted as lost, the file is opened anew, and the thread goes on.

mod apply;
mod person;
mod retention;

use crate::engine::Engine;
use crate::queue::{Drained, Op, Pending, Queue};
use crate::{FeedbackOutcome, StoreCounts, StoreError, StoreOptions};
use apply::{Applier, Tally};
use domain::Day;
use retention::SweepPosition;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Operations per commit.
const BATCH_MAX: usize = 512;
/// How often an idle writer looks whether a failed disk is back.
const IDLE_CHECK: Duration = Duration::from_secs(1);

/// What an operation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Stored,
    Feedback(FeedbackOutcome),
    /// so many encounters
    Forgotten(u64),
}

/// What the handle and the writer thread share.
pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) options: StoreOptions,
    pub(crate) queue: Queue,
    pub(crate) gauges: Gauges,
    totals: Mutex<Totals>,
    last_failure: Mutex<Option<StoreError>>,
    /// as of the last commit, in days of the epoch; [`NOTHING_KNOWN`] while there is none
    known_since: AtomicI32,
}

/// No call was recorded yet, so nothing is known of any day.
const NOTHING_KNOWN: i32 = i32::MAX;

/// Figures since the store was opened.
#[derive(Default)]
pub(crate) struct Gauges {
    pub(crate) overflowed: AtomicU64,
    pub(crate) failed_batches: AtomicU64,
    pub(crate) failed: AtomicU64,
    lost: AtomicU64,
    failing: AtomicBool,
    unattached: AtomicU64,
    damaged_rows: AtomicU64,
    committed_batches: AtomicU64,
}

/// Figures of the file as of the last commit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    calls: u64,
    findings: u64,
    feedback: u64,
    without_reason: u64,
    persons: u64,
    encounters: u64,
    expired: u64,
    dropped: u64,
    dropped_lines: u64,
}

impl Shared {
    /// Reads the figures of an opened file.
    pub(crate) fn new(engine: Engine, options: StoreOptions) -> Result<Self, StoreError> {
        let (totals, known_since) = engine.write(|transaction| {
            let mut applier = Applier::open(transaction, &options)?;
            Ok((applier.totals()?, applier.known_since))
        })?;
        Ok(Self {
            known_since: AtomicI32::new(known_since.map_or(NOTHING_KNOWN, Day::epoch_days)),
            engine,
            queue: Queue::new(options.queue_max, BATCH_MAX),
            options,
            gauges: Gauges::default(),
            totals: Mutex::new(totals),
            last_failure: Mutex::new(None),
        })
    }

    pub(crate) fn counts(&self) -> StoreCounts {
        let totals = *self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        let gauge = |value: &AtomicU64| value.load(Ordering::Relaxed);
        StoreCounts {
            calls: totals.calls,
            findings: totals.findings,
            feedback: totals.feedback,
            feedback_without_reason: totals.without_reason,
            persons: totals.persons,
            encounters: totals.encounters,
            expired_encounters: totals.expired,
            dropped_encounters: totals.dropped,
            dropped_lines: totals.dropped_lines,
            queue_len: self.queue.len(),
            overflowed: gauge(&self.gauges.overflowed),
            lost: gauge(&self.gauges.lost),
            failing: self.gauges.failing.load(Ordering::Relaxed),
            unattached: gauge(&self.gauges.unattached),
            damaged_rows: gauge(&self.gauges.damaged_rows),
            committed_batches: gauge(&self.gauges.committed_batches),
        }
    }

    /// The day from which on the store knows what happened.
    pub(crate) fn known_since(&self) -> Option<Day> {
        let days = self.known_since.load(Ordering::Acquire);
        (days != NOTHING_KNOWN).then(|| Day::from_epoch_days(days))
    }

    /// Why the last failed commit failed.
    pub(crate) fn last_failure(&self) -> Option<StoreError> {
        self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note_commit(&self, tally: Tally, totals: Totals, known_since: Option<Day>) {
        let days = known_since.map_or(NOTHING_KNOWN, Day::epoch_days);
        self.known_since.store(days, Ordering::Release);
        *self.totals.lock().unwrap_or_else(PoisonError::into_inner) = totals;
        self.gauges.unattached.fetch_add(tally.unattached, Ordering::Relaxed);
        self.gauges
            .damaged_rows
            .fetch_add(tally.damaged_rows, Ordering::Relaxed);
        self.gauges.committed_batches.fetch_add(1, Ordering::Relaxed);
        self.gauges.failing.store(false, Ordering::Relaxed);
    }

    fn note_failure(&self, error: &StoreError) {
        tracing::error!(error = %error, "store: a commit failed");
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
        self.gauges.failed_batches.fetch_add(1, Ordering::Release);
        self.gauges.failing.store(true, Ordering::Relaxed);
    }
}

/// The life of the writer thread: until the queue is closed and empty.
pub(crate) fn run(shared: &Shared) {
    let mut sweep = SweepPosition::default();
    loop {
        match shared.queue.drain(IDLE_CHECK) {
            Drained::Closed => return,
            Drained::Idle => {
                if !shared.engine.is_open() && shared.engine.reopen().is_ok() {
                    tracing::info!("store: the database is available again");
                }
            }
            Drained::Batch(batch) => {
                let operations = batch.len();
                write_batch(shared, &mut sweep, batch);
                shared.queue.finish(operations);
            }
        }
    }
}

/// Commits a batch and tells those who wait.
fn write_batch(shared: &Shared, sweep: &mut SweepPosition, batch: Vec<Pending>) {
    if !shared.engine.is_open()
        && let Err(error) = shared.engine.reopen()
    {
        return fail(shared, batch, &error);
    }
    match commit(shared, sweep, &batch) {
        Ok(results) => {
            shared.queue.settle(&batch);
            for (pending, result) in batch.into_iter().zip(results) {
                shared
                    .gauges
                    .failed
                    .fetch_add(u64::from(result.is_err()), Ordering::Release);
                tell(pending, result);
            }
        }
        Err(error) => {
            if let Err(error) = shared.engine.reopen() {
                tracing::error!(error = %error, "store: the database cannot be opened again yet");
            }
            // A full disk refuses everything; anything else may be the fault of a single operation.
            let alone = batch.len() == 1 || matches!(error, StoreError::Unavailable(_));
            if alone {
                return fail(shared, batch, &error);
            }
            for pending in batch {
                write_batch(shared, sweep, vec![pending]);
            }
        }
    }
}

fn commit(
    shared: &Shared,
    sweep: &mut SweepPosition,
    batch: &[Pending],
) -> Result<Vec<Result<Applied, StoreError>>, StoreError> {
    let (results, tally, totals, known_since) = shared.engine.write(|transaction| {
        let mut applier = Applier::open(transaction, &shared.options)?;
        let mut results = Vec::with_capacity(batch.len());
        for pending in batch {
            let result = match &pending.op {
                Op::Entry(entry) => applier.entry(entry).map(|()| Applied::Stored),
                Op::Feedback(feedback, speaks_for) => applier.feedback(feedback, &**speaks_for).map(Applied::Feedback),
                Op::Import(visits) => applier.import(visits).map(|()| Applied::Stored),
                Op::Forget(visits) => applier.forget(visits).map(Applied::Forgotten),
                Op::KnownSince(day) => applier.know_since(*day).map(|()| Applied::Stored),
                Op::KnownBetween(first, last) => applier.know_between(*first, *last).map(|()| Applied::Stored),
            };
            match result {
                Err(error) if !error.spares_the_transaction() => return Err(error),
                result => results.push(result),
            }
        }
        applier.sweep(sweep)?;
        let totals = applier.totals()?;
        Ok((results, applier.tally, totals, applier.known_since))
    })?;
    shared.note_commit(tally, totals, known_since);
    Ok(results)
}

fn fail(shared: &Shared, batch: Vec<Pending>, error: &StoreError) {
    shared.note_failure(error);
    shared.queue.settle(&batch);
    shared.gauges.failed.fetch_add(batch.len() as u64, Ordering::Release);
    for pending in batch {
        if pending.done.is_none() {
            shared.gauges.lost.fetch_add(1, Ordering::Relaxed);
        }
        tell(pending, Err(error.clone()));
    }
}

/// Runs a callback; one that panics must not end the writer.
fn tell(pending: Pending, result: Result<Applied, StoreError>) {
    if let Some(done) = pending.done
        && catch_unwind(AssertUnwindSafe(|| done(result))).is_err()
    {
        tracing::error!("store: a callback panicked");
    }
}
