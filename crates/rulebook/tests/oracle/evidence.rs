//! Oracles of `evidence_needed`.

use crate::bench::{Row, agree, row, setup};
use crate::reference::icd;
use crate::world::{ROW_CHANGE, Shape};
use domain::{Certainty, HistoryReach};

#[test]
fn prior_therapy() {
    let cells = |codes, first, days| row(codes, &[("一线编码", first), ("回溯天数", days)]);
    let mut rows = vec![cells("D1", "D2", "2"), cells("C1", "S*", "30"), cells("H1", "", "")];
    rows.push(Row {
        to: ROW_CHANGE,
        ..cells("S1", "H1", "3")
    });
    agree(
        setup("evidence_needed", "计法: 前置治疗", rows),
        Shape::default(),
        600,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                let fee = world.line(line);
                for row in world
                    .setup
                    .rows
                    .iter()
                    .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, fee.at.day()))
                {
                    let from = fee.at.day().plus_days(-row.number("回溯天数").unwrap_or(365));
                    let tried = world.charged().into_iter().any(|other| {
                        let earlier = world.line(other);
                        world.matches(row.cell("一线编码"), other) && earlier.at <= fee.at && earlier.at.day() >= from
                    });
                    let remembered = matches!(world.record.history, HistoryReach::Since(day) if day <= from);
                    if !tried && !row.cell("一线编码").is_empty() && !remembered {
                        out.lacks_line(world.record, "历史费用明细", line);
                    } else if !tried {
                        world.blame(out, line, world.left[line].covered, Certainty::Suspect);
                    }
                }
            }
        },
    );
}

#[test]
fn perioperative() {
    let cells = |codes, allowed, hours| row(codes, &[("允许药品", allowed), ("最长小时", hours)]);
    let rows = vec![cells("47.0", "D1", "24"), cells("81", "", "6")];
    agree(
        setup("evidence_needed", "计法: 围手术期, 药品: [D*]", rows).without_trial(),
        Shape::default(),
        800,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                let mut drugs = world.paid();
                drugs.retain(|&line| {
                    world.line(line).encounter as usize == at && world.line(line).item.as_str().starts_with('D')
                });
                let stay = visit.setting.known().is_some_and(|setting| setting.is_stay());
                if !visit.operations.is_known()
                    && stay
                    && !drugs.is_empty()
                    && world.setup.state(visit.begin.day()).is_some()
                {
                    out.lacks_encounter("手术", at);
                }
                for operation in visit.operations.known().into_iter().flatten() {
                    for row in world
                        .setup
                        .rows
                        .iter()
                        .filter(|row| icd(row.codes, operation.code.as_str()))
                    {
                        let Some(start) = operation.at else {
                            if !drugs.is_empty() && world.setup.speaks(row, visit.begin.day()) {
                                out.lacks_encounter("手术时间", at);
                            }
                            continue;
                        };
                        for &line in drugs
                            .iter()
                            .filter(|&&line| world.line(line).current && world.setup.speaks(row, start.day()))
                        {
                            let after = world.line(line).at.seconds_since(start);
                            let wrong = !row.cell("允许药品").is_empty() && !world.matches(row.cell("允许药品"), line);
                            if after >= -24 * 3600
                                && (wrong || after > row.number::<i64>("最长小时").expect("hours") * 3600)
                            {
                                world.blame(out, line, world.left[line].covered, Certainty::Suspect);
                            }
                        }
                    }
                }
            }
        },
    );
}

#[test]
fn light_admission() {
    let rows = vec![
        row("I10|I63", &[("备注", "")]),
        Row {
            to: ROW_CHANGE,
            ..row("Z49", &[("备注", "")])
        },
    ];
    let shape = Shape {
        lines: 6,
        ..Shape::default()
    };
    agree(
        setup(
            "evidence_needed",
            "计法: 低标准入院, 最长天数: 3, 检查占比: 0.5, 检查编码: [S*]",
            rows,
        ),
        shape,
        1500,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                let principal = visit
                    .principal_diagnosis()
                    .map_or("", |diagnosis| diagnosis.code.as_str());
                let stay = visit.setting.known().is_some_and(|setting| setting.is_stay());
                for _ in world
                    .setup
                    .rows
                    .iter()
                    .filter(|row| stay && icd(row.codes, principal) && world.setup.speaks(row, visit.begin.day()))
                {
                    let Some(end) = visit.end else {
                        out.lacks_encounter("出院时间", at);
                        continue;
                    };
                    let of = |wanted: &str| -> i64 {
                        let lines = (0..world.record.lines.len()).filter(|&line| {
                            world.line(line).encounter as usize == at
                                && world.line(line).item.as_str().starts_with(wanted)
                        });
                        lines.map(|line| world.left[line].amount.scaled()).sum()
                    };
                    if end.day().days_since(visit.begin.day()) <= 3 && of("") > 0 && 2 * of("S") >= of("") {
                        world.blame_encounter(
                            out,
                            at,
                            visit.fund_paid.known().copied().unwrap_or_default(),
                            Certainty::Suspect,
                        );
                    }
                }
            }
        },
    );
}
