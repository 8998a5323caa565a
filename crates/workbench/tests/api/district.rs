//! The district as the health bureau sees it: lines of its own institutions, figures with their units, a
//! day until which they count, and nobody's name.

use crate::conduct::{hospital, order, packet};
use crate::office::{HOSPITAL, OTHER_HOSPITAL, on_runtime};
use axum::http::StatusCode;
use serde_json::json;
use server::app::now;

#[test]
fn the_health_section_sees_numbers_of_its_own_institutions_and_no_person() {
    on_runtime(async {
        let office = hospital().await;
        order(&office, "ethics", "packet%2Fnew", 0, packet(3, 1)).await;
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
