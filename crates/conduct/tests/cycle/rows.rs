//! The acceptance of the rows of the specification that the cycle answers, each by its id.

use crate::support::Course;
use casework::Machine;
use conduct::archive::{Archive, Consequences, Cycle, Honour, PeriodicResult, Records, effects, periodic_assessment};
use conduct::assessment::{Grade, YearAssessment};
use conduct::case_library::LibraryCase;
use conduct::event::{ConductEvent, Origin};
use conduct::pledge::{Kind, Missing, Pledge, Post, ResponsibilityTree, TreeProblem, signed_by_department};
use conduct::training::{Bonus, Training, hours_of};
use conduct::veto::{Measure, VetoDecision};
use conduct::{Department, Points, Staff, StaffCategory};
use domain::{Day, PractitionerCode};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn person(code: &str, name: &str, user: Value) -> Value {
    json!({"person": code, "name": name, "department": "内科", "user": user})
}

fn doctor() -> Value {
    person("D1", "张某甲", "医师甲".into())
}

fn evidence() -> Value {
    json!([{"kind": "scan", "paper": {"name": "材料.pdf", "digest": "aa"}, "taken_on": null}])
}

fn report(code: &str, origin: Value) -> Value {
    let mut whole = doctor();
    whole["share"] = 100.into();
    json!({"institution": "H1", "division": "440305", "code": code, "occurred_on": "2026-03-01",
           "learned_on": "2026-03-02", "persons": [whole], "head": null, "origin": origin, "summary": "经过",
           "amount": "320.50", "patient_seal": "SEAL-1", "evidence": evidence()})
}

/// An event that the ethics office records and that is waiting for approval.
fn verified(report: Value) -> Course<ConductEvent> {
    let mut course = Course::default();
    course.does("行风甲", "2026-03-02", json!({"command": "record", "report": report}));
    course.does("行风甲", "2026-03-02", json!({"command": "submit"}));
    course.does("科主任", "2026-03-03", json!({"command": "confirm", "opinion": "属实"}));
    course.does("行风乙", "2026-03-04", json!({"command": "verify", "opinion": "属实"}));
    course
}

fn approve(year: i16, points: Value) -> Value {
    json!({"command": "approve", "points": points, "count": 1, "counted_year": year, "opinion": "同意"})
}

fn complaint(code: &str) -> Value {
    report(code, json!({"source": "complaint", "reference": "投诉7号"}))
}

#[test]
fn e05_a_finding_only_proposes_and_the_office_confirms_it() {
    let key = "000102030405060708090a0b0c0d0eff";
    let origin = json!({"source": "finding", "finding": key, "rule": "R079", "reference": "案2026-1号"});
    let mut course = Course::<ConductEvent>::default();
    course.does(
        "系统",
        "2026-03-02",
        json!({"command": "propose", "report": report("M24", origin)}),
    );
    assert_eq!(course.state.facts("事件1"), []);
    course.does("科主任", "2026-03-03", json!({"command": "confirm", "opinion": "属实"}));
    course.is_refused(
        "系统",
        "2026-03-03",
        json!({"command": "verify", "opinion": "属实"}),
        "CW-ROLE",
    );
    course.does("行风甲", "2026-03-04", json!({"command": "verify", "opinion": "属实"}));
    course.is_refused("医保办", "2026-03-04", approve(2026, Value::Null), "CW-ROLE");
    course.does("行风乙", "2026-03-05", approve(2026, Value::Null));
    let facts = course.state.facts("事件1");
    assert_eq!(facts.len(), 1);
    assert_eq!((facts[0].code.as_str(), facts[0].person.as_str()), ("M24", "D1"));
    // The finding, the rule and the amount stay with the event.
    let kept = course.state.report.as_ref().unwrap();
    let Origin::Finding { finding, rule, .. } = &kept.origin else {
        panic!("{:?}", kept.origin)
    };
    assert_eq!((finding.to_string().as_str(), rule.as_str()), (key, "R079"));
    assert_eq!(kept.amount.unwrap().to_string(), "320.50");
}

