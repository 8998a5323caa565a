//! A lake over the months: the same again, more, corrections, compaction.

use crate::county::{
    County, DIAGNOSES, ENCOUNTERS, INSTITUTIONS, LINES, PERSONS, SETTLEMENTS, STOCK, content, import, rows_of,
};
use audit::{Holding, ImportOptions, Lake, LakeError, LakeTable, SourceTable, bucket_of, storage_at};
use std::fs;

/// The rows of a table that contain a text, with the header.
fn some(table: &str, texts: &[&str]) -> String {
    let (header, rows) = table.split_once('\n').unwrap();
    let rows = rows.lines().filter(|row| texts.iter().any(|text| row.contains(text)));
    std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let before = lake.snapshot().manifest().clone();
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!((report.generation, report.skipped.len()), (None, 12));
    assert_eq!(*lake.snapshot().manifest(), before);
    // Content counts, not the name.
    let copy = county.file("copy/fee_lines.csv", LINES.as_bytes());
    assert_eq!(import(&mut lake, &[copy]).generation, None);
    assert!(report.to_string().contains("没有新的文件"));
}

#[test]
fn months_and_compaction_make_what_one_import_makes() {
    let whole = County::delivered();
    let mut expected = whole.lake();
    import(&mut expected, &[whole.path("all")]);

    let county = County::delivered();
    let mut lake = county.lake();
    for table in [
        "encounters",
        "fee_lines",
        "diagnoses",
        "operations",
        "settlements",
        "stock_moves",
    ] {
        fs::rename(
            county.path(&format!("all/{table}.csv")),
            county.path(&format!("{table}.whole")),
        )
        .unwrap();
    }
    import(&mut lake, &[county.path("all")]);
    for (month, visits) in [("a", ["M1,"]), ("b", ["M2,"]), ("c", ["M3,"])] {
        for table in ["encounters", "fee_lines", "diagnoses", "operations", "settlements"] {
            let text = fs::read_to_string(county.path(&format!("{table}.whole"))).unwrap();
            county.file(&format!("{month}/{table}.csv"), some(&text, &visits).as_bytes());
        }
        let moves = if month == "c" {
            STOCK.to_owned()
        } else {
            some(STOCK, &[])
        };
        county.file(&format!("{month}/stock_moves.csv"), moves.as_bytes());
        let report = import(&mut lake, &[county.path(month)]);
        assert!(
            report.tables.values().all(|table| table.rejected.is_empty()),
            "{report}"
        );
    }
    assert_eq!(content(&lake), content(&expected));
    let parts = |lake: &Lake| lake.snapshot().manifest().parts.len();
    let before = parts(&lake);
    let generation = lake.status().generation;
    // What a killed import leaves.
    let unfinished = county.path("lake/data/fee_lines/b000/.part-x1");
    fs::create_dir_all(unfinished.parent().unwrap()).unwrap();
    fs::write(&unfinished, b"half").unwrap();
    // What is not the lake's, in folders of these names.
    let foreign = [
        "lake/data/realtime.redb",
        "lake/dictionaries/notes.parquet",
        "lake/data/fee_lines/b000/a.txt",
    ];
    let foreign = foreign.map(|path| county.path(path));
    foreign.iter().for_each(|path| fs::write(path, b"of others").unwrap());
    let report = lake.compact(audit::COMPACT_ROWS).unwrap();
    assert!(!unfinished.exists());
    foreign.iter().for_each(|path| fs::remove_file(path).unwrap());
    assert_eq!(content(&lake), content(&expected));
    assert_eq!((report.before, report.after), (before, parts(&lake)));
    assert!(report.after < before && report.removed > 0, "{report}");
    assert_eq!(parts(&lake), parts(&expected));
    assert_eq!(lake.status().generation, generation + 1);
    // Once more there is nothing to do.
    let again = lake.compact(audit::COMPACT_ROWS).unwrap();
    assert_eq!(
        (again.before, again.after, again.removed),
        (report.after, report.after, 0)
    );
    let reopened = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert_eq!(content(&reopened), content(&expected));
}

