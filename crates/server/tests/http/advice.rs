//! Who speaks beside the book: heard while ordering, never grave, and not waited for.

use crate::setting::{Setting, finding, message, review};
use domain::{Action, Finding, FindingKey, Moment, Record};
use serde_json::json;
use server::advice::{Adviser, Saying};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::{Disposal, StoredFinding};

/// Does what the codes of the lines under review say, and keeps what it hears.
#[derive(Default)]
struct Scripted {
    heard: Mutex<Vec<(String, Disposal, String)>>,
    deaf: Mutex<bool>,
}

impl Adviser for Scripted {
    fn advise<'a>(&'a self, record: &'a Record, _: Moment) -> Saying<'a, Vec<Finding>> {
        Box::pin(async move {
            let mut said = Vec::new();
            for (index, line) in record.lines.iter().enumerate().filter(|(_, line)| line.current) {
                match line.item.as_str() {
                    "ADVICE-LATE" => tokio::time::sleep(Duration::from_secs(30)).await,
                    "ADVICE-PANIC" => panic!("scripted"),
                    code if code.starts_with("ADVICE") || code == "REMIND" => said.push(Finding {
                        key: FindingKey([7; 16]),
                        rule: "ADVICE".into(),
                        ..finding(record, index, Action::Block)
                    }),
                    _ => {}
                }
            }
            said
        })
    }

    fn hear<'a>(&'a self, answered: &'a StoredFinding) -> Saying<'a, anyhow::Result<()>> {
        Box::pin(async move {
            anyhow::ensure!(!*self.deaf.lock().unwrap(), "scripted");
            if let Some(trail) = &answered.feedback {
                let first = trail.first.clone();
                let rule = answered.finding.rule.as_str().to_owned();
                self.heard.lock().unwrap().push((rule, first.way, first.reason));
            }
            Ok(())
        })
    }
}

fn advised(config: &str) -> (Setting, Arc<Scripted>) {
    let setting = Setting::new(config);
    let adviser = Arc::new(Scripted::default());
    setting.app.attach_adviser(adviser.clone());
    (setting, adviser)
}

const PATIENT: &str = "[server]\nadvice_ms = 1000\ndeadline_ms = 10000";

#[tokio::test]
async fn advice_stands_behind_what_the_book_says_and_only_reminds() {
    let (setting, _) = advised(PATIENT);
    let results = setting.post("/3101", review("3101", &["REMIND"])).await.results();
    let rules: Vec<_> = results.iter().map(|result| &result["rule_id"]).collect();
    assert_eq!(rules, ["GZ-TEST", "ADVICE"]);
    assert_eq!(results[1]["mj_action"], "提醒", "advice stops nobody");
    assert_eq!(results[1]["judge_result_detail_dtos"][0]["rx_id"], "RX0");
    // At the till nobody orders.
    assert!(
        setting
            .post("/3102", review("3102", &["ADVICE"]))
            .await
            .results()
            .is_empty()
    );
}

#[tokio::test]
async fn who_is_late_or_fails_is_not_heard_and_the_book_is() {
    let (setting, _) = advised("[server]\nadvice_ms = 20\ndeadline_ms = 10000");
    let began = Instant::now();
    let late = setting
        .post("/3101", review("3101", &["REMIND", "ADVICE-LATE", "REMIND"]))
        .await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let rules: Vec<_> = late.results().iter().map(|result| result["rule_id"].clone()).collect();
    assert_eq!(
        rules.iter().filter(|rule| **rule == json!("GZ-TEST")).count(),
        2,
        "{rules:?}"
    );
    let (setting, _) = advised(PATIENT);
    let failed = setting.post("/3101", review("3101", &["ADVICE-PANIC", "REMIND"])).await;
    assert_eq!(failed.infcode(), 0);
    assert_eq!(
        failed.results().len(),
        2,
        "the book and the advice about the other person"
    );
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"advice\"} 1")
        .await;
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"panic\"} 0")
        .await;
}

#[tokio::test]
async fn the_first_answer_is_told_each_time_and_asked_for_again_where_it_was_not_kept() {
    let (setting, adviser) = advised(PATIENT);
    let shown = setting.post("/3101", review("3101", &["ADVICE"])).await.results();
    let id = shown[0]["jr_id"].clone();
    let answer = async |way: &str, reason: &str| {
        let mut sent = message("H1", "3103", &[]);
        sent["input"]["data"] =
            json!({"warn_type": "1", "warns": [{"warn_rslt_id": id, "dspo_way": way, "dspo_way_rea": reason}]});
        setting.post("/3103", sent.to_string()).await.infcode()
    };
    *adviser.deaf.lock().unwrap() = true;
    assert_eq!(answer("1", "R4").await, -1, "what is not kept is to be sent again");
    *adviser.deaf.lock().unwrap() = false;
    assert_eq!(answer("1", "R4").await, 0);
    assert_eq!(
        answer("2", "").await,
        0,
        "a change of mind is kept, and the first answer stands"
    );
    let told = ("ADVICE".to_owned(), Disposal::Continue, "R4".to_owned());
    assert_eq!(*adviser.heard.lock().unwrap(), [told.clone(), told]);
}
