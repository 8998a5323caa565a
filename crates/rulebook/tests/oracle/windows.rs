//! Oracles of the primitives that add something up over a window.

use crate::bench::{Row, Verdicts, World, agree, row, row_from, row_until, setup};
use crate::items::together;
use crate::world::Shape;
use domain::{CareSetting, Certainty, Day, Fact, HistoryReach, ItemKind, Money, Quantity};

const DEFINITE: Certainty = Certainty::Definite;

/// 单日 and 就诊: days are those of one institution.
fn in_window(world: &World<'_>, window: &str, a: usize, b: usize) -> bool {
    let (line, other) = (world.line(a), world.line(b));
    match window {
        "处方" => together(world, a, b),
        "就诊" => line.encounter == other.encounter,
        _ => line.at.day() == other.at.day() && world.visit(a).institution.code == world.visit(b).institution.code,
    }
}

/// The paid lines of a row on days on which it and the rule speak: what was done before does not count.
fn spoken_about(world: &World<'_>, row: &Row) -> Vec<usize> {
    let mut lines = world.paid();
    lines.retain(|&line| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()));
    lines
}

/// True where nothing that old can be missing.
fn remembers(world: &World<'_>, from: Day) -> bool {
    matches!(world.record.history, HistoryReach::Since(day) if day <= from)
}

/// Walks a window in order of time and blames on each line the part that lies above the cap.
fn above_cap(world: &World<'_>, out: &mut Verdicts, members: &[usize], cap: Quantity) {
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
            per_line(world, out, |fee, left| {
                Some(Quantity::from_scaled(
                    left.scaled() / i64::from(*fee.usage.days.known()?),
                ))
            });
        },
    );
}

/// 同一知识点的各编码合并计算; a gap of more than the course interval begins a new course.
#[test]
fn paid_days() {
    let cells = |codes, cap, count| row(codes, &[("天数上限", cap), ("计法", count)]);
    let rows = vec![
        cells("D1|D2", "3", "使用天数"),
        cells("S1", "2", "历时天数"),
        cells("C1", "1", "使用天数"),
    ];
    let shape = Shape {
        spread: 6,
        ..Shape::default()
    };
    agree(
        setup("paid_days_cap", "疗程间隔天数: 4", rows),
        shape,
        800,
        |world, out| {
            for row in &world.setup.rows {
                let cap: i32 = row.number("天数上限").expect("days");
                let elapsed = row.cell("计法") == "历时天数";
                let lines = spoken_about(world, row);
                let mut course: Vec<Day> = Vec::new();
                for &line in &lines {
                    let fee = world.line(line);
                    let on = fee.at.day();
                    let supplied = if elapsed {
                        1
                    } else {
                        i32::from(fee.usage.days.known().copied().unwrap_or(1))
                    };
                    if course.iter().max().is_some_and(|last| on.days_since(*last) > GAP) {
                        course.clear();
                    }
                    let fresh: Vec<Day> = (0..supplied)
                        .map(|n| on.plus_days(n))
                        .filter(|day| !course.contains(day))
                        .collect();
                    let before = course.len() as i32;
                    course.extend(&fresh);
                    let begun = course.iter().min().copied().unwrap_or(on);
                    let used = if elapsed {
                        on.days_since(begun) + 1
                    } else {
                        course.len() as i32
                    };
                    let over = if elapsed {
                        i32::from(used > cap)
                    } else {
                        used - before.max(cap)
                    };
                    if fee.current && over > 0 {
                        world.blame(
                            out,
                            line,
                            world.left[line].covered.share(i64::from(over), i64::from(supplied)),
                            DEFINITE,
                        );
                    }
                    // the course may have begun before what is remembered
                    if fee.current
                        && used <= cap
                        && !remembers(world, begun.plus_days(-GAP).min(on.plus_days(-GAP - cap)))
                    {
                        out.lacks_line(world.record, "历史费用明细", line);
                    }
                }
            }
        },
    );
}

