//! The district as the health bureau sees it: lines of its own institutions, figures with their units, a
//! day until which they count, and nobody's name.

use crate::conduct::{hospital, order, packet, upload};
use crate::office::{Answer, HERE, HOSPITAL, OTHER_HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::now;
use std::io::Read;

#[test]
fn the_health_section_sees_numbers_of_its_own_institutions_and_no_person() {
    on_runtime(async {
        let office = hospital().await;
        order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
        pharmacy(&office).await;
        // Three hours ago may have been last year.
        let year = now().plus_seconds(-3 * 3_600).day().year();
        let seen = office
            .get("health", &format!("/api/v1/conduct/district?year={year}"))
            .await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
        let rows = seen.body["institutions"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{}", seen.text);
        assert_eq!(rows[0]["code"], HOSPITAL);
        assert_eq!(
            (&rows[0]["people"], &rows[0]["assessed"], &rows[0]["packets"]),
            (&json!(2), &json!(0), &json!(1))
        );
        // Both have every point, and the scheme's own quota keeps the excellent few.
        assert!(rows[0]["flag"].is_null(), "{}", seen.text);
        let figures = seen.body["figures"].as_array().unwrap();
        let of = |name: &str| figures.iter().find(|figure| figure["name"] == name).unwrap().clone();
        assert_eq!(
            of("拒收金额"),
            json!({"name": "拒收金额", "unit": "万元", "value": "0.05"})
        );
        assert_eq!(of("医疗机构")["unit"], "家");
        assert!(seen.body["title"].as_str().unwrap().contains("截至"), "{}", seen.text);
        for name in ["虚构甲", "虚构乙", "D1", OTHER_HOSPITAL] {
            assert!(!seen.text.contains(name), "{name}: {}", seen.text);
        }
        for who in ["ethics", "discipline", "director", "leader", "stranger", "admin"] {
            let refused = office.get(who, "/api/v1/conduct/district").await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
        }
    });
}

/// A pharmacy of the county: it has no medical staff.
async fn pharmacy(office: &Office) {
    let pharmacy = json!({
        "code": "P99000100001", "name": "虚构药店", "kind": "institution", "parent": null, "division": HERE,
        "level": null, "access": {"prescribing": "not_started", "settlement": "not_started", "feedback": "not_started"},
    });
    let path = "/api/v1/organisations/P99000100001";
    let put = office.ask("admin", Method::PUT, path, Some(pharmacy)).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
}

#[test]
fn the_district_leaves_as_a_file_with_a_purpose_and_a_row_in_the_trail() {
    on_runtime(async {
        let office = hospital().await;
        let path = "/api/v1/conduct/district/export.xlsx?purpose=";
        let without = office.get("health", path).await;
        assert_eq!(
            (without.status, without.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT")
        );
        let file = office.get("health", &format!("{path}x")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text);
        assert!(file.bytes.starts_with(b"PK"));
        let trail = office.get("security", "/api/v1/trail?deed=export").await;
        assert_eq!(trail.body["rows"][0]["subject"], "区域行风", "{}", trail.text);
    });
}

async fn district(office: &Office, query: &str) -> Value {
    let answer = office.get("health", &format!("/api/v1/conduct/district?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.body
}

async fn report(office: &Office, who: &str, form: Value) -> Answer {
    let path = "/api/v1/conduct/district/report";
    office.ask(who, Method::POST, path, Some(form)).await
}

/// The texts of the cells and paragraphs, in their order.
fn texts(docx: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut text).unwrap();
    let paragraphs = text.split("</w:p>").map(|paragraph| {
        let runs = paragraph.split("<w:t ").skip(1).chain(paragraph.split("<w:t>").skip(1));
        let inner = runs.map(|run| {
            run.trim_start_matches("xml:space=\"preserve\">")
                .split('<')
                .next()
                .unwrap()
        });
        inner.collect::<String>().replace("&lt;", "<")
    });
    paragraphs.filter(|text| !text.is_empty()).collect()
}

/// Whether the texts follow each other somewhere.
fn has(texts: &[String], row: &[&str]) -> bool {
    texts.windows(row.len()).any(|found| found == row)
}

#[test]
fn the_report_of_a_year_and_of_a_quarter_says_what_the_page_says_and_is_in_the_trail() {
    on_runtime(async {
        let office = hospital().await;
        order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
        let on = now().plus_seconds(-3 * 3_600).day();
        let complaint = json!({"command": "receive", "intake": {"institution": HOSPITAL, "division": HERE,
            "channel": "telephone", "topic": "attitude", "received_on": on.to_string(), "department": "机构K1",
            "content": "虚构的内容", "key": false}});
        order(&office, "ethics", "service-complaint%2Fnew", 0, complaint).await;
        let (year, quarter) = (on.year(), (on.month() + 2) / 3);
        let whole = json!({"year": year, "format": "docx", "number": "云卫报〔2026〕1号",
            "dated": now().day().to_string(), "district": "云岭县"});
        let mut part = whole.clone();
        part["quarter"] = json!(quarter);
        for (form, query) in [
            (&whole, format!("year={year}")),
            (&part, format!("year={year}&quarter={quarter}")),
        ] {
            let seen = district(&office, &query).await;
            let made = report(&office, "health", form.clone()).await;
            assert_eq!(made.status, StatusCode::OK, "{}", made.text);
            let said = texts(&made.bytes);
            for figure in seen["figures"].as_array().unwrap() {
                let of = |field: &str| figure[field].as_str().unwrap();
                // One complaint is too few to be told, and so are two people of whom nobody is excellent.
                let small = ["1", "2", "3", "4"].contains(&of("value"));
                let guarded = ["投诉", "良好", "一般", "较差"]
                    .iter()
                    .any(|word| of("name").contains(word));
                let value = if small && guarded { "<5" } else { of("value") };
                assert!(has(&said, &[of("name"), of("unit"), value]), "{figure}: {said:?}");
            }
            let line = &seen["institutions"][0];
            let row = ["packets", "praise", "bulletins"].map(|field| line[field].to_string());
            let name = line["name"].as_str().unwrap();
            let refused = line["refused"].as_str().unwrap();
            assert_eq!((row[0].as_str(), refused), ("1", "0.05"));
            assert!(
                has(&said, &[name, &row[0], refused, &row[1], "<5", "<5", &row[2]]),
                "{said:?}"
            );
            assert_eq!(line["complaints"], 1, "the section itself sees it");
            assert!(
                said.iter().all(|text| !text.contains("虚构") && !text.contains("D1")),
                "{said:?}"
            );
            let graded = said.iter().any(|text| text.contains("较差"));
            assert_eq!(graded, form["quarter"].is_null());
            assert_eq!(line["poor"].is_null(), !graded);
        }
        let trail = office.get("security", "/api/v1/trail?deed=export").await;
        assert_eq!(trail.body["rows"][0]["subject"], "区域报告", "{}", trail.text);
    });
}

#[test]
fn a_report_is_refused_before_its_day_without_a_number_and_to_everybody_else() {
    on_runtime(async {
        let office = hospital().await;
        let today = now().day();
        let form = json!({"year": today.year(), "format": "docx", "number": "云卫报〔2026〕1号",
            "dated": today.to_string(), "district": "云岭县"});
        let changed = |field: &str, value: Value| {
            let mut form = form.clone();
            form[field] = value;
            form
        };
        for (field, value, status) in [
            (
                "dated",
                json!(today.plus_days(-1).to_string()),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            ("number", json!(" "), StatusCode::UNPROCESSABLE_ENTITY),
            ("district", json!(""), StatusCode::UNPROCESSABLE_ENTITY),
            ("quarter", json!(5), StatusCode::UNPROCESSABLE_ENTITY),
            ("year", json!(today.year() + 1), StatusCode::CONFLICT),
        ] {
            let refused = report(&office, "health", changed(field, value)).await;
            assert_eq!(refused.status, status, "{field}: {}", refused.text);
        }
        for who in ["ethics", "director", "leader", "admin"] {
            assert_eq!(
                report(&office, who, form.clone()).await.status,
                StatusCode::FORBIDDEN,
                "{who}"
            );
        }
    });
}

#[test]
fn what_happens_after_a_look_is_in_the_next() {
    on_runtime(async {
        let office = hospital().await;
        let of = |seen: &Value| {
            let line = &seen["institutions"][0];
            (line["people"].as_u64().unwrap(), line["packets"].as_u64().unwrap())
        };
        let year = format!("year={}", now().plus_seconds(-3 * 3_600).day().year());
        assert_eq!(of(&district(&office, &year).await), (2, 0));
        let (id, seen) = order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
        assert_eq!(of(&district(&office, &year).await), (2, 1));
        let more = "人员编号,姓名,科室,人员类别\nD7,虚构庚,机构K1,医师\n";
        upload(&office, "ethics", "/api/v1/conduct/staff/sheet?take=true", more).await;
        assert_eq!(of(&district(&office, &year).await), (3, 1));
        // An objection that is upheld strikes it out.
        let disposal = json!({"command": "dispose", "disposal": {"way": "returned", "on": now().day().to_string(),
            "witness": "虚构丁", "evidence": [{"name": "签收单.pdf", "digest": "1".repeat(64)}]}});
        let (_, seen) = order(&office, "ethics", &id, seen, disposal).await;
        let verify = json!({"command": "verify", "opinion": "属实"});
        let (_, seen) = order(&office, "ethics2", &id, seen, verify).await;
        let object = json!({"command": "object", "reason": "登记有误"});
        let (_, seen) = order(&office, "discipline", &id, seen, object).await;
        let resolve = json!({"command": "settle", "upheld": true, "reason": "属于重复登记"});
        order(&office, "discipline", &id, seen, resolve).await;
        assert_eq!(of(&district(&office, &year).await), (3, 0));
    });
}

#[test]
fn the_health_section_has_the_lists_of_what_it_inspects_and_begins_it_there() {
    on_runtime(async {
        let office = hospital().await;
        let me = office.get("health", "/api/v1/me").await;
        assert!(
            me.text.contains("\"oversight\"") && me.text.contains("\"bulletins\""),
            "{}",
            me.text
        );
        for kind in ["duty-list", "checkup", "assistance"] {
            let offers = office.get("health", &format!("/api/v1/kinds/{kind}/offers")).await;
            assert!(!offers.body.as_array().unwrap().is_empty(), "{kind}: {}", offers.text);
        }
        for kind in [
            "duty-list",
            "five-good",
            "checkup",
            "assistance",
            "breach",
            "high-cost",
            "veto",
            "record",
            "library-case",
        ] {
            let list = office.get("health", &format!("/api/v1/matters?kind={kind}")).await;
            assert_eq!(list.status, StatusCode::OK, "{kind}: {}", list.text);
        }
        let own = office.get("doctor", "/api/v1/me").await;
        assert!(!own.text.contains("\"oversight\""), "{}", own.text);
        for who in ["chair", "personnel"] {
            let me = office.get(who, "/api/v1/me").await;
            assert!(me.text.contains("\"bulletins\""), "{who}: {}", me.text);
        }
    });
}
