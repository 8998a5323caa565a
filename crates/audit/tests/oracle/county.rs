//! A simulated county as CSV, with rows altered at random, and its lake.

use crate::disturb::disturb;
use crate::setting::library;
use audit::{ImportOptions, Lake};
use simulate::{County, Format};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A delivered table.
#[derive(Default)]
pub struct Rows {
    /// names of its columns
    pub header: csv::StringRecord,
    /// its rows
    pub cells: Vec<csv::StringRecord>,
}

/// A county as its bureau delivers it.
pub struct Delivered {
    folder: tempfile::TempDir,
}

impl Delivered {
    /// Simulates a county and alters so many of a thousand rows.
    pub fn new(seed: u64, lines: u64, per_mille: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let county = County::plan(seed, lines, library()).unwrap();
        let path = folder.path().join("county");
        simulate::write(&county, &path, Format::Csv, 2, &|_| true).unwrap();
        let mut tables = tables(&path);
        disturb(&mut tables, seed, per_mille);
        for table in ["persons", "encounters", "diagnoses", "operations", "fee_lines"] {
            let single = path.join(format!("{table}.csv"));
            let parts = path.join(table);
            if parts.is_dir() {
                std::fs::remove_dir_all(&parts).unwrap();
            }
            let mut file = csv::Writer::from_path(single).unwrap();
            file.write_record(&tables[table].header).unwrap();
            for row in &tables[table].cells {
                file.write_record(row).unwrap();
            }
            file.flush().unwrap();
        }
        Self { folder }
    }

    /// Where the tables are.
    pub fn folder(&self) -> PathBuf {
        self.path("county")
    }

    /// A place of its own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The lake into which all of it was imported.
    pub fn lake(&self) -> Lake {
        let mut lake = Lake::create(&self.path("lake").display().to_string(), 2).unwrap();
        let report = lake
            .import(&[self.folder()], &ImportOptions::default(), &|_| {})
            .unwrap();
        assert_eq!(report.rejected_rows(), 0, "{report}");
        lake
    }
}

/// The tables in a folder by name: one file each, or a folder of files.
pub fn tables(folder: &Path) -> BTreeMap<String, Rows> {
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let files = if path.is_dir() {
            let mut parts: Vec<PathBuf> = std::fs::read_dir(&path)
                .unwrap()
                .map(|part| part.unwrap().path())
                .collect();
            parts.sort();
            parts
        } else {
            vec![path]
        };
        tables.insert(name, rows(&files));
    }
    tables
}

/// The rows of CSV files with the same header.
pub fn rows(files: &[PathBuf]) -> Rows {
    let mut rows = Rows::default();
    for file in files {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).unwrap();
        rows.header = reader.headers().unwrap().clone();
        rows.cells.extend(reader.records().map(|row| row.unwrap()));
    }
    rows
}
