//! The trail: whatever is changed behind the program's back is found, and named.

use crate::books::Books;
use crate::people::*;
use casework::UserId;
use casework::lead;
use ledger::{Anchor, BrokenTrail, Ledger};

on_both! {
    a_whole_trail_is_walked_to_its_end,
    any_changed_field_of_any_row_is_found,
    a_changed_event_is_found,
    a_removed_row_or_event_is_found,
    a_forged_row_or_event_is_found,
    a_cut_end_is_found_by_an_anchor,
    a_chain_made_anew_is_found_by_an_anchor,
    one_flipped_byte_among_many_batches_is_found,
    a_list_that_says_other_than_the_events_is_found,
}

/// Five rows: a lead opened and assigned, findings, a look, a job.
async fn five_rows(ledger: &Ledger) {
    let id = open_lead(
        ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 100)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let to = UserId::from("审核甲");
    on_lead(
        ledger,
        &chief(),
        at("2026-04-02 09:00:00"),
        &id,
        1,
        lead::Command::Assign { to },
    )
    .await
    .unwrap();
    ledger
        .take_in(&system(), at("2026-04-03 09:00:00"), "run1", &[finding(1)])
        .await
        .unwrap();
    let auditor = auditor();
    ledger
        .write(&auditor, at("2026-04-04 09:00:00"), async |writing| {
            writing.look(key(1), "核对病历").await
        })
        .await
        .unwrap();
    let job = ledger::NewJob {
        id: "j1",
        kind: "通知",
        payload: "{}",
        run_at: at("2026-04-05 09:00:00"),
        attempts_max: 3,
    };
    ledger
        .write(&chief(), at("2026-04-05 09:00:00"), async |writing| {
            writing.queue_job(&job).await
        })
        .await
        .unwrap();
}

async fn first_bad(ledger: &Ledger, anchors: &[Anchor]) -> BrokenTrail {
    ledger
        .verify_trail(anchors)
        .await
        .unwrap()
        .expect_err("the change must be found")
}

async fn a_whole_trail_is_walked_to_its_end(books: Books) {
    let ledger = books.open().await;
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 0);
    five_rows(&ledger).await;
    let anchor = ledger.anchor(at("2026-04-06 09:00:00")).await.unwrap();
    let whole = ledger
        .verify_trail(std::slice::from_ref(&anchor))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((whole.rows, whole.events), (5, 2));
    assert_eq!((anchor.count, &anchor.hash), (5, &whole.hash));
    assert_eq!(anchor.at, "2026-04-06 09:00:00");
}

async fn any_changed_field_of_any_row_is_found(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    for number in 1..=5 {
        for (column, changed) in [
            ("at", "at + 1"),
            ("user_id", "user_id || '.'"),
            ("role", "role || '.'"),
            ("place", "place || '.'"),
            ("deed", "CASE deed WHEN 'export' THEN 'look' ELSE 'export' END"),
            ("subject", "subject || '.'"),
            ("detail", "detail || '.'"),
            ("purpose", "purpose || '.'"),
            ("content", "content || '0'"),
            ("hash", "'0' || hash"),
        ] {
            let keep = "CREATE TABLE kept AS SELECT * FROM trail; ";
            books
                .tamper(&format!(
                    "{keep} UPDATE trail SET {column} = {changed} WHERE number = {number}"
                ))
                .await;
            let bad = first_bad(&ledger, &[]).await;
            assert_eq!(bad.number, number, "{column}: {bad}");
            books
                .tamper("DELETE FROM trail; INSERT INTO trail SELECT * FROM kept; DROP TABLE kept")
                .await;
        }
    }
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 5);
}

async fn a_changed_event_is_found(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    for (column, changed, back) in [
        (
            "event",
            "replace(event, '审核甲', '审核乙')",
            "replace(event, '审核乙', '审核甲')",
        ),
        ("user_id", "'某人'", "'科长'"),
        ("role", "'auditor'", "'section_chief'"),
        ("at", "at - 1", "at + 1"),
    ] {
        assert_eq!(
            books
                .tamper(&format!("UPDATE matter_event SET {column} = {changed} WHERE seq = 2"))
                .await,
            1
        );
        let bad = first_bad(&ledger, &[]).await;
        assert_eq!(bad.number, 2, "{column}: {bad}");
        assert!(bad.to_string().contains("第2条不符"), "{bad}");
        books
            .tamper(&format!("UPDATE matter_event SET {column} = {back} WHERE seq = 2"))
            .await;
    }
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
}

