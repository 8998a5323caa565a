//! The timeline of a finding: what the person had around it, marked where it is evidence; a look at a
//! person, written down as one, and no further than one sees.

use crate::course::Course;
use crate::office::{HERE, HOSPITAL, MARKED_PERSON, OTHER_HOSPITAL, Office, RULE, day, key, on_runtime};
use axum::http::StatusCode;
use domain::{
    CareSetting, Certainty, Day, Division, EncounterId, Fact, InstitutionCode, ItemCode, LineId, Moment, Money,
    PersonId, Quantity, RuleCode, UnitPrice,
};
use ledger::{Argument, EvidenceLine, EvidenceRole, FindingEntry};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use workbench::{CareCourse, CourseAsk, CourseLine, CourseVisit, SettledClaims, UsageAsk, UsageRow};

/// Two visits at the hospital, in which the same serial occurs, and one next door.
struct Settled;

fn visit(id: &str, institution: &str, from: &str, to: Option<&str>) -> CourseVisit {
    CourseVisit {
        id: EncounterId::new(id),
        setting: Fact::Known(CareSetting::Inpatient),
        institution: InstitutionCode::new(institution),
        from: day(from),
        to: to.map(day),
    }
}

fn line(id: &str, visit: &str, institution: &str, on: &str, fen: i64) -> CourseLine {
    CourseLine {
        id: LineId::new(id),
        institution: InstitutionCode::new(institution),
        encounter: EncounterId::new(visit),
        day: day(on),
        item: ItemCode::new("X1"),
        name: "虚构素注射液".to_owned(),
        amount: Money::from_fen(fen),
    }
}

impl SettledClaims for Settled {
    fn check(&self) -> anyhow::Result<()> {
        Ok(())
    }

    fn usage(&self, _: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
        anyhow::bail!("只有就诊经过")
    }

    fn visits(&self, _: Day, _: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>> {
        anyhow::bail!("只有就诊经过")
    }

    fn course(&self, ask: &CourseAsk) -> anyhow::Result<CareCourse> {
        assert_eq!(ask.person.as_str(), MARKED_PERSON);
        Ok(CareCourse {
            visits: vec![
                visit("V1", OTHER_HOSPITAL, "2026-02-01", Some("2026-02-03")),
                visit("V2", HOSPITAL, "2026-02-20", Some("2026-02-21")),
                visit("V3", HOSPITAL, "2026-03-04", None),
            ],
            lines: vec![
                line("1", "V1", OTHER_HOSPITAL, "2026-02-01", 900),
                line("1", "V2", HOSPITAL, "2026-02-20", 500),
                line("1", "V3", HOSPITAL, "2026-03-05", 12_345),
                line("2", "V3", HOSPITAL, "2026-03-05", 55),
            ],
        })
    }
}

/// The finding that rests on the first line of the last visit.
async fn with_evidence(office: &Office) -> String {
    let evidence = EvidenceLine {
        id: "1".to_owned(),
        role: EvidenceRole::Violating,
        code: "X1".to_owned(),
        name: "虚构素注射液".to_owned(),
        time: Some(Moment::parse("2026-03-05 09:00:00").unwrap()),
        quantity: Quantity::from_units(1),
        price: UnitPrice::ZERO,
        amount: Money::from_fen(12_345),
        counted: Money::from_fen(12_345),
        payment_class: "甲".to_owned(),
    };
    let entry = FindingEntry {
        key: key(77),
        rule: RuleCode::new(RULE),
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(HERE),
        practitioner: None,
        person: PersonId::new(MARKED_PERSON),
        encounter: EncounterId::new("V3"),
        amount: Money::from_fen(12_345),
        service_day: day("2026-03-05"),
        certainty: Certainty::Definite,
        argument: Argument {
            sentence: "超过每日限量。".to_owned(),
            lines: vec![evidence],
            ..Argument::default()
        },
    };
    let ledger = office.workbench.ledger();
    ledger
        .take_in(&workbench::system(), server::app::now(), "run", &[entry])
        .await
        .unwrap();
    format!("/api/v1/findings/{}/timeline", key(77))
}

async fn looks(office: &Office) -> Vec<Value> {
    let trail = office.get("security", "/api/v1/trail?deed=look").await;
    assert!(!trail.text.contains(MARKED_PERSON));
    trail.body["rows"].as_array().unwrap().clone()
}

#[test]
fn evidence_is_marked_among_what_the_person_had_around_it() {
    on_runtime(async {
        let office = Office::open().await;
        let path = with_evidence(&office).await;
        office.workbench.read_claims_from(Arc::new(Settled));
        let shown = office.get("chief", &path).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        let around = |days| Day::parse("2026-03-05").unwrap().plus_days(days).to_string();
        assert_eq!(shown.body["from"], around(-90));
        assert_eq!(shown.body["to"], around(90));
        let visits = shown.body["visits"].as_array().unwrap();
        let marked: Vec<_> = visits
            .iter()
            .map(|visit| visit["evidence"].as_bool().unwrap())
            .collect();
        // The serial occurs in all three: the day tells which is meant.
        assert_eq!(marked, [false, false, true], "{}", shown.text);
        assert_eq!(visits[0]["institution_name"], format!("机构{OTHER_HOSPITAL}"));
        assert!(visits[2].get("to").is_none(), "the stay goes on");
        assert_eq!(
            shown.body["days"][2],
            json!({"day": "2026-03-05", "lines": 2, "amount": "124.00", "evidence": true})
        );
        assert_eq!(
            shown.body["evidence"],
            json!([{"day": "2026-03-05", "name": "虚构素注射液", "amount": "123.45"}])
        );
        assert!(!shown.text.contains(MARKED_PERSON) && !shown.text.contains("\"V3\""));
        let looks = looks(&office).await;
        assert_eq!(looks.len(), 1);
        assert_eq!(looks[0]["purpose"], "查看疑点的就诊时间轴");
        assert_eq!(looks[0]["user_name"], "chief");
    });
}

#[test]
fn a_hospital_sees_its_own_visits_and_who_may_not_look_sees_none() {
    on_runtime(async {
        let office = Office::open().await;
        office.workbench.read_claims_from(Arc::new(Settled));
        let path = format!("/api/v1/findings/{}/timeline", key(1));
        assert_eq!(office.get("office", &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get("stranger", &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get("leader", &path).await.code(), "WB-FORBIDDEN");
        let review = Course::of_a_review(&office).await;
        review
            .step(
                "auditor",
                json!({"command": "uphold_first", "amount": "123.45", "note": "属实"}),
            )
            .await;
        let before = looks(&office).await.len();
        let shown = office.get("office", &path).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        assert_eq!(shown.body["visits"].as_array().unwrap().len(), 2, "{}", shown.text);
        assert_eq!(shown.body["days"].as_array().unwrap().len(), 2);
        assert!(!shown.text.contains(OTHER_HOSPITAL));
        assert_eq!(looks(&office).await.len(), before + 1);
    });
}

#[test]
fn without_settled_claims_nobody_has_looked() {
    on_runtime(async {
        let office = Office::open().await;
        let path = with_evidence(&office).await;
        let answer = office.get("chief", &path).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE")
        );
        assert!(looks(&office).await.is_empty());
    });
}
