//! 既往 · Joins what the store remembers of a person to the record that a
//! request brought, and says how far back the result reaches.
//!
//! The request wins: what it says of an encounter, and every line that it
//! carries, stands. Remembered lines of an encounter that the request carries
//! become context of that encounter, so that a message with nothing but the new
//! orders of a stay is judged together with the earlier ones. Everything
//! remembered is context, never under review.
//!
//! A settlement carries the whole bill: of the encounters that it is about nothing
//! remembered counts beside it, be it proposed or charged before.

use crate::identifier::identifies;
use domain::{
    Day, Encounter, EncounterId, FeeLine, Finding, HistoryReach, InstitutionCode, ItemKind, ItemMark, LineId,
    PrescriptionId, Record, Stage,
};
use foldhash::{HashMap, HashSet};
use rulebook::Relevance;
use store::{History, Store, StoreError, Wanted};

/// 记忆范围 · whose encounters reach this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// 统筹区: every institution of the pool reports here
    Region,
    /// 本机构: only the institution that asks
    Institution,
}

/// What is asked of the past.
#[derive(Debug)]
pub struct Lookback<'l> {
    /// 环节: at a settlement, what is remembered of the encounters that it is about counts no more
    pub stage: Stage,
    /// how many days before the first service day under review
    pub days: i32,
    /// whose encounters the store has
    pub scope: Scope,
    /// of which items lines of other encounters are wanted
    pub relevance: Relevance<'l>,
}

/// What the request asks the store for.
struct Question<'r, 'l> {
    relevance: Relevance<'l>,
    sent: HashSet<(&'r str, &'r str, &'r str)>,
}

impl<'r, 'l> Question<'r, 'l> {
    fn of(record: &'r Record, relevance: Relevance<'l>) -> Self {
        let sent = record.lines.iter().filter_map(|line| {
            let visit = record.encounters.get(line.encounter as usize)?;
            Some((visit.institution.code.as_str(), visit.id.as_str(), line.id.as_str()))
        });
        Self {
            sent: sent.collect(),
            relevance,
        }
    }
}

impl Wanted for Question<'_, '_> {
    fn wants_mark(&self, mark: ItemMark, kind: ItemKind) -> Option<bool> {
        self.relevance.concerns_mark(mark, kind)
    }

    fn wants_code(&mut self, mark: ItemMark, code: &str, kind: ItemKind) -> Option<bool> {
        self.relevance.concerns_code(mark, code, kind)
    }

    fn wants_name(&mut self, name: &str) -> bool {
        self.relevance.concerns_name(name)
    }

