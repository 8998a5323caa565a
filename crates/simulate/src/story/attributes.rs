//! Limits by what the person, the visit or the institution is (规则 1–5, 7, 8, 12, 13, 29, 39, 40,
//! 47, 54, 55, 65, 67, 73, 80, 81): the whole covered amount of the line, or no money where a code
//! is at fault.

use super::{DAY_BEFORE, Story, adult, clinic, clinic_at, house, someone, ward, ward_at};
use crate::catalogue::ItemId;
use crate::draft::{Charge, Draft};
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene::{self, at};
use domain::{Day, Money, Sex};

const WORK_INJURY: &str = "GZ10000101001000";
const MATERNITY: &str = "GZ10000101002000";
const HERB_NEVER: &str = "GZ10000101003000";
const SECOND_LINE: &str = "GZ10000101005000";
const CHILD_LIMITED: &str = "GZ10000101007000";
const INDICATION: &str = "GZ10000101008000";
const LEVEL: &str = "GZ10000101012000";
const VISIT_TYPE: &str = "NHSA2025-013";
const ITEM_AGE: &str = "NHSA2025-029";
const OPERATION_SEX: &str = "GZ10000201005000";
const OPERATION_DIAGNOSIS: &str = "GZ10000201006000";
const INTERNET: &str = "NHSA2025-047";
const DIAGNOSIS_SEX: &str = "GZ10000204006000";
const DIAGNOSIS_AGE: &str = "GZ10000204007000";
const DRUG_CHILD: &str = "GZ10000301002000";
const DRUG_SEX: &str = "GZ10000301004000";
const PREGNANCY: &str = "GZ10000301010000";
const ITEM_CHILD: &str = "GZ10000302003000";
const ITEM_SEX: &str = "GZ10000302004000";

