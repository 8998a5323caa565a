//! Oracles of what is said where the time of a line is not known exactly: windows of days need the
//! day, windows of hours the moment; what cannot be placed is not judged, and said where it could matter.

use crate::bench::{Row, agree, row, setup};
use crate::quantities::above_cap;
use crate::reference::World;
use crate::relations::{bundles_of, near, pairs_of, parts_of};
use crate::verdicts::Verdicts;
use crate::windows::{in_window, judged, remembers, used};
use crate::world::Shape;
use domain::{CareSetting, Certainty, Day, Fact, Moment, Money, Quantity, Timing};

const DEFINITE: Certainty = Certainty::Definite;
const TIME: &str = "发生时间";

fn shape() -> Shape {
    Shape {
        inexact: true,
        ..Shape::default()
    }
}

/// Whether the line can be put into a window of this name.
fn placeable(world: &World<'_>, window: &str, line: usize) -> bool {
    let fee = world.line(line);
    match window {
        "单次就诊" => true,
        "处方" => fee.prescription.is_some() || fee.timing != Timing::Unknown,
        "单日" => fee.timing != Timing::Unknown,
        _ => fee.timing == Timing::Exact,
    }
}

/// Whether the two lines may lie in one window: every moment is tried that they may have had, hour by hour.
fn may_be_near(world: &World<'_>, window: &str, a: usize, b: usize) -> bool {
    let hours = |day: Day| {
        let whole = (0..24).map(move |hour| day.start().plus_seconds(hour * 3600));
        whole.chain([day.start().plus_seconds(86_399)])
    };
    let moments = |line: usize, other: usize| -> Vec<Moment> {
        let fee = world.line(line);
        let later = world.days_of(line).into_iter().skip(1);
        match fee.timing {
            _ if world.lasts(line) && fee.timing == Timing::DayOnly => {
                world.days_of(line).into_iter().flat_map(hours).collect()
            }
            // from its begin on
            Timing::Exact if world.lasts(line) => {
                let rest = hours(fee.at.day()).filter(|&moment| moment > fee.at);
                let first = [fee.at].into_iter().chain(rest);
                first.chain(later.flat_map(hours)).collect()
            }
            Timing::Exact => vec![fee.at],
            Timing::DayOnly => hours(fee.at.day()).collect(),
            // any day at all, so one on which the other may have been
            Timing::Unknown => hours(fee.at.day()).chain(hours(world.line(other).at.day())).collect(),
        }
    };
    let mut tried = world.record.clone();
    for at in moments(a, b) {
        for other_at in moments(b, a) {
            tried.lines[a].at = at;
            tried.lines[b].at = other_at;
            let one_of_many = World {
                setup: world.setup,
                record: &tried,
                left: Vec::new(),
            };
            if near(&one_of_many, window, a, b) {
                return true;
            }
        }
    }
    false
}

/// Whether something is to be said of the line where its window is not known.
fn told(world: &World<'_>, row: &Row, line: usize) -> bool {
    world.line(line).current && judged(world, row, line)
}

/// The lines of a sum that can be placed. Of the others those are said to lack their time that the row judges and
/// that may share a window with another line of the sum; where none of these is under review, it is said of those
/// that are and may stand beside them. A line of which not even the day is known may share one with any.
fn sorted_out(world: &World<'_>, out: &mut Verdicts, row: &Row, window: &str, lines: &[usize]) -> Vec<usize> {
    let undated = |line: usize| world.line(line).timing == Timing::Unknown;
    let share = |a: usize, b: usize| undated(a) || undated(b) || a != b && may_be_near(world, window, a, b);
    let (known, unknown): (Vec<usize>, Vec<usize>) = lines.iter().partition(|&&line| placeable(world, window, line));
    let unsure: Vec<usize> = unknown
        .into_iter()
        .filter(|&line| lines.iter().any(|&other| share(line, other)))
        .collect();
    let mut named = unsure.clone();
    named.retain(|&line| told(world, row, line));
    if named.is_empty() {
        named = known.clone();
        named.retain(|&line| told(world, row, line) && unsure.iter().any(|&other| share(line, other)));
    }
    for line in named {
        out.lacks_line(world.record, TIME, line);
    }
    known
}

