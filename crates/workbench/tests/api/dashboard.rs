//! The leader's dashboard.

use crate::office::{Office, on_runtime};
use axum::http::StatusCode;
use server::app::now;

#[test]
fn a_month_to_come_is_no_month_without_findings() {
    on_runtime(async {
        let office = Office::open().await;
        let months = async |year: i32| {
            let seen = office.get("chief", &format!("/api/v1/dashboard?year={year}")).await;
            assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
            let trend = seen.body["trend"].as_array().unwrap().clone();
            trend
                .iter()
                .map(|point| point["month"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let today = now().day().to_string();
        let year: i32 = today[..4].parse().unwrap();
        let this_year = months(year).await;
        assert_eq!(this_year.last().map(String::as_str), Some(&today[..7]));
        assert_eq!(this_year[0], format!("{year}-01"));
        assert_eq!(months(year - 1).await.len(), 12);
        assert!(months(year + 1).await.is_empty());
    });
}
