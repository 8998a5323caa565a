//! Ordinary people: who they are, what ails them, and where they go within the year.

use crate::catalogue::CodeId;
use crate::draft::{Charge, Draft};
use crate::registry::ward;
use crate::rows::Setting;
use crate::scene::{self, Effort};
use domain::{Day, Sex};

/// Chronic diseases: role, lowest age, and how many in a thousand have it from that age on.
const CHRONIC: [(&str, u16, u32); 7] = [
    ("hypertension", 45, 380),
    ("diabetes", 40, 160),
    ("chd", 55, 150),
    ("stroke", 60, 90),
    ("copd", 55, 110),
    ("renal", 40, 14),
    ("tumour", 50, 22),
];

/// Days that must lie between two stays: far enough apart to be neither split nor frequent, and
/// for a drug course to begin anew.
const BETWEEN_STAYS: i32 = 45;

/// Makes one person and everything that the county's institutions charged for them.
pub(crate) fn live(draft: &mut Draft<'_>) {
    let age = age(draft);
    let birth = draft
        .county
        .first_day
        .plus_days(-365 * age - draft.dice.between(0, 364));
    let sex = if draft.dice.chance(505) { Sex::Male } else { Sex::Female };
    let family = draft.person(Some(sex), birth).family;
    let home = home_of(draft, family);
    let years = draft.county.first_day.years_since(birth);
    let mut ails: Vec<&str> = Vec::new();
    for (disease, from, per_mille) in CHRONIC {
        if years >= from && draft.dice.chance(per_mille) {
            ails.push(disease);
        }
    }
    let dialysed = ails.contains(&"renal") && draft.dice.chance(300);
    for visit in 0..draft.dice.below(4 + u32::from(years > 60) * 3) {
        fall_ill(draft, home, visit);
    }
    if !ails.is_empty() {
        chronic_visits(draft, home, &ails);
    }
    if dialysed {
        dialysis(draft);
    }
    for _ in 0..draft.dice.below(6) {
        purchase(draft);
    }
    stays(draft, years, &ails);
}

/// Every fifth is a child, every fourth is over sixty.
fn age(draft: &mut Draft<'_>) -> i32 {
    match draft.dice.below(100) {
        0..18 => draft.dice.between(1, 16),
        18..72 => draft.dice.between(18, 59),
        _ => draft.dice.between(60, 92),
    }
}

/// The institution to which a family goes first.
fn home_of(draft: &Draft<'_>, family: u32) -> u16 {
    let houses = &draft.county.houses;
    let list = if family.is_multiple_of(4) {
        &houses.community
    } else {
        &houses.first
    };
    list.get((family / 4) as usize % list.len().max(1))
        .copied()
        .unwrap_or(houses.main)
}

/// A day of the year: more of them in winter, and half of the weekend visits wait until Monday.
fn day_of_year(draft: &mut Draft<'_>) -> Day {
    let mut offset = draft.dice.between(0, 362);
    // From November (day 245) on, every third visit of the summer half moves there.
    if offset < 245 && draft.dice.chance(250) {
        offset = draft.dice.between(245, 362);
    }
    let day = draft.county.first_day.plus_days(offset);
    // 1970-01-01 was a Thursday.
    let weekday = (day.epoch_days() + 3).rem_euclid(7);
    if weekday >= 5 && draft.dice.chance(500) {
        day.plus_days(7 - weekday).min(draft.county.last_day)
    } else {
        day
    }
}

/// Where one goes: mostly home, else by referral to a larger house.
fn referred(draft: &mut Draft<'_>, home: u16) -> u16 {
    let houses = &draft.county.houses;
    match draft.dice.below(100) {
        0..18 => houses.main,
        18..48 => draft.dice.pick(&houses.second).unwrap_or(home),
        _ => home,
    }
}

