//! Faults: a writer is killed, the disk is full, the server is gone. What was acknowledged stays, what
//! was not is refused, and nothing needs a restart to go on.

use crate::books::{Books, block_on};
use crate::people::*;
use crate::postgres::own_server;
use casework::lead::{self, Lead};
use domain::{FindingKey, Moment};
use ledger::{Claim, Deed, JobState, Ledger, LedgerError, MatterId, NewJob, TrailFilter};
use sqlx::Row;
use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

on_both! {
    a_killed_writer_loses_nothing_that_it_acknowledged,
}

const BOOKS: &str = "LEDGER_CHILD_BOOKS";
const FROM: &str = "LEDGER_CHILD_FROM";

/// How often a writer is killed; the long run of a release sets more.
fn rounds() -> u64 {
    env::var("MINGJING_KILL_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(5)
}

/// This test binary again, as a process that runs one of the children below.
fn child(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Later in each round, so that leases of the round before have ended.
fn time_of(from: u64) -> Moment {
    at("2026-04-01 09:00:00").plus_seconds(i64::try_from(from).unwrap())
}

fn job_name(number: u64) -> String {
    format!("job{number}")
}

/// The effect of a job: a lead that can be opened once only.
async fn finish(ledger: &Ledger, claim: &Claim, when: Moment) -> Result<(), LedgerError> {
    let Rules { calendar, limits } = rules();
    let draft = draft("H1", COUNTY, &claim.id, &[(1, 5)]);
    let id = MatterId::lead(&draft.key, 1);
    ledger
        .write(&system(), when, async |writing| {
            writing
                .command::<Lead>(&id, 0, lead::Command::Open { draft }, &calendar, &limits)
                .await?;
            writing.finish_job(claim).await
        })
        .await
}

/// The child process of `a_killed_writer_loses_nothing_that_it_acknowledged`, which names the books; alone there is nothing to do.
#[test]
fn writer() {
    let Ok(address) = env::var(BOOKS) else { return };
    let from = env::var(FROM).unwrap().parse().unwrap();
    block_on(async {
        let ledger = Ledger::open(&address).await.unwrap();
        let (system, when) = (system(), time_of(from));
        for number in from..from + 10_000 {
            let name = job_name(number);
            let job = NewJob {
                id: &name,
                kind: "立案",
                payload: "",
                run_at: when,
                attempts_max: 1_000,
            };
            ledger
                .write(&system, when, async |writing| writing.queue_job(&job).await)
                .await
                .unwrap();
            println!("\nqueued {number}");
            let claim = ledger
                .claim_job(&["立案"], &format!("w{from}"), when, 60)
                .await
                .unwrap()
                .unwrap();
            finish(&ledger, &claim, when).await.unwrap();
            println!("\nfinished {}", claim.id.trim_start_matches("job"));
        }
    });
}

async fn a_killed_writer_loses_nothing_that_it_acknowledged(books: Books) {
    let ledger = books.open().await;
    let (mut queued, mut finished) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..rounds() {
        let module = if books.is_sqlite() { "sqlite" } else { "postgres" };
        let process = child("faults::writer")
            .env(BOOKS, &books.address)
            .env(FROM, (round * 10_000).to_string())
            .spawn()
            .unwrap();
        // From the first words on the process is in the middle of its work; each time it is somewhere else.
        for line in killed_after(process, 10 + round * 7 % 90) {
            let Some((word, number)) = line.split_once(' ') else {
                continue;
            };
            match (word, number.parse::<u64>()) {
                ("queued", Ok(number)) => drop(queued.insert(number)),
                ("finished", Ok(number)) => drop(finished.insert(number)),
                _ => {}
            }
        }
        let whole = ledger.verify_trail(&[]).await.unwrap();
        assert!(whole.is_ok(), "{module}, round {round}: {whole:?}");
        check(&ledger, &queued, &finished).await;
    }
    assert!(
        finished.len() as u64 >= rounds(),
        "the writers hardly wrote: {}",
        finished.len()
    );
    // What was left behind is done by somebody else, and then everything is done once.
    let late = time_of(rounds() * 10_000 + 100_000);
    while let Some(claim) = ledger.claim_job(&["立案"], "清点", late, 60).await.unwrap() {
        finish(&ledger, &claim, late).await.unwrap();
        finished.insert(claim.id.trim_start_matches("job").parse().unwrap());
    }
    assert!(queued.is_subset(&finished));
    check(&ledger, &queued, &finished).await;
    let open = ledger.jobs(None, 1000).await.unwrap();
    assert!(open.iter().all(|job| job.state == JobState::Done));
    if books.is_sqlite() {
        let pool = books.behind().await;
        let row = sqlx::query("PRAGMA integrity_check").fetch_one(&pool).await.unwrap();
        assert_eq!(row.get::<String, _>(0), "ok");
    }
}

/// Every acknowledged write is there, and each job has ended once, with its one effect.
async fn check(ledger: &Ledger, queued: &BTreeSet<u64>, finished: &BTreeSet<u64>) {
    let mut ended: Vec<String> = Vec::new();
    let (mut names, mut after) = (BTreeSet::new(), 0);
    loop {
        let rows = ledger.trail(&TrailFilter::default(), after, 1000).await.unwrap();
        let Some(last) = rows.last() else { break };
        after = last.number;
        for row in rows {
            match row.deed {
                Deed::Queue => drop(names.insert(row.subject)),
                Deed::Finish => ended.push(row.subject),
                _ => {}
            }
        }
    }
    let distinct: BTreeSet<&String> = ended.iter().collect();
    assert_eq!(distinct.len(), ended.len(), "a job ended twice");
    assert!(
        queued.iter().all(|number| names.contains(&job_name(*number))),
        "an acknowledged job is lost"
    );
    assert!(
        finished.iter().all(|number| distinct.contains(&job_name(*number))),
        "an acknowledged end is lost"
    );
    let leads = ledger
        .read(&system())
        .totals(&ledger::MatterFilter::default())
        .await
        .unwrap();
    assert_eq!(
        leads.count,
        i64::try_from(ended.len()).unwrap(),
        "effects and ends differ"
    );
}

/// Lets the process say so many lines, kills it, and gives all that it said.
fn killed_after(mut process: Child, lines: u64) -> Vec<String> {
    let mut said = Vec::new();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut acknowledged = 0;
    let mut line = String::new();
    while acknowledged < lines && output.read_line(&mut line).unwrap() > 0 {
        acknowledged += u64::from(line.starts_with("queued") || line.starts_with("finished"));
        said.push(std::mem::take(&mut line).trim().to_owned());
    }
    assert!(acknowledged >= lines, "the writer ended by itself: {said:?}");
    process.kill().unwrap();
    process.wait().unwrap();
    // What it had said before it was killed counts too; a line that was cut does not.
    while output.read_line(&mut line).unwrap() > 0 {
        if line.ends_with('\n') {
            said.push(line.trim().to_owned());
        }
        line.clear();
    }
    said
}

/// The child process of `a_full_disk_is_answered_and_survived`, which names the books; alone there is nothing to do.
#[test]
fn writer_on_a_full_disk() {
    let Ok(address) = env::var(BOOKS) else { return };
    let (_, most) = rlimit::Resource::FSIZE.get().unwrap();
    block_on(async {
        let ledger = Ledger::open(&address).await.unwrap();
        let system = system();
        let batch = |number: u64| -> Vec<_> { (number * 1_000..(number + 1) * 1_000).map(finding).collect() };
        ledger.take_in(&system, time_of(0), "run", &batch(0)).await.unwrap();
        // No file may grow beyond this; the process ignores the signal, as a full disk sends none.
        rlimit::Resource::FSIZE.set(3_000_000, most).unwrap();
        let mut taken = 1;
        let refused = loop {
            match ledger.take_in(&system, time_of(0), "run", &batch(taken)).await {
                Ok(_) => taken += 1,
                Err(error) => break error,
            }
            assert!(taken < 100, "the limit does not bite");
        };
        assert_eq!(refused.code(), "LG-UNAVAILABLE", "{refused:?}");
        assert_eq!(
            ledger.read(&system).finding(key(999)).await.unwrap().key,
            key(999).to_string()
        );
        rlimit::Resource::FSIZE.set(most, most).unwrap();
        ledger.take_in(&system, time_of(0), "run", &batch(taken)).await.unwrap();
        let whole = ledger.verify_trail(&[]).await.unwrap().unwrap();
        assert_eq!(whole.rows as u64, taken + 1, "a refused write left something");
        println!("\nrecovered");
    });
}

#[test]
fn a_full_disk_is_answered_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let exe = env::current_exe().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(exe);
    shell.args(["--exact", "faults::writer_on_a_full_disk", "--nocapture"]);
    shell.env(BOOKS, format!("sqlite:{}", folder.path().join("books.db").display()));
    let output = shell.output().unwrap();
    let (said, cried) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success() && said.contains("recovered"), "{said}\n{cried}");
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "不是数据库".repeat(1_000)).unwrap();
    let refused = block_on(Ledger::open(&format!("sqlite:{}", file.display())))
        .map(|_| ())
        .unwrap_err();
    assert_eq!(refused.code(), "LG-CORRUPT", "{refused:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "不是数据库".repeat(1_000));
    let nowhere = folder.path().join("missing").join("books.db");
    let refused = block_on(Ledger::open(&format!("sqlite:{}", nowhere.display())))
        .map(|_| ())
        .unwrap_err();
    assert_eq!(refused.code(), "LG-UNAVAILABLE", "{refused:?}");
}

#[test]
fn a_server_that_went_away_is_found_again() {
    let Some(server) = own_server() else { return };
    block_on(async {
        let ledger = Ledger::open(&server.address("postgres")).await.unwrap();
        let (system, findings): (_, Vec<FindingKey>) = (system(), (0..3).map(key).collect());
        let write = async |number: u64| ledger.take_in(&system, time_of(0), "run", &[finding(number)]).await;
        write(0).await.unwrap();
        server.stop();
        assert_eq!(write(1).await.unwrap_err().code(), "LG-UNAVAILABLE");
        let read = ledger.read(&system).finding(findings[0]).await;
        assert_eq!(read.map(|_| ()).map_err(|error| error.code()), Err("LG-UNAVAILABLE"));
        server.start_again();
        tokio::time::timeout(Duration::from_secs(30), async { while write(2).await.is_err() {} })
            .await
            .unwrap();
        assert!(ledger.read(&system).finding(findings[0]).await.is_ok());
        assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 2);
    });
}
