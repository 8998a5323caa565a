//! Rows D01–D05, D09, D10, D13–D15, D17–D19 of the specification.

use crate::support::{course, give};
use conduct::Share;
use conduct::clean::duties::{Catalogue, DutyList, ListKind, catalogue, template, tour_coverage};
use conduct::clean::five_good::{FiveGood, Stage, Standard, StandardProblem};
use conduct::clean::record::{
    LeaderPaper, Record, coverage, disputes, learning_count, months_without_report, papers_missing,
};
use conduct::clean::risk_point::{Area, RiskPoint};
use domain::{Day, Money};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn papers() -> Value {
    json!([{"name": "材料.pdf", "digest": "aa"}])
}

fn scores(standard: &Standard, less: u16) -> Value {
    let rows = standard.indicators().map(
        |indicator| json!({"indicator": indicator.code, "points": indicator.most.saturating_sub(less), "note": "说明"}),
    );
    rows.collect()
}

fn decided(less: u16, vetoes: Value) -> FiveGood {
    let standard = Standard::shipped().unwrap();
    course(&[
        (
            "2026-11-02",
            "行风甲",
            json!({"command": "self_score", "subject": {"institution": "H1", "division": "440305", "year": 2026},
                "scores": scores(&standard, 0), "evidence": papers()}),
        ),
        (
            "2026-11-20",
            "卫健甲",
            json!({"command": "decide", "scores": scores(&standard, less), "vetoes": vetoes, "opinion": "意见"}),
        ),
    ])
}

#[test]
fn d01_five_sub_scores_and_a_total_and_any_veto_is_not_awarded() {
    let good = decided(0, json!([]));
    let sheet = good.sheet.clone().unwrap();
    assert_eq!(
        sheet.goods.iter().map(|good| good.points).collect::<Vec<_>>(),
        [20, 20, 20, 20, 20]
    );
    assert_eq!((sheet.total, good.stage), (100, Stage::Awarded));

    let vetoed = decided(0, json!([{"veto": "V2", "basis": "处罚决定书"}]));
    assert_eq!((vetoed.sheet.unwrap().total, vetoed.stage), (100, Stage::NotAwarded));

    // Thirteen indicators, one point less each: 87; two less: 74, below the line of 85.
    assert_eq!(decided(1, json!([])).stage, Stage::Awarded);
    assert_eq!(decided(2, json!([])).stage, Stage::NotAwarded);
}

#[test]
fn d01_a_veto_that_comes_later_takes_the_title_away() {
    let mut good = decided(0, json!([]));
    let revoke = json!({"command": "revoke", "veto": {"veto": "V3", "basis": "判决"}});
    assert_eq!(give(&mut good, "2027-02-01", "卫健乙", revoke), Ok(()));
    assert_eq!(good.stage, Stage::Revoked);
}

#[test]
fn a_standard_with_a_gap_is_refused_by_name() {
    let text = include_str!("../../data/five-good.toml");
    assert_eq!(Standard::read(text).unwrap().most(), 100);
    assert_eq!(
        Standard::read(&text.replace("award = 85", "award = 101")),
        Err(StandardProblem::OutOfReach(101, 100))
    );
    assert_eq!(
        Standard::read(&text.replace("\"V4\"", "\"V1\"")),
        Err(StandardProblem::Twice("V1".to_owned()))
    );
    let broken = Standard::read(&text.replace("version = ", "versoin = ")).unwrap_err();
    assert!(broken.to_string().contains("versoin"), "{broken}");
}

fn adopt(kind: ListKind, owner: &str) -> Value {
    let tasks: Vec<Value> = template(kind)
        .iter()
        .map(|item| json!({"number": item.number, "aspect": item.aspect, "text": item.text, "owner": owner, "due": "2026-06-30"}))
        .collect();
    json!({"command": "adopt", "tasks": tasks, "head": {"institution": "H1", "division": "440305", "kind": kind,
        "title": "清单", "period": "2026年", "topic": ""}})
}

