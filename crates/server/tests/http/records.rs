//! What a call leaves behind: interceptions on the disk before the reply,
//! reminders queued, history for the next call, feedback once and for all.

use crate::setting::{Setting, entry, message, review};
use domain::Action;
use serde_json::{Value, json};
use store::{Disposal, Store};

fn feedback(warns: Value) -> String {
    json!({
        "infno": "3103", "fixmedins_code": "H1", "opter": "OP1",
        "input": {"data": {"warn_type": "1", "warns": warns}}
    })
    .to_string()
}

#[tokio::test]
async fn an_interception_is_on_the_disk_before_the_reply() {
    let setting = Setting::new("");
    let answer = setting.post("/3102", review("3102", &["BLOCK"])).await;
    assert_eq!(answer.infcode(), 0);
    let id = answer.results()[0]["jr_id"].as_str().unwrap().to_owned();
    // No flush: what is read here was committed.
    let stored = setting.store().finding(&id).unwrap().unwrap();
    assert_eq!(stored.finding.action, Action::Block);
    assert_eq!(stored.doctor.as_str(), "DR1");
    setting
        .assert_metric("mingjing_calls_total{stage=\"3102\",outcome=\"blocked\"} 1")
        .await;
    setting
        .assert_metric("mingjing_findings_total{rule=\"GZ-TEST\",action=\"block\"} 1")
        .await;
}

#[tokio::test]
async fn a_call_is_numbered_behind_all_that_are_stored_whatever_the_clock_says() {
    let setting = Setting::unprepared("");
    setting.app.publish(Vec::new());
    let store = Store::open(setting.data.path(), setting.app.store_options()).unwrap();
    let far_ahead = 1 << 63;
    store.submit(entry(far_ahead)).unwrap();
    store.flush().unwrap();
    setting.app.attach_store(store);
    for _ in 0..2 {
        assert_eq!(setting.post("/3101", review("3101", &["REMIND"])).await.infcode(), 0);
    }
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    let numbers: Vec<Option<u64>> = calls.iter().map(|call| call.call.id.number()).collect();
    assert_eq!(numbers, [far_ahead, far_ahead + 1, far_ahead + 2].map(Some));
}

#[tokio::test]
async fn a_reminder_that_blocks_is_proved_as_a_settlement_is() {
    let setting = Setting::new("");
    let answer = setting.post("/3101", review("3101", &["BLOCK"])).await;
    let id = answer.results()[0]["jr_id"].as_str().unwrap().to_owned();
    // No flush: what is read here was committed.
    assert!(setting.store().finding(&id).unwrap().is_some());
    let stalled = setting.stall();
    let answer = setting.post("/3101", review("3101", &["BLOCK"])).await;
    assert_eq!(answer.infcode(), 0);
    assert_eq!(
        answer.results()[0]["mj_action"],
        "需说明理由",
        "not proved, not blocked"
    );
    drop(stalled);
}

#[tokio::test]
async fn much_feedback_is_written_at_once() {
    let setting = Setting::new("");
    let warns: Vec<Value> = (0..1_000)
        .map(|number| json!({"warn_rslt_id": format!("X{number}"), "dspo_way": "1", "dspo_way_rea": "x"}))
        .collect();
    assert_eq!(setting.post("/3103", feedback(warns.into())).await.infcode(), 0);
    let counts = setting.store().counts();
    assert_eq!(counts.feedback, 1_000);
    assert!(counts.committed_batches <= 20, "{}", counts.committed_batches);
    let many: Vec<Value> = (0..10_001)
        .map(|number| json!({"warn_rslt_id": format!("Y{number}"), "dspo_way": "1"}))
        .collect();
    let refused = setting.post("/3103", feedback(many.into())).await;
    assert_eq!(refused.infcode(), -1);
    assert!(
        refused.err_msg().contains("warns") && refused.err_msg().contains("10000"),
        "{}",
        refused.err_msg()
    );
}

