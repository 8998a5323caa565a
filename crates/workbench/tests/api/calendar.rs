//! The arrangement of a year is set once and counts at once.

use crate::office::{Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::json;

const HEAD: &str = "年度,日期,安排,节日,来源\n";

#[test]
fn a_year_is_set_by_the_administrator_used_at_once_and_kept() {
    on_runtime(async {
        let office = Office::open().await;
        let put = async |who: &str, year: &str, rows: &str| {
            let body = json!({"table": format!("{HEAD}{rows}")});
            office
                .ask(who, Method::PUT, &format!("/api/v1/calendar/{year}"), Some(body))
                .await
        };
        let holiday = "2027,2027-01-01,休,元旦,国办发明电〔2026〕1号\n";
        assert_eq!(put("chief", "2027", holiday).await.code(), "WB-FORBIDDEN");
        for (year, rows, said) in [
            ("2027", "2027,2027-02-30,休,春节,甲\n", "第2行"),
            ("2027", "2027,2027-01-01,休,元旦,\n", "来源"),
            ("2027", "", "2027"),
            ("2028", holiday, "2028"),
        ] {
            let answer = put("admin", year, rows).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT")
            );
            assert!(
                answer.body["detail"].as_str().unwrap().contains(said),
                "{}",
                answer.text
            );
        }
        assert_eq!(
            office.get("admin", "/api/v1/calendar").await.body["years"],
            json!([2025, 2026])
        );
        let answer = put("admin", "2027", holiday).await;
        assert_eq!(answer.body["years"], json!([2025, 2026, 2027]), "{}", answer.text);
        let days = answer.body["days"].as_array().unwrap();
        assert_eq!(days.last().unwrap(), &json!({"day": "2027-01-01", "worked": false}));
        assert!(
            days.contains(&json!({"day": "2026-10-10", "worked": true})),
            "{}",
            answer.text
        );
        assert_eq!(
            office.get("admin", "/api/v1/calendar").await.body["years"],
            json!([2025, 2026, 2027])
        );
        let trail = office.get("security", "/api/v1/trail?deed=setting").await;
        assert_eq!(
            trail.body["rows"][0]["subject"], "setting/calendar.2027",
            "{}",
            trail.text
        );
        let kept = office.workbench.ledger().settings().await.unwrap();
        assert!(kept["calendar.2027"].contains("元旦"));
    });
}
