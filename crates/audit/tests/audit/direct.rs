//! The audit of a lake says what the evaluator says of the same records, however many buckets
//! there are and however they are read; and its plan neither moves nor sorts a row.

use crate::setting::{Found, Written, audit, findings, library};
use audit::run::{RunOptions, explain_plan};
use domain::{Record, Stage, Timing};
use rulebook::{ReviewOptions, review};
use simulate::{County, Format};
use std::collections::BTreeMap;
use std::path::Path;

#[path = "../../../simulate/tests/records/mod.rs"]
mod records;

type Missing = BTreeMap<(String, String), u64>;

/// What the evaluator says of the county's records, each of which `told` may alter before.
fn judged(county: &County, told: impl Fn(&mut Record)) -> (Vec<Found>, Missing) {
    let (mut expected, mut missing) = (Vec::new(), Missing::new());
    let options = ReviewOptions {
        findings_max: usize::MAX,
        ..ReviewOptions::default()
    };
    let first_day = records::first_day(county);
    for number in 0..county.chunk_count() {
        let chunk = county.chunk(number);
        for mut record in records::records(county, &chunk) {
            record.history = domain::HistoryReach::Since(first_day);
            told(&mut record);
            record.mark_told_by_lines(|_| true);
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
    (expected, missing)
}

#[test]
fn audit_and_evaluator_agree_on_every_record() {
    let written = Written::new(7, 30_000);
    let (expected, missing) = judged(&written.county, |_| {});
    let first_day = records::first_day(&written.county);
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

/// Of one line in three a bureau's export has the day alone.
fn has_day_alone(line: &str) -> bool {
    line.bytes().map(u32::from).sum::<u32>() % 3 == 0
}

/// Leaves of some times in a file of fee lines the day.
fn cut_hours(path: &Path) {
    let mut rows = csv::Reader::from_path(path).unwrap();
    let head = rows.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (id, at) = (column("feedetl_sn"), column("fee_ocur_time"));
    let mut cut = csv::Writer::from_writer(Vec::new());
    cut.write_record(&head).unwrap();
    for row in rows.records() {
        let row = row.unwrap();
        let is_day = has_day_alone(&row[id]);
        let cells = row.iter().enumerate().map(|(place, cell)| match is_day && place == at {
            true => &cell[..10],
            false => cell,
        });
        cut.write_record(cells).unwrap();
    }
    std::fs::write(path, cut.into_inner().unwrap()).unwrap();
}

#[test]
fn lines_of_which_the_day_alone_is_said_have_no_hour() {
    let written = Written::of(7, 12_000, Format::Csv);
    let exact = judged(&written.county, |_| {}).1;
    let (expected, missing) = judged(&written.county, |record| {
        for line in record.lines.iter_mut().filter(|line| has_day_alone(line.id.as_str())) {
            line.at = line.at.day().start();
            line.timing = Timing::DayOnly;
        }
        record.sort();
    });
    assert!(
        missing.values().sum::<u64>() > exact.values().sum::<u64>() + 100,
        "the hour matters to nobody"
    );
    for file in std::fs::read_dir(written.path("county").join("fee_lines")).unwrap() {
        cut_hours(&file.unwrap().path());
    }
    let lake = written.lake("lake", 3);
    let options = RunOptions {
        known_since: Some(records::first_day(&written.county)),
        ..RunOptions::default()
    };
    let out = written.path("audit");
    let report = audit(&lake.snapshot(), &options, &out);
    assert_eq!(report.statement.not_evaluable, missing);
    assert_eq!(findings(&out), expected);
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
