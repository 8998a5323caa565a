//! Many texts in one piece: a table may have a quarter of a million rows, and a box for each of their
//! cells would take more room than the cells.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// A text in an arena of texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextRef {
    start: u32,
    len: u32,
}

impl TextRef {
    /// Puts a text into the arena, whether it is there or not.
    pub fn push(texts: &mut String, text: &str) -> Self {
        let at = Self {
            start: texts.len() as u32,
            len: text.len() as u32,
        };
        texts.push_str(text);
        at
    }

    /// The text.
    pub fn of(self, texts: &str) -> &str {
        texts
            .get(self.start as usize..(self.start + self.len) as usize)
            .unwrap_or("")
    }
}

/// Where each of the texts of an arena stands, so that none is kept twice.
#[derive(Debug, Default)]
pub(crate) struct Interned {
    hashing: FixedState,
    known: HashTable<TextRef>,
}

impl Interned {
    /// The place of a text, which is put into the arena if it is not there.
    pub fn place(&mut self, texts: &mut String, text: &str) -> TextRef {
        let hash = self.hashing.hash_one(text);
        if let Some(&at) = self.known.find(hash, |at| at.of(texts) == text) {
            return at;
        }
        let at = TextRef::push(texts, text);
        let hash_of = |at: &TextRef| self.hashing.hash_one(at.of(texts));
        self.known.insert_unique(hash, at, hash_of);
        at
    }
}
