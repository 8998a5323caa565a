//! Random command sequences: whatever anybody tries, no matter comes into an illegal state, the
//! events rebuild the state, and nobody judges twice what two must judge.

mod support;

use casework::review_case::{self, ReviewCase, Stage};
use casework::{Machine, Recorded, UserId};
use serde_json::{Value, json};
use support::play::{Play, by_tags, play};

/// Commands as JSON, so that a move reads like a row of a flow table.
fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    list.into_iter()
        .map(|(json, who)| {
            (
                serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}")),
                who,
            )
        })
        .collect()
}

impl Play for ReviewCase {
    fn moves() -> Vec<(review_case::Command, &'static str)> {
        let subject = |certainty: &str| {
            json!({"finding": "00000000000000000000000000000001", "rule": "GZ1", "institution": "H1",
                   "division": "440305", "certainty": certainty, "flagged": "1200.00"})
        };
        let paper = json!([{"name": "附件.pdf", "digest": "aa"}]);
        let members: Vec<Value> = ["审核丙", "专家", "副科长"]
            .iter()
            .map(|user| json!({"user": user, "clinical_expert": *user == "专家"}))
            .collect();
        let votes = |upholds: bool| -> Vec<Value> {
            ["审核丙", "专家", "副科长"]
                .iter()
                .map(|user| json!({"user": user, "upholds": upholds}))
                .collect()
        };
        moves::<Self>(vec![
            (
                json!({"command": "open", "subject": subject("可疑"), "sampled": false}),
                "系统",
            ),
            (
                json!({"command": "open", "subject": subject("明确违规"), "sampled": true}),
                "系统",
            ),
            (json!({"command": "uphold_sample"}), "审核甲"),
            (json!({"command": "notify"}), "系统"),
            (
                json!({"command": "uphold_first", "amount": "1000.00", "note": "超量"}),
                "审核甲",
            ),
            (
                json!({"command": "uphold_first", "amount": "1200.00", "note": "超量"}),
                "审核乙",
            ),
            (
                json!({"command": "clear", "reason": "clinical_need", "note": "有指征"}),
                "审核乙",
            ),
            (json!({"command": "begin_appeal"}), "医师"),
            (
                json!({"command": "submit_appeal", "argument": "病情需要", "attachments": paper}),
                "医保办",
            ),
            (
                json!({"command": "submit_appeal", "argument": "指南推荐", "attachments": paper}),
                "医保办",
            ),
            (json!({"command": "accept"}), "医保办"),
            (json!({"command": "lapse"}), "系统"),
            (json!({"command": "take_second_review"}), "审核乙"),
            (
                json!({"command": "uphold_second", "amount": "800.00", "note": "部分"}),
                "审核乙",
            ),
            (
                json!({"command": "uphold_second", "amount": "1100.00", "note": "维持"}),
                "审核甲",
            ),
            (json!({"command": "form_panel", "members": members}), "科长"),
            (json!({"command": "recuse", "user": "副科长", "reason": "亲属"}), "科长"),
            (
                json!({"command": "decide_jointly", "votes": votes(true), "amount": "700.00", "minutes": "纪要",
                    "reason": "clinical_need"}),
                "科长",
            ),
            (
                json!({"command": "decide_jointly", "votes": votes(false), "amount": "700.00", "minutes": "纪要",
                    "reason": "clinical_need"}),
                "科长",
            ),
            (json!({"command": "send_to_site_check", "reason": "看实物"}), "审核甲"),
            (
                json!({"command": "conclude_site_check", "conclusion": {"conclusion": "upheld", "amount": "600.00",
                    "record": {"name": "记录.pdf", "digest": "bb"}}}),
                "检查员",
            ),
            (json!({"command": "confirm"}), "主任"),
            (
                json!({"command": "deduct", "amount": "500.00", "settlement": "202603"}),
                "财务",
            ),
            (
                json!({"command": "deduct", "amount": "5000.00", "settlement": "202603"}),
                "财务",
            ),
            (json!({"command": "transfer", "reason": "涉嫌骗保"}), "科长"),
            (json!({"command": "close"}), "系统"),
        ])
    }

    fn check(&self, history: &[Recorded<review_case::Event>]) {
        let figures = self.figures();
        assert!(!self.amount.is_negative());
        assert!(self.amount <= figures.flagged.money());
        assert!(figures.upheld.money() <= figures.flagged.money());
        assert!(figures.recovered.money() <= figures.upheld.money());
        let last = history.last().unwrap();
        let first = by_tags::<Self>(history, &["first_reviewed", "sample_upheld"]);
        let second = by_tags::<Self>(history, &["second_review_taken", "second_review_upheld"]);
        let checked = by_tags::<Self>(history, &["site_check_upheld"]);
        let confirmed = by_tags::<Self>(history, &["confirmed"]);
        let panel: std::collections::BTreeSet<&UserId> = self.panel.iter().map(|member| &member.user).collect();
        assert!(second.len() <= 1);
        for (one, other) in [
            (&first, &second),
            (&first, &panel),
            (&second, &panel),
            (&first, &checked),
            (&second, &checked),
            (&first, &confirmed),
            (&second, &confirmed),
            (&checked, &confirmed),
            (&panel, &confirmed),
        ] {
            assert!(one.is_disjoint(other), "{one:?} {other:?}");
        }
        if matches!(
            self.stage,
            Stage::Deducted | Stage::Closed | Stage::Final { confirmed: true }
        ) {
            assert!(!confirmed.is_empty() && figures.upheld.money().is_positive());
        }
        // Nobody is silent before the limit: acceptance by silence comes after the last day.
        if last.event == (review_case::Event::Accepted { by_silence: true }) {
            let due = history.iter().rev().find_map(|recorded| match recorded.event {
                review_case::Event::Notified { due } | review_case::Event::SecondReviewUpheld { due, .. } => Some(due),
                _ => None,
            });
            assert!(due.is_some_and(|due| last.at.day() > due));
        }
    }
}

#[test]
fn review_case() {
    let reached = play::<ReviewCase>(600);
    for stage in ["终审", "已扣款", "已办结", "合议", "再申诉", "核查", "已移送", "已排除"] {
        assert!(
            reached.contains(stage),
            "{stage} was never reached: the play proves nothing about it"
        );
    }
}
