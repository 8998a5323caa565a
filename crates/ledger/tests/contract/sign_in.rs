//! Signing in: the lock, the code that counts once, and how long a session lasts.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Role, UserId};
use domain::{Moment, lasting_hash};
use ledger::{Deed, Failed, Ledger, LockOut, Retention, Session, SessionLimits, SignInRefusal, TrailFilter, Viewer};

on_both! {
    failures_in_a_row_lock_for_a_time,
    a_code_counts_once,
    a_session_ends_when_idle_and_in_the_end,
    a_session_knows_the_roles_that_count,
    only_its_holder_ends_a_session,
    a_new_password_ends_the_other_sessions,
    a_lost_password_is_reset,
    sessions_that_ended_are_cleared_away,
    a_token_does_not_come_into_the_books,
}

/// Signs in with a right password.
async fn enter(
    ledger: &Ledger,
    account: &UserId,
    number: u8,
    step: Option<i64>,
    now: Moment,
) -> Result<Session, SignInRefusal> {
    let (limits, lock_out) = (SessionLimits::default(), LockOut::default());
    ledger
        .write(&Viewer::of_account(account), now, async |writing| {
            writing.sign_in(&token(number), step, &limits, &lock_out).await
        })
        .await
        .unwrap()
}

async fn fail(ledger: &Ledger, account: &UserId, now: Moment, lock_out: LockOut) -> Failed {
    ledger
        .write(&Viewer::of_account(account), now, async |writing| {
            writing.refuse_sign_in(&lock_out).await
        })
        .await
        .unwrap()
}

async fn lasts(ledger: &Ledger, number: u8, now: &str) -> bool {
    ledger.session(&token(number), at(now)).await.unwrap().is_some()
}

/// Random attempts against a model of one line: so many failures in a row, and nothing for so long.
async fn failures_in_a_row_lock_for_a_time(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let (mut locks, mut refused) = (0, 0);
    for seed in 0..6_u16 {
        let account = create(&ledger, &administrator, &format!("someone{seed}"))
            .await
            .unwrap();
        let lock_out = LockOut {
            failures: 2 + seed,
            seconds: 60 * i64::from(seed + 1),
        };
        let mut now = at("2026-03-02 09:00:00");
        let (mut in_a_row, mut locked) = (0, None::<Moment>);
        for throw in 0..40 {
            let dice = lasting_hash(&format!("{seed}/{throw}"));
            now = now.plus_seconds(i64::try_from(dice % 40).unwrap());
            let shut = locked.is_some_and(|until| now < until);
            if dice.is_multiple_of(7) {
                let (limits, digest) = (SessionLimits::default(), format!("{seed:032x}{throw:032x}"));
                let answer = ledger
                    .write(&Viewer::of_account(&account), now, async |writing| {
                        writing.sign_in(&digest, None, &limits, &lock_out).await
                    })
                    .await
                    .unwrap();
                match (shut, locked) {
                    (true, Some(until)) => {
                        assert_eq!(
                            answer.map(|_| ()),
                            Err(SignInRefusal::Locked { until }),
                            "{seed}/{throw}"
                        );
                        refused += 1;
                    }
                    _ => {
                        assert!(answer.is_ok(), "{seed}/{throw}: {answer:?}");
                        (in_a_row, locked) = (0, None);
                    }
                }
            } else {
                let failed = fail(&ledger, &account, now, lock_out).await;
                if !shut {
                    in_a_row += 1;
                    locked = None;
                    if in_a_row == i64::from(lock_out.failures) {
                        (in_a_row, locked) = (0, Some(now.plus_seconds(lock_out.seconds)));
                        locks += 1;
                    }
                }
                let expected = Failed {
                    failures: in_a_row,
                    locked_until: locked,
                };
                assert_eq!(failed, expected, "{seed}/{throw}");
            }
        }
        // An administrator opens the lock.
        for _ in 0..lock_out.failures {
            fail(&ledger, &account, now.plus_seconds(86_400), lock_out).await;
        }
        let day_later = now.plus_seconds(86_401);
        let (shown, _) = ledger.read(&administrator).account(&account).await.unwrap();
        assert!(shown.is_locked(day_later));
        ledger
            .write(&administrator, day_later, async |writing| {
                writing.enable_account(&account).await
            })
            .await
            .unwrap();
        let (shown, _) = ledger.read(&administrator).account(&account).await.unwrap();
        assert!(!shown.is_locked(day_later));
    }
    assert!(
        locks > 5 && refused > 3,
        "{locks} locks, {refused} refused: the play proves nothing"
    );
}

