//! C09 and appendix B: indicators, targets, flags, and what a missed target brings about.

use crate::support::{actor, calendar, clock};
use casework::{Limits, Machine, record};
use conduct::antimicrobial::breach::{Command, Interview, Interviewer, Stage};
use conduct::antimicrobial::{
    Activity, Bound, Breach, Consumed, DddTable, Discharge, DoseRow, DrugClass, Figure, Indicators, Measure, Monthly,
    Prophylaxis, Purpose, Setting, Standing, Target, TargetProblem, TargetRow, Targets, Uncounted, Unit, Use, Visit,
    excesses, indicators, judge, of_months,
};
use conduct::figures::Ratio;
use conduct::{Department, Month};
use domain::{Day, Division, InstitutionCode, ItemCode, PractitionerCode, Quantity};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Two invented drugs with invented values.
const DOSES: &str = "药品编码,药品名称,单位,DDD值,来源,许可\n\
                     YP-JIA,虚构霉素甲,g,2,测试用虚构数值,机构自定\n\
                     YP-YI,虚构霉素乙,g,0.7,测试用虚构数值,机构自定\n";

fn doses() -> DddTable {
    DddTable::read(DOSES).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn surgery() -> Department {
    Department("外科".to_owned())
}

fn used(item: &str, amount: &str) -> Use {
    Use {
        item: ItemCode::new(item),
        name: format!("名称{item}"),
        amount: amount.parse().unwrap(),
        unit: "g".to_owned(),
        class: DrugClass::Unrestricted,
        purpose: Purpose::Therapy { sampled: true },
    }
}

fn discharge(days: u32, uses: Vec<Use>) -> Discharge {
    Discharge {
        department: surgery(),
        doctor: PractitionerCode::new("D1"),
        discharged_on: day("2026-02-14"),
        days,
        uses,
        class_one_incisions: Vec::new(),
    }
}

fn whole(discharges: Vec<Discharge>) -> Indicators {
    let activity = Activity {
        visits: Vec::new(),
        discharges,
    };
    let cells = indicators(&activity, &doses());
    cells[&("2026-02".parse().unwrap(), Unit::Institution)].clone()
}

fn standing(found: &Indicators, measure: Measure) -> Standing {
    let targets = Targets::shipped().unwrap();
    let judged = judge(found, targets.hospital("综合医院").unwrap());
    judged
        .iter()
        .find(|judgement| judgement.measure == measure)
        .unwrap()
        .standing
}

#[test]
fn appendix_b_the_national_targets_and_the_sample_departments_are_data() {
    let targets = Targets::shipped().unwrap();
    let of = |kind: &str, measure| targets.hospital(kind).unwrap().limits.get(&measure).copied();
    let most = |value: u64| {
        Some(Target {
            bound: Bound::AtMost,
            hundredths: value * 100,
        })
    };
    let least = |value: u64| {
        Some(Target {
            bound: Bound::AtLeast,
            hundredths: value * 100,
        })
    };
    for (measure, target) in [
        (Measure::OutpatientRate, most(20)),
        (Measure::EmergencyRate, most(40)),
        (Measure::InpatientRate, most(60)),
        (Measure::Intensity, most(40)),
        (Measure::Incision, most(30)),
        (Measure::SamplingTherapy, least(30)),
        (Measure::SamplingRestricted, least(50)),
        (Measure::SamplingSpecial, least(80)),
    ] {
        assert_eq!(of("综合医院", measure), target, "{measure:?}");
    }
    for (kind, count) in [
        ("口腔医院", 35),
        ("肿瘤医院", 35),
        ("儿童医院", 50),
        ("精神病医院", 10),
        ("妇产医院", 40),
    ] {
        assert_eq!(of(kind, Measure::DrugKinds), most(count), "{kind}");
        assert_eq!(of(kind, Measure::Intensity), None, "{kind}");
    }
    for (name, rate, intensity) in [
        ("内科", 35, 25),
        ("外科", 60, 45),
        ("妇产科", 45, 30),
        ("感染科", 65, 55),
        ("急诊科", 40, 30),
    ] {
        let set = targets.department(&Department(name.to_owned())).unwrap();
        assert!(set.sample, "{name}");
        assert_eq!(set.limits.get(&Measure::InpatientRate).copied(), most(rate), "{name}");
        assert_eq!(set.limits.get(&Measure::Intensity).copied(), most(intensity), "{name}");
    }
    let real = targets.clone().without_samples();
    assert!(real.department(&surgery()).is_none() && real.hospital("综合医院").is_some());
}

#[test]
fn targets_that_cannot_be_used_are_refused_by_name() {
    let set = |limits: &str| format!("[[hospital]]\nname = \"甲类\"\nsource = \"测试\"\nlimits = {{ {limits} }}\n");
    let read = |text: String| Targets::read(&text).unwrap_err();
    assert!(matches!(
        read(set("intensity = { at_most = 40, at_least = 1 }")),
        TargetProblem::Bound { .. }
    ));
    assert!(matches!(read(set("intensity = {}")), TargetProblem::Bound { .. }));
    assert!(
        read(set("strength = { at_most = 40 }"))
            .to_string()
            .contains("strength")
    );
    assert_eq!(read(set("").repeat(2)), TargetProblem::Twice("甲类".to_owned()));
    assert_eq!(
        read(set("").replace("测试", " ")),
        TargetProblem::Source("甲类".to_owned())
    );
}

#[test]
fn appendix_b_no_daily_dose_ships_and_a_non_commercial_one_is_refused() {
    assert!(DddTable::shipped().unwrap().is_empty());
    assert_eq!(doses().len(), 2);
    let row = |row: &str| DddTable::read(&format!("药品编码,药品名称,单位,DDD值,来源,许可\n{row}\n")).unwrap_err();
    for licence in ["CC-BY-NC-4.0", "仅限非商业使用", "Non-commercial only", "WHO"] {
        let problem = row(&format!("YP-JIA,虚构霉素甲,g,2,测试,{licence}"));
        assert_eq!((problem.line, problem.field), (2, "许可"), "{licence}");
        assert!(problem.to_string().contains("不许可商业使用"), "{problem}");
    }
    for (text, field) in [
        ("YP-JIA,虚构霉素甲,g,2,测试,", "许可"),
        ("YP-JIA,虚构霉素甲,g,2,测试,不详", "许可"),
        ("YP-JIA,虚构霉素甲,g,0,测试,机构自定", "DDD值"),
        ("YP-JIA,虚构霉素甲,g,-1,测试,机构自定", "DDD值"),
        ("YP-JIA,虚构霉素甲,g,两克,测试,机构自定", "DDD值"),
        ("YP-JIA,虚构霉素甲,,2,测试,机构自定", "单位"),
        ("YP-JIA,虚构霉素甲,g,2,,机构自定", "来源"),
        (",虚构霉素甲,g,2,测试,机构自定", "药品编码"),
        ("YP-JIA,g,2,测试,机构自定", "整行"),
        ("YP-JIA,甲,g,2,测试,机构自定\nYP-JIA,甲,g,2,测试,机构自定", "药品编码"),
    ] {
        assert_eq!(row(text).field, field, "{text}");
    }
    assert_eq!(DddTable::read("code,ddd\n").unwrap_err().field, "表头");
}

/// 80 g ÷ 2 + 14 g ÷ 0.7 = 60 DDDs in 150 patient-days of the same discharged: 40 per 100 days. To divide by
/// patients × all days (2 × 150), as one published system does, would give 20 and hide it.
#[test]
fn appendix_b_the_intensity_is_ddds_per_hundred_patient_days_of_the_discharged() {
    let found = whole(vec![
        discharge(100, vec![used("YP-JIA", "80")]),
        discharge(50, vec![used("YP-YI", "14")]),
    ]);
    let share = found.share(Measure::Intensity).unwrap();
    assert_eq!(share, Ratio::new(60_000_000, 150_000_000));
    assert_eq!(Figure::PerHundred(share).to_string(), "40");
    assert_eq!(standing(&found, Measure::Intensity), Standing::Met);
    // A ten-thousandth of a gram more is above the limit, although it is written as 40 too.
    let above = whole(vec![
        discharge(100, vec![used("YP-JIA", "80.0001")]),
        discharge(50, vec![used("YP-YI", "14")]),
    ]);
    assert_eq!(
        Figure::PerHundred(above.share(Measure::Intensity).unwrap()).to_string(),
        "40"
    );
    assert_eq!(standing(&above, Measure::Intensity), Standing::Missed);
}

#[test]
fn appendix_b_an_absurd_intensity_and_a_small_sample_judge_nobody() {
    let absurd = whole(vec![discharge(100, vec![used("YP-JIA", "401")])]);
    assert_eq!(standing(&absurd, Measure::Intensity), Standing::UnitsDoubtful);
    let high = whole(vec![discharge(100, vec![used("YP-JIA", "400")])]);
    assert_eq!(standing(&high, Measure::Intensity), Standing::Missed);
    let small = whole(vec![discharge(99, vec![used("YP-JIA", "300")])]);
    assert_eq!(standing(&small, Measure::Intensity), Standing::SampleTooSmall);
    let ten = |count: usize| whole(vec![discharge(1, vec![used("YP-JIA", "1")]); count]);
    assert_eq!(standing(&ten(9), Measure::InpatientRate), Standing::SampleTooSmall);
    assert_eq!(standing(&ten(10), Measure::InpatientRate), Standing::Missed);
    assert_eq!(standing(&ten(10), Measure::OutpatientRate), Standing::NoCase);
    assert_eq!(standing(&ten(10), Measure::DrugKinds), Standing::NoTarget);
}

#[test]
fn appendix_b_a_drug_without_a_daily_dose_is_named_and_never_dropped() {
    let mut other_unit = used("YP-YI", "500");
    other_unit.unit = "mg".to_owned();
    let found = whole(vec![discharge(
        200,
        vec![used("YP-JIA", "20"), used("YP-BING", "3"), other_unit.clone()],
    )]);
    let reasons: BTreeMap<&str, &Uncounted> = found
        .uncounted()
        .iter()
        .map(|(item, reason)| (item.as_str(), reason))
        .collect();
    assert!(matches!(reasons["YP-BING"], Uncounted::NoDailyDose { name } if name == "名称YP-BING"));
    assert!(
        matches!(reasons["YP-YI"], Uncounted::OtherUnit { found, expected, .. } if found == "mg" && expected == "g")
    );
    // Within the limit by what could be counted: that cannot be called met. Above it, it is missed all the same.
    assert_eq!(standing(&found, Measure::Intensity), Standing::Incomplete);
    let above = whole(vec![discharge(
        200,
        vec![used("YP-JIA", "180"), used("YP-BING", "3"), other_unit],
    )]);
    assert_eq!(standing(&above, Measure::Intensity), Standing::Missed);
}

#[test]
fn c09_rates_are_counted_per_institution_department_doctor_and_month() {
    let visit = |department: &str, doctor: &str, on: &str, setting, drugs: &[&str]| Visit {
        department: Department(department.to_owned()),
        doctor: PractitionerCode::new(doctor),
        day: day(on),
        setting,
        drugs: drugs.iter().map(|code| ItemCode::new(*code)).collect(),
    };
    let special = |sampled| Use {
        class: DrugClass::Special,
        purpose: Purpose::Therapy { sampled },
        ..used("YP-JIA", "2")
    };
    let prophylactic = Use {
        class: DrugClass::Restricted,
        purpose: Purpose::Prophylaxis,
        ..used("YP-YI", "1")
    };
    let mut operated = discharge(5, vec![prophylactic]);
    operated.class_one_incisions = vec![
        None,
        Some(Prophylaxis {
            minutes_before: 30,
            hours: 24,
        }),
        Some(Prophylaxis {
            minutes_before: 121,
            hours: 25,
        }),
    ];
    let activity = Activity {
        visits: vec![
            visit("外科", "D1", "2026-02-01", Setting::Outpatient, &["YP-JIA"]),
            visit("外科", "D1", "2026-02-28", Setting::Outpatient, &[]),
            visit("内科", "D2", "2026-02-03", Setting::Outpatient, &[]),
            visit("内科", "D2", "2026-03-01", Setting::Outpatient, &["YP-YI"]),
            visit("急诊科", "D3", "2026-02-03", Setting::Emergency, &["YP-YI", "YP-JIA"]),
        ],
        discharges: vec![
            operated,
            discharge(8, vec![special(true), special(false)]),
            discharge(8, vec![special(true)]),
            discharge(3, Vec::new()),
        ],
    };
    let cells = indicators(&activity, &doses());
    let february: Month = "2026-02".parse().unwrap();
    let share = |unit: Unit, measure| cells[&(february, unit)].share(measure);
    let doctor = Unit::Doctor(surgery(), PractitionerCode::new("D1"));
    assert_eq!(
        share(Unit::Institution, Measure::OutpatientRate),
        Some(Ratio::new(1, 3))
    );
    assert_eq!(
        share(Unit::Department(surgery()), Measure::OutpatientRate),
        Some(Ratio::new(1, 2))
    );
    assert_eq!(share(Unit::Institution, Measure::EmergencyRate), Some(Ratio::new(1, 1)));
    assert_eq!(share(doctor.clone(), Measure::InpatientRate), Some(Ratio::new(3, 4)));
    assert_eq!(share(doctor.clone(), Measure::Incision), Some(Ratio::new(2, 3)));
    assert_eq!(share(doctor.clone(), Measure::IncisionTiming), Some(Ratio::new(1, 2)));
    assert_eq!(share(doctor.clone(), Measure::IncisionDuration), Some(Ratio::new(1, 2)));
    // Prophylaxis needs no sample; one special drug without a sample before it is one patient without.
    assert_eq!(share(doctor.clone(), Measure::SamplingTherapy), Some(Ratio::new(1, 2)));
    assert_eq!(share(doctor.clone(), Measure::SamplingSpecial), Some(Ratio::new(1, 2)));
    assert_eq!(share(doctor, Measure::SamplingRestricted), None);
    assert_eq!(cells[&(february, Unit::Institution)].kinds().len(), 2);
    let march = cells[&("2026-03".parse().unwrap(), Unit::Institution)].share(Measure::OutpatientRate);
    assert_eq!(march, Some(Ratio::new(1, 1)));
}

/// February and March of a department whose one doctor is at 60 DDDs against 45.
fn surgery_in(month: &str) -> BTreeMap<(Month, Unit), Indicators> {
    let mut patient = discharge(100, vec![used("YP-JIA", "120")]);
    patient.discharged_on = day(&format!("{month}-10"));
    let activity = Activity {
        visits: Vec::new(),
        discharges: vec![patient],
    };
    indicators(&activity, &doses())
}

fn step(breach: &mut Breach, who: &str, at: &str, command: Command) {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock(at, &calendar, &limits);
    let events = breach.decide(command, &actor(who), &clock).unwrap();
    for event in record(events, &actor(who), &clock) {
        breach.apply(&event);
    }
}

#[test]
fn c09_a_breach_proposes_an_interview_then_points_and_a_person_confirms() {
    let place = (&InstitutionCode::new("H1"), &Division::new("990101"));
    let targets = Targets::shipped().unwrap();
    let propose = |month: &str, earlier: &[Breach]| {
        let found = excesses(place, &surgery_in(month), (&targets, "综合医院"), earlier, 2);
        assert_eq!(found.len(), 3, "institution, department, doctor");
        found.into_iter().find(|excess| excess.practitioner.is_some()).unwrap()
    };
    let first = propose("2026-02", &[]);
    assert_eq!(
        first.says(),
        "2026-02抗菌药物使用强度为60DDDs/百人天，目标为不高于45DDDs/百人天。"
    );
    assert_eq!((&first.warned, first.points), (&None, None));
    let mut breach = Breach::default();
    step(
        &mut breach,
        "系统",
        "2026-03-02",
        Command::Propose { excess: first.clone() },
    );
    let due = day("2026-03-20");
    assert_eq!((breach.stage, breach.candidate()), (Stage::Proposed, None));
    step(
        &mut breach,
        "行风办",
        "2026-03-03",
        Command::Confirm {
            opinion: "属实".to_owned(),
            due,
        },
    );
    assert_eq!((breach.due(), breach.candidate()), (Some(due), None));
    // A month that began before the interview was not warned.
    let interview = Interview {
        held_on: day("2026-03-12"),
        interviewers: ["行风办", "医保办"]
            .map(|user| Interviewer { user: user.into() })
            .to_vec(),
        minutes: "说明情况".to_owned(),
        demands: "落实送检".to_owned(),
        papers: vec![casework::Attachment {
            name: "纪要".to_owned(),
            digest: "aa".to_owned(),
        }],
    };
    step(&mut breach, "行风办", "2026-03-12", Command::Hold { interview });
    assert_eq!(propose("2026-03", std::slice::from_ref(&breach)).points, None);
    // The next one was: points are proposed, and once confirmed it is M26 of the prescriber.
    let again = propose("2026-04", std::slice::from_ref(&breach));
    assert_eq!(again.points, Some(2));
    assert_ne!(again.key(), first.key());
    let mut second = Breach::default();
    step(&mut second, "系统", "2026-05-04", Command::Propose { excess: again });
    assert_eq!((second.candidate(), &second.decided), (None, &None));
    step(
        &mut second,
        "行风科",
        "2026-05-06",
        Command::Confirm {
            opinion: "属实".to_owned(),
            due: day("2026-05-20"),
        },
    );
    let candidate = second.candidate().unwrap();
    assert_eq!(
        (candidate.code.as_str(), candidate.occurred_on),
        ("M26", day("2026-04-30"))
    );
    assert_eq!(candidate.person, Some(PractitionerCode::new("D1")));
    assert!(candidate.basis.contains("2026-03-12约谈"), "{}", candidate.basis);
    step(
        &mut second,
        "行风科",
        "2026-05-07",
        Command::DecidePoints {
            points: 2,
            basis: "约谈后再超".to_owned(),
        },
    );
    assert_eq!(second.decided.as_ref().map(|decided| decided.points), Some(2));
}

proptest! {
    /// However the consumption was written down and in whatever order, the intensity is the same.
    #[test]
    fn the_intensity_does_not_depend_on_how_consumption_is_split(
        amounts in prop::collection::vec((0..2_usize, 1..900_000_i64, 1..9_i64), 1..20),
    ) {
        let item = |place: usize| ["YP-JIA", "YP-YI"][place];
        let at = |place, scaled| Use { amount: Quantity::from_scaled(scaled), ..used(item(place), "0") };
        let once: Vec<Use> = amounts.iter().map(|(place, scaled, parts)| at(*place, scaled * parts)).collect();
        let mut split: Vec<Use> = amounts
            .iter()
            .flat_map(|(place, scaled, parts)| (0..*parts).map(|_| at(*place, *scaled)))
            .collect();
        split.reverse();
        let (left, right) = (whole(vec![discharge(100, once)]), whole(vec![discharge(100, split)]));
        prop_assert_eq!(left.share(Measure::Intensity), right.share(Measure::Intensity));
        let exact: i64 = amounts.iter().map(|(place, scaled, parts)| scaled * parts * [7, 20][*place]).sum();
        let ddds = i128::from(left.share(Measure::Intensity).unwrap().part);
        // In seventieths of a ten-thousandth of DDD… amounts ÷ 2 and ÷ 0.7 have the common divisor 14.
        let difference = ddds * 14 - i128::from(exact) * 100;
        prop_assert!(difference.abs() <= 14, "{ddds} against {exact}");
    }
}

/// What an institution counts itself comes to the same as its visits and discharges, and its own targets
/// stand before the national ones.
#[test]
fn figures_of_months_are_indicators_and_own_targets_hold_alone() {
    let month: Month = "2026-02".parse().unwrap();
    let counted = |department: &str, doctor: Option<&str>, used: u64| Monthly {
        month,
        department: Department(department.to_owned()),
        doctor: doctor.map(PractitionerCode::new),
        shares: BTreeMap::from([(Measure::InpatientRate, Ratio::new(used, 20))]),
        patient_days: 200,
    };
    let consumed = Consumed {
        month,
        department: Department("外科".to_owned()),
        doctor: Some(PractitionerCode::new("D1")),
        item: ItemCode::new("YP1"),
        name: "虚构头孢".to_owned(),
        amount: "150".parse().unwrap(),
        unit: "g".to_owned(),
    };
    let dose = DoseRow {
        code: "YP1".to_owned(),
        name: "虚构头孢".to_owned(),
        unit: "g".to_owned(),
        ddd: "1.5".to_owned(),
        source: "本院".to_owned(),
        licence: "机构自定".to_owned(),
    };
    let table: DddTable = [dose.dose().unwrap()].into_iter().collect();
    let rows = [
        counted("外科", Some("D1"), 15),
        counted("外科", None, 5),
        counted("内科", Some("D2"), 1),
    ];
    let cells = of_months(&rows, &[consumed], &table);
    let cell = |unit: Unit| &cells[&(month, unit)];
    let surgery = Department("外科".to_owned());
    let rate = |unit: Unit| cell(unit).share(Measure::InpatientRate).unwrap();
    assert_eq!(rate(Unit::Institution), Ratio::new(21, 60));
    assert_eq!(rate(Unit::Department(surgery.clone())), Ratio::new(20, 40));
    assert_eq!(
        rate(Unit::Doctor(surgery.clone(), PractitionerCode::new("D1"))),
        Ratio::new(15, 20)
    );
    let intensity = cell(Unit::Department(surgery.clone()))
        .share(Measure::Intensity)
        .unwrap();
    assert_eq!(intensity.per_hundred(), Some(2_500), "100 DDDs on 400 days");
    let own = |department: Option<Department>, hundredths: u64| TargetRow {
        department,
        measure: Measure::InpatientRate,
        target: Target {
            bound: Measure::InpatientRate.bound(),
            hundredths,
        },
        source: "院发1号".to_owned(),
    };
    let national = Targets::shipped().unwrap().without_samples();
    assert!(national.department(&surgery).is_none());
    let targets = national
        .clone()
        .set_by("综合医院", &[own(Some(surgery.clone()), 4_000)]);
    assert_eq!(targets.hospital("综合医院"), national.hospital("综合医院"));
    assert_eq!(targets.department(&surgery).unwrap().limits.len(), 1);
    let targets = targets.set_by("综合医院", &[own(None, 5_000)]);
    assert_eq!(targets.hospital("综合医院").unwrap().limits.len(), 1);
}
