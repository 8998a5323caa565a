//! Oracles of `quantity_cap`.

use crate::bench::{Row, agree, row, row_from, row_until, setup};
use crate::reference::{World, together};
use crate::verdicts::Verdicts;
use crate::windows::{in_window, remembers, spoken_about};
use crate::world::Shape;
use domain::{CareSetting, Certainty, Fact, ItemKind, Money, Quantity};

const DEFINITE: Certainty = Certainty::Definite;

/// Walks a window in order of time and blames on each line the part that lies above the cap.
pub fn above_cap(world: &World<'_>, out: &mut Verdicts, members: &[usize], cap: Quantity) {
    let mut before = Quantity::ZERO;
    let mut blamed: Vec<(usize, Money)> = Vec::new();
    for &line in members {
        let left = world.left[line];
        let over = (before + left.quantity - cap).min(left.quantity);
        if over.is_positive() {
            blamed.push((line, left.covered.share(over.scaled(), left.quantity.scaled())));
        }
        before += left.quantity;
    }
    if members.iter().any(|&line| world.line(line).current) {
        for (line, money) in blamed {
            world.blame_as_of(out, world.line(members[0]).at.day(), line, money, DEFINITE);
        }
    }
}

fn counted(world: &World<'_>, out: &mut Verdicts, window: &str) {
    for row in &world.setup.rows {
        let lines = spoken_about(world, row);
        let mut done: Vec<usize> = Vec::new();
        for &line in &lines {
            if !done.contains(&line) {
                let members: Vec<usize> = lines
                    .iter()
                    .copied()
                    .filter(|&other| in_window(world, window, line, other))
                    .collect();
                done.extend(&members);
                above_cap(world, out, &members, row.number("上限").expect("a cap"));
            }
        }
    }
}

fn caps() -> Vec<Row> {
    vec![
        row_until("D1|S1", &[("上限", "2"), ("单位", "次")]),
        row_from("D1|S1", &[("上限", "3"), ("单位", "次")]),
        row("名:甘草", &[("上限", "0.5"), ("单位", "克")]),
        row("C*", &[("上限", "4"), ("单位", "个")]),
    ]
}

#[test]
fn quantity_by_day() {
    agree(
        setup("quantity_cap", "", caps()),
        Shape::default(),
        600,
        |world, out| counted(world, out, "单日"),
    );
}

#[test]
fn quantity_by_encounter() {
    agree(
        setup("quantity_cap", "窗口: 就诊", caps()),
        Shape::default(),
        500,
        |world, out| counted(world, out, "就诊"),
    );
}

#[test]
fn quantity_by_prescription() {
    agree(
        setup("quantity_cap", "窗口: 处方", caps()),
        Shape::default(),
        500,
        |world, out| counted(world, out, "处方"),
    );
}

/// [当日-滚动天数+1, 当日]: at every line, what the days before have used up counts first.
#[test]
fn quantity_rolling() {
    let cells = |codes, days| row(codes, &[("上限", "3"), ("单位", "次"), ("滚动天数", days)]);
    let rows = vec![cells("D1|S1", "2"), cells("S2", "7"), cells("C1", "3")];
    agree(
        setup("quantity_cap", "窗口: 滚动", rows),
        Shape::default(),
        600,
        |world, out| {
            for row in &world.setup.rows {
                let days: i32 = row.number("滚动天数").expect("days");
                let cap: Quantity = row.number("上限").expect("a cap");
                let lines = spoken_about(world, row);
                for (place, &line) in lines.iter().enumerate() {
                    let on = world.line(line).at.day();
                    if !world.line(line).current {
                        continue;
                    }
                    let from = on.plus_days(1 - days);
                    let earlier = lines[..place].iter().filter(|&&l| world.line(l).at.day() >= from);
                    let before: Quantity = earlier.map(|&l| world.left[l].quantity).sum();
                    let left = world.left[line];
                    let over = (before + left.quantity - cap).min(left.quantity);
                    if over.is_positive() {
                        world.blame(
                            out,
                            line,
                            left.covered.share(over.scaled(), left.quantity.scaled()),
                            DEFINITE,
                        );
                    } else if !remembers(world, from) {
                        out.lacks_line(world.record, "历史费用明细", line);
                    }
                }
            }
        },
    );
}

