//! Mutual recognition: lists by who answers for them, each reminder once, each answer once.

use crate::books::Books;
use crate::people::*;
use casework::Role;
use conduct::recognition::{Answer, Duty, Earlier, Grade, Kind, Participant, Reminder, Report};
use conduct::{Department, Ownership};
use domain::{Division, InstitutionCode, ItemCode, Money, PersonId, PractitionerCode};
use ledger::{Ledger, LedgerError, ParticipantRow, RecognisedItem, Viewer};

on_both! {
    a_report_replaces_the_one_with_its_number,
    the_nearest_list_says_how_long_an_item_is_recognised,
    a_reminder_is_kept_once_and_answered_once,
    lists_belong_to_the_section_that_governs,
}

const CT: &str = "990000000000001";

fn office(code: &str) -> Viewer {
    hospital("医保办", code)
}

fn section(division: &str) -> Viewer {
    bureau("行风科", Role::HealthSection, division)
}

fn report(number: &str, mark: &str) -> Report {
    Report {
        number: number.to_owned(),
        institution: InstitutionCode::new(HOSPITAL),
        person: PersonId::new("P1"),
        item: ItemCode::new(CT),
        reported_on: day("2026-03-01"),
        mark: mark.to_owned(),
        quality_assessed: true,
        images: false,
    }
}

async fn a_report_replaces_the_one_with_its_number(books: Books) {
    let ledger = books.open().await;
    let home = InstitutionCode::new(HOSPITAL);
    let put = async |who: &Viewer, reports: &[Report]| {
        ledger
            .write(who, at("2026-04-01 09:00:00"), async |writing| {
                writing.put_reports(&home, reports).await
            })
            .await
    };
    put(&office(HOSPITAL), &[report("R1", ""), report("R2", "全国HR")])
        .await
        .unwrap();
    put(&office(HOSPITAL), &[report("R1", "全国HR")]).await.unwrap();
    let found = async |person: &str, item: &str| {
        let who = office(HOSPITAL);
        let read = ledger.read(&who);
        let rows = read.reports_of(&PersonId::new(person), &ItemCode::new(item)).await;
        rows.unwrap()
    };
    assert_eq!(found("P1", CT).await, [report("R1", "全国HR"), report("R2", "全国HR")]);
    assert!(found("P2", CT).await.is_empty() && found("P1", "990000000000002").await.is_empty());
    let other = put(&office("H2"), &[report("R3", "")]).await;
    assert_eq!(other.unwrap_err().code(), "CW-INSTITUTION");
    let section = put(&section(COUNTY), &[report("R3", "")]).await;
    assert_eq!(section.unwrap_err().code(), "CW-ROLE");
}

fn item(division: &str, days: u16) -> RecognisedItem {
    RecognisedItem {
        division: Division::new(division),
        item: ItemCode::new(CT),
        name: "虚构CT平扫".to_owned(),
        kind: Kind::Ct,
        days,
    }
}

async fn put_items(ledger: &Ledger, who: &Viewer, rows: &[RecognisedItem]) -> Result<(), LedgerError> {
    ledger
        .write(who, at("2026-04-01 09:00:00"), async |writing| {
            writing.put_recognised_items(rows).await
        })
        .await
}

async fn the_nearest_list_says_how_long_an_item_is_recognised(books: Books) {
    let ledger = books.open().await;
    put_items(&ledger, &section("440000"), &[item("440000", 60), item("440300", 30)])
        .await
        .unwrap();
    let days = async |division: &str| {
        let who = office(HOSPITAL);
        let read = ledger.read(&who);
        let found = read.recognised_items().await.unwrap();
        RecognisedItem::nearest(&found, &Division::new(division)).map(|item| item.days)
    };
    assert_eq!(days(COUNTY).await, Some(30));
    assert_eq!(days("440400").await, Some(60));
    assert_eq!(days("450000").await, None);
    put_items(&ledger, &section(COUNTY), &[item(COUNTY, 14)]).await.unwrap();
    assert_eq!(days(COUNTY).await, Some(14));
}

