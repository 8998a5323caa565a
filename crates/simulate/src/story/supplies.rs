//! More of a drug before it is used up (MJ0007, the second test of rule 9): the part beyond the cap.

use super::{Story, adult, clinic_at, house, ward};
use crate::catalogue::ItemId;
use crate::draft::{Charge, Draft};
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene::at;
use domain::{Day, drug_part};

const LEFT: &str = "MJ0007";

pub(crate) const STORIES: &[Story] = &[
    violation!(LEFT, |draft, day| early(draft, day, Setting::Outpatient, 7, 3, 4)),
    violation!(LEFT, |draft, day| early(draft, day, Setting::Chronic, 28, 14, 14)),
    // The day before the third, two were left and tolerated; now four are.
    violation!(LEFT, |draft, day| {
        adult(draft, day);
        let drug = draft.any("drug");
        given(draft, drug, day, Setting::Outpatient, 7);
        given(draft, drug, day.plus_days(5), Setting::Outpatient, 7);
        let (visit, line) = given(draft, drug, day.plus_days(10), Setting::Outpatient, 7);
        let amount = draft.covered(line).share(4, 7);
        draft.violates(LEFT, visit, &[line], amount);
    }),
    near_miss!(LEFT, "容差以内", |draft, day| late(
        draft,
        day,
        Setting::Outpatient,
        7,
        5,
        "容差以内"
    )),
    near_miss!(LEFT, "恰好用完", |draft, day| late(
        draft,
        day,
        Setting::Chronic,
        28,
        28,
        "恰好用完"
    )),
    near_miss!(LEFT, "另一药品", |draft, day| {
        adult(draft, day);
        let drug = draft.any("drug");
        given(draft, drug, day, Setting::Outpatient, 7);
        let other = another(draft, drug);
        let (visit, line) = given(draft, other, day.plus_days(2), Setting::Outpatient, 7);
        draft.complies(LEFT, "另一药品", visit, &[line]);
    }),
    near_miss!(LEFT, "住院用药", |draft, day| {
        adult(draft, day);
        let drug = draft.any("drug");
        let stay = ward(draft, day, 3);
        draft.charge(stay, Charge::of(drug, at(day, 20, 30)).units(3).prescribed(1, 14));
        let (visit, line) = given(draft, drug, day.plus_days(5), Setting::Outpatient, 7);
        draft.complies(LEFT, "住院用药", visit, &[line]);
    }),
    near_miss!(LEFT, "既往已退药", |draft, day| {
        adult(draft, day);
        let drug = draft.any("drug");
        let (_, taken_back) = given(draft, drug, day, Setting::Outpatient, 7);
        draft.refund(taken_back);
        let (visit, line) = given(draft, drug, day.plus_days(2), Setting::Outpatient, 7);
        draft.complies(LEFT, "既往已退药", visit, &[line]);
    }),
];

/// A visit, each at another house, with one drug for so many days.
fn given(draft: &mut Draft<'_>, drug: ItemId, day: Day, setting: Setting, days: u16) -> (u32, usize) {
    let place = house(draft, Rank::Two);
    let visit = clinic_at(draft, place, setting, day);
    let moment = draft.visit_mut(visit).begin.plus_seconds(900);
    let line = draft.charge(visit, Charge::of(drug, moment).units(4).prescribed(1, days));
    (visit, line)
}

/// Twice the same, so many days apart.
fn twice(draft: &mut Draft<'_>, day: Day, setting: Setting, days: u16, apart: i32) -> (u32, usize) {
    adult(draft, day);
    let drug = draft.any("drug");
    given(draft, drug, day, setting, days);
    given(draft, drug, day.plus_days(apart), setting, days)
}

fn early(draft: &mut Draft<'_>, day: Day, setting: Setting, days: u16, apart: i32, beyond: i64) {
    let (visit, line) = twice(draft, day, setting, days, apart);
    let amount = draft.covered(line).share(beyond, days.into());
    draft.violates(LEFT, visit, &[line], amount);
}

fn late(draft: &mut Draft<'_>, day: Day, setting: Setting, days: u16, apart: i32, kind: &'static str) {
    let (visit, line) = twice(draft, day, setting, days, apart);
    draft.complies(LEFT, kind, visit, &[line]);
}

/// A drug with another substance or form.
fn another(draft: &Draft<'_>, drug: ItemId) -> ItemId {
    let part = |id: ItemId| drug_part(draft.item(id).code);
    let mut drugs = draft.catalogue().role("drug").iter().copied();
    drugs.find(|&other| part(other) != part(drug)).unwrap_or(drug)
}
