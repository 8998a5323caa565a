//! Kill -9 and a full disk, with a real second process: what was acknowledged is there, whole.
//!
//! The test binary starts itself again as the writing child; `MINGJING_KILL_ROUNDS`
//! sets the number of kills (20 unless set).
#![cfg(unix)]

mod support;

use domain::*;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use store::{CallEntry, Disposal, Feedback, Store, StoreError, StoreOptions};
use support::*;

const CHILD_DIR: &str = "MINGJING_TEST_STORE_DIR";
const CHILD_FIRST: &str = "MINGJING_TEST_STORE_FIRST";
const AT: &str = "2026-03-04 09:00:00";
/// Durable entries that the child lets wait at a time.
const IN_FLIGHT: u64 = 24;

/// Entry `n`: its own person, an encounter, three lines and two findings.
fn numbered(n: u64) -> CallEntry {
    let who = format!("P{n}");
    let lines = (0..3).map(|k| line(&format!("L{n}-{k}"), 0, AT)).collect();
    let visit = visit(
        &who,
        vec![encounter(&format!("E{n}"), "2026-03-04 08:00:00")],
        lines,
        true,
    );
    let findings = vec![finding("1", &[]), finding("2", &[])];
    entry(call(&call_id(n), &who, &format!("E{n}"), AT), Some(visit), findings)
}

fn call_id(n: u64) -> String {
    format!("C{n:012}")
}

fn reply(n: u64) -> Feedback {
    Feedback {
        finding_id: jr(&call_id(n), "1"),
        stage_kind: Stage::Settlement,
        way: Disposal::Continue,
        reason: format!("理由{n}"),
        institution: InstitutionCode::new("H44030000001"),
        operator: "D001".to_owned(),
        at: moment(AT),
    }
}

/// Panics unless entry `n` is present with all its parts.
fn assert_whole(store: &Store, n: u64) {
    let expected = numbered(n);
    let before = if n == 0 {
        None
    } else {
        Some(store::CallId::new(call_id(n - 1)))
    };
    let found = store.calls(before, 1).unwrap();
    assert_eq!(found[0].call, expected.call, "entry {n}");
    assert_eq!(found[0].findings, expected.findings, "entry {n}");
    for (tag, finding) in ["1", "2"].into_iter().zip(&expected.findings) {
        assert_eq!(
            &store.finding(&jr(&call_id(n), tag)).unwrap().unwrap().finding,
            finding,
            "entry {n}"
        );
    }
    let visit = expected.visit.unwrap();
    let past = history(store, &format!("P{n}"));
    assert_eq!(
        (past.encounters, past.lines),
        (visit.encounters, visit.lines),
        "entry {n}"
    );
}

/// The child: writes numbered entries until it is killed, and prints an acknowledgement for each.
fn write_until_killed(dir: &Path, first: u64) -> ! {
    let store = open(dir);
    let waiting = Arc::new(AtomicU64::new(0));
    for n in first.. {
        while waiting.load(Ordering::Acquire) >= IN_FLIGHT {
            thread::yield_now();
        }
        waiting.fetch_add(1, Ordering::AcqRel);
        let done = Arc::clone(&waiting);
        store.submit_durable(numbered(n), move |result| {
            say(&format!(
                "{} {n}",
                if result.is_ok() { "acknowledged" } else { "failed" }
            ));
            done.fetch_sub(1, Ordering::AcqRel);
        });
        if n % 16 == 0 && store.feedback(reply(n)).is_ok() {
            say(&format!("replied {n}"));
        }
    }
    unreachable!("the child is killed long before it runs out of numbers")
}

/// One line in one write, so that a kill cannot tear it.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("@{text}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn this_test(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([name, "--exact", "--nocapture"]).stdout(Stdio::piped());
    command
}

/// The child's messages as (word, number).
fn message(line: &str) -> Option<(&str, u64)> {
    let (word, number) = line.split_once('@')?.1.split_once(' ')?;
    Some((word, number.parse().ok()?))
}

