//! Schemes: the shipped ones, what a text may say wrong, and what stands against publishing.

#[path = "scheme/draft.rs"]
mod draft;

use conduct::scheme::{
    Area, Composition, Dimension, Direction, Grade, Hole, Item, ItemId, Problem, Ratio, Rule, Scheme, StageWeights,
    Survey, Template,
};
use conduct::{Points, StaffCategory};
use std::collections::BTreeSet;

fn shipped() -> Scheme {
    Template::Clinical.scheme().unwrap()
}

/// The problems of the shipped scheme after a change of its text.
fn problems(from: &str, to: &str) -> Vec<Problem> {
    let text = Template::Clinical.text();
    assert!(text.contains(from), "{from}");
    Scheme::read(&text.replacen(from, to, 1)).unwrap().problems()
}

#[test]
fn e01_every_shipped_scheme_may_be_published() {
    for template in Template::ALL {
        let scheme = template
            .scheme()
            .unwrap_or_else(|problems| panic!("{template:?}: {problems}"));
        assert_eq!(scheme.problems(), [], "{template:?}");
        assert_eq!(scheme.items.len(), 13, "{template:?}");
    }
    for category in StaffCategory::ALL {
        let scheme = Template::of(category).scheme().unwrap();
        assert_eq!(scheme.staff, [category]);
        assert_eq!(by_area(&scheme), [10, 15, 15, 20, 20, 10, 10], "{category:?}");
    }
    let quarterly = Template::Quarterly.scheme().unwrap();
    assert_eq!(by_area(&quarterly), [10, 10, 10, 15, 15, 10, 10]);
    assert_eq!((quarterly.composition, quarterly.parts()), (Composition::Mean, 4));
    assert!(StaffCategory::ALL.iter().all(|category| quarterly.covers(*category)));
}

fn by_area(scheme: &Scheme) -> Vec<i32> {
    let of = |area: Area| scheme.items.iter().filter(move |item| item.area == area);
    Area::ALL
        .iter()
        .map(|area| of(*area).map(|item| item.base).sum::<Points>().in_hundredths() / 100)
        .collect()
}

#[test]
fn the_catalogue_is_whole_and_has_the_points_of_the_design() {
    for template in Template::ALL {
        let scheme = template.scheme().unwrap();
        let numbered = |letter: &str, last: u8| -> BTreeSet<String> {
            (1..=last).map(|number| format!("{letter}{number:02}")).collect()
        };
        let rules: BTreeSet<String> = scheme.rules.iter().map(|rule| rule.code.to_string()).collect();
        let expected: BTreeSet<String> = numbered("A", 23).into_iter().chain(numbered("M", 36)).collect();
        assert_eq!(rules, expected);
        let vetoes: BTreeSet<String> = scheme.vetoes.iter().map(|veto| veto.code.to_string()).collect();
        assert_eq!(vetoes, numbered("X", 24));
    }
    let scheme = shipped();
    let bounds = |code: &str| {
        let rule = scheme.rule(&code.parse().unwrap()).unwrap();
        let (least, most) = rule.award.as_ref().or(rule.department_award.as_ref()).unwrap().bounds();
        (least.to_string(), most.to_string(), rule.cap.map(|cap| cap.to_string()))
    };
    for (code, least, most, cap) in [
        ("A01", "2", "2", Some("10")),
        ("A05", "0.5", "0.5", Some("4")),
        ("A11", "10", "10", Some("10")),
        ("A15", "1", "5", Some("6")),
        ("A19", "1", "4", Some("4")),
        ("A20", "0", "0", Some("0")),
        ("A22", "0.5", "0.5", None),
        ("M01", "3", "3", None),
        ("M04", "5", "10", None),
        ("M16", "5", "20", None),
        ("M27", "1", "1", None),
        ("M32", "1", "3", None),
    ] {
        let (least, most) = (least.to_owned(), most.to_owned());
        assert_eq!(bounds(code), (least, most, cap.map(str::to_owned)), "{code}");
    }
    let off: Vec<&Rule> = scheme.rules.iter().filter(|rule| !rule.in_force).collect();
    assert!(matches!(off.as_slice(), [rule] if rule.code.as_str() == "A20"));
    let sealed: Vec<&Rule> = scheme.rules.iter().filter(|rule| rule.sealed).collect();
    assert!(matches!(sealed.as_slice(), [rule] if rule.code.as_str() == "A16"));
}

