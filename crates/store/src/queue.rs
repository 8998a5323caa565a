//! The bounded queue between the request threads and the writer thread. Pushing
//! never waits, except for imports and declarations, which ask to. Corrections
//! alone go beyond the bound: they are about what has just left the queue.

use crate::writer::Applied;
use crate::{CallEntry, Feedback, StoreError, Visit, VisitId};
use domain::{Day, InstitutionCode, PersonId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Called once with the result of an operation, on the writer thread.
pub(crate) type Done = Box<dyn FnOnce(Result<Applied, StoreError>) + Send>;

/// Whether the sender of a reply speaks for an institution.
pub(crate) type SpeaksFor = Arc<dyn Fn(&InstitutionCode) -> bool + Send + Sync>;

/// Something to write.
pub(crate) enum Op {
    Entry(Arc<CallEntry>),
    Feedback(Box<Feedback>, SpeaksFor),
    Import(Vec<Visit>),
    /// visits of which nothing stands
    Forget(Vec<VisitId>),
    KnownSince(Day),
    /// everything of the days from the first to the last is known
    KnownBetween(Day, Day),
}

impl Op {
    /// The entry, and whose visit it tells of, if it does.
    fn telling(&self) -> Option<(&Arc<CallEntry>, &PersonId)> {
        match self {
            Op::Entry(entry) => entry.visit.as_ref().map(|visit| (entry, &visit.person.id)),
            _ => None,
        }
    }
}

/// An operation and who waits for it; nobody waits for a reminder.
pub(crate) struct Pending {
    pub(crate) op: Op,
    pub(crate) done: Option<Done>,
}

impl Pending {
    /// Tells whoever waits that the operation was not done.
    pub(crate) fn refuse(self, error: StoreError) {
        if let Some(done) = self.done {
            done(Err(error));
        }
    }
}

/// What the writer found.
pub(crate) enum Drained {
    /// operations in order of arrival
    Batch(Vec<Pending>),
    /// nothing arrived in time
    Idle,
    /// the store closes and everything is written
    Closed,
}

pub(crate) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
    progressed: Condvar,
    capacity: usize,
    batch_max: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Pending>,
    /// by person, the entries with a visit that are not on the disk yet, in order of arrival
    unwritten: HashMap<PersonId, Vec<Arc<CallEntry>>>,
    /// operations ever accepted, ever settled (committed or given up), and ever finished (whoever waits was told)
    accepted: u64,
    settled: u64,
    finished: u64,
    closing: bool,
    /// waiting operations that somebody waits for, and callers of `wait_until_written`
    urgent: usize,
}

/// How long reminders gather before they are written together. A commit costs the same for one as
/// for hundreds; what somebody waits for is written at once, with all that has gathered.
const GATHERING: Duration = Duration::from_millis(50);

