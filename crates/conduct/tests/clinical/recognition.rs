//! C01–C08 and A5: who takes part, who is reminded, what is answered, what it comes to.

use conduct::figures::Ratio;
use conduct::recognition::{
    Answer, Background, COLUMNS, Directions, DirectionsProblem, Duty, Grade, Kept, Kind, Mark, MarkProblem, Order,
    Participant, Places, Reasons, Register, Reminder, Reminders, Report, ReportIndex, Row, Settings, Tally, Windows,
    above_target, declined_outside_list, remind, statistics, tallies,
};
use conduct::{Department, Ownership};
use domain::{Day, Division, InstitutionCode, ItemCode, Money, PersonId, PractitionerCode};
use proptest::prelude::*;
use std::collections::BTreeMap;

const CT: &str = "990000000000001";

fn places() -> Places {
    let rows = [
        ("110000", "北京市"),
        ("110102", "西城区"),
        ("110105", "朝阳区"),
        ("220000", "吉林省"),
        ("220100", "长春市"),
        ("220104", "朝阳区"),
        ("220200", "吉林市"),
        ("420000", "湖北省"),
        ("420100", "武汉市"),
        ("420102", "江岸区"),
    ];
    Places::of(rows).with_shipped_regions().unwrap()
}

fn participant(code: &str, grade: Grade, division: &str) -> Participant {
    Participant {
        institution: InstitutionCode::new(code),
        name: format!("虚构{code}医院"),
        division: Division::new(division),
        grade,
        ownership: Ownership::Public,
        primary_care: false,
        group: None,
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn report(institution: &str, on: &str, mark: &str) -> Report {
    Report {
        number: format!("R-{institution}-{on}"),
        institution: InstitutionCode::new(institution),
        person: PersonId::new("P1"),
        item: ItemCode::new(CT),
        reported_on: day(on),
        mark: mark.to_owned(),
        quality_assessed: true,
        images: true,
    }
}

fn order(number: &str, institution: &str) -> Order {
    Order {
        number: number.to_owned(),
        institution: InstitutionCode::new(institution),
        department: Department("内科".to_owned()),
        doctor: PractitionerCode::new("D1"),
        person: PersonId::new("P1"),
        item: ItemCode::new(CT),
        item_name: "虚构CT平扫".to_owned(),
        kind: Kind::Ct,
        ordered_on: day("2026-03-20"),
        fee: Money::from_fen(18_050),
    }
}

/// Two hospitals of one city and one elsewhere, a month's window for one item.
fn settings() -> Settings {
    Settings {
        places: places().into(),
        directions: Directions::shipped().unwrap().into(),
        windows: Windows::read(&format!("{CT} = 30")).unwrap(),
        register: [
            participant("H1", Grade::ThreeA, "420102"),
            participant("H2", Grade::TwoA, "420100"),
            participant("H3", Grade::One, "420102"),
        ]
        .into_iter()
        .collect::<Register>()
        .into(),
    }
}

fn reminded(reports: impl IntoIterator<Item = Report>, order: &Order) -> Option<Reminder> {
    remind(order, &reports.into_iter().collect::<ReportIndex>(), &settings())
}

#[test]
fn c07_marks_say_where_they_hold() {
    let places = places();
    let holds = |mark: &str, division: &str| Mark::read(mark, &places).unwrap().holds_in(&Division::new(division));
    for (mark, inside, outside) in [
        ("京津冀HR", "130102", "420102"),
        ("北京市西城区HR", "110102", "110105"),
        ("西城区HR", "110102", "110105"),
        ("湖北省武汉市江岸区HR", "420102", "420100"),
        ("武汉市江岸区HR", "420102", "420103"),
        ("武汉HR", "420103", "420200"),
        ("鄂HR", "420200", "430100"),
        ("吉林省 HR", "220104", "110105"),
        ("长春市朝阳区HR", "220104", "110105"),
        ("北京市朝阳区HR", "110105", "220104"),
    ] {
        assert!(holds(mark, inside) && !holds(mark, outside), "{mark}");
    }
    assert!(holds("全国HR", "420102") && holds("全国HR", ""));
    let read = |mark: &str| Mark::read(mark, &places).unwrap_err();
    assert_eq!(read(" "), MarkProblem::Unmarked);
    assert_eq!(read("HR"), MarkProblem::NoScope("HR".to_owned()));
    assert_eq!(read("全国"), MarkProblem::NoScope("全国".to_owned()));
    assert_eq!(read("朝阳区HR"), MarkProblem::Ambiguous("朝阳区".to_owned()));
    assert_eq!(read("吉林HR"), MarkProblem::Ambiguous("吉林".to_owned()));
    assert_eq!(read("虚构市HR"), MarkProblem::UnknownPlace("虚构市".to_owned()));
}

#[test]
fn c07_only_a_marked_assessed_report_within_its_window_reminds() {
    let good = report("H2", "2026-03-01", "全国HR");
    let order = order("Y1", "H1");
    let reminder = reminded([good.clone()], &order).unwrap();
    assert_eq!((reminder.duty, reminder.saved), (Duty::Shall, Money::from_fen(18_050)));
    assert_eq!(
        reminder.sentence,
        "该患者2026-03-01在虚构H2医院已做“虚构CT平扫”，报告有“全国HR”标识，在30日互认时限内（互认的是图像，不含诊断结论）。\
         符合诊疗需要的，请予互认；确需重做的，请选择理由。互认可为患者节约180.50元。"
    );
    let but = |change: fn(&mut Report)| {
        let mut other = good.clone();
        change(&mut other);
        reminded([other], &order)
    };
    for silent in [
        but(|report| report.mark.clear()),
        but(|report| report.mark = "HR".to_owned()),
        but(|report| report.mark = "京津冀HR".to_owned()),
        but(|report| report.quality_assessed = false),
        but(|report| report.images = false),
        but(|report| report.person = PersonId::new("P2")),
        but(|report| report.item = ItemCode::new("990000000000002")),
        but(|report| report.reported_on = day("2026-02-17")),
        but(|report| report.reported_on = day("2026-03-21")),
        but(|report| report.institution = InstitutionCode::new("H1")),
        but(|report| report.institution = InstitutionCode::new("H9")),
    ] {
        assert_eq!(silent, None);
    }
    assert!(
        but(|report| report.reported_on = day("2026-02-18")).is_some(),
        "the last day of the window"
    );
    assert!(but(|report| report.mark = "武汉市HR".to_owned()).is_some());
    // A laboratory result needs no image; an item without a window is not on the list.
    let mut laboratory = order.clone();
    laboratory.kind = Kind::Laboratory;
    let mut imageless = good.clone();
    imageless.images = false;
    assert!(reminded([imageless], &laboratory).is_some());
    let mut unlisted = order.clone();
    unlisted.item = ItemCode::new("990000000000002");
    let mut other = good.clone();
    other.item = unlisted.item.clone();
    assert_eq!(reminded([other], &unlisted), None);
    // The latest that must be recognised goes before a later one that may be.
    let found = reminded(
        [
            good.clone(),
            report("H2", "2026-03-05", "全国HR"),
            report("H3", "2026-03-09", "全国HR"),
        ],
        &order,
    );
    assert_eq!(found.unwrap().earlier.number, "R-H2-2026-03-05");
    let may = reminded([report("H3", "2026-03-09", "全国HR")], &order).unwrap();
    assert_eq!(may.duty, Duty::May);
}

#[test]
fn appendix_b_the_directions_are_a_matrix_of_data() {
    let directions = Directions::shipped().unwrap();
    let at = |from: Grade, at: Grade| directions.duty(&participant("A", from, ""), &participant("B", at, ""));
    for high in [Grade::ThreeA, Grade::Three, Grade::TwoA] {
        for here in Grade::ALL {
            assert_eq!(at(high, here), Some(Duty::Shall), "{high:?} → {here:?}");
        }
    }
    for low in [Grade::Two, Grade::One, Grade::Unrated] {
        assert_eq!(at(low, Grade::One), Some(Duty::Shall));
        assert_eq!(at(low, Grade::TwoA), None);
        assert_eq!(at(low, Grade::ThreeA), Some(Duty::May));
    }
    let grouped = |code, grade| Participant {
        group: Some("虚构医共体".to_owned()),
        ..participant(code, grade, "")
    };
    let within = directions.duty(&grouped("A", Grade::One), &grouped("B", Grade::TwoA));
    assert_eq!(within, Some(Duty::Shall));
    let text = |tail: &str| {
        format!(
            "name = \"测\"\n[[tier]]\nname = \"甲\"\ngrades = [\"三级\"]\n[[rule]]\nfrom = [\"甲\"]\nat = [\"甲\"]\nduty = \"shall\"\n{tail}"
        )
    };
    let read = |tail: &str| Directions::read(&text(tail)).unwrap_err();
    assert_eq!(
        read("[[tier]]\nname = \"乙\"\ngrades = [\"三级\"]"),
        DirectionsProblem::GradeTwice(Grade::Three)
    );
    assert!(matches!(
        read("[[rule]]\nfrom = [\"乙\"]\nat = [\"甲\"]\nduty = \"may\""),
        DirectionsProblem::UnknownTier(_)
    ));
    assert!(matches!(
        read("[[rule]]\nfrom = [\"甲\"]\nat = [\"甲\"]\nduty = \"may\""),
        DirectionsProblem::RuleTwice { .. }
    ));
    assert!(matches!(read("[[rule]]\nfrom = 1"), DirectionsProblem::Text(_)));
}

fn kept() -> Reminders {
    let mut reminders = Reminders::default();
    for number in ["Y1", "Y2", "Y3", "Y4"] {
        assert!(reminders.keep(reminded([report("H2", "2026-03-01", "全国HR")], &order(number, "H1")).unwrap()));
    }
    reminders
}

fn declined(reason: &str, note: &str) -> Answer {
    Answer::Declined {
        reason: reason.to_owned(),
        note: note.to_owned(),
    }
}

#[test]
fn c02_a_reminder_is_stored_once_and_answered_once() {
    let mut reminders = kept();
    let again = reminded([report("H2", "2026-03-01", "全国HR")], &order("Y1", "H1")).unwrap();
    let key = again.key.clone();
    assert!(!reminders.keep(again));
    assert_eq!(reminders.iter().count(), 4);
    let reasons = Reasons::shipped().unwrap();
    let doctor = PractitionerCode::new("D1");
    let mut answer = |key: &str, who: &PractitionerCode| {
        reminders
            .answer(key, who, Answer::Recognised, &reasons)
            .map_err(|refusal| refusal.code())
    };
    assert_eq!(answer("H1|无", &doctor), Err("CW-UNKNOWN"));
    assert_eq!(answer(&key, &PractitionerCode::new("D2")), Err("CD-ANSWER-DOCTOR"));
    assert_eq!(answer(&key, &doctor), Ok(()));
    assert_eq!(answer(&key, &doctor), Err("CW-DUPLICATE"));
}

#[test]
fn c06_to_decline_needs_a_reason_of_the_official_list() {
    let reasons = Reasons::shipped().unwrap();
    assert_eq!(reasons.list().len(), 6);
    let check = |answer: &Answer| reasons.check(answer).map_err(|refusal| refusal.code());
    assert_eq!(check(&Answer::Recognised), Ok(()));
    for reason in ["R1", "R2", "R3", "R4", "R5"] {
        assert_eq!(check(&declined(reason, "")), Ok(()), "{reason}");
    }
    assert_eq!(check(&declined("R6", " ")), Err("CW-TEXT"));
    assert_eq!(check(&declined("R6", "术前须复核")), Ok(()));
    for reason in ["", "R7", "病人要求"] {
        assert_eq!(check(&declined(reason, "有说明")), Err("CD-DECLINE-REASON"), "{reason}");
    }
    let row = "[[reason]]\ncode = \"R1\"\nzh = \"甲\"\n";
    assert!(Reasons::read(&row.repeat(2)).unwrap_err().to_string().contains("R1"));
    // What was refused leaves the reminder open.
    let mut reminders = kept();
    let doctor = PractitionerCode::new("D1");
    assert!(reminders.answer("H1|Y1", &doctor, declined("", ""), &reasons).is_err());
    assert!(reminders.iter().all(|kept| kept.answer.is_none()));
}

#[test]
fn m27_is_proposed_for_what_another_system_declined_outside_the_list() {
    let reasons = Reasons::shipped().unwrap();
    let mut reminders = kept();
    reminders.take_over("H1|Y1", declined("病人要求", "")).unwrap();
    reminders.take_over("H1|Y2", declined("R2", "")).unwrap();
    reminders.take_over("H1|Y3", Answer::Recognised).unwrap();
    // What only may be recognised may be declined.
    let may = reminded([report("H3", "2026-03-09", "全国HR")], &order("Y9", "H1")).unwrap();
    reminders.keep(may);
    reminders.take_over("H1|Y9", declined("病人要求", "")).unwrap();
    let candidates = declined_outside_list(reminders.iter(), &reasons);
    let [only] = candidates.as_slice() else {
        panic!("{candidates:?}")
    };
    assert_eq!(
        (only.code.as_str(), &only.person),
        ("M27", &Some(PractitionerCode::new("D1")))
    );
    assert!(only.basis.contains("病人要求"));
}

#[test]
fn a22_is_proposed_for_a_department_above_the_target() {
    let mut reminders = kept();
    for key in ["H1|Y1", "H1|Y2"] {
        reminders.take_over(key, Answer::Recognised).unwrap();
    }
    let above = |target, least| above_target(reminders.iter(), target, least, day("2026-12-31"));
    let [only] = above(4999, 4).try_into().unwrap();
    assert_eq!(
        (only.code.as_str(), only.person, only.department.0.as_str()),
        ("A22", None, "内科")
    );
    assert_eq!(above(5000, 4), [], "at the target is not above it");
    assert_eq!(above(4999, 5), [], "too few reminders");
}

#[test]
fn c01_the_register_counts_by_attributes_that_need_not_add_up() {
    let numbered = |kind: &str, count: usize, make: fn(&mut Participant)| {
        let codes: Vec<String> = (0..count).map(|place| format!("{kind}{place}")).collect();
        codes.into_iter().map(move |code| {
            let mut participant = participant(&code, Grade::One, "420102");
            make(&mut participant);
            participant
        })
    };
    let register: Register = numbered("基", 177, |participant| participant.primary_care = true)
        .chain(numbered("甲", 28, |participant| participant.grade = Grade::ThreeA))
        .chain(numbered("公", 39, |participant| participant.grade = Grade::TwoA))
        .chain(numbered("民", 19, |participant| {
            participant.grade = Grade::Two;
            participant.ownership = Ownership::Private;
        }))
        .collect();
    assert_eq!((register.total(), register.primary_care()), (263, 177));
    assert_eq!((register.three_a(), register.other_public_from_level_two()), (28, 39));
}

#[test]
fn c05_all_districts_have_begun_and_one_without_shows() {
    let districts: Vec<Division> = (1..=16)
        .map(|number| Division::new(format!("9901{number:02}")))
        .collect();
    let register: Register = districts
        .iter()
        .map(|district| participant(&format!("H{district}"), Grade::One, district.as_str()))
        .collect();
    assert_eq!(register.coverage(&districts).begun(), Ratio::new(16, 16));
    let less: Register = districts
        .iter()
        .skip(1)
        .map(|district| participant(&format!("H{district}"), Grade::One, district.as_str()))
        .collect();
    let coverage = less.coverage(&districts);
    assert_eq!(coverage.begun(), Ratio::new(15, 16));
    assert_eq!(coverage.districts[&districts[0]], 0);
}

#[test]
fn c08_two_institutions_are_enough() {
    let mut small = settings();
    small.register = [
        participant("H1", Grade::TwoA, "420102"),
        participant("H2", Grade::TwoA, "420102"),
    ]
    .into_iter()
    .collect::<Register>()
    .into();
    assert_eq!(small.register.total(), 2);
    let index: ReportIndex = [report("H2", "2026-03-01", "武汉市江岸区HR")].into_iter().collect();
    assert!(remind(&order("Y1", "H1"), &index, &small).is_some());
}

/// 400.94 万人次, 24.11 万份, 1556.64 万元: counted one by one.
#[test]
fn c03_c04_the_headline_is_the_sum_of_its_items() {
    const REMINDERS: u64 = 4_009_400;
    const RECOGNISED: u64 = 241_100;
    let mut headline = Tally::default();
    let mut items = Money::ZERO;
    for number in 0..REMINDERS {
        let fee = Money::from_fen(if number < 98_400 { 6_457 } else { 6_456 });
        let recognised = number < RECOGNISED;
        items += if recognised { fee } else { Money::ZERO };
        headline.count(fee, recognised.then_some(&Answer::Recognised));
    }
    assert_eq!(headline.saved, items);
    assert_eq!(headline.saved, Money::from_fen(1_556_640_000));
    assert_eq!(headline.rate(), Ratio::new(RECOGNISED, REMINDERS));
    assert_eq!(
        headline.headline(),
        "提醒400.94万人次，互认报告24.11万份，互认率241100/4009400（6.0%），节约费用1556.64万元"
    );
}

proptest! {
    /// By district, by grade or altogether, and in the statistics sheet, the same reminders come to the same.
    #[test]
    fn a5_every_view_of_the_same_reminders_adds_up(
        orders in prop::collection::vec((0..6_usize, 0..5_usize, 0..4_usize, 1..99_999_i64, 0..3_u8), 0..60),
    ) {
        let template = reminded([report("H2", "2026-03-01", "全国HR")], &order("Y", "H1")).unwrap();
        let all: Vec<Kept> = orders
            .iter()
            .map(|(grade, kind, district, fee, answer)| Kept {
                reminder: Reminder {
                    grade: Grade::ALL[*grade],
                    kind: Kind::ALL[*kind],
                    division: Division::new(format!("99010{district}")),
                    saved: Money::from_fen(*fee),
                    ..template.clone()
                },
                answer: [None, Some(Answer::Recognised), Some(declined("R1", ""))][usize::from(*answer)].clone(),
            })
            .collect();
        let whole: Tally = tallies(&all, |_| ()).into_values().sum();
        let recognised = all.iter().filter(|kept| kept.answer == Some(Answer::Recognised));
        prop_assert_eq!(whole.saved, recognised.map(|kept| kept.reminder.saved).sum());
        let districts: Tally = tallies(&all, |reminder| reminder.division.clone()).into_values().sum();
        let grades: Tally = tallies(&all, |reminder| reminder.grade).into_values().sum();
        prop_assert_eq!((districts, grades), (whole, whole));
        let backgrounds = BTreeMap::from([
            (Grade::TwoA, Background { national_assessments: 1, provincial_assessments: 2, imaging_controls: 3, look_ups: 4 }),
            (Grade::One, Background { look_ups: 5, ..Background::default() }),
        ]);
        let rows = statistics(&all, &backgrounds);
        let (total, grades) = rows.split_last().unwrap();
        prop_assert_eq!(total.total(), (whole.recognised, whole.saved));
        prop_assert_eq!(grades.iter().map(|row| row.total().0).sum::<u64>(), whole.recognised);
        prop_assert_eq!(grades.iter().map(|row| row.total().1).sum::<Money>(), whole.saved);
        prop_assert_eq!(total.background.look_ups, 9);
        prop_assert!(rows.iter().all(|row: &Row| row.cells().len() == COLUMNS.len()));
        prop_assert_eq!(total.cells().first().cloned(), Some("合计".to_owned()));
    }
}

#[test]
fn what_goes_on_names_a_reason_by_its_code_or_its_text() {
    let reasons = Reasons::shipped().unwrap();
    let text = &reasons.reason("R4").unwrap().zh;
    let declined = |said: &str| match reasons.declined(said) {
        Answer::Declined { reason, note } => (reason, note),
        Answer::Recognised => unreachable!("who goes on declines"),
    };
    for (said, reason, note) in [
        ("R4", "R4", ""),
        (" r4：胸痛加重 ", "R4", "胸痛加重"),
        ("R6，患者要求手术前复核", "R6", "患者要求手术前复核"),
        (text.as_str(), "R4", ""),
        (&format!("R4 {text}；已抢救"), "R4", "已抢救"),
        ("R12", "R12", ""),
        ("病情需要", "病情需要", ""),
        ("", "", ""),
    ] {
        assert_eq!(declined(said), (reason.to_owned(), note.to_owned()), "{said}");
    }
}
