//! Random play: whatever anybody tries, no matter comes into an illegal state, the events rebuild it, and
//! nobody judges what is his own.

use crate::support::play::{Play, by_tags, play};
use casework::{Machine, Recorded, UserId};
use conduct::clean::duties::{self, DutyList, DutyState};
use conduct::clean::five_good::{self, FiveGood, Stage as GoodStage};
use conduct::clean::record::{self, Record};
use conduct::clean::risk_point::{self, RiskPoint};
use conduct::discipline::{self, DisciplineClue};
use conduct::usage_query::{self, UsageQuery};
use serde_json::{Value, json};

fn moves<M: Machine>(list: Vec<(Value, &'static str)>) -> Vec<(M::Command, &'static str)> {
    let read = |json: Value| serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"));
    list.into_iter().map(|(json, who)| (read(json), who)).collect()
}

fn reaches<M: Play>(cases: u32, stages: &[&str]) {
    let reached = play::<M>(cases);
    let missing: Vec<_> = stages.iter().filter(|stage| !reached.contains(**stage)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

fn papers() -> Value {
    json!([{"name": "材料.pdf", "digest": "aa"}])
}

impl Play for DutyList {
    fn moves() -> Vec<(duties::Command, &'static str)> {
        let head = |kind: &str| json!({"institution": "H1", "division": "440305", "kind": kind, "title": "清单", "period": "2026年", "topic": ""});
        let task = |number: u16, owner: &str| json!({"number": number, "aspect": "行风", "text": "任务", "owner": owner, "due": "2027-06-30"});
        let point = |number: u16| json!({"number": number, "aspect": "行风", "text": "要点"});
        let problem = |number: u16, owner: &str| json!({"result": "problem", "number": number, "note": "问题", "owner": owner, "due": "2029-12-31"});
        let prove = |number: u16| json!({"command": "prove", "number": number, "measures": "完成", "proof": papers()});
        let verify = |number: u16| json!({"command": "verify", "number": number, "opinion": "属实"});
        let change = |number: u16, owner: &str| json!({"command": "change", "number": number, "owner": owner, "due": "2029-12-31", "reason": "调整"});
        moves::<Self>(vec![
            (
                json!({"command": "adopt", "head": head("plan"), "tasks": [task(1, "科主任"), task(2, "行风甲")]}),
                "院长",
            ),
            (
                json!({"command": "adopt", "head": head("tour"), "tasks": [task(1, "科主任")]}),
                "院长",
            ),
            (
                json!({"command": "begin", "head": head("daily"), "points": [point(1), point(2)]}),
                "纪检甲",
            ),
            (
                json!({"command": "begin", "head": head("tour"), "points": [point(1), point(2)]}),
                "卫健甲",
            ),
            (
                json!({"command": "record", "answers": [problem(1, "科主任"), problem(2, "纪检乙")], "evidence": []}),
                "卫健甲",
            ),
            (
                json!({"command": "record", "answers": [problem(1, "纪检甲"), {"result": "sound", "number": 2}], "evidence": []}),
                "纪检甲",
            ),
            (
                json!({"command": "report", "number": 1, "percent": 50, "note": "进行"}),
                "科主任",
            ),
            (prove(1), "科主任"),
            (prove(1), "纪检甲"),
            (prove(2), "行风甲"),
            (prove(2), "纪检乙"),
            (verify(1), "行风甲"),
            (verify(1), "卫健甲"),
            (verify(2), "院长"),
            (verify(2), "卫健乙"),
            (
                json!({"command": "return", "number": 1, "opinion": "不足", "due": "2029-12-31"}),
                "纪检乙",
            ),
            (
                json!({"command": "return", "number": 2, "opinion": "不足", "due": "2029-12-31"}),
                "卫健乙",
            ),
            (change(1, "科主任"), "院长"),
            (change(2, "行风甲"), "院长"),
            (change(1, "科主任"), "卫健甲"),
        ])
    }

    fn check(&self, history: &[Recorded<duties::Event>]) {
        for duty in &self.duties {
            assert_eq!(duty.percent == 100, duty.state == DutyState::Done);
            if duty.state == DutyState::Done {
                assert!(
                    duty.verifier.is_some() && duty.verifier != duty.proven_by,
                    "verified by who proved"
                );
                assert_ne!(duty.verifier.as_ref(), Some(&duty.task.owner), "verified by the owner");
                assert!(!duty.proof.is_empty());
            }
        }
        let done = self.duties.iter().all(|duty| duty.state == DutyState::Done);
        assert_eq!(
            self.stage == duties::Stage::Done,
            done && !history.is_empty() && self.stage != duties::Stage::Checking
        );
        let progress = self.progress(domain::Day::parse("2026-06-30").unwrap());
        let counted: u64 = progress.iter().map(|aspect| aspect.done.whole).sum();
        assert_eq!(counted, self.duties.len() as u64);
    }
}

impl Play for FiveGood {
    fn moves() -> Vec<(five_good::Command, &'static str)> {
        let standard = five_good::Standard::shipped().unwrap();
        let scores = |less: u16| -> Value {
            let rows = standard.indicators().map(|indicator| {
                json!({"indicator": indicator.code, "points": indicator.most.saturating_sub(less), "note": "说明"})
            });
            rows.collect()
        };
        let subject = json!({"institution": "H1", "division": "440305", "year": 2026});
        let decide = |less: u16, vetoes: Value| json!({"command": "decide", "scores": scores(less), "vetoes": vetoes, "opinion": "意见"});
        let veto = json!({"veto": "V1", "basis": "判决"});
        moves::<Self>(vec![
            (
                json!({"command": "self_score", "subject": subject, "scores": scores(0), "evidence": papers()}),
                "行风甲",
            ),
            (
                json!({"command": "return", "reason": "不全", "due": "2029-12-31"}),
                "卫健甲",
            ),
            (
                json!({"command": "score_again", "scores": scores(1), "evidence": papers()}),
                "院长",
            ),
            (decide(0, json!([])), "卫健甲"),
            (decide(0, json!([veto])), "卫健甲"),
            (decide(5, json!([])), "卫健乙"),
            (json!({"command": "revoke", "veto": veto}), "卫健乙"),
        ])
    }

    fn check(&self, _history: &[Recorded<five_good::Event>]) {
        if let (Some(sheet), Some(standard)) = (&self.sheet, &self.standard) {
            assert_eq!(sheet.goods.len(), 5);
            assert_eq!(sheet.goods.iter().map(|good| good.points).sum::<u16>(), sheet.total);
            if self.stage == GoodStage::Awarded {
                assert!(self.vetoes.is_empty() && sheet.total >= standard.award);
            }
        }
    }
}

impl Play for RiskPoint {
    fn moves() -> Vec<(risk_point::Command, &'static str)> {
        let register = |owner: &str, cycle: &str| {
            json!({"command": "register", "risk": {"institution": "H1", "division": "440305", "area": "consumables",
                "risk": "违规进院", "measure": "公示", "owner": owner, "cycle": cycle}})
        };
        let check = |finding: &str| json!({"command": "check", "finding": finding, "note": "检查", "evidence": [], "due": "2030-12-31"});
        let remedy = json!({"command": "remedy", "measures": "整改", "proof": papers()});
        moves::<Self>(vec![
            (register("科主任", "yearly"), "纪检甲"),
            (register("纪检乙", "monthly"), "纪检甲"),
            (check("sound"), "纪检甲"),
            (check("flawed"), "纪检乙"),
            (remedy.clone(), "科主任"),
            (remedy, "院长"),
            (json!({"command": "accept", "opinion": "合格"}), "纪检甲"),
            (
                json!({"command": "return", "opinion": "不合格", "due": "2030-12-31"}),
                "纪检丙",
            ),
            (
                json!({"command": "revise", "measure": "换措施", "owner": "院长", "reason": "调整"}),
                "纪检甲",
            ),
            (json!({"command": "retire", "reason": "结束"}), "纪检丙"),
        ])
    }

    fn check(&self, history: &[Recorded<risk_point::Event>]) {
        let mut owner: Option<UserId> = None;
        for recorded in history {
            match &recorded.event {
                risk_point::Event::Registered { risk, .. } => owner = Some(risk.owner.clone()),
                risk_point::Event::Revised { owner: next, .. } => owner = Some(next.clone()),
                risk_point::Event::FoundSound { .. }
                | risk_point::Event::FoundFlawed { .. }
                | risk_point::Event::Accepted { .. } => {
                    assert_ne!(owner.as_ref(), Some(&recorded.by), "checked himself")
                }
                _ => {}
            }
        }
        let checks = by_count::<Self>(history, &["found_sound", "found_flawed"]);
        assert_eq!(checks, self.checks.len());
    }
}

fn by_count<M: Machine>(history: &[Recorded<M::Event>], tags: &[&str]) -> usize {
    let tag = |event: &Recorded<M::Event>| serde_json::to_value(&event.event).unwrap()["event"].clone();
    history
        .iter()
        .filter(|event| tags.iter().any(|name| tag(event) == *name))
        .count()
}

impl Play for Record {
    fn moves() -> Vec<(record::Command, &'static str)> {
        let learning = json!({"kind": "learning", "on": "2026-01-05", "attended": 9, "due": 10, "summary": "学习"});
        let zero = json!({"kind": "safety", "on": "2026-01-05", "incidents": 0, "summary": ""});
        let file = |content: &Value| json!({"command": "file", "institution": "H1", "division": "440305", "content": content, "papers": []});
        moves::<Self>(vec![
            (file(&learning), "行风甲"),
            (file(&zero), "纪检甲"),
            (json!({"command": "confirm", "opinion": "属实"}), "院长"),
            (json!({"command": "confirm", "opinion": "属实"}), "行风甲"),
            (json!({"command": "return", "reason": "补充"}), "纪检乙"),
            (
                json!({"command": "correct", "content": learning, "papers": papers()}),
                "行风甲",
            ),
            (json!({"command": "correct", "content": zero, "papers": []}), "行风乙"),
            (json!({"command": "withdraw", "reason": "重复"}), "行风甲"),
        ])
    }

    fn check(&self, _history: &[Recorded<record::Event>]) {
        assert!(self.confirmed_by.is_none() || self.confirmed_by != self.filed_by);
        assert!(!self.is_confirmed() || self.confirmed_by.is_some());
    }
}

impl Play for DisciplineClue {
    fn moves() -> Vec<(discipline::Command, &'static str)> {
        let receive = |recused: Value| {
            json!({"command": "receive", "clue": {"institution": "H1", "division": "440305", "source": "survey", "signed": false,
                "seal": "", "respondent": "D1", "department": "示例科", "problem": "问题", "received_on": "2026-01-05",
                "recused": recused}})
        };
        let dispose = |disposal: &str, handler: &str| json!({"command": "dispose", "disposal": disposal, "handler": handler, "reason": "理由"});
        let talk = |command: &str, kind: &str| {
            json!({"command": command, "talk": {"kind": kind, "on": "2026-01-05", "reason": "事由", "first": "纪检甲",
                "second": "行风甲", "minutes": "纪要", "signed": papers(), "demand": "", "check_on": "2029-12-31"}})
        };
        let conclude = |form: Value| json!({"command": "conclude", "conclusion": {"facts": "事实", "form": form, "opinion": "意见"}});
        moves::<Self>(vec![
            (receive(json!([{"user": "纪检丙"}])), "行风甲"),
            (receive(json!([])), "系统"),
            (dispose("preliminary_check", "纪检甲"), "纪检甲"),
            (dispose("talk_inquiry", "纪检丙"), "纪检乙"),
            (dispose("shelve", "纪检甲"), "纪检乙"),
            (dispose("close", "纪检甲"), "纪检丙"),
            (json!({"command": "resume", "reason": "又有反映"}), "纪检甲"),
            (talk("talk", "inquiry_letter"), "纪检甲"),
            (conclude(json!("first")), "纪检甲"),
            (conclude(json!("fourth")), "纪检丙"),
            (conclude(Value::Null), "纪检甲"),
            (json!({"command": "confirm", "opinion": "同意"}), "纪检乙"),
            (json!({"command": "remand", "reason": "补充"}), "纪检乙"),
            (talk("carry", "criticism"), "纪检乙"),
            (talk("carry", "crime_transfer"), "纪检乙"),
            (
                json!({"command": "follow_up", "result": "已改", "papers": []}),
                "纪检甲",
            ),
        ])
    }

    fn check(&self, history: &[Recorded<discipline::Event>]) {
        let recused: Vec<&UserId> = self
            .clue
            .iter()
            .flat_map(|clue| &clue.recused)
            .map(|recused| &recused.user)
            .collect();
        assert!(
            history.iter().all(|event| !recused.contains(&&event.by)),
            "somebody recused acted"
        );
        assert!(
            !self.participants().iter().any(|user| recused.contains(user)),
            "somebody recused has a part"
        );
        assert!(self.confirmed_by.is_none() || self.confirmed_by != self.handler);
        let roles = history.iter().skip(1).map(|event| event.role);
        assert!(roles.into_iter().all(|role| role == casework::Role::DisciplineOffice));
        if let (Some(form), Some(talk)) = (self.form(), self.talks.last())
            && talk.kind.form().is_some()
        {
            assert_eq!(talk.kind.form(), Some(form));
        }
    }
}

impl Play for UsageQuery {
    fn moves() -> Vec<(usage_query::Command, &'static str)> {
        let request = |days: u16| {
            json!({"command": "request", "request": {"institution": "H1", "division": "440305", "purpose": "inspection",
                "reason": "事由", "subjects": "prescriber", "goods": "drug", "products": ["药甲"], "from": "2025-01-01",
                "to": "2025-12-31", "row_cap": 50, "days": days}})
        };
        let run = |rows: u32, product: &str| {
            json!({"command": "run", "run": {"shape": {"dimensions": ["prescriber", "drug"], "measures": ["quantity"], "own": false},
                "products": [product], "from": "2025-02-01", "to": "2025-02-28", "rows": rows, "exported": true, "device": "工作站"}})
        };
        moves::<Self>(vec![
            (request(7), "科主任"),
            (request(1), "院长"),
            (json!({"command": "approve_first", "opinion": "同意"}), "院长"),
            (json!({"command": "approve_first", "opinion": "同意"}), "书记"),
            (json!({"command": "approve_second", "opinion": "同意"}), "纪检甲"),
            (json!({"command": "approve_second", "opinion": "同意"}), "院长（纪检）"),
            (json!({"command": "refuse", "reason": "不妥"}), "院长"),
            (json!({"command": "refuse", "reason": "不妥"}), "纪检甲"),
            (run(50, "药甲"), "科主任"),
            (run(50, "药甲"), "院长"),
            (run(51, "药甲"), "科主任"),
            (run(5, "药乙"), "科主任"),
            (json!({"command": "close", "reason": "查完"}), "科主任"),
            (json!({"command": "expire"}), "系统"),
        ])
    }

    fn check(&self, history: &[Recorded<usage_query::Event>]) {
        let three = [&self.requester, &self.first, &self.second];
        let known: Vec<&UserId> = three.into_iter().flatten().collect();
        let distinct: std::collections::BTreeSet<&&UserId> = known.iter().collect();
        assert_eq!(known.len(), distinct.len(), "one person in two parts");
        let opened = history
            .iter()
            .find(|event| matches!(event.event, usage_query::Event::Opened { .. }));
        let runs = by_tags::<Self>(history, &["ran"]);
        assert!(runs.is_empty() || opened.is_some());
        for record in &self.runs {
            let open = opened.unwrap().at.day();
            assert!(
                record.at.day().days_since(open) < i32::from(usage_query::MOST_DAYS),
                "ran after seven days"
            );
            assert!(record.run.rows <= 50);
            assert_eq!(Some(&record.by), self.requester.as_ref());
        }
    }
}

#[test]
fn duties() {
    reaches::<DutyList>(150, &["检查中", "办理中", "已办结"]);
}

#[test]
fn five_good() {
    reaches::<FiveGood>(100, &["待评定", "已退回", "已授予", "未授予", "已撤销称号"]);
}

#[test]
fn risk_points() {
    reaches::<RiskPoint>(150, &["防控中", "待整改", "待复核", "已撤销"]);
}

#[test]
fn records() {
    reaches::<Record>(100, &["待确认", "已退回", "已归档", "已作废"]);
}

#[test]
fn clues() {
    reaches::<DisciplineClue>(
        200,
        &["待处置", "核查中", "暂存待查", "待审定", "待执行", "待回访", "已了结"],
    );
}

#[test]
fn usage_queries() {
    reaches::<UsageQuery>(
        200,
        &["待第一次审批", "待第二次审批", "已开通", "已关闭", "已过期", "不予批准"],
    );
}
