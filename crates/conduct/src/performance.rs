//! Performance pay: what conduct counts in it, and how a pool is shared to the fen.
//!
//! `P = (1 − w)·W + w·E`, and the pool is shared by `P · k`: `W` is the points of work, `E` the points of
//! conduct, `w` the weight of conduct, `k` the coefficient of the grade. The same for departments, whose
//! `k` is one. A veto makes `E` nothing.

use crate::scheme::{Grade, Ratio, Scheme};
use crate::score::{Assessed, apportion};
use crate::{Department, Points};
use domain::{Money, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// 医德权重 · at least 0.20, or less with an approval on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct EthicsWeight {
    weight: Ratio,
    approval: Option<LowerWeight>,
}

/// 低于下限的批准
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowerWeight {
    /// 批准人
    pub approver: String,
    /// 文号
    pub file_number: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    weight: Ratio,
    approval: Option<LowerWeight>,
}

/// Why a weight is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightProblem {
    /// below the least without approval
    #[error("医德权重{0}低于0.2。请提高，或者填写批准人和文号。")]
    TooLow(Ratio),
    /// above one
    #[error("医德权重{0}大于1。请更正。")]
    TooHigh(Ratio),
    /// an approval that does not say who or by what
    #[error("低于0.2的医德权重须同时填写批准人和文号。请补充。")]
    ApprovalIncomplete,
}

/// 原则上不应低于20%.
const LEAST: Ratio = Ratio::ten_thousandths(2_000);

impl EthicsWeight {
    /// A weight; the approval is needed, and kept, only below 0.20.
    ///
    /// # Errors
    /// See [`WeightProblem`].
    pub fn new(weight: Ratio, approval: Option<LowerWeight>) -> Result<Self, WeightProblem> {
        if weight > Ratio::ONE {
            return Err(WeightProblem::TooHigh(weight));
        }
        if weight >= LEAST {
            return Ok(Self { weight, approval: None });
        }
        let Some(approval) = approval else {
            return Err(WeightProblem::TooLow(weight));
        };
        if approval.approver.trim().is_empty() || approval.file_number.trim().is_empty() {
            return Err(WeightProblem::ApprovalIncomplete);
        }
        Ok(Self {
            weight,
            approval: Some(approval),
        })
    }

    /// 权重
    pub fn weight(&self) -> Ratio {
        self.weight
    }

    /// 低于下限的批准
    pub fn approval(&self) -> Option<&LowerWeight> {
        self.approval.as_ref()
    }

    /// `P` in hundredths of a point times ten thousand, exactly.
    fn performance(&self, work: Points, ethics: Points) -> i64 {
        let hundredths = |points: Points| i64::from(points.in_hundredths());
        self.weight.rest().of(hundredths(work)) + self.weight.of(hundredths(ethics))
    }
}

impl TryFrom<Written> for EthicsWeight {
    type Error = WeightProblem;

    fn try_from(written: Written) -> Result<Self, WeightProblem> {
        Self::new(written.weight, written.approval)
    }
}

impl From<EthicsWeight> for Written {
    fn from(weight: EthicsWeight) -> Self {
        Self {
            weight: weight.weight,
            approval: weight.approval,
        }
    }
}

/// 医德分的取法 · how conduct becomes `E`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case")]
pub enum EthicsMeasure {
    /// 按得分: 100 · min(score, base) / base
    Score,
    /// 按等级: a value for each grade; a grade without value has nothing
    Grade {
        /// 各等级的医德分
        values: BTreeMap<Grade, Points>,
    },
}

impl EthicsMeasure {
    /// 医德分 of a person, rounded half up to the hundredth; nothing under a veto.
    pub fn points(&self, person: &Assessed) -> Points {
        if !person.sheet.vetoes.is_empty() {
            return Points::ZERO;
        }
        match self {
            EthicsMeasure::Score => out_of_100(person.sheet.score, person.sheet.base),
            EthicsMeasure::Grade { values } => values.get(&person.grade).copied().unwrap_or_default(),
        }
    }
}

/// 100 · min(score, base) / base, rounded half up to the hundredth.
fn out_of_100(score: Points, base: Points) -> Points {
    let base = i64::from(base.in_hundredths()).max(1);
    let score = i64::from(score.in_hundredths()).clamp(0, base);
    let scaled = (score * 10_000 + base / 2) / base;
    Points::hundredths(i32::try_from(scaled).unwrap_or_default())
}

/// 参加分配者 · a person or a department with what it has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim<S> {
    /// 人员或科室
    pub subject: S,
    /// 业绩分 W, from zero up
    pub work: Points,
    /// 医德分 E
    pub ethics: Points,
    /// 等级系数 k
    pub coefficient: Ratio,
}

impl Claim<PractitionerCode> {
    /// The claim of a person: his conduct and coefficient from his assessment. A grade of which the
    /// scheme says nothing has no pay; a published scheme says something of each.
    pub fn of(person: &Assessed, work: Points, measure: &EthicsMeasure, scheme: &Scheme) -> Self {
        Self {
            subject: person.sheet.staff.code.clone(),
            work,
            ethics: measure.points(person),
            coefficient: scheme.consequence(person.grade).map_or(Ratio::ZERO, |row| row.pay),
        }
    }
}

