//! Real time as it is watched: each bureau its own institutions, for as long as one is signed in.

use crate::office::{HOSPITAL, OTHER_HOSPITAL, Office, on_runtime};
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use server::app::now;
use server::monitor::Ended;
use std::time::Duration;
use tower::ServiceExt;

fn call(office: &Office, institution: &str, hit: bool) {
    let ended = Ended {
        hit,
        cut_short: !hit,
        passed_open: !hit,
        took: Duration::from_millis(4),
    };
    office.app.monitor().call(&institution.into(), now(), ended);
}

#[test]
fn f17_c18_a_bureau_watches_its_own_institutions() {
    on_runtime(async {
        let office = Office::open().await;
        (0..3).for_each(|_| call(&office, HOSPITAL, true));
        call(&office, HOSPITAL, false);
        call(&office, OTHER_HOSPITAL, true);
        call(&office, "UNREGISTERED", true);
        office.app.monitor().answer(&HOSPITAL.into(), now(), true);
        office.app.monitor().answer(&HOSPITAL.into(), now(), false);
        let live = office.get("chief", "/api/v1/live").await;
        assert_eq!(live.status, StatusCode::OK, "{}", live.text);
        let own = live.body["institutions"].as_array().unwrap();
        assert_eq!(own.len(), 1, "{}", live.text);
        assert_eq!(
            (&own[0]["code"], &own[0]["name"]),
            (&Value::from("H1"), &Value::from("机构H1"))
        );
        assert_eq!((&own[0]["calls"], &own[0]["hits"]), (&Value::from(4), &Value::from(3)));
        assert_eq!(
            (&live.body["hit_rate"], &live.body["override_rate"]),
            (&Value::from(0.75), &Value::from(0.5))
        );
        assert_eq!(
            (&live.body["timeouts"], &live.body["fail_open"]),
            (&Value::from(1), &Value::from(1))
        );
        let p99 = live.body["p99_ms"].as_f64().unwrap();
        assert!((3.0..=5.0).contains(&p99), "{p99}");
        let next_door = office.get("stranger", "/api/v1/live").await;
        assert_eq!(next_door.body["institutions"][0]["code"], "H2");
        assert!(!next_door.text.contains(HOSPITAL), "{}", next_door.text);
        assert_eq!(office.get("office", "/api/v1/live").await.code(), "WB-FORBIDDEN");
    });
}

#[test]
fn the_stream_goes_on_until_one_signs_out() {
    on_runtime(async {
        let office = Office::open().await;
        call(&office, HOSPITAL, true);
        let (token, _) = office.token("chief").clone();
        let request = Request::get("/api/v1/live/events")
            .header(header::COOKIE, format!("mj_session={token}"))
            .body(axum::body::Body::empty())
            .unwrap();
        let response = office.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        let mut body = response.into_body();
        let mut next = async || body.frame().await.map(|frame| frame.unwrap().into_data().unwrap());
        for _ in 0..2 {
            let event = next().await.unwrap();
            let text = std::str::from_utf8(&event)
                .unwrap()
                .trim()
                .strip_prefix("data: ")
                .unwrap();
            let live: Value = serde_json::from_str(text).unwrap();
            assert_eq!(live["institutions"][0]["code"], "H1");
        }
        assert_eq!(
            office
                .ask("chief", Method::DELETE, "/api/v1/session", None)
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        assert!(next().await.is_none(), "nothing is told after signing out");
    });
}
