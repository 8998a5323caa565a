//! The items of a segment, each once: what a line is about, with the marks by which
//! most items are turned away without reading their texts.

use super::BadRow;
use super::code::Code;
use super::text::{Interner, Texts};
use crate::Wanted;
use domain::{FeeLine, ItemKind, ItemMark};

/// hash 8, head 4, code 4, name 4, kind 1, shows kind 1
const BYTES: usize = 22;

/// The items of a segment on disk.
#[derive(Clone, Copy)]
pub(super) struct Items<'a> {
    rows: &'a [[u8; BYTES]],
}

/// One item as it lies in the segment.
pub(super) struct Item<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: ItemKind,
}

impl<'a> Items<'a> {
    /// Reads the items at the front of `bytes` and gives what follows them.
    pub(super) fn split_from(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), BadRow> {
        let incomplete = || BadRow::new("项目不完整");
        let (count, rest) = super::split_u32(bytes)?;
        let size = (count as usize).checked_mul(BYTES).ok_or_else(incomplete)?;
        let (rows, rest) = rest.split_at_checked(size).ok_or_else(incomplete)?;
        Ok((
            Self {
                rows: rows.as_chunks().0,
            },
            rest,
        ))
    }

    /// The item of a number.
    pub(super) fn get(&self, number: u32, texts: &Texts<'a>) -> Result<Item<'a>, BadRow> {
        let row = self
            .rows
            .get(number as usize)
            .ok_or_else(|| BadRow(format!("项目 {number} 不存在")))?;
        let [.., c0, c1, c2, c3, n0, n1, n2, n3, kind, _] = *row;
        Ok(Item {
            code: texts.get(u32::from_le_bytes([c0, c1, c2, c3]))?,
            name: texts.get(u32::from_le_bytes([n0, n1, n2, n3]))?,
            kind: ItemKind::of_code(kind)?,
        })
    }

    /// Writes into `passes`, for each item, whether its lines are wanted; true if any is.
    pub(super) fn sift(
        &self,
        texts: &Texts<'a>,
        wanted: &mut dyn Wanted,
        passes: &mut Vec<bool>,
    ) -> Result<bool, BadRow> {
        passes.clear();
        let mut any = false;
        for (number, row) in (0_u32..).zip(self.rows) {
            let [
                h0,
                h1,
                h2,
                h3,
                h4,
                h5,
                h6,
                h7,
                a,
                b,
                c,
                d,
                c0,
                c1,
                c2,
                c3,
                ..,
                kind,
                shows_kind,
            ] = *row;
            let code = [c0, c1, c2, c3];
            let mark = ItemMark {
                hash: u64::from_le_bytes([h0, h1, h2, h3, h4, h5, h6, h7]),
                head: [a, b, c, d],
                shows_kind: shows_kind == 1,
            };
            let kind = ItemKind::of_code(kind)?;
            let pass = match wanted.wants_mark(mark, kind) {
                Some(wants) => wants,
                None => {
                    let code = texts.get(u32::from_le_bytes(code))?;
                    match wanted.wants_code(mark, code, kind) {
                        Some(wants) => wants,
                        None => wanted.wants_name(self.get(number, texts)?.name),
                    }
                }
            };
            passes.push(pass);
            any |= pass;
        }
        Ok(any)
    }
}

/// Collects the items of a segment that is written and gives each a number.
#[derive(Default)]
pub(super) struct ItemInterner {
    rows: Vec<[u8; BYTES]>,
    numbers: std::collections::HashMap<(u32, u32, u8), u32>,
}

impl ItemInterner {
    /// The number of a line's item.
    pub(super) fn number<'l>(&mut self, line: &'l FeeLine, texts: &mut Interner<'l>) -> u32 {
        let code = texts.number(line.item.as_str());
        let name = texts.number(line.name.as_str());
        let kind = line.kind.code();
        let next = self.rows.len() as u32;
        let number = *self.numbers.entry((code, name, kind)).or_insert(next);
        if number == next {
            let mark = ItemMark::of(line.item.as_str());
            let mut row = [0; BYTES];
            let parts = mark
                .hash
                .to_le_bytes()
                .into_iter()
                .chain(mark.head)
                .chain(code.to_le_bytes())
                .chain(name.to_le_bytes())
                .chain([kind, u8::from(mark.shows_kind)]);
            row.iter_mut().zip(parts).for_each(|(slot, byte)| *slot = byte);
            self.rows.push(row);
        }
        number
    }

    /// Appends the items as they go to the disk.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&(self.rows.len() as u32).to_le_bytes());
        bytes.extend_from_slice(self.rows.as_flattened());
    }
}