fn finish(list: &mut DutyList, number: u16) {
    let prove = json!({"command": "prove", "number": number, "measures": "完成", "proof": papers()});
    assert_eq!(give(list, "2026-03-10", "科主任", prove), Ok(()));
    let verify = json!({"command": "verify", "number": number, "opinion": "属实"});
    assert_eq!(give(list, "2026-03-11", "纪检甲", verify), Ok(()));
}

#[test]
fn d02_every_node_of_the_mechanism_has_its_evidence() {
    let tree = template(ListKind::Mechanism);
    let count = |aspect: &str| tree.iter().filter(|node| node.aspect == aspect).count();
    let branches = ["一个领导小组", "两个责任", "三级联动", "四项机制", "五纳入"];
    assert_eq!(branches.map(count), [1, 2, 3, 4, 5], "“12345”");
    let mut list: DutyList = course(&[("2026-03-02", "院长", adopt(ListKind::Mechanism, "科主任"))]);
    finish(&mut list, 1);
    let node = list.duties.first().unwrap();
    assert_eq!(node.proof.len(), 1, "the evidence stays with the node");
    assert_eq!(list.closed(), Share { part: 1, whole: 15 });
}

#[test]
fn d03_progress_by_aspect_of_five_aspects_and_twelve_tasks() {
    let plan = template(ListKind::Plan);
    let aspects: BTreeSet<&str> = plan.iter().map(|task| task.aspect.as_str()).collect();
    assert_eq!((aspects.len(), plan.len()), (5, 12));
    let mut list: DutyList = course(&[("2026-03-02", "行风甲", adopt(ListKind::Plan, "科主任"))]);
    let report = json!({"command": "report", "number": 2, "percent": 51, "note": "过半"});
    assert_eq!(give(&mut list, "2026-03-05", "科主任", report), Ok(()));
    finish(&mut list, 1);
    let progress = list.progress(day("2026-07-01"));
    let first = progress.first().unwrap();
    assert_eq!(
        (first.aspect.as_str(), first.percent, first.overdue),
        ("政治引领", 75, 1)
    );
    assert_eq!(first.done, Share { part: 1, whole: 2 });
    let last = progress.last().unwrap();
    assert_eq!((last.percent, last.overdue), (0, 2));
}

#[test]
fn rule_2_the_owner_does_not_verify_what_he_proved() {
    let mut list: DutyList = course(&[("2026-03-02", "院长", adopt(ListKind::Plan, "行风甲"))]);
    let prove = json!({"command": "prove", "number": 1, "measures": "完成", "proof": papers()});
    assert_eq!(give(&mut list, "2026-03-03", "行风甲", prove), Ok(()));
    let verify = json!({"command": "verify", "number": 1, "opinion": "属实"});
    assert_eq!(
        give(&mut list, "2026-03-04", "行风甲", verify.clone()),
        Err("CW-SAME-PERSON")
    );
    assert_eq!(give(&mut list, "2026-03-04", "行风乙", verify), Ok(()));
}

fn confirmed(content: Value) -> Record {
    course(&[
        (
            "2026-11-02",
            "纪检甲",
            json!({"command": "file", "institution": "H1", "division": "440305", "content": content, "papers": papers()}),
        ),
        ("2026-11-03", "院长", json!({"command": "confirm", "opinion": "属实"})),
    ])
}

#[test]
fn d04_consultations_and_public_appraisals_are_on_record() {
    let mechanisms: Vec<String> = template(ListKind::Mechanism)
        .into_iter()
        .filter(|node| node.aspect == "四项机制")
        .map(|node| node.text)
        .collect();
    assert_eq!(mechanisms, ["部门会商", "工作融合", "监督考核", "群众评议"]);
    for content in [
        json!({"kind": "consultation", "on": "2026-03-01", "members": ["医务科"], "summary": "议题"}),
        json!({"kind": "appraisal", "on": "2026-03-01", "satisfied": 95, "asked": 100, "summary": ""}),
    ] {
        assert!(confirmed(content).is_confirmed());
    }
}

