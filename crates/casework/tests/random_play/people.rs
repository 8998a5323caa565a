//! Random play of what concerns people and other departments: points, reports, credit, transfers.

use crate::moves;
use crate::support::play::{Play, by_tags};
use casework::Recorded;
use casework::complaint::{self, Complaint};
use casework::credit::{self, CreditRecord};
use casework::points::{self, Measure, PointRecord, Status};
use casework::transfer::{self, Transfer};
use domain::Money;
use serde_json::{Value, json};

impl Play for PointRecord {
    fn moves() -> Vec<(points::Command, &'static str)> {
        let propose = |cause: &str, responsibility: &str| {
            json!({"command": "propose", "cause": cause, "responsibility": responsibility, "institution": "H1",
                   "handling": "罚1"})
        };
        let confirm =
            |number: u32, months: Value| json!({"command": "confirm", "number": number, "suspension_months": months});
        let mut list = vec![
            (
                json!({"command": "register", "person": {"code": "D1", "division": "440305"}}),
                "系统",
            ),
            (propose("penalty_for_loss", "main"), "审核甲"),
            (propose("agreement_breach", "important"), "审核甲"),
            (propose("agreement_breach", "general"), "科长"),
            (propose("penalty_for_fraud", "main"), "审核甲"),
            (propose("repeated", "general"), "审核乙"),
            (
                json!({"command": "repair", "points": 2, "proof": {"name": "证书", "digest": "aa"}}),
                "审核甲",
            ),
            (json!({"command": "reinstate", "opinion": "同意"}), "主任"),
        ];
        for number in 1..=6 {
            list.push((confirm(number, json!(3)), "主任"));
            list.push((confirm(number, Value::Null), "审核甲（主任）"));
            list.push((
                json!({"command": "revoke", "number": number, "reason": "撤销", "suspension_months": 2}),
                "主任",
            ));
        }
        moves::<Self>(list)
    }

    fn check(&self, history: &[Recorded<points::Event>]) {
        let Some(last) = history.last() else { return };
        let today = last.at.day();
        // Who proposed an entry did not confirm it.
        for (place, entry) in self.entries.iter().enumerate() {
            assert_eq!(entry.number as usize, place + 1);
            let given = history
                .iter()
                .find(|event| matches!(event.event, points::Event::Given { number, .. } if number == entry.number));
            assert!(given.is_none_or(|given| given.by != entry.proposed_by));
            assert_eq!(entry.given_on, given.map(|given| given.at.day()));
        }
        for consequence in &self.consequences {
            match consequence.measure {
                Measure::Suspended { until } => assert!(until > consequence.from),
                Measure::Terminated { not_before } => assert!(not_before.days_since(consequence.from) >= 365),
            }
        }
        // At the thresholds nobody stays eligible on the day of the points.
        let given = history
            .iter()
            .rev()
            .take_while(|event| event.at == last.at)
            .any(|event| matches!(event.event, points::Event::Given { .. }));
        let revoked = matches!(last.event, points::Event::Revoked { .. } | points::Event::Lifted { .. });
        if given && !revoked && !matches!(last.event, points::Event::Reinstated { .. }) {
            match (self.total_in(today.year()), self.status_on(today)) {
                (total, Status::Eligible) => assert!(total < points::SUSPENDED_AT, "{total} points and eligible"),
                (total, Status::Suspended { .. }) => assert!(total < points::TERMINATED_AT, "{total} and suspended"),
                (_, Status::Terminated { .. }) => {}
            }
        }
        assert!(self.status_on(today).is_paid(true));
    }
}

impl Play for Complaint {
    fn moves() -> Vec<(complaint::Command, &'static str)> {
        let report = |named: bool| {
            json!({"command": "receive", "report": {"channel": "web", "named": named, "seal": "封1",
                   "respondent": "H1", "division": "440305", "content": "挂床"}})
        };
        let scheme = json!({"shares_per_mille": [30, 20, 10], "floors": ["400.00", "300.00", "200.00"],
                            "insider_per_hundred": 20});
        moves::<Self>(vec![
            (report(true), "科长"),
            (report(false), "科长"),
            (
                json!({"command": "decide_filing", "filed": true, "reason": "具体"}),
                "局长",
            ),
            (
                json!({"command": "decide_filing", "filed": true, "reason": "具体"}),
                "局长",
            ),
            (
                json!({"command": "decide_filing", "filed": false, "reason": "不具体"}),
                "局长",
            ),
            (json!({"command": "tell_reporter"}), "保管人"),
            (
                json!({"command": "verify", "value": "5000.00", "summary": "属实"}),
                "承办甲",
            ),
            (
                json!({"command": "verify", "value": "90000000.00", "summary": "属实"}),
                "局长（承办）",
            ),
            (json!({"command": "refute", "summary": "不属实"}), "承办甲"),
            (
                json!({"command": "propose_reward", "grade": "second", "insider": true, "scheme": scheme}),
                "科长",
            ),
            (json!({"command": "approve_reward"}), "局长"),
            (json!({"command": "deny_reward", "reason": "已掌握"}), "局长"),
            (json!({"command": "offer_reward"}), "保管人"),
            (json!({"command": "pay_reward", "voucher": "凭1"}), "保管人"),
            (json!({"command": "lapse_reward"}), "系统"),
        ])
    }