#[test]
fn nobody_takes_files_from_under_those_who_write_or_read() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let storage = storage_at(&county.path("lake").to_string_lossy()).unwrap();
    let writing = storage.hold(Holding::Write).unwrap();
    let (compacted, imported) = (
        lake.compact(audit::COMPACT_ROWS),
        lake.import(&[county.path("all")], &ImportOptions::default(), &|_| {}),
    );
    assert!(matches!(compacted, Err(LakeError::Conflict)), "{compacted:?}");
    assert!(matches!(imported, Err(LakeError::Conflict)), "{imported:?}");
    drop(writing);
    let snapshot = lake.snapshot();
    let (reading, another) = (snapshot.hold().unwrap(), snapshot.hold().unwrap());
    let refused = lake.compact(audit::COMPACT_ROWS);
    assert!(matches!(refused, Err(LakeError::InUse)), "{refused:?}");
    let more = county.file("fee_lines.csv", LINES.replace("F1,", "G1,").as_bytes());
    import(&mut lake, &[more]);
    drop((reading, another));
    lake.compact(audit::COMPACT_ROWS).unwrap();
}

#[test]
fn a_lake_is_not_cut_anew_under_its_first_import() {
    let county = County::delivered();
    let mut first = county.lake();
    let mut second = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    let storage = storage_at(&county.path("lake").to_string_lossy()).unwrap();
    // As a first import does from its beginning to its end.
    let writing = storage.hold(Holding::Write).unwrap();
    let refused = second.cut_into(8);
    assert!(matches!(refused, Err(LakeError::Conflict)), "{refused:?}");
    drop(writing);
    import(&mut first, &[county.path("all")]);
    let late = second.cut_into(8);
    assert!(matches!(late, Err(LakeError::Conflict)), "{late:?}");
    assert_eq!(first.snapshot().buckets(), 4);
    assert_eq!(first.verify().unwrap().problems, Vec::<String>::new());
}

/// In an object store, which has no locks, files of a generation still to come stay.
#[test]
fn what_a_running_import_has_written_is_not_swept() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let next = lake.status().generation + 1;
    let path = |generation: u64| {
        county.path(&format!(
            "lake/data/fee_lines/b000/{generation:06}-7-0123456789abcdef.parquet"
        ))
    };
    let (coming, old) = (path(next), path(next - 1));
    fs::create_dir_all(coming.parent().unwrap()).unwrap();
    fs::write(&coming, b"of an import").unwrap();
    fs::write(&old, b"of a killed one").unwrap();
    lake.compact(audit::COMPACT_ROWS).unwrap();
    assert!(coming.exists() && !old.exists());
}

#[test]
fn a_corrected_file_takes_the_place_of_the_earlier_rows() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    // A line with another amount and time, and one of the same serial at another visit.
    let corrected = some(LINES, &["F1,,M1"])
        .replace("09:00:00", "23:00:00")
        .replace(",2,10,20,", ",3,10,30,");
    let path = county.file("fee_lines.csv", corrected.as_bytes());
    let report = import(&mut lake, &[path]);
    let table = &report.tables[&SourceTable::FeeLines];
    assert_eq!((table.taken, table.replaced), (1, 1), "{report}");
    let lines = rows_of(&lake, "fee_lines");
    assert_eq!(lines.len(), 4);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("encounter=H1/M1") && line.contains("amount=3000"))
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("encounter=H1/M2") && line.contains("amount=3550"))
    );
    // A list of diagnoses is replaced as a whole.
    let diagnoses = some(DIAGNOSES, &["M2"]).replace("J06.900,上感", "J18.900,肺炎");
    import(&mut lake, &[county.file("diagnoses.csv", diagnoses.as_bytes())]);
    let diagnoses = rows_of(&lake, "diagnoses");
    assert_eq!(diagnoses.len(), 2);
    assert!(diagnoses.iter().any(|row| row.contains("J18.900")));
    // Stock that is delivered again does not double.
    let stock = STOCK.replace(",100,30,", ",90,30,");
    let report = import(&mut lake, &[county.file("stock_moves.csv", stock.as_bytes())]);
    assert_eq!(report.tables[&SourceTable::StockMoves].replaced, 3, "{report}");
    let moves = rows_of(&lake, "stock_moves");
    assert_eq!(moves.len(), 3);
    assert!(moves.iter().any(|row| row.contains("quantity=900000")));
}