#[test]
fn e02_every_item_has_an_area_and_a_dimension() {
    // The five dimensions on the seven areas, as the design maps them.
    let scheme = shipped();
    let areas = |dimension: Dimension| -> BTreeSet<Area> {
        let of = scheme.items.iter().filter(|item| item.dimension == dimension);
        of.map(|item| item.area).collect()
    };
    assert_eq!(
        areas(Dimension::Attitude),
        BTreeSet::from([Area::Rescue, Area::Courtesy])
    );
    assert_eq!(areas(Dimension::Integrity), BTreeSet::from([Area::Integrity]));
    assert_eq!(
        areas(Dimension::Law),
        BTreeSet::from([Area::Rights, Area::Integrity, Area::Practice])
    );
    assert_eq!(areas(Dimension::Teamwork), BTreeSet::from([Area::Unity, Area::Rigour]));
    assert_eq!(areas(Dimension::Satisfaction), BTreeSet::from([Area::Courtesy]));
    assert_eq!(
        problems("dimension = \"satisfaction\"", "dimension = \"患者满意度\""),
        [],
        "a Chinese word is as good as a tag"
    );
    assert_eq!(
        problems("dimension = \"satisfaction\"", "dimension = \"attitude\""),
        [Problem::DimensionEmpty {
            dimension: Dimension::Satisfaction
        }]
    );
}

#[test]
fn e03_equal_treatment_civil_language_and_appearance_are_in_the_default_scheme() {
    for category in StaffCategory::ALL {
        let scheme = Template::of(category).scheme().unwrap();
        for (word, rule) in [("一视同仁", "M05"), ("用语文明", "M01"), ("佩戴胸牌", "M10")] {
            let item: &Item = scheme.items.iter().find(|item| item.text.contains(word)).unwrap();
            let rule = scheme.rule(&rule.parse().unwrap()).unwrap();
            assert_eq!((&rule.item, rule.direction), (&item.id, Direction::Deduct), "{word}");
            assert!(item.base > Points::ZERO);
        }
    }
}

#[test]
fn e01_publishing_checks_sums_items_evidence_and_caps() {
    let code = |text: &str| text.parse().unwrap();
    let zero = "text = \"患者满意，有表扬无投诉（只加减分，不占基本分）\"";
    for (from, to, problem) in [
        (
            "points = 12\n",
            "points = 11\n",
            Problem::BaseSum {
                sum: Points::whole(99),
                base: Points::whole(100),
            },
        ),
        (
            "score_max = 120",
            "score_max = 99",
            Problem::ScoreMax {
                score_max: Points::whole(99),
                base: Points::whole(100),
            },
        ),
        ("area = 7\n", "area = 6\n", Problem::AreaEmpty { area: Area::Rigour }),
        (
            "id = \"7-1\"",
            "id = \"6-2\"",
            Problem::Twice {
                what: "条目",
                name: "6-2".to_owned(),
            },
        ),
        (
            "code = \"A02\"",
            "code = \"A01\"",
            Problem::Twice {
                what: "细则",
                name: "A01".to_owned(),
            },
        ),
        (
            "item = \"4-1\"\npoints = 2",
            "item = \"9-9\"\npoints = 2",
            Problem::ItemUnknown {
                code: code("A01"),
                item: ItemId("9-9".to_owned()),
            },
        ),
        (
            "item = \"4-1\"\npoints = 2",
            "points = 2",
            Problem::ItemUnknown {
                code: code("A01"),
                item: ItemId(String::new()),
            },
        ),
        (
            "evidence = [\"住院预交金缴纳凭证、退还凭证或者上交凭证\"]",
            "evidence = []",
            Problem::EvidenceMissing { code: code("A01") },
        ),
        (
            "by = [\"practitioner\", \"department_head\", \"ethics_office\"]",
            "by = []",
            Problem::ProposerMissing { code: code("A01") },
        ),
        (
            "points = 2\ncap = 10\n",
            "points = 2\n",
            Problem::CapMissing { code: code("A01") },
        ),
        (
            "points = 2\ncap = 10\n",
            "points = 2\ncap = 1.5\n",
            Problem::CapLow {
                code: code("A01"),
                cap: Points::hundredths(150),
                most: Points::whole(2),
            },
        ),
        (
            "points = 2\ncap = 10\n",
            "cap = 10\n",
            Problem::PointsMissing { code: code("A01") },
        ),
        (
            "points = 2\ncap = 10\n",
            "range = [{ least = 3, most = 1 }]\ncap = 10\n",
            Problem::RangeReversed {
                code: code("A01"),
                least: Points::whole(3),
                most: Points::whole(1),
            },
        ),
        (
            "direction = \"deduct\"\nitem = \"3-1\"",
            "direction = \"deduct\"\nitem = \"3-3\"",
            Problem::DeductsNothing {
                code: code("M01"),
                item: ItemId("3-3".to_owned()),
            },
        ),
        (
            "direction = \"veto\"\nitem = \"5-2\"",
            "direction = \"veto\"\npoints = 1\nitem = \"5-2\"",
            Problem::VetoRule { code: code("M18") },
        ),
        (
            "veto = \"X23\"",
            "veto = \"X99\"",
            Problem::VetoUnknown {
                code: code("M03"),
                veto: code("X99"),
            },
        ),
        ("staff = [\"clinical\"]", "staff = []", Problem::Staff),
        (
            "max_share = 0.10",
            "max_share = 1.01",
            Problem::QuotaShare {
                grade: Grade::Excellent,
                share: Ratio::ten_thousandths(10_100),
            },
        ),
        (
            "scope = \"department\"\ngrade = \"excellent\"",
            "scope = \"department\"\ngrade = \"poor\"",
            Problem::QuotaPoor,
        ),
        (
            "title = false\naward = false",
            "title = false\naward = true",
            Problem::ConsequencePoor,
        ),
        (
            "grade = \"good\"\ntitle",
            "grade = \"fair\"\ntitle",
            Problem::ConsequenceMissing { grade: Grade::Good },
        ),
        (
            zero,
            &format!("{zero}\n\n[[stage]]\nstage = \"unit\"\nweight = 0.7\n\n[[stage]]\nstage = \"own\"\nweight = 0.2"),
            Problem::StageSum {
                sum: Ratio::ten_thousandths(9_000),
            },
        ),
    ] {
        let found = problems(from, to);
        assert!(found.contains(&problem), "{from} → {to}: {found:?}");
    }
}