pub(crate) const STORIES: &[Story] = &[
    violation!(WORK_INJURY, |draft, day| drug_for_adult(
        draft,
        day,
        WORK_INJURY,
        "drug-work-injury"
    )),
    violation!(MATERNITY, |draft, day| {
        someone(draft, Sex::Female, 29, day);
        let visit = clinic(draft, day);
        blame_one(draft, MATERNITY, visit, "drug-maternity");
    }),
    violation!(HERB_NEVER, |draft, day| herb_never(draft, day)),
    near_miss!(HERB_NEVER, DAY_BEFORE, |draft, day| {
        let (visit, line) = herb_never_line(draft, day);
        draft.complies(HERB_NEVER, DAY_BEFORE, visit, &[line]);
    }),
    violation!(SECOND_LINE, |draft, day| drug_for_adult(
        draft,
        day,
        SECOND_LINE,
        "drug-second-line"
    )),
    near_miss!(SECOND_LINE, DAY_BEFORE, |draft, day| spare_adult(
        draft,
        day,
        SECOND_LINE,
        DAY_BEFORE,
        "drug-second-line",
        0
    )),
    near_miss!(SECOND_LINE, "全自费", |draft, day| spare_adult(
        draft,
        day,
        SECOND_LINE,
        "全自费",
        "drug-second-line",
        100
    )),
    violation!(CHILD_LIMITED, |draft, day| drug_for_adult(
        draft,
        day,
        CHILD_LIMITED,
        "drug-child-limited"
    )),
    near_miss!(CHILD_LIMITED, "未满18岁", |draft, day| {
        someone(draft, Sex::Male, 9, day);
        let visit = clinic(draft, day);
        spare_one(draft, CHILD_LIMITED, "未满18岁", visit, "drug-child-limited", 0);
    }),
    violation!(INDICATION, |draft, day| drug_for_adult(
        draft,
        day,
        INDICATION,
        "drug-indication"
    )),
    near_miss!(INDICATION, DAY_BEFORE, |draft, day| spare_adult(
        draft,
        day,
        INDICATION,
        DAY_BEFORE,
        "drug-indication",
        0
    )),
    near_miss!(INDICATION, "有相应诊断", |draft, day| fitting_diagnosis(
        draft, day
    )),
    violation!(LEVEL, |draft, day| {
        adult(draft, day);
        let rank = if draft.dice.chance(700) {
            Rank::One
        } else {
            Rank::Unrated
        };
        let place = house(draft, rank);
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        blame_one(draft, LEVEL, visit, "drug-level");
    }),
    near_miss!(LEVEL, "恰为二级", |draft, day| {
        adult(draft, day);
        let place = house(draft, Rank::Two);
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        spare_one(draft, LEVEL, "恰为二级", visit, "drug-level", 0);
    }),
    near_miss!(LEVEL, "全自费", |draft, day| {
        adult(draft, day);
        let place = house(draft, Rank::One);
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        spare_one(draft, LEVEL, "全自费", visit, "drug-level", 100);
    }),
    violation!(VISIT_TYPE, |draft, day| drug_for_adult(
        draft,
        day,
        VISIT_TYPE,
        "drug-inpatient"
    )),
    violation!(ITEM_AGE, |draft, day| {
        someone(draft, Sex::Male, 71, day);
        let visit = clinic(draft, day);
        blame_one(draft, ITEM_AGE, visit, "item-age");
    }),
    near_miss!(ITEM_AGE, "恰为65岁", |draft, day| {
        // Sixty-five on the first of January, so sixty-five for the whole year.
        let birth = Day::from_ymd(day.year() - 65, 1, 1).unwrap_or(day.plus_days(-24_000));
        draft.person(Some(Sex::Female), birth);
        let visit = clinic(draft, day);
        spare_one(draft, ITEM_AGE, "恰为65岁", visit, "item-age", 0);
    }),
    violation!(OPERATION_SEX, |draft, day| operation_of_other_sex(
        draft,
        day,
        Sex::Male,
        "female"
    )),
    violation!(OPERATION_SEX, |draft, day| operation_of_other_sex(
        draft,
        day,
        Sex::Female,
        "male"
    )),
    violation!(OPERATION_DIAGNOSIS, |draft, day| operation_for_pneumonia(draft, day)),
    violation!(INTERNET, |draft, day| {
        adult(draft, day);
        let place = house(draft, Rank::Internet);
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        blame_one(draft, INTERNET, visit, "drug-internet");
    }),
    near_miss!(INTERNET, DAY_BEFORE, |draft, day| {
        adult(draft, day);
        let place = house(draft, Rank::Internet);
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        spare_one(draft, INTERNET, DAY_BEFORE, visit, "drug-internet", 0);
    }),
    near_miss!(INTERNET, "线下门诊", |draft, day| spare_adult(
        draft,
        day,
        INTERNET,
        "线下门诊",
        "drug-internet",
        0
    )),
    violation!(DIAGNOSIS_SEX, |draft, day| diagnosis_of_other_sex(
        draft,
        day,
        Sex::Male,
        "female",
        false
    )),
    violation!(DIAGNOSIS_SEX, |draft, day| diagnosis_of_other_sex(
        draft,
        day,
        Sex::Female,
        "male",
        false
    )),
    near_miss!(DIAGNOSIS_SEX, "豁免诊断", |draft, day| diagnosis_of_other_sex(
        draft,
        day,
        Sex::Female,
        "male",
        true
    )),
    violation!(DIAGNOSIS_AGE, |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        add_diagnosis(draft, visit, "newborn");
        draft.violates(DIAGNOSIS_AGE, visit, &[], Money::ZERO);
    }),
    near_miss!(DIAGNOSIS_AGE, "确为新生儿", |draft, day| {
        draft.person(Some(Sex::Male), day.plus_days(-9));
        let visit = clinic(draft, day);
        add_diagnosis(draft, visit, "newborn");
        draft.complies(DIAGNOSIS_AGE, "确为新生儿", visit, &[]);
    }),
    violation!(DRUG_CHILD, |draft, day| drug_for_adult(
        draft,
        day,
        DRUG_CHILD,
        "drug-child"
    )),
    near_miss!(DRUG_CHILD, "全自费", |draft, day| spare_adult(
        draft,
        day,
        DRUG_CHILD,
        "全自费",
        "drug-child",
        100
    )),
    violation!(DRUG_SEX, |draft, day| {
        someone(draft, Sex::Male, 40, day);
        let visit = clinic(draft, day);
        blame_one(draft, DRUG_SEX, visit, "drug-female");
    }),
    near_miss!(DRUG_SEX, "已全额冲销", |draft, day| {
        someone(draft, Sex::Female, 40, day);
        let visit = clinic(draft, day);
        let item = draft.any("drug-male");
        let line = draft.charge(visit, Charge::of(item, at(day, 16, 30)).units(2).prescribed(1, 7));
        let back = draft.refund(line);
        draft.complies(DRUG_SEX, "已全额冲销", visit, &[line, back]);
    }),
    violation!(PREGNANCY, |draft, day| herb_in_pregnancy(draft, day)),
    violation!(ITEM_CHILD, |draft, day| drug_for_adult(
        draft,
        day,
        ITEM_CHILD,
        "item-child"
    )),
    violation!(ITEM_SEX, |draft, day| {
        someone(draft, Sex::Female, 50, day);
        let visit = clinic(draft, day);
        blame_one(draft, ITEM_SEX, visit, "item-male");
    }),
    violation!(ITEM_SEX, |draft, day| {
        someone(draft, Sex::Male, 50, day);
        let visit = clinic(draft, day);
        blame_one(draft, ITEM_SEX, visit, "item-female");
    }),
    near_miss!(ITEM_SEX, "豁免诊断", |draft, day| {
        someone(draft, Sex::Female, 50, day);
        let visit = clinic(draft, day);
        add_diagnosis(draft, visit, "exempt");
        spare_one(draft, ITEM_SEX, "豁免诊断", visit, "item-male", 0);
    }),
    near_miss!(VISIT_TYPE, "住院使用", |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 4);
        spare_one(draft, VISIT_TYPE, "住院使用", visit, "drug-inpatient", 0);
    }),
];

