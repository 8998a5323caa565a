//! Checks of the crates: who depends on whom, and who may serialise.

use super::Complaint;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Crates whose types never leave the process as they are.
const INNER: [&str; 2] = ["domain", "rulebook"];

pub(super) fn serialisation(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        let inner = INNER.iter().any(|name| path.starts_with(&format!("crates/{name}/")));
        if !inner || !(path.ends_with(".rs") || path.ends_with(".toml")) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if line.contains("serde") {
                let advice = "no `serde` here: write the outer struct and the conversion in the server or the store";
                found.push(Complaint::new(path, number + 1, advice));
            }
        }
    }
    found
}

const MAP: &str = "ARCHITECTURE.md";

pub(super) fn table(tree: &Tree) -> Vec<Complaint> {
    let real = dependencies(tree);
    let Some(text) = tree.text(MAP) else {
        return vec![Complaint::new(MAP, 0, "missing: it holds the table of crates")];
    };
    let written = table_of(text);
    if written.is_empty() {
        return vec![Complaint::new(
            MAP,
            0,
            "no section “Crates” with a table `| Crate | Depends on |`",
        )];
    }
    let mut found = Vec::new();
    for (name, needs) in &real {
        match written.get(name) {
            None => found.push(Complaint::new(MAP, 0, format!("the table of crates lacks `{name}`"))),
            Some((line, words)) => {
                let told: BTreeSet<String> = words.intersection(&real.keys().cloned().collect()).cloned().collect();
                if told != *needs {
                    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
                    let advice = format!(
                        "`{name}` depends on [{}], the table says [{}]",
                        list(needs),
                        list(&told)
                    );
                    found.push(Complaint::new(MAP, *line, advice));
                }
            }
        }
    }
    for (name, (line, _)) in written.iter().filter(|(name, _)| !real.contains_key(*name)) {
        found.push(Complaint::new(MAP, *line, format!("there is no crate `{name}`")));
    }
    found
}

/// Crates of the workspace, each with those it is built from (development dependencies aside).
fn dependencies(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let manifests: BTreeMap<String, &str> = tree
        .texts()
        .filter_map(|(path, text)| {
            let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
            (!name.contains('/')).then(|| (name.to_owned(), text))
        })
        .collect();
    let needs = |text: &str| {
        let mut section = "";
        let mut found = BTreeSet::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                section = line;
            } else if section == "[dependencies]" {
                let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
                found.extend(manifests.contains_key(name).then(|| name.to_owned()));
            }
        }
        found
    };
    manifests
        .iter()
        .map(|(name, text)| (name.clone(), needs(text)))
        .collect()
}

/// The rows of the table: crate, line, and the words of the second column.
fn table_of(text: &str) -> BTreeMap<String, (usize, BTreeSet<String>)> {
    let (mut inside, mut rows) = (false, BTreeMap::new());
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim();
            inside = title == "Crates" || title.starts_with("Crates ") || title.ends_with(" Crates");
            continue;
        }
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let (true, true, [name, needs, ..]) = (inside, line.trim_start().starts_with('|'), cells.as_slice()) else {
            continue;
        };
        let name = name.trim_matches('`');
        if name.eq_ignore_ascii_case("crate") || name.starts_with('-') || name.starts_with(':') {
            continue;
        }
        let words = needs.split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_' && ch != '-');
        rows.insert(
            name.to_owned(),
            (
                number + 1,
                words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            ),
        );
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOMAIN: (&str, &str) = ("crates/domain/Cargo.toml", "[dependencies]\njiff = \"1\"\n");
    const STORE: (&str, &str) = (
        "crates/store/Cargo.toml",
        "[dependencies]\ndomain.workspace = true\n\n[dev-dependencies]\nrulebook = \"1\"\n",
    );

    fn told(table: &str) -> Vec<String> {
        let text = format!(
            "# A\n\n## Crates\n\n| Crate | Depends on | Purpose |\n|---|---|---|\n{table}\n## Other\n\n| x | y |\n"
        );
        super::table(&Tree::of(&[DOMAIN, STORE, (MAP, &text)]))
            .into_iter()
            .map(|complaint| complaint.text)
            .collect()
    }

    #[test]
    fn the_table_is_held_against_the_manifests() {
        assert_eq!(
            told("| `domain` | — | nouns |\n| `store` | `domain`, redb | state |\n"),
            Vec::<String>::new()
        );
        assert_eq!(told("| `domain` | — |\n"), ["the table of crates lacks `store`"]);
        assert_eq!(
            told("| `domain` | `store` |\n| `store` | `domain` |\n"),
            ["`domain` depends on [], the table says [store]"]
        );
        assert_eq!(
            told("| domain | |\n| store | domain |\n| audit | domain |\n"),
            ["there is no crate `audit`"]
        );
        assert_eq!(table(&Tree::of(&[DOMAIN])).len(), 1);
    }

    #[test]
    fn serde_stays_outside() {
        let check = |path: &str| serialisation(&Tree::of(&[(path, "use serde::Serialize;\n")])).len();
        assert_eq!(
            (
                check("crates/domain/src/a.rs"),
                check("crates/rulebook/Cargo.toml"),
                check("crates/store/src/a.rs")
            ),
            (1, 1, 0)
        );
    }
}
