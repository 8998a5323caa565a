//! Sheets as offices keep them: xlsx or CSV, with a title above the heads, in any order of columns. What
//! can be read is read, what cannot is handed back with its line, its column and the reason.

use crate::Problem;
use crate::written::short;
use axum::Json;
use calamine::{Data, Reader, Xlsx};
use domain::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Cursor;
use utoipa::{IntoParams, ToSchema};

/// Rows of one sheet at most.
const ROWS: usize = 20_000;

/// How far down the heads are looked for.
const TITLE_ROWS: usize = 10;

/// Good rows that are shown before they are taken.
const SHOWN: usize = 20;

/// 列 · one column that a list is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// the name by which a mapping knows it
    pub(crate) field: &'static str,
    /// the head that our own templates have
    pub(crate) zh: &'static str,
    /// other heads that offices use
    pub(crate) also: &'static [&'static str],
    pub(crate) required: bool,
}

impl Column {
    /// A column without which a sheet cannot be read.
    pub(crate) const fn required(field: &'static str, zh: &'static str, also: &'static [&'static str]) -> Self {
        Self {
            field,
            zh,
            also,
            required: true,
        }
    }

    /// A column that a sheet may have.
    pub(crate) const fn optional(field: &'static str, zh: &'static str, also: &'static [&'static str]) -> Self {
        Self {
            required: false,
            ..Self::required(field, zh, also)
        }
    }
}

/// How a sheet is taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Taking {
    /// which head stands for a field where the heads do not say it: `field=head;field=head`
    columns: Option<String>,
    /// take the good rows; otherwise the sheet is only looked at
    #[serde(default)]
    take: bool,
}

/// 一行 of a sheet, by fields.
#[derive(Debug)]
pub(crate) struct Cells<'s> {
    line: usize,
    places: &'s BTreeMap<&'static str, usize>,
    cells: &'s [String],
}

impl Cells<'_> {
    /// What stands in the column; empty where the sheet has no such column.
    pub(crate) fn of(&self, field: &str) -> &str {
        let place = self.places.get(field);
        place
            .and_then(|place| self.cells.get(*place))
            .map_or("", |cell| cell.trim())
    }

    /// The line of the sheet, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// The day that a text of the column is.
    pub(crate) fn as_day(&self, field: &'static str, text: &str) -> Result<Day, Reject> {
        Day::parse(text).map_err(|_| self.reject(field, "不是日期，请写成2026-11-24。"))
    }

    /// A refusal of this row.
    pub(crate) fn reject(&self, field: &'static str, reason: impl Into<String>) -> Reject {
        Reject {
            line: self.line,
            field: field.to_owned(),
            found: short(self.of(field)),
            reason: reason.into(),
        }
    }
}

/// 退回的行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Reject {
    /// line of the sheet, from 1
    line: usize,
    field: String,
    /// what stands there
    found: String,
    reason: String,
}

/// 列的对应
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Mapped {
    field: &'static str,
    zh: &'static str,
    required: bool,
    /// the head in the sheet; absent where there is none
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
}

/// 导入预览 · what a sheet holds, before or after it is taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// all heads of the sheet
    heads: Vec<String>,
    columns: Vec<Mapped>,
    /// rows that can be taken
    good: usize,
    /// the first of them
    rows: Vec<Vec<String>>,
    rejects: Vec<Reject>,
    /// the good rows were taken
    taken: bool,
}

/// A sheet that was read: the good rows, and what a page shows of it.
pub(crate) struct Sheet<T> {
    good: Vec<T>,
    preview: Preview,
    /// to be taken, not only looked at
    take: bool,
}

impl<T> Sheet<T> {
    /// Has the good rows kept where the sheet is to be taken, and shows what became of it.
    ///
    /// # Errors
    /// What keeping them comes to.
    pub(crate) async fn settle(
        mut self,
        keep: impl AsyncFnOnce(&[T]) -> Result<(), Problem>,
    ) -> Result<Json<Preview>, Problem> {
        if self.take {
            keep(&self.good).await?;
            self.preview.taken = true;
        }
        Ok(Json(self.preview))
    }
}

