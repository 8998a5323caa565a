//! Whatever happened in a year: one grade each, one total in both views, as the formula says, and the
//! same whatever the order of the facts.

use super::day;
use conduct::scheme::{Direction, Grade, Rule, Scheme, Template};
use conduct::score::{Assessed, VetoHit, Year, assess, candidates, departments};
use conduct::{Department, Fact, Points, Staff, StaffCategory};
use domain::PractitionerCode;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PEOPLE: u8 = 12;

fn people() -> Vec<Staff> {
    (0..PEOPLE)
        .map(|number| Staff {
            code: PractitionerCode::new(format!("员{number:02}")),
            name: format!("测试{number:02}"),
            department: Department(format!("测试{}科", number % 3)),
            category: StaffCategory::Clinical,
        })
        .collect()
}

fn codes() -> Vec<String> {
    let scheme = Template::Clinical.scheme().unwrap();
    let rules = scheme.rules.iter().map(|rule| rule.code.to_string());
    rules.chain(["X05".to_owned(), "LA99".to_owned()]).collect()
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let decided = prop::option::of(-2_500..2_500_i32);
    let fact = (
        any::<u16>(),
        0..PEOPLE,
        prop::sample::select(codes()),
        0..400_i32,
        decided,
        0..4_u16,
    );
    let fact = fact.prop_map(|(event, person, code, after, points, count)| Fact {
        event: format!("行{event}"),
        person: PractitionerCode::new(format!("员{person:02}")),
        department: Department(format!("测试{}科", person % 3)),
        code: code.parse().unwrap(),
        occurred_on: day("2026-01-01").plus_days(after),
        points: points.map(Points::hundredths),
        count,
        share: 100,
    });
    prop::collection::vec(fact, 0..250)
}

fn vetoes() -> impl Strategy<Value = Vec<VetoHit>> {
    let hit = (0..PEOPLE, any::<bool>()).prop_map(|(person, lifted)| VetoHit {
        event: format!("决{person}"),
        person: PractitionerCode::new(format!("员{person:02}")),
        code: "X01".parse().unwrap(),
        document: "院纪要〔2026〕9号".to_owned(),
        from: day("2026-06-01"),
        to: None,
        lifted_on: lifted.then(|| day("2026-07-01")),
    });
    prop::collection::vec(hit, 0..4)
}

/// The formula of the design, for one part of a year, with no regard to single entries.
fn formula(scheme: &Scheme, facts: &[&Fact]) -> (i64, i64) {
    let mut by_rule: BTreeMap<&str, (i64, &Rule)> = BTreeMap::new();
    for fact in facts {
        let Some(rule) = scheme.rule(&fact.code).filter(|rule| rule.in_force) else {
            continue;
        };
        let Some(award) = &rule.award else { continue };
        let points = i64::from(award.points(fact.points).in_hundredths()) * i64::from(fact.count);
        by_rule.entry(fact.code.as_str()).or_insert((0, rule)).0 += points;
    }
    let (mut deducted, mut added) = (0, 0);
    let mut by_item: BTreeMap<&str, i64> = BTreeMap::new();
    for (sum, rule) in by_rule.values() {
        let capped = rule.cap.map_or(*sum, |cap| (*sum).min(i64::from(cap.in_hundredths())));
        match rule.direction {
            Direction::Add => added += capped,
            Direction::Deduct => {
                deducted += capped;
                *by_item.entry(rule.item.0.as_str()).or_default() += capped;
            }
            Direction::Veto => {}
        }
    }
    let hundredths = |points: Points| i64::from(points.in_hundredths());
    let kept: i64 = scheme
        .items
        .iter()
        .map(|item| {
            hundredths(item.base)
                - by_item
                    .get(item.id.0.as_str())
                    .copied()
                    .unwrap_or(0)
                    .min(hundredths(item.base))
        })
        .sum();
    let score = (kept + added.min(hundredths(scheme.add_max))).clamp(0, hundredths(scheme.score_max));
    (score, deducted)
}

