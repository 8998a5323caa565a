//! Random play of the administrative case.

use crate::moves;
use crate::support::play::{Play, by_tags};
use casework::enforcement::{self, Enforcement, Outcome, Proposal, Stage};
use casework::{Recorded, UserId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn penalty(hundredths: u32) -> Value {
    json!({"items": [{"violation": {"article": "article38", "behaviour": "重复收费", "loss": "1000.01",
           "refused_correction": false, "grave_consequence": false},
           "fine": {"fine": "multiple", "hundredths": hundredths}, "department_suspension": null,
           "agreement_termination": false, "settlement_suspension_months": null, "reasons": "情节", "mitigation": null}]})
}

impl Play for Enforcement {
    fn moves() -> Vec<(enforcement::Command, &'static str)> {
        let paper = json!({"name": "文书", "digest": "aa"});
        let handlers = |users: [&str; 2]| users.map(|user| json!({"user": user, "certificate": "证"}));
        let decide = |hundredths: u32| json!({"command": "decide", "outcome": {"outcome": "penalty", "penalty": penalty(hundredths)}, "minutes": null});
        moves::<Self>(vec![
            (
                json!({"command": "register", "matter": {"party": {"party": "institution", "code": "H1"},
                    "division": "440305", "source": "移送", "summary": "重复收费"}}),
                "承办甲",
            ),
            (json!({"command": "extend_pre_check", "reason": "复杂"}), "局长"),
            (json!({"command": "finish_pre_check", "report": paper}), "承办甲"),
            (
                json!({"command": "propose_filing", "handlers": handlers(["承办甲", "承办乙"])}),
                "承办甲",
            ),
            (json!({"command": "approve_filing"}), "局长"),
            (json!({"command": "decline_filing", "reason": "无"}), "局长"),
            (
                json!({"command": "replace_handlers", "handlers": handlers(["承办乙", "承办丙"]), "reason": "回避"}),
                "局长",
            ),
            (
                json!({"command": "replace_handlers", "handlers": handlers(["承办甲", "局长"]), "reason": "回避"}),
                "承办甲（局长）",
            ),
            (
                json!({"command": "add_evidence", "evidence": [paper], "proves": "收费"}),
                "承办甲",
            ),
            (
                json!({"command": "add_evidence", "evidence": [paper], "proves": "收费"}),
                "承办乙",
            ),
            (json!({"command": "take_measure", "measure": "封存"}), "局长"),
            (json!({"command": "lift_measure"}), "局长"),
            (json!({"command": "suspend", "reason": "鉴定"}), "局长"),
            (json!({"command": "resume"}), "承办乙"),
            (json!({"command": "extend_decision", "reason": "复杂"}), "局长"),
            (
                json!({"command": "extend_collectively", "due": "2026-08-31", "minutes": paper}),
                "局长",
            ),
            (
                json!({"command": "submit_for_review", "proposal": {"proposal": "penalty", "penalty": penalty(150)}}),
                "承办乙",
            ),
            (
                json!({"command": "submit_for_review", "proposal": {"proposal": "penalty", "penalty": penalty(150)}}),
                "承办甲",
            ),
            (
                json!({"command": "submit_for_review", "proposal": {"proposal": "no_penalty", "reason": "轻微"}}),
                "承办乙",
            ),
            (json!({"command": "pass_review", "opinion": "同意"}), "法制"),
            (json!({"command": "pass_review", "opinion": "同意"}), "法制"),
            (json!({"command": "return_review", "opinion": "补充"}), "法制"),
            (json!({"command": "serve_notice", "receipt": paper}), "承办乙"),
            (json!({"command": "serve_notice", "receipt": paper}), "承办甲"),
            (json!({"command": "defend", "statement": "申辩"}), "院长"),
            (json!({"command": "request_hearing", "reason": "有误"}), "医保办"),
            (json!({"command": "proceed_uncontested"}), "系统"),
            (
                json!({"command": "schedule_hearing", "on": "2026-12-31", "chair": "科长"}),
                "局长",
            ),
            (
                json!({"command": "schedule_hearing", "on": "2028-12-29", "chair": "承办甲"}),
                "局长",
            ),
            (
                json!({"command": "hold_hearing", "minutes": paper, "opinion": "核减"}),
                "科长",
            ),
            (json!({"command": "consider_defence", "opinion": "不成立"}), "承办乙"),
            (decide(100), "局长"),
            (decide(150), "局长"),
            (decide(200), "局长"),
            (
                json!({"command": "decide", "outcome": {"outcome": "no_penalty", "reason": "轻微"}, "minutes": null}),
                "局长",
            ),
            (json!({"command": "serve_decision", "receipt": paper}), "承办乙"),
            (json!({"command": "serve_decision", "receipt": paper}), "承办甲"),
            (json!({"command": "open_reconsideration", "document": "通知"}), "法制"),
            (json!({"command": "open_reconsideration", "document": "通知"}), "法制"),
            (json!({"command": "open_reconsideration", "document": "通知"}), "法制"),
            (
                json!({"command": "conclude_reconsideration", "outcome": null, "document": "决定"}),
                "法制",
            ),
            (json!({"command": "finish_execution", "proof": [paper]}), "财务"),
            (
                json!({"command": "transfer", "to": "公安机关", "reason": "诈骗"}),
                "局长",
            ),
            (json!({"command": "close", "archive_number": "档1"}), "局长"),
        ])
    }

    fn check(&self, history: &[Recorded<enforcement::Event>]) {
        // Everybody who ever was a handler, from the events alone.
        let handlers: BTreeSet<&UserId> = history
            .iter()
            .filter_map(|recorded| match &recorded.event {
                enforcement::Event::FilingProposed { handlers }
                | enforcement::Event::HandlersReplaced { handlers, .. } => Some(handlers),
                _ => None,
            })
            .flatten()
            .map(|handler| &handler.user)
            .collect();
        for tag in [
            "filed",
            "review_passed",
            "review_returned",
            "hearing_held",
            "decided",
            "transferred",
            "closed",
        ] {
            let judges = by_tags::<Self>(history, &[tag]);
            let before: BTreeSet<&UserId> = judges.intersection(&handlers).copied().collect();
            // Somebody may become a handler only if he has not judged; so the sets never meet.
            assert!(before.is_empty(), "{tag}: {before:?}");
        }
        assert!(
            by_tags::<Self>(history, &["decided"])
                .is_disjoint(&by_tags::<Self>(history, &["review_passed", "hearing_held"]))
        );
        // No closing without an outcome, no execution without a penalty, never heavier than told.
        if matches!(self.stage, Stage::AwaitingClosure | Stage::Closed) {
            assert!(self.outcome.is_some() && self.decided_by.is_some());
        }
        if self.stage == Stage::Execution {
            assert!(self.penalty().is_some());
        }
        if let (Some(Proposal::Penalty { penalty: told }), Some(Outcome::Penalty { penalty })) =
            (&self.proposal, &self.outcome)
        {
            assert!(!told.is_exceeded_by(penalty));
            assert!(penalty.check().is_ok());
        }
        if let (Some(filed), Some(due)) = (self.filed_on, self.decide_by) {
            assert!(due.days_since(filed) >= 90);
        }
        assert!(self.handlers.is_empty() || self.handlers.len() >= 2);
        assert!((0..=60).contains(&self.collective_days));
    }
}
