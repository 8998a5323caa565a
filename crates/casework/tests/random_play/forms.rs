//! Random play by forms alone: people of the cast take what they are offered and fill it in by the
//! kinds of the fields, as in an interface. That carries matters through their courses.

use crate::support::form::{Hand, never_stuck, shown, told};
use crate::support::play::Play;
use crate::support::{COUNTY, actor, calendar, names};
use casework::complaint::Complaint;
use casework::credit::CreditRecord;
use casework::enforcement::Enforcement;
use casework::lead::Lead;
use casework::points::PointRecord;
use casework::recovery::Recovery;
use casework::rectification::Rectification;
use casework::review_case::ReviewCase;
use casework::self_audit::SelfAudit;
use casework::transfer::Transfer;
use casework::{Actor, Clock, Limits, Offer, Place, record};
use domain::{Division, Moment};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Which offer, filled in how thoroughly, with which values, after how many hours.
type Attempt = (prop::sample::Index, bool, usize, i64);

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let hours = prop_oneof![6 => 0..30_i64, 2 => 30..300_i64, 1 => 300..2000_i64];
    prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            prop::bool::weighted(0.3),
            0..60_usize,
            hours,
        ),
        20..60,
    )
}

/// What everybody is offered. A matter is begun in the county, where those are who carry it on.
fn offered<M: Play>(state: &M, clock: &Clock<'_>) -> Vec<(Actor, Offer)> {
    let begun = *state != M::default();
    let county = Place::Bureau {
        division: Division::new(COUNTY),
    };
    let cast = names().into_iter().map(actor);
    cast.filter(|who| begun || who.place == county)
        .flat_map(|who| {
            let offers = state.offers(&who, clock);
            offers.into_iter().map(move |offer| (who.clone(), offer))
        })
        .collect()
}

fn reaches<M: Play>(cases: u32, stages: &[&str]) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (calendar, limits) = (calendar(), Limits::national());
    // The county has one leader and one legal reviewer: made a handler, they leave nobody to judge.
    let people: Vec<&str> = names()
        .into_iter()
        .filter(|name| !matches!(actor(name).user.0.as_str(), "局长" | "法制" | "系统"))
        .collect();
    let reached = RefCell::new(BTreeSet::new());
    let outcome = runner.run(&attempts(), |sequence| {
        let mut now = Moment::parse("2026-01-05 09:00:00").unwrap();
        let mut state = M::default();
        let mut history = Vec::new();
        for (index, thorough, pick, hours) in sequence {
            now = now.plus_seconds(hours * 3600);
            if now.day().year() > 2029 {
                break;
            }
            let clock = Clock {
                now,
                calendar: &calendar,
                limits: &limits,
            };
            let mut offers = offered(&state, &clock);
            // Mostly what carries the matter on, so that courses come to their ends.
            if pick % 4 != 3 && offers.iter().any(|(_, offer)| offer.primary) {
                offers.retain(|(_, offer)| offer.primary);
            }
            let (who, command) = match (offers.is_empty(), history.is_empty()) {
                // What only the intake begins begins with a move of the other play.
                (true, true) => {
                    let (command, who) = M::moves().into_iter().next().unwrap();
                    (actor(who), command)
                }
                (true, false) => break,
                (false, _) => {
                    let (who, offer) = index.get(&offers);
                    let hand = Hand {
                        thorough,
                        pick,
                        people: &people,
                        today: &now.day().to_string(),
                    };
                    let json = hand.fill(offer);
                    let command = serde_json::from_value(json.clone());
                    (who.clone(), command.unwrap_or_else(|error| panic!("{json}: {error}")))
                }
            };
            let Ok(events) = state.decide(command, &who, &clock) else {
                continue;
            };
            for event in record(events, &who, &clock) {
                told::<M>(&event.event);
                state.apply(&event);
                history.push(event);
            }
            state.check(&history);
            never_stuck(&state, &clock);
            shown(&state, &clock);
            reached.borrow_mut().insert(state.stage_zh());
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let reached = reached.into_inner();
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(
        missing.is_empty(),
        "never reached by forms: {missing:?}, only {reached:?}"
    );
}

#[test]
fn leads() {
    reaches::<Lead>(30, &["核实中", "已转办", "已排除"]);
}

#[test]
fn reviews() {
    reaches::<ReviewCase>(200, &["已告知", "复审", "合议", "核查", "已办结", "已移送", "已排除"]);
}

#[test]
fn self_audits() {
    reaches::<SelfAudit>(30, &["自查中", "待确认", "待退回基金", "已完成"]);
}

#[test]
fn cases() {
    reaches::<Enforcement>(200, &["调查取证", "法制审核", "处罚决定", "已结案"]);
}

#[test]
fn recoveries() {
    reaches::<Recovery>(30, &["追缴中", "已缴清", "已核销"]);
}

#[test]
fn rectifications() {
    reaches::<Rectification>(30, &["整改中", "待验收", "已销号"]);
}

#[test]
fn transfers() {
    reaches::<Transfer>(30, &["待审批", "待发送", "待签收", "待反馈", "已办结"]);
}

#[test]
fn complaints() {
    reaches::<Complaint>(40, &["调查中", "已查实", "奖励待领取", "已奖励", "已办结"]);
}

#[test]
fn points() {
    reaches::<PointRecord>(30, &["正常", "暂停", "终止"]);
}

#[test]
fn credits() {
    reaches::<CreditRecord>(100, &["已告知", "异议处理中", "待公布", "已生效", "修复审核中"]);
}
