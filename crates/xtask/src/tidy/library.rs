//! Checks of the rule documents: they can be read, and every evaluated rule has its cases.
//!
//! Documents are compiled with the first row of each table, which is enough to read them and takes
//! no time; whether all rows are right and the cases hold is what `mingjing rules` says.

use super::Complaint;
use crate::tree::Tree;
use rulebook::{DataState, Library, ProblemLevel, SourceFile, cases};
use std::collections::BTreeMap;

/// A rule has at least a hit, a clear, a boundary date and an exemption.
const CASES_PER_RULE_MIN: usize = 4;
/// What the shipped library promises as a whole.
const CASES_MIN: usize = 450;

/// The shipped library, each knowledge table cut after its first row.
pub(super) fn sources(tree: &Tree) -> Vec<SourceFile> {
    let document = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        path.ends_with(".md") && !path.contains("/knowledge/") && name != "README.md"
    };
    tree.texts()
        .filter_map(|(path, text)| Some((path.strip_prefix("books/")?, text)))
        .filter(|(path, _)| !path.starts_with("sources/") && !path.starts_with("catalogue/"))
        .filter_map(|(path, text)| {
            let text = match path.ends_with(".csv") {
                true => first_row(text),
                false if document(path) => text,
                false => return None,
            };
            Some(SourceFile {
                path: path.to_owned(),
                text: text.to_owned(),
            })
        })
        .collect()
}

/// The headings of a table and its first row, which may run over several lines.
fn first_row(text: &str) -> &str {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    let read = reader.read_record(&mut row);
    let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
    if read.is_ok() {
        text.get(..end).unwrap_or(text)
    } else {
        text
    }
}

pub(super) fn documents(tree: &Tree) -> Vec<Complaint> {
    let (library, problems) = Library::compile(&sources(tree));
    let (_, case_problems) = cases::cases(&library);
    problems
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Error)
        .chain(&case_problems)
        .map(|problem| {
            Complaint::new(
                &format!("books/{}", problem.file),
                problem.line,
                problem.message.as_str(),
            )
        })
        .collect()
}

pub(super) fn cases(tree: &Tree) -> Vec<Complaint> {
    cases_of(&sources(tree), CASES_MIN)
}

fn cases_of(sources: &[SourceFile], cases_min: usize) -> Vec<Complaint> {
    let (library, _) = Library::compile(sources);
    let (all, _) = cases::cases(&library);
    let mut per_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &all {
        *per_rule.entry(case.rule.as_str()).or_default() += 1;
    }
    let mut found = Vec::new();
    for rule in library
        .national()
        .rules()
        .filter(|rule| rule.data != DataState::BelongsToAudit)
    {
        let count = per_rule.get(rule.code.as_str()).copied().unwrap_or_default();
        if count < CASES_PER_RULE_MIN {
            let advice = format!(
                "{count} of at least {CASES_PER_RULE_MIN} cases: a hit, a clear, a boundary date, an exemption"
            );
            found.push(Complaint::new(&format!("books/{}", rule.file), 0, advice));
        }
    }
    if all.len() < cases_min {
        found.push(Complaint::new(
            "books",
            0,
            format!("{} cases in all, at least {cases_min} are promised", all.len()),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shipped document, cut after its first `kept` cases, with the tables that it may name.
    fn cut(kept: usize) -> Vec<SourceFile> {
        let tree = Tree::read(&Tree::root()).unwrap();
        let (mut tables, documents): (Vec<_>, Vec<_>) = sources(&tree)
            .into_iter()
            .partition(|source| source.path.ends_with(".csv"));
        let mut source = documents
            .into_iter()
            .find(|source| source.path.contains("/001-"))
            .unwrap();
        let below = source.text.find("\n# 案例").unwrap();
        let headings: Vec<usize> = source
            .text
            .match_indices("\n## ")
            .map(|(at, _)| at)
            .filter(|at| *at > below)
            .collect();
        source.text.truncate(headings[kept]);
        tables.push(source);
        tables
    }

    #[test]
    fn too_few_cases_are_named_for_a_rule_and_in_all() {
        assert_eq!(cases_of(&cut(4), 4), []);
        assert_eq!(cases_of(&cut(3), 3).len(), 1);
        assert_eq!(cases_of(&cut(4), 5).len(), 1);
    }

    #[test]
    fn a_table_is_cut_after_its_first_row() {
        assert_eq!(first_row("a,b\n1,\"x\ny\"\n2,z\n"), "a,b\n1,\"x\ny\"\n");
        assert_eq!(first_row("a,b\n"), "a,b\n");
    }

    #[test]
    fn a_document_that_cannot_be_read_is_named() {
        let broken = Tree::of(&[("books/national/policy/001-a.md", "---\n编码: X\n---\n")]);
        assert!(!documents(&broken).is_empty());
    }
}
