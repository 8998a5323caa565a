//! What callers see when something fails: reminders go on, settlements follow
//! the caller's choice, and nobody waits.

use crate::setting::{LOCAL, Setting, message, request, review};
use axum::http::StatusCode;
use std::time::{Duration, Instant};
use tracing_subscriber::layer::SubscriberExt;

const REFUSING: &str = "[default]\nsettlement_failure = \"refuse\"";

#[tokio::test]
async fn a_body_over_the_limit_is_refused_in_the_envelope() {
    let setting = Setting::new("[server]\nbody_mib = 1");
    let answer = setting.post("/3101", vec![b' '; (1 << 20) + 1]).await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, -1));
    assert!(answer.err_msg().contains("1 MiB"), "{}", answer.err_msg());
    assert!(answer.err_msg().contains("须整张送审"), "{}", answer.err_msg());
    let lying = request("/3101", LOCAL, &[("content-length", "10")], vec![b' '; (1 << 20) + 1]);
    assert_eq!(setting.send(lying).await.infcode(), -1);
    let padded = format!("{}{}", review("3101", &["REMIND"]), " ".repeat(1_000_000));
    assert_eq!(setting.post("/3101", padded).await.results().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_the_place() {
    let setting = Setting::new("");
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "{\"infno\":\"3101\"}",
        "{\"infno\":\"3101\",\"input\":{\"data\":{}}}",
    ];
    for body in bodies {
        let answer = setting.post("/3101", body).await;
        assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, -1), "{body}");
        assert!(!answer.err_msg().is_empty() && answer.results().is_empty());
    }
}

#[tokio::test]
async fn who_is_refused_for_another_was_shown_nothing() {
    // Printing the trace of a panic may take longer than a reminder has.
    let setting = Setting::new(&format!("{REFUSING}\n[server]\ndeadline_ms = 10000"));
    let answer = setting.post("/3102", review("3102", &["PANIC", "REMIND"])).await;
    assert_eq!((answer.infcode(), answer.results().len()), (-1, 0));
    setting.store().flush().unwrap();
    for call in setting.store().calls(None, 10).unwrap() {
        assert_eq!(call.call.degraded.as_deref(), Some("panic"));
        assert!(call.findings.is_empty() && call.call.violation_amount.is_zero());
    }
    assert!(!setting.metrics().await.contains("mingjing_findings_total{rule"));
}

#[tokio::test]
async fn a_panic_leaves_the_doctor_alone() {
    let setting = Setting::new("");
    let answer = setting.post("/3101", review("3101", &["PANIC"])).await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, 0));
    assert!(answer.results().is_empty());
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"panic\"} 1")
        .await;
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    assert_eq!(calls[0].call.degraded.as_deref(), Some("panic"), "recorded as degraded");
}

#[tokio::test]
async fn a_panic_over_one_person_spares_the_others() {
    // Printing the trace of a panic may take longer than a reminder has.
    let setting = Setting::new("[server]\ndeadline_ms = 10000");
    let answer = setting
        .post("/3101", review("3101", &["REMIND", "PANIC", "REMIND"]))
        .await;
    assert_eq!(answer.infcode(), 0);
    let persons: Vec<String> = answer
        .results()
        .iter()
        .map(|result| result["patn_id"].to_string())
        .collect();
    assert_eq!(persons, ["\"P0\"", "\"P2\""]);
}

#[tokio::test]
async fn a_settlement_that_could_not_be_judged_follows_the_callers_choice() {
    let passing = Setting::new("");
    let answer = passing.post("/3102", review("3102", &["PANIC"])).await;
    assert_eq!((answer.infcode(), answer.results().len()), (0, 0));
    let refusing = Setting::new(REFUSING);
    let answer = refusing.post("/3102", review("3102", &["PANIC"])).await;
    assert_eq!(answer.infcode(), -1);
    assert!(answer.err_msg().contains("暂时不能完成"));
    assert_eq!(
        refusing.post("/3101", review("3101", &["PANIC"])).await.infcode(),
        0,
        "reminders go on regardless"
    );
}

