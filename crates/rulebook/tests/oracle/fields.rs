//! Oracles of `field_validity` and `time_containment`.

use crate::bench::{agree, setup};
use crate::reference::World;
use crate::verdicts::Verdicts;
use crate::world::Shape;
use domain::{CareSetting, Certainty, Encounter, Fact, FeeLine, Money, Quantity};
use std::collections::BTreeSet;

const DEFINITE: Certainty = Certainty::Definite;
const SUSPECT: Certainty = Certainty::Suspect;

fn encounter_check(world: &World<'_>, visit: &Encounter, at: usize, check: &str) -> Option<bool> {
    let principals = visit.diagnoses.iter().filter(|diagnosis| diagnosis.principal).count();
    let operations = visit.operations.known();
    let charged = world
        .charged()
        .into_iter()
        .any(|line| world.line(line).encounter as usize == at && world.line(line).item.as_str().starts_with('S'));
    Some(match check {
        "诊断缺失" => visit.diagnoses.is_empty(),
        "主诊断缺失" => !visit.diagnoses.is_empty() && principals == 0,
        "主诊断多于一个" => {
            // by hand: what is written with two dots is of traditional medicine, A the disease, B the syndrome
            let flagged: BTreeSet<&str> = visit
                .diagnoses
                .iter()
                .filter(|diagnosis| diagnosis.principal)
                .map(|diagnosis| diagnosis.code.as_str())
                .collect();
            let (traditional, western): (Vec<&str>, Vec<&str>) = flagged
                .into_iter()
                .partition(|code| !code.contains('+') && code.matches('.').count() >= 2);
            western.len() > 1 || traditional.iter().filter(|code| code.starts_with('A')).count() > 1
        }
        "出院早于入院" => visit.end.is_some_and(|end| end < visit.begin),
        "出生晚于就诊" => world
            .record
            .person
            .birth
            .known()
            .is_some_and(|birth| *birth > visit.begin.day()),
        "性别缺失" => world.record.person.sex == Fact::Absent,
        // of the world's three, 47.01 is said to be none that is charged as an operation
        "手术编码无手术费" => {
            operations.is_some_and(|list| list.iter().any(|operation| operation.code.as_str() != "47.0100")) && !charged
        }
        "主要手术缺失" => {
            operations.is_some_and(|list| !list.is_empty() && list.iter().all(|operation| !operation.principal))
        }
        _ => return None,
    })
}

fn line_check(world: &World<'_>, line: usize, check: &str) -> bool {
    let fee = world.line(line);
    // nothing is left to correct of what was taken back, nor of what took it back
    let stands = world.left[line].quantity.is_positive() || fee.quantity.is_zero() && !fee.amount.is_zero();
    match check {
        "冲销无原单" => world.left[line].orphan,
        "冲销金额不符" => gives_too_little(world, line),
        _ if !stands || world.left[line].covered <= Money::ZERO => false,
        "明细金额不符" => beyond_rounding(fee),
        "明细数量为零" => fee.quantity.is_zero(),
        "明细编码缺失" => ["", "-"].contains(&fee.item.as_str()),
        "医师缺失" => fee.doctor.is_empty() && world.visit(line).setting != Fact::Known(CareSetting::Pharmacy),
        "明细重复" => world.paid().into_iter().filter(|&other| other < line).any(|other| {
            let same = world.line(other);
            let uncoded = ["", "-"].contains(&fee.item.as_str());
            (!uncoded || same.name == fee.name)
                && same.current
                && (
                    same.encounter,
                    &same.item,
                    same.at,
                    same.quantity,
                    same.amount,
                    &same.doctor,
                    &same.prescription,
                ) == (
                    fee.encounter,
                    &fee.item,
                    fee.at,
                    fee.quantity,
                    fee.amount,
                    &fee.doctor,
                    &fee.prescription,
                )
        }),
        _ => false,
    }
}

/// Of the refunds of an item of a visit the one that gives back the least for a unit, where all of them give back
/// less than as many of the cheapest units were claimed for.
fn gives_too_little(world: &World<'_>, line: usize) -> bool {
    let fee = world.line(line);
    let uncoded = ["", "-", "--", "0"].contains(&fee.item.as_str());
    let alike: Vec<(usize, &FeeLine)> = (world.record.lines.iter().enumerate())
        .filter(|(_, other)| other.encounter == fee.encounter && other.item == fee.item)
        .filter(|(_, other)| !uncoded || other.name == fee.name)
        .collect();
    let rate = |line: &FeeLine| line.covered.abs().scaled() as f64 / line.quantity.abs().scaled() as f64;
    let (refunds, mut sold): (Vec<_>, Vec<_>) = (alike.iter().copied())
        .filter(|(_, other)| !other.quantity.is_zero())
        .partition(|(_, other)| other.quantity.is_negative());
    let least = (refunds.iter())
        .filter(|(_, other)| other.current)
        .min_by(|(_, a), (_, b)| rate(a).total_cmp(&rate(b)));
    if least.is_none_or(|least| least.0 != line) {
        return false;
    }
    let mut units: Quantity = refunds.iter().map(|(_, other)| other.quantity.abs()).sum();
    let mut claimed = Money::ZERO;
    while let Some(at) = (0..sold.len()).min_by(|&a, &b| rate(sold[a].1).total_cmp(&rate(sold[b].1))) {
        let (_, cheapest) = sold.remove(at);
        let part = units.min(cheapest.quantity);
        claimed += cheapest.covered.share(part.scaled(), cheapest.quantity.scaled());
        units -= part;
    }
    let given: Money = refunds.iter().map(|(_, other)| other.covered.abs()).sum();
    let rounded: i64 = alike
        .iter()
        .map(|(_, other)| (rounding(other) * 100.0 + 1e-6) as i64)
        .sum();
    (claimed - given).scaled() > 5 + rounded
}