async fn a_removed_row_or_event_is_found(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    books.tamper("DELETE FROM trail WHERE number = 4").await;
    assert_eq!(first_bad(&ledger, &[]).await.number, 4);
    books.tamper("DELETE FROM trail WHERE number >= 4").await;
    assert_eq!(first_bad(&ledger, &[]).await.number, 4);
    books.tamper("DELETE FROM matter_event WHERE seq = 2").await;
    assert_eq!(first_bad(&ledger, &[]).await.number, 2);
}

async fn a_forged_row_or_event_is_found(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    let forge = |trail: i64| {
        format!(
            "INSERT INTO matter_event (matter, seq, trail, user_id, role, at, event) \
             SELECT matter, 9, {trail}, user_id, role, at, event FROM matter_event WHERE seq = 2"
        )
    };
    for (trail, first) in [(2, 2), (3, 3), (6, 6), (999_999, 6), (0, 6)] {
        books.tamper(&forge(trail)).await;
        assert_eq!(first_bad(&ledger, &[]).await.number, first, "event on row {trail}");
        books.tamper("DELETE FROM matter_event WHERE seq = 9").await;
    }
    books
        .tamper(
            "INSERT INTO trail (number, at, user_id, role, place, deed, subject, detail, purpose, content, hash) \
             SELECT 6, at, user_id, role, place, deed, subject, detail, purpose, content, hash FROM trail WHERE number = 5",
        )
        .await;
    assert_eq!(first_bad(&ledger, &[]).await.number, 6);
}

async fn a_cut_end_is_found_by_an_anchor(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    let anchor = ledger.anchor(at("2026-04-06 09:00:00")).await.unwrap();
    // Somebody who sets the head as well leaves a trail that is whole by itself.
    books
        .tamper(
            "DELETE FROM trail WHERE number > 3; \
             UPDATE trail_head SET number = 3, hash = (SELECT hash FROM trail WHERE number = 3)",
        )
        .await;
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 3);
    let bad = first_bad(&ledger, std::slice::from_ref(&anchor)).await;
    assert_eq!(bad.number, 4);
    assert!(bad.problem.contains("2026-04-06 09:00:00"), "{bad}");
}

async fn a_chain_made_anew_is_found_by_an_anchor(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    let anchor = Anchor {
        hash: "0".repeat(64),
        ..ledger.anchor(at("2026-04-06 09:00:00")).await.unwrap()
    };
    assert_eq!(first_bad(&ledger, &[anchor]).await.number, 5);
}

async fn one_flipped_byte_among_many_batches_is_found(books: Books) {
    let ledger = books.open().await;
    let auditor = auditor();
    ledger
        .take_in(&system(), at("2026-04-03 09:00:00"), "run1", &[finding(1)])
        .await
        .unwrap();
    ledger
        .write(&auditor, at("2026-04-04 09:00:00"), async |writing| {
            for number in 0..4_500 {
                writing.look(key(1), &format!("第{number}次核对")).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 4_501);
    books
        .tamper("UPDATE trail SET purpose = replace(purpose, '3210', '3211') WHERE number = 3212")
        .await;
    assert_eq!(first_bad(&ledger, &[]).await.number, 3_212);
}

async fn a_list_that_says_other_than_the_events_is_found(books: Books) {
    let ledger = books.open().await;
    five_rows(&ledger).await;
    let review = open_review(&ledger, 5, at("2026-04-06 09:00:00")).await;
    tell(&ledger, &review, at("2026-04-07 09:00:00")).await;
    let check = ledger.verify_lists().await.unwrap();
    assert_eq!((check.matters, check.wrong), (2, Vec::new()));
    for (column, changed, back) in [
        ("flagged", "flagged + 1", "flagged - 1"),
        ("told", "1 - told", "1 - told"),
        ("stage", "stage || '.'", "replace(stage, '.', '')"),
        ("due", "due + 1", "due - 1"),
    ] {
        let change = |to: &str| format!("UPDATE matter SET {column} = {to} WHERE kind = 'review'");
        books.tamper(&change(changed)).await;
        let check = ledger.verify_lists().await.unwrap();
        // The sums, which followed the command, now say other than the row.
        let (sums, rows): (Vec<_>, Vec<_>) = check.wrong.into_iter().partition(|(at, _)| at.contains("_sum("));
        assert_eq!(rows, [(review.to_string(), column)]);
        assert_eq!(sums.is_empty(), !matches!(column, "flagged" | "stage"), "{sums:?}");
        books.tamper(&change(back)).await;
    }
    assert_eq!(ledger.verify_lists().await.unwrap().wrong, []);
}
