//! Oracles of pairs that are charged by the hour: in which minutes each line was used.

use crate::bench::{Row, agree, row, setup};
use crate::reference::World;
use crate::relations::near;
use crate::verdicts::Verdicts;
use crate::windows::judged;
use crate::world::Shape;
use domain::{Certainty, Money, Quantity, Timing};
use std::collections::BTreeSet;
use std::ops::Range;

const TIME: &str = "发生时间";

/// What the table of units says of the small world.
const HOURLY: [&str; 3] = ["D1", "S1", "S2"];

/// When a line was used.
struct Use {
    minutes: Range<i64>,
    /// how many of these it was not, or all of them where nobody can tell
    idle: i64,
    /// the last minute in which it may have been
    last: i64,
    /// true where only the sum of some days is told
    posted: bool,
}

/// Of a line that counts by the hour and has one.
fn used(world: &World<'_>, line: usize) -> Option<Use> {
    let fee = world.line(line);
    if !HOURLY.contains(&fee.item.as_str()) || fee.timing != Timing::Exact {
        return None;
    }
    let hours = |quantity: Quantity| quantity.scaled() * 60 / 10_000;
    let mut left = hours(world.left[line].quantity);
    let stop = fee.until.filter(|until| *until > fee.at);
    let posted = stop.is_none() && hours(fee.quantity) > 60;
    if posted && hours(fee.quantity) <= 1440 {
        // What the item's other postings of that day, before this one, have used up as well.
        let of_the_day = |&other: &usize| {
            let before = world.line(other);
            other < line
                && before.item.as_str() == fee.item.as_str()
                && before.at.day() == fee.at.day()
                && before.timing == Timing::Exact
                && before.until.is_none_or(|until| until <= before.at)
                && (61..=1440).contains(&hours(before.quantity))
                && same_house(world, line, other)
        };
        let others = world.paid().into_iter().filter(of_the_day);
        left += others.map(|other| hours(world.left[other].quantity)).sum::<i64>();
    }
    let (begin, mut end) = match (stop, posted) {
        (Some(until), _) => (fee.at.epoch_seconds() / 60, until.epoch_seconds() / 60),
        (None, true) => {
            // So many days as the hours fill, and a last one that they do not.
            let midnight = fee.at.day().start().epoch_seconds() / 60;
            let (full, over) = (hours(fee.quantity) / 1440, hours(fee.quantity) % 1440);
            (midnight, midnight + (full + i64::from(over > 0)) * 1440)
        }
        (None, false) => (
            fee.at.epoch_seconds() / 60,
            fee.at.epoch_seconds() / 60 + hours(fee.quantity),
        ),
    };
    if let Some(over) = world.visit(line).end {
        let last_day = over.day().max(fee.at.day());
        end = end.min(last_day.plus_days(1).start().epoch_seconds() / 60);
    }
    let at_midnight = stop.is_some_and(|until| until.day().start() == until);
    let length = end - begin;
    let days = world.days_of(line);
    let unknown_stop = at_midnight && left != length;
    Some(Use {
        idle: match unknown_stop && left < length {
            true => length,
            false => (length - left).max(0),
        },
        last: match unknown_stop {
            true => days[days.len() - 1].end().epoch_seconds() / 60,
            false => end - 1,
        },
        minutes: begin..end,
        posted,
    })
}

fn same_house(world: &World<'_>, a: usize, b: usize) -> bool {
    world.visit(a).institution.code == world.visit(b).institution.code
}

fn moment(world: &World<'_>, line: usize) -> i64 {
    world.line(line).at.epoch_seconds() / 60
}

fn exact(world: &World<'_>, line: usize) -> bool {
    world.line(line).timing == Timing::Exact
}

/// Minutes that one line has in common with another, where their times meet at all.
fn common(world: &World<'_>, a: usize, b: usize) -> Range<i64> {
    if !same_house(world, a, b) {
        return 0..0;
    }
    let at = moment(world, a);
    match (used(world, a), used(world, b)) {
        (Some(own), Some(other)) => own.minutes.start.max(other.minutes.start)..own.minutes.end.min(other.minutes.end),
        // What is done at a moment takes up to an hour of the other.
        (Some(own), None) if own.minutes.contains(&moment(world, b)) => {
            moment(world, b)..own.minutes.end.min(moment(world, b) + 60)
        }
        (None, Some(other)) if other.minutes.contains(&at) => at..at + 1,
        (None, None) if near(world, "同一小时", a, b) => at..at + 1,
        _ => 0..0,
    }
}

/// How many minutes these are.
fn count(minutes: &Range<i64>) -> i64 {
    (minutes.end - minutes.start).max(0)
}

/// Hundredths of hours.
fn hundredths(minutes: i64) -> i64 {
    minutes.max(0) * 60 / 36
}