    fn has_line(&self, visit: &Encounter, line: &str) -> bool {
        self.sent
            .contains(&(visit.institution.code.as_str(), visit.id.as_str(), line))
    }
}

/// Reads the history of the record's person and merges it. A person whom the identifier does not identify
/// has none.
///
/// The record then reaches back to the first day from which the store knows everything. A store that
/// has recorded nothing yet vouches for no day before the first one under review.
///
/// # Errors
/// What the store said; the record is left without history then ([`HistoryReach::Absent`]).
pub fn recall(store: &Store, record: &mut Record, lookback: Lookback<'_>) -> Result<(), StoreError> {
    let carried: HashSet<(EncounterId, InstitutionCode)> = record.encounters.iter().map(name_of).collect();
    let recalled = remember(store, record, lookback);
    // Of the encounters that the request carries everything is there that is known; of others the store has said it.
    record.mark_told_by_lines(|encounter| carried.contains(&name_of(encounter)));
    recalled
}

fn remember(store: &Store, record: &mut Record, lookback: Lookback<'_>) -> Result<(), StoreError> {
    record.history = HistoryReach::Absent;
    let Some(first) = first_service_day(record) else {
        return Ok(());
    };
    if !identifies(&record.person.id) {
        return Ok(());
    }
    let since = first.plus_days(-lookback.days.max(0));
    let known_since = store.known_since().unwrap_or(first);
    let mut question = Question::of(record, lookback.relevance);
    let history = store.history(&record.person.id, since, &record.encounters, &mut question)?;
    let reach = history.complete_from(since).max(known_since);
    merge(record, history, lookback.stage);
    record.history = match lookback.scope {
        Scope::Region => HistoryReach::Since(reach),
        Scope::Institution => HistoryReach::OwnInstitutionSince(reach),
    };
    Ok(())
}

/// The earliest day of what is under review.
fn first_service_day(record: &Record) -> Option<Day> {
    let lines = record
        .lines
        .iter()
        .filter(|line| line.current)
        .map(|line| line.at.day());
    let encounters = record
        .encounters
        .iter()
        .filter(|encounter| encounter.current)
        .map(|encounter| encounter.begin.day());
    lines.chain(encounters).min()
}

/// Ids of encounters are unique only within an institution.
fn name_of(encounter: &Encounter) -> (EncounterId, InstitutionCode) {
    (encounter.id.clone(), encounter.institution.code.clone())
}

/// Adds what the request did not carry itself and restores the order of the record.
fn merge(record: &mut Record, history: History, stage: Stage) {
    let own = Encounter::first_places(&record.encounters);
    let carried: HashMap<(&EncounterId, &InstitutionCode), usize> = (record.encounters.iter().zip(&own))
        .map(|(encounter, first)| ((&encounter.id, &encounter.institution.code), *first))
        .collect();
    let mut places = Vec::with_capacity(history.encounters.len());
    let mut remembered = Vec::with_capacity(history.encounters.len());
    for encounter in history.encounters {
        let place = carried.get(&(&encounter.id, &encounter.institution.code)).copied();
        places.push(place.unwrap_or(own.len() + remembered.len()));
        if place.is_none() {
            remembered.push(Encounter {
                current: false,
                ..encounter
            });
        }
    }
    record.encounters.append(&mut remembered);
    let remembered = history.lines.into_iter().zip(history.billed);
    let mut lines = still_standing(record, &own, stage, &places, remembered);
    // The past in front, so that most records are in order already.
    lines.append(&mut record.lines);
    record.lines = lines;
    record.sort();
}

/// The remembered lines that the request neither carries nor withdraws, as context of the encounter
/// at their place. `own` tells where each of the request's encounters stands first.
fn still_standing(
    record: &Record,
    own: &[usize],
    stage: Stage,
    places: &[usize],
    remembered: impl Iterator<Item = (FeeLine, bool)>,
) -> Vec<FeeLine> {
    let place = |line: &FeeLine| own.get(line.encounter as usize).copied();
    let sent: HashSet<(usize, &LineId)> = record
        .lines
        .iter()
        .filter_map(|line| Some((place(line)?, &line.id)))
        .collect();
    let prescriptions: HashSet<(usize, &PrescriptionId)> = record
        .lines
        .iter()
        .filter_map(|line| Some((place(line)?, line.prescription.as_ref()?)))
        .collect();
    // A settlement carries all that counts of what it is about, so what was charged before and is not on
    // the bill any more was taken off it.
    let settled = |place: usize| {
        let visit = record.encounters.get(place);
        stage == Stage::Settlement && visit.is_some_and(|visit| visit.current)
    };
    // A prescription is sent whole, so what it had before and has no more was deleted.
    let rewritten = |place: usize, line: &FeeLine| {
        let prescription = line.prescription.as_ref();
        prescription.is_some_and(|id| prescriptions.contains(&(place, id)))
    };
    remembered
        .filter_map(|(line, billed)| {
            let place = places.get(line.encounter as usize).copied()?;
            let replaced = settled(place) || sent.contains(&(place, &line.id));
            if replaced || (!billed && rewritten(place, &line)) {
                return None;
            }
            Some(FeeLine {
                encounter: u32::try_from(place).ok()?,
                current: false,
                ..line
            })
        })
        .collect()
}

/// 请求自带的既往明细 · lines that the request itself carried as context. All others that are not
/// under review come from memory.
pub(crate) struct SentContext(HashSet<(LineId, (EncounterId, InstitutionCode))>);

impl SentContext {
    /// Of a record before anything was recalled.
    pub(crate) fn of(record: &Record) -> Self {
        let context = record.lines.iter().filter(|line| !line.current);
        let place = |line: &FeeLine| record.encounters.get(line.encounter as usize);
        Self(
            context
                .filter_map(|line| {
                    let visit = place(line)?;
                    Some((line.id.clone(), name_of(visit)))
                })
                .collect(),
        )
    }

    fn has(&self, line: &FeeLine, visit: &Encounter) -> bool {
        self.0.contains(&(line.id.clone(), name_of(visit)))
    }
}

/// Leaves in the findings only lines that the request itself carried: its sender looks the others up
/// in vain. They have no money of the finding, so its amount is that of the lines which stay.
pub(crate) fn keep_sent_lines(findings: &mut [Finding], record: &Record, context: &SentContext) {
    for finding in findings {
        finding.lines.retain(|line| {
            let found = record.lines.get(line.index as usize);
            let place = found.and_then(|line| record.encounters.get(line.encounter as usize));
            found
                .zip(place)
                .is_some_and(|(line, visit)| line.current || context.has(line, visit))
        });
    }
}

#[cfg(test)]
mod tests;
