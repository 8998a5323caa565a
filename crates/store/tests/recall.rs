//! What a request gets back: its own encounters whole, of the others what some rule will look at,
//! with every line whether it was charged; and how far back the store vouches for it.

mod support;

use domain::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use store::{Everything, Store, Wanted};
use support::*;

const NOW: &str = "2026-03-04 08:00:00";
const BEFORE: &str = "2026-02-01 08:00:00";

fn of_item(line: FeeLine, item: &str, name: &str) -> FeeLine {
    FeeLine {
        item: ItemCode::new(item),
        name: name.into(),
        ..line
    }
}

/// An earlier visit and the present one, each with lines of two items.
fn two_visits(store: &Store) {
    let lines = |begin: &str, visit: &str| {
        vec![
            of_item(line(&format!("{visit}-1"), 0, begin), "A", "甲药"),
            of_item(line(&format!("{visit}-2"), 0, begin), "B", "乙药"),
            of_item(line(&format!("{visit}-3"), 0, begin), "A", "甲药"),
            of_item(line(&format!("{visit}-4"), 0, begin), "A", "甲药（另名）"),
        ]
    };
    store
        .import_visits([
            visit("P", vec![encounter("OLD", BEFORE)], lines(BEFORE, "OLD"), true),
            visit("P", vec![encounter("NOW", NOW)], lines(NOW, "NOW"), false),
        ])
        .unwrap();
}

#[test]
fn the_filter_holds_back_lines_of_other_encounters_only() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    two_visits(&store);
    let asked = RefCell::new(BTreeMap::<(String, String), u32>::new());
    let recall = |own: &[Encounter]| {
        let mut only_b = asking(|item, name, kind| {
            assert_eq!(kind, ItemKind::Drug);
            *asked
                .borrow_mut()
                .entry((item.to_owned(), name.to_owned()))
                .or_default() += 1;
            item == "B"
        });
        store
            .history(&PersonId::new("P"), day("2026-01-01"), own, &mut only_b)
            .unwrap()
    };
    let found = recall(&[encounter("NOW", NOW)]);
    assert_eq!(line_ids(&found), ["OLD-2", "NOW-1", "NOW-2", "NOW-3", "NOW-4"]);
    assert_eq!(found.billed, [true, false, false, false, false]);
    assert_eq!(found.encounters.len(), 2, "an encounter is told even without its lines");
    let once_each: Vec<u32> = asked.borrow().values().copied().collect();
    assert_eq!(once_each, [1, 1, 1], "A under two names and B, once each: {asked:?}");

    let elsewhere = Encounter {
        institution: Institution {
            code: InstitutionCode::new("H2"),
            ..Institution::default()
        },
        ..encounter("NOW", NOW)
    };
    assert_eq!(
        line_ids(&recall(&[elsewhere])),
        ["OLD-2", "NOW-2"],
        "the same id at another institution is another encounter"
    );
}

/// Turns items away by mark, then by code, and lets the name decide where the code leaves it open.
struct InSteps {
    asked: Vec<String>,
}

impl Wanted for InSteps {
    fn wants_mark(&self, mark: ItemMark, kind: ItemKind) -> Option<bool> {
        assert_eq!(kind, ItemKind::Drug);
        (mark == ItemMark::of("A")).then_some(false)
    }

    fn wants_code(&mut self, mark: ItemMark, code: &str, _kind: ItemKind) -> Option<bool> {
        assert_eq!(mark, ItemMark::of(code));
        self.asked.push(code.to_owned());
        match code {
            "B" => Some(true),
            "C" => Some(false),
            _ => None,
        }
    }

    fn wants_name(&mut self, name: &str) -> bool {
        self.asked.push(name.to_owned());
        name == "丁药"
    }

    fn has_line(&self, encounter: &Encounter, line: &str) -> bool {
        (encounter.institution.code.as_str(), encounter.id.as_str(), line) == ("H44030000001", "OLD", "3")
    }
}