#[test]
fn e06_letters_and_confirmed_complaints_are_facts_and_unconfirmed_ones_are_not() {
    let mut letter = verified(report("A06", json!({"source": "department"})));
    let mut bad = verified(complaint("M01"));
    let unconfirmed = verified(complaint("M01"));
    let mut refuted = verified(complaint("M01"));
    letter.does("纪检甲", "2026-03-05", approve(2026, Value::Null));
    bad.does("纪检甲", "2026-03-05", approve(2026, "-3".into()));
    refuted.does(
        "纪检甲",
        "2026-03-05",
        json!({"command": "reject", "reason": "查无实据"}),
    );
    let codes = |course: &Course<ConductEvent>| -> Vec<String> {
        let facts = course.state.facts("事件1");
        facts.iter().map(|fact| fact.code.to_string()).collect()
    };
    assert_eq!(
        (codes(&letter), codes(&bad)),
        (vec!["A06".to_owned()], vec!["M01".to_owned()])
    );
    assert_eq!(bad.state.facts("事件1")[0].points, Some(Points::whole(-3)));
    assert_eq!((codes(&unconfirmed), codes(&refuted)), (vec![], vec![]));
}

#[test]
fn e06_an_appeal_suspends_the_event_until_it_is_answered() {
    let mut course = verified(complaint("M01"));
    course.does("纪检甲", "2026-03-05", approve(2026, Value::Null));
    assert_eq!(course.state.facts("事件1").len(), 1);
    course.does(
        "医师甲",
        "2026-03-06",
        json!({"command": "appeal", "grounds": "正在抢救", "evidence": []}),
    );
    assert_eq!(course.state.facts("事件1"), []);
    // 3月6日起30日为4月5日，清明假期内，顺延至7日。
    assert_eq!(course.state.due(), Some(day("2026-04-07")));
    let changed = json!({"ruling": "changed", "code": "M10", "points": null, "count": 1});
    let settle = json!({"command": "settle_appeal", "ruling": changed, "opinion": "从轻"});
    course.does("院长", "2026-03-09", settle);
    assert_eq!(course.state.facts("事件1")[0].code.as_str(), "M10");
}

#[test]
fn shared_and_late_events_give_each_his_part_in_the_year_that_counts() {
    let mut pennant = report("A05", json!({"source": "department"}));
    pennant["occurred_on"] = "2025-12-30".into();
    pennant["persons"] = json!([
        {"person": "D1", "name": "张某甲", "department": "内科", "user": "医师甲", "share": 75},
        {"person": "N2", "name": "李某乙", "department": "外科", "user": null, "share": 25}]);
    let mut course = verified(pennant);
    course.does("纪检甲", "2026-03-05", approve(2026, "1.5".into()));
    assert!(course.state.is_late());
    let facts = course.state.facts("事件1");
    let parts: Vec<_> = facts
        .iter()
        .map(|fact| {
            (
                fact.person.as_str(),
                fact.department.0.as_str(),
                fact.points,
                fact.share,
                fact.occurred_on.year(),
            )
        })
        .collect();
    let decided = Some(Points::hundredths(150));
    assert_eq!(
        parts,
        [("D1", "内科", decided, 75, 2026), ("N2", "外科", decided, 25, 2026)]
    );
    let mut in_time = verified(complaint("M01"));
    in_time.does("纪检甲", "2026-03-05", approve(2026, Value::Null));
    assert!(!in_time.state.is_late());
    assert_eq!(in_time.state.facts("事件1")[0].occurred_on, day("2026-03-01"));
}

#[test]
fn rule_5_3_1_nobody_decides_what_names_him() {
    let mut own = report("M10", json!({"source": "office"}));
    own["persons"][0]["user"] = "纪检甲".into();
    let mut course = verified(own);
    course.is_refused("纪检甲", "2026-03-05", approve(2026, Value::Null), "CW-SAME-PERSON");
    let recuse = json!({"command": "recuse", "user": "纪检乙", "reason": "当事人的配偶"});
    course.does("行风甲", "2026-03-05", recuse);
    course.is_refused("纪检乙", "2026-03-05", approve(2026, Value::Null), "CW-RECUSED");
}

#[test]
fn rule_5_3_2_who_proposes_or_verifies_does_not_approve() {
    let mut course = verified(complaint("M01"));
    for who in ["行风甲", "行风乙"] {
        course.is_refused(who, "2026-03-05", approve(2026, Value::Null), "CW-SAME-PERSON");
    }
}

