//! CSV: cut into blocks of whole records, so that several
//! threads can read one file.

use super::cell::Cell;
use super::encoding::{Utf8Stream, lines};
use super::reason::Reason;
use super::row::{Bad, Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use csv::{ReaderBuilder, StringRecord};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A record that is longer has lost its closing quote.
const RECORD_BYTES_MAX: usize = 64 << 10;
/// A line that is longer is none.
const LINE_BYTES_MAX: usize = 8 << 20;

/// Some whole records of a file.
#[derive(Debug)]
pub(crate) struct Block {
    pub table: SourceTable,
    pub layout: Arc<Vec<Option<usize>>>,
    /// columns of the header
    pub columns: usize,
    /// line of the first record
    pub line: u32,
    pub text: Vec<u8>,
    /// the one line has a quote that nothing closes
    pub broken: bool,
}

/// Cuts a file into blocks. The header goes to `layout`, which finds the columns in it.
pub(crate) fn blocks(
    path: &Path,
    table: SourceTable,
    block_bytes: usize,
    layout: impl Fn(&[String]) -> Result<Vec<Option<usize>>, String>,
    mut send: impl FnMut(Block) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let file = File::open(path).map_err(|error| LakeError::unreadable(path, &error))?;
    let mut text = Utf8Stream::new(file, block_bytes);
    let mut pending: Vec<u8> = Vec::new();
    let mut scan = Scan::default();
    let mut sent = Sent {
        path,
        table,
        layout,
        header: None,
        line: 1,
    };
    loop {
        let before = pending.len();
        let more = text
            .read_into(&mut pending)
            .map_err(|error| LakeError::unreadable(path, &error))?;
        scan.advance(&pending, before, !more);
        // A quote that nothing closes has swallowed what follows; the record ends with the line in which it
        // began, and the rest is looked at anew.
        while scan.quoted && (!more || pending.len() - scan.whole > RECORD_BYTES_MAX) {
            let open = pending.get(scan.whole..).unwrap_or_default();
            let end = match open.iter().position(|byte| *byte == b'\n') {
                Some(end) => end + 1,
                None if more => break,
                None => open.len(),
            };
            let rest = pending.split_off(scan.whole + end);
            let broken = pending.split_off(scan.whole);
            sent.send(std::mem::replace(&mut pending, rest), false, &mut send)?;
            sent.send(broken, true, &mut send)?;
            scan = Scan::default();
            scan.advance(&pending, 0, !more);
        }
        let whole = if more { scan.whole } else { pending.len() };
        if more && pending.len() - whole > LINE_BYTES_MAX {
            let at = sent.line as usize + lines(pending.get(..whole).unwrap_or_default());
            return Err(LakeError::source(
                path,
                format!("第 {at} 行超过 8 MB 没有换行，无法分行，请改正后重新导入"),
            ));
        }
        if whole > 0 && (pending.len() >= block_bytes || !more) {
            let rest = pending.split_off(whole);
            let block = std::mem::replace(&mut pending, rest);
            scan.whole = 0;
            scan.at = scan.at.saturating_sub(whole);
            sent.send(block, false, &mut send)?;
        }
        if !more {
            break;
        }
    }
    match sent.header {
        Some(_) => Ok(()),
        None => Err(LakeError::source(path, "文件是空的，没有表头")),
    }
}

/// How far a file is sent, and what its header is.
struct Sent<'s, L> {
    path: &'s Path,
    table: SourceTable,
    layout: L,
    header: Option<(Arc<Vec<Option<usize>>>, usize)>,
    /// line of what comes next
    line: u32,
}

impl<L: Fn(&[String]) -> Result<Vec<Option<usize>>, String>> Sent<'_, L> {
    fn send(
        &mut self,
        mut text: Vec<u8>,
        broken: bool,
        send: &mut impl FnMut(Block) -> Result<(), LakeError>,
    ) -> Result<(), LakeError> {
        if text.is_empty() {
            return Ok(());
        }
        let (layout, columns) = match &self.header {
            Some((layout, columns)) => (layout.clone(), *columns),
            None => {
                let (length, titles) = first_record(&text);
                let titles: Vec<String> = titles.iter().map(str::to_owned).collect();
                let found = (self.layout)(&titles).map_err(|reason| match separator(&titles) {
                    None => LakeError::source(self.path, reason),
                    Some(other) => LakeError::source(
                        self.path,
                        format!("表头以{other}分隔，应为逗号：请另存为“CSV UTF-8（逗号分隔）”后导入"),
                    ),
                })?;
                let found = (Arc::new(found), titles.len());
                self.header = Some(found.clone());
                self.line += lines(text.get(..length).unwrap_or_default()) as u32;
                text.drain(..length);
                found
            }
        };
        let line = self.line;
        self.line = line.saturating_add(lines(&text) as u32);
        if text.is_empty() {
            return Ok(());
        }
        send(Block {
            table: self.table,
            layout,
            columns,
            line,
            text,
            broken,
        })
    }
}

/// What stands between the titles of a header in which there is no comma.
fn separator(titles: &[String]) -> Option<&'static str> {
    match titles {
        [only] if only.contains('\t') => Some("制表符"),
        [only] if only.contains([';', '；']) => Some("分号"),
        [only] if only.contains('|') => Some("竖线"),
        _ => None,
    }
}

