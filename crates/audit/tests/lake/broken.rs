//! Deliveries that are broken in one place, and files that are none: what is good is taken, and the rest named.

use crate::county::{County, LINES, import, rows_of};
use crate::dialects::rejects;
use audit::{ImportOptions, ImportReport, LakeError, Mapping, SourceTable};
use domain::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const HEADER: &str = "feedetl_sn,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,medins_list_name,cnt,pric,det_item_fee_sumamt";

/// A line of the first visit.
fn line(serial: &str, name: &str, quantity: &str) -> String {
    format!("{serial},M1,P1,H1,2025-01-03 09:00:00,X1,{name},{quantity},10,20")
}

/// The county with other fee lines.
fn with_lines(bytes: &[u8], block_bytes: usize) -> (County, ImportReport, Vec<String>) {
    let county = County::delivered();
    county.file("all/fee_lines.csv", bytes);
    let mut lake = county.lake();
    let options = ImportOptions {
        block_bytes,
        ..ImportOptions::default()
    };
    let report = lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
    let rejected = match report.rejects {
        Some(_) => rejects(&county, 1),
        None => Vec::new(),
    };
    let lines = rows_of(&lake, "fee_lines");
    assert_eq!(lines.len() as u64, report.tables[&SourceTable::FeeLines].taken);
    (county, report, rejected)
}

fn taken(report: &ImportReport) -> u64 {
    report.tables[&SourceTable::FeeLines].taken
}

#[test]
fn a_quote_that_nothing_closes_costs_its_line_only() {
    let good = |serial: usize| line(&format!("G{serial}"), "药", "2");
    let many: Vec<String> = (0..3000).map(good).collect();
    for block_bytes in [1, 300, 1 << 20] {
        // At the end, in the middle of few, and in the middle of more than a record may be.
        for (before, after) in [(2, 0), (2, 3), (40, 2900)] {
            let text = [
                HEADER,
                &many[..before].join("\n"),
                &line("B", "\"药", "2"),
                &many[before..before + after].join("\n"),
            ]
            .join("\n");
            let (_county, report, rejected) = with_lines(text.as_bytes(), block_bytes);
            assert_eq!(
                taken(&report),
                (before + after) as u64,
                "{block_bytes} {before} {after}"
            );
            let expected = format!("fee_lines,fee_lines.csv,{},,\"B,M1,P1,", before + 2);
            assert!(
                rejected.len() == 1 && rejected[0].starts_with(&expected),
                "{rejected:?}"
            );
            assert!(rejected[0].contains("引号没有在本行闭合"), "{rejected:?}");
        }
        // One that a later field closes.
        let text = [
            HEADER,
            &good(1),
            &line("B", "\"药", "2"),
            &good(2),
            &good(3),
            &line("Q", "\"甲,乙\"", "2"),
            &good(4),
        ];
        let (_county, report, rejected) = with_lines(text.join("\n").as_bytes(), block_bytes);
        assert_eq!(taken(&report), 5, "{rejected:?}");
        assert!(rejected[0].starts_with("fee_lines,fee_lines.csv,3,,"), "{rejected:?}");
        assert_eq!(rejected.len(), 1);
    }
}

#[test]
fn lines_are_those_of_an_editor() {
    for (end, blank) in [("\n", ""), ("\r\n", ""), ("\n", "\n\n"), ("\r\n", "\r\n\r\n")] {
        let lines = [
            line("A", "药", "2"),
            line("B", "药", "坏"),
            line("C", "\"二\n行\"", "2"),
            line("D", "药", "坏"),
            "E,M1".to_owned(),
            line("F", "药", "坏"),
        ];
        let text = HEADER.to_owned() + end + blank + &lines.join(end) + end;
        let text = text.replace(&format!("{end}D"), &format!("{end}{blank}D"));
        let expected: Vec<String> = ["B,", "D,", "E,", "F,"]
            .iter()
            .map(|serial| {
                let at = text.find(&format!("\n{serial}")).unwrap();
                (text[..at].matches('\n').count() + 2).to_string()
            })
            .collect();
        for block_bytes in [1, 200, 1 << 20] {
            let (_county, _, rejected) = with_lines(text.as_bytes(), block_bytes);
            let lines: Vec<&str> = rejected.iter().map(|row| row.split(',').nth(2).unwrap()).collect();
            assert_eq!(lines, expected, "{end:?} {blank:?} {block_bytes}");
        }
    }
}

