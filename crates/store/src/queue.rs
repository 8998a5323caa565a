//! The bounded queue between the request threads and the writer thread. Pushing
//! never waits, except for imports and declarations, which ask to.

use crate::writer::Applied;
use crate::{CallEntry, Feedback, StoreError, Visit};
use domain::Day;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Called once with the result of an operation, on the writer thread.
pub(crate) type Done = Box<dyn FnOnce(Result<Applied, StoreError>) + Send>;

/// Something to write.
pub(crate) enum Op {
    Entry(Box<CallEntry>),
    Feedback(Box<Feedback>),
    Import(Vec<Visit>),
    KnownSince(Day),
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
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Pending>,
    /// operations ever accepted, and ever finished (written or failed)
    accepted: u64,
    finished: u64,
    closing: bool,
}

impl Queue {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::default(),
            arrived: Condvar::new(),
            progressed: Condvar::new(),
            capacity: capacity.max(1),
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

    fn accept(&self, state: &mut State, pending: Pending) {
        state.waiting.push_back(pending);
        state.accepted += 1;
        self.arrived.notify_one();
    }

    /// Waits for operations and takes up to `batch_max` of them.
    pub(crate) fn drain(&self, batch_max: usize, patience: Duration) -> Drained {
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
        let size = state.waiting.len().min(batch_max);
        let batch = state.waiting.drain(..size).collect();
        self.progressed.notify_all();
        Drained::Batch(batch)
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
        while state.finished < target {
            state = self.progressed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(crate) fn close(&self) {
        self.lock().closing = true;
        self.arrived.notify_all();
        self.progressed.notify_all();
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }
}