#[tokio::test]
async fn a_block_refuses_the_settlement_only_where_the_caller_asked_for_it() {
    let setting = Setting::new("[[institution]]\ncode = \"H1\"\nrefuse_on_block = true");
    let answer = setting.post("/3102", review("3102", &["BLOCK"])).await;
    assert_eq!(answer.infcode(), -1);
    assert!(answer.err_msg().contains("此项目不在支付范围"));
    assert_eq!(setting.post("/3101", review("3101", &["BLOCK"])).await.infcode(), 0);
    let other = setting
        .post("/3102", message("H2", "3102", &["BLOCK"]).to_string())
        .await;
    assert_eq!((other.infcode(), other.results().len()), (0, 1));
}

#[tokio::test]
async fn an_interception_that_cannot_be_recorded_follows_the_callers_choice() {
    let config = "[[institution]]\ncode = \"H1\"\nrefuse_on_block = true\n\
                  [[institution]]\ncode = \"H2\"\nsettlement_failure = \"refuse\"";
    let setting = Setting::new(config);
    let stalled = setting.stall();
    let answer = setting.post("/3102", review("3102", &["BLOCK"])).await;
    assert_eq!(answer.infcode(), 0, "passed, because it could not be proved");
    assert_eq!(answer.results()[0]["mj_action"], "需说明理由");
    let refused = setting
        .post("/3102", message("H2", "3102", &["BLOCK"]).to_string())
        .await;
    assert_eq!(refused.infcode(), -1);
    assert!(refused.err_msg().contains("未能保存"));
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3102\",reason=\"record\"} 2")
        .await;
    drop(stalled);
    assert_eq!(
        setting.post("/3102", review("3102", &["BLOCK"])).await.infcode(),
        -1,
        "recovers by itself"
    );
}

#[tokio::test]
async fn what_was_not_blocked_is_not_kept_as_blocked() {
    let setting = Setting::new("[[institution]]\ncode = \"H2\"\nsettlement_failure = \"refuse\"");
    let stalled = setting.stall();
    let answer = setting
        .post("/3102", review("3102", &["BLOCK", "BLOCK", "REMIND"]))
        .await;
    let shown: Vec<Value> = answer
        .results()
        .iter()
        .map(|result| result["mj_action"].clone())
        .collect();
    assert_eq!(shown, ["需说明理由", "需说明理由", "提醒"]);
    let refused = message("H2", "3102", &["BLOCK", "REMIND"]).to_string();
    assert_eq!(setting.post("/3102", refused).await.infcode(), -1);
    for line in [
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"reason_required\"} 2",
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"remind\"} 1",
        "mingjing_degraded_total{stage=\"3102\",reason=\"record\"} 2",
    ] {
        setting.assert_metric(line).await;
    }
    assert!(!setting.metrics().await.contains("action=\"block\""));
    drop(stalled);
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    let kept = |institution: &str| {
        let calls = calls
            .iter()
            .filter(|call| call.call.institution.as_str() == institution);
        let kept = calls.map(|call| {
            let actions: Vec<Action> = call.findings.iter().map(|finding| finding.action).collect();
            (call.call.degraded.clone(), actions)
        });
        kept.collect::<Vec<_>>()
    };
    let softened = || (Some("record".to_owned()), vec![Action::ReasonRequired]);
    assert_eq!(kept("H1"), [softened(), softened(), (None, vec![Action::Remind])]);
    assert_eq!(
        kept("H2"),
        [(Some("record".into()), vec![]), (Some("record".into()), vec![])]
    );
    let since = domain::Day::parse("2020-01-01").unwrap();
    let remembered = setting
        .store()
        .history(&"P0".into(), since, &[], &mut store::Everything)
        .unwrap();
    assert!(!remembered.encounters.is_empty(), "what was sent is remembered");
}

/// What is kept of each person of the calls so far: what was done about each finding, and the amount in yuan.
fn kept(setting: &Setting) -> Vec<(Vec<Action>, String)> {
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    let own = calls.iter().filter(|call| call.call.institution.as_str() == "H1");
    let kept = own.map(|call| {
        let actions = call.findings.iter().map(|finding| finding.action).collect();
        (actions, call.call.violation_amount.to_string())
    });
    kept.collect()
}

