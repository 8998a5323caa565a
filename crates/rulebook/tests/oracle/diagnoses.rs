//! Oracles of `diagnosis_required`, `diagnosis_excluded` and `condition`.

use crate::bench::{Row, agree, row, row_until, setup};
use crate::reference::{World, icd, operations_of};
use crate::verdicts::Verdicts;
use crate::world::{ROW_CHANGE, Shape};
use domain::{Certainty, InstitutionLevel, Money, Quantity};

const DEFINITE: Certainty = Certainty::Definite;

#[test]
fn diagnosis_required() {
    let cells = |codes, icd, words, parsed| row(codes, &[("诊断", icd), ("诊断词", words), ("解析", parsed)]);
    let mut rows = vec![
        cells("D1", "I63", "", "完整"),
        cells("D2", "I10", "肿瘤|透析", "部分"),
        cells("S1", "", "高血压", "完整"),
        cells("C1", "C00-C97", "梗死", "完整"),
        cells("S2", "", "", "未解析"),
    ];
    rows.push(Row {
        to: ROW_CHANGE,
        ..cells("H1", "Z49", "", "完整")
    });
    let oracle = |world: &World<'_>, out: &mut Verdicts| {
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            let visit = world.visit(line);
            for row in world
                .setup
                .rows
                .iter()
                .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()))
            {
                if visit.diagnoses.is_empty() {
                    out.lacks_line(world.record, "诊断", line);
                    continue;
                }
                let met = visit.diagnoses.iter().any(|diagnosis| {
                    icd(row.cell("诊断"), diagnosis.code.as_str())
                        || row
                            .cell("诊断词")
                            .split('|')
                            .any(|word| !word.is_empty() && diagnosis.name.contains(word))
                });
                let cap = match row.cell("解析") {
                    "完整" => DEFINITE,
                    "部分" => Certainty::Suspect,
                    _ => Certainty::SlightlySuspect,
                };
                if !met {
                    world.blame(out, line, world.left[line].covered, cap);
                }
            }
        }
    };
    agree(
        setup("diagnosis_required", "", rows).with_exemptions(),
        Shape::default(),
        500,
        oracle,
    );
}

#[test]
fn diagnosis_excluded() {
    let rows = vec![
        row("D1|S*", &[("诊断", "I63")]),
        row_until("D2", &[("诊断", "I10|C00-C97")]),
        row("名:甘草", &[("诊断", "Z49")]),
    ];
    let oracle = |world: &World<'_>, out: &mut Verdicts| {
        let principal_only = world.setup.params.contains("主诊断");
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            let visit = world.visit(line);
            for row in world
                .setup
                .rows
                .iter()
                .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()))
            {
                if visit.diagnoses.is_empty() {
                    out.lacks_line(world.record, "诊断", line);
                }
                let found = visit.diagnoses.iter().any(|diagnosis| {
                    icd(row.cell("诊断"), diagnosis.code.as_str())
                        && (!principal_only || Some(diagnosis) == visit.principal_diagnosis())
                });
                if found {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        }
    };
    agree(
        setup("diagnosis_excluded", "", rows.clone()),
        Shape::default(),
        300,
        oracle,
    );
    agree(
        setup("diagnosis_excluded", "诊断范围: 主诊断", rows),
        Shape::default(),
        300,
        oracle,
    );
    let operations = vec![row("47", &[("诊断", "I63")]), row("81.54", &[("诊断", "I10|C50")])];
    agree(
        setup("diagnosis_excluded", "对象: 手术", operations),
        Shape::default(),
        300,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                for (code, on) in operations_of(visit) {
                    for row in world
                        .setup
                        .rows
                        .iter()
                        .filter(|row| world.setup.speaks(row, on) && icd(row.codes, &code))
                    {
                        if visit.diagnoses.is_empty() {
                            out.lacks_encounter("诊断", at);
                        }
                        if visit
                            .diagnoses
                            .iter()
                            .any(|diagnosis| icd(row.cell("诊断"), diagnosis.code.as_str()))
                        {
                            world.blame_encounter_on(out, on, at, Money::ZERO, DEFINITE);
                        }
                    }
                }
            }
        },
    );
}

