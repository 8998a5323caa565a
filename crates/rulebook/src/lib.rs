//! The two libraries (两库) and the one evaluator: rule documents and knowledge
//! tables become an immutable [`Rulebook`]; [`review`] judges one person's
//! [`domain::Record`] against it and explains every finding.
//!
//! Pure and synchronous. Text comes in as [`SourceFile`]s, never as paths; no
//! clock, no file system, no network, no wire format, no database.

mod book;
mod build;
pub mod cases;
mod coverage;
mod diff;
mod displacement;
mod document;
mod exact;
mod exemption;
mod experiment;
mod explain;
mod hit;
mod index;
mod keys;
mod layer;
mod library;
mod lines;
mod lint;
pub mod manual;
mod nearest;
mod params;
mod payment_stops;
mod primitive;
mod primitives;
mod problem;
mod reconcile;
mod relevance;
mod review;
mod rows;
mod rule;
mod sieve;
mod source;
mod table;
mod template;
mod texts;
mod view;
pub mod workbook;
mod yaml;

pub use book::Rulebook;
pub use coverage::{RuleCoverage, Silence, coverage};
pub use diff::{Change, ChangeKind, diff};
pub use experiment::Experiment;
pub use library::{Library, SourceDigest};
pub use lines::Lines;
pub use lint::lint;
pub use payment_stops::{PaymentStop, PaymentStops};
pub use problem::{Problem, ProblemLevel};
pub use relevance::Relevance;
pub use review::{Review, ReviewOptions, review};
pub use rule::{Actions, DataState, Lifecycle, LocalParameter, Rule};
pub use sieve::{Glance, Sieve, SiftRoom, Sifted};
pub use source::SourceFile;
