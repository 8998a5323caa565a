//! What joins a record, what does not, and what its sender is told.

use super::*;
use crate::testing::{block, encounter, line, record};
use domain::{FindingLine, Institution, LineRole, Money};

fn prescribed(line: FeeLine, prescription: &str) -> FeeLine {
    FeeLine {
        prescription: Some(prescription.into()),
        ..line
    }
}

/// An earlier visit, and what is remembered of the one that the requests below carry.
fn history() -> History {
    History {
        encounters: vec![encounter("old", "2026-01-05"), encounter("same", "2026-03-01")],
        lines: vec![
            line("L1", 0, "2026-01-06"),
            line("L9", 0, "2026-01-07"),
            prescribed(line("charged", 1, "2026-03-01"), "CF1"),
            prescribed(line("deleted", 1, "2026-03-01"), "CF1"),
            prescribed(line("other", 1, "2026-03-01"), "CF2"),
            line("plain", 1, "2026-03-01"),
        ],
        billed: vec![true, true, true, false, false, false],
        forgotten_until: None,
    }
}

fn request() -> Record {
    record(
        vec![encounter("same", "2026-03-01")],
        vec![prescribed(line("L9", 0, "2026-03-02"), "CF1")],
    )
}

/// The lines as (id, encounter, under review).
fn lines(record: &Record) -> Vec<(&str, u32, bool)> {
    let seen = |line: &FeeLine| (line.encounter, line.current);
    let all = record.lines.iter().map(|line| (line.id.as_str(), seen(line)));
    all.map(|(id, (place, current))| (id, place, current)).collect()
}

#[test]
fn earlier_orders_of_the_stay_are_its_context_and_the_request_wins() {
    let mut record = request();
    merge(&mut record, history(), Stage::Prescribing);
    let encounters: Vec<(&str, bool)> = record.encounters.iter().map(|e| (e.id.as_str(), e.current)).collect();
    assert_eq!(encounters, [("old", false), ("same", true)]);
    let expected = [
        ("L1", 0, false),
        ("L9", 0, false),
        ("charged", 1, false),
        ("other", 1, false),
        ("plain", 1, false),
        ("L9", 1, true),
    ];
    assert_eq!(lines(&record), expected);
}

#[test]
fn a_settlement_replaces_what_is_remembered_of_its_visit_charged_or_not() {
    let mut record = request();
    merge(&mut record, history(), Stage::Settlement);
    assert_eq!(
        lines(&record),
        [("L1", 0, false), ("L9", 0, false), ("L9", 1, true)],
        "what was charged and is not on the bill any more was taken off it"
    );
}

#[test]
fn a_settlement_replaces_nothing_of_the_visits_it_carries_as_context() {
    let now = encounter("now", "2026-03-09");
    let context = Encounter {
        current: false,
        ..encounter("same", "2026-03-01")
    };
    let resent = FeeLine {
        current: false,
        ..line("charged", 0, "2026-03-01")
    };
    let mut record = record(vec![context, now], vec![resent, line("L9", 1, "2026-03-09")]);
    merge(&mut record, history(), Stage::Settlement);
    let expected = [
        ("L1", 0, false),
        ("L9", 0, false),
        ("charged", 1, false),
        ("deleted", 1, false),
        ("other", 1, false),
        ("plain", 1, false),
        ("L9", 2, true),
    ];
    assert_eq!(lines(&record), expected);
}

#[test]
fn visits_of_one_institution_may_number_their_lines_alike() {
    let mut record = request();
    merge(&mut record, history(), Stage::Prescribing);
    let alike: Vec<_> = lines(&record).into_iter().filter(|(id, ..)| *id == "L9").collect();
    assert_eq!(alike, [("L9", 0, false), ("L9", 1, true)]);
}

#[test]
fn a_visit_in_several_pieces_is_one_visit() {
    let mut record = record(
        vec![encounter("same", "2026-03-01"), encounter("same", "2026-03-01")],
        vec![
            line("plain", 1, "2026-03-02"),
            prescribed(line("new", 1, "2026-03-02"), "CF2"),
        ],
    );
    merge(&mut record, history(), Stage::Prescribing);
    let ids: Vec<&str> = lines(&record).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["L1", "L9", "charged", "deleted", "new", "plain"]);
}

#[test]
fn another_institution_may_use_the_same_ids() {
    let elsewhere = |id: &str, begin: &str| Encounter {
        institution: Institution {
            code: "H2".into(),
            ..Institution::default()
        },
        ..encounter(id, begin)
    };
    let mut record = request();
    let past = History {
        encounters: vec![elsewhere("same", "2026-02-01")],
        lines: vec![line("L9", 0, "2026-02-01")],
        billed: vec![false],
        forgotten_until: None,
    };
    merge(&mut record, past, Stage::Settlement);
    assert_eq!(record.encounters.len(), 2);
    assert_eq!(lines(&record), [("L9", 0, false), ("L9", 1, true)]);
}

#[test]
fn the_sender_is_told_of_its_own_lines_only() {
    let request = request();
    let sent = SentContext::of(&request);
    let mut record = request;
    let mut past = history();
    past.lines.push(FeeLine {
        id: "L9".into(),
        ..line("L9", 2, "2026-01-02")
    });
    past.billed.push(true);
    past.encounters.push(Encounter {
        institution: Institution {
            code: "H2".into(),
            ..Institution::default()
        },
        ..encounter("same", "2026-01-02")
    });
    merge(&mut record, past, Stage::Prescribing);
    let blamed = record.lines.iter().zip(0_u32..).map(|(line, index)| FindingLine {
        index,
        id: line.id.clone(),
        encounter: record.encounter_of(line).id.clone(),
        role: LineRole::Violating,
        amount: Money::from_fen(100),
    });
    let finding = Finding {
        lines: blamed.collect(),
        amount: Money::from_fen(700),
        ..block("A")
    };
    assert_eq!(finding.lines.len(), 7);
    let mut findings = [finding];
    keep_sent_lines(&mut findings, &record, &sent);
    let [finding] = findings;
    let kept: Vec<(&str, u32)> = finding
        .lines
        .iter()
        .map(|line| (line.id.as_str(), line.index))
        .collect();
    assert_eq!(kept, [("L9", 6)]);
    assert_eq!(finding.amount, Money::from_fen(700));
}

#[test]
fn the_window_counts_from_the_first_line_under_review() {
    let record = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-02-27")]);
    assert_eq!(first_service_day(&record), Some(Day::parse("2026-02-27").unwrap()));
}
