//! Backup, restore, and the text that is equal before and after.

use crate::attachments::{PDF, attach, shelf};
use crate::books::Books;
use crate::people::*;
use crate::staff::{county, division, issue_key, new_key, staff, token, usual};
use casework::Role;
use ledger::{Ledger, LockOut, NewJob, SessionLimits, Shelf, Viewer};
use std::io::Cursor;

on_both! {
    a_restored_backup_says_the_same,
    books_move_from_one_database_to_the_other,
    a_backup_taken_while_others_write_is_one_moment,
    a_damaged_text_fills_nothing_in,
    a_backup_goes_only_where_nothing_is,
}

/// Some of everything.
async fn fill(ledger: &Ledger, books: &Books) {
    let when = at("2026-04-01 09:00:00");
    let id = open_lead(ledger, draft("H1", COUNTY, "GZ1", &[(1, 100)]), when).await;
    let review = open_review(ledger, 5, when).await;
    tell(ledger, &review, at("2026-04-02 09:00:00")).await;
    let entries: Vec<_> = (0..1_200).map(finding).collect();
    ledger.take_in(&system(), when, "run\n1", &entries).await.unwrap();
    let file = shelf(books).accept("申诉.pdf", PDF).await.unwrap();
    attach(ledger, &id, &file).await.unwrap();
    let job = NewJob {
        id: "j1",
        kind: "通知",
        payload: "{\"a\":\"引号\\\"与\\n换行\"}",
        run_at: when,
        attempts_max: 3,
    };
    ledger
        .write(&system(), when, async |writing| {
            writing.queue_job(&job).await?;
            writing.take_alerts("realtime", &[alert(1, 5), alert(2, 6)]).await?;
            writing.advance("realtime", None, "C002").await?;
            writing.answer("k", "c", "a").await
        })
        .await
        .unwrap();
    let administrator = county(ledger).await;
    let doctor = staff(ledger, &administrator, "doctor", &usual(Role::Practitioner)).await;
    let new = new_key(Role::Auditor, division(COUNTY));
    issue_key(ledger, &administrator, &token(9), &new).await.unwrap();
    let (limits, lock_out) = (SessionLimits::default(), LockOut::default());
    let session = ledger
        .write(&Viewer::of_account(&doctor.actor.user), when, async |writing| {
            writing.sign_in(&token(1), None, &limits, &lock_out).await
        })
        .await;
    assert!(session.unwrap().is_ok());
}

async fn a_restored_backup_says_the_same(books: Books) {
    let ledger = books.open().await;
    fill(&ledger, &books).await;
    let before = books.text(&ledger).await;
    let done = ledger.back_up(&books.path("backup"), &shelf(&books)).await.unwrap();
    assert_eq!(done.files, 1);
    assert_eq!(
        done.rows as usize,
        before.lines().filter(|line| line.starts_with('[')).count()
    );
    for table in [
        "organisation",
        "account",
        "account_grant",
        "grant_proposal",
        "session",
        "api_key",
    ] {
        let behind = before.split(&format!("{{\"table\":\"{table}\"")).nth(1);
        let rows = behind.and_then(|behind| behind.lines().nth(1));
        assert!(rows.is_some_and(|row| row.starts_with('[')), "no row in {table}");
    }
    let fresh = Shelf::open(books.path("files2"), 1_000, None).unwrap();
    let again = Ledger::restore_backup(&books.path("backup"), &books.another().await, &fresh)
        .await
        .unwrap();
    assert_eq!(books.text(&again).await, before);
    // And it goes on from there.
    let id = open_lead(
        &again,
        draft("H9", COUNTY, "GZ1", &[(1, 100)]),
        at("2026-05-01 09:00:00"),
    )
    .await;
    assert_eq!(again.read(&chief()).row(&id).await.unwrap().version, 1);
    assert!(again.verify_trail(&[]).await.unwrap().is_ok());
    assert_eq!(
        again.verify_rights().await.unwrap(),
        ledger.verify_rights().await.unwrap()
    );
    assert_eq!(again.verify_rights().await.unwrap().wrong, Vec::<String>::new());
    assert!(
        again
            .session(&token(1), at("2026-04-01 09:10:00"))
            .await
            .unwrap()
            .is_some()
    );
    let lead = ledger::MatterId::parse("lead/H1/GZ1/2026-03").unwrap();
    let auditor = auditor();
    let files = again.read(&auditor).attachments(&lead).await.unwrap();
    assert_eq!(fresh.content(&files[0].digest).unwrap(), PDF);
}

