//! 考评方案 · the scheme by which conduct is scored, as data that an institution edits.
//!
//! A scheme is a text in TOML: items with their base points, rules of scoring by the code of the event,
//! veto conditions, bands of grades, quotas and what follows from a grade. [`Scheme::read`] says of a text
//! what cannot be read, with line and field; [`Scheme::problems`] says of a scheme what must not be published.

mod band;
mod check;
mod item;
mod ratio;
mod read;
mod rule;
mod shipped;

pub mod draft;

pub use band::{Band, Condition, Grade, Hole, Survey, grade_of};
pub use check::Problem;
pub use item::{Area, Dimension, Item, ItemId};
pub(crate) use ratio::rounded;
pub use ratio::{Ratio, RatioProblem};
pub use read::{ReadProblem, ReadProblems};
pub use rule::{Award, Direction, Organ, Per, Rule, Tier, VetoRule};
pub use shipped::Template;

use crate::{EventCode, Points, StaffCategory};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 考评方案 · one version, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// 名称
    pub name: String,
    /// 年度 that it was made for
    pub year: i16,
    /// 版本
    pub version: String,
    /// 适用人员
    pub staff: Vec<StaffCategory>,
    /// 依据文件
    pub basis: String,
    /// 基本分
    pub base: Points,
    /// 总分上限
    pub score_max: Points,
    /// 加分合计上限
    pub add_max: Points,
    /// 考评周期
    pub period: Period,
    /// 年度得分的合成
    pub composition: Composition,
    /// 科室得分的折减 (δ)
    pub department_discount: Ratio,
    /// 考评内容
    pub items: Vec<Item>,
    /// 评分细则
    pub rules: Vec<Rule>,
    /// 一票否决情形
    pub vetoes: Vec<VetoRule>,
    /// 等级, in the order in which they are tried
    pub bands: Vec<Band>,
    /// 名额
    pub quotas: Vec<Quota>,
    /// 结果运用
    pub consequences: Vec<Consequence>,
    /// 各环节的权重; none where the unit decides and earlier stages are only seen
    pub stages: Option<StageWeights>,
}

/// 考评周期
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 年
    Year,
    /// 半年
    Half,
    /// 季
    Quarter,
    /// 月
    Month,
}

impl Period {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Year, Self::Half, Self::Quarter, Self::Month];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Period::Year => "年",
            Period::Half => "半年",
            Period::Quarter => "季",
            Period::Month => "月",
        }
    }

    /// How many a year has.
    pub const fn in_a_year(self) -> u8 {
        match self {
            Period::Year => 1,
            Period::Half => 2,
            Period::Quarter => 4,
            Period::Month => 12,
        }
    }
}

/// 年度得分的合成 · how the periods of a year become its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Composition {
    /// 全年累计: caps and limits are those of the year
    Sum,
    /// 各周期平均: every period begins with the base anew, caps and limits are those of a period
    Mean,
}

impl Composition {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sum, Self::Mean];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Composition::Sum => "全年累计",
            Composition::Mean => "各周期平均",
        }
    }
}

/// 名额 · how many may have a grade; the rest have the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// 范围
    pub scope: Scope,
    /// 等级
    pub grade: Grade,
    /// 比例上限
    pub max_share: Ratio,
    /// 取整
    pub rounding: Rounding,
    /// 最少人数: smaller departments count together
    pub min_group: u16,
    /// 同分
    pub tie: Tie,
}

/// 名额范围
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 科室
    Department,
    /// 全院
    Institution,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Department, Self::Institution];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Scope::Department => "科室",
            Scope::Institution => "全院",
        }
    }
}

/// 取整
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// 舍去小数
    Floor,
    /// 四舍五入
    HalfUp,
}

impl Rounding {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Floor, Self::HalfUp];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Rounding::Floor => "舍去小数",
            Rounding::HalfUp => "四舍五入",
        }
    }
}

/// 同分 · what becomes of those who are equal at the edge of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// 均不进入: nobody is preferred for his number
    None,
    /// 按人员编号
    Code,
}

impl Tie {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::None, Self::Code];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Tie::None => "均不进入",
            Tie::Code => "按人员编号",
        }
    }
}

/// 结果运用 · what a grade means for title, award and pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consequence {
    /// 等级
    pub grade: Grade,
    /// 可以晋升职称
    pub title: bool,
    /// 可以评先评优
    pub award: bool,
    /// 绩效系数
    pub pay: Ratio,
}

/// 考评环节 · who scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStage {
    /// 自我评价
    Own,
    /// 科室评价
    Department,
    /// 支部评价
    Branch,
    /// 群众评价
    Public,
    /// 单位评价
    Unit,
}

impl ReviewStage {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 5] = [Self::Own, Self::Department, Self::Branch, Self::Public, Self::Unit];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            ReviewStage::Own => "自我评价",
            ReviewStage::Department => "科室评价",
            ReviewStage::Branch => "支部评价",
            ReviewStage::Public => "群众评价",
            ReviewStage::Unit => "单位评价",
        }
    }
}

/// 环节权重 · what each stage counts in the total; together one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageWeights(pub BTreeMap<ReviewStage, Ratio>);

impl StageWeights {
    /// The total of the stages, rounded half up; none where a stage that counts has not scored.
    pub fn total(&self, scores: &BTreeMap<ReviewStage, Points>) -> Option<Points> {
        let mut sum = 0_i64;
        for (stage, weight) in self.0.iter().filter(|(_, weight)| !weight.is_zero()) {
            sum += weight.of(i64::from(scores.get(stage)?.in_hundredths()));
        }
        Some(Points::hundredths(rounded(sum)))
    }
}

impl Scheme {
    /// True for staff that the scheme is made for.
    pub fn covers(&self, category: StaffCategory) -> bool {
        self.staff.contains(&category)
    }

    /// The rule for an event.
    pub fn rule(&self, code: &EventCode) -> Option<&Rule> {
        self.rules.iter().find(|rule| &rule.code == code)
    }

    /// The item with this number.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| &item.id == id)
    }

    /// The veto condition with this code.
    pub fn veto(&self, code: &EventCode) -> Option<&VetoRule> {
        self.vetoes.iter().find(|veto| &veto.code == code)
    }

    /// What a grade means.
    pub fn consequence(&self, grade: Grade) -> Option<&Consequence> {
        self.consequences.iter().find(|consequence| consequence.grade == grade)
    }

    /// In how many parts a year is scored, each with caps and limits of its own.
    pub const fn parts(&self) -> u8 {
        match self.composition {
            Composition::Sum => 1,
            Composition::Mean => self.period.in_a_year(),
        }
    }
}