#[test]
fn rule_5_3_10_the_person_sees_who_decided_and_never_the_patient() {
    use casework::Shown;
    let mut course = verified(complaint("M01"));
    course.does("纪检甲", "2026-03-05", approve(2026, "-3".into()));
    let (calendar, limits) = (crate::support::calendar(), casework::Limits::national());
    let clock = crate::support::clock("2026-03-06 09:00:00", &calendar, &limits);
    let lines = course.state.summary(&clock);
    let said: Vec<String> = lines
        .iter()
        .map(|line| format!("{}{}", line.label, line.text(|_| None)))
        .collect();
    let said = said.join("\n");
    assert!(
        said.contains("M01") && said.contains("-3") && !said.contains("SEAL-1"),
        "{said}"
    );
    assert_eq!(course.history.last().unwrap().by.0, "纪检甲");
}

#[test]
fn links_2_10_a_survey_never_makes_a_score_of_money() {
    let mut course = Course::<ConductEvent>::default();
    let survey = |code| report(code, json!({"source": "survey", "reference": "问卷3"}));
    for code in ["X02", "M31", "M36"] {
        let command = json!({"command": "record", "report": survey(code)});
        course.is_refused("行风甲", "2026-03-02", command, "CD-EVENT-SURVEY");
    }
    course.does(
        "行风甲",
        "2026-03-02",
        json!({"command": "record", "report": survey("A07")}),
    );
}

fn candidate(basis: Value) -> Value {
    json!({"command": "nominate", "candidate": {"institution": "H1", "division": "440305", "subject": doctor(),
           "year": 2026, "basis": basis}})
}

fn meeting(number: &str, on: &str) -> Value {
    json!({"met_on": on, "minute_number": number, "minutes": {"name": "纪要.pdf", "digest": "bb"}})
}

/// A veto in force.
fn vetoed() -> Course<VetoDecision> {
    let mut course = Course::default();
    let basis = json!({"basis": "conduct_event", "event": "事件9", "code": "X02"});
    course.does("系统", "2026-03-02", candidate(basis));
    course.does(
        "行风甲",
        "2026-03-03",
        json!({"command": "prepare", "brief": {"condition": "X02", "facts": "收受红包",
               "evidence": [{"name": "笔录.pdf", "digest": "ba"}], "from": "2026-01-01", "until": "2026-12-31"}}),
    );
    course.does("纪检甲", "2026-03-04", json!({"command": "verify", "opinion": "属实"}));
    let decide = json!({"command": "decide", "meeting": meeting("纪要3号", "2026-03-10")});
    for who in ["行风甲", "行风乙", "纪检甲"] {
        course.is_refused(who, "2026-03-10", decide.clone(), "CW-ROLE");
    }
    let no_number = json!({"command": "decide", "meeting": meeting("", "2026-03-10")});
    course.is_refused("院长", "2026-03-10", no_number, "CW-TEXT");
    course.does("院长", "2026-03-10", decide);
    course
}

#[test]
fn e04_a_veto_code_makes_candidates_of_the_persons_once_it_is_approved() {
    let mut course = verified(report("X02", json!({"source": "discipline", "reference": "纪1号"})));
    assert!(course.state.veto_candidates().is_empty());
    course.is_refused("纪检甲", "2026-03-05", approve(2026, "-10".into()), "CD-EVENT-POINTS");
    course.does("纪检甲", "2026-03-05", approve(2026, Value::Null));
    let candidates = course.state.veto_candidates();
    assert_eq!(
        candidates.iter().map(|one| one.person.as_str()).collect::<Vec<_>>(),
        ["D1"]
    );
    let mut ordinary = verified(complaint("M01"));
    ordinary.does("纪检甲", "2026-03-05", approve(2026, Value::Null));
    assert!(ordinary.state.veto_candidates().is_empty());
}

#[test]
fn links_2_10_nine_insurance_points_make_a_candidate_and_eight_do_not() {
    let points = |points: u8| json!({"basis": "insurance_points", "document": "记分书1号", "points": points});
    let mut course = Course::<VetoDecision>::default();
    course.is_refused("系统", "2026-03-02", candidate(points(8)), "CD-VETO-POINTS");
    course.does("系统", "2026-03-02", candidate(points(9)));
}

/// A year that is drafted, decided, published and final with what was computed.
fn final_year(computed: Value, grade: &str) -> Course<YearAssessment> {
    let mut course = published_year(computed, grade);
    course.does("行风甲", "2026-04-14", json!({"command": "conclude"}));
    course
}