fn reminder(key: &str) -> Reminder {
    Reminder {
        key: key.to_owned(),
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        grade: Grade::Two,
        department: Department("内科".to_owned()),
        doctor: PractitionerCode::new("D1"),
        kind: Kind::Ct,
        reminded_on: day("2026-04-02"),
        earlier: Earlier {
            number: "R1".to_owned(),
            institution: InstitutionCode::new("H2"),
            reported_on: day("2026-04-01"),
            mark: "全国HR".to_owned(),
        },
        duty: Duty::Shall,
        saved: Money::from_fen(18_050),
        sentence: "该患者已做。".to_owned(),
    }
}

async fn a_reminder_is_kept_once_and_answered_once(books: Books) {
    let ledger = books.open().await;
    let keep = async |who: &Viewer, key: &str| {
        ledger
            .write(who, at("2026-04-02 09:00:00"), async |writing| {
                writing
                    .keep_reminder(&reminder(key), &ItemCode::new(CT), "虚构CT平扫")
                    .await
            })
            .await
    };
    assert!(keep(&office(HOSPITAL), "H1|Y1").await.unwrap());
    assert!(!keep(&office(HOSPITAL), "H1|Y1").await.unwrap());
    assert!(keep(&office(HOSPITAL), "H1|Y2").await.unwrap());
    assert_eq!(keep(&office("H2"), "H1|Y3").await.unwrap_err().code(), "CW-INSTITUTION");

    let answer = async |code: &str, key: &str, answer: Answer| {
        let home = InstitutionCode::new(code);
        ledger
            .write(&office(code), at("2026-04-02 09:01:00"), async |writing| {
                writing.answer_reminder(&home, key, &answer).await
            })
            .await
            .map_err(|error| error.code())
    };
    let declined = Answer::Declined {
        reason: "R4".to_owned(),
        note: String::new(),
    };
    assert_eq!(answer(HOSPITAL, "H1|Y1", Answer::Recognised).await, Ok(()));
    assert_eq!(answer(HOSPITAL, "H1|Y1", Answer::Recognised).await, Ok(()));
    assert_eq!(answer(HOSPITAL, "H1|Y1", declined.clone()).await, Err("CW-DUPLICATE"));
    assert_eq!(answer("H2", "H1|Y2", declined).await, Err("LG-NOT-FOUND"));

    let seen = async |who: &Viewer, from: &str, to: &str| {
        let rows = ledger.read(who).reminders(day(from), day(to)).await.unwrap();
        rows.iter()
            .map(|row| (row.kept.reminder.key.clone(), row.kept.answer.is_some()))
            .collect::<Vec<_>>()
    };
    let both = [("H1|Y1".to_owned(), true), ("H1|Y2".to_owned(), false)];
    for who in [office(HOSPITAL), section(COUNTY), section("440000")] {
        assert_eq!(seen(&who, "2026-04-01", "2026-04-30").await, both);
        assert!(seen(&who, "2026-05-01", "2026-05-31").await.is_empty());
    }
    for who in [office("H2"), section("440400"), doctor("医生", HOSPITAL, "D1")] {
        assert!(seen(&who, "2026-04-01", "2026-04-30").await.is_empty());
    }
}

async fn lists_belong_to_the_section_that_governs(books: Books) {
    let ledger = books.open().await;
    let refused = put_items(&ledger, &section(COUNTY), &[item("440000", 60)]).await;
    assert_eq!(refused.unwrap_err().code(), "CW-DIVISION");
    let row = ParticipantRow {
        participant: Participant {
            institution: InstitutionCode::new(HOSPITAL),
            name: "虚构医院".to_owned(),
            division: Division::new(COUNTY),
            grade: Grade::ThreeA,
            ownership: Ownership::Private,
            primary_care: true,
            group: Some("虚构医共体".to_owned()),
        },
        place: "虚构省/虚构市/虚构区".to_owned(),
    };
    let put = async |who: Viewer| {
        let rows = [row.clone()];
        let write = ledger.write(&who, at("2026-04-01 09:00:00"), async |writing| {
            writing.put_participants(&rows).await
        });
        write.await.map_err(|error| error.code())
    };
    assert_eq!(put(section("450000")).await, Err("CW-DIVISION"));
    assert_eq!(put(office(HOSPITAL)).await, Err("CW-ROLE"));
    assert_eq!(put(section(COUNTY)).await, Ok(()));
    assert_eq!(
        put(section("440300")).await,
        Ok(()),
        "setting it again is no second row"
    );
    assert_eq!(ledger.read(&office("H2")).participants().await.unwrap(), [row]);
}
