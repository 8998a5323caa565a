//! The national framework against the library: all kinds of the 2025 edition, once each, under
//! the code of framework 1.0 where they have one, with the official class and name.

use super::{Complaint, library};
use crate::tree::Tree;
use rulebook::{Library, Rule};
use std::collections::BTreeMap;

/// The 88 kinds of the 2025 edition.
const KINDS: &str = "books/sources/rule_framework/rules_2025_88.csv";
const KINDS_COUNT: usize = 88;
/// The 79 rules of framework 1.0.
const FIRST_EDITION: &str = "books/sources/rule_framework/rules_1_0_79.csv";
const FIRST_EDITION_COUNT: usize = 79;
/// Code of framework 1.0, and the kind that took the rule's place under another name and without a code
/// of its own: 最大支付天数 counted the days paid for, 最大开药天数 counts those prescribed.
const RENAMED: [(&str, &str); 1] = [("GZ10000101009000", "9")];

pub(super) fn kinds(tree: &Tree) -> Vec<Complaint> {
    let (library, _) = Library::compile(&library::sources(tree));
    let rules: Vec<&Rule> = library.national().rules().collect();
    let mut found = Vec::new();
    let (kinds, first) = (records(tree, KINDS), records(tree, FIRST_EDITION));
    for (file, count, expected) in [
        (KINDS, kinds.len(), KINDS_COUNT),
        (FIRST_EDITION, first.len(), FIRST_EDITION_COUNT),
    ] {
        if count != expected {
            found.push(Complaint::new(
                file,
                0,
                format!("{count} rows, the framework has {expected}"),
            ));
        }
    }
    for kind in &kinds {
        let own: Vec<&&Rule> = rules
            .iter()
            .filter(|rule| rule.seq.map(|seq| seq.to_string()).as_deref() == kind.get("seq_2025").map(String::as_str))
            .collect();
        match own.as_slice() {
            [rule] => found.extend(differences(rule, kind)),
            [] => found.push(Complaint::new(
                "books/national",
                0,
                format!(
                    "kind {} {} has no document",
                    word(kind, "seq_2025"),
                    word(kind, "official_name")
                ),
            )),
            [first, ..] => found.push(Complaint::new(
                &place(first),
                0,
                format!("kind {} has {} documents", word(kind, "seq_2025"), own.len()),
            )),
        }
    }
    for row in &first {
        let code = word(row, "gz_code");
        let carrier = rules.iter().find(|rule| rule.framework_code.as_deref() == Some(code));
        match carrier {
            // The published table runs some names together with the definition that follows.
            Some(rule) if !word(row, "official_name").contains(&rule.name) && !renamed(code) => {
                found.push(Complaint::new(
                    &place(rule),
                    0,
                    format!("{code} is “{}” in framework 1.0", word(row, "official_name")),
                ));
            }
            None => {
                found.push(Complaint::new(
                    "books/national",
                    0,
                    format!("{code} of framework 1.0 is carried by no document"),
                ));
            }
            _ => {}
        }
    }
    let known: Vec<&str> = kinds.iter().map(|kind| word(kind, "seq_2025")).collect();
    for rule in rules {
        if rule.seq.is_some_and(|seq| !known.contains(&seq.to_string().as_str())) {
            found.push(Complaint::new(&place(rule), 0, "its number is not in the 2025 edition"));
        }
    }
    found
}

fn renamed(code: &str) -> bool {
    RENAMED.iter().any(|(old, _)| *old == code)
}

fn place(rule: &Rule) -> String {
    format!("books/{}", rule.file)
}

fn differences(rule: &Rule, kind: &BTreeMap<String, String>) -> Vec<Complaint> {
    let official = word(kind, "gz_code_1_0");
    let seq = word(kind, "seq_2025");
    let code = if official.is_empty() {
        format!("NHSA2025-{seq:0>3}")
    } else {
        official.to_owned()
    };
    let pairs = [
        ("编码", rule.code.as_str(), code),
        (
            "框架1.0",
            rule.framework_code.as_deref().unwrap_or_default(),
            match RENAMED.iter().find(|(_, kind)| *kind == seq) {
                Some((old, _)) => (*old).to_owned(),
                None => official.to_owned(),
            },
        ),
        ("名称", rule.name.as_str(), word(kind, "official_name").to_owned()),
        (
            "类别",
            rule.class.as_str(),
            format!("{} / {}", word(kind, "class"), word(kind, "subclass")),
        ),
    ];
    pairs
        .into_iter()
        .filter(|(_, own, published)| own != published)
        .map(|(key, own, published)| {
            Complaint::new(&place(rule), 0, format!("{key} is “{own}”, published as “{published}”"))
        })
        .collect()
}

fn word<'a>(record: &'a BTreeMap<String, String>, column: &str) -> &'a str {
    record.get(column).map_or("", String::as_str)
}

/// The rows of a published table, by column name.
fn records(tree: &Tree, path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(
        tree.text(path)
            .unwrap_or_default()
            .trim_start_matches('\u{feff}')
            .as_bytes(),
    );
    let Ok(columns) = reader.headers().cloned() else {
        return Vec::new();
    };
    reader
        .records()
        .flatten()
        .map(|row| {
            columns
                .iter()
                .zip(row.iter())
                .map(|(column, cell)| (column.to_owned(), cell.trim().to_owned()))
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This repository with one change to the text of one document.
    fn changed(path_part: &str, from: &str, to: &str) -> Vec<Complaint> {
        let tree = Tree::read(&Tree::root()).unwrap();
        let texts: Vec<(&str, String)> = tree
            .texts()
            .filter(|(path, _)| path.starts_with("books/"))
            .map(|(path, text)| {
                let own = path.contains(path_part);
                assert!(!own || text.contains(from), "{path} does not hold “{from}”");
                (path, if own { text.replace(from, to) } else { text.to_owned() })
            })
            .collect();
        kinds(&Tree::of(
            &texts
                .iter()
                .map(|(path, text)| (*path, text.as_str()))
                .collect::<Vec<_>>(),
        ))
    }

    #[test]
    fn a_wrong_name_code_or_number_is_named() {
        assert_eq!(
            changed("/001-", "\n名称: 药品限工伤保险\n", "\n名称: 药品限工伤\n").len(),
            1
        );
        assert_eq!(changed("/001-", "编码: GZ10000101001000", "编码: GZ1").len(), 1);
        // Number 2 twice and number 1 not at all; the second also differs from what was published.
        assert!(changed("/001-", "2025年版: 1}", "2025年版: 2}").len() >= 2);
        assert!(changed("/001-", "2025年版: 1}", "2025年版: 89}").len() >= 2);
        assert!(changed(KINDS, "88,", "89,").len() >= 2);
    }
}
