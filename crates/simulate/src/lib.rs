//! A seeded county of insured people who never lived: institutions, visits, fee lines and
//! settlements in the national form, with violations planted whose truth is known to the fen, and
//! near-misses that no review may find.
//!
//! Every chunk of persons is a pure function of the seed and its number, so any part can be made
//! again alone and in parallel. Nothing here asks the evaluator what is right: each story knows
//! from its rule's document what must be found.

mod background;
mod catalogue;
mod cells;
mod county;
mod dice;
mod draft;
mod error;
mod parquet_rows;
mod registry;
mod rows;
mod scene;
mod shelf;
mod stock;
mod story;
mod tables;
mod write;

pub use catalogue::{Coded, Item};
pub use county::County;
pub use error::SimulateError;
pub use registry::{DIVISION, Department, Habit, Institution, Rank};
pub use rows::{Chunk, Cover, Line, NearMiss, Person, Setting, Truth, Visit, VisitDiagnosis, VisitOperation};
pub use write::{Format, Written, write};

use rulebook::Library;
use std::path::Path;

/// Plans a county of about `lines` fee lines and writes it below `folder`: the whole of
/// `mingjing simulate`. `progress` is told what is written, and what the whole will be, in chunks.
///
/// Errors: as [`County::plan`] and [`write()`].
pub fn run(
    seed: u64,
    lines: u64,
    library: &Library,
    folder: &Path,
    format: Format,
    threads: usize,
    progress: &(dyn Fn(Written, u32) -> bool + Sync),
) -> Result<Written, SimulateError> {
    let county = County::plan(seed, lines, library)?;
    let whole = county.chunk_count();
    write(&county, folder, format, threads, &|written| progress(written, whole))
}
