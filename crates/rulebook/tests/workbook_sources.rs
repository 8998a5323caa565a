//! The shipped knowledge tables are exactly what the importer makes of the
//! shipped public sources, and they hold what was announced.

use domain::Day;
use rulebook::workbook::{Defaults, Import, KnownDrugs, merge_csv, read, read_with};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// In the order of announcement; later files are merged onto earlier ones.
const WORKBOOKS: [&str; 14] = [
    "【第一批】药品规则库(限定年龄对象).xlsx",
    "【第一批】药品规则库(限定性别对象).xlsx",
    "【第一批】项目规则库(限定年龄对象).xlsx",
    "【第一批】项目规则库(限定性别对象).xlsx",
    "【第二批】项目规则库（限定主次操作）.xlsx",
    "【第三批】药品规则库（限定保险类型）.xlsx",
    "【第四批】药品规则库（限定就医方式）.xlsx",
    "【第五批】药品规则库（限定机构等级）.xlsx",
    "【第六批】药品规则库（限定支付疗程）.xlsx",
    "【第七批 】项目规则库（重复收费）.xlsx",
    "【第八批-1】项目规则库（限定频次）.xlsx",
    "【第八批-2】项目规则库（限定年龄）.xlsx",
    "【第八批-3】项目规则库（限定疗程）.xlsx",
    "【第八批-4】项目规则库（限定周期）.xlsx",
];
const TRANSCRIPT: &str = "batches_9_17_and_revision_2026_01.csv";
const REMARKS: [&str; 2] = ["shanghai_nrdl_2017.csv", "nrdl_restriction_remarks_2023.csv"];

fn books() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books")
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn defaults() -> Defaults {
    Defaults {
        published: None,
        loaded: day("2026-11-24"),
    }
}

fn source(folder: &str, file: &str) -> Vec<u8> {
    std::fs::read(books().join("sources").join(folder).join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn official() -> Vec<(&'static str, Import)> {
    let files = WORKBOOKS.into_iter().chain([TRANSCRIPT]);
    files
        .map(|file| (file, read(file, &source("nhsa", file), &defaults()).unwrap()))
        .collect()
}

fn remarks(official: &[(&str, Import)]) -> Vec<(&'static str, Import)> {
    let mut known = KnownDrugs::default();
    official.iter().for_each(|(_, import)| known.learn(import));
    REMARKS
        .into_iter()
        .map(|file| {
            (
                file,
                read_with(file, &source("nrdl", file), &defaults(), &known).unwrap(),
            )
        })
        .collect()
}

fn tables(imports: &[(&str, Import)]) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for (file, import) in imports {
        for table in &import.tables {
            let existing = tables.entry(table.table.clone()).or_default();
            let (merged, report) = merge_csv(existing, &table.rows).unwrap();
            assert_eq!(
                report.added,
                table.rows.len(),
                "{file} {}: {:?}",
                table.table,
                report.conflicts
            );
            *existing = merged;
        }
    }
    tables
}

fn all_tables() -> BTreeMap<String, String> {
    let official = official();
    let remarks = remarks(&official);
    let both: Vec<_> = official.into_iter().chain(remarks).collect();
    tables(&both)
}

#[test]
fn shipped_tables_are_what_the_importer_makes_of_the_shipped_sources() {
    for (stem, expected) in all_tables() {
        let file = books().join("national/knowledge").join(format!("{stem}.csv"));
        // After the importer or a source has changed on purpose, `BLESS=1` writes the tables anew.
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &expected).unwrap_or_else(|error| panic!("{stem}: {error}"));
        }
        let shipped = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{stem}: {error}"));
        assert!(shipped == expected, "{stem}.csv 与重新导入的结果不一致");
    }
}

/// Points and codes of each table of one batch: (table, points, distinct codes).
fn count(imports: &[(&str, Import)], batch: &str) -> Vec<(String, usize, usize)> {
    let mut counts = BTreeMap::new();
    for row_of in imports.iter().flat_map(|(_, import)| &import.tables) {
        for row in row_of.rows.iter().filter(|row| row.batch == batch) {
            let (points, codes): &mut (usize, BTreeSet<String>) = counts.entry(row_of.table.clone()).or_default();
            *points += 1;
            codes.extend(row.codes.iter().cloned());
            codes.extend(
                row.own
                    .iter()
                    .filter(|(column, _)| *column == "从项编码")
                    .map(|(_, code)| code.clone()),
            );
        }
    }
    counts
        .into_iter()
        .map(|(table, (points, codes))| (table, points, codes.len()))
        .collect()
}

