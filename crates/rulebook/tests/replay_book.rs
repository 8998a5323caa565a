//! Every input that fuzzing ever found for the target `book` keeps being tried.

use std::path::Path;

#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/src/book.rs"]
mod target;

#[test]
fn no_input_panics() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    corpus::replay(&fuzz, "book", target::run);
}
