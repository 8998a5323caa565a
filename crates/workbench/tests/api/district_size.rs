//! How long a look at a large district takes: a hundred institutions of three hundred people each, with gifts.
//! Run it by name: `cargo nextest run -p workbench --run-ignored only --no-capture size_of_a_city`.

use crate::conduct::packet;
use crate::office::{HERE, Office, on_runtime};
use axum::http::{Method, StatusCode};
use casework::{Actor, Limits, Place, Role, UserId, WorkCalendar};
use conduct::packet::{Command, RedPacket};
use conduct::{Department, Staff, StaffCategory};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{Kind, MatterId, StaffRow, Viewer};
use serde_json::json;
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
    let mut register = packet(3, 1);
    register["packet"]["institution"] = json!(code);
    let command: Command = serde_json::from_value(register).unwrap();
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

#[test]
#[ignore = "measures, and takes minutes to fill the books"]
fn a_look_at_a_district_of_the_size_of_a_city() {
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
