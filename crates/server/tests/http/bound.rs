//! Under whose name a call is judged and kept: the institution that proved itself, or one for which it
//! was registered to speak.

use crate::setting::{Answer, ELSEWHERE, Setting, message, request};
use serde_json::json;

const CONFIG: &str = r#"
    [default]
    auth = "open"
    [[institution]]
    code = "H1"
    auth = "apikey"
    secret = "key-1"
    division = "440100"
    [[institution]]
    code = "H2"
    auth = "apikey"
    secret = "key-2"
    [[institution]]
    code = "G1"
    auth = "apikey"
    secret = "key-g"
    speaks_for = ["H2"]
    [[institution]]
    code = "G2"
    auth = "apikey"
    secret = "key-p"
    speaks_for = ["*"]
"#;

/// A call of `sender` about a visit at `named`.
async fn call(setting: &Setting, sender: &str, key: &str, named: &str) -> Answer {
    let mut body = message(sender, "3102", &["BLOCK"]);
    body["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]["medins_id"] = named.into();
    let headers = [("apikey", key)];
    setting
        .send(request("/3102", ELSEWHERE, &headers, body.to_string()))
        .await
}

/// The institution under which the last call was kept.
fn kept(setting: &Setting) -> String {
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 100).unwrap();
    calls.last().unwrap().call.institution.as_str().to_owned()
}

#[tokio::test]
async fn nobody_is_judged_under_the_name_of_another() {
    let setting = Setting::new(CONFIG);
    for (sender, key, named, under) in [
        ("H1", "key-1", "H1", "H1"),
        ("H1", "key-1", "H2", "H1"),
        ("H1", "key-1", "my own number", "H1"),
        ("G1", "key-g", "H2", "H2"),
        ("G1", "key-g", "H1", "G1"),
        ("G2", "key-p", "H1", "H1"),
        // Who has no entry may be anybody who has none.
        ("H8", "", "H9", "H9"),
        ("H8", "", "H1", "H8"),
    ] {
        let answer = call(&setting, sender, key, named).await;
        assert_eq!(answer.infcode(), 0, "{}", answer.text());
        assert_eq!(kept(&setting), under, "{sender} about {named}");
    }
}

#[tokio::test]
async fn only_who_was_warned_may_answer() {
    let setting = Setting::new(CONFIG);
    let answer = call(&setting, "H2", "key-2", "H2").await;
    let id = answer.results()[0]["jr_id"].as_str().unwrap().to_owned();
    let feedback = |sender: &str| {
        json!({
            "infno": "3103", "fixmedins_code": sender, "opter": "OP1",
            "input": {"data": {"warn_type": "2", "warns": [{"warn_rslt_id": id, "dspo_way": "1", "dspo_way_rea": "x"}]}}
        })
        .to_string()
    };
    let post = async |sender: &str, key: &str| {
        let headers = [("apikey", key)];
        setting
            .send(request("/3103", ELSEWHERE, &headers, feedback(sender)))
            .await
    };
    for (sender, key) in [("H1", "key-1"), ("H8", "")] {
        let refused = post(sender, key).await;
        assert_eq!(refused.infcode(), -1, "{sender}");
        assert!(refused.err_msg().contains("其他机构"), "{}", refused.err_msg());
        assert!(setting.store().finding(&id).unwrap().unwrap().feedback.is_none());
    }
    assert_eq!(post("G1", "key-g").await.infcode(), 0);
    assert!(setting.store().finding(&id).unwrap().unwrap().feedback.is_some());
}

#[tokio::test]
async fn only_who_was_warned_may_answer_at_once() {
    let setting = Setting::new(CONFIG);
    let stalled = setting.stall();
    let answer = call(&setting, "H2", "key-2", "H2").await;
    let id = answer.results()[0]["jr_id"].as_str().unwrap().to_owned();
    assert!(setting.store().finding(&id).unwrap().is_none(), "not written yet");
    let feedback = json!({
        "infno": "3103", "fixmedins_code": "H1", "opter": "OP1",
        "input": {"data": {"warn_type": "1", "warns": [{"warn_rslt_id": id, "dspo_way": "2", "dspo_way_rea": ""}]}}
    });
    let headers = [("apikey", "key-1")];
    let answered = setting.send(request("/3103", ELSEWHERE, &headers, feedback.to_string()));
    let written = async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        drop(stalled);
    };
    let (answer, ()) = tokio::join!(answered, written);
    assert_eq!(answer.infcode(), -1);
    assert!(answer.err_msg().contains("其他机构"), "{}", answer.err_msg());
    assert!(setting.store().finding(&id).unwrap().unwrap().feedback.is_none());
    setting
        .assert_metric("mingjing_feedback_total{outcome=\"foreign\"} 1")
        .await;
}

/// An earlier visit that goes under the number which the sender calls itself is the one that was kept under its own.
#[tokio::test]
async fn an_earlier_visit_of_the_same_house_is_not_another() {
    let setting = Setting::new(CONFIG);
    let mut body = message("H1", "3102", &["BLOCK"]);
    let patient = &mut body["input"]["data"]["patient_dtos"][0];
    patient["fsi_encounter_dtos"][0]["medins_id"] = "my own number".into();
    let earlier = patient["fsi_encounter_dtos"][0].clone();
    let send = |body: String| setting.send(request("/3102", ELSEWHERE, &[("apikey", "key-1")], body));
    assert_eq!(send(body.to_string()).await.infcode(), 0);
    let mut later = earlier.clone();
    later["mdtrt_id"] = "E1".into();
    let patient = &mut body["input"]["data"]["patient_dtos"][0];
    patient["curr_mdtrt_id"] = "E1".into();
    patient["fsi_encounter_dtos"] = json!([earlier, later]);
    assert_eq!(send(body.to_string()).await.infcode(), 0);
    setting.store().flush().unwrap();
    let since = domain::Day::parse("2026-01-01").unwrap();
    let history = setting
        .store()
        .history(&"P0".into(), since, &[], &mut store::Everything)
        .unwrap();
    let visits: Vec<(&str, &str)> = history
        .encounters
        .iter()
        .map(|visit| (visit.institution.code.as_str(), visit.id.as_str()))
        .collect();
    assert_eq!(visits, [("H1", "E0"), ("H1", "E1")]);
}
