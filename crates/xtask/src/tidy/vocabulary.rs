//! Checks of the vocabulary: Chinese terms on the domain's nouns, and a fresh glossary.

use super::Complaint;
use crate::glossary::{self, TermKind};
use crate::tree::Tree;

/// Nouns of the field begin with their Chinese term. Error types are mechanics, not vocabulary.
pub(super) fn terms(tree: &Tree) -> Vec<Complaint> {
    let found = glossary::terms(tree);
    if found.is_empty() {
        return vec![Complaint::new(
            "crates/domain/src/lib.rs",
            0,
            "the domain has no documented type",
        )];
    }
    found
        .iter()
        .filter(|term| term.kind == TermKind::Type && !term.name.ends_with("Error") && term.chinese.is_empty())
        .map(|term| {
            let advice = format!(
                "`{}` needs its Chinese term first: `/// 中文 · `field` remark`",
                term.name
            );
            Complaint::new(&term.file, term.line, advice)
        })
        .collect()
}

/// The glossary's place.
pub const GLOSSARY: &str = "GLOSSARY.md";

pub(super) fn glossary(tree: &Tree) -> Vec<Complaint> {
    let fresh = glossary::render(&glossary::terms(tree));
    match tree.text(GLOSSARY) {
        Some(text) if text == fresh => Vec::new(),
        _ => vec![Complaint::new(
            GLOSSARY,
            0,
            "not what the doc comments say now: run `cargo xtask gen`",
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_without_its_term_is_named() {
        let check = |text: &str| terms(&Tree::of(&[("crates/domain/src/a.rs", text)])).len();
        assert_eq!(check("/// 就诊 · `mdtrt_id`\npub struct Visit(u8);\n"), 0);
        assert_eq!(check("/// A visit.\npub struct Visit(u8);\n"), 1);
        assert_eq!(check("pub struct Visit(u8);\n"), 1);
        assert_eq!(check("/// Why not.\npub struct VisitError(u8);\n"), 0);
        assert_eq!(check(""), 1);
    }

    #[test]
    fn a_stale_glossary_is_named() {
        let source = (
            "crates/domain/src/a.rs",
            "/// 就诊 · `mdtrt_id`\npub struct Visit(u8);\n",
        );
        let fresh = glossary::render(&glossary::terms(&Tree::of(&[source])));
        assert_eq!(glossary(&Tree::of(&[source, (GLOSSARY, &fresh)])), []);
        assert_eq!(glossary(&Tree::of(&[source, (GLOSSARY, "")])).len(), 1);
        assert_eq!(glossary(&Tree::of(&[source])).len(), 1);
    }
}
