//! CSV: encoding found out, cut into blocks of whole records, so that several
//! threads can read one file.

use super::cell::{Cell, Reason};
use super::row::{Bad, Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Decoder, GB18030};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// A record that is longer has lost its closing quote.
const RECORD_BYTES_MAX: usize = 8 << 20;

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
}

/// Cuts a file into blocks. The header goes to `layout`, which finds the columns in it.
pub(crate) fn blocks(
    path: &Path,
    table: SourceTable,
    block_bytes: usize,
    layout: impl Fn(&StringRecord) -> Result<Vec<Option<usize>>, String>,
    mut send: impl FnMut(Block) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let file = File::open(path).map_err(|error| LakeError::source(path, error))?;
    let mut text = Utf8Stream::new(file, block_bytes);
    let mut pending: Vec<u8> = Vec::new();
    let mut scan = Scan::default();
    let mut header: Option<(Arc<Vec<Option<usize>>>, usize)> = None;
    let mut line = 1_u32;
    loop {
        let before = pending.len();
        let more = text
            .read_into(&mut pending)
            .map_err(|error| LakeError::source(path, error))?;
        scan.advance(&pending, before);
        let whole = if more { scan.whole } else { pending.len() };
        if more && pending.len() - whole > RECORD_BYTES_MAX {
            let at = line as usize + lines(pending.get(..whole).unwrap_or_default());
            return Err(LakeError::source(
                path,
                format!("第 {at} 行起的引号没有闭合，其后内容无法分行，请改正后重新导入"),
            ));
        }
        if whole > 0 && (pending.len() >= block_bytes || !more) {
            let rest = pending.split_off(whole);
            let mut block = std::mem::replace(&mut pending, rest);
            scan.whole = 0;
            // A file that ends with a quote was not looked at to its end.
            scan.at = scan.at.saturating_sub(whole);
            let (layout, columns) = match &header {
                Some((layout, columns)) => (layout.clone(), *columns),
                None => {
                    let (length, titles) = first_record(&block);
                    let found = layout(&titles).map_err(|reason| LakeError::source(path, reason))?;
                    let found = (Arc::new(found), titles.len());
                    header = Some(found.clone());
                    line += lines(block.get(..length).unwrap_or_default()) as u32;
                    block.drain(..length);
                    found
                }
            };
            let next = line.saturating_add(lines(&block) as u32);
            if !block.is_empty() {
                send(Block {
                    table,
                    layout,
                    columns,
                    line,
                    text: block,
                })?;
            }
            line = next;
        }
        if !more {
            break;
        }
    }
    match header {
        Some(_) => Ok(()),
        None => Err(LakeError::source(path, "文件是空的，没有表头")),
    }
}