/// 疗程间隔天数 of the rule under test.
const GAP: i32 = 4;

/// 同一知识点的各编码合并计算, over the calendar year or the encounter, in order of time.
fn yearly(world: &World<'_>, out: &mut Verdicts, by_encounter: bool) {
    for row in &world.setup.rows {
        let cap: Money = row.number("限额").expect("a cap");
        let lines = spoken_about(world, row);
        for (place, &line) in lines.iter().enumerate() {
            let fee = world.line(line);
            let on = fee.at.day();
            if !fee.current {
                continue;
            }
            let same = |other: usize| {
                if by_encounter {
                    world.line(other).encounter == fee.encounter
                } else {
                    world.line(other).at.day().year() == on.year()
                }
            };
            let before: Money = lines[..place]
                .iter()
                .filter(|&&other| same(other))
                .map(|&other| world.left[other].covered)
                .sum();
            let own = world.left[line].covered;
            let over = (before + own - cap).min(own);
            if over.is_positive() {
                world.blame(out, line, over, DEFINITE);
            } else if !by_encounter && !remembers(world, Day::from_ymd(on.year(), 1, 1).expect("a new year")) {
                out.lacks_line(world.record, "历史费用明细", line);
            }
        }
    }
}

#[test]
fn yearly_caps() {
    let rows = vec![
        row("D1|D2", &[("限额", "20.00")]),
        row_until("S*", &[("限额", "100")]),
        row("C1", &[("限额", "0.5")]),
    ];
    agree(
        setup("yearly_cap", "", rows.clone()),
        Shape::default(),
        600,
        |world, out| yearly(world, out, false),
    );
    agree(
        setup("yearly_cap", "窗口: 就诊", rows),
        Shape::default(),
        400,
        |world, out| yearly(world, out, true),
    );
}

/// Rows of one group are different drugs; the first `most` of a window stand, later ones are blamed.
fn multiplied(world: &World<'_>, out: &mut Verdicts, window: &str, most: usize) {
    for group in ["甲", "乙"] {
        let row_of = |line: usize| {
            world.setup.rows.iter().position(|row| {
                row.cell("分组") == group
                    && world.matches(row.codes, line)
                    && world.setup.speaks(row, world.line(line).at.day())
            })
        };
        let mut lines = world.paid();
        lines.retain(|&line| row_of(line).is_some());
        let mut done: Vec<usize> = Vec::new();
        for &line in &lines {
            if done.contains(&line) {
                continue;
            }
            let members: Vec<usize> = lines
                .iter()
                .copied()
                .filter(|&other| in_window(world, window, line, other))
                .collect();
            done.extend(&members);
            let mut seen: Vec<Option<usize>> = Vec::new();
            for &member in &members {
                if !seen.contains(&row_of(member)) {
                    seen.push(row_of(member));
                }
            }
            if !members.iter().any(|&member| world.line(member).current) {
                continue;
            }
            for &member in members
                .iter()
                .filter(|&&member| !seen[..most.min(seen.len())].contains(&row_of(member)))
            {
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
}

#[test]
fn groups() {
    let rows = vec![
        row("D1", &[("分组", "甲")]),
        row("D2", &[("分组", "甲")]),
        row("S1|S2", &[("分组", "乙")]),
        row_until("C1", &[("分组", "乙")]),
        row("H1", &[("分组", "甲")]),
    ];
    agree(
        setup("group_multiplicity", "", rows.clone()),
        Shape::default(),
        500,
        |world, out| multiplied(world, out, "单日", 1),
    );
    agree(
        setup("group_multiplicity", "窗口: 处方", rows.clone()),
        Shape::default(),
        500,
        |world, out| multiplied(world, out, "处方", 1),
    );
    agree(
        setup("group_multiplicity", "窗口: 就诊, 至多: 2", rows),
        Shape::default(),
        500,
        |world, out| multiplied(world, out, "就诊", 2),
    );
}