#[test]
fn a_stay_is_completed_by_a_later_delivery() {
    let county = County::new();
    county.file("a/persons.csv", PERSONS.as_bytes());
    county.file("a/institutions.csv", INSTITUTIONS.as_bytes());
    let open = some(ENCOUNTERS, &["M1"]).replace("2025-01-09 10:00:00", "");
    county.file("a/encounters.csv", open.as_bytes());
    county.file("a/fee_lines.csv", some(LINES, &["F1,,M1"]).as_bytes());
    let mut lake = county.lake();
    import(&mut lake, &[county.path("a")]);
    assert!(rows_of(&lake, "encounters")[0].contains("end=- "));
    county.file("b/encounters.csv", some(ENCOUNTERS, &["M1"]).as_bytes());
    county.file("b/fee_lines.csv", some(LINES, &["F2"]).as_bytes());
    import(&mut lake, &[county.path("b")]);
    county.file("c/settlements.csv", some(SETTLEMENTS, &["T1"]).as_bytes());
    import(&mut lake, &[county.path("c")]);
    // A settlement that is corrected, and one that is added.
    let more = some(SETTLEMENTS, &["T1"]).replace(",10,8,", ",12,9,") + "T8,M1,P1,H1,2025-01-10 11:00:00,5,1,0\n";
    county.file("d/settlements.csv", more.as_bytes());
    let report = import(&mut lake, &[county.path("d")]);
    assert_eq!(report.tables[&SourceTable::Settlements].replaced, 1, "{report}");
    let visits = rows_of(&lake, "encounters");
    assert_eq!(visits.len(), 1);
    assert!(visits[0].contains("total=1700 fund_paid=1000"), "{visits:?}");
    assert!(!visits[0].contains("end=-"), "{visits:?}");
    assert_eq!(rows_of(&lake, "fee_lines").len(), 2);
    assert_eq!(rows_of(&lake, "settlements").len(), 2);
}

#[test]
fn of_two_rows_in_one_import_the_later_holds() {
    let header = LINES.find('\n').unwrap() + 1;
    let county = County::delivered();
    county.file(
        "all/fee_lines.csv",
        (LINES.to_owned() + &some(LINES, &["F9,"]).replace(",72,", ",71,")[header..]).as_bytes(),
    );
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    let table = &report.tables[&SourceTable::FeeLines];
    assert_eq!((table.read, table.taken, table.replaced), (5, 4, 1));
    assert!(
        rows_of(&lake, "fee_lines")
            .iter()
            .any(|row| row.contains("amount=7100"))
    );
}

#[test]
fn a_snapshot_sees_one_state() {
    let county = County::delivered();
    let mut lake = county.lake();
    let empty = lake.snapshot();
    import(&mut lake, &[county.path("all")]);
    assert_eq!(empty.manifest().rows(LakeTable::FeeLines), 0);
    let snapshot = lake.snapshot();
    assert_eq!(snapshot.manifest().rows(LakeTable::FeeLines), 4);
    assert_eq!(snapshot.bucket_of("P1"), bucket_of("P1", 4));
    let parts = snapshot.parts(LakeTable::FeeLines, snapshot.bucket_of("P2"));
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    assert!(rows >= 1);
    assert!(matches!(
        Lake::create(&county.path("lake").to_string_lossy(), 4),
        Err(LakeError::AlreadyALake(_))
    ));
    assert!(matches!(
        Lake::open(&county.path("nowhere").to_string_lossy()),
        Err(LakeError::NotALake(_))
    ));
}

#[test]
fn of_two_writers_one_is_told_to_start_again() {
    let county = County::delivered();
    let mut lake = county.lake();
    let mut other = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    import(&mut lake, &[county.path("all")]);
    let late = other.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
    assert!(matches!(late, Err(LakeError::Conflict)), "{late:?}");
    let reopened = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert_eq!(content(&reopened), content(&lake));
}