fn lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
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
    fn advance(&mut self, text: &[u8], start: usize) {
        // A quote at the very end of what is there may be half of a doubled one: look at it again
        // once its follower is known.
        self.at = self.at.min(start);
        let end = match text.last() {
            Some(b'"') => text.len() - 1,
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

/// A file as UTF-8, whether it is UTF-8 (with or without mark) or GB18030. Bytes are ASCII until
/// the first that are not decide; in a file that is decided to be UTF-8, bytes that are not are
/// passed on and cost their row only.
struct Utf8Stream {
    file: File,
    raw: Vec<u8>,
    /// bytes read at once
    at_once: usize,
    decided: Decided,
}

/// Bytes on which the encoding is decided at least: a few characters of one encoding may look like
/// the other.
const EVIDENCE_BYTES: usize = 64 * 1024;

enum Decided {
    /// nothing but ASCII so far, nothing at all if `true`
    NotYet(bool),
    Utf8,
    Gb18030(Box<Decoder>),
}

impl Utf8Stream {
    fn new(file: File, at_once: usize) -> Self {
        Self {
            file,
            raw: Vec::new(),
            at_once: at_once.max(1),
            decided: Decided::NotYet(true),
        }
    }

    /// Appends some text; false at the end of the file.
    fn read_into(&mut self, text: &mut Vec<u8>) -> std::io::Result<bool> {
        let ended = self.fill()?;
        let mut ready = self.raw.len().min(self.at_once);
        if let Decided::NotYet(start) = self.decided {
            ready = ready.min(self.decide(start, ended)?);
        }
        match &mut self.decided {
            Decided::NotYet(_) | Decided::Utf8 => text.extend(self.raw.drain(..ready)),
            Decided::Gb18030(decoder) => {
                let some: Vec<u8> = self.raw.drain(..ready).collect();
                let room = decoder.max_utf8_buffer_length(some.len()).unwrap_or(0);
                let start = text.len();
                text.resize(start + room, 0);
                let target = text.get_mut(start..).unwrap_or_default();
                let last = ended && self.raw.is_empty();
                let (_, _, written, _) = decoder.decode_to_utf8(&some, target, last);
                text.truncate(start + written);
            }
        }
        Ok(!ended || !self.raw.is_empty())
    }

    /// Reads until there is enough to decide on and to pass on; true at the end of the file.
    fn fill(&mut self) -> std::io::Result<bool> {
        let enough = match self.decided {
            Decided::NotYet(_) => self.at_once.max(EVIDENCE_BYTES),
            _ => self.at_once,
        };
        let mut filled = self.raw.len();
        self.raw.resize(enough.max(filled), 0);
        let ended = loop {
            let Some(room) = self.raw.get_mut(filled..).filter(|room| !room.is_empty()) else {
                break false;
            };
            match self.file.read(room)? {
                0 => break true,
                read => filled += read,
            }
        };
        self.raw.truncate(filled);
        Ok(ended)
    }

    /// Decides if what was read allows it; how many bytes may be passed on.
    fn decide(&mut self, start: bool, ended: bool) -> std::io::Result<usize> {
        if start && (self.raw.starts_with(b"\xFF\xFE") || self.raw.starts_with(b"\xFE\xFF")) {
            return Err(std::io::Error::other("UTF-16 编码：请另存为“CSV UTF-8”后导入"));
        }
        if start && self.raw.starts_with(b"\xEF\xBB\xBF") {
            self.raw.drain(..3);
            self.decided = Decided::Utf8;
            return Ok(self.raw.len());
        }
        self.decided = match std::str::from_utf8(&self.raw) {
            Ok(text) if text.is_ascii() => Decided::NotYet(start && text.is_empty()),
            Ok(_) => Decided::Utf8,
            Err(error) => {
                let valid = error.valid_up_to();
                let plain = self.raw.get(..valid).is_some_and(<[u8]>::is_ascii);
                match error.error_len() {
                    // A first character that is cut in two says nothing yet.
                    None if !ended && plain => {
                        self.decided = Decided::NotYet(false);
                        return Ok(valid);
                    }
                    None if !ended => Decided::Utf8,
                    _ if is_gb18030(&self.raw) => {
                        Decided::Gb18030(Box::new(GB18030.new_decoder_without_bom_handling()))
                    }
                    _ => Decided::Utf8,
                }
            }
        };
        Ok(self.raw.len())
    }
}

/// True where the whole lines of a text that is no UTF-8 are GB18030. Broken UTF-8 is not: its
/// three-byte characters put commas where GB18030 has the second half of a character.
fn is_gb18030(raw: &[u8]) -> bool {
    let end = raw.iter().rposition(|byte| *byte == b'\n').unwrap_or(raw.len());
    raw.get(..end).is_some_and(|lines| {
        GB18030
            .decode_without_bom_handling_and_without_replacement(lines)
            .is_some()
    })
}

/// All text of a file, in the same encodings.
pub(crate) fn whole_text(path: &Path, at_once: usize) -> Result<Vec<u8>, LakeError> {
    let failed = |error| LakeError::source(path, error);
    let mut stream = Utf8Stream::new(File::open(path).map_err(failed)?, at_once);
    let mut text = Vec::new();
    while stream.read_into(&mut text).map_err(failed)? {}
    Ok(text)
}

/// Blocks of whole lines of a file.
pub(crate) fn line_blocks(
    path: &Path,
    block_bytes: usize,
    mut send: impl FnMut(u32, Vec<u8>) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let failed = |error| LakeError::source(path, error);
    let mut stream = Utf8Stream::new(File::open(path).map_err(failed)?, block_bytes);
    let mut pending: Vec<u8> = Vec::new();
    let mut line = 1_u32;
    loop {
        let more = stream.read_into(&mut pending).map_err(failed)?;
        let end = pending.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = if more { end } else { pending.len() };
        if end > 0 {
            let rest = pending.split_off(end);
            let block = std::mem::replace(&mut pending, rest);
            let count = lines(&block) as u32;
            send(line, block)?;
            line = line.saturating_add(count);
        }
        if !more {
            return Ok(());
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
}

/// Reads the records of a block.
pub(crate) fn read<T: Taker>(block: &Block, file: u32, taker: &mut T) -> Result<(), LakeError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(64 * 1024)
        .from_reader(block.text.as_slice());
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let place = match &read {
            Ok(_) => record.position(),
            Err(error) => error.position(),
        };
        let within = place.map_or(0, |place| place.line().saturating_sub(1));
        let origin = Origin {
            file,
            line: block.line.saturating_add(within as u32),
        };
        match read {
            Ok(false) => return Ok(()),
            Ok(true) if record.len() == block.columns => {
                let row = Record {
                    record: &record,
                    layout: &block.layout,
                };
                taker.take(block.table, origin, &row)?;
            }
            Ok(true) => {
                let bad = Bad {
                    field: "",
                    value: format!("{} 列", record.len()),
                    reason: Reason::Columns,
                };
                taker.refuse(block.table, origin, bad);
            }
            Err(_) => {
                let bad = Bad {
                    field: "",
                    value: String::new(),
                    reason: Reason::Encoding,
                };
                taker.refuse(block.table, origin, bad);
            }
        }
    }
}
