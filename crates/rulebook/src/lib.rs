//! The two libraries (两库) and the one evaluator: rule documents and knowledge
//! tables become an immutable [`Rulebook`]; [`review`] judges one person's
//! [`domain::Record`] against it and explains every finding.
//!
//! Pure and synchronous. Text comes in as [`SourceFile`]s, never as paths; no
//! clock, no file system, no network, no wire format, no database.

mod problem;
mod source;

pub use problem::{Problem, ProblemLevel};
pub use source::SourceFile;
