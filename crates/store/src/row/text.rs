//! Texts of one row, each stored once and all in one piece: the lines of an
//! encounter repeat the same doctor, department, drug and prescription, and one
//! piece is checked to be UTF-8 at once.

use super::BadRow;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The texts of a row on disk: joined, and where each ends.
#[derive(Serialize, Deserialize)]
pub(super) struct Texts<'a> {
    joined: &'a str,
    ends: Vec<u32>,
}

impl<'a> Texts<'a> {
    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> Result<&'a str, BadRow> {
        self.find(number as usize)
            .ok_or_else(|| BadRow(format!("文本 {number} 不存在")))
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn find(&self, number: usize) -> Option<&'a str> {
        let begin = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.joined.get(begin as usize..*self.ends.get(number)? as usize)
    }
}

/// Collects texts while a row is written and gives each a number.
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

    /// The texts as they go to the disk.
    pub(super) fn texts(&self) -> Texts<'_> {
        Texts {
            joined: &self.joined,
            ends: self.ends.clone(),
        }
    }
}
