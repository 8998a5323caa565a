//! One finding from lead to recovery, by the people who do it, through the interface alone: each step
//! is offered to who takes it, and the next one follows by itself.

use crate::course::{Course, user};
use crate::office::{HOSPITAL, Office, RULE, key, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::json;

#[test]
fn a_finding_is_checked_argued_about_twice_and_paid_back() {
    on_runtime(async {
        let office = Office::open().await;
        let review = Course::of_a_review(&office).await;
        assert_eq!(review.stage("auditor").await, "初审");
        // The institution learns of it with the notice, not before.
        let path = format!("/api/v1/matters/review%2F{}", key(1));
        assert_eq!(office.get("office", &path).await.status, StatusCode::NOT_FOUND);
        review
            .step(
                "auditor",
                json!({"command": "uphold_first", "amount": "123.45", "note": "属实"}),
            )
            .await;
        assert_eq!(
            office
                .get("office", &format!("/api/v1/findings/{}", key(1)))
                .await
                .status,
            StatusCode::OK
        );
        let paper = review.paper("office").await;
        let appeal = json!({"command": "submit_appeal", "argument": "病情需要", "attachments": [paper]});
        review.step("office", appeal).await;
        // Who reviewed first is not offered the second review.
        let offers = review.page("auditor").await["offers"].to_string();
        assert!(
            !offers.contains("uphold_second") && !offers.contains("take_second_review"),
            "{offers}"
        );
        review.step("auditor2", json!({"command": "take_second_review"})).await;
        review
            .step(
                "auditor2",
                json!({"command": "uphold_second", "amount": "100.00", "note": "部分成立"}),
            )
            .await;
        review.step("office", json!({"command": "accept"})).await;
        review.step("head", json!({"command": "confirm"})).await;
        review
            .step(
                "finance",
                json!({"command": "deduct", "amount": "60.00", "settlement": "2026-12"}),
            )
            .await;
        while workbench::turn(&office.workbench, "test").await.unwrap() {}
        assert_eq!(review.stage("chief").await, "已扣款");

        // What the settlement did not cover is a claim of the recovery ledger.
        let recovery = Course {
            office: &office,
            id: format!("recovery/review:{}", key(1)),
        };
        let pay = json!({"command": "pay", "amount": "40.00", "paid_on": server::app::now().day().to_string(), "voucher": "P1"});
        recovery.step("finance", pay).await;
        assert_eq!(recovery.stage("finance").await, "已缴清");

        let figures = review.page("chief").await["row"]["figures"].clone();
        assert_eq!(
            figures,
            json!({"flagged": "123.45", "upheld": "100.00", "recovered": "60.00", "avoided": "0.00"})
        );
        let history = review.page("chief").await["history"].clone();
        assert!(history.as_array().unwrap().len() >= 9, "{history}");
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
fn a_command_sent_twice_is_done_once_and_two_at_once_conflict() {
    on_runtime(async {
        let office = Office::open().await;
        let to = user(&office, "auditor").await;
        let path = format!("/api/v1/matters/lead%2F{HOSPITAL}%2F{RULE}%2F2026-03/commands");
        let (token, csrf) = office.token("chief").clone();
        let send = async |key: &str, seen: i64| {
            let body = json!({"seen": seen, "command": {"command": "assign", "to": to}}).to_string();
            let request = axum::http::Request::post(&path)
                .header("cookie", format!("mj_session={token}"))
                .header("x-csrf-token", &csrf)
                .header("content-type", "application/json")
                .header("idempotency-key", key)
                .body(body.into())
                .unwrap();
            office.send(request).await
        };
        let first = send("a", 1).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text);
        assert_eq!(send("a", 1).await.body, first.body, "sent again, answered again");
        assert_eq!(send("a", 2).await.code(), "LG-KEY-REUSED");
        assert_eq!(send("b", 1).await.code(), "LG-CONFLICT");
    });
}
