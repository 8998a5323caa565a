//! Which query is a count of usage by prescriber. What counts is what the answer has, or is narrowed to,
//! not what the report is called.

use super::{Goods, Subjects};
use casework::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 维度 · a column of the answer, or what the query is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 机构
    Institution,
    /// 科室
    Department,
    /// 医师
    Prescriber,
    /// 患者
    Patient,
    /// 处方、医嘱 (leads to its prescriber)
    Order,
    /// 药品
    Drug,
    /// 耗材
    Consumable,
    /// 供应企业
    Supplier,
    /// 诊断
    Diagnosis,
    /// 月份
    Month,
}

/// 指标
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 数量
    Quantity,
    /// 金额: with the price it is a quantity
    Amount,
    /// 行数、处方张数: so many times is a quantity, too
    Count,
    /// 比率, of which the numerator is not given
    Rate,
}

/// 查询形状 · what a query gives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueryShape {
    /// 列和筛选条件
    pub dimensions: BTreeSet<Dimension>,
    /// 指标
    pub measures: BTreeSet<Measure>,
    /// 仅本人: narrowed by the program to who asks
    pub own: bool,
}

/// 所需 · what a query needs before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// nothing beyond the right to see
    Nothing,
    /// 查询单 for this
    Ticket {
        /// 统计对象
        subjects: BTreeSet<Subjects>,
        /// 品类
        goods: BTreeSet<Goods>,
    },
}

/// Whether a query needs a ticket: a prescriber or department, with a drug or consumable, and how much.
/// A supplier stands for his products. A doctor's look at himself needs none.
pub fn classify(shape: &QueryShape) -> Need {
    let has = |dimension: Dimension| shape.dimensions.contains(&dimension);
    let mut subjects = BTreeSet::new();
    if has(Dimension::Prescriber) || has(Dimension::Order) {
        subjects.insert(Subjects::Prescriber);
    }
    if has(Dimension::Department) {
        subjects.insert(Subjects::Department);
    }
    let mut goods = BTreeSet::new();
    if has(Dimension::Drug) || has(Dimension::Supplier) {
        goods.insert(Goods::Drug);
    }
    if has(Dimension::Consumable) || has(Dimension::Supplier) {
        goods.insert(Goods::Consumable);
    }
    let how_much = shape.measures.iter().any(|measure| *measure != Measure::Rate);
    // Columns of orders without any measure can be counted by whoever has them.
    let listed = shape.measures.is_empty() && !subjects.is_empty();
    match !shape.own && !subjects.is_empty() && !goods.is_empty() && (how_much || listed) {
        true => Need::Ticket { subjects, goods },
        false => Need::Nothing,
    }
}

/// Refuses a query that needs a ticket and has none.
///
/// # Errors
/// `CD-TICKET`
pub fn must_have_ticket(shape: &QueryShape) -> Result<(), Refusal> {
    match classify(shape) {
        Need::Nothing => Ok(()),
        Need::Ticket { .. } => Err(super::no_ticket()),
    }
}
