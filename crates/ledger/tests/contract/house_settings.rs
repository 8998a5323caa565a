//! What an institution sets for itself: who may, what a second author is told, and that a change behind the
//! program's back is found.

use crate::books::Books;
use crate::people::*;
use casework::{Place, Role};
use domain::InstitutionCode;
use ledger::{Ledger, LedgerError, Scope, Viewer};

on_both! {
    what_is_set_is_set_once_by_whoever_saw_what_was_there,
    a_house_setting_changed_behind_the_program_is_found,
    the_revision_of_an_institution_goes_on_with_its_staff_alone,
}

fn office(role: Role, institution: &str) -> Viewer {
    let code = InstitutionCode::new(institution);
    let scope = Scope::Institution(code.clone());
    Viewer::within(actor("办公室", role, Place::Institution { code }), scope)
}

async fn set(ledger: &Ledger, who: &Viewer, seen: i64, value: &str) -> Result<i64, LedgerError> {
    ledger
        .write(who, at("2026-04-01 09:00:00"), async |writing| {
            writing
                .put_house_setting(&InstitutionCode::new(HOSPITAL), "bulletin", seen, value)
                .await
        })
        .await
}

async fn what_is_set_is_set_once_by_whoever_saw_what_was_there(books: Books) {
    let ledger = books.open().await;
    let ethics = office(Role::EthicsOffice, HOSPITAL);
    assert_eq!(set(&ledger, &ethics, 0, "一").await.unwrap(), 1);
    let rows = books.text(&ledger).await.lines().count();
    assert_eq!(set(&ledger, &ethics, 1, "一").await.unwrap(), 1);
    assert_eq!(
        books.text(&ledger).await.lines().count(),
        rows,
        "the same again leaves no row"
    );
    assert_eq!(set(&ledger, &ethics, 1, "二").await.unwrap(), 2);
    for stale in [0, 1, 3] {
        assert_eq!(
            set(&ledger, &ethics, stale, "三").await.unwrap_err().code(),
            "LG-CONFLICT"
        );
    }
    for other in [
        office(Role::EthicsOffice, "H2"),
        office(Role::DisciplineOffice, HOSPITAL),
        office(Role::HospitalLeader, HOSPITAL),
    ] {
        assert!(set(&ledger, &other, 2, "三").await.is_err());
    }
    let home = InstitutionCode::new(HOSPITAL);
    let found = ledger.read(&ethics).house_setting(&home, "bulletin").await.unwrap();
    assert_eq!(
        found.map(|setting| (setting.version, setting.value)),
        Some((2, "二".to_owned()))
    );
    assert!(ledger.verify_rights().await.unwrap().wrong.is_empty());
}

async fn a_house_setting_changed_behind_the_program_is_found(books: Books) {
    let ledger = books.open().await;
    set(&ledger, &office(Role::EthicsOffice, HOSPITAL), 0, "一")
        .await
        .unwrap();
    books.tamper("UPDATE house_setting SET value = '二'").await;
    let wrong = ledger.verify_rights().await.unwrap().wrong;
    assert_eq!(wrong, ["house-setting/H1/bulletin"]);
}

async fn the_revision_of_an_institution_goes_on_with_its_staff_alone(books: Books) {
    use conduct::{Department, Staff, StaffCategory};
    let ledger = books.open().await;
    let system = system();
    let revision = async |institution: &str| {
        let all = ledger.read(&system).revisions().await.unwrap();
        all.get(&InstitutionCode::new(institution)).copied().unwrap_or_default()
    };
    let member = ledger::StaffRow {
        staff: Staff {
            code: domain::PractitionerCode::new("D1"),
            name: "虚构甲".to_owned(),
            department: Department("内一科".to_owned()),
            category: StaffCategory::Clinical,
        },
        ended: None,
    };
    let mut before = revision(HOSPITAL).await;
    for _ in 0..2 {
        ledger
            .write(
                &office(Role::EthicsOffice, HOSPITAL),
                at("2026-04-01 09:00:00"),
                async |writing| {
                    writing
                        .put_staff(&InstitutionCode::new(HOSPITAL), std::slice::from_ref(&member))
                        .await
                },
            )
            .await
            .unwrap();
        let now = revision(HOSPITAL).await;
        assert_ne!(now, before);
        before = now;
    }
    assert_eq!(revision("H2").await, ledger::Revision::default());
    assert_eq!(revision(HOSPITAL).await, before, "a look changes nothing");
}
