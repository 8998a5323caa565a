//! Checks of Rust text: module docs, names, leftovers, calls that belong elsewhere.

use super::{Complaint, OWN};
use crate::tree::Tree;

pub(super) fn module_docs(tree: &Tree) -> Vec<Complaint> {
    let silent = |text: &str| {
        let first = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with("#!["));
        !first.is_some_and(|line| line.starts_with("//!") && line.len() > "//! x".len())
    };
    tree.sources()
        .filter(|(_, text)| silent(text))
        .map(|(path, _)| {
            Complaint::new(
                path,
                1,
                "begin the module with `//!`: what it is for, what it refuses to know",
            )
        })
        .collect()
}

const EMPTY_NAMES: [&str; 7] = ["utils", "util", "common", "helper", "helpers", "manager", "misc"];

pub(super) fn names(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for file in tree
        .files()
        .iter()
        .filter(|file| file.path.starts_with("crates/") || file.path.starts_with("fuzz/"))
    {
        for part in file.path.split('/') {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            if EMPTY_NAMES.contains(&stem) {
                found.push(Complaint::new(
                    &file.path,
                    0,
                    format!("“{stem}” names nothing: name it after what it holds"),
                ));
            }
        }
    }
    for (path, text) in tree.sources() {
        for (number, line) in text.lines().enumerate() {
            let code = line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
            let module = code
                .strip_prefix("mod ")
                .map(|rest| rest.trim_end_matches([';', '{', ' ']));
            if module.is_some_and(|module| EMPTY_NAMES.contains(&module)) {
                found.push(Complaint::new(path, number + 1, "name the module after what it holds"));
            }
        }
    }
    found
}

const LEFTOVERS: [(&str, &str); 7] = [
    ("dbg!", "remove it"),
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("FIXME", "mend it, or open an issue"),
    ("XXX", "mend it, or open an issue"),
    ("TODO", "finish it, or open an issue"),
    (
        "#[ignore",
        "no ignored tests: assert today's behaviour, or read a switch inside the test",
    ),
];

pub(super) fn leftovers(tree: &Tree) -> Vec<Complaint> {
    let written = |path: &str| {
        path.ends_with(".rs") || path.ends_with(".toml") || path.ends_with("Makefile") || path.starts_with(".ci/")
    };
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| written(path) && !path.starts_with(OWN)) {
        for (number, line) in text.lines().enumerate() {
            for (word, advice) in LEFTOVERS.iter().filter(|(word, _)| has_word(line, word)) {
                found.push(Complaint::new(
                    path,
                    number + 1,
                    format!("`{word}` is left behind: {advice}"),
                ));
            }
        }
    }
    found
}

/// True where `word` occurs and is not a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric() || ch == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
        !part_of_name(before) && (word.ends_with('!') || word.starts_with('#') || !part_of_name(after))
    })
}

/// A call that belongs to some places only.
struct Reserved {
    calls: &'static [&'static str],
    allowed: &'static [&'static str],
    instead: &'static str,
}

const RESERVED: [Reserved; 3] = [
    Reserved {
        calls: &["SystemTime::now(", "Instant::now(", "Zoned::now(", "Timestamp::now("],
        allowed: &[
            "crates/server/",
            "crates/store/tests/",
            "crates/audit/benches/",
            "crates/conduct/benches/",
            "crates/ledger/benches/",
            "crates/workbench/benches/",
            "crates/mingjing/",
            "crates/xtask/",
        ],
        instead: "take the moment as a parameter (`domain::Moment`); only the program has a clock",
    },
    Reserved {
        calls: &["thread_rng(", "rand::rng(", "rand::random("],
        allowed: &[],
        instead: "take a seeded generator, so that the run can be repeated (`StdRng::seed_from_u64`)",
    },
    Reserved {
        calls: &["env::var(", "env::var_os(", "env::vars(", "env::set_var("],
        // Whether a terminal shows colours is asked where it is painted.
        allowed: &[
            "crates/server/src/config",
            "crates/server/src/cli/paint.rs",
            "crates/server/build.rs",
            "crates/xtask/",
            "tests/",
        ],
        instead: "read a key of the configuration file (`crates/server/src/config.rs`)",
    },
];

pub(super) fn calls(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree
        .sources()
        .filter(|(path, _)| path.starts_with("crates/") && !path.starts_with(OWN))
    {
        for (number, line) in code_lines(text) {
            for reserved in &RESERVED {
                let allowed =
                    |place: &&str| path.starts_with(*place) || (*place == "tests/" && path.contains("/tests/"));
                if reserved.allowed.iter().any(allowed) {
                    continue;
                }
                if let Some(call) = reserved.calls.iter().find(|call| line.contains(**call)) {
                    found.push(Complaint::new(
                        path,
                        number,
                        format!("`{call})` does not belong here: {}", reserved.instead),
                    ));
                }
            }
        }
    }
    found
}

