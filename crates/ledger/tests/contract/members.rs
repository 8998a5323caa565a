//! The people of an institution: who may bring them in, and what bringing them in again does.

use crate::books::Books;
use crate::people::*;
use casework::{Place, Role};
use conduct::{Department, Staff, StaffCategory};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{Scope, StaffRow, Viewer};

on_both! {
    people_are_set_to_what_is_given_and_nobody_is_there_twice,
    only_the_own_ethics_and_personnel_offices_keep_the_list,
}

fn office(role: Role, institution: &str) -> Viewer {
    let code = InstitutionCode::new(institution);
    let scope = Scope::Institution(code.clone());
    Viewer::within(actor("办公室", role, Place::Institution { code }), scope)
}

fn member(code: &str, name: &str, category: StaffCategory) -> StaffRow {
    StaffRow {
        staff: Staff {
            code: PractitionerCode::new(code),
            name: name.to_owned(),
            department: Department("内一科".to_owned()),
            category,
        },
        ended: None,
    }
}

async fn people_are_set_to_what_is_given_and_nobody_is_there_twice(books: Books) {
    let ledger = books.open().await;
    let (ethics, home) = (office(Role::EthicsOffice, HOSPITAL), InstitutionCode::new(HOSPITAL));
    let put = async |rows: &[StaffRow]| {
        ledger
            .write(&ethics, at("2026-04-01 09:00:00"), async |writing| {
                writing.put_staff(&home, rows).await
            })
            .await
    };
    let (doctor, nurse) = (
        member("D1", "虚构甲", StaffCategory::Clinical),
        member("N1", "虚构乙", StaffCategory::Nursing),
    );
    put(&[doctor.clone(), nurse.clone()]).await.unwrap();
    let left = StaffRow {
        ended: Some(day("2026-03-31")),
        ..nurse
    };
    put(std::slice::from_ref(&left)).await.unwrap();
    assert_eq!(ledger.read(&ethics).staff(&home).await.unwrap(), [doctor, left]);
    let elsewhere = ledger.read(&ethics).staff(&InstitutionCode::new("H2")).await.unwrap();
    assert!(elsewhere.is_empty());
    let empty = member("", "无编号", StaffCategory::Clinical);
    assert_eq!(put(&[empty]).await.unwrap_err().code(), "CW-TEXT");
}

async fn only_the_own_ethics_and_personnel_offices_keep_the_list(books: Books) {
    let ledger = books.open().await;
    let home = InstitutionCode::new(HOSPITAL);
    for role in Role::ALL {
        for institution in [HOSPITAL, "H2"] {
            let written = ledger
                .write(&office(role, institution), at("2026-04-01 09:00:00"), async |writing| {
                    writing.put_staff(&home, &[]).await
                })
                .await;
            let may = institution == HOSPITAL && matches!(role, Role::EthicsOffice | Role::Personnel);
            assert_eq!(written.is_ok(), may, "{role:?} {institution}");
        }
    }
}
