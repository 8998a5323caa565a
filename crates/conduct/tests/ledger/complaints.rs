//! Complaints: D12 (clocks, routing, the closed loop), E06 (only what is confirmed counts), and rule 10
//! of separation: the contact of who complained is in no line.

use crate::random_play::complaint;
use crate::support::{Move, actor, after, calendar, clock, day, names, refused};
use casework::{Limits, Machine, Offering, Shown};
use conduct::service_complaint::{Effort, LetterStep, Office, ServiceComplaint, Stage, Tally, Topic};
use serde_json::{Value, json};

fn acknowledged(handler: &str, effort: &str, days: u16) -> Value {
    json!({"command": "acknowledge", "handler": handler, "effort": effort, "days": days})
}

fn course(confirmed: bool, code: Value) -> Vec<Move<'static>> {
    let finding = json!({"confirmed": confirmed, "code": code, "facts": "查明", "evidence": []});
    vec![
        ("2026-01-05", "科主任", complaint("attitude", true)),
        ("2026-01-06", "行风甲", acknowledged("医保办", "one_department", 5)),
        (
            "2026-01-08",
            "医保办",
            json!({"command": "conclude", "finding": finding}),
        ),
        (
            "2026-01-09",
            "院长",
            json!({"command": "review", "agreed": true, "opinion": "同意"}),
        ),
        ("2026-01-12", "行风甲", json!({"command": "reply", "content": "答复"})),
        (
            "2026-01-15",
            "行风甲",
            json!({"command": "return_visit", "satisfied": true, "opinion": "认可"}),
        ),
        (
            "2026-01-16",
            "行风甲",
            json!({"command": "close", "cause": "人手不足", "measures": "调整排班"}),
        ),
    ]
}

#[test]
fn e06_a_confirmed_complaint_proposes_its_event_and_an_unconfirmed_one_changes_nothing() {
    let confirmed = course(true, json!("M01"));
    for (moves, proposed) in [(3, None), (4, Some("M01")), (7, Some("M01"))] {
        let state: ServiceComplaint = after(&confirmed[..moves]);
        let code = state.proposed_event().map(|code| code.to_string());
        assert_eq!(code.as_deref(), proposed, "after {moves} steps");
    }
    let refuted: ServiceComplaint = after(&course(false, Value::Null));
    assert_eq!((refuted.proposed_event(), refuted.stage), (None, Stage::Closed));
    // A finding that its reviewer sends back counts for nothing.
    let mut returned = course(true, json!("M01"));
    returned.truncate(3);
    returned.push((
        "2026-01-09",
        "院长",
        json!({"command": "review", "agreed": false, "opinion": "补充"}),
    ));
    assert_eq!(after::<ServiceComplaint>(&returned).proposed_event(), None);
}

#[test]
fn d12_the_clock_counts_working_days_with_holidays_and_worked_weekends() {
    let calendar = calendar();
    for (received, effort, days, due) in [
        ("2026-01-05", Effort::OneDepartment, 5, "2026-01-12"),
        ("2026-01-05", Effort::SeveralDepartments, 10, "2026-01-19"),
        ("2026-01-05", Effort::OneDepartment, 3, "2026-01-08"),
        // National Day: 1 to 7 October off, Saturday 10 October worked.
        ("2026-09-30", Effort::OneDepartment, 3, "2026-10-10"),
    ] {
        assert_eq!(
            effort.due(day(received), days, &calendar).unwrap(),
            day(due),
            "{received}"
        );
    }
    for (effort, days) in [
        (Effort::OneDepartment, 6),
        (Effort::SeveralDepartments, 11),
        (Effort::OneDepartment, 0),
    ] {
        let refusal = effort.due(day("2026-01-05"), days, &calendar).err();
        assert_eq!(
            refusal.map(|refusal| refusal.code()),
            Some("CW-RANGE"),
            "stricter, never longer"
        );
    }
    let unknown = Effort::OneDepartment.due(day("2031-01-05"), 5, &calendar).err();
    assert_eq!(unknown.map(|refusal| refusal.code()), Some("CW-CALENDAR"));
}

#[test]
fn d12_the_clock_begins_with_the_receipt_and_a_late_reply_is_marked() {
    let mut moves = course(true, json!("M01"));
    let open: ServiceComplaint = after(&moves[..2]);
    assert_eq!(
        open.due(),
        Some(day("2026-01-12")),
        "from the 5th, although acknowledged on the 6th"
    );
    assert!(!after::<ServiceComplaint>(&moves[..5]).late);
    moves[4].0 = "2026-01-13";
    assert!(after::<ServiceComplaint>(&moves[..5]).late);
}

