//! Oracles of the primitives that relate items to each other.

use crate::bench::{Row, agree, row, row_until, setup};
use crate::reference::{World, icd, together};
use crate::verdicts::Verdicts;
use crate::world::{ROW_CHANGE, Shape};
use domain::{Certainty, HistoryReach, Money, Quantity};

const DEFINITE: Certainty = Certainty::Definite;
const SUSPECT: Certainty = Certainty::Suspect;

/// The windows of pairs; hours and days are those of one institution.
pub fn near(world: &World<'_>, window: &str, a: usize, b: usize) -> bool {
    let (line, other) = (world.line(a), world.line(b));
    let same_house = world.visit(a).institution.code == world.visit(b).institution.code;
    match window {
        "单次就诊" => line.encounter == other.encounter,
        "处方" => together(world, a, b),
        "同一小时" => same_house && line.at.day() == other.at.day() && line.at.hour() == other.at.hour(),
        "6小时" => same_house && line.at.seconds_since(other.at).abs() < 6 * 3600,
        _ => same_house && line.at.day() == other.at.day(),
    }
}

/// Every minor item near a main item, where anything of the two is under review. The row has to speak on the
/// day of the line that is blamed, whenever the other was charged.
fn pairs(world: &World<'_>, out: &mut Verdicts, lines: &[usize], both: bool) {
    for row in &world.setup.rows {
        let spoken = |line: usize| world.setup.speaks(row, world.line(line).at.day());
        let named = |codes: &str| -> Vec<usize> {
            let lines = lines.iter().copied();
            lines.filter(|line| world.matches(codes, *line)).collect()
        };
        let mains = named(row.codes);
        let mut minors = named(row.cell("从项编码"));
        minors.retain(|&minor| both || spoken(minor));
        pairs_of(world, out, row, &mains, &minors, both);
    }
}

/// Lines that hang together by the window, and those of them that are to blame, with their money.
struct Near {
    lines: Vec<usize>,
    blamed: Vec<(usize, Money)>,
}

/// Every minor item near a main item, of the lines that one row names.
pub fn pairs_of(world: &World<'_>, out: &mut Verdicts, row: &Row, mains: &[usize], minors: &[usize], both: bool) {
    let spoken = |line: usize| world.setup.speaks(row, world.line(line).at.day());
    let mut groups: Vec<Near> = Vec::new();
    for &main in mains {
        let close = |line: &&usize| near(world, row.cell("窗口"), main, **line);
        let joined = minors.iter().filter(close).copied();
        let joined: Vec<usize> = joined.filter(|&minor| minor != main).collect();
        let beside: Vec<usize> = mains.iter().filter(close).copied().collect();
        if joined.is_empty() || !joined.iter().chain(&beside).any(|&line| world.line(line).current) {
            continue;
        }
        let to_blame = joined.iter().chain(both.then_some(&main)).filter(|line| spoken(**line));
        let mut blamed: Vec<(usize, Money)> = to_blame.map(|&line| (line, world.left[line].covered)).collect();
        let joins = |other: &mut Near| other.lines.iter().any(|line| joined.contains(line));
        let mut lines = joined.clone();
        for other in groups.extract_if(.., joins) {
            lines.extend(other.lines);
            blamed.extend(other.blamed);
        }
        groups.push(Near { lines, blamed });
    }
    for (line, money) in groups.into_iter().flat_map(|near| world.reported(near.blamed)) {
        world.blame(out, line, money, DEFINITE);
    }
}

fn pair_rows() -> Vec<Row> {
    let cells = |codes, minor, window| row(codes, &[("从项编码", minor), ("从项名称", "从项"), ("窗口", window)]);
    vec![
        cells("D1", "S1", "单日"),
        cells("D2", "S*", "6小时"),
        cells("S1", "S2|C1", "单次就诊"),
        cells("C1", "D1", "处方"),
        Row {
            to: ROW_CHANGE,
            ..cells("H1", "D2", "同一小时")
        },
    ]
}

