//! 表头 · what a first row is that is no heading.

use super::{COMMON_COLUMNS, is_known_column};
use crate::nearest::nearest;

/// How much of a first row that is no heading is told.
const HEADING_CHARS_MAX: usize = 100;

/// Rows above the heading that are looked through for it.
pub(super) const TITLE_ROWS_MAX: usize = 9;

/// What else than commas people put between cells.
const OTHER_SEPARATORS: [(char, &str); 4] = [('\t', "制表符"), (';', "分号"), ('；', "全角分号"), ('，', "全角逗号")];

/// Why a first row is not the heading of a table, and what to do; `below` is the line of the row that is.
pub(super) fn unheaded(required: &'static str, headers: &[String], below: Option<usize>) -> (String, String) {
    if headers.iter().all(String::is_empty) && below.is_none() {
        return ("文件是空的".into(), "写表头和知识行，或删去这个文件".into());
    }
    let separates = |mark: char| {
        headers
            .iter()
            .any(|cell| cell.split(mark).any(|part| part.trim() == COMMON_COLUMNS[0]))
    };
    let separator = OTHER_SEPARATORS
        .iter()
        .find(|(mark, _)| headers.iter().any(|cell| cell.contains(*mark)) && separates(*mark));
    if let Some((_, name)) = separator {
        return (
            format!("各列以{name}分隔"),
            "改用半角逗号分隔：另存为 CSV（逗号分隔）".into(),
        );
    }
    let said: String = headers
        .iter()
        .filter(|cell| !cell.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("、");
    let said: String = said.chars().take(HEADING_CHARS_MAX).collect();
    if let Some(line) = below {
        return (
            format!("第一行不是列名：{said}；列名在第 {line} 行"),
            "删去列名以上的各行".into(),
        );
    }
    let unknown = headers
        .iter()
        .filter(|cell| !COMMON_COLUMNS.contains(&cell.as_str()) && !is_known_column(cell));
    let renamed = unknown
        .into_iter()
        .find(|cell| nearest(cell, std::iter::once(required)).is_some());
    match renamed {
        Some(own) => (
            format!("缺少列“{required}”"),
            format!("是否为列“{own}”？改名为“{required}”"),
        ),
        None => (
            format!("缺少列“{required}”，读到的列：{said}"),
            "补上该列后重新载入".into(),
        ),
    }
}
