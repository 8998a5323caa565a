//! Knowledge tables as CSV: writing rows, and adding a new batch to a table
//! without touching what is already in it.

use super::{ImportError, Rejected};
use crate::lines::line_of_error;
use crate::source::SourceFile;
use crate::table::Table;
use domain::Day;
use hashbrown::HashMap;

/// One knowledge point as a row of a table; the columns of `docs/rule-language.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeRow {
    /// 知识点 · number, unique within its table and stable over imports
    pub id: String,
    /// 名称
    pub name: String,
    /// 编码 · exact codes, or `名:…` where no code is known
    pub codes: Vec<String>,
    /// 依据 · the wording as published
    pub basis: String,
    /// 来源 · file and row
    pub source: String,
    /// 批次
    pub batch: String,
    /// 施行 · first day on which it counts
    pub from: Day,
    /// 失效 · first day on which it no longer counts
    pub until: Option<Day>,
    /// 载入 · when it entered the library
    pub loaded: Day,
    /// 标注
    pub mark: String,
    /// the columns of its table beyond the common ones
    pub own: Vec<(&'static str, String)>,
}

const COMMON: [&str; 10] = [
    "知识点",
    "名称",
    "编码",
    "依据",
    "来源",
    "批次",
    "施行",
    "失效",
    "载入",
    "标注",
];
/// 载入 says when a row came in, not what it says; it never makes two rows differ.
const LOADED: &str = "载入";

impl KnowledgeRow {
    /// The row as one that does not come in.
    pub fn refused(&self, field: &'static str, reason: String) -> Rejected {
        let (sheet, row) = place_of(&self.source);
        Rejected {
            sheet: sheet.to_owned(),
            row,
            field,
            reason,
            text: self.name.clone(),
        }
    }

    fn field(&self, column: &str) -> String {
        match column {
            "知识点" => self.id.clone(),
            "名称" => self.name.clone(),
            "编码" => self.codes.join("|"),
            "依据" => self.basis.clone(),
            "来源" => self.source.clone(),
            "批次" => self.batch.clone(),
            "施行" => self.from.to_string(),
            "失效" => self.until.map(|day| day.to_string()).unwrap_or_default(),
            LOADED => self.loaded.to_string(),
            "标注" => self.mark.clone(),
            other => self
                .own
                .iter()
                .find(|(name, _)| *name == other)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
        }
    }
}

/// Where 来源 says that a row stands: the attachment and sheet, and the row.
fn place_of(source: &str) -> (&str, u32) {
    let place = source.rsplit_once(" 第").and_then(|(sheet, row)| {
        let row = row.strip_suffix('行')?.parse().ok()?;
        Some((sheet, row))
    });
    place.unwrap_or((source, 0))
}

/// What adding rows to a table did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// rows appended
    pub added: usize,
    /// rows that were there already
    pub unchanged: usize,
    /// 知识点 whose published content differs from the row already there; the
    /// old row is kept, a person must decide
    pub conflicts: Vec<String>,
    /// 知识点 of rows already there that the added rows end from their first day on
    pub superseded: Vec<String>,
}

/// Writes rows as a knowledge table.
pub fn to_csv(rows: &[KnowledgeRow]) -> String {
    let header = header_with(COMMON.iter().map(|column| (*column).to_owned()).collect(), rows);
    let records = rows
        .iter()
        .map(|row| header.iter().map(|column| row.field(column)).collect());
    write(&header, records)
}

