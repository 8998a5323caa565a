//! Worked examples with exact figures: money, clocks and points as an official would count them.

mod support;

use casework::enforcement::Enforcement;
use casework::points::{PointRecord, Status};
use casework::review_case::ReviewCase;
use casework::self_audit::SelfAudit;
use casework::{Figures, Limits, Machine, Refusal, Role, record};
use domain::{Day, Money};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{actor, calendar, clock};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Gives commands that must all be allowed: when, who, what.
fn run<M: Machine>(steps: &[(&str, &str, Value)]) -> M {
    let (calendar, limits, mut state) = (calendar(), Limits::national(), M::default());
    for (at, who, command) in steps {
        let (who, clock) = (actor(who), clock(at, &calendar, &limits));
        let command = serde_json::from_value(command.clone()).unwrap_or_else(|error| panic!("{command}: {error}"));
        let events = state
            .decide(command, &who, &clock)
            .unwrap_or_else(|refusal| panic!("{at}: {refusal}"));
        for event in record(events, &who, &clock) {
            state.apply(&event);
        }
    }
    state
}

fn subject(certainty: &str) -> Value {
    json!({"finding": "00000000000000000000000000000001", "rule": "GZ1", "institution": "H1", "division": "440305",
           "certainty": certainty, "flagged": "1200.00"})
}

fn figures(figures: Figures) -> [String; 4] {
    [
        figures.flagged.money(),
        figures.upheld.money(),
        figures.recovered.money(),
        figures.avoided.money(),
    ]
    .map(|amount| amount.to_string())
}

/// The steps of a suspicion that is appealed against once, each with its money and provincial status.
#[test]
fn the_figures_of_a_review_come_one_after_the_other() {
    let paper = json!([{"name": "病历", "digest": "aa"}]);
    let steps = [
        (
            "2026-03-02",
            "系统",
            json!({"command": "open", "subject": subject("可疑"), "sampled": false}),
        ),
        (
            "2026-03-03",
            "审核甲",
            json!({"command": "uphold_first", "amount": "1000.00", "note": "超量"}),
        ),
        ("2026-03-04", "医师", json!({"command": "begin_appeal"})),
        (
            "2026-03-05",
            "医保办",
            json!({"command": "submit_appeal", "argument": "病情", "attachments": paper}),
        ),
        ("2026-03-06", "审核乙", json!({"command": "take_second_review"})),
        (
            "2026-03-06",
            "审核乙",
            json!({"command": "uphold_second", "amount": "800.00", "note": "部分"}),
        ),
        ("2026-03-09", "医保办", json!({"command": "accept"})),
        ("2026-03-10", "主任", json!({"command": "confirm"})),
        (
            "2026-03-31",
            "财务",
            json!({"command": "deduct", "amount": "500.00", "settlement": "三月"}),
        ),
        ("2026-04-01", "系统", json!({"command": "close"})),
    ];
    let expected = [
        ("04", ["1200.00", "0.00", "0.00", "0.00"]),
        ("08", ["1200.00", "0.00", "0.00", "0.00"]),
        ("08", ["1200.00", "0.00", "0.00", "0.00"]),
        ("06", ["1200.00", "0.00", "0.00", "0.00"]),
        ("07", ["1200.00", "0.00", "0.00", "0.00"]),
        ("08", ["1200.00", "0.00", "0.00", "0.00"]),
        ("11", ["1200.00", "0.00", "0.00", "0.00"]),
        ("11", ["1200.00", "800.00", "0.00", "0.00"]),
        ("12", ["1200.00", "800.00", "500.00", "0.00"]),
        ("12", ["1200.00", "800.00", "500.00", "0.00"]),
    ];
    assert_eq!(ReviewCase::default().provincial_status(), None);
    for (count, (status, money)) in expected.into_iter().enumerate() {
        let case: ReviewCase = run(&steps[..=count]);
        assert_eq!(
            case.provincial_status().map(|status| status.code()),
            Some(status),
            "{count}"
        );
        assert_eq!(figures(case.figures()), money, "{count}");
    }
}