#[test]
fn an_item_is_asked_for_only_until_it_is_decided() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let items = [
        ("1", "A", "甲药"),
        ("2", "B", "乙药"),
        ("3", "C", "丙药"),
        ("4", "D", "丁药"),
        ("5", "E", "戊药"),
    ];
    let lines = items.map(|(id, code, name)| of_item(line(id, 0, BEFORE), code, name));
    store
        .import_visits([visit("P", vec![encounter("OLD", BEFORE)], lines.to_vec(), true)])
        .unwrap();
    let mut steps = InSteps { asked: Vec::new() };
    let found = store
        .history(&PersonId::new("P"), day("2026-01-01"), &[], &mut steps)
        .unwrap();
    assert_eq!(line_ids(&found), ["2", "4"]);
    assert_eq!(steps.asked, ["B", "C", "D", "丁药", "E", "戊药"]);

    let own = [encounter("OLD", BEFORE)];
    let found = store
        .history(&PersonId::new("P"), day("2026-01-01"), &own, &mut steps)
        .unwrap();
    assert_eq!(
        line_ids(&found),
        ["1", "2", "4", "5"],
        "own lines come unasked, but for the one known"
    );
    assert_eq!(steps.asked.len(), 6);
}

#[test]
fn what_passes_the_filter_is_what_was_put_in() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut seed = Seed(31);
    for number in 0..20 {
        let who = format!("P{number}");
        let (made, mut expected) = any_visit(&mut seed, &who, 5, 40);
        store.import_visits([made]).unwrap();
        let wanted = |item: &str, name: &str, kind: ItemKind| {
            kind != ItemKind::Herb && !(item.is_empty() && name.is_empty()) && item != "T000600001"
        };
        let found = store
            .history(&PersonId::new(&who), day("2000-01-01"), &[], &mut asking(wanted))
            .unwrap();
        expected
            .lines
            .retain(|line| wanted(line.item.as_str(), &line.name, line.kind));
        expected.billed.truncate(expected.lines.len());
        assert_eq!(found, expected, "{who}");
        assert!(!found.lines.is_empty());
    }
}

#[test]
fn the_requests_own_encounters_are_told_however_old_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    two_visits(&store);
    let since = day("2026-03-01");
    let recall = |own: &[Encounter]| store.history(&PersonId::new("P"), since, own, &mut Everything).unwrap();
    assert_eq!(recall(&[]).encounters.len(), 1);
    assert_eq!(recall(&[encounter("OLD", BEFORE)]).encounters.len(), 2);
}

#[test]
fn a_new_store_knows_since_its_first_call_and_what_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(store.known_since(), None);
    two_visits(&store);
    assert_eq!(
        store.known_since(),
        None,
        "an import alone does not say that it is complete"
    );
    for (number, at) in [(1, NOW), (2, "2026-03-09 08:00:00"), (3, "2026-03-02 08:00:00")] {
        store
            .submit(entry(call(&format!("C{number}"), "P", "NOW", at), None, vec![]))
            .unwrap();
        store.flush().unwrap();
        assert_eq!(store.known_since(), Some(day("2026-03-04")), "the first call counts");
    }
    drop(store);

    let store = open(dir.path());
    assert_eq!(store.known_since(), Some(day("2026-03-04")), "after a restart");
    store.declare_known_since(day("2026-03-05")).unwrap();
    assert_eq!(store.known_since(), Some(day("2026-03-04")), "never later");
    store.declare_known_since(day("1969-12-31")).unwrap();
    assert_eq!(store.known_since(), Some(day("1969-12-31")));
    drop(store);

    let store = open(dir.path());
    store.submit(entry(call("C9", "P", "NOW", NOW), None, vec![])).unwrap();
    store.flush().unwrap();
    assert_eq!(store.known_since(), Some(day("1969-12-31")));
    store.verify().unwrap();
}

#[test]
fn a_store_can_be_told_before_its_first_call() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.declare_known_since(day("2026-01-01")).unwrap();
    store.submit(entry(call("C1", "P", "NOW", NOW), None, vec![])).unwrap();
    store.flush().unwrap();
    assert_eq!(store.known_since(), Some(day("2026-01-01")));
}