/// 种类: different codes of one prescription; those beyond the cap, in order of time.
#[test]
fn kinds_of_a_prescription() {
    agree(
        setup(
            "quantity_cap",
            "计量: 种类, 窗口: 处方, 上限: 1, 对象种类: [药品]",
            Vec::new(),
        ),
        Shape::default(),
        600,
        |world, out| {
            let mut lines = world.paid();
            lines.retain(|&line| {
                world.line(line).kind == ItemKind::Drug && world.setup.state(world.line(line).at.day()).is_some()
            });
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                if done.contains(&line) {
                    continue;
                }
                let members: Vec<usize> = lines
                    .iter()
                    .copied()
                    .filter(|&other| together(world, line, other))
                    .collect();
                done.extend(&members);
                let first = &world.line(line).item;
                let beyond: Vec<usize> = members
                    .iter()
                    .copied()
                    .filter(|&member| world.line(member).item != *first)
                    .collect();
                if members.iter().any(|&member| world.line(member).current) {
                    for &member in &beyond {
                        world.blame_as_of(
                            out,
                            world.line(members[0]).at.day(),
                            member,
                            world.left[member].covered,
                            DEFINITE,
                        );
                    }
                }
            }
        },
    );
}

/// 开药天数: the part of a line that goes beyond the days allowed for the setting.
#[test]
fn prescribed_days() {
    let setup = setup(
        "quantity_cap",
        "计量: 开药天数, 窗口: 处方, 上限按就医方式: {急诊: 3, 门诊: 7}, 对象种类: [药品]",
        Vec::new(),
    );
    agree(setup, Shape::default(), 600, |world, out| {
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            let fee = world.line(line);
            if fee.kind != ItemKind::Drug || world.setup.state(fee.at.day()).is_none() {
                continue;
            }
            let cap = match world.visit(line).setting {
                Fact::Known(CareSetting::Emergency) => 3,
                Fact::Known(CareSetting::Outpatient) => 7,
                Fact::Known(_) => continue,
                _ => {
                    out.lacks_line(world.record, "就医方式", line);
                    continue;
                }
            };
            match fee.usage.days.known() {
                None => out.lacks_encounter("用法用量", fee.encounter as usize),
                Some(&days) if days > cap => {
                    let part = world.left[line].covered.share(i64::from(days - cap), i64::from(days));
                    world.blame(out, line, part, DEFINITE);
                }
                Some(_) => {}
            }
        }
    });
}

/// A measure of one line against the cap of its row; the share above it is in excess.
fn per_line(world: &World<'_>, out: &mut Verdicts, measure: fn(&domain::FeeLine, Quantity) -> Option<Quantity>) {
    for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
        let fee = world.line(line);
        for row in world
            .setup
            .rows
            .iter()
            .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, fee.at.day()))
        {
            let cap: Quantity = row.number("上限").expect("a cap");
            match measure(fee, world.left[line].quantity) {
                None => out.lacks_line(world.record, "用法用量", line),
                Some(found) if found > cap => {
                    let part = world.left[line]
                        .covered
                        .share(found.scaled() - cap.scaled(), found.scaled());
                    world.blame(out, line, part, DEFINITE);
                }
                Some(_) => {}
            }
        }
    }
}

#[test]
fn doses() {
    let rows = vec![
        row("D1|S*", &[("上限", "2"), ("单位", "片")]),
        row_until("D2", &[("上限", "5"), ("单位", "片")]),
    ];
    agree(
        setup("quantity_cap", "计量: 单次剂量", rows.clone()),
        Shape::default(),
        300,
        |world, out| {
            per_line(world, out, |fee, _| fee.usage.single_dose.known().copied());
        },
    );
    agree(
        setup("quantity_cap", "计量: 日剂量", rows.clone()),
        Shape::default(),
        300,
        |world, out| {
            per_line(world, out, |fee, _| {
                let (dose, times) = (fee.usage.single_dose.known()?, fee.usage.times_per_day.known()?);
                Some(Quantity::from_scaled(dose.scaled() * times.scaled() / 10_000))
            });
        },
    );
    let rows = vec![
        row("D1|S*", &[("上限", "0.5"), ("单位", "片")]),
        row_until("D2", &[("上限", "1"), ("单位", "片")]),
    ];
    agree(
        setup("quantity_cap", "计量: 日用量", rows),
        Shape::default(),
        300,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                let fee = world.line(line);
                let rows = world.setup.rows.iter();
                for row in rows.filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, fee.at.day())) {
                    let Some(&days) = fee.usage.days.known() else {
                        out.lacks_line(world.record, "用法用量", line);
                        continue;
                    };
                    let cap: Quantity = row.number("上限").expect("a cap");
                    let (whole, allowed) = (world.left[line].quantity.scaled(), cap.scaled() * i64::from(days));
                    if whole > allowed {
                        let part = world.left[line].covered.share(whole - allowed, whole);
                        world.blame(out, line, part, DEFINITE);
                    }
                }
            }
        },
    );
}
