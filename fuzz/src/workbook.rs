//! 知识点附件 · Bytes that claim to be a published workbook or its transcription.
//!
//! Reading never panics, and what was read can be written as a table that holds
//! it: merging the same rows again changes nothing.
//!
//! Bytes are tried as they are. Because hardly any mutation of a compressed file
//! is a file, text is tried in another form too: `%%% file name` in the first line,
//! then a CSV, or, for a name in `.xlsx`, sheets of tab-separated cells, each
//! after a line `%% sheet name`; these are packed into a workbook first.

use domain::Day;
use rulebook::workbook::{Defaults, KnowledgeRow, limits, merge_csv, read, remark};

/// Under these names bytes are tried as they are.
const NAMES: [&str; 3] = [
    "【第八批-1】项目规则库（限定频次）.xlsx",
    "药品限性别.xlsx",
    "nrdl_2023.csv",
];

/// Tries the bytes; gives how many rows were read.
pub fn run(bytes: &[u8]) -> usize {
    let written = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.strip_prefix("%%% ")?.split_once('\n'));
    let rows = match written {
        Some((name, sheets)) if name.to_lowercase().ends_with(".xlsx") => import(name, &pack(sheets)),
        Some((name, csv)) => import(name, csv.as_bytes()),
        None => NAMES.iter().map(|name| import(name, bytes)).sum(),
    };
    let first = std::str::from_utf8(bytes).ok().and_then(|text| text.lines().next());
    if let Some(text) = first {
        let _ = remark::parse(text);
        let _ = (
            limits::ages(text),
            limits::age_of_group(text),
            limits::level(text),
            limits::visits(text),
        );
        let _ = (limits::sex(text), limits::course(text), limits::days(text));
        let _ = (limits::age_limit(text), limits::course_scope(text));
    }
    rows
}

fn import(name: &str, bytes: &[u8]) -> usize {
    let mut rows = 0;
    let day = Day::from_epoch_days(20_500);
    for published in [None, Some(day)] {
        match read(name, bytes, &Defaults { published, loaded: day }) {
            Ok(import) => {
                for table in &import.tables {
                    assert!(!table.rows.is_empty(), "an empty table");
                    merged(&table.rows);
                    rows += table.rows.len();
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    rows
}

fn merged(rows: &[KnowledgeRow]) {
    let (csv, first) = merge_csv("", rows).expect("rows of an import make a table");
    assert_eq!(first.added + first.unchanged + first.conflicts.len(), rows.len());
    let (again, second) = merge_csv(&csv, rows).expect("a table that was written is readable");
    assert_eq!(second.added, 0, "rows were added twice");
    assert_eq!(second.conflicts, first.conflicts, "merging again finds other conflicts");
    assert_eq!(again, csv, "merging twice changes the table");
}

/// A workbook of sheets of text, its parts stored without compression.
pub fn pack(sheets: &str) -> Vec<u8> {
    let mut pages: Vec<(String, String)> = Vec::new();
    for line in sheets.lines() {
        if let Some(name) = line.strip_prefix("%% ") {
            pages.push((name.to_owned(), String::new()));
            continue;
        }
        if pages.is_empty() {
            pages.push(("Sheet1".to_owned(), String::new()));
        }
        if let Some((_, rows)) = pages.last_mut() {
            rows.push_str("<row>");
            for cell in line.split('\t') {
                rows.push_str(&format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(cell)));
            }
            rows.push_str("</row>");
        }
    }
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut listed, mut related) = (String::new(), String::new());
    let mut parts = Vec::new();
    for (number, (name, rows)) in (1..).zip(&pages) {
        listed.push_str(&format!(
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"/>",
            escaped(name)
        ));
        related.push_str(&format!(
            "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/s{number}.xml\"/>"
        ));
        let sheet = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/s{number}.xml"), sheet));
    }
    let root = format!("<Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>"),
    ));
    for (path, relations) in [("_rels/.rels", &root), ("xl/_rels/workbook.xml.rels", &related)] {
        let part = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>");
        parts.push((path.to_owned(), part));
    }
    stored(&parts)
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|ch| match ch {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            ch if ch.is_control() => " ".to_owned(),
            ch => ch.to_string(),
        })
        .collect()
}

/// A ZIP file of stored parts.
fn stored(parts: &[(String, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let offset = (out.len() as u32).to_le_bytes();
        let (name_length, length) = ((name.len() as u16).to_le_bytes(), (text.len() as u32).to_le_bytes());
        // Version 2.0, no flags, stored, midnight of 1980-01-01.
        let mut entry = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0].to_vec();
        for field in [
            &crc32(text.as_bytes()).to_le_bytes()[..],
            &length,
            &length,
            &name_length,
            &[0, 0],
        ] {
            entry.extend_from_slice(field);
        }
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&entry);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(text.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&entry);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset);
        directory.extend_from_slice(name.as_bytes());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (at, length) = ((out.len() as u32).to_le_bytes(), (directory.len() as u32).to_le_bytes());
    out.append(&mut directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    for field in [&count[..], &count, &length, &at, &[0, 0]] {
        out.extend_from_slice(field);
    }
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