impl Taking {
    /// Reads a sheet.
    ///
    /// # Errors
    /// [`Problem`] for a file that is no sheet, and for a required column that is not there.
    pub(crate) fn read<T>(
        &self,
        content: &[u8],
        columns: &'static [Column],
        row_of: impl Fn(&Cells<'_>) -> Result<T, Reject>,
    ) -> Result<Sheet<T>, Problem> {
        let table = table(content)?;
        let chosen = self.columns.as_deref().unwrap_or_default();
        let chosen: BTreeMap<&str, &str> = chosen.split(';').filter_map(|pair| pair.split_once('=')).collect();
        let (at, places) = heads(&table, columns, &chosen)?;
        let heads = table.get(at).cloned().unwrap_or_default();
        let (mut good, mut rows, mut rejects) = (Vec::new(), Vec::new(), Vec::new());
        for (place, cells) in table.iter().enumerate().skip(at + 1) {
            let cells = Cells {
                line: place + 1,
                places: &places,
                cells,
            };
            if cells.cells.iter().all(|cell| cell.trim().is_empty()) || is_total(&cells) {
                continue;
            }
            let empty = columns
                .iter()
                .find(|column| column.required && cells.of(column.field).is_empty());
            let read = match empty {
                Some(column) => Err(cells.reject(column.field, format!("没有填写{}。", column.zh))),
                None => row_of(&cells),
            };
            match read {
                Ok(row) => {
                    if rows.len() < SHOWN {
                        rows.push(columns.iter().map(|column| short(cells.of(column.field))).collect());
                    }
                    good.push(row);
                }
                Err(reject) => rejects.push(reject),
            }
        }
        let columns = columns.iter().map(|column| Mapped {
            field: column.field,
            zh: column.zh,
            required: column.required,
            head: places.get(column.field).and_then(|place| heads.get(*place)).cloned(),
        });
        Ok(Sheet {
            take: self.take,
            preview: Preview {
                columns: columns.collect(),
                heads,
                good: good.len(),
                rows,
                rejects,
                taken: false,
            },
            good,
        })
    }
}

/// The row of sums that offices write below their lists.
fn is_total(cells: &Cells<'_>) -> bool {
    let first = cells.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
    let compact: String = first
        .unwrap_or_default()
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .collect();
    matches!(compact.as_str(), "合计" | "总计" | "小计")
}

/// The row of the heads, and where each field stands.
fn heads(
    table: &[Vec<String>],
    columns: &'static [Column],
    chosen: &BTreeMap<&str, &str>,
) -> Result<(usize, BTreeMap<&'static str, usize>), Problem> {
    let found = |row: &Vec<String>| -> BTreeMap<&'static str, usize> {
        let place_of = |column: &Column| {
            let place = |wanted: &str| row.iter().position(|head| plain(head) == plain(wanted));
            match chosen.get(column.field) {
                Some(head) => place(head),
                None => place(column.zh).or_else(|| column.also.iter().find_map(|head| place(head))),
            }
        };
        let placed = |column: &Column| place_of(column).map(|place| (column.field, place));
        columns.iter().filter_map(placed).collect()
    };
    let rows = table.iter().take(TITLE_ROWS).map(found).enumerate();
    // The row that has the most of them; of several the first.
    let best = rows.rev().max_by_key(|(_, places)| places.len());
    let (at, places) = best.ok_or_else(|| Problem::input("file", "表中没有内容。请选择有数据的工作表。"))?;
    let missing: Vec<&str> = columns
        .iter()
        .filter(|column| column.required && !places.contains_key(column.field))
        .map(|column| column.zh)
        .collect();
    match missing.is_empty() {
        true => Ok((at, places)),
        false => {
            let detail = format!(
                "没有找到列：{}。请按模板的列名填写，或者指明对应的列。",
                missing.join("、")
            );
            Err(Problem::input("columns", detail))
        }
    }
}

