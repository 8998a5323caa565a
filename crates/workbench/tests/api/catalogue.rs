//! The catalogue of the simulator.

use crate::office::{Office, on_runtime};
use serde_json::json;

#[test]
fn what_a_code_is_called_is_found_by_name_initials_or_code() {
    on_runtime(async {
        let office = Office::open().await;
        let first = async |query: &str| {
            let answer = office.get("doctor", &format!("/api/v1/catalogue?{query}")).await;
            answer.body["rows"][0].clone()
        };
        let registration = json!({"kind": "service", "code": "001101000010000", "name": "挂号费", "unit": "次"});
        for query in [
            "q=001101000010000",
            "q=挂号费&kind=service",
            "q=ghf&kind=service",
            "q=GHF&kind=service",
        ] {
            assert_eq!(first(query).await, registration, "{query}");
        }
        assert_eq!(first("q=霍乱&kind=diagnosis").await["code"], "A00.900");
        assert_eq!(first("q=&kind=drug").await, json!(null));
        let many = office.get("chief", "/api/v1/catalogue?q=片&kind=drug&size=7").await;
        assert_eq!(many.body["rows"].as_array().unwrap().len(), 7, "{}", many.text);
        assert_eq!(
            office.get("chief", "/api/v1/catalogue?q=片&kind=herb").await.body["field"],
            "kind"
        );
        assert_eq!(
            office.get("admin", "/api/v1/catalogue?q=片").await.code(),
            "WB-FORBIDDEN"
        );
    });
}