#[test]
fn conditions() {
    let rows = vec![row("D1|S*", &[("上限", "2")]), row_until("C1", &[("上限", "1")])];
    let by_row = setup(
        "condition",
        "对象: 费用明细, 条件: 'line.quantity > double(row[\"上限\"])'",
        rows,
    );
    agree(by_row, Shape::default(), 300, |world, out| {
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            for row in world
                .setup
                .rows
                .iter()
                .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()))
            {
                let limit: Quantity = row.number("上限").expect("a number");
                if world.left[line].quantity > limit {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        }
    });
}

/// What is left of the money after refunds is what a condition sees.
#[test]
fn conditions_on_money() {
    agree(
        setup("condition", "条件: 'line.covered > 15.0'", Vec::new()),
        Shape::default(),
        400,
        |world, out| {
            for line in world
                .paid()
                .into_iter()
                .filter(|&line| world.line(line).current && world.setup.state(world.line(line).at.day()).is_some())
            {
                if world.left[line].covered > Money::from_fen(1500) {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        },
    );
}

/// Decimals are multiplied as decimals: what was charged by the price is not more than the price.
#[test]
fn conditions_that_multiply() {
    agree(
        setup(
            "condition",
            "条件: 'line.amount > line.price * line.quantity'",
            Vec::new(),
        ),
        Shape::default(),
        400,
        |world, out| {
            for line in world
                .paid()
                .into_iter()
                .filter(|&line| world.line(line).current && world.setup.state(world.line(line).at.day()).is_some())
            {
                let left = world.left[line];
                let charged = i128::from(left.amount.scaled()) * 100_000_000;
                let price = i128::from(world.line(line).price.scaled());
                if charged > price * i128::from(left.quantity.scaled()) {
                    world.blame(out, line, left.covered, DEFINITE);
                }
            }
        },
    );
}

/// Nothing is divided by zero, and whole numbers stand beside decimals.
#[test]
fn conditions_that_divide() {
    agree(
        setup(
            "condition",
            "条件: 'line.covered / (line.quantity - 2) > 5'",
            Vec::new(),
        ),
        Shape::default(),
        400,
        |world, out| {
            for line in world
                .paid()
                .into_iter()
                .filter(|&line| world.line(line).current && world.setup.state(world.line(line).at.day()).is_some())
            {
                let left = world.left[line];
                if left.quantity == Quantity::from_units(2) {
                    out.lacks_line(world.record, "不为零的除数", line);
                } else if left.quantity > Quantity::from_units(2)
                    && left.covered.scaled() as f64 / 100.0
                        > 5.0 * (left.quantity - Quantity::from_units(2)).scaled() as f64 / 10_000.0
                {
                    world.blame(out, line, left.covered, DEFINITE);
                }
            }
        },
    );
}

#[test]
fn conditions_on_encounters() {
    let rule = setup(
        "condition",
        "对象: 就诊, 条件: 'encounter.level == \"三级\" && person.age < 18'",
        Vec::new(),
    );
    agree(rule.with_exemptions(), Shape::default(), 600, |world, out| {
        for (at, visit) in world
            .record
            .encounters
            .iter()
            .enumerate()
            .filter(|(_, visit)| visit.current)
        {
            // what is false on one side is false whatever the other side is
            let top = visit
                .institution
                .level
                .known()
                .map(|level| *level == InstitutionLevel::Three);
            let young = world
                .record
                .person
                .birth
                .known()
                .map(|birth| visit.begin.day().years_since(*birth) < 18);
            if world.setup.state(visit.begin.day()).is_none() {
                continue;
            }
            match (top, young) {
                (Some(true), Some(true)) => world.blame_encounter(out, at, Money::ZERO, DEFINITE),
                (Some(false), _) | (_, Some(false)) => {}
                // of two unknown sides the last is named
                (_, None) => out.lacks_encounter("出生日期", at),
                (None, _) => out.lacks_encounter("机构级别", at),
            }
        }
    });
}
