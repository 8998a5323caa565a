//! Tidy: what review would have to say twice, said by a test instead.
//!
//! Each check is a function of the repository's text and returns complaints; a complaint names the
//! place, what is wrong and what to do. `cargo xtask tidy` and the test binary `tidy` run the same
//! list. A check that cannot fail is not a check: each has a test with a text that it must refuse.

mod crates;
mod framework;
mod knowledge;
mod library;
mod licences;
mod paperwork;
mod sources;
mod storage;
mod vocabulary;

pub use vocabulary::GLOSSARY;

use crate::tree::Tree;
use std::fmt;

/// The checks themselves name what they refuse.
const OWN: &str = "crates/xtask/src/tidy/";

/// Something that is not tidy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// file
    pub file: String,
    /// line, 0 where the whole file is meant
    pub line: usize,
    /// what is wrong and what to do
    pub text: String,
}

impl Complaint {
    fn new(file: &str, line: usize, text: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            text: text.into(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// what holds where the check is silent
    pub name: &'static str,
    /// the check itself
    pub run: fn(&Tree) -> Vec<Complaint>,
}

/// All checks, from the smallest unit of text to the whole repository.
pub const CHECKS: [Check; 21] = [
    Check {
        name: "every module says what it is for",
        run: sources::module_docs,
    },
    Check {
        name: "no file is named after nothing in particular",
        run: sources::names,
    },
    Check {
        name: "nothing unfinished is left behind",
        run: sources::leftovers,
    },
    Check {
        name: "time, chance and settings arrive as parameters",
        run: sources::calls,
    },
    Check {
        name: "query language stays in the store",
        run: sources::queries,
    },
    Check {
        name: "every noun of the domain has its Chinese term",
        run: vocabulary::terms,
    },
    Check {
        name: "the glossary is fresh",
        run: vocabulary::glossary,
    },
    Check {
        name: "the inner crates do not serialise",
        run: crates::serialisation,
    },
    Check {
        name: "the crate table tells the truth",
        run: crates::table,
    },
    Check {
        name: "every kind of the national framework is there once",
        run: framework::kinds,
    },
    Check {
        name: "every evaluated rule has its cases",
        run: library::cases,
    },
    Check {
        name: "every document of the library can be read",
        run: library::documents,
    },
    Check {
        name: "every knowledge row has basis, source and date",
        run: knowledge::rows,
    },
    Check {
        name: "decisions are numbered without gaps",
        run: paperwork::decisions,
    },
    Check {
        name: "files that the guides name exist",
        run: paperwork::named_files,
    },
    Check {
        name: "documents that comments cite are here",
        run: paperwork::cited_documents,
    },
    Check {
        name: "every fuzz target is listed",
        run: paperwork::fuzz_targets,
    },
    Check {
        name: "no file is larger than 1 MB",
        run: storage::sizes,
    },
    Check {
        name: "no file knows a machine",
        run: storage::machine_paths,
    },
    Check {
        name: "packages come from the public registry",
        run: storage::registries,
    },
    Check {
        name: "every dependency has an accepted licence",
        run: licences::accepted,
    },
];
