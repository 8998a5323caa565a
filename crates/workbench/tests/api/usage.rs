//! Counts of usage by prescriber (统方, row D11): refused and written down without a ticket, answered under
//! one that two have approved, with a watermark; and nobody can take any of it out of the books.

use crate::conduct::{order, refused};
use crate::office::{Answer, HERE, HOSPITAL, Office, digest, on_runtime};
use axum::http::{Method, StatusCode};
use casework::{Limits, WorkCalendar};
use conduct::usage_query::{Command, Goods, UsageQuery};
use domain::{Day, InstitutionCode, PractitionerCode, Quantity};
use ledger::{Kind, MatterId, Viewer};
use serde_json::{Value, json};
use server::app::now;
use std::collections::BTreeMap;
use std::sync::Arc;
use workbench::{CareCourse, CourseAsk, SettledClaims, UsageAsk, UsageRow};

/// Two doctors and a drug.
struct Settled;

impl SettledClaims for Settled {
    fn check(&self) -> anyhow::Result<()> {
        Ok(())
    }

    fn usage(&self, ask: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
        assert_eq!(ask.institution.as_str(), HOSPITAL);
        assert_eq!(ask.goods, Goods::Drug);
        let row = |prescriber: &str, units| UsageRow {
            department: "机构K1".to_owned(),
            prescriber: PractitionerCode::new(prescriber),
            product: ask.products[0].clone(),
            quantity: Quantity::from_units(units),
        };
        Ok(vec![row("D1", 3), row("D2", 4), row("D1", 5)])
    }

    fn course(&self, _: &CourseAsk) -> anyhow::Result<CareCourse> {
        anyhow::bail!("只统计用量")
    }

    fn visits(&self, _: Day, _: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>> {
        anyhow::bail!("只统计用量")
    }
}

async fn with_source() -> Office {
    let office = Office::open().await;
    office.workbench.read_claims_from(Arc::new(Settled));
    office
}

fn request(row_cap: u32) -> Value {
    let today = now().day();
    json!({"command": "request", "request": {
        "institution": HOSPITAL, "division": HERE, "purpose": "prescription_review", "reason": "处方点评",
        "subjects": "prescriber", "goods": "drug", "products": ["注射用虚构素"],
        "from": today.plus_days(-60).to_string(), "to": today.plus_days(-1).to_string(), "row_cap": row_cap, "days": 1
    }})
}

/// A ticket of the insurance office that two have approved.
async fn open_ticket(office: &Office, row_cap: u32) -> String {
    let (id, seen) = order(office, "office", "usage-query%2Fnew", 0, request(row_cap)).await;
    let (_, seen) = order(
        office,
        "director",
        &id,
        seen,
        json!({"command": "approve_first", "opinion": "同意"}),
    )
    .await;
    order(
        office,
        "discipline",
        &id,
        seen,
        json!({"command": "approve_second", "opinion": "同意"}),
    )
    .await;
    name(&id)
}

fn name(id: &str) -> String {
    id.trim_start_matches("usage-query%2F").to_owned()
}

fn asked(by: &str, of: &str) -> Value {
    let today = now().day();
    json!({"by": by, "of": of, "from": today.plus_days(-30).to_string(), "before": today.to_string()})
}

async fn run(office: &Office, who: &str, ticket: &str, asked: Value) -> Answer {
    let path = format!("/api/v1/conduct/usage/{ticket}/runs");
    office.ask(who, Method::POST, &path, Some(asked)).await
}

async fn trail(office: &Office, deed: &str) -> Vec<Value> {
    let list = office.get("security", &format!("/api/v1/trail?deed={deed}")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    list.body["rows"].as_array().unwrap().clone()
}

#[test]
fn d11_without_a_ticket_nobody_counts_and_each_attempt_is_written_down() {
    on_runtime(async {
        let office = with_source().await;
        let who = [
            "office", "ethics", "director", "doctor", "chief", "admin", "security", "health",
        ];
        for name in who {
            let answer = run(&office, name, "none", asked("prescriber", "drug")).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::FORBIDDEN, "CD-TICKET"),
                "{name}: {}",
                answer.text
            );
        }
        let rows = trail(&office, "refuse-usage").await;
        let named: Vec<_> = rows.iter().map(|row| row["user_name"].as_str().unwrap()).collect();
        assert_eq!(named, who);
        assert!(rows.iter().all(|row| row["subject"] == "usage-query/none"), "{rows:?}");
        assert!(
            rows[0]["detail"].as_str().unwrap().contains("按医师统计药品用量"),
            "{rows:?}"
        );
        assert!(trail(&office, "usage").await.is_empty());
    });
}

