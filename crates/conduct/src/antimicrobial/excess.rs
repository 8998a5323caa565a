//! Which missed targets are to be put before people, and who had been warned.

use super::{Breach, Figure, Indicators, Measure, Standing, Target, TargetSet, Targets, Unit, judge};
use crate::{Department, Month};
use domain::{Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 已经提醒 · an earlier interview about the same measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    /// 约谈所涉月份
    pub month: Month,
    /// 约谈日期
    #[serde(with = "casework::stored")]
    pub held_on: domain::Day,
}

/// 超标 · one target that one unit missed in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excess {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 月份
    pub month: Month,
    /// 科室; none where the institution as a whole is meant
    pub department: Option<Department>,
    /// 医师; none where the department or the institution is meant
    #[serde(with = "casework::stored")]
    pub practitioner: Option<PractitionerCode>,
    /// 指标
    pub measure: Measure,
    /// 数值
    pub figure: Figure,
    /// 目标值
    pub target: Target,
    /// 此前已经约谈
    pub warned: Option<Warned>,
    /// 建议的不良执业行为记分; none where only an interview is proposed
    pub points: Option<u16>,
}

impl Excess {
    /// What was found against what, as one sentence.
    pub fn says(&self) -> String {
        let unit = self.measure.unit();
        format!(
            "{}{}为{}{unit}，目标为{}{unit}。",
            self.month,
            self.measure.zh(),
            self.figure,
            self.target
        )
    }

    /// 标识: the same for the same unit, month and measure, so that a month judged twice proposes once.
    pub fn key(&self) -> String {
        let department = self.department.as_ref().map_or("", |department| &department.0);
        let person = self.practitioner.as_ref().map_or("", PractitionerCode::as_str);
        format!(
            "{}|{department}|{person}|{}|{:?}",
            self.institution, self.month, self.measure
        )
    }

    /// The same measure of the same unit.
    fn continues(&self, earlier: &Excess) -> bool {
        self.institution == earlier.institution
            && self.department == earlier.department
            && self.practitioner == earlier.practitioner
            && self.measure == earlier.measure
    }
}

/// The missed targets of an institution. `kind` is its kind of hospital; `earlier` are the breaches of
/// before: whose interview was held before the month began has been warned, and `points` are proposed for
/// him.
pub fn excesses(
    (institution, division): (&InstitutionCode, &Division),
    cells: &BTreeMap<(Month, Unit), Indicators>,
    (targets, kind): (&Targets, &str),
    earlier: &[Breach],
    points: u16,
) -> Vec<Excess> {
    let mut found = Vec::new();
    for ((month, unit), indicators) in cells {
        let (set, department, practitioner): (Option<&TargetSet>, _, _) = match unit {
            Unit::Institution => (targets.hospital(kind), None, None),
            Unit::Department(department) => (targets.department(department), Some(department), None),
            Unit::Doctor(department, doctor) => (targets.department(department), Some(department), Some(doctor)),
        };
        let Some(set) = set else { continue };
        for judgement in judge(indicators, set) {
            let (Standing::Missed, Some(figure), Some(target)) =
                (judgement.standing, judgement.figure, judgement.target)
            else {
                continue;
            };
            let mut excess = Excess {
                institution: institution.clone(),
                division: division.clone(),
                month: *month,
                department: department.cloned(),
                practitioner: practitioner.cloned(),
                measure: judgement.measure,
                figure,
                target,
                warned: None,
                points: None,
            };
            excess.warned = earlier
                .iter()
                .filter_map(|breach| warning(breach, &excess))
                .max_by_key(|warned| warned.held_on);
            excess.points = excess.warned.is_some().then_some(points);
            found.push(excess);
        }
    }
    found
}

fn warning(breach: &Breach, excess: &Excess) -> Option<Warned> {
    let (earlier, interview) = (breach.excess.as_ref()?, breach.interview.as_ref()?);
    let before = interview.held_on < excess.month.first_day();
    (before && excess.continues(earlier)).then_some(Warned {
        month: earlier.month,
        held_on: interview.held_on,
    })
}
