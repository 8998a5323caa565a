//! What is put in comes out equal: every field of encounters, lines, calls and findings.

mod support;

use domain::*;
use store::{Call, CallId, StoredFinding, VisitId};
use support::*;

#[test]
fn history_returns_what_was_put_in_and_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut seed = Seed(20_260_304);
    let people: Vec<_> = (0..60)
        .map(|n| {
            let who = format!("P{n}");
            let encounters = 1 + seed.below(8) as u32;
            let (visit, expected) = any_visit(&mut seed, &who, encounters, 30);
            (who, visit, expected)
        })
        .collect();
    let store = open(dir.path());
    let visits = people.iter().map(|(_, visit, _)| visit.clone());
    assert_eq!(store.import_visits(visits), Ok(60));
    for (who, _, expected) in &people {
        assert_eq!(&history(&store, who), expected, "{who}");
    }
    store.verify().unwrap();
    drop(store);

    let store = open(dir.path());
    for (who, visit, expected) in &people {
        assert_eq!(&history(&store, who), expected, "{who} after a restart");
        store.import_visits([visit.clone()]).unwrap();
        assert_eq!(&history(&store, who), expected, "{who} after sending the same again");
    }
    assert_eq!(store.counts().persons, 60);
    store.verify().unwrap();
}

#[test]
fn lines_without_ids_are_kept_apart_and_not_doubled() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let nameless = |at| line("", 0, at);
    let made = || {
        let lines = vec![
            nameless("2026-03-04 09:00:00"),
            nameless("2026-03-04 09:00:00"),
            nameless("2026-03-04 10:00:00"),
        ];
        visit("P", vec![encounter("E", "2026-03-04 08:00:00")], lines, true)
    };
    store.import_visits([made(), made()]).unwrap();
    assert_eq!(history(&store, "P").lines.len(), 3);
}

#[test]
fn a_call_and_its_findings_come_back_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut first = call(CallId::from_number(1).as_str(), "P", "E", "2026-03-04 10:00:00");
    first.stage = Stage::Settlement;
    first.degraded = Some("历史不可用".to_owned());
    let mut shown = finding("1", &["L1", "L2"]);
    shown.certainty = Certainty::Suspect;
    shown.action = Action::ReasonRequired;
    shown.state = RuleState::Trial;
    let second = call(CallId::from_number(2).as_str(), "P", "E", "2026-03-04 10:05:00");
    store
        .submit(entry(first.clone(), None, vec![shown.clone(), finding("2", &[])]))
        .unwrap();
    store.submit(entry(second.clone(), None, vec![])).unwrap();
    store.flush().unwrap();

    let calls = store.calls(None, 10).unwrap();
    assert_eq!(calls.len(), 2, "calls without findings are kept too");
    assert_eq!((&calls[0].call, &calls[1].call), (&first, &second));
    assert_eq!(calls[0].findings, [shown.clone(), finding("2", &[])]);
    let of_first = |tag: &str| jr(first.id.as_str(), tag);
    assert!(calls[0].finding_ids().eq([of_first("1"), of_first("2")]));
    let (shown_id, unknown_id) = (of_first("1"), of_first("3"));
    assert_eq!(store.calls(Some(first.id.clone()), 10).unwrap(), calls[1..]);
    assert_eq!(store.calls(None, 1).unwrap(), calls[..1]);

    let expected = StoredFinding {
        finding: shown,
        call: first.id,
        stage: Stage::Settlement,
        institution: first.institution,
        person: first.person,
        encounter: first.encounter,
        doctor: first.doctor,
        at: first.responded_at,
        feedback: None,
    };
    assert_eq!(store.finding(&shown_id), Ok(Some(expected)));
    assert_eq!(store.finding(&unknown_id), Ok(None));
    assert_eq!(store.finding(&jr("C9", "1")), Ok(None));
    let counts = store.counts();
    assert_eq!((counts.calls, counts.findings, counts.persons), (2, 2, 0));
}

#[test]
fn call_ids_made_from_numbers_sort_as_the_numbers_do() {
    let numbers = [0, 1, 31, 32, 1 << 40, u64::MAX - 1, u64::MAX];
    let ids: Vec<CallId> = numbers.into_iter().map(CallId::from_number).collect();
    assert!(ids.is_sorted() && ids.iter().all(|id| id.as_str().len() == 13));
    assert_eq!(ids.windows(2).filter(|pair| pair[0] == pair[1]).count(), 0);
    assert!(ids.iter().map(CallId::number).eq(numbers.map(Some)));
    for text in ["", "1", "C1", "000000000000i", "ZZZZZZZZZZZZZ", "00000000000001"] {
        assert_eq!(CallId::new(text).number(), None, "{text}");
    }
}

#[test]
fn the_last_bill_of_a_visit_is_found_by_the_visit() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(store.last_call(), Ok(None));
    let id = |number: u64| CallId::from_number(number);
    let bill = |number: u64, person: &str, encounter: &str, clock: &str| Call {
        stage: Stage::Settlement,
        ..call(
            id(number).as_str(),
            person,
            encounter,
            &format!("2026-03-04 {clock}:00"),
        )
    };
    let unjudged = Call {
        degraded: Some("超时".to_owned()),
        ..bill(6, "P", "E", "10:06")
    };
    let ordered = Call {
        stage: Stage::Prescribing,
        ..bill(7, "P", "E", "10:07")
    };
    let elsewhere = Call {
        institution: "H2".into(),
        ..bill(8, "P", "E", "10:08")
    };
    for made in [
        bill(1, "P", "E", "10:01"),
        bill(2, "Q", "E", "10:02"),
        bill(3, "P", "E", "10:03"),
        bill(4, "P", "F", "10:04"),
        bill(5, "P", "E", "10:05"),
        unjudged,
        ordered,
        elsewhere,
    ] {
        store.submit(entry(made, None, vec![finding("1", &["L"])])).unwrap();
    }
    store.flush().unwrap();
    let visit = VisitId {
        person: "P".into(),
        institution: InstitutionCode::new("H44030000001"),
        encounter: "E".into(),
    };
    let last = |after: u64, until: &str| {
        let until = moment(&format!("2026-03-04 {until}:00"));
        let found = store.last_settlement(&visit, &id(after), until).unwrap();
        found.and_then(|found| found.call.id.number())
    };
    assert_eq!(last(1, "23:00"), Some(5));
    assert_eq!(last(1, "10:04"), Some(3));
    assert_eq!(last(1, "10:02"), None);
    assert_eq!(last(5, "23:00"), None);
    assert_eq!(store.last_call(), Ok(Some(id(8))));
    store.verify().unwrap();
}