/// Of two lines that may be a pair and nobody can tell, the one that lacks its time is named, or the other where
/// nothing is to be said of that one.
fn unsure_pairs(world: &World<'_>, out: &mut Verdicts, row: &Row, mains: &[usize], minors: &[usize]) {
    let window = row.cell("窗口");
    // What lasts was used at its begin, and nobody knows when after that.
    let known = |line: usize| placeable(world, window, line) && !world.lasts(line);
    let together =
        |a: usize, b: usize| placeable(world, window, a) && placeable(world, window, b) && near(world, window, a, b);
    for (&main, &minor) in mains
        .iter()
        .flat_map(|main| minors.iter().map(move |minor| (main, minor)))
    {
        if main == minor
            || known(main) && known(minor)
            || together(main, minor)
            || !may_be_near(world, window, main, minor)
        {
            continue;
        }
        let mut named = vec![main, minor];
        named.retain(|&line| !known(line) && told(world, row, line));
        if named.is_empty() {
            named = vec![main, minor];
            named.retain(|&line| told(world, row, line));
        }
        for line in named {
            out.lacks_line(world.record, TIME, line);
        }
    }
}

#[test]
fn a_day_that_nobody_knows_is_not_counted_for_any() {
    let rows = vec![
        row("D1|S1", &[("上限", "2"), ("单位", "次")]),
        row("C*", &[("上限", "1"), ("单位", "个")]),
        row("S2", &[("上限", "1"), ("单位", "次")]),
    ];
    agree(setup("quantity_cap", "", rows), shape(), 1500, |world, out| {
        for row in &world.setup.rows {
            let cap: Quantity = row.number("上限").expect("a cap");
            let lines = used(world, row);
            let whole: Quantity = lines.iter().map(|&line| world.left[line].quantity).sum();
            if whole <= cap {
                continue;
            }
            let lines = sorted_out(world, out, row, "单日", &lines);
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                if !done.contains(&line) {
                    let members: Vec<usize> = lines
                        .iter()
                        .copied()
                        .filter(|&other| in_window(world, "单日", line, other))
                        .collect();
                    done.extend(&members);
                    above_cap(world, out, row, &members);
                }
            }
        }
    });
}

#[test]
fn rolling_days_that_nobody_knows() {
    let cells = |codes, days| row(codes, &[("上限", "3"), ("单位", "次"), ("滚动天数", days)]);
    let rows = vec![cells("D1|S1", "2"), cells("S2", "7"), cells("C1", "3")];
    agree(
        setup("quantity_cap", "窗口: 滚动", rows),
        shape(),
        1500,
        |world, out| {
            for row in &world.setup.rows {
                let days: i32 = row.number("滚动天数").expect("days");
                let cap: Quantity = row.number("上限").expect("a cap");
                let mut lines = used(world, row);
                let whole: Quantity = lines.iter().map(|&line| world.left[line].quantity).sum();
                if whole > cap {
                    lines = sorted_out(world, out, row, "单日", &lines);
                } else {
                    lines.retain(|&line| placeable(world, "单日", line));
                }
                for (place, &line) in lines
                    .iter()
                    .enumerate()
                    .filter(|&(_, &line)| world.line(line).current && judged(world, row, line))
                {
                    let from = world.line(line).at.day().plus_days(1 - days);
                    let earlier = lines[..place]
                        .iter()
                        .filter(|&&other| world.line(other).at.day() >= from);
                    let before: Quantity = earlier.map(|&other| world.left[other].quantity).sum();
                    let left = world.left[line];
                    let over = (before + left.quantity - cap).min(left.quantity);
                    if over.is_positive() {
                        let money = left.covered.share(over.scaled(), left.quantity.scaled());
                        world.blame(out, line, money, DEFINITE);
                    } else if !remembers(world, from) {
                        out.lacks_line(world.record, "历史费用明细", line);
                    }
                }
            }
        },
    );
}