/// By hand, in yuan: five fen, and what a price or a part of a package with two decimals may have lost.
fn beyond_rounding(fee: &FeeLine) -> bool {
    let off = (fee.price.times(fee.quantity) - fee.amount).abs();
    off.to_string().parse::<f64>().unwrap_or(f64::NAN) > 0.05 + rounding(fee) + 1e-9
}

/// What a price or a part of a package with two decimals may have lost, in yuan.
fn rounding(fee: &FeeLine) -> f64 {
    let decimals = |number: String| {
        number
            .split_once('.')
            .map_or(0, |(_, behind)| behind.trim_end_matches('0').len())
    };
    let yuan = |number: String| number.parse::<f64>().unwrap_or(f64::NAN).abs();
    let (price, quantity) = (fee.price.to_string(), fee.quantity.to_string());
    let mut allowed = 0.0;
    if decimals(price.clone()) <= 2 {
        allowed += 0.005 * yuan(quantity.clone());
    }
    if (1..=2).contains(&decimals(quantity)) {
        allowed += 0.005 * yuan(price);
    }
    allowed
}

fn fields(world: &World<'_>, out: &mut Verdicts, checks: &[&str]) {
    for check in checks {
        for line in (0..world.record.lines.len()).filter(|&line| world.line(line).current) {
            if line_check(world, line, check) {
                let money = if *check == "明细重复" {
                    world.left[line].covered
                } else {
                    Money::ZERO
                };
                // two groups of an infusion look alike, too
                let cap = if *check == "明细重复" { SUSPECT } else { DEFINITE };
                world.blame(out, line, money, cap);
            }
        }
        for (at, visit) in world
            .record
            .encounters
            .iter()
            .enumerate()
            .filter(|(_, visit)| visit.current)
        {
            if encounter_check(world, visit, at, check) == Some(true) {
                world.blame_encounter(out, at, Money::ZERO, DEFINITE);
            }
        }
    }
}

#[test]
fn field_validity() {
    let groups: [&[&str]; 4] = [
        &["明细金额不符", "明细编码缺失", "明细数量为零"],
        &["冲销无原单", "冲销金额不符", "明细重复", "医师缺失"],
        &["诊断缺失", "主诊断缺失", "主诊断多于一个"],
        &[
            "出院早于入院",
            "出生晚于就诊",
            "性别缺失",
            "手术编码无手术费",
            "主要手术缺失",
        ],
    ];
    for checks in groups {
        let params: &'static str =
            Box::leak(format!("检查: [{}], 手术费编码: S*, 非手术操作: [47.01]", checks.join(", ")).into_boxed_str());
        agree(
            setup("field_validity", params, Vec::new()),
            Shape::default(),
            300,
            |world, out| {
                let named: Vec<&str> = world.setup.params[world.setup.params.find('[').unwrap_or(0) + 1..]
                    .split(']')
                    .next()
                    .unwrap_or("")
                    .split(", ")
                    .collect();
                fields(world, out, &named);
            },
        );
    }
}

/// Fees of an operation without any operation: the fees are named, without money.
#[test]
fn fee_without_operation() {
    agree(
        setup(
            "field_validity",
            "检查: [手术费无手术编码], 手术费编码: [S1, C*]",
            Vec::new(),
        ),
        Shape::default(),
        400,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                let on = visit.begin.day();
                let mut fees = world.charged();
                fees.retain(|&line| {
                    world.line(line).encounter as usize == at && ["S1", "C1"].contains(&world.line(line).item.as_str())
                });
                if fees.is_empty() || world.setup.state(on).is_none() {
                    continue;
                }
                match visit.operations.known() {
                    None => out.lacks_encounter("手术", at),
                    Some(list) if list.is_empty() => fees
                        .iter()
                        .for_each(|&line| world.blame_as_of(out, on, line, Money::ZERO, DEFINITE)),
                    Some(_) => {}
                }
            }
        },
    );
}

#[test]
fn charges_within_the_stay() {
    agree(
        setup("time_containment", "宽限小时: 5", Vec::new()),
        Shape::default(),
        500,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                let (fee, visit) = (world.line(line), world.visit(line));
                if world.setup.state(fee.at.day()).is_none() {
                    continue;
                }
                match visit.setting {
                    Fact::Known(CareSetting::Inpatient | CareSetting::DaySurgery) => {}
                    Fact::Known(_) => continue,
                    _ => {
                        out.lacks_encounter("就医方式", fee.encounter as usize);
                        continue;
                    }
                }
                let early = fee.at < visit.begin.plus_seconds(-5 * 3600);
                let late = visit.end.is_some_and(|end| fee.at > end.plus_seconds(5 * 3600));
                if (early || late) && visit.end.is_some_and(|end| end < visit.begin) {
                    out.lacks_encounter("出院时间", fee.encounter as usize);
                } else if early || late {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        },
    );
}

#[test]
fn timely_upload() {
    agree(
        setup("time_containment", "计法: 及时上传", Vec::new()),
        Shape::default(),
        400,
        |world, out| {
            for line in world
                .charged()
                .into_iter()
                .filter(|&line| world.line(line).current && world.setup.state(world.line(line).at.day()).is_some())
            {
                match world.line(line).uploaded_at {
                    None => out.lacks_encounter("上传时间", world.line(line).encounter as usize),
                    Some(at) if at > world.line(line).at.plus_seconds(86_400) => {
                        world.blame(out, line, Money::ZERO, DEFINITE)
                    }
                    Some(_) => {}
                }
            }
        },
    );
}