/// Charges one thing; drugs go on a prescription of three days.
fn charge_one(draft: &mut Draft<'_>, visit: u32, item: ItemId, own: i64) -> usize {
    let moment = draft.visit_mut(visit).begin.plus_seconds(2_000);
    let charge = Charge::of(item, moment).own(own);
    let charge = if draft.item(item).is_drug() {
        charge.units(2).prescribed(1, 3)
    } else {
        charge
    };
    draft.charge(visit, charge)
}

/// One thing of a role that must be found, with its whole covered amount.
fn blame_one(draft: &mut Draft<'_>, rule: &'static str, visit: u32, role: &str) {
    let item = draft.any(role);
    // Now and then the person pays a tenth alone, which is no loss of the fund.
    let own = if draft.dice.chance(250) { 10 } else { 0 };
    let line = charge_one(draft, visit, item, own);
    let amount = draft.covered(line);
    draft.violates(rule, visit, &[line], amount);
}

fn spare_one(draft: &mut Draft<'_>, rule: &'static str, kind: &'static str, visit: u32, role: &str, own: i64) {
    let item = draft.any(role);
    let line = charge_one(draft, visit, item, own);
    draft.complies(rule, kind, visit, &[line]);
}

fn drug_for_adult(draft: &mut Draft<'_>, day: Day, rule: &'static str, role: &str) {
    adult(draft, day);
    let visit = clinic(draft, day);
    blame_one(draft, rule, visit, role);
}

fn spare_adult(draft: &mut Draft<'_>, day: Day, rule: &'static str, kind: &'static str, role: &str, own: i64) {
    adult(draft, day);
    let visit = clinic(draft, day);
    spare_one(draft, rule, kind, visit, role, own);
}

