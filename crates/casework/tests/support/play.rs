//! Random play: sequences of commands by anybody at any time, and what must hold whatever comes.

use super::{actor, calendar, flow::tag, form, names};
use casework::{Clock, Limits, Machine, Offering, Recorded, Shown, UserId, record, replay};
use domain::Moment;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;

/// A matter that can be played.
pub trait Play: Offering + Shown {
    /// Commands worth trying, each with the name of somebody who might give it.
    fn moves() -> Vec<(Self::Command, &'static str)>;

    /// Panics where a state, with what led to it, is illegal.
    fn check(&self, history: &[Recorded<Self::Event>]);
}

/// One attempt: whether among the moves that are allowed now, which one, by whom instead (if anybody),
/// after how many hours. Moves that are allowed lead deep, the others must all be refused in vain.
type Attempt = (bool, prop::sample::Index, Option<prop::sample::Index>, i64);

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let stranger = prop::option::weighted(0.2, any::<prop::sample::Index>());
    // Mostly minutes and days, sometimes past every limit.
    let hours = prop_oneof![6 => 0..30_i64, 2 => 30..300_i64, 1 => 300..3000_i64];
    let attempt = (prop::bool::weighted(0.6), any::<prop::sample::Index>(), stranger, hours);
    prop::collection::vec(attempt, 1..80)
}

/// Plays `cases` sequences with a fixed seed and gives the stages that were reached.
pub fn play<M: Play>(cases: u32) -> BTreeSet<&'static str> {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (calendar, limits, moves) = (calendar(), Limits::national(), M::moves());
    let reached = std::cell::RefCell::new(BTreeSet::new());
    let outcome = runner.run(&attempts(), |sequence| {
        let (mut state, mut history) = (M::default(), Vec::new());
        let mut now = Moment::parse("2026-01-05 09:00:00").unwrap();
        for (guided, index, stranger, hours) in sequence {
            now = now.plus_seconds(hours * 3600);
            let clock = Clock {
                now,
                calendar: &calendar,
                limits: &limits,
            };
            let allowed: Vec<_> = moves
                .iter()
                .filter(|(command, usual)| guided && state.decide(command.clone(), &actor(usual), &clock).is_ok())
                .collect();
            let (command, usual) = match allowed.is_empty() {
                true => index.get(&moves).clone(),
                false => (*index.get(&allowed)).clone(),
            };
            let who = actor(stranger.map_or(usual, |index| *index.get(&names())));
            // Beyond the last known year every deadline is refused; that ends the play.
            if now.day().year() > 2029 {
                break;
            }
            let before = state.clone();
            let wanted = serde_json::to_value(&command).unwrap();
            if let Ok(events) = state.decide(command, &who, &clock) {
                assert!(!events.is_empty(), "a decision without event");
                let offers = state.offers(&who, &clock);
                let wanted = wanted["command"].as_str().unwrap_or_default();
                assert!(
                    offers.iter().any(|offer| offer.command == wanted) || form::made_by_intake(&state, wanted, &clock),
                    "accepted and not offered: {wanted}"
                );
                for event in record(events, &who, &clock) {
                    deadlines_follow(&event);
                    state.apply(&event);
                    history.push(event);
                }
                // Events of one decision are stored together; only what they lead to is a state.
                state.check(&history);
                form::never_stuck(&state, &clock);
                form::shown(&state, &clock);
                reached.borrow_mut().insert(state.stage_zh());
            } else {
                prop_assert_eq!(&before, &state, "a refusal changed the state");
            }
        }
        prop_assert_eq!(&replay::<M>(&history), &state, "replay differs");
        let written = serde_json::to_string(&history).unwrap();
        let read: Vec<Recorded<M::Event>> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &history, "events do not read back");
        let written = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(
            &serde_json::from_str::<M>(&written).unwrap(),
            &state,
            "state does not read back"
        );
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    reached.into_inner()
}

/// A deadline that an event sets is not before the event.
fn deadlines_follow<E: serde::Serialize>(recorded: &Recorded<E>) {
    let event = serde_json::to_value(&recorded.event).unwrap();
    if let Some(due) = event["due"].as_str() {
        assert!(domain::Day::parse(due).unwrap() >= recorded.at.day(), "{event}");
    }
}

/// Who caused the events with one of these tags.
pub fn by_tags<'a, M: Machine>(history: &'a [Recorded<M::Event>], tags: &[&str]) -> BTreeSet<&'a UserId> {
    history
        .iter()
        .filter(|event| tags.contains(&tag::<M>(&event.event).as_str()))
        .map(|event| &event.by)
        .collect()
}
