//! The year of an institution through the interface: opened for everybody with the weights of the scheme, assessed
//! by a group that is chosen and not typed, and fed by what trainings propose.

use crate::conduct::{hospital, order, turned_away};
use crate::office::{HERE, HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::now;

fn in_days(days: i32) -> String {
    now().day().plus_days(days).to_string()
}

async fn open_all(office: &Office, more: Value) -> crate::office::Answer {
    let mut season = json!({"year": now().day().year(), "self_review": in_days(10), "department": in_days(20),
        "draft": in_days(40), "committee": in_days(50), "publicity_days": 5});
    for (name, value) in more.as_object().unwrap() {
        season[name] = value.clone();
    }
    office
        .ask("ethics", Method::POST, "/api/v1/conduct/assessments", Some(season))
        .await
}

fn of_doctor() -> String {
    format!("assessment%2F{HOSPITAL}-{}-D1", now().day().year())
}

/// The scheme of doctors that the program brings along, with weights, published by the institution.
async fn weighed(office: &Office, weights: &str) {
    let begin = json!({"command": "begin", "institution": HOSPITAL, "division": HERE, "template": "clinical"});
    let (id, seen) = order(office, "ethics", "scheme%2Fnew", 0, begin).await;
    let shipped = office.get("ethics", "/api/v1/conduct/schemes/shipped").await.body;
    let rows = shipped
        .as_array()
        .or_else(|| shipped["rows"].as_array())
        .unwrap()
        .clone();
    let text = rows.iter().find(|row| row["name"] == "clinical").unwrap()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let revise = json!({"command": "revise", "text": format!("{text}\n{weights}"), "note": "加环节权重"});
    let (_, seen) = order(office, "ethics", &id, seen, revise).await;
    let (_, seen) = order(office, "ethics", &id, seen, json!({"command": "submit"})).await;
    let effective = format!("{}-01-01", now().day().year());
    let publish = json!({"command": "publish", "number": "院发1号", "effective": effective});
    order(office, "director", &id, seen, publish).await;
}

#[test]
fn a_year_is_opened_for_everybody_who_has_none() {
    on_runtime(async {
        let office = hospital().await;
        let opened = open_all(&office, json!({})).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
        assert_eq!(opened.body, json!({"opened": 2, "before": 0}));
        assert_eq!(
            open_all(&office, json!({})).await.body,
            json!({"opened": 0, "before": 2})
        );
        let page = office
            .get("doctor", &format!("/api/v1/matters/{}", of_doctor()))
            .await
            .body;
        assert_eq!(page["row"]["stage"], "自我评价");
    });
}

#[test]
fn the_weights_of_the_scheme_are_those_of_the_assessments() {
    on_runtime(async {
        let office = hospital().await;
        let weights = "[[stage]]\nstage = \"own\"\nweight = 0.1\n[[stage]]\nstage = \"department\"\nweight = 0.2\n\
            [[stage]]\nstage = \"public\"\nweight = 0.2\n[[stage]]\nstage = \"unit\"\nweight = 0.5\n";
        weighed(&office, weights).await;
        // A stage that counts is held.
        let without = open_all(&office, json!({})).await;
        assert_eq!(without.code(), "CD-ASSESS-WEIGHTS", "{}", without.text);
        let opened = open_all(&office, json!({"public": in_days(30)})).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
        let page = office.get("ethics", &format!("/api/v1/matters/{}", of_doctor())).await;
        assert!(
            page.text.contains("自评10，科室20，支部0，群众20，单位50"),
            "{}",
            page.text
        );
    });
}

#[test]
fn the_group_that_assesses_is_chosen_among_the_people_of_the_institution() {
    on_runtime(async {
        let office = hospital().await;
        open_all(&office, json!({})).await;
        let id = of_doctor();
        let path = format!("/api/v1/matters/{id}");
        let fields = |page: &Value, command: &str| {
            let offers = page["offers"].as_array().unwrap();
            let offer = offers.iter().find(|offer| offer["command"] == command).unwrap();
            offer["fields"].as_array().unwrap().clone()
        };
        let page = office.get("doctor", &path).await.body;
        let asked = fields(&page, "review_self");
        let items = asked.iter().find(|field| field["name"] == "scores").unwrap()["initial"].clone();
        let scores: Vec<Value> = items
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!({"item": row["item"], "points": "1"}))
            .collect();
        let own = json!({"command": "review_self", "text": "自评", "scores": scores});
        let (_, seen) = order(&office, "doctor", &id, 1, own).await;

        let page = office.get("chair", &path).await.body;
        let group = fields(&page, "review_department")
            .into_iter()
            .find(|field| field["name"] == "group")
            .unwrap();
        assert_eq!(group["kind"], "users");
        let choices = group["choices"].as_array().unwrap();
        let says = |name: &str| choices.iter().any(|one| one["zh"].as_str().unwrap().starts_with(name));
        assert!(says("chair（") && says("ethics（"), "{group}");
        assert!(!says("doctor（") && !says("leader（") && !says("admin（"), "{group}");
        let members: Vec<Value> = choices.iter().take(3).map(|one| one["value"].clone()).collect();
        let review = |group: Vec<Value>| {
            json!({"command": "review_department", "opinion": "良好", "scores": scores, "group": group,
                "minutes": {"name": "纪要.pdf", "digest": "0".repeat(64)}})
        };
        let mut typed = members.clone();
        typed.push(json!("组员乙"));
        let refused = turned_away(&office, "chair", &id, seen, review(typed)).await;
        assert_eq!(
            (refused.code(), refused.body["field"].as_str()),
            ("WB-INPUT", Some("group")),
            "{}",
            refused.text
        );
        let few = turned_away(&office, "chair", &id, seen, review(members[..2].to_vec())).await;
        assert_eq!(few.code(), "CD-ASSESS-GROUP");
        order(&office, "chair", &id, seen, review(members)).await;
    });
}

