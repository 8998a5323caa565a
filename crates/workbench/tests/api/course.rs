//! One matter carried on through the interface, as its pages do it.

use crate::office::{HOSPITAL, Office, RULE, key};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

/// A matter and the people who carry it on.
pub struct Course<'o> {
    pub office: &'o Office,
    pub id: String,
}

impl<'o> Course<'o> {
    /// The review of the first finding, once its lead was checked and passed on.
    pub async fn of_a_review(office: &'o Office) -> Self {
        let lead = Course {
            office,
            id: format!("lead/{HOSPITAL}/{RULE}/2026-03"),
        };
        lead.step(
            "chief",
            json!({"command": "assign", "to": user(office, "auditor").await}),
        )
        .await;
        for number in [1, 2] {
            let mark = json!({"command": "mark", "finding": key(number).to_string(), "mark": {"mark": "confirmed"}, "note": ""});
            lead.step("auditor", mark).await;
        }
        lead.step("chief", json!({"command": "dispatch", "to": "review"})).await;
        while workbench::turn(&office.workbench, "test").await.unwrap() {}

        Course {
            office,
            id: format!("review/{}", key(1)),
        }
    }

    pub async fn page(&self, who: &str) -> Value {
        let answer = self
            .office
            .get(who, &format!("/api/v1/matters/{}", self.id.replace('/', "%2F")))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
        answer.body
    }

    /// The step is offered to who takes it, and done.
    pub async fn step(&self, who: &str, command: Value) {
        let page = self.page(who).await;
        let tag = command["command"].as_str().unwrap();
        let offered: Vec<&str> = page["offers"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|offer| offer["command"].as_str())
            .collect();
        assert!(offered.contains(&tag), "{who}没有可办事项{tag}：{offered:?}");
        let order = json!({"seen": page["row"]["version"], "command": command});
        let path = format!("/api/v1/matters/{}/commands", self.id.replace('/', "%2F"));
        let answer = self.office.ask(who, Method::POST, &path, Some(order)).await;
        assert_eq!(answer.status, StatusCode::OK, "{who} {tag}: {}", answer.text);
    }

    pub async fn stage(&self, who: &str) -> String {
        self.page(who).await["row"]["stage"].as_str().unwrap().to_owned()
    }

    pub async fn paper(&self, who: &str) -> Value {
        let (token, csrf) = self.office.token(who).clone();
        let path = format!("/api/v1/matters/{}/attachments?name=a.pdf", self.id.replace('/', "%2F"));
        let request = axum::http::Request::post(path)
            .header("cookie", format!("mj_session={token}"))
            .header("x-csrf-token", csrf)
            .body("%PDF-1.4\n%%EOF\n".into())
            .unwrap();
        let answer = self.office.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.body
    }
}

/// The account of somebody of the bureau.
pub async fn user(office: &Office, name: &str) -> String {
    let people = office.get("chief", "/api/v1/people").await;
    let rows = people.body["rows"].as_array().unwrap().clone();
    let found = rows
        .iter()
        .find(|row| row["name"] == name)
        .unwrap_or_else(|| panic!("{name}: {rows:?}"));
    found["id"].as_str().unwrap().to_owned()
}
