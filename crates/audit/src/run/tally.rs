//! What the finished buckets of a run come to.

use super::{BucketStatement, RuleInRun, RunManifest, RunProgress, RunReport, Statement, in_force};
use crate::{LakeTable, Snapshot};
use std::collections::BTreeMap;

/// Adds up the buckets of a run as they are finished.
#[derive(Debug, Clone)]
pub struct Tally {
    statement: Statement,
    by_rule: BTreeMap<String, (u64, i64)>,
    trial: BTreeMap<String, (u64, i64)>,
    buckets: (u32, u32),
    lines: u64,
}

impl Tally {
    /// Nothing of a lake is finished.
    pub fn new(snapshot: &Snapshot) -> Self {
        Self {
            statement: Statement::default(),
            by_rule: BTreeMap::new(),
            trial: BTreeMap::new(),
            buckets: (0, snapshot.buckets()),
            lines: snapshot.manifest().rows(LakeTable::FeeLines),
        }
    }

    /// Adds a bucket.
    pub fn add(&mut self, done: &BucketStatement) {
        self.buckets.0 += 1;
        self.statement.merge(&done.statement());
        for (sums, more) in [(&mut self.by_rule, &done.by_rule), (&mut self.trial, &done.trial)] {
            for (rule, (findings, fen)) in more {
                let sum = sums.entry(rule.clone()).or_default();
                sum.0 += findings;
                sum.1 += fen;
            }
        }
    }

    /// How far the run is.
    pub fn progress(&self) -> RunProgress {
        RunProgress {
            buckets: self.buckets,
            lines: (self.statement.lines, self.lines),
            findings: in_force(&self.by_rule, &self.trial).0,
        }
    }

    /// What the run came to, of which `resumed` buckets were taken over; `rules` as [`super::rules_of`] tells them.
    pub fn report(self, manifest: RunManifest, rules: Vec<RuleInRun>, resumed: u32) -> RunReport {
        RunReport {
            manifest,
            statement: self.statement,
            by_rule: self.by_rule,
            trial: self.trial,
            rules,
            resumed,
            since: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lake;

    /// Whoever waits for a run is told of findings, and what is on trial is none.
    #[test]
    fn progress_counts_findings_of_rules_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::create(&folder.path().display().to_string(), 1).unwrap();
        let mut tally = Tally::new(&lake.snapshot());
        let sums = |findings: u64| BTreeMap::from([("GZ1".to_owned(), (findings, 100))]);
        tally.add(&BucketStatement {
            bucket: 0,
            findings: 5,
            sha256: String::new(),
            persons_sha256: String::new(),
            by_rule: sums(5),
            trial: sums(2),
            totals: [0; 4],
            not_evaluable: Vec::new(),
        });
        assert_eq!(tally.progress().findings, 3);
        assert_eq!(tally.progress().buckets, (1, 1));
    }
}