fn meet(world: &World<'_>, a: usize, b: usize) -> bool {
    count(&common(world, a, b)) > 0
}

fn idle(world: &World<'_>, line: usize) -> i64 {
    used(world, line).map_or(0, |own| own.idle)
}

/// Minutes of a day that none of an item's postings of it fills.
fn free(world: &World<'_>, line: usize) -> i64 {
    let (item, day) = (world.line(line).item.as_str(), world.line(line).at.day());
    let of_the_day = |&other: &usize| {
        let fee = world.line(other);
        let own = used(world, other);
        fee.item.as_str() == item
            && fee.at.day() == day
            && same_house(world, line, other)
            && own.is_some_and(|own| own.posted)
            && fee.quantity <= Quantity::from_units(24)
    };
    let own = idle(world, line);
    if !of_the_day(&line) {
        return own;
    }
    let postings = world.paid().into_iter().filter(of_the_day);
    postings.map(|other| idle(world, other)).fold(own, i64::min)
}

/// True where two lines are charged for one time for certain.
fn joined(world: &World<'_>, a: usize, b: usize) -> bool {
    let minutes = count(&common(world, a, b));
    match (used(world, a), used(world, b)) {
        (Some(_), Some(_)) => hundredths(minutes - idle(world, a) - idle(world, b)) > 0,
        _ => minutes > 0 && idle(world, a) == 0 && idle(world, b) == 0,
    }
}

/// What of a line is charged beside others for certain: nothing, the money of all of it, or of so many hours.
fn charged_twice(world: &World<'_>, line: usize, others: &[usize]) -> Option<Money> {
    let others = || others.iter().copied().filter(|&other| other != line);
    let left = world.left[line];
    if used(world, line).is_none() {
        return others().any(|other| joined(world, line, other)).then_some(left.covered);
    }
    let sure: BTreeSet<i64> = others()
        .filter(|&other| idle(world, other) == 0)
        .flat_map(|other| common(world, line, other))
        .collect();
    let beside = others().map(|other| {
        let own = common(world, line, other);
        let added = own.filter(|minute| !sure.contains(minute)).count();
        (sure.len() + added) as i64 - idle(world, other)
    });
    let most = beside.max()?.max(sure.len() as i64) - idle(world, line);
    let part = (hundredths(most) * 100).min(left.quantity.scaled());
    (part > 0).then(|| left.covered.share(part, left.quantity.scaled()))
}

/// True where both may have been used at one time.
fn may_meet(world: &World<'_>, a: usize, b: usize) -> bool {
    let span = |line: usize| {
        let days = world.days_of(line);
        match used(world, line) {
            Some(own) => (own.minutes.start, own.last),
            None if exact(world, line) && !world.lasts(line) => (moment(world, line), moment(world, line)),
            None if exact(world, line) => (moment(world, line), days[days.len() - 1].end().epoch_seconds() / 60),
            None => (
                days[0].start().epoch_seconds() / 60,
                days[days.len() - 1].end().epoch_seconds() / 60,
            ),
        }
    };
    let undated = |line: usize| world.line(line).timing == Timing::Unknown;
    let ((a_first, a_last), (b_first, b_last)) = (span(a), span(b));
    let of_one_hour = used(world, a).is_none() && used(world, b).is_none();
    let (a_first, a_last, b_first, b_last) = match of_one_hour {
        true => (
            a_first.div_euclid(60),
            a_last.div_euclid(60),
            b_first.div_euclid(60),
            b_last.div_euclid(60),
        ),
        false => (a_first, a_last, b_first, b_last),
    };
    same_house(world, a, b) && (undated(a) || undated(b) || a_first <= b_last && b_first <= a_last)
}

/// True where it is known of the line when it was used.
fn known(world: &World<'_>, line: usize) -> bool {
    match used(world, line) {
        Some(own) => own.posted || own.idle == 0 && own.last < own.minutes.end,
        None => exact(world, line) && !world.lasts(line),
    }
}

fn pairs(world: &World<'_>, out: &mut Verdicts, both: bool) {
    for row in &world.setup.rows {
        let of = |codes: &str| -> Vec<usize> {
            let mut lines = world.paid();
            lines.retain(|&line| world.matches(codes, line));
            lines
        };
        let (mains, mut minors) = (of(row.codes), of(row.cell("从项编码")));
        minors.retain(|&line| both || judged(world, row, line));
        if mains.is_empty() || minors.is_empty() {
            continue;
        }
        let told = |line: usize| world.line(line).current && judged(world, row, line);
        for (&main, &minor) in mains
            .iter()
            .flat_map(|main| minors.iter().map(move |minor| (main, minor)))
        {
            let sure = exact(world, main) && exact(world, minor) && joined(world, main, minor);
            if main == minor || known(world, main) && known(world, minor) || sure || !may_meet(world, main, minor) {
                continue;
            }
            let mut named = vec![main, minor];
            named.retain(|&line| !known(world, line) && told(line));
            if named.is_empty() {
                named = vec![main, minor];
                named.retain(|&line| told(line));
            }
            for line in named {
                out.lacks_line(world.record, TIME, line);
            }
        }
        let exact_ones =
            |lines: Vec<usize>| -> Vec<usize> { lines.into_iter().filter(|&line| exact(world, line)).collect() };
        blame(world, out, row, (exact_ones(mains), exact_ones(minors)), both);
    }
}

