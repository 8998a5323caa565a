//! Too much, too often, too dear (规则 9, 10, 15, 23, 27, 31, 46, 76, 77 and the mark-up): the part
//! beyond the cap, taken from the latest units.

use super::{Story, adult, clinic, clinic_at, house, ward};
use crate::catalogue::{ItemId, Pair};
use crate::draft::{Charge, Draft};
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene::{self, at};
use domain::{Day, Money, Quantity, UnitPrice};

const DAYS_SUPPLIED: &str = "NHSA2025-009";
const DRUG_COURSE: &str = "GZ10000101010000";
const DISCOUNT: &str = "GZ10000102002000";
const ITEM_COURSE: &str = "GZ10000102010000";
const FREQUENCY: &str = "GZ10000102014000";
const ROLLING: &str = "NHSA2025-031";
const DRUG_KINDS: &str = "GZ10000202004000";
const HERB_KINDS: &str = "NHSA2025-076";
const HERB_AMOUNT: &str = "NHSA2025-077";
const MARK_UP: &str = "MJ0003";

pub(crate) const STORIES: &[Story] = &[
    violation!(DAYS_SUPPLIED, |draft, day| days_supplied(
        draft,
        day,
        Setting::Outpatient,
        14,
        7
    )),
    violation!(DAYS_SUPPLIED, |draft, day| days_supplied(
        draft,
        day,
        Setting::Emergency,
        5,
        3
    )),
    violation!(DAYS_SUPPLIED, |draft, day| days_supplied(
        draft,
        day,
        Setting::Chronic,
        45,
        28
    )),
    near_miss!(DAYS_SUPPLIED, "恰为上限", |draft, day| {
        let (visit, line) = supplied(draft, day, Setting::Outpatient, 7);
        draft.complies(DAYS_SUPPLIED, "恰为上限", visit, &[line]);
    }),
    near_miss!(DAYS_SUPPLIED, "住院用药", |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 3);
        let drug = draft.any("drug");
        let line = draft.charge(visit, Charge::of(drug, at(day, 20, 30)).units(3).prescribed(1, 30));
        draft.complies(DAYS_SUPPLIED, "住院用药", visit, &[line]);
    }),
    violation!(DRUG_COURSE, |draft, day| course(
        draft,
        day,
        DRUG_COURSE,
        "drug-course",
        14,
        3
    )),
    near_miss!(DRUG_COURSE, "恰为上限", |draft, day| {
        let (visit, lines) = course_lines(draft, day, "drug-course", 14);
        draft.complies(DRUG_COURSE, "恰为上限", visit, &lines);
    }),
    violation!(ITEM_COURSE, |draft, day| course(
        draft,
        day,
        ITEM_COURSE,
        "item-course",
        30,
        2
    )),
    violation!(DISCOUNT, |draft, day| {
        let (visit, second, full) = two_operations(draft, day, false);
        let half = full.share(1, 2);
        let amount = draft.line_mut(second).amount - half;
        draft.violates(DISCOUNT, visit, &[second], amount);
    }),
    near_miss!(DISCOUNT, "已按五折收取", |draft, day| {
        let (visit, second, _) = two_operations(draft, day, true);
        draft.complies(DISCOUNT, "已按五折收取", visit, &[second]);
    }),
    violation!(FREQUENCY, |draft, day| {
        // The same once-a-day item a second time in the afternoon.
        let (visit, _, second) = daily_twice(draft, day, at(day, 9, 10), at(day, 16, 40));
        let amount = draft.covered(second);
        draft.violates(FREQUENCY, visit, &[second], amount);
    }),
    violation!(FREQUENCY, |draft, day| {
        // Three at once: two of the three are too many.
        adult(draft, day);
        let visit = ward(draft, day, 3);
        let item = draft.any("daily");
        let line = draft.charge(visit, Charge::of(item, at(day, 9, 10)).units(3));
        let amount = draft.covered(line).share(2, 3);
        draft.violates(FREQUENCY, visit, &[line], amount);
    }),
    violation!(FREQUENCY, |draft, day| {
        // Thirty hours in a day: six of the later ten are too many.
        let (visit, second) = hours(draft, day, 20, 10);
        let amount = draft.covered(second).share(6, 10);
        draft.violates(FREQUENCY, visit, &[second], amount);
    }),
    near_miss!(FREQUENCY, "恰为24小时", |draft, day| {
        let (visit, second) = hours(draft, day, 20, 4);
        draft.complies(FREQUENCY, "恰为24小时", visit, &[second]);
    }),
    near_miss!(FREQUENCY, "跨过午夜", |draft, day| {
        let midnight = day.plus_days(1).start();
        let (visit, first, second) = daily_twice(draft, day, midnight.plus_seconds(-30), midnight.plus_seconds(30));
        draft.complies(FREQUENCY, "跨过午夜", visit, &[first, second]);
    }),
    violation!(ROLLING, |draft, day| {
        let (visit, line) = repeated_test(draft, day, |days| days - 1);
        let amount = draft.covered(line);
        draft.violates(ROLLING, visit, &[line], amount);
    }),
    near_miss!(ROLLING, "间隔已满周期", |draft, day| {
        let (visit, line) = repeated_test(draft, day, |days| days);
        draft.complies(ROLLING, "间隔已满周期", visit, &[line]);
    }),
    violation!(DRUG_KINDS, |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let lines = different_drugs(draft, visit, 7);
        blame_tail(draft, DRUG_KINDS, visit, &lines, 5);
    }),
    near_miss!(DRUG_KINDS, "恰为5种", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let lines = different_drugs(draft, visit, 5);
        draft.complies(DRUG_KINDS, "恰为5种", visit, &lines);
    }),
    near_miss!(DRUG_KINDS, "住院不适用", |draft, day| {
        adult(draft, day);
        let visit = ward(draft, day, 3);
        let lines = different_drugs(draft, visit, 7);
        draft.complies(DRUG_KINDS, "住院不适用", visit, &lines);
    }),
    violation!(HERB_KINDS, |draft, day| {
        let (visit, lines) = different_herbs(draft, day, 22);
        blame_tail(draft, HERB_KINDS, visit, &lines, 20);
    }),
    near_miss!(HERB_KINDS, "恰为20味", |draft, day| {
        let (visit, lines) = different_herbs(draft, day, 20);
        draft.complies(HERB_KINDS, "恰为20味", visit, &lines);
    }),
    violation!(HERB_AMOUNT, |draft, day| {
        // Three times the daily amount: two thirds are too much.
        let (visit, line) = herb_amount(draft, day, 3);
        let amount = draft.covered(line).share(2, 3);
        draft.violates(HERB_AMOUNT, visit, &[line], amount);
    }),
    near_miss!(HERB_AMOUNT, "恰为上限", |draft, day| {
        let (visit, line) = herb_amount(draft, day, 1);
        draft.complies(HERB_AMOUNT, "恰为上限", visit, &[line]);
    }),
    violation!(MARK_UP, |draft, day| mark_up(draft, day)),
    near_miss!(MARK_UP, "低于进价", |draft, day| {
        let (visit, line) = supplied(draft, day, Setting::Outpatient, 3);
        let below = draft.line_mut(line);
        below.purchase_price = Some(UnitPrice::from_scaled(below.price.scaled() + 10_000));
        draft.complies(MARK_UP, "低于进价", visit, &[line]);
    }),
];

