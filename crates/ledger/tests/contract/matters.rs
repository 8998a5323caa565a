//! Matters: commands, lists, sums, conflicts, idempotency.

use crate::books::Books;
use crate::people::*;
use casework::lead::{self, Lead};
use casework::{Role, UserId};
use domain::InstitutionCode;
use ledger::{Breakdown, Kind, LedgerError, MatterFilter, MatterId, MatterOrder, Page};

on_both! {
    a_command_changes_state_list_and_trail_together,
    of_two_writers_one_gets_a_conflict_that_names_the_other,
    two_writers_at_once_never_both_succeed,
    a_refusal_changes_nothing,
    a_list_is_paged_without_gap_or_repetition_in_every_order,
    a_figure_equals_the_rows_behind_it,
    a_repeated_command_is_answered_and_not_repeated,
    writing_can_be_handed_to_another_thread,
}

async fn a_command_changes_state_list_and_trail_together(books: Books) {
    let ledger = books.open().await;
    let when = at("2026-04-01 09:00:00");
    let id = open_lead(&ledger, draft("H1", COUNTY, "GZ1", &[(1, 100), (2, 250)]), when).await;
    let to = UserId::from("审核甲");
    let done = on_lead(
        &ledger,
        &chief(),
        at("2026-04-02 10:00:00"),
        &id,
        1,
        lead::Command::Assign { to },
    )
    .await
    .unwrap();
    assert_eq!(done.version, 2);

    let chief = chief();
    let reading = ledger.read(&chief);
    let course = reading.matter::<Lead>(&id).await.unwrap();
    assert_eq!((course.version(), &course.state), (2, &done.state));
    assert_eq!(course.history[1].by, UserId::from("科长"));
    assert_eq!(course.history[1].role, Role::SectionChief);
    assert_eq!(course.history[1].at, at("2026-04-02 10:00:00"));

    let row = reading.row(&id).await.unwrap();
    assert_eq!(
        (row.version, row.stage.as_str(), row.assignee.as_deref()),
        (2, "核实中", Some("审核甲"))
    );
    assert_eq!(
        (row.rule.as_deref(), row.period.as_deref()),
        (Some("GZ1"), Some("2026-03"))
    );
    assert_eq!(
        (row.figures.flagged, row.figures.upheld.money().scaled()),
        (yuan(350), 0)
    );
    assert_eq!((row.opened_at, row.changed_at), (when, at("2026-04-02 10:00:00")));
    assert_eq!(row.changed_by, "科长");

    let history = reading.history(&id).await.unwrap();
    assert!(
        history[1].event.starts_with(r#"{"event":"assigned""#),
        "{}",
        history[1].event
    );
    let trail = reading.trail_of(&id).await.unwrap();
    let seen: Vec<_> = trail
        .iter()
        .map(|row| (row.number, row.user.as_str(), row.detail.as_str()))
        .collect();
    assert_eq!(seen, [(1, "系统", "opened"), (2, "科长", "assigned")]);
}

async fn of_two_writers_one_gets_a_conflict_that_names_the_other(books: Books) {
    let ledger = books.open().await;
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 100)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let assign = |to: &str| lead::Command::Assign { to: UserId::from(to) };
    on_lead(&ledger, &chief(), at("2026-04-02 10:00:00"), &id, 1, assign("审核甲"))
        .await
        .unwrap();
    let other = bureau("副科长", Role::SectionChief, COUNTY);
    let late = on_lead(&ledger, &other, at("2026-04-02 10:00:05"), &id, 1, assign("审核乙")).await;
    match late {
        Err(LedgerError::Conflict { by, at: when, .. }) => {
            assert_eq!((by.as_str(), when), ("科长", at("2026-04-02 10:00:00")));
        }
        other => panic!("{other:?}"),
    }
    // A matter that is there cannot be opened again, and one that is not there has no version.
    let again = lead::Command::Open {
        draft: draft("H1", COUNTY, "GZ1", &[(9, 1)]),
    };
    let again = on_lead(&ledger, &system(), at("2026-04-03 09:00:00"), &id, 0, again).await;
    assert_eq!(again.map(|_| ()).map_err(|error| error.code()), Err("LG-CONFLICT"));
    let nowhere = MatterId::new(Kind::Lead, "H1/GZ9/2026-03").unwrap();
    let nothing = on_lead(
        &ledger,
        &chief(),
        at("2026-04-03 09:00:00"),
        &nowhere,
        1,
        assign("审核甲"),
    )
    .await;
    assert_eq!(nothing.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));
}

async fn two_writers_at_once_never_both_succeed(books: Books) {
    let ledger = books.open().await;
    let elsewhere = books.open().await;
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 100)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    for version in 1..=20 {
        let assign = |to: String| lead::Command::Assign { to: UserId(to) };
        let (chief, when) = (chief(), at("2026-04-02 10:00:00"));
        let (first, second) = futures::join!(
            on_lead(&ledger, &chief, when, &id, version, assign(format!("甲{version}"))),
            on_lead(&elsewhere, &chief, when, &id, version, assign(format!("乙{version}"))),
        );
        let codes = [first, second].map(|answer| answer.map(|_| ()).map_err(|error| error.code()));
        assert!(
            codes.contains(&Ok(())) && codes.contains(&Err("LG-CONFLICT")),
            "{codes:?}"
        );
    }
    let chief = chief();
    assert_eq!(ledger.read(&chief).row(&id).await.unwrap().version, 21);
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 21);
}

