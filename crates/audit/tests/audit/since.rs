//! An audit that goes on from an earlier one says what a whole one says.

use crate::setting::{Written, audit, library};
use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use audit::run::{AuditError, RunOptions, Since, read_findings, run};
use audit::{ImportOptions, Lake};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Everything that a run left: each column of each finding, in order, and the statement.
fn said(out: &Path) -> (String, serde_json::Value) {
    let mut batches: Vec<RecordBatch> = Vec::new();
    read_findings(out, |batch| batches.push(batch.clone())).unwrap();
    let findings = pretty_format_batches(&batches).unwrap().to_string();
    let report = std::fs::read(out.join("report.json")).unwrap();
    (findings, serde_json::from_slice(&report).unwrap())
}

/// A delivery cut in two: the visits that `late` accepts, with all that belongs to them, come second.
fn in_two_deliveries(written: &Written, late: impl Fn(&str) -> bool) -> (PathBuf, PathBuf) {
    let (first, second) = (written.path("first"), written.path("second"));
    std::fs::create_dir_all(&first).unwrap();
    std::fs::create_dir_all(&second).unwrap();
    for entry in std::fs::read_dir(written.path("county")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let claims = ["encounters", "diagnoses", "operations", "fee_lines", "settlements"];
        if !claims.iter().any(|table| name.starts_with(table)) {
            copy(&path, &first.join(&name));
            continue;
        }
        for file in files(&path) {
            let mut reader = csv::Reader::from_path(&file).unwrap();
            let header = reader.headers().unwrap().clone();
            let visit = header.iter().position(|column| column == "mdtrt_id").unwrap();
            let place = |delivery: &Path| {
                let to = delivery.join(file.strip_prefix(written.path("county")).unwrap());
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                let mut writer = csv::Writer::from_path(to).unwrap();
                writer.write_record(&header).unwrap();
                writer
            };
            let (mut early, mut later) = (place(&first), place(&second));
            for row in reader.records() {
                let row = row.unwrap();
                let writer = if late(&row[visit]) { &mut later } else { &mut early };
                writer.write_record(&row).unwrap();
            }
        }
    }
    (first, second)
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The files of a table of a delivery, whether it is a file or a folder.
fn table(delivery: &Path, name: &str) -> Vec<PathBuf> {
    let folder = delivery.join(name);
    files(&if folder.is_dir() {
        folder
    } else {
        delivery.join(format!("{name}.csv"))
    })
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let to = if from.is_file() {
            to.to_owned()
        } else {
            to.join(file.file_name().unwrap())
        };
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&file, to).unwrap();
    }
}

/// The visits of the last days of the county.
fn last_visits(written: &Written, share: usize) -> BTreeSet<String> {
    let mut visits = Vec::new();
    for file in table(&written.path("county"), "encounters") {
        let mut reader = csv::Reader::from_path(&file).unwrap();
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|column| column == name).unwrap();
        let (visit, begin) = (column("mdtrt_id"), column("begntime"));
        for row in reader.records() {
            let row = row.unwrap();
            visits.push((row[begin].to_owned(), row[visit].to_owned()));
        }
    }
    visits.sort();
    visits.dedup();
    let late = visits.len().div_ceil(share);
    visits.into_iter().rev().take(late).map(|(_, visit)| visit).collect()
}

/// Writes a table again, with these cells in every row.
fn rewrite(from: &Path, to: &Path, cells: &[(&str, &str)]) {
    let text = std::fs::read_to_string(from).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_path(to).unwrap();
    writer.write_record(&header).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let other = |column: &str| cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell);
        let cell = |(column, cell)| other(column).unwrap_or(cell);
        writer.write_record(header.iter().zip(&row).map(cell)).unwrap();
    }
}

/// What goes on from an earlier run.
fn going_on_from(before: &Path) -> RunOptions {
    RunOptions {
        since: Some(before.to_owned()),
        ..RunOptions::default()
    }
}

fn import(lake: &mut Lake, folder: &Path) {
    let report = lake
        .import(&[folder.to_owned()], &ImportOptions::default(), &|_| {})
        .unwrap();
    assert_eq!(report.rejected_rows(), 0, "{report}");
}

#[test]
fn what_is_new_is_judged_again_and_the_rest_taken_over() {
    let written = Written::of(21, 20_000, simulate::Format::Csv);
    let late = last_visits(&written, 60);
    let (first, second) = in_two_deliveries(&written, |visit| late.contains(visit));
    let mut lake = Lake::create(&written.path("lake").display().to_string(), 8).unwrap();
    import(&mut lake, &first);
    let before = written.path("before");
    audit(&lake.snapshot(), &RunOptions::default(), &before);

    import(&mut lake, &second);
    let snapshot = lake.snapshot();
    let whole = written.path("whole");
    let persons = audit(&snapshot, &RunOptions::default(), &whole).statement.persons;
    let after = written.path("after");
    let since = going_on_from(&before);
    let report = audit(&snapshot, &since, &after);
    let Some(Since::Persons(touched)) = report.since else {
        panic!("{:?}", report.since);
    };
    assert!(touched > 0 && touched * 10 < persons, "{touched} of {persons} persons");
    assert_eq!(said(&after), said(&whole));
    assert_ne!(said(&after), said(&before));

    // Nothing new: nothing is judged, and the result can be gone on from.
    let again = written.path("again");
    let since = going_on_from(&after);
    assert_eq!(audit(&snapshot, &since, &again).since, Some(Since::Persons(0)));
    assert_eq!(said(&again), said(&whole));
}

