//! Conduct through the interface: a refused packet becomes a point with its lineage, a late one does not;
//! a complaint counts once it is confirmed; who reported is opened by two.

use crate::office::{Answer, HERE, HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::now;

const PEOPLE: &str = "人员编号,姓名,科室,人员类别\nD1,虚构甲,机构K1,医师\nN1,虚构乙,机构K1,护理\n,无编号,机构K1,医师\nX9,虚构丙,机构K1,宇航员\n";

pub async fn upload(office: &Office, who: &str, path: &str, content: &str) -> Answer {
    let (token, csrf) = office.token(who).clone();
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("cookie", format!("mj_session={token}"))
        .header("x-csrf-token", csrf)
        .header("content-type", "application/octet-stream")
        .body(content.to_owned().into())
        .unwrap();
    office.send(request).await
}

/// A command on a matter, and the work that follows from it. Gives the matter's name for addresses.
pub async fn order(office: &Office, who: &str, id: &str, seen: i64, command: Value) -> (String, i64) {
    let path = format!("/api/v1/matters/{id}/commands");
    let body = json!({"seen": seen, "command": command});
    let answer = office.ask(who, Method::POST, &path, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{who} {command}: {}", answer.text);
    while workbench::turn(&office.workbench, "test").await.unwrap() {}
    let id = answer.body["id"].as_str().unwrap().replace('/', "%2F");
    (id, answer.body["version"].as_i64().unwrap())
}

/// The refusal of a command.
pub async fn turned_away(office: &Office, who: &str, id: &str, seen: i64, command: Value) -> Answer {
    let path = format!("/api/v1/matters/{id}/commands");
    let body = json!({"seen": seen, "command": command});
    let answer = office.ask(who, Method::POST, &path, Some(body)).await;
    assert_ne!(answer.status, StatusCode::OK, "{who} {command}");
    answer
}

pub async fn refused(office: &Office, who: &str, id: &str, seen: i64, command: Value) -> String {
    turned_away(office, who, id, seen, command).await.code().to_owned()
}

pub async fn hospital() -> Office {
    let office = Office::open().await;
    let taken = upload(&office, "ethics", "/api/v1/conduct/staff/sheet?take=true", PEOPLE).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    office
}

pub fn packet(hours_ago: i64, told_hours_ago: i64) -> Value {
    let ago = |hours: i64| now().plus_seconds(-3_600 * hours).to_string();
    json!({"command": "register", "occurred_at": ago(hours_ago), "reported_at": ago(told_hours_ago), "packet": {
        "institution": HOSPITAL, "division": HERE,
        "staff": {"code": "D1", "name": "虚构甲", "department": "机构K1", "category": "clinical"},
        "giver": "家属",
        "patient": {"care": "inpatient", "seal": "F-1", "head": "000"}, "kind": "cash", "amount": "500.00",
        "estimated": false, "met": "could_not_refuse",
        "evidence": [{"name": "登记单.pdf", "digest": "0".repeat(64)}]
    }})
}

pub async fn file(office: &Office, who: &str) -> Value {
    let path = match who {
        "doctor" => "/api/v1/conduct/mine".to_owned(),
        _ => "/api/v1/conduct/people/D1".to_owned(),
    };
    let answer = office.get(who, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
    answer.body
}

#[test]
fn a_sheet_of_people_is_looked_at_before_it_is_taken_and_bad_rows_come_back() {
    on_runtime(async {
        let office = Office::open().await;
        let path = "/api/v1/conduct/staff/sheet";
        let seen = upload(&office, "ethics", path, PEOPLE).await.body;
        assert_eq!((seen["good"].as_u64(), seen["taken"].as_bool()), (Some(2), Some(false)));
        let fields: Vec<_> = seen["rejects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reject| (reject["line"].as_u64().unwrap(), reject["field"].as_str().unwrap()))
            .collect();
        assert_eq!(fields, [(4, "code"), (5, "category")]);
        let none = office.get("ethics", "/api/v1/conduct/staff").await.body;
        assert!(none["rows"].as_array().unwrap().is_empty(), "looking takes nothing");
        upload(&office, "personnel", "/api/v1/conduct/staff/sheet?take=true", PEOPLE).await;
        let rows = office.get("discipline", "/api/v1/conduct/staff").await.body;
        assert_eq!(rows["rows"].as_array().unwrap().len(), 2);
        let other = upload(&office, "discipline", "/api/v1/conduct/staff/sheet?take=true", PEOPLE).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.text);
    });
}

#[test]
fn a_packet_reported_in_time_becomes_points_that_name_their_event() {
    on_runtime(async {
        let office = hospital().await;
        let before = file(&office, "ethics").await;
        assert_eq!(before["sheet"]["score"], "100");
        let (id, seen) = order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
        let disposal = json!({"command": "dispose", "disposal": {
            "way": "returned", "on": now().day().to_string(), "witness": "虚构丁", "evidence": [{"name": "签收单.pdf", "digest": "1".repeat(64)}]
        }});
        let (_, seen) = order(&office, "ethics", &id, seen, disposal).await;
        let verify = json!({"command": "verify", "opinion": "属实"});
        assert_eq!(
            refused(&office, "ethics", &id, seen, verify.clone()).await,
            "CW-SAME-PERSON"
        );
        order(&office, "ethics2", &id, seen, verify).await;

        let events = office.get("ethics", "/api/v1/matters?kind=conduct-event").await.body;
        let rows = events["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{events}");
        let event = rows[0]["id"].as_str().unwrap().replace('/', "%2F");
        assert_eq!(
            file(&office, "ethics").await["sheet"]["score"],
            "100",
            "a proposal gives nothing"
        );
        let (_, seen) = order(
            &office,
            "chair",
            &event,
            1,
            json!({"command": "confirm", "opinion": "情况属实"}),
        )
        .await;
        let (_, seen) = order(
            &office,
            "ethics",
            &event,
            seen,
            json!({"command": "verify", "opinion": "已核实"}),
        )
        .await;
        let year = now().day().year();
        let approve =
            json!({"command": "approve", "points": null, "count": 1, "counted_year": year, "opinion": "同意"});
        assert_eq!(
            refused(&office, "ethics", &event, seen, approve.clone()).await,
            "CW-SAME-PERSON"
        );
        order(&office, "ethics2", &event, seen, approve).await;

        for who in ["ethics", "discipline", "doctor", "chair"] {
            let file = file(&office, who).await;
            assert_eq!(file["sheet"]["score"], "102", "{who}");
            let entries = file["entries"].as_array().unwrap();
            assert_eq!(entries.len(), 1, "{who}");
            assert_eq!(entries[0]["code"], "A01");
            assert_eq!(
                entries[0]["event"].as_str().unwrap().replace('/', "%2F"),
                event,
                "{who}"
            );
            let sum = |view: &str| -> i64 {
                let parts = file[view].as_array().unwrap().iter();
                parts
                    .map(|part| (part["points"].as_str().unwrap().parse::<f64>().unwrap() * 100.0).round() as i64)
                    .sum()
            };
            assert_eq!((sum("areas"), sum("dimensions")), (10_200, 10_200));
        }
        // Results without what they are made of.
        let result = file(&office, "personnel").await;
        assert_eq!(result["sheet"]["score"], "102");
        assert!(result["entries"].as_array().unwrap().is_empty());
        let standing = &result["standing"];
        assert_eq!((&standing["title"], &standing["award"]), (&json!(true), &json!(true)));
        assert!(office.workbench.ledger().verify_lists().await.unwrap().wrong.is_empty());
    });
}

#[test]
fn a_late_packet_earns_nothing_until_the_discipline_office_has_judged() {
    on_runtime(async {
        let office = hospital().await;
        let (id, seen) = order(&office, "ethics", "packet%2Fnew", 0, packet(30, 1)).await;
        let page = office.get("ethics", &format!("/api/v1/matters/{id}")).await.body;
        assert!(
            page["summary"].to_string().contains("超过24小时报告"),
            "{}",
            page["summary"]
        );
        let judge = json!({"command": "judge", "judgement": "only_late", "reason": "出差途中，返院即报"});
        assert_eq!(refused(&office, "ethics2", &id, seen, judge.clone()).await, "CW-ROLE");
        order(&office, "discipline", &id, seen, judge).await;
        let events = office.get("ethics", "/api/v1/matters?kind=conduct-event").await.body;
        assert_eq!(events["rows"].as_array().unwrap().len(), 1, "{events}");
        assert!(events.to_string().contains("M30"), "{events}");
    });
}

#[test]
fn conduct_does_not_exist_for_the_bureau_of_the_fund_and_cases_not_for_the_ethics_office() {
    on_runtime(async {
        let office = hospital().await;
        let (id, _) = order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
        let path = format!("/api/v1/matters/{id}");
        for who in [
            "leader", "chief", "auditor", "handler", "office", "director", "health", "stranger",
        ] {
            assert_eq!(office.get(who, &path).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        for who in ["ethics", "discipline", "doctor", "chair"] {
            assert_eq!(office.get(who, &path).await.status, StatusCode::OK, "{who}");
        }
        let lead = format!("/api/v1/matters/lead%2F{HOSPITAL}%2F{}%2F2026-03", crate::office::RULE);
        for who in ["ethics", "discipline", "personnel", "health"] {
            assert_eq!(office.get(who, &lead).await.status, StatusCode::NOT_FOUND, "{who}");
            let findings = office.get(who, "/api/v1/findings").await;
            assert_eq!(findings.status, StatusCode::FORBIDDEN, "{who}");
        }
    });
}

#[test]
fn a_weight_below_a_fifth_needs_an_approval_and_the_pool_is_shared_to_the_fen() {
    on_runtime(async {
        let office = hospital().await;
        let pay = async |weight: &str, approver: Option<&str>| {
            let body = json!({"year": 2026, "weight": weight, "pool": "100.01", "approver": approver,
                "file_number": approver.map(|_| "院发〔2026〕3号"),
                "work": [{"code": "D1", "score": "90"}, {"code": "N1", "score": "80"}]});
            office
                .ask("personnel", Method::POST, "/api/v1/conduct/performance", Some(body))
                .await
        };
        assert_eq!(pay("0.19", None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(pay("0.19", Some("虚构院长")).await.status, StatusCode::OK);
        let trail = office.get("security", "/api/v1/trail?deed=low-weight").await;
        let rows = trail.body["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{}", trail.text);
        assert!(rows[0].to_string().contains("院发〔2026〕3号"), "{}", trail.text);
        let paid = pay("0.20", None).await;
        assert_eq!(paid.status, StatusCode::OK, "{}", paid.text);
        assert_eq!(paid.body["total"], "100.01");
        assert_eq!(paid.body["rows"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn who_reported_is_opened_by_two_and_by_nobody_else() {
    on_runtime(async {
        let office = Office::open().await;
        let identity = json!({"name": "虚构举报人", "contact": "不公开", "note": ""});
        let put = office
            .ask("handler", Method::POST, "/api/v1/vault", Some(identity))
            .await;
        assert_eq!(put.status, StatusCode::CREATED, "{}", put.text);
        let seal = put.body["seal"].as_str().unwrap();
        let ask = json!({"seal": seal, "purpose": "告知办理结果"});
        let asked = office
            .ask("keeper", Method::POST, "/api/v1/vault/requests", Some(ask))
            .await;
        let number = asked.body["number"].as_i64().unwrap();
        let open = format!("/api/v1/vault/requests/{number}/opening");
        let agree = format!("/api/v1/vault/requests/{number}/agreement");
        assert_eq!(office.ask("keeper", Method::POST, &open, None).await.code(), "CD-VAULT");
        assert_eq!(
            office.ask("keeper", Method::POST, &agree, None).await.code(),
            "CW-SAME-PERSON"
        );
        assert_eq!(
            office.ask("keeper2", Method::POST, &agree, None).await.status,
            StatusCode::NO_CONTENT
        );
        let opened = office.ask("keeper", Method::POST, &open, None).await;
        assert_eq!(opened.body["name"], "虚构举报人");
        assert_eq!(office.ask("keeper", Method::POST, &open, None).await.code(), "CD-VAULT");
        assert_eq!(
            office.ask("handler", Method::POST, &open, None).await.code(),
            "WB-FORBIDDEN"
        );
    });
}

#[test]
fn a_patients_number_becomes_a_seal_that_nobody_opens() {
    on_runtime(async {
        let office = hospital().await;
        let seal = async |who: &str, number: &str| {
            let path = "/api/v1/conduct/patient-seals";
            office
                .ask(who, Method::POST, path, Some(json!({"number": number})))
                .await
        };
        let made = seal("ethics", "0123456").await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text);
        assert_eq!(
            (&made.body["head"], made.text.contains("0123456")),
            (&json!("012"), false)
        );
        assert_eq!(
            seal("doctor", "0123456").await.body,
            made.body,
            "the same patient has the same seal"
        );
        assert_ne!(seal("ethics", "0123457").await.body["seal"], made.body["seal"]);
        assert_eq!(seal("ethics", "12").await.body["field"], "number");
        for who in [
            "discipline",
            "personnel",
            "chair",
            "director",
            "keeper",
            "health",
            "admin",
        ] {
            assert_eq!(seal(who, "0123456").await.status, StatusCode::FORBIDDEN, "{who}");
        }
        let mut register = packet(3, 1);
        register["packet"]["patient"] =
            json!({"care": "inpatient", "seal": made.body["seal"], "head": made.body["head"]});
        order(&office, "ethics", "packet%2Fnew", 0, register).await;
        // Nothing lies in the vault, and who asked for a seal is in the trail without the number.
        let asked = json!({"seal": made.body["seal"], "purpose": "核对"});
        let open = office
            .ask("keeper", Method::POST, "/api/v1/vault/requests", Some(asked))
            .await;
        assert_eq!(open.status, StatusCode::NOT_FOUND, "{}", open.text);
        let trail = office.get("security", "/api/v1/trail?deed=seal").await;
        assert_eq!(trail.body["rows"].as_array().unwrap().len(), 3, "{}", trail.text);
        assert!(!trail.text.contains("0123456"), "{}", trail.text);
    });
}
