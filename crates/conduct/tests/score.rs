//! Scores: the worked cases, caps, vetoes, quotas, departments, periods and replay; and what holds
//! whatever happened in a year.

#[path = "score/random.rs"]
mod random;

use conduct::scheme::{Area, Dimension, Grade, ItemId, Problem, Scheme, Template};
use conduct::score::{
    Assessed, Assessment, CapReason, Entry, Subject, VetoHit, Year, assess, candidates, departments, replay,
};
use conduct::{Department, Fact, Points, Staff, StaffCategory};
use domain::{Day, PractitionerCode};

fn worked() -> Scheme {
    edited("", "")
}

/// The worked scheme after a change of its text.
fn edited(from: &str, to: &str) -> Scheme {
    let text = include_str!("data/worked.toml");
    assert!(text.contains(from), "{from}");
    Scheme::read(&text.replacen(from, to, 1)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn staff(code: &str, department: &str) -> Staff {
    Staff {
        code: PractitionerCode::new(code),
        name: format!("测试{code}"),
        department: Department(department.to_owned()),
        category: StaffCategory::Clinical,
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// An event of 甲 on a day of its own.
fn fact(number: u8, code: &str) -> Fact {
    of("甲", number, code)
}

fn of(person: &str, number: u8, code: &str) -> Fact {
    Fact {
        event: format!("行{number:03}"),
        person: PractitionerCode::new(person),
        department: Department("测试内科".to_owned()),
        code: code.parse().unwrap(),
        occurred_on: day("2026-01-01").plus_days(i32::from(number)),
        points: None,
        count: 1,
        share: 100,
    }
}

#[test]
fn a_share_of_an_event_is_a_share_of_its_points() {
    let of_share = |share| Fact {
        share,
        ..fact(1, "M07")
    };
    let lost = |share| {
        let facts = [of_share(share)];
        let people = [staff("甲", "测试内科")];
        let assessed = assess(&worked(), &year(&people, &facts, &[])).unwrap().people;
        assessed[0].sheet.deducted.to_string()
    };
    assert_eq!(lost(100), "10");
    assert_eq!(lost(25), "2.5");
    assert_eq!(lost(33), "3.3");
}

fn veto(lifted_on: Option<&str>) -> VetoHit {
    VetoHit {
        event: "行900".to_owned(),
        person: PractitionerCode::new("甲"),
        code: "X02".parse().unwrap(),
        document: "院纪要〔2026〕9号".to_owned(),
        from: day("2026-06-01"),
        to: None,
        lifted_on: lifted_on.map(day),
    }
}

fn year<'a>(people: &'a [Staff], facts: &'a [Fact], vetoes: &'a [VetoHit]) -> Year<'a> {
    Year {
        year: 2026,
        staff: people,
        facts,
        vetoes,
    }
}

fn assessed(scheme: &Scheme, facts: &[Fact], vetoes: &[VetoHit]) -> Assessed {
    let people = [staff("甲", "测试内科")];
    let mut assessment = assess(scheme, &year(&people, facts, vetoes)).unwrap();
    assert_eq!(assessment.people.len(), 1);
    assessment.people.remove(0)
}

fn figures(person: &Assessed) -> (String, String, Grade) {
    (
        person.sheet.score.to_string(),
        person.sheet.deducted.to_string(),
        person.grade,
    )
}

#[test]
fn worked_cases_a_to_f() {
    let scheme = worked();
    let three = [fact(1, "M07"), fact(2, "M07"), fact(3, "M07")];
    let award = [fact(1, "A11")];
    for (case, facts, vetoes, score, deducted, grade) in [
        ("A", &[][..], &[][..], "100", "0", Grade::Excellent),
        (
            "B",
            &[fact(1, "A01"), fact(2, "A06")],
            &[],
            "107",
            "0",
            Grade::Excellent,
        ),
        ("C", &[fact(1, "M01"), fact(2, "A06")], &[], "97", "5", Grade::Good),
        ("D", &three, &[], "85", "30", Grade::Poor),
        ("E", &award, &[veto(None)], "120", "0", Grade::Poor),
        ("F", &award, &[veto(Some("2026-09-01"))], "120", "0", Grade::Excellent),
    ] {
        let person = assessed(&scheme, facts, vetoes);
        assert_eq!(
            figures(&person),
            (score.to_owned(), deducted.to_owned(), grade),
            "{case}"
        );
    }
    let person = assessed(&scheme, &[fact(1, "M01"), fact(2, "A06")], &[]);
    assert_eq!(person.sheet.why_not_better, ["有扣分5分，优秀不得有扣分"]);
    let person = assessed(&scheme, &three, &[]);
    assert_eq!(
        person.sheet.why_not_better,
        [
            "得分85分，不到优秀的90分",
            "扣分30分，超过良好的上限14.99分",
            "扣分30分，超过一般的上限29.99分"
        ]
    );
}

#[test]
fn e08_a_veto_makes_the_grade_poor_and_lifting_it_recomputes() {
    let (scheme, facts) = (worked(), [fact(1, "A11")]);
    let person = assessed(&scheme, &facts, &[veto(None)]);
    assert_eq!((person.sheet.computed, person.grade), (Grade::Excellent, Grade::Poor));
    assert_eq!(person.sheet.vetoes.len(), 1);
    let lifted = assessed(&scheme, &facts, &[veto(Some("2026-09-01"))]);
    assert_eq!((lifted.grade, lifted.sheet.vetoes.len()), (Grade::Excellent, 0));
    // A veto touches the year of its day, and the years up to its last day.
    let long = VetoHit {
        to: Some(day("2027-05-31")),
        ..veto(None)
    };
    for (hit, year, touched) in [
        (&veto(None), 2025, false),
        (&veto(None), 2026, true),
        (&veto(None), 2027, false),
        (&long, 2027, true),
        (&long, 2028, false),
    ] {
        assert_eq!(hit.in_effect(year), touched, "{year}");
    }
    // What the scheme does not know as a veto is none.
    let unknown = VetoHit {
        code: "X77".parse().unwrap(),
        ..veto(None)
    };
    assert_eq!(assessed(&scheme, &facts, &[unknown]).grade, Grade::Excellent);
}

#[test]
fn e04_taking_a_packet_is_a_candidate_for_a_veto_and_no_points() {
    let scheme = Template::Clinical.scheme().unwrap();
    let facts = [fact(1, "M31"), fact(2, "M30"), fact(3, "M01"), fact(4, "X03")];
    let found: Vec<(String, String, bool)> = candidates(&scheme, &facts)
        .into_iter()
        .map(|candidate| {
            (
                candidate.code.to_string(),
                candidate.veto.to_string(),
                candidate.by_rule,
            )
        })
        .collect();
    let row = |code: &str, veto: &str, by_rule| (code.to_owned(), veto.to_owned(), by_rule);
    assert_eq!(
        found,
        [
            row("M31", "X02", true),
            row("M30", "X02", false),
            row("X03", "X03", true)
        ]
    );
    let people = [staff("甲", "测试内科")];
    let assessment = assess(&scheme, &year(&people, &facts, &[])).unwrap();
    let codes: Vec<&str> = assessment.people[0]
        .sheet
        .entries
        .iter()
        .map(|entry| entry.code.as_str())
        .collect();
    assert_eq!(codes, ["M30", "M01"], "a candidate alone takes no points");
    assert_eq!(assessment.unscored, []);
    assert_ne!(assessment.people[0].grade, Grade::Poor);
}

#[test]
fn e02_areas_and_dimensions_are_two_views_with_one_total() {
    let facts = [
        fact(1, "M01"),
        fact(2, "A06"),
        fact(3, "M07"),
        fact(4, "A01"),
        fact(5, "A11"),
    ];
    let sheet = assessed(&worked(), &facts, &[]).sheet;
    let points = |whole| Points::whole(whole);
    assert_eq!(sheet.areas[&Area::Courtesy], points(15 - 5 + 2));
    assert_eq!(sheet.areas[&Area::Rights], points(15 - 10));
    assert_eq!(
        sheet.areas[&Area::Unity],
        points(10 + 13),
        "13 of 20: what is left of the additions"
    );
    assert_eq!(sheet.dimensions[&Dimension::Attitude], points(25 - 5));
    assert_eq!(sheet.dimensions[&Dimension::Satisfaction], points(2));
    assert_eq!(sheet.dimensions[&Dimension::Integrity], points(15 + 5));
    let sum = |values: Vec<Points>| values.into_iter().sum::<Points>();
    assert_eq!(sum(sheet.areas.values().copied().collect()), sheet.score);
    assert_eq!(sum(sheet.dimensions.values().copied().collect()), sheet.score);
    assert_eq!(sheet.score, points(105));
}

#[test]
fn caps_cut_in_order_and_say_why() {
    // Three packets of 5 under a cap of 10; late twice, the second time double, under a cap of 4.
    let mut facts = vec![fact(1, "A01"), fact(2, "A01"), fact(3, "A01")];
    facts.extend([fact(4, "M11"), fact(5, "M11"), fact(6, "M11"), fact(7, "M11")]);
    let sheet = assessed(&worked(), &facts, &[]).sheet;
    let counted = |sheet: &conduct::score::Sheet| -> Vec<(String, String, Vec<CapReason>)> {
        let row = |entry: &Entry| (entry.points.to_string(), entry.counted.to_string(), entry.caps.clone());
        sheet.entries.iter().map(row).collect()
    };
    let row = |points: &str, counted: &str, caps: &[CapReason]| (points.to_owned(), counted.to_owned(), caps.to_vec());
    assert_eq!(
        counted(&sheet),
        [
            row("5", "5", &[]),
            row("5", "5", &[]),
            row("5", "0", &[CapReason::Rule]),
            row("-1", "-1", &[]),
            row("-2", "-2", &[]),
            row("-2", "-1", &[CapReason::Rule]),
            row("-2", "0", &[CapReason::Rule]),
        ]
    );
    assert_eq!(
        (sheet.score, sheet.deducted, sheet.added),
        (Points::whole(106), Points::whole(4), Points::whole(10))
    );
    // An item gives no more than its base; the guard sees all of it.
    let mut grave = fact(1, "M16");
    grave.points = Some(Points::whole(-20));
    let sheet = assessed(&worked(), &[grave, fact(2, "M16")], &[]).sheet;
    assert_eq!(
        counted(&sheet),
        [row("-20", "-8", &[CapReason::Item]), row("-5", "0", &[CapReason::Item])]
    );
    assert_eq!((sheet.score, sheet.deducted), (Points::whole(92), Points::whole(25)));
    // The limit of all additions, then the limit of the total.
    let all = [fact(1, "A01"), fact(2, "A06"), fact(3, "A11")];
    let sheet = assessed(&worked(), &all, &[]).sheet;
    assert_eq!(counted(&sheet)[2], row("20", "13", &[CapReason::Additions]));
    let sheet = assessed(&edited("score_max = 120", "score_max = 105"), &all, &[]).sheet;
    assert_eq!(counted(&sheet)[1], row("2", "0", &[CapReason::Score]));
    assert_eq!(
        counted(&sheet)[2],
        row("20", "0", &[CapReason::Additions, CapReason::Score])
    );
    assert_eq!(sheet.score, Points::whole(105));
}

#[test]
fn every_point_leads_to_its_event() {
    let facts = [fact(1, "M01"), fact(2, "A06"), fact(3, "M07")];
    let scheme = worked();
    let sheet = assessed(&scheme, &facts, &[]).sheet;
    for (fact, entry) in facts.iter().zip(&sheet.entries) {
        assert_eq!(
            (&entry.event, &entry.code, entry.occurred_on),
            (&fact.event, &fact.code, fact.occurred_on)
        );
        assert_eq!(entry.subject, Subject::Person(fact.person.clone()));
        assert_eq!((entry.scheme.as_str(), entry.part), ("核对", 0));
        assert_eq!(Some(&entry.item), scheme.rule(&entry.code).map(|rule| &rule.item));
    }
    let counted: Points = sheet.entries.iter().map(|entry| entry.counted).sum();
    assert_eq!(scheme.base + counted, sheet.score);
}

#[test]
fn only_confirmed_facts_of_the_year_by_known_rules_count_and_the_same_fact_once() {
    let last_year = Fact {
        occurred_on: day("2025-12-31"),
        ..fact(1, "M01")
    };
    let facts = [
        fact(2, "M01"),
        fact(2, "M01"),
        last_year,
        fact(3, "A23"),
        of("乙", 4, "M07"),
    ];
    let people = [staff("甲", "测试内科")];
    let assessment = assess(&worked(), &year(&people, &facts, &[])).unwrap();
    assert_eq!(assessment.people[0].sheet.entries.len(), 1);
    let unscored: Vec<(&str, &str)> = assessment
        .unscored
        .iter()
        .map(|one| (one.event.as_str(), one.why))
        .collect();
    assert_eq!(unscored, [("行003", "方案没有这条细则")]);
    let off = assess(
        &Template::Clinical.scheme().unwrap(),
        &year(&people, &[fact(1, "A20")], &[]),
    )
    .unwrap();
    assert_eq!(off.unscored[0].why, "细则未启用");
    // Of other staff the scheme knows nothing.
    let clerk = Staff {
        category: StaffCategory::Administrative,
        ..staff("丙", "测试总务")
    };
    assert_eq!(
        assess(&worked(), &year(&[clerk], &[], &[])).unwrap(),
        Assessment::default()
    );
}

#[test]
fn nobody_is_scored_by_a_scheme_with_problems() {
    let scheme = edited("base = 100", "base = 99");
    let people = [staff("甲", "测试内科")];
    let problems = assess(&scheme, &year(&people, &[], &[])).unwrap_err();
    assert!(matches!(problems.as_slice(), [Problem::BaseSum { .. }]), "{problems:?}");
}

#[test]
fn a_year_of_quarters_is_their_mean_and_the_views_still_agree() {
    let scheme = edited(
        "period = \"year\"      # 考评周期：year、half、quarter、month\ncomposition = \"sum\"",
        "period = \"quarter\"\ncomposition = \"mean\"",
    );
    let on = |number, code: &str, date: &str| Fact {
        occurred_on: day(date),
        ..fact(number, code)
    };
    // Quarters of 95, 100, 90 (two items) and 103: caps begin anew in each.
    let facts = [
        on(1, "M01", "2026-03-31"),
        on(2, "M07", "2026-07-01"),
        on(3, "A06", "2026-10-01"),
        on(4, "M11", "2026-12-31"),
        on(5, "A06", "2026-10-02"),
    ];
    let sheet = assessed(&scheme, &facts, &[]).sheet;
    let parts: Vec<u8> = sheet.entries.iter().map(|entry| entry.part).collect();
    assert_eq!(parts, [0, 2, 3, 3, 3]);
    assert_eq!(sheet.score, Points::whole(97), "(95 + 100 + 90 + 103) / 4");
    assert_eq!(sheet.deducted, Points::whole(16), "the guards see the whole year");
    let (areas, dimensions): (Points, Points) = (
        sheet.areas.values().copied().sum(),
        sheet.dimensions.values().copied().sum(),
    );
    assert_eq!((areas, dimensions), (sheet.score, sheet.score));
    assert_eq!(sheet.items[&ItemId("4-2".to_owned())], Points::hundredths(475));
}

const QUOTA: &str = "[[quota]]\nscope = \"department\"\ngrade = \"excellent\"\nmax_share = 0.25\nrounding = \"floor\"\nmin_group = 4\ntie = \"none\"\n\n# 结果运用";

fn ward(prefix: &str, count: usize) -> Vec<Staff> {
    (0..count)
        .map(|number| staff(&format!("{prefix}{number}"), &format!("测试{prefix}科")))
        .collect()
}

fn grades(scheme: &Scheme, people: &[Staff], facts: &[Fact]) -> Vec<(String, Grade)> {
    let assessment = assess(scheme, &year(people, facts, &[])).unwrap();
    let row = |person: &Assessed| (person.sheet.staff.code.to_string(), person.grade);
    assessment.people.iter().map(row).collect()
}

#[test]
fn a_quota_moves_the_last_in_rank_and_says_why() {
    let scheme = edited("# 结果运用", QUOTA);
    // Eight in a department, two may be excellent; three in small ones count together, none may.
    let mut people = ward("大", 8);
    people.extend(ward("小", 2));
    people.extend(ward("微", 1));
    let facts = [
        of("大3", 1, "A01"),
        of("大5", 2, "A06"),
        of("大6", 3, "M01"),
        of("小0", 4, "A01"),
    ];
    let excellent: Vec<String> = grades(&scheme, &people, &facts)
        .into_iter()
        .filter(|(_, grade)| *grade == Grade::Excellent)
        .map(|(code, _)| code)
        .collect();
    assert_eq!(excellent, ["大3", "大5"]);
    let assessment = assess(&scheme, &year(&people, &facts, &[])).unwrap();
    let said = |code: &str| {
        let person = assessment
            .people
            .iter()
            .find(|person| person.sheet.staff.code.as_str() == code)
            .unwrap();
        person.moved.as_ref().map(ToString::to_string)
    };
    assert_eq!(said("大3"), None);
    assert_eq!(said("大6"), None, "not excellent anyway");
    assert_eq!(
        said("大0").as_deref(),
        Some("测试大科共8人，优秀名额2名，排名第3，调为良好")
    );
    assert_eq!(
        said("小0").as_deref(),
        Some("其他科室合并共3人，优秀名额0名，排名第1，调为良好")
    );
}

#[test]
fn ties_at_the_edge_and_rounding_are_as_the_scheme_says() {
    let people = ward("大", 6);
    let facts = [of("大3", 1, "A01")];
    let count = |text: &str| {
        let grades = grades(&edited("# 结果运用", text), &people, &facts);
        let excellent = grades.into_iter().filter(|(_, grade)| *grade == Grade::Excellent);
        excellent.map(|(code, _)| code).collect::<Vec<_>>()
    };
    // 6 × 0.25 = 1.5: one, or two; the second would be one of five who are equal.
    assert_eq!(count(QUOTA), ["大3"]);
    let half_up = QUOTA.replace("floor", "half_up");
    assert_eq!(count(&half_up), ["大3"]);
    assert_eq!(count(&half_up.replace("\"none\"", "\"code\"")), ["大0", "大3"]);
    let institution = QUOTA
        .replace("\"department\"", "\"institution\"")
        .replace("0.25", "0.5");
    assert_eq!(
        count(&institution.replace("\"none\"", "\"按人员编号\"")),
        ["大0", "大1", "大3"]
    );
}

#[test]
fn a_department_has_the_mean_of_its_people_and_what_it_did() {
    let scheme = edited("department_discount = 0 ", "department_discount = 0.05 ");
    let people = [
        staff("甲", "测试内科"),
        staff("乙", "测试内科"),
        staff("丙", "测试外科"),
    ];
    let shared = |person: &str| Fact {
        person: PractitionerCode::new(person),
        ..fact(2, "A21")
    };
    // A honour of the department counts once for both people, three of them under a cap of 2.
    let mut facts = vec![
        fact(1, "M07"),
        shared("甲"),
        shared("乙"),
        fact(3, "A21"),
        fact(4, "A21"),
    ];
    facts.push(Fact {
        department: Department("测试门诊".to_owned()),
        ..of("", 5, "A21")
    });
    let of = year(&people, &facts, &[]);
    let assessed = assess(&scheme, &of).unwrap().people;
    let found = departments(&scheme, &of, &assessed).unwrap();
    let rows: Vec<(&str, usize, Option<String>, Option<String>)> = found
        .iter()
        .map(|row| {
            let text = |points: Option<Points>| points.map(|points| points.to_string());
            (row.department.0.as_str(), row.members, text(row.mean), text(row.score))
        })
        .collect();
    let text = |text: &str| Some(text.to_owned());
    // 内科: (90 + 100) / 2 × 0.95 + 2 − 10 × 0.1; 外科: 100 × 0.95
    assert_eq!(
        rows,
        [
            ("测试内科", 2, text("95"), text("91.25")),
            ("测试外科", 1, text("100"), text("95")),
            ("测试门诊", 0, None, None),
        ]
    );
    let counted: Vec<String> = found[0].entries.iter().map(|entry| entry.counted.to_string()).collect();
    assert_eq!(counted, ["-1", "1", "1", "0"]);
    assert!(
        found[0]
            .entries
            .iter()
            .all(|entry| matches!(&entry.subject, Subject::Department(name) if name.0 == "测试内科"))
    );
}

#[test]
fn a_replay_says_who_changes_grade_and_why() {
    let people = [
        staff("甲", "测试内科"),
        staff("乙", "测试内科"),
        staff("丙", "测试内科"),
    ];
    let facts = [
        of("甲", 1, "M01"),
        of("乙", 2, "A06"),
        of("丙", 3, "M07"),
        of("丙", 4, "M01"),
    ];
    let old = worked();
    let of = year(&people, &facts, &[]);
    let same = replay(&old, &old, &of).unwrap();
    assert_eq!((same.people, same.changes.len()), (3, 0));
    // A complaint costs 15 instead of 5: 甲 falls to 一般, and so does 丙 no further than that.
    let harsh = edited("item = \"3-1\"\npoints = 5", "item = \"3-1\"\npoints = 15");
    let found = replay(&old, &harsh, &of).unwrap();
    let said: Vec<(&str, &str)> = found
        .changes
        .iter()
        .map(|change| (change.staff.code.as_str(), change.why.as_str()))
        .collect();
    assert_eq!(
        said,
        [(
            "甲",
            "由良好变为一般：M01（服务态度投诉查实）由-5分变为-12分；得分由95分变为88分；扣分由5分变为15分。"
        )]
    );
    assert_eq!((found.before[&Grade::Good], found.after.get(&Grade::Good)), (1, None));
    // Other lines, a quota, another list of vetoes.
    let lenient = edited("min_score = 90\nforbids_deduction = true", "min_score = 90");
    let why = |new: &Scheme, of: &Year<'_>| -> Vec<String> {
        let changes = replay(&old, new, of).unwrap().changes;
        changes
            .into_iter()
            .map(|change| format!("{}{}", change.staff.code, change.why))
            .collect()
    };
    assert_eq!(
        why(&lenient, &of),
        ["甲由良好变为优秀：等级线不同，95分由良好变为优秀。"]
    );
    let quota = edited("# 结果运用", &QUOTA.replace("min_group = 4", "min_group = 1"));
    assert_eq!(
        why(&quota, &of),
        ["乙由优秀变为良好：新方案测试内科共3人，优秀名额0名，排名第1，调为良好。"]
    );
    let hits = [veto(None)];
    let with_veto = year(&people, &facts, &hits);
    let other = edited("veto = \"X02\"", "veto = \"X03\"");
    let other = Scheme {
        vetoes: other
            .vetoes
            .iter()
            .map(|veto| conduct::scheme::VetoRule {
                code: "X03".parse().unwrap(),
                ..veto.clone()
            })
            .collect(),
        ..other
    };
    assert_eq!(
        why(&other, &with_veto),
        ["甲由较差变为良好：X02新方案不再作为一票否决。"]
    );
}

#[test]
fn a_replay_never_names_a_sealed_rule() {
    let people = [staff("甲", "测试内科")];
    let facts = [fact(1, "M01"), fact(2, "A01")];
    let sealed = "item = \"4-1\"\nsealed = true\npoints = ";
    let old = edited("item = \"4-1\"\npoints = 5", &format!("{sealed}5"));
    let text = include_str!("data/worked.toml")
        .replacen("item = \"4-1\"\npoints = 5", &format!("{sealed}1"), 1)
        .replacen("forbids_deduction = true\n", "", 1);
    let new = Scheme::read(&text).unwrap();
    let found = replay(&old, &new, &year(&people, &facts, &[])).unwrap();
    assert_eq!(
        found.changes[0].why,
        "由良好变为优秀：另有1条细则分值不同；得分由100分变为96分；等级线不同，96分由良好变为优秀。"
    );
}
