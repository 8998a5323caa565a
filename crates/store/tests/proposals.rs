//! Proposed, billed, taken back: history shows each line once, in its last form.

mod support;

use domain::*;
use store::{Billed, Disposal, Feedback, FeedbackOutcome, Store, Visit, VisitId};
use support::*;

const AT: &str = "2026-03-04 09:00:00";

/// A store with one encounter, and a way to send visits to it.
fn send(store: &Store, lines: Vec<FeeLine>, billed: bool) {
    let visit = visit("P", vec![encounter("E", "2026-03-04 08:00:00")], lines, billed);
    store
        .submit(entry(call("C", "P", "E", AT), Some(visit), vec![]))
        .unwrap();
    store.flush().unwrap();
}

#[test]
fn a_proposal_replaces_the_same_line_and_the_same_prescription() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let first = vec![
        line("a", 0, AT),
        with_prescription(line("b", 0, AT), "CF1"),
        with_prescription(line("c", 0, AT), "CF1"),
        with_prescription(line("d", 0, AT), "CF2"),
    ];
    send(&store, first, false);
    let dearer = FeeLine {
        amount: Money::from_fen(999),
        ..line("a", 0, AT)
    };
    send(&store, vec![dearer, with_prescription(line("e", 0, AT), "CF1")], false);
    let now = history(&store, "P");
    assert_eq!(line_ids(&now), ["a", "d", "e"]);
    assert_eq!(now.lines[0].amount, Money::from_fen(999));
    assert_eq!(now.encounters.len(), 1);
}

#[test]
fn a_bill_replaces_everything_of_its_encounters_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let two = vec![
        encounter("E", "2026-03-04 08:00:00"),
        encounter("F", "2026-03-05 08:00:00"),
    ];
    let both = visit("P", two, vec![line("a", 0, AT), line("b", 1, AT)], false);
    store
        .submit(entry(call("C", "P", "E", AT), Some(both), vec![]))
        .unwrap();
    send(&store, vec![line("x", 0, AT), line("y", 0, AT)], true);
    assert_eq!(line_ids(&history(&store, "P")), ["x", "y", "b"]);

    let cheaper = FeeLine {
        amount: Money::from_fen(1),
        ..line("x", 0, AT)
    };
    send(&store, vec![cheaper], true);
    let now = history(&store, "P");
    assert_eq!(line_ids(&now), ["x", "b"], "a line taken off the bill is gone");
    assert_eq!(now.lines[0].amount, Money::from_fen(1));
    send(&store, vec![line("0001", 0, AT)], true);
    assert_eq!(
        line_ids(&history(&store, "P")),
        ["0001", "b"],
        "the settled claim counts its lines otherwise"
    );
}

#[test]
fn what_a_settlement_carries_as_context_is_not_thereby_billed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let context = |id: &str| encounter(id, "2026-03-03 08:00:00");
    let proposed = with_prescription(line("a", 0, AT), "CF1");
    let earlier = visit("P", vec![context("D")], vec![proposed.clone()], false);
    store
        .submit(entry(call("C", "P", "D", AT), Some(earlier), vec![]))
        .unwrap();
    let settle = |context: Vec<Encounter>, lines: Vec<FeeLine>| {
        let now = Encounter {
            current: true,
            ..encounter("E", "2026-03-04 08:00:00")
        };
        let own = line("x", context.len() as u32, AT);
        let settled = Visit {
            billed: Billed::UnderReview,
            ..visit(
                "P",
                context.into_iter().chain([now]).collect(),
                lines.into_iter().chain([own]).collect(),
                true,
            )
        };
        store
            .submit(entry(call("C2", "P", "E", AT), Some(settled), vec![]))
            .unwrap();
        store.flush().unwrap();
        let now = history(&store, "P");
        let ids: Vec<String> = now.lines.iter().map(|line| line.id.to_string()).collect();
        (ids, now.billed)
    };
    let expected = (vec!["a".to_owned(), "x".to_owned()], vec![false, true]);
    assert_eq!(settle(vec![context("D")], vec![]), expected, "empty, it erases nothing");
    assert_eq!(settle(vec![context("D")], vec![proposed]), expected);
    let rewritten = with_prescription(line("b", 0, AT), "CF1");
    let expected = (vec!["b".to_owned(), "x".to_owned()], vec![false, true]);
    assert_eq!(settle(vec![context("D")], vec![rewritten]), expected);
}