fn holds(scheme: &Scheme, person: &Assessed, facts: &[Fact]) -> Result<(), TestCaseError> {
    let sheet = &person.sheet;
    // One grade, and the one that the bands give.
    let bands = scheme
        .bands
        .iter()
        .filter(|band| band.holds(sheet.score, sheet.deducted));
    prop_assert_eq!(bands.map(|band| band.grade).next(), Some(sheet.computed));
    prop_assert!(person.grade >= sheet.after_veto(), "a quota makes nobody better");
    prop_assert_eq!(person.moved.is_some(), person.grade != sheet.after_veto());
    prop_assert!(sheet.vetoes.is_empty() || person.grade == Grade::Poor);
    // Both views add up to the score, and so do the items.
    let sum = |values: Vec<Points>| values.into_iter().sum::<Points>();
    prop_assert_eq!(sum(sheet.areas.values().copied().collect()), sheet.score);
    prop_assert_eq!(sum(sheet.dimensions.values().copied().collect()), sheet.score);
    prop_assert_eq!(sum(sheet.items.values().copied().collect()), sheet.score);
    prop_assert!(sheet.items.values().all(|points| !points.is_negative()));
    // The entries alone give it, too; and each is by a rule of the scheme and by a fact of the year.
    let parts = i64::from(scheme.parts());
    let counted: i64 = sheet
        .entries
        .iter()
        .map(|entry| i64::from(entry.counted.in_hundredths()))
        .sum();
    let base = i64::from(scheme.base.in_hundredths());
    prop_assert_eq!(
        i64::from(sheet.score.in_hundredths()),
        (base * parts + counted + parts / 2).div_euclid(parts)
    );
    for entry in &sheet.entries {
        prop_assert!(entry.counted.abs() <= entry.points.abs());
        prop_assert_eq!(entry.counted != entry.points, !entry.caps.is_empty());
        let from =
            |fact: &&Fact| fact.event == entry.event && fact.code == entry.code && fact.occurred_on.year() == 2026;
        prop_assert!(facts.iter().any(|fact| from(&fact)));
    }
    // And the formula.
    let mut own: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.person == sheet.staff.code && fact.occurred_on.year() == 2026)
        .collect();
    own.sort();
    own.dedup();
    let (mut total, mut deducted) = (0, 0);
    for part in 0..scheme.parts() {
        let months = 12 / scheme.parts() as i8;
        let within = |fact: &&Fact| (fact.occurred_on.month() - 1) / months == part as i8;
        let (score, part_deducted) = formula(scheme, &own.iter().copied().filter(within).collect::<Vec<_>>());
        total += score;
        deducted += part_deducted;
    }
    prop_assert_eq!(
        i64::from(sheet.score.in_hundredths()),
        (total + parts / 2).div_euclid(parts)
    );
    prop_assert_eq!(i64::from(sheet.deducted.in_hundredths()), deducted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_years_have_one_grade_and_one_total_in_any_order(
        facts in facts(),
        vetoes in vetoes(),
        seed in any::<u64>(),
    ) {
        let people = people();
        for template in [Template::Clinical, Template::Quarterly] {
            let scheme = template.scheme().unwrap();
            let year = Year { year: 2026, staff: &people, facts: &facts, vetoes: &vetoes };
            let found = assess(&scheme, &year).unwrap();
            prop_assert_eq!(found.people.len(), people.len());
            for person in &found.people {
                holds(&scheme, person, &facts)?;
            }
            let excellent = found.people.iter().filter(|person| person.grade == Grade::Excellent).count();
            prop_assert!(excellent <= 1, "a tenth of twelve");
            // The same in another order.
            let mut shuffled = facts.clone();
            shuffled.sort_by_key(|fact| domain::lasting_hash(&format!("{seed}{fact:?}")));
            let (mut backwards, mut hits) = (people.clone(), vetoes.clone());
            backwards.reverse();
            hits.reverse();
            let other = Year { year: 2026, staff: &backwards, facts: &shuffled, vetoes: &hits };
            prop_assert_eq!(&assess(&scheme, &other).unwrap(), &found);
            prop_assert_eq!(candidates(&scheme, &shuffled), candidates(&scheme, &facts));
            prop_assert_eq!(
                departments(&scheme, &other, &found.people).unwrap(),
                departments(&scheme, &year, &found.people).unwrap()
            );
        }
    }
}
