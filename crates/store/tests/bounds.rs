//! Windows, bounds, expiry and the full queue: everything left out is reported.

mod support;

use domain::*;
use std::sync::mpsc;
use store::{Overflow, Store, StoreError, StoreOptions};
use support::*;

fn bounded(dir: &tempfile::TempDir, encounters: usize, lines: usize) -> Store {
    let options = StoreOptions {
        encounters_per_person_max: encounters,
        lines_per_person_max: lines,
        ..StoreOptions::default()
    };
    Store::open(dir.path(), options).unwrap()
}

/// One encounter per month of 2025 with `lines` lines each.
fn monthly(lines: usize) -> Vec<store::Visit> {
    (1..=12)
        .map(|month| {
            let at = format!("2025-{month:02}-10 08:00:00");
            let lines = (0..lines).map(|n| line(&format!("{month}-{n:02}"), 0, &at)).collect();
            visit("P", vec![encounter(&format!("E{month}"), &at)], lines, true)
        })
        .collect()
}

fn encounter_ids(history: &store::History) -> Vec<&str> {
    history
        .encounters
        .iter()
        .map(|encounter| encounter.id.as_str())
        .collect()
}

#[test]
fn the_window_takes_what_reaches_into_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.import_visits(monthly(1)).unwrap();
    let mut stay = encounter("STAY", "2025-06-01 08:00:00");
    stay.end = Some(moment("2025-11-02 08:00:00"));
    store.import_visits([visit("P", vec![stay], vec![], true)]).unwrap();
    store
        .import_visits([visit("P2", vec![encounter("X", "2025-12-01 08:00:00")], vec![], true)])
        .unwrap();

    let window = history_since(&store, "P", "2025-11-01").unwrap();
    assert_eq!(encounter_ids(&window), ["STAY", "E11", "E12"]);
    assert_eq!(window.forgotten_until, None);
    assert!(
        window
            .lines
            .iter()
            .all(|line| window.encounters[line.encounter as usize].begin == line.at)
    );
    assert_eq!(
        history_since(&store, "nobody", "2025-01-01"),
        Ok(store::History::default())
    );
}

#[test]
fn the_oldest_encounters_go_and_the_history_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = bounded(&dir, 5, 4000);
    store.import_visits(monthly(1)).unwrap();
    let all = history(&store, "P");
    assert_eq!(encounter_ids(&all), ["E8", "E9", "E10", "E11", "E12"]);
    assert_eq!(all.forgotten_until, Some(moment("2025-07-10 08:00:00")));
    assert_eq!(all.complete_from(day("2000-01-01")), day("2025-07-11"));
    assert_eq!(store.counts().dropped_encounters, 7);
    let recent = history_since(&store, "P", "2025-08-01").unwrap();
    assert_eq!(recent.forgotten_until, None, "nothing of this window was dropped");
    assert_eq!(recent.complete_from(day("2025-08-01")), day("2025-08-01"));
    assert_eq!(recent.encounters.len(), 5);
    drop(store);
    assert_eq!(
        bounded(&dir, 5, 4000).counts().dropped_encounters,
        7,
        "the count survives a restart"
    );
}

