//! Which remembered items can change the verdict on a record: those that share a knowledge row with
//! a line under review, so that the rest of a person's past need not be read.

use crate::book::Rulebook;
use domain::{ItemCode, ItemKind, Record};

/// 相关项目 · what one record asks of the past.
#[derive(Debug)]
pub struct Relevance<'b> {
    book: &'b Rulebook,
    samples: bool,
    /// (rule, row) of the rows that the record touches and that look beyond a line; sorted
    rows: Vec<(u16, u32)>,
    /// rules of which every row matters, because they compare rows with each other; sorted
    rules: Vec<u16>,
}

impl Rulebook {
    /// What the lines under review ask of the past. `samples` as in [`crate::ReviewOptions`].
    pub fn relevance(&self, record: &Record, samples: bool) -> Relevance<'_> {
        let (mut rows, mut rules) = (Vec::new(), Vec::new());
        for line in record.lines.iter().filter(|line| line.current) {
            self.index.keys_of(line, &mut |key| {
                let entries = self.index.entries(key).iter();
                for entry in entries.filter(|entry| entry.looks_back && (samples || !entry.sample)) {
                    rows.push((entry.rule, entry.row));
                    let compiled = self.rules.get(entry.rule as usize);
                    if compiled
                        .and_then(|rule| rule.check.as_ref())
                        .is_some_and(|check| check.compares_rows())
                    {
                        rules.push(entry.rule);
                    }
                }
            });
        }
        rows.sort_unstable();
        rows.dedup();
        rules.sort_unstable();
        rules.dedup();
        Relevance {
            book: self,
            samples,
            rows,
            rules,
        }
    }
}

impl Relevance<'_> {
    /// True where lines of the item, in other encounters of the person, can change a verdict.
    pub fn concerns(&self, item: &ItemCode, name: &str, kind: ItemKind) -> bool {
        let mut concerned = false;
        self.book.index.keys_of_item(item, name, kind, &mut |key| {
            concerned = concerned
                || self.book.index.entries(key).iter().any(|entry| {
                    entry.looks_back
                        && (self.samples || !entry.sample)
                        && (self.rows.binary_search(&(entry.rule, entry.row)).is_ok()
                            || self.rules.binary_search(&entry.rule).is_ok())
                });
        });
        concerned
    }
}