async fn a_code_counts_once(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    let holder = Viewer::of_account(&account);
    write(&ledger, &holder, async |writing| {
        writing.set_code(Some("密文"), 100).await
    })
    .await
    .unwrap();
    let shown = ledger.credentials_of(&account).await.unwrap();
    assert_eq!((shown.code_secret.as_deref(), shown.code_step), (Some("密文"), 100));
    let now = at("2026-03-02 09:00:00");
    for (step, expected) in [
        (None, Err(SignInRefusal::CodeMissing)),
        (Some(99), Err(SignInRefusal::CodeUsed)),
        (Some(100), Err(SignInRefusal::CodeUsed)),
        (Some(101), Ok(())),
        (Some(101), Err(SignInRefusal::CodeUsed)),
    ] {
        let number = u8::try_from(step.unwrap_or(1)).unwrap();
        assert_eq!(
            enter(&ledger, &account, number, step, now).await.map(|_| ()),
            expected,
            "{step:?}"
        );
    }
    let (one, other) = futures::join!(
        enter(&ledger, &account, 1, Some(102), now),
        enter(&ledger, &account, 2, Some(102), now)
    );
    let answers = [one.map(|_| ()), other.map(|_| ())];
    assert!(
        answers.contains(&Ok(())) && answers.contains(&Err(SignInRefusal::CodeUsed)),
        "{answers:?}"
    );
    // A code that is used again counts as a failure.
    assert_eq!(fail(&ledger, &account, now, LockOut::default()).await.failures, 2);
    write(&ledger, &holder, async |writing| writing.set_code(None, 0).await)
        .await
        .unwrap();
    assert!(enter(&ledger, &account, 3, None, now).await.is_ok());
}

async fn a_session_ends_when_idle_and_in_the_end(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    enter(&ledger, &account, 1, None, at("2026-03-02 09:00:00"))
        .await
        .unwrap();
    let touch = async |now: &str| {
        let signed_in = ledger.session(&token(1), at(now)).await.unwrap().unwrap();
        ledger.touch_session(&signed_in.session, at(now)).await.unwrap();
    };
    assert!(lasts(&ledger, 1, "2026-03-02 09:14:59").await);
    assert!(!lasts(&ledger, 1, "2026-03-02 09:15:00").await, "idle");
    touch("2026-03-02 09:00:29").await;
    assert!(
        !lasts(&ledger, 1, "2026-03-02 09:15:00").await,
        "not each request is a write"
    );
    touch("2026-03-02 09:10:00").await;
    assert!(lasts(&ledger, 1, "2026-03-02 09:24:59").await);
    for hour in 9..21 {
        for minute in [20, 30, 40, 50] {
            touch(&format!("2026-03-02 {hour:02}:{minute}:00")).await;
        }
        if hour < 20 {
            touch(&format!("2026-03-02 {:02}:00:00", hour + 1)).await;
            touch(&format!("2026-03-02 {:02}:10:00", hour + 1)).await;
        }
    }
    assert!(lasts(&ledger, 1, "2026-03-02 20:59:59").await);
    assert!(
        !lasts(&ledger, 1, "2026-03-02 21:00:00").await,
        "twelve hours are the most"
    );
}

async fn a_session_knows_the_roles_that_count(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let auditor = staff(&ledger, &administrator, "auditor", &usual(Role::Auditor)).await;
    let account = auditor.actor.user;
    let passing = ledger::NewGrant {
        until: Some(day("2026-03-02")),
        ..usual(Role::AgencyHead)
    };
    let second = give(&ledger, &administrator, &account, &passing).await.unwrap();
    enter(&ledger, &account, 1, None, at("2026-03-02 23:55:00"))
        .await
        .unwrap();
    let roles = async |now: &str| {
        let signed_in = ledger.session(&token(1), at(now)).await.unwrap();
        signed_in.map(|signed_in| signed_in.grants.iter().map(|grant| grant.role).collect::<Vec<_>>())
    };
    assert_eq!(
        roles("2026-03-02 23:59:59").await,
        Some(vec![Role::Auditor, Role::AgencyHead])
    );
    assert_eq!(
        roles("2026-03-03 00:00:00").await,
        Some(vec![Role::Auditor]),
        "past its last day"
    );
    let (_, held) = ledger.read(&administrator).account(&account).await.unwrap();
    let first = held.iter().find(|grant| grant.id != second.id).unwrap().id;
    write(&ledger, &administrator, async |writing| {
        writing.revoke(&account, first).await
    })
    .await
    .unwrap();
    assert_eq!(
        roles("2026-03-02 23:59:59").await,
        Some(vec![Role::AgencyHead]),
        "at once"
    );
    write(&ledger, &administrator, async |writing| {
        writing.disable_account(&account).await
    })
    .await
    .unwrap();
    assert_eq!(roles("2026-03-02 23:59:59").await, None);
    let refused = enter(&ledger, &account, 2, None, at("2026-03-02 23:56:00")).await;
    assert_eq!(refused, Err(SignInRefusal::Disabled));
    write(&ledger, &administrator, async |writing| {
        writing.enable_account(&account).await
    })
    .await
    .unwrap();
    assert_eq!(
        roles("2026-03-02 23:59:59").await,
        None,
        "what ended does not come back"
    );
}