/// The rest of the twelve provincial values.
#[test]
fn provincial_values_of_checks_and_clearance() {
    let open = |certainty| {
        (
            "2026-03-02",
            "系统",
            json!({"command": "open", "subject": subject(certainty), "sampled": false}),
        )
    };
    let check = (
        "2026-03-03",
        "科长",
        json!({"command": "send_to_site_check", "reason": "看实物"}),
    );
    let clear = (
        "2026-03-03",
        "审核甲",
        json!({"command": "clear", "reason": "clinical_need", "note": "有指征"}),
    );
    let transfer = (
        "2026-03-04",
        "科长",
        json!({"command": "transfer", "reason": "涉嫌骗保"}),
    );
    let notify = ("2026-03-03", "系统", json!({"command": "notify"}));
    let accept = ("2026-03-04", "医保办", json!({"command": "accept"}));
    for (steps, status) in [
        (vec![open("明确违规")], "02"),
        (vec![open("明确违规"), check.clone()], "03"),
        (vec![open("可疑"), check.clone()], "05"),
        (vec![open("可疑"), clear], "01"),
        (vec![open("可疑"), check, transfer], "10"),
        (vec![open("明确违规"), notify, accept], "09"),
    ] {
        let case: ReviewCase = run(&steps);
        assert_eq!(
            case.provincial_status().map(|status| status.code()),
            Some(status),
            "{steps:?}"
        );
    }
}

/// Ten working days over the Spring Festival of 2026: told on 13 February, the last day is 5 March.
#[test]
fn the_appeal_ends_on_the_tenth_working_day() {
    let case: ReviewCase = run(&[
        (
            "2026-02-13",
            "系统",
            json!({"command": "open", "subject": subject("明确违规"), "sampled": false}),
        ),
        ("2026-02-13", "系统", json!({"command": "notify"})),
    ]);
    assert_eq!(case.due(), Some(day("2026-03-05")));
    assert!(!case.is_overdue(day("2026-03-05")) && case.is_overdue(day("2026-03-06")));
}

fn investigated() -> Vec<(&'static str, &'static str, Value)> {
    let paper = json!({"name": "文书", "digest": "aa"});
    let handlers = ["承办甲", "承办乙"].map(|user| json!({"user": user, "certificate": "证"}));
    vec![
        (
            "2026-03-02",
            "承办甲",
            json!({"command": "register", "matter": {"party": {"party": "institution", "code": "H1"},
                   "division": "440305", "source": "移送", "summary": "重复收费"}}),
        ),
        (
            "2026-03-03",
            "承办甲",
            json!({"command": "finish_pre_check", "report": paper}),
        ),
        (
            "2026-03-03",
            "承办甲",
            json!({"command": "propose_filing", "handlers": handlers}),
        ),
        ("2026-03-04", "局长", json!({"command": "approve_filing"})),
        (
            "2026-03-05",
            "承办甲",
            json!({"command": "add_evidence", "evidence": [paper], "proves": "收费"}),
        ),
    ]
}

