//! The program behind `mingjing serve`: the national interface 3101 (事前提醒),
//! 3102 (事中拦截) and 3103 (反馈) over HTTP, on top of the rulebook and the
//! store.
//!
//! All clocks, sockets, files, secrets and JSON live here. No rule does: what a
//! record means is [`rulebook::review`]'s to say. A call travels `router` →
//! `intake` → `review_call` or `feedback_call`, and everything that its way of
//! writing needs is put right in [`wire`].

mod call_number;
mod connections;
mod error;
mod feedback_call;
mod guard;
mod identifier;
mod intake;
pub mod national_crypto;
mod outline;
mod review_call;
mod sdk;
#[cfg(test)]
mod testing;
mod visit_memo;
mod words;

pub mod advice;
pub mod app;
pub mod auth;
pub mod books;
pub mod cli;
pub mod config;
pub mod history;
pub mod judge;
pub mod kept_books;
pub mod monitor;
pub mod router;
pub mod serve;
pub mod telemetry;
pub mod wire;

pub use identifier::identifies;
