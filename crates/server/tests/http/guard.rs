//! The bound on blocks: what counts as one, and what does not.

use crate::setting::{Setting, message};

/// A disk that is slow fails nothing here; a full queue does, and at once.
const PATIENT: &str = "[server]\ndeadline_ms = 10000\nrecord_wait_ms = 10000\n[history]\nqueue_max = 2\n[guard]\n";
const REFUSING: &str = "[default]\nsettlement_failure = \"refuse\"\n";

/// A settlement of a person that is blocked.
fn bill(person: &str) -> String {
    let mut message = message("H1", "3102", &["BLOCK"]);
    message["input"]["data"]["patient_dtos"][0]["patn_id"] = person.into();
    message.to_string()
}

/// What is done about the bills of these persons, one after another.
async fn actions(setting: &Setting, persons: &[&str]) -> Vec<String> {
    let mut actions = Vec::new();
    for person in persons {
        let answer = setting.post("/3102", bill(person)).await;
        actions.push(answer.results()[0]["mj_action"].as_str().unwrap().to_owned());
    }
    actions
}

#[tokio::test]
async fn a_rule_that_blocks_too_often_is_held_back() {
    let setting = Setting::new(&format!("{PATIENT}blocks_per_rule_hour = 2"));
    // One who sends a blocked bill again and again opens nothing.
    let actions = actions(&setting, &["P1", "P1", "P1", "P2", "P3", "P1"]).await;
    assert_eq!(actions, ["拦截", "拦截", "拦截", "拦截", "需说明理由", "拦截"]);
    setting
        .assert_metric("mingjing_guard_trips_total{rule=\"GZ-TEST\"} 1")
        .await;
}

#[tokio::test]
async fn a_block_that_could_not_be_recorded_does_not_count() {
    let refusing = Setting::new(&format!("{REFUSING}{PATIENT}blocks_per_rule_hour = 1"));
    let passing = Setting::new(&format!("{PATIENT}blocks_per_rule_hour = 1"));
    let jams = (refusing.jam(), passing.jam());
    for person in ["P1", "P2", "P3"] {
        let answer = refusing.post("/3102", bill(person)).await;
        assert_eq!(answer.infcode(), -1, "{person}: {}", answer.text());
        assert_eq!(actions(&passing, &[person]).await, ["需说明理由"], "{person}");
    }
    drop(jams);
    for setting in [refusing, passing] {
        setting.store().flush().unwrap();
        assert_eq!(actions(&setting, &["P4", "P5"]).await, ["拦截", "需说明理由"]);
    }
}

#[tokio::test]
async fn while_records_fail_who_lets_nothing_pass_lets_nothing_pass_that_was_held_back() {
    let setting = Setting::new(&format!("{REFUSING}{PATIENT}blocks_per_rule_hour = 1"));
    assert_eq!(actions(&setting, &["P1", "P2"]).await, ["拦截", "需说明理由"]);
    let jam = setting.jam();
    let answer = setting.post("/3102", bill("P2")).await;
    assert_eq!(answer.infcode(), -1, "{}", answer.text());
    drop(jam);
}