async fn only_its_holder_ends_a_session(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let (one, other) = (
        create(&ledger, &administrator, "one").await.unwrap(),
        create(&ledger, &administrator, "other").await.unwrap(),
    );
    enter(&ledger, &one, 1, None, at("2026-03-02 09:00:00")).await.unwrap();
    let leave = async |account: &UserId| {
        let viewer = Viewer::of_account(account);
        write(&ledger, &viewer, async |writing| writing.sign_out(&token(1)).await)
            .await
            .unwrap();
    };
    leave(&other).await;
    assert!(lasts(&ledger, 1, "2026-03-02 09:01:00").await);
    leave(&one).await;
    assert!(!lasts(&ledger, 1, "2026-03-02 09:01:00").await);
    leave(&one).await;
    let ended = TrailFilter {
        deed: Some(Deed::SignOut),
        ..TrailFilter::default()
    };
    assert_eq!(ledger.trail(&ended, 0, 10).await.unwrap().len(), 1);
    write(&ledger, &system(), async |writing| writing.refuse_unknown_login().await)
        .await
        .unwrap();
    let refused = TrailFilter {
        deed: Some(Deed::Refuse),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&refused, 0, 10).await.unwrap();
    assert_eq!((rows.len(), rows[0].detail.as_str()), (1, "登录名不存在"));
}

async fn a_new_password_ends_the_other_sessions(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    for number in 1..=3 {
        enter(&ledger, &account, number, None, at("2026-03-02 09:00:00"))
            .await
            .unwrap();
    }
    let holder = Viewer::of_account(&account);
    write(&ledger, &holder, async |writing| {
        writing.change_password("摘要2", &token(2)).await
    })
    .await
    .unwrap();
    let now = "2026-03-02 09:01:00";
    assert_eq!(
        (
            lasts(&ledger, 1, now).await,
            lasts(&ledger, 2, now).await,
            lasts(&ledger, 3, now).await
        ),
        (false, true, false)
    );
    let found = ledger.credentials("someone").await.unwrap().unwrap();
    assert_eq!((found.password.as_str(), found.account.must_change), ("摘要2", false));
    let stranger = Viewer::of_account(&UserId::from("u999"));
    let answer = write(&ledger, &stranger, async |writing| {
        writing.change_password("x", "").await
    })
    .await;
    assert_eq!(code(answer), Err("LG-NOT-FOUND"));
}

async fn a_lost_password_is_reset(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    let holder = Viewer::of_account(&account);
    write(&ledger, &holder, async |writing| {
        writing.change_password("摘要2", "").await?;
        writing.set_code(Some("密文"), 1).await
    })
    .await
    .unwrap();
    enter(&ledger, &account, 1, Some(2), at("2026-03-02 09:00:00"))
        .await
        .unwrap();
    for _ in 0..5 {
        fail(&ledger, &account, at("2026-03-02 09:00:00"), LockOut::default()).await;
    }
    let shown = write(&ledger, &administrator, async |writing| {
        writing.reset_password(&account, "摘要3").await
    })
    .await
    .unwrap();
    assert_eq!(
        (shown.must_change, shown.has_code, shown.locked_until),
        (true, false, None)
    );
    assert!(!lasts(&ledger, 1, "2026-03-02 09:01:00").await);
    assert!(
        enter(&ledger, &account, 2, None, at("2026-03-02 09:01:00"))
            .await
            .is_ok()
    );
    let (shown, _) = ledger.read(&administrator).account(&account).await.unwrap();
    assert_eq!(shown.last_login, Some(at("2026-03-02 09:01:00")));
}

async fn sessions_that_ended_are_cleared_away(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    for (number, now) in [
        (1, "2026-03-02 09:00:00"),
        (2, "2026-04-20 09:00:00"),
        (3, "2026-05-01 09:00:00"),
    ] {
        enter(&ledger, &account, number, None, at(now)).await.unwrap();
    }
    ledger
        .write(&system(), at("2026-05-01 10:00:00"), async |writing| {
            let retired = writing.retire(&Retention::default()).await?;
            assert_eq!(retired.sessions, 1, "the one of March");
            Ok(())
        })
        .await
        .unwrap();
    assert!(lasts(&ledger, 3, "2026-05-01 09:10:00").await);
    assert_eq!(ledger.verify_rights().await.unwrap().sessions, 2);
}

async fn a_token_does_not_come_into_the_books(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "someone").await.unwrap();
    let (limits, lock_out) = (SessionLimits::default(), LockOut::default());
    for wrong in ["the token itself", &"A".repeat(64), ""] {
        let answer = ledger
            .write(&Viewer::of_account(&account), at(MORNING), async |writing| {
                writing.sign_in(wrong, None, &limits, &lock_out).await
            })
            .await;
        assert_eq!(code(answer), Err("LG-INTERNAL"), "{wrong}");
        assert_eq!(ledger.session(wrong, at(MORNING)).await.unwrap(), None);
    }
}
