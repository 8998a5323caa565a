//! Performance pay and what a year's conduct means for a person.

use conduct::performance::{
    Claim, EthicsMeasure, EthicsWeight, LowerWeight, PayProblem, Row, WeightProblem, compare, distribute,
};
use conduct::scheme::{Grade, Ratio, Scheme};
use conduct::score::{Assessed, VetoHit, Year, assess};
use conduct::standing::{Cycle, Periodic, Standing, VERIFICATION_HEADER, verification_rows};
use conduct::{Department, Fact, Points, Staff, StaffCategory};
use domain::{Day, Money, PractitionerCode};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn ratio(text: &str) -> Ratio {
    text.parse().unwrap()
}

fn weight(text: &str) -> EthicsWeight {
    EthicsWeight::new(ratio(text), None).unwrap()
}

fn approval(approver: &str, file_number: &str) -> Option<LowerWeight> {
    Some(LowerWeight {
        approver: approver.to_owned(),
        file_number: file_number.to_owned(),
    })
}

fn claim(name: &str, work: i16, ethics: i16, coefficient: &str) -> Claim<PractitionerCode> {
    Claim {
        subject: PractitionerCode::new(name),
        work: Points::whole(work),
        ethics: Points::whole(ethics),
        coefficient: ratio(coefficient),
    }
}

fn amounts<S>(rows: &[Row<S>]) -> Vec<String> {
    rows.iter().map(|row| row.amount.to_string()).collect()
}

