//! Oracles of lines that last over several days, of which nobody knows how much was used on which.

use crate::bench::{Row, agree, row, setup};
use crate::reference::World;
use crate::relations::near;
use crate::verdicts::Verdicts;
use crate::windows::{in_window, judged, remembers, used};
use crate::world::Shape;
use domain::{Certainty, Day, Quantity};
use std::collections::BTreeSet;

const DEFINITE: Certainty = Certainty::Definite;
const TIME: &str = "发生时间";

fn shape() -> Shape {
    Shape {
        lasting: true,
        ..Shape::default()
    }
}

/// The most that can be used of these lines with no day above the cap: whichever days are set aside, what can be used
/// on none but them has no more room than they have.
fn fits(world: &World<'_>, cap: Quantity, lines: &[usize]) -> i64 {
    let days: Vec<Day> = lines
        .iter()
        .flat_map(|&line| world.days_of(line))
        .collect::<BTreeSet<Day>>()
        .into_iter()
        .collect();
    let places: Vec<(u32, i64)> = lines
        .iter()
        .map(|&line| {
            let own = world.days_of(line);
            let place = |day: &Day| days.binary_search(day).expect("a day of the lines");
            (
                own.iter().map(|day| 1_u32 << place(day)).sum(),
                world.left[line].quantity.scaled(),
            )
        })
        .collect();
    (0..1_u32 << days.len())
        .map(|aside| {
            let elsewhere = places.iter().filter(|(own, _)| own & !aside != 0);
            let free: i64 = elsewhere.map(|(_, quantity)| quantity).sum();
            free + cap.scaled() * i64::from(aside.count_ones())
        })
        .min()
        .unwrap_or(0)
}

fn share_day(world: &World<'_>, a: usize, b: usize) -> bool {
    let days = world.days_of(a);
    world.days_of(b).iter().any(|day| days.contains(day))
}

/// As [`share_day`], where the day of a stop is none of the days.
fn share_a_whole_day(world: &World<'_>, a: usize, b: usize) -> bool {
    let whole = |line: usize| {
        let mut days = world.days_of(line);
        days.truncate((days.len() - 1).max(1));
        days
    };
    let days = whole(a);
    whole(b).iter().any(|day| days.contains(day))
}

