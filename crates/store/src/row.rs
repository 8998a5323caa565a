//! How rows look on disk: one version byte, a checksum, and a body.
//!
//! The row types are the store's own; `domain` knows no serialisation. A row is
//! checked before it is believed, so that a flipped bit is an error and never a
//! wrong amount.

mod call;
mod code;
mod encounter;
mod feedback;
mod item;
mod line;
mod person;
mod text;

pub(crate) use call::{decode_call, encode_call};
pub(crate) use encounter::{decode_encounter, encode_encounter};
pub(crate) use feedback::{decode_feedback, encode_feedback};
pub(crate) use person::{ByName, Head, Held, Person, decode_person, encode_person, is_same, name_of};

use crate::StoreError;
use serde::{Deserialize, Serialize};

/// Version of all row layouts; a change of any of them raises it and keeps the old reader.
const ROW_VERSION: u8 = 2;
/// Version byte and checksum.
const ENVELOPE_BYTES: usize = 5;

/// Why bytes are not a row; the caller knows of which table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadRow(pub(crate) String);

impl BadRow {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        BadRow(what.into())
    }

    /// Names the table in which the row was found.
    pub(crate) fn in_table(self, table: &'static str) -> StoreError {
        StoreError::DamagedRow { table, what: self.0 }
    }
}

impl From<postcard::Error> for BadRow {
    fn from(error: postcard::Error) -> Self {
        BadRow(format!("内容不可读（{error}）"))
    }
}

/// Starts a row: the version and room for the checksum.
fn start(capacity: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(capacity + ENVELOPE_BYTES);
    bytes.push(ROW_VERSION);
    bytes.extend_from_slice(&[0; 4]);
    bytes
}

/// Ends a row: fills in the checksum.
fn finish(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = checksum(bytes.get(ENVELOPE_BYTES..).unwrap_or_default()).to_le_bytes();
    for (slot, byte) in bytes.iter_mut().skip(1).zip(sum) {
        *slot = byte;
    }
    bytes
}

/// A whole row of one serialisable value.
fn seal(body: &impl Serialize) -> Result<Vec<u8>, BadRow> {
    Ok(finish(postcard::to_extend(body, start(256))?))
}

/// The body of a row whose version and checksum are right.
fn open(bytes: &[u8]) -> Result<&[u8], BadRow> {
    let (version, rest) = bytes.split_first().ok_or_else(|| BadRow::new("空值"))?;
    if *version != ROW_VERSION {
        return Err(BadRow(format!("行版本 {version} 不认识")));
    }
    let (sum, body) = rest.split_first_chunk::<4>().ok_or_else(|| BadRow::new("值不完整"))?;
    if u32::from_le_bytes(*sum) != checksum(body) {
        return Err(BadRow::new("校验和不符"));
    }
    Ok(body)
}

/// The value of a row of one serialisable value.
fn unseal<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, BadRow> {
    Ok(postcard::from_bytes(open(bytes)?)?)
}

/// The value at the front of a row, and what follows it.
fn unseal_front<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), BadRow> {
    Ok(postcard::take_from_bytes(open(bytes)?)?)
}

/// The number at the front of `bytes`, and what follows it.
fn split_u32(bytes: &[u8]) -> Result<(u32, &[u8]), BadRow> {
    let (number, rest) = bytes.split_first_chunk().ok_or_else(|| BadRow::new("值不完整"))?;
    Ok((u32::from_le_bytes(*number), rest))
}

/// A fast 32-bit checksum against accidents (folded multiplication, sixteen bytes at a time); no
/// protection against an attacker who can write the file.
fn checksum(bytes: &[u8]) -> u32 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let fold = |state: u64, pair: u128| {
        let product = u128::from(pair as u64 ^ state) * u128::from((pair >> 64) as u64 ^ ODD);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let (pairs, rest) = bytes.as_chunks::<16>();
    let state = pairs.iter().fold(bytes.len() as u64 ^ ODD, |state, pair| {
        fold(state, u128::from_le_bytes(*pair))
    });
    let last = rest
        .iter()
        .rev()
        .fold(1_u128, |word, &byte| (word << 8) | u128::from(byte));
    let state = fold(fold(state, last), u128::from(ODD));
    (state ^ (state >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let row = seal(&("二甲双胍", 1153_i64, vec![1_u8, 2, 3])).unwrap();
        assert!(unseal::<(&str, i64, Vec<u8>)>(&row).is_ok());
        for position in 0..row.len() {
            assert!(open(&row[..position]).is_err());
            for bit in 0..8 {
                let mut torn = row.clone();
                torn[position] ^= 1 << bit;
                assert!(open(&torn).is_err(), "byte {position}, bit {bit}");
            }
        }
    }
}
