//! Jobs: queued once, claimed by one, done once with effect.

use crate::books::Books;
use crate::people::*;
use crate::staff::county;
use ledger::{Claim, FindingFilter, JobState, Ledger, LedgerError, NewJob};
use std::collections::BTreeSet;

on_both! {
    a_job_is_queued_once_and_done_once,
    a_job_that_fails_waits_longer_each_time_and_then_stays_failed,
    a_silent_worker_loses_its_job_and_its_effects,
    a_worker_that_says_it_is_alive_keeps_its_job,
    a_job_that_kills_its_workers_is_given_up,
    many_workers_share_the_queue_without_doing_anything_twice,
    an_administrator_has_a_failed_job_tried_again,
}

const LEASE: i64 = 60;

fn job<'a>(id: &'a str, run_at: &str) -> NewJob<'a> {
    NewJob {
        id,
        kind: "通知",
        payload: "内容",
        run_at: at(run_at),
        attempts_max: 3,
    }
}

async fn queue(ledger: &Ledger, job: &NewJob<'_>) -> bool {
    ledger
        .write(&system(), at("2026-04-01 09:00:00"), async |writing| {
            writing.queue_job(job).await
        })
        .await
        .unwrap()
}

async fn claim(ledger: &Ledger, worker: &str, now: &str) -> Option<Claim> {
    ledger
        .claim_job(&["通知", "别的"], worker, at(now), LEASE)
        .await
        .unwrap()
}

/// The work of a job: it takes in one finding.
async fn finish(ledger: &Ledger, claim: &Claim, number: u64, now: &str) -> Result<(), LedgerError> {
    ledger
        .write(&system(), at(now), async |writing| {
            writing.take_in("job", &[finding(number)]).await?;
            writing.finish_job(claim).await
        })
        .await
}

async fn state(ledger: &Ledger) -> Vec<(JobState, i64)> {
    let rows = ledger.jobs(None, 100).await.unwrap();
    rows.iter().map(|row| (row.state, row.attempts)).collect()
}