    fn check(&self, history: &[Recorded<complaint::Event>]) {
        let frame = Money::from_fen(20_000)..=Money::from_fen(20_000_000);
        assert!(self.reward.is_zero() || frame.contains(&self.reward));
        let approved = by_tags::<Self>(history, &["reward_approved"]);
        let earlier = by_tags::<Self>(history, &["reward_proposed", "verified"]);
        assert!(approved.is_disjoint(&earlier));
        let paid = history
            .iter()
            .any(|event| matches!(event.event, complaint::Event::RewardPaid { .. }));
        assert!(!paid || (!approved.is_empty() && self.value.money().is_positive()));
        // Nobody but the keeper speaks with the reporter.
        for event in history {
            if let complaint::Event::ReporterTold { .. } | complaint::Event::RewardOffered { .. } = event.event {
                assert_eq!(event.role, casework::Role::VaultKeeper);
            }
        }
    }
}

impl Play for CreditRecord {
    fn moves() -> Vec<(credit::Command, &'static str)> {
        let scheme = json!({"upheld_share": [1, 30], "penalty": 15, "point": 3, "overdue": 5, "report": 5,
                            "broken_promise": 10, "correction": [2, 10], "bounds": [90, 75, 60]});
        let facts = json!([{"fact": "penalty", "article": "article38"}, {"fact": "points", "points": 9}]);
        moves::<Self>(vec![
            (
                json!({"command": "rate", "institution": "H1", "division": "440305", "year": 2025, "facts": facts,
                    "scheme": scheme}),
                "科长",
            ),
            (json!({"command": "object", "reason": "有误"}), "医保办"),
            (
                json!({"command": "settle_objection", "facts": [], "opinion": "采纳"}),
                "局长",
            ),
            (
                json!({"command": "settle_objection", "facts": facts, "opinion": "不采纳"}),
                "局长",
            ),
            (json!({"command": "publish"}), "局长"),
            (
                json!({"command": "request_repair", "proof": [{"name": "报告", "digest": "aa"}]}),
                "医保办",
            ),
            (json!({"command": "grant_repair", "opinion": "同意"}), "局长"),
            (json!({"command": "deny_repair", "opinion": "不同意"}), "局长"),
        ])
    }

    fn check(&self, history: &[Recorded<credit::Event>]) {
        let published = by_tags::<Self>(history, &["published", "objection_settled"]);
        assert!(published.is_disjoint(&by_tags::<Self>(history, &["rated"])));
        assert_eq!(
            self.effective.is_some(),
            by_tags::<Self>(history, &["published"]).len() == 1
        );
        // Repairs only ever improve, and the earlier grades stay on record.
        let mut grades = self.earlier.clone();
        grades.extend(self.effective);
        assert!(grades.windows(2).all(|pair| pair[1] < pair[0]));
        let repairs = history
            .iter()
            .filter(|event| matches!(event.event, credit::Event::Repaired { .. }));
        assert_eq!(repairs.count(), self.earlier.len());
    }
}

impl Play for Transfer {
    fn moves() -> Vec<(transfer::Command, &'static str)> {
        let draft = |department: &str| {
            json!({"command": "draft", "package": {"department": department, "division": "440305", "origin": "案1",
                   "institution": "H1", "facts": "事实", "basis": ["条例"], "evidence": [{"name": "证", "digest": "aa"}]}})
        };
        moves::<Self>(vec![
            (draft("public_security"), "承办甲"),
            (draft("health"), "科长"),
            (json!({"command": "approve"}), "局长"),
            (json!({"command": "approve"}), "科长"),
            (json!({"command": "return", "reason": "补充"}), "局长"),
            (json!({"command": "send", "signature": "签"}), "承办甲"),
            (json!({"command": "acknowledge", "receipt_number": "收1"}), "承办甲"),
            (json!({"command": "remind"}), "系统"),
            (json!({"command": "decline", "reason": "不属职责"}), "承办甲"),
            (
                json!({"command": "answer", "result": "handled", "document": "文书"}),
                "承办甲",
            ),
            (json!({"command": "close", "conclusion": "归档"}), "科长"),
        ])
    }

    fn check(&self, history: &[Recorded<transfer::Event>]) {
        let approver = history
            .iter()
            .rev()
            .find(|event| event.event == transfer::Event::Approved);
        assert!(approver.is_none_or(|approver| Some(&approver.by) != self.author.as_ref()));
        // What was signed is what is kept.
        for event in history {
            if let transfer::Event::Sent { digest, hours, .. } = &event.event {
                assert_eq!(
                    self.package.as_ref().map(|package| package.digest(event.at)).as_ref(),
                    Some(digest)
                );
                assert!(*hours >= 0);
            }
        }
        assert!(self.sent_at.is_none() || self.approved_at.is_some());
    }
}