/// Filed on 4 March, 90 days end on 2 June 2026, a Tuesday. Ten days of suspension move that to Friday
/// 12 June, 30 more days to Sunday 12 July and so to Monday 13 July; a hearing from 22 April to 20 May
/// moves it by 28 days to 10 August.
#[test]
fn the_clock_of_the_decision_stands_still_and_goes_on() {
    let mut steps = investigated();
    let decide_by = |steps: &[_]| run::<Enforcement>(steps).decide_by;
    assert_eq!(decide_by(&steps), Some(day("2026-06-02")));
    steps.push(("2026-03-10", "局长", json!({"command": "suspend", "reason": "鉴定"})));
    let suspended: Enforcement = run(&steps);
    assert!(!suspended.is_overdue(day("2027-01-04")), "the clock stands still");
    steps.push(("2026-03-20", "承办甲", json!({"command": "resume"})));
    assert_eq!(decide_by(&steps), Some(day("2026-06-12")));
    steps.push((
        "2026-03-23",
        "局长",
        json!({"command": "extend_decision", "reason": "复杂"}),
    ));
    assert_eq!(decide_by(&steps), Some(day("2026-07-13")));
    let running: Enforcement = run(&steps);
    assert!(!running.is_overdue(day("2026-07-13")) && running.is_overdue(day("2026-07-14")));
    let paper = json!({"name": "文书", "digest": "aa"});
    let penalty = json!({"items": [{"violation": {"article": "article38", "behaviour": "重复收费", "loss": "123456.78",
        "refused_correction": false, "grave_consequence": false}, "fine": {"fine": "multiple", "hundredths": 150},
        "department_suspension": null, "agreement_termination": false, "settlement_suspension_months": null,
        "reasons": "情节", "mitigation": null}]});
    steps.extend([
        (
            "2026-04-15",
            "承办甲",
            json!({"command": "submit_for_review", "proposal": {"proposal": "penalty", "penalty": penalty}}),
        ),
        (
            "2026-04-16",
            "法制",
            json!({"command": "pass_review", "opinion": "同意"}),
        ),
        (
            "2026-04-17",
            "承办甲",
            json!({"command": "serve_notice", "receipt": paper}),
        ),
        (
            "2026-04-22",
            "医保办",
            json!({"command": "request_hearing", "reason": "有误"}),
        ),
        (
            "2026-04-23",
            "科长",
            json!({"command": "schedule_hearing", "on": "2026-05-20", "chair": "副科长"}),
        ),
        (
            "2026-05-20",
            "副科长",
            json!({"command": "hold_hearing", "minutes": paper, "opinion": "成立"}),
        ),
    ]);
    assert_eq!(decide_by(&steps), Some(day("2026-08-10")));
    steps.push((
        "2026-08-11",
        "局长",
        json!({"command": "decide", "outcome": {"outcome": "penalty", "penalty": penalty}, "minutes": null}),
    ));
    let decided: Enforcement = run(&steps);
    assert!(decided.decided_late);
    // 罚款 is not fund money: only the loss is upheld.
    assert_eq!(figures(decided.figures()), ["0.00", "123456.78", "0.00", "0.00"]);
    assert_eq!(decided.penalty().unwrap().fine_total().to_string(), "185185.17");
    assert_eq!(decided.stage.provincial_code(), Some(1500));
}

/// 8 points: nothing. 9: suspended for the months that were set. The pre-alert asks by day.
#[test]
fn points_suspend_and_the_pre_alert_knows() {
    let propose = |cause: &str, responsibility: &str| {
        json!({"command": "propose", "cause": cause, "responsibility": responsibility, "institution": "H1",
               "handling": "处理决定"})
    };
    let confirm =
        |number: u32, months: Value| json!({"command": "confirm", "number": number, "suspension_months": months});
    let mut steps = vec![
        (
            "2026-01-05",
            "系统",
            json!({"command": "register", "person": {"code": "D1", "division": "440305"}}),
        ),
        ("2026-02-02", "审核甲", propose("penalty_for_loss", "main")),
        ("2026-02-03", "主任", confirm(1, Value::Null)),
        ("2026-02-04", "审核甲", propose("agreement_breach", "important")),
        ("2026-02-05", "主任", confirm(2, Value::Null)),
    ];
    let eight: PointRecord = run(&steps);
    assert_eq!(
        (eight.total_in(2026), eight.status_on(day("2026-02-05"))),
        (8, Status::Eligible)
    );
    steps.push(("2026-08-30", "审核甲", propose("high_price_products", "general")));
    steps.push(("2026-08-31", "主任", confirm(3, json!(6))));
    let nine: PointRecord = run(&steps);
    assert_eq!((nine.total_in(2026), nine.total_in(2027)), (9, 0));
    let until = day("2027-02-28");
    for (on, status, paid) in [
        ("2026-08-30", Status::Eligible, true),
        ("2026-08-31", Status::Suspended { until }, false),
        ("2027-02-27", Status::Suspended { until }, false),
        ("2027-02-28", Status::Eligible, true),
    ] {
        assert_eq!(nine.status_on(day(on)), status, "{on}");
        assert_eq!(status.is_paid(false), paid, "{on}");
        assert!(status.is_paid(true), "emergency is always paid: {on}");
    }
}

