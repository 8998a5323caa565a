//! Every input that fuzzing ever found for the target `wire` keeps being tried.

use std::path::Path;

#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/src/wire.rs"]
mod target;

#[test]
fn no_input_panics() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    corpus::replay(&fuzz, "wire", target::run);
}
