//! Ordinary visits and stays: compliant under every rule, because each item is charged only where
//! its knowledge rows allow it.

use crate::catalogue::{CodeId, ItemId};
use crate::draft::{Admission, Charge, Draft};
use crate::registry::{Habit, Rank, ward};
use crate::rows::Setting;
use domain::{Day, Moment, Quantity, Sex};

/// How a drug may be given in an ordinary scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// a visit or purchase
    Door,
    /// a stay
    Ward,
}

/// The moment so many hours and minutes into a day.
pub(crate) fn at(day: Day, hour: i64, minute: i64) -> Moment {
    day.start().plus_seconds(hour * 3600 + minute * 60)
}

/// The share that the person pays alone: mostly none.
fn own_share(draft: &mut Draft<'_>) -> i64 {
    match draft.dice.below(100) {
        0..80 => 0,
        80..90 => 10,
        90..96 => 20,
        _ => 100,
    }
}

/// A visit that begins on a day between eight and sixteen o'clock.
pub(crate) fn visit(draft: &mut Draft<'_>, house: u16, setting: Setting, day: Day, diagnoses: &[CodeId]) -> u32 {
    let hour = i64::from(draft.dice.between(8, 15));
    let begin = at(day, hour, i64::from(draft.dice.below(60)));
    let department = if setting == Setting::Emergency {
        ward::EMERGENCY
    } else {
        ward::MEDICINE
    };
    draft.visit(Admission {
        institution: house,
        setting,
        begin,
        end: Some(begin.plus_seconds(2_400)),
        department,
        diagnoses,
    })
}

/// A stay from nine o'clock of the first day to eleven o'clock of the last.
pub(crate) fn stay(
    draft: &mut Draft<'_>,
    house: u16,
    day: Day,
    nights: i32,
    department: u16,
    diagnoses: &[CodeId],
) -> u32 {
    draft.visit(Admission {
        institution: house,
        setting: Setting::Inpatient,
        begin: at(day, 9, 0),
        end: Some(at(day.plus_days(nights), 11, 0)),
        department,
        diagnoses,
    })
}

/// Charges different items of a role one after the other, three minutes apart.
pub(crate) fn charge_some(draft: &mut Draft<'_>, visit: u32, role: &str, count: u32, from: Moment) {
    let list = draft.catalogue().role(role);
    let mut chosen: Vec<ItemId> = Vec::new();
    draft.dice.pick_some(list, count as usize, &mut chosen);
    for (place, item) in (0_i64..).zip(chosen) {
        let own = own_share(draft);
        let line = draft.charge(visit, Charge::of(item, from.plus_seconds(place * 180)).own(own));
        if draft.dice.chance(5) {
            draft.refund(line);
        }
    }
}

/// A drug that the person may have here, whatever the diagnosis.
pub(crate) fn plain_drug(draft: &mut Draft<'_>, rank: Rank, place: Place) -> ItemId {
    let person = draft.chunk.persons.last();
    let years = |on: Day| person.map_or(0, |person| on.years_since(person.birth));
    // Who comes of age within the year is given neither children's nor adults' drugs.
    let (adult, child) = (years(draft.county.first_day) >= 18, years(draft.county.last_day) < 18);
    let sex = person.and_then(|person| person.sex);
    let large = matches!(rank, Rank::Three | Rank::Two);
    let role = match draft.dice.below(10) {
        0 if large => "drug-level",
        2 if adult && sex == Some(Sex::Female) => "drug-female",
        2 if adult && sex == Some(Sex::Male) => "drug-male",
        3 if place == Place::Ward => "drug-inpatient",
        5 if child => "drug-child",
        _ => "drug",
    };
    draft.any(role)
}

/// Houses that live by drugs give five times as many.
fn drug_factor(draft: &Draft<'_>, house: u16) -> i64 {
    if draft.county.has_habit(house, Habit::Drugs) {
        5
    } else {
        1
    }
}

