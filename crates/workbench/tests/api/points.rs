//! From a confirmed entry of points to the next prescription: whoever is suspended is told so in 3101.

use crate::office::{HERE, HOSPITAL, Office, on_runtime};
use crate::real_time::{attach_store, national, ordered, results};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::now;

/// The rule about it.
const RULE: &str = "MJ0006";

async fn step(office: &Office, who: &str, seen: i64, command: Value) {
    let id = if seen == 0 { "points%2Fnew" } else { "points%2FDR1" };
    let path = format!("/api/v1/matters/{id}/commands");
    let order = json!({"seen": seen, "command": command});
    let answer = office.ask(who, Method::POST, &path, Some(order)).await;
    assert_eq!(answer.status, StatusCode::OK, "{who} {command}: {}", answer.text);
}

/// The rules that answer what a doctor orders today, in an encounter of a sort (`11` outpatient, `13` emergency).
async fn rules(office: &Office, doctor: &str, sort: &str) -> Vec<String> {
    let line = json!({
        "rx_id": "RX1", "rxno": "R1", "hilist_code": "003107010010000", "hilist_name": "常规心电图检查",
        "hilist_type": "201", "hilist_lv": "1", "cnt": 1, "pric": 10, "sumamt": 10, "ownpay_amt": 0,
        "drord_begn_date": now().to_string(), "drord_dr_codg": doctor, "curr_drord_flag": "1"
    });
    let mut message = ordered("P1", &format!("E-{doctor}-{sort}"), line);
    let visit = &mut message["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0];
    visit["dr_codg"] = json!(doctor);
    visit["med_type"] = json!(sort);
    let results = results(&national(office, "/3101", &message).await);
    results
        .iter()
        .map(|result| result["rule_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn who_is_suspended_is_told_so_with_the_next_prescription() {
    on_runtime(async {
        let office = Office::open().await;
        let _data = attach_store(&office);
        let told = async |doctor: &str, sort: &str| {
            let rules = rules(&office, doctor, sort).await;
            rules.iter().any(|rule| rule == RULE)
        };
        let person = json!({"code": "DR1", "division": HERE});
        step(&office, "auditor", 0, json!({"command": "register", "person": person})).await;
        let propose = json!({
            "command": "propose", "cause": "licence_lost", "responsibility": "general", "institution": HOSPITAL,
            "handling": "云医保罚〔2026〕1号"
        });
        step(&office, "auditor", 1, propose).await;
        assert!(!told("DR1", "11").await, "what is proposed is not yet decided");
        let confirm = json!({"command": "confirm", "number": 1, "suspension_months": 3});
        step(&office, "head", 2, confirm).await;
        assert!(told("DR1", "11").await);
        assert!(!told("DR2", "11").await, "another doctor");
        assert!(!told("DR1", "13").await, "an emergency is always paid");
        // The proposal, the points and the suspension are three events behind the registration.
        let revoke = json!({"command": "revoke", "number": 1, "reason": "处罚被撤销", "suspension_months": null});
        step(&office, "head", 4, revoke).await;
        assert!(!told("DR1", "11").await, "what is revoked is over");
    });
}

#[test]
fn a_service_that_starts_knows_who_is_suspended() {
    on_runtime(async {
        let office = Office::open().await;
        assert_eq!(
            office.app.payment_stops().map(|stops| stops.is_empty()),
            Some(true),
            "told at the start, although there is none"
        );
    });
}
