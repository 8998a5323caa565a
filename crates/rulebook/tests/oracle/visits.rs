//! Oracles of the primitives that judge fields, times and encounters.

use crate::bench::{Row, Verdicts, World, agree, icd, row, setup};
use crate::world::Shape;
use domain::{CareSetting, Certainty, Encounter, Fact, HistoryReach, Money, SpecialCare};

const DEFINITE: Certainty = Certainty::Definite;

fn encounter_check(world: &World<'_>, visit: &Encounter, at: usize, check: &str) -> Option<bool> {
    let principals = visit.diagnoses.iter().filter(|diagnosis| diagnosis.principal).count();
    let operations = visit.operations.known();
    let charged = world
        .charged()
        .into_iter()
        .any(|line| world.line(line).encounter as usize == at && world.line(line).item.as_str().starts_with('S'));
    Some(match check {
        "诊断缺失" => visit.diagnoses.is_empty(),
        "主诊断缺失" => !visit.diagnoses.is_empty() && principals == 0,
        "主诊断多于一个" => principals > 1,
        "出院早于入院" => visit.end.is_some_and(|end| end < visit.begin),
        "出生晚于就诊" => world
            .record
            .person
            .birth
            .known()
            .is_some_and(|birth| *birth > visit.begin.day()),
        "性别缺失" => world.record.person.sex == Fact::Absent,
        "手术编码无手术费" => operations.is_some_and(|list| !list.is_empty()) && !charged,
        "主要手术缺失" => {
            operations.is_some_and(|list| !list.is_empty() && list.iter().all(|operation| !operation.principal))
        }
        _ => return None,
    })
}

fn line_check(world: &World<'_>, line: usize, check: &str) -> bool {
    let fee = world.line(line);
    match check {
        "明细金额不符" => (fee.price.times(fee.quantity) - fee.amount).abs() > Money::from_fen(5),
        "明细数量为零" => fee.quantity.is_zero(),
        "冲销无原单" => world.left[line].orphan,
        "医师缺失" => fee.doctor.is_empty(),
        "明细重复" => world.charged().into_iter().filter(|&other| other < line).any(|other| {
            let same = world.line(other);
            world.left[line].quantity.is_positive()
                && same.current
                && (
                    same.encounter,
                    &same.item,
                    same.at,
                    same.quantity,
                    same.amount,
                    &same.doctor,
                    &same.prescription,
                ) == (
                    fee.encounter,
                    &fee.item,
                    fee.at,
                    fee.quantity,
                    fee.amount,
                    &fee.doctor,
                    &fee.prescription,
                )
        }),
        _ => false,
    }
}

fn fields(world: &World<'_>, out: &mut Verdicts, checks: &[&str]) {
    for check in checks {
        for line in (0..world.record.lines.len()).filter(|&line| world.line(line).current) {
            if line_check(world, line, check) {
                let money = if *check == "明细重复" {
                    world.left[line].covered
                } else {
                    Money::ZERO
                };
                world.blame(out, line, money, DEFINITE);
            }
        }
        for (at, visit) in world
            .record
            .encounters
            .iter()
            .enumerate()
            .filter(|(_, visit)| visit.current)
        {
            if encounter_check(world, visit, at, check) == Some(true) {
                world.blame_encounter(out, at, Money::ZERO, DEFINITE);
            }
        }
    }
}

#[test]
fn field_validity() {
    let groups: [&[&str]; 4] = [
        &["明细金额不符", "明细编码缺失", "明细数量为零"],
        &["冲销无原单", "明细重复", "医师缺失"],
        &["诊断缺失", "主诊断缺失", "主诊断多于一个"],
        &[
            "出院早于入院",
            "出生晚于就诊",
            "性别缺失",
            "手术编码无手术费",
            "主要手术缺失",
        ],
    ];
    for checks in groups {
        let params: &'static str =
            Box::leak(format!("检查: [{}], 手术费编码: [S*]", checks.join(", ")).into_boxed_str());
        agree(
            setup("field_validity", params, Vec::new()),
            Shape::default(),
            300,
            |world, out| {
                let named: Vec<&str> = world.setup.params[world.setup.params.find('[').unwrap_or(0) + 1..]
                    .split(']')
                    .next()
                    .unwrap_or("")
                    .split(", ")
                    .collect();
                fields(world, out, &named);
            },
        );
    }
}

