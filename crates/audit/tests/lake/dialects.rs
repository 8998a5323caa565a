//! What deliveries look like, and what becomes of rows that are no good.

use crate::county::{County, ENCOUNTERS, INSTITUTIONS, LINES, PERSONS, content, import, rows_of};
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use audit::{ImportOptions, Lake, Mapping, SourceTable};
use domain::{Fact, Moment, PractitionerTitle, SpecialCare};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::fs::{self, File};
use std::sync::Arc;

/// The rows of the reject file without its mark and header.
pub fn rejects(county: &County, generation: u64) -> Vec<String> {
    let path = county.path(&format!("lake/rejects/{generation:06}.csv"));
    let text = fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_whole_county_arrives() {
    let county = County::delivered();
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert!(
        report.tables.values().all(|table| table.rejected.is_empty()),
        "{report}"
    );
    assert_eq!(report.tables[&SourceTable::FeeLines].taken, 4);
    assert_eq!(report.tables[&SourceTable::StockMoves].taken, 3);
    let lines = rows_of(&lake, "fee_lines");
    assert_eq!(lines.len(), 4);
    // A refund stays a line of its own, with the line that it takes back.
    assert!(
        lines
            .iter()
            .any(|line| line.contains("id=F2 reverses=F1 quantity=-10000 price=10000000 amount=-1000"))
    );
    assert!(lines.iter().any(|line| {
        line.contains("encounter=H1/M2")
            && line.contains("amount=3550 covered=3000 prescription=R9")
            && line.contains("single_dose=800000 times_per_day=30000 days=7 list_price=36000000")
    }));
    assert!(
        lines
            .iter()
            .any(|line| line.contains("encounter=S1/M3") && line.contains("times_per_day=30000"))
    );
    let visits = rows_of(&lake, "encounters");
    // Settled amounts without the refunded settlement; the stay of another pool area is marked.
    assert!(
        visits[0].contains("total=1000 fund_paid=800 readmission_plan=1"),
        "{visits:?}"
    );
    let second = visits.iter().find(|row| row.contains("id=M2")).unwrap();
    let bit = audit::values::special_bit(SpecialCare::OutOfRegion);
    assert!(
        second.contains(&format!("special={bit} total=3550 fund_paid=2000")),
        "{second}"
    );
    let diagnoses = rows_of(&lake, "diagnoses");
    assert!(diagnoses[0].contains("(\"I10.x00x002\", \"高血压\")"), "{diagnoses:?}");
    assert!(rows_of(&lake, "operations")[0].contains("(\"36.0\", \"冠脉造影\")"));
    let moves = rows_of(&lake, "stock_moves");
    assert!(
        moves
            .iter()
            .any(|row| row.contains("kind=5") && row.contains("person=P1 encounter=S1/M3"))
    );
    assert!(moves.iter().any(|row| row.contains("kind=104")));
    assert_eq!(
        rows_of(&lake, "wards").len() + rows_of(&lake, "devices").len() + rows_of(&lake, "beds").len(),
        3
    );
    let dictionaries = lake.snapshot().dictionaries().unwrap();
    let doctor = (0..dictionaries.practitioners.len() as u32)
        .find(|id| dictionaries.practitioners.get(*id) == Some(("H1", "D1", "张医生")))
        .unwrap();
    assert_eq!(
        dictionaries.practitioners.title(doctor),
        Fact::Known(PractitionerTitle::AssociateChief)
    );
    let status = lake.status().to_string();
    assert!(status.contains("2025-01-03 至 2025-01-20"), "{status}");
}

#[test]
fn every_dialect_of_csv_says_the_same() {
    let plain = County::delivered();
    let mut lake = plain.lake();
    import(&mut lake, &[plain.path("all")]);
    let expected = content(&lake);

    let quoted = |text: &str| -> String {
        text.lines()
            .map(|line| {
                line.split(',')
                    .map(|cell| format!("\"{cell}\""))
                    .collect::<Vec<_>>()
                    .join(",")
                    + "\r\n"
            })
            .collect()
    };
    let excel = |text: &str| {
        text.replace(",2,10,20,0,", ",2.0,'10,\"20.00\",0.00,")
            .replace(",72,0,", ",\"7.2E+01\",,")
            .replace("2025-01-03 09:00:00", "2025/1/3 9:00")
            .replace(",101,1,35.5", ",101.0,=\"1\",35.50")
    };
    type Change<'c> = &'c dyn Fn(&str) -> Vec<u8>;
    let changes: [(&str, Change<'_>); 5] = [
        ("gb18030", &|text| encoding_rs::GB18030.encode(text).0.into_owned()),
        ("marked", &|text| format!("\u{feff}{text}").into_bytes()),
        ("quoted", &|text| quoted(text).into_bytes()),
        ("excel", &|text| excel(text).into_bytes()),
        ("capitals", &|text| {
            let (header, rest) = text.split_once('\n').unwrap();
            format!("{}\n{rest}", header.to_uppercase()).into_bytes()
        }),
    ];
    for (name, change) in changes {
        let county = County::delivered();
        for table in SourceTable::ALL {
            let file = format!("all/{}.csv", table.name());
            let text = fs::read_to_string(county.path(&file)).unwrap();
            county.file(&file, &change(&text));
        }
        // Blocks of every length cut somewhere into characters, quotes and line ends.
        for block_bytes in [1, 7, 64, 1 << 20] {
            let folder = county.path(&format!("lake-{block_bytes}"));
            let mut lake = Lake::create(&folder.to_string_lossy(), 4).unwrap();
            let options = ImportOptions {
                block_bytes,
                ..ImportOptions::default()
            };
            let report = lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
            assert_eq!(content(&lake), expected, "{name} {block_bytes}\n{report}");
        }
    }
}

#[test]
fn bad_rows_are_named_and_the_good_ones_go_on() {
    let county = County::delivered();
    let mut lake = county.lake();
    let bad = "feedetl_sn,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,cnt,pric,det_item_fee_sumamt,fulamt_ownpay_amt,list_type\n\
        A1,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        ,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        A3,M1,P1,H1,2025-02-30 09:00:00,002503010010000,1,10,10,0,201\n\
        A4,M1,P1,H1,2025-01-03 09:00:00,002503010010000,一,10,10,0,201\n\
        A5,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,-10,0,201\n\
        A6,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,11,201\n\
        A7,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,999\n\
        A8,M1,P9,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        A9,M9,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        1.2E+17,M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        A11,M1,P1\n\
        \"A\n12\",M1,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n\
        A13,M2,P1,H1,2025-01-03 09:00:00,002503010010000,1,10,10,0,201\n";
    county.file("all/fee_lines.csv", bad.as_bytes());
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(
        rejects(&county, 1),
        [
            "fee_lines,fee_lines.csv,3,feedetl_sn,,必填项为空",
            "fee_lines,fee_lines.csv,4,fee_ocur_time,2025-02-30 09:00:00,不是有效的日期时间",
            "fee_lines,fee_lines.csv,5,cnt,一,不是十进制数",
            "fee_lines,fee_lines.csv,6,det_item_fee_sumamt,-10,数量与金额方向相反",
            "fee_lines,fee_lines.csv,7,fulamt_ownpay_amt,11,自费金额大于金额或方向相反",
            "fee_lines,fee_lines.csv,8,list_type,999,不在国家代码表内",
            "fee_lines,fee_lines.csv,9,psn_no,P9,参保人不在参保人表中",
            "fee_lines,fee_lines.csv,11,feedetl_sn,1.2E+17,被表格软件改成科学计数法，原编码已丢失",
            "fee_lines,fee_lines.csv,12,,3 列,列数与表头不符",
            "fee_lines,fee_lines.csv,10,mdtrt_id,M9,就诊不在就诊表中（同一机构、同一参保人）",
            "fee_lines,fee_lines.csv,15,mdtrt_id,M2,就诊不在就诊表中（同一机构、同一参保人）",
        ]
    );
    let table = &report.tables[&SourceTable::FeeLines];
    assert_eq!((table.read, table.taken, table.rejected_rows()), (13, 2, 11));
    assert!(
        report.to_string().contains("剔除 2 行：mdtrt_id 就诊不在就诊表中"),
        "{report}"
    );
    assert_eq!(rows_of(&lake, "fee_lines").len(), 2);
    let manifest = lake.snapshot().manifest().clone();
    let source = manifest
        .sources
        .iter()
        .find(|source| source.name == "fee_lines.csv")
        .unwrap();
    assert_eq!((source.rows, source.rejected), (13, 11));
}

#[test]
fn codes_of_local_sets_are_kept_as_unknown() {
    let county = County::delivered();
    let mut lake = county.lake();
    county.file("all/persons.csv", PERSONS.replace(",310,11", ",3A0,11").as_bytes());
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(report.tables[&SourceTable::Persons].unknown_codes["insutype"], 1);
    let persons = lake.snapshot().dictionaries().unwrap().persons;
    assert_eq!(persons.insurance(persons.find("P1").unwrap()), Fact::Unknown);
}

#[test]
fn headers_that_lack_or_repeat_a_column_are_refused() {
    let county = County::delivered();
    let mut lake = county.lake();
    let path = county.file("all/fee_lines.csv", b"feedetl_sn,mdtrt_id\nF1,M1\n");
    let error = lake
        .import(&[county.path("all")], &ImportOptions::default(), &|_| {})
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("psn_no") && error.contains(&*path.to_string_lossy()),
        "{error}"
    );
    county.file("all/fee_lines.csv", b"");
    let error = lake
        .import(&[county.path("all")], &ImportOptions::default(), &|_| {})
        .unwrap_err()
        .to_string();
    assert!(error.contains("没有表头"), "{error}");
    county.file("all/fee_lines.csv", b"\xFF\xFEf\0e\0");
    let error = lake
        .import(&[county.path("all")], &ImportOptions::default(), &|_| {})
        .unwrap_err()
        .to_string();
    assert!(error.contains("UTF-16"), "{error}");
    let other = county.file("notes.csv", b"a,b\n");
    let error = lake
        .import(&[other], &ImportOptions::default(), &|_| {})
        .unwrap_err()
        .to_string();
    assert!(error.contains("对照文件"), "{error}");
    assert_eq!(lake.status().generation, 0);
}

#[test]
fn other_names_are_mapped() {
    let plain = County::delivered();
    let mut lake = plain.lake();
    import(&mut lake, &[plain.path("all")]);
    let county = County::delivered();
    fs::remove_file(county.path("all/fee_lines.csv")).unwrap();
    county.file(
        "all/YB_FYMX/2025-01.csv",
        LINES.replacen("feedetl_sn", "FYLSH", 1).as_bytes(),
    );
    let mapping = "[files]\nfee_lines = [\"yb_fymx\"]\n[columns.fee_lines]\nfeedetl_sn = \"fylsh\"\n";
    let options = ImportOptions {
        mapping: Mapping::read(&county.file("names.toml", mapping.as_bytes())).unwrap(),
        ..ImportOptions::default()
    };
    let mut mapped = county.lake();
    mapped.import(&[county.path("all")], &options, &|_| {}).unwrap();
    assert_eq!(content(&mapped), content(&lake));
}

/// The fee lines of the county as columns of other types.
fn typed_lines() -> RecordBatch {
    let text = |values: [&str; 4]| -> ArrayRef {
        Arc::new(
            values
                .iter()
                .map(|text| (!text.is_empty()).then_some(*text))
                .collect::<StringArray>(),
        )
    };
    let decimal = |scale: i8, values: [i128; 4]| -> ArrayRef {
        Arc::new(
            Decimal128Array::from_iter_values(values)
                .with_precision_and_scale(16, scale)
                .unwrap(),
        )
    };
    let times = [
        "2025-01-03 09:00:00",
        "2025-01-04 09:00:00",
        "2025-01-05 09:40:00",
        "2025-01-20 18:01:00",
    ];
    let at: ArrayRef = Arc::new(TimestampMillisecondArray::from_iter_values(
        times
            .iter()
            .map(|time| Moment::parse(time).unwrap().epoch_seconds() * 1000),
    ));
    let drug = "XC09CAX070A001010104459";
    let test = "002503010010000";
    RecordBatch::try_from_iter([
        ("feedetl_sn", text(["F1", "F2", "F1", "F9"])),
        ("init_feedetl_sn", text(["", "F1", "", ""])),
        ("mdtrt_id", text(["M1", "M1", "M2", "M3"])),
        ("psn_no", text(["P1", "P1", "P2", "P1"])),
        ("fixmedins_code", text(["H1", "H1", "H1", "S1"])),
        ("rxno", text(["", "", "R9", ""])),
        ("fee_ocur_time", at),
        ("med_list_codg", text([test, test, drug, drug])),
        (
            "medins_list_name",
            text(["血常规", "血常规", "缬沙坦胶囊", "缬沙坦胶囊"]),
        ),
        ("list_type", Arc::new(Int64Array::from(vec![201, 201, 101, 101]))),
        ("cnt", decimal(4, [20_000, -10_000, 10_000, 20_000])),
        ("pric", decimal(6, [10_000_000, 10_000_000, 35_500_000, 36_000_000])),
        ("det_item_fee_sumamt", decimal(2, [2_000, -1_000, 3_550, 7_200])),
        ("fulamt_ownpay_amt", decimal(2, [0, 0, 550, 0])),
        ("bilg_dept_codg", text(["0301", "0301", "0302", ""])),
        ("bilg_dept_name", text(["心内科", "心内科", "内科", ""])),
        ("bilg_dr_codg", text(["D1", "D1", "D2", ""])),
        ("bilg_dr_name", text(["张医生", "张医生", "李医生", ""])),
        ("sin_dos", text(["", "", "80", ""])),
        ("used_frqu", text(["", "", "3", "tid"])),
        (
            "prd_days",
            Arc::new(Int64Array::from(vec![None, None, Some(7), None])) as ArrayRef,
        ),
        ("list_pric", text(["", "", "36", ""])),
    ])
    .unwrap()
}

pub fn write_parquet(path: &std::path::Path, batch: &RecordBatch) {
    write_parquet_as(path, batch, WriterProperties::default());
}

fn write_parquet_as(path: &std::path::Path, batch: &RecordBatch, properties: WriterProperties) {
    let file = File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_and_workbooks_say_the_same_as_csv() {
    let plain = County::delivered();
    let mut lake = plain.lake();
    import(&mut lake, &[plain.path("all")]);
    let expected = content(&lake);

    // Texts that the file holds once for all rows, and texts of each row.
    for coded in [true, false] {
        let county = County::delivered();
        fs::remove_file(county.path("all/fee_lines.csv")).unwrap();
        fs::create_dir(county.path("all/fee_lines")).unwrap();
        let properties = WriterProperties::builder().set_dictionary_enabled(coded).build();
        let path = county.path("all/fee_lines/part-0.parquet");
        write_parquet_as(&path, &typed_lines(), properties);
        let mut lake = county.lake();
        let report = import(&mut lake, &[county.path("all")]);
        assert_eq!(content(&lake), expected, "{report}");
    }

    let county = County::delivered();
    fs::remove_file(county.path("all/fee_lines.csv")).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in LINES.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            // Serials, codes and times stay text; numbers are what Excel makes of them.
            match cell.parse::<f64>() {
                Ok(number) if !cell.starts_with('0') || cell == "0" => {
                    sheet.write_number(row as u32, column as u16, number).unwrap();
                }
                _ => {
                    sheet.write_string(row as u32, column as u16, cell).unwrap();
                }
            }
        }
    }
    book.save(county.path("all/fee_lines.xlsx")).unwrap();
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(content(&lake), expected, "{report}");
}

