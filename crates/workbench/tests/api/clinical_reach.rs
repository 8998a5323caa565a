//! Recognition and indicators of antimicrobials by who asks: a bureau's leader by hospital and without small counts,
//! an inspector where a task of his is running, heads and doctors their own, everybody the totals of districts.

use crate::clinical::bring;
use crate::conduct::hospital;
use crate::office::{HERE, HOSPITAL, OTHER_HOSPITAL, Office, RULE, THERE, on_runtime};
use axum::http::{Method, StatusCode};
use casework::{Actor, Place, Role, UserId};
use conduct::recognition::{Answer, Duty, Earlier, Grade, Kind, Participant, Reminder};
use conduct::{Department, Ownership};
use domain::{Day, Division, InstitutionCode, ItemCode, Money, PractitionerCode};
use ledger::{ParticipantRow, Viewer};
use serde_json::{Value, json};
use server::app::now;

/// Another hospital of the county.
const NEIGHBOUR: &str = "H3";
const HOSPITALS: &str = "/api/v1/conduct/clinical/hospitals";
const RECOGNITION: &str = "/api/v1/conduct/recognition";
const ANTIMICROBIAL: &str = "/api/v1/conduct/antimicrobial";
const PUBLIC: &str = "/api/v1/public/recognition";

fn at_place(role: Role, place: Place) -> Viewer {
    Viewer::at_place(Actor {
        user: UserId::from("他人"),
        role,
        place,
    })
}

/// Whose order it was, and what came of it.
struct Order<'a> {
    institution: &'a str,
    division: &'a str,
    department: &'a str,
    doctor: &'a str,
}

const OURS: Order<'static> = Order {
    institution: HOSPITAL,
    division: HERE,
    department: "机构K1",
    doctor: "D1",
};

