//! Every input that fuzzing ever found for the target `workbook` keeps being tried.

use std::path::Path;

#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/src/workbook.rs"]
mod target;

#[test]
fn no_input_panics() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    corpus::replay(&fuzz, "workbook", target::run);
}
