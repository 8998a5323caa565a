//! Alerts: taken in once, answered once, read by whom they concern, and counted as money only where
//! nothing was billed after all. And the positions of sources.

use crate::books::Books;
use crate::people::*;
use casework::{Flagged, ReminderOutcome, avoided};
use domain::{Action, InstitutionCode, Money, PractitionerCode, Stage};
use ledger::{AlertEntry, AlertFilter, AlertRow, AlertTotals, Answer, Ledger, Retention, Scope, Viewer, Way};
use std::collections::BTreeSet;

on_both! {
    an_alert_is_one_row_and_its_first_answer_stands,
    everybody_sees_his_own_alerts,
    money_is_avoided_once_and_only_where_the_bill_lacks_it,
    a_source_goes_on_where_it_was,
    alerts_are_retired_in_time,
}

const NOW: &str = "2026-04-01 09:00:00";

async fn take(ledger: &Ledger, alerts: &[AlertEntry]) {
    ledger
        .write(&system(), at(NOW), async |writing| {
            writing.take_alerts("realtime", alerts).await
        })
        .await
        .unwrap();
}

fn answer(way: Way, reason: &str) -> Answer {
    Answer {
        way,
        reason: reason.to_owned(),
        at: at("2026-03-04 09:05:00"),
    }
}

async fn reply(ledger: &Ledger, entry: &AlertEntry, way: Way, reason: &str) -> usize {
    let answers = [(entry.id.clone(), Some(answer(way, reason)))];
    ledger
        .write(&system(), at(NOW), async |writing| {
            writing.answer_alerts("realtime", &answers).await
        })
        .await
        .unwrap()
}

async fn all(ledger: &Ledger, viewer: &Viewer) -> Vec<AlertRow> {
    ledger
        .read(viewer)
        .alerts(&AlertFilter::default(), 500, None)
        .await
        .unwrap()
}

async fn an_alert_is_one_row_and_its_first_answer_stands(books: Books) {
    let ledger = books.open().await;
    let shown: Vec<AlertEntry> = (0..45).map(|call| alert(call, call)).collect();
    take(&ledger, &shown).await;
    assert_eq!(reply(&ledger, &shown[3], Way::Continue, "病情需要").await, 1);
    assert_eq!(reply(&ledger, &shown[3], Way::Amend, "").await, 0, "the first stands");
    assert_eq!(reply(&ledger, &alert(99, 99), Way::Amend, "").await, 0, "no such alert");
    // Taken in once more, as after a kill.
    take(&ledger, &shown).await;
    let rows = all(&ledger, &system()).await;
    assert_eq!(rows.len(), 45);
    let answered: Vec<&AlertRow> = rows.iter().filter(|row| row.answer.is_some()).collect();
    let [row] = answered.as_slice() else {
        panic!("{answered:?}")
    };
    assert_eq!(
        (&row.id, &row.answer),
        (&shown[3].id, &Some(answer(Way::Continue, "病情需要")))
    );
    assert_eq!((row.action_zh, row.followed, row.settled), ("提醒", false, false));
    let silent = [(shown[5].id.clone(), None)];
    let noted = ledger
        .write(&system(), at(NOW), async |writing| {
            writing.answer_alerts("realtime", &silent).await
        })
        .await;
    assert_eq!(noted.unwrap(), 1);
    assert_eq!(reply(&ledger, &shown[5], Way::Amend, "").await, 0, "too late");
    assert_eq!(all(&ledger, &system()).await, rows, "silence is no answer");
    let waiting = ledger.waiting_alerts(Some(&shown[2].id), 40).await.unwrap();
    let waiting: Vec<_> = waiting.into_iter().map(|alert| (alert.id, alert.at)).collect();
    let expected = [&shown[4]]
        .into_iter()
        .chain(&shown[6..])
        .map(|alert| (alert.id.clone(), alert.at));
    assert_eq!(waiting, expected.collect::<Vec<_>>());
    // Pages, the latest first.
    let (mut paged, filter) = (Vec::new(), AlertFilter::default());
    loop {
        let system = system();
        let part = ledger.read(&system).alerts(&filter, 7, paged.last()).await.unwrap();
        if part.is_empty() {
            break;
        }
        paged.extend(part);
    }
    assert_eq!(paged, rows);
    assert!(rows.is_sorted_by(|one, next| one.at >= next.at));
    let filter = AlertFilter {
        from: Some(shown[10].at),
        before: Some(shown[20].at),
        rule: Some("GZ1".into()),
        institution: Some(HOSPITAL.into()),
    };
    assert_eq!(
        ledger.read(&system()).alerts(&filter, 100, None).await.unwrap().len(),
        10
    );
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
}

