//! Remembering a visit: each of its encounters is merged into the person's past.

use crate::memory::Remembered;
use crate::merge::merge;
use crate::row::{BadRow, Head, Held, Person, decode_encounter, decode_person, encode_encounter, is_same};
use crate::{CallEntry, StoreOptions, Visit};
use domain::{Encounter, EncounterId, InstitutionCode};
use std::borrow::Cow;
use std::sync::Arc;

/// The person's past as it will be when what waits is written to it.
pub(crate) fn joined<'r>(
    row: Option<&'r [u8]>,
    waiting: &[Arc<CallEntry>],
    options: &StoreOptions,
) -> Result<Person<'r>, BadRow> {
    let mut person = row.map_or_else(|| Ok(Person::default()), decode_person)?;
    for visit in waiting.iter().filter_map(|entry| entry.visit.as_ref()) {
        remember(&mut person, visit, options)?;
    }
    if !waiting.is_empty() {
        person.encounters.sort_by_key(|held| held.head.rank());
    }
    Ok(person)
}

/// Merges a visit into the person's past; gives how many lines had to be left out.
pub(crate) fn remember(person: &mut Person<'_>, visit: &Visit, options: &StoreOptions) -> Result<u64, BadRow> {
    let places = Encounter::first_places(&visit.encounters);
    let mut dropped = 0;
    for (index, encounter) in visit.encounters.iter().enumerate() {
        let is_own = |place: usize| places.get(place) == Some(&index);
        if !is_own(index) {
            continue;
        }
        let lines = visit.lines.iter().filter(|line| is_own(line.encounter as usize));
        let before = take(person, &encounter.id, &encounter.institution.code)?;
        let merged = merge(before, encounter, lines, visit.bills(encounter));
        dropped += put(person, merged, options)?;
    }
    Ok(dropped)
}

/// Puts an encounter, within the bound of lines, among the person's; gives how many lines had to be left
/// out.
pub(crate) fn put(person: &mut Person<'_>, mut remembered: Remembered, options: &StoreOptions) -> Result<u64, BadRow> {
    let mut dropped = 0;
    if let Some((newest, lines)) = remembered.bound_lines(options.lines_per_person_max) {
        dropped = lines;
        person.forgotten = person.forgotten.max(Some(newest));
    }
    let segment = encode_encounter(&remembered)?;
    person.encounters.push(Held {
        head: Head::of(&remembered),
        segment: Cow::Owned(segment),
    });
    Ok(dropped)
}

/// Takes an encounter out of the person's, if it is remembered.
pub(crate) fn take(
    person: &mut Person<'_>,
    encounter: &EncounterId,
    institution: &InstitutionCode,
) -> Result<Option<Remembered>, BadRow> {
    let mut found = None;
    for (position, held) in person.encounters.iter().enumerate() {
        if held.head.may_be(encounter, institution) {
            let decoded = decode_encounter(&held.segment)?;
            if is_same(decoded.encounter(), encounter, institution) {
                found = Some((position, decoded.into_remembered()?));
                break;
            }
        }
    }
    Ok(found.map(|(position, remembered)| {
        person.encounters.swap_remove(position);
        remembered
    }))
}
