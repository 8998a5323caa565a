//! Random play: whatever anybody tries, no matter comes into an illegal state, what is accepted was
//! offered, and the events rebuild the state.

use crate::support::play::{Play, by_tags, play};
use casework::{Machine, Recorded};
use conduct::bulletin::{self, Bulletin};
use conduct::commendation::{self, Commendation, Redaction};
use conduct::declaration::{self, Declaration};
use conduct::packet::{self, RedPacket, Way};
use conduct::service_complaint::{self, ServiceComplaint};
use domain::Money;
use serde_json::{Value, json};

fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    list.into_iter()
        .map(|(json, who)| {
            let command = serde_json::from_value(json.clone());
            (command.unwrap_or_else(|error| panic!("{json}: {error}")), who)
        })
        .collect()
}

fn reaches<M: Play>(stages: &[&str]) {
    let reached = play::<M>(300);
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

/// A person of the staff as JSON.
pub fn staff() -> Value {
    json!({"code": "T001", "name": "测试甲", "department": "试验一科", "category": "clinical"})
}

/// A gift as JSON: cash of 500 yuan that could not be refused.
pub fn gift(care: &str) -> Value {
    json!({"institution": "H1", "division": "990101", "staff": staff(), "giver": "患者家属",
           "patient": {"care": care, "seal": "S-1", "head": "012"}, "kind": "cash", "amount": "500.00",
           "estimated": false, "met": "could_not_refuse", "evidence": [{"name": "单.jpg", "digest": "aa"}]})
}

/// The disposal of a gift as JSON.
pub fn disposal(way: &str, on: &str) -> Value {
    json!({"command": "dispose", "disposal": {"way": way, "on": on, "receipt": "R1", "deposited": "500.00",
           "evidence": [{"name": "收据.jpg", "digest": "bb"}]}})
}

impl Play for RedPacket {
    fn moves() -> Vec<(packet::Command, &'static str)> {
        let register = |care: &str, at: &str| json!({"command": "register", "packet": gift(care), "occurred_at": at});
        let mut declined = gift("none");
        declined["met"] = "refused".into();
        moves::<Self>(vec![
            (register("inpatient", "2026-01-05 09:00"), "医师甲"),
            (register("outpatient", "2026-01-05 09:00"), "行风甲"),
            (register("inpatient", "2026-01-01 09:00"), "医师甲"),
            (
                json!({"command": "register", "packet": declined, "occurred_at": "2026-01-05"}),
                "医师乙",
            ),
            (disposal("deposit", "2026-01-06"), "医师甲"),
            (disposal("returned", "2026-01-08"), "医师甲"),
            (disposal("handed_in", "2026-01-05"), "医师甲"),
            (disposal("integrity_account", "2026-01-20"), "行风甲"),
            (disposal("declined", "2026-01-05"), "医师乙"),
            (
                json!({"command": "judge", "judgement": "only_late", "reason": "迟报"}),
                "纪检甲",
            ),
            (
                json!({"command": "judge", "judgement": "accepted", "reason": "已花用"}),
                "纪检甲",
            ),
            (
                json!({"command": "judge", "judgement": "justified", "reason": "抢救"}),
                "纪检乙",
            ),
            (json!({"command": "verify", "opinion": "属实"}), "行风乙"),
            (json!({"command": "return", "reason": "补充"}), "行风丙"),
            (json!({"command": "publish", "issue": "2026-1"}), "行风甲"),
            (json!({"command": "object", "reason": "金额"}), "纪检甲"),
            (json!({"command": "settle", "upheld": true, "reason": "成立"}), "纪检乙"),
            (
                json!({"command": "settle", "upheld": false, "reason": "不成立"}),
                "纪检乙",
            ),
        ])
    }

    fn check(&self, history: &[Recorded<packet::Event>]) {
        if let Some(verifier) = &self.verifier {
            assert_ne!(Some(verifier), self.registrant.as_ref(), "the registrant verified");
            assert!(!self.disposers.contains(verifier), "who disposed of it verified");
        }
        assert!(by_tags::<Self>(history, &["published"]).len() <= 1);
        let published = history
            .iter()
            .filter(|event| matches!(event.event, packet::Event::Published { .. }));
        assert!(published.count() <= 1, "in two issues");
        let rewarded = self.proposed_event().is_some_and(|code| code.as_str() == "A01");
        assert!(
            !(rewarded && (self.late || self.disposed_late)),
            "a late one is rewarded"
        );
        for done in &self.disposals {
            let packet = self.packet.as_ref().unwrap();
            let deposit = done.way == Way::Deposit;
            assert!(!deposit || packet.patient.care == packet::Care::Inpatient);
            assert!(!deposit || done.deposited == Some(packet.amount));
        }
    }
}

#[test]
fn packet() {
    reaches::<RedPacket>(&[
        "待处理",
        "已上交待处理",
        "待判定迟报",
        "待核实",
        "已核实",
        "已通报",
        "已撤销",
    ]);
}

impl Play for Commendation {
    fn moves() -> Vec<(commendation::Command, &'static str)> {
        let register = |kind: &str, image: Value| {
            json!({"command": "register", "record": {"institution": "H1", "division": "990101", "kind": kind,
                   "received_on": "2026-01-04", "source": "送达", "seal": "S-2", "department": "试验一科",
                   "persons": [staff()], "group": false, "summary": "锦旗一面", "image": image}})
        };
        let image = |digest: &str| json!({"name": "图.jpg", "digest": digest});
        let check = |passed: bool| json!({"command": "check_redaction", "passed": passed, "opinion": "意见"});
        let consent = |answer: &str| json!({"command": "record_consent", "consent": answer, "proof": "签名"});
        moves::<Self>(vec![
            (register("pennant", image("c1")), "行风甲"),
            (register("letter", Value::Null), "科主任"),
            (json!({"command": "verify", "opinion": "属实"}), "行风乙"),
            (json!({"command": "reject", "reason": "查无此事"}), "行风乙"),
            (json!({"command": "redact", "image": image("c2")}), "行风甲"),
            (json!({"command": "redact", "image": image("c3")}), "行风乙"),
            (check(true), "纪检甲"),
            (check(true), "行风甲"),
            (check(false), "行风乙"),
            (consent("given"), "科主任"),
            (consent("refused"), "行风甲"),
            (json!({"command": "publish", "issue": "2026-1"}), "行风甲"),
        ])
    }

    fn check(&self, history: &[Recorded<commendation::Event>]) {
        assert!(
            self.verifier.is_none() || self.verifier != self.registrant,
            "the registrant verified"
        );
        let last = history.iter().rev().find_map(|event| match &event.event {
            commendation::Event::RedactionChecked { .. } => Some(&event.by),
            _ => None,
        });
        if self.redaction == Redaction::Verified {
            assert!(
                last.is_some() && last != self.redactor.as_ref(),
                "who redacted checked it"
            );
        }
        assert_eq!(self.image().is_some(), self.redaction == Redaction::Verified);
        let verified = self.verified_on.is_some();
        assert!(
            verified || self.proposed_events().is_empty(),
            "an event before verification"
        );
    }
}

#[test]
fn commendation() {
    reaches::<Commendation>(&["待核实", "已核实", "已通报", "不属实"]);
}

impl Play for Declaration {
    fn moves() -> Vec<(declaration::Command, &'static str)> {
        let matter = || {
            json!({"institution": "H1", "division": "990101", "staff": staff(), "kind": "lecture",
                   "organiser": "某某学会", "supplier": true, "on": "2026-03-01", "fee": "800.00", "content": "讲座"})
        };
        let settle = |amount: &str| json!({"command": "settle", "received": amount, "voucher": "凭1"});
        let judge = |confirmed: bool| json!({"command": "judge", "confirmed": confirmed, "reason": "理由"});
        moves::<Self>(vec![
            (json!({"command": "declare", "matter": matter()}), "医师甲"),
            (json!({"command": "declare", "matter": matter()}), "科主任"),
            (
                json!({"command": "open_clue", "matter": matter(), "source": "清单"}),
                "行风甲",
            ),
            (json!({"command": "agree", "opinion": "同意"}), "科主任"),
            (json!({"command": "agree", "opinion": "同意"}), "副主任"),
            (json!({"command": "approve", "opinion": "同意"}), "院长"),
            (json!({"command": "decline", "reason": "冲突"}), "院长"),
            (settle("800.00"), "医师甲"),
            (settle("900.00"), "医师甲"),
            (settle("0.00"), "科主任"),
            (judge(true), "纪检甲"),
            (judge(false), "纪检乙"),
        ])
    }

    fn check(&self, _history: &[Recorded<declaration::Event>]) {
        for other in [&self.agreed_by, &self.approved_by] {
            assert!(other.is_none() || *other != self.declarer, "the declarer decided");
        }
        assert!(self.approved_by.is_none() || self.approved_by != self.agreed_by);
        assert!(!self.undeclared.is_negative());
        let clue = ["未申报线索", "线索属实", "线索排除"].contains(&self.stage_zh());
        assert_eq!(clue, self.undeclared > Money::ZERO);
        assert_eq!(self.proposed_event().is_some(), self.stage_zh() == "线索属实");
    }
}

#[test]
fn declaration() {
    reaches::<Declaration>(&[
        "待科室同意",
        "待院领导批准",
        "已批准",
        "已办结",
        "不予批准",
        "未申报线索",
        "线索属实",
        "线索排除",
    ]);
}

/// A complaint as JSON.
pub fn complaint(topic: &str, key: bool) -> Value {
    json!({"command": "receive", "intake": {"institution": "H1", "division": "990101", "channel": "telephone",
           "topic": topic, "received_on": "2026-01-05", "department": "试验一科", "staff": staff(), "seal": "SEAL-77",
           "content": "答复生硬", "key": key}})
}

impl Play for ServiceComplaint {
    fn moves() -> Vec<(service_complaint::Command, &'static str)> {
        let acknowledge = |handler: &str, effort: &str, days: u16| json!({"command": "acknowledge", "handler": handler, "effort": effort, "days": days});
        let conclude = |confirmed: bool, code: Value| {
            json!({"command": "conclude", "finding": {"confirmed": confirmed, "code": code, "facts": "查明",
                   "evidence": []}})
        };
        let review = |agreed: bool| json!({"command": "review", "agreed": agreed, "opinion": "意见"});
        moves::<Self>(vec![
            (complaint("attitude", true), "科主任"),
            (complaint("conduct", false), "行风甲"),
            (json!({"command": "settle_on_spot", "result": "已解释"}), "科主任"),
            (acknowledge("医保办", "one_department", 5), "行风甲"),
            (acknowledge("纪检甲", "several_departments", 10), "行风甲"),
            (
                json!({"command": "reroute", "topic": "price", "reason": "收费"}),
                "行风乙",
            ),
            (conclude(true, json!("M01")), "医保办"),
            (conclude(false, Value::Null), "纪检甲"),
            (conclude(true, json!("M02")), "纪检甲"),
            (review(true), "行风乙"),
            (review(true), "院长"),
            (review(false), "纪检乙"),
            (json!({"command": "reply", "content": "答复"}), "行风甲"),
            (
                json!({"command": "return_visit", "satisfied": true, "opinion": "认可"}),
                "行风甲",
            ),
            (
                json!({"command": "close", "cause": "原因", "measures": "措施"}),
                "行风甲",
            ),
        ])
    }

    fn check(&self, _history: &[Recorded<service_complaint::Event>]) {
        assert!(self.reviewer.is_none() || self.reviewer != self.handler || !self.agreed);
        let finding = self.finding.as_ref();
        let confirmed = self.agreed && finding.is_some_and(|finding| finding.confirmed);
        assert_eq!(
            self.proposed_event().is_some(),
            confirmed,
            "only what is confirmed counts"
        );
        let key = self.intake.as_ref().is_some_and(|intake| intake.key);
        if self.stage == service_complaint::Stage::Closed && key && !self.on_spot {
            assert!(self.satisfied.is_some(), "closed without the return visit");
        }
    }
}

#[test]
fn service_complaint() {
    reaches::<ServiceComplaint>(&["待受理", "调查中", "待审定", "待答复", "已答复", "已回访", "已办结"]);
}

impl Play for Bulletin {
    fn moves() -> Vec<(bulletin::Command, &'static str)> {
        let period = json!({"from": "2026-01-01", "to": "2026-01-31"});
        let times = json!({"times": 0, "amount": "0.00"});
        let compose = |leaks: Value| {
            json!({"command": "compose", "composition": {
                "figures": {"person_times": 0, "people": 0, "departments": 0, "amount": "0.00", "deposits": times,
                            "returns": times, "others": times, "supplements": 0, "pennants": 1, "letters": 0,
                            "praise": 0, "lost_property": 0},
                "headline": "2026年1月，本院工作人员拒收“红包”0人次、拒收金额0元，收到锦旗1面、感谢信0封。",
                "internal": {"name": "院内版", "digest": "e1"}, "public": {"name": "公开版", "digest": "e2"},
                "leaks": leaks}})
        };
        let settle = |number: u16, upheld: bool| json!({"command": "settle", "objection": number, "upheld": upheld, "opinion": "意见"});
        moves::<Self>(vec![
            (
                json!({"command": "plan", "issue": {"institution": "H1", "division": "990101", "name": "清风试验",
                       "issuer": "行风办", "year": 2026, "number": 1, "period": period, "publish_on": "2026-02-05",
                       "publicity_days": 5}}),
                "行风甲",
            ),
            (compose(json!([])), "行风甲"),
            (compose(json!([])), "行风乙"),
            (
                compose(json!([{"kind": "phone", "place": "结语", "found": "100****"}])),
                "行风甲",
            ),
            (
                json!({"command": "check_office", "masked": true, "opinion": "已核对"}),
                "行风乙",
            ),
            (
                json!({"command": "check_office", "masked": true, "opinion": "已核对"}),
                "行风丙",
            ),
            (json!({"command": "check_discipline", "opinion": "已核对"}), "纪检甲"),
            (json!({"command": "approve", "opinion": "同意"}), "院长"),
            (json!({"command": "return", "reason": "补图"}), "纪检甲"),
            (json!({"command": "publish"}), "行风甲"),
            (json!({"command": "object", "content": "金额有误"}), "纪检乙"),
            (settle(1, false), "纪检甲"),
            (settle(1, true), "纪检甲"),
            (settle(2, false), "纪检甲"),
            (json!({"command": "conclude"}), "行风甲"),
            (json!({"command": "withdraw", "reason": "重复"}), "院长"),
            (
                json!({"command": "replan", "period": period, "publish_on": "2026-03-05"}),
                "行风甲",
            ),
        ])
    }

    fn check(&self, _history: &[Recorded<bulletin::Event>]) {
        let checked = [&self.office_checker, &self.discipline_checker, &self.approver];
        for other in checked.into_iter().flatten() {
            assert_ne!(Some(other), self.drafter.as_ref(), "the drafter checked");
        }
        let out = ["公示中", "已定稿", "已撤回"].contains(&self.stage_zh());
        if out {
            let leaks = self.composition.as_ref().map(|composition| composition.leaks.len());
            assert_eq!(leaks, Some(0), "published with a leak");
            assert!(checked.into_iter().all(Option::is_some), "published unchecked");
        }
        if self.stage_zh() == "已定稿" {
            let settled = self.objections.iter().all(|objection| objection.upheld == Some(false));
            assert!(settled, "final with an objection");
        }
        assert_eq!(self.tombstone.is_some(), self.stage_zh() == "已撤回");
    }
}

#[test]
fn bulletin() {
    reaches::<Bulletin>(&[
        "待生成",
        "待办公室核对",
        "待纪检核对",
        "待批准",
        "待发布",
        "公示中",
        "已定稿",
        "已撤回",
    ]);
}
