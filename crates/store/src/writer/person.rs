//! Remembering a visit: each of its encounters is merged into the person's past.

use super::apply::Applier;
use crate::key;
use crate::memory::Remembered;
use crate::merge::merge;
use crate::row::{Head, decode_encounter, encode_encounter, peek};
use crate::tables::NOTHING_FORGOTTEN;
use crate::{StoreError, Visit};
use domain::{EncounterId, InstitutionCode, Moment, PersonId};
use redb::ReadableTable;

/// One remembered encounter without its content.
pub(super) struct Held {
    pub(super) key: Vec<u8>,
    pub(super) head: Head,
    encounter: EncounterId,
    institution: InstitutionCode,
}

impl Held {
    /// True for this visit at this institution; ids are unique only within one.
    pub(super) fn is(&self, encounter: &EncounterId, institution: &InstitutionCode) -> bool {
        self.encounter == *encounter && self.institution == *institution
    }
}

impl Applier<'_> {
    /// Merges a visit into the person's past, then forgets what is beyond age and bounds.
    pub(super) fn remember(&mut self, visit: &Visit) -> Result<(), StoreError> {
        let person = &visit.person.id;
        // Without an identity the past of strangers would flow together.
        if person.is_empty() {
            self.tally.unattached += 1;
            return Ok(());
        }
        let stray = visit
            .lines
            .iter()
            .filter(|line| line.encounter as usize >= visit.encounters.len())
            .count();
        self.tally.unattached += stray as u64;

        let mut heads = self.heads(person)?;
        for (index, encounter) in visit.encounters.iter().enumerate() {
            let lines = visit.lines.iter().filter(|line| line.encounter as usize == index);
            let known = heads
                .iter()
                .position(|held| held.is(&encounter.id, &encounter.institution.code));
            let before = known.map(|position| heads.swap_remove(position));
            let remembered = match &before {
                Some(held) => Some(self.load(&held.key)?),
                None => None,
            };
            let merged = merge(remembered, encounter, lines, visit.billed);
            let key = key::encounter_key(person, encounter);
            if let Some(before) = before.filter(|before| before.key != key) {
                self.tables.encounters.remove(before.key.as_slice())?;
            }
            let head = self.save(person, &key, merged)?;
            let (encounter, institution) = (encounter.id.clone(), encounter.institution.code.clone());
            heads.push(Held {
                key,
                head,
                encounter,
                institution,
            });
        }
        self.retain(person, heads)
    }

    /// The person's remembered encounters, oldest first.
    pub(super) fn heads(&self, person: &PersonId) -> Result<Vec<Held>, StoreError> {
        let (from, to) = key::person_range(person);
        let mut heads = Vec::new();
        for row in self.tables.encounters.range::<&[u8]>(from.as_slice()..to.as_slice())? {
            let (key, row) = row?;
            let parts = key::parse(key.value())?;
            heads.push(Held {
                head: peek(row.value()).map_err(|bad| bad.in_table("就诊"))?,
                encounter: EncounterId::new(parts.encounter),
                institution: InstitutionCode::new(parts.institution),
                key: key.value().to_vec(),
            });
        }
        Ok(heads)
    }

    /// The content of a remembered encounter.
    pub(super) fn load(&self, key: &[u8]) -> Result<Remembered, StoreError> {
        let missing = || StoreError::DamagedRow {
            table: "就诊",
            what: "键无对应内容".to_owned(),
        };
        let row = self.tables.encounters.get(key)?.ok_or_else(missing)?;
        decode_encounter(row.value())
            .and_then(|decoded| decoded.into_remembered())
            .map_err(|bad| bad.in_table("就诊"))
    }

    /// Writes a remembered encounter, within the bound of lines, and gives its head.
    pub(super) fn save(
        &mut self,
        person: &PersonId,
        key: &[u8],
        mut remembered: Remembered,
    ) -> Result<Head, StoreError> {
        let surplus = remembered.bound_lines(self.options.lines_per_person_max);
        let (row, head) = encode_encounter(&remembered).map_err(|bad| bad.in_table("就诊"))?;
        // The same order checked again, the most common call of all, teaches nothing new.
        let known = self
            .tables
            .encounters
            .get(key)?
            .is_some_and(|before| before.value() == row.as_slice());
        if !known {
            self.tables.encounters.insert(key, row.as_slice())?;
        }
        let forgotten = surplus.map(|(newest, lines)| {
            self.tally.dropped_lines += lines;
            newest
        });
        self.note_person(person.as_str(), forgotten)?;
        Ok(head)
    }

    /// Keeps the person known, and how late the latest forgotten thing was.
    pub(super) fn note_person(&mut self, person: &str, forgotten: Option<Moment>) -> Result<(), StoreError> {
        let before = self.tables.persons.get(person)?.map(|value| value.value());
        let until = forgotten
            .map_or(NOTHING_FORGOTTEN, Moment::epoch_seconds)
            .max(before.unwrap_or(NOTHING_FORGOTTEN));
        if before != Some(until) {
            self.tables.persons.insert(person, until)?;
        }
        Ok(())
    }
}
