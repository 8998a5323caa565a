//! Remembering a visit: each of its encounters is merged into the person's past.

use super::apply::Applier;
use crate::memory::Remembered;
use crate::merge::{forget_proposals, merge};
use crate::row::{Head, Held, Person, decode_encounter, decode_person, encode_encounter, encode_person, is_same};
use crate::{StoreError, Visit};
use domain::{EncounterId, InstitutionCode, LineId, PersonId};
use redb::ReadableTable;
use std::borrow::Cow;

impl Applier<'_> {
    /// Merges a visit into the person's past, then forgets what is beyond age and bounds.
    pub(super) fn remember(&mut self, visit: &Visit) -> Result<(), StoreError> {
        // Without an identity the past of strangers would flow together.
        if visit.person.id.is_empty() {
            self.tally.unattached += 1;
            return Ok(());
        }
        let stray = visit
            .lines
            .iter()
            .filter(|line| line.encounter as usize >= visit.encounters.len())
            .count();
        self.tally.unattached += stray as u64;
        self.change(&visit.person.id, |applier, person| {
            for (index, encounter) in visit.encounters.iter().enumerate() {
                let lines = visit.lines.iter().filter(|line| line.encounter as usize == index);
                let before = take(person, &encounter.id, &encounter.institution.code)?;
                let merged = merge(before, encounter, lines, visit.billed);
                applier.put(person, merged)?;
            }
            applier.retain(person);
            Ok(())
        })
    }

    /// Forgets the proposed lines of the given ids in an encounter.
    pub(super) fn forget_proposals(
        &mut self,
        person: &PersonId,
        encounter: &EncounterId,
        institution: &InstitutionCode,
        lines: &[LineId],
    ) -> Result<(), StoreError> {
        self.change(person, |applier, person| {
            if let Some(mut remembered) = take(person, encounter, institution)? {
                forget_proposals(&mut remembered, lines);
                applier.put(person, remembered)?;
            }
            Ok(())
        })
    }

    /// Reads a person's row, changes it, and writes it where it became another.
    pub(super) fn change(
        &mut self,
        id: &PersonId,
        change: impl FnOnce(&mut Self, &mut Person<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let before = self.tables.persons.get(id.as_str())?.map(|row| row.value().to_vec());
        let mut person = match &before {
            Some(row) => decode_person(row).map_err(|bad| bad.in_table("就诊"))?,
            None => Person::default(),
        };
        let encounters = person.encounters.len() as i64;
        change(self, &mut person)?;
        if before.is_none() && person.encounters.is_empty() && person.forgotten.is_none() {
            return Ok(());
        }
        let more = person.encounters.len() as i64 - encounters;
        let row = encode_person(person).map_err(|bad| bad.in_table("就诊"))?;
        // The same order checked again, the most common call of all, teaches nothing new.
        if before.is_none_or(|before| before != row) {
            self.tables.persons.insert(id.as_str(), row.as_slice())?;
            self.tally.encounters += more;
        }
        Ok(())
    }

    /// Puts an encounter, within the bound of lines, among the person's.
    fn put(&mut self, person: &mut Person<'_>, mut remembered: Remembered) -> Result<(), StoreError> {
        if let Some((newest, lines)) = remembered.bound_lines(self.options.lines_per_person_max) {
            self.tally.dropped_lines += lines;
            person.forgotten = person.forgotten.max(Some(newest));
        }
        let segment = encode_encounter(&remembered).map_err(|bad| bad.in_table("就诊"))?;
        person.encounters.push(Held {
            head: Head::of(&remembered),
            segment: Cow::Owned(segment),
        });
        Ok(())
    }
}

/// Takes an encounter out of the person's, if it is remembered.
fn take(
    person: &mut Person<'_>,
    encounter: &EncounterId,
    institution: &InstitutionCode,
) -> Result<Option<Remembered>, StoreError> {
    let mut found = None;
    for (position, held) in person.encounters.iter().enumerate() {
        if held.head.may_be(encounter, institution) {
            let decoded = decode_encounter(&held.segment).map_err(|bad| bad.in_table("就诊"))?;
            if is_same(decoded.encounter(), encounter, institution) {
                found = Some((position, decoded.into_remembered().map_err(|bad| bad.in_table("就诊"))?));
                break;
            }
        }
    }
    Ok(found.map(|(position, remembered)| {
        person.encounters.swap_remove(position);
        remembered
    }))
}
