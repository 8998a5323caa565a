//! The project's own development tool: the checks of the repository and the documents made from
//! its sources. The commands are in the binary; what they check is here, so that an ordinary test
//! run checks it too.
//!
//! It knows the text of the repository and the rulebook. It does not link the store or the server.

pub mod glossary;
pub mod tidy;
pub mod tree;
