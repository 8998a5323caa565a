//! The standard of the five goods: indicators with their most points (whole ones), vetoes, and the line of
//! award.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const SHIPPED: &str = include_str!("../../../data/five-good.toml");

/// 评价标准 · one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// 版本
    pub version: String,
    /// 授予线: the least total
    pub award: u16,
    /// 五个方面
    #[serde(rename = "good")]
    pub goods: Vec<Good>,
    /// 一票否决情形
    #[serde(rename = "veto")]
    pub vetoes: Vec<Veto>,
}

/// 一个方面
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Good {
    /// 代码
    pub code: String,
    /// 名称
    pub name: String,
    /// 指标
    pub indicators: Vec<Indicator>,
}

/// 指标
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// 代码
    pub code: String,
    /// 内容
    pub text: String,
    /// 满分
    pub most: u16,
}

/// 一票否决情形
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// 代码
    pub code: String,
    /// 情形
    pub text: String,
}

/// Why a text is not a standard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandardProblem {
    /// cannot be read; says line and field
    #[error("五好评价标准不能读取，请按行列更正：{0}")]
    Unreadable(String),
    /// not five
    #[error("五好评价标准应有5个方面，现有{0}个。请补足或者删去。")]
    NotFive(usize),
    /// an aspect without indicator, or points that are not above zero
    #[error("“{0}”没有指标，或者满分不大于0。请更正该方面。")]
    Empty(String),
    /// a code twice
    #[error("代码“{0}”重复。请改用不同的代码。")]
    Twice(String),
    /// a line of award above all points
    #[error("授予线{0}高于满分{1}。请更正授予线。")]
    OutOfReach(u16, u16),
}

impl Standard {
    /// Reads a standard and checks that it can be applied.
    ///
    /// # Errors
    /// What is wrong and where.
    pub fn read(text: &str) -> Result<Self, StandardProblem> {
        let standard: Self =
            toml::from_str(text).map_err(|problem| StandardProblem::Unreadable(problem.to_string()))?;
        if standard.goods.len() != 5 {
            return Err(StandardProblem::NotFive(standard.goods.len()));
        }
        for good in &standard.goods {
            if good.indicators.is_empty() || good.indicators.iter().any(|indicator| indicator.most == 0) {
                return Err(StandardProblem::Empty(good.name.clone()));
            }
        }
        let goods = standard.goods.iter().map(|good| &good.code);
        let codes = goods
            .chain(standard.indicators().map(|indicator| &indicator.code))
            .chain(standard.vetoes.iter().map(|veto| &veto.code));
        let mut seen = BTreeSet::new();
        for code in codes {
            if !seen.insert(code) {
                return Err(StandardProblem::Twice(code.clone()));
            }
        }
        let most = standard.most();
        match standard.award > most {
            true => Err(StandardProblem::OutOfReach(standard.award, most)),
            false => Ok(standard),
        }
    }

    /// The standard that the program brings along.
    ///
    /// # Errors
    /// It is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, StandardProblem> {
        Self::read(SHIPPED)
    }

    /// All indicators in their order.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.goods.iter().flat_map(|good| &good.indicators)
    }

    /// 满分
    pub fn most(&self) -> u16 {
        self.indicators().map(|indicator| indicator.most).sum()
    }
}
