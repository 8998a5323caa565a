//! Workbooks: sheets with one header, which stands in the first row of each.

use super::cell::Cell;
use super::reason::Reason;
use super::row::{Bad, Origin, Row, Taker};
use crate::words::in_words;
use crate::{LakeError, SourceTable};
use calamine::{Data, ExcelDateTime, Reader, Xlsx, open_workbook};
use domain::Day;
use std::path::Path;
use std::sync::Arc;

const BLOCK_ROWS: usize = 4096;

/// Some rows of a sheet.
#[derive(Debug)]
pub(crate) struct Rows {
    pub table: SourceTable,
    layout: Arc<Vec<Option<usize>>>,
    /// row number of the first, in the book
    line: u32,
    rows: Vec<Vec<Data>>,
    /// dates are counted from 1904
    from_1904: bool,
}

/// The first sheet that has one.
struct Header {
    sheet: String,
    titles: Vec<String>,
    layout: Arc<Vec<Option<usize>>>,
}

/// More rows than a sheet can have. Rows of later sheets are numbered behind those of the earlier.
const SHEET_ROWS: u32 = 1 << 21;

/// The sheet, counted from one, and the row in it of a row of a book.
pub(crate) fn place_in_book(line: u32) -> (u32, u32) {
    (line / SHEET_ROWS + 1, line % SHEET_ROWS)
}

/// Cuts a book into blocks of rows. Sheets without a cell are none; others have the header of the first.
pub(crate) fn blocks(
    path: &Path,
    table: SourceTable,
    layout: impl Fn(&[String]) -> Result<Vec<Option<usize>>, String>,
    mut send: impl FnMut(Rows) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let failed = |reason: &str| LakeError::source(path, format!("工作簿无法读取：{reason}"));
    let mut book: Xlsx<_> = open_workbook(path).map_err(|error: calamine::XlsxError| failed(&in_words(&error)))?;
    let from_1904 = book.has_1904_epoch();
    let mut header: Option<Header> = None;
    for (number, name) in (0_u32..).zip(book.sheet_names()) {
        let sheet = match book.worksheet_range(&name) {
            Ok(sheet) => sheet,
            // Charts and the like have no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(failed(&in_words(&error))),
        };
        let first = sheet.start().map_or(0, |(row, _)| row);
        let mut rows = sheet.rows();
        let Some(titles) = rows.next() else {
            continue;
        };
        let titles: Vec<String> = titles.iter().map(|title| title.to_string().trim().to_owned()).collect();
        let layout = match &header {
            Some(known) if known.titles == titles => known.layout.clone(),
            Some(Header { sheet: known, .. }) => {
                return Err(LakeError::source(
                    path,
                    format!(
                        "工作表“{name}”的表头与工作表“{known}”不同：一个工作簿只放一个表，请删去多余的工作表或另存为单独的文件"
                    ),
                ));
            }
            None => {
                let layout = layout(&titles).map_err(|reason| LakeError::source(path, reason))?;
                let layout = Arc::new(layout);
                header = Some(Header {
                    sheet: name,
                    titles,
                    layout: layout.clone(),
                });
                layout
            }
        };
        let rows: Vec<&[Data]> = rows.collect();
        for (block, rows) in (0_u32..).zip(rows.chunks(BLOCK_ROWS)) {
            send(Rows {
                table,
                layout: layout.clone(),
                line: number * SHEET_ROWS + first + 2 + block * BLOCK_ROWS as u32,
                rows: rows.iter().map(|row| row.to_vec()).collect(),
                from_1904,
            })?;
        }
    }
    match header {
        Some(_) => Ok(()),
        None => Err(failed("没有数据")),
    }
}

/// The day 1970-01-01 in Excel's count, which begins on 1899-12-30.
const EPOCH_IN_EXCEL: f64 = 25_569.0;
/// What is less, Excel counts in a year 1900 with a 29 February.
const DAYS_OF_1900: f64 = 60.0;
/// Books made on old Macintoshes count from 1904-01-01.
const FROM_1904: f64 = 1_462.0;

/// A date of a sheet; without a time of day it is a day.
fn dated(time: &ExcelDateTime, from_1904: bool) -> Cell<'static> {
    let mut serial = time.as_f64();
    if from_1904 {
        serial += FROM_1904;
    } else if serial < DAYS_OF_1900 {
        // The day 0, which Excel shows as 1900-01-00, is as empty as the one after it.
        serial = serial.max(1.0) + 1.0;
    }
    let seconds = ((serial - EPOCH_IN_EXCEL) * 86_400.0).round() as i64;
    let moment = Day::from_epoch_days(0).start().plus_seconds(seconds);
    match seconds.rem_euclid(86_400) {
        0 => Cell::Day(moment.day()),
        _ => Cell::Moment(moment),
    }
}

struct SheetRow<'r> {
    cells: &'r [Data],
    layout: &'r [Option<usize>],
    from_1904: bool,
}

impl Row for SheetRow<'_> {
    fn cell(&self, field: usize) -> Cell<'_> {
        let place = self.layout.get(field).copied().flatten();
        match place.and_then(|place| self.cells.get(place)) {
            // Rows with errors in their cells are refused before they are read.
            None | Some(Data::Empty | Data::Error(_)) => Cell::Empty,
            Some(Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text)) => match text.as_str() {
                "" => Cell::Empty,
                text => Cell::Text(text),
            },
            Some(Data::Float(number)) => Cell::Float(*number),
            Some(Data::Int(number)) => Cell::Whole(*number),
            Some(Data::Bool(flag)) => Cell::Whole(i64::from(*flag)),
            Some(Data::DateTime(time)) => dated(time, self.from_1904),
        }
    }

    fn has(&self, field: usize) -> bool {
        self.layout.get(field).copied().flatten().is_some()
    }
}

impl SheetRow<'_> {
    /// The first field whose formula has failed, and what the cell shows.
    fn failed(&self) -> Option<(usize, String)> {
        let places = self.layout.iter().enumerate();
        places
            .filter_map(|(field, place)| Some((field, self.cells.get((*place)?)?)))
            .find_map(|(field, cell)| match cell {
                Data::Error(error) => Some((field, error.to_string())),
                _ => None,
            })
    }
}

impl Rows {
    /// Reads the rows; empty ones at the end of a sheet are none.
    pub fn read<T: Taker>(&self, file: u32, taker: &mut T) -> Result<(), LakeError> {
        for (number, cells) in self.rows.iter().enumerate() {
            if cells.iter().all(|cell| matches!(cell, Data::Empty)) {
                continue;
            }
            let line = self.line.saturating_add(number as u32);
            let row = SheetRow {
                cells,
                layout: &self.layout,
                from_1904: self.from_1904,
            };
            let origin = Origin { file, line };
            match row.failed() {
                None => taker.take(self.table, origin, &row)?,
                Some((field, value)) => {
                    let bad = Bad {
                        field: self.table.fields().get(field).map_or("", |field| field.name),
                        value,
                        reason: Reason::Formula,
                    };
                    taker.refuse(self.table, origin, bad);
                }
            }
        }
        Ok(())
    }
}
