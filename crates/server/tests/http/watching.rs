//! What calls come to for whoever watches: by institution, with what was shown, cut short and answered.

use crate::setting::{Setting, message, review};
use serde_json::json;
use server::app::now;

#[tokio::test]
async fn calls_are_counted_by_institution_as_they_ended() {
    let setting = Setting::new("");
    let shown = setting.post("/3101", review("3101", &["REMIND"])).await;
    let id = shown.results()[0]["jr_id"].as_str().unwrap().to_owned();
    for item in ["X", "TRIAL", "PANIC"] {
        setting.post("/3102", review("3102", &[item])).await;
    }
    setting
        .post("/3101", message("H2", "3101", &["BLOCK"]).to_string())
        .await;
    // The same feedback twice is one answer, and a finding that nobody knows is none.
    for finding in [id.as_str(), id.as_str(), "unknown"] {
        let warns = json!([{"warn_rslt_id": finding, "dspo_way": "1", "dspo_way_rea": "病情需要"}]);
        let feedback =
            json!({"infno": "3103", "fixmedins_code": "H1", "input": {"data": {"warn_type": "1", "warns": warns}}});
        setting.post("/3103", feedback.to_string()).await;
    }
    // What cannot be read comes from nobody.
    setting.post("/3101", "{").await;
    let mut recent = setting.app.monitor().recent(now());
    recent.retain(|(code, _)| !code.is_empty());
    recent.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
    let [(first, one), (second, other)] = recent.as_slice() else {
        panic!("{recent:?}");
    };
    assert_eq!((first.as_str(), second.as_str()), ("H1", "H2"));
    let counts = one.counts;
    assert_eq!(
        (counts.calls, counts.hits, counts.cut_short, counts.passed_open),
        (4, 1, 1, 1)
    );
    assert_eq!((counts.answers, counts.overrides), (1, 1));
    assert_eq!((other.counts.calls, other.counts.hits), (1, 1));
    assert!(counts.latency_ms(0.99) > 0.0);
}