/// The events that were proposed, as code and title.
async fn proposed(office: &Office) -> Vec<String> {
    let events = office.get("ethics", "/api/v1/matters?kind=conduct-event").await.body;
    let mut titles = Vec::new();
    for row in events["rows"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap().replace('/', "%2F");
        let page = office.get("ethics", &format!("/api/v1/matters/{id}")).await;
        assert_eq!(page.body["row"]["stage"], "待科室确认", "{}", page.text);
        // An event that a matter proposes is called after it, the person and the code.
        let code = row["id"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        titles.push(format!("{code} {}", row["practitioner"].as_str().unwrap()));
    }
    titles.sort();
    titles
}

#[test]
fn who_stays_away_from_a_training_or_does_very_well_in_it_is_proposed_once() {
    on_runtime(async {
        let office = hospital().await;
        let plan = json!({"command": "plan", "plan": {"institution": HOSPITAL, "division": HERE, "topic": "九项准则",
            "rule": null, "category": null, "hours": 2, "held_on": now().day().to_string(), "due": ["D1", "N1", "GONE"],
            "material": "学习材料", "exam": true}});
        let (id, seen) = order(&office, "ethics", "training%2Fnew", 0, plan).await;
        assert_eq!(proposed(&office).await, Vec::<String>::new());
        let attend = json!({"command": "record_attendance", "attended": ["D1"],
            "sheet": {"name": "签到表.pdf", "digest": "0".repeat(64)}});
        let (_, seen) = order(&office, "ethics", &id, seen, attend).await;
        // Whom the list of staff does not have, nothing is proposed of.
        assert_eq!(proposed(&office).await, ["M13 N1"]);
        let marks = json!({"command": "record_exam", "marks": [{"person": "D1", "mark": 95}]});
        order(&office, "ethics", &id, seen, marks).await;
        assert_eq!(proposed(&office).await, ["A18 D1", "M13 N1"]);
    });
}

#[test]
fn who_came_but_did_without_the_examination_is_proposed_and_a_poor_mark_is_nothing() {
    on_runtime(async {
        let office = hospital().await;
        let plan = json!({"command": "plan", "plan": {"institution": HOSPITAL, "division": HERE, "topic": "九项准则",
            "rule": null, "category": null, "hours": 2, "held_on": now().day().to_string(), "due": ["D1", "N1"],
            "material": "学习材料", "exam": true}});
        let (id, seen) = order(&office, "personnel", "training%2Fnew", 0, plan).await;
        let attend = json!({"command": "record_attendance", "attended": ["D1", "N1"],
            "sheet": {"name": "签到表.pdf", "digest": "0".repeat(64)}});
        let (_, seen) = order(&office, "personnel", &id, seen, attend).await;
        assert_eq!(proposed(&office).await, Vec::<String>::new());
        let marks = json!({"command": "record_exam", "marks": [{"person": "D1", "mark": 12}]});
        order(&office, "personnel", &id, seen, marks).await;
        assert_eq!(proposed(&office).await, ["M13 N1"]);
    });
}