/// A head without what offices add to it: blanks, line breaks, units in parentheses.
fn plain(head: &str) -> String {
    let before = head.split(['（', '(']).next().unwrap_or(head);
    before.chars().filter(|ch| !ch.is_whitespace()).collect()
}

fn table(content: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let rows = match content.starts_with(b"PK") {
        true => workbook(content)?,
        false => text(content)?,
    };
    match rows.len() > ROWS + TITLE_ROWS {
        true => Err(Problem::input(
            "file",
            format!("一次最多导入{ROWS}行。请分成几个文件。"),
        )),
        false => Ok(rows),
    }
}

fn workbook(content: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let wrong = |error: calamine::XlsxError| {
        Problem::input("file", format!("不是可以读取的xlsx文件：{error}。请另存为xlsx后再试。"))
    };
    let mut workbook = Xlsx::new(Cursor::new(content)).map_err(wrong)?;
    let first = workbook.worksheet_range_at(0);
    let range = first
        .ok_or_else(|| Problem::input("file", "文件里没有工作表。"))?
        .map_err(wrong)?;
    Ok(range.rows().map(|row| row.iter().map(cell).collect()).collect())
}

/// A cell as people see it; whole numbers without the decimals that the file gives them.
fn cell(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match (hour, minute) {
                (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:00"),
            }
        }
        other => other.to_string(),
    }
}

fn text(content: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let (decoded, _, broken) = match std::str::from_utf8(content) {
        Ok(_) => encoding_rs::UTF_8.decode(content),
        Err(_) => encoding_rs::GB18030.decode(content),
    };
    if broken || decoded.contains('\0') {
        return Err(Problem::input(
            "file",
            "文件不是xlsx，也不是UTF-8或者GB18030的CSV。请另存后再试。",
        ));
    }
    let head = decoded.lines().next().unwrap_or_default();
    let delimiter = if head.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(decoded.as_bytes());
    reader
        .records()
        .map(|record| match record {
            Ok(record) => Ok(record.iter().map(str::to_owned).collect()),
            Err(error) => Err(Problem::input("file", format!("CSV文件有一行不能读取：{error}。"))),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column {
            field: "code",
            zh: "人员编号",
            also: &["工号"],
            required: true,
        },
        Column {
            field: "name",
            zh: "姓名",
            also: &[],
            required: true,
        },
        Column {
            field: "note",
            zh: "备注",
            also: &[],
            required: false,
        },
    ];

    fn read_names(content: &[u8], chosen: &str) -> Result<Sheet<String>, Problem> {
        let taking = Taking {
            columns: Some(chosen.to_owned()),
            take: false,
        };
        taking.read(content, COLUMNS, |cells| match cells.of("name") {
            "坏" => Err(cells.reject("name", "不收。")),
            name => Ok(format!("{}:{name}", cells.of("code"))),
        })
    }

    #[test]
    fn titles_units_sums_and_the_order_of_columns_do_not_matter() {
        let sheet = read_names(
            "某院人员表\n姓名（必填）,工号\n甲,1\n坏,2\n,3\n合计,\n , \n".as_bytes(),
            "",
        )
        .unwrap();
        assert_eq!(sheet.good, ["1:甲"]);
        let found: Vec<_> = sheet
            .preview
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.field.as_str()))
            .collect();
        assert_eq!(found, [(4, "name"), (5, "name")]);
    }

    #[test]
    fn a_mapping_names_heads_that_say_nothing_themselves() {
        assert!(read_names(b"A,B\n1,x\n", "").is_err());
        assert_eq!(read_names(b"A,B\n1,x\n", "code=A;name=B").unwrap().good, ["1:x"]);
    }

    #[test]
    fn gb18030_is_read_and_what_is_no_sheet_is_refused() {
        let (content, ..) = encoding_rs::GB18030.encode("工号\t姓名\n7\t乙\n");
        assert_eq!(read_names(&content, "").unwrap().good, ["7:乙"]);
        for content in [b"\xff\xfe\0\0".as_slice(), b"PK\x03\x04nothing", b""] {
            assert_eq!(read_names(content, "").err().unwrap().code(), "WB-INPUT");
        }
    }
}