#[test]
fn every_batch_has_the_announced_points_and_codes() {
    let official = official();
    let expect = |batch: &str, expected: &[(&str, usize, usize)]| {
        let expected: Vec<_> = expected.iter().map(|(t, p, c)| ((*t).to_owned(), *p, *c)).collect();
        assert_eq!(count(&official, batch), expected, "{batch}");
    };
    expect(
        "第一批",
        &[
            ("drug-child-limited", 11, 28),
            ("drug-child-only", 271, 4_370),
            ("drug-sex", 481, 6_472),
            ("item-child-only", 30, 30),
            ("item-sex", 390, 390),
        ],
    );
    expect("第二批", &[("operation-discount", 378, 368)]);
    expect("第三批", &[("drug-maternity", 3, 27), ("drug-work-injury", 9, 85)]);
    expect("第四批", &[("drug-visit-type", 35, 736)]);
    expect("第五批", &[("drug-level", 61, 962)]);
    expect("第六批", &[("drug-course", 30, 1_147)]);
    expect("第七批", &[("item-duplicate", 900, 528)]);
    expect(
        "第八批",
        &[
            ("item-age", 1, 1),
            ("item-course", 11, 11),
            ("item-frequency", 67, 67),
            ("item-rolling", 14, 14),
        ],
    );
    expect("第九批", &[("drug-second-line", 110, 601)]);
    expect("第十批", &[("drug-internet", 22, 232)]);
    expect(
        "第十一批",
        &[("herb-never-payable", 37, 37), ("herb-not-alone", 116, 116)],
    );
    expect(
        "2026年1月修订",
        &[
            ("drug-child-limited", 13, 37),
            ("drug-child-only", 95, 2_057),
            ("drug-course", 29, 1_170),
            ("drug-level", 62, 975),
            ("drug-maternity", 3, 30),
            ("drug-sex", 159, 2_558),
            ("drug-visit-type", 41, 775),
            ("drug-work-injury", 9, 94),
        ],
    );
    let indications = ["第十二批", "第十三批", "第十四批", "第十五批", "第十六批", "第十七批"].map(|batch| {
        count(&official, batch)
            .first()
            .map(|(_, points, _)| *points)
            .unwrap_or_default()
    });
    assert_eq!(indications, [57, 66, 43, 34, 82, 228]);
}

/// The publications count 3,899 points; one of the 391 rows of the item-sex
/// sheet was a footnote, so 3,898 are points.
#[test]
fn the_whole_holds_3898_points_and_19800_codes() {
    let official = official();
    let rows: Vec<_> = official
        .iter()
        .flat_map(|(_, import)| &import.tables)
        .flat_map(|table| &table.rows)
        .collect();
    assert_eq!(rows.len(), 3_898);
    let mut codes: BTreeSet<&str> = rows.iter().flat_map(|row| &row.codes).map(String::as_str).collect();
    codes.extend(
        rows.iter()
            .flat_map(|row| &row.own)
            .filter(|(column, _)| *column == "从项编码")
            .map(|(_, c)| c.as_str()),
    );
    assert_eq!(codes.len(), 19_800);
    assert!(official.iter().all(|(_, import)| import.rejected.is_empty()));
}

#[test]
fn importing_again_changes_nothing() {
    let official = official();
    for (stem, table) in tables(&official) {
        let rows: Vec<_> = official
            .iter()
            .flat_map(|(_, import)| &import.tables)
            .filter(|one| one.table == stem)
            .flat_map(|one| one.rows.clone())
            .collect();
        let (again, report) = merge_csv(&table, &rows).unwrap();
        assert!(
            again == table && report.added == 0 && report.conflicts.is_empty(),
            "{stem}"
        );
    }
}

#[test]
fn known_defects_of_the_publications_are_reported() {
    let official = official();
    let defect = |name: &str, reason: &str| {
        official
            .iter()
            .flat_map(|(_, import)| &import.defects)
            .any(|d| d.name.contains(name) && d.reason.contains(reason))
    };
    assert!(defect("注射用益气复脉(冻干)", "限定值域为15天，说明写14天"));
    assert!(defect("安宫牛黄丸", "限定值域为住院，说明准许急诊、住院"));
    assert!(defect("门急诊留观诊查费", "数量单位为日，目录按小时计价"));
    assert!(defect("急诊监护费", "数量单位为日，目录按半日计价"));
    assert!(defect(
        "第十一批“中药饮片单复方均不予支付”",
        "116 行的文字属于“中药饮片单方使用不予支付”"
    ));
    assert!(defect(
        "第十一批“中药饮片单方使用不予支付”",
        "37 行的文字属于“中药饮片单复方均不予支付”"
    ));
    let repeated = official
        .iter()
        .flat_map(|(_, import)| &import.defects)
        .filter(|d| d.reason.contains("已用于本批同表"))
        .count();
    assert_eq!(repeated, 10);
}

#[test]
fn footnotes_and_totals_of_batch_8_are_skipped_with_a_reason() {
    let official = official();
    let (_, frequency) = official.iter().find(|(file, _)| file.contains("限定频次")).unwrap();
    let reasons: Vec<&str> = frequency.skipped.iter().map(|skipped| skipped.reason).collect();
    assert!(reasons.contains(&"合计行") && reasons.contains(&"脚注"), "{reasons:?}");
}

#[test]
fn a_revised_child_drug_is_under_the_same_rule_as_in_batch_1() {
    let official = official();
    let names = |table: &str, revised: bool| -> BTreeSet<String> {
        let of = official
            .iter()
            .flat_map(|(_, import)| &import.tables)
            .filter(|one| one.table == table);
        of.flat_map(|one| &one.rows)
            .filter(|row| (row.batch != "第一批") == revised)
            .map(|row| row.name.clone())
            .collect()
    };
    let (only, limited) = ("drug-child-only", "drug-child-limited");
    assert!(names(only, true).is_disjoint(&names(limited, false)));
    assert!(names(limited, true).is_disjoint(&names(only, false)));
    assert!(names(limited, true).intersection(&names(limited, false)).count() >= 10);
}

#[test]
fn revised_sexes_agree_with_batch_1() {
    let official = official();
    let rows = official
        .iter()
        .flat_map(|(_, import)| &import.tables)
        .filter(|one| one.table == "drug-sex");
    let mut sexes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.flat_map(|one| &one.rows) {
        sexes
            .entry(row.name.clone())
            .or_default()
            .extend(row.own.iter().map(|(_, sex)| sex.clone()));
    }
    let torn: Vec<_> = sexes.iter().filter(|(_, sexes)| sexes.len() > 1).collect();
    assert!(torn.is_empty(), "{torn:?}");
}
