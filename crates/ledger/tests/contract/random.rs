//! Random command sequences through the books: what they hold is always what the pure functions make
//! of the same commands, and reading it back from the text makes the same state again.

use crate::books::Books;
use crate::people::*;
use casework::recovery::Recovery;
use casework::review_case::ReviewCase;
use casework::{Clock, Role, record};
use domain::lasting_hash;
use ledger::{Kept, Kind, Ledger, MatterId, Viewer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both! {
    reviews_are_what_their_events_make,
    recoveries_are_what_their_events_make,
}

/// Numbers below a bound, the same in every run.
pub struct Dice {
    pub seed: u64,
    pub thrown: u64,
}

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.thrown += 1;
        let number = lasting_hash(&format!("{}/{}", self.seed, self.thrown));
        usize::try_from(number % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// Somebody by name; everybody sees all, so that only the workflow refuses.
fn somebody(name: &str) -> Viewer {
    let (role, at_hospital) = match name {
        "系统" => (Role::System, false),
        "主任" => (Role::AgencyHead, false),
        "财务" => (Role::AgencyFinance, false),
        "医保办" => (Role::InsuranceOffice, true),
        "专家" => (Role::ClinicalExpert, false),
        _ => (Role::Auditor, false),
    };
    match (at_hospital, role) {
        (true, _) => hospital(name, HOSPITAL),
        (false, Role::System) => system(),
        (false, role) => bureau(name, role, COUNTY),
    }
}

async fn play<M: Kept>(
    books: &Books,
    id: &MatterId,
    seed: u64,
    moves: &[(Value, &str)],
    stages: &mut BTreeMap<String, u32>,
) {
    let ledger = books.open().await;
    let Rules { calendar, limits } = rules();
    let mut dice = Dice { seed, thrown: 0 };
    let (mut state, mut version, mut now) = (M::default(), 0, at("2026-01-05 09:00:00"));
    for _ in 0..40 {
        now = now.plus_seconds(i64::try_from(dice.below(50)).unwrap() * 3_600);
        let clock = Clock {
            now,
            calendar: &calendar,
            limits: &limits,
        };
        let parsed = |json: &Value| serde_json::from_value::<M::Command>(json.clone()).unwrap();
        // Mostly what is allowed, now and then anything at all.
        let allowed: Vec<_> = moves
            .iter()
            .filter(|(json, who)| state.decide(parsed(json), &somebody(who).actor, &clock).is_ok())
            .collect();
        let (json, who) = match allowed.len() {
            count if count > 0 && dice.below(4) > 0 => allowed[dice.below(count)],
            _ => &moves[dice.below(moves.len())],
        };
        let viewer = somebody(who);
        let told = version > 0 && ledger.read(&system()).row(id).await.unwrap().told;
        let expected = state.decide(parsed(json), &viewer.actor, &clock);
        let found = ledger
            .write(&viewer, now, async |writing| {
                writing
                    .command::<M>(id, version, parsed(json), &calendar, &limits)
                    .await
            })
            .await;
        match (expected, found) {
            (Ok(events), Ok(handled)) => {
                for event in record(events, &viewer.actor, &clock) {
                    state.apply(&event);
                    version += 1;
                }
                assert_eq!((&handled.state, handled.version), (&state, version), "{json}");
                *stages.entry(state.stage_zh().to_owned()).or_default() += 1;
            }
            (Err(refusal), Err(error)) => {
                let unseen = who == &"医保办" && !told && version > 0;
                let code = if unseen { "LG-NOT-FOUND" } else { refusal.code() };
                assert_eq!(error.code(), code, "{json}");
            }
            (expected, found) => panic!("{json} by {who}: {expected:?}, {found:?}"),
        }
    }
    if version > 0 {
        let system = system();
        let course = ledger.read(&system).matter::<M>(id).await.unwrap();
        assert_eq!((&course.state, course.version()), (&state, version));
        assert_eq!(ledger.read(&system).row(id).await.unwrap().stage, state.stage_zh());
    }
    ledger.close().await;
}

async fn play_many<M: Kept>(books: Books, moves: &[(Value, &str)], stages: &[&str]) {
    let mut reached = BTreeMap::new();
    let ids: Vec<MatterId> = (1..=12)
        .map(|number| match M::KIND {
            Kind::Review => MatterId::review(key(number)),
            kind => MatterId::new(kind, &number.to_string()).unwrap(),
        })
        .collect();
    for (id, seed) in ids.iter().zip(1..) {
        play::<M>(&books, id, seed, moves, &mut reached).await;
    }
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains_key(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?} of {reached:?}");
    let ledger = books.open().await;
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
    assert_eq!(ledger.verify_lists().await.unwrap().wrong, []);
    let text = books.text(&ledger).await;
    let copy = Ledger::restore(&books.another().await, &mut text.as_bytes())
        .await
        .unwrap();
    for id in &ids {
        let system = system();
        let (original, copied) = (
            ledger.read(&system).matter::<M>(id).await,
            copy.read(&system).matter::<M>(id).await,
        );
        assert_eq!(original.ok(), copied.ok(), "{id}");
    }
}

async fn reviews_are_what_their_events_make(books: Books) {
    let paper = json!([{"name": "附件.pdf", "digest": "aa"}]);
    let panel = ["审核丙", "专家", "审核丁"];
    let members: Vec<Value> = panel
        .iter()
        .map(|user| json!({"user": user, "clinical_expert": *user == "专家"}))
        .collect();
    let votes: Vec<Value> = panel
        .iter()
        .map(|user| json!({"user": user, "upholds": true}))
        .collect();
    let subject = |certainty: &str| {
        json!({"finding": key(1).to_string(), "rule": "GZ1", "institution": HOSPITAL, "division": COUNTY,
               "certainty": certainty, "flagged": "1200.00"})
    };
    let moves = [
        (
            json!({"command": "open", "subject": subject("可疑"), "sampled": false}),
            "系统",
        ),
        (
            json!({"command": "open", "subject": subject("明确违规"), "sampled": true}),
            "系统",
        ),
        (json!({"command": "uphold_sample"}), "审核甲"),
        (json!({"command": "notify"}), "系统"),
        (
            json!({"command": "uphold_first", "amount": "1000.00", "note": "超量"}),
            "审核甲",
        ),
        (
            json!({"command": "submit_appeal", "argument": "病情需要", "attachments": paper}),
            "医保办",
        ),
        (json!({"command": "accept"}), "医保办"),
        (json!({"command": "lapse"}), "系统"),
        (json!({"command": "take_second_review"}), "审核乙"),
        (
            json!({"command": "uphold_second", "amount": "900.00", "note": "维持"}),
            "审核乙",
        ),
        (json!({"command": "form_panel", "members": members}), "主任"),
        (
            json!({"command": "decide_jointly", "votes": votes, "amount": "800.00", "minutes": "纪要", "reason": "no_violation"}),
            "主任",
        ),
        (json!({"command": "confirm"}), "主任"),
        (
            json!({"command": "deduct", "amount": "500.00", "settlement": "批次1"}),
            "财务",
        ),
        (json!({"command": "close"}), "财务"),
        (json!({"command": "close"}), "系统"),
    ];
    play_many::<ReviewCase>(books, &moves, &["终审", "已扣款", "已告知"]).await;
}

async fn recoveries_are_what_their_events_make(books: Books) {
    let pay = |amount: &str, voucher: &str| json!({"command": "pay", "amount": amount, "paid_on": "2026-01-05", "voucher": voucher});
    let moves = [
        (
            json!({"command": "open", "claim": {"origin": "审1", "institution": HOSPITAL, "division": COUNTY, "due": "1000.00"}}),
            "财务",
        ),
        (pay("600.00", "凭1"), "财务"),
        (pay("400.00", "凭2"), "财务"),
        (pay("1000.00", "凭3"), "财务"),
        (
            json!({"command": "reverse", "voucher": "凭1", "reason": "有误"}),
            "财务",
        ),
        (
            json!({"command": "extend", "due": "2026-12-30", "reason": "困难"}),
            "主任",
        ),
        (json!({"command": "close"}), "财务"),
    ];
    play_many::<Recovery>(books, &moves, &["追缴中", "已缴清", "已核销"]).await;
}