#[test]
fn d12_topics_are_routed_to_their_offices() {
    for (topic, office) in [
        (Topic::Conduct, Office::Discipline),
        (Topic::Attitude, Office::Ethics),
        (Topic::Quality, Office::Disputes),
        (Topic::Nursing, Office::Nursing),
        (Topic::Price, Office::Finance),
        (Topic::Insurance, Office::Insurance),
        (Topic::Surroundings, Office::Logistics),
    ] {
        assert_eq!(topic.office(), office);
    }
    // A complaint of conduct is investigated by the discipline office whoever is named.
    let moves = [
        ("2026-01-05", "行风甲", complaint("conduct", false)),
        ("2026-01-05", "行风甲", acknowledged("医保办", "one_department", 5)),
    ];
    let finding = json!({"confirmed": false, "facts": "查明", "evidence": []});
    let conclude = (
        "2026-01-06",
        "医保办",
        json!({"command": "conclude", "finding": finding}),
    );
    assert_eq!(refused(&after::<ServiceComplaint>(&moves), &conclude), "CW-ROLE");
}

#[test]
fn d12_a_key_complaint_is_not_closed_without_a_return_visit() {
    let moves = course(true, json!("M01"));
    let replied: ServiceComplaint = after(&moves[..5]);
    assert_eq!(refused(&replied, &moves[6]), "CW-UNFINISHED");
    assert_eq!(refused(&after::<ServiceComplaint>(&moves[..6]), &moves[6]), "");
}

#[test]
fn the_clocks_of_letters_to_the_discipline_office() {
    let calendar = calendar();
    for (step, due) in [
        (LetterStep::TellAcceptance, "2026-01-26"),
        (LetterStep::FeedBack, "2026-01-26"),
        (LetterStep::TakeTransfer, "2026-01-12"),
    ] {
        assert_eq!(step.due(day("2026-01-05"), &calendar).unwrap(), day(due), "{step:?}");
    }
}

#[test]
fn s10_the_contact_is_in_no_line_and_only_the_ethics_office_reads_its_seal_in_a_form() {
    let moves = course(true, json!("M01"));
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-01-20", &calendar, &limits);
    let mut read = Vec::new();
    for length in 1..=moves.len() {
        let state: ServiceComplaint = after(&moves[..length]);
        let said: Vec<String> = state.summary(&clock).iter().map(|line| line.text(|_| None)).collect();
        assert!(said.iter().all(|text| !text.contains("SEAL-77")), "{said:?}");
        for name in names() {
            let offers = serde_json::to_string(&state.offers(&actor(name), &clock)).unwrap();
            if offers.contains("SEAL-77") {
                assert!(actor(name).role == casework::Role::EthicsOffice, "{name}: {offers}");
                read.push(state.stage_zh());
            }
        }
    }
    read.dedup();
    assert_eq!(
        read,
        ["待答复", "已答复"],
        "to answer and to visit, the contact is needed"
    );
    let (at, who, command) = &moves[0];
    let events = crate::support::attempt(&ServiceComplaint::default(), &(*at, *who, command.clone())).unwrap();
    for event in events {
        let told: Vec<String> = ServiceComplaint::detail(&event.event)
            .iter()
            .map(|line| line.text(|_| None))
            .collect();
        assert!(told.iter().all(|text| !text.contains("SEAL-77")), "{told:?}");
    }
}

#[test]
fn counts_name_nobody_and_count_the_period() {
    let confirmed: ServiceComplaint = after(&course(true, json!("M01")));
    let refuted: ServiceComplaint = after(&course(false, Value::Null)[..5]);
    let tally = Tally::of(
        [&confirmed, &refuted, &ServiceComplaint::default()],
        day("2026-01-01"),
        day("2026-01-31"),
    );
    let expected = Tally {
        received: 2,
        confirmed: 1,
        closed: 1,
        late: 0,
        visited: 1,
        satisfied: 1,
    };
    assert_eq!(tally, expected);
    let none = Tally::of([&confirmed], day("2026-02-01"), day("2026-02-28"));
    assert_eq!(none, Tally::default());
}

#[test]
fn other_institutions_cannot_take_in_a_complaint_here() {
    let step = ("2026-01-05", "外院行风", complaint("attitude", false));
    assert_eq!(refused(&ServiceComplaint::default(), &step), "CW-INSTITUTION");
}