#[test]
fn pairs_of_which_one_cannot_be_placed() {
    unplaced_pairs(shape());
}

#[test]
fn pairs_of_which_one_lasts() {
    let lasting = Shape {
        lasting: true,
        ..Shape::default()
    };
    unplaced_pairs(lasting);
    unplaced_pairs(Shape {
        lasting: true,
        ..shape()
    });
}

fn unplaced_pairs(shape: Shape) {
    let cells = |codes, minor, window| row(codes, &[("从项编码", minor), ("从项名称", "从项"), ("窗口", window)]);
    let rows = vec![
        cells("D1", "S1", "单日"),
        cells("D2", "S2", "6小时"),
        cells("S1", "C1", "单次就诊"),
        cells("C1", "D1", "处方"),
        cells("H1", "D2", "同一小时"),
    ];
    agree(
        setup("pair_exclusion", "", rows).without_trial(),
        shape,
        2500,
        |world, out| {
            for row in &world.setup.rows {
                let window = row.cell("窗口");
                let of = |codes: &str| -> Vec<usize> {
                    let mut lines = world.paid();
                    lines.retain(|&line| world.matches(codes, line));
                    lines
                };
                let (mains, mut minors) = (of(row.codes), of(row.cell("从项编码")));
                minors.retain(|&line| judged(world, row, line));
                if mains.is_empty() || minors.is_empty() {
                    continue;
                }
                unsure_pairs(world, out, row, &mains, &minors);
                let placed = |lines: &[usize]| -> Vec<usize> {
                    let lines = lines.iter().copied();
                    lines.filter(|&line| placeable(world, window, line)).collect()
                };
                let (mains, minors) = (placed(&mains), placed(&minors));
                pairs_of(world, out, row, &mains, &minors, false);
            }
        },
    );
}

/// Hours of which one is not known part a bundle from what is certainly in another window.
#[test]
fn bundles_of_which_a_part_cannot_be_placed() {
    let cells = |codes, parts, least, window| {
        let cells = [
            ("组成", parts),
            ("组成名称", "组成"),
            ("至少", least),
            ("窗口", window),
            ("组合价", "5.00"),
        ];
        row(codes, &cells)
    };
    let rows = vec![
        cells("B1", "D1|S1|C1", "2", "6小时"),
        cells("B2", "D2|S2", "2", "同一小时"),
        cells("B3", "H1|S*", "2", "单日"),
    ];
    agree(setup("bundle_split", "", rows), shape(), 2500, |world, out| {
        for row in &world.setup.rows {
            let mut lines = world.paid();
            lines.retain(|&line| world.matches(row.cell("组成"), line));
            if parts_of(world, row, &lines) < row.number("至少").expect("a number") {
                continue;
            }
            let lines = sorted_out(world, out, row, row.cell("窗口"), &lines);
            bundles_of(world, out, row, &lines);
        }
    });
}

