//! Text files as UTF-8, whatever their encoding.

use crate::LakeError;
use encoding_rs::{Decoder, DecoderResult, GB18030};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file as UTF-8, whether it is UTF-8 (with or without mark) or GB18030. Bytes are ASCII until
/// the first that are not decide; in a file that is decided to be UTF-8, bytes that are not are
/// passed on and cost their row only.
pub(crate) struct Utf8Stream {
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
    pub fn new(file: File, at_once: usize) -> Self {
        Self {
            file,
            raw: Vec::new(),
            at_once: at_once.max(1),
            decided: Decided::NotYet(true),
        }
    }

    /// Appends some text; false at the end of the file.
    pub fn read_into(&mut self, text: &mut Vec<u8>) -> std::io::Result<bool> {
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
                            match text.get_mut(written) {
                                Some(place) => *place = NO_CHARACTER,
                                None => text.push(NO_CHARACTER),
                            }
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
    let failed = |error| LakeError::unreadable(path, &error);
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
    let failed = |error| LakeError::unreadable(path, &error);
    let mut stream = Utf8Stream::new(File::open(path).map_err(failed)?, block_bytes);
    let mut pending: Vec<u8> = Vec::new();
    let mut line = 1_u32;
    loop {
        let before = pending.len();
        let more = stream.read_into(&mut pending).map_err(failed)?;
        // What is left of before has no end of a line in it.
        let new = pending.get(before..).unwrap_or_default();
        let end = new
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| before + at + 1);
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

/// Line feeds in a text.
pub(crate) fn lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file
    }

    #[test]
    fn what_is_no_character_stays_none_and_the_rest_is_read() {
        let (good, _, _) = GB18030.encode("费用明细\n");
        // More that is none than there is room for at first, whatever is read at once.
        let raw = [&good[..], &[0xff; 500], b"\n", &good, b"a\xffb\x81\n", &good].concat();
        let line = "费用明细\n".as_bytes();
        let text = [line, &[NO_CHARACTER; 500], b"\n", line, b"a\xffb\xff\n", line].concat();
        for at_once in [1, 3, 7, 100, 1 << 16] {
            let mut stream = Utf8Stream::new(file(&raw), at_once);
            let mut found = Vec::new();
            while stream.read_into(&mut found).unwrap() {}
            assert_eq!(found, text, "{at_once}");
        }
    }

    #[test]
    fn blocks_are_whole_lines_however_long() {
        let text = ["short", &"long".repeat(90), "", "end"].join("\n");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, &text).unwrap();
        for at_once in [1, 5, 64, 1 << 16] {
            let mut found: Vec<(u32, Vec<u8>)> = Vec::new();
            line_blocks(&path, at_once, |line, block| {
                found.push((line, block));
                Ok(())
            })
            .unwrap();
            let mut next = 1;
            for (place, (line, block)) in found.iter().enumerate() {
                assert_eq!(*line, next);
                assert!(block.ends_with(b"\n") || place + 1 == found.len());
                next += lines(block) as u32;
            }
            let whole: Vec<u8> = found.into_iter().flat_map(|(_, block)| block).collect();
            assert_eq!(whole, text.as_bytes());
        }
    }
}
