//! `GLOSSARY.md`: the vocabulary of `crates/domain` as a table, taken from its doc comments.
//!
//! A doc comment there begins with the Chinese term, then ` · ` and the national interface fields
//! or a remark: `/// 性别 · `gend` (1 男, 2 女)`. Lines are scanned, not parsed: the sources are
//! formatted by rustfmt, so one item begins on one line.

use crate::tree::Tree;
use std::fmt::Write as _;

/// What an entry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermKind {
    /// a struct, an enum or a trait
    Type,
    /// a public field of a struct, or a variant of an enum
    Part,
}

/// 术语 · one documented item of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// source file
    pub file: String,
    /// line of the item
    pub line: usize,
    /// English name: `FeeLine`, `FeeLine::covered`, `Stage::Audit`
    pub name: String,
    /// type, or part of one
    pub kind: TermKind,
    /// Chinese term; empty where the comment does not begin with one
    pub chinese: String,
    /// national interface fields that the comment names
    pub fields: Vec<String>,
    /// the rest of the comment
    pub note: String,
}

const FOLDER: &str = "crates/domain/src/";

/// True for a character of Chinese script.
pub fn is_chinese(ch: char) -> bool {
    matches!(ch, '\u{4e00}'..='\u{9fff}')
}

/// Every type of the vocabulary with its fields and variants, in the order of the sources.
pub fn terms(tree: &Tree) -> Vec<Term> {
    let mut terms = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| path.starts_with(FOLDER)) {
        scan(path, text, &mut terms);
    }
    terms
}

fn scan(path: &str, text: &str, terms: &mut Vec<Term>) {
    let (mut doc, mut owner) = (Vec::new(), None);
    let (mut in_definition, mut in_invocation) = (false, false);
    for (number, line) in text.lines().enumerate() {
        let (code, indent) = (line.trim(), line.len() - line.trim_start().len());
        if code == "#[cfg(test)]" {
            break;
        }
        if line.starts_with("macro_rules!") {
            in_definition = true;
        } else if line == "}" {
            (in_definition, owner) = (false, None);
        } else if indent == 0 && !code.is_empty() {
            in_invocation = code.ends_with("!(");
        }
        if let Some(comment) = code.strip_prefix("///") {
            doc.push(comment.trim());
            continue;
        }
        if in_definition || code.starts_with("#[") {
            continue;
        }
        let declared = match (indent, &owner) {
            (0, _) => declared_type(code).map(|name| {
                owner = code.ends_with('{').then(|| name.to_owned());
                (name.to_owned(), TermKind::Type)
            }),
            (4, Some(owner)) => declared_part(code).map(|name| (format!("{owner}::{name}"), TermKind::Part)),
            // A code or number type is declared by a macro: its name follows the comment alone.
            (4, None) if in_invocation => named_in_macro(code).map(|name| (name.to_owned(), TermKind::Type)),
            _ => None,
        };
        if let Some((name, kind)) = declared {
            terms.push(term(path, number + 1, name, kind, &doc.join(" ")));
        }
        doc.clear();
    }
}

fn declared_type(code: &str) -> Option<&str> {
    let rest = ["pub struct ", "pub enum ", "pub trait "]
        .into_iter()
        .find_map(|word| code.strip_prefix(word))?;
    identifier(rest)
}

fn declared_part(code: &str) -> Option<&str> {
    match code.strip_prefix("pub ") {
        Some(rest) => identifier(rest).filter(|name| rest[name.len()..].starts_with(':')),
        None => identifier(code).filter(|name| {
            let rest = &code[name.len()..];
            name.starts_with(|ch: char| ch.is_ascii_uppercase()) && (rest.starts_with([',', '(', ' ', '{']))
        }),
    }
}

fn named_in_macro(code: &str) -> Option<&str> {
    let name = identifier(code)?;
    let alone = code.len() == name.len() || code[name.len()..].starts_with(',');
    (alone && name.starts_with(|ch: char| ch.is_ascii_uppercase())).then_some(name)
}

fn identifier(code: &str) -> Option<&str> {
    let end = code
        .find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_')
        .unwrap_or(code.len());
    (end > 0).then(|| &code[..end])
}

fn term(path: &str, line: usize, name: String, kind: TermKind, doc: &str) -> Term {
    let (chinese, rest) = doc.split_at(end_of_term(doc));
    Term {
        file: path.to_owned(),
        line,
        name,
        kind,
        chinese: chinese.trim_end_matches(['.', '。']).to_owned(),
        fields: fields(doc),
        note: rest.trim_start_matches([' ', '·', ':', ';', ',']).to_owned(),
    }
}

