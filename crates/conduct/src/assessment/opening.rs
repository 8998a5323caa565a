//! What an assessment begins with: whom it is about, by which items, until when each stage lasts.

use crate::scheme::{ReviewStage, Scheme, StageWeights};
use crate::{Points, StaffCategory, Subject};
use casework::{Clock, Refusal, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 公示 lasts at least so many working days.
pub const LEAST_PUBLICITY_DAYS: u16 = 5;

/// 启动 · what an assessment begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 考评年度
    pub year: i16,
    /// 当事人
    pub subject: Subject,
    /// 人员类别
    pub category: StaffCategory,
    /// 考评方案及版本
    pub scheme: String,
    /// 考评项目 that people score
    pub items: Vec<Item>,
    /// 各环节届满日
    pub deadlines: Deadlines,
    /// 公示工作日数
    pub publicity_days: u16,
    /// 各环节权重; none where the institution decides and the earlier stages are only visible
    pub weights: Option<Weights>,
}

/// 考评项目
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 项目编号
    pub item: String,
    /// 项目名称
    pub name: String,
    /// 满分
    pub most: Points,
}

impl Item {
    /// The items of a scheme. Of one without base points nobody can say that it was fulfilled: it only adds
    /// and deducts, and nobody scores it.
    pub fn of_scheme(scheme: &Scheme) -> Vec<Self> {
        let scored = scheme.items.iter().filter(|item| item.base > Points::ZERO);
        scored
            .map(|item| Self {
                item: item.id.0.clone(),
                name: item.text.clone(),
                most: item.base,
            })
            .collect()
    }
}

/// 项目得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemScore {
    /// 项目编号
    pub item: String,
    /// 得分
    pub points: Points,
}

/// 各环节届满日, in the order of the stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// 自我评价
    #[serde(with = "casework::stored")]
    pub self_review: Day,
    /// 科室评价
    #[serde(with = "casework::stored")]
    pub department: Day,
    /// 支部评价; none where the scheme has no such stage
    #[serde(with = "casework::stored")]
    pub branch: Option<Day>,
    /// 群众评议; none where the scheme has no such stage
    #[serde(with = "casework::stored")]
    pub public: Option<Day>,
    /// 行风办拟定
    #[serde(with = "casework::stored")]
    pub draft: Day,
    /// 委员会审定
    #[serde(with = "casework::stored")]
    pub committee: Day,
}

impl Deadlines {
    /// The days of the stages that there are, in their order.
    pub fn all(&self) -> impl Iterator<Item = Day> {
        [
            Some(self.self_review),
            Some(self.department),
            self.branch,
            self.public,
            Some(self.draft),
            Some(self.committee),
        ]
        .into_iter()
        .flatten()
    }
}

/// 各环节权重 in per cent, 100 in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// 自我评价
    pub self_review: u8,
    /// 科室评价
    pub department: u8,
    /// 支部评价
    pub branch: u8,
    /// 群众评议
    pub public: u8,
    /// 单位评价
    pub unit: u8,
}

impl Weights {
    /// The weights of a scheme in per cent; none where one of them is no whole number of them.
    pub fn of_scheme(stages: &StageWeights) -> Option<Self> {
        let of = |stage: ReviewStage| {
            let parts = stages.0.get(&stage).map_or(0, |weight| weight.in_ten_thousandths());
            parts
                .is_multiple_of(100)
                .then(|| u8::try_from(parts / 100).ok())
                .flatten()
        };
        Some(Self {
            self_review: of(ReviewStage::Own)?,
            department: of(ReviewStage::Department)?,
            branch: of(ReviewStage::Branch)?,
            public: of(ReviewStage::Public)?,
            unit: of(ReviewStage::Unit)?,
        })
    }
}

impl Opening {
    pub(super) fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        self.subject.is_told()?;
        given("考评方案", &self.scheme)?;
        let this_year = clock.today().year();
        if !(this_year - 1..=this_year).contains(&self.year) {
            return Err(Refusal::OutOfRange {
                what: "考评年度",
                least: (this_year - 1).to_string(),
                most: this_year.to_string(),
                found: self.year.to_string(),
            });
        }
        attached("考评项目", &self.items)?;
        let mut seen = BTreeSet::new();
        for item in &self.items {
            given("项目编号", &item.item)?;
            given("项目名称", &item.name)?;
            if !seen.insert(&item.item) {
                return Err(Refusal::Duplicate {
                    what: "同一考评项目"
                });
            }
            if item.most <= Points::ZERO {
                return Err(Refusal::OutOfRange {
                    what: "项目满分",
                    least: "0.01".to_owned(),
                    most: "10000".to_owned(),
                    found: item.most.to_string(),
                });
            }
        }
        clock.not_past("自我评价", self.deadlines.self_review)?;
        if !self.deadlines.all().is_sorted() {
            return Err(Refusal::Field {
                code: "CD-ASSESS-DEADLINES",
                say: "各环节的届满日应当依次不早于前一环节。请按自评、科室、支部、群众、拟定、审定的顺序核对日期。"
                    .to_owned(),
            });
        }
        if self.publicity_days < LEAST_PUBLICITY_DAYS {
            return Err(Refusal::OutOfRange {
                what: "公示工作日数",
                least: LEAST_PUBLICITY_DAYS.to_string(),
                most: u16::MAX.to_string(),
                found: self.publicity_days.to_string(),
            });
        }
        self.weights.map_or(Ok(()), |weights| self.weigh(weights))
    }

    /// Refuses weights that do not total 100, or that weigh a stage that is not held.
    fn weigh(&self, weights: Weights) -> Result<(), Refusal> {
        let parts = [
            weights.self_review,
            weights.department,
            weights.branch,
            weights.public,
            weights.unit,
        ];
        let total: u32 = parts.iter().map(|part| u32::from(*part)).sum();
        let refuse = |say: String| {
            Err(Refusal::Field {
                code: "CD-ASSESS-WEIGHTS",
                say,
            })
        };
        if total != 100 {
            return refuse(format!("各环节权重合计应为100，现为{total}。请更正。"));
        }
        let unheld = (weights.branch > 0 && self.deadlines.branch.is_none())
            || (weights.public > 0 && self.deadlines.public.is_none());
        match unheld {
            true => refuse("没有安排的环节不能有权重。请补充该环节的届满日，或者把权重改为0。".to_owned()),
            false => Ok(()),
        }
    }

    /// Refuses scores that are not one for each item, from zero to the most.
    pub(super) fn scored(&self, scores: &[ItemScore]) -> Result<(), Refusal> {
        let asked: BTreeSet<&str> = self.items.iter().map(|item| item.item.as_str()).collect();
        let given: BTreeSet<&str> = scores.iter().map(|score| score.item.as_str()).collect();
        if asked != given || scores.len() != self.items.len() {
            return Err(Refusal::Field {
                code: "CD-ASSESS-ITEMS",
                say: format!(
                    "应对{}个考评项目各评一次分，现有{}项。请逐项评分。",
                    self.items.len(),
                    scores.len()
                ),
            });
        }
        for score in scores {
            let most = self
                .items
                .iter()
                .find(|item| item.item == score.item)
                .map(|item| item.most);
            let most = most.unwrap_or(Points::ZERO);
            if score.points.is_negative() || score.points > most {
                return Err(Refusal::OutOfRange {
                    what: "项目得分",
                    least: "0".to_owned(),
                    most: most.to_string(),
                    found: score.points.to_string(),
                });
            }
        }
        Ok(())
    }

    /// The most that all items give.
    pub(super) fn most(&self) -> Points {
        self.items.iter().map(|item| item.most).sum()
    }
}
