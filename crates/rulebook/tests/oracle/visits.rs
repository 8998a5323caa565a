//! Oracles of `encounter_interval`.

use crate::bench::{agree, setup};
use crate::reference::{World, icd};
use crate::verdicts::Verdicts;
use crate::world::Shape;
use domain::{CareSetting, Certainty, Encounter, HistoryReach, SpecialCare};

const DEFINITE: Certainty = Certainty::Definite;

/// What an encounter must be like to be compared, by the parameters of the rule.
struct Interval {
    settings: &'static [CareSetting],
    same_house: bool,
    similar: bool,
    excluded: &'static [SpecialCare],
}

impl Interval {
    fn concerns(&self, visit: &Encounter) -> bool {
        let any = |writing: &str| {
            visit
                .diagnoses
                .iter()
                .any(|diagnosis| icd(writing, diagnosis.code.as_str()))
        };
        let excluded = self.excluded.iter().any(|care| {
            visit.special.contains(care)
                || *care == SpecialCare::Dialysis && any("Z49|Z99.2")
                || *care == SpecialCare::ChemoRadiotherapy && any("Z51.0-Z51.2")
        });
        visit
            .setting
            .known()
            .is_some_and(|setting| self.settings.contains(setting))
            && !excluded
            // 全部冲销: nothing was left of it
            && !visit.special.contains(&SpecialCare::Undone)
    }

    fn comparable(&self, visit: &Encounter, other: &Encounter) -> bool {
        let category = |visit: &Encounter| {
            let traditional = |code: &str| !code.contains('+') && code.matches('.').count() >= 2;
            let ranked = visit.diagnoses.iter().enumerate().min_by_key(|(at, own)| {
                let code = own.code.as_str();
                (
                    !own.principal,
                    traditional(code),
                    code.starts_with('B') && traditional(code),
                    *at,
                )
            });
            ranked.map(|(_, own)| {
                let code = own.code.as_str();
                let width = if traditional(code) { 9 } else { 3 };
                code.chars().take(width).collect::<String>()
            })
        };
        self.concerns(other)
            && (!self.same_house || visit.institution.code == other.institution.code)
            && (!self.similar || category(visit) == category(other))
    }

    /// 转院后返回: between the two stays lies one that is marked as a transfer.
    fn transferred_between(&self, world: &World<'_>, before: &Encounter, after: &Encounter) -> bool {
        self.excluded.contains(&SpecialCare::Transfer)
            && world.record.encounters.iter().any(|stay| {
                let span = (stay.begin.day(), stay.end.map(|end| end.day()));
                stay.special.contains(&SpecialCare::Transfer)
                    && stay.setting.known().is_some_and(|setting| setting.is_stay())
                    && before.end.is_some_and(|end| end.day() <= span.0)
                    && span.1.is_some_and(|end| end <= after.begin.day())
            })
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
                        self.comparable(visit, other)
                            && days.is_some_and(|days| days <= gap)
                            // the patient was let in again before he had left, or twice on one day
                            && (days >= Some(0) || other.begin.day() != visit.begin.day())
                            && !self.transferred_between(world, other, visit)
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
    inexact: false,
    lasting: false,
    by_the_hour: false,
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
        8000,
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

/// A stay elsewhere between two of one institution, marked as a transfer.
#[test]
fn returns_from_transfer() {
    let params = "对象: 住院, 计法: 间隔, 间隔天数: 5, 同一机构: true, 排除: [转院]";
    let shape = Shape {
        settings: &[CareSetting::Inpatient],
        ..BUSY
    };
    agree(
        setup("encounter_interval", params, Vec::new()),
        shape,
        3000,
        |world, out| {
            let interval = Interval {
                settings: &[CareSetting::Inpatient],
                same_house: true,
                similar: false,
                excluded: &[SpecialCare::Transfer],
            };
            interval.judge(world, out, Some(5), None);
        },
    );
}

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