#[test]
fn pair_exclusion() {
    agree(
        setup("pair_exclusion", "", pair_rows()).without_trial(),
        Shape::default(),
        600,
        |world, out| {
            pairs(world, out, &world.paid(), false);
        },
    );
    agree(
        setup("pair_exclusion", "计违规: 两项", pair_rows()).without_trial(),
        Shape::default(),
        400,
        |world, out| {
            pairs(world, out, &world.paid(), true);
        },
    );
    agree(
        setup("pair_exclusion", "", pair_rows())
            .without_trial()
            .with_exemptions(),
        Shape::default(),
        600,
        |world, out| {
            pairs(world, out, &world.paid(), false);
        },
    );
    agree(
        setup("pair_exclusion", "含自费: true", pair_rows()).without_trial(),
        Shape::default(),
        400,
        |world, out| {
            pairs(world, out, &world.charged(), false);
        },
    );
}

/// A minor item between two main items that are further apart than the window: all three violate.
#[test]
fn pairs_by_hours_blame_both_sides() {
    let cells = |codes, minor| row(codes, &[("从项编码", minor), ("从项名称", "从项"), ("窗口", "6小时")]);
    let rule = setup("pair_exclusion", "计违规: 两项", vec![cells("D*", "S*")]).without_trial();
    agree(rule, Shape::default(), 1500, |world, out| {
        pairs(world, out, &world.paid(), true)
    });
}

/// A line that is main and minor item at once is no pair with itself.
#[test]
fn pairs_of_overlapping_codes() {
    let cells = |codes, minor, window| row(codes, &[("从项编码", minor), ("从项名称", "从项"), ("窗口", window)]);
    let rows = vec![cells("S1", "S*", "单日"), cells("D*", "D2|C1", "单次就诊")];
    agree(
        setup("pair_exclusion", "", rows).without_trial(),
        Shape::default(),
        500,
        |world, out| {
            pairs(world, out, &world.paid(), false);
        },
    );
}

#[test]
fn companion_required() {
    let cells = |codes, needed, window| row(codes, &[("需有", needed), ("需有名称", "相伴"), ("窗口", window)]);
    let mut rows = vec![
        cells("D1", "S1", "单日"),
        cells("D2", "S*|C1", "单次就诊"),
        cells("C1", "H1", "单日"),
    ];
    rows.push(Row {
        to: ROW_CHANGE,
        ..cells("H1", "D1", "单次就诊")
    });
    agree(
        setup("companion_required", "", rows),
        Shape::default(),
        500,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                for row in
                    world.setup.rows.iter().filter(|row| {
                        world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day())
                    })
                {
                    let beside = |other: &usize| {
                        *other != line
                            && world.matches(row.cell("需有"), *other)
                            && near(world, row.cell("窗口"), line, *other)
                    };
                    if !world.charged().iter().any(beside) {
                        world.blame(out, line, world.left[line].covered, DEFINITE);
                    }
                }
            }
        },
    );
    let cells = |codes, needed| row(codes, &[("需有", needed), ("需有名称", "相伴"), ("窗口", "单次就诊")]);
    agree(
        setup(
            "companion_required",
            "对象: 诊断",
            vec![cells("I63", "S1"), cells("C50|I10", "D*")],
        ),
        Shape::default(),
        500,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                for row in world
                    .setup
                    .rows
                    .iter()
                    .filter(|row| world.setup.speaks(row, visit.begin.day()))
                {
                    // an encounter without any charge yet says nothing about what will be done
                    let begun = world.record.lines.iter().any(|line| line.encounter as usize == at);
                    let diagnosed = visit
                        .diagnoses
                        .iter()
                        .any(|diagnosis| icd(row.codes, diagnosis.code.as_str()));
                    let done = world
                        .charged()
                        .into_iter()
                        .any(|line| world.line(line).encounter as usize == at && world.matches(row.cell("需有"), line));
                    if begun && diagnosed && !done {
                        world.blame_encounter(out, at, Money::ZERO, DEFINITE);
                    }
                }
            }
        },
    );
}

