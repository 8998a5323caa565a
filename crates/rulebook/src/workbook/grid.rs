//! Workbooks as plain grids of text, read within bounds.

use super::ImportError;
use super::archive;
use super::wording;
use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Most rows taken from one file.
pub(super) const ROWS_MAX: usize = 500_000;
/// Most columns of one sheet.
pub(super) const COLUMNS_MAX: usize = 64;
/// Most sheets of one workbook.
const SHEETS_MAX: usize = 32;
/// Whole numbers beyond this are not exact in a numeric cell.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// One row with the number a spreadsheet shows for it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub number: u32,
    /// texts of the cells from the first column on
    pub cells: Vec<String>,
    /// cells whose text has line breaks (Alt+Enter), as they stand: column and text
    pub lines: Vec<(usize, String)>,
}

/// One sheet; blank rows are left out.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub name: String,
    /// hidden by its author: a draft or an older state, never read
    pub hidden: bool,
    pub rows: Vec<Row>,
}

impl Row {
    /// The text of a cell with its line breaks, where they part one thing from the next.
    pub(super) fn with_lines(&self, column: usize) -> &str {
        let broken = self.lines.iter().find(|(at, _)| *at == column).map(|(_, text)| text);
        broken.or_else(|| self.cells.get(column)).map_or("", String::as_str)
    }

    /// Cells with content, joined for reports.
    pub(super) fn text(&self) -> String {
        let parts: Vec<&str> = self
            .cells
            .iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        parts.join(" ")
    }

    /// How many cells have content.
    pub(super) fn filled(&self) -> usize {
        self.cells.iter().filter(|text| !text.is_empty()).count()
    }
}

/// Reads every sheet. Damage of any kind, including what makes the reading
/// library itself give up, is an [`ImportError::Unreadable`].
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ImportError> {
    archive::inspect(bytes).map_err(ImportError::Unreadable)?;
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes)))
        .unwrap_or_else(|_| Err(ImportError::Unreadable("工作簿内部结构损坏".to_owned())))
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, ImportError> {
    let unreadable = |error: calamine::XlsxError| ImportError::Unreadable(format!("不是可读的 xlsx 工作簿（{error}）"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let known = book.sheets_metadata().to_vec();
    if known.len() > SHEETS_MAX {
        return Err(ImportError::TooLarge(format!(
            "工作表 {} 张，超过 {SHEETS_MAX} 张",
            known.len()
        )));
    }
    let mut total = 0;
    let mut sheets = Vec::with_capacity(known.len());
    for sheet in known {
        let (name, hidden) = (sheet.name, sheet.visible != SheetVisible::Visible);
        if hidden {
            sheets.push(Sheet {
                name,
                hidden,
                rows: Vec::new(),
            });
            continue;
        }
        let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
        let mut rows: Vec<Row> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let written = text_of(cell.get_value());
            let text = wording::verbatim(&written);
            if text.is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column >= COLUMNS_MAX {
                return Err(ImportError::TooLarge(format!("工作表“{name}”超过 {COLUMNS_MAX} 列")));
            }
            let number = row.saturating_add(1);
            if rows.last().is_none_or(|last| last.number != number) {
                total += 1;
                if total > ROWS_MAX {
                    return Err(ImportError::TooLarge(format!("超过 {ROWS_MAX} 行")));
                }
                rows.push(Row {
                    number,
                    cells: Vec::new(),
                    lines: Vec::new(),
                });
            }
            if let Some(last) = rows.last_mut() {
                if written.trim().contains(['\n', '\r']) {
                    last.lines.push((column, written));
                }
                if last.cells.len() <= column {
                    last.cells.resize(column + 1, String::new());
                }
                if let Some(slot) = last.cells.get_mut(column) {
                    *slot = text;
                }
            }
        }
        sheets.push(Sheet { name, hidden, rows });
    }
    Ok(sheets)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < EXACT_MAX => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
