//! Files of which rows were rejected are read again; others are not.

use crate::county::{
    County, DIAGNOSES, ENCOUNTERS, INSTITUTIONS, LINES, OPERATIONS, PERSONS, SETTLEMENTS, STOCK, content, import,
    rows_of,
};
use audit::{ImportOptions, Lake, LakeError, Mapping, SourceTable};
use std::fs;

/// The claims of the county without anything that they refer to.
fn claims(county: &County) {
    for (name, text) in [
        ("encounters", ENCOUNTERS),
        ("diagnoses", DIAGNOSES),
        ("operations", OPERATIONS),
        ("settlements", SETTLEMENTS),
        ("fee_lines", LINES),
        ("stock_moves", STOCK),
    ] {
        county.file(&format!("claims/{name}.csv"), text.as_bytes());
    }
    county.file("persons/persons.csv", PERSONS.as_bytes());
    county.file("institutions/institutions.csv", INSTITUTIONS.as_bytes());
}

#[test]
fn rejected_rows_come_in_once_what_they_lacked_is_there() {
    let county = County::new();
    claims(&county);
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("claims")]);
    assert_eq!(report.tables[&SourceTable::FeeLines].taken, 0);
    import(&mut lake, &[county.path("persons"), county.path("institutions")]);
    let report = import(&mut lake, &[county.path("claims")]);
    assert_eq!(report.rejected_rows(), 0, "{report}");
    assert_eq!(report.again.len(), 5, "{report}");
    assert_eq!(report.skipped, ["stock_moves.csv"]);
    assert!(report.to_string().contains("本次重新读取的文件"), "{report}");

    let plain = County::new();
    claims(&plain);
    let mut expected = plain.lake();
    import(
        &mut expected,
        &["persons", "institutions", "claims"].map(|name| plain.path(name)),
    );
    // Stock is a sale to nobody where the buyer is not known; it is not taken back.
    let without_stock = |lake: &Lake| {
        let mut rows = content(lake);
        rows.retain(|row| !row.starts_with("stock_moves"));
        rows
    };
    assert_eq!(without_stock(&lake), without_stock(&expected));
    // Now everything is in, and nothing is read a third time.
    let report = import(&mut lake, &[county.path("claims")]);
    assert_eq!((report.generation, report.skipped.len()), (None, 6));
    assert_eq!(lake.snapshot().manifest().sources.len(), 8);
}

#[test]
fn a_file_that_is_read_again_takes_no_correction_back() {
    let county = County::delivered();
    for (name, text, bad) in [
        ("persons", PERSONS, "P9,丙,x,1960-05-06,,310,11,990000\n"),
        ("institutions", INSTITUTIONS, "H9,乙院,x,05,990000\n"),
        ("encounters", ENCOUNTERS, "M9,P9,H1,21,310,2025-01-03,,,,,,,\n"),
        ("diagnoses", DIAGNOSES, "M9,P1,H1,1,J18.900,肺炎,1,1\n"),
        (
            "operations",
            OPERATIONS,
            "M9,P1,H1,36.0,冠脉造影,1,2025-01-04 10:00:00\n",
        ),
        ("settlements", SETTLEMENTS, "T9,M9,P1,H1,2025-01-09 11:00:00,10,8,0\n"),
        (
            "fee_lines",
            LINES,
            "F8,,M9,P1,H1,,2025-01-20 18:01:00,X,x,101,2,36,72,0,,,,,,,,\n",
        ),
        ("stock_moves", STOCK, "S1,X,B1,3503,,x,30,2025-01-02 00:00:00,,,,,x\n"),
    ] {
        county.file(&format!("all/{name}.csv"), (text.to_owned() + bad).as_bytes());
    }
    let mut lake = county.lake();
    let first = import(&mut lake, &[county.path("all")]);
    assert_eq!(first.rejected_rows(), 8, "{first}");
    for (name, text) in [
        ("persons", PERSONS.replace("1960-05-06", "1961-05-06")),
        ("institutions", INSTITUTIONS.replace("县人民医院", "县第一人民医院")),
        (
            "encounters",
            ENCOUNTERS.replace("2025-01-09 10:00:00", "2025-01-10 10:00:00"),
        ),
        ("diagnoses", DIAGNOSES.replace("J06.900,上感", "J18.900,肺炎")),
        ("operations", OPERATIONS.replace(",1,2025", ",0,2025")),
        ("settlements", SETTLEMENTS.replace(",10,8,", ",12,9,")),
        ("fee_lines", LINES.replace(",2,36,72,", ",1,36,36,")),
        ("stock_moves", STOCK.replace(",100,30,", ",90,30,")),
    ] {
        county.file(&format!("corrected/{name}.csv"), text.as_bytes());
    }
    import(&mut lake, &[county.path("corrected")]);
    let corrected = content(&lake);
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(report.again.len(), 8, "{report}");
    assert_eq!(report.rejected_rows(), 8, "{report}");
    for (table, kept) in [
        (SourceTable::Persons, 2),
        (SourceTable::Institutions, 2),
        (SourceTable::Encounters, 3),
        (SourceTable::Diagnoses, 2),
        (SourceTable::Operations, 1),
        (SourceTable::Settlements, 3),
        (SourceTable::FeeLines, 4),
        (SourceTable::StockMoves, 3),
    ] {
        let counts = &report.tables[&table];
        assert_eq!(
            (counts.kept, counts.taken, counts.replaced),
            (kept, 0, 0),
            "{table:?} {report}"
        );
    }
    assert_eq!(content(&lake), corrected);
    // Nor in one import with a new correction, in whatever order.
    let more = LINES.replace(",2,36,72,", ",3,36,108,");
    county.file("all/zz/fee_lines.csv", more.as_bytes());
    county.file("all/0/fee_lines.csv", more.replace("F9", "F7").as_bytes());
    import(&mut lake, &[county.path("all")]);
    let lines = rows_of(&lake, "fee_lines");
    assert_eq!(lines.len(), 5);
    assert!(!lines.iter().any(|row| row.contains("amount=7200")), "{lines:?}");
}