fn herb_never_line(draft: &mut Draft<'_>, day: Day) -> (u32, usize) {
    adult(draft, day);
    let visit = clinic(draft, day);
    scene::prescribe_herbs(draft, visit, 2, 6, 7);
    let herb = draft.any("herb-never");
    let moment = draft.visit_mut(visit).begin.plus_seconds(1_500);
    let line = draft.charge(visit, Charge::of(herb, moment).units(21).prescribed(2, 7));
    (visit, line)
}

fn herb_never(draft: &mut Draft<'_>, day: Day) {
    let (visit, line) = herb_never_line(draft, day);
    let amount = draft.covered(line);
    draft.violates(HERB_NEVER, visit, &[line], amount);
}

fn fitting_diagnosis(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let item = draft.any("drug-dx");
    let disease = draft.item(item).limit;
    add_diagnosis(draft, visit, disease);
    let line = charge_one(draft, visit, item, 0);
    draft.complies(INDICATION, "有相应诊断", visit, &[line]);
}

fn add_diagnosis(draft: &mut Draft<'_>, visit: u32, role: &str) {
    let code = draft.any_diagnosis(role);
    let diagnoses = &mut draft.visit_mut(visit).diagnoses;
    let principal = diagnoses.is_empty();
    diagnoses.push(crate::rows::VisitDiagnosis {
        code,
        principal,
        arose_here: false,
    });
}

fn diagnosis_of_other_sex(draft: &mut Draft<'_>, day: Day, sex: Sex, role: &str, exempt: bool) {
    someone(draft, sex, 48, day);
    let visit = clinic(draft, day);
    add_diagnosis(draft, visit, role);
    if exempt {
        add_diagnosis(draft, visit, "exempt");
        draft.complies(DIAGNOSIS_SEX, "豁免诊断", visit, &[]);
    } else {
        draft.violates(DIAGNOSIS_SEX, visit, &[], Money::ZERO);
    }
}

/// An operation with its fee, so that nothing but the code is wrong.
fn operated(draft: &mut Draft<'_>, visit: u32, day: Day, role: &str) {
    let codes = draft.catalogue().operations(role);
    let code = draft.dice.pick(codes).unwrap_or_default();
    let knife = at(day.plus_days(1), 11, 30);
    draft.operate(visit, code, knife);
    let fee = draft.any("surgery");
    draft.charge(visit, Charge::of(fee, knife));
}

fn operation_of_other_sex(draft: &mut Draft<'_>, day: Day, sex: Sex, role: &str) {
    someone(draft, sex, 45, day);
    let visit = ward(draft, day, 5);
    operated(draft, visit, day, role);
    draft.violates(OPERATION_SEX, visit, &[], Money::ZERO);
}

fn operation_for_pneumonia(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let pneumonia = draft
        .catalogue()
        .diagnoses("acute")
        .first()
        .copied()
        .unwrap_or_default();
    let place = house(draft, Rank::Two);
    let visit = ward_at(draft, place, day, 5, pneumonia);
    let role = draft
        .dice
        .pick(&["appendicitis", "gallstone", "hernia"])
        .unwrap_or("hernia");
    operated(draft, visit, day, role);
    draft.violates(OPERATION_DIAGNOSIS, visit, &[], Money::ZERO);
}

fn herb_in_pregnancy(draft: &mut Draft<'_>, day: Day) {
    someone(draft, Sex::Female, 28, day);
    let visit = clinic(draft, day);
    add_diagnosis(draft, visit, "pregnancy");
    scene::prescribe_herbs(draft, visit, 2, 5, 7);
    let herb = draft.any("herb-pregnancy");
    // Three grams a day are within the daily amount; the pregnancy alone is at fault.
    let moment = draft.visit_mut(visit).begin.plus_seconds(1_500);
    let line = draft.charge(visit, Charge::of(herb, moment).units(21).prescribed(2, 7));
    let amount = draft.covered(line);
    draft.violates(PREGNANCY, visit, &[line], amount);
}
