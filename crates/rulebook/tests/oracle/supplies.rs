//! Oracle of `supply_overlap`: each drug is counted down day by day, whoever supplied it.

use crate::bench::{agree, setup};
use crate::reference::World;
use crate::verdicts::Verdicts;
use crate::world::Shape;
use domain::{CareSetting, Certainty, Day, ItemKind};

const PARAMS: &str = "上限按就医方式: {急诊: 2, 门诊: 4, 门诊慢特病: 9}, 容差: 30, 回溯天数: 6";
const TOLERANCE: i64 = 30;
const LOOKBACK: i32 = 6;

fn cap(setting: CareSetting) -> Option<i64> {
    match setting {
        CareSetting::Emergency => Some(2),
        CareSetting::Outpatient => Some(4),
        CareSetting::ChronicOutpatient => Some(9),
        _ => None,
    }
}

/// What one encounter supplies of a drug on a day.
struct Supply {
    drug: String,
    day: Day,
    encounter: u32,
    lines: Vec<usize>,
}

fn days(world: &World<'_>, line: usize) -> i64 {
    world.days_supplied(line).map_or(0, i64::from)
}

impl Supply {
    /// Several lines count once, as the longest of them.
    fn days(&self, world: &World<'_>) -> i64 {
        self.lines.iter().map(|&line| days(world, line)).max().unwrap_or(0)
    }

    fn setting(&self, world: &World<'_>) -> Option<CareSetting> {
        world.visit(self.lines[0]).setting.known().copied()
    }
}

fn supplies(world: &World<'_>) -> Vec<Supply> {
    let mut supplies: Vec<Supply> = Vec::new();
    for line in world.paid() {
        let fee = world.line(line);
        let on_a_ward = world.visit(line).setting.known().is_some_and(|setting| {
            [CareSetting::Inpatient, CareSetting::DaySurgery, CareSetting::HomeBed].contains(setting)
        });
        // What has no code cannot be told from another drug.
        let uncoded = ["", "0", "-", "--"].contains(&fee.item.as_str());
        if uncoded || fee.kind != ItemKind::Drug || days(world, line) == 0 || on_a_ward {
            continue;
        }
        let (drug, day, encounter) = (fee.item.to_string(), fee.at.day(), fee.encounter);
        let same = |own: &&mut Supply| own.drug == drug && own.day == day && own.encounter == encounter;
        match supplies.iter_mut().find(same) {
            Some(own) => own.lines.push(line),
            None => supplies.push(Supply {
                drug,
                day,
                encounter,
                lines: vec![line],
            }),
        }
    }
    supplies
}

/// Days of the drug that are left when a supply begins.
fn left(world: &World<'_>, all: &[Supply], supply: &Supply) -> i64 {
    let mut left = 0;
    for back in (0..=LOOKBACK).rev() {
        let on = supply.day.plus_days(-back);
        let of_day = all.iter().filter(|own| {
            own.drug == supply.drug
                && own.day == on
                && own.setting(world).is_some()
                && (back > 0 || own.encounter < supply.encounter)
        });
        left += of_day.map(|own| own.days(world)).sum::<i64>();
        if back > 0 {
            left = (left - 1).max(0);
        }
    }
    left
}

fn judge(world: &World<'_>, out: &mut Verdicts) {
    let all = supplies(world);
    for supply in &all {
        let current = supply.lines.iter().copied().filter(|&line| world.line(line).current);
        let current: Vec<usize> = current.collect();
        if current.is_empty() || world.setup.state(supply.day).is_none() {
            continue;
        }
        let left = left(world, &all, supply);
        let Some(setting) = supply.setting(world) else {
            if left > 0 {
                current
                    .into_iter()
                    .for_each(|line| out.lacks_line(world.record, "就医方式", line));
            }
            continue;
        };
        let Some(cap) = cap(setting) else { continue };
        if left > 0 && 100 * (left + supply.days(world)) > cap * (100 + TOLERANCE) {
            for line in current {
                let own = days(world, line);
                let beyond = (left + own - cap).clamp(0, own);
                let money = world.left[line].covered.share(beyond, own);
                world.blame(out, line, money, Certainty::Definite);
            }
        }
    }
}

/// Visits close together, some on one day.
fn shape() -> Shape {
    Shape {
        encounters: 5,
        spread: 3,
        settings: &[
            CareSetting::Outpatient,
            CareSetting::Outpatient,
            CareSetting::ChronicOutpatient,
            CareSetting::Emergency,
            CareSetting::Pharmacy,
            CareSetting::Inpatient,
        ],
        ..Shape::default()
    }
}

#[test]
fn what_is_left_of_a_drug() {
    agree(setup("supply_overlap", PARAMS, Vec::new()), shape(), 4_000, judge);
}

#[test]
fn what_is_left_of_a_drug_with_exemptions() {
    let setup = setup("supply_overlap", PARAMS, Vec::new()).with_exemptions();
    agree(setup, shape(), 3_000, judge);
}
