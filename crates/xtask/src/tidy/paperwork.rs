//! Checks of what people read: decisions, guides, the list of fuzz targets.

use super::{Complaint, OWN};
use crate::tree::Tree;

pub(super) fn decisions(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut expected = 1_usize;
    for file in tree.files() {
        let Some(name) = file.path.strip_prefix("docs/decisions/") else {
            continue;
        };
        let number: Option<usize> = name
            .split_once('-')
            .filter(|(digits, _)| digits.len() == 3)
            .and_then(|(digits, _)| digits.parse().ok());
        match number {
            Some(number) if number == expected => expected += 1,
            Some(number) => {
                let advice = format!("number {expected:03} should come here");
                found.push(Complaint::new(&file.path, 0, advice));
                expected = number + 1;
            }
            None => found.push(Complaint::new(&file.path, 0, "name it `NNN-what-was-decided.md`")),
        }
        let lacking = ["## Context", "## Decision", "## Consequences"]
            .into_iter()
            .find(|heading| {
                !file
                    .text
                    .as_deref()
                    .is_some_and(|text| text.lines().any(|line| line == *heading))
            });
        if let Some(heading) = lacking {
            found.push(Complaint::new(
                &file.path,
                0,
                format!("a decision has a section `{heading}`"),
            ));
        }
    }
    if expected == 1 {
        found.push(Complaint::new("docs/decisions", 0, "there is no decision"));
    }
    found
}

/// Guides whose paths must be right.
fn is_guide(path: &str) -> bool {
    path.starts_with("docs/recipes/") || path.starts_with("docs/decisions/") || path == "CONTRIBUTING.md"
}

pub(super) fn named_files(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| is_guide(path) && path.ends_with(".md")) {
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                let lost = spans(line)
                    .filter(|span| looks_like_path(tree, span))
                    .filter(|span| !tree.holds(fixed_part(span)));
                found.extend(lost.map(|span| Complaint::new(path, number + 1, format!("`{span}` does not exist"))));
                let lost = links(line).filter(|link| !tree.holds(&resolved(path, link)));
                found.extend(
                    lost.map(|link| Complaint::new(path, number + 1, format!("the link {link} leads nowhere"))),
                );
            }
        }
    }
    if !tree.holds("docs/recipes") {
        found.push(Complaint::new("docs/recipes", 0, "there is no recipe"));
    }
    found
}

/// Documents that comments of the sources cite.
pub(super) fn cited_documents(tree: &Tree) -> Vec<Complaint> {
    let known = |name: &str| {
        tree.files()
            .iter()
            .any(|file| file.path == name || file.path.ends_with(&format!("/{name}")))
    };
    let mut found = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| !path.starts_with(OWN)) {
        for (number, line) in text.lines().enumerate() {
            let Some((_, comment)) = line.split_once("//") else {
                continue;
            };
            let words = comment.split(|ch: char| ch.is_whitespace() || "`\"'()[],;:".contains(ch));
            for name in words
                .map(|word| word.trim_matches('.'))
                .filter(|word| word.ends_with(".md"))
            {
                let plain = name.chars().all(|ch| ch.is_ascii_alphanumeric() || "-_./".contains(ch))
                    && name.len() > ".md".len();
                if plain && !known(name) {
                    found.push(Complaint::new(
                        path,
                        number + 1,
                        format!("{name} is not here: quote the reason or the law itself"),
                    ));
                }
            }
        }
    }
    found
}

/// Text of the code spans of a line.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Relative targets of the links of a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|link| !link.is_empty() && !link.contains("://"))
}

fn looks_like_path(tree: &Tree, span: &str) -> bool {
    let Some((first, _)) = span.split_once('/') else {
        return false;
    };
    let ends = [".rs", ".md", ".csv", ".toml"].iter().any(|end| span.ends_with(end));
    !span.contains(' ') && !first.is_empty() && (ends || (tree.holds(first) && first != ".")) && !span.contains("://")
}

/// The part of a path before its first placeholder, up to the last whole folder.
fn fixed_part(span: &str) -> &str {
    match span.find(['<', '*', '…', '{', 'N']) {
        Some(at) => span[..at].rsplit_once('/').map_or("", |(folder, _)| folder),
        None => span,
    }
}

/// A link target as a path from the root.
fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

const FUZZ_MANIFEST: &str = "fuzz/Cargo.toml";

