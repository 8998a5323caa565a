//! Statistics and ledgers on populations small enough to add up by hand. The files in `models/`
//! are the tests; an analyst reads and writes them without Rust.
//!
//! A file consists of sections. `=== 表 NAME` holds a source table as CSV with national column
//! names; `=== 用量 INSTITUTION KIND FIRST..LAST PRODUCT …` holds department, prescriber, product and quantity;
//! `=== 参数` holds options, one `name=value` a line; `=== 指标 COLUMNS 其中 COLUMN=VALUE …` and
//! `=== 台账 …` hold the rows that must come out, in their order, cells separated by commas.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, UInt32Type};
use audit::models::{ModelOptions, UsageScope, run, usage};
use audit::{ImportOptions, Lake, LakeTable, Snapshot};
use domain::{Day, InstitutionCode, ItemKind};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rulebook::{Library, SourceFile};
use std::fs;
use std::path::{Path, PathBuf};

/// The rules of which statistics are made, as the national book has them.
fn library() -> Library {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books");
    let folder = root.join("national/management");
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        sources.push(SourceFile {
            path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
            text: fs::read_to_string(&path).unwrap(),
        });
    }
    Library::compile(&sources).0
}

/// Heading and lines of each section; `#` begins a remark.
fn sections(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        match line.strip_prefix("=== ") {
            Some(heading) => sections.push((heading, Vec::new())),
            None => sections.last_mut().expect("a section").1.push(line),
        }
    }
    sections
}

fn options(lines: &[&str]) -> ModelOptions {
    let mut options = ModelOptions {
        threads: 2,
        ..ModelOptions::default()
    };
    for line in lines {
        let (name, value) = line.split_once('=').expect("name=value");
        match name {
            "period" => options.period = Some(audit::run::parse_period(value).expect("a period")),
            "today" => options.today = Some(Day::parse(value).expect("a day")),
            "cases_min" => options.cases_min = value.parse().unwrap(),
            "infection_cases_min" => options.infection_cases_min = value.parse().unwrap(),
            "peers_min" => options.peers_min = value.parse().unwrap(),
            other => panic!("no option {other}"),
        }
    }
    options
}

fn cell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return "-".to_owned();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Decimal128(..) => {
            let text = column.as_primitive::<Decimal128Type>().value_as_string(row);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        other => panic!("{other}"),
    }
}

fn read(path: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    arrow::compute::concat_batches(&schema, &batches).unwrap()
}