/// A visit for something that passes.
fn fall_ill(draft: &mut Draft<'_>, home: u16, number: u32) {
    let day = day_of_year(draft);
    let house = referred(draft, home);
    let diagnosis = draft.any_diagnosis("minor");
    let emergency = number == 0 && draft.dice.chance(120) && house == draft.county.houses.main;
    let setting = if emergency {
        Setting::Emergency
    } else {
        Setting::Outpatient
    };
    let visit = scene::visit(draft, house, setting, day, &[diagnosis]);
    scene::consult(draft, visit);
    let begin = draft.visit_mut(visit).begin;
    let (exams, treatments) = (draft.dice.below(3), draft.dice.below(4));
    scene::charge_some(draft, visit, "exam", exams, begin.plus_seconds(3_001));
    scene::charge_some(draft, visit, "treatment", treatments, begin.plus_seconds(4_002));
    if draft.dice.chance(50) {
        draft.visit_mut(visit).department = ward::CHINESE.min(draft.house(house).departments().len() as u16 - 1);
        let herbs = draft.dice.between(7, 14) as u32;
        scene::prescribe_herbs(draft, visit, 2, herbs, 7);
        scene::charge_some(draft, visit, "chinese", 2, begin.plus_seconds(5_003));
    } else {
        let drugs = draft.dice.between(1, 4) as u32;
        scene::prescribe(draft, visit, drugs, if emergency { 3 } else { 7 });
    }
}

/// Monthly or less often: drugs for what is chronic, and a test now and then.
fn chronic_visits(draft: &mut Draft<'_>, home: u16, ails: &[&str]) {
    let diagnoses: Vec<CodeId> = ails.iter().map(|disease| draft.any_diagnosis(disease)).collect();
    let every = draft.dice.between(28, 75);
    let mut offset = draft.dice.between(0, every);
    while offset < 360 {
        let day = draft.county.first_day.plus_days(offset);
        let visit = scene::visit(draft, home, Setting::Chronic, day, &diagnoses);
        scene::consult(draft, visit);
        let count = draft.dice.between(1, 3) as u32;
        scene::prescribe(draft, visit, count, 28);
        let begin = draft.visit_mut(visit).begin;
        let treating = draft.catalogue().role("drug-dx");
        let fitting = treating
            .iter()
            .copied()
            .filter(|&id| ails.contains(&draft.item(id).limit));
        let fitting: Vec<_> = fitting.collect();
        let drug = draft.dice.pick_hot(&fitting);
        if let Some(drug) = drug.filter(|&drug| draft.needs(visit, drug, 28)) {
            draft.charge(
                visit,
                Charge::of(drug, begin.plus_seconds(1_900)).units(2).prescribed(1, 28),
            );
        }
        offset += every + draft.dice.between(-4, 6);
    }
}

/// Three sessions a week for the whole year at one house.
fn dialysis(draft: &mut Draft<'_>) {
    let houses = &draft.county.houses;
    let house = if draft.dice.chance(300) {
        houses.main
    } else {
        draft.dice.pick(&houses.second).unwrap_or(houses.main)
    };
    let diagnosis = draft.any_diagnosis("dialysis");
    let session = draft.catalogue().role("dialysis").first().copied().unwrap_or_default();
    let mut offset = draft.dice.between(0, 3);
    while offset < 360 {
        let day = draft.county.first_day.plus_days(offset);
        let visit = scene::visit(draft, house, Setting::Chronic, day, &[diagnosis]);
        let begin = draft.visit_mut(visit).begin;
        draft.charge(visit, Charge::of(session, begin));
        let tests = draft.dice.below(3);
        scene::charge_some(draft, visit, "lab", tests, begin.plus_seconds(900));
        offset += if offset % 7 == 4 { 3 } else { 2 };
    }
}

/// A purchase at a pharmacy.
fn purchase(draft: &mut Draft<'_>) {
    let day = day_of_year(draft);
    let houses = &draft.county.houses;
    let shop = draft.dice.pick(&houses.pharmacies).unwrap_or(houses.main);
    let diagnosis = draft.any_diagnosis("minor");
    let visit = scene::visit(draft, shop, Setting::Pharmacy, day, &[diagnosis]);
    let count = draft.dice.between(1, 3) as u32;
    scene::prescribe(draft, visit, count, 10);
}

/// None, one or a few stays, each well after the other.
fn stays(draft: &mut Draft<'_>, years: u16, ails: &[&str]) {
    let likely = 60 + 140 * ails.len() as u32 + if years > 70 { 150 } else { 0 };
    let mut offset = draft.dice.between(0, 350);
    let mut likely = likely.min(800);
    while offset < 358 && draft.dice.chance(likely) {
        let day = draft.county.first_day.plus_days(offset);
        let nights = one_stay(draft, day, ails, years);
        offset += nights + BETWEEN_STAYS + draft.dice.between(0, 60);
        likely /= 2;
    }
}