/// Fees of an operation without any operation: the fees are named, without money.
#[test]
fn fee_without_operation() {
    agree(
        setup(
            "field_validity",
            "检查: [手术费无手术编码], 手术费编码: [S1, C*]",
            Vec::new(),
        ),
        Shape::default(),
        400,
        |world, out| {
            for (at, visit) in world
                .record
                .encounters
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.current)
            {
                let on = visit.begin.day();
                let mut fees = world.charged();
                fees.retain(|&line| {
                    world.line(line).encounter as usize == at && ["S1", "C1"].contains(&world.line(line).item.as_str())
                });
                if fees.is_empty() || world.setup.state(on).is_none() {
                    continue;
                }
                match visit.operations.known() {
                    None => out.lacks_encounter("手术", at),
                    Some(list) if list.is_empty() => fees
                        .iter()
                        .for_each(|&line| world.blame_as_of(out, on, line, Money::ZERO, DEFINITE)),
                    Some(_) => {}
                }
            }
        },
    );
}

#[test]
fn charges_within_the_stay() {
    agree(
        setup("time_containment", "宽限小时: 5", Vec::new()),
        Shape::default(),
        500,
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
                let early = fee.at < visit.begin.plus_seconds(-5 * 3600);
                let late = visit.end.is_some_and(|end| fee.at > end.plus_seconds(5 * 3600));
                if early || late {
                    world.blame(out, line, world.left[line].covered, DEFINITE);
                }
            }
        },
    );
}

#[test]
fn timely_upload() {
    agree(
        setup("time_containment", "计法: 及时上传", Vec::new()),
        Shape::default(),
        400,
        |world, out| {
            for line in world
                .charged()
                .into_iter()
                .filter(|&line| world.line(line).current && world.setup.state(world.line(line).at.day()).is_some())
            {
                match world.line(line).uploaded_at {
                    None => out.lacks_encounter("上传时间", world.line(line).encounter as usize),
                    Some(at) if at > world.line(line).at.plus_seconds(86_400) => {
                        world.blame(out, line, Money::ZERO, DEFINITE)
                    }
                    Some(_) => {}
                }
            }
        },
    );
}

/// What an encounter must be like to be compared, by the parameters of the rule.
struct Interval {
    settings: &'static [CareSetting],
    same_house: bool,
    similar: bool,
    excluded: &'static [SpecialCare],
}

impl Interval {
    fn concerns(&self, visit: &Encounter) -> bool {
        let principal = visit
            .principal_diagnosis()
            .map_or("", |diagnosis| diagnosis.code.as_str());
        let excluded = self.excluded.iter().any(|care| {
            visit.special.contains(care)
                || *care == SpecialCare::Dialysis && icd("Z49", principal)
                || *care == SpecialCare::ChemoRadiotherapy && icd("Z51.1|Z51.0", principal)
        });
        visit
            .setting
            .known()
            .is_some_and(|setting| self.settings.contains(setting))
            && !excluded
    }

    fn comparable(&self, visit: &Encounter, other: &Encounter) -> bool {
        let category = |visit: &Encounter| {
            visit
                .principal_diagnosis()
                .map(|diagnosis| diagnosis.code.category().to_owned())
        };
        self.concerns(other)
            && (!self.same_house || visit.institution.code == other.institution.code)
            && (!self.similar || category(visit) == category(other))
    }

    fn remembers(&self, world: &World<'_>, from: domain::Day) -> bool {
        match world.record.history {
            HistoryReach::Since(day) => day <= from,
            HistoryReach::OwnInstitutionSince(day) => self.same_house && day <= from,
            HistoryReach::Absent => false,
        }
    }

