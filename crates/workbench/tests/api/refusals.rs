//! Wrong input of every sort, each with the right refusal; and what must never be said.

use crate::office::{HOSPITAL, MARKED_PERSON, Office, RULE, on_runtime};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;

/// Who asks how for what, with which body, and what the answer must be.
type Wrong<'a> = (&'a str, Method, &'a str, Option<serde_json::Value>, StatusCode, &'a str);

#[test]
fn wrong_input_is_refused_with_the_field_and_what_to_do() {
    on_runtime(async {
        let office = Office::open().await;
        let lead = format!("/api/v1/matters/lead%2F{HOSPITAL}%2F{RULE}%2F2026-03/commands");
        let cases: [Wrong<'_>; 14] = [
            (
                "chief",
                Method::GET,
                "/api/v1/findings?from=昨天",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/findings?at_least=9",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/findings?size=x",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/findings/zz",
                None,
                StatusCode::NOT_FOUND,
                "LG-NOT-FOUND",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/matters?kind=dragon",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/matters?after=%00",
                None,
                StatusCode::NOT_FOUND,
                "LG-NOT-FOUND",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/matters/a%2Fb",
                None,
                StatusCode::NOT_FOUND,
                "LG-NOT-FOUND",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/dashboard?year=1",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/nothing",
                None,
                StatusCode::NOT_FOUND,
                "LG-NOT-FOUND",
            ),
            (
                "chief",
                Method::POST,
                &lead,
                Some(json!({"seen": "1"})),
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::POST,
                &lead,
                Some(json!({"seen": 1, "command": {"command": "explode"}})),
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
            (
                "chief",
                Method::POST,
                &lead,
                Some(json!({"seen": 9, "command": {"command": "assign", "to": "u1"}})),
                StatusCode::CONFLICT,
                "LG-CONFLICT",
            ),
            (
                "auditor",
                Method::POST,
                &lead,
                Some(json!({"seen": 1, "command": {"command": "assign", "to": "u1"}})),
                StatusCode::FORBIDDEN,
                "CW-ROLE",
            ),
            (
                "chief",
                Method::GET,
                "/api/v1/findings/export.xlsx?purpose=%20",
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "WB-INPUT",
            ),
        ];
        for (who, method, path, body, status, code) in cases {
            let answer = office.ask(who, method, path, body).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, code),
                "{path}: {}",
                answer.text
            );
            assert_eq!(
                answer.headers[header::CONTENT_TYPE],
                "application/problem+json",
                "{path}"
            );
            assert!(
                answer.body["detail"].as_str().is_some_and(|text| text.ends_with('。')),
                "{path}: {}",
                answer.text
            );
        }
    });
}

#[test]
fn bodies_that_are_no_json_too_large_or_of_another_type_are_refused() {
    on_runtime(async {
        let office = Office::open().await;
        let (token, csrf) = office.token("chief").clone();
        let send = async |kind: &str, body: Body| {
            let request = Request::builder()
                .method(Method::POST)
                .uri("/api/v1/me/password")
                .header(header::COOKIE, format!("mj_session={token}"))
                .header("x-csrf-token", &csrf)
                .header(header::CONTENT_TYPE, kind)
                .body(body)
                .unwrap();
            office.send(request).await
        };
        let answers = [
            (
                send("application/json", "{".into()).await,
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                send("text/plain", "{}".into()).await,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ),
            (
                send("application/json", vec![b' '; 2 << 20].into()).await,
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            (
                send("application/json", vec![0xff, 0xfe].into()).await,
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
        ];
        for (answer, status) in answers {
            assert_eq!(answer.status, status, "{}", answer.text);
            assert_eq!(answer.code(), "WB-INPUT");
        }
    });
}

#[test]
fn forged_cookies_and_keys_are_nobody() {
    on_runtime(async {
        let office = Office::open().await;
        for cookie in [
            "mj_session=",
            "mj_session=token-of-chief2",
            "mj_session=' OR 1=1",
            "other=token-of-chief",
        ] {
            let request = Request::get("/api/v1/me")
                .header(header::COOKIE, cookie)
                .body(Body::empty())
                .unwrap();
            let answer = office.send(request).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::UNAUTHORIZED, "WB-SESSION"),
                "{cookie}"
            );
        }
        let request = Request::get("/api/v1/findings")
            .header("authorization", "Bearer x")
            .body(Body::empty())
            .unwrap();
        assert_eq!(office.send(request).await.code(), "WB-KEY");
    });
}

#[test]
fn a_person_is_seen_only_by_opening_the_seal_and_that_is_recorded() {
    on_runtime(async {
        let office = Office::open().await;
        let finding = &office.finding;
        for path in [
            "/api/v1/findings".to_owned(),
            format!("/api/v1/findings/{finding}"),
            format!("/api/v1/matters/lead%2F{HOSPITAL}%2F{RULE}%2F2026-03"),
            "/api/v1/dashboard?year=2026".to_owned(),
            format!("/api/v1/search?q={MARKED_PERSON}"),
        ] {
            let answer = office.get("chief", &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(
                !answer.text.contains(MARKED_PERSON) && !answer.text.contains("MARKED-VISIT"),
                "{path}"
            );
        }
        let look = format!("/api/v1/findings/{finding}/look");
        let blank = office
            .ask("chief", Method::POST, &look, Some(json!({"purpose": " "})))
            .await;
        assert_eq!(blank.code(), "CW-TEXT");
        let leader = office
            .ask("leader", Method::POST, &look, Some(json!({"purpose": "核对"})))
            .await;
        assert_eq!(leader.code(), "WB-FORBIDDEN");
        let seen = office
            .ask("chief", Method::POST, &look, Some(json!({"purpose": "核对病历"})))
            .await;
        assert_eq!(seen.body["person"], MARKED_PERSON);
        let trail = office.get("security", "/api/v1/trail?deed=look").await;
        let rows = trail.body["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{}", trail.text);
        assert_eq!(rows[0]["purpose"], "核对病历");
        assert_eq!(rows[0]["user_name"], "chief");
        assert!(!trail.text.contains(MARKED_PERSON));
        assert_eq!(
            office
                .ask("security", Method::POST, "/api/v1/trail/verify", None)
                .await
                .body["ok"],
            true
        );
    });
}

#[test]
fn a_formula_in_a_text_stays_a_text_in_an_exported_list() {
    on_runtime(async {
        let office = Office::open().await;
        let answer = office.get("chief", "/api/v1/findings/export.xlsx?purpose=核对").await;
        assert_eq!(answer.status, StatusCode::OK);
        let exports = office.get("security", "/api/v1/trail?deed=export").await;
        assert_eq!(exports.body["rows"].as_array().unwrap().len(), 1, "{}", exports.text);
        assert_eq!(exports.body["rows"][0]["purpose"], "核对");
    });
}
