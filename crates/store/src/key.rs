//! Keys of remembered encounters. A person's encounters lie together, in order of
//! their begin, so that one range scan returns a history.
//!
//! `person · FE · begin (8 bytes, order-preserving) · encounter · FE · institution`.
//! No UTF-8 text contains the byte `FE` or `FF`, so no id can run into the next part.

use crate::StoreError;
use domain::{Encounter, Moment, PersonId};

const SEPARATOR: u8 = 0xFE;
const AFTER_SEPARATOR: u8 = 0xFF;
const SIGN_BIT: u64 = 1 << 63;

/// What a key says.
pub(crate) struct KeyParts<'a> {
    pub(crate) person: &'a str,
    pub(crate) begin: Moment,
    pub(crate) encounter: &'a str,
    pub(crate) institution: &'a str,
}

/// The half-open range of a person's keys.
pub(crate) fn person_range(person: &PersonId) -> (Vec<u8>, Vec<u8>) {
    let bound = |byte: u8| {
        let mut key = person.as_str().as_bytes().to_vec();
        key.push(byte);
        key
    };
    (bound(SEPARATOR), bound(AFTER_SEPARATOR))
}

/// The key of a person's encounter.
pub(crate) fn encounter_key(person: &PersonId, encounter: &Encounter) -> Vec<u8> {
    let (person, id, institution) = (
        person.as_str(),
        encounter.id.as_str(),
        encounter.institution.code.as_str(),
    );
    let mut key = Vec::with_capacity(person.len() + id.len() + institution.len() + 10);
    key.extend_from_slice(person.as_bytes());
    key.push(SEPARATOR);
    key.extend_from_slice(&(encounter.begin.epoch_seconds() as u64 ^ SIGN_BIT).to_be_bytes());
    key.extend_from_slice(id.as_bytes());
    key.push(SEPARATOR);
    key.extend_from_slice(institution.as_bytes());
    key
}

/// Reads a key.
pub(crate) fn parse(key: &[u8]) -> Result<KeyParts<'_>, StoreError> {
    let damaged = || StoreError::DamagedRow {
        table: "就诊",
        what: "键不可读".to_owned(),
    };
    let (person, rest) = split(key).ok_or_else(damaged)?;
    let (begin, rest) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    let (encounter, institution) = split(rest).ok_or_else(damaged)?;
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| damaged());
    Ok(KeyParts {
        person: text(person)?,
        begin: Moment::from_epoch_seconds((u64::from_be_bytes(*begin) ^ SIGN_BIT) as i64),
        encounter: text(encounter)?,
        institution: text(institution)?,
    })
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let position = bytes.iter().position(|&byte| byte == SEPARATOR)?;
    Some((bytes.get(..position)?, bytes.get(position + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begin_bytes_keep_the_order_of_time() {
        let bytes = |seconds: i64| (seconds as u64 ^ SIGN_BIT).to_be_bytes();
        let mut times = [5_i64, -7, 0, i64::MAX, i64::MIN, 1_760_000_000];
        times.sort_unstable();
        assert!(times.is_sorted_by_key(|&time| bytes(time)));
    }

    #[test]
    fn one_persons_range_holds_no_other_person() {
        let (from, to) = person_range(&PersonId::new("A"));
        let (other, _) = person_range(&PersonId::new("A1"));
        assert!(from < to && !(from <= other && other < to));
    }
}
