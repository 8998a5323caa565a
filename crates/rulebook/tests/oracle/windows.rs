//! Oracles of `paid_days_cap`, `yearly_cap` and `group_multiplicity`, which add up over a window.

use crate::bench::{Row, agree, row, row_from, row_until, setup};
use crate::reference::{World, together};
use crate::verdicts::Verdicts;
use crate::world::{ROW_CHANGE, Shape};
use domain::{Certainty, Day, HistoryReach, Money};
use std::collections::BTreeMap;

const DEFINITE: Certainty = Certainty::Definite;

/// 单日 and 就诊: days are those of one institution, but for 各机构单日.
pub fn in_window(world: &World<'_>, window: &str, a: usize, b: usize) -> bool {
    let (line, other) = (world.line(a), world.line(b));
    match window {
        "处方" => together(world, a, b),
        "就诊" => line.encounter == other.encounter,
        "各机构单日" => line.at.day() == other.at.day(),
        _ => line.at.day() == other.at.day() && world.visit(a).institution.code == world.visit(b).institution.code,
    }
}

/// The paid lines of a row whenever they were charged: what was used before the row or the rule began to
/// speak was used all the same.
pub fn used(world: &World<'_>, row: &Row) -> Vec<usize> {
    let mut lines = world.paid();
    lines.retain(|&line| world.matches(row.codes, line));
    lines
}

/// True on the days on which the rule and the row speak: there the row judges what was used up to the line.
pub fn judged(world: &World<'_>, row: &Row, line: usize) -> bool {
    world.setup.speaks(row, world.line(line).at.day())
}

/// True where nothing that old can be missing.
pub fn remembers(world: &World<'_>, from: Day) -> bool {
    matches!(world.record.history, HistoryReach::Since(day) if day <= from)
}

/// 同一知识点的各编码合并计算; a gap of more than the course interval begins a new course.
#[test]
fn paid_days() {
    let cells = |codes, cap, count, scope| row(codes, &[("天数上限", cap), ("计法", count), ("疗程范围", scope)]);
    let until = |row: Row| Row { to: ROW_CHANGE, ..row };
    let from = |row: Row| Row {
        from: ROW_CHANGE,
        ..row
    };
    let rows = vec![
        until(cells("D1|D2", "3", "使用天数", "")),
        from(cells("D1|D2", "2", "使用天数", "")),
        cells("S1", "2", "历时天数", "疗程"),
        until(cells("C1|S2", "4", "使用天数", "疗程")),
        from(cells("C1|S2|H1", "2", "使用天数", "单次住院")),
        until(cells("H1", "2", "历时天数", "单次住院")),
    ];
    let shape = Shape {
        spread: 6,
        ..Shape::default()
    };
    agree(
        setup("paid_days_cap", "疗程间隔天数: 4", rows),
        shape,
        3000,
        |world, out| {
            for row in &world.setup.rows {
                let cap: i32 = row.number("天数上限").expect("days");
                let elapsed = row.cell("计法") == "历时天数";
                let lines = used(world, row);
                // 单次住院: whatever was used in other stays, however long a pause was
                let per_stay = row.cell("疗程范围") == "单次住院";
                let mut courses: BTreeMap<u32, Vec<Day>> = BTreeMap::new();
                for &line in &lines {
                    let fee = world.line(line);
                    let on = fee.at.day();
                    let supplied = if elapsed {
                        1
                    } else {
                        i32::from(world.days_supplied(line).unwrap_or(1))
                    };
                    let course = courses.entry(if per_stay { fee.encounter } else { 0 }).or_default();
                    if !per_stay && course.iter().max().is_some_and(|last| on.days_since(*last) > GAP) {
                        course.clear();
                    }
                    let own = || (0..supplied).map(|n| on.plus_days(n));
                    for day in own() {
                        if !course.contains(&day) {
                            course.push(day);
                        }
                    }
                    let begun = course.iter().min().copied().unwrap_or(on);
                    let days_used = if elapsed {
                        on.days_since(begun) + 1
                    } else {
                        course.len() as i32
                    };
                    let over = if elapsed {
                        i32::from(days_used > cap)
                    } else {
                        // 超出日各行: a day's place among the days used so far
                        let place = |day: Day| course.iter().filter(|used| **used <= day).count() as i32;
                        own().filter(|&day| place(day) > cap).count() as i32
                    };
                    let judged = fee.current && judged(world, row, line);
                    if judged && over > 0 {
                        world.blame(
                            out,
                            line,
                            world.left[line].covered.share(i64::from(over), i64::from(supplied)),
                            DEFINITE,
                        );
                    }
                    // the course may have begun before what is remembered
                    if judged
                        && !per_stay
                        && days_used <= cap
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
        let lines = used(world, row);
        for (place, &line) in lines.iter().enumerate() {
            let fee = world.line(line);
            let on = fee.at.day();
            if !fee.current || !judged(world, row, line) {
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
        row_from("S1|S2", &[("限额", "50")]),
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
            let beyond = members
                .iter()
                .filter(|&&member| !seen[..most.min(seen.len())].contains(&row_of(member)));
            let blamed = beyond.map(|&member| (member, world.left[member].covered)).collect();
            for (member, money) in world.reported(blamed) {
                world.blame_as_of(out, world.line(members[0]).at.day(), member, money, DEFINITE);
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
        |world, out| multiplied(world, out, "各机构单日", 1),
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