async fn everybody_sees_his_own_alerts(books: Books) {
    let ledger = books.open().await;
    let other = AlertEntry {
        practitioner: PractitionerCode::new("D2"),
        ..alert(2, 2)
    };
    let elsewhere = AlertEntry {
        institution: InstitutionCode::new("H2"),
        division: "440306".into(),
        ..alert(3, 3)
    };
    take(&ledger, &[alert(1, 1), other, elsewhere]).await;
    let expert = bureau("专家", casework::Role::ClinicalExpert, COUNTY);
    for (viewer, expected) in [
        (system(), BTreeSet::from(["C001", "C002", "C003"])),
        (chief(), BTreeSet::from(["C001", "C002"])),
        (hospital("医保办", HOSPITAL), BTreeSet::from(["C001", "C002"])),
        (hospital("医保办", "H9"), BTreeSet::new()),
        (doctor("医师", HOSPITAL, "D1"), BTreeSet::from(["C001"])),
        (doctor("医师", "H2", "D1"), BTreeSet::from(["C003"])),
        (
            Viewer::within(expert.actor, Scope::Task(COUNTY.into())),
            BTreeSet::new(),
        ),
    ] {
        let rows = all(&ledger, &viewer).await;
        let seen: BTreeSet<&str> = rows.iter().map(|row| row.id.split_once('-').unwrap().0).collect();
        assert_eq!(seen, expected, "{viewer:?}");
        let totals = ledger
            .read(&viewer)
            .alert_totals(&AlertFilter::default())
            .await
            .unwrap();
        assert_eq!(totals.shown, expected.len() as i64);
    }
}

async fn money_is_avoided_once_and_only_where_the_bill_lacks_it(books: Books) {
    let ledger = books.open().await;
    let with = |call, finding, way: Option<Way>| {
        let entry = AlertEntry {
            amount: Money::from_scaled(100_i64 << finding),
            ..alert(call, finding)
        };
        (entry, way)
    };
    let till = |call, finding, action, way| {
        let entry = AlertEntry {
            stage: Stage::Settlement,
            action,
            ..with(call, finding, None).0
        };
        (entry, way)
    };
    let entries = [
        // Shown three times, given up at last.
        with(1, 0, None),
        with(2, 0, Some(Way::Continue)),
        with(3, 0, Some(Way::Amend)),
        // Given up, and then ordered all the same.
        with(4, 1, Some(Way::Amend)),
        with(5, 1, Some(Way::Continue)),
        // Given up, and billed after all.
        with(6, 2, Some(Way::Amend)),
        // Stopped at the till; turned into own expense; only asked for a reason.
        till(7, 3, Action::Block, None),
        till(8, 4, Action::SelfPay, None),
        till(9, 5, Action::ReasonRequired, None),
        till(10, 6, Action::Block, Some(Way::Continue)),
        (
            AlertEntry {
                amount: Money::from_scaled(-50),
                ..alert(11, 7)
            },
            Some(Way::Amend),
        ),
    ];
    let shown: Vec<AlertEntry> = entries.iter().map(|(entry, _)| entry.clone()).collect();
    take(&ledger, &shown).await;
    for (entry, way) in &entries {
        if let Some(way) = way {
            assert_eq!(reply(&ledger, entry, *way, "").await, 1);
        }
    }
    ledger
        .take_in(&system(), at(NOW), "run", &[finding(2), finding(9)])
        .await
        .unwrap();
    let rows = all(&ledger, &system()).await;
    let totals = ledger
        .read(&system())
        .alert_totals(&AlertFilter::default())
        .await
        .unwrap();
    // The rule is casework's; the order is that of the calls.
    let outcomes: Vec<ReminderOutcome> = rows
        .iter()
        .rev()
        .map(|row| ReminderOutcome {
            finding: shown.iter().find(|entry| entry.id == row.id).unwrap().finding,
            flagged: Flagged::of(row.amount),
            followed: row.followed,
            billed_after_all: row.settled,
        })
        .collect();
    let expected = AlertTotals {
        shown: 11,
        answered: 7,
        adopted: 6,
        avoided: avoided(&outcomes),
    };
    assert_eq!(totals, expected);
    assert_eq!(totals.avoided.money(), Money::from_scaled(100 + 800 + 1600));
}

async fn a_source_goes_on_where_it_was(books: Books) {
    let ledger = books.open().await;
    let advance = async |from: Option<&str>, to: &str| {
        ledger
            .write(&system(), at(NOW), async |writing| {
                writing.take_in("run", &[finding(1)]).await?;
                writing.advance("run", from, to).await
            })
            .await
            .map_err(|error| error.code())
    };
    assert_eq!(ledger.taken_up_to("run").await.unwrap(), None);
    assert_eq!(advance(None, "5").await, Ok(()));
    assert_eq!(ledger.taken_up_to("run").await.unwrap().as_deref(), Some("5"));
    let before = books.text(&ledger).await;
    assert_eq!(advance(None, "7").await, Err("LG-CONFLICT"));
    assert_eq!(advance(Some("4"), "7").await, Err("LG-CONFLICT"));
    assert_eq!(books.text(&ledger).await, before, "what came with it is undone");
    assert_eq!(advance(Some("5"), "7").await, Ok(()));
    assert_eq!(ledger.taken_up_to("run").await.unwrap().as_deref(), Some("7"));
    assert_eq!(ledger.taken_up_to("another").await.unwrap(), None);
}

async fn alerts_are_retired_in_time(books: Books) {
    let ledger = books.open().await;
    let old = AlertEntry {
        at: at("2015-12-31 09:00:00"),
        ..alert(1, 1)
    };
    take(&ledger, &[old, alert(2, 2)]).await;
    let retired = ledger
        .write(&system(), at(NOW), async |writing| {
            writing.retire(&Retention::default()).await
        })
        .await
        .unwrap();
    assert_eq!(retired.alerts, 1);
    assert_eq!(all(&ledger, &system()).await.len(), 1);
}