fn published_year(computed: Value, grade: &str) -> Course<YearAssessment> {
    let scores = json!([{"item": "A1", "points": "95"}]);
    let mut course = Course::default();
    let opening = json!({"institution": "H1", "division": "440305", "year": 2026, "subject": doctor(),
        "category": "clinical", "scheme": "方案2026版", "items": [{"item": "A1", "name": "服务态度", "most": "100"}],
        "deadlines": {"self_review": "2026-03-10", "department": "2026-03-20", "branch": null, "public": null,
                      "draft": "2026-03-31", "committee": "2026-04-10"},
        "publicity_days": 5,
        "weights": {"self_review": 10, "department": 30, "branch": 0, "public": 0, "unit": 60}});
    course.does("行风甲", "2026-03-02", json!({"command": "open", "opening": opening}));
    course.does(
        "医师甲",
        "2026-03-03",
        json!({"command": "review_self", "text": "认真履职", "scores": scores}),
    );
    course.does(
        "科主任",
        "2026-03-12",
        json!({"command": "review_department", "opinion": "表现良好", "scores": [{"item": "A1", "points": "90"}],
               "group": ["副主任", "护士乙", "人事"], "minutes": {"name": "纪要.pdf", "digest": "fa"}}),
    );
    let draft = json!({"command": "draft", "computed": computed, "grade": grade, "reason": null, "opinion": "同意"});
    course.does("行风甲", "2026-03-20", draft);
    let decide = json!({"command": "decide", "grade": grade, "reason": null, "minute_number": "纪要1号"});
    course.does("院长", "2026-04-02", decide);
    course.does(
        "行风甲",
        "2026-04-03",
        json!({"command": "publish", "channel": "门诊大厅，信箱"}),
    );
    course
}

fn computed(total: &str, veto: bool, grade: &str) -> Value {
    json!({"total": total, "deductions": "0", "additions": "20", "veto": veto, "grade": grade})
}

#[test]
fn e08_a_veto_makes_the_grade_poor_and_lifting_it_recomputes() {
    let mut veto = vetoed();
    assert!(veto.state.is_active(day("2026-06-30")) && !veto.state.is_active(day("2027-01-01")));
    // 120分有一票否决：较差，不能改为别的等次。
    let mut year = final_year(computed("120", true, "poor"), "poor");
    assert_eq!(year.state.grade(), Some(Grade::Poor));
    year.does(
        "行风甲",
        "2026-04-15",
        json!({"command": "freeze", "paper": {"name": "表.pdf", "digest": "fb"}}),
    );
    veto.does(
        "医师甲",
        "2026-03-20",
        json!({"command": "appeal", "grounds": "当日已退还", "evidence": []}),
    );
    let lift = json!({"command": "lift", "meeting": meeting("纪要5号", "2026-04-01"), "opinion": "查明退还"});
    veto.is_refused("院长", "2026-04-01", lift.clone(), "CW-SAME-PERSON");
    assert!(veto.state.hit().is_some());
    veto.does("书记", "2026-04-01", lift);
    assert_eq!(veto.state.hit(), None);
    year.does(
        "医师甲",
        "2026-04-16",
        json!({"command": "appeal", "grounds": "否决已撤销", "evidence": []}),
    );
    let change = |veto| {
        json!({"command": "change", "computed": computed("120", veto, "excellent"), "grade": "excellent",
               "reason": null, "opinion": "重新计算"})
    };
    year.is_refused("书记", "2026-04-17", change(true), "CD-ASSESS-VETO");
    for who in ["院长", "行风甲"] {
        year.is_refused(who, "2026-04-17", change(false), "CW-SAME-PERSON");
    }
    year.does("书记", "2026-04-17", change(false));
    assert_eq!(
        (year.state.grade(), year.state.stage_zh()),
        (Some(Grade::Excellent), "已确定")
    );
    // The sheet is frozen anew, and the earlier one stays.
    year.does(
        "行风甲",
        "2026-04-20",
        json!({"command": "freeze", "paper": {"name": "新表.pdf", "digest": "fc"}}),
    );
    let sheets: Vec<Grade> = year.state.sheets.iter().map(|sheet| sheet.grade).collect();
    assert_eq!(sheets, [Grade::Poor, Grade::Excellent]);
}