/// One drug for so many days.
fn supplied(draft: &mut Draft<'_>, day: Day, setting: Setting, days: u16) -> (u32, usize) {
    adult(draft, day);
    let place = house(draft, Rank::Two);
    let visit = clinic_at(draft, place, setting, day);
    let drug = draft.any("drug");
    let moment = draft.visit_mut(visit).begin.plus_seconds(900);
    let line = draft.charge(visit, Charge::of(drug, moment).units(4).prescribed(1, days));
    (visit, line)
}

fn days_supplied(draft: &mut Draft<'_>, day: Day, setting: Setting, days: u16, cap: u16) {
    let (visit, line) = supplied(draft, day, setting, days);
    let amount = draft.covered(line).share(i64::from(days - cap), i64::from(days));
    draft.violates(DAYS_SUPPLIED, visit, &[line], amount);
}

/// A stay with one item on so many days in a row.
fn course_lines(draft: &mut Draft<'_>, day: Day, role: &str, days: i32) -> (u32, Vec<usize>) {
    adult(draft, day);
    let visit = ward(draft, day, days + 1);
    let item = draft.any(role);
    let line = |draft: &mut Draft<'_>, offset: i32| {
        let charge = Charge::of(item, at(day.plus_days(offset), 20, 20)).units(2);
        let charge = if draft.item(item).is_drug() {
            charge.prescribed(1, 1)
        } else {
            charge
        };
        draft.charge(visit, charge)
    };
    let lines = (0..days).map(|offset| line(draft, offset)).collect();
    (visit, lines)
}

/// Every day beyond the course is a finding of its own.
fn course(draft: &mut Draft<'_>, day: Day, rule: &'static str, role: &str, cap: i32, beyond: i32) {
    let (visit, lines) = course_lines(draft, day, role, cap + beyond);
    for &line in lines.iter().skip(cap as usize) {
        let amount = draft.covered(line);
        draft.violates(rule, visit, &[line], amount);
    }
}

/// Two operations of one group in one session; the cheaper at its full or at half its list price.
/// Gives the cheaper line and its full price.
fn two_operations(draft: &mut Draft<'_>, day: Day, discounted: bool) -> (u32, usize, Money) {
    adult(draft, day);
    let visit = ward(draft, day, 6);
    let knife = at(day.plus_days(1), 11, 25);
    let codes = draft.catalogue().operations("fracture");
    for &code in codes {
        draft.operate(visit, code, knife);
    }
    let pairs = draft.county.catalogue.pairs(DISCOUNT);
    let pair = draft.dice.pick(pairs).unwrap_or(Pair { first: 0, second: 1 });
    draft.charge(visit, Charge::of(pair.first, knife));
    let second = draft.charge(visit, Charge::of(pair.second, knife.plus_seconds(900)));
    let line = draft.line_mut(second);
    let full = line.amount;
    if discounted {
        line.price = UnitPrice::from_scaled(line.price.scaled() / 2);
        line.amount = line.price.times(line.quantity);
    }
    (visit, second, full)
}

