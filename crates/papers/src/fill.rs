//! Blocks and facts → a paper: the same blocks with their text. A placeholder without a value refuses
//! the whole document; no hole is ever printed.

use crate::facts::{Entry, Facts};
use crate::syntax::{Block, Column, Line, Piece, Row, Style};
use crate::{PaperError, Templates};
use domain::Day;
use std::collections::BTreeSet;

/// A block that is ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filled {
    Text {
        style: Style,
        text: String,
    },
    Table {
        columns: Vec<Column>,
        rows: Vec<Vec<String>>,
    },
}

/// A document that is ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    pub title: &'static str,
    pub dated: Day,
    pub blocks: Vec<Filled>,
}

/// Puts the facts into the template.
pub(crate) fn fill(facts: &Facts, templates: &Templates) -> Result<Paper, PaperError> {
    let mut filling = Filling {
        facts,
        missing: BTreeSet::new(),
    };
    let mut blocks = Vec::new();
    for block in templates.blocks(facts.template) {
        match block {
            Block::Text { style, line } => {
                for text in filling.repeated(line) {
                    // What somebody wrote in several paragraphs stays in several.
                    blocks.extend(
                        text.lines()
                            .filter(|text| !text.trim().is_empty())
                            .map(|text| Filled::Text {
                                style: *style,
                                text: text.trim().to_owned(),
                            }),
                    );
                }
            }
            Block::Table { columns, rows } => blocks.push(Filled::Table {
                columns: columns.clone(),
                rows: filling.rows(rows),
            }),
        }
    }
    let title = facts.template.zh();
    match facts.dated {
        Some(dated) if filling.missing.is_empty() => Ok(Paper { title, dated, blocks }),
        dated => {
            // Without its day nothing is an official document, whether the template prints it or not.
            filling.missing.extend(dated.is_none().then(|| "成文日期".to_owned()));
            let names = filling.missing.into_iter().collect();
            Err(PaperError::Missing { title, names })
        }
    }
}

struct Filling<'a> {
    facts: &'a Facts,
    missing: BTreeSet<String>,
}

impl Filling<'_> {
    /// A line once, or once per entry of its list.
    fn repeated(&mut self, line: &Line) -> Vec<String> {
        let Some(list) = &line.list else {
            return vec![self.text(line, None)];
        };
        let facts = self.facts;
        let entries = facts.lists.get(list.as_str()).map_or(&[][..], Vec::as_slice);
        entries.iter().map(|entry| self.text(line, Some(entry))).collect()
    }

    /// The rows of a table; a table of nothing is a hole like any other.
    fn rows(&mut self, rows: &[Row]) -> Vec<Vec<String>> {
        let facts = self.facts;
        let mut made = Vec::new();
        for row in rows {
            let entries: Vec<Option<&Entry>> = match &row.list {
                None => vec![None],
                Some(list) => facts.lists.get(list.as_str()).into_iter().flatten().map(Some).collect(),
            };
            for entry in entries {
                made.push(row.cells.iter().map(|cell| self.text(cell, entry)).collect());
            }
        }
        if made.is_empty() {
            let lists = rows.iter().filter_map(|row| row.list.as_ref());
            self.missing.extend(lists.map(|list| format!("{list}（至少一项）")));
        }
        made
    }

    fn text(&mut self, line: &Line, entry: Option<&Entry>) -> String {
        let mut text = String::new();
        for piece in &line.pieces {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Placeholder(name) => match self.value(name, entry) {
                    Some(value) => text.extend(value.chars().filter(|ch| is_printed(*ch))),
                    None => {
                        self.missing.insert(name.clone());
                    }
                },
            }
        }
        text
    }

    fn value<'b>(&'b self, name: &str, entry: Option<&'b Entry>) -> Option<&'b str> {
        match name.split_once('.') {
            Some((_, column)) => entry?.get(column)?.as_deref(),
            None => self.facts.texts.get(name)?.as_deref(),
        }
    }
}

/// Control characters and non-characters are no text, and XML refuses them.
pub(crate) fn is_printed(ch: char) -> bool {
    ch == '\n' || !(ch.is_control() || matches!(ch, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}'))
}
