//! Heads of departments and staff see of some kinds of conduct what names them: that, as long as it does, and
//! nothing else of the kind.

use crate::books::Books;
use crate::people::*;
use casework::{Limits, Place, Role, UserId, WorkCalendar};
use conduct::clean::duties::{Command, DutyList, Head, ListKind, Task};
use conduct::clean::risk_point::{self, Area, Cycle, Risk, RiskPoint};
use domain::{Day, Division, InstitutionCode};
use ledger::{Kept, Kind, Ledger, LedgerError, MatterFilter, MatterId, MatterOrder, Page, Scope, Viewer};

on_both! {
    who_is_named_sees_the_matter_and_nobody_else_of_his_role,
    to_be_named_shows_no_kind_that_is_not_of_the_few,
    who_is_named_elsewhere_sees_nothing,
}

const WHEN: &str = "2026-04-01 09:00:00";

fn at_hospital(name: &str, role: Role) -> Viewer {
    let code = InstitutionCode::new(HOSPITAL);
    Viewer::at_place(actor(name, role, Place::Institution { code }))
}

fn head(name: &str, institution: &str) -> Viewer {
    let institution = InstitutionCode::new(institution);
    let place = Place::Institution {
        code: institution.clone(),
    };
    let scope = Scope::Department {
        institution,
        department: "K1".to_owned(),
    };
    Viewer::within(actor(name, Role::DepartmentHead, place), scope)
}

async fn begin<M: Kept>(ledger: &Ledger, viewer: &Viewer, kind: Kind, name: &str, command: M::Command) -> MatterId {
    let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
    let id = MatterId::new(kind, name).unwrap();
    let begun = ledger
        .write(viewer, at(WHEN), async |writing| {
            writing.command::<M>(&id, 0, command, &calendar, &limits).await
        })
        .await;
    begun.unwrap();
    id
}

/// A plan with one duty for each of these people.
async fn duties(ledger: &Ledger, name: &str, owners: &[&str]) -> MatterId {
    let head = Head {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        kind: ListKind::Plan,
        title: "清廉医院建设".to_owned(),
        period: "2026年".to_owned(),
        topic: String::new(),
    };
    let task = |(number, owner): (u16, &&str)| Task {
        number,
        aspect: "行风".to_owned(),
        text: "要点".to_owned(),
        owner: UserId::from(*owner),
        due: Day::parse("2026-06-30").unwrap(),
    };
    let tasks = (1..).zip(owners).map(task).collect();
    let ethics = at_hospital("行风", Role::EthicsOffice);
    begin::<DutyList>(ledger, &ethics, Kind::DutyList, name, Command::Adopt { head, tasks }).await
}

/// What a viewer has in his list.
async fn listed(ledger: &Ledger, viewer: &Viewer) -> Vec<String> {
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let found = ledger
        .read(viewer)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap();
    let mut names: Vec<String> = found.rows.iter().map(|row| row.id.to_string()).collect();
    names.sort();
    names
}

async fn read<M: Kept>(ledger: &Ledger, viewer: &Viewer, id: &MatterId) -> Result<(), &'static str> {
    let found = ledger.read(viewer).matter::<M>(id).await;
    found.map(|_| ()).map_err(|error: LedgerError| error.code())
}

async fn who_is_named_sees_the_matter_and_nobody_else_of_his_role(books: Books) {
    let ledger = books.open().await;
    let (first, second) = (
        duties(&ledger, "甲", &["科主任甲", "医师甲"]).await,
        duties(&ledger, "乙", &["科主任乙"]).await,
    );
    for (viewer, own) in [
        (head("科主任甲", HOSPITAL), vec![&first]),
        (head("科主任乙", HOSPITAL), vec![&second]),
        (head("科主任丙", HOSPITAL), vec![]),
        (doctor("医师甲", HOSPITAL, "D1"), vec![&first]),
        (doctor("医师乙", HOSPITAL, "D2"), vec![]),
    ] {
        let names: Vec<String> = own.iter().map(|id| id.to_string()).collect();
        assert_eq!(listed(&ledger, &viewer).await, names, "{:?}", viewer.actor.user);
        for id in [&first, &second] {
            let wanted = if own.contains(&id) { Ok(()) } else { Err("LG-NOT-FOUND") };
            assert_eq!(
                read::<DutyList>(&ledger, &viewer, id).await,
                wanted,
                "{:?} {id}",
                viewer.actor.user
            );
            assert_eq!(ledger.read(&viewer).history(id).await.is_ok(), wanted.is_ok());
        }
    }
}

async fn to_be_named_shows_no_kind_that_is_not_of_the_few(books: Books) {
    let ledger = books.open().await;
    let discipline = at_hospital("医师甲", Role::DisciplineOffice);
    // The same account, by another role, has acted in something that does not exist for staff.
    let scheme = conduct::scheme::draft::Command::Begin {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        template: conduct::scheme::Template::Clinical,
    };
    let ethics = at_hospital("医师甲", Role::EthicsOffice);
    let scheme = begin::<conduct::scheme::draft::SchemeDraft>(&ledger, &ethics, Kind::Scheme, "甲", scheme).await;
    let risk = Risk {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        area: Area::Consumables,
        risk: "耗材验收".to_owned(),
        measure: "两人验收".to_owned(),
        owner: UserId::from("医师甲"),
        cycle: Cycle::Monthly,
    };
    let register = risk_point::Command::Register { risk };
    let point = begin::<RiskPoint>(&ledger, &discipline, Kind::RiskPoint, "甲", register).await;
    let doctor = doctor("医师甲", HOSPITAL, "D1");
    assert_eq!(listed(&ledger, &doctor).await, [point.to_string()]);
    assert_eq!(
        read::<conduct::scheme::draft::SchemeDraft>(&ledger, &doctor, &scheme).await,
        Err("LG-NOT-FOUND")
    );
}

async fn who_is_named_elsewhere_sees_nothing(books: Books) {
    let ledger = books.open().await;
    let id = duties(&ledger, "甲", &["科主任甲", "医师甲"]).await;
    // The same account at another institution, and one whose scope is none.
    let code = InstitutionCode::new(HOSPITAL);
    let nothing = Viewer::within(
        actor("医师甲", Role::Practitioner, Place::Institution { code }),
        Scope::Nothing,
    );
    for viewer in [head("科主任甲", "H9"), doctor("医师甲", "H9", "D1"), nothing] {
        assert_eq!(listed(&ledger, &viewer).await, Vec::<String>::new());
        assert_eq!(read::<DutyList>(&ledger, &viewer, &id).await, Err("LG-NOT-FOUND"));
    }
}