/// So many reminders of a day, of which the first so many were recognised.
async fn reminded(office: &Office, of: &Order<'_>, on: Day, reminders: usize, recognised: usize) {
    let code = InstitutionCode::new(of.institution);
    let viewer = at_place(Role::InsuranceOffice, Place::Institution { code: code.clone() });
    for number in 0..reminders {
        let reminder = Reminder {
            key: format!("{}|{}|{on}|{number}", of.institution, of.doctor),
            institution: code.clone(),
            division: Division::new(of.division),
            grade: Grade::Two,
            department: Department(of.department.to_owned()),
            doctor: PractitionerCode::new(of.doctor),
            kind: Kind::Ct,
            reminded_on: on,
            earlier: Earlier {
                number: "R1".to_owned(),
                institution: InstitutionCode::new("H9"),
                reported_on: on,
                mark: "全国HR".to_owned(),
            },
            duty: Duty::Shall,
            saved: Money::from_fen(10_000),
            sentence: "该患者已做。".to_owned(),
        };
        let answer = Answer::Recognised;
        let ledger = office.workbench.ledger();
        ledger
            .write(&viewer, now(), async |writing| {
                writing.keep_reminder(&reminder, &ItemCode::new("1"), "虚构CT").await?;
                if number < recognised {
                    writing.answer_reminder(&code, &reminder.key, &answer).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

async fn body(office: &Office, who: &str, path: &str) -> Value {
    let answer = office.get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{who} {path}: {}", answer.text);
    answer.body
}

fn date(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_leader_sees_hospitals_of_his_county_and_no_count_under_five() {
    on_runtime(async {
        let office = hospital().await;
        let on = date("2026-02-10");
        reminded(&office, &OURS, on, 9, 6).await;
        let neighbour = Order {
            institution: NEIGHBOUR,
            ..OURS
        };
        reminded(&office, &neighbour, on, 8, 2).await;
        let elsewhere = Order {
            institution: OTHER_HOSPITAL,
            division: THERE,
            ..OURS
        };
        reminded(&office, &elsewhere, on, 7, 7).await;
        let months = "月份,科室,医师编号,出院人数,出院用药人数,住院天数,I类切口台数,I类切口预防用药台数\n\
            2026-02,机构K1,D1,40,30,400,4,1\n2026-02,儿科,D7,30,3,300,,\n";
        bring(&office, "office", &format!("{ANTIMICROBIAL}/months"), months).await;
        let path = format!("{HOSPITALS}?month=2026-02");
        let answer = body(&office, "leader", &path).await;
        let rows = answer["rows"].as_array().unwrap();
        let codes: Vec<&Value> = rows.iter().map(|row| &row["institution"]).collect();
        assert_eq!(codes, [HOSPITAL, NEIGHBOUR]);
        // Six of eight in all: the six would give the two away.
        assert_eq!(
            rows[0]["recognition"],
            json!({"reminders": "9", "recognised": "—", "rate": "—"})
        );
        assert_eq!(
            rows[1]["recognition"],
            json!({"reminders": "8", "recognised": "<5", "rate": "—"})
        );
        assert_eq!(
            answer["total"],
            json!({"reminders": "17", "recognised": "8", "rate": "47.1%", "saved": "800.00"})
        );
        let of = |zh: &str| {
            let indicators = rows[0]["indicators"].as_array().unwrap();
            indicators.iter().find(|row| row["zh"] == zh).unwrap().clone()
        };
        let inpatients = of("住院患者抗菌药物使用率");
        assert_eq!(
            (&inpatients["numerator"], &inpatients["denominator"]),
            (&json!("33"), &json!("70"))
        );
        let incisions = rows[0]["indicators"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["denominator"] == "<5");
        let incisions = incisions.unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(
            (&incisions["numerator"], &incisions["value"]),
            (&json!("<5"), &json!("—"))
        );
        let text = answer.to_string();
        for hidden in ["D1", "D7", "K1", "儿科", "department", "doctor", OTHER_HOSPITAL] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        // It is his alone, and nothing nearer is his.
        for who in [
            "health",
            "head",
            "chief",
            "inspector",
            "office",
            "director",
            "admin",
            "security",
        ] {
            assert_eq!(office.get(who, &path).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        for path in [RECOGNITION, ANTIMICROBIAL, "/api/v1/conduct/high-cost"] {
            assert_eq!(office.get("leader", path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    });
}

#[test]
fn an_inspector_sees_the_figures_of_an_institution_while_he_has_a_task_there() {
    on_runtime(async {
        let office = hospital().await;
        let on = date("2026-02-10");
        reminded(&office, &OURS, on, 2, 1).await;
        let neighbour = Order {
            institution: NEIGHBOUR,
            ..OURS
        };
        reminded(&office, &neighbour, on, 3, 3).await;
        let months = "月份,科室,医师编号,出院人数,出院用药人数,住院天数\n2026-02,机构K1,D1,40,30,400\n";
        bring(&office, "office", &format!("{ANTIMICROBIAL}/months"), months).await;
        let sees = async || {
            let counted = body(&office, "inspector", &format!("{RECOGNITION}?month=2026-02")).await;
            let figures = body(
                &office,
                "inspector",
                &format!("{ANTIMICROBIAL}?month=2026-02&doctors=true"),
            )
            .await;
            let rows = figures["rows"].as_array().unwrap().clone();
            assert!(rows.iter().all(|row| row["institution"] == HOSPITAL), "{figures}");
            (counted["reminders"].as_u64().unwrap(), rows.len())
        };
        assert_eq!(sees().await, (0, 0), "no task, no figures");
        let lead = format!("lead%2F{HOSPITAL}%2F{RULE}%2F2026-03");
        let assign = async |seen: i64, to: &str| {
            let to = office.get(to, "/api/v1/me").await.body["user"]["id"].clone();
            let body = json!({"seen": seen, "command": {"command": "assign", "to": to}});
            let path = format!("/api/v1/matters/{lead}/commands");
            let done = office.ask("chief", Method::POST, &path, Some(body)).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        };
        let seen = body(&office, "chief", &format!("/api/v1/matters/{lead}")).await["row"]["version"]
            .as_i64()
            .unwrap();
        assign(seen, "inspector").await;
        assert_eq!(sees().await, (2, 3), "the hospital, a department, a doctor");
        let trail = office.get("security", "/api/v1/trail?deed=look").await;
        assert_eq!(trail.text.matches("医师指标").count(), 1, "{}", trail.text);
        // The work is somebody else's now.
        assign(seen + 1, "auditor").await;
        assert_eq!(sees().await, (0, 0), "the task is over");
    });
}

#[test]
fn heads_and_doctors_see_what_they_were_reminded_of() {
    on_runtime(async {
        let office = hospital().await;
        let on = date("2026-02-10");
        reminded(&office, &OURS, on, 2, 1).await;
        let colleague = Order { doctor: "D2", ..OURS };
        reminded(&office, &colleague, on, 3, 3).await;
        let elsewhere = Order {
            doctor: "D3",
            department: "儿科",
            ..OURS
        };
        reminded(&office, &elsewhere, on, 4, 4).await;
        for (who, reminders, recognised) in [("doctor", 2, 1), ("chair", 5, 4), ("director", 9, 8), ("ethics", 9, 8)] {
            let counted = body(&office, who, &format!("{RECOGNITION}?month=2026-02")).await;
            assert_eq!(
                (&counted["reminders"], &counted["recognised"]),
                (&json!(reminders), &json!(recognised)),
                "{who}"
            );
        }
    });
}

#[test]
fn everybody_reads_the_totals_of_districts_and_no_count_under_five() {
    on_runtime(async {
        let office = hospital().await;
        let over = Day::parse(&format!("{}-01", &now().day().to_string()[..7]))
            .unwrap()
            .plus_days(-1);
        let place = |institution: &str, division: &str, name: &str| ParticipantRow {
            participant: Participant {
                institution: InstitutionCode::new(institution),
                name: format!("虚构{institution}"),
                division: Division::new(division),
                grade: Grade::Two,
                ownership: Ownership::Public,
                primary_care: false,
                group: None,
            },
            place: format!("虚构省/{name}"),
        };
        let section = at_place(
            Role::HealthSection,
            Place::Bureau {
                division: Division::new("99"),
            },
        );
        let places = [
            place(HOSPITAL, HERE, "甲县"),
            place(OTHER_HOSPITAL, THERE, "乙县"),
            place("H8", "990003", "丙县"),
        ];
        let ledger = office.workbench.ledger();
        ledger
            .write(&section, now(), async |writing| writing.put_participants(&places).await)
            .await
            .unwrap();
        reminded(&office, &OURS, over, 9, 6).await;
        // Of a month that is not over nothing is said.
        reminded(&office, &OURS, now().day(), 5, 5).await;
        let elsewhere = Order {
            institution: OTHER_HOSPITAL,
            division: THERE,
            ..OURS
        };
        reminded(&office, &elsewhere, over, 4, 4).await;
        let third = Order {
            institution: "H8",
            division: "990003",
            ..OURS
        };
        reminded(&office, &third, over, 20, 20).await;
        let answer = body(&office, "", PUBLIC).await;
        assert_eq!(
            answer,
            json!({"year": over.year(), "through": over.to_string(), "recognised": "30", "saved": "3000.00", "districts": [
                {"name": "虚构省丙县", "recognised": "20", "saved": "2000.00"},
                {"name": "虚构省乙县", "recognised": "<5"},
                {"name": "虚构省甲县", "recognised": "—"},
            ]})
        );
        for year in [over.year() + 1, over.year() - 5, 0] {
            let refused = office.get("", &format!("{PUBLIC}?year={year}")).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT"),
                "{year}"
            );
        }
        // It is open to all, and therefore bounded.
        let mut last = StatusCode::OK;
        for _ in 0..5_000 {
            last = office.get("", PUBLIC).await.status;
            if last != StatusCode::OK {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    });
}
