//! The ledger of red packets: B03, the clock of 24 hours, and what many rows say together.

use crate::random_play::{disposal, gift};
use crate::support::{Move, after, attempt, day, refused};
use casework::{Limits, Shown};
use conduct::packet::{Care, PatientReference, RedPacket, Row, Way, counts, duplicates, episodes};
use conduct::{Department, EventCode};
use domain::{Money, PractitionerCode};
use serde_json::{Value, json};

fn registered(care: &str, occurred_at: &str, at: &'static str) -> Move<'static> {
    let command = json!({"command": "register", "packet": gift(care), "occurred_at": occurred_at});
    (at, "医师甲", command)
}

fn verified() -> Value {
    json!({"command": "verify", "opinion": "属实"})
}

fn judged(judgement: &str) -> Value {
    json!({"command": "judge", "judgement": judgement, "reason": "经谈话了解"})
}

fn code(packet: &RedPacket) -> Option<String> {
    packet.proposed_event().map(|code: EventCode| code.to_string())
}

#[test]
fn b03_an_outpatient_gift_cannot_become_a_deposit_and_a_deposit_needs_receipt_and_equal_amount() {
    let at = "2026-06-03 10:00:00";
    let outpatient: RedPacket = after(&[registered("outpatient", "2026-06-03 09:30", at)]);
    let deposit = (at, "医师甲", disposal("deposit", "2026-06-03"));
    assert_eq!(refused(&outpatient, &deposit), "CD-DEPOSIT-OUTPATIENT");
    assert!(!outpatient.ways().contains(&Way::Deposit), "it is not even offered");
    assert!(attempt(&outpatient, &(at, "医师甲", disposal("returned", "2026-06-03"))).is_ok());

    let inpatient: RedPacket = after(&[registered("inpatient", "2026-06-03 09:30", at)]);
    let mut without = disposal("deposit", "2026-06-03");
    without["disposal"]["receipt"] = Value::Null;
    assert_eq!(refused(&inpatient, &(at, "医师甲", without)), "CW-TEXT");
    let mut other = disposal("deposit", "2026-06-03");
    other["disposal"]["deposited"] = "499.99".into();
    assert_eq!(refused(&inpatient, &(at, "医师甲", other)), "CD-DEPOSIT-AMOUNT");
    assert!(attempt(&inpatient, &deposit).is_ok());
}

#[test]
fn exactly_24_hours_is_in_time_and_a_second_more_is_late() {
    let course = |at: &'static str| -> RedPacket {
        after(&[
            registered("inpatient", "2026-06-03 09:30", at),
            ("2026-06-04 12:00:00", "医师甲", disposal("deposit", "2026-06-04")),
        ])
    };
    let in_time = course("2026-06-04 09:30:00");
    assert!(!in_time.late);
    let late = course("2026-06-04 09:30:01");
    assert!(late.late && late.awaits_judgement());
    let verify = ("2026-06-05", "行风乙", verified());
    assert_eq!(refused(&in_time, &verify), "");
    assert_eq!(
        refused(&late, &verify),
        "CW-UNFINISHED",
        "the discipline office speaks first"
    );
}

#[test]
fn a_verified_gift_proposes_a01_and_a_late_one_what_was_judged() {
    let moves = |at: &'static str| {
        vec![
            registered("inpatient", "2026-06-03 09:30", at),
            ("2026-06-05 12:00:00", "医师甲", disposal("returned", "2026-06-05")),
        ]
    };
    let mut in_time = moves("2026-06-03 10:00:00");
    assert_eq!(code(&after(&in_time)), None, "nothing before verification");
    in_time.push(("2026-06-06", "行风乙", verified()));
    assert_eq!(code(&after(&in_time)).as_deref(), Some("A01"));
    for (judgement, proposed) in [
        ("only_late", Some("M30")),
        ("accepted", Some("X02")),
        ("justified", None),
    ] {
        let mut late = moves("2026-06-05 10:00:00");
        assert_eq!(code(&after(&late)), None, "nothing before judgement");
        late.push(("2026-06-06", "纪检甲", judged(judgement)));
        late.push(("2026-06-06", "行风乙", verified()));
        let late: RedPacket = after(&late);
        assert_eq!(code(&late).as_deref(), proposed, "{judgement}");
        assert!(!late.row("1").unwrap().honourable, "a late one is never published");
    }
}

#[test]
fn a_gift_pending_over_three_working_days_is_red_and_earns_nothing() {
    // 2026-06-18 is a Thursday before the Dragon Boat holiday (19th to 21st): the third working day is the 24th.
    let pending: RedPacket = after(&[registered("inpatient", "2026-06-18 09:30", "2026-06-18 10:00:00")]);
    assert_eq!(pending.due(), Some(day("2026-06-24")));
    assert!(!pending.is_overdue(day("2026-06-24")) && pending.is_overdue(day("2026-06-25")));
    let done = |on: &str| -> RedPacket {
        after(&[
            registered("inpatient", "2026-06-18 09:30", "2026-06-18 10:00:00"),
            ("2026-06-26", "医师甲", disposal("returned", on)),
            ("2026-06-26", "行风乙", verified()),
        ])
    };
    assert_eq!(code(&done("2026-06-24")).as_deref(), Some("A01"));
    assert_eq!(code(&done("2026-06-25")), None);
}