    fn judge(&self, world: &World<'_>, out: &mut Verdicts, gap: Option<i32>, counted: Option<(i32, usize)>) {
        for (at, visit) in world
            .record
            .encounters
            .iter()
            .enumerate()
            .filter(|(_, visit)| visit.current)
        {
            if world.setup.state(visit.begin.day()).is_none() {
                continue;
            }
            if !visit.setting.is_known() {
                out.lacks_encounter("就医方式", at);
                continue;
            }
            if !self.concerns(visit) {
                continue;
            }
            if self.similar && visit.diagnoses.is_empty() {
                out.lacks_encounter("主诊断", at);
                continue;
            }
            let earlier = &world.record.encounters[..at];
            let (too_often, from, what) = match (gap, counted) {
                (Some(gap), _) => {
                    let close = earlier.iter().any(|other| {
                        let days = other.end.map(|end| visit.begin.day().days_since(end.day()));
                        self.comparable(visit, other) && days.is_some_and(|days| (0..=gap).contains(&days))
                    });
                    (close, visit.begin.day().plus_days(-gap), "历史住院")
                }
                (None, Some((window, cap))) => {
                    let from = visit.begin.day().plus_days(1 - window);
                    let count = earlier
                        .iter()
                        .filter(|other| other.begin.day() >= from && self.comparable(visit, other))
                        .count()
                        + 1;
                    (count > cap, from, "历史就诊")
                }
                _ => continue,
            };
            if too_often {
                world.blame_encounter(out, at, visit.fund_paid.known().copied().unwrap_or_default(), DEFINITE);
            } else if !self.remembers(world, from) {
                out.lacks_encounter(what, at);
            }
        }
    }
}

const BUSY: Shape = Shape {
    encounters: 6,
    lines: 0,
    spread: 6,
    settings: &[
        CareSetting::Inpatient,
        CareSetting::Inpatient,
        CareSetting::Outpatient,
        CareSetting::Emergency,
        CareSetting::Pharmacy,
    ],
};

#[test]
fn interval_between_stays() {
    agree(
        setup(
            "encounter_interval",
            "对象: 住院, 计法: 间隔, 间隔天数: 3, 排除: [透析, 放化疗]",
            Vec::new(),
        ),
        BUSY,
        500,
        |world, out| {
            let interval = Interval {
                settings: &[CareSetting::Inpatient],
                same_house: false,
                similar: false,
                excluded: &[SpecialCare::Dialysis, SpecialCare::ChemoRadiotherapy],
            };
            interval.judge(world, out, Some(3), None);
        },
    );
    let params = "对象: 住院, 计法: 间隔, 间隔天数: 5, 同一机构: true, 诊断相近: 主诊断前三位, 排除: [抢救]";
    agree(
        setup("encounter_interval", params, Vec::new()).with_exemptions(),
        BUSY,
        1500,
        |world, out| {
            let interval = Interval {
                settings: &[CareSetting::Inpatient],
                same_house: true,
                similar: true,
                excluded: &[SpecialCare::Rescue],
            };
            interval.judge(world, out, Some(5), None);
        },
    );
}

const OUTPATIENT: [CareSetting; 4] = [
    CareSetting::Outpatient,
    CareSetting::Emergency,
    CareSetting::ChronicOutpatient,
    CareSetting::Internet,
];

#[test]
fn number_of_visits() {
    let params = "对象: 门诊, 计法: 次数, 窗口天数: 5, 上限: 1, 同一机构: false";
    agree(
        setup("encounter_interval", params, Vec::new()),
        BUSY,
        500,
        |world, out| {
            Interval {
                settings: &OUTPATIENT,
                same_house: false,
                similar: false,
                excluded: &[],
            }
            .judge(world, out, None, Some((5, 1)));
        },
    );
    let params = "对象: 购药, 计法: 次数, 窗口天数: 9, 上限: 1, 同一机构: true";
    agree(
        setup("encounter_interval", params, Vec::new()),
        BUSY,
        1500,
        |world, out| {
            Interval {
                settings: &[CareSetting::Pharmacy],
                same_house: true,
                similar: false,
                excluded: &[],
            }
            .judge(world, out, None, Some((9, 1)));
        },
    );
}

#[test]
fn prior_therapy() {
    let cells = |codes, first, days| row(codes, &[("一线编码", first), ("回溯天数", days)]);
    let mut rows = vec![cells("D1", "D2", "2"), cells("C1", "S*", "30"), cells("H1", "", "")];
    rows.push(Row {
        to: crate::world::ROW_CHANGE,
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
        row("I10|I63", &[("备用", "")]),
        Row {
            to: crate::world::ROW_CHANGE,
            ..row("Z49", &[("备用", "")])
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