#[test]
fn b09_an_objection_blocks_the_final_result() {
    let mut course = published_year(computed("97", false, "good"), "good");
    // 4月3日起5个工作日，清明假期后到13日。
    assert_eq!(course.state.due(), Some(day("2026-04-13")));
    course.is_refused("行风甲", "2026-04-13", json!({"command": "conclude"}), "CW-EARLY");
    course.does(
        "护士乙",
        "2026-04-13",
        json!({"command": "object", "grounds": "漏记投诉", "evidence": []}),
    );
    course.is_refused("行风甲", "2026-04-14", json!({"command": "conclude"}), "CW-UNFINISHED");
    let answer = json!({"command": "answer_objection", "number": 1, "accepted": false, "answer": "该投诉不属实"});
    course.does("纪检甲", "2026-04-14", answer);
    course.does("行风甲", "2026-04-14", json!({"command": "conclude"}));
    assert_eq!(course.state.grade(), Some(Grade::Good));
}

#[test]
fn s2_4_stages_weigh_what_the_scheme_says_and_progress_shows_what_is_late() {
    let course = published_year(computed("97", false, "good"), "good");
    // 95×10% + 90×30% + 97×60% = 94.7
    assert_eq!(course.state.composed(), Some(Points::hundredths(9470)));
    let progress = |on: &str| course.state.progress(day(on));
    assert!(!progress("2026-04-13").overdue && progress("2026-04-14").overdue);
    assert_eq!(progress("2026-04-14").stage.zh(), "公示中");
}

#[test]
fn e11_only_the_bureau_records_a_revocation() {
    let mut course = vetoed();
    let pack = json!([{"name": "证据包.zip", "digest": "bd"}]);
    let escalate = json!({"command": "escalate", "reason": "数额较大", "pack": pack});
    course.is_refused("院长", "2026-03-11", escalate.clone(), "CW-ROLE");
    course.does("纪检甲", "2026-03-11", escalate);
    course.does(
        "卫健科",
        "2026-03-12",
        json!({"command": "acknowledge", "case_number": "卫受1号"}),
    );
    let outcome = json!({"command": "record_outcome", "outcome": {"measure": "licence_revoked",
                         "document": "卫医罚1号", "decided_on": "2026-03-20"}});
    for who in ["院长", "纪检甲", "行风甲", "审核甲"] {
        course.is_refused(who, "2026-03-21", outcome.clone(), "CW-ROLE");
    }
    course.is_refused("外县卫健", "2026-03-21", outcome.clone(), "CW-DIVISION");
    assert!(course.state.licence_revoked().is_none());
    course.does("卫健科", "2026-03-21", outcome);
    assert_eq!(course.state.licence_revoked().unwrap().measure, Measure::LicenceRevoked);
    let escalation = course.state.escalation.as_ref().unwrap();
    assert_eq!(
        (escalation.pack.len(), escalation.case_number.as_deref()),
        (1, Some("卫受1号"))
    );
}

fn staff() -> Staff {
    Staff {
        code: PractitionerCode::new("D1"),
        name: "张某甲".to_owned(),
        department: Department("内科".to_owned()),
        category: StaffCategory::Clinical,
    }
}

#[test]
fn e12_one_page_shows_title_honour_and_pay() {
    let years = [final_year(computed("97", true, "poor"), "poor").state];
    let honours = [Honour {
        person: PractitionerCode::new("D1"),
        on: day("2026-05-01"),
        title: "锦旗".to_owned(),
        from: "患者家属".to_owned(),
    }];
    let vetoes = [vetoed().state];
    let records = Records {
        vetoes: &vetoes,
        assessments: &years,
        honours: &honours,
        ..Records::default()
    };
    let archive = Archive::of(&staff(), records, None);
    let consequences = Consequences {
        title: false,
        award: false,
        pay: Points::ZERO,
        reasons: vec!["GRADE-POOR".to_owned()],
    };
    let page = effects(&archive, 2026, &honours, &consequences).unwrap();
    let titles: Vec<_> = page
        .blocks
        .iter()
        .map(|block| (block.title, block.says.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            ("职称晋升", "取消资格"),
            ("评先评优", "取消资格"),
            ("绩效分配", "系数0")
        ]
    );
    assert!(
        page.blocks
            .iter()
            .all(|block| block.because.contains(&"理由：GRADE-POOR".to_owned()))
    );
    assert!(page.blocks[1].because.contains(&"锦旗（患者家属）".to_owned()));
    assert_eq!(effects(&archive, 2025, &honours, &consequences), None);
}