/// The bands of a published county scheme: 一般 below 25 of deductions, 较差 from 30.
const COUNTY: &str = r#"
[[band]]
grade = "excellent"
min_score = 90
forbids_deduction = true

[[band]]
grade = "good"
min_score = 80
deduction_below = 15

[[band]]
grade = "fair"
min_score = 60
deduction_below = 25

[[band]]
grade = "poor"
score_below = 60
deduction_from = 30
"#;

fn with_bands(bands: &str) -> Scheme {
    let text = Template::Clinical.text();
    let (start, end) = (text.find("[[band]]").unwrap(), text.find("# 优秀名额").unwrap());
    let text = format!("{}{bands}{}", &text[..start], &text[end..]);
    Scheme::read(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn e01_the_hole_of_the_published_county_scheme_is_found_and_named() {
    let problems = with_bands(COUNTY).problems();
    let hole = Hole {
        score_from: Points::whole(60),
        score_to: Points::whole(120),
        deduction_from: Points::whole(25),
        deduction_to: Points::hundredths(2999),
    };
    assert_eq!(problems, [Problem::Hole(hole)]);
    assert_eq!(
        problems[0].to_string(),
        "扣分25至29.99分、得分60至120分没有等级。请调整等级线，使每一对得分和扣分都有等级。"
    );
    // Every pair of whole numbers once more, one by one.
    let scheme = with_bands(COUNTY);
    for score in 0..=120 {
        for deducted in 0..=200 {
            let grade = conduct::scheme::grade_of(&scheme.bands, Points::whole(score), Points::whole(deducted));
            let in_hole = score >= 60 && (25..=29).contains(&deducted);
            assert_eq!(grade.is_none(), in_hole, "{score}, {deducted}");
        }
    }
}

#[test]
fn e01_bands_cover_everything_in_order_and_each_is_reached() {
    let closed = COUNTY.replace("deduction_from = 30", "deduction_from = 25");
    assert_eq!(with_bands(&closed).problems(), []);
    // A hole of a hundredth of a point is a hole.
    let narrow = COUNTY.replace("deduction_from = 30", "deduction_from = 25.01");
    assert!(
        matches!(with_bands(&narrow).problems().as_slice(), [Problem::Hole(hole)]
        if hole.deduction_from == Points::whole(25) && hole.deduction_to == Points::whole(25))
    );
    let swapped = closed
        .replace("\"good\"", "\"x\"")
        .replace("\"fair\"", "\"good\"")
        .replace("\"x\"", "\"fair\"");
    assert!(with_bands(&swapped).problems().contains(&Problem::GradeOrder {
        before: Grade::Fair,
        after: Grade::Good
    }));
    let unreachable = closed.replace("min_score = 80", "min_score = 95");
    assert_eq!(
        with_bands(&unreachable).problems(),
        [],
        "95 with a deduction is possible on paper"
    );
    let unreachable = closed.replace("min_score = 90\nforbids_deduction = true", "min_score = 121");
    assert_eq!(
        with_bands(&unreachable).problems(),
        [Problem::GradeUnreachable {
            grade: Grade::Excellent
        }]
    );
    let none = Survey::of(&[], Points::whole(120), Points::whole(100));
    assert_eq!(none.holes.len(), 1);
    assert!(none.reached.is_empty());
    let missing = with_bands("").problems();
    assert!(
        Grade::ALL
            .iter()
            .all(|grade| missing.contains(&Problem::GradeMissing { grade: *grade }))
    );
}

#[test]
fn a_text_that_cannot_be_read_is_told_by_line_and_field() {
    let text = "name = \"方案\"\nyear = \"二〇二六\"\nversion = \"1\"\nstaff = [\"doctor\"]\nbase = 100\nscore_max = 120\n\
                add_max = 1.234\nperiod = \"year\"\ncomposition = \"sum\"\ncolour = 1\n\n[[item]]\nid = \"1-1\"\narea = 8\n\
                dimension = \"attitude\"\npoints = -5\ntext = \"\"\n\n[[rule]]\nname = \"无编码\"\ndirection = \"up\"\n\
                points = 1\ntiers = [{ when = \"重\", points = 2 }, 3]\n\n[[band]]\ngrade = \"fair\"\nmin_score = 60\n\
                score_below = 60\n";
    let problems = Scheme::read(text).unwrap_err().0;
    let found: Vec<(usize, &str)> = problems
        .iter()
        .map(|problem| (problem.line, problem.field.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (2, "year"),
            (4, "staff"),
            (7, "add_max"),
            (10, "colour"),
            (14, "item[1].area"),
            (16, "item[1].points"),
            (17, "item[1].text"),
            (19, "rule[1].code"),
            (19, "rule[1].points"),
            (21, "rule[1].direction"),
            (23, "rule[1].tiers"),
            (25, "band[1].grade"),
        ]
    );
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(said[1].contains("clinical（医师）"), "{}", said[1]);
    assert!(said[2].starts_with("方案第7行“add_max”：分值“1.234”"), "{}", said[2]);
    assert!(
        said[9].contains("add（加分）、deduct（扣分）、veto（一票否决）"),
        "{}",
        said[9]
    );
    let broken = Scheme::read("name = \"方案\nyear = 2026").unwrap_err();
    assert!(broken.to_string().starts_with("方案第1行“全文”："), "{broken}");
    assert!(
        Scheme::read("")
            .unwrap_err()
            .0
            .iter()
            .all(|problem| problem.say == "没有填写")
    );
}

#[test]
fn points_are_read_without_floating_point() {
    let read = |written: &str| {
        let text =
            Template::Clinical
                .text()
                .replacen("points = 2\ncap = 10", &format!("points = {written}\ncap = 10"), 1);
        let scheme = Scheme::read(&text).map_err(|problems| problems.0[0].field.clone())?;
        let award = scheme.rule(&"A01".parse().unwrap()).unwrap().award.clone().unwrap();
        Ok::<i32, String>(award.bounds().0.in_hundredths())
    };
    for (written, hundredths) in [("2", 200), ("0.07", 7), ("\"0.5\"", 50), ("9.99", 999)] {
        assert_eq!(read(written), Ok(hundredths), "{written}");
    }
    for written in ["0.005", "1e1", "nan", "0x10", "true", "-1", "[1]"] {
        assert_eq!(read(written), Err("rule[1].points".to_owned()), "{written}");
    }
}

#[test]
fn stages_with_weights_make_one_total() {
    use conduct::scheme::ReviewStage::{Department, Own, Unit};
    let ratio = |text: &str| text.parse::<Ratio>().unwrap();
    let weights = StageWeights([(Own, ratio("0.1")), (Department, ratio("0.3")), (Unit, ratio("0.6"))].into());
    let mut scores = [(Own, Points::whole(100)), (Department, Points::whole(95))].into();
    assert_eq!(weights.total(&scores), None, "the unit has not scored");
    scores.insert(Unit, Points::hundredths(9_255));
    assert_eq!(weights.total(&scores), Some(Points::hundredths(9_403)));
}