impl Queue {
    pub(crate) fn new(capacity: usize, batch_max: usize) -> Self {
        Self {
            state: Mutex::default(),
            arrived: Condvar::new(),
            progressed: Condvar::new(),
            capacity: capacity.max(1),
            batch_max: batch_max.max(1),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the operation, or gives it back where the queue is full or closing.
    pub(crate) fn push(&self, pending: Pending) -> Result<(), Pending> {
        let mut state = self.lock();
        if state.closing || state.waiting.len() >= self.capacity {
            return Err(pending);
        }
        self.accept(&mut state, pending);
        Ok(())
    }

    /// Takes the operation as soon as there is room; gives it back where the queue is closing.
    pub(crate) fn push_waiting(&self, pending: Pending) -> Result<(), Pending> {
        let mut state = self.lock();
        while !state.closing && state.waiting.len() >= self.capacity {
            state = self.progressed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closing {
            return Err(pending);
        }
        self.accept(&mut state, pending);
        Ok(())
    }

    /// Puts the call and the findings of `corrected` in the place of those of the entry of the same call that still
    /// waits; its visit, and who waits for it, stay. Gives `corrected` back where none waits any more.
    pub(crate) fn correct_waiting(&self, corrected: CallEntry) -> Option<CallEntry> {
        let mut state = self.lock();
        let State { waiting, unwritten, .. } = &mut *state;
        let mut entries = waiting.iter_mut().rev().filter_map(|pending| match &mut pending.op {
            Op::Entry(entry) => Some(entry),
            _ => None,
        });
        let Some(entry) = entries.find(|entry| entry.call.id == corrected.call.id) else {
            return Some(corrected);
        };
        let told = entry
            .visit
            .as_ref()
            .and_then(|visit| unwritten.get_mut(&visit.person.id));
        let told = told.and_then(|told| told.iter_mut().find(|other| Arc::ptr_eq(other, entry)));
        let corrected = Arc::new(CallEntry {
            visit: entry.visit.clone(),
            ..corrected
        });
        if let Some(told) = told {
            *told = Arc::clone(&corrected);
        }
        *entry = corrected;
        None
    }

    /// Takes the operation though the queue be full; gives it back where it is closing.
    pub(crate) fn push_beyond(&self, pending: Pending) -> Result<(), Pending> {
        let mut state = self.lock();
        if state.closing {
            return Err(pending);
        }
        self.accept(&mut state, pending);
        Ok(())
    }

    fn accept(&self, state: &mut State, pending: Pending) {
        let urgent = pending.done.is_some();
        state.urgent += usize::from(urgent);
        if let Some((entry, person)) = pending.op.telling() {
            let told = state.unwritten.entry(person.clone()).or_default();
            told.push(Arc::clone(entry));
        }
        state.waiting.push_back(pending);
        state.accepted += 1;
        // The writer is woken for the first of a gathering, for what cannot wait, and by a full batch;
        // in between it sleeps on.
        if urgent || state.waiting.len() == 1 || state.waiting.len() >= self.batch_max {
            self.arrived.notify_one();
        }
    }

    /// Waits for operations, lets reminders gather, and takes up to a batch of them.
    pub(crate) fn drain(&self, patience: Duration) -> Drained {
        let mut state = self.lock();
        if state.waiting.is_empty() && !state.closing {
            state = self
                .arrived
                .wait_timeout(state, patience)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        if state.waiting.is_empty() {
            return if state.closing { Drained::Closed } else { Drained::Idle };
        }
        let gathers = |state: &mut State| state.urgent == 0 && !state.closing && state.waiting.len() < self.batch_max;
        state = self
            .arrived
            .wait_timeout_while(state, GATHERING, gathers)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
        let size = state.waiting.len().min(self.batch_max);
        let batch: Vec<Pending> = state.waiting.drain(..size).collect();
        state.urgent -= batch.iter().filter(|pending| pending.done.is_some()).count();
        self.progressed.notify_all();
        Drained::Batch(batch)
    }

    /// The entries with a visit of the person that are accepted and not on the disk yet.
    pub(crate) fn unwritten(&self, person: &PersonId) -> Vec<Arc<CallEntry>> {
        self.lock().unwritten.get(person).cloned().unwrap_or_default()
    }

    /// Reports operations as committed or given up, before anybody is told.
    pub(crate) fn settle(&self, batch: &[Pending]) {
        let mut state = self.lock();
        state.settled += batch.len() as u64;
        for (entry, person) in batch.iter().filter_map(|pending| pending.op.telling()) {
            if let Some(told) = state.unwritten.get_mut(person) {
                told.retain(|other| !Arc::ptr_eq(other, entry));
                if told.is_empty() {
                    state.unwritten.remove(person);
                }
            }
        }
    }

    /// Reports operations as written or failed.
    pub(crate) fn finish(&self, operations: usize) {
        self.lock().finished += operations as u64;
        self.progressed.notify_all();
    }

    /// Waits until everything accepted before this call is finished.
    pub(crate) fn wait_until_written(&self) {
        let mut state = self.lock();
        let target = state.accepted;
        state.urgent += 1;
        self.arrived.notify_one();
        while state.finished < target {
            state = self.progressed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.urgent -= 1;
    }

    pub(crate) fn close(&self) {
        self.lock().closing = true;
        self.arrived.notify_all();
        self.progressed.notify_all();
    }

    /// Operations that are accepted and neither committed nor given up, those under way to the disk among them.
    pub(crate) fn len(&self) -> usize {
        let state = self.lock();
        usize::try_from(state.accepted - state.settled).unwrap_or(usize::MAX)
    }
}