async fn a_refusal_changes_nothing(books: Books) {
    let ledger = books.open().await;
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 100)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let before = books.text(&ledger).await;
    let to = UserId::from("审核甲");
    let refused = on_lead(
        &ledger,
        &auditor(),
        at("2026-04-02 10:00:00"),
        &id,
        1,
        lead::Command::Assign { to },
    )
    .await;
    assert_eq!(refused.map(|_| ()).map_err(|error| error.code()), Err("CW-ROLE"));
    // What a write did before it failed is undone with it.
    let chief = chief();
    let half = ledger
        .write(&chief, at("2026-04-02 10:00:00"), async |writing| {
            writing.take_in("run", &[finding(1)]).await?;
            writing.look(key(2), "核对").await
        })
        .await;
    assert_eq!(half.map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    assert_eq!(books.text(&ledger).await, before);
}

/// Sixty leads of different age, size and place.
async fn sixty(ledger: &ledger::Ledger) {
    for number in 0..60_u64 {
        let institution = format!("H{}", number % 7);
        let rule = format!("GZ{number:02}");
        let amount = i64::try_from(number * 37 % 50).unwrap() + 1;
        let when = at("2026-04-01 09:00:00").plus_seconds(i64::try_from(number % 11).unwrap() * 60);
        open_lead(ledger, draft(&institution, COUNTY, &rule, &[(number, amount)]), when).await;
    }
}

async fn a_list_is_paged_without_gap_or_repetition_in_every_order(books: Books) {
    let ledger = books.open().await;
    sixty(&ledger).await;
    let chief = chief();
    let reading = ledger.read(&chief);
    let filter = MatterFilter::default();
    for order in [
        MatterOrder::LatestFirst,
        MatterOrder::DueFirst,
        MatterOrder::LargestFirst,
    ] {
        let all = reading.matters(&filter, &Page::first(order, 500)).await.unwrap();
        assert_eq!((all.rows.len(), &all.next), (60, &None));
        let sorted = all.rows.is_sorted_by(|one, next| match order {
            MatterOrder::LatestFirst => one.changed_at >= next.changed_at,
            MatterOrder::DueFirst => true,
            MatterOrder::LargestFirst => one.figures.flagged >= next.figures.flagged,
        });
        assert!(sorted, "{order:?}");
        let (mut page, mut paged) = (Page::first(order, 7), Vec::new());
        loop {
            let part = reading.matters(&filter, &page).await.unwrap();
            paged.extend(part.rows);
            match part.next {
                Some(next) => page.after = Some(ledger::Cursor::parse(&next.text()).unwrap()),
                None => break,
            }
        }
        assert_eq!(paged, all.rows, "{order:?}");
    }
}

async fn a_figure_equals_the_rows_behind_it(books: Books) {
    let ledger = books.open().await;
    sixty(&ledger).await;
    let chief = chief();
    let reading = ledger.read(&chief);
    let all = reading.totals(&MatterFilter::default()).await.unwrap();
    assert_eq!(all.count, 60);
    let mut counted = 0;
    let mut flagged = casework::Flagged::ZERO;
    for (institution, totals) in reading
        .breakdown(&MatterFilter::default(), Breakdown::Institution)
        .await
        .unwrap()
    {
        let filter = MatterFilter {
            kinds: vec![Kind::Lead],
            stages: vec!["待分派".to_owned()],
            institution: Some(InstitutionCode::new(&institution)),
            ..MatterFilter::default()
        };
        let rows = reading
            .matters(&filter, &Page::first(MatterOrder::LatestFirst, 500))
            .await
            .unwrap()
            .rows;
        assert_eq!(i64::try_from(rows.len()).unwrap(), totals.count, "{institution}");
        let sum: casework::Flagged = rows.iter().map(|row| row.figures.flagged).sum();
        assert_eq!(sum, totals.figures.flagged, "{institution}");
        counted += totals.count;
        flagged += sum;
    }
    assert_eq!((counted, flagged), (all.count, all.figures.flagged));
    let none = MatterFilter {
        stages: vec!["核实中".to_owned()],
        ..MatterFilter::default()
    };
    assert_eq!(reading.totals(&none).await.unwrap(), ledger::Totals::default());
}

async fn a_repeated_command_is_answered_and_not_repeated(books: Books) {
    let ledger = books.open().await;
    let chief = chief();
    let send = async |content: &str| {
        ledger
            .write(&chief, at("2026-04-02 10:00:00"), async |writing| {
                if let Some(earlier) = writing.earlier_answer("k1", content).await? {
                    return Ok((false, earlier));
                }
                writing.take_in("run", &[finding(1)]).await?;
                writing.answer("k1", content, "已入账").await?;
                Ok((true, "已入账".to_owned()))
            })
            .await
    };
    assert_eq!(send("入账1").await.unwrap(), (true, "已入账".to_owned()));
    let before = books.text(&ledger).await;
    assert_eq!(send("入账1").await.unwrap(), (false, "已入账".to_owned()));
    assert_eq!(send("入账2").await.map_err(|error| error.code()), Err("LG-KEY-REUSED"));
    assert_eq!(books.text(&ledger).await, before);
}

/// A server hands requests to any thread: what `write` makes must be `Send`.
async fn writing_can_be_handed_to_another_thread(books: Books) {
    let ledger = books.open().await;
    let task = tokio::spawn(async move {
        let system = system();
        ledger
            .write(&system, at("2026-04-02 10:00:00"), async |writing| {
                writing.take_in("run", &[finding(1)]).await
            })
            .await
    });
    assert_eq!(task.await.unwrap().unwrap(), 1);
}
