//! 另有提醒 · Who has something to say about what a doctor orders that is in no book: it depends on what
//! others hold (a report that another hospital has made), not on knowledge.
//!
//! It is asked while ordering (3101) alone and within a small budget (`advice_ms`); what it says reminds and
//! never stops anybody. Real time asks it without knowing what it keeps, and answers without it where it is
//! late or fails.

use domain::{Action, Finding, Moment, Record};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use store::StoredFinding;

/// What somebody is about to say.
pub type Saying<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// 提醒方
pub trait Adviser: Send + Sync {
    /// What there is to say about the lines under review of a person, at the moment of the call. Dropped
    /// where it takes longer than the budget: what was not said must leave nothing behind.
    fn advise<'a>(&'a self, record: &'a Record, at: Moment) -> Saying<'a, Vec<Finding>>;

    /// Hears what the doctor answered (3103) to a finding, the book's own included. The first answer
    /// stands; it is told again whenever the message comes again, so hearing it twice changes nothing.
    ///
    /// # Errors
    /// The answer could not be kept; its sender is asked to send it again.
    fn hear<'a>(&'a self, answered: &'a StoredFinding) -> Saying<'a, anyhow::Result<()>>;
}

/// Why nothing was said in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// the budget is used up
    Late,
    /// it failed in a way that nobody had foreseen
    Panic,
}

/// Asks within what is left of the budget, and takes off what it took. No advice is graver than a reminder.
pub(crate) async fn ask(
    adviser: &dyn Adviser,
    record: &Record,
    at: Moment,
    left: &mut Duration,
) -> Result<Vec<Finding>, Silence> {
    let began = std::time::Instant::now();
    let said = tokio::time::timeout(*left, Caught(adviser.advise(record, at))).await;
    *left = left.saturating_sub(began.elapsed());
    let mut said = said.map_err(|_| Silence::Late)?.map_err(|_| Silence::Panic)?;
    for finding in &mut said {
        finding.action = finding.action.min(Action::Remind);
    }
    Ok(said)
}

/// A future whose panic is an error.
struct Caught<'a, T>(Saying<'a, T>);

impl<T> Future for Caught<'_, T> {
    type Output = std::thread::Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // After a panic it is not polled again: the caller has its error.
        match std::panic::catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(said)) => Poll::Ready(Ok(said)),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}
