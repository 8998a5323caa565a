//! Stories: what is planted. Each story makes its own person and visits, charges exactly what its
//! rule's document calls a violation (or just not one), and says by its own arithmetic what must
//! be found. No story asks the evaluator.

/// A story of something that must be found.
macro_rules! violation {
    ($rule:expr, $tell:expr) => {
        Story {
            rule: $rule,
            near: None,
            tell: $tell,
        }
    };
}

/// A story of something that must not be found, with the reason.
macro_rules! near_miss {
    ($rule:expr, $kind:expr, $tell:expr) => {
        Story {
            rule: $rule,
            near: Some($kind),
            tell: $tell,
        }
    };
}

mod attributes;
mod fields;
mod pairs;
mod quantities;
mod stays;
mod supplies;

use crate::county::{NUMBERS, PEOPLE, Told};
use crate::draft::Draft;
use crate::registry::Rank;
use crate::rows::Setting;
use crate::scene;
use domain::{Day, Sex};

/// A violation or near-miss that can be told of any day.
#[derive(Debug)]
pub(crate) struct Story {
    /// the rule that must, or must not, speak
    pub rule: &'static str,
    /// why nothing is to be found; none for a violation
    pub near: Option<&'static str>,
    pub tell: fn(&mut Draft<'_>, Day),
}

/// The kind of near-miss that happens on the day before its rule was first tried.
pub(crate) const DAY_BEFORE: &str = "施行前一天";

/// All stories, by what they are about.
pub(crate) const ALL: [&[Story]; 6] = [
    attributes::STORIES,
    fields::STORIES,
    pairs::STORIES,
    quantities::STORIES,
    stays::STORIES,
    supplies::STORIES,
];

/// Tells stories in turn until the planted share of the chunk's lines is reached. Chunks begin at
/// different stories, so that a county of any size has something of each.
pub(crate) fn tell(draft: &mut Draft<'_>, chunk: u32) {
    let stories: &[Told] = &draft.county.stories;
    if stories.is_empty() {
        return;
    }
    let most = (NUMBERS - PEOPLE) as usize;
    let (mut next, mut people) = (chunk as usize * 7, 0);
    while people < most && !is_enough(draft) {
        let told = stories[next % stories.len()];
        let latest = draft.county.last_day.plus_days(-70);
        let day = match told.day_before {
            Some(day) if told.story.near == Some(DAY_BEFORE) => day,
            _ => told.from.plus_days(draft.dice.between(0, latest.days_since(told.from))),
        };
        let before = draft.chunk.persons.len();
        (told.story.tell)(draft, day);
        people += draft.chunk.persons.len() - before;
        next += 1;
    }
}

/// True where the planted share of all lines is reached; a violation without lines counts as one.
fn is_enough(draft: &Draft<'_>) -> bool {
    let truths = draft.chunk.truths.iter();
    let planted: u64 = truths.map(|truth| truth.lines.len().max(1) as u64).sum();
    planted * 1_000 >= draft.chunk.lines.len() as u64 * u64::from(draft.county.planted_per_mille)
}

/// A person of an age on a day.
fn someone(draft: &mut Draft<'_>, sex: Sex, age: i32, day: Day) {
    let birth = day.plus_days(-366 * age - draft.dice.between(20, 200));
    draft.person(Some(sex), birth);
}

/// A person of either sex in the middle of life.
fn adult(draft: &mut Draft<'_>, day: Day) -> Sex {
    let sex = if draft.dice.chance(500) { Sex::Male } else { Sex::Female };
    let age = draft.dice.between(30, 60);
    someone(draft, sex, age, day);
    sex
}

/// A house of a rank; the main one where there is none.
fn house(draft: &mut Draft<'_>, rank: Rank) -> u16 {
    let houses = &draft.county.houses;
    let list = match rank {
        Rank::Three => return houses.main,
        Rank::Two => &houses.second,
        Rank::One => &houses.first,
        Rank::Unrated => &houses.community,
        Rank::Pharmacy => &houses.pharmacies,
        Rank::Internet => &houses.internet,
    };
    draft.dice.pick(list).unwrap_or(houses.main)
}

/// An outpatient visit with a passing complaint and some tests, at a hospital of the second level
/// or above.
fn clinic(draft: &mut Draft<'_>, day: Day) -> u32 {
    let rank = if draft.dice.chance(300) { Rank::Three } else { Rank::Two };
    let place = house(draft, rank);
    clinic_at(draft, place, Setting::Outpatient, day)
}

/// A visit for acute bronchitis at a house.
fn clinic_at(draft: &mut Draft<'_>, place: u16, setting: Setting, day: Day) -> u32 {
    let list = draft.catalogue().diagnoses("minor");
    let bronchitis = list.get(1).copied().unwrap_or_default();
    let visit = scene::visit(draft, place, setting, day, &[bronchitis]);
    scene::consult(draft, visit);
    visit
}

/// A medical stay with quiet days.
fn ward(draft: &mut Draft<'_>, day: Day, nights: i32) -> u32 {
    let rank = if draft.dice.chance(300) { Rank::Three } else { Rank::Two };
    let place = house(draft, rank);
    let diagnosis = draft.any_diagnosis("acute");
    ward_at(draft, place, day, nights, diagnosis)
}

/// A stay at a house for one disease.
fn ward_at(draft: &mut Draft<'_>, place: u16, day: Day, nights: i32, diagnosis: crate::catalogue::CodeId) -> u32 {
    let visit = scene::stay(draft, place, day, nights, crate::registry::ward::MEDICINE, &[diagnosis]);
    for night in 0..nights {
        scene::ward_day(draft, visit, day.plus_days(night), scene::QUIET);
    }
    visit
}
