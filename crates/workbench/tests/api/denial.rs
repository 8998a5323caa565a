//! Every address × every role × every scope. The addresses are taken from the description, so that a
//! new one without an expectation fails here.

use crate::office::{HERE, HOSPITAL, OTHER_HOSPITAL, Office, PEOPLE, RULE, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The addresses that answer who is not logged in.
const OPEN: [&str; 7] = [
    "POST /api/v1/session",
    "GET /api/v1/single-sign-on",
    "GET /api/v1/single-sign-on/start",
    "GET /api/v1/single-sign-on/callback",
    "GET /api/v1/public/surveys/{code}",
    "POST /api/v1/public/surveys/{code}",
    "GET /api/v1/public/recognition",
];

fn addresses() -> Vec<(Method, String)> {
    let description = serde_json::to_value(workbench::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            if let Ok(method) = method.to_uppercase().parse::<Method>() {
                all.push((method, path.clone()));
            }
        }
    }
    all.sort_by_key(|(method, path)| (path.clone(), method.to_string()));
    all
}

/// The address with things that exist within the county of the tests.
fn filled(path: &str, finding: &str) -> String {
    let lead = format!("lead%2F{HOSPITAL}%2F{RULE}%2F2026-03");
    let id = if path.contains("/matters/") { lead.as_str() } else { "1" };
    path.replace("{key}", finding)
        .replace("{id}", id)
        .replace("{code}", if path.contains("/rules/") { RULE } else { HOSPITAL })
        .replace("{kind}", "transfer")
        .replace("{year}", "2027")
        .replace("{template}", "violation-notice")
        .replace("{digest}", &"0".repeat(64))
        .replace("{grant}", "999999")
        .replace("{number}", "999999")
        + if path.ends_with("export.xlsx") {
            "?purpose=x"
        } else {
            ""
        }
        + if path.ends_with("/search") { "?q=x" } else { "" }
        + if path.ends_with("/attachments") {
            "?name=a.pdf"
        } else {
            ""
        }
}

/// What a role is told at an address: nothing is said of bodies, which are empty.
fn word(status: StatusCode, code: &str) -> &'static str {
    match (status, code) {
        (StatusCode::FORBIDDEN, "WB-FORBIDDEN") => "-",
        (StatusCode::FORBIDDEN, _) => "x",
        (StatusCode::UNAUTHORIZED, _) => "!",
        (StatusCode::NOT_FOUND, _) => "0",
        _ => "Y",
    }
}

#[test]
fn every_address_answers_every_role_as_the_table_says() {
    on_runtime(async {
        let office = Office::open().await;
        let mut table = String::from("Y 可以；- 没有这项权限；0 对他不存在；x 因身份不予办理。行是地址，列是身份。\n");
        let names: Vec<&str> = PEOPLE.iter().map(|(name, _)| *name).collect();
        writeln!(table, "{:<58} {}", "", names.join(" ")).unwrap();
        for (method, path) in addresses() {
            let address = format!("{method} {path}");
            let mut row = format!("{address:<58}");
            for name in &names {
                // Signing out would end the session of the next question.
                let word = if address == "DELETE /api/v1/session" {
                    "Y"
                } else {
                    let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
                    let answer = office
                        .ask(name, method.clone(), &filled(&path, &office.finding), body)
                        .await;
                    word(answer.status, answer.code())
                };
                write!(row, " {word:^width$}", width = name.len()).unwrap();
            }
            writeln!(table, "{}", row.trim_end()).unwrap();
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/denial.txt");
        if std::env::var("MINGJING_BLESS").is_ok() {
            std::fs::write(&file, &table).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            table, kept,
            "谁能用哪个地址变了：看过以后用 MINGJING_BLESS=1 写入 tests/api/denial.txt"
        );
    });
}

#[test]
fn who_is_not_logged_in_or_comes_from_elsewhere_is_turned_away_everywhere() {
    on_runtime(async {
        let office = Office::open().await;
        let (token, _) = office.token("chief").clone();
        for (method, path) in addresses() {
            let address = format!("{method} {path}");
            let path = filled(&path, &office.finding);
            if OPEN.contains(&address.as_str()) {
                continue;
            }
            let answer = office.ask("", method.clone(), &path, Some(json!({}))).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
            assert_eq!(answer.code(), "WB-SESSION", "{address}");
            if method == Method::GET {
                continue;
            }
            // A page of somebody else sends the cookie, not what only our pages have read.
            let request = axum::http::Request::builder()
                .method(method)
                .uri(&path)
                .header("cookie", format!("mj_session={token}"))
                .header("content-type", "application/json")
                .body("{}".into())
                .unwrap();
            let answer = office.send(request).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::FORBIDDEN, "WB-CSRF"),
                "{address}"
            );
        }
    });
}