/// A once-a-day item at two moments of a stay.
fn daily_twice(draft: &mut Draft<'_>, day: Day, first: domain::Moment, second: domain::Moment) -> (u32, usize, usize) {
    adult(draft, day);
    let visit = ward(draft, day, 4);
    let item = draft.any("daily");
    let first = draft.charge(visit, Charge::of(item, first));
    let second = draft.charge(visit, Charge::of(item, second));
    (visit, first, second)
}

/// An item counted in hours, charged twice on one day; the later line.
fn hours(draft: &mut Draft<'_>, day: Day, first: i64, second: i64) -> (u32, usize) {
    adult(draft, day);
    let visit = ward(draft, day, 3);
    let item = draft.any("hourly");
    draft.charge(visit, Charge::of(item, at(day, 10, 5)).units(first));
    let line = draft.charge(visit, Charge::of(item, at(day, 21, 5)).units(second));
    (visit, line)
}

/// A test at two visits, so many days apart as the period of its knowledge row gives.
fn repeated_test(draft: &mut Draft<'_>, day: Day, apart: fn(i32) -> i32) -> (u32, usize) {
    adult(draft, day);
    let item = draft.any("item-rolling");
    let period = (draft.item(item).limit_number().scaled() / 10_000) as i32;
    let place = house(draft, Rank::Two);
    let mut last = (0, 0);
    for day in [day, day.plus_days(apart(period))] {
        let visit = clinic_at(draft, place, Setting::Outpatient, day);
        let moment = draft.visit_mut(visit).begin.plus_seconds(2_000);
        last = (visit, draft.charge(visit, Charge::of(item, moment)));
    }
    last
}

/// Different drugs on one prescription, one a minute.
fn different_drugs(draft: &mut Draft<'_>, visit: u32, count: usize) -> Vec<usize> {
    let person = draft.chunk.persons.last();
    let male = person.is_some_and(|person| person.sex == Some(domain::Sex::Male));
    let own = draft.catalogue().role(if male { "drug-male" } else { "drug-female" });
    let pool: Vec<ItemId> = draft.catalogue().role("drug").iter().chain(own).copied().collect();
    let mut chosen = Vec::new();
    draft.dice.pick_some(&pool, count, &mut chosen);
    let begin = draft.visit_mut(visit).begin;
    (0..)
        .zip(chosen)
        .map(|(place, drug)| {
            let moment = begin.plus_seconds(1_000 + place * 60);
            draft.charge(visit, Charge::of(drug, moment).units(2).prescribed(9, 7))
        })
        .collect()
}

/// What comes after the cap is at fault, with all its covered money.
fn blame_tail(draft: &mut Draft<'_>, rule: &'static str, visit: u32, lines: &[usize], cap: usize) {
    let beyond = lines.get(cap..).unwrap_or_default();
    let amount = beyond.iter().map(|&line| draft.covered(line)).sum();
    draft.violates(rule, visit, beyond, amount);
}

/// Different herbs on one prescription, the first of them payable alone.
fn different_herbs(draft: &mut Draft<'_>, day: Day, count: u32) -> (u32, Vec<usize>) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let before = draft.chunk.lines.len();
    scene::prescribe_herbs(draft, visit, 2, count - 1, 7);
    let after = draft.chunk.lines.len();
    (visit, (before..after).collect())
}

/// A herb at so many times the daily amount of its knowledge row.
fn herb_amount(draft: &mut Draft<'_>, day: Day, times: i64) -> (u32, usize) {
    adult(draft, day);
    let visit = clinic(draft, day);
    scene::prescribe_herbs(draft, visit, 2, 6, 7);
    let herb = draft.any("herb-daily-max");
    let daily = draft.item(herb).limit_number();
    let moment = draft.visit_mut(visit).begin.plus_seconds(1_500);
    let charge = Charge {
        quantity: Quantity::from_scaled(daily.scaled() * 7 * times),
        ..Charge::of(herb, moment).prescribed(2, 7)
    };
    let line = draft.charge(visit, charge);
    (visit, line)
}

/// A drug sold at 15 per cent above what it cost.
fn mark_up(draft: &mut Draft<'_>, day: Day) {
    let (visit, line) = supplied(draft, day, Setting::Outpatient, 3);
    let cost = draft.line_mut(line).price;
    let sold = UnitPrice::from_scaled(cost.scaled() * 115 / 100);
    let line_of = draft.line_mut(line);
    line_of.price = sold;
    line_of.list_price = Some(sold);
    line_of.amount = sold.times(line_of.quantity);
    let amount = (sold - cost).times(line_of.quantity);
    draft.violates(MARK_UP, visit, &[line], amount);
}
