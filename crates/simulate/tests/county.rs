//! The county as a whole: repeatable, skewed as real ones are, and the same on disk however it is
//! written.

mod book;

use domain::Money;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Type;
use simulate::{County, Format, SimulateError, write};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

const LINES: u64 = 70_000;

fn county(seed: u64, lines: u64) -> County {
    County::plan(seed, lines, &book::library()).unwrap()
}

#[test]
fn a_chunk_can_be_made_again_alone() {
    let (one, same, other) = (county(5, LINES), county(5, LINES), county(6, LINES));
    let last = one.chunk_count() - 1;
    let print = |county: &County| format!("{:?}", county.chunk(last));
    for chunk in 0..last {
        one.chunk(chunk);
    }
    assert_eq!(print(&one), print(&same));
    assert_ne!(print(&one), print(&other));
    assert!(one.chunk(one.chunk_count()).persons.is_empty());
}

#[test]
fn the_plan_meets_the_lines_asked_for_and_its_skew() {
    let county = county(20_260_301, 400_000);
    let (mut lines, mut planted, mut longest) = (0_u64, 0_u64, 0_usize);
    let mut by_house: BTreeMap<String, u64> = BTreeMap::new();
    for number in 0..county.chunk_count() {
        let chunk = county.chunk(number);
        lines += chunk.lines.len() as u64;
        planted += chunk
            .truths
            .iter()
            .map(|truth| truth.lines.len().max(1) as u64)
            .sum::<u64>();
        let mut by_visit = vec![0_usize; chunk.visits.len()];
        for line in &chunk.lines {
            by_visit[line.visit as usize] += 1;
            let visit = &chunk.visits[line.visit as usize];
            *by_house.entry(county.institution(visit).code.clone()).or_default() += 1;
        }
        longest = longest.max(by_visit.into_iter().max().unwrap_or(0));
        let total: Money = chunk.lines.iter().map(|line| line.amount).sum();
        assert_eq!(total, chunk.visits.iter().map(|visit| visit.total).sum());
    }
    println!(
        "{lines} lines, {planted} planted, longest visit {longest}, main house {:?}",
        by_house.iter().next()
    );
    assert!((340_000..460_000).contains(&lines), "{lines} lines");
    assert!(
        (8..=12).contains(&(planted * 1_000 / lines)),
        "{planted} planted of {lines}"
    );
    assert!(longest > 2_000, "the longest visit has {longest} lines");
    let main = by_house.values().max().copied().unwrap_or(0) * 100 / lines;
    assert!(
        (17..=23).contains(&main),
        "the main institution has {main} % of the lines"
    );
}

#[test]
fn a_county_without_violations_has_neither_truth_nor_near_misses() {
    let chunk = county(13, 5_000).with_planted(0).chunk(0);
    assert!(!chunk.lines.is_empty());
    assert_eq!((chunk.truths.len(), chunk.near_misses.len()), (0, 0));
}

#[test]
fn files_do_not_depend_on_the_number_of_threads() {
    let county = county(9, LINES);
    let folders = [1, 3].map(|threads| {
        let folder = tempfile::tempdir().unwrap();
        let written = write(&county, folder.path(), Format::Csv, threads, &|_| true).unwrap();
        assert_eq!(written.chunks, county.chunk_count());
        folder
    });
    let [one, three] = folders.each_ref().map(|folder| listing(folder.path()));
    assert!(
        one.contains_key("truth.csv") && one.contains_key("fee_lines/part-00000.csv"),
        "{:?}",
        one.keys()
    );
    assert_eq!(one.keys().collect::<Vec<_>>(), three.keys().collect::<Vec<_>>());
    for (name, text) in &one {
        assert!(three[name] == *text, "{name} differs");
        let width = text.lines().next().unwrap().split(',').count();
        let ragged = text.lines().find(|line| line.split(',').count() != width);
        assert_eq!(ragged, None, "{name}");
    }
}

#[test]
fn both_formats_hold_the_same_rows() {
    let county = county(10, 30_000);
    let (csv, parquet) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&county, csv.path(), Format::Csv, 1, &|_| true).unwrap();
    write(&county, parquet.path(), Format::Parquet, 1, &|_| true).unwrap();
    for (name, text) in listing(csv.path())
        .iter()
        .filter(|(name, _)| !name.contains("truth") && !name.contains("near") && !name.contains("outliers"))
    {
        let path = parquet.path().join(name.replace(".csv", ".parquet"));
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
        let columns: Vec<String> = reader
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        assert_eq!(columns.join(","), text.lines().next().unwrap(), "{name}");
        // A bare integer would leave every other reader to guess what it counts.
        for column in reader.parquet_schema().columns() {
            let bare = column.physical_type() == Type::INT64 && column.logical_type_ref().is_none();
            assert!(!bare, "{name} {}", column.name());
        }
        assert_eq!(
            reader.metadata().file_metadata().num_rows() as usize,
            text.lines().count() - 1,
            "{name}"
        );
    }
}

#[test]
fn an_occupied_folder_and_an_impossible_county_are_refused() {
    let county = county(11, 1_000);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.txt"), "x").unwrap();
    let refused = write(&county, folder.path(), Format::Csv, 1, &|_| true);
    assert!(matches!(refused, Err(SimulateError::NotEmpty { .. })), "{refused:?}");
    assert!(County::plan(1, 0, &book::library()).is_err());
    assert!(County::plan(1, u64::MAX, &book::library()).is_err());
}

#[test]
fn writing_stops_where_it_is_told_to() {
    let county = county(12, 2 * LINES);
    let folder = tempfile::tempdir().unwrap();
    let written = write(&county, folder.path(), Format::Csv, 1, &|written| written.chunks < 2).unwrap();
    assert_eq!(written.chunks, 2);
    assert!(county.chunk_count() > 2);
}

/// All files below a folder by their relative names.
fn listing(root: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}
