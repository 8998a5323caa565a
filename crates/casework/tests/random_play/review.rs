//! Random play of leads and in-process review.

use crate::moves;
use crate::support::play::{Play, by_tags};
use casework::lead::{self, Lead};
use casework::review_case::{self, ReviewCase, Stage};
use casework::{Recorded, UserId};
use serde_json::{Value, json};

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

impl Play for Lead {
    fn moves() -> Vec<(lead::Command, &'static str)> {
        let key = |number: u8| format!("{number:032x}");
        let draft = json!({"key": {"institution": "H1", "rule": "GZ1", "period": "2026-03"}, "division": "440305",
                           "findings": {key(1): "100.00", key(2): "200.00"}});
        let mut list = vec![
            (json!({"command": "open", "draft": draft}), "系统"),
            (json!({"command": "add", "findings": {key(3): "70.00"}}), "系统"),
            (
                json!({"command": "draw", "sampling": {"seed": 7, "per_hundred": 50, "at_least": 1}}),
                "科长",
            ),
            (json!({"command": "assign", "to": "审核甲"}), "科长"),
            (json!({"command": "assign", "to": "科长"}), "副科长"),
            (json!({"command": "dispatch", "to": "review"}), "科长"),
            (json!({"command": "drop", "reason": "误报"}), "科长"),
        ];
        for number in 1..=3 {
            for (mark, who) in [
                (json!({"mark": "confirmed"}), "审核甲"),
                (json!({"mark": "false", "reason": "rule_logic"}), "审核甲"),
                (json!({"mark": "confirmed"}), "科长（审核）"),
            ] {
                list.push((
                    json!({"command": "mark", "finding": key(number), "mark": mark, "note": "说明"}),
                    who,
                ));
            }
        }
        moves::<Self>(list)
    }

    fn check(&self, history: &[Recorded<lead::Event>]) {
        let figures = self.figures();
        assert_eq!((figures.upheld, figures.recovered), Default::default());
        if let Some(draft) = &self.draft {
            assert!(self.marks.keys().all(|key| draft.findings.contains_key(key)));
        }
        let dispatched = by_tags::<Self>(history, &["dispatched"]);
        if self.stage == lead::Stage::Dispatched {
            assert!(self.marks.values().any(|mark| *mark == lead::Mark::Confirmed) && self.unmarked().is_empty());
            assert!(dispatched.iter().all(|user| Some(*user) != self.assignee.as_ref()));
        }
    }
}