async fn a_job_is_queued_once_and_done_once(books: Books) {
    let ledger = books.open().await;
    assert!(queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await);
    assert!(!queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await);
    assert_eq!(
        claim(&ledger, "甲", "2026-04-01 09:59:59").await,
        None,
        "before its time"
    );
    let other = ledger
        .claim_job(&["别的"], "甲", at("2026-04-01 10:00:00"), LEASE)
        .await
        .unwrap();
    assert_eq!(other, None, "of another kind");
    let claimed = claim(&ledger, "甲", "2026-04-01 10:00:00").await.unwrap();
    assert_eq!(
        (claimed.id.as_str(), claimed.payload.as_str(), claimed.attempt),
        ("j1", "内容", 1)
    );
    assert_eq!(
        claim(&ledger, "乙", "2026-04-01 10:00:30").await,
        None,
        "somebody has it"
    );
    finish(&ledger, &claimed, 1, "2026-04-01 10:00:40").await.unwrap();
    let twice = finish(&ledger, &claimed, 2, "2026-04-01 10:00:41").await;
    assert_eq!(twice.map_err(|error| error.code()), Err("LG-LEASE-LOST"));
    assert_eq!(state(&ledger).await, [(JobState::Done, 1)]);
    assert!(!queue(&ledger, &job("j1", "2026-04-02 10:00:00")).await, "it was done");
    assert_eq!(
        ledger
            .read(&system())
            .findings(&FindingFilter::default(), 10, None)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn a_job_that_fails_waits_longer_each_time_and_then_stays_failed(books: Books) {
    let ledger = books.open().await;
    queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await;
    for (now, early, next) in [
        ("2026-04-01 10:00:00", "2026-04-01 10:00:29", "2026-04-01 10:00:30"),
        ("2026-04-01 10:00:30", "2026-04-01 10:01:29", "2026-04-01 10:01:30"),
    ] {
        let claimed = claim(&ledger, "甲", now).await.unwrap();
        ledger.fail_job(&claimed, at(now), "对方系统没有应答").await.unwrap();
        assert_eq!(claim(&ledger, "甲", early).await, None, "before {next}");
    }
    let last = claim(&ledger, "甲", "2026-04-01 10:01:30").await.unwrap();
    ledger
        .fail_job(&last, at("2026-04-01 10:01:31"), "对方系统没有应答")
        .await
        .unwrap();
    assert_eq!(claim(&ledger, "甲", "2026-05-01 10:00:00").await, None);
    let rows = ledger.jobs(Some(JobState::Failed), 10).await.unwrap();
    assert_eq!((rows[0].attempts, rows[0].problem.as_str()), (3, "对方系统没有应答"));
}

async fn a_silent_worker_loses_its_job_and_its_effects(books: Books) {
    let ledger = books.open().await;
    queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await;
    let silent = claim(&ledger, "甲", "2026-04-01 10:00:00").await.unwrap();
    assert_eq!(
        claim(&ledger, "乙", "2026-04-01 10:01:00").await,
        None,
        "until the lease ends"
    );
    let second = claim(&ledger, "乙", "2026-04-01 10:01:01").await.unwrap();
    assert_eq!(second.attempt, 2);
    let kept = ledger.keep_job(&silent, at("2026-04-01 10:01:02"), LEASE).await;
    assert_eq!(kept.map_err(|error| error.code()), Err("LG-LEASE-LOST"));
    let late = finish(&ledger, &silent, 1, "2026-04-01 10:01:03").await;
    assert_eq!(late.map_err(|error| error.code()), Err("LG-LEASE-LOST"));
    finish(&ledger, &second, 2, "2026-04-01 10:01:04").await.unwrap();
    let done: Vec<_> = ledger
        .read(&system())
        .findings(&FindingFilter::default(), 10, None)
        .await
        .unwrap();
    let done: Vec<_> = done.into_iter().map(|row| row.key).collect();
    assert_eq!(done, [key(2).to_string()], "what the silent worker did is undone");
}

async fn a_worker_that_says_it_is_alive_keeps_its_job(books: Books) {
    let ledger = books.open().await;
    queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await;
    let claimed = claim(&ledger, "甲", "2026-04-01 10:00:00").await.unwrap();
    ledger
        .keep_job(&claimed, at("2026-04-01 10:00:50"), LEASE)
        .await
        .unwrap();
    assert_eq!(claim(&ledger, "乙", "2026-04-01 10:01:30").await, None);
    finish(&ledger, &claimed, 1, "2026-04-01 10:01:31").await.unwrap();
}

async fn a_job_that_kills_its_workers_is_given_up(books: Books) {
    let ledger = books.open().await;
    queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await;
    for now in ["2026-04-01 10:00:00", "2026-04-01 10:02:00", "2026-04-01 10:04:00"] {
        assert!(claim(&ledger, "甲", now).await.is_some(), "{now}");
    }
    assert_eq!(claim(&ledger, "甲", "2026-04-01 10:06:00").await, None);
    assert_eq!(state(&ledger).await, [(JobState::Failed, 3)]);
}

async fn many_workers_share_the_queue_without_doing_anything_twice(books: Books) {
    const JOBS: u64 = 40;
    let ledger = books.open().await;
    for number in 0..JOBS {
        let id = format!("j{number}");
        queue(&ledger, &job(&id, "2026-04-01 10:00:00")).await;
    }
    let workers = ["甲", "乙", "丙", "丁"].map(|worker| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let mut done = Vec::new();
            while let Some(claimed) = claim(&ledger, worker, "2026-04-01 10:00:00").await {
                let number: u64 = claimed.id.trim_start_matches('j').parse().unwrap();
                finish(&ledger, &claimed, number, "2026-04-01 10:00:10").await.unwrap();
                done.push(number);
            }
            done
        })
    });
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    assert_eq!(done.len() as u64, JOBS);
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>().len() as u64, JOBS);
    assert!(state(&ledger).await.iter().all(|state| *state == (JobState::Done, 1)));
    // One row each for queueing, the effect and the end.
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows as u64, JOBS * 3);
}

async fn an_administrator_has_a_failed_job_tried_again(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    queue(&ledger, &job("j1", "2026-04-01 10:00:00")).await;
    let retry = async |viewer: &ledger::Viewer, id: &str| {
        let now = at("2026-04-02 09:00:00");
        let retried = ledger
            .write(viewer, now, async |writing| writing.retry_job(id).await)
            .await;
        retried.map_err(|error| error.code())
    };
    assert_eq!(
        retry(&administrator, "j1").await,
        Err("LG-NOT-FOUND"),
        "it has not failed"
    );
    for now in ["2026-04-01 10:00:00", "2026-04-01 12:00:00", "2026-04-01 18:00:00"] {
        let claimed = claim(&ledger, "甲", now).await.unwrap();
        ledger.fail_job(&claimed, at(now), "没有成").await.unwrap();
    }
    assert_eq!(state(&ledger).await, [(JobState::Failed, 3)]);
    assert_eq!(retry(&chief(), "j1").await, Err("CW-ROLE"));
    assert_eq!(retry(&administrator, "j1\0").await, Err("LG-NOT-FOUND"));
    retry(&administrator, "j1").await.unwrap();
    assert_eq!(state(&ledger).await, [(JobState::Waiting, 0)]);
    assert_eq!(retry(&administrator, "j1").await, Err("LG-NOT-FOUND"), "once");
    let claimed = claim(&ledger, "乙", "2026-04-02 09:00:00").await.unwrap();
    finish(&ledger, &claimed, 1, "2026-04-02 09:00:10").await.unwrap();
    assert_eq!(state(&ledger).await, [(JobState::Done, 1)]);
}
