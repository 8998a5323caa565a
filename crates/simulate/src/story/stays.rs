//! Encounters too close together or too many (规则 49–52). Split admission and frequent purchase
//! count what the fund paid for the later encounter, the others no money.

use super::{Story, adult, clinic_at, house, ward_at};
use crate::catalogue::CodeId;
use crate::draft::Draft;
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene;
use domain::{Day, Money};

const SPLIT: &str = "GZ10000204001000";
const OFTEN_SEEN: &str = "GZ10000204002000";
const OFTEN_BOUGHT: &str = "GZ10000204003000";
const OFTEN_ADMITTED: &str = "GZ10000204004000";

pub(crate) const STORIES: &[Story] = &[
    violation!(SPLIT, |draft, day| {
        let gap = draft.dice.between(0, 10);
        let second = readmitted(draft, day, gap, false);
        let amount = paid(draft, second);
        draft.violates(SPLIT, second, &[], amount);
    }),
    near_miss!(SPLIT, "间隔11天", |draft, day| {
        let second = readmitted(draft, day, 11, false);
        draft.complies(SPLIT, "间隔11天", second, &[]);
    }),
    near_miss!(SPLIT, "在另一医院", |draft, day| {
        let second = readmitted(draft, day, 3, true);
        draft.complies(SPLIT, "在另一医院", second, &[]);
    }),
    violation!(OFTEN_SEEN, |draft, day| {
        for &visit in seen(draft, day, 17).iter().skip(15) {
            draft.violates(OFTEN_SEEN, visit, &[], Money::ZERO);
        }
    }),
    near_miss!(OFTEN_SEEN, "恰为15次", |draft, day| {
        let last = seen(draft, day, 15).last().copied();
        if let Some(visit) = last {
            draft.complies(OFTEN_SEEN, "恰为15次", visit, &[]);
        }
    }),
    violation!(OFTEN_BOUGHT, |draft, day| {
        for &visit in bought(draft, day, 12).iter().skip(10) {
            let amount = paid(draft, visit);
            draft.violates(OFTEN_BOUGHT, visit, &[], amount);
        }
    }),
    near_miss!(OFTEN_BOUGHT, "恰为10次", |draft, day| {
        let last = bought(draft, day, 10).last().copied();
        if let Some(visit) = last {
            draft.complies(OFTEN_BOUGHT, "恰为10次", visit, &[]);
        }
    }),
    violation!(OFTEN_ADMITTED, |draft, day| {
        for &visit in admitted(draft, day, 4).iter().skip(3) {
            draft.violates(OFTEN_ADMITTED, visit, &[], Money::ZERO);
        }
    }),
    near_miss!(OFTEN_ADMITTED, "恰为3次", |draft, day| {
        let last = admitted(draft, day, 3).last().copied();
        if let Some(visit) = last {
            draft.complies(OFTEN_ADMITTED, "恰为3次", visit, &[]);
        }
    }),
];

/// What the fund pays for a visit whose lines are all charged.
fn paid(draft: &Draft<'_>, visit: u32) -> Money {
    let lines = draft.chunk.lines.iter().rev();
    let covered: Money = lines
        .take_while(|line| line.visit >= visit)
        .filter(|line| line.visit == visit)
        .map(|line| line.covered())
        .sum();
    Draft::fund_pays(covered)
}

/// Two stays for the same disease, so many days between discharge and admission; the second one.
fn readmitted(draft: &mut Draft<'_>, day: Day, gap: i32, elsewhere: bool) -> u32 {
    adult(draft, day);
    let (first, diagnosis) = (house(draft, Rank::Two), draft.any_diagnosis("acute"));
    ward_at(draft, first, day, 5, diagnosis);
    let second = if elsewhere { draft.county.houses.main } else { first };
    ward_at(draft, second, day.plus_days(5 + gap), 4, diagnosis)
}

/// Visits on days in a row, at one house after the other.
fn seen(draft: &mut Draft<'_>, day: Day, count: i32) -> Vec<u32> {
    adult(draft, day);
    (0..count)
        .map(|offset| {
            let place = house(draft, Rank::Two);
            clinic_at(draft, place, Setting::Outpatient, day.plus_days(offset))
        })
        .collect()
}

/// Purchases every other day.
fn bought(draft: &mut Draft<'_>, day: Day, count: i32) -> Vec<u32> {
    adult(draft, day);
    let minor: Vec<CodeId> = vec![draft.any_diagnosis("minor")];
    (0..count)
        .map(|number| {
            let place = house(draft, Rank::Pharmacy);
            let visit = scene::visit(draft, place, Setting::Pharmacy, day.plus_days(number * 2), &minor);
            scene::prescribe(draft, visit, 2, 7);
            visit
        })
        .collect()
}

/// Stays of four nights every twenty days, each for another disease.
fn admitted(draft: &mut Draft<'_>, day: Day, count: i32) -> Vec<u32> {
    adult(draft, day);
    let diseases = draft.catalogue().diagnoses("acute");
    // The first two of the list are both pneumonia.
    let mut chosen: Vec<CodeId> = Vec::new();
    draft
        .dice
        .pick_some(diseases.get(2..).unwrap_or(diseases), count as usize, &mut chosen);
    (0..)
        .zip(chosen)
        .map(|(number, diagnosis)| {
            let place = house(draft, Rank::Two);
            ward_at(draft, place, day.plus_days(number * 20), 4, diagnosis)
        })
        .collect()
}