#[test]
fn lines_are_bounded_when_written_and_when_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = bounded(&dir, 400, 25);
    store.import_visits(monthly(10)).unwrap();
    let all = history(&store, "P");
    assert_eq!(encounter_ids(&all), ["E11", "E12"]);
    assert_eq!(all.forgotten_until, Some(moment("2025-10-10 08:00:00")));
    let many = (0..40)
        .map(|n| line(&format!("{n:02}"), 0, &format!("2026-01-{:02} 08:00:00", n / 2 + 1)))
        .collect();
    store
        .import_visits([visit("Q", vec![encounter("E", "2026-01-01 08:00:00")], many, true)])
        .unwrap();
    let long = history(&store, "Q");
    assert_eq!(
        (long.lines.len(), long.lines[0].id.as_str(), long.forgotten_until),
        (25, "15", Some(moment("2026-01-08 08:00:00")))
    );
    assert_eq!(store.counts().dropped_lines, 15);
    drop(store);

    let tighter = bounded(&dir, 400, 13);
    let all = history(&tighter, "P");
    assert_eq!(encounter_ids(&all), ["E11", "E12"]);
    let newest: Vec<&str> = line_ids(&all);
    assert_eq!((newest.len(), newest[0], newest[3]), (13, "11-07", "12-00"));
    assert_eq!(all.billed.len(), 13);
    assert_eq!(all.forgotten_until, Some(moment("2025-11-10 08:00:00")));
    let recent = tighter
        .history(
            &PersonId::new("P"),
            day("2025-11-01"),
            &[],
            &mut asking(|_, _, _| false),
        )
        .unwrap();
    assert_eq!(
        (recent.lines.len(), recent.forgotten_until),
        (0, None),
        "what nobody wants is not missing and counts for no bound"
    );
    drop(tighter);

    let fewer = bounded(&dir, 1, 25);
    let all = history(&fewer, "P");
    assert_eq!(encounter_ids(&all), ["E12"]);
    assert_eq!(all.forgotten_until, Some(moment("2025-11-10 08:00:00")));
}

#[test]
fn what_is_too_old_expires_with_the_next_call_of_the_person() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.import_visits(monthly(1)).unwrap();
    let now = "2027-08-15 08:00:00";
    let fresh = visit("P", vec![encounter("NOW", now)], vec![], false);
    store
        .submit(entry(call("C", "P", "NOW", now), Some(fresh), vec![]))
        .unwrap();
    store.flush().unwrap();
    // 800 days before are 2025-06-06.
    let all = history(&store, "P");
    assert_eq!(
        encounter_ids(&all),
        ["E6", "E7", "E8", "E9", "E10", "E11", "E12", "NOW"]
    );
    assert_eq!(all.forgotten_until, Some(moment("2025-05-10 08:00:00")));
    assert_eq!(store.counts().expired_encounters, 5);
    let recent = history_since(&store, "P", "2025-06-01").unwrap();
    assert_eq!(recent.forgotten_until, None);
}

#[test]
fn persons_who_never_return_are_swept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let old = (0..200).map(|n| {
        visit(
            &format!("OLD{n:03}"),
            vec![encounter("E", "2020-01-01 08:00:00")],
            vec![],
            true,
        )
    });
    store.import_visits(old).unwrap();
    assert_eq!(store.counts().encounters, 200);
    for n in 0..8 {
        store
            .submit(entry(
                call(&format!("C{n}"), "P", "E", "2026-03-04 08:00:00"),
                None,
                vec![],
            ))
            .unwrap();
        store.flush().unwrap();
    }
    let counts = store.counts();
    assert_eq!((counts.encounters, counts.expired_encounters), (0, 200));
    assert_eq!(
        history(&store, "OLD007").forgotten_until,
        Some(moment("2020-01-01 08:00:00"))
    );
}

/// Lets calls about a person come at these times, each in a commit of its own.
fn calls_at(store: &Store, person: &str, times: &[&str]) {
    for at in times {
        let told = visit(person, vec![encounter("E", at)], vec![], false);
        store
            .submit(entry(call(&format!("C{at}"), person, "E", at), Some(told), vec![]))
            .unwrap();
        store.flush().unwrap();
    }
}

#[test]
fn a_wrong_clock_makes_nobody_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    calls_at(&store, "P", &["2026-03-01 08:00:00"]);
    calls_at(&store, "Q", &["2026-03-01 09:00:00"]);
    store.import_visits(monthly(1)).unwrap();
    calls_at(&store, "Q", &["2036-03-01 10:00:00", "2036-03-02 09:00:00"]);
    drop(store);
    let store = open(dir.path());
    calls_at(
        &store,
        "Q",
        &["2036-03-02 09:30:00", "2026-03-02 10:00:00", "2026-03-03 08:00:00"],
    );
    assert_eq!(history(&store, "P").encounters.len(), 13);
    assert_eq!(store.counts().expired_encounters, 0);
}