/// Where the Chinese term that opens a comment ends; 0 where none opens it.
fn end_of_term(doc: &str) -> usize {
    let marked = [" · ", ": ", " (", "; ", ", "]
        .iter()
        .filter_map(|mark| doc.find(mark))
        .min();
    let english = doc
        .match_indices(' ')
        .map(|(at, _)| at)
        .find(|at| doc[at + 1..].starts_with(|ch: char| ch.is_ascii_lowercase()));
    let end = marked.into_iter().chain(english).min().unwrap_or(doc.len());
    let opens = doc
        .chars()
        .next()
        .is_some_and(|ch| is_chinese(ch) || ch.is_ascii_uppercase());
    if opens && doc[..end].chars().any(is_chinese) {
        end
    } else {
        0
    }
}

/// National fields are the lower-case names in code spans; a Rust path or link is neither.
fn fields(doc: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (position, span) in doc.split('`').enumerate() {
        let national = span.starts_with(|ch: char| ch.is_ascii_lowercase())
            && span
                .chars()
                .all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_');
        if position % 2 == 1 && national && !found.iter().any(|known| known == span) {
            found.push(span.to_owned());
        }
    }
    found
}

/// The whole document.
pub fn render(terms: &[Term]) -> String {
    let mut out = String::from(
        "# 术语表 · Glossary\n\n\
         One word, one meaning. The table is made from the doc comments of `crates/domain` by\n\
         `cargo xtask gen`; change the comment, not the table. National fields are the names of the\n\
         national medical-insurance interface; they occur on the wire only.\n\n\
         | English name | 中文 | national fields | note |\n|---|---|---|---|\n",
    );
    for term in terms.iter().filter(|term| !term.chinese.is_empty()) {
        let fields: Vec<String> = term.fields.iter().map(|field| format!("`{field}`")).collect();
        let note = cell(without_leading_fields(&term.note));
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {note} |",
            term.name,
            cell(&term.chinese),
            fields.join(", ")
        );
    }
    out
}

/// The note without the list of fields that has a column of its own.
fn without_leading_fields(note: &str) -> &str {
    let mut rest = note;
    while let Some(after) = rest.strip_prefix('`') {
        let Some((span, after)) = after.split_once('`') else {
            break;
        };
        if fields(&format!("`{span}`")).is_empty() {
            break;
        }
        rest = after.trim_start_matches([',', ';', '.', ':']).trim_start();
    }
    rest
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace("[`crate::", "[`")
        .replace("[`", "`")
        .replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Term> {
        terms(&Tree::of(&[("crates/domain/src/a.rs", text)]))
    }

    #[test]
    fn types_parts_and_macro_declarations_are_found() {
        let text = "use crate::{\n    Fact, Day,\n};\nmacro_rules! code_type {\n    ($name:ident) => {\n        /// inner\n        pub struct $name(u8);\n    };\n}\n\
            code_type!(\n    /// 医疗目录编码 · `hilist_code`, `med_list_codg`. National codes\n    /// have 23 characters.\n    ItemCode\n);\n\
            scaled_type!(\n    /// 金额 · `sumamt` (numeric 16,2)\n    Money, 2\n);\n\
            /// 就诊\n#[derive(Debug)]\npub struct Visit {\n    /// 科室 · `adm_dept_codg`\n    pub department: u8,\n    hidden: u8,\n}\n\
            impl Visit {\n    /// 不是术语\n    pub fn new() -> Self {\n        Self\n    }\n}\n\
            /// 试行 on a day\npub enum State {\n    /// 试行: recorded, never shown\n    Trial,\n    /// plain English, e.g. 试行\n    Other(u8),\n    /// DRG/DIP 特例单议\n    Special,\n}\n";
        let found = of(text);
        let names: Vec<&str> = found.iter().map(|term| term.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ItemCode",
                "Money",
                "Visit",
                "Visit::department",
                "State",
                "State::Trial",
                "State::Other",
                "State::Special",
            ]
        );
        assert_eq!(found[0].chinese, "医疗目录编码");
        assert_eq!(found[0].fields, ["hilist_code", "med_list_codg"]);
        assert_eq!(
            without_leading_fields(&found[0].note),
            "National codes have 23 characters."
        );
        assert_eq!(
            (found[5].chinese.as_str(), found[5].note.as_str()),
            ("试行", "recorded, never shown")
        );
        assert_eq!(
            (found[4].chinese.as_str(), found[4].note.as_str()),
            ("试行", "on a day")
        );
        assert_eq!(
            (found[6].chinese.as_str(), found[7].chinese.as_str()),
            ("", "DRG/DIP 特例单议")
        );
    }

    #[test]
    fn the_table_leaves_out_what_has_no_term_and_escapes_bars() {
        let table = render(&of(
            "/// 上限 · `cap` a|b\npub struct Cap(u8);\n/// English\npub struct Other(u8);\n",
        ));
        assert!(table.ends_with("| `Cap` | 上限 | `cap` | a\\|b |\n"), "{table}");
    }
}
