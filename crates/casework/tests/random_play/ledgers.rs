//! Random play of the matters that carry money and proof: self-audit, recovery, rectification.

use crate::moves;
use crate::support::play::{Play, by_tags};
use casework::recovery::{self, Recovery};
use casework::rectification::{self, Rectification};
use casework::self_audit::{self, SelfAudit};
use casework::{Recorded, UserId};
use domain::Money;
use serde_json::json;

impl Play for Recovery {
    fn moves() -> Vec<(recovery::Command, &'static str)> {
        let pay = |amount: &str, voucher: &str| json!({"command": "pay", "amount": amount, "paid_on": "2026-01-05", "voucher": voucher});
        moves::<Self>(vec![
            (
                json!({"command": "open", "claim": {"origin": "审1", "institution": "H1", "division": "440305",
                    "due": "1000.00"}}),
                "财务",
            ),
            (pay("600.00", "凭1"), "财务"),
            (pay("400.00", "凭2"), "财务"),
            (pay("250.55", "凭3"), "财务"),
            (pay("1000.00", "凭4"), "财务"),
            (pay("0.01", "凭5"), "财务"),
            (pay("-5.00", "凭6"), "财务"),
            (
                json!({"command": "reverse", "voucher": "凭1", "reason": "有误"}),
                "财务",
            ),
            (
                json!({"command": "reverse", "voucher": "凭4", "reason": "有误"}),
                "财务",
            ),
            (json!({"command": "reduce", "to": "700.00", "basis": "复议"}), "局长"),
            (json!({"command": "reduce", "to": "0.00", "basis": "判决"}), "局长"),
            (json!({"command": "reduce", "to": "-1.00", "basis": "错"}), "局长"),
            (
                json!({"command": "extend", "due": "2027-06-30", "reason": "困难"}),
                "主任",
            ),
            (json!({"command": "close"}), "财务"),
        ])
    }

    fn check(&self, history: &[Recorded<recovery::Event>]) {
        assert!(!self.outstanding().is_negative(), "outstanding below zero");
        // The books, added up from the events alone.
        let mut booked = std::collections::BTreeMap::new();
        for recorded in history {
            match &recorded.event {
                recovery::Event::Paid { amount, voucher, .. } => {
                    assert!(
                        booked.insert(voucher.clone(), amount.money()).is_none(),
                        "a voucher twice"
                    );
                }
                recovery::Event::Reversed { voucher, .. } => {
                    booked.insert(voucher.clone(), Money::ZERO);
                }
                _ => {}
            }
        }
        let sum: Money = booked.values().copied().sum();
        assert_eq!(self.paid().money(), sum);
        assert_eq!(self.figures().recovered.money(), sum);
        if matches!(self.stage, recovery::Stage::Settled | recovery::Stage::Closed) {
            assert!(self.outstanding().is_zero());
        }
    }
}

impl Play for SelfAudit {
    fn moves() -> Vec<(self_audit::Command, &'static str)> {
        let item = |number: u16| json!({"number": number, "text": "重复收费", "rule": null, "flagged": "500.00"});
        let answer = |number: u16, found: &str| {
            json!({"command": "answer", "number": number,
                   "answer": {"found": found, "note": "说明", "evidence": []}})
        };
        let refund = |amount: &str, voucher: &str| json!({"command": "refund", "amount": amount, "voucher": voucher});
        moves::<Self>(vec![
            (
                json!({"command": "issue", "task": {"institution": "H1", "division": "440305", "source": "清单",
                    "looking_back_to": "2024-01-01", "items": [item(1), item(2)]}, "due": "2026-04-30"}),
                "审核甲",
            ),
            (answer(1, "300.00"), "医保办"),
            (answer(2, "0.00"), "医保办"),
            (answer(2, "100.00"), "科主任"),
            (answer(1, "-1.00"), "医保办"),
            (
                json!({"command": "submit", "report": {"name": "报告", "digest": "aa"}}),
                "院长",
            ),
            (
                json!({"command": "return", "reason": "补充", "due": "2026-12-31"}),
                "审核甲",
            ),
            (json!({"command": "accept"}), "审核甲"),
            (refund("100.00", "凭1"), "财务"),
            (refund("300.00", "凭2"), "财务"),
            (refund("200.00", "凭3"), "财务"),
            (
                json!({"command": "compare", "found_later": "5000.00", "source": "飞检"}),
                "检查员",
            ),
        ])
    }

    fn check(&self, _history: &[Recorded<self_audit::Event>]) {
        let figures = self.figures();
        assert!(figures.recovered.money() <= figures.upheld.money());
        assert!(self.refunded_in_time.money() <= self.refunded.money());
        assert!(!self.declaring().is_negative() && !self.found_later.is_negative());
        if self.stage == self_audit::Stage::Done {
            assert_eq!(figures.recovered.money(), figures.upheld.money());
        }
        assert!(self.gap_per_mille().is_none_or(|gap| gap >= 1000));
    }
}

impl Play for Rectification {
    fn moves() -> Vec<(rectification::Command, &'static str)> {
        let order = |owner: &str, urgency: &str| {
            json!({"command": "order", "due": "2026-06-30",
                   "problem": {"origin": "案1", "institution": "H1", "division": "440305", "description": "收费不符",
                               "urgency": urgency, "owner": owner}})
        };
        moves::<Self>(vec![
            (order("科主任", "time_limited"), "检查员"),
            (order("检查员", "long_term"), "审核甲"),
            (order("科主任", "immediate"), "审核甲"),
            (
                json!({"command": "prove", "measures": "更正", "proof": [{"name": "照片", "digest": "aa"}]}),
                "科主任",
            ),
            (
                json!({"command": "prove", "measures": "更正", "proof": [{"name": "照片", "digest": "aa"}]}),
                "医保办",
            ),
            (
                json!({"command": "verify", "opinion": "合格", "closing_number": "销1"}),
                "检查员",
            ),
            (
                json!({"command": "verify", "opinion": "合格", "closing_number": "销2"}),
                "审核甲",
            ),
            (
                json!({"command": "reject", "opinion": "不合格", "due": "2029-12-31"}),
                "审核甲",
            ),
            (
                json!({"command": "extend", "due": "2029-12-31", "reason": "改造"}),
                "科长",
            ),
            (
                json!({"command": "reopen", "reason": "反弹", "due": "2029-12-31"}),
                "检查员",
            ),
        ])
    }

    fn check(&self, history: &[Recorded<rectification::Event>]) {
        let verified = by_tags::<Self>(history, &["closed", "rejected"]);
        let owner: Option<&UserId> = self.problem.as_ref().map(|problem| &problem.owner);
        assert!(verified.iter().all(|user| Some(*user) != owner), "the owner verified");
        for round in &self.rounds {
            assert!(round.verifier.is_none() || round.verifier != round.proven_by);
        }
        // Nothing that was ever proven is lost by reopening.
        let proven = history
            .iter()
            .filter(|event| matches!(event.event, rectification::Event::Proven { .. }));
        assert_eq!(
            proven.count(),
            self.rounds.iter().filter(|round| round.proven_by.is_some()).count()
        );
    }
}