/// Components of which enough kinds are charged in one window, against the price of the whole.
#[test]
fn bundle_split() {
    let cells = |codes, parts, least, window, price| {
        row(
            codes,
            &[
                ("组成", parts),
                ("组成名称", "组成"),
                ("至少", least),
                ("窗口", window),
                ("组合价", price),
            ],
        )
    };
    let rows = vec![
        cells("B1", "D1|S1|C1", "2", "单日", "5.00"),
        cells("B2", "D2|S2", "2", "单次就诊", ""),
        Row {
            from: ROW_CHANGE,
            ..cells("B3", "H1|S*", "2", "单次就诊", "")
        },
    ];
    agree(setup("bundle_split", "", rows), Shape::default(), 600, |world, out| {
        for row in &world.setup.rows {
            let mut lines = world.paid();
            lines.retain(|&line| world.matches(row.cell("组成"), line));
            bundles_of(world, out, row, &lines);
        }
    });
}

/// How many components of the row there are among the lines.
pub fn parts_of(world: &World<'_>, row: &Row, lines: &[usize]) -> usize {
    let parts = row.cell("组成").split('|');
    parts
        .filter(|part| lines.iter().any(|&line| world.matches(part, line)))
        .count()
}

/// The bundles of one row among the lines of its components.
pub fn bundles_of(world: &World<'_>, out: &mut Verdicts, row: &Row, lines: &[usize]) {
    let spoken = |line: &usize| world.setup.speaks(row, world.line(*line).at.day());
    let mut done: Vec<usize> = Vec::new();
    for &line in lines {
        if done.contains(&line) {
            continue;
        }
        let members: Vec<usize> = lines
            .iter()
            .copied()
            .filter(|&other| !done.contains(&other) && near(world, row.cell("窗口"), line, other))
            .collect();
        done.extend(&members);
        let parts = parts_of(world, row, &members);
        if parts < row.number("至少").expect("a number") || !members.iter().any(|&member| world.line(member).current)
        {
            continue;
        }
        let Some(begins) = members.iter().copied().find(spoken) else {
            continue;
        };
        let on = world.line(begins).at.day();
        let price: Option<Money> = row.number("组合价");
        let of_item = |&member: &usize| -> Money {
            let alike = members
                .iter()
                .filter(|&&other| world.line(other).item == world.line(member).item);
            alike.map(|&other| world.left[other].covered).sum()
        };
        let dearest = members.iter().map(of_item).max().unwrap_or_default();
        let cap = if price.is_none() { Certainty::Suspect } else { DEFINITE };
        let total: Money = members.iter().map(|&member| world.left[member].covered).sum();
        let excess = total - price.unwrap_or(dearest);
        // shared in proportion, the last line taking what rounding leaves
        let mut shared = Money::ZERO;
        let mut blamed: Vec<(usize, Money)> = Vec::new();
        for (place, &member) in members.iter().enumerate().filter(|_| excess.is_positive()) {
            let own = world.left[member].covered.share(excess.scaled(), total.scaled());
            let part = if place + 1 == members.len() {
                excess - shared
            } else {
                own
            };
            shared += part;
            if spoken(&member) {
                blamed.push((member, part));
            }
        }
        for (member, part) in world.reported(blamed) {
            world.blame_as_of(out, on, member, part, cap);
        }
    }
}