#[test]
fn d05_each_inclusion_is_yes_with_its_file_or_no() {
    let mut list: DutyList = course(&[("2026-03-02", "院长", adopt(ListKind::Mechanism, "科主任"))]);
    let first = list
        .duties
        .iter()
        .find(|node| node.task.aspect == "五纳入")
        .unwrap()
        .task
        .number;
    finish(&mut list, first);
    let inclusions: Vec<(bool, usize)> = list
        .duties
        .iter()
        .filter(|node| node.task.aspect == "五纳入")
        .map(|node| (node.verifier.is_some(), node.proof.len()))
        .collect();
    assert_eq!(inclusions, [(true, 1), (false, 0), (false, 0), (false, 0), (false, 0)]);
}

fn checked(kind: &str, who: &str, institution: &str, problem: bool) -> DutyList {
    let answer = match problem {
        true => json!({"result": "problem", "number": 1, "note": "问题", "owner": "科主任", "due": "2026-06-30"}),
        false => json!({"result": "sound", "number": 1}),
    };
    course(&[
        (
            "2026-03-02",
            who,
            json!({"command": "begin", "points": [{"number": 1, "aspect": "行风", "text": "要点"}], "head": {"institution": institution,
                "division": "440305", "kind": kind, "title": "检查", "period": "2025—2026年", "topic": ""}}),
        ),
        (
            "2026-03-03",
            who,
            json!({"command": "record", "answers": [answer], "evidence": []}),
        ),
    ])
}

#[test]
fn d09_a_daily_supervision_leaves_a_record_and_its_problem_must_be_put_right() {
    assert!(!template(ListKind::Daily).is_empty());
    assert_eq!(
        checked("daily", "纪检甲", "H1", false).closed(),
        Share { part: 0, whole: 0 }
    );
    let mut list = checked("daily", "纪检甲", "H1", true);
    assert_eq!((list.answers.len(), list.assignee().unwrap().0.as_str()), (1, "科主任"));
    finish(&mut list, 1);
    assert_eq!(list.closed(), Share { part: 1, whole: 1 });
}

#[test]
fn d10_construction_has_four_stages_and_each_check_its_day() {
    let stages: Vec<&str> = Area::CONSTRUCTION.iter().map(|area| area.zh()).collect();
    let expected = ["决策审批", "工程招标", "建设施工", "合同资金"];
    assert!(
        stages.iter().zip(expected).all(|(stage, word)| stage.ends_with(word)),
        "{stages:?}"
    );
    let mut point: RiskPoint = course(&[(
        "2026-03-02",
        "纪检甲",
        json!({"command": "register", "risk": {"institution": "H1", "division": "440305", "area": "construction_funds",
            "risk": "超进度付款", "measure": "双签", "owner": "科主任", "cycle": "monthly"}}),
    )]);
    // Thirty-one days later is Thursday, 2 April.
    assert_eq!(point.due(), Some(day("2026-04-02")));
    assert!(!point.is_overdue(day("2026-04-02")) && point.is_overdue(day("2026-04-03")));
    let check = json!({"command": "check", "finding": "sound", "note": "双签齐全", "evidence": []});
    assert_eq!(give(&mut point, "2026-04-03", "纪检乙", check), Ok(()));
    let record = point.checks.first().unwrap();
    assert_eq!(
        (record.on, record.due, record.by.0.as_str()),
        (day("2026-04-03"), day("2026-04-02"), "纪检乙")
    );
}

#[test]
fn d13_coverage_is_insured_of_due_and_disputes_add_up() {
    let cover = |covered: u32| {
        confirmed(
            json!({"kind": "liability_cover", "on": "2026-01-01", "until": "2026-12-31", "insurer": "示例保险",
            "covered": covered, "due": 20}),
        )
    };
    assert_eq!(coverage([&cover(20)], day("2026-06-30")).to_string(), "100.0%（20/20）");
    assert_eq!(
        coverage([&cover(20), &cover(19)], day("2026-06-30")).to_string(),
        "97.5%（39/40）"
    );
    assert_eq!(
        coverage([&cover(20)], day("2027-01-01")),
        Share { part: 0, whole: 0 },
        "the policy has ended"
    );
    let dispute = |amount: &str| {
        confirmed(
            json!({"kind": "dispute", "on": "2026-03-01", "mediation": "people", "amount": amount, "insured": "100.00",
            "summary": "达成协议"}),
        )
    };
    let sums = disputes([&dispute("300.00"), &dispute("200.50")], 2026);
    assert_eq!(sums, (2, Money::from_fen(50_050), Money::from_fen(20_000)));
}