async fn books_move_from_one_database_to_the_other(books: Books) {
    let ledger = books.open().await;
    fill(&ledger, &books).await;
    let text = books.text(&ledger).await;
    // From either to a file, which is there everywhere.
    let target = format!("sqlite:{}", books.path("moved.db").display());
    let moved = Ledger::restore(&target, &mut Cursor::new(text.as_bytes()))
        .await
        .unwrap();
    assert_eq!(books.text(&moved).await, text);
    let totals = |ledger: Ledger| async move {
        ledger
            .read(&chief())
            .totals(&ledger::MatterFilter::default())
            .await
            .unwrap()
    };
    assert_eq!(totals(moved.clone()).await, totals(ledger).await);
    moved.close().await;
}

async fn a_backup_taken_while_others_write_is_one_moment(books: Books) {
    let ledger = books.open().await;
    fill(&ledger, &books).await;
    let writer = ledger.clone();
    let writing = tokio::spawn(async move {
        for number in 0..60 {
            let rule = format!("W{number}");
            open_lead(
                &writer,
                draft("H2", COUNTY, &rule, &[(number, 1)]),
                at("2026-04-03 09:00:00"),
            )
            .await;
        }
    });
    for round in 0..3 {
        let text = books.text(&ledger).await;
        let target = format!("sqlite:{}", books.path(&format!("copy{round}.db")).display());
        let copy = Ledger::restore(&target, &mut Cursor::new(text.as_bytes()))
            .await
            .unwrap();
        let whole = copy.verify_trail(&[]).await.unwrap();
        assert!(whole.is_ok(), "{whole:?}");
        assert_eq!(books.text(&copy).await, text);
    }
    writing.await.unwrap();
}

async fn a_damaged_text_fills_nothing_in(books: Books) {
    let ledger = books.open().await;
    fill(&ledger, &books).await;
    let text = books.text(&ledger).await;
    let lines: Vec<&str> = text.lines().collect();
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        change(&mut lines);
        lines.join("\n") + "\n"
    };
    let cases = [
        ("empty", String::new()),
        ("another file", "{\"books\":\"other\",\"schema\":1}\n".to_owned()),
        ("cut short", with(&|lines| lines.truncate(lines.len() / 2))),
        ("a row less", with(&|lines| drop(lines.remove(3)))),
        ("a changed amount", text.replacen("100000", "100001", 1)),
        ("more behind the end", format!("{text}[1]\n")),
        (
            "an unknown table",
            text.replacen("\"table\":\"job\"", "\"table\":\"users\"", 1),
        ),
        (
            "a statement for a column",
            text.replacen("\"user_id\"", "\"user_id) VALUES (1); --\"", 1),
        ),
        ("no JSON", with(&|lines| lines[4] = "[1,".to_owned())),
    ];
    let target = books.another().await;
    for (name, text) in &cases {
        let refused = Ledger::restore(&target, &mut Cursor::new(text.as_bytes())).await;
        let refused = refused.map(|_| ()).expect_err(name);
        assert_eq!(refused.code(), "LG-CORRUPT", "{name}: {refused}");
    }
    let newer = text.replacen("\"schema\":", "\"schema\":9", 1);
    let refused = Ledger::restore(&target, &mut Cursor::new(newer.as_bytes()))
        .await
        .map(|_| ())
        .unwrap_err();
    assert_eq!(refused.code(), "LG-NEWER-SCHEMA");
    let good = Ledger::restore(&target, &mut Cursor::new(text.as_bytes()))
        .await
        .unwrap();
    assert_eq!(books.text(&good).await, text);
}

async fn a_backup_goes_only_where_nothing_is(books: Books) {
    let ledger = books.open().await;
    fill(&ledger, &books).await;
    let text = books.text(&ledger).await;
    let refused = Ledger::restore(&books.address, &mut Cursor::new(text.as_bytes()))
        .await
        .map(|_| ())
        .unwrap_err();
    assert_eq!(refused.code(), "LG-NOT-EMPTY");
    assert_eq!(books.text(&ledger).await, text);
    std::fs::create_dir(books.path("used")).unwrap();
    std::fs::write(books.path("used").join("x"), "x").unwrap();
    let refused = ledger.back_up(&books.path("used"), &shelf(&books)).await.unwrap_err();
    assert_eq!(refused.code(), "LG-NOT-EMPTY");
}
