//! Text of the book as handed in by whoever reads files.

/// One file of the book: a rule document (`.md`) or a knowledge table (`.csv`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// path below `books/`, with `/` between parts (e.g. `national/policy/001-….md`)
    pub path: String,
    /// the whole text, UTF-8
    pub text: String,
}
