//! Random play: whatever anybody tries, no matter comes into an illegal state, the events rebuild the
//! state, and nobody decides what names him or what he proposed.

use crate::support::play::{Play, by_tags, play};
use casework::{Machine, Recorded, UserId};
use conduct::assessment::{Grade, Stage as YearStage, YearAssessment};
use conduct::case_library::{self, LibraryCase};
use conduct::event::{self, ConductEvent};
use conduct::pledge::{self, Pledge};
use conduct::training::{self, Training};
use conduct::veto::{self, VetoDecision};
use conduct::{assessment, event::Stage};
use domain::Day;
use serde_json::{Value, json};

/// Commands as JSON, so that a move reads like a row of a flow table.
fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    list.into_iter()
        .map(|(json, who)| {
            let command = serde_json::from_value(json.clone());
            (command.unwrap_or_else(|error| panic!("{json}: {error}")), who)
        })
        .collect()
}

/// Plays, and fails where a stage was never reached: the play would prove nothing about it.
fn reaches<M: Play>(cases: u32, stages: &[&str]) {
    let reached = play::<M>(cases);
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

fn paper() -> Value {
    json!({"name": "材料.pdf", "digest": "aa"})
}

fn subject(user: &str) -> Value {
    json!({"person": "D1", "name": "张某甲", "department": "内科", "user": user})
}

impl Play for ConductEvent {
    fn moves() -> Vec<(event::Command, &'static str)> {
        let report = |code: &str, origin: Value, evidence: bool| {
            let mut person = subject("医师甲");
            person["share"] = 100.into();
            let evidence = match evidence {
                true => json!([{"kind": "scan", "paper": paper(), "taken_on": null}]),
                false => json!([]),
            };
            json!({"institution": "H1", "division": "440305", "code": code, "occurred_on": "2026-01-02",
                   "learned_on": "2026-01-05", "persons": [person], "head": null, "origin": origin,
                   "summary": "经过", "amount": null, "patient_seal": null, "evidence": evidence})
        };
        let own = report("A01", json!({"source": "oneself"}), true);
        let complaint = report("X02", json!({"source": "complaint", "reference": "7"}), false);
        let finding = json!({"source": "finding", "finding": "0".repeat(32), "rule": "R1", "reference": "1"});
        let approve =
            json!({"command": "approve", "points": null, "count": 1, "counted_year": 2026, "opinion": "同意"});
        let settle = |ruling: Value| json!({"command": "settle_appeal", "ruling": ruling, "opinion": "已查"});
        let changed = json!({"ruling": "changed", "code": "A02", "points": null, "count": 2});
        let reasoned = |command: &str| json!({"command": command, "reason": "理由"});
        moves::<Self>(vec![
            (json!({"command": "record", "report": own}), "医师甲"),
            (json!({"command": "record", "report": complaint}), "行风甲"),
            (
                json!({"command": "propose", "report": report("M24", finding, true)}),
                "系统",
            ),
            (json!({"command": "amend", "report": own}), "医师甲"),
            (json!({"command": "submit"}), "医师甲"),
            (json!({"command": "submit"}), "行风甲"),
            (reasoned("withdraw"), "行风甲"),
            (
                json!({"command": "attach", "evidence": [{"kind": "photo", "paper": paper(), "taken_on": null}]}),
                "行风乙",
            ),
            (
                json!({"command": "recuse", "user": "纪检乙", "reason": "亲属"}),
                "行风甲",
            ),
            (json!({"command": "confirm", "opinion": "属实"}), "科主任"),
            (reasoned("take_over"), "行风乙"),
            (json!({"command": "verify", "opinion": "属实"}), "行风甲"),
            (json!({"command": "verify", "opinion": "属实"}), "行风乙"),
            (reasoned("return"), "纪检甲"),
            (reasoned("reject"), "纪检甲"),
            (approve.clone(), "行风乙"),
            (approve.clone(), "纪检甲"),
            (approve, "纪检乙"),
            (
                json!({"command": "appeal", "grounds": "不服", "evidence": []}),
                "医师甲",
            ),
            (json!({"command": "withdraw_appeal"}), "医师甲"),
            (settle(json!({"ruling": "upheld"})), "院长"),
            (settle(json!({"ruling": "revoked"})), "院长"),
            (settle(changed), "书记"),
        ])
    }

    fn check(&self, history: &[Recorded<event::Event>]) {
        // Facts are exactly of what is approved and not suspended.
        assert_eq!(self.facts("事件1").is_empty(), self.stage != Stage::Approved);
        assert_eq!(self.stage == Stage::Appealed, self.due().is_some());
        let named = UserId::from("医师甲");
        let decided = by_tags::<Self>(
            history,
            &[
                "confirmed",
                "taken_over",
                "verified",
                "returned",
                "rejected",
                "approved",
                "appeal_settled",
            ],
        );
        assert!(!decided.contains(&named), "who is named decided");
        let authors = by_tags::<Self>(history, &["recorded", "proposed", "amended"]);
        let approvers = by_tags::<Self>(history, &["approved"]);
        assert!(approvers.is_disjoint(&authors), "who proposed approved");
        for settled in by_tags::<Self>(history, &["appeal_settled"]) {
            assert!(!approvers.contains(settled), "who approved answered the appeal");
        }
        for (place, event) in history.iter().enumerate() {
            let recused = history[..place]
                .iter()
                .any(|before| matches!(&before.event, event::Event::Recused { user, .. } if *user == event.by));
            let judges = matches!(
                event.event,
                event::Event::Verified { .. } | event::Event::Approved { .. } | event::Event::AppealSettled { .. }
            );
            assert!(!(recused && judges), "who withdrew judged");
        }
    }
}

impl Play for VetoDecision {
    fn moves() -> Vec<(veto::Command, &'static str)> {
        let candidate = |basis: Value| {
            json!({"command": "nominate", "candidate": {"institution": "H1", "division": "440305",
                   "subject": subject("医师甲"), "year": 2026, "basis": basis}})
        };
        let meeting = json!({"met_on": "2026-01-04", "minute_number": "纪要1", "minutes": paper()});
        let by_meeting = |command: &str| json!({"command": command, "meeting": meeting, "opinion": "已议"});
        moves::<Self>(vec![
            (
                candidate(json!({"basis": "conduct_event", "event": "事件1", "code": "X02"})),
                "系统",
            ),
            (
                candidate(json!({"basis": "insurance_points", "document": "书1", "points": 12})),
                "行风甲",
            ),
            (
                json!({"command": "prepare", "brief": {"condition": "X02", "facts": "事实", "evidence": [paper()],
                    "from": "2026-01-01", "until": "2026-12-31"}}),
                "行风甲",
            ),
            (json!({"command": "verify", "opinion": "属实"}), "纪检甲"),
            (json!({"command": "return", "reason": "补充"}), "纪检甲"),
            (json!({"command": "return", "reason": "补充"}), "院长"),
            (json!({"command": "decide", "meeting": meeting}), "院长"),
            (json!({"command": "decide", "meeting": meeting}), "书记"),
            (
                json!({"command": "dismiss", "meeting": meeting, "reason": "不属实"}),
                "院长",
            ),
            (
                json!({"command": "appeal", "grounds": "不服", "evidence": []}),
                "医师甲",
            ),
            (json!({"command": "withdraw_appeal"}), "医师甲"),
            (by_meeting("uphold"), "院长"),
            (by_meeting("uphold"), "书记"),
            (by_meeting("lift"), "书记"),
            (by_meeting("lift"), "院长"),
            (
                json!({"command": "escalate", "reason": "严重", "pack": [paper()]}),
                "纪检乙",
            ),
            (json!({"command": "acknowledge", "case_number": "受1"}), "卫健科"),
            (
                json!({"command": "record_outcome", "outcome": {"measure": "licence_revoked", "document": "罚1",
                    "decided_on": "2026-01-04"}}),
                "卫健科",
            ),
        ])
    }

    fn check(&self, history: &[Recorded<veto::Event>]) {
        let in_force = matches!(self.stage, veto::Stage::Active | veto::Stage::Appealed);
        assert_eq!(self.hit().is_some(), in_force);
        // The office alone decides nothing.
        let committee = by_tags::<Self>(history, &["decided", "dismissed", "upheld", "lifted"]);
        assert!(committee.is_disjoint(&by_tags::<Self>(history, &["prepared", "verified"])));
        let decided = by_tags::<Self>(history, &["decided"]);
        let answered = by_tags::<Self>(history, &["upheld", "lifted"]);
        assert!(answered.is_disjoint(&decided), "who decided answered the appeal");
        for event in history {
            if let veto::Event::OutcomeRecorded { .. } = event.event {
                assert_eq!(event.role, casework::Role::HealthSection);
            }
        }
        assert!(self.licence_revoked().is_none() || self.escalation.is_some());
    }
}

impl Play for YearAssessment {
    fn moves() -> Vec<(assessment::Command, &'static str)> {
        let scores = json!([{"item": "A1", "points": "90"}]);
        let open = |branch: Value, public: Value| {
            json!({"command": "open", "opening": {"institution": "H1", "division": "440305", "year": 2026,
                   "subject": subject("医师甲"), "category": "clinical", "scheme": "方案", "publicity_days": 5,
                   "items": [{"item": "A1", "name": "态度", "most": "100"}], "weights": null,
                   "deadlines": {"self_review": "2026-02-10", "department": "2026-02-20", "branch": branch,
                                 "public": public, "draft": "2026-04-01", "committee": "2026-04-10"}}})
        };
        let computed = |veto: bool, grade: &str| json!({"total": "97", "deductions": "5", "additions": "2", "veto": veto, "grade": grade});
        let draft = |veto: bool, by: &str, grade: &str| json!({"command": "draft", "computed": computed(veto, by), "grade": grade, "reason": "抗疫", "opinion": "同意"});
        let decide =
            |grade: &str| json!({"command": "decide", "grade": grade, "reason": null, "minute_number": "纪要1"});
        let answer = |number: u32, accepted: bool| json!({"command": "answer_objection", "number": number, "accepted": accepted, "answer": "已查"});
        let change = json!({"command": "change", "computed": computed(false, "excellent"), "grade": "excellent",
                            "reason": null, "opinion": "撤销否决"});
        let mut list = vec![
            (open(Value::Null, Value::Null), "行风甲"),
            (open("2026-02-25".into(), "2026-02-27".into()), "行风甲"),
            (
                json!({"command": "review_self", "text": "自评", "scores": scores}),
                "医师甲",
            ),
            (json!({"command": "skip", "reason": "援外"}), "行风甲"),
            (
                json!({"command": "review_department", "opinion": "好", "scores": scores,
                    "group": ["副主任", "护士乙", "人事"], "minutes": paper()}),
                "科主任",
            ),
            (
                json!({"command": "record_appraisal", "opinion": "好", "points": "90", "paper": paper()}),
                "行风甲",
            ),
            (draft(false, "good", "good"), "行风甲"),
            (draft(false, "good", "excellent"), "行风甲"),
            (draft(true, "poor", "poor"), "行风乙"),
            (decide("good"), "院长"),
            (decide("poor"), "院长"),
            (json!({"command": "return", "reason": "再议"}), "书记"),
            (json!({"command": "publish", "channel": "大厅"}), "行风甲"),
            (
                json!({"command": "object", "grounds": "漏记", "evidence": []}),
                "护士乙",
            ),
            (json!({"command": "conclude"}), "行风甲"),
            (json!({"command": "freeze", "paper": paper()}), "行风甲"),
            (
                json!({"command": "appeal", "grounds": "不服", "evidence": []}),
                "医师甲",
            ),
            (json!({"command": "withdraw_appeal"}), "医师甲"),
            (json!({"command": "uphold", "opinion": "维持"}), "纪检甲"),
            (change, "纪检甲"),
            (json!({"command": "request_reopening", "reason": "新事实"}), "行风甲"),
            (json!({"command": "grant_reopening"}), "书记"),
            (json!({"command": "deny_reopening", "reason": "不足"}), "院长"),
        ];
        for number in 1..=3 {
            list.push((answer(number, false), "纪检乙"));
            list.push((answer(number, true), "行风乙"));
        }
        moves::<Self>(list)
    }

    fn check(&self, history: &[Recorded<assessment::Event>]) {
        if let Some(unit) = &self.unit {
            assert!(
                !unit.computed.veto || unit.grade == Grade::Poor,
                "a veto and a grade above poor"
            );
            assert_eq!(unit.reason.is_some(), unit.grade != unit.computed.grade);
        }
        // A final result has no open objection, and its publicity is over.
        if let (YearStage::Final | YearStage::Frozen, Some(on)) = (self.stage, self.final_on) {
            assert_eq!(self.open_objections().count(), 0);
            assert!(self.publicity.last().is_some_and(|publicity| publicity.to < on));
        }
        // What is frozen is the grade of today.
        if self.stage == YearStage::Frozen {
            assert_eq!(self.sheets.last().map(|sheet| sheet.grade), self.grade());
        }
        let himself = UserId::from("医师甲");
        let decided = by_tags::<Self>(
            history,
            &[
                "department_reviewed",
                "drafted",
                "decided",
                "objection_answered",
                "upheld",
                "changed",
                "frozen",
            ],
        );
        assert!(!decided.contains(&himself));
        let mut requested: Option<&UserId> = None;
        for event in history {
            match &event.event {
                assessment::Event::ReopeningRequested { .. } => requested = Some(&event.by),
                assessment::Event::Reopened => assert!(requested.is_some_and(|by| *by != event.by)),
                _ => {}
            }
        }
        let far = Day::from_ymd(2100, 1, 1).unwrap();
        assert_eq!(self.progress(far).overdue, self.due().is_some());
    }
}

impl Play for Training {
    fn moves() -> Vec<(training::Command, &'static str)> {
        let plan = |exam: bool, day: &str| {
            json!({"command": "plan", "plan": {"institution": "H1", "division": "440305", "topic": "准则", "rule": 8,
                   "category": null, "hours": 2, "held_on": day, "due": ["D1", "N2"], "material": "原文", "exam": exam}})
        };
        moves::<Self>(vec![
            (plan(true, "2026-01-05"), "行风甲"),
            (plan(false, "2026-01-06"), "人事"),
            (
                json!({"command": "record_attendance", "attended": ["D1"], "sheet": paper()}),
                "行风甲",
            ),
            (
                json!({"command": "record_exam", "marks": [{"person": "D1", "mark": 96}]}),
                "行风甲",
            ),
            (json!({"command": "cancel", "reason": "停电"}), "人事"),
        ])
    }

    fn check(&self, _history: &[Recorded<training::Event>]) {
        if let Some(coverage) = self.coverage() {
            assert!(coverage.done <= coverage.due);
            assert_eq!(self.absent().len(), coverage.due - coverage.done);
        }
        assert!(self.proposals(None).is_empty(), "points that no scheme gives");
    }
}

impl Play for Pledge {
    fn moves() -> Vec<(pledge::Command, &'static str)> {
        let text = json!({"institution": "H1", "division": "440305", "year": 2026, "kind": "commitment",
            "title": "承诺书", "text": "廉洁", "due": "2026-12-31", "signers": [subject("医师甲"),
            {"person": "N2", "name": "李某乙", "department": "外科", "user": null}]});
        let on_paper = |person: &str| json!({"command": "record_paper", "person": person, "paper": paper()});
        moves::<Self>(vec![
            (json!({"command": "issue", "text": text}), "行风甲"),
            (json!({"command": "sign"}), "医师甲"),
            (json!({"command": "sign"}), "护士乙"),
            (on_paper("N2"), "纪检甲"),
            (on_paper("D1"), "行风甲"),
            (json!({"command": "close"}), "行风甲"),
        ])
    }

    fn check(&self, history: &[Recorded<pledge::Event>]) {
        let share = self.share();
        assert_eq!(share.due - share.done, self.unsigned().count());
        // Each signature is of one person, once.
        let signed = history.iter().filter(|event| {
            matches!(
                event.event,
                pledge::Event::Signed { .. } | pledge::Event::PaperRecorded { .. }
            )
        });
        assert_eq!(signed.count(), share.done);
    }
}

impl Play for LibraryCase {
    fn moves() -> Vec<(case_library::Command, &'static str)> {
        let text = |body: &str| json!({"title": "案例", "body": body, "lesson": "启示"});
        let draft = json!({"institution": "H1", "division": "440305", "kind": "warning", "origin": "通报1",
                           "text": text("张某甲收受红包"), "hidden": ["张某甲"], "consent": null});
        moves::<Self>(vec![
            (json!({"command": "draft", "draft": draft}), "行风甲"),
            (json!({"command": "mask", "masked": text("张某甲收受红包")}), "行风甲"),
            (json!({"command": "mask", "masked": text("某医师收受红包")}), "行风乙"),
            (json!({"command": "mask", "masked": text("电话13900000000")}), "行风乙"),
            (json!({"command": "approve", "opinion": "同意"}), "院长"),
            (json!({"command": "approve", "opinion": "同意"}), "纪检甲"),
            (json!({"command": "return", "reason": "再改"}), "纪检甲"),
            (json!({"command": "publish"}), "行风甲"),
            (json!({"command": "withdraw", "reason": "过时"}), "院长"),
        ])
    }

    fn check(&self, history: &[Recorded<case_library::Event>]) {
        if let Some(text) = self.public_text() {
            assert!(!text.body.contains("张某甲") && !text.body.contains("139"));
            assert!(self.approved_by.is_some());
        }
        let approved = by_tags::<Self>(history, &["approved"]);
        assert!(approved.iter().all(|user| Some(*user) != self.drafted_by.as_ref()));
    }
}

#[test]
fn events() {
    reaches::<ConductEvent>(
        300,
        &[
            "待审批",
            "已退回",
            "已认定",
            "申诉处理中",
            "不予认定",
            "已撤回",
            "已撤销",
        ],
    );
}

#[test]
fn vetoes() {
    reaches::<VetoDecision>(300, &["待委员会认定", "已生效", "申诉处理中", "已撤销", "不予认定"]);
}

#[test]
fn assessments() {
    reaches::<YearAssessment>(
        300,
        &[
            "支部评价",
            "群众评议",
            "委员会审定",
            "公示中",
            "已确定",
            "已归档",
            "申诉处理中",
        ],
    );
}

#[test]
fn trainings() {
    reaches::<Training>(100, &["待实施", "待考核", "已办结", "已取消"]);
}

#[test]
fn pledges() {
    reaches::<Pledge>(100, &["签订中", "已归档"]);
}

#[test]
fn cases() {
    reaches::<LibraryCase>(200, &["待脱敏", "待审批", "待发布", "已发布", "已撤下"]);
}
