//! A person on disk: how late the latest forgotten thing was, a directory of the
//! remembered encounters, oldest first, and their segments. One row a person, so
//! that a history is one look-up, and a visit replaces one segment of it.

use super::BadRow;
use crate::memory::Remembered;
use domain::{Encounter, EncounterId, InstitutionCode, Moment, lasting_hash};
use std::borrow::Cow;

/// begin 8, last 8, name 8, lines 4, end of the segment 4
const ENTRY_BYTES: usize = 32;
/// Nothing of the person had to be forgotten.
const NOTHING_FORGOTTEN: i64 = i64::MIN;

/// What is known of a remembered encounter without reading its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) begin: Moment,
    /// the last thing known to have happened in the encounter
    pub(crate) last: Moment,
    /// see [`name_of`]
    pub(crate) name: u64,
    /// how many lines it has
    pub(crate) lines: u32,
}

impl Head {
    /// The head of an encounter that is to be written.
    pub(crate) fn of(remembered: &Remembered) -> Self {
        let encounter = &remembered.encounter;
        Self {
            begin: encounter.begin,
            last: remembered.last(),
            name: name_of(&encounter.id, &encounter.institution.code),
            lines: remembered.lines.len() as u32,
        }
    }

    /// The order of the directory.
    pub(crate) fn rank(&self) -> (Moment, u64) {
        (self.begin, self.name)
    }
}

/// Ids are unique only within an institution.
pub(crate) fn is_same(one: &Encounter, id: &EncounterId, institution: &InstitutionCode) -> bool {
    one.id == *id && one.institution.code == *institution
}

/// A hash of an encounter's id and institution, which tells apart all but the unluckiest.
pub(crate) fn name_of(encounter: &EncounterId, institution: &InstitutionCode) -> u64 {
    lasting_hash(encounter.as_str()).rotate_left(1) ^ lasting_hash(institution.as_str())
}

/// Things by the names of their encounters, each of which is hashed once: a message may tell of thousands.
#[derive(Debug)]
pub(crate) struct ByName<T>(Vec<(u64, T)>);

impl<T> ByName<T> {
    pub(crate) fn new(named: impl Iterator<Item = (u64, T)>) -> Self {
        let mut named: Vec<(u64, T)> = named.collect();
        named.sort_by_key(|(name, _)| *name);
        Self(named)
    }

    /// All that have this name, in the order in which they were given.
    pub(crate) fn get(&self, name: u64) -> &[(u64, T)] {
        let from = self.0.partition_point(|(other, _)| *other < name);
        let (_, rest) = self.0.split_at(from);
        let (alike, _) = rest.split_at(rest.partition_point(|(other, _)| *other == name));
        alike
    }
}

/// One remembered encounter: what the directory says, and its segment.
#[derive(Debug, Clone)]
pub(crate) struct Held<'a> {
    pub(crate) head: Head,
    pub(crate) segment: Cow<'a, [u8]>,
}

/// A person's row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person<'a> {
    /// the time of the latest thing that had to be forgotten
    pub(crate) forgotten: Option<Moment>,
    /// oldest first
    pub(crate) encounters: Vec<Held<'a>>,
}

/// Reads a person's row without its segments, after verifying its checksum.
pub(crate) fn decode_person(bytes: &[u8]) -> Result<Person<'_>, BadRow> {
    let incomplete = || BadRow::new("就诊目录不完整");
    let (forgotten, rest) = super::open(bytes)?.split_first_chunk().ok_or_else(incomplete)?;
    let forgotten = i64::from_le_bytes(*forgotten);
    let (count, rest) = super::split_u32(rest)?;
    let size = (count as usize).checked_mul(ENTRY_BYTES).ok_or_else(incomplete)?;
    let (directory, segments) = rest.split_at_checked(size).ok_or_else(incomplete)?;
    let mut encounters = Vec::with_capacity(count as usize);
    let mut from = 0;
    for entry in directory.as_chunks::<ENTRY_BYTES>().0 {
        let (head, end) = read_entry(entry).ok_or_else(incomplete)?;
        let segment = segments.get(from..end).ok_or_else(incomplete)?;
        from = end;
        encounters.push(Held {
            head,
            segment: Cow::Borrowed(segment),
        });
    }
    if from != segments.len() {
        return Err(BadRow::new("行尾有多余内容"));
    }
    Ok(Person {
        forgotten: (forgotten != NOTHING_FORGOTTEN).then(|| Moment::from_epoch_seconds(forgotten)),
        encounters,
    })
}

fn read_entry(entry: &[u8; ENTRY_BYTES]) -> Option<(Head, usize)> {
    let (words, _) = entry.as_chunks::<8>();
    let [begin, last, name, _] = words else { return None };
    let (halves, _) = entry.as_chunks::<4>();
    let [.., lines, end] = halves else { return None };
    let head = Head {
        begin: Moment::from_epoch_seconds(i64::from_le_bytes(*begin)),
        last: Moment::from_epoch_seconds(i64::from_le_bytes(*last)),
        name: u64::from_le_bytes(*name),
        lines: u32::from_le_bytes(*lines),
    };
    Some((head, u32::from_le_bytes(*end) as usize))
}

/// The row of a person; the encounters are brought into order.
pub(crate) fn encode_person(mut person: Person<'_>) -> Result<Vec<u8>, BadRow> {
    person.encounters.sort_by_key(|held| held.head.rank());
    let size: usize = person.encounters.iter().map(|held| held.segment.len()).sum();
    let mut bytes = super::start(12 + person.encounters.len() * ENTRY_BYTES + size);
    let forgotten = person.forgotten.map_or(NOTHING_FORGOTTEN, Moment::epoch_seconds);
    bytes.extend_from_slice(&forgotten.to_le_bytes());
    bytes.extend_from_slice(&(person.encounters.len() as u32).to_le_bytes());
    let mut end = 0_usize;
    for Held { head, segment } in &person.encounters {
        end += segment.len();
        let end = u32::try_from(end).map_err(|_| BadRow::new("参保人历史超过可存长度"))?;
        bytes.extend_from_slice(&head.begin.epoch_seconds().to_le_bytes());
        bytes.extend_from_slice(&head.last.epoch_seconds().to_le_bytes());
        bytes.extend_from_slice(&head.name.to_le_bytes());
        bytes.extend_from_slice(&head.lines.to_le_bytes());
        bytes.extend_from_slice(&end.to_le_bytes());
    }
    for held in &person.encounters {
        bytes.extend_from_slice(&held.segment);
    }
    Ok(super::finish(bytes))
}
