//! The handle: every operation of the store, and its orderly end.

use crate::engine::Engine;
use crate::nonce::Nonces;
use crate::queue::{Done, Op, Pending, SpeaksFor};
use crate::remember::joined;
use crate::tables::PERSONS;
use crate::writer::{Applied, Shared};
use crate::{
    Call, CallEntry, CallFinding, CallId, Feedback, FeedbackOutcome, History, Overflow, StoreCounts, StoreError,
    StoreOptions, StoredCall, StoredFinding, Visit, VisitId, Wanted, history, tables, verify, writer,
};
use domain::{Day, Encounter, InstitutionCode, Moment, PersonId};
use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

/// Name of the one file in the store's directory.
const FILE_NAME: &str = "realtime.redb";
/// Visits per commit of an import, and of forgetting.
const IMPORT_CHUNK: usize = 512;

/// Most replies of one call that wait at once.
const FEEDBACK_CHUNK: usize = 512;

/// The real-time store. Clones share one file, one queue and one writer thread; dropping the last
/// clone writes what is queued and closes the file.
#[derive(Clone)]
pub struct Store {
    handle: Arc<Handle>,
}

struct Handle {
    shared: Arc<Shared>,
    nonces: Nonces,
    writer: Option<JoinHandle<()>>,
}

impl Store {
    /// Opens or creates the store in `dir`, which is created if need be.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`] if another process has it, [`StoreError::Corrupt`] for a damaged
    /// or foreign file, [`StoreError::Newer`] for a file of a newer program, [`StoreError::NotAFolder`],
    /// [`StoreError::Unavailable`] where the disk refuses.
    pub fn open(dir: &Path, options: StoreOptions) -> Result<Store, StoreError> {
        let unavailable = |error: std::io::Error| StoreError::Unavailable(format!("{}：{error}", dir.display()));
        if dir.exists() && !dir.is_dir() {
            return Err(StoreError::NotAFolder {
                path: dir.display().to_string(),
            });
        }
        std::fs::create_dir_all(dir).map_err(unavailable)?;
        let engine = Engine::open(dir.join(FILE_NAME))?;
        let shared = Arc::new(Shared::new(engine, options)?);
        let for_writer = Arc::clone(&shared);
        let writer = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer::run(&for_writer))
            .map_err(unavailable)?;
        Ok(Store {
            handle: Arc::new(Handle {
                shared,
                nonces: Nonces::default(),
                writer: Some(writer),
            }),
        })
    }

    /// True where a directory has a store, of whatever version.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(FILE_NAME).is_file()
    }

    fn shared(&self) -> &Shared {
        &self.handle.shared
    }

    /// What is remembered of a person from the day `since` on: every encounter that began, ended or
    /// has a line on or after it, and those of `own` (the encounters that a request carries itself)
    /// in any case. Of `own` all lines are given that the asker does not have himself, of the others those whose items are `wanted`, which
    /// is asked once per encounter and item, however many lines have it. A visit that was accepted
    /// counts from then on, though it still waits in the queue.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`], [`StoreError::DamagedRow`]; the caller
    /// reviews without history then.
    pub fn history(
        &self,
        person: &PersonId,
        since: Day,
        own: &[Encounter],
        wanted: &mut dyn Wanted,
    ) -> Result<History, StoreError> {
        let shared = self.shared();
        // Before the row is read: what is committed in between is then seen twice, which changes nothing,
        // and never not at all.
        let unwritten = shared.queue.unwritten(person);
        shared.engine.read(|transaction| {
            let row = transaction.open_table(PERSONS)?.get(person.as_str())?;
            if row.is_none() && unwritten.is_empty() {
                return Ok(History::default());
            }
            let past = row.as_ref().map(|row| row.value());
            joined(past, &unwritten, &shared.options)
                .and_then(|past| history::read(&past, &shared.options, since, own, wanted))
                .map_err(|bad| bad.in_table("就诊"))
        })
    }

    /// The day from which on the store knows what happened: that of the first call it recorded, or an
    /// earlier one that was declared. None for a store that has recorded nothing. Touches no disk.
    pub fn known_since(&self) -> Option<Day> {
        self.shared().known_since()
    }

    /// Says that everything from `day` on is complete, because an operator vouches for it. Moves [`Store::known_since`]
    /// only ever to an earlier day, and waits until that is on the disk.
    ///
    /// # Errors
    /// What the disk said, or [`StoreError::Closing`].
    pub fn declare_known_since(&self, day: Day) -> Result<(), StoreError> {
        if self.known_since().is_some_and(|known| known <= day) {
            return Ok(());
        }
        self.write_waiting(Op::KnownSince(day)).map(drop)
    }

    /// Says that everything of the days from `first` to `last` is complete, because settled claims of
    /// them were imported. [`Store::known_since`] moves to `first` only where no day lies between
    /// `last` and what the store knows already, or will know from its first call on: of such a day
    /// nobody knows anything. Waits until that is on the disk.
    ///
    /// # Errors
    /// What the disk said, or [`StoreError::Closing`].
    pub fn declare_known_between(&self, first: Day, last: Day) -> Result<(), StoreError> {
        self.write_waiting(Op::KnownBetween(first, last)).map(drop)
    }

    /// Queues an entry; never waits. Used for reminders, where an entry lost in a crash is lawful
    /// and counted.
    ///
    /// # Errors
    /// [`Overflow`] where the queue is full or the store is closing.
    pub fn submit(&self, entry: impl Into<Arc<CallEntry>>) -> Result<(), Overflow> {
        self.enqueue(Op::Entry(entry.into()), None).map_err(|_| Overflow)
    }

    /// Queues an entry and calls `done` after it has reached the disk, or could not; never waits.
    /// Used for interceptions, which must be provable. Entries that wait together share one commit.
    /// `done` runs on the writer thread (at once, on this one, if the queue is full) and must
    /// neither block nor call [`Store::feedback`], [`Store::flush`], [`Store::import_visits`] or
    /// [`Store::declare_known_since`].
    pub fn submit_durable(
        &self,
        entry: impl Into<Arc<CallEntry>>,
        done: impl FnOnce(Result<(), StoreError>) + Send + 'static,
    ) {
        let done: Done = Box::new(move |result| done(result.map(|_| ())));
        if let Err(refused) = self.enqueue(Op::Entry(entry.into()), Some(done)) {
            refused.refuse(StoreError::Overflow(Overflow));
        }
    }

    /// Says of a call that was submitted how it was answered after all; never waits. Where its entry still waits it
    /// is changed there, and never reaches the disk as it was; else `call` and `findings` are written over it, or in its
    /// stead where it could not be written, by the next commit. Needs no room in the queue. The visit is not
    /// told again: others may have told of it since.
    ///
    /// # Errors
    /// [`Overflow`] where the store is closing.
    pub fn correct(&self, call: Call, findings: Vec<CallFinding>) -> Result<(), Overflow> {
        let corrected = CallEntry {
            call,
            visit: None,
            findings,
        };
        let queue = &self.shared().queue;
        let Some(corrected) = queue.correct_waiting(corrected) else {
            return Ok(());
        };
        // Somebody waits for it, so to speak: until it is written, the disk says what is not so.
        let done: Done = Box::new(|result| {
            if let Err(error) = result {
                tracing::error!(error = %error, "store: a call could not be corrected");
            }
        });
        let op = Op::Entry(Arc::new(corrected));
        queue
            .push_beyond(Pending { op, done: Some(done) })
            .map_err(|_| Overflow)
    }

    fn enqueue(&self, op: Op, done: Option<Done>) -> Result<(), Pending> {
        let shared = self.shared();
        shared.queue.push(Pending { op, done }).inspect_err(|_| {
            shared.gauges.overflowed.fetch_add(1, Ordering::Relaxed);
        })
    }

    /// Stores a reply to a finding and waits until it is on the disk. Idempotent: the first reply
    /// stands, an equal one changes nothing, a different one is kept as an amendment. A reply that
    /// amends the order, or the bill, makes the finding's lines of the encounter forgotten in the history.
    ///
    /// # Errors
    /// [`StoreError::Overflow`] on a full queue, [`StoreError::TooManyAmendments`], or what the disk
    /// said.
    pub fn feedback(&self, feedback: Feedback) -> Result<FeedbackOutcome, StoreError> {
        self.feedback_all(vec![feedback], |_| true)
            .pop()
            .unwrap_or(Err(StoreError::Closing))
    }

    /// Stores many replies as [`Store::feedback`] stores one, in their order; they share commits. Of a
    /// long list only as many wait at once as leave room in the queue for others. A reply to a finding of an
    /// institution for which its sender does not speak is not stored; that is asked when the reply is written, when
    /// every finding of which its sender can have heard is known.
    pub fn feedback_all(
        &self,
        feedback: Vec<Feedback>,
        speaks_for: impl Fn(&InstitutionCode) -> bool + Send + Sync + 'static,
    ) -> Vec<Result<FeedbackOutcome, StoreError>> {
        let speaks_for: SpeaksFor = Arc::new(speaks_for);
        let mut outcomes = Vec::with_capacity(feedback.len());
        let mut left = feedback.into_iter().peekable();
        while left.peek().is_some() {
            let waiting: Vec<_> = left
                .by_ref()
                .take((self.shared().options.queue_max / 4).clamp(1, FEEDBACK_CHUNK))
                .map(|feedback| {
                    let (done, outcome) = reply();
                    let queued = self.enqueue(Op::Feedback(Box::new(feedback), Arc::clone(&speaks_for)), Some(done));
                    queued.map(|()| outcome).map_err(|_| Overflow)
                })
                .collect();
            outcomes.extend(waiting.into_iter().map(|queued| Self::feedback_outcome(&queued?)));
        }
        outcomes
    }

    fn feedback_outcome(outcome: &mpsc::Receiver<Result<Applied, StoreError>>) -> Result<FeedbackOutcome, StoreError> {
        match outcome.recv() {
            Ok(Ok(Applied::Feedback(outcome))) => Ok(outcome),
            Ok(Ok(Applied::Stored | Applied::Forgotten(_))) | Err(_) => Err(StoreError::Closing),
            Ok(Err(error)) => Err(error),
        }
    }

    /// One finding with its replies, by its `jr_id`.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn finding(&self, id: &str) -> Result<Option<StoredFinding>, StoreError> {
        self.shared()
            .engine
            .read(|transaction| tables::find_answered_finding(transaction, id))
    }

    /// Up to `limit` calls in order of their ids, those after `after` if it is given.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn calls(&self, after: Option<CallId>, limit: usize) -> Result<Vec<StoredCall>, StoreError> {
        self.shared()
            .engine
            .read(|transaction| tables::list_calls(transaction, after.as_ref(), limit))
    }

    /// The last 3102 call about an encounter behind the call `after`, made not later than `until`, that was judged in
    /// full: what it does not raise any more was taken off the bill. Calls that an older program stored are not found
    /// by their encounter.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn last_settlement(
        &self,
        visit: &VisitId,
        after: &CallId,
        until: Moment,
    ) -> Result<Option<StoredCall>, StoreError> {
        let engine = &self.shared().engine;
        engine.read(|transaction| tables::last_settlement(transaction, visit, after, until))
    }

    /// The call that was numbered last of those on the disk.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn last_call(&self) -> Result<Option<CallId>, StoreError> {
        self.shared().engine.read(tables::last_call_id)
    }

    /// The figures of this moment.
    pub fn counts(&self) -> StoreCounts {
        self.shared().counts()
    }

    /// How many operations were refused or did not reach the disk since the store was opened, whoever waited for them.
    /// While it does not grow, what the store was told is kept. Takes no lock.
    pub fn failures(&self) -> u64 {
        let gauges = &self.shared().gauges;
        gauges.overflowed.load(Ordering::Relaxed) + gauges.failed.load(Ordering::Acquire)
    }

    /// Waits until everything queued so far has been written, or could not be.
    ///
    /// # Errors
    /// The reason of the last commit that failed while this waited.
    pub fn flush(&self) -> Result<(), StoreError> {
        let shared = self.shared();
        let before = shared.gauges.failed_batches.load(Ordering::Acquire);
        shared.queue.wait_until_written();
        if shared.gauges.failed_batches.load(Ordering::Acquire) == before {
            return Ok(());
        }
        Err(shared.last_failure().unwrap_or(StoreError::Closing))
    }

    /// Checks the checksums of the whole file, decodes every row, and checks that every call has its
    /// findings. Reads everything and keeps reviews waiting meanwhile: for maintenance, after a
    /// restored backup, and for tests.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] or [`StoreError::DamagedRow`] with the first defect.
    pub fn verify(&self) -> Result<(), StoreError> {
        let shared = self.shared();
        shared.engine.check_integrity()?;
        shared.engine.read(verify::verify)
    }

    /// Stores visits in bulk, durably, waiting for the queue where it is full, and gives their
    /// number. For settled claims. What was stored before an error stays stored; importing the same
    /// visits again changes nothing.
    ///
    /// # Errors
    /// What the disk said, or [`StoreError::Closing`].
    pub fn import_visits(&self, visits: impl IntoIterator<Item = Visit>) -> Result<u64, StoreError> {
        self.write_in_chunks(visits, Op::Import)
    }

    /// Takes visits whose settlements have all been taken back out of the history, durably, waiting for the
    /// queue where it is full, and gives how many of them were remembered. All that was remembered of such a
    /// visit goes, what was only proposed in it, too; told of again, it is remembered again. The calls that
    /// told of it stay.
    ///
    /// # Errors
    /// As [`Store::import_visits`].
    pub fn forget_visits(&self, visits: impl IntoIterator<Item = VisitId>) -> Result<u64, StoreError> {
        self.write_in_chunks(visits, Op::Forget)
    }

    /// Writes chunk after chunk, waiting for each; gives how many there were, or how many of them were forgotten.
    fn write_in_chunks<T>(&self, all: impl IntoIterator<Item = T>, op: fn(Vec<T>) -> Op) -> Result<u64, StoreError> {
        let mut all = all.into_iter();
        let mut done = 0_u64;
        loop {
            let chunk: Vec<T> = all.by_ref().take(IMPORT_CHUNK).collect();
            if chunk.is_empty() {
                return Ok(done);
            }
            let size = chunk.len() as u64;
            done += match self.write_waiting(op(chunk))? {
                Applied::Forgotten(some) => some,
                Applied::Stored | Applied::Feedback(_) => size,
            };
        }
    }

    /// Queues an operation, waiting for room, and waits until it is on the disk.
    fn write_waiting(&self, op: Op) -> Result<Applied, StoreError> {
        let (done, outcome) = reply();
        let pending = Pending { op, done: Some(done) };
        self.shared()
            .queue
            .push_waiting(pending)
            .map_err(|_| StoreError::Closing)?;
        outcome.recv().map_err(|_| StoreError::Closing)?
    }

    /// Marks a caller's nonce as used at the moment `at`, for `keep_seconds`; false where it was
    /// already used and has not expired. Kept in memory only and bounded (about a million): after a
    /// restart the signature's time stamp alone protects, so `keep_seconds` should cover the
    /// accepted clock difference.
    ///
    /// # Errors
    /// [`StoreError::Overflow`] where the bound is reached by nonces that have not expired.
    pub fn use_nonce(&self, caller: &str, nonce: &str, at: Moment, keep_seconds: i64) -> Result<bool, StoreError> {
        Ok(self.handle.nonces.use_once(caller, nonce, at, keep_seconds)?)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

/// A callback and the end where its result comes out.
fn reply() -> (Done, mpsc::Receiver<Result<Applied, StoreError>>) {
    let (sender, receiver) = mpsc::sync_channel(1);
    // A receiver that went away no longer wants to know.
    let done: Done = Box::new(move |result| drop(sender.send(result)));
    (done, receiver)
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.queue.close();
        let Some(writer) = self.writer.take() else { return };
        // A callback may own the last handle; the writer then ends by itself after its queue.
        if writer.thread().id() != thread::current().id() && writer.join().is_err() {
            tracing::error!("store writer ended by a panic");
        }
    }
}
