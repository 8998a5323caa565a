//! Documents of conduct through the interface: a hospital's own are issued in its name, a tour's by the
//! bureau; who may make which; and a person's archive.

use crate::conduct::{hospital, order};
use crate::office::{Answer, HERE, HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode, header};
use serde_json::json;
use server::app::now;
use std::io::Read;

async fn due(office: &Office, who: &str, id: &str) -> Vec<String> {
    let answer = office.get(who, &format!("/api/v1/matters/{id}/documents")).await;
    assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
    let rows = answer.body.as_array().unwrap().iter();
    rows.map(|row| row["template"].as_str().unwrap().to_owned()).collect()
}

async fn make(office: &Office, who: &str, id: &str, template: &str) -> Answer {
    let form = json!({"format": "docx", "number": "院医德〔2026〕3号", "dated": now().day().to_string()});
    let path = format!("/api/v1/matters/{id}/documents/{template}");
    office.ask(who, Method::POST, &path, Some(form)).await
}

fn text_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

/// A packet that was returned; gives the matter.
async fn packet(office: &Office) -> String {
    let ago = |hours: i64| now().plus_seconds(-3_600 * hours).to_string();
    let register = json!({"command": "register", "occurred_at": ago(3), "reported_at": ago(1), "packet": {
        "institution": HOSPITAL, "division": HERE,
        "staff": {"code": "D1", "name": "虚构甲", "department": "机构K1", "category": "clinical"}, "giver": "家属",
        "patient": {"care": "inpatient", "seal": "F-1", "head": "067"}, "kind": "cash", "amount": "500.00",
        "estimated": false, "met": "could_not_refuse", "evidence": [{"name": "登记单.pdf", "digest": "0".repeat(64)}]
    }});
    let (id, seen) = order(office, "ethics", "packet%2Fnew", 0, register).await;
    let disposal = json!({"command": "dispose", "disposal": {"way": "returned", "on": now().day().to_string(),
        "witness": "虚构丁", "evidence": [{"name": "签收单.pdf", "digest": "1".repeat(64)}]}});
    order(office, "ethics", &id, seen, disposal).await;
    id
}

#[test]
fn a_document_of_a_hospital_is_issued_in_its_own_name_and_is_in_the_trail() {
    on_runtime(async {
        let office = hospital().await;
        let id = packet(&office).await;
        let all = ["packet-form", "packet-return", "packet-agreement"];
        assert_eq!(due(&office, "ethics", &id).await, all);
        assert_eq!(due(&office, "doctor", &id).await, all);
        let form = make(&office, "ethics", &id, "packet-form").await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.text);
        let text = text_of(&form.bytes);
        assert!(
            text.contains(&format!("机构{HOSPITAL}")) && text.contains("虚构甲"),
            "{text}"
        );
        assert!(!text.contains("机构B1") && !text.contains("F-1"), "{text}");
        // The bureau's telephone is not the hospital's.
        let agreement = make(&office, "ethics", &id, "packet-agreement").await;
        assert_eq!(agreement.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            agreement.body["detail"].as_str().unwrap().contains("联系电话"),
            "{}",
            agreement.text
        );
        assert_eq!(
            make(&office, "chair", &id, "packet-form").await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            make(&office, "director", &id, "packet-form").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(make(&office, "ethics", &id, "ethics-archive").await.code(), "WB-PAPER");
        let trail = office.get("security", "/api/v1/trail?deed=document").await;
        assert!(trail.text.contains("登记表；院医德〔2026〕3号"), "{}", trail.text);
    });
}

#[test]
fn what_a_tour_found_is_ordered_by_the_bureau_and_printed_again_by_the_hospital() {
    on_runtime(async {
        let office = hospital().await;
        let people = office.get("ethics", "/api/v1/people?role=ethics_office").await;
        let owner = people.body["rows"][0]["id"].clone();
        let head = json!({"institution": HOSPITAL, "division": HERE, "kind": "tour", "title": "巡查", "period": "2026年", "topic": ""});
        let begin =
            json!({"command": "begin", "head": head, "points": [{"number": 1, "aspect": "行风", "text": "要点"}]});
        let (id, seen) = order(&office, "health", "duty-list%2Fnew", 0, begin).await;
        let answers = json!([{"result": "problem", "number": 1, "note": "没有台账", "owner": owner, "due": now().day().plus_days(30).to_string()}]);
        order(
            &office,
            "health",
            &id,
            seen,
            json!({"command": "record", "answers": answers, "evidence": []}),
        )
        .await;
        let documents = ["duty-rectification-notice", "tour-ledger"];
        for who in ["health", "ethics"] {
            assert_eq!(due(&office, who, &id).await, documents, "{who}");
            let notice = make(&office, who, &id, "duty-rectification-notice").await;
            assert_eq!(notice.status, StatusCode::OK, "{who}: {}", notice.text);
            let text = text_of(&notice.bytes);
            assert!(
                text.contains("机构B1") && text.contains(&format!("机构{HOSPITAL}：")),
                "{text}"
            );
        }
    });
}

#[test]
fn an_archive_is_the_offices_and_the_persons_own() {
    on_runtime(async {
        let office = hospital().await;
        packet(&office).await;
        let path = "/api/v1/conduct/people/D1/archive?format=docx";
        for who in ["ethics", "discipline"] {
            let file = office.get(who, path).await;
            assert_eq!(file.status, StatusCode::OK, "{who}: {}", file.text);
            let name = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert!(name.ends_with(".docx"), "{name}");
            let text = text_of(&file.bytes);
            assert!(
                text.contains("虚构甲") && text.contains(&format!("机构{HOSPITAL}")),
                "{text}"
            );
        }
        let own = office.get("doctor", "/api/v1/conduct/mine/archive?format=docx").await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.text);
        for who in ["chair", "director", "personnel"] {
            assert_eq!(office.get(who, path).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        assert_eq!(office.get("doctor", path).await.status, StatusCode::FORBIDDEN);
        let other = office.get("ethics", "/api/v1/conduct/people/X9/archive").await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        assert_eq!(
            office
                .get("ethics", "/api/v1/conduct/people/D1/archive?format=odt")
                .await
                .code(),
            "WB-INPUT"
        );
        let trail = office.get("security", "/api/v1/trail?deed=export").await;
        assert_eq!(trail.body["rows"].as_array().unwrap().len(), 3, "{}", trail.text);
    });
}
