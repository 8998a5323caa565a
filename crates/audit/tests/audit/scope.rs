//! What is out of scope is history: it is looked back at and never accused.

use crate::setting::{Found, Written, audit, findings};
use audit::run::{RunOptions, Scope, parse_period};
use domain::Day;

#[test]
fn a_part_of_the_county_has_its_part_of_the_findings() {
    let written = Written::new(21, 30_000);
    let lake = written.lake("lake", 4);
    let snapshot = lake.snapshot();
    let whole = written.path("whole");
    audit(&snapshot, &RunOptions::default(), &whole);
    let all = findings(&whole);

    let with = |name: &str, scope: Scope| -> Vec<Found> {
        let out = written.path(name);
        let options = RunOptions {
            scope,
            ..RunOptions::default()
        };
        audit(&snapshot, &options, &out);
        findings(&out)
    };
    let institution = |found: &Found| found.encounter.clone();
    let busiest = {
        let mut codes: Vec<String> = written
            .county
            .institutions()
            .iter()
            .map(|house| house.code.clone())
            .collect();
        codes.sort();
        codes
    };
    // Institutions divide the findings between them: no finding concerns two.
    let mut parts = 0;
    for (number, code) in busiest.iter().enumerate() {
        let found = with(&format!("at{number}"), Scope::default().at([code.as_str().into()]));
        for finding in &found {
            let same = all.iter().find(|known| known.key == finding.key);
            assert_eq!(same.map(institution), Some(finding.encounter.clone()));
        }
        parts += found.len();
    }
    assert_eq!(parts, all.len());

    let days = (Day::parse("2026-06-01").unwrap(), Day::parse("2026-08-31").unwrap());
    let summer = with("summer", Scope::default().within(days.0, days.1));
    assert!(!summer.is_empty() && summer.len() < all.len());
    let none = with("nowhere", Scope::default().in_region(&"110000".into()));
    assert!(none.is_empty());
    assert_eq!(with("here", Scope::default().in_region(&"990000".into())), all);
}

#[test]
fn periods_are_read() {
    let day = |text: &str| Day::parse(text).unwrap();
    assert_eq!(
        parse_period("2026-03-01..2026-05-31"),
        Some((day("2026-03-01"), day("2026-05-31")))
    );
    assert_eq!(
        parse_period("2026-03-01..").map(|(first, _)| first),
        Some(day("2026-03-01"))
    );
    assert_eq!(parse_period("2026-05-31..2026-03-01"), None);
    assert_eq!(parse_period("2026"), None);
}