#[tokio::test]
async fn what_does_not_fit_into_the_reply_is_neither_counted_nor_kept_as_shown() {
    let setting = Setting::new("[default]\nfindings_max = 2");
    let answer = setting
        .post("/3101", review("3101", &["REMIND", "REMIND", "BLOCK", "REMIND"]))
        .await;
    let shown: Vec<Value> = answer
        .results()
        .iter()
        .map(|result| result["patn_id"].clone())
        .collect();
    assert_eq!(shown, ["P2", "P0"]);
    assert_eq!(answer.json()["output"]["mj_left_out"], 2);
    let silent = || (vec![Action::Record], "0.00".to_owned());
    let told = |action| (vec![action], "10.00".to_owned());
    assert_eq!(
        kept(&setting),
        [told(Action::Remind), silent(), told(Action::Block), silent()]
    );
    for line in [
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"block\"} 1",
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"remind\"} 1",
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"record\"} 2",
        "mingjing_calls_total{stage=\"3101\",outcome=\"blocked\"} 1",
    ] {
        setting.assert_metric(line).await;
    }
}

#[tokio::test]
async fn a_block_for_which_there_is_no_room_blocks() {
    let setting = Setting::new("[default]\nfindings_max = 1\nrefuse_on_block = true");
    let answer = setting
        .post("/3102", review("3102", &["BLOCK", "REMIND", "BLOCK"]))
        .await;
    assert_eq!((answer.infcode(), answer.results().len()), (-1, 1));
    assert_eq!(answer.json()["output"]["mj_left_out"], 2);
    let blocked = || (vec![Action::Block], "10.00".to_owned());
    let silent = (vec![Action::Record], "0.00".to_owned());
    assert_eq!(kept(&setting), [blocked(), silent, blocked()]);
}

#[tokio::test]
async fn what_does_not_fit_where_nothing_can_be_proved_is_kept_as_not_shown() {
    let setting = Setting::new("[default]\nfindings_max = 1");
    let stalled = setting.stall();
    let answer = setting
        .post("/3102", review("3102", &["REMIND", "BLOCK", "BLOCK"]))
        .await;
    assert_eq!(answer.results()[0]["mj_action"], "需说明理由");
    assert_eq!(answer.json()["output"]["mj_left_out"], 2);
    drop(stalled);
    let silent = || (vec![Action::Record], "0.00".to_owned());
    assert_eq!(
        kept(&setting),
        [silent(), (vec![Action::ReasonRequired], "10.00".to_owned()), silent()]
    );
}

#[tokio::test]
async fn a_full_queue_never_stops_a_reminder() {
    let setting = Setting::new("[history]\nqueue_max = 2");
    let _jam = setting.jam();
    assert_eq!(
        setting.post("/3101", review("3101", &["REMIND"])).await.results().len(),
        1
    );
    assert_eq!(
        setting.post("/3102", review("3102", &["REMIND"])).await.results().len(),
        1
    );
    setting.assert_metric("mingjing_record_overflow_total 2").await;
}

#[tokio::test]
async fn the_next_call_knows_the_last() {
    let setting = Setting::new("");
    let later = |visit: &str| {
        let mut message = message("H1", "3102", &["HISTORY"]);
        let patient = &mut message["input"]["data"]["patient_dtos"][0];
        patient["curr_mdtrt_id"] = visit.into();
        patient["fsi_encounter_dtos"][0]["mdtrt_id"] = visit.into();
        patient["fsi_encounter_dtos"][0]["fsi_order_dtos"][0]["rx_id"] = format!("RX-{visit}").into();
        message.to_string()
    };
    assert_eq!(setting.post("/3102", later("E1")).await.results().len(), 0);
    setting.store().flush().unwrap();
    assert_eq!(
        setting.post("/3102", later("E1")).await.results().len(),
        0,
        "its own encounter is not history"
    );
    assert_eq!(setting.post("/3102", later("E2")).await.results().len(), 1);
}