fn kill_rounds() -> u64 {
    std::env::var("MINGJING_KILL_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20)
}

#[test]
fn acknowledged_entries_survive_kill_9() {
    if let (Ok(dir), Ok(first)) = (std::env::var(CHILD_DIR), std::env::var(CHILD_FIRST)) {
        write_until_killed(Path::new(&dir), first.parse().unwrap());
    }
    let mut seed = Seed(kill_rounds());
    let mut dir = tempfile::tempdir().unwrap();
    let (mut acknowledged, mut replied) = (Vec::new(), Vec::new());
    let mut acknowledged_ever = 0;
    for round in 0..kill_rounds() {
        // A new directory now and then, so that the kill also meets the making of the file.
        if round % 5 == 0 {
            dir = tempfile::tempdir().unwrap();
            acknowledged.clear();
            replied.clear();
        }
        let mut child = this_test("acknowledged_entries_survive_kill_9")
            .env(CHILD_DIR, dir.path())
            .env(CHILD_FIRST, (round * 1_000_000).to_string())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let reader = thread::spawn(move || output.lines().map_while(Result::ok).collect::<Vec<String>>());
        let patience = if round % 5 == 0 { 30_000 } else { 250_000 };
        thread::sleep(Duration::from_micros(seed.below(patience)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reader.join().unwrap() {
            match message(&line) {
                Some(("acknowledged", n)) => {
                    acknowledged.push(n);
                    acknowledged_ever += 1;
                }
                Some(("replied", n)) => replied.push(n),
                Some(other) => panic!("round {round}: {other:?}"),
                None => {}
            }
        }
        let store = open(dir.path());
        store.verify().unwrap();
        acknowledged.iter().for_each(|&n| assert_whole(&store, n));
        for &n in &replied {
            let trail = store.finding(&jr(&call_id(n), "1")).unwrap().unwrap().feedback;
            assert_eq!(trail.unwrap().first, reply(n), "reply {n}");
        }
        // Entries that were never acknowledged are absent, or whole too.
        for stored in store.calls(None, usize::MAX).unwrap() {
            assert_whole(&store, stored.call.id.as_str()[1..].parse().unwrap());
        }
    }
    println!(
        "{acknowledged_ever} entries were acknowledged in {} rounds",
        kill_rounds()
    );
    assert!(acknowledged_ever > 0, "the child never got to acknowledge anything");
}

#[test]
fn a_second_process_is_refused_while_the_first_lives() {
    if let Ok(dir) = std::env::var(CHILD_DIR) {
        let _store = open(Path::new(&dir));
        say("opened 1");
        loop {
            thread::park();
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let mut child = this_test("a_second_process_is_refused_while_the_first_lives")
        .env(CHILD_DIR, dir.path())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(
        lines
            .map_while(Result::ok)
            .any(|line| message(&line) == Some(("opened", 1)))
    );
    let refused = Store::open(dir.path(), StoreOptions::default()).err();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(refused, Some(StoreError::AlreadyOpen { .. })), "{refused:?}");
    open(dir.path()).verify().unwrap();
}

/// The child: writes an entry for every number it is told, and says how it went.
fn write_as_told(dir: &Path) {
    let store = open(dir);
    say("opened 0");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let n: u64 = line.trim().parse().unwrap();
        let (told, answer) = mpsc::channel();
        let failures = store.failures();
        store.submit_durable(numbered(n), move |result| told.send(result).unwrap());
        let result = answer.recv().unwrap();
        let told_so =
            store.counts().failing == result.is_err() && store.failures() - failures == u64::from(result.is_err());
        let word = match result {
            _ if !told_so => "disagreeing",
            Ok(()) => "acknowledged",
            Err(StoreError::Unavailable(_)) => "unavailable",
            Err(_) => "failed",
        };
        say(&format!("{word} {n}"));
        let readable = n == 0 || store.finding(&jr(&call_id(0), "1")).is_ok_and(|found| found.is_some());
        say(&format!("{} {n}", if readable { "readable" } else { "unreadable" }));
    }
}

/// A child under a limit of file size, which stands for a full disk.
struct Limited {
    child: Child,
    orders: ChildStdin,
    answers: Box<dyn Iterator<Item = String>>,
}

impl Limited {
    fn tell(&mut self, n: u64) -> (String, String) {
        writeln!(self.orders, "{n}").unwrap();
        (self.answer(n), self.answer(n))
    }

    fn answer(&mut self, n: u64) -> String {
        let found = self
            .answers
            .find_map(|line| message(&line).map(|(word, number)| (word.to_owned(), number)));
        let (word, number) = found.expect("the child answers");
        assert_eq!(number, n);
        word
    }
}

#[test]
fn a_full_disk_is_reported_and_the_store_recovers_without_a_restart() {
    if let Ok(dir) = std::env::var(CHILD_DIR) {
        return write_as_told(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let script = "trap '' XFSZ; ulimit -S -f 1024; exec \"$0\" \"$@\"";
    let mut child = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .args([
            "a_full_disk_is_reported_and_the_store_recovers_without_a_restart",
            "--exact",
            "--nocapture",
        ])
        .env(CHILD_DIR, dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let orders = child.stdin.take().unwrap();
    let answers = Box::new(
        BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok),
    );
    let mut limited = Limited { child, orders, answers };
    assert_eq!(limited.answer(0), "opened");

    let mut acknowledged = Vec::new();
    let refused = (0..20_000).find(|&n| match limited.tell(n) {
        (word, readable) if word == "acknowledged" => {
            assert_eq!(readable, "readable");
            acknowledged.push(n);
            false
        }
        (word, readable) => {
            assert_eq!(
                (word.as_str(), readable.as_str()),
                ("unavailable", "readable"),
                "reads go on"
            );
            true
        }
    });
    let refused = refused.expect("the limit is met");
    assert!(refused > 0);

    let id = limited.child.id().to_string();
    assert!(
        Command::new("prlimit")
            .args(["--pid", &id, "--fsize=unlimited"])
            .status()
            .unwrap()
            .success()
    );
    for n in refused + 1..refused + 50 {
        assert_eq!(limited.tell(n).0, "acknowledged", "entry {n} after space is back");
        acknowledged.push(n);
    }
    drop(limited.orders);
    assert!(limited.child.wait().unwrap().success());
    let store = open(dir.path());
    store.verify().unwrap();
    acknowledged.iter().for_each(|&n| assert_whole(&store, n));
}
