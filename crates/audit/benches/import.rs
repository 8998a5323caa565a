//! Import speed and memory: makes claims of its own, as CSV and as Parquet, and
//! prints rows a second and the peak of resident memory.
//!
//! `cargo bench -p audit --bench import -- [lines]`, one million by default.

use arrow::array::{ArrayRef, Decimal128Array, RecordBatch, StringArray, TimestampSecondArray};
use audit::{ImportOptions, Lake};
use domain::Moment;
use parquet::arrow::ArrowWriter;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Lines of a visit.
const PER_VISIT: usize = 12;
/// Visits of a person.
const PER_PERSON: usize = 8;
const GROUP_ROWS: usize = 100_000;

fn main() {
    // Cargo adds `--bench`.
    let lines = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let lines: usize = lines.unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder for the claims");
    let base = write_base(folder.path(), lines);
    for (format, source) in [
        ("csv", write_csv(folder.path(), lines)),
        ("parquet", write_parquet(folder.path(), lines)),
    ] {
        let bytes = fs::metadata(&source).map_or(0, |data| data.len());
        let lake = folder.path().join(format!("lake-{format}"));
        let mut lake = Lake::create(&lake.to_string_lossy(), audit::BUCKETS).expect("a lake");
        let options = ImportOptions {
            threads: 2,
            scratch: Some(folder.path().to_owned()),
            ..ImportOptions::default()
        };
        let begin = Instant::now();
        let mut sources = base.clone();
        sources.push(source);
        let report = lake.import(&sources, &options, &|_| {}).expect("an import");
        let seconds = begin.elapsed().as_secs_f64();
        let rejected: u64 = report.tables.values().map(|table| table.rejected_rows()).sum();
        assert_eq!(rejected, 0, "{report}");
        println!(
            "{format:>8}: {lines} 行费用明细，{:.0} 兆字节，{seconds:.1} 秒，{:.0} 行/秒，内存峰值 {} 兆字节",
            bytes as f64 / 1e6,
            lines as f64 / seconds,
            peak_megabytes()
        );
    }
}

/// Peak of resident memory of this process so far.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

struct Line {
    number: usize,
    visit: usize,
    person: usize,
}

fn line(number: usize) -> Line {
    let visit = number / PER_VISIT;
    Line {
        number,
        visit,
        person: visit / PER_PERSON,
    }
}

fn begin(visit: usize) -> Moment {
    let start = Moment::parse("2025-01-01 08:00:00").expect("a date");
    start.plus_seconds((visit * 7919 % 31_000_000) as i64)
}

fn institution(visit: usize) -> String {
    format!("H990000{:05}", visit % 97)
}

fn write_base(folder: &Path, lines: usize) -> Vec<PathBuf> {
    let persons = folder.join("persons.csv");
    let mut out = BufWriter::new(File::create(&persons).expect("a file"));
    writeln!(out, "psn_no,gend,brdy,insutype,insuplc_admdvs").expect("room");
    for person in 0..=line(lines).person {
        writeln!(out, "99000000{person:012},{},1960-05-06,390,990000", person % 2 + 1).expect("room");
    }
    let visits = folder.join("encounters.csv");
    let mut out = BufWriter::new(File::create(&visits).expect("a file"));
    writeln!(out, "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime").expect("room");
    for visit in 0..=line(lines).visit {
        let (person, place, at) = (visit / PER_PERSON, institution(visit), begin(visit));
        writeln!(out, "M{visit:014},99000000{person:012},{place},11,{at},{at}").expect("room");
    }
    vec![persons, visits]
}

