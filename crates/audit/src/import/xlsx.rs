//! Workbooks: the first sheet, header in its first row.

use super::cell::Cell;
use super::row::{Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use calamine::{Data, Reader, Xlsx, open_workbook};
use domain::Day;
use std::path::Path;
use std::sync::Arc;

const BLOCK_ROWS: usize = 4096;

/// Some rows of a sheet.
#[derive(Debug)]
pub(crate) struct Rows {
    pub table: SourceTable,
    layout: Arc<Vec<Option<usize>>>,
    /// row number of the first
    line: u32,
    rows: Vec<Vec<Data>>,
}

/// Cuts the first sheet into blocks of rows.
pub(crate) fn blocks(
    path: &Path,
    table: SourceTable,
    layout: impl Fn(&[String]) -> Result<Vec<Option<usize>>, String>,
    mut send: impl FnMut(Rows) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let failed = |error: &dyn std::fmt::Display| LakeError::source(path, format!("工作簿无法读取：{error}"));
    let mut book: Xlsx<_> = open_workbook(path).map_err(|error: calamine::XlsxError| failed(&error))?;
    let sheet = book
        .worksheet_range_at(0)
        .ok_or_else(|| failed(&"没有工作表"))?
        .map_err(|error| failed(&error))?;
    let first = sheet.start().map_or(0, |(row, _)| row);
    let mut rows = sheet.rows();
    let titles: Vec<String> = rows
        .next()
        .ok_or_else(|| failed(&"第一个工作表是空的"))?
        .iter()
        .map(ToString::to_string)
        .collect();
    let layout = Arc::new(layout(&titles).map_err(|reason| LakeError::source(path, reason))?);
    let rows: Vec<&[Data]> = rows.collect();
    for (number, block) in rows.chunks(BLOCK_ROWS).enumerate() {
        send(Rows {
            table,
            layout: layout.clone(),
            line: first + 2 + (number * BLOCK_ROWS) as u32,
            rows: block.iter().map(|row| row.to_vec()).collect(),
        })?;
    }
    Ok(())
}

/// The day 1970-01-01 in Excel's count, which begins on 1899-12-30.
const EPOCH_IN_EXCEL: f64 = 25_569.0;

struct SheetRow<'r> {
    cells: &'r [Data],
    layout: &'r [Option<usize>],
}

impl Row for SheetRow<'_> {
    fn cell(&self, field: usize) -> Cell<'_> {
        let place = self.layout.get(field).copied().flatten();
        match place.and_then(|place| self.cells.get(place)) {
            None | Some(Data::Empty | Data::Error(_)) => Cell::Empty,
            Some(Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text)) => match text.as_str() {
                "" => Cell::Empty,
                text => Cell::Text(text),
            },
            Some(Data::Float(number)) => Cell::Float(*number),
            Some(Data::Int(number)) => Cell::Whole(*number),
            Some(Data::Bool(flag)) => Cell::Whole(i64::from(*flag)),
            Some(Data::DateTime(time)) => {
                let seconds = ((time.as_f64() - EPOCH_IN_EXCEL) * 86_400.0).round() as i64;
                let day = Day::from_epoch_days(0).start();
                Cell::Moment(day.plus_seconds(seconds))
            }
        }
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
            };
            taker.take(self.table, Origin { file, line }, &row)?;
        }
        Ok(())
    }
}
