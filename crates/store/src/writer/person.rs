//! A person's row: read, changed by a visit or a reply, and written.

use super::apply::Applier;
use crate::merge::withdraw;
use crate::remember::{find, put, remember};
use crate::row::{Person, decode_person, encode_person};
use crate::{StoreError, Visit, VisitId};
use domain::{EncounterId, InstitutionCode, LineId, PersonId};
use redb::ReadableTable;

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
            let left_out = remember(person, visit, applier.options).map_err(|bad| bad.in_table("就诊"))?;
            applier.tally.dropped += left_out.encounters;
            applier.tally.dropped_lines += left_out.lines;
            applier.retain(person);
            Ok(())
        })
    }

    /// Forgets the lines of the given ids in an encounter, charged or not.
    pub(super) fn withdraw(
        &mut self,
        person: &PersonId,
        encounter: &EncounterId,
        institution: &InstitutionCode,
        lines: &[LineId],
    ) -> Result<(), StoreError> {
        self.change(person, |applier, person| {
            let withdrawn = find(person, encounter, institution).and_then(|found| {
                let Some((place, mut remembered)) = found else {
                    return Ok(0);
                };
                withdraw(&mut remembered, lines);
                put(person, Some(place), remembered, applier.options)
            });
            applier.tally.dropped_lines += withdrawn.map_err(|bad| bad.in_table("就诊"))?;
            Ok(())
        })
    }

    /// Takes an encounter out of the person's past; false where it was not remembered. Nothing is missing of
    /// the past after that, because it did not happen.
    pub(super) fn forget_visit(&mut self, visit: &VisitId) -> Result<bool, StoreError> {
        let mut was_there = false;
        self.change(&visit.person, |_, person| {
            let found = find(person, &visit.encounter, &visit.institution).map_err(|bad| bad.in_table("就诊"))?;
            was_there = found.is_some();
            if let Some((place, _)) = found {
                person.encounters.swap_remove(place);
            }
            Ok(())
        })?;
        Ok(was_there)
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
        let more = person.encounters.len() as i64 - encounters;
        if person.encounters.is_empty() && person.forgotten.is_none() {
            if before.is_some() {
                self.tables.persons.remove(id.as_str())?;
                self.tally.encounters += more;
            }
            return Ok(());
        }
        let row = encode_person(person).map_err(|bad| bad.in_table("就诊"))?;
        // The same order checked again, the most common call of all, teaches nothing new.
        if before.is_none_or(|before| before != row) {
            self.tables.persons.insert(id.as_str(), row.as_slice())?;
            self.tally.encounters += more;
        }
        Ok(())
    }
}