#[test]
fn days_are_read_from_typed_columns() {
    let county = County::delivered();
    fs::remove_file(county.path("all/persons.csv")).unwrap();
    let days = |text: [&str; 2]| -> ArrayRef {
        Arc::new(Date32Array::from_iter_values(
            text.iter().map(|day| domain::Day::parse(day).unwrap().epoch_days()),
        ))
    };
    let batch = RecordBatch::try_from_iter([
        ("psn_no", Arc::new(StringArray::from(vec!["P1", "P2"])) as ArrayRef),
        ("gend", Arc::new(Int64Array::from(vec![1, 2]))),
        ("brdy", days(["1960-05-06", "1988-01-31"])),
    ])
    .unwrap();
    write_parquet(&county.path("all/persons.parquet"), &batch);
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(report.tables[&SourceTable::Persons].taken, 2, "{report}");
    let persons = lake.snapshot().dictionaries().unwrap().persons;
    assert_eq!(
        persons.birth(persons.find("P2").unwrap()),
        domain::Day::parse("1988-01-31").ok()
    );
}

/// Imports bytes in the place of the fee lines; the lake stays whole whatever they are.
fn survives(bytes: &[u8]) {
    let county = County::new();
    county.file("persons.csv", PERSONS.as_bytes());
    county.file("institutions.csv", INSTITUTIONS.as_bytes());
    county.file("encounters.csv", ENCOUNTERS.as_bytes());
    let path = county.file("fee_lines.csv", bytes);
    let mut lake = county.lake();
    let files = ["persons.csv", "institutions.csv", "encounters.csv"].map(|name| county.path(name));
    import(&mut lake, &files);
    let _ = lake.import(&[path], &ImportOptions::default(), &|_| {});
    let again = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert_eq!(again.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_delivery_may_end_with_a_quote() {
    let header = LINES.lines().next().unwrap();
    survives(format!("{header}\n\"1\"").as_bytes());
    survives(format!("{header}\n\"1").as_bytes());
    survives(b"\"");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
        let header = LINES.lines().next().unwrap();
        survives(&[header.as_bytes(), b"\n", &bytes].concat());
    }

    #[test]
    fn broken_deliveries_do_no_harm(at in 0..LINES.len(), byte in any::<u8>()) {
        let mut bytes = LINES.as_bytes().to_vec();
        bytes[at] = byte;
        survives(&bytes);
    }
}