#[test]
fn a_visit_counts_from_its_acceptance_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    two_visits(&store);
    // Nothing here waits for the disk, so most of it is still in the queue when it is asked for.
    for number in 0..200 {
        let who = format!("Q{number}");
        let told = |line: FeeLine| {
            let visit = visit(&who, vec![encounter("NOW", NOW)], vec![line], false);
            store
                .submit(entry(call("C", &who, "NOW", NOW), Some(visit), vec![]))
                .unwrap();
        };
        told(line("1", 0, NOW));
        assert_eq!(line_ids(&history(&store, &who)), ["1"], "{who}");
        told(line("2", 0, NOW));
        assert_eq!(line_ids(&history(&store, &who)), ["1", "2"], "{who}");
    }
    // Joined to what is on the disk, in order.
    let between = visit(
        "P",
        vec![encounter("BETWEEN", "2026-02-15 08:00:00")],
        vec![line("B", 0, "2026-02-15 08:00:00")],
        false,
    );
    store
        .submit(entry(call("C", "P", "BETWEEN", NOW), Some(between), vec![]))
        .unwrap();
    let waiting = history(&store, "P");
    assert_eq!(waiting.encounters.len(), 3);
    store.flush().unwrap();
    assert_eq!(history(&store, "P"), waiting, "the same as after the commit");
}

#[test]
fn imported_claims_lead_back_only_without_a_gap() {
    let first_call = |store: &Store| {
        store.submit(entry(call("C1", "P", "NOW", NOW), None, vec![])).unwrap();
        store.flush().unwrap();
    };
    for (last, known) in [
        ("2026-02-28", "2026-03-04"),
        ("2026-03-02", "2026-03-04"),
        ("2026-03-03", "2025-01-01"),
        ("2026-03-31", "2025-01-01"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        store.declare_known_between(day("2025-01-01"), day(last)).unwrap();
        assert_eq!(
            store.known_since(),
            None,
            "of the days after the import nobody knows yet"
        );
        first_call(&store);
        assert_eq!(store.known_since(), Some(day(known)), "claims up to {last}");
        store.verify().unwrap();
    }

    // Claims that come later close the gap, and so does an operator's word.
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    first_call(&store);
    store
        .declare_known_between(day("2025-01-01"), day("2025-06-30"))
        .unwrap();
    store
        .declare_known_between(day("2025-07-01"), day("2026-01-31"))
        .unwrap();
    store
        .declare_known_between(day("2024-01-01"), day("2024-01-31"))
        .unwrap();
    assert_eq!(store.known_since(), Some(day("2026-03-04")));
    drop(store);
    let store = open(dir.path());
    store.declare_known_since(day("2026-02-01")).unwrap();
    assert_eq!(store.known_since(), Some(day("2025-01-01")));
}

/// Of an encounter of which everything was taken back it is said so, whichever of its lines are asked for; what is charged
/// afterwards unsays it.
#[test]
fn an_encounter_that_was_taken_back_whole_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let refund = FeeLine {
        quantity: -line("A", 0, BEFORE).quantity,
        ..line("B", 0, BEFORE)
    };
    let undone = |lines: Vec<FeeLine>| {
        store
            .import_visits([visit("P", vec![encounter("OLD", BEFORE)], lines, true)])
            .unwrap();
        let history = store
            .history(
                &PersonId::new("P"),
                day("2026-01-01"),
                &[],
                &mut asking(|_, _, _| false),
            )
            .unwrap();
        assert!(history.lines.is_empty());
        history.encounters[0].special.contains(&SpecialCare::Undone)
    };
    let (charged, later) = (line("A", 0, BEFORE), line("C", 0, BEFORE));
    assert!(!undone(vec![charged.clone()]));
    assert!(undone(vec![charged.clone(), refund.clone()]));
    assert!(!undone(vec![charged, refund, later]));
}

/// Of an encounter in which a dialysis was charged it is said so, whichever of its lines are asked for, until it is taken
/// back.
#[test]
fn an_encounter_with_a_dialysis_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let dialysis = |lines: Vec<FeeLine>| {
        store
            .import_visits([visit("P", vec![encounter("OLD", BEFORE)], lines, true)])
            .unwrap();
        let mut nothing = asking(|_, _, _| false);
        let history = store
            .history(&PersonId::new("P"), day("2026-01-01"), &[], &mut nothing)
            .unwrap();
        history.encounters[0].special.contains(&SpecialCare::Dialysis)
    };
    let charged = FeeLine {
        item: "003110000060000".into(),
        ..line("A", 0, BEFORE)
    };
    let refund = FeeLine {
        id: "B".into(),
        quantity: -charged.quantity,
        ..charged.clone()
    };
    let other = line("C", 0, BEFORE);
    assert!(!dialysis(vec![other.clone()]));
    assert!(dialysis(vec![charged.clone(), other.clone()]));
    assert!(!dialysis(vec![charged, refund, other]));
}
