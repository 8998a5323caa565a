//! Heads of departments and staff through the interface: what names them they see and carry on, what names others
//! is not there.

use crate::conduct::{hospital, order};
use crate::office::{HERE, HOSPITAL, Office, on_runtime};
use axum::http::StatusCode;
use casework::{Limits, WorkCalendar};
use conduct::quality::{HighCostReview, high_cost_review};
use ledger::{Kind, MatterId};
use serde_json::{Value, json};
use server::app::now;

async fn id_of(office: &Office, who: &str) -> Value {
    office.get(who, "/api/v1/me").await.body["user"]["id"].clone()
}

fn in_days(days: i32) -> String {
    now().day().plus_days(days).to_string()
}

async fn sees(office: &Office, who: &str, id: &str) -> bool {
    let page = office.get(who, &format!("/api/v1/matters/{id}")).await;
    let name = id.replace("%2F", "/");
    let listed = office.get(who, "/api/v1/matters?size=100").await;
    let rows = listed.body["rows"].as_array().unwrap();
    let in_list = rows.iter().any(|row| row["id"] == name.as_str());
    assert_eq!(page.status == StatusCode::OK, in_list, "{who} {id}: {}", page.text);
    if !in_list {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{who} {id}: {}", page.text);
    }
    in_list
}

/// Who of the two sees the matter.
async fn seen_by(office: &Office, id: &str) -> (bool, bool) {
    (sees(office, "chair", id).await, sees(office, "doctor", id).await)
}

async fn duty(office: &Office, owner: Value) -> (String, i64) {
    let head = json!({"institution": HOSPITAL, "division": HERE, "kind": "plan", "title": "清廉医院", "period": "2026年", "topic": ""});
    let task = json!({"number": 1, "aspect": "行风", "text": "要点", "owner": owner, "due": in_days(30)});
    let adopt = json!({"command": "adopt", "head": head, "tasks": [task]});
    order(office, "ethics", "duty-list%2Fnew", 0, adopt).await
}

#[test]
fn a_duty_is_proven_by_the_head_who_is_in_charge_of_it() {
    on_runtime(async {
        let office = hospital().await;
        let (id, seen) = duty(&office, id_of(&office, "chair").await).await;
        assert_eq!(seen_by(&office, &id).await, (true, false));
        let proof = json!([{"name": "佐证.pdf", "digest": "0".repeat(64)}]);
        let prove = json!({"command": "prove", "number": 1, "measures": "已完成", "proof": proof});
        order(&office, "chair", &id, seen, prove).await;
        let (id, _) = duty(&office, id_of(&office, "doctor").await).await;
        assert_eq!(seen_by(&office, &id).await, (false, true));
        let (id, _) = duty(&office, id_of(&office, "office").await).await;
        assert_eq!(seen_by(&office, &id).await, (false, false));
    });
}

#[test]
fn a_risk_point_is_its_owners() {
    on_runtime(async {
        let office = hospital().await;
        for (owner, wanted) in [
            ("chair", (true, false)),
            ("doctor", (false, true)),
            ("ethics", (false, false)),
        ] {
            let risk = json!({"institution": HOSPITAL, "division": HERE, "area": "consumables", "risk": "验收",
                "measure": "两人验收", "owner": id_of(&office, owner).await, "cycle": "monthly"});
            let register = json!({"command": "register", "risk": risk});
            let (id, _) = order(&office, "discipline", "risk-point%2Fnew", 0, register).await;
            assert_eq!(seen_by(&office, &id).await, wanted, "{owner}");
        }
    });
}

#[test]
fn a_pledge_is_signed_by_who_is_named_in_it() {
    on_runtime(async {
        let office = hospital().await;
        let pledge = async |user: Value| {
            let signer = json!({"person": "D1", "name": "虚构甲", "department": "机构K1", "user": user});
            let text = json!({"institution": HOSPITAL, "division": HERE, "year": now().day().year(), "kind": "commitment",
                "title": "承诺书", "text": "廉洁从业", "signers": [signer], "due": in_days(30)});
            order(
                &office,
                "ethics",
                "pledge%2Fnew",
                0,
                json!({"command": "issue", "text": text}),
            )
            .await
        };
        let (id, _) = pledge(Value::Null).await;
        assert_eq!(seen_by(&office, &id).await, (false, false));
        let (id, seen) = pledge(id_of(&office, "doctor").await).await;
        assert_eq!(seen_by(&office, &id).await, (false, true));
        order(&office, "doctor", &id, seen, json!({"command": "sign"})).await;
    });
}

