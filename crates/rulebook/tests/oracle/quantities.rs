//! Oracles of `quantity_cap`.

use crate::bench::{Row, agree, row, row_from, row_until, setup};
use crate::reference::{World, together};
use crate::verdicts::Verdicts;
use crate::windows::{in_window, judged, remembers, used};
use crate::world::{ROW_CHANGE, Shape};
use domain::{CareSetting, Certainty, Fact, ItemKind, Money, Quantity};

const DEFINITE: Certainty = Certainty::Definite;

/// Walks a window in order of time and blames on each line that the row judges the part that lies above the cap;
/// what comes after those lines is no concern of the row.
pub fn above_cap(world: &World<'_>, out: &mut Verdicts, row: &Row, members: &[usize]) {
    let cap: Quantity = row.number("上限").expect("a cap");
    let judges = |line: &usize| judged(world, row, *line);
    let Some(last) = members.iter().rposition(judges) else {
        return;
    };
    let members = &members[..=last];
    let mut before = Quantity::ZERO;
    let mut blamed: Vec<(usize, Money)> = Vec::new();
    for &line in members {
        let left = world.left[line];
        let over = (before + left.quantity - cap).min(left.quantity);
        if over.is_positive() && judges(&line) {
            blamed.push((line, left.covered.share(over.scaled(), left.quantity.scaled())));
        }
        before += left.quantity;
    }
    let begins = members.iter().copied().find(judges).expect("a line that is judged");
    if members.iter().any(|&line| world.line(line).current) {
        for (line, money) in world.reported(blamed) {
            world.blame_as_of(out, world.line(begins).at.day(), line, money, DEFINITE);
        }
    }
}