#[test]
fn e13_one_poor_year_in_the_cycle_fails_the_periodic_assessment() {
    let cycle = Cycle { from: 2024, to: 2026 };
    let grades = [
        (2023, Grade::Poor),
        (2024, Grade::Good),
        (2025, Grade::Good),
        (2026, Grade::Fair),
    ];
    assert_eq!(periodic_assessment(&grades, cycle), PeriodicResult::Pass);
    let poor = [(2024, Grade::Good), (2025, Grade::Poor)];
    assert_eq!(
        periodic_assessment(&poor, cycle),
        PeriodicResult::Fail { years: vec![2025] }
    );
    assert_eq!(
        periodic_assessment(&grades[..3], cycle),
        PeriodicResult::Open { years: vec![2026] }
    );
}

#[test]
fn e15_nothing_is_published_unmasked_or_unapproved() {
    let mut course = Course::<LibraryCase>::default();
    let text = |body: &str| json!({"title": "案例", "body": body, "lesson": "守住底线"});
    let draft = json!({"institution": "H1", "division": "440305", "kind": "warning", "origin": "通报3号",
                       "text": text("张某甲收受红包"), "hidden": ["张某甲"], "consent": null});
    course.does("纪检甲", "2026-03-02", json!({"command": "draft", "draft": draft}));
    course.is_refused("行风甲", "2026-03-02", json!({"command": "publish"}), "CW-STAGE");
    for (body, code) in [
        ("张某甲收受红包", "CD-CASE-NAME"),
        ("住院号0123456", "CD-CASE-NUMBER"),
        ("电话１３９０００００００", "CD-CASE-NUMBER"),
    ] {
        course.is_refused(
            "行风甲",
            "2026-03-02",
            json!({"command": "mask", "masked": text(body)}),
            code,
        );
    }
    course.does(
        "行风甲",
        "2026-03-02",
        json!({"command": "mask", "masked": text("某医师收受红包")}),
    );
    course.is_refused("行风甲", "2026-03-02", json!({"command": "publish"}), "CW-STAGE");
    let approve = json!({"command": "approve", "opinion": "同意"});
    course.is_refused("纪检甲", "2026-03-02", approve.clone(), "CW-SAME-PERSON");
    course.does("纪检乙", "2026-03-02", approve);
    assert_eq!(course.state.public_text(), None);
    course.does("行风甲", "2026-03-02", json!({"command": "publish"}));
    assert_eq!(course.state.public_text().unwrap().body, "某医师收受红包");
    course.does(
        "院长",
        "2026-03-09",
        json!({"command": "withdraw", "reason": "情况有变"}),
    );
    assert_eq!(course.state.public_text(), None);
}

/// A training of three people that two attended.
fn trained() -> Training {
    let mut course = Course::<Training>::default();
    let plan = json!({"institution": "H1", "division": "440305", "topic": "九项准则", "rule": 8, "category": null,
                      "hours": 4, "held_on": "2026-03-10", "due": ["D1", "N2", "N3"], "material": "原文", "exam": true});
    course.does("行风甲", "2026-03-02", json!({"command": "plan", "plan": plan}));
    assert_eq!(course.state.coverage(), None);
    let sheet = json!({"name": "签到.pdf", "digest": "ca"});
    let attended = json!({"command": "record_attendance", "attended": ["D1", "N2"], "sheet": sheet});
    course.does("行风甲", "2026-03-10", attended);
    let marks = json!([{"person": "D1", "mark": 95}, {"person": "N2", "mark": 94}]);
    course.does(
        "行风甲",
        "2026-03-11",
        json!({"command": "record_exam", "marks": marks}),
    );
    course.state
}

