//! What a run looked at, and what it could not judge.

use super::output::TOTALS;
use std::collections::BTreeMap;

/// What was looked at, and what could not be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// fee lines read
    pub lines: u64,
    /// of these under review
    pub lines_reviewed: u64,
    /// persons with anything under review
    pub persons: u64,
    /// encounters read
    pub encounters: u64,
    /// (rule, missing field) to how often
    pub not_evaluable: BTreeMap<(String, String), u64>,
}

impl Statement {
    /// The figures in the order of [`TOTALS`].
    pub(super) fn totals(&self) -> [u64; TOTALS.len()] {
        [self.lines, self.lines_reviewed, self.persons, self.encounters]
    }

    /// Adds figures in that order.
    pub(super) fn add(&mut self, [lines, reviewed, persons, encounters]: [u64; TOTALS.len()]) {
        self.lines += lines;
        self.lines_reviewed += reviewed;
        self.persons += persons;
        self.encounters += encounters;
    }

    /// Adds another statement.
    pub fn merge(&mut self, other: &Statement) {
        self.add(other.totals());
        for (key, count) in &other.not_evaluable {
            *self.not_evaluable.entry(key.clone()).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_add_up() {
        let mut one = Statement {
            persons: 2,
            ..Statement::default()
        };
        one.not_evaluable.insert(("GZ1".to_owned(), "性别".to_owned()), 1);
        let mut sum = one.clone();
        sum.merge(&one);
        assert_eq!((sum.persons, sum.not_evaluable.values().sum::<u64>()), (4, 2));
    }
}