/// Lines of code outside comments and unit tests, with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line))
}

const QUERIES: [(&str, &str); 6] = [
    ("SELECT ", " FROM "),
    ("INSERT ", "INTO "),
    ("DELETE ", "FROM "),
    ("UPDATE ", " SET "),
    ("CREATE ", "TABLE "),
    ("DROP ", "TABLE "),
];

pub(super) fn queries(tree: &Tree) -> Vec<Complaint> {
    // The audit's oracles are SQL on purpose: another language, another author.
    let home = ["crates/ledger/", "crates/audit/tests/", OWN];
    let outside = |path: &str| !home.iter().any(|home| path.starts_with(home));
    let mut found = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| outside(path)) {
        for (number, line) in text.lines().enumerate() {
            if QUERIES.iter().any(|(first, then)| {
                line.split_once(first)
                    .is_some_and(|(_, rest)| rest.contains(then.trim_start()))
            }) {
                found.push(Complaint::new(
                    path,
                    number + 1,
                    "a query outside the books: add a method to `crates/ledger`",
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
    fn a_module_without_docs_is_named() {
        assert_eq!(count(module_docs, "crates/a/src/lib.rs", "//! What it is for.\n"), 0);
        assert_eq!(
            count(
                module_docs,
                "crates/a/tests/a.rs",
                "#![cfg(unix)]\n//! What it tests.\n"
            ),
            0
        );
        assert_eq!(count(module_docs, "crates/a/src/main.rs", "fn main() {}\n"), 1);
        assert_eq!(count(module_docs, "crates/a/src/main.rs", "//!\nfn main() {}\n"), 1);
    }

    #[test]
    fn empty_names_are_refused_as_files_folders_and_modules() {
        assert_eq!(count(names, "crates/a/src/utils.rs", "//! x"), 1);
        assert_eq!(count(names, "crates/a/tests/common/mod.rs", "//! x"), 1);
        assert_eq!(count(names, "crates/a/src/lib.rs", "pub mod helpers;\nmod misc {\n"), 2);
        assert_eq!(
            count(names, "crates/a/src/case_manager_names.rs", "mod common_ground;"),
            0
        );
    }

    #[test]
    fn leftovers_are_words_not_parts_of_names() {
        assert_eq!(
            count(
                leftovers,
                "crates/a/src/a.rs",
                "// FIXME later\nlet x = dbg!(1);\n#[ignore = \"slow\"]"
            ),
            3
        );
        assert_eq!(
            count(
                leftovers,
                "crates/a/src/a.rs",
                "// `FIXMEDINS_CODE`\nmy_todo!(a);\n// XXXL"
            ),
            0
        );
        assert_eq!(count(leftovers, "Makefile", "# TODO"), 1);
    }

    #[test]
    fn the_clock_the_dice_and_the_environment_have_their_places() {
        let clock = "fn f() { let t = Instant::now(); }";
        assert_eq!(count(calls, "crates/rulebook/src/a.rs", clock), 1);
        assert_eq!(count(calls, "crates/store/src/a.rs", clock), 1);
        assert_eq!(count(calls, "crates/store/tests/a.rs", clock), 0);
        assert_eq!(count(calls, "crates/server/src/a.rs", clock), 0);
        assert_eq!(count(calls, "crates/server/src/a.rs", "let r = rand::thread_rng();"), 1);
        assert_eq!(
            count(calls, "crates/server/src/a.rs", "let v = std::env::var(\"A\");"),
            1
        );
        assert_eq!(
            count(
                calls,
                "crates/server/src/config/caller.rs",
                "let v = std::env::var(\"A\");"
            ),
            0
        );
        assert_eq!(
            count(
                calls,
                "crates/rulebook/src/a.rs",
                "// Instant::now()\n#[cfg(test)]\nlet t = Instant::now();"
            ),
            0
        );
    }

    #[test]
    fn queries_stay_in_the_store() {
        let query = "let q = \"SELECT id FROM finding\";";
        assert_eq!(count(queries, "crates/server/src/a.rs", query), 1);
        assert_eq!(count(queries, "crates/ledger/src/a.rs", query), 0);
        assert_eq!(
            count(
                queries,
                "crates/server/src/a.rs",
                "// Select one from many; UPDATE the book."
            ),
            0
        );
    }
}