/// One stay; the number of its nights.
fn one_stay(draft: &mut Draft<'_>, day: Day, ails: &[&str], years: u16) -> i32 {
    let house = hospital(draft);
    match draft.dice.below(1000) {
        0..12 => intensive(draft, day),
        12..200 if years >= 40 => surgical(draft, day, house),
        _ => medical(draft, day, house, ails),
    }
}

/// Stays are at hospitals, a good part of them at the main one.
fn hospital(draft: &mut Draft<'_>) -> u16 {
    let houses = &draft.county.houses;
    match draft.dice.below(100) {
        0..29 => houses.main,
        29..80 => draft.dice.pick(&houses.second).unwrap_or(houses.main),
        _ => draft.dice.pick(&houses.first).unwrap_or(houses.main),
    }
}

/// Nights of a stay, which ends within the year.
fn nights(draft: &mut Draft<'_>, day: Day, least: i32, most: i32) -> i32 {
    let left = draft.county.last_day.days_since(day);
    draft.dice.between(least, most).min(left)
}

fn medical(draft: &mut Draft<'_>, day: Day, house: u16, ails: &[&str]) -> i32 {
    let mut diagnoses: Vec<CodeId> = vec![draft.any_diagnosis("acute")];
    diagnoses.extend(ails.iter().map(|disease| draft.any_diagnosis(disease)));
    let nights = nights(draft, day, 4, 11);
    let visit = scene::stay(draft, house, day, nights, ward::MEDICINE, &diagnoses);
    let course = draft.any("drug-course");
    let with_course = draft.dice.chance(250);
    for night in 0..nights {
        let today = day.plus_days(night);
        scene::ward_day(draft, visit, today, ordinary_effort(night));
        if with_course {
            draft.charge(
                visit,
                Charge::of(course, scene::at(today, 20, 1)).units(2).prescribed(1, 1),
            );
        }
    }
    nights
}

fn ordinary_effort(night: i32) -> Effort {
    Effort {
        labs: if night % 3 == 0 { 16 } else { 4 },
        exams: if night < 2 { 2 } else { 0 },
        treatments: 6,
        drugs: 4,
        monitors: 0,
    }
}

/// An operation with its code, its fee and its principal flag; a stay of a few nights.
fn surgical(draft: &mut Draft<'_>, day: Day, house: u16) -> i32 {
    const OPERATIONS: [&str; 6] = ["appendicitis", "gallstone", "hernia", "knee", "cataract", "fracture"];
    let role = draft.dice.pick(&OPERATIONS).unwrap_or("hernia");
    let diagnosis = draft.any_diagnosis(role);
    let codes = draft.catalogue().operations(role);
    let nights = nights(draft, day, 3, 9);
    let visit = scene::stay(draft, house, day, nights, ward::SURGERY, &[diagnosis]);
    let knife = scene::at(day.plus_days(1), 11, 0);
    if let Some(code) = draft.dice.pick(codes) {
        draft.operate(visit, code, knife);
    }
    let fee = draft.any("surgery");
    draft.charge(visit, Charge::of(fee, knife));
    for night in 0..nights {
        scene::ward_day(draft, visit, day.plus_days(night), ordinary_effort(night));
    }
    nights
}

/// Intensive care: weeks with dozens of lines a day, thousands in all.
fn intensive(draft: &mut Draft<'_>, day: Day) -> i32 {
    let houses = &draft.county.houses;
    let house = if draft.dice.chance(350) {
        houses.main
    } else {
        draft.dice.pick(&houses.second).unwrap_or(houses.main)
    };
    let diagnosis = draft.any_diagnosis("acute");
    let nights = nights(draft, day, 20, 60);
    let visit = scene::stay(draft, house, day, nights, ward::INTENSIVE, &[diagnosis]);
    for night in 0..nights {
        let effort = Effort {
            labs: 18,
            exams: 3,
            treatments: 16,
            drugs: 9,
            monitors: 5,
        };
        scene::ward_day(draft, visit, day.plus_days(night), effort);
    }
    nights
}
