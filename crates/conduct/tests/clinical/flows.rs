//! Flow tables and random play of the matters of clinical conduct.

use crate::support::flow::{Touched, run};
use crate::support::form::honest;
use crate::support::play::{Play, play};
use crate::support::{calendar, names};
use casework::{Clock, Limits, Machine, Offering, Recorded};
use conduct::antimicrobial::{Breach, breach};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Fails where a table leaves out a stage or an event.
fn complete(touched: &Touched, stages: &[&str], events: &[&str]) {
    let missing = |all: &[&str], found: &BTreeSet<String>| -> Vec<String> {
        let names = all.iter().filter(|name| !found.contains(**name));
        names.map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(missing(stages, &touched.stages), Vec::<String>::new(), "环节没有走到");
    assert_eq!(missing(events, &touched.events), Vec::<String>::new(), "事件没有发生");
}

/// Plays, and fails where a stage was never reached: the play would prove nothing about it.
fn reaches<M: Play>(stages: &[&str]) {
    let reached = play::<M>(150);
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

/// Commands as JSON, so that a move reads like a row of a flow table.
fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    let read = |json: Value| serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"));
    list.into_iter().map(|(json, who)| (read(json), who)).collect()
}

/// What anybody is offered now and fills in is accepted, or refused for its contents alone.
fn offers_are_honest<M: Offering>(state: &M, history: &[Recorded<M::Event>]) {
    static CALENDAR: LazyLock<casework::WorkCalendar> = LazyLock::new(calendar);
    let Some(last) = history.last() else { return };
    let clock = Clock {
        now: last.at,
        calendar: &CALENDAR,
        limits: &Limits::national(),
    };
    for who in names() {
        honest(state, who, &clock);
    }
}

#[test]
fn breach() {
    let touched = run::<Breach>("breach.txt", include_str!("flows/breach.txt"));
    complete(
        &touched,
        &["未提出", "待确认", "待约谈", "已约谈", "不予处置", "已办结"],
        &["proposed", "confirmed", "rejected", "held", "points_decided", "closed"],
    );
    reaches::<Breach>(&["待确认", "待约谈", "已约谈", "不予处置", "已办结"]);
}

impl Play for Breach {
    fn moves() -> Vec<(breach::Command, &'static str)> {
        let excess = |points: Value| {
            json!({"command": "propose", "excess": {
                "institution": "H1", "division": "990101", "month": "2025-12", "department": "外科", "practitioner": "D1",
                "measure": "inpatient_rate", "figure": {"per_hundred": {"part": 7, "whole": 10}},
                "target": {"bound": "at_most", "hundredths": 6000},
                "warned": {"month": "2025-10", "held_on": "2025-11-12"}, "points": points}})
        };
        let hold = |day: &str, second: &str| {
            json!({"command": "hold", "interview": {"held_on": day, "interviewers": [{"user": "行风办"}, {"user": second}],
                "minutes": "已约谈", "demands": "限期改正", "papers": [{"name": "纪要.pdf", "digest": "aa"}]}})
        };
        let confirm = json!({"command": "confirm", "opinion": "属实", "due": "2029-12-31"});
        moves::<Self>(vec![
            (excess(json!(2)), "系统"),
            (excess(Value::Null), "系统"),
            (confirm.clone(), "行风办"),
            (confirm, "行风科"),
            (json!({"command": "reject", "reason": "当月收治重症"}), "行风办"),
            (hold("2026-01-06", "医保办"), "行风办"),
            (hold("2026-01-09", "医保办"), "行风科"),
            (hold("2026-02-01", "医保办"), "行风办"),
            (hold("2026-01-06", "行风办"), "行风办"),
            (
                json!({"command": "decide_points", "points": 2, "basis": "经约谈仍超标"}),
                "行风科",
            ),
            (
                json!({"command": "decide_points", "points": 13, "basis": "过多"}),
                "行风科",
            ),
            (json!({"command": "close", "opinion": "已整改"}), "行风办"),
        ])
    }

    fn check(&self, history: &[Recorded<breach::Event>]) {
        offers_are_honest(self, history);
        // Nobody is charged with anything before an office has confirmed it.
        assert!(self.candidate().is_none() || self.confirmed_by.is_some());
        assert!(
            self.decided
                .iter()
                .all(|decided| decided.points <= 12 && self.confirmed_by.is_some())
        );
        // What was proposed with points does not end without a decision on them.
        let proposed = self.excess.as_ref().is_some_and(|excess| excess.points.is_some());
        assert!(self.stage != breach::Stage::Closed || !proposed || self.decided.is_some());
        assert_eq!(self.due().is_some(), self.stage == breach::Stage::Confirmed);
    }
}
