//! Official documents: who may make which, what is filled in by the books, and what is said of one that
//! lacks something.

use crate::course::Course;
use crate::office::{HOSPITAL, Office, RULE, on_runtime};
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::io::Read;

const ADDRESS: &str = "云岭县城关镇人民路1号";

fn form(format: &str) -> Value {
    json!({"format": format, "number": "云医保审告〔2026〕17号", "dated": "2026-11-24", "issuer": {"address": ADDRESS}})
}

fn text_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_notice_is_made_by_the_bureau_and_printed_by_the_institution_and_both_are_in_the_trail() {
    on_runtime(async {
        let office = Office::open().await;
        let review = Course::of_a_review(&office).await;
        let list = format!("/api/v1/matters/{}/documents", review.id.replace('/', "%2F"));
        let notice = format!("{list}/violation-notice");
        let make = async |who: &str, body: Value| office.ask(who, Method::POST, &notice, Some(body)).await;
        assert_eq!(office.get("auditor", &list).await.body, json!([]));
        let early = make("auditor", form("docx")).await;
        assert_eq!(
            (early.status, early.code()),
            (StatusCode::CONFLICT, "WB-PAPER"),
            "{}",
            early.text
        );

        let uphold = json!({"command": "uphold_first", "amount": "123.45", "note": "属实"});
        review.step("auditor", uphold).await;
        let due = json!([{"template": "violation-notice", "title": "违规通知书"}]);
        assert_eq!(office.get("auditor", &list).await.body, due);
        assert_eq!(office.get("office", &list).await.body, due);
        // An expert works on matters and issues nothing.
        assert_eq!(make("expert", form("docx")).await.code(), "WB-FORBIDDEN");
        assert_eq!(make("stranger", form("docx")).await.status, StatusCode::NOT_FOUND);

        let mut without_address = form("docx");
        without_address["issuer"] = json!({});
        let missing = make("auditor", without_address).await;
        assert_eq!(
            (missing.status, missing.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "WB-PAPER")
        );
        assert!(
            missing.body["detail"].as_str().unwrap().contains("联系地址"),
            "{}",
            missing.text
        );
        assert_eq!(make("auditor", json!({"format": "odt"})).await.code(), "WB-INPUT");
        let mut undated = form("docx");
        undated["dated"] = json!("昨天");
        assert_eq!(make("auditor", undated).await.body["field"], "dated");

        let docx = make("auditor", form("docx")).await;
        assert_eq!(docx.status, StatusCode::OK, "{}", docx.text);
        let text = text_of(&docx.bytes);
        // From the books: who issues it, to whom; from `issuer.toml`; from the form.
        for words in ["机构B1", "机构H1", "赵敏", "0000-1", ADDRESS, "〔2026〕17号", "123.45"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let name = docx.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(name.starts_with("attachment") && name.ends_with(".docx"), "{name}");
        assert_eq!(make("office", form("docx")).await.bytes, docx.bytes);

        let pdf = make("auditor", form("pdf")).await;
        let printable = papers::Fonts::find(&papers::FontFiles::default()).unwrap().check();
        match printable {
            Ok(()) => assert!(pdf.bytes.starts_with(b"%PDF-"), "{}", pdf.text),
            Err(_) => {
                assert_eq!(pdf.status, StatusCode::SERVICE_UNAVAILABLE);
                assert!(pdf.body["detail"].as_str().unwrap().contains("字体"), "{}", pdf.text);
            }
        }

        let trail = office.get("security", "/api/v1/trail?deed=document").await;
        let rows = trail.body["rows"].as_array().unwrap();
        let made = if printable.is_ok() { 3 } else { 2 };
        assert_eq!(rows.len(), made, "{}", trail.text);
        assert!(
            rows.iter().all(|row| row["subject"] == review.id.as_str()),
            "{}",
            trail.text
        );
        assert_eq!(rows[0]["detail"], "违规通知书；云医保审告〔2026〕17号");
    });
}

#[test]
fn a_kind_without_documents_has_none() {
    on_runtime(async {
        let office = Office::open().await;
        let lead = format!("/api/v1/matters/lead%2F{HOSPITAL}%2F{RULE}%2F2026-03/documents");
        assert_eq!(office.get("chief", &lead).await.body, json!([]));
        for path in ["violation-notice", "no-such-thing"] {
            let answer = office
                .ask("chief", Method::POST, &format!("{lead}/{path}"), Some(form("docx")))
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
        }
    });
}