#[test]
fn rows_that_replace_others_are_judged_again() {
    let written = Written::of(22, 8_000, simulate::Format::Csv);
    let late = last_visits(&written, 30);
    let (_, second) = in_two_deliveries(&written, |visit| late.contains(visit));
    let mut lake = Lake::create(&written.path("lake").display().to_string(), 4).unwrap();
    import(&mut lake, &written.path("county"));
    let before = written.path("before");
    audit(&lake.snapshot(), &RunOptions::default(), &before);
    // The same visits come again with everything charged twice over.
    for file in table(&second, "fee_lines") {
        rewrite(&file, &file, &[("cnt", "9"), ("pric", "1000")]);
    }
    import(&mut lake, &second);
    let snapshot = lake.snapshot();
    let (whole, after) = (written.path("whole"), written.path("after"));
    audit(&snapshot, &RunOptions::default(), &whole);
    let since = going_on_from(&before);
    let report = audit(&snapshot, &since, &after);
    assert!(matches!(report.since, Some(Since::Persons(1..))), "{:?}", report.since);
    assert_eq!(said(&after), said(&whole));
    assert_ne!(said(&after).0, said(&before).0);
}

#[test]
fn where_more_than_claims_has_changed_everything_is_judged() {
    let written = Written::of(23, 3_000, simulate::Format::Csv);
    let mut lake = Lake::create(&written.path("lake").display().to_string(), 2).unwrap();
    import(&mut lake, &written.path("county"));
    let before = written.path("before");
    audit(&lake.snapshot(), &RunOptions::default(), &before);
    let rules = RunOptions {
        rules: vec!["GZ10000102014000".into()],
        ..going_on_from(&before)
    };
    assert_eq!(
        audit(&lake.snapshot(), &rules, &written.path("rules")).since,
        Some(Since::Whole("规则"))
    );

    // Everybody of the registry becomes a man.
    let registry = written.path("registry");
    std::fs::create_dir_all(registry.join("persons")).unwrap();
    for (number, file) in table(&written.path("county"), "persons").into_iter().enumerate() {
        rewrite(&file, &registry.join(format!("persons/{number}.csv")), &[("gend", "1")]);
    }
    import(&mut lake, &registry);
    let since = going_on_from(&before);
    let after = written.path("after");
    let report = audit(&lake.snapshot(), &since, &after);
    assert_eq!(report.since, Some(Since::Whole("参保人、机构或医师的登记信息")));
    let whole = written.path("whole");
    audit(&lake.snapshot(), &RunOptions::default(), &whole);
    assert_eq!(said(&after), said(&whole));
}

#[test]
fn a_lake_that_was_put_back_is_judged_whole() {
    let written = Written::of(25, 3_000, simulate::Format::Csv);
    let late = last_visits(&written, 30);
    let (first, second) = in_two_deliveries(&written, |visit| late.contains(visit));
    let address = written.path("lake").display().to_string();
    let mut lake = Lake::create(&address, 2).unwrap();
    import(&mut lake, &first);
    let manifest = written.path("lake").join("manifest.json");
    let copied = std::fs::read(&manifest).unwrap();
    import(&mut lake, &second);
    let before = written.path("before");
    audit(&lake.snapshot(), &RunOptions::default(), &before);
    // The copy does not have what the run has judged.
    std::fs::write(&manifest, copied).unwrap();
    let lake = Lake::open(&address).unwrap();
    let (whole, after) = (written.path("whole"), written.path("after"));
    audit(&lake.snapshot(), &RunOptions::default(), &whole);
    let report = audit(&lake.snapshot(), &going_on_from(&before), &after);
    assert!(matches!(report.since, Some(Since::Whole(_))), "{:?}", report.since);
    assert_eq!(said(&after), said(&whole));
    assert_ne!(said(&after), said(&before));
}

#[test]
fn only_a_finished_run_can_be_gone_on_from() {
    let written = Written::new(24, 3_000);
    let lake = written.lake("lake", 2);
    let before = written.path("before");
    let stopped = run(
        &lake.snapshot(),
        library(),
        &RunOptions::default(),
        &before,
        false,
        &mut |_| false,
    );
    assert!(matches!(stopped, Err(AuditError::Stopped)));
    let since = going_on_from(&before);
    let refused = run(
        &lake.snapshot(),
        library(),
        &since,
        &written.path("after"),
        false,
        &mut |_| true,
    );
    let error = refused.unwrap_err();
    assert!(matches!(error, AuditError::Unfinished(_)), "{error}");
    assert!(error.to_string().contains("--resume"));
    assert!(!written.path("after").exists(), "a slip leaves nothing behind");
    let since = going_on_from(&written.path("nowhere"));
    let refused = run(
        &lake.snapshot(),
        library(),
        &since,
        &written.path("after"),
        false,
        &mut |_| true,
    );
    assert!(matches!(refused, Err(AuditError::NoRun(_))), "{refused:?}");
}