/// The first record and the number of bytes that it takes.
fn first_record(block: &[u8]) -> (usize, StringRecord) {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(block);
    let mut record = csv::ByteRecord::new();
    // Reading from memory cannot fail.
    let _ = reader.read_byte_record(&mut record);
    let length = reader.position().byte() as usize;
    (length.min(block.len()), StringRecord::from_byte_record_lossy(record))
}

/// Finds the ends of records: line feeds outside quotes. A quote opens only at the start of a
/// field, as the reader itself has it; elsewhere it is an inch mark.
#[derive(Debug, Default)]
struct Scan {
    /// how far was looked
    at: usize,
    /// the end of the last whole record
    whole: usize,
    quoted: bool,
}

impl Scan {
    fn advance(&mut self, text: &[u8], start: usize, ended: bool) {
        // A quote at the very end of what is there may be half of a doubled one: look at it again
        // once its follower is known.
        self.at = self.at.min(start);
        let end = match text.last() {
            Some(b'"') if !ended => text.len() - 1,
            _ => text.len(),
        };
        while let Some(rest) = text.get(self.at..end).filter(|rest| !rest.is_empty()) {
            if self.quoted {
                let Some(place) = rest.iter().position(|byte| *byte == b'"') else {
                    self.at = end;
                    return;
                };
                let next = self.at + place + 1;
                if text.get(next) == Some(&b'"') {
                    if next >= end {
                        self.at += place;
                        return;
                    }
                    self.at = next + 1;
                } else {
                    self.at = next;
                    self.quoted = false;
                }
            } else {
                let Some(place) = rest.iter().position(|byte| matches!(byte, b'"' | b'\n')) else {
                    self.at = end;
                    return;
                };
                let here = self.at + place;
                self.at = here + 1;
                if text.get(here) == Some(&b'\n') {
                    self.whole = here + 1;
                } else {
                    let before = here.checked_sub(1).and_then(|before| text.get(before));
                    self.quoted = matches!(before, None | Some(b',' | b'\n' | b'\r'));
                }
            }
        }
    }
}

struct Record<'b> {
    record: &'b StringRecord,
    layout: &'b [Option<usize>],
}

impl Row for Record<'_> {
    fn cell(&self, field: usize) -> Cell<'_> {
        let place = self.layout.get(field).copied().flatten();
        match place.and_then(|place| self.record.get(place)) {
            None | Some("") => Cell::Empty,
            Some(text) => Cell::Text(text),
        }
    }

    fn has(&self, field: usize) -> bool {
        self.layout.get(field).copied().flatten().is_some()
    }
}

/// Reads the records of a block.
pub(crate) fn read<T: Taker>(block: &Block, file: u32, taker: &mut T) -> Result<(), LakeError> {
    let (mut from, mut line) = (0, block.line);
    while let Some((end, next)) = read_from(block, (from, line), file, taker)? {
        (from, line) = (end, next);
    }
    Ok(())
}

/// Reads the records that begin at a place, up to one that is no good and has several lines: its quote may
/// have swallowed good ones. Where its second line begins.
fn read_from<T: Taker>(
    block: &Block,
    (from, first_line): (usize, u32),
    file: u32,
    taker: &mut T,
) -> Result<Option<(usize, u32)>, LakeError> {
    let text = block.text.get(from..).unwrap_or_default();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(64 * 1024)
        .from_reader(text);
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let place = match &read {
            Ok(_) => record.position(),
            Err(error) => error.position(),
        };
        let (at, within) = place.map_or((0, 0), |place| (place.byte() as usize, place.line().saturating_sub(1)));
        // A record begins behind the rest of the line end before it, and behind empty lines.
        let ends = text.get(at..).unwrap_or_default().iter();
        let ends = ends.take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let (skipped, passed) = ends.fold((0, 0), |(bytes, lines), byte| {
            (bytes + 1, lines + u32::from(*byte == b'\n'))
        });
        let line = first_line.saturating_add(within as u32).saturating_add(passed);
        let origin = Origin { file, line };
        let mut reason = match &read {
            Ok(false) => return Ok(None),
            Ok(true) if record.len() == block.columns && !block.broken => {
                let row = Record {
                    record: &record,
                    layout: &block.layout,
                };
                taker.take(block.table, origin, &row)?;
                continue;
            }
            Ok(true) => Reason::Columns,
            Err(_) => Reason::Encoding,
        };
        let whole = text
            .get(at + skipped..reader.position().byte() as usize)
            .unwrap_or_default();
        let second = whole.trim_ascii_end().iter().position(|byte| *byte == b'\n');
        if second.is_some() || block.broken {
            reason = Reason::Quote;
        }
        let bad = Bad {
            field: "",
            value: match reason {
                Reason::Columns => format!("{} 列", record.len()),
                Reason::Quote => {
                    let line = whole.split(|byte| matches!(byte, b'\r' | b'\n')).next();
                    let line = String::from_utf8_lossy(line.unwrap_or_default());
                    line.chars().take(100).collect()
                }
                _ => String::new(),
            },
            reason,
        };
        taker.refuse(block.table, origin, bad);
        if let Some(second) = second.filter(|_| !block.broken) {
            return Ok(Some((from + at + skipped + second + 1, line.saturating_add(1))));
        }
    }
}
