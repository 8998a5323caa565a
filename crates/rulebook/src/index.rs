//! Rules are found by what a record contains, not tried one by one: an index from item keys,
//! diagnoses and operations to the knowledge rows that concern them.

use crate::exact::ExactCodes;
use crate::keys::{CodeSet, ItemKey, in_range, names, plain_name};
use domain::{FeeLine, ItemKind, ItemMark, national_part};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

type Map<K, V> = HashMap<K, V, FixedState>;

/// A knowledge row that concerns a key, and in which role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub rule: u16,
    pub role: u8,
    /// true where the rule also looks at remembered lines
    pub looks_back: bool,
    /// true where the row is a sample, which only cases and authors ask
    pub sample: bool,
    pub row: u32,
    /// number of the cut span in the book, from 1; 0 where the row speaks for all its time
    pub cut: u32,
}

/// An entry found by a diagnosis or operation code interval.
#[derive(Debug, Clone)]
struct CodedEntry {
    low: Box<str>,
    high: Box<str>,
    entry: Entry,
}

/// The inverted knowledge of one book.
#[derive(Debug, Default)]
pub(crate) struct Index {
    exact: ExactCodes,
    prefixes: Map<Box<str>, u32>,
    prefix_heads: PrefixHeads,
    names: Map<Box<str>, u32>,
    /// start of each key's entries; one more than there are keys
    starts: Vec<u32>,
    entries: Vec<Entry>,
    diagnoses: Map<Box<str>, Vec<CodedEntry>>,
    operations: Map<Box<str>, Vec<CodedEntry>>,
}

/// Collects entries before they are laid out.
#[derive(Debug, Default)]
pub(crate) struct IndexBuilder {
    index: Index,
    pending: Vec<(u32, Entry)>,
}

/// Width of the head by which coded entries are bucketed: `I63`, `47`.
const DIAGNOSIS_HEAD: usize = 3;
const OPERATION_HEAD: usize = 2;
/// Width of the head by which codes without any prefix are told apart at once: `XJ01`, `0031`.
const PREFIX_HEAD: usize = 4;
/// A longer prefix has no bit of its own and no code either: the longest national one has 30 characters.
const PREFIX_LENGTH_MAX: usize = 63;

impl IndexBuilder {
    /// With room for so many keys of rows.
    pub fn with_room(keys: usize) -> Self {
        Self {
            index: Index {
                exact: ExactCodes::with_room(keys),
                ..Index::default()
            },
            pending: Vec::with_capacity(keys),
        }
    }

    pub fn item(&mut self, key: &ItemKey, entry: Entry) {
        let next = self.index.key_count() as u32;
        let id = match key {
            ItemKey::Exact(code) => self.index.exact.key_or(code, next),
            ItemKey::Prefix(prefix) => *self.index.prefixes.entry(prefix.as_str().into()).or_insert(next),
            ItemKey::Name(name) => *self.index.names.entry(name.as_str().into()).or_insert(next),
        };
        self.pending.push((id, entry));
    }

    pub fn diagnosis(&mut self, set: &CodeSet, entry: Entry) {
        coded(&mut self.index.diagnoses, set, entry, DIAGNOSIS_HEAD);
    }

    pub fn operation(&mut self, set: &CodeSet, entry: Entry) {
        coded(&mut self.index.operations, set, entry, OPERATION_HEAD);
    }

    pub fn finish(mut self) -> Index {
        let keys = self.index.key_count();
        // Stable, so that entries of one key keep the order of rules and rows.
        self.pending.sort_by_key(|(key, _)| *key);
        self.index.starts = Vec::with_capacity(keys + 1);
        for (position, (key, _)) in self.pending.iter().enumerate() {
            while self.index.starts.len() <= *key as usize {
                self.index.starts.push(position as u32);
            }
        }
        while self.index.starts.len() <= keys {
            self.index.starts.push(self.pending.len() as u32);
        }
        self.index.entries = self.pending.into_iter().map(|(_, entry)| entry).collect();
        self.index.prefix_heads = PrefixHeads::of(self.index.prefixes.keys().map(AsRef::as_ref));
        self.index.exact.seal();
        self.index
    }
}

/// Buckets an interval under every head that it can cover. Heads run over the last character of
/// the head only (`I60`–`I69`); wider intervals are walked letter by letter and digit by digit.
fn coded(map: &mut Map<Box<str>, Vec<CodedEntry>>, set: &CodeSet, entry: Entry, head: usize) {
    for (low, high) in set.ranges() {
        for bucket in heads(low, high, head) {
            map.entry(bucket.into()).or_default().push(CodedEntry {
                low: low.as_str().into(),
                high: high.as_str().into(),
                entry,
            });
        }
    }
}

fn heads(low: &str, high: &str, width: usize) -> Vec<String> {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut found = vec![String::new()];
    for _ in 0..width {
        found = found
            .iter()
            .flat_map(|head| alphabet.iter().map(move |&c| format!("{head}{}", c as char)))
            .filter(|head| {
                let cut = |text: &str| text.get(..head.len().min(text.len())).unwrap_or("").to_owned();
                let (from, to) = (cut(low), cut(high));
                head.get(..from.len()).unwrap_or(head) >= from.as_str()
                    && head.get(..to.len()).unwrap_or(head) <= to.as_str()
            })
            .collect();
    }
    found
}

impl Index {
    /// Number of distinct item keys.
    pub fn key_count(&self) -> usize {
        self.exact.len() + self.prefixes.len() + self.names.len()
    }

