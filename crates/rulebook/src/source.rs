//! Text of the book as handed in by whoever reads files.

/// One file of the book: a rule document (`.md`) or a knowledge table (`.csv`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// path below `books/`, with `/` between parts (e.g. `national/policy/001-….md`)
    pub path: String,
    /// the whole text, UTF-8
    pub text: String,
}

/// A text cannot begin with this; a file that could not be read does.
const UNREADABLE: char = '\0';

impl SourceFile {
    /// A file that could not be read, and why: a problem of that file when the book is compiled, and part of its
    /// content hash.
    pub fn unreadable(path: impl Into<String>, why: &str) -> Self {
        Self {
            path: path.into(),
            text: format!("{UNREADABLE}{why}"),
        }
    }

    /// Why it could not be read, if it could not.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.text.strip_prefix(UNREADABLE)
    }
}
