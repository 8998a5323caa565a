//! How long a look at a large district takes: a hundred institutions of three hundred people each, with gifts.
//! `cargo bench -p workbench --bench district`; filling the books takes minutes.

#[path = "../tests/api/office.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod office;

use axum::http::{Method, StatusCode};
use casework::{Actor, Limits, Place, Role, UserId, WorkCalendar};
use conduct::packet::{Command, RedPacket};
use conduct::{Department, Staff, StaffCategory};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{Kind, MatterId, StaffRow, Viewer};
use office::{HERE, Office, on_runtime};
use serde_json::{Value, json};
use server::app::now;
use std::time::Instant;

const INSTITUTIONS: usize = 100;
const PEOPLE: usize = 300;
const GIFTS: usize = 20;

/// An institution with its people and gifts, written by its own ethics office.
async fn fill(office: &Office, code: &str) {
    let path = format!("/api/v1/organisations/{code}");
    let organisation = json!({"code": code, "name": format!("机构{code}"), "kind": "institution", "division": HERE,
        "level": "二级", "access": {"prescribing": "not_started", "settlement": "not_started", "feedback": "not_started"}});
    let put = office.ask("admin", Method::PUT, &path, Some(organisation)).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    let institution = InstitutionCode::new(code);
    let viewer = Viewer::at_place(Actor {
        user: UserId::from("行风办"),
        role: Role::EthicsOffice,
        place: Place::Institution {
            code: institution.clone(),
        },
    });
    let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
    let member = |number: usize| StaffRow {
        staff: Staff {
            code: PractitionerCode::new(format!("D{number}")),
            name: format!("虚构{number}"),
            department: Department(format!("{}科", number % 20)),
            category: StaffCategory::Clinical,
        },
        ended: None,
    };
    let staff: Vec<StaffRow> = (0..PEOPLE).map(member).collect();
    let command: Command = serde_json::from_value(packet(code)).unwrap();
    let written = office.workbench.ledger().write(&viewer, now(), async |writing| {
        writing.put_staff(&institution, &staff).await?;
        for number in 0..GIFTS {
            let id = MatterId::new(Kind::Packet, &format!("{code}-{number}"))?;
            writing
                .command::<RedPacket>(&id, 0, command.clone(), &calendar, &limits)
                .await?;
        }
        Ok(())
    });
    written.await.unwrap();
}

/// A gift of an hour ago.
fn packet(institution: &str) -> Value {
    let ago = |hours: i64| now().plus_seconds(-3_600 * hours).to_string();
    json!({"command": "register", "occurred_at": ago(3), "reported_at": ago(1), "packet": {
        "institution": institution, "division": HERE,
        "staff": {"code": "D1", "name": "虚构甲", "department": "机构K1", "category": "clinical"},
        "giver": "家属",
        "patient": {"care": "inpatient", "seal": "F-1", "head": "000"}, "kind": "cash", "amount": "500.00",
        "estimated": false, "met": "could_not_refuse",
        "evidence": [{"name": "登记单.pdf", "digest": "0".repeat(64)}]
    }})
}

fn main() {
    on_runtime(async {
        let office = Office::open().await;
        for number in 0..INSTITUTIONS {
            fill(&office, &format!("S{number:03}")).await;
        }
        let path = format!(
            "/api/v1/conduct/district?year={}",
            now().plus_seconds(-3 * 3_600).day().year()
        );
        let look = async |what: &str| {
            let begun = Instant::now();
            let seen = office.get("health", &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
            println!("{what}: {:.2} s", begun.elapsed().as_secs_f64());
            let packets = seen.body["institutions"].as_array().unwrap().iter();
            packets.map(|line| line["packets"].as_u64().unwrap()).sum::<u64>()
        };
        let all = (INSTITUTIONS * GIFTS) as u64;
        assert_eq!(look("first look").await, all);
        assert_eq!(look("next look").await, all);
        fill(&office, "S100").await;
        assert_eq!(look("look after one institution went on").await, all + GIFTS as u64);
    });
}
