//! A simulated county, its lake, and the findings of a run as plain rows.

use arrow::array::AsArray;
use arrow::datatypes::{Date32Type, Decimal128Type};
use audit::run::{RunOptions, RunReport, read_findings, run};
use audit::{ImportOptions, Lake, Snapshot};
use domain::{Finding, LineRole};
use rulebook::{Library, SourceFile};
use simulate::{County, Format};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The national book of this repository.
pub fn library() -> &'static Arc<Library> {
    static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
    LIBRARY.get_or_init(|| Arc::new(Library::compile(&sources()).0))
}

/// Its documents and tables.
pub fn sources() -> Vec<SourceFile> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books");
    let mut sources = Vec::new();
    collect(&root, &root.join("national"), &mut sources);
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|ending| ending == "md" || ending == "csv") {
            sources.push(SourceFile {
                path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// A county that was written down.
pub struct Written {
    pub folder: tempfile::TempDir,
    pub county: County,
}

impl Written {
    pub fn new(seed: u64, lines: u64) -> Self {
        Self::of(seed, lines, Format::Parquet)
    }

    /// In a format.
    pub fn of(seed: u64, lines: u64, format: Format) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let county = County::plan(seed, lines, library()).unwrap();
        simulate::write(&county, &folder.path().join("county"), format, 2, &|_| true).unwrap();
        Self { folder, county }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Its lake, with so many buckets.
    pub fn lake(&self, name: &str, buckets: u32) -> Lake {
        let mut lake = Lake::create(&self.path(name).display().to_string(), buckets).unwrap();
        let report = lake
            .import(&[self.path("county")], &ImportOptions::default(), &|_| {})
            .unwrap();
        assert_eq!(report.rejected_rows(), 0, "{report}");
        lake
    }
}

/// Rows of a table of the county as cells by column.
pub fn rows(county: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let folder = county.join(table);
    let files: Vec<_> = match folder.is_dir() {
        true => std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect(),
        false => vec![county.join(format!("{table}.csv"))],
    };
    let mut rows = Vec::new();
    for file in files {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let header = reader.headers().unwrap().clone();
        for row in reader.records() {
            let row = row.unwrap();
            rows.push(
                header
                    .iter()
                    .map(str::to_owned)
                    .zip(row.iter().map(str::to_owned))
                    .collect(),
            );
        }
    }
    rows
}

/// What matters of a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub key: String,
    pub rule: String,
    pub state: String,
    pub person: String,
    pub encounter: String,
    pub lines: Vec<String>,
    pub fen: i128,
    pub day: i32,
    pub sentence: String,
    pub supporting: Vec<String>,
}

impl Found {
    /// What matters of a finding of the evaluator.
    pub fn of(finding: &Finding) -> Self {
        let violating = finding.lines.iter().filter(|line| line.role == LineRole::Violating);
        let mut lines: Vec<String> = violating.map(|line| line.id.as_str().to_owned()).collect();
        lines.sort();
        let supporting = finding.supporting.iter();
        Self {
            key: finding.key.to_string(),
            rule: finding.rule.as_str().to_owned(),
            state: finding.state.zh().to_owned(),
            person: finding.person.as_str().to_owned(),
            encounter: finding.encounter.as_str().to_owned(),
            lines,
            fen: i128::from(finding.amount.scaled()),
            day: finding.service_time.day().epoch_days(),
            sentence: finding.sentence.clone(),
            supporting: supporting.map(|view| view.rule.as_str().to_owned()).collect(),
        }
    }
}

/// Audits with everything under review.
pub fn audit(snapshot: &Snapshot, options: &RunOptions, out: &Path) -> RunReport {
    run(snapshot, library(), options, out, false, &mut |_| true).unwrap()
}

/// The findings of a run, in order of their keys.
pub fn findings(out: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    read_findings(out, |batch| {
        let text = |name: &str, row: usize| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_string::<i32>()
                .value(row)
                .to_owned()
        };
        let list = |name: &str, row: usize| -> Vec<String> {
            let values = batch.column_by_name(name).unwrap().as_list::<i32>().value(row);
            values
                .as_string::<i32>()
                .iter()
                .map(|text| text.unwrap().to_owned())
                .collect()
        };
        for row in 0..batch.num_rows() {
            let amounts = batch.column_by_name("amount").unwrap();
            let days = batch.column_by_name("service_date").unwrap();
            let mut lines = list("feedetl_sn", row);
            lines.sort();
            found.push(Found {
                key: text("finding_key", row),
                rule: text("rule_code", row),
                state: text("state", row),
                person: text("psn_no", row),
                encounter: text("mdtrt_id", row),
                lines,
                fen: amounts.as_primitive::<Decimal128Type>().value(row),
                day: days.as_primitive::<Date32Type>().value(row),
                sentence: text("sentence", row),
                supporting: list("supporting_rules", row),
            });
        }
    })
    .unwrap();
    found.sort();
    found
}

/// All files of a run by name; those that a dot hides are no part of it.
pub fn content(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [out.to_owned(), out.join("findings")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let hidden = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_file() && !hidden {
                let name = path.strip_prefix(out).unwrap().display().to_string();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}