#[test]
fn what_is_handed_in_in_time_earns_whenever_the_office_disposes_of_it() {
    let packet: RedPacket = after(&[
        registered("outpatient", "2026-06-03 09:30", "2026-06-03 10:00:00"),
        ("2026-06-03 11:00:00", "医师甲", disposal("handed_in", "2026-06-03")),
        ("2026-07-20", "行风甲", disposal("integrity_account", "2026-07-20")),
        ("2026-07-20", "行风乙", verified()),
    ]);
    assert_eq!(code(&packet).as_deref(), Some("A01"));
    assert_eq!(packet.disposals.len(), 2);
}

#[test]
fn an_objection_suspends_the_event_and_an_upheld_one_revokes_it() {
    let mut moves = vec![
        registered("inpatient", "2026-06-03 09:30", "2026-06-03 10:00:00"),
        ("2026-06-03 11:00:00", "医师甲", disposal("deposit", "2026-06-03")),
        ("2026-06-04", "行风乙", verified()),
        (
            "2026-06-05",
            "纪检甲",
            json!({"command": "object", "reason": "金额有误"}),
        ),
    ];
    assert_eq!(code(&after(&moves)), None);
    moves.push((
        "2026-06-06",
        "纪检乙",
        json!({"command": "settle", "upheld": false, "reason": "无误"}),
    ));
    assert_eq!(code(&after(&moves)).as_deref(), Some("A01"));
    moves.pop();
    moves.push((
        "2026-06-06",
        "纪检乙",
        json!({"command": "settle", "upheld": true, "reason": "属实"}),
    ));
    assert_eq!(code(&after(&moves)), None);
}

#[test]
fn other_institutions_cannot_register_here() {
    let (at, _, command) = registered("inpatient", "2026-06-03 09:30", "2026-06-03 10:00:00");
    assert_eq!(
        refused(&RedPacket::default(), &(at, "外院行风", command)),
        "CW-INSTITUTION"
    );
}

#[test]
fn s09_the_number_of_the_patient_is_in_no_line() {
    let packet: RedPacket = after(&[registered("inpatient", "2026-06-03 09:30", "2026-06-03 10:00:00")]);
    let (calendar, limits) = (crate::support::calendar(), Limits::national());
    let clock = crate::support::clock("2026-06-03", &calendar, &limits);
    let said: Vec<String> = packet.summary(&clock).iter().map(|line| line.text(|_| None)).collect();
    assert!(said.contains(&"012****".to_owned()), "{said:?}");
    assert!(
        said.iter().all(|text| !text.contains("S-1")),
        "the seal is nobody's business"
    );
}

fn row(number: &str, person: &str, seal: Option<&str>, on: &str, fen: i64) -> Row {
    Row {
        number: number.to_owned(),
        department: Department(format!("{person}的科室")),
        person: PractitionerCode::new(person),
        name: person.to_owned(),
        occurred_on: day(on),
        patient: PatientReference {
            care: Care::Inpatient,
            seal: seal.map(str::to_owned),
            head: None,
        },
        amount: Money::from_fen(fen),
        way: Some(Way::Returned),
        reported_on: None,
        disposed_on: None,
        verified_on: None,
        honourable: false,
        issue: None,
    }
}

#[test]
fn the_same_person_patient_and_amount_within_three_days_may_be_one_gift() {
    let rows = [
        row("1", "甲", Some("S1"), "2026-06-01", 50_000),
        row("2", "甲", Some("S1"), "2026-06-04", 50_000),
        row("3", "甲", Some("S1"), "2026-06-08", 50_000),
        row("4", "甲", Some("S1"), "2026-06-02", 60_000),
        row("5", "乙", Some("S1"), "2026-06-02", 50_000),
        row("6", "甲", Some("S2"), "2026-06-02", 50_000),
    ];
    let found: Vec<(String, String)> = duplicates(&rows)
        .into_iter()
        .map(|pair| (pair.first, pair.second))
        .collect();
    assert_eq!(found, [("1".to_owned(), "2".to_owned())]);
}

#[test]
fn one_giver_and_several_staff_are_one_episode() {
    let rows = [
        row("1", "甲", Some("S1"), "2026-06-01", 50_000),
        row("2", "乙", Some("S1"), "2026-06-20", 20_000),
        row("3", "甲", Some("S2"), "2026-06-01", 50_000),
        row("4", "甲", Some("S2"), "2026-06-02", 50_000),
        row("5", "丙", None, "2026-06-02", 50_000),
        row("6", "丁", None, "2026-06-02", 50_000),
    ];
    assert_eq!(episodes(&rows), [["1".to_owned(), "2".to_owned()]]);
}

#[test]
fn rows_are_person_times_and_people_are_counted_once() {
    let mut rows = vec![
        row("1", "甲", Some("S1"), "2026-06-01", 50_000),
        row("2", "甲", Some("S2"), "2026-06-02", 20_000),
        row("3", "乙", Some("S3"), "2026-06-03", 10_000),
    ];
    rows[2].way = None;
    let counted = counts(&rows);
    assert_eq!((counted.rows, counted.people, counted.departments), (3, 2, 2));
    assert_eq!(counted.amount, Money::from_fen(80_000));
    assert_eq!(counted.by_way[&Some(Way::Returned)], (2, Money::from_fen(70_000)));
    assert_eq!(counted.by_way[&None], (1, Money::from_fen(10_000)));
}