#[test]
fn e16_coverage_is_counted_and_an_examination_only_proposes_what_the_scheme_has() {
    let training = trained();
    let coverage = training.coverage().unwrap();
    assert_eq!((coverage.done, coverage.due, coverage.per_mille()), (2, 3, Some(666)));
    assert_eq!(training.absent(), [&PractitionerCode::new("N3")]);
    assert_eq!(training.proposals(None), []);
    let bonus = Bonus {
        least: 95,
        code: "A16".parse().unwrap(),
    };
    let proposals = training.proposals(Some(&bonus));
    let proposed: Vec<_> = proposals.iter().map(|one| (one.person.as_str(), one.mark)).collect();
    assert_eq!(proposed, [("D1", 95)]);
    let trainings = [training];
    let hours = |person: &str, year| hours_of(&trainings, &PractitionerCode::new(person), year);
    assert_eq!((hours("D1", 2026), hours("N3", 2026), hours("D1", 2025)), (4, 0, 0));
}

#[test]
fn e17_r03_the_signed_share_is_known_by_department() {
    let mut course = Course::<Pledge>::default();
    let signers = json!([doctor(), person("N2", "李某乙", "护士乙".into()),
        {"person": "S3", "name": "孙某己", "department": "外科", "user": null}]);
    let text = json!({"institution": "H1", "division": "440305", "year": 2026, "kind": "commitment",
        "title": "廉洁行医承诺书", "text": "不收红包", "signers": signers, "due": "2026-03-31"});
    course.does("行风甲", "2026-03-02", json!({"command": "issue", "text": text}));
    course.does("医师甲", "2026-03-03", json!({"command": "sign"}));
    let shares = |pledge: &Pledge, kind, year| -> Vec<(String, Option<usize>)> {
        let shares = signed_by_department([pledge], kind, year);
        shares
            .into_iter()
            .map(|(name, share)| (name.0, share.per_mille()))
            .collect()
    };
    assert_eq!(
        shares(&course.state, Kind::Commitment, 2026),
        [("内科".to_owned(), Some(500)), ("外科".to_owned(), Some(0))]
    );
    assert_eq!(shares(&course.state, Kind::Responsibility, 2026), []);
    assert_eq!(shares(&course.state, Kind::Commitment, 2025), []);
    let unsigned: Vec<_> = course.state.unsigned().map(|one| one.person.as_str()).collect();
    assert_eq!(unsigned, ["N2", "S3"]);
}

fn post(id: &str, above: Option<&str>, holder: Option<&str>, duty: &str) -> Post {
    Post {
        id: id.to_owned(),
        above: above.map(str::to_owned),
        title: format!("岗位{id}"),
        holder: holder.map(str::to_owned),
        duty: duty.to_owned(),
    }
}

#[test]
fn e18_a_post_without_name_is_a_gap() {
    let tree = ResponsibilityTree::new(vec![
        post("内科", Some("分管"), None, "管行业"),
        post("书记", None, Some("周某庚"), "第一责任"),
        post("分管", Some("书记"), Some("吴某辛"), " "),
        post("外科", Some("分管"), Some(""), "管行业"),
    ])
    .unwrap();
    let order: Vec<_> = tree.posts().map(|(depth, post)| (depth, post.id.as_str())).collect();
    assert_eq!(order, [(0, "书记"), (1, "分管"), (2, "内科"), (2, "外科")]);
    let gaps: Vec<_> = tree
        .gaps()
        .iter()
        .map(|gap| (gap.post.id.as_str(), gap.missing))
        .collect();
    assert_eq!(
        gaps,
        [
            ("分管", Missing::Duty),
            ("内科", Missing::Holder),
            ("外科", Missing::Holder)
        ]
    );
    let problem = |posts| ResponsibilityTree::new(posts).unwrap_err();
    assert_eq!(problem(vec![]), TreeProblem::Roots(0));
    assert_eq!(
        problem(vec![post("甲", None, None, ""), post("乙", None, None, "")]),
        TreeProblem::Roots(2)
    );
    assert_eq!(
        problem(vec![post("甲", None, None, ""), post("甲", None, None, "")]),
        TreeProblem::Twice("甲".to_owned())
    );
    let unknown = problem(vec![post("甲", None, None, ""), post("乙", Some("丙"), None, "")]);
    assert!(matches!(unknown, TreeProblem::Unknown { .. }), "{unknown}");
    let loose = problem(vec![
        post("甲", None, None, ""),
        post("乙", Some("丙"), None, ""),
        post("丙", Some("乙"), None, ""),
    ]);
    assert!(matches!(loose, TreeProblem::Loose(_)), "{loose}");
}
