//! Remembering a visit: each of its encounters is merged into the person's past.

use crate::memory::Remembered;
use crate::merge::merge;
use crate::row::{
    BadRow, ByName, Head, Held, Person, decode_encounter, decode_person, encode_encounter, is_same, name_of,
};
use crate::{CallEntry, StoreOptions, Visit};
use domain::{Encounter, EncounterId, FeeLine, InstitutionCode};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

/// What of a visit had to be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LeftOut {
    pub(crate) encounters: u64,
    pub(crate) lines: u64,
}

/// An encounter of a visit, in however many pieces it came, and its lines.
struct Told<'v> {
    encounter: &'v Encounter,
    name: u64,
    lines: Vec<&'v FeeLine>,
}

impl<'v> Told<'v> {
    /// The encounters of a visit.
    fn of(visit: &'v Visit) -> Vec<Self> {
        let mut told: Vec<Self> = Vec::with_capacity(visit.encounters.len());
        let mut places: Vec<usize> = Vec::with_capacity(visit.encounters.len());
        let first_places = Encounter::first_places(&visit.encounters);
        for (index, (encounter, first)) in visit.encounters.iter().zip(first_places).enumerate() {
            if first != index {
                places.push(places[first]);
                continue;
            }
            places.push(told.len());
            told.push(Self {
                encounter,
                name: name_of(&encounter.id, &encounter.institution.code),
                lines: Vec::new(),
            });
        }
        for line in &visit.lines {
            if let Some(&place) = places.get(line.encounter as usize) {
                told[place].lines.push(line);
            }
        }
        told
    }
}

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

/// Merges a visit into the person's past; gives what had to be left out. Of a visit with more encounters than are
/// remembered of a person only the newest are put among his.
pub(crate) fn remember(person: &mut Person<'_>, visit: &Visit, options: &StoreOptions) -> Result<LeftOut, BadRow> {
    let mut told = Told::of(visit);
    let encounters_max = options.encounters_per_person_max.max(1);
    if told.len() > encounters_max {
        told.sort_by_key(|one| Reverse((one.encounter.begin, one.name)));
    }
    let before = remembered_of(person, &told)?;
    let mut left_out = LeftOut::default();
    let mut gone: Vec<usize> = Vec::new();
    for (nth, (one, before)) in told.into_iter().zip(before).enumerate() {
        let (place, before) = before.unzip();
        let mut merged = merge(before, one.encounter, one.lines.into_iter(), visit.bills(one.encounter));
        if nth >= encounters_max {
            merged.bound_lines(options.lines_per_person_max);
            person.forgotten = person.forgotten.max(Some(merged.last()));
            left_out.encounters += 1;
            gone.extend(place);
            continue;
        }
        left_out.lines += put(person, place, merged, options)?;
    }
    // From behind, so that the places in front stay what they are.
    gone.sort_unstable();
    for place in gone.into_iter().rev() {
        person.encounters.swap_remove(place);
    }
    Ok(left_out)
}

/// Of each of these encounters its place among the person's and what is remembered of it, if anything is.
fn remembered_of(person: &Person<'_>, told: &[Told<'_>]) -> Result<Vec<Option<(usize, Remembered)>>, BadRow> {
    let by_name = ByName::new(told.iter().enumerate().map(|(index, one)| (one.name, index)));
    let mut remembered: Vec<Option<(usize, Remembered)>> = told.iter().map(|_| None).collect();
    for (place, held) in person.encounters.iter().enumerate() {
        for &(_, index) in by_name.get(held.head.name) {
            let decoded = decode_encounter(&held.segment)?;
            let one = told[index].encounter;
            if is_same(decoded.encounter(), &one.id, &one.institution.code) {
                remembered[index] = Some((place, decoded.into_remembered()?));
                break;
            }
        }
    }
    Ok(remembered)
}

/// Puts an encounter, within the bound of lines, among the person's, at its place where it has one; gives how many
/// lines had to be left out.
pub(crate) fn put(
    person: &mut Person<'_>,
    place: Option<usize>,
    mut remembered: Remembered,
    options: &StoreOptions,
) -> Result<u64, BadRow> {
    let mut dropped = 0;
    if let Some((newest, lines)) = remembered.bound_lines(options.lines_per_person_max) {
        dropped = lines;
        person.forgotten = person.forgotten.max(Some(newest));
    }
    let segment = encode_encounter(&remembered)?;
    let held = Held {
        head: Head::of(&remembered),
        segment: Cow::Owned(segment),
    };
    match place.and_then(|place| person.encounters.get_mut(place)) {
        Some(before) => *before = held,
        None => person.encounters.push(held),
    }
    Ok(dropped)
}

/// The place of an encounter among the person's and what is remembered of it, if anything is.
pub(crate) fn find(
    person: &Person<'_>,
    encounter: &EncounterId,
    institution: &InstitutionCode,
) -> Result<Option<(usize, Remembered)>, BadRow> {
    let name = name_of(encounter, institution);
    for (place, held) in person.encounters.iter().enumerate() {
        if held.head.name == name {
            let decoded = decode_encounter(&held.segment)?;
            if is_same(decoded.encounter(), encounter, institution) {
                return Ok(Some((place, decoded.into_remembered()?)));
            }
        }
    }
    Ok(None)
}
