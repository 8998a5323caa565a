//! Flow tables and random play of the matters of clinical conduct.

use crate::support::flow::{Touched, run};
use crate::support::form::honest;
use crate::support::play::{Play, play};
use crate::support::{calendar, names};
use casework::{Clock, Limits, Machine, Offering, Recorded};
use conduct::antimicrobial::{Breach, breach};
use conduct::quality::{Assistance, Checkup, HighCostReview, assistance, checkup, high_cost_review};
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

#[test]
fn high_cost_review() {
    let touched = run::<HighCostReview>("high_cost_review.txt", include_str!("flows/high_cost_review.txt"));
    let stages = ["待分派", "核查中", "待结论", "待办结", "已办结"];
    let events = ["registered", "assigned", "filled", "returned", "judged", "closed"];
    complete(&touched, &stages, &events);
    reaches::<HighCostReview>(&stages);
}

impl Play for HighCostReview {
    fn moves() -> Vec<(high_cost_review::Command, &'static str)> {
        let assign = |reviewer: &str| json!({"command": "assign", "reviewer": reviewer, "due": "2029-12-31"});
        let fill = |doubtful: &str| {
            json!({"command": "fill", "sheet": {"doubtful": doubtful, "papers": [],
                "opinions": [{"aspect": "charges", "reasonable": false, "note": "重复收费"}]}})
        };
        let judge = json!({"command": "judge", "verdict": "unreasonable", "opinion": "属实"});
        moves::<Self>(vec![
            (
                json!({"command": "register", "case": {"encounter": "Z1", "institution": "H1", "division": "990101",
                    "department": "外科", "practitioner": "D1", "group": "甲组", "discharged_on": "2025-12-31",
                    "total": "20000.00", "threshold": "10000.00", "basis": {"basis": "group"}}}),
                "系统",
            ),
            (assign("医师乙"), "医保办"),
            (assign("医保办"), "行风科"),
            (fill("100.00"), "医师乙"),
            (fill("100.00"), "医保办"),
            (fill("20000.01"), "医师乙"),
            (
                json!({"command": "return", "reason": "补充", "due": "2029-12-31"}),
                "院长",
            ),
            (judge.clone(), "医保办"),
            (judge, "院长"),
            (json!({"command": "close", "measures": "已整改"}), "行风科"),
        ])
    }

    fn check(&self, history: &[Recorded<high_cost_review::Event>]) {
        offers_are_honest(self, history);
        assert!(
            self.judge.is_none() || self.judge != self.reviewer,
            "the reviewer judged"
        );
        assert!(
            self.verdict.is_none() || self.sheet.is_some(),
            "a verdict without a sheet"
        );
        let (case, sheet) = (self.case.as_ref(), self.sheet.as_ref());
        assert!(sheet.is_none_or(|sheet| case.is_some_and(|case| sheet.doubtful <= case.total)));
    }
}

#[test]
fn checkup() {
    let touched = run::<Checkup>("checkup.txt", include_str!("flows/checkup.txt"));
    let stages = ["自评中", "检查中", "待验收", "已办结"];
    let events = [
        "assigned",
        "answered",
        "submitted",
        "found",
        "concluded",
        "returned",
        "closed",
    ];
    complete(&touched, &stages, &events);
    reaches::<Checkup>(&stages);
}

impl Play for Checkup {
    fn moves() -> Vec<(checkup::Command, &'static str)> {
        let assign = |experts: Value| {
            json!({"command": "assign", "due": "2029-12-31", "task": {
                "institution": "H1", "division": "990101", "ownership": "public", "specialties": [], "topics": [],
                "list": {"title": "虚构清单", "items": [{"aspect": "甲", "text": "第一项", "points": 3},
                                                    {"aspect": "乙", "text": "第二项", "points": 3}]},
                "experts": experts}})
        };
        let answer = |item: u16, done: bool| {
            json!({"command": "answer", "entry": {"item": item, "score": 3, "done": done, "note": "说明",
                "proof": [{"name": "佐证", "digest": "aa"}]}})
        };
        moves::<Self>(vec![
            (assign(json!([{"user": "专家甲"}])), "行风科"),
            (assign(json!([])), "行风科"),
            (answer(1, true), "行风办"),
            (answer(2, false), "科主任"),
            (answer(2, true), "科主任"),
            (answer(3, true), "院长"),
            (json!({"command": "submit"}), "院长"),
            (
                json!({"command": "find", "finding": {"item": 1, "problem": "不符", "proof": []}}),
                "专家甲",
            ),
            (
                json!({"command": "find", "finding": {"item": 1, "problem": "不符", "proof": []}}),
                "专家乙",
            ),
            (json!({"command": "conclude", "opinion": "已看"}), "专家甲"),
            (
                json!({"command": "return", "reason": "补充", "due": "2029-12-31"}),
                "行风科",
            ),
            (json!({"command": "close", "opinion": "合格"}), "行风科"),
        ])
    }

    fn check(&self, history: &[Recorded<checkup::Event>]) {
        offers_are_honest(self, history);
        let Some(task) = &self.task else {
            assert!(self.entries.is_empty() && self.findings.is_empty());
            return;
        };
        let (completion, score) = (self.completion(), self.score());
        assert_eq!(completion.whole, task.list.items.len() as u64);
        assert!(completion.part <= completion.whole && score.part <= score.whole);
        // Only the named experts have found anything.
        assert!(
            self.findings
                .iter()
                .all(|found| task.experts.iter().any(|expert| expert.user == found.by))
        );
        // What is handed in answers every item.
        assert!(self.stage == checkup::Stage::SelfCheck || self.entries.len() == task.list.items.len());
    }
}

#[test]
fn assistance() {
    let touched = run::<Assistance>("assistance.txt", include_str!("flows/assistance.txt"));
    let stages = ["帮扶中", "已结束"];
    complete(&touched, &stages, &["paired", "visited", "concluded"]);
    reaches::<Assistance>(&stages);
}

impl Play for Assistance {
    fn moves() -> Vec<(assistance::Command, &'static str)> {
        let visit = |day: &str| {
            json!({"command": "visit", "visit": {"held_on": day, "people": 2, "content": "坐诊",
                "proof": [{"name": "签到表", "digest": "aa"}]}})
        };
        moves::<Self>(vec![
            (
                json!({"command": "pair", "due": "2029-12-31", "pair": {"institution": "H1", "division": "990101",
                    "helper": "H2", "plan": "坐诊", "baselines": [{"name": "住院日", "before": "9天"}]}}),
                "行风科",
            ),
            (visit("2026-01-05"), "院长"),
            (visit("2026-01-05"), "外院院长"),
            (visit("2026-02-05"), "行风科"),
            (
                json!({"command": "conclude", "results": [{"name": "住院日", "after": "8天"}], "opinion": "好"}),
                "行风科",
            ),
            (json!({"command": "conclude", "results": [], "opinion": "好"}), "行风科"),
        ])
    }

    fn check(&self, history: &[Recorded<assistance::Event>]) {
        offers_are_honest(self, history);
        let over = self.stage == assistance::Stage::Concluded;
        assert!(!over || !self.visits.is_empty(), "concluded without a visit");
        assert!(
            self.before_and_after()
                .iter()
                .all(|(.., after)| after.is_some() == over)
        );
    }
}