#[test]
fn e09_a_weight_below_a_fifth_needs_an_approver_and_a_file_number() {
    let new = |text: &str, approval| EthicsWeight::new(ratio(text), approval);
    assert_eq!(new("0.19", None), Err(WeightProblem::TooLow(ratio("0.19"))));
    assert_eq!(new("0.1999", None), Err(WeightProblem::TooLow(ratio("0.1999"))));
    for (approver, file_number) in [("", "院发〔2026〕8号"), ("测试院长", " ")] {
        assert_eq!(
            new("0.19", approval(approver, file_number)),
            Err(WeightProblem::ApprovalIncomplete)
        );
    }
    let lower = new("0.19", approval("测试院长", "院发〔2026〕8号")).unwrap();
    assert_eq!(lower.approval(), approval("测试院长", "院发〔2026〕8号").as_ref());
    let fifth = new("0.20", None).unwrap();
    assert_eq!((fifth.weight(), fifth.approval()), (ratio("0.2"), None));
    assert!(new("1", None).is_ok());
    assert_eq!(new("1.01", None), Err(WeightProblem::TooHigh(ratio("1.01"))));
    // What is stored obeys the same rule when it is read.
    let written = serde_json::to_string(&lower).unwrap();
    assert_eq!(serde_json::from_str::<EthicsWeight>(&written).unwrap(), lower);
    assert!(serde_json::from_str::<EthicsWeight>(r#"{"weight":"0.19","approval":null}"#).is_err());
}

#[test]
fn the_pool_is_shared_by_the_formula_to_the_fen() {
    let pool: Money = "10000.00".parse().unwrap();
    let claims = [
        claim("丙", 90, 100, "1.1"),
        claim("甲", 100, 80, "1"),
        claim("乙", 80, 60, "0.8"),
        claim("丁", 100, 0, "0"),
    ];
    // P: 92, 96, 76, 80; P·k: 101.2, 96, 60.8, 0; together 258.
    let rows = distribute(pool, &weight("0.2"), &claims).unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(names, ["丁", "丙", "乙", "甲"], "in the order of the codes");
    assert_eq!(amounts(&rows), ["0.00", "3922.48", "2356.59", "3720.93"]);
    assert_eq!(rows.iter().map(|row| row.amount).sum::<Money>(), pool);
    assert_eq!(rows[3].cells(), ["甲", "100", "80", "0.2", "1", "3720.93"]);
    assert_eq!(Row::<PractitionerCode>::HEADER.len(), rows[3].cells().len());
    // Three equal claims to a yuan: the fen that is left goes to the first.
    let equal = ["甲", "乙", "丙"].map(|name| claim(name, 90, 90, "1"));
    let rows = distribute("1.00".parse().unwrap(), &weight("0.3"), &equal).unwrap();
    assert_eq!(amounts(&rows), ["0.34", "0.33", "0.33"]);
}

#[test]
fn departments_are_weighted_in_the_same_way_and_share_on() {
    let department = |name: &str, work, score| {
        Claim::<Department>::of(
            Department(name.to_owned()),
            Points::whole(work),
            Points::hundredths(score),
        )
    };
    // E is at most 100: a department above it has 100.
    let claims = [department("测试内科", 90, 9_500), department("测试外科", 80, 10_500)];
    let pool: Money = "200000.01".parse().unwrap();
    let rows = distribute(pool, &weight("0.25"), &claims).unwrap();
    assert_eq!(rows[1].ethics, Points::whole(100));
    // P: 91.25 and 85; 20000001 fen × 91.25 ÷ 176.25 = 10354610.45, and the other part .55
    assert_eq!(amounts(&rows), ["103546.10", "96453.91"]);
    let within = distribute(
        rows[0].amount,
        &weight("0.25"),
        &[claim("甲", 90, 90, "1"), claim("乙", 70, 95, "1.1")],
    );
    assert_eq!(
        within.unwrap().iter().map(|row| row.amount).sum::<Money>(),
        rows[0].amount
    );
}

#[test]
fn pools_that_cannot_be_shared_are_refused() {
    let pool = Money::from_fen(100);
    let claims = [claim("甲", 90, 90, "1")];
    let problem = |pool, claims: &[_]| distribute(pool, &weight("0.2"), claims).unwrap_err();
    assert_eq!(
        problem(Money::from_fen(-1), &claims),
        PayProblem::NegativePool(Money::from_fen(-1))
    );
    assert_eq!(problem(pool, &[]), PayProblem::NobodyToPay);
    assert_eq!(problem(pool, &[claim("甲", 90, 90, "0")]), PayProblem::NobodyToPay);
    assert_eq!(
        problem(pool, &[claim("甲", -1, 90, "1")]),
        PayProblem::NegativeWork("甲".to_owned())
    );
    let twice = [claims[0].clone(), claim("乙", 1, 1, "1"), claims[0].clone()];
    assert_eq!(problem(pool, &twice), PayProblem::Twice("甲".to_owned()));
}

#[test]
fn another_weight_moves_money_between_people_and_makes_none() {
    let claims = [claim("甲", 100, 60, "1"), claim("乙", 60, 100, "1")];
    let pool: Money = "1600.00".parse().unwrap();
    let found = compare(pool, &weight("0.2"), &weight("0.5"), &claims).unwrap();
    let rows: Vec<(&str, String, String, String)> = found
        .iter()
        .map(|row| {
            (
                row.subject.as_str(),
                row.before.to_string(),
                row.after.to_string(),
                row.change.to_string(),
            )
        })
        .collect();
    let text =
        |name, before: &str, after: &str, change: &str| (name, before.to_owned(), after.to_owned(), change.to_owned());
    assert_eq!(
        rows,
        [
            text("乙", "680.00", "800.00", "120.00"),
            text("甲", "920.00", "800.00", "-120.00")
        ]
    );
}

proptest! {
    #[test]
    fn every_pool_is_shared_to_the_fen(
        fen in 0..10_000_000_000_i64,
        parts in 2_000..=10_000_u32,
        people in prop::collection::vec((0..20_000_i32, 0..=10_000_i32, 0..30_000_u32), 1..60),
    ) {
        let weight = EthicsWeight::new(Ratio::ten_thousandths(parts), None).unwrap();
        let claims: Vec<Claim<PractitionerCode>> = people
            .iter()
            .enumerate()
            .map(|(number, (work, ethics, coefficient))| Claim {
                subject: PractitionerCode::new(format!("员{number:03}")),
                work: Points::hundredths(*work),
                ethics: Points::hundredths(*ethics),
                coefficient: Ratio::ten_thousandths(*coefficient),
            })
            .collect();
        let Ok(rows) = distribute(Money::from_fen(fen), &weight, &claims) else { return Ok(()) };
        prop_assert_eq!(rows.iter().map(|row| row.amount.scaled()).sum::<i64>(), fen);
        // Nobody is more than a fen away from what is due to him.
        let due = |row: &Row<PractitionerCode>| {
            let performance = f64::from(row.work.in_hundredths()) * f64::from(10_000 - parts)
                + f64::from(row.ethics.in_hundredths()) * f64::from(parts);
            performance * f64::from(row.coefficient.in_ten_thousandths())
        };
        let sum: f64 = rows.iter().map(due).sum();
        for row in &rows {
            let exact = fen as f64 * due(row) / sum;
            prop_assert!((row.amount.scaled() as f64 - exact).abs() < 1.001, "{} {exact}", row.amount);
        }
    }
}

fn worked() -> Scheme {
    Scheme::read(include_str!("data/worked.toml")).unwrap()
}

fn person(code: &str, category: StaffCategory) -> Staff {
    Staff {
        code: PractitionerCode::new(code),
        name: format!("测试{code}"),
        department: Department("测试内科".to_owned()),
        category,
    }
}

/// 甲 has no event, 乙 three leaks (D 30), 丙 an award and a veto, 丁 (a nurse) two leaks.
fn people(lifted: bool) -> Vec<Assessed> {
    let staff = [
        person("甲", StaffCategory::Clinical),
        person("乙", StaffCategory::Clinical),
        person("丙", StaffCategory::Clinical),
        person("丁", StaffCategory::Nursing),
    ];
    let fact = |person: &str, number: u8, code: &str| Fact {
        event: format!("行{number}"),
        person: PractitionerCode::new(person),
        department: Department("测试内科".to_owned()),
        code: code.parse().unwrap(),
        occurred_on: Day::parse("2026-03-01").unwrap().plus_days(i32::from(number)),
        points: None,
        count: 1,
        share: 100,
    };
    let facts = [
        fact("乙", 1, "M07"),
        fact("乙", 2, "M07"),
        fact("乙", 3, "M07"),
        fact("丙", 4, "A11"),
        fact("丁", 5, "M07"),
        fact("丁", 6, "M07"),
    ];
    let vetoes = [VetoHit {
        event: "行9".to_owned(),
        person: PractitionerCode::new("丙"),
        code: "X02".parse().unwrap(),
        document: "院纪要〔2026〕9号".to_owned(),
        from: Day::parse("2026-06-01").unwrap(),
        to: None,
        lifted_on: lifted.then(|| Day::parse("2026-09-01").unwrap()),
    }];
    let year = Year {
        year: 2026,
        staff: &staff,
        facts: &facts,
        vetoes: &vetoes,
    };
    assess(&worked(), &year).unwrap().people
}

fn named(people: &[Assessed], code: &str) -> Assessed {
    let mut found = people.iter().filter(|person| person.sheet.staff.code.as_str() == code);
    found.next().unwrap().clone()
}

const CYCLE: Cycle = Cycle {
    first: 2025,
    last: 2026,
};

fn standing(person: &Assessed, earlier: &[(i16, Grade)]) -> Standing {
    Standing::of(person, &worked(), &earlier.iter().copied().collect(), CYCLE)
}

#[test]
fn conduct_becomes_points_of_pay_and_a_veto_makes_them_nothing() {
    let (people, scheme) = (people(false), worked());
    let by_grade = EthicsMeasure::Grade {
        values: BTreeMap::from([(Grade::Excellent, Points::whole(100)), (Grade::Poor, Points::whole(20))]),
    };
    let points = |code: &str, measure: &EthicsMeasure| measure.points(&named(&people, code)).to_string();
    assert_eq!(
        [points("甲", &EthicsMeasure::Score), points("甲", &by_grade)],
        ["100", "100"]
    );
    assert_eq!(
        [points("乙", &EthicsMeasure::Score), points("乙", &by_grade)],
        ["85", "20"]
    );
    assert_eq!(
        [points("丙", &EthicsMeasure::Score), points("丙", &by_grade)],
        ["0", "0"]
    );
    assert_eq!(points("丁", &by_grade), "0", "a grade without value");
    let claim = |people: &[Assessed], code: &str| {
        Claim::<PractitionerCode>::of(&named(people, code), Points::whole(90), &EthicsMeasure::Score, &scheme)
    };
    assert_eq!(claim(&people, "甲").coefficient, ratio("1.1"));
    assert_eq!(claim(&people, "丙").coefficient, Ratio::ZERO);
    // On appeal the veto is lifted: 120 of 100 is 100.
    let lifted = claim(&self::people(true), "丙");
    assert_eq!((lifted.ethics, lifted.coefficient), (Points::whole(100), ratio("1.1")));
}

#[test]
fn e07_the_export_has_one_row_per_person_with_reason_codes() {
    let people = people(false);
    let rows: Vec<[String; 12]> = people
        .iter()
        .map(|person| standing(person, &[(2025, Grade::Good)]).cells())
        .collect();
    let codes: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!((rows.len(), codes.len()), (4, 4));
    assert_eq!(Standing::HEADER.len(), rows[0].len());
    let row = |code: &str| rows.iter().find(|row| row[0] == code).unwrap().clone().map(|cell| cell);
    assert_eq!(
        row("丙"),
        [
            "丙",
            "测试丙",
            "测试内科",
            "2026",
            "120",
            "较差",
            "不得",
            "不得",
            "0",
            "不合格",
            "YD01；YD02；YD04",
            "年度医德考评为较差；一票否决X02（院纪要〔2026〕9号）；考核周期内2026年为较差"
        ]
    );
    assert_eq!(row("甲")[5..11], ["优秀", "可以", "可以", "1.1", "合格", "YD01"]);
}

#[test]
fn e10_poor_means_no_award_no_title_and_the_coefficient_of_the_table() {
    let people = people(false);
    let poor = standing(&named(&people, "乙"), &[]);
    assert_eq!(
        (poor.grade, poor.title, poor.award, poor.pay),
        (Grade::Poor, false, false, Ratio::ZERO)
    );
    let fair = standing(&named(&people, "丁"), &[]);
    assert_eq!(
        (fair.grade, fair.title, fair.award, fair.pay),
        (Grade::Fair, true, true, ratio("0.8"))
    );
    // Whether 一般 may have a title is said by the scheme; a veto is stronger than any scheme.
    let mut strict = worked();
    for row in &mut strict.consequences {
        (row.title, row.pay) = (row.grade == Grade::Excellent, ratio("0.5"));
    }
    let under = |code: &str| Standing::of(&named(&people, code), &strict, &BTreeMap::new(), CYCLE);
    assert_eq!((under("丁").title, under("丁").pay), (false, ratio("0.5")));
    assert_eq!((under("乙").pay, under("丙").pay), (ratio("0.5"), Ratio::ZERO));
    // Lifted on appeal, everything returns.
    let lifted = standing(&named(&self::people(true), "丙"), &[]);
    assert_eq!((lifted.title, lifted.award, lifted.pay), (true, true, ratio("1.1")));
}

#[test]
fn e12_the_page_of_a_person_has_three_blocks() {
    let blocks = standing(&named(&people(false), "丙"), &[]).blocks();
    let titles = blocks.each_ref().map(|block| block.title);
    assert_eq!(titles, ["职称晋升和定期考核", "评先评优", "绩效工资"]);
    let effects = blocks.each_ref().map(|block| block.effect.as_str());
    assert_eq!(effects, ["不得申报；定期考核不合格", "不得申报", "绩效系数0"]);
    assert!(
        blocks
            .iter()
            .all(|block| block.reasons.iter().any(|reason| reason.contains("X02")))
    );
    assert_eq!(
        (blocks[0].reasons.len(), blocks[2].reasons.len()),
        (3, 2),
        "the cycle concerns no pay"
    );
}

#[test]
fn e13_one_poor_year_in_the_cycle_fails_the_periodic_assessment() {
    let people = people(false);
    let good = named(&people, "甲");
    let result = |earlier: &[(i16, Grade)]| standing(&good, earlier).periodic;
    assert_eq!(result(&[(2025, Grade::Good)]), Periodic::Pass);
    assert_eq!(result(&[(2025, Grade::Poor)]), Periodic::Fail);
    assert_eq!(
        result(&[(2024, Grade::Poor), (2025, Grade::Fair)]),
        Periodic::Pass,
        "of another cycle"
    );
    assert_eq!(result(&[]), Periodic::Open { years: vec![2025] });
    let codes: Vec<&str> = standing(&good, &[(2025, Grade::Poor)])
        .reasons
        .iter()
        .map(|reason| reason.code())
        .collect();
    assert_eq!(codes, ["YD01", "YD04"]);
    // The year itself counts, even where other years are still open.
    assert_eq!(standing(&named(&people, "乙"), &[]).periodic, Periodic::Fail);
    // Nurses have no periodic assessment of physicians.
    assert_eq!(
        standing(&named(&people, "丁"), &[(2025, Grade::Poor)]).periodic,
        Periodic::NotApplicable
    );
}

#[test]
fn e14_vetoes_and_deductions_are_exported_for_verification() {
    let (people, scheme) = (people(false), worked());
    let rows: Vec<[String; 9]> = people
        .iter()
        .flat_map(|person| verification_rows(person, &scheme))
        .collect();
    assert_eq!(VERIFICATION_HEADER.len(), rows[0].len());
    let of = |code: &str| rows.iter().filter(|row| row[0] == code).cloned().collect::<Vec<_>>();
    assert_eq!(of("甲"), [["甲", "测试甲", "2026", "优秀", "没有记录", "", "", "", ""]]);
    assert_eq!(of("乙").len(), 3);
    assert_eq!(
        of("乙")[0],
        [
            "乙",
            "测试乙",
            "2026",
            "较差",
            "扣分",
            "M07",
            "泄露患者隐私",
            "2026-03-02",
            "-10"
        ]
    );
    assert_eq!(
        of("丙"),
        [[
            "丙",
            "测试丙",
            "2026",
            "较差",
            "一票否决",
            "X02",
            "收受红包、财物、宴请",
            "2026-06-01",
            "院纪要〔2026〕9号"
        ]]
    );
}