/// The case of the press: ¥32,300 refunded, ¥34.667 million found by inspection.
#[test]
fn a_hollow_self_audit_shows() {
    let item = json!({"number": 1, "text": "重复收费", "rule": null, "flagged": "0.00"});
    let answer = json!({"found": "32300.00", "note": "核对", "evidence": []});
    let steps = vec![
        (
            "2026-03-02",
            "审核甲",
            json!({"command": "issue", "due": "2026-04-30", "task": {"institution": "H1", "division": "440305",
                   "source": "清单", "looking_back_to": "2024-01-01", "items": [item]}}),
        ),
        (
            "2026-03-03",
            "医保办",
            json!({"command": "answer", "number": 1, "answer": answer}),
        ),
        (
            "2026-03-03",
            "院长",
            json!({"command": "submit", "report": {"name": "报告", "digest": "aa"}}),
        ),
        ("2026-03-04", "审核甲", json!({"command": "accept"})),
        (
            "2026-04-30",
            "财务",
            json!({"command": "refund", "amount": "32300.00", "voucher": "凭1"}),
        ),
    ];
    let honest: SelfAudit = run(&steps);
    assert_eq!((honest.gap_per_mille(), honest.is_voluntary()), (Some(1000), true));
    assert_eq!(figures(honest.figures()), ["0.00", "32300.00", "32300.00", "0.00"]);
    let mut later = steps.clone();
    let inspection = json!({"command": "compare", "found_later": "34667000.00", "source": "飞行检查"});
    later.push(("2026-09-01", "检查员", inspection));
    let hollow: SelfAudit = run(&later);
    // (32300 + 34667000) ÷ 32300 = 1074.28…
    assert_eq!(hollow.gap_per_mille(), Some(1_074_281));
    // One day late, and it no longer speaks for the institution.
    let mut late = steps;
    if let Some(refund) = late.last_mut() {
        refund.0 = "2026-05-06";
    }
    assert!(!run::<SelfAudit>(&late).is_voluntary());
}

/// Every refusal has a code of its own and a sentence that says what to do.
#[test]
fn refusals_have_codes_and_say_what_to_do() {
    let (due, amount) = (day("2026-03-02"), Money::from_fen(100));
    let all = [
        Refusal::Stage {
            stage: "复审",
            action: "办结",
        },
        Refusal::Role {
            action: "终审确认",
            roles: &[Role::AgencyHead, Role::BureauLeader],
        },
        Refusal::OtherInstitution,
        Refusal::OtherDivision,
        Refusal::SamePerson {
            first: "初审人",
            second: "复审人",
        },
        Refusal::Recused { who: "甲".to_owned() },
        Refusal::PanelTooSmall { least: 3, present: 2 },
        Refusal::PanelLacksExpert,
        Refusal::VotesDiffer,
        Refusal::HandlersTooFew,
        Refusal::Late { what: "申诉", due },
        Refusal::Early { what: "申诉", due },
        Refusal::DeadlineInPast { what: "整改", due },
        Refusal::AlreadyExtended { what: "办案期限" },
        Refusal::CalendarUnknown { year: 2027 },
        Refusal::LimitNotAllowed {
            what: "申诉",
            days: 3,
            allowed: "可设5至30个工作日。".to_owned(),
        },
        Refusal::TextMissing { what: "理由" },
        Refusal::PaperMissing { what: "附件" },
        Refusal::AmountNotPositive { what: "金额", amount },
        Refusal::AmountAbove {
            what: "金额",
            amount,
            most: amount,
        },
        Refusal::AmountBelow {
            what: "金额",
            amount,
            least: amount,
        },
        Refusal::OutOfRange {
            what: "倍数",
            least: "1".to_owned(),
            most: "2".to_owned(),
            found: "3".to_owned(),
        },
        Refusal::NotInArticle {
            article: "第四十条",
            measure: "警告",
        },
        Refusal::ConditionMissing {
            measure: "罚款",
            condition: "拒不改正",
        },
        Refusal::HeavierThanNotice,
        Refusal::Unknown { what: "凭证" },
        Refusal::Duplicate { what: "凭证" },
        Refusal::Unfinished { what: "送达" },
    ];
    let codes: BTreeSet<&str> = all.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(codes.len(), all.len());
    assert_eq!(
        include_str!("../src/refusal.rs").matches("=> \"CW-").count(),
        all.len(),
        "a refusal is missing here"
    );
    for refusal in &all {
        let text = refusal.to_string();
        assert!(
            text.ends_with('。') && !text.contains('！') && !text.contains("。。"),
            "{text}"
        );
        let advises = text.contains('请') || matches!(refusal, Refusal::HeavierThanNotice);
        assert!(advises && refusal.code().starts_with("CW-"), "{text}");
    }
    assert_eq!(
        all[1].to_string(),
        "终审确认由经办机构负责人、医保局领导办理。请转交相应人员，或向系统管理员申请角色。"
    );
}