#[test]
fn twins_at_a_moment_that_nobody_knows() {
    let shape = Shape {
        lines: 16,
        encounters: 1,
        ..shape()
    };
    agree(
        setup("field_validity", "检查: [明细重复]", Vec::new()),
        shape,
        4000,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                let fee = world.line(line);
                if world.setup.state(fee.at.day()).is_none() {
                    continue;
                }
                let twins = world.paid().into_iter().filter(|&other| {
                    let same = world.line(other);
                    other != line
                        && same.current
                        && (
                            same.encounter,
                            &same.item,
                            same.quantity,
                            same.amount,
                            &same.doctor,
                            &same.prescription,
                        ) == (
                            fee.encounter,
                            &fee.item,
                            fee.quantity,
                            fee.amount,
                            &fee.doctor,
                            &fee.prescription,
                        )
                });
                for other in twins {
                    let same = world.line(other);
                    let certain = fee.timing == Timing::Exact && same.timing == Timing::Exact;
                    let days_known = fee.timing != Timing::Unknown && same.timing != Timing::Unknown;
                    if certain && other < line && same.at == fee.at {
                        world.blame(out, line, world.left[line].covered, Certainty::Suspect);
                    } else if fee.timing != Timing::Exact && (!days_known || same.at.day() == fee.at.day()) {
                        out.lacks_line(world.record, TIME, line);
                    }
                }
            }
        },
    );
}

#[test]
fn a_stay_and_a_day_that_may_lie_in_it() {
    agree(
        setup("time_containment", "宽限小时: 5", Vec::new()),
        shape(),
        800,
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
                let outside = |at: Moment| {
                    at < visit.begin.plus_seconds(-5 * 3600)
                        || visit.end.is_some_and(|end| at > end.plus_seconds(5 * 3600))
                };
                let whole_day: Vec<bool> = match fee.timing {
                    Timing::Exact => vec![outside(fee.at)],
                    Timing::DayOnly => (0..24 * 60)
                        .flat_map(|minute| [minute * 60, minute * 60 + 59])
                        .map(|second| outside(fee.at.plus_seconds(second)))
                        .collect(),
                    Timing::Unknown => vec![true, false],
                };
                let reversed = visit.end.is_some_and(|end| end < visit.begin);
                match (whole_day.contains(&true), whole_day.contains(&false)) {
                    (true, false) if reversed => out.lacks_encounter("出院时间", fee.encounter as usize),
                    (true, false) => world.blame(out, line, world.left[line].covered, DEFINITE),
                    (true, true) => out.lacks_line(world.record, TIME, line),
                    _ => {}
                }
            }
        },
    );
}

/// What is taken back on a day is taken from the lines of that day, at whatever hour; what is taken back nobody knows
/// when, from any line of the visit.
#[test]
fn refunds_of_which_the_moment_is_not_known() {
    agree(
        setup("field_validity", "检查: [冲销无原单]", Vec::new()),
        shape(),
        1500,
        |world, out| {
            for line in (0..world.record.lines.len()).filter(|&line| world.left[line].orphan) {
                if world.line(line).current {
                    world.blame(out, line, Money::ZERO, DEFINITE);
                }
            }
        },
    );
}

#[test]
fn an_upload_that_is_late_from_the_end_of_the_day() {
    agree(
        setup("time_containment", "计法: 及时上传, 宽限小时: 5", Vec::new()),
        shape(),
        1500,
        |world, out| {
            for line in world.charged().into_iter().filter(|&line| world.line(line).current) {
                let fee = world.line(line);
                if world.setup.state(fee.at.day()).is_none() {
                    continue;
                }
                let Some(uploaded) = fee.uploaded_at else {
                    out.lacks_encounter("上传时间", fee.encounter as usize);
                    continue;
                };
                let late = |at: Moment| uploaded > at.plus_seconds(5 * 3600);
                let moments: Vec<bool> = match fee.timing {
                    Timing::DayOnly => (0..24 * 60)
                        .flat_map(|minute| [minute * 60, minute * 60 + 59])
                        .map(|second| late(fee.at.plus_seconds(second)))
                        .collect(),
                    Timing::Exact => vec![late(fee.at)],
                    Timing::Unknown => vec![late(fee.at), false],
                };
                match (moments.contains(&true), moments.contains(&false)) {
                    (true, false) => world.blame(out, line, Money::ZERO, DEFINITE),
                    (true, true) => out.lacks_line(world.record, TIME, line),
                    _ => {}
                }
            }
        },
    );
}