#[test]
fn the_encoding_is_that_of_most_lines() {
    // Two characters of UTF-8 are three of GB18030.
    let good = [HEADER.to_owned(), line("A", "丹参", "2"), line("B", "丹参", "2")].join("\n");
    let broken = [
        good.as_bytes(),
        b"\nC,M1,P1,H1,2025-01-03 09:00:00,X1,\xe4\xb8,2,10,20\n",
    ]
    .concat();
    let (county, report, rejected) = with_lines(&broken, 1 << 20);
    assert_eq!(taken(&report), 2);
    assert!(
        rejected[0].starts_with("fee_lines,fee_lines.csv,4,,,字符编码"),
        "{rejected:?}"
    );
    let lake = audit::Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert!(rows_of(&lake, "fee_lines").iter().all(|row| row.contains("丹参")));
    let good = encoding_rs::GB18030.encode(&good).0.into_owned();
    let broken = [
        &good,
        &b"\nC,M1,P1,H1,2025-01-03 09:00:00,X1,\xb5\xa4\xff,2,10,20\n"[..],
    ]
    .concat();
    let (county, report, rejected) = with_lines(&broken, 1 << 20);
    assert_eq!(taken(&report), 2);
    assert!(
        rejected[0].starts_with("fee_lines,fee_lines.csv,4,,,字符编码"),
        "{rejected:?}"
    );
    let lake = audit::Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert!(rows_of(&lake, "fee_lines").iter().all(|row| row.contains("丹参")));
}

#[test]
fn services_happen_after_1990_and_not_after_next_year() {
    let county = County::delivered();
    let dated = |serial: &str, day: &str| line(serial, "药", "2").replace("2025-01-03", day);
    let days = ["1989-12-31", "1990-01-01", "2026-12-31", "2027-01-01", "9998-01-01"];
    let lines: Vec<String> = days.iter().map(|day| dated(day, day)).collect();
    county.file(
        "all/fee_lines.csv",
        format!("{HEADER}\n{}\n", lines.join("\n")).as_bytes(),
    );
    let visits = "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime\n\
        M1,P1,H1,21,2025-01-03 08:00:00,2025-01-09\n\
        M4,P1,H1,11,2025-01-03 08:00:00,2999-01-09\n";
    county.file("all/encounters.csv", visits.as_bytes());
    let mut lake = county.lake();
    let options = ImportOptions {
        today: Day::parse("2025-06-01").ok(),
        ..ImportOptions::default()
    };
    lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
    let rejected = rejects(&county, 1).join("\n");
    for expected in [
        "fee_lines,fee_lines.csv,2,fee_ocur_time,1989-12-31 09:00:00,日期早于1990年或晚于明年年底",
        "fee_lines,fee_lines.csv,5,fee_ocur_time,2027-01-01 09:00:00,日期早于1990年或晚于明年年底",
        "fee_lines,fee_lines.csv,6,fee_ocur_time,9998-01-01",
        "encounters,encounters.csv,3,endtime,2999-01-09,日期早于1990年或晚于明年年底",
    ] {
        assert!(rejected.contains(expected), "{rejected}");
    }
    assert_eq!(rows_of(&lake, "fee_lines").len(), 2);
    // A day alone is over when it ends.
    let end = Day::parse("2025-01-09").unwrap().start().epoch_seconds() + 86_399;
    assert!(rows_of(&lake, "encounters")[0].contains(&format!("end={end} ")));
}

#[test]
fn headers_with_another_separator_are_recognised() {
    for (separator, name) in [("\t", "制表符"), (";", "分号")] {
        let county = County::delivered();
        county.file("all/fee_lines.csv", LINES.replace(',', separator).as_bytes());
        let mut lake = county.lake();
        let refusal = lake.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
        let refusal = refusal.unwrap_err().to_string();
        assert!(refusal.contains(&format!("以{name}分隔")), "{refusal}");
    }
}

#[test]
fn what_is_not_imported_is_named() {
    let county = County::delivered();
    for name in [
        "fee_lines_2026-03.csv",
        "费用明细.csv",
        "fee_lines.xls",
        "sub/fee_lines.csv.gz",
        "readme.txt",
        ".DS_Store",
        "_SUCCESS",
        "~$fee_lines.xlsx",
    ] {
        county.file(&format!("all/{name}"), b"a,b\n1,2\n");
    }
    county.file(
        "all/beds/2026.csv",
        b"fixmedins_code,hosp_dept_codg,bed_codg,bed_typ\nH1,1,2,x\n",
    );
    let mut lake = county.lake();
    let options = ImportOptions {
        mapping: Mapping::parse("[files]\nfee_lines = [\"YB_FYMX\"]\n").unwrap(),
        ..ImportOptions::default()
    };
    let report = lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
    let left: Vec<&str> = report.left_out.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "fee_lines.xls",
        "fee_lines_2026-03.csv",
        "readme.txt",
        "sub/fee_lines.csv.gz",
        "费用明细.csv",
    ];
    assert_eq!(left, expected);
    let text = report.to_string();
    for expected in [
        "未导入的文件 fee_lines_2026-03.csv：看不出是哪个表",
        "未导入的文件 fee_lines.xls：旧版工作簿",
        "未导入的文件 sub/fee_lines.csv.gz：压缩文件",
        "没有对应的文件或文件夹：YB_FYMX",
        "beds 表未使用的列：bed_typ",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    // Nothing but such files is said with the reasons.
    let refusal = lake.import(&[county.path("all/sub")], &ImportOptions::default(), &|_| {});
    assert!(refusal.unwrap_err().to_string().contains("压缩文件"));
}