#[test]
fn what_lies_in_another_county_or_institution_does_not_exist() {
    on_runtime(async {
        let office = Office::open().await;
        let theirs = format!("lead%2F{OTHER_HOSPITAL}%2F{RULE}%2F2026-03");
        let ours = format!("lead%2F{HOSPITAL}%2F{RULE}%2F2026-03");
        let secrets = [
            format!("/api/v1/findings/{}", office.other_finding),
            format!("/api/v1/matters/{theirs}"),
            format!("/api/v1/institutions/{OTHER_HOSPITAL}"),
            format!("/api/v1/kinds/rectification/offers?about={theirs}"),
        ];
        for (name, _) in PEOPLE.iter().filter(|(name, _)| *name != "stranger") {
            for path in &secrets {
                let answer = office.get(name, path).await;
                let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
                assert!(hidden, "{name} {path}: {} {}", answer.status, answer.text);
                assert!(!answer.text.contains("药品限"), "{name} {path}");
            }
            let writes = [
                (
                    format!("/api/v1/findings/{}/look", office.other_finding),
                    json!({"purpose": "核对"}),
                ),
                (
                    format!("/api/v1/matters/{theirs}/commands"),
                    json!({"seen": 1, "command": {"command": "assign", "to": "u1"}}),
                ),
                (format!("/api/v1/matters/{theirs}/attachments?name=a.pdf"), json!("x")),
            ];
            for (path, body) in writes {
                let answer = office.ask(name, Method::POST, &path, Some(body)).await;
                let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
                assert!(hidden, "{name} {path}: {} {}", answer.status, answer.text);
            }
        }
        // The other way round the same, and each sees his own.
        for path in [
            format!("/api/v1/findings/{}", office.finding),
            format!("/api/v1/matters/{ours}"),
        ] {
            assert_eq!(
                office.get("stranger", &path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
            assert_eq!(office.get("chief", &path).await.status, StatusCode::OK, "{path}");
        }
        // Lists and sums hold the same line.
        let mut counts = BTreeMap::new();
        for name in ["chief", "stranger", "office", "handler"] {
            let rows = office.get(name, "/api/v1/findings").await.body["rows"]
                .as_array()
                .unwrap()
                .len();
            let total = office.get(name, "/api/v1/findings/totals").await.body["count"]
                .as_u64()
                .unwrap();
            assert_eq!(rows as u64, total, "{name}");
            counts.insert(name, rows);
        }
        // An institution has been told of nothing yet, a handler has no task.
        assert_eq!(
            counts,
            BTreeMap::from([("chief", 2), ("handler", 0), ("office", 0), ("stranger", 1)])
        );
        assert!(
            office.get("chief", "/api/v1/search?q=H2").await.body["rows"]
                .as_array()
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn whom_one_assigns_must_be_within_reach() {
    on_runtime(async {
        let office = Office::open().await;
        let people = office
            .get("chief", &format!("/api/v1/people?institution={OTHER_HOSPITAL}"))
            .await;
        assert_eq!(people.status, StatusCode::NOT_FOUND, "{}", people.text);
        let own = office.get("chief", "/api/v1/people?role=auditor").await;
        let names: Vec<&str> = own.body["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["name"].as_str())
            .collect();
        assert_eq!(names, ["auditor", "auditor2"], "{HERE}");
        assert!(
            own.body["rows"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row.get("login").is_none_or(Value::is_null))
        );
    });
}