/// Lines that hang together by days on which they may both have been used, in order of time.
fn connected(world: &World<'_>, lines: &[usize]) -> Vec<Vec<usize>> {
    let same_house = |a: usize, b: usize| world.visit(a).institution.code == world.visit(b).institution.code;
    let mut left = lines.to_vec();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let mut group = vec![left.remove(0)];
        loop {
            let joined: Vec<usize> = left
                .extract_if(.., |line| {
                    group
                        .iter()
                        .any(|&member| same_house(member, *line) && share_day(world, member, *line))
                })
                .collect();
            if joined.is_empty() {
                break;
            }
            group.extend(joined);
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// 单日: a line is blamed for what has no day left beside the lines before it.
#[test]
fn quantity_by_day() {
    let rows = vec![
        row("D1|S1", &[("上限", "2"), ("单位", "次")]),
        row("C*", &[("上限", "1"), ("单位", "个")]),
        row("S2", &[("上限", "0.5"), ("单位", "次")]),
    ];
    agree(setup("quantity_cap", "", rows), shape(), 2500, |world, out| {
        for row in &world.setup.rows {
            let cap: Quantity = row.number("上限").expect("a cap");
            let lines = used(world, row);
            let whole = |lines: &[usize]| -> Quantity { lines.iter().map(|&line| world.left[line].quantity).sum() };
            if whole(&lines) <= cap {
                continue;
            }
            for group in connected(world, &lines) {
                of_one_group(world, out, row, cap, &group);
            }
        }
    });
}

fn of_one_group(world: &World<'_>, out: &mut Verdicts, row: &Row, cap: Quantity, group: &[usize]) {
    let judges = |line: usize| judged(world, row, line);
    let Some(last) = group.iter().rposition(|&line| judges(line)) else {
        return;
    };
    let group = &group[..=last];
    let total: Quantity = group.iter().map(|&line| world.left[line].quantity).sum();
    if total <= cap || !group.iter().any(|&line| world.line(line).current) {
        return;
    }
    let begins = group
        .iter()
        .copied()
        .find(|&line| judges(line))
        .expect("a line that is judged");
    let beyond = |place: usize| {
        let added = fits(world, cap, &group[..=place]) - fits(world, cap, &group[..place]);
        world.left[group[place]].quantity.scaled() - added
    };
    let blamed = (0..group.len()).filter(|&place| beyond(place) > 0 && judges(group[place]));
    let blamed = blamed.map(|place| {
        let left = world.left[group[place]];
        (group[place], left.covered.share(beyond(place), left.quantity.scaled()))
    });
    for (line, money) in world.reported(blamed.collect()) {
        world.blame_as_of(out, world.line(begins).at.day(), line, money, DEFINITE);
    }
    let beside = |line: usize, other: usize| line != other && share_a_whole_day(world, line, other);
    let unsure: Vec<usize> = (0..group.len())
        .filter(|&place| beyond(place) == 0)
        .map(|place| group[place])
        .filter(|&line| {
            let others: Vec<usize> = group.iter().copied().filter(|&other| beside(line, other)).collect();
            let sum: Quantity = others.iter().map(|&other| world.left[other].quantity).sum();
            // where one of them is blamed, it has been said
            let blamed = |other: &usize| beyond(group.iter().position(|line| line == other).expect("a member")) > 0;
            let could = !others.is_empty() && sum + world.left[line].quantity > cap;
            world.lasts(line) && could && !others.iter().any(blamed)
        })
        .collect();
    let told = |line: usize| world.line(line).current && judges(line);
    let mut named: Vec<usize> = unsure.iter().copied().filter(|&line| told(line)).collect();
    if named.is_empty() {
        named = (0..group.len())
            .filter(|&place| beyond(place) == 0 && told(group[place]))
            .map(|place| group[place])
            .filter(|&line| unsure.iter().any(|&other| beside(line, other)))
            .collect();
    }
    for line in named {
        out.lacks_line(world.record, TIME, line);
    }
}

/// 滚动: what is in a window for certain is what has all of its days there; a line longer than the window has as many
/// windows as its days ask for.
#[test]
fn quantity_rolling() {
    let cells = |codes, days| row(codes, &[("上限", "3"), ("单位", "次"), ("滚动天数", days)]);
    let rows = vec![cells("D1|S1", "4"), cells("S2", "7"), cells("C1", "3")];
    agree(
        setup("quantity_cap", "窗口: 滚动", rows),
        shape(),
        2500,
        |world, out| {
            for row in &world.setup.rows {
                let days: i32 = row.number("滚动天数").expect("days");
                let cap: Quantity = row.number("上限").expect("a cap");
                let lines = used(world, row);
                for (place, &line) in lines.iter().enumerate() {
                    if !world.line(line).current || !judged(world, row, line) {
                        continue;
                    }
                    let own = world.days_of(line);
                    let own_last = own[own.len() - 1];
                    let windows = (1..)
                        .find(|windows| windows * days >= own.len() as i32)
                        .expect("enough");
                    let inside = |end: Day| -> Vec<usize> {
                        let within = |day: &Day| *day <= end && end.days_since(*day) < days;
                        let lines = lines[..=place].iter().copied();
                        lines.filter(|&other| world.days_of(other).iter().all(within)).collect()
                    };
                    let sum =
                        |of: &[usize]| -> i64 { of.iter().map(|&other| world.left[other].quantity.scaled()).sum() };
                    let most = if windows > 1 {
                        vec![line]
                    } else {
                        let ends = (0..days)
                            .map(|later| own_last.plus_days(later))
                            .filter(|end| end.days_since(own[0]) < days);
                        ends.map(inside)
                            .rev()
                            .max_by_key(|inside| sum(inside))
                            .expect("a window")
                    };
                    let left = world.left[line];
                    let over = (sum(&most) - cap.scaled() * i64::from(windows)).min(left.quantity.scaled());
                    if over > 0 {
                        let money = left.covered.share(over, left.quantity.scaled());
                        world.blame(out, line, money, DEFINITE);
                        continue;
                    }
                    let from = own_last.plus_days(1 - days);
                    let perhaps: Vec<usize> = lines[..place]
                        .iter()
                        .copied()
                        .filter(|other| !most.contains(other))
                        .filter(|&other| world.days_of(other).iter().any(|day| *day >= from))
                        .filter(|&other| world.lasts(line) || world.lasts(other))
                        .collect();
                    if sum(&perhaps) > 0 && sum(&perhaps) + sum(&most) > cap.scaled() * i64::from(windows) {
                        out.lacks_line(world.record, TIME, line);
                    } else if !remembers(world, from) {
                        out.lacks_line(world.record, "历史费用明细", line);
                    }
                }
            }
        },
    );
}

/// 疗程间隔天数 of the rule under test.
const GAP: i32 = 4;

/// Where no days are written, a line was used from its begin to the day before its stop, if there is enough of it.
#[test]
fn paid_days() {
    let cells = |codes, cap, count, scope| row(codes, &[("天数上限", cap), ("计法", count), ("疗程范围", scope)]);
    let rows = vec![
        cells("D1|D2", "3", "使用天数", ""),
        cells("S1", "2", "历时天数", "疗程"),
        cells("C1|H1", "2", "使用天数", "单次住院"),
        cells("S2", "2", "历时天数", "单次住院"),
    ];
    agree(
        setup("paid_days_cap", "疗程间隔天数: 4", rows),
        shape(),
        3000,
        |world, out| {
            for row in &world.setup.rows {
                let cap: i32 = row.number("天数上限").expect("days");
                let elapsed = row.cell("计法") == "历时天数";
                let per_stay = row.cell("疗程范围") == "单次住院";
                let lines = used(world, row);
                let stays: BTreeSet<u32> = lines.iter().map(|&line| world.line(line).encounter).collect();
                let courses: Vec<Vec<usize>> = if per_stay {
                    let of = |stay: &u32| {
                        lines
                            .iter()
                            .copied()
                            .filter(|&line| world.line(line).encounter == *stay)
                            .collect()
                    };
                    stays.iter().map(of).collect()
                } else {
                    vec![lines]
                };
                for lines in courses {
                    let mut course: BTreeSet<Day> = BTreeSet::new();
                    for line in lines {
                        let fee = world.line(line);
                        let on = fee.at.day();
                        let lasting = (world.days_of(line).len() as i32 - 1).max(1);
                        let enough = world.left[line].quantity >= Quantity::from_units(lasting.into());
                        let days = match world.days_supplied(line) {
                            Some(_) if elapsed => 1,
                            Some(days) => i32::from(days),
                            None if enough => lasting,
                            None => 1,
                        };
                        let gone = |last: &Day| on.days_since(*last) > GAP;
                        if !per_stay && course.last().is_some_and(gone) {
                            course.clear();
                        }
                        let own: Vec<Day> = (0..days).map(|n| on.plus_days(n)).collect();
                        course.extend(&own);
                        let begun = *course.first().expect("a day");
                        let place = |day: Day| match elapsed {
                            true => day.days_since(begun) + 1,
                            false => course.iter().filter(|used| **used <= day).count() as i32,
                        };
                        let over = own.iter().filter(|&&day| place(day) > cap).count() as i64;
                        let reached = if elapsed {
                            place(own[own.len() - 1])
                        } else {
                            course.len() as i32
                        };
                        if !fee.current || !judged(world, row, line) {
                            continue;
                        }
                        let unsure = world.days_supplied(line).is_none() && lasting > 1 && !enough;
                        if over > 0 {
                            let money = world.left[line].covered.share(over, days.into());
                            world.blame(out, line, money, DEFINITE);
                        } else if unsure && reached + lasting - 1 > cap {
                            out.lacks_line(world.record, "用法用量", line);
                        } else if !per_stay
                            && reached <= cap
                            && !remembers(world, begun.plus_days(-GAP).min(on.plus_days(-GAP - cap)))
                        {
                            out.lacks_line(world.record, "历史费用明细", line);
                        }
                    }
                }
            }
        },
    );
}

/// A companion that lasts may be there on any of its days.
#[test]
fn companions() {
    let cells = |codes, needed, window| row(codes, &[("需有", needed), ("需有名称", "相伴"), ("窗口", window)]);
    let rows = vec![
        cells("D1", "S1", "单日"),
        cells("D2", "S*|C1", "单次就诊"),
        cells("C1", "H1", "单日"),
    ];
    agree(setup("companion_required", "", rows), shape(), 1500, |world, out| {
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            for row in world.setup.rows.iter().filter(|row| world.matches(row.codes, line)) {
                let named: Vec<usize> = world
                    .charged()
                    .into_iter()
                    .filter(|&other| world.matches(row.cell("需有"), other))
                    .collect();
                let same_house =
                    |other: usize| world.visit(line).institution.code == world.visit(other).institution.code;
                let by_day = row.cell("窗口") == "单日";
                let perhaps = |&other: &usize| by_day && same_house(other) && share_day(world, line, other);
                if !judged(world, row, line) || named.iter().any(|&other| near(world, row.cell("窗口"), line, other))
                {
                    continue;
                }
                if named.iter().any(perhaps) {
                    out.lacks_line(world.record, TIME, line);
                } else {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        }
    });
}

/// A surcharge that lasts is too much where it is beside all main items of its days.
#[test]
fn surcharges() {
    let cells = |codes, main, cap| row(codes, &[("主项", main), ("主项名称", "主项"), ("每主项上限", cap)]);
    let rows = vec![cells("S1", "S2", "1"), cells("C1", "D*", "2"), cells("H1", "C1", "1")];
    agree(setup("surcharge", "", rows), shape(), 2000, |world, out| {
        for row in &world.setup.rows {
            let per_main: i64 = row.number("每主项上限").expect("a number");
            let mut lines = world.paid();
            lines.retain(|&line| world.matches(row.codes, line) && judged(world, row, line));
            let mut mains = world.charged();
            mains.retain(|&main| world.matches(row.cell("主项"), main) && judged(world, row, main));
            let same_visit = |a: usize, b: usize| world.line(a).encounter == world.line(b).encounter;
            let same_day = |a: usize, b: usize| same_visit(a, b) && in_window(world, "单日", a, b);
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                if done.contains(&line) {
                    continue;
                }
                let members: Vec<usize> = lines.iter().copied().filter(|&other| same_day(line, other)).collect();
                done.extend(&members);
                if !members.iter().any(|&member| world.line(member).current) {
                    continue;
                }
                let room = |may: &dyn Fn(usize, usize) -> bool| -> i64 {
                    let beside = mains
                        .iter()
                        .filter(|&&main| members.iter().any(|&member| may(main, member)));
                    beside.map(|&main| world.left[main].quantity.scaled() * per_main).sum()
                };
                let charged: i64 = members.iter().map(|&member| world.left[member].quantity.scaled()).sum();
                let mut left = room(&|main, member| same_visit(main, member) && share_day(world, main, member));
                if charged > room(&same_day) && charged <= left {
                    for &member in members.iter().filter(|&&member| world.line(member).current) {
                        out.lacks_line(world.record, TIME, member);
                    }
                    continue;
                }
                let spare = |away: i32| {
                    let first = world.line(members[0]);
                    let units = |of: &[usize]| -> i64 {
                        let there = |line: &&usize| {
                            let other = world.line(**line);
                            other.encounter == first.encounter && other.at.day() == first.at.day().plus_days(away)
                        };
                        of.iter()
                            .filter(there)
                            .map(|&line| world.left[line].quantity.scaled())
                            .sum()
                    };
                    units(&mains) * per_main > units(&lines)
                };
                let cap = if spare(-1) || spare(1) {
                    Certainty::Suspect
                } else {
                    DEFINITE
                };
                for &member in &members {
                    let own = world.left[member];
                    let kept = left.min(own.quantity.scaled());
                    left -= kept;
                    let over = own.quantity.scaled() - kept;
                    if over > 0 {
                        let money = own.covered.share(over, own.quantity.scaled());
                        world.blame_as_of(out, world.line(members[0]).at.day(), member, money, cap);
                    }
                }
            }
        }
    });
}