    /// Appends the keys under which a line is known: its code, prefixes of it, and its name where
    /// the line is a herb or carries no code that any row knows.
    pub fn keys_of(&self, line: &FeeLine, found: &mut impl FnMut(u32)) {
        self.keys_of_item(line.item.as_str(), &line.name, line.kind, found);
    }

    /// False where an item has no key for certain; true says little.
    pub fn may_know(&self, mark: ItemMark, kind: ItemKind) -> bool {
        self.exact.may_have(mark.hash)
            || self.prefix_heads.lengths(mark.head) != 0
            || kind == ItemKind::Herb
            || (kind == ItemKind::Drug && !mark.shows_kind)
    }

    /// As [`Index::keys_of`], for an item that is not a line yet.
    pub fn keys_of_item(&self, code: &str, name: &str, kind: ItemKind, found: &mut impl FnMut(u32)) {
        let mark = ItemMark::of(code);
        if self.keys_of_code(mark, code, kind, found) {
            self.keys_of_name(name, found);
        }
    }

    /// The keys that the code of an item has. True where its name may have one, too: the item is a herb,
    /// or a drug whose code says nothing.
    pub fn keys_of_code(&self, mark: ItemMark, code: &str, kind: ItemKind, found: &mut impl FnMut(u32)) -> bool {
        let code = national_part(code);
        let exact = self.exact.get(code, mark.hash);
        if let Some(id) = exact {
            found(id);
        }
        let mut lengths = self.prefix_heads.lengths(mark.head);
        while lengths != 0 {
            let length = lengths.trailing_zeros() as usize;
            lengths &= lengths - 1;
            if let Some(&id) = code.get(..length).and_then(|head| self.prefixes.get(head)) {
                found(id);
            }
        }
        match kind {
            ItemKind::Herb => true,
            // A drug with a well-formed national code is mapped; its name proves nothing more.
            ItemKind::Drug => exact.is_none() && !mark.shows_kind,
            _ => false,
        }
    }

    /// The key that a name has, be it with or without footnotes.
    pub fn keys_of_name(&self, name: &str, found: &mut impl FnMut(u32)) {
        let known = |name: &str| self.names.get(name).copied();
        if let Some(id) = known(name.trim()).or_else(|| known(plain_name(name))) {
            found(id);
        }
    }

    /// True where only a name could tell what the item is, and none is there.
    pub fn lacks_name(&self, code: &str, name: &str, kind: ItemKind) -> bool {
        name.trim().is_empty() && self.keys_of_code(ItemMark::of(code), code, kind, &mut |_| {})
    }

    /// The rows that concern a key.
    pub fn entries(&self, key: u32) -> &[Entry] {
        let (Some(&from), Some(&to)) = (self.starts.get(key as usize), self.starts.get(key as usize + 1)) else {
            return &[];
        };
        self.entries.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// The rows whose diagnosis intervals cover a code or, where it has two, the one behind it.
    pub fn of_diagnosis<'a>(&'a self, code: &'a str) -> impl Iterator<Item = Entry> + 'a {
        names(code).flat_map(|code| covering(&self.diagnoses, code, DIAGNOSIS_HEAD))
    }

    /// The rows whose operation intervals cover a code.
    pub fn of_operation<'a>(&'a self, code: &'a str) -> impl Iterator<Item = Entry> + 'a {
        covering(&self.operations, code, OPERATION_HEAD)
    }
}

/// Which lengths of prefixes begin with a head, as one mask for each hash of a head: a quick "no" for
/// most codes, and few look-ups for the others.
#[derive(Debug, Default)]
struct PrefixHeads {
    lengths: Vec<u64>,
    /// lengths of the prefixes shorter than a head, which any code may have
    short: u64,
}

impl PrefixHeads {
    const BITS_LOG2: u32 = 12;

    fn of<'a>(prefixes: impl Iterator<Item = &'a str>) -> Self {
        let mut heads = Self {
            lengths: vec![0; 1 << Self::BITS_LOG2],
            short: 0,
        };
        for prefix in prefixes {
            let length = 1_u64 << prefix.len().min(PREFIX_LENGTH_MAX);
            match prefix.as_bytes().first_chunk() {
                Some(head) => heads.lengths[Self::slot(*head)] |= length,
                None => heads.short |= length,
            }
        }
        heads
    }

    fn slot(head: [u8; PREFIX_HEAD]) -> usize {
        let hash = u32::from_le_bytes(head).wrapping_mul(0x9E37_79B1);
        (hash >> (32 - Self::BITS_LOG2)) as usize
    }

    /// The lengths, as bits, that a prefix of a code with this head may have; a code shorter than a
    /// head has zeros in it.
    fn lengths(&self, head: [u8; PREFIX_HEAD]) -> u64 {
        self.short | self.lengths.get(Self::slot(head)).copied().unwrap_or(0)
    }
}

fn covering<'a>(
    map: &'a Map<Box<str>, Vec<CodedEntry>>,
    code: &'a str,
    head: usize,
) -> impl Iterator<Item = Entry> + 'a {
    let bucket = code
        .get(..head)
        .and_then(|head| map.get(head))
        .map_or(&[][..], Vec::as_slice);
    bucket
        .iter()
        .filter(move |coded| in_range(code, &coded.low, &coded.high))
        .map(|coded| coded.entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_bucketed_under_every_head() {
        assert_eq!(heads("C51", "C53", 3), ["C51", "C52", "C53"]);
        assert_eq!(heads("I63.9", "I63.9", 3), ["I63"]);
        assert_eq!(heads("O", "O", 3).len(), 36 * 36);
        assert_eq!(heads("N98.5", "O01.2", 3).first().map(String::as_str), Some("N98"));
        assert_eq!(heads("72", "75.9", 2), ["72", "73", "74", "75"]);
    }
}
