//! What an inspector sees of institutions ends with his tasks there; sums of what was recognised are those of
//! all institutions, and nobody's who has a place.

use crate::books::Books;
use crate::people::*;
use casework::lead;
use casework::{Role, UserId};
use conduct::Department;
use conduct::recognition::{Answer, Duty, Earlier, Grade, Kind, Reminder};
use domain::{Division, InstitutionCode, ItemCode, Money, PractitionerCode};
use ledger::{Ledger, MatterId, Recognised, Scope, Viewer};
use std::collections::BTreeMap;

on_both! {
    a_task_leads_to_its_institution_while_it_runs,
    what_was_recognised_is_summed_for_all_and_for_nobody_with_a_place,
}

fn of_tasks(name: &str, role: Role) -> Viewer {
    Viewer::within(bureau(name, role, COUNTY).actor, Scope::Task(Division::new(COUNTY)))
}

async fn places(ledger: &Ledger, viewer: &Viewer) -> Vec<String> {
    let standing = ledger.read(viewer).at_tasks().await.unwrap();
    let place = |viewer: Viewer| match viewer.scope {
        Scope::Institution(code) => code.to_string(),
        other => panic!("{other:?}"),
    };
    standing.into_iter().map(place).collect()
}

async fn assign(ledger: &Ledger, id: &MatterId, seen: i64, to: &str) {
    let to = UserId::from(to);
    on_lead(
        ledger,
        &chief(),
        at("2026-04-02 09:00:00"),
        id,
        seen,
        lead::Command::Assign { to },
    )
    .await
    .unwrap();
}

async fn a_task_leads_to_its_institution_while_it_runs(books: Books) {
    let ledger = books.open().await;
    let when = at("2026-04-01 09:00:00");
    let first = open_lead(&ledger, draft("H1", COUNTY, "GZ1", &[(1, 5)]), when).await;
    let second = open_lead(&ledger, draft("H2", COUNTY, "GZ1", &[(2, 5)]), when).await;
    let other = open_lead(&ledger, draft("H3", COUNTY, "GZ1", &[(3, 5)]), when).await;
    let inspector = of_tasks("检查员", Role::Inspector);
    assert!(places(&ledger, &inspector).await.is_empty());
    assign(&ledger, &first, 1, "检查员").await;
    assign(&ledger, &second, 1, "检查员").await;
    assign(&ledger, &other, 1, "审核甲").await;
    assert_eq!(places(&ledger, &inspector).await, ["H1", "H2"]);
    // The same tasks in another role lead nowhere, nor does a place that is not that of tasks.
    assert!(places(&ledger, &of_tasks("检查员", Role::CaseHandler)).await.is_empty());
    assert!(
        places(&ledger, &bureau("检查员", Role::Inspector, COUNTY))
            .await
            .is_empty()
    );
    // One is given to somebody else, the other is over: he is still named in it.
    assign(&ledger, &first, 2, "审核甲").await;
    let marked = lead::Command::Mark {
        finding: key(2),
        mark: lead::Mark::Confirmed,
        note: String::new(),
    };
    on_lead(&ledger, &inspector, when, &second, 2, marked).await.unwrap();
    assert_eq!(places(&ledger, &inspector).await, ["H2"]);
    let reason = "数据有误".to_owned();
    on_lead(&ledger, &chief(), when, &second, 3, lead::Command::Drop { reason })
        .await
        .unwrap();
    assert!(ledger.read(&inspector).row(&second).await.is_ok());
    assert!(places(&ledger, &inspector).await.is_empty());
}

fn reminder(key: &str, institution: &str, division: &str, on: &str) -> Reminder {
    Reminder {
        key: key.to_owned(),
        institution: InstitutionCode::new(institution),
        division: Division::new(division),
        grade: Grade::Two,
        department: Department("内科".to_owned()),
        doctor: PractitionerCode::new("D1"),
        kind: Kind::Ct,
        reminded_on: day(on),
        earlier: Earlier {
            number: "R1".to_owned(),
            institution: InstitutionCode::new("H9"),
            reported_on: day("2026-03-01"),
            mark: "全国HR".to_owned(),
        },
        duty: Duty::Shall,
        saved: Money::from_fen(10_000),
        sentence: "该患者已做。".to_owned(),
    }
}

async fn what_was_recognised_is_summed_for_all_and_for_nobody_with_a_place(books: Books) {
    let ledger = books.open().await;
    let declined = Answer::Declined {
        reason: "R1".to_owned(),
        note: String::new(),
    };
    let recognised = Some(Answer::Recognised);
    for (key, institution, division, on, answer) in [
        ("1", "H1", COUNTY, "2026-01-01", &recognised),
        ("2", "H1", COUNTY, "2026-03-31", &recognised),
        ("3", "H1", COUNTY, "2026-02-01", &Some(declined)),
        ("4", "H1", COUNTY, "2026-02-02", &None),
        ("5", "H1", COUNTY, "2026-04-01", &recognised),
        ("6", "H2", "440306", "2026-02-03", &recognised),
    ] {
        let office = hospital("医保办", institution);
        let code = InstitutionCode::new(institution);
        let kept = reminder(key, institution, division, on);
        ledger
            .write(&office, at("2026-04-02 09:00:00"), async |writing| {
                writing.keep_reminder(&kept, &ItemCode::new("1"), "虚构CT").await?;
                match answer {
                    Some(answer) => writing.answer_reminder(&code, key, answer).await,
                    None => Ok(()),
                }
            })
            .await
            .unwrap();
    }
    let sums = async |viewer: &Viewer| {
        let reading = ledger.read(viewer);
        reading.recognised(day("2026-01-01"), day("2026-03-31")).await.unwrap()
    };
    let of = |reports: u32| Recognised {
        reports,
        saved: Money::from_fen(10_000 * i64::from(reports)),
    };
    let wanted = BTreeMap::from([(Division::new(COUNTY), of(2)), (Division::new("440306"), of(1))]);
    assert_eq!(sums(&system()).await, wanted);
    for viewer in [
        hospital("医保办", "H1"),
        bureau("卫健", Role::HealthSection, COUNTY),
        of_tasks("检查员", Role::Inspector),
    ] {
        assert!(sums(&viewer).await.is_empty(), "{viewer:?}");
    }
}