#[test]
fn the_mapping_is_a_part_of_what_a_file_is() {
    let county = County::delivered();
    let extra = LINES.replacen("fulamt_ownpay_amt", "ZFJE", 1);
    county.file("all/fee_lines.csv", extra.as_bytes());
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert!(report.to_string().contains("fee_lines 表未使用的列：ZFJE"), "{report}");
    let options = ImportOptions {
        mapping: Mapping::parse("[columns.fee_lines]\nfulamt_ownpay_amt = \"ZFJE\"\n").unwrap(),
        ..ImportOptions::default()
    };
    let report = lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
    assert_eq!(
        (report.files.len(), report.skipped.len(), report.again.len()),
        (1, 11, 0),
        "{report}"
    );
    assert!(
        rows_of(&lake, "fee_lines")
            .iter()
            .any(|row| row.contains("amount=3550 covered=3000"))
    );
}

#[test]
fn of_two_writers_the_rejects_of_the_winner_stay() {
    let county = County::delivered();
    let mut lake = county.lake();
    let mut other = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    let bad = |serial: &str| LINES.to_owned() + &format!("{serial},,M9,P1,H1,,2025-01-20,X,x,101,2,36,72,0,,,,,,,,\n");
    county.file("all/fee_lines.csv", bad("WINNER").as_bytes());
    county.file("late/fee_lines.csv", bad("LOSER").as_bytes());
    for name in ["persons", "institutions", "encounters"] {
        fs::copy(
            county.path(&format!("all/{name}.csv")),
            county.path(&format!("late/{name}.csv")),
        )
        .unwrap();
    }
    import(&mut lake, &[county.path("all")]);
    let before = fs::read(county.path("lake/rejects/000001.csv")).unwrap();
    let late = other.import(&[county.path("late")], &ImportOptions::default(), &|_| {});
    assert!(matches!(late, Err(LakeError::Conflict)), "{late:?}");
    assert_eq!(fs::read(county.path("lake/rejects/000001.csv")).unwrap(), before);
    assert_eq!(fs::read_dir(county.path("lake/rejects")).unwrap().count(), 1);
}

#[test]
fn rows_of_one_person_are_one_person() {
    let county = County::delivered();
    let twice = PERSONS.to_owned() + "P1,甲,1,1960-05-06,,310,11,990000\n";
    county.file("all/persons.csv", twice.as_bytes());
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    let persons = &report.tables[&SourceTable::Persons];
    assert_eq!((persons.read, persons.taken, persons.replaced), (3, 2, 1), "{report}");
}

#[test]
fn a_lake_into_which_nothing_came_can_be_cut_anew() {
    let county = County::delivered();
    let mut lake = county.lake();
    lake.cut_into(7).unwrap();
    assert_eq!(
        Lake::open(&county.path("lake").to_string_lossy())
            .unwrap()
            .status()
            .buckets,
        7
    );
    import(&mut lake, &[county.path("all")]);
    assert!(matches!(lake.cut_into(8), Err(LakeError::AlreadyALake(_))));
}
