//! CSV: encoding found out, cut into blocks of whole records, so that several
//! threads can read one file.

use super::cell::{Cell, Reason};
use super::row::{Bad, Origin, Row, Taker};
use crate::{LakeError, SourceTable};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Decoder, DecoderResult, GB18030};
use std::fs::File;
use std::io::Read;
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
    let file = File::open(path).map_err(|error| LakeError::source(path, error))?;
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
            .map_err(|error| LakeError::source(path, error))?;
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

/// A byte that no UTF-8 has.
const NO_CHARACTER: u8 = 0xff;

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
                let last = ended && self.raw.is_empty();
                let (mut read, mut written) = (0, start);
                loop {
                    let rest = some.get(read..).unwrap_or_default();
                    let target = text.get_mut(written..).unwrap_or_default();
                    let (outcome, took, wrote) = decoder.decode_to_utf8_without_replacement(rest, target, last);
                    (read, written) = (read + took, written + wrote);
                    match outcome {
                        DecoderResult::InputEmpty => break,
                        // What is no character stays none, and costs its row only.
                        DecoderResult::Malformed(..) => {
                            text.insert(written, NO_CHARACTER);
                            written += 1;
                        }
                        DecoderResult::OutputFull => text.resize(text.len() + some.len() + 4, 0),
                    }
                }
                text.truncate(written);
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

/// True where more lines of a text are GB18030 than UTF-8. A broken line says little: three-byte characters of
/// UTF-8 come in pairs as three of GB18030.
fn is_gb18030(raw: &[u8]) -> bool {
    let end = raw.iter().rposition(|byte| *byte == b'\n').unwrap_or(raw.len());
    let lines = raw.get(..end).unwrap_or_default().split(|byte| *byte == b'\n');
    let (mut utf8, mut gb18030) = (0_usize, 0_usize);
    for line in lines.filter(|line| !line.is_ascii()) {
        let decoded = || GB18030.decode_without_bom_handling_and_without_replacement(line);
        match std::str::from_utf8(line) {
            Ok(_) => utf8 += 1,
            Err(_) => gb18030 += usize::from(decoded().is_some()),
        }
    }
    gb18030 > utf8
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