/// 同一就诊同日: more surcharges than the main items allow; the last ones are blamed.
#[test]
fn surcharge() {
    let cells = |codes, main, cap| row(codes, &[("主项", main), ("主项名称", "主项"), ("每主项上限", cap)]);
    let rows = vec![
        cells("S1", "S2", "1"),
        cells("C1", "D*", "2"),
        row_until("H1", &[("主项", "C1"), ("主项名称", "主项"), ("每主项上限", "1")]),
    ];
    agree(setup("surcharge", "", rows), Shape::default(), 600, |world, out| {
        for row in &world.setup.rows {
            let mut lines = world.paid();
            lines.retain(|&line| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()));
            let same = |a: usize, b: usize| {
                world.line(a).encounter == world.line(b).encounter && world.line(a).at.day() == world.line(b).at.day()
            };
            let mut done: Vec<usize> = Vec::new();
            for &line in &lines {
                if done.contains(&line) {
                    continue;
                }
                let members: Vec<usize> = lines.iter().copied().filter(|&other| same(line, other)).collect();
                done.extend(&members);
                let mains = world
                    .charged()
                    .into_iter()
                    .filter(|&other| same(line, other) && world.matches(row.cell("主项"), other));
                let main: Quantity = mains.map(|other| world.left[other].quantity).sum();
                let mut room =
                    Quantity::from_scaled(main.scaled() * row.number::<i64>("每主项上限").expect("a number"));
                if !members.iter().any(|&member| world.line(member).current) {
                    continue;
                }
                // of the night: a main item of the day before or after that its own surcharges leave room
                let spare = |away: i32| {
                    let first = world.line(members[0]);
                    let there = |line: &usize| {
                        let other = world.line(*line);
                        other.encounter == first.encounter && other.at.day() == first.at.day().plus_days(away)
                    };
                    let units = |lines: Vec<usize>| -> i64 {
                        lines.iter().map(|&line| world.left[line].quantity.scaled()).sum()
                    };
                    let mut mains = world.charged();
                    mains.retain(|main| {
                        let speaks = world.setup.speaks(row, world.line(*main).at.day());
                        there(main) && speaks && world.matches(row.cell("主项"), *main)
                    });
                    let taken = lines.iter().copied().filter(there).collect();
                    units(mains) * row.number::<i64>("每主项上限").expect("a number") > units(taken)
                };
                let cap = if spare(-1) || spare(1) { SUSPECT } else { DEFINITE };
                for &member in &members {
                    let left = world.left[member];
                    let kept = room.min(left.quantity);
                    room -= kept;
                    let over = left.quantity - kept;
                    if over.is_positive() {
                        world.blame_as_of(
                            out,
                            world.line(members[0]).at.day(),
                            member,
                            left.covered.share(over.scaled(), left.quantity.scaled()),
                            cap,
                        );
                    }
                }
            }
        }
    });
}

/// What cannot follow what was done before, in an earlier encounter.
#[test]
fn history_contradiction() {
    let cells = |codes, operated, after| {
        row(
            codes,
            &[("既往手术", operated), ("之后不应有", after), ("之后名称", "之后")],
        )
    };
    let rows = vec![
        cells("S1", "", "D1|S2"),
        cells("", "47.0", "C1"),
        Row {
            from: ROW_CHANGE,
            ..cells("D2", "81", "H1")
        },
    ];
    for params in ["", "回溯天数: 2"] {
        agree(
            setup("history_contradiction", params, rows.clone()),
            Shape::default(),
            800,
            contradicted,
        );
    }
}

fn contradicted(world: &World<'_>, out: &mut Verdicts) {
    let look_back = if world.setup.params.is_empty() { 730 } else { 2 };
    for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
        let fee = world.line(line);
        let from = fee.at.day().plus_days(-look_back);
        for row in world
            .setup
            .rows
            .iter()
            .filter(|row| world.matches(row.cell("之后不应有"), line) && world.setup.speaks(row, fee.at.day()))
        {
            let charged = world.charged().into_iter().any(|other| {
                world.matches(row.codes, other)
                    && world.line(other).encounter != fee.encounter
                    && (from..fee.at.day()).contains(&world.line(other).at.day())
            });
            let operated = world.record.encounters.iter().enumerate().any(|(at, visit)| {
                at != fee.encounter as usize
                    && visit.operations.known().into_iter().flatten().any(|operation| {
                        icd(row.cell("既往手术"), operation.code.as_str())
                            && (from..fee.at.day()).contains(&operation.at.unwrap_or(visit.begin).day())
                    })
            });
            if charged || operated {
                world.blame(out, line, world.left[line].covered, DEFINITE);
            } else if !matches!(world.record.history, HistoryReach::Since(day) if day <= from) {
                out.lacks_line(world.record, "历史费用明细", line);
            }
        }
    }
}
