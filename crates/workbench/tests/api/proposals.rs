//! A role takes two: the administrator proposes, the auditor of security signs.

use crate::office::{HERE, Office, on_runtime};
use axum::http::{Method, StatusCode};
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
        // Neither the administrator nor anybody of the business signs.
        for who in ["admin", "leader", "chief"] {
            let (status, code) = decide(&office, who, &row, "sign", None).await;
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::FORBIDDEN, "WB-FORBIDDEN"),
                "{who}"
            );
        }
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