pub(super) fn fuzz_targets(tree: &Tree) -> Vec<Complaint> {
    let manifest = tree.text(FUZZ_MANIFEST).unwrap_or_default();
    let listed: Vec<&str> = manifest
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("path")?
                .trim_start()
                .strip_prefix('=')?
                .trim()
                .strip_prefix('"')?
                .strip_suffix('"')
        })
        .filter(|path| path.starts_with("fuzz_targets/"))
        .collect();
    let present = || {
        tree.files()
            .iter()
            .filter_map(|file| file.path.strip_prefix("fuzz/"))
            .filter(|path| path.starts_with("fuzz_targets/") && path.ends_with(".rs"))
    };
    let unlisted = present().filter(|path| !listed.contains(path)).map(|path| {
        Complaint::new(
            &format!("fuzz/{path}"),
            0,
            format!("add it to {FUZZ_MANIFEST} as a [[bin]]"),
        )
    });
    let absent = listed
        .iter()
        .filter(|path| !present().any(|own| own == **path))
        .map(|path| Complaint::new(FUZZ_MANIFEST, 0, format!("{path} does not exist")));
    unlisted.chain(absent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "# A\n\n## Context\n\n## Decision\n\n## Consequences\n";

    #[test]
    fn decisions_without_gaps_and_with_their_sections() {
        let check = |names: &[&str]| {
            let paths: Vec<String> = names.iter().map(|name| format!("docs/decisions/{name}")).collect();
            decisions(&Tree::of(
                &paths.iter().map(|path| (path.as_str(), BODY)).collect::<Vec<_>>(),
            ))
            .len()
        };
        assert_eq!(check(&["001-a.md", "002-b.md"]), 0);
        assert_eq!(check(&["001-a.md", "003-b.md"]), 1);
        assert_eq!(check(&["001-a.md", "001-b.md"]), 1);
        assert_eq!(check(&["001-a.md", "two.md"]), 1);
        assert_eq!(check(&[]), 1);
        assert_eq!(decisions(&Tree::of(&[("docs/decisions/001-a.md", "# A\n")])).len(), 1);
    }

    #[test]
    fn paths_and_links_of_guides_are_followed() {
        let check = |line: &str| {
            named_files(&Tree::of(&[
                ("docs/recipes/a.md", line),
                ("docs/b.md", ""),
                ("books/national/policy/1.md", ""),
            ]))
            .len()
        };
        assert_eq!(
            check("see `books/national/policy/1.md`, `books/national/<x>/a.md`, `application/json` and `GZ…/ZB…`"),
            0
        );
        assert_eq!(check("see `books/national/policy/2.md`"), 1);
        assert_eq!(check("see `books/provincial/<x>.md`"), 1);
        assert_eq!(check("see `book/1.md`"), 1);
        assert_eq!(check("[b](../b.md#top) and [site](https://example.org/x.md)"), 0);
        assert_eq!(check("[b](b.md)"), 1);
        assert_eq!(check("```\nsee `books/none.md`\n```"), 0);
        assert_eq!(named_files(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn documents_that_comments_cite_are_here() {
        let check = |line: &str| {
            cited_documents(&Tree::of(&[("crates/a/src/a.rs", line), ("docs/rule-language.md", "")])).len()
        };
        assert_eq!(
            check("//! See `docs/rule-language.md`, section 2, and rule-language.md."),
            0
        );
        assert_eq!(check("/// what it says (other.md §1.4)"), 1);
        assert_eq!(check("/// a path like `national/policy/001-….md`, or any .md"), 0);
        assert_eq!(check("let name = \"other.md\";"), 0);
    }

    #[test]
    fn fuzz_targets_are_listed_and_present() {
        let target = ("fuzz/fuzz_targets/wire.rs", "//! x");
        let manifest = |path: &str| format!("[[bin]]\nname = \"wire\"\npath = \"{path}\"\n");
        let check = |text: &str| fuzz_targets(&Tree::of(&[target, (FUZZ_MANIFEST, text)])).len();
        assert_eq!(check(&manifest("fuzz_targets/wire.rs")), 0);
        assert_eq!(check(&manifest("fuzz_targets/gone.rs")), 2);
        assert_eq!(check(""), 1);
        assert_eq!(fuzz_targets(&Tree::of(&[])), []);
    }
}