#[test]
fn a_column_that_is_mapped_must_be_there() {
    let county = County::delivered();
    let mut lake = county.lake();
    let options = ImportOptions {
        mapping: Mapping::parse("[columns.fee_lines]\nfulamt_ownpay_amt = \"ZFJEE\"\n").unwrap(),
        ..ImportOptions::default()
    };
    let refusal = lake
        .import(&[county.path("all")], &options, &|_| {})
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("ZFJEE") && refusal.contains("fulamt_ownpay_amt"),
        "{refusal}"
    );
}

#[test]
fn a_folder_for_temporary_files_must_be_there() {
    let county = County::delivered();
    let mut lake = county.lake();
    let options = ImportOptions {
        scratch: Some(county.path("nowhere")),
        ..ImportOptions::default()
    };
    let refusal = lake.import(&[county.path("all")], &options, &|_| {}).unwrap_err();
    assert!(matches!(refusal, LakeError::ScratchFolder(_)), "{refusal}");
}

/// A workbook of fee lines, one sheet for each of the lists; the quantity `!` is a formula that fails.
fn book(county: &County, sheets: &[(&str, &[&str], &str)]) -> ImportReport {
    let mut book = Workbook::new();
    for (name, serials, header) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (column, title) in (0..).zip(header.split(',')) {
            sheet.write_string(0, column, title).unwrap();
        }
        let day = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        for (row, serial) in (1..).zip(*serials) {
            for (column, cell) in (0..).zip(line(serial, "药", "2").split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
            let at = ExcelDateTime::parse_from_str("2025-01-03T09:30:00").unwrap();
            sheet.write_datetime_with_format(row, 4, &at, &day).unwrap();
            if serial.starts_with('!') {
                sheet
                    .write_formula(row, 7, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))
                    .unwrap();
            }
        }
    }
    std::fs::remove_file(county.path("all/fee_lines.csv")).unwrap();
    book.save(county.path("all/fee_lines.xlsx")).unwrap();
    let mut lake = county.lake();
    let report = lake.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
    report.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn cells_whose_formula_has_failed_cost_their_row() {
    let county = County::delivered();
    let report = book(
        &county,
        &[
            ("一", &["A", "!B", "C"], HEADER),
            ("空", &[], ""),
            ("二", &["D", "!E"], HEADER),
        ],
    );
    assert_eq!(taken(&report), 3, "{report}");
    assert_eq!(
        rejects(&county, 1),
        [
            "fee_lines,fee_lines.xlsx,3,cnt,#DIV/0!,单元格是公式错误",
            "fee_lines,fee_lines.xlsx（第3个工作表）,3,cnt,#DIV/0!,单元格是公式错误",
        ]
    );
}

#[test]
#[should_panic(expected = "工作表“说明”的表头与工作表“一”不同")]
fn a_workbook_holds_one_table() {
    let county = County::delivered();
    book(&county, &[("一", &["A"], HEADER), ("说明", &["B"], "导出说明")]);
}

#[test]
fn workbooks_of_old_macintoshes_count_from_1904() {
    let county = County::delivered();
    book(&county, &[("一", &["A"], HEADER)]);
    let path = county.path("all/fee_lines.xlsx");
    let at = |name: &str| {
        let mut lake = audit::Lake::create(&county.path(name).to_string_lossy(), 1).unwrap();
        import(&mut lake, &[county.path("all")]);
        let row = rows_of(&lake, "fee_lines").remove(0);
        let at = row.split(" at=").nth(1).unwrap().split(' ').next().unwrap();
        at.parse::<i64>().unwrap()
    };
    let in_1900 = at("plain");
    assert_eq!(
        in_1900,
        domain::Moment::parse("2025-01-03 09:30:00").unwrap().epoch_seconds()
    );
    // The same numbers in a book that says so.
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let (name, mut text) = (file.name().to_owned(), Vec::new());
        std::io::Read::read_to_end(&mut file, &mut text).unwrap();
        if name == "xl/workbook.xml" {
            let book = String::from_utf8(text).unwrap();
            assert!(book.contains("<workbookPr "), "{book}");
            text = book.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, &text).unwrap();
    }
    std::fs::write(&path, out.finish().unwrap().into_inner()).unwrap();
    assert_eq!(at("macintosh"), in_1900 + 1_462 * 86_400);
}

/// `checksummed.parquet` is one fee line as pyarrow writes it with `write_page_checksum=True`.
#[test]
fn pages_whose_checksum_is_wrong_are_refused() {
    let county = County::delivered();
    std::fs::remove_file(county.path("all/fee_lines.csv")).unwrap();
    let whole = include_bytes!("checksummed.parquet");
    let at = whole.windows(5).position(|bytes| bytes == b"20.00").unwrap();
    let mut broken = whole.to_vec();
    broken[at] = b'9';
    county.file("all/fee_lines.parquet", &broken);
    let mut lake = county.lake();
    let refusal = lake.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
    let refusal = refusal.unwrap_err().to_string();
    assert!(
        refusal.contains("fee_lines.parquet") && refusal.contains("已损坏"),
        "{refusal}"
    );
    county.file("all/fee_lines.parquet", whole);
    assert_eq!(taken(&import(&mut lake, &[county.path("all")])), 1);
}