/// Lines that hang together, and those of them that are to blame, with their money.
struct Group {
    lines: BTreeSet<usize>,
    blamed: Vec<(usize, Money)>,
}

fn blame(world: &World<'_>, out: &mut Verdicts, row: &Row, (mains, minors): (Vec<usize>, Vec<usize>), both: bool) {
    let twice = |line: usize, others: &[usize]| Some((line, charged_twice(world, line, others)?));
    let minors: Vec<(usize, Money)> = minors.iter().filter_map(|&minor| twice(minor, &mains)).collect();
    let of_minors: Vec<usize> = minors.iter().map(|(minor, _)| *minor).collect();
    // A main item of which nothing is sure to lie in a minor's time explains nothing, unless it adds to what others have.
    let explains = |main: usize| {
        of_minors.iter().any(|&minor| {
            let minutes = count(&common(world, minor, main));
            let adds = used(world, minor).is_some() && idle(world, main) == 0 && minutes > 0;
            // With the item's other postings of its day it may.
            let among = used(world, main).is_some_and(|of_main| of_main.posted) && {
                let left = minutes - free(world, main);
                match used(world, minor) {
                    Some(of_minor) => minutes > 0 && (left == minutes || hundredths(left - of_minor.idle) > 0),
                    None => minutes > 0 && left == minutes,
                }
            };
            minor != main && (adds || among || joined(world, minor, main))
        })
    };
    let mains: Vec<usize> = mains.into_iter().filter(|&main| explains(main)).collect();
    let mut groups: Vec<Group> = Vec::new();
    for &main in &mains {
        let close: BTreeSet<usize> = of_minors
            .iter()
            .copied()
            .filter(|&minor| minor != main && meet(world, main, minor))
            .collect();
        if close.is_empty() {
            continue;
        }
        let mut own: Vec<(usize, Money)> = minors
            .iter()
            .filter(|(minor, _)| close.contains(minor))
            .copied()
            .collect();
        own.extend(twice(main, &of_minors).filter(|_| both));
        let mut lines: BTreeSet<usize> = close.iter().copied().chain([main]).collect();
        let near = |other: &mut Group| !other.lines.is_disjoint(&close);
        for other in groups.extract_if(.., near) {
            lines.extend(other.lines);
            own.extend(other.blamed);
        }
        groups.push(Group { lines, blamed: own });
    }
    for Group { lines, mut blamed } in groups {
        if !lines.iter().any(|&line| world.line(line).current) {
            continue;
        }
        blamed.retain(|(line, _)| world.setup.speaks(row, world.line(*line).at.day()));
        for (line, money) in world.reported(blamed) {
            world.blame(out, line, money, Certainty::Definite);
        }
    }
}

fn rows() -> Vec<Row> {
    let cells = |codes, minor| {
        row(
            codes,
            &[("从项编码", minor), ("从项名称", "从项"), ("窗口", "同一小时")],
        )
    };
    vec![
        cells("D1", "S1"),
        cells("S2", "D2|C1"),
        cells("H1", "S2"),
        cells("C1", "H1"),
        cells("D2", "D1|S1"),
    ]
}

fn shape() -> Shape {
    Shape {
        by_the_hour: true,
        ..Shape::default()
    }
}

#[test]
fn pairs_by_the_hour() {
    for shape in [
        shape(),
        Shape {
            lasting: true,
            ..shape()
        },
        Shape {
            lasting: true,
            inexact: true,
            ..shape()
        },
    ] {
        let rule = setup("pair_exclusion", "计价单位取自: u", rows())
            .without_trial()
            .with_hourly(&HOURLY);
        agree(rule, shape, 1500, |world, out| pairs(world, out, false));
    }
}

#[test]
fn pairs_by_the_hour_blame_both_sides() {
    let rule = setup("pair_exclusion", "计价单位取自: u, 计违规: 两项", rows()[..3].to_vec())
        .without_trial()
        .with_hourly(&HOURLY);
    agree(
        rule,
        Shape {
            lasting: true,
            ..shape()
        },
        1500,
        |world, out| pairs(world, out, true),
    );
}