impl Claim<Department> {
    /// The claim of a department: its score of conduct on the scale of which the base is 100.
    pub fn of(department: Department, work: Points, score: Points) -> Self {
        Self {
            subject: department,
            work,
            ethics: out_of_100(score, Points::whole(100)),
            coefficient: Ratio::ONE,
        }
    }
}

/// 分配结果 · one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<S> {
    /// 人员或科室
    pub subject: S,
    /// 业绩分 W
    pub work: Points,
    /// 医德分 E
    pub ethics: Points,
    /// 医德权重 w
    pub weight: Ratio,
    /// 等级系数 k
    pub coefficient: Ratio,
    /// 绩效金额
    #[serde(with = "casework::stored")]
    pub amount: Money,
}

impl<S: fmt::Display> Row<S> {
    /// Heads of the columns of [`Row::cells`].
    pub const HEADER: [&'static str; 6] = [
        "人员或科室",
        "业绩分W",
        "医德分E",
        "医德权重w",
        "等级系数k",
        "绩效金额（元）",
    ];

    /// The row as texts for export.
    pub fn cells(&self) -> [String; 6] {
        [
            self.subject.to_string(),
            self.work.to_string(),
            self.ethics.to_string(),
            self.weight.to_string(),
            self.coefficient.to_string(),
            self.amount.to_string(),
        ]
    }
}

/// Why a pool cannot be shared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayProblem {
    /// a negative pool
    #[error("绩效总额{0}元小于零。请更正。")]
    NegativePool(Money),
    /// negative points of work
    #[error("“{0}”的业绩分小于零。请更正。")]
    NegativeWork(String),
    /// somebody twice
    #[error("“{0}”出现两次。请只保留一行。")]
    Twice(String),
    /// nobody has a claim
    #[error("没有人有可分配的绩效分。请核对业绩分和等级系数。")]
    NobodyToPay,
}

/// Shares a pool. The rows are in the order of their subjects and add up to the pool, to the fen.
///
/// # Errors
/// See [`PayProblem`].
pub fn distribute<S>(pool: Money, weight: &EthicsWeight, claims: &[Claim<S>]) -> Result<Vec<Row<S>>, PayProblem>
where
    S: Ord + Clone + fmt::Display,
{
    if pool.is_negative() {
        return Err(PayProblem::NegativePool(pool));
    }
    let mut sorted: Vec<&Claim<S>> = claims.iter().collect();
    sorted.sort_by(|a, b| a.subject.cmp(&b.subject));
    for pair in sorted.windows(2) {
        if let [one, other] = pair
            && one.subject == other.subject
        {
            return Err(PayProblem::Twice(one.subject.to_string()));
        }
    }
    if let Some(claim) = sorted.iter().find(|claim| claim.work.is_negative()) {
        return Err(PayProblem::NegativeWork(claim.subject.to_string()));
    }
    let due = |claim: &&Claim<S>| {
        let performance = weight.performance(claim.work, claim.ethics);
        u128::try_from(performance).unwrap_or_default() * u128::from(claim.coefficient.in_ten_thousandths())
    };
    let weights: Vec<u128> = sorted.iter().map(due).collect();
    if weights.iter().all(|weight| *weight == 0) {
        return Err(PayProblem::NobodyToPay);
    }
    let shares = apportion(pool.scaled(), &weights);
    let row = |(claim, fen): (&Claim<S>, i64)| Row {
        subject: claim.subject.clone(),
        work: claim.work,
        ethics: claim.ethics,
        weight: weight.weight(),
        coefficient: claim.coefficient,
        amount: Money::from_fen(fen),
    };
    Ok(sorted.into_iter().zip(shares).map(row).collect())
}

/// 权重试算 · what another weight would change for one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference<S> {
    /// 人员或科室
    pub subject: S,
    /// 原金额
    #[serde(with = "casework::stored")]
    pub before: Money,
    /// 新金额
    #[serde(with = "casework::stored")]
    pub after: Money,
    /// 增减
    #[serde(with = "casework::stored")]
    pub change: Money,
}

/// Shares the same pool with two weights. What some gain others lose.
///
/// # Errors
/// See [`PayProblem`].
pub fn compare<S>(
    pool: Money,
    before: &EthicsWeight,
    after: &EthicsWeight,
    claims: &[Claim<S>],
) -> Result<Vec<Difference<S>>, PayProblem>
where
    S: Ord + Clone + fmt::Display,
{
    let (before, after) = (distribute(pool, before, claims)?, distribute(pool, after, claims)?);
    let difference = |(one, other): (Row<S>, Row<S>)| Difference {
        subject: one.subject,
        before: one.amount,
        after: other.amount,
        change: other.amount - one.amount,
    };
    Ok(before.into_iter().zip(after).map(difference).collect())
}