/// The rows that a heading asks for.
fn rows(batch: &RecordBatch, wanted: &str) -> Vec<String> {
    let (columns, filter) = wanted.split_once(" 其中 ").unwrap_or((wanted, ""));
    let column = |name: &str| batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"));
    let filter: Vec<(&str, &str)> = filter
        .split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    (0..batch.num_rows())
        .filter(|row| filter.iter().all(|(name, value)| cell(column(name), *row) == *value))
        .map(|row| {
            columns
                .split(',')
                .map(|name| cell(column(name), row))
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect()
}

/// The usage that a heading asks for, a line each.
fn used(lake: &Snapshot, asked: &str) -> Vec<String> {
    let mut words = asked.split(' ');
    let mut next = || words.next().expect("institution, kind, period and products");
    let (institution, kind) = (InstitutionCode::new(next()), next());
    let (from, to) = audit::run::parse_period(next()).expect("a period");
    let scope = UsageScope {
        institution,
        kind: match kind {
            "药品" => ItemKind::Drug,
            "耗材" => ItemKind::Consumable,
            other => panic!("no kind {other}"),
        },
        products: words.map(str::to_owned).collect(),
        from,
        to,
    };
    let rows = usage(lake, &scope, 2).unwrap();
    let line = |row: audit::models::Used| {
        let prescriber = row.prescriber.as_str();
        format!("{},{prescriber},{},{}", row.department, row.product, row.quantity)
    };
    rows.into_iter().map(line).collect()
}

fn check(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let tables = scratch.path().join("tables");
    fs::create_dir(&tables).unwrap();
    let mut made = ModelOptions::default();
    let sections = sections(&text);
    for (heading, lines) in &sections {
        if let Some(table) = heading.strip_prefix("表 ") {
            fs::write(tables.join(format!("{table}.csv")), lines.join("\n") + "\n").unwrap();
        } else if *heading == "参数" {
            made = options(lines);
        }
    }
    let mut lake = Lake::create(&scratch.path().join("lake").to_string_lossy(), 3).unwrap();
    let report = lake.import(&[tables], &ImportOptions::default(), &|_| {}).unwrap();
    assert_eq!(report.rejected_rows(), 0, "{report}");
    run(&lake.snapshot(), &library(), &made, scratch.path()).unwrap();
    let mut checked = 0;
    for (heading, lines) in &sections {
        if let Some(asked) = heading.strip_prefix("用量 ") {
            let found = used(&lake.snapshot(), asked);
            assert_eq!(found, *lines, "{name}: === {heading}\nfound:\n{}", found.join("\n"));
            checked += 1;
        }
        let (file, wanted) = match heading.split_once(' ') {
            Some(("指标", wanted)) => ("models/indicators.parquet", wanted),
            Some(("台账", wanted)) => ("models/balances.parquet", wanted),
            _ => continue,
        };
        let found = rows(&read(&scratch.path().join(file)), wanted);
        assert_eq!(found, *lines, "{name}: === {heading}\nfound:\n{}", found.join("\n"));
        checked += 1;
    }
    assert!(checked > 0, "{name} asks for nothing");
}

#[test]
fn shares_of_what_is_charged() {
    check("shares.txt");
}

#[test]
fn the_month_of_the_settlement_that_stands() {
    check("settled_month.txt");
}

#[test]
fn a_date_that_is_still_to_come_moves_no_span() {
    check("future.txt");
}

#[test]
fn a_rise_beyond_that_of_the_peers() {
    check("rise.txt");
}

#[test]
fn infections_that_arose_in_hospital() {
    check("infection.txt");
}

#[test]
fn unplanned_readmissions() {
    check("readmission.txt");
}

#[test]
fn what_was_charged_against_what_there_was() {
    check("stock.txt");
}

/// The balances of a file's tables, delivered in this order; of a table that comes again the content is the same.
fn balances(name: &str, deliveries: &[&[&str]]) -> RecordBatch {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let sections = sections(&text);
    let scratch = tempfile::tempdir().unwrap();
    let mut lake = Lake::create(&scratch.path().join("lake").to_string_lossy(), 3).unwrap();
    for (number, wanted) in deliveries.iter().enumerate() {
        let tables = scratch.path().join(number.to_string());
        fs::create_dir(&tables).unwrap();
        for (heading, lines) in &sections {
            if let Some(table) = heading.strip_prefix("表 ").filter(|table| wanted.contains(table)) {
                let text = lines.join("\n") + &"\n".repeat(number + 1);
                fs::write(tables.join(format!("{table}.csv")), text).unwrap();
            }
        }
        let report = lake.import(&[tables], &ImportOptions::default(), &|_| {}).unwrap();
        assert!(report.rejected_rows() == 0 && report.skipped.is_empty(), "{report}");
    }
    let made = sections.iter().find(|(heading, _)| *heading == "参数");
    let made = options(made.map_or(&[], |(_, lines)| lines));
    run(&lake.snapshot(), &library(), &made, scratch.path()).unwrap();
    read(&scratch.path().join("models/balances.parquet"))
}

#[test]
fn moves_may_come_before_those_whom_they_name() {
    let all = [
        "institutions",
        "persons",
        "encounters",
        "settlements",
        "fee_lines",
        "stock_moves",
    ];
    let expected = balances("stock.txt", &[&all]);
    assert!(expected.num_rows() > 10);
    for with in [&all[..0], &all[..2], &all[..3], &all[..5]] {
        let first = [with, &["stock_moves"]].concat();
        let rest: Vec<&str> = all.into_iter().filter(|table| !first.contains(table)).collect();
        let mut deliveries = vec![first.as_slice()];
        deliveries.extend((!rest.is_empty()).then_some(rest.as_slice()));
        assert_eq!(balances("stock.txt", &deliveries), expected, "{first:?} first");
        // Delivered again when more is known, a move is no other one.
        deliveries.push(&["stock_moves"]);
        assert_eq!(
            balances("stock.txt", &deliveries),
            expected,
            "{first:?} first, and moves again"
        );
    }
}

#[test]
fn a_part_that_is_gone_is_not_one_without_rows() {
    let scratch = tempfile::tempdir().unwrap();
    let tables = scratch.path().join("tables");
    fs::create_dir(&tables).unwrap();
    let moves = "fixmedins_code,med_list_codg,fixmedins_bchno,infno,cnt,move_time\n\
        H1,XC09CAX070A001010104459,B1,3503,5,2026-04-02 08:00:00\n";
    fs::write(tables.join("stock_moves.csv"), moves).unwrap();
    let place = scratch.path().join("lake");
    let mut lake = Lake::create(&place.to_string_lossy(), 3).unwrap();
    lake.import(&[tables], &ImportOptions::default(), &|_| {}).unwrap();
    let snapshot = lake.snapshot();
    let told = || {
        run(
            &snapshot,
            &library(),
            &options(&["period=2026-04-01..2026-04-30"]),
            scratch.path(),
        )
    };
    told().unwrap();
    let part = &snapshot.parts(LakeTable::StockMoves, 0)[0].path;
    fs::remove_file(place.join(part)).unwrap();
    let error = told().unwrap_err().to_string();
    assert!(
        error.contains(part.as_str()) && error.contains("没有这个文件"),
        "{error}"
    );
}

#[test]
fn usage_by_department_and_prescriber() {
    check("usage.txt");
}
