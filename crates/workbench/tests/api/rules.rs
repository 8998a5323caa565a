//! Rules as people read them: those that a county adds like the nation's.

use crate::office::{HERE, HOSPITAL, Office, day, key, on_runtime};
use axum::http::StatusCode;
use domain::{Certainty, Division, EncounterId, InstitutionCode, Money, PersonId, RuleCode};
use ledger::{Argument, FindingEntry};
use rulebook::SourceFile;
use serde_json::Value;
use server::app::now;

/// The rule of too many drugs in a prescription, which the nation has and this county has once more.
const NATIONAL: &str = "GZ10000202004000";
const LOCAL: &str = "DF9900-002";
const NAME: &str = "本县处方药品种数";

/// The books in the program and the county's rule.
fn books() -> Vec<SourceFile> {
    let mut sources = server::books::embedded();
    let national = sources.iter().find(|source| source.text.contains(NATIONAL)).unwrap();
    let lines = national.text.lines().map(|line| match line.split_once(':') {
        Some(("编码", _)) => format!("编码: {LOCAL}"),
        Some(("名称", _)) => format!("名称: {NAME}"),
        _ => line.to_owned(),
    });
    let lines = lines.filter(|line| !line.starts_with("序号:"));
    let text = lines.collect::<Vec<_>>().join("\n");
    let path = format!("local/{HERE}/DF9900-002.md");
    sources.push(SourceFile { path, text });
    sources
}

#[test]
fn a_rule_of_the_county_has_a_name_and_a_page() {
    on_runtime(async {
        let office = Office::open().await;
        office.app.publish(books());
        let entry = FindingEntry {
            key: key(7),
            rule: RuleCode::new(LOCAL),
            institution: InstitutionCode::new(HOSPITAL),
            division: Division::new(HERE),
            practitioner: None,
            person: PersonId::new("P7"),
            encounter: EncounterId::new("E7"),
            amount: Money::from_fen(100),
            service_day: day("2026-03-05"),
            certainty: Certainty::Suspect,
            argument: Argument::default(),
        };
        let ledger = office.workbench.ledger();
        ledger
            .take_in(&workbench::system(), now(), "county", &[entry])
            .await
            .unwrap();

        let page = office.get("chief", &format!("/api/v1/rules/{LOCAL}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!((&page.body["name"], &page.body["findings"]), (&NAME.into(), &1.into()));
        let knowledge = office.get("chief", &format!("/api/v1/rules/{LOCAL}/knowledge")).await;
        assert_eq!(knowledge.status, StatusCode::OK, "{}", knowledge.text);
        let of = |rows: &Value, column: &str| -> Vec<Value> {
            let rows = rows.as_array().unwrap().iter();
            let own = rows.filter(|row| row[column] == LOCAL);
            own.cloned().collect()
        };
        let found = office.get("chief", &format!("/api/v1/findings?rule={LOCAL}")).await;
        let found = of(&found.body["rows"], "rule");
        assert_eq!((found.len(), &found[0]["rule_name"]), (1, &NAME.into()));
        let listed = office.get("chief", "/api/v1/rules").await;
        let listed = of(&listed.body["rows"], "code");
        assert_eq!((listed.len(), &listed[0]["name"]), (1, &NAME.into()));
        let unknown = office.get("chief", "/api/v1/rules/DF0").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    });
}
