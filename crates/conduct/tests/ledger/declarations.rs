//! B08: declarations of outside lectures and jobs, overlap with suppliers, and fees that nobody declared.

use crate::random_play::staff;
use crate::support::{Move, after, day, refused};
use conduct::declaration::{Declaration, HEADER, Payment, Row, export, supplier_overlaps, undeclared};
use domain::{Money, PractitionerCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn matter(organiser: &str, supplier: bool, fee: &str) -> Value {
    json!({"institution": "H1", "division": "990101", "staff": staff(), "kind": "lecture", "organiser": organiser,
           "supplier": supplier, "on": "2026-06-20", "fee": fee, "content": "讲座"})
}

fn approved(organiser: &str, supplier: bool, fee: &str) -> Vec<Move<'static>> {
    let declare = json!({"command": "declare", "matter": matter(organiser, supplier, fee)});
    vec![
        ("2026-06-10", "医师甲", declare),
        ("2026-06-10", "科主任", json!({"command": "agree", "opinion": "同意"})),
        ("2026-06-11", "院长", json!({"command": "approve", "opinion": "同意"})),
    ]
}

fn settled(amount: &str) -> Move<'static> {
    let command = json!({"command": "settle", "received": amount, "voucher": "凭1"});
    ("2026-06-21", "医师甲", command)
}

fn row(moves: &[Move<'_>], number: &str) -> Option<Row> {
    after::<Declaration>(moves).row(number)
}

#[test]
fn b08_a_fee_above_what_was_declared_is_a_clue_and_confirmed_proposes_m29() {
    let mut moves = approved("某某学会", false, "800.00");
    moves.push(settled("800.00"));
    let declared: Declaration = after(&moves);
    assert_eq!((declared.undeclared, declared.proposed_event()), (Money::ZERO, None));
    moves.pop();
    moves.push(settled("1000.00"));
    let clue: Declaration = after(&moves);
    assert_eq!(
        (clue.undeclared, clue.proposed_event()),
        (Money::from_fen(20_000), None)
    );
    let judged = |confirmed: bool| {
        let command = json!({"command": "judge", "confirmed": confirmed, "reason": "理由"});
        let mut moves = moves.clone();
        moves.push(("2026-06-22", "纪检甲", command));
        after::<Declaration>(&moves)
            .proposed_event()
            .map(|code| code.to_string())
    };
    assert_eq!(judged(true).as_deref(), Some("M29"));
    assert_eq!(judged(false), None);
}

#[test]
fn b08_payments_that_no_approved_declaration_covers_are_found() {
    let rows: Vec<Row> = [
        row(&approved("某某公司", true, "800.00"), "D1"),
        // Declared, not approved: it covers nothing.
        row(&approved("另一公司", true, "500.00")[..2], "D2"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let payment = |person: &str, payer: &str, on: &str, fen| Payment {
        person: PractitionerCode::new(person),
        payer: payer.to_owned(),
        on: day(on),
        amount: Money::from_fen(fen),
    };
    let payments = [
        payment("T001", "某某公司", "2026-06-20", 50_000),
        payment("T001", "某某公司", "2026-06-20", 50_000),
        payment("T001", "另一公司", "2026-06-20", 50_000),
        payment("T002", "某某公司", "2026-06-20", 10_000),
        payment("T001", "某某公司", "2026-06-21", 10_000),
    ];
    let found: Vec<(String, i64)> = undeclared(&payments, &rows)
        .into_iter()
        .map(|one| (format!("{} {}", one.person, one.payer), one.amount.scaled()))
        .collect();
    let expected = [
        ("T001 某某公司", 20_000),
        ("T001 另一公司", 50_000),
        ("T002 某某公司", 10_000),
        ("T001 某某公司", 10_000),
    ];
    assert_eq!(found, expected.map(|(of, fen)| (of.to_owned(), fen)));
}

#[test]
fn b08_the_list_of_the_declared_and_approved_is_exported() {
    let mut done = approved("某某学会", false, "800.00");
    done.push(settled("800.00"));
    let clue = json!({"command": "open_clue", "matter": matter("某某公司", true, "300.00"), "source": "清单"});
    let clue = after::<Declaration>(&[("2026-06-25", "行风甲", clue)]);
    assert_eq!(clue.row("D3"), None, "what nobody declared is no declaration");
    let rows: Vec<Row> = [
        row(&done, "D1"),
        row(&approved("另一学会", false, "0.00")[..1], "D2"),
        row(&approved("另一学会", true, "0.00"), "D0"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let lines = export(&rows);
    assert_eq!(lines[0], HEADER.map(str::to_owned));
    assert_eq!(lines.len(), 3, "only what was approved");
    assert_eq!(
        lines[2].each_ref().map(String::as_str),
        [
            "D1",
            "试验一科",
            "T001",
            "测试甲",
            "学术讲课",
            "某某学会",
            "否",
            "2026-06-20",
            "800.00",
            "800.00",
            "已办结",
            "2026-06-11"
        ]
    );
}

#[test]
fn b08_an_organiser_who_supplies_the_hospital_is_found_whether_declared_or_not() {
    let rows: Vec<Row> = [
        row(&approved("某某公司", false, "1.00"), "D1"),
        row(&approved("某某公司", true, "1.00"), "D2"),
        row(&approved("某某学会", false, "1.00"), "D3"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let suppliers = BTreeSet::from(["某某公司".to_owned()]);
    assert_eq!(supplier_overlaps(&rows, &suppliers), [("D1", false), ("D2", true)]);
}

#[test]
fn a_declaration_after_the_day_says_so() {
    let late: Vec<Move<'_>> = vec![(
        "2026-06-25",
        "医师甲",
        json!({"command": "declare", "matter": matter("某某学会", false, "800.00")}),
    )];
    assert!(after::<Declaration>(&late).afterwards);
    assert!(!after::<Declaration>(&approved("某某学会", false, "800.00")).afterwards);
    let foreign = (
        "2026-06-25",
        "外院纪检",
        json!({"command": "open_clue",
                   "matter": matter("某某学会", false, "800.00"), "source": "清单"}),
    );
    assert_eq!(refused(&Declaration::default(), &foreign), "CW-INSTITUTION");
}
