//! The audit of a lake says what the evaluator says of the same records, however many buckets
//! there are and however they are read; and its plan neither moves nor sorts a row.

use crate::setting::{Found, Written, audit, findings, library};
use audit::run::{RunOptions, explain_plan};
use domain::Stage;
use rulebook::{ReviewOptions, review};
use std::collections::BTreeMap;

#[path = "../../../simulate/tests/records/mod.rs"]
mod records;

#[test]
fn audit_and_evaluator_agree_on_every_record() {
    let written = Written::new(7, 30_000);
    let (mut expected, mut missing) = (Vec::new(), BTreeMap::<(String, String), u64>::new());
    let options = ReviewOptions {
        findings_max: usize::MAX,
        ..ReviewOptions::default()
    };
    let first_day = records::first_day(&written.county);
    for number in 0..written.county.chunk_count() {
        let chunk = written.county.chunk(number);
        for mut record in records::records(&written.county, &chunk) {
            record.history = domain::HistoryReach::Since(first_day);
            let found = review(library().national(), &record, Stage::Audit, &options);
            expected.extend(found.findings.iter().map(Found::of));
            for lacking in found.not_evaluable {
                *missing
                    .entry((lacking.rule.as_str().to_owned(), lacking.missing))
                    .or_default() += 1;
            }
        }
    }
    expected.sort();
    for (buckets, threads) in [(1, 1), (5, 2), (16, 3)] {
        let lake = written.lake(&format!("lake{buckets}"), buckets);
        let out = written.path(&format!("audit{buckets}"));
        let options = RunOptions {
            threads,
            known_since: Some(first_day),
            ..RunOptions::default()
        };
        let report = audit(&lake.snapshot(), &options, &out);
        assert_eq!(report.statement.not_evaluable, missing, "{buckets} buckets");
        let found = findings(&out);
        assert_eq!(found.len(), expected.len(), "{buckets} buckets");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{buckets} buckets");
        }
    }
}

#[test]
fn the_plan_moves_and_sorts_nothing() {
    let written = Written::new(3, 5_000);
    let lake = written.lake("lake", 4);
    let plan = explain_plan(&lake.snapshot(), library(), &RunOptions::default()).unwrap();
    assert!(plan.starts_with("ReviewExec: buckets=4"), "{plan}");
    let scans = plan
        .lines()
        .filter(|line| line.trim_start().starts_with("DataSourceExec"))
        .count();
    assert_eq!(scans, plan.lines().count() - 1, "{plan}");
    for table in ["encounters", "diagnoses", "operations", "fee_lines"] {
        assert!(plan.contains(&format!("data/{table}/b003/")), "{plan}");
    }
}
