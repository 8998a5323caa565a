//! What became of the rows: counts for the reader, and the reject file.

use super::reason::Reason;
use super::row::{Bad, Origin};
use super::xlsx;
use crate::{LakeError, SourceTable};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Read, Seek, SeekFrom};

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reject {
    pub table: SourceTable,
    pub origin: Origin,
    pub bad: Bad,
}

/// Counts of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableReport {
    /// rows in the sources
    pub read: u64,
    /// rows that are in the lake now
    pub taken: u64,
    /// rows, in the lake or in this import, whose place a later one took
    pub replaced: u64,
    /// rows of a file read again whose place is taken in the lake
    pub kept: u64,
    /// rejected rows by field (empty: the row as a whole) and reason
    pub rejected: BTreeMap<(&'static str, Reason), u64>,
    /// codes of locally extended sets that no table has: kept as "unknown", by field
    pub unknown_codes: BTreeMap<&'static str, u64>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// the state of the lake after the import; none where there was nothing new
    pub generation: Option<u64>,
    /// files that were imported
    pub files: Vec<String>,
    /// files whose content was imported before, all rows of it
    pub skipped: Vec<String>,
    /// of the imported files those of which an earlier import had rejected rows: only what is still missing
    /// is taken of them
    pub again: Vec<String>,
    /// files that were found and not imported, and why
    pub left_out: Vec<(String, &'static str)>,
    /// names of the mapping file that no file or folder has
    pub unmet: Vec<String>,
    /// by table, the columns that nobody reads
    pub unused: BTreeMap<SourceTable, BTreeSet<String>>,
    /// counts by table
    pub tables: BTreeMap<SourceTable, TableReport>,
    /// where the rejected rows are, in the lake
    pub rejects: Option<String>,
}

impl ImportReport {
    /// Rejected rows of all tables.
    pub fn rejected_rows(&self) -> u64 {
        self.tables.values().map(TableReport::rejected_rows).sum()
    }
}

impl TableReport {
    /// Rejected rows for whatever reason.
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.values().sum()
    }

    pub(crate) fn add(&mut self, other: &TableReport) {
        self.read += other.read;
        self.taken += other.taken;
        self.replaced += other.replaced;
        self.kept += other.kept;
        for (key, count) in &other.rejected {
            *self.rejected.entry(*key).or_default() += count;
        }
        for (field, count) in &other.unknown_codes {
            *self.unknown_codes.entry(field).or_default() += count;
        }
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.skipped.is_empty() {
            writeln!(f, "此前已全部收入、本次跳过的文件：{}", self.skipped.join("、"))?;
        }
        if !self.again.is_empty() {
            let names = self.again.join("、");
            writeln!(
                f,
                "此前有剔除的行、本次重新读取的文件（只补入尚缺的行，不覆盖已收入的）：{names}"
            )?;
        }
        for (name, reason) in &self.left_out {
            writeln!(f, "未导入的文件 {name}：{reason}")?;
        }
        if !self.unmet.is_empty() {
            let names = self.unmet.join("、");
            writeln!(f, "对照文件 [files] 中的名称没有对应的文件或文件夹：{names}")?;
        }
        match self.generation {
            None => return writeln!(f, "没有新的文件，数据湖未作修改"),
            Some(generation) => writeln!(f, "导入文件 {} 个，数据湖为第 {generation} 版", self.files.len())?,
        }
        for (table, report) in &self.tables {
            writeln!(
                f,
                "{:<14} 读取 {:>10} 行，收入 {:>10} 行，替换 {:>8} 行，剔除 {:>8} 行",
                table.name(),
                report.read,
                report.taken,
                report.replaced,
                report.rejected_rows()
            )?;
            if report.kept > 0 {
                writeln!(f, "    重新读取的文件中 {} 行此前已经收入", report.kept)?;
            }
            for ((field, reason), count) in &report.rejected {
                let field = if field.is_empty() { "整行" } else { field };
                writeln!(f, "    剔除 {count} 行：{field} {}", reason.zh())?;
            }
            for (field, count) in &report.unknown_codes {
                writeln!(f, "    {field} 有 {count} 个代码不在国家代码表内，按“未知”收入")?;
            }
        }
        for (table, columns) in &self.unused {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            writeln!(f, "{} 表未使用的列：{}", table.name(), columns.join("、"))?;
        }
        if let Some(path) = &self.rejects {
            writeln!(f, "剔除的行及原因见 {path}")?;
        }
        Ok(())
    }
}

/// The reject file, written in the order of the work although the work is done out of order.
#[derive(Debug)]
pub(crate) struct RejectLog {
    writer: csv::Writer<std::fs::File>,
    next: u64,
    waiting: BTreeMap<u64, Vec<Reject>>,
    /// rejected rows by source
    pub by_file: Vec<u64>,
    /// the sources, and whether one is a workbook
    names: Vec<(String, bool)>,
    rows: u64,
}

impl RejectLog {
    pub fn new(names: Vec<(String, bool)>, folder: Option<&std::path::Path>) -> Result<Self, LakeError> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        };
        let mut writer = csv::Writer::from_writer(file.map_err(LakeError::Scratch)?);
        writer
            .write_record(["table", "file", "line", "field", "value", "reason"])
            .map_err(scratch)?;
        Ok(Self {
            writer,
            next: 0,
            waiting: BTreeMap::new(),
            by_file: vec![0; names.len()],
            names,
            rows: 0,
        })
    }

    /// The rejects of a piece of work; every piece is reported once, with or without rejects.
    pub fn submit(&mut self, piece: u64, rejects: Vec<Reject>) -> Result<(), LakeError> {
        self.waiting.insert(piece, rejects);
        while let Some(rejects) = self.waiting.remove(&self.next) {
            self.next += 1;
            for reject in rejects {
                self.write(&reject)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, reject: &Reject) -> Result<(), LakeError> {
        let file = reject.origin.file as usize;
        self.rows += 1;
        if let Some(count) = self.by_file.get_mut(file) {
            *count += 1;
        }
        let (name, line) = match self.names.get(file) {
            None => (Cow::Borrowed(""), reject.origin.line),
            Some((name, is_book)) => match (is_book, xlsx::place_in_book(reject.origin.line)) {
                (true, (sheet, line)) if sheet > 1 => (Cow::Owned(format!("{name}（第{sheet}个工作表）")), line),
                _ => (Cow::Borrowed(name.as_str()), reject.origin.line),
            },
        };
        self.writer
            .write_record([
                reject.table.name(),
                &*name,
                &line.to_string(),
                reject.bad.field,
                &reject.bad.value,
                reject.bad.reason.zh(),
            ])
            .map_err(scratch)
    }

    /// The whole file; none where nothing was rejected.
    pub fn finish(self) -> Result<Option<Vec<u8>>, LakeError> {
        if self.rows == 0 {
            return Ok(None);
        }
        let mut file = self
            .writer
            .into_inner()
            .map_err(|error| LakeError::Scratch(error.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(LakeError::Scratch)?;
        // The mark makes Excel read the file as UTF-8.
        let mut bytes = b"\xEF\xBB\xBF".to_vec();
        file.read_to_end(&mut bytes).map_err(LakeError::Scratch)?;
        Ok(Some(bytes))
    }
}

fn scratch(error: csv::Error) -> LakeError {
    LakeError::Scratch(std::io::Error::other(error))
}
