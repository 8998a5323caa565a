//! Texts of one segment, each stored once and all in one piece: the lines of an
//! encounter repeat the same doctor, department, drug and prescription. Where each
//! ends is written in fixed width, so that a text is read without the ones before it.

use super::BadRow;
use std::collections::HashMap;

/// The texts of a segment on disk.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    ends: &'a [[u8; 4]],
    joined: &'a str,
}

impl<'a> Texts<'a> {
    /// Reads the texts at the front of `bytes` and gives what follows them.
    pub(super) fn split_from(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), BadRow> {
        let incomplete = || BadRow::new("文本不完整");
        let (count, rest) = super::split_u32(bytes)?;
        let size = (count as usize).checked_mul(4).ok_or_else(incomplete)?;
        let (ends, rest) = rest.split_at_checked(size).ok_or_else(incomplete)?;
        let ends = ends.as_chunks::<4>().0;
        let length = ends.last().map_or(0, |end| u32::from_le_bytes(*end));
        let (joined, rest) = rest.split_at_checked(length as usize).ok_or_else(incomplete)?;
        // All at once: most texts are too short to be looked through one by one.
        let joined = std::str::from_utf8(joined).map_err(|_| BadRow::new("文本不可读"))?;
        Ok((Self { ends, joined }, rest))
    }

    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> Result<&'a str, BadRow> {
        self.find(number as usize)
            .ok_or_else(|| BadRow(format!("文本 {number} 不存在或不可读")))
    }

    fn find(&self, number: usize) -> Option<&'a str> {
        let end = |number: usize| self.ends.get(number).map(|end| u32::from_le_bytes(*end) as usize);
        let begin = match number.checked_sub(1) {
            Some(before) => end(before)?,
            None => 0,
        };
        self.joined.get(begin..end(number)?)
    }
}

/// Collects texts while a segment is written and gives each a number.
#[derive(Default)]
pub(super) struct Interner<'a> {
    joined: String,
    ends: Vec<u32>,
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Interner<'a> {
    /// The number of the text.
    pub(super) fn number(&mut self, text: &'a str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.joined.push_str(text);
        self.ends.push(self.joined.len() as u32);
        self.numbers.insert(text, number);
        number
    }

    /// Appends the texts as they go to the disk.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&(self.ends.len() as u32).to_le_bytes());
        for end in &self.ends {
            bytes.extend_from_slice(&end.to_le_bytes());
        }
        bytes.extend_from_slice(self.joined.as_bytes());
    }
}