#[test]
fn a_bill_in_several_pieces_is_one_bill() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let piece = || encounter("E", "2026-03-04 08:00:00");
    let bill = || {
        visit(
            "P",
            vec![piece(), piece()],
            vec![line("a", 0, AT), line("b", 1, AT)],
            true,
        )
    };
    store.import_visits([bill(), bill()]).unwrap();
    assert_eq!(line_ids(&history(&store, "P")), ["a", "b"]);
}

#[test]
fn a_proposal_never_touches_a_bill() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    send(&store, vec![with_prescription(line("a", 0, AT), "CF1")], true);
    let other = FeeLine {
        amount: Money::from_fen(1),
        ..with_prescription(line("a", 0, AT), "CF1")
    };
    send(&store, vec![other, with_prescription(line("b", 0, AT), "CF1")], false);
    let now = history(&store, "P");
    assert_eq!(line_ids(&now), ["a", "b"]);
    assert_eq!(now.lines[0].amount, Money::from_fen(700));
}

#[test]
fn a_moved_begin_and_unsaid_fields_do_not_double_or_lose_the_encounter() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut before = encounter("E", "2026-03-04 08:00:00");
    before.operations = Fact::Known(vec![]);
    before.fund_paid = Fact::Known(Money::from_fen(5));
    let mut after = encounter("E", "2026-03-03 22:00:00");
    after.diagnoses.clear();
    after.total = Fact::Known(Money::from_fen(8));
    store
        .import_visits([visit("P", vec![before.clone()], vec![line("a", 0, AT)], true)])
        .unwrap();
    store
        .import_visits([visit("P", vec![after.clone()], vec![line("a", 0, AT)], true)])
        .unwrap();
    let now = history(&store, "P");
    assert_eq!(line_ids(&now), ["a"]);
    after.diagnoses = before.diagnoses;
    after.operations = before.operations;
    after.fund_paid = before.fund_paid;
    assert_eq!(now.encounters, [after]);
    store.verify().unwrap();
}

#[test]
fn the_same_visit_id_at_two_institutions_is_two_encounters() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let here = encounter("1", "2026-03-04 08:00:00");
    let mut there = here.clone();
    there.institution.code = InstitutionCode::new("H2");
    store
        .import_visits([visit(
            "P",
            vec![here, there],
            vec![line("a", 0, AT), line("a", 1, AT)],
            true,
        )])
        .unwrap();
    let now = history(&store, "P");
    assert_eq!((now.encounters.len(), now.lines.len()), (2, 2));
}

#[test]
fn a_visit_of_which_nothing_stands_is_forgotten_and_may_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let stays = |who: &str| visit(who, vec![encounter("E", AT)], vec![line("a", 0, AT)], true);
    let mut there = encounter("E", AT);
    there.institution.code = InstitutionCode::new("H2");
    store
        .import_visits([
            stays("P"),
            stays("Q"),
            visit("P", vec![there], vec![line("b", 0, AT)], true),
        ])
        .unwrap();
    let name = |who: &str| VisitId {
        person: PersonId::new(who),
        institution: InstitutionCode::new("H44030000001"),
        encounter: EncounterId::new("E"),
    };
    assert_eq!(store.forget_visits(["P", "Q", "R"].map(name)), Ok(2));
    assert_eq!(store.forget_visits(["P", "Q", "R"].map(name)), Ok(0), "once is enough");
    let now = history(&store, "P");
    assert_eq!((now.encounters.len(), line_ids(&now)), (1, vec!["b"]));
    assert_eq!(now.forgotten_until, None, "what did not happen is not missing");
    assert_eq!(history(&store, "Q"), store::History::default());
    let counts = store.counts();
    assert_eq!((counts.persons, counts.encounters), (1, 1));
    store.import_visits([stays("Q")]).unwrap();
    assert_eq!(line_ids(&history(&store, "Q")), ["a"]);
    assert_eq!(store.counts().encounters, 2);
    store.verify().unwrap();
}