#[test]
fn d14_two_of_n_institutions_are_toured_and_the_ledger_says_how_much_is_closed() {
    let mut first = checked("tour", "卫健甲", "H1", true);
    let tours = [
        first.clone(),
        checked("tour", "卫健甲", "H2", false),
        checked("tour", "卫健乙", "H2", false),
    ];
    assert_eq!(tour_coverage(&tours, "2025—2026年", 5), Share { part: 2, whole: 5 });
    assert_eq!(tour_coverage(&tours, "2023—2024年", 5), Share { part: 0, whole: 5 });
    assert_eq!(first.closed().to_string(), "0.0%（0/1）");
    let prove = json!({"command": "prove", "number": 1, "measures": "完成", "proof": papers()});
    assert_eq!(give(&mut first, "2026-03-10", "科主任", prove), Ok(()));
    let verify = json!({"command": "verify", "number": 1, "opinion": "属实"});
    assert_eq!(give(&mut first, "2026-03-11", "卫健乙", verify), Ok(()));
    assert_eq!(first.closed().to_string(), "100.0%（1/1）");
}

#[test]
fn d15_a_zero_report_is_a_report_and_a_missing_month_is_not() {
    let report = |on: &str, incidents: u32| {
        confirmed(json!({"kind": "safety", "on": on, "incidents": incidents, "summary": "处置"}))
    };
    let records = [report("2026-01-31", 0), report("2026-03-31", 2)];
    assert_eq!(months_without_report(&records, 2026, 4), [2, 4]);
}

#[test]
fn d17_learning_is_counted_once_confirmed() {
    let learning = json!({"kind": "learning", "on": "2026-03-01", "attended": 9, "due": 10, "summary": "纪律教育"});
    let filed: Record = course(&[(
        "2026-11-02",
        "纪检甲",
        json!({"command": "file", "institution": "H1", "division": "440305", "content": learning, "papers": []}),
    )]);
    assert_eq!(learning_count([&filed, &confirmed(learning)], 2026), 1);
}

#[test]
fn d18_a_leader_without_his_papers_is_named() {
    let report =
        confirmed(json!({"kind": "leader_archive", "on": "2026-01-20", "leader": "示例院长", "paper": "duty_report"}));
    assert_eq!(
        papers_missing([&report], &["示例院长", "示例书记"], 2026),
        [
            ("示例院长", LeaderPaper::DemocraticLife),
            ("示例书记", LeaderPaper::DemocraticLife),
            ("示例书记", LeaderPaper::DutyReport)
        ]
    );
}

#[test]
fn d19_campaigns_have_topics_of_the_catalogue() {
    let topics = catalogue().unwrap().topics;
    assert!(topics.iter().any(|topic| topic.contains("漠视侵害群众利益")));
    assert!(topics.iter().any(|topic| topic.contains("医疗乱象")));
    let begin = |topic: &str| {
        json!({"command": "begin", "points": [{"number": 1, "aspect": "行风", "text": "要点"}], "head": {"institution": "H1",
            "division": "440305", "kind": "campaign", "title": "专项", "period": "2026年", "topic": topic}})
    };
    assert_eq!(
        give(&mut DutyList::default(), "2026-03-02", "卫健甲", begin(&topics[0])),
        Ok(())
    );
    assert_eq!(
        give(&mut DutyList::default(), "2026-03-02", "卫健甲", begin("自拟主题")),
        Err("CD-LIST")
    );
}

#[test]
fn a_catalogue_that_cannot_be_read_says_where() {
    let text = include_str!("../../data/duty-lists.toml").replace("kind = \"daily\"", "kind = \"dialy\"");
    let problem = Catalogue::read(&text).unwrap_err().to_string();
    assert!(problem.contains("dialy") && problem.contains("line"), "{problem}");
}