fn write_csv(folder: &Path, lines: usize) -> PathBuf {
    let path = folder.join("fee_lines.csv");
    let mut out = BufWriter::new(File::create(&path).expect("a file"));
    writeln!(
        out,
        "feedetl_sn,init_feedetl_sn,mdtrt_id,psn_no,fixmedins_code,drord_no,rxno,fee_ocur_time,fee_end_time,upld_time,\
         med_list_codg,medins_list_codg,medins_list_name,list_type,cnt,pric,det_item_fee_sumamt,fulamt_ownpay_amt,\
         bilg_dept_codg,bilg_dept_name,bilg_dr_codg,bilg_dr_name,sin_dos,used_frqu,prd_days,list_pric,purc_pric"
    )
    .expect("room");
    for number in 0..lines {
        let Line { number, visit, person } = line(number);
        let at = begin(visit).plus_seconds((number % PER_VISIT * 600) as i64);
        writeln!(
            out,
            "F{number:016},,M{visit:014},99000000{person:012},{},O{number:010},R{visit:012},{at},,{at},\
             XC09CAX070A00101{:07},L{:06},缬沙坦胶囊{:04},101,{}.0000,12.340000,{}.00,0.00,\
             {:04},心血管内科,D9900{:07},张医生,1.0000,2.0000,7,12.340000,",
            institution(visit),
            number % 5000,
            number % 5000,
            number % 5000,
            number % 5 + 1,
            (number % 5 + 1) * 12,
            visit % 40,
            visit % 400,
        )
        .expect("room");
    }
    path
}

fn write_parquet(folder: &Path, lines: usize) -> PathBuf {
    let folder = folder.join("parquet");
    fs::create_dir(&folder).expect("a folder");
    let path = folder.join("fee_lines.parquet");
    let mut writer = None;
    for start in (0..lines).step_by(GROUP_ROWS) {
        let batch = batch(start..lines.min(start + GROUP_ROWS));
        let writer = writer.get_or_insert_with(|| {
            ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None).expect("a writer")
        });
        writer.write(&batch).expect("room");
        writer.flush().expect("room");
    }
    if let Some(writer) = writer {
        writer.close().expect("room");
    }
    path
}

fn batch(numbers: std::ops::Range<usize>) -> RecordBatch {
    let rows: Vec<Line> = numbers.map(line).collect();
    let text = |of: &dyn Fn(&Line) -> String| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row))).collect::<StringArray>())
    };
    let decimal = |scale: i8, of: &dyn Fn(&Line) -> i128| -> ArrayRef {
        let values = Decimal128Array::from_iter_values(rows.iter().map(of));
        Arc::new(values.with_precision_and_scale(16, scale).expect("sixteen digits"))
    };
    let at: ArrayRef = Arc::new(TimestampSecondArray::from_iter_values(rows.iter().map(|row| {
        let at = begin(row.visit).plus_seconds((row.number % PER_VISIT * 600) as i64);
        at.epoch_seconds()
    })));
    RecordBatch::try_from_iter([
        ("feedetl_sn", text(&|row| format!("F{:016}", row.number))),
        ("mdtrt_id", text(&|row| format!("M{:014}", row.visit))),
        ("psn_no", text(&|row| format!("99000000{:012}", row.person))),
        ("fixmedins_code", text(&|row| institution(row.visit))),
        ("rxno", text(&|row| format!("R{:012}", row.visit))),
        ("fee_ocur_time", at.clone()),
        ("upld_time", at),
        (
            "med_list_codg",
            text(&|row| format!("XC09CAX070A00101{:07}", row.number % 5000)),
        ),
        (
            "medins_list_name",
            text(&|row| format!("缬沙坦胶囊{:04}", row.number % 5000)),
        ),
        ("list_type", text(&|_| "101".to_owned())),
        ("cnt", decimal(4, &|row| (row.number as i128 % 5 + 1) * 10_000)),
        ("pric", decimal(6, &|_| 12_340_000)),
        (
            "det_item_fee_sumamt",
            decimal(2, &|row| (row.number as i128 % 5 + 1) * 1_200),
        ),
        ("fulamt_ownpay_amt", decimal(2, &|_| 0)),
        ("bilg_dept_codg", text(&|row| format!("{:04}", row.visit % 40))),
        ("bilg_dept_name", text(&|_| "心血管内科".to_owned())),
        ("bilg_dr_codg", text(&|row| format!("D9900{:07}", row.visit % 400))),
        ("bilg_dr_name", text(&|_| "张医生".to_owned())),
        ("sin_dos", decimal(4, &|_| 10_000)),
        ("used_frqu", decimal(4, &|_| 20_000)),
        ("prd_days", decimal(0, &|_| 7)),
        ("list_pric", decimal(6, &|_| 12_340_000)),
    ])
    .expect("columns of one length")
}