#[tokio::test]
async fn after_the_deadline_the_persons_judged_so_far_are_answered() {
    let setting = Setting::new("");
    let began = Instant::now();
    let answer = setting
        .post("/3101", review("3101", &["REMIND", "SLOW", "REMIND", "REMIND"]))
        .await;
    assert_eq!((answer.infcode(), answer.results().len()), (0, 1));
    assert!(began.elapsed() < Duration::from_millis(1_500));
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"deadline\"} 1")
        .await;
    setting
        .assert_metric("mingjing_calls_total{stage=\"3101\",outcome=\"partial\"} 1")
        .await;
    let counts = setting.app.monitor().recent(server::app::now())[0].1.counts;
    assert_eq!((counts.hits, counts.cut_short, counts.passed_open), (1, 1, 0));
    setting.store().flush().unwrap();
    let degraded: Vec<Option<String>> = setting
        .store()
        .calls(None, 10)
        .unwrap()
        .into_iter()
        .map(|call| call.call.degraded)
        .collect();
    assert_eq!(degraded, [None, None, Some("deadline".into()), Some("deadline".into())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_that_ends_after_its_reply_is_kept_once_and_shows_nothing() {
    let setting = Setting::new("[server]\ndeadline_ms = 10\nrecord_wait_ms = 10");
    let answer = setting.post("/3102", review("3102", &["BLOCK", "SLOW"])).await;
    assert_eq!((answer.infcode(), answer.results().len()), (0, 0));
    // The second person's record is the last that the late review hands in.
    let calls = loop {
        setting.store().flush().unwrap();
        let calls = setting.store().calls(None, 10).unwrap();
        if calls.iter().any(|call| call.call.person.as_str() == "P1") {
            break calls;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let mut persons: Vec<&str> = calls.iter().map(|call| call.call.person.as_str()).collect();
    persons.sort_unstable();
    assert_eq!(persons, ["P0", "P1"], "no record beside those of the persons");
    for call in &calls {
        assert_eq!(call.call.degraded.as_deref(), Some("deadline"));
        assert!(call.findings.is_empty() && call.call.violation_amount.is_zero());
    }
    let since = domain::Day::parse("2020-01-01").unwrap();
    let history = setting
        .store()
        .history(&"P0".into(), since, &[], &mut store::Everything)
        .unwrap();
    assert!(!history.encounters.is_empty(), "the visit is remembered");
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3102\",reason=\"deadline\"} 1")
        .await;
    assert!(!setting.metrics().await.contains("mingjing_findings_total{rule"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_calls_at_once_stop_no_reminder() {
    let setting = Setting::new("[server]\ncalls_max = 1\ndeadline_ms = 100");
    let slow = setting.post("/3101", review("3101", &["SLOW"]));
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        setting.post("/3101", review("3101", &["REMIND"])).await
    };
    let (slow, late) = tokio::join!(slow, late);
    assert_eq!((slow.infcode(), late.infcode()), (0, 0));
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"overload\"} 1")
        .await;
}

#[tokio::test]
async fn whom_nobody_judged_does_not_pass_beside_one_who_is_blocked() {
    // Printing the trace of a panic may take longer than a reminder has.
    let patient = "[server]\ndeadline_ms = 10000\nrecord_wait_ms = 10000";
    let refusing = Setting::new(&format!("{REFUSING}\n{patient}"));
    let answer = refusing.post("/3102", review("3102", &["PANIC", "BLOCK"])).await;
    assert_eq!(answer.infcode(), -1, "{}", answer.text());
    assert!(answer.err_msg().contains("暂时不能完成"), "{}", answer.err_msg());
    assert_eq!(answer.results().len(), 1, "the block is told all the same");
    let passing = Setting::new(patient);
    let answer = passing.post("/3102", review("3102", &["PANIC", "BLOCK"])).await;
    assert_eq!((answer.infcode(), answer.results().len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_settlement_let_through_unjudged_leaves_a_record() {
    let setting = Setting::new("[server]\ncalls_max = 1\ndeadline_ms = 100");
    let slow = setting.post("/3102", review("3102", &["SLOW"]));
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        setting.post("/3102", review("3102", &["BLOCK"])).await
    };
    let (_, late) = tokio::join!(slow, late);
    assert_eq!((late.infcode(), late.results().len()), (0, 0));
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    let overload = calls
        .iter()
        .find(|call| call.call.degraded.as_deref() == Some("overload"));
    let overload = &overload.expect("a record of the call that nobody judged").call;
    assert_eq!((overload.institution.as_str(), overload.stage.zh()), ("H1", "事中"));
}

#[tokio::test]
async fn a_call_before_the_first_book_leaves_a_record() {
    // A store and no book yet.
    let setting = Setting::with_reviewer("", crate::setting::scripted);
    assert_eq!(setting.post("/3102", review("3102", &["BLOCK"])).await.infcode(), 0);
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 10).unwrap();
    assert_eq!(calls[0].call.degraded.as_deref(), Some("not_ready"));
}

#[tokio::test]
async fn a_refusal_of_a_long_body_is_in_the_encoding_of_its_sender() {
    let setting = Setting::new("[server]\nbody_mib = 1\n[[institution]]\ncode = \"H1\"\nencoding = \"gb18030\"");
    let long = format!("{{\"fixmedins_code\":\"H1\",\"x\":\"{}\"}}", "x".repeat(1 << 20));
    let answer = setting.post("/3101", long).await;
    assert_eq!(answer.headers["content-type"], "application/json;charset=GB18030");
    let (text, _, broken) = encoding_rs::GB18030.decode(&answer.bytes);
    assert!(!broken && text.contains("超过上限"), "{text}");
}

#[tokio::test]
async fn before_the_start_is_over_reminders_go_on() {
    let setting = Setting::unprepared("");
    assert_eq!(setting.post("/3101", review("3101", &["REMIND"])).await.infcode(), 0);
    assert_eq!(setting.post("/3102", review("3102", &["REMIND"])).await.infcode(), 0);
    let refusing = Setting::unprepared(REFUSING);
    assert_eq!(refusing.post("/3102", review("3102", &["REMIND"])).await.infcode(), -1);
    setting
        .assert_metric("mingjing_degraded_total{stage=\"3101\",reason=\"not_ready\"} 1")
        .await;
}

#[tokio::test]
async fn nothing_confidential_is_shown_in_metrics_or_refusals() {
    let setting = Setting::new("[default]\nauth = \"apikey\"\nsecret = \"top-secret\"");
    let mut broken = message("H1", "3101", &["CLEAN"]);
    broken["input"]["data"]["patient_dtos"][0]["brdy"] = "2099-01-01".into();
    let answers = [
        setting.post("/3101", review("3101", &["CLEAN"])).await,
        setting
            .send(request("/3101", LOCAL, &[("apikey", "top-secret")], broken.to_string()))
            .await,
    ];
    let shown = answers.iter().map(|answer| answer.text()).collect::<String>() + &setting.metrics().await;
    for secret in ["机密姓名", "top-secret", "1980-01-01"] {
        assert!(!shown.contains(secret), "{secret}\n{shown}");
    }
}

/// Stops the thread that says that interceptions could not be recorded, as one does that gets no processor.
struct Slow;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Slow {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().fields().field("store.error").is_some() {
            std::thread::sleep(Duration::from_millis(2_000));
        }
    }
}

#[test]
fn what_is_kept_as_shown_is_shown_however_late() {
    let slow = || tracing_subscriber::registry().with(Slow);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || std::mem::forget(tracing::subscriber::set_default(slow())))
        .build()
        .unwrap();
    // Time is kept by a thread that has something to do.
    let handle = runtime.handle().clone();
    std::thread::spawn(move || {
        for _ in 0..1_000 {
            std::thread::sleep(Duration::from_millis(5));
            drop(handle.spawn(async {}));
        }
    });
    runtime.block_on(async {
        let setting = Setting::new("[server]\ndeadline_ms = 1000\nrecord_wait_ms = 10");
        let stalled = setting.stall();
        let answer = setting.post("/3102", review("3102", &["BLOCK"])).await;
        let results = answer.results();
        assert_eq!(results.len(), 1, "{}", answer.text());
        assert_eq!(results[0]["mj_action"], "需说明理由");
        drop(stalled);
        setting.store().flush().unwrap();
        let kept = setting.store().finding(results[0]["jr_id"].as_str().unwrap()).unwrap();
        assert_eq!(kept.unwrap().finding.action, domain::Action::ReasonRequired);
        setting
            .assert_metric("mingjing_degraded_total{stage=\"3102\",reason=\"deadline\"} 0")
            .await;
    });
}
