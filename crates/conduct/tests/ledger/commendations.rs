//! Commendations: what they propose, and only once verified (E06).

use crate::random_play::staff;
use crate::support::{Move, after, refused};
use conduct::commendation::Commendation;
use serde_json::{Value, json};

fn registered(kind: &str, group: bool, persons: Value) -> Move<'static> {
    let record = json!({"institution": "H1", "division": "990101", "kind": kind, "received_on": "2026-06-01",
                        "source": "送达", "seal": "S-2", "department": "试验一科", "persons": persons, "group": group,
                        "summary": "感谢"});
    ("2026-06-02", "行风甲", json!({"command": "register", "record": record}))
}

fn verified() -> Move<'static> {
    ("2026-06-03", "行风乙", json!({"command": "verify", "opinion": "属实"}))
}

fn proposed(moves: &[Move<'_>]) -> Vec<String> {
    let commendation: Commendation = after(moves);
    let events = commendation.proposed_events();
    events
        .into_iter()
        .map(|(person, code)| format!("{person} {code}"))
        .collect()
}

#[test]
fn e06_a_verified_letter_proposes_an_event_for_each_person_and_an_unverified_one_none() {
    let mut other = staff();
    other["code"] = "T002".into();
    let letter = registered("letter", false, json!([staff(), other]));
    assert!(proposed(std::slice::from_ref(&letter)).is_empty());
    assert_eq!(proposed(&[letter.clone(), verified()]), ["T001 A06", "T002 A06"]);
    let rejected = (
        "2026-06-03",
        "行风乙",
        json!({"command": "reject", "reason": "查无此事"}),
    );
    assert!(proposed(&[letter, rejected]).is_empty());
}

#[test]
fn pennants_praise_and_returned_property_have_codes_of_their_own() {
    for (kind, group, code) in [
        ("pennant", false, "T001 A04"),
        ("pennant", true, "T001 A05"),
        ("praise", false, "T001 A07"),
        ("lost_property", false, "T001 A03"),
    ] {
        assert_eq!(
            proposed(&[registered(kind, group, json!([staff()])), verified()]),
            [code]
        );
    }
    // For a department as a whole nobody's event is proposed.
    assert!(proposed(&[registered("pennant", true, json!([])), verified()]).is_empty());
}

#[test]
fn other_institutions_cannot_register_here() {
    let (at, _, command) = registered("letter", false, json!([]));
    assert_eq!(
        refused(&Commendation::default(), &(at, "外院行风", command)),
        "CW-INSTITUTION"
    );
}
