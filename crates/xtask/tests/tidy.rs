//! The repository as it stands, held against every check. `cargo xtask tidy` says the same.

use xtask::tidy::CHECKS;
use xtask::tree::Tree;

#[test]
fn the_repository_is_tidy() {
    let tree = Tree::read(&Tree::root()).expect("a readable repository");
    let mut complaints = Vec::new();
    for check in CHECKS {
        complaints.extend(
            (check.run)(&tree)
                .into_iter()
                .map(|complaint| format!("{}\n    {complaint}", check.name)),
        );
    }
    assert!(
        complaints.is_empty(),
        "{} complaints\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}
