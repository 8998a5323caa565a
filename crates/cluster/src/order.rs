//! What travels: which run the buckets belong to, and where the things are that it needs.

use audit::run::RunManifest;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// An order to audit buckets. It names lake, book and options by hash; whoever takes it loads them
/// from the places named and refuses if they are not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// address of the lake, the same for all: a shared folder by its whole path, or an object store
    pub lake: String,
    /// folder of the run, shared by all
    pub out: PathBuf,
    /// folder of the book, shared by all; none for the book packed into the program
    pub books: Option<PathBuf>,
    /// hashes of lake and book, version of the program, scope and options
    pub run: RunManifest,
}

impl Order {
    /// The order, with places that mean the same from everywhere.
    ///
    /// # Errors
    /// There is no working directory to complete a path with.
    pub fn new(lake: &str, out: &Path, books: Option<&Path>, run: RunManifest) -> std::io::Result<Self> {
        let lake = if lake.contains("://") {
            lake.to_owned()
        } else {
            std::path::absolute(lake)?.display().to_string()
        };
        Ok(Self {
            lake,
            out: std::path::absolute(out)?,
            books: books.map(std::path::absolute).transpose()?,
            run,
        })
    }
}
