//! Whether indicators meet their targets, and when that cannot be said.

use super::{Bound, Indicators, Measure, Target, TargetSet};
use crate::figures::{Ratio, hundredths};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// 使用强度不高于200 DDDs/百人天: above it the units are wrong, not the prescribing.
pub const MOST_PLAUSIBLE_INTENSITY: u64 = 200;

/// 住院天数不少于100: below it an intensity says nothing.
pub const LEAST_BED_DAYS: u64 = 100;

/// 例数不少于10: below it a share says nothing of a department or a doctor (our own figure).
pub const LEAST_CASES: u64 = 10;

/// 数值 · what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// 每百: a share, or DDDs (in millionths of the whole) per 100 days
    PerHundred(Ratio),
    /// 个数
    Count(u64),
}

impl Figure {
    fn compare(self, target: Target) -> Option<Ordering> {
        match self {
            Figure::PerHundred(ratio) => ratio.compare(target.hundredths),
            Figure::Count(count) => Some((u128::from(count) * 100).cmp(&u128::from(target.hundredths))),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::PerHundred(ratio) => match ratio.per_hundred() {
                Some(value) => f.write_str(&hundredths(value)),
                None => f.write_str("—"),
            },
            Figure::Count(count) => write!(f, "{count}"),
        }
    }
}

/// 评判
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 达标
    Met,
    /// 未达标
    Missed,
    /// 未设目标
    NoTarget,
    /// 无病例
    NoCase,
    /// 样本过小
    SampleTooSmall,
    /// 单位存疑: so high that units must be checked before anybody is asked
    UnitsDoubtful,
    /// 数据不全: within the target, but some consumption could not be counted
    Incomplete,
}

impl Standing {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Standing::Met => "达标",
            Standing::Missed => "未达标",
            Standing::NoTarget => "未设目标",
            Standing::NoCase => "无病例",
            Standing::SampleTooSmall => "样本过小",
            Standing::UnitsDoubtful => "数值异常，请核对单位",
            Standing::Incomplete => "有药品未计入，不能评判",
        }
    }
}

/// 评判结果 · one measure of one unit in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// 指标
    pub measure: Measure,
    /// 数值; none where there was no case
    pub figure: Option<Figure>,
    /// 目标值, if there is one
    pub target: Option<Target>,
    /// 评判
    pub standing: Standing,
}

/// Every measure against its target.
pub fn judge(indicators: &Indicators, targets: &TargetSet) -> Vec<Judgement> {
    let judged = |measure| {
        let figure = match measure {
            Measure::DrugKinds => Some(Figure::Count(indicators.kinds().len() as u64)),
            _ => indicators.share(measure).map(Figure::PerHundred),
        };
        let target = targets.limits.get(&measure).copied();
        Judgement {
            measure,
            figure,
            target,
            standing: standing(indicators, measure, figure, target),
        }
    };
    Measure::ALL.into_iter().map(judged).collect()
}

fn standing(indicators: &Indicators, measure: Measure, figure: Option<Figure>, target: Option<Target>) -> Standing {
    let Some(figure) = figure else {
        return Standing::NoCase;
    };
    let lower_bound = measure == Measure::Intensity && !indicators.uncounted().is_empty();
    if let Figure::PerHundred(ratio) = figure {
        let least = match measure {
            Measure::Intensity => {
                if ratio.compare(MOST_PLAUSIBLE_INTENSITY * 100) == Some(Ordering::Greater) {
                    return Standing::UnitsDoubtful;
                }
                indicators.patient_days() < LEAST_BED_DAYS
            }
            _ => ratio.whole < LEAST_CASES,
        };
        if least {
            return Standing::SampleTooSmall;
        }
    }
    let Some(target) = target else {
        return Standing::NoTarget;
    };
    match (target.bound, figure.compare(target)) {
        (_, None) => Standing::NoCase,
        (Bound::AtMost, Some(Ordering::Greater)) | (Bound::AtLeast, Some(Ordering::Less)) => Standing::Missed,
        // What was not counted could only add to it.
        (..) if lower_bound => Standing::Incomplete,
        (..) => Standing::Met,
    }
}