#[test]
fn a_store_that_was_off_for_long_forgets_again_after_a_day_of_calls() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    calls_at(&store, "P", &["2026-03-01 08:00:00"]);
    drop(store);
    let store = open(dir.path());
    calls_at(&store, "Q", &["2029-03-01 08:00:00"]);
    drop(store);
    let store = open(dir.path());
    assert_eq!(history(&store, "P").encounters.len(), 1);
    calls_at(&store, "Q", &["2029-03-02 08:00:00"]);
    assert_eq!(history(&store, "P").encounters.len(), 0);
    assert_eq!(
        history(&store, "P").forgotten_until,
        Some(moment("2026-03-01 08:00:00"))
    );
}

#[test]
fn of_a_message_with_very_many_visits_the_newest_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = bounded(&dir, 5, 4000);
    let (old, now) = (monthly(1), "2026-03-01 08:00:00");
    let mut all = visit("P", vec![], vec![], true);
    for (index, one) in (0_u32..).zip(old.into_iter().chain(monthly(1))) {
        all.encounters.extend(one.encounters);
        all.lines.extend(one.lines.into_iter().map(|line| FeeLine {
            encounter: index,
            ..line
        }));
    }
    store
        .import_visits([visit("P", vec![encounter("E3", now)], vec![line("N", 0, now)], true)])
        .unwrap();
    for _ in 0..2 {
        store
            .submit(entry(call("C", "P", "E12", now), Some(all.clone()), vec![]))
            .unwrap();
        let expected = ["E8", "E9", "E10", "E11", "E12"];
        assert_eq!(encounter_ids(&history(&store, "P")), expected, "while it waits");
        store.flush().unwrap();
        let kept = history(&store, "P");
        assert_eq!(encounter_ids(&kept), expected);
        assert_eq!(line_ids(&kept).len(), 10, "each came in two pieces");
        assert_eq!(kept.forgotten_until, Some(moment("2025-07-10 08:00:00")));
        store.verify().unwrap();
    }
    assert_eq!((store.counts().encounters, store.counts().dropped_encounters), (5, 14));
}

#[test]
fn a_full_queue_refuses_counts_and_recovers() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(
        dir.path(),
        StoreOptions {
            queue_max: 2,
            ..StoreOptions::default()
        },
    )
    .unwrap();
    let make = |n: u32| entry(call(&format!("C{n}"), "P", "E", "2026-03-04 08:00:00"), None, vec![]);
    let (started, has_started) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    store.submit_durable(make(0), move |result| {
        started.send(result).unwrap();
        may_go_on.recv().unwrap();
    });
    has_started.recv().unwrap().unwrap();

    assert_eq!(store.submit(make(1)), Ok(()));
    assert_eq!(store.submit(make(2)), Ok(()));
    assert_eq!(store.submit(make(3)), Err(Overflow));
    let (told, answer) = mpsc::channel();
    store.submit_durable(make(4), move |result| told.send(result).unwrap());
    assert_eq!(
        answer.try_recv(),
        Ok(Err(StoreError::Overflow(Overflow))),
        "refused at once, on this thread"
    );
    assert_eq!((store.counts().overflowed, store.counts().queue_len), (2, 2));
    assert_eq!(store.failures(), 2);

    go_on.send(()).unwrap();
    store.flush().unwrap();
    assert_eq!(store.submit(make(5)), Ok(()));
    store.flush().unwrap();
    let counts = store.counts();
    assert_eq!(
        (counts.calls, counts.overflowed, counts.lost, counts.queue_len),
        (4, 2, 0, 0)
    );
}

/// A call that was first to be blocked.
fn blocked(n: u32) -> store::CallEntry {
    let mut blocked = finding("1", &["L"]);
    blocked.action = Action::Block;
    let at = "2026-03-04 08:00:00";
    let told = visit(
        &format!("P{n}"),
        vec![encounter(&format!("E{n}"), at)],
        vec![line("L", 0, at)],
        false,
    );
    entry(
        call(&format!("C{n}"), &format!("P{n}"), &format!("E{n}"), at),
        Some(told),
        vec![blocked],
    )
}