/// A prescription of some different drugs for so many days, ten minutes after the visit begins.
pub(crate) fn prescribe(draft: &mut Draft<'_>, visit: u32, count: u32, days: u16) {
    let begin = draft.visit_mut(visit).begin;
    let house = draft.visit_mut(visit).institution;
    let rank = draft.house(house).rank;
    let mut given: Vec<ItemId> = Vec::new();
    for place in 0..count {
        let item = plain_drug(draft, rank, Place::Door);
        if given.contains(&item) || !draft.needs(visit, item, days) {
            continue;
        }
        given.push(item);
        let moment = begin.plus_seconds(600 + i64::from(place) * 60);
        let units = i64::from(draft.dice.between(1, 3)) * drug_factor(draft, house);
        let own = own_share(draft);
        draft.charge(
            visit,
            Charge::of(item, moment).units(units).prescribed(1, days).own(own),
        );
    }
}

/// A prescription of Chinese herbs: one that is payable by itself, and `count` others beside it.
pub(crate) fn prescribe_herbs(draft: &mut Draft<'_>, visit: u32, prescription: u16, count: u32, days: u16) {
    let begin = draft.visit_mut(visit).begin;
    let mut herbs: Vec<ItemId> = Vec::new();
    let listed = draft.catalogue().role("herb-listed");
    draft.dice.pick_some(listed, count as usize, &mut herbs);
    let alone = draft.any("herb");
    for (place, herb) in (0_i64..).zip([alone].into_iter().chain(herbs)) {
        let grams = i64::from(draft.dice.between(3, 9)) * i64::from(days);
        let moment = begin.plus_seconds(900 + place * 20);
        draft.charge(
            visit,
            Charge::of(herb, moment).units(grams).prescribed(prescription, days),
        );
    }
}

/// The lines of an outpatient visit: advice, tests, treatment.
pub(crate) fn consult(draft: &mut Draft<'_>, visit: u32) {
    let begin = draft.visit_mut(visit).begin;
    charge_some(draft, visit, "consultation", 1, begin);
    let tests = draft.dice.below(4);
    charge_some(draft, visit, "lab", tests, begin.plus_seconds(1_200));
}

/// How much is done on an ordinary day of a stay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub labs: u32,
    pub exams: u32,
    pub treatments: u32,
    pub drugs: u32,
    /// hours of monitoring charged under each of some items
    pub monitors: u32,
}

/// The lines of one full day of a stay. Everything that is capped by the day is charged once.
pub(crate) fn ward_day(draft: &mut Draft<'_>, visit: u32, day: Day, effort: Effort) {
    let house = draft.visit_mut(visit).institution;
    let rank = draft.house(house).rank;
    for (place, &item) in (0_i64..).zip(draft.catalogue().role("ward-day")) {
        draft.charge(visit, Charge::of(item, at(day, 9, place)));
    }
    let more = |habit: Habit, times: u32| if draft.county.has_habit(house, habit) { times } else { 1 };
    let (tests, treatments) = (more(Habit::Tests, 3), more(Habit::Treatments, 4));
    let materials = more(Habit::Materials, 12);
    charge_some(draft, visit, "lab", effort.labs * tests, at(day, 10, 0));
    charge_some(draft, visit, "exam", effort.exams * tests, at(day, 14, 1));
    charge_some(
        draft,
        visit,
        "treatment",
        effort.treatments * treatments,
        at(day, 15, 2),
    );
    let mut given: Vec<ItemId> = Vec::new();
    for place in 0..effort.drugs {
        let item = plain_drug(draft, rank, Place::Ward);
        if !given.contains(&item) {
            given.push(item);
            let own = own_share(draft);
            let units = i64::from(draft.dice.between(1, 4)) * drug_factor(draft, house);
            let moment = at(day, 19, i64::from(place));
            draft.charge(visit, Charge::of(item, moment).units(units).prescribed(1, 1).own(own));
        }
    }
    if effort.drugs > 0 {
        let material = draft
            .dice
            .pick_hot(draft.catalogue().role("material"))
            .unwrap_or_default();
        draft.charge(visit, Charge::of(material, at(day, 9, 30)).units(materials.into()));
    }
    let monitors = draft.catalogue().role("hourly");
    for (place, &item) in (0_i64..).zip(monitors.iter().take(effort.monitors as usize)) {
        let hours = Quantity::from_units(i64::from(draft.dice.between(2, 24)));
        draft.charge(
            visit,
            Charge {
                quantity: hours,
                ..Charge::of(item, at(day, 22, place))
            },
        );
    }
}

/// A quiet day: the ward, two tests and a treatment.
pub(crate) const QUIET: Effort = Effort {
    labs: 4,
    exams: 0,
    treatments: 2,
    drugs: 1,
    monitors: 0,
};