#[test]
fn d11_a_ticket_takes_two_others_and_opens_for_its_holder_alone() {
    on_runtime(async {
        let office = with_source().await;
        let (id, seen) = order(&office, "office", "usage-query%2Fnew", 0, request(10)).await;
        let by_prescriber = || asked("prescriber", "drug");
        let early = run(&office, "office", &name(&id), by_prescriber()).await;
        assert_eq!(early.code(), "CD-TICKET");
        let first = json!({"command": "approve_first", "opinion": "同意"});
        let second = json!({"command": "approve_second", "opinion": "同意"});
        assert_eq!(
            refused(&office, "office", &id, seen, first.clone()).await,
            "CW-SAME-PERSON"
        );
        assert_eq!(
            refused(&office, "discipline", &id, seen, first.clone()).await,
            "CW-ROLE"
        );
        let (_, seen) = order(&office, "director", &id, seen, first).await;
        assert_eq!(
            run(&office, "office", &name(&id), by_prescriber()).await.code(),
            "CD-TICKET"
        );
        assert_eq!(
            refused(&office, "director", &id, seen, second.clone()).await,
            "CW-SAME-PERSON"
        );
        order(&office, "discipline", &id, seen, second).await;

        let ran = run(&office, "office", &name(&id), by_prescriber()).await;
        assert_eq!(ran.status, StatusCode::OK, "{}", ran.text);
        assert_eq!(ran.body["columns"], json!(["医师", "科室", "品种", "数量"]));
        let quantities: Vec<_> = ran.body["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row[0].as_str().unwrap(), row[3].as_str().unwrap()))
            .collect();
        assert_eq!(quantities, [("D2", "4"), ("doctor（D1）", "8")]);
        let ticket = id.replace("%2F", "/");
        let watermark = ran.body["watermark"].as_str().unwrap();
        assert!(
            watermark.contains("office") && watermark.contains(&ticket),
            "{watermark}"
        );
        assert_eq!(ran.body["ticket"], ticket);
        assert_eq!(ran.body["watermark_id"], format!("{ticket}-1"));
        let by_department = run(&office, "office", &name(&id), asked("department", "drug")).await;
        assert_eq!(by_department.body["rows"], json!([["机构K1", "注射用虚构素", "12"]]));
        assert_eq!(by_department.body["watermark_id"], format!("{ticket}-2"));

        // The discipline office reads both in the ticket; the trail has them with their watermark.
        let page = office.get("discipline", &format!("/api/v1/matters/{id}")).await;
        assert_eq!(page.body["row"]["version"], 5, "{}", page.text);
        let rows = trail(&office, "usage").await;
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["purpose"], "处方点评");
        assert!(
            rows[0]["detail"].as_str().unwrap().contains(&format!("水印{ticket}-1")),
            "{rows:?}"
        );

        // Nobody else uses it, and it covers no more than it was approved for.
        for who in ["ethics", "director", "discipline", "chief"] {
            let other = run(&office, who, &name(&id), by_prescriber()).await;
            assert_eq!(
                (other.status, other.code()),
                (StatusCode::FORBIDDEN, "CD-TICKET"),
                "{who}"
            );
        }
        let mut wide = asked("prescriber", "drug");
        wide["from"] = json!(now().day().plus_days(-90).to_string());
        let mut foreign = asked("prescriber", "drug");
        foreign["item"] = json!("别的药");
        for beyond in [asked("prescriber", "consumable"), wide, foreign] {
            let answer = run(&office, "office", &name(&id), beyond).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::FORBIDDEN, "CD-TICKET-SCOPE")
            );
        }
        assert_eq!(trail(&office, "refuse-usage").await.len(), 9);
        let wrong = run(
            &office,
            "office",
            &name(&id),
            json!({"by": "prescriber", "of": "drug", "from": "昨天", "before": "x"}),
        )
        .await;
        assert_eq!(
            (wrong.status, wrong.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT")
        );
    });
}