/// Says of the call that a reason was asked for.
fn correct(store: &Store, n: u32) {
    let made = blocked(n);
    let mut findings = made.findings;
    findings[0].action = Action::ReasonRequired;
    store.correct(made.call, findings).unwrap();
}

#[test]
fn what_is_kept_of_a_call_is_how_it_was_answered_after_all() {
    let dir = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        queue_max: 2,
        ..StoreOptions::default()
    };
    let store = Store::open(dir.path(), options).unwrap();
    let (started, has_started) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    store.submit_durable(blocked(0), move |result| {
        started.send(result).unwrap();
        may_go_on.recv().unwrap();
    });
    has_started.recv().unwrap().unwrap();
    // The first is on the disk, the second waits, and the queue is full.
    let (told, answer) = mpsc::channel();
    store.submit_durable(blocked(1), move |result| told.send(result).unwrap());
    store.submit(blocked(2)).unwrap();
    correct(&store, 0);
    correct(&store, 1);
    assert_eq!(
        line_ids(&history(&store, "P1")),
        ["L"],
        "its visit counts while it waits"
    );
    go_on.send(()).unwrap();
    store.flush().unwrap();
    assert_eq!(answer.try_recv(), Ok(Ok(())), "who waits for it is told all the same");
    let kept: Vec<Action> = store
        .calls(None, 10)
        .unwrap()
        .iter()
        .map(|call| call.findings[0].action)
        .collect();
    assert_eq!(kept, [Action::ReasonRequired, Action::ReasonRequired, Action::Block]);
    for n in 0..3 {
        assert_eq!(line_ids(&history(&store, &format!("P{n}"))), ["L"]);
    }
    let counts = store.counts();
    assert_eq!((counts.calls, counts.findings, counts.overflowed), (3, 3, 0));
    store.verify().unwrap();
}

#[test]
fn a_correction_that_comes_late_does_not_bring_an_old_visit_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.submit(blocked(0)).unwrap();
    store.flush().unwrap();
    let at = "2026-03-04 08:00:00";
    let bill = visit("P0", vec![encounter("E0", at)], vec![line("M", 0, at)], true);
    store.import_visits([bill]).unwrap();
    correct(&store, 0);
    store.flush().unwrap();
    assert_eq!(line_ids(&history(&store, "P0")), ["M"]);
    let kept = store.finding(&jr("C0", "1")).unwrap().unwrap();
    assert_eq!(kept.finding.action, Action::ReasonRequired);
}

#[test]
fn dropping_the_last_handle_writes_what_is_queued() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 0..1000 {
        let at = "2026-03-04 08:00:00";
        store
            .submit(entry(
                call(&format!("C{n}"), "P", "E", at),
                None,
                vec![finding(&format!("JR{n}"), &[])],
            ))
            .unwrap();
    }
    let clone = store.clone();
    drop(store);
    drop(clone);
    let store = open(dir.path());
    assert_eq!((store.counts().calls, store.counts().findings), (1000, 1000));
    store.verify().unwrap();
}

#[test]
fn a_callback_that_panics_does_not_end_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let make = |n: u32| entry(call(&format!("C{n}"), "P", "E", "2026-03-04 08:00:00"), None, vec![]);
    store.submit_durable(make(0), |_| panic!("a callback of the test panics"));
    store.submit(make(1)).unwrap();
    store.flush().unwrap();
    assert_eq!(store.counts().calls, 2);
}

#[test]
fn nonces_serve_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let at = moment("2026-03-04 08:00:00");
    assert_eq!(store.use_nonce("H1", "n1", at, 300), Ok(true));
    assert_eq!(store.use_nonce("H1", "n1", at.plus_seconds(299), 300), Ok(false));
    assert_eq!(store.use_nonce("H2", "n1", at, 300), Ok(true));
    assert_eq!(store.use_nonce("H1", "n1", at.plus_seconds(301), 300), Ok(true));
}
