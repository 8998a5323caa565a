//! A role takes two, for a person and for a program: the administrator proposes, the auditor of security signs.

use crate::office::{Answer, HERE, Office, on_runtime};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

const LIST: &str = "/api/v1/grant-proposals";

async fn propose(office: &Office, who: &str, login: &str) -> (String, Value) {
    let made = json!({"login": login, "name": login});
    let user = office.ask(who, Method::POST, "/api/v1/users", Some(made)).await;
    let id = user.body["user"]["id"].as_str().unwrap().to_owned();
    let role = json!({"role": "auditor", "place_kind": "bureau", "place": HERE});
    let answer = office
        .ask(who, Method::POST, &format!("/api/v1/users/{id}/grants"), Some(role))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.body["grants"], json!([]), "nothing is given yet");
    let listed = office.get(who, LIST).await;
    let rows = listed.body["rows"].as_array().unwrap();
    (
        id.clone(),
        rows.iter().find(|row| row["user"] == id.as_str()).unwrap().clone(),
    )
}

async fn decide(office: &Office, who: &str, row: &Value, deed: &str, body: Option<Value>) -> (StatusCode, String) {
    let path = format!("{LIST}/{}/{deed}", row["number"]);
    let answer = office.ask(who, Method::POST, &path, body).await;
    (answer.status, answer.code().to_owned())
}

/// Neither the administrator nor anybody of the business signs.
async fn nobody_else_signs(office: &Office, row: &Value) {
    for who in ["admin", "leader", "chief"] {
        let (status, code) = decide(office, who, row, "sign", None).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::FORBIDDEN, "WB-FORBIDDEN"),
            "{who}"
        );
    }
}

#[test]
fn a_role_is_given_when_the_auditor_of_security_signs() {
    on_runtime(async {
        let office = Office::open().await;
        let (id, row) = propose(&office, "admin", "newcomer").await;
        assert_eq!(
            (row["state"].as_str(), row["role"].as_str()),
            (Some("pending"), Some("auditor"))
        );
        assert_eq!(
            (row["proposed_by"].as_str(), row["login"].as_str()),
            (Some("admin"), Some("newcomer"))
        );
        nobody_else_signs(&office, &row).await;
        assert_eq!(
            decide(&office, "security", &row, "sign", None).await.0,
            StatusCode::NO_CONTENT
        );
        let users = office.get("admin", "/api/v1/users?q=newcomer").await;
        assert_eq!(users.body["rows"][0]["grants"][0]["role"], "auditor", "{}", users.text);
        assert_eq!(users.body["rows"][0]["id"], id.as_str());
        let (status, code) = decide(&office, "security", &row, "sign", None).await;
        assert_eq!((status, code.as_str()), (StatusCode::CONFLICT, "LG-PROPOSAL-ENDED"));
    });
}

#[test]
fn a_refusal_says_why_and_a_withdrawal_ends_it_too() {
    on_runtime(async {
        let office = Office::open().await;
        let (_, row) = propose(&office, "admin", "one").await;
        let (status, code) = decide(&office, "security", &row, "refuse", Some(json!({"reason": " "}))).await;
        assert_eq!((status, code.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "LG-FIELD"));
        let why = Some(json!({"reason": "岗位不符"}));
        assert_eq!(
            decide(&office, "security", &row, "refuse", why).await.0,
            StatusCode::NO_CONTENT
        );
        let (_, other) = propose(&office, "admin", "two").await;
        let path = format!("{LIST}/{}", other["number"]);
        assert_eq!(
            office.ask("security", Method::DELETE, &path, None).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            office.ask("admin", Method::DELETE, &path, None).await.status,
            StatusCode::NO_CONTENT
        );
        let listed = office.get("security", LIST).await;
        let said = |row: &Value| {
            let row = listed.body["rows"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["number"] == row["number"]);
            let row = row.unwrap();
            (
                row["state"].as_str().unwrap().to_owned(),
                row["reason"].as_str().unwrap().to_owned(),
            )
        };
        assert_eq!(said(&row), ("refused".to_owned(), "岗位不符".to_owned()));
        assert_eq!(said(&other), ("withdrawn".to_owned(), String::new()));
        assert_eq!(office.get("chief", LIST).await.status, StatusCode::FORBIDDEN);
    });
}

