//! Items that go, or do not go, together (规则 4, 25, 26, 64, 75, 84 and the suspected pairs of the
//! list of typical problems).

use super::{Story, adult, clinic, clinic_at, house};
use crate::catalogue::Pair;
use crate::draft::{Charge, Draft};
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene;
use domain::{Day, Money};

const HERB_ALONE: &str = "GZ10000101004000";
const DUPLICATE: &str = "GZ10000102012000";
const UNBUNDLED: &str = "GZ10000102013000";
const DRUG_COMPANION: &str = "GZ10000301001000";
const HERBS_TOGETHER: &str = "GZ10000301012000";
const MATERIAL_COMPANION: &str = "GZ10000303001000";
const SUSPECTED: &str = "MJ0005";

pub(crate) const STORIES: &[Story] = &[
    violation!(HERB_ALONE, |draft, day| herbs_alone(draft, day)),
    near_miss!(HERB_ALONE, "与其他饮片配伍", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        scene::prescribe_herbs(draft, visit, 3, 2, 7);
        draft.complies(HERB_ALONE, "与其他饮片配伍", visit, &[]);
    }),
    violation!(DUPLICATE, |draft, day| contained(draft, day, DUPLICATE)),
    violation!(DUPLICATE, |draft, day| contained(draft, day, DUPLICATE)),
    near_miss!(DUPLICATE, "从项已全额冲销", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let (_, second) = both(draft, visit, DUPLICATE);
        let back = draft.refund(second);
        draft.complies(DUPLICATE, "从项已全额冲销", visit, &[second, back]);
    }),
    near_miss!(DUPLICATE, "在另一医院", |draft, day| elsewhere(draft, day)),
    near_miss!(DUPLICATE, "全自费", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let (_, second) = both(draft, visit, DUPLICATE);
        let own = draft.line_mut(second);
        own.own_paid = own.amount;
        draft.complies(DUPLICATE, "全自费", visit, &[second]);
    }),
    violation!(SUSPECTED, |draft, day| contained(draft, day, SUSPECTED)),
    near_miss!(SUSPECTED, "只收从项", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        if let Some(pair) = draft.dice.pick(draft.county.catalogue.pairs(SUSPECTED)) {
            let moment = draft.visit_mut(visit).begin.plus_seconds(2_000);
            let line = draft.charge(visit, Charge::of(pair.second, moment));
            draft.complies(SUSPECTED, "只收从项", visit, &[line]);
        }
    }),
    violation!(UNBUNDLED, |draft, day| unbundled(draft, day)),
    violation!(DRUG_COMPANION, |draft, day| without_companion(
        draft,
        day,
        DRUG_COMPANION,
        "drug-contrast"
    )),
    violation!(MATERIAL_COMPANION, |draft, day| without_companion(
        draft,
        day,
        MATERIAL_COMPANION,
        "material-companion"
    )),
    near_miss!(MATERIAL_COMPANION, "同次有手术", |draft, day| {
        adult(draft, day);
        let visit = clinic(draft, day);
        let moment = draft.visit_mut(visit).begin.plus_seconds(2_000);
        // Every material of the list goes with some item of the chapter on operations but dental ones.
        let material = draft
            .catalogue()
            .role("material-companion")
            .first()
            .copied()
            .unwrap_or_default();
        let fee = draft.any("surgery");
        let line = draft.charge(visit, Charge::of(material, moment));
        draft.charge(visit, Charge::of(fee, moment.plus_seconds(300)));
        draft.complies(MATERIAL_COMPANION, "同次有手术", visit, &[line]);
    }),
    violation!(HERBS_TOGETHER, |draft, day| {
        let (visit, second) = herbs_together(draft, day, 2);
        let amount = draft.covered(second);
        draft.violates(HERBS_TOGETHER, visit, &[second], amount);
    }),
    near_miss!(HERBS_TOGETHER, "不在同一处方", |draft, day| {
        let (visit, second) = herbs_together(draft, day, 3);
        draft.complies(HERBS_TOGETHER, "不在同一处方", visit, &[second]);
    }),
];