fn counted(world: &World<'_>, out: &mut Verdicts, window: &str) {
    for row in &world.setup.rows {
        let lines = used(world, row);
        let mut done: Vec<usize> = Vec::new();
        for &line in &lines {
            if !done.contains(&line) {
                let members: Vec<usize> = lines
                    .iter()
                    .copied()
                    .filter(|&other| in_window(world, window, line, other))
                    .collect();
                done.extend(&members);
                above_cap(world, out, row, &members);
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

/// A cap in days of what is charged by the half of a day: twice as many of these.
#[test]
fn quantity_in_another_unit() {
    fn units(cap: &'static str, charged: &'static str) -> Row {
        row("S1|D1", &[("上限", cap), ("单位", "日"), ("计价单位", charged)])
    }
    agree(
        setup("quantity_cap", "", vec![units("1", "半日")]),
        Shape::default(),
        300,
        |world, out| {
            let lines = used(world, &world.setup.rows[0]);
            let twice = units("2", "");
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                if !done.contains(&line) {
                    let mut members = lines.clone();
                    members.retain(|&other| in_window(world, "单日", line, other));
                    done.extend(&members);
                    above_cap(world, out, &twice, &members);
                }
            }
        },
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

/// 跨机构: of what is charged by the hour a person has no more in a day, wherever it is charged.
#[test]
fn quantity_by_day_of_a_person() {
    let rows = vec![
        row("D1|S1", &[("上限", "3"), ("单位", "小时")]),
        row_until("C1", &[("上限", "2"), ("单位", "小时")]),
        row("D2", &[("上限", "3"), ("单位", "次")]),
    ];
    let shape = Shape {
        spread: 1,
        ..Shape::default()
    };
    let rule = setup("quantity_cap", "窗口: 单日, 跨机构: [小时]", rows).without_trial();
    agree(rule, shape, 1500, |world, out| {
        for row in &world.setup.rows {
            let wide = row.cell("单位") == "小时";
            let lines = used(world, row);
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                let day = |other: usize| world.line(other).at.day();
                let together = |other: usize| {
                    if wide {
                        day(line) == day(other)
                    } else {
                        in_window(world, "单日", line, other)
                    }
                };
                if !done.contains(&line) {
                    let members: Vec<usize> = lines.iter().copied().filter(|&other| together(other)).collect();
                    done.extend(&members);
                    above_cap(world, out, row, &members);
                }
            }
        }
    });
}

/// [当日-滚动天数+1, 当日]: at every line, what the days before have used up counts first.
#[test]
fn quantity_rolling() {
    let cells = |codes, days| row(codes, &[("上限", "3"), ("单位", "次"), ("滚动天数", days)]);
    let rows = vec![
        Row {
            to: ROW_CHANGE,
            ..cells("D1|S1", "4")
        },
        Row {
            from: ROW_CHANGE,
            ..cells("D1|S1", "7")
        },
        cells("S2", "7"),
        cells("C1", "3"),
    ];
    agree(
        setup("quantity_cap", "窗口: 滚动", rows),
        Shape::default(),
        600,
        |world, out| {
            for row in &world.setup.rows {
                let days: i32 = row.number("滚动天数").expect("days");
                let cap: Quantity = row.number("上限").expect("a cap");
                let lines = used(world, row);
                for (place, &line) in lines.iter().enumerate() {
                    let on = world.line(line).at.day();
                    if !world.line(line).current || !judged(world, row, line) {
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
        3000,
        |world, out| {
            let mut lines = world.paid();
            // Over the counter: no number and no doctor say that anybody prescribed it.
            let sold = |line: usize| {
                let fee = world.line(line);
                let unsaid = fee.prescription.is_none() && fee.doctor.is_empty();
                unsaid && world.visit(line).setting == Fact::Known(CareSetting::Pharmacy)
            };
            lines.retain(|&line| {
                let drug = world.line(line).kind == ItemKind::Drug;
                drug && !sold(line) && world.setup.state(world.line(line).at.day()).is_some()
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
            match world.days_supplied(line) {
                None => out.lacks_encounter("用法用量", fee.encounter as usize),
                Some(days) if days > cap => {
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
            for row in &world.setup.rows {
                let mut lines = used(world, row);
                for &line in &lines {
                    let fee = world.line(line);
                    if fee.current && judged(world, row, line) && !fee.usage.days.is_known() {
                        out.lacks_line(world.record, "用法用量", line);
                    }
                }
                lines.retain(|&line| world.line(line).usage.days.is_known());
                let mut done: Vec<usize> = Vec::new();
                for &line in &lines {
                    if done.contains(&line) {
                        continue;
                    }
                    // of one prescription and day, the amounts of a day add up; 168 is a multiple of all days drawn
                    let same_day = |other: usize| world.line(other).at.day() == world.line(line).at.day();
                    let members: Vec<usize> = lines
                        .iter()
                        .copied()
                        .filter(|&other| together(world, line, other) && same_day(other))
                        .collect();
                    done.extend(&members);
                    let daily = |member: usize| {
                        let days = world.line(member).usage.days.known().copied().unwrap_or(1);
                        world.left[member].quantity.scaled() * 168 / i64::from(days)
                    };
                    let mut room = row.number::<Quantity>("上限").expect("a cap").scaled() * 168;
                    for &member in &members {
                        let over = daily(member) - room.clamp(0, daily(member));
                        room -= daily(member);
                        if over > 0 && world.line(member).current && judged(world, row, member) {
                            let part = world.left[member].covered.share(over, daily(member));
                            world.blame(out, member, part, DEFINITE);
                        }
                    }
                }
            }
        },
    );
}

/// 单日: kinds of one institution and day, whichever prescription or visit they belong to.
#[test]
fn kinds_of_a_day() {
    let params = "计量: 种类, 窗口: 单日, 上限: 2";
    let shape = Shape {
        spread: 1,
        ..Shape::default()
    };
    agree(setup("quantity_cap", params, Vec::new()), shape, 1500, |world, out| {
        let mut lines = world.paid();
        lines.retain(|&line| world.visit(line).current && world.setup.state(world.line(line).at.day()).is_some());
        let mut done: Vec<usize> = Vec::new();
        for &line in &lines {
            if done.contains(&line) {
                continue;
            }
            let members: Vec<usize> = lines
                .iter()
                .copied()
                .filter(|&other| in_window(world, "单日", line, other))
                .collect();
            done.extend(&members);
            let mut kinds: Vec<&str> = Vec::new();
            let mut blamed: Vec<(usize, Money)> = Vec::new();
            for &member in &members {
                let kind = world.line(member).item.as_str();
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
                let beyond = kinds
                    .iter()
                    .position(|known| *known == kind)
                    .is_some_and(|place| place >= 2);
                if beyond && members.iter().any(|&other| world.line(other).current) {
                    blamed.push((member, world.left[member].covered));
                }
            }
            for (line, money) in world.reported(blamed) {
                world.blame(out, line, money, DEFINITE);
            }
        }
    });
}

/// A prefix and a code in it, each with its own cap of a day: what both name counts under both.
#[test]
fn quantity_by_day_of_overlapping_codes() {
    let rows = vec![
        row("S*", &[("上限", "3"), ("单位", "次")]),
        row("S1", &[("上限", "2"), ("单位", "次")]),
    ];
    agree(setup("quantity_cap", "", rows), Shape::default(), 1500, |world, out| {
        counted(world, out, "单日")
    });
}