#[test]
fn a_case_that_cost_too_much_is_reviewed_by_who_was_assigned() {
    on_runtime(async {
        let office = hospital().await;
        let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
        for (number, reviewer, wanted) in [(1, "chair", (true, false)), (2, "doctor", (false, true))] {
            let id = MatterId::new(Kind::HighCost, &format!("{HOSPITAL}-{number}")).unwrap();
            let case = json!({"encounter": format!("V{number}"), "institution": HOSPITAL, "division": HERE, "department": "机构K1",
                "practitioner": "D9", "group": "G1", "discharged_on": in_days(-30), "total": "90000.00",
                "threshold": "50000.00", "basis": {"basis": "group"}});
            let command = json!({"command": "register", "case": case});
            let command: high_cost_review::Command = serde_json::from_value(command).unwrap();
            let system = workbench::system();
            let registered = office.workbench.ledger().write(&system, now(), async |writing| {
                writing
                    .command::<HighCostReview>(&id, 0, command, &calendar, &limits)
                    .await
            });
            registered.await.unwrap();
            let name = id.as_str().replace('/', "%2F");
            assert_eq!(seen_by(&office, &name).await, (false, false), "nobody was assigned");
            assert!(!sees(&office, "expert", &name).await);
            let to = id_of(&office, reviewer).await;
            let assign = json!({"command": "assign", "reviewer": to, "due": in_days(30)});
            let (_, seen) = order(&office, "office", &name, 1, assign).await;
            assert_eq!(seen_by(&office, &name).await, wanted, "{reviewer}");
            let to = id_of(&office, "expert").await;
            let assign = json!({"command": "assign", "reviewer": to, "due": in_days(30)});
            order(&office, "health", &name, seen, assign).await;
            assert_eq!(
                seen_by(&office, &name).await,
                (false, false),
                "it is somebody else's now"
            );
            assert!(sees(&office, "expert", &name).await);
        }
    });
}

#[test]
fn a_head_follows_the_query_that_he_asked_for_and_no_other() {
    on_runtime(async {
        let office = hospital().await;
        let request = |who: &str| {
            json!({"command": "request", "request": {
                "institution": HOSPITAL, "division": HERE, "purpose": "prescription_review", "reason": format!("{who}处方点评"),
                "subjects": "department", "goods": "drug", "products": ["注射用虚构素"],
                "from": in_days(-60), "to": in_days(-1), "row_cap": 10, "days": 1}})
        };
        let (own, _) = order(&office, "chair", "usage-query%2Fnew", 0, request("科室")).await;
        assert_eq!(seen_by(&office, &own).await, (true, false));
        let (other, _) = order(&office, "office", "usage-query%2Fnew", 0, request("医保办")).await;
        assert_eq!(seen_by(&office, &other).await, (false, false));
    });
}

#[test]
fn a_published_case_is_read_by_the_staff_without_what_was_hidden() {
    on_runtime(async {
        let office = hospital().await;
        let text =
            |name: &str| json!({"title": "警示案例", "body": format!("{name}收受礼金"), "lesson": "不得与供应商往来"});
        let draft = json!({"command": "draft", "draft": {"institution": HOSPITAL, "division": HERE, "kind": "warning",
            "origin": "纪要1号", "text": text("虚构戊"), "hidden": ["虚构戊"], "consent": null}});
        let (id, seen) = order(&office, "ethics", "library-case%2Fnew", 0, draft).await;
        let mask = json!({"command": "mask", "masked": text("某人")});
        let (_, seen) = order(&office, "ethics", &id, seen, mask).await;
        let approve = json!({"command": "approve", "opinion": "同意"});
        let (_, seen) = order(&office, "discipline", &id, seen, approve).await;
        let read = async |who: &str| office.get(who, "/api/v1/conduct/library").await;
        assert_eq!(read("doctor").await.body, json!({"cases": []}));
        order(&office, "ethics", &id, seen, json!({"command": "publish"})).await;
        for who in ["doctor", "chair", "personnel", "ethics"] {
            let library = read(who).await;
            assert_eq!(library.status, StatusCode::OK, "{who}: {}", library.text);
            assert_eq!(library.body["cases"][0]["body"], "某人收受礼金", "{who}");
            assert!(!library.text.contains("虚构戊"), "{who}: {}", library.text);
        }
        // The matter itself, with its draft, stays with the offices.
        assert_eq!(seen_by(&office, &id).await, (false, false));
        for who in ["health", "leader", "stranger", "admin"] {
            assert_eq!(read(who).await.status, StatusCode::FORBIDDEN, "{who}");
        }
    });
}

#[test]
fn a_hospital_that_helps_another_sees_the_pair_and_enters_what_it_did() {
    on_runtime(async {
        let office = hospital().await;
        let pair = async |helper: &str| {
            let baselines = json!([{"name": "平均住院日", "before": "9.1天"}]);
            let pair = json!({"institution": "H3", "division": HERE, "helper": helper, "plan": "派驻", "baselines": baselines});
            let pair = json!({"command": "pair", "pair": pair, "due": in_days(300)});
            order(&office, "health", "assistance%2Fnew", 0, pair).await
        };
        let (ours, seen) = pair(HOSPITAL).await;
        let (theirs, _) = pair("H4").await;
        for (who, helps) in [
            ("ethics", true),
            ("director", true),
            ("discipline", true),
            ("personnel", false),
            ("office", false),
            ("chair", false),
        ] {
            assert_eq!(sees(&office, who, &ours).await, helps, "{who}");
            assert!(!sees(&office, who, &theirs).await, "{who}");
        }
        let proof = json!([{"name": "签到.pdf", "digest": "0".repeat(64)}]);
        let visit = json!({"held_on": in_days(-1), "people": 2, "content": "教学查房", "proof": proof});
        order(
            &office,
            "ethics",
            &ours,
            seen,
            json!({"command": "visit", "visit": visit}),
        )
        .await;
    });
}
