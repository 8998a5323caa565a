//! The real-time store: what the program remembers of persons, of the calls it
//! answered, of the findings it showed, and of what doctors replied.
//!
//! An embedded key-value file (`realtime.redb`) with one writer thread in front of
//! it. Reminders are queued and never make a doctor wait; interceptions are
//! acknowledged after the commit has reached the disk; every drop, loss, bound and
//! expiry is counted. It knows the vocabulary of `domain` and nothing of HTTP,
//! JSON, async runtimes, rules or clocks: time arrives as a parameter.
//!
//! Reading order: [`Store`] (the handle), [`CallEntry`] (what is put in),
//! [`History`] (what comes back), `writer` (how it becomes durable), `row` (how it
//! looks on disk).

mod call;
mod counts;
mod engine;
mod error;
mod feedback;
mod history;
mod memory;
mod merge;
mod nonce;
mod options;
mod queue;
mod remember;
mod row;
mod store;
mod tables;
mod verify;
mod writer;

pub use call::{Billed, Call, CallEntry, CallFinding, CallId, StoredCall, StoredFinding, Visit, VisitId};
pub use counts::StoreCounts;
pub use error::{Overflow, StoreError};
pub use feedback::{Disposal, Feedback, FeedbackOutcome, FeedbackTrail};
pub use history::{Everything, History, Wanted};
pub use options::StoreOptions;
pub use store::Store;
