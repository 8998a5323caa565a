//! An institution that helps another one sees the pair, and nothing else of the other.

use crate::books::Books;
use crate::people::*;
use crate::staff::county;
use casework::{Attachment, Limits, Place, Role, UserId, WorkCalendar};
use conduct::clean::risk_point::{self, Area, Cycle, Risk, RiskPoint};
use conduct::quality::assistance::{Assistance, Baseline, Command, Pair, Visit};
use domain::{Day, Division, InstitutionCode};
use ledger::{Kept, Kind, Ledger, LedgerError, MatterFilter, MatterId, MatterOrder, Page, Viewer};

on_both! {
    who_helps_sees_the_pair_and_nothing_else_of_the_other,
    pairs_of_older_books_are_seen_by_who_helps,
}

const WHEN: &str = "2026-04-01 09:00:00";
const HELPER: &str = "H2";

fn at_place(institution: &str, role: Role) -> Viewer {
    let code = InstitutionCode::new(institution);
    Viewer::at_place(actor("某", role, Place::Institution { code }))
}

async fn go<M: Kept>(
    ledger: &Ledger,
    viewer: &Viewer,
    id: &MatterId,
    seen: i64,
    command: M::Command,
) -> Result<(), &'static str> {
    let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
    let done = ledger
        .write(viewer, at(WHEN), async |writing| {
            writing.command::<M>(id, seen, command, &calendar, &limits).await
        })
        .await;
    done.map(|_| ()).map_err(|error: LedgerError| error.code())
}

/// A pair of two institutions.
async fn pair(ledger: &Ledger, name: &str, institution: &str, helper: &str) -> MatterId {
    let id = MatterId::new(Kind::Assistance, name).unwrap();
    let command = Command::Pair {
        pair: Pair {
            institution: InstitutionCode::new(institution),
            division: Division::new(COUNTY),
            helper: InstitutionCode::new(helper),
            plan: format!("派驻，不是\"helper\":\"{HOSPITAL}\""),
            baselines: vec![Baseline {
                name: "平均住院日".to_owned(),
                before: "9.1天".to_owned(),
            }],
        },
        due: Day::parse("2026-12-31").unwrap(),
    };
    let health = bureau("卫健", Role::HealthSection, COUNTY);
    go::<Assistance>(ledger, &health, &id, 0, command).await.unwrap();
    id
}

/// Something else of the hospital that is helped.
async fn risk_point(ledger: &Ledger) -> MatterId {
    let id = MatterId::new(Kind::RiskPoint, "1").unwrap();
    let risk = Risk {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        area: Area::Consumables,
        risk: "耗材验收".to_owned(),
        measure: "两人验收".to_owned(),
        owner: UserId::from("某"),
        cycle: Cycle::Monthly,
    };
    let discipline = at_place(HOSPITAL, Role::DisciplineOffice);
    let register = risk_point::Command::Register { risk };
    go::<RiskPoint>(ledger, &discipline, &id, 0, register).await.unwrap();
    id
}

async fn listed(ledger: &Ledger, viewer: &Viewer) -> Vec<String> {
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let reading = ledger.read(viewer);
    let found = reading.matters(&MatterFilter::default(), &page).await.unwrap();
    let totals = reading.totals(&MatterFilter::default()).await.unwrap();
    let count = i64::try_from(found.rows.len()).unwrap();
    assert_eq!(totals.count, count, "the sum counts what the list shows");
    let mut names: Vec<String> = found.rows.iter().map(|row| row.id.to_string()).collect();
    names.sort();
    names
}

async fn who_helps_sees_the_pair_and_nothing_else_of_the_other(books: Books) {
    let ledger = books.open().await;
    let ours = pair(&ledger, "甲", HOSPITAL, HELPER).await;
    let theirs = pair(&ledger, "乙", HOSPITAL, "H8").await;
    let other = risk_point(&ledger).await;
    for (viewer, wanted) in [
        (at_place(HELPER, Role::EthicsOffice), vec![&ours]),
        (at_place(HELPER, Role::HospitalLeader), vec![&ours]),
        (at_place(HELPER, Role::DisciplineOffice), vec![&ours]),
        // The kind exists for neither of them, at whichever of the two.
        (at_place(HELPER, Role::Personnel), vec![]),
        (at_place(HELPER, Role::InsuranceOffice), vec![]),
        (at_place("H9", Role::EthicsOffice), vec![]),
        (at_place(HOSPITAL, Role::EthicsOffice), vec![&ours, &theirs, &other]),
    ] {
        let who = format!("{:?} {:?}", viewer.actor.role, viewer.scope);
        let mut names: Vec<String> = wanted.iter().map(|id| id.to_string()).collect();
        names.sort();
        assert_eq!(listed(&ledger, &viewer).await, names, "{who}");
        for id in [&ours, &theirs, &other] {
            let reading = ledger.read(&viewer);
            let seen = wanted.contains(&id);
            assert_eq!(reading.row(id).await.is_ok(), seen, "{who} {id}");
            assert_eq!(reading.history(id).await.is_ok(), seen, "{who} {id}");
            assert_eq!(reading.attachments(id).await.is_ok(), seen, "{who} {id}");
            assert_eq!(reading.trail_of(id).await.is_ok(), seen, "{who} {id}");
        }
    }
    // Each of the two enters what was done; nobody else can.
    let visit = || Command::Visit {
        visit: Visit {
            held_on: Day::parse("2026-03-30").unwrap(),
            people: 2,
            content: "教学查房".to_owned(),
            proof: vec![Attachment {
                name: "签到.pdf".to_owned(),
                digest: "0".repeat(64),
            }],
        },
    };
    let helper = at_place(HELPER, Role::EthicsOffice);
    let stranger = at_place("H9", Role::EthicsOffice);
    assert_eq!(
        go::<Assistance>(&ledger, &stranger, &ours, 1, visit()).await,
        Err("LG-NOT-FOUND")
    );
    assert_eq!(go::<Assistance>(&ledger, &helper, &ours, 1, visit()).await, Ok(()));
    assert_eq!(
        go::<Assistance>(&ledger, &helper, &theirs, 1, visit()).await,
        Err("LG-NOT-FOUND")
    );
    assert_eq!(
        listed(&ledger, &helper).await,
        [ours.to_string()],
        "it is still there after it went on"
    );
    assert!(ledger.verify_lists().await.unwrap().wrong.is_empty());
}

async fn pairs_of_older_books_are_seen_by_who_helps(books: Books) {
    let ledger = books.open().await;
    county(&ledger).await;
    let id = pair(&ledger, "甲", HOSPITAL, HELPER).await;
    ledger.close().await;
    // As the program before the step had left them.
    books
        .tamper(
            "DROP TABLE matter_party; DROP INDEX recognition_reminder_by_day; DROP INDEX grant_proposal_by_key; \
             ALTER TABLE grant_proposal DROP COLUMN key_name; ALTER TABLE grant_proposal DROP COLUMN key_digest; \
             DELETE FROM schema_version WHERE version >= 19",
        )
        .await;
    let ledger = books.open().await;
    let helper = at_place(HELPER, Role::EthicsOffice);
    assert_eq!(listed(&ledger, &helper).await, [id.to_string()]);
    let helped = at_place(HOSPITAL, Role::EthicsOffice);
    assert_eq!(listed(&ledger, &helped).await, [id.to_string()]);
    let rows = sqlx::query("SELECT institution FROM matter_party")
        .fetch_all(&books.behind().await)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1, "what the plan says is no helper");
}