/// A prescription of nothing but herbs that are not paid for alone: all of it is at fault.
fn herbs_alone(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let begin = draft.visit_mut(visit).begin;
    let listed = draft.catalogue().role("herb-listed");
    let (mut herbs, mut lines) = (Vec::new(), Vec::new());
    let count = draft.dice.between(1, 3) as usize;
    draft.dice.pick_some(listed, count, &mut herbs);
    for (place, herb) in (0..).zip(herbs) {
        let moment = begin.plus_seconds(1_500 + place * 30);
        lines.push(draft.charge(visit, Charge::of(herb, moment).units(63).prescribed(2, 7)));
    }
    let amount = lines.iter().map(|&line| draft.covered(line)).sum();
    draft.violates(HERB_ALONE, visit, &lines, amount);
}

/// Both items of one of the rule's pairs at one moment, so that every window holds them, and what is priced by the
/// hour is charged twice for all of it.
fn both(draft: &mut Draft<'_>, visit: u32, rule: &str) -> (usize, usize) {
    let pairs = draft.county.catalogue.pairs(rule);
    let pair = draft.dice.pick(pairs).unwrap_or(Pair { first: 0, second: 1 });
    let day = draft.visit_mut(visit).begin.day();
    let first = draft.charge(visit, Charge::of(pair.first, scene::at(day, 17, 10)));
    let second = draft.charge(visit, Charge::of(pair.second, scene::at(day, 17, 10)));
    (first, second)
}

fn contained(draft: &mut Draft<'_>, day: Day, rule: &'static str) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let (_, second) = both(draft, visit, rule);
    let amount = draft.covered(second);
    draft.violates(rule, visit, &[second], amount);
}

/// The containing item at one hospital and the contained one at another, on the same day.
fn elsewhere(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let pairs = draft.county.catalogue.pairs(DUPLICATE);
    let pair = draft.dice.pick(pairs).unwrap_or(Pair { first: 0, second: 1 });
    let places = [draft.county.houses.main, house(draft, Rank::Two)];
    let visits = places.map(|place| clinic_at(draft, place, Setting::Outpatient, day));
    draft.charge(visits[0], Charge::of(pair.first, scene::at(day, 17, 10)));
    let line = draft.charge(visits[1], Charge::of(pair.second, scene::at(day, 17, 15)));
    draft.complies(DUPLICATE, "在另一医院", visits[1], &[line]);
}

/// Haemodiafiltration charged as dialysis and filtration. Without a price of the whole, what
/// exceeds the dearer part is at fault, which for two parts is the cheaper one.
fn unbundled(draft: &mut Draft<'_>, day: Day) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let parts = draft.catalogue().role("dialysis");
    let lines: Vec<usize> = (0..)
        .zip(parts)
        .map(|(place, &item)| draft.charge(visit, Charge::of(item, scene::at(day, 17, place * 70))))
        .collect();
    let cheaper = lines
        .iter()
        .map(|&line| draft.covered(line))
        .min()
        .unwrap_or(Money::ZERO);
    draft.violates(UNBUNDLED, visit, &lines, cheaper);
}

fn without_companion(draft: &mut Draft<'_>, day: Day, rule: &'static str, role: &str) {
    adult(draft, day);
    let visit = clinic(draft, day);
    let item = draft.any(role);
    let moment = draft.visit_mut(visit).begin.plus_seconds(2_000);
    let charge = Charge::of(item, moment);
    let charge = if draft.item(item).is_drug() {
        charge.prescribed(1, 1)
    } else {
        charge
    };
    let line = draft.charge(visit, charge);
    let amount = draft.covered(line);
    draft.violates(rule, visit, &[line], amount);
}

/// Two herbs that exclude each other, the second on a prescription of the given number.
fn herbs_together(draft: &mut Draft<'_>, day: Day, second: u16) -> (u32, usize) {
    adult(draft, day);
    let visit = clinic(draft, day);
    scene::prescribe_herbs(draft, visit, 2, 4, 7);
    let pairs = draft.county.catalogue.pairs(HERBS_TOGETHER);
    let pair = draft.dice.pick(pairs).unwrap_or(Pair { first: 0, second: 1 });
    let moment = draft.visit_mut(visit).begin.plus_seconds(1_600);
    // Two grams a day stay below every daily amount.
    draft.charge(visit, Charge::of(pair.first, moment).units(14).prescribed(2, 7));
    let line = draft.charge(
        visit,
        Charge::of(pair.second, moment.plus_seconds(60))
            .units(14)
            .prescribed(second, 7),
    );
    (visit, line)
}