/// Appends rows to a table. A row whose 知识点 is already there is not added
/// again, so importing one file twice changes nothing.
///
/// # Errors
/// [`ImportError::Table`] if the existing text is no knowledge table.
pub fn merge_csv(existing: &str, rows: &[KnowledgeRow]) -> Result<(String, MergeReport), ImportError> {
    if existing.trim().is_empty() {
        return merge_into(
            existing,
            COMMON.iter().map(|column| (*column).to_owned()).collect(),
            Vec::new(),
            rows,
        );
    }
    let text = existing.trim_start_matches('\u{feff}');
    let damaged = |error: csv::Error| {
        let line = line_of_error(text, &error);
        ImportError::Table(format!("第 {line} 行的列数与表头不同，或引号、编码有误"))
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map_err(damaged)?.iter().map(str::to_owned).collect();
    if header.first().map(String::as_str) != Some("知识点") {
        return Err(ImportError::Table("第一列不是“知识点”".to_owned()));
    }
    let mut records = Vec::new();
    for record in reader.records() {
        records.push(record.map_err(damaged)?.iter().map(str::to_owned).collect());
    }
    merge_into(existing, header, records, rows)
}

fn merge_into(
    existing: &str,
    header: Vec<String>,
    mut records: Vec<Vec<String>>,
    rows: &[KnowledgeRow],
) -> Result<(String, MergeReport), ImportError> {
    let old_width = header.len();
    let header = header_with(header, rows);
    for record in &mut records {
        record.resize(header.len().max(old_width), String::new());
    }
    let mut by_id: HashMap<String, usize> = records
        .iter()
        .enumerate()
        .filter_map(|(i, record)| Some((record.first()?.clone(), i)))
        .collect();
    let mut report = MergeReport::default();
    for row in rows {
        let fields: Vec<String> = header.iter().map(|column| row.field(column)).collect();
        match by_id.get(&row.id).and_then(|i| records.get(*i)) {
            None => {
                by_id.insert(row.id.clone(), records.len());
                records.push(fields);
                report.added += 1;
            }
            Some(old) if same_content(&header, old, &fields) => report.unchanged += 1,
            Some(_) => report.conflicts.push(row.id.clone()),
        }
    }
    let merged = write(&header, records.into_iter());
    if report.added > 0 && !existing.trim().is_empty() {
        report.superseded = superseded(existing, &merged);
    }
    Ok((merged, report))
}

/// Rows of a table that end earlier once others stand beside them, as the library reads both.
fn superseded(existing: &str, merged: &str) -> Vec<String> {
    let read = |text: &str| {
        let source = SourceFile {
            path: "national/knowledge/merged.csv".to_owned(),
            text: text.to_owned(),
        };
        let mut table = Table::parse(&source, &mut Vec::new())?;
        table.supersede();
        Some(table)
    };
    let (Some(before), Some(after)) = (read(existing), read(merged)) else {
        return Vec::new();
    };
    let ends: HashMap<&str, Option<Day>> = after.rows().map(|row| (row.id(), row.span().to)).collect();
    let ended = before
        .rows()
        .filter(|row| ends.get(row.id()).is_some_and(|to| *to != row.span().to));
    ended.map(|row| row.id().to_owned()).collect()
}

fn same_content(header: &[String], old: &[String], new: &[String]) -> bool {
    header
        .iter()
        .zip(old.iter().zip(new))
        .all(|(column, (a, b))| column == LOADED || a == b)
}

fn header_with(mut header: Vec<String>, rows: &[KnowledgeRow]) -> Vec<String> {
    for (column, _) in rows.iter().flat_map(|row| &row.own) {
        if !header.iter().any(|seen| seen == column) {
            header.push((*column).to_owned());
        }
    }
    header
}

fn write(header: &[String], records: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::new();
    for record in std::iter::once(header.to_vec()).chain(records) {
        let fields: Vec<String> = record.iter().map(|field| quoted(field)).collect();
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    out
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, basis: &str, loaded: i32) -> KnowledgeRow {
        KnowledgeRow {
            id: id.to_owned(),
            name: "阿帕他胺片".to_owned(),
            codes: vec!["X1".to_owned(), "X2".to_owned()],
            basis: basis.to_owned(),
            source: "甲.xlsx 第2行".to_owned(),
            batch: "第一批".to_owned(),
            from: Day::from_epoch_days(20_000),
            until: None,
            loaded: Day::from_epoch_days(loaded),
            mark: String::new(),
            own: vec![("限定", "男".to_owned())],
        }
    }

    #[test]
    fn merging_is_idempotent_and_appends() {
        let first = to_csv(&[row("b01-0001", "限男性, \"甲\"", 20_100)]);
        let (again, report) = merge_csv(&first, &[row("b01-0001", "限男性, \"甲\"", 20_200)]).unwrap();
        assert_eq!(again, first);
        assert_eq!((report.added, report.unchanged), (0, 1));
        let (more, report) = merge_csv(&first, &[row("b02-0001", "限", 20_200)]).unwrap();
        assert!(more.starts_with(&first));
        assert_eq!((report.added, more.lines().count()), (1, 3));
    }

    #[test]
    fn changed_content_under_an_old_number_is_kept_and_reported() {
        let first = to_csv(&[row("b01-0001", "旧", 20_100)]);
        let (again, report) = merge_csv(&first, &[row("b01-0001", "新", 20_100)]).unwrap();
        assert_eq!(again, first);
        assert_eq!(report.conflicts, ["b01-0001"]);
    }

    #[test]
    fn what_the_new_rows_will_end_is_told() {
        let first = to_csv(&[row("b01-0001", "旧", 20_100)]);
        let later = KnowledgeRow {
            batch: "2026年1月修订".to_owned(),
            from: Day::from_epoch_days(20_300),
            ..row("r202601-0001", "新", 20_300)
        };
        let (merged, report) = merge_csv(&first, std::slice::from_ref(&later)).unwrap();
        assert_eq!(report.superseded, ["b01-0001"]);
        assert!(merge_csv(&merged, &[later]).unwrap().1.superseded.is_empty());
        let added = KnowledgeRow {
            batch: "第二批".to_owned(),
            from: Day::from_epoch_days(20_300),
            codes: vec!["X3".to_owned()],
            ..row("b02-0001", "另", 20_300)
        };
        assert!(merge_csv(&first, &[added]).unwrap().1.superseded.is_empty());
    }

    #[test]
    fn an_empty_table_is_started_and_a_foreign_one_refused() {
        let rows = [row("b01-0001", "旧", 20_100)];
        assert_eq!(merge_csv("", &rows).unwrap().0, to_csv(&rows));
        assert!(merge_csv("甲,乙\n1,2\n", &rows).is_err());
    }
}
