//! Checks of the repository as files: sizes, traces of a machine, where packages come from.

use super::{Complaint, OWN};
use crate::tree::Tree;

const FILE_BYTES_MAX: u64 = 1 << 20;

pub(super) fn sizes(tree: &Tree) -> Vec<Complaint> {
    tree.files()
        .iter()
        .filter(|file| file.bytes > FILE_BYTES_MAX)
        .map(|file| {
            Complaint::new(
                &file.path,
                0,
                format!("{} bytes: keep what is made out of the repository", file.bytes),
            )
        })
        .collect()
}

/// What a path on somebody's machine begins with, or a way out of the repository.
const MACHINE_PATHS: [&str; 7] = ["/work/", "/root/", "/home/", "/Users/", "/tmp/", "../shared", "C:\\"];

pub(super) fn machine_paths(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| !path.starts_with(OWN)) {
        for (number, line) in text.lines().enumerate() {
            if let Some(trace) = MACHINE_PATHS.iter().find(|trace| begins_path(line, trace)) {
                found.push(Complaint::new(
                    path,
                    number + 1,
                    format!("`{trace}` is a place on one machine"),
                ));
            }
        }
    }
    found
}

/// True where the trace starts a path; `https://host/home/x` and `lib/work/x` only pass through it.
fn begins_path(line: &str, trace: &str) -> bool {
    line.match_indices(trace).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.' | '/' | '}' | ')'))
    })
}

/// Keys that turn a build towards one network.
const REDIRECTIONS: [&str; 5] = ["[source", "[registries", "[registry", "replace-with", "[net"];

pub(super) fn registries(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        for (number, line) in text.lines().enumerate().map(|(number, line)| (number, line.trim())) {
            let redirected =
                path.ends_with(".cargo/config.toml") && REDIRECTIONS.iter().any(|key| line.starts_with(key));
            let foreign = path.ends_with("Cargo.lock")
                && line.starts_with("source = ")
                && line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
            if redirected || foreign {
                found.push(Complaint::new(
                    path,
                    number + 1,
                    "packages come from crates.io, by no other way",
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(check: fn(&Tree) -> Vec<Complaint>, path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn large_files_are_named() {
        let large = "x".repeat(FILE_BYTES_MAX as usize + 1);
        assert_eq!(count(sizes, "data.csv", &large), 1);
        assert_eq!(count(sizes, "data.csv", &large[1..]), 0);
    }

    #[test]
    fn traces_of_a_machine_are_named() {
        assert_eq!(
            count(
                machine_paths,
                "a.md",
                "see /home/somebody/x\nand \"../shared/x\" and (/root/.x)"
            ),
            2
        );
        assert_eq!(
            count(
                machine_paths,
                "a.md",
                "https://example.org/home/x lib/work/y $HOME/work/x"
            ),
            0
        );
    }

    #[test]
    fn other_registries_are_named() {
        assert_eq!(count(registries, ".cargo/config.toml", "[alias]\nxtask = \"run\"\n"), 0);
        assert_eq!(
            count(
                registries,
                ".cargo/config.toml",
                "[source.crates-io]\nreplace-with = \"near\"\n"
            ),
            2
        );
        assert_eq!(
            count(
                registries,
                "Cargo.lock",
                "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
            ),
            0
        );
        assert_eq!(
            count(registries, "Cargo.lock", "source = \"git+https://example.org/x\"\n"),
            1
        );
    }
}