const KEYS: &str = "/api/v1/api-keys";

/// A key as it was shown, and the row of its proposal.
async fn propose_key(office: &Office, name: &str) -> (String, Value) {
    let asked = json!({"name": name, "role": "auditor", "place_kind": "bureau", "place": HERE});
    let made = office.ask("admin", Method::POST, KEYS, Some(asked)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.body.get("row"), None, "there is no key yet");
    let listed = office.get("security", LIST).await;
    let rows = listed.body["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["number"] == made.body["proposal"]).unwrap();
    (made.body["key"].as_str().unwrap().to_owned(), row.clone())
}

/// What a program that holds the key is answered.
async fn by_key(office: &Office, key: &str) -> Answer {
    let request = Request::builder()
        .uri("/api/v1/findings/totals")
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    office.send(request.body(Body::empty()).unwrap()).await
}

#[test]
fn a_key_answers_when_the_auditor_of_security_signs() {
    on_runtime(async {
        let office = Office::open().await;
        let (key, row) = propose_key(&office, "县医保核心系统").await;
        assert_eq!(
            (row["name"].as_str(), row["role"].as_str(), row["state"].as_str()),
            (Some("县医保核心系统"), Some("auditor"), Some("pending"))
        );
        assert_eq!(
            (row.get("user"), row.get("login")),
            (None, None),
            "a program has no account"
        );
        let early = by_key(&office, &key).await;
        assert_eq!((early.status, early.code()), (StatusCode::UNAUTHORIZED, "WB-KEY"));
        assert_eq!(office.get("admin", KEYS).await.body["rows"], json!([]));
        nobody_else_signs(&office, &row).await;
        // The secret is told once: neither the list of the signer nor the trail has it.
        for (who, path) in [("security", LIST), ("security", "/api/v1/trail"), ("admin", LIST)] {
            assert!(!office.get(who, path).await.text.contains(&key), "{who} {path}");
        }
        assert_eq!(
            decide(&office, "security", &row, "sign", None).await.0,
            StatusCode::NO_CONTENT
        );
        let answer = by_key(&office, &key).await;
        assert_eq!(
            (answer.status, &answer.body["count"]),
            (StatusCode::OK, &json!(2)),
            "{}",
            answer.text
        );
        let keys = office.get("admin", KEYS).await;
        assert_eq!(keys.body["rows"][0]["name"], "县医保核心系统", "{}", keys.text);
        assert!(!keys.text.contains(&key));
        // And it is stopped by the administrator alone, at once.
        let path = format!("{KEYS}/{}", keys.body["rows"][0]["id"]);
        assert_eq!(
            office.ask("admin", Method::DELETE, &path, None).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(by_key(&office, &key).await.code(), "WB-KEY");
    });
}

#[test]
fn a_key_that_is_refused_or_taken_back_answers_nothing() {
    on_runtime(async {
        let office = Office::open().await;
        let (refused, row) = propose_key(&office, "甲系统").await;
        let why = Some(json!({"reason": "没有对接协议"}));
        assert_eq!(
            decide(&office, "security", &row, "refuse", why).await.0,
            StatusCode::NO_CONTENT
        );
        let (withdrawn, row) = propose_key(&office, "乙系统").await;
        let again = json!({"name": "乙系统", "role": "auditor", "place_kind": "bureau", "place": HERE});
        let again = office.ask("admin", Method::POST, KEYS, Some(again)).await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "LG-CONFLICT"));
        let path = format!("{LIST}/{}", row["number"]);
        assert_eq!(
            office.ask("admin", Method::DELETE, &path, None).await.status,
            StatusCode::NO_CONTENT
        );
        let (status, code) = decide(&office, "security", &row, "sign", None).await;
        assert_eq!((status, code.as_str()), (StatusCode::CONFLICT, "LG-PROPOSAL-ENDED"));
        for key in [refused, withdrawn] {
            assert_eq!(by_key(&office, &key).await.code(), "WB-KEY");
        }
        assert_eq!(office.get("admin", KEYS).await.body["rows"], json!([]));
        let check = office.workbench.ledger().verify_rights().await.unwrap();
        assert_eq!(check.wrong, Vec::<String>::new());
    });
}
