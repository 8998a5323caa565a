//! Settled claims in bulk: the lake, and how it is filled.
//!
//! A lake is a folder, or a place in an object store, of immutable Parquet files
//! that one manifest names. Persons are spread over buckets by a hash; within a
//! bucket everything is sorted by person and time, so that a person's record can
//! be cut out of it while reading.
//!
//! The crate knows no SQL store, no HTTP, no users and no clock. National column
//! names appear in `schema` and `import`, where the data crosses the border.

mod columns;
mod compact;
mod dictionary;
mod error;
mod import;
mod lake;
mod manifest;
pub mod models;
pub mod person;
pub mod run;
mod schema;
mod settled;
mod storage;
mod turns;
pub mod values;
mod verify;
mod visits;
mod words;

pub use compact::{COMPACT_ROWS, CompactReport};
pub use dictionary::{
    Dictionaries, InstitutionEntry, Institutions, Items, Named, PersonEntry, Persons, Practitioners, TextTable,
};
pub use error::LakeError;
pub use import::{BUCKETS_MAX, ImportOptions, ImportReport, Mapping, Progress, Reason, TableReport, buckets_for};
pub use lake::{BUCKETS, Lake, LakeStatus, Snapshot};
pub use manifest::{DictionaryFile, Manifest, Part, SourceFile, bucket_of};
pub use schema::{Field, LakeTable, SourceTable};
pub use storage::{Folder, Hold, Holding, Objects, Storage, Version, storage_at};
pub use verify::Verification;
pub use visits::{WithdrawnVisit, visits_by_institution, withdrawn_visits};