#[tokio::test]
async fn the_same_finding_raised_again_has_a_number_of_its_own() {
    let setting = Setting::new("");
    let mut ids = Vec::new();
    for _ in 0..3 {
        let answer = setting.post("/3101", review("3101", &["REMIND"])).await;
        ids.push(answer.results()[0]["jr_id"].as_str().unwrap().to_owned());
    }
    let parts: Vec<(&str, &str)> = ids.iter().map(|id| id.split_once('-').unwrap()).collect();
    assert!(parts.iter().all(|(_, key)| *key == parts[0].1), "one finding");
    assert!(
        parts.windows(2).all(|pair| pair[0].0 < pair[1].0),
        "raised three times, in order: {parts:?}"
    );
    setting.store().flush().unwrap();
    assert!(ids.iter().all(|id| setting.store().finding(id).unwrap().is_some()));
}

#[tokio::test]
async fn feedback_is_kept_once_and_accepts_what_clients_send() {
    let setting = Setting::new("");
    let answer = setting.post("/3101", review("3101", &["REMIND"])).await;
    let id = answer.results()[0]["jr_id"].as_str().unwrap().to_owned();
    let without_reason = feedback(json!([{"warn_rslt_id": id, "dspo_way": "1", "dspo_way_rea": ""}]));
    for _ in 0..2 {
        let answer = setting.post("/3103", without_reason.clone()).await;
        assert_eq!(answer.infcode(), 0, "{}", answer.text());
        assert!(answer.json().get("output").is_some());
    }
    let trail = setting.store().finding(&id).unwrap().unwrap().feedback.unwrap();
    assert_eq!((trail.first.way, trail.amendments.len()), (Disposal::Continue, 0));
    let changed = feedback(json!({"warn_rslt_id": id, "dspo_way": 2, "dspo_way_rea": "已修改"}));
    assert_eq!(setting.post("/api/callService", changed).await.infcode(), 0);
    assert_eq!(
        setting
            .store()
            .finding(&id)
            .unwrap()
            .unwrap()
            .feedback
            .unwrap()
            .amendments
            .len(),
        1
    );
    let foreign = feedback(json!([{"warn_rslt_id": "unknown", "dspo_way": "1", "dspo_way_rea": "病情需要"}]));
    assert_eq!(setting.post("/3103", foreign).await.infcode(), 0);
    for line in [
        "mingjing_feedback_total{outcome=\"recorded_without_reason\"} 1",
        "mingjing_feedback_total{outcome=\"repeated\"} 1",
        "mingjing_feedback_total{outcome=\"recorded\"} 1",
        "mingjing_feedback_total{outcome=\"unknown_finding\"} 1",
    ] {
        setting.assert_metric(line).await;
    }
}

/// What is not kept is not answered as kept, and what came beside it is.
#[tokio::test]
async fn an_answer_that_is_changed_too_often_is_refused() {
    let setting = Setting::new("");
    let mut last = None;
    for reason in 0..34 {
        let other = format!("other-{reason}");
        let warns = json!([
            {"warn_rslt_id": "one", "dspo_way": "1", "dspo_way_rea": reason.to_string()},
            {"warn_rslt_id": other, "dspo_way": "1", "dspo_way_rea": "病情需要"},
        ]);
        let answer = setting.post("/3103", feedback(warns)).await;
        assert_eq!(answer.infcode(), if reason < 33 { 0 } else { -1 }, "{reason}");
        last = Some(answer);
    }
    let text = last.unwrap().err_msg();
    assert!(text.contains("已达 32 次") && text.contains("请勿重发"), "{text}");
    for line in [
        "mingjing_feedback_total{outcome=\"too_many_amendments\"} 1",
        "mingjing_feedback_total{outcome=\"unknown_finding\"} 67",
    ] {
        setting.assert_metric(line).await;
    }
}

#[tokio::test]
async fn feedback_that_could_not_be_kept_is_asked_for_again() {
    let setting = Setting::new("[history]\nqueue_max = 2");
    let _jam = setting.jam();
    let answer = setting
        .post("/3103", feedback(json!([{"warn_rslt_id": "x", "dspo_way": "1"}])))
        .await;
    assert_eq!(answer.infcode(), -1);
    assert!(answer.err_msg().contains("重发"));
}
