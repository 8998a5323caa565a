//! 既往 · Joins what the store remembers of a person to the record that a
//! request brought, and says how far back the result reaches.
//!
//! The request wins: an encounter or a line that it carries is not taken from
//! memory as well. Everything remembered is context, never under review.

use domain::{Day, EncounterId, HistoryReach, LineId, Record};
use std::collections::HashSet;
use store::{History, Store, StoreError};

/// 记忆范围 · whose encounters reach this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// 统筹区: every institution of the pool reports here
    Region,
    /// 本机构: only the institution that asks
    Institution,
}

/// Reads the history of the record's person, `days` back from its first service day, and merges it.
/// A person without an identifier has none.
///
/// # Errors
/// What the store said; the record is left without history then ([`HistoryReach::Absent`]).
pub fn recall(store: &Store, record: &mut Record, days: i32, scope: Scope) -> Result<(), StoreError> {
    record.history = HistoryReach::Absent;
    let Some(first) = first_service_day(record) else {
        return Ok(());
    };
    if record.person.id.is_empty() {
        return Ok(());
    }
    let since = first.plus_days(-days.max(0));
    let under_review: Option<EncounterId> = record
        .encounters
        .iter()
        .find(|encounter| encounter.current)
        .map(|encounter| encounter.id.clone());
    let history = store.history(&record.person.id, since, under_review.as_ref())?;
    let reach = reach(&history, since);
    merge(record, history);
    record.history = match (reach, scope) {
        (None, _) => HistoryReach::Absent,
        (Some(day), Scope::Region) => HistoryReach::Since(day),
        (Some(day), Scope::Institution) => HistoryReach::OwnInstitutionSince(day),
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

/// The first day from which nothing is missing; none where nothing was kept of a truncated history.
fn reach(history: &History, since: Day) -> Option<Day> {
    if !history.truncated {
        return Some(since);
    }
    // The oldest encounter kept may have lost lines, so only the day after its first event is sure.
    let lines = history.lines.iter().map(|line| line.at.day());
    let encounters = history.encounters.iter().map(|encounter| encounter.begin.day());
    let oldest = if history.lines.is_empty() {
        encounters.min()
    } else {
        lines.min()
    };
    oldest.map(|day| day.plus_days(1).max(since))
}

/// Adds what the request did not carry itself and restores the order of the record.
fn merge(record: &mut Record, history: History) {
    let known_encounters: HashSet<EncounterId> =
        record.encounters.iter().map(|encounter| encounter.id.clone()).collect();
    let known_lines: HashSet<LineId> = record.lines.iter().map(|line| line.id.clone()).collect();
    let mut places = Vec::with_capacity(history.encounters.len());
    for mut encounter in history.encounters {
        if known_encounters.contains(&encounter.id) {
            places.push(None);
            continue;
        }
        places.push(u32::try_from(record.encounters.len()).ok());
        encounter.current = false;
        record.encounters.push(encounter);
    }
    for mut line in history.lines {
        let place = places.get(line.encounter as usize).copied().flatten();
        let (Some(place), false) = (place, known_lines.contains(&line.id)) else {
            continue;
        };
        line.encounter = place;
        line.current = false;
        record.lines.push(line);
    }
    record.sort();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{encounter, line, record};

    fn history(truncated: bool) -> History {
        History {
            encounters: vec![encounter("old", "2026-01-05"), encounter("same", "2026-03-01")],
            lines: vec![
                line("L1", 0, "2026-01-06"),
                line("L9", 0, "2026-01-07"),
                line("L2", 1, "2026-03-01"),
            ],
            truncated,
        }
    }

    #[test]
    fn what_the_request_carries_is_not_taken_from_memory() {
        let mut record = record(vec![encounter("same", "2026-03-01")], vec![line("L9", 0, "2026-03-02")]);
        merge(&mut record, history(false));
        let encounters: Vec<(&str, bool)> = record.encounters.iter().map(|e| (e.id.as_str(), e.current)).collect();
        assert_eq!(encounters, [("old", false), ("same", true)]);
        let lines: Vec<(&str, u32, bool)> = record
            .lines
            .iter()
            .map(|l| (l.id.as_str(), l.encounter, l.current))
            .collect();
        assert_eq!(lines, [("L1", 0, false), ("L9", 1, true)]);
    }

    #[test]
    fn reach_is_honest_about_what_was_forgotten() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(reach(&history(false), day("2025-12-01")), Some(day("2025-12-01")));
        assert_eq!(reach(&history(true), day("2025-12-01")), Some(day("2026-01-07")));
        assert_eq!(
            reach(
                &History {
                    truncated: true,
                    ..History::default()
                },
                day("2025-12-01")
            ),
            None
        );
    }

    #[test]
    fn the_window_counts_from_the_first_line_under_review() {
        let record = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-02-27")]);
        assert_eq!(first_service_day(&record), Some(Day::parse("2026-02-27").unwrap()));
    }
}