#[test]
fn d11_more_rows_than_approved_are_not_shown_and_a_missing_source_is_said() {
    on_runtime(async {
        let office = with_source().await;
        let ticket = open_ticket(&office, 1).await;
        let answer = run(&office, "office", &ticket, asked("prescriber", "drug")).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::FORBIDDEN, "CD-ROW-CAP"),
            "{}",
            answer.text
        );
        assert_eq!(trail(&office, "refuse-usage").await.len(), 1);
        assert!(trail(&office, "usage").await.is_empty());
        let one = run(&office, "office", &ticket, asked("department", "drug")).await;
        assert_eq!(one.status, StatusCode::OK, "{}", one.text);

        let without = Office::open().await;
        let ticket = open_ticket(&without, 10).await;
        let answer = run(&without, "office", &ticket, asked("prescriber", "drug")).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE")
        );
    });
}

#[test]
fn d11_a_ticket_ends_with_its_last_day() {
    on_runtime(async {
        let office = with_source().await;
        // The same three people, two days ago.
        let id = MatterId::new(Kind::UsageQuery, "past").unwrap();
        let mut asking = request(10);
        asking["request"]["to"] = json!(now().day().plus_days(-3).to_string());
        let steps = [
            ("office", asking),
            ("director", json!({"command": "approve_first", "opinion": "同意"})),
            ("discipline", json!({"command": "approve_second", "opinion": "同意"})),
        ];
        let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
        for (seen, (who, command)) in (0..).zip(steps) {
            let viewer = viewer(&office, who).await;
            let command: Command = serde_json::from_value(command).unwrap();
            office
                .workbench
                .ledger()
                .write(&viewer, now().plus_seconds(-2 * 86_400), async |writing| {
                    writing
                        .command::<UsageQuery>(&id, seen, command, &calendar, &limits)
                        .await
                })
                .await
                .unwrap();
        }
        let mut within = asked("prescriber", "drug");
        within["before"] = json!(now().day().plus_days(-5).to_string());
        let late = run(&office, "office", "past", within).await;
        assert_eq!(
            (late.status, late.code()),
            (StatusCode::FORBIDDEN, "CD-TICKET"),
            "{}",
            late.text
        );
        assert_eq!(trail(&office, "refuse-usage").await.len(), 1);
        while workbench::turn(&office.workbench, "test").await.unwrap() {}
        let page = office.get("discipline", "/api/v1/matters/usage-query%2Fpast").await;
        assert!(page.text.contains("已过期"), "{}", page.text);
    });
}

/// Somebody as his session makes him.
async fn viewer(office: &Office, who: &str) -> Viewer {
    let session = digest("session", &format!("token-of-{who}"));
    let found = office.workbench.ledger().session(&session, now()).await.unwrap();
    let signed_in = found.unwrap();
    Viewer::of_grant(&signed_in.account.id, &signed_in.grants[0])
}

#[test]
fn d11_there_is_no_address_that_takes_anything_out_of_the_log() {
    on_runtime(async {
        let office = with_source().await;
        run(&office, "admin", "none", asked("prescriber", "drug")).await;
        let description = serde_json::to_value(workbench::openapi()).unwrap();
        let deleting: Vec<&String> = description["paths"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(path, methods)| {
                methods.get("delete").is_some() && ["trail", "usage", "matters"].iter().any(|part| path.contains(part))
            })
            .map(|(path, _)| path)
            .collect();
        assert!(deleting.is_empty(), "{deleting:?}");
        for path in [
            "/api/v1/trail",
            "/api/v1/conduct/usage/none/runs",
            "/api/v1/matters/usage-query%2Fnone",
        ] {
            for method in [Method::DELETE, Method::PUT, Method::PATCH] {
                let answer = office.ask("admin", method.clone(), path, None).await;
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
            }
        }
        assert_eq!(office.get("admin", "/api/v1/trail").await.status, StatusCode::FORBIDDEN);
        assert_eq!(trail(&office, "refuse-usage").await.len(), 1);
        let whole = office.workbench.ledger().verify_trail(&[]).await.unwrap();
        assert!(whole.is_ok(), "{whole:?}");
    });
}