#[test]
fn a_visit_without_identity_is_counted_and_not_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let stranger = visit(
        "",
        vec![encounter("E", "2026-03-04 08:00:00")],
        vec![line("a", 0, AT)],
        true,
    );
    let stray = visit(
        "P",
        vec![encounter("E", "2026-03-04 08:00:00")],
        vec![line("a", 7, AT)],
        true,
    );
    store.import_visits([stranger, stray]).unwrap();
    assert_eq!(store.counts().unattached, 2);
    assert!(history(&store, "").encounters.is_empty());
    assert!(history(&store, "P").lines.is_empty());
}

fn reply(id: &str, way: Disposal, reason: &str) -> Feedback {
    Feedback {
        finding_id: id.to_owned(),
        stage_kind: Stage::Prescribing,
        way,
        reason: reason.to_owned(),
        institution: InstitutionCode::new("H44030000001"),
        operator: "D001".to_owned(),
        at: moment("2026-03-04 09:01:00"),
    }
}

#[test]
fn what_goes_back_to_be_changed_is_forgotten_charged_or_not() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    send(&store, vec![line("billed", 0, AT)], true);
    let lines = vec![line("a", 0, AT), line("b", 0, AT)];
    let proposal = visit("P", vec![encounter("E", "2026-03-04 08:00:00")], lines, false);
    let shown = vec![finding("1", &["a", "billed"])];
    store
        .submit(entry(call("C2", "P", "E", AT), Some(proposal.clone()), shown))
        .unwrap();
    // Not flushed: the reply must find the finding that still waits before it in the queue.
    assert_eq!(
        store.feedback(reply(&jr("C2", "1"), Disposal::Amend, "")),
        Ok(FeedbackOutcome::Recorded)
    );
    assert_eq!(line_ids(&history(&store, "P")), ["b"]);

    store
        .submit(entry(call("C3", "P", "E", AT), Some(proposal), vec![]))
        .unwrap();
    store.flush().unwrap();
    assert_eq!(
        line_ids(&history(&store, "P")),
        ["a", "b"],
        "proposed anew, remembered anew"
    );
}

#[test]
fn feedback_is_idempotent_and_keeps_its_amendments() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .submit(entry(call("C", "P", "E", AT), None, vec![finding("1", &[])]))
        .unwrap();
    let shown = jr("C", "1");
    let first = reply(&shown, Disposal::Continue, "");
    let later = Feedback {
        at: moment("2026-03-04 11:00:00"),
        ..first.clone()
    };
    let changed = reply(&shown, Disposal::Continue, "病情需要");
    assert_eq!(store.feedback(first.clone()), Ok(FeedbackOutcome::Recorded));
    assert_eq!(store.feedback(later), Ok(FeedbackOutcome::Repeated));
    assert_eq!(store.feedback(changed.clone()), Ok(FeedbackOutcome::Recorded));
    assert_eq!(
        store.feedback(reply(&jr("C", "9"), Disposal::Amend, "")),
        Ok(FeedbackOutcome::UnknownFinding)
    );
    assert_eq!(
        store.feedback(reply(&jr("C", "9"), Disposal::Amend, "")),
        Ok(FeedbackOutcome::Repeated)
    );
    drop(store);

    let store = open(dir.path());
    let trail = store.finding(&shown).unwrap().unwrap().feedback.unwrap();
    assert_eq!((trail.first, trail.amendments), (first, vec![changed]));
    let counts = store.counts();
    assert_eq!((counts.feedback, counts.feedback_without_reason), (2, 1));
}

#[test]
fn a_client_that_never_stops_changing_its_mind_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let outcomes: Vec<_> = (0..40)
        .map(|n| store.feedback(reply("JR", Disposal::Continue, &n.to_string())))
        .collect();
    assert!(outcomes[..33].iter().all(Result::is_ok));
    assert!(
        outcomes[33..]
            .iter()
            .all(|outcome| *outcome == Err(store::StoreError::TooManyAmendments(32)))
    );
}
