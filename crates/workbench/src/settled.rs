//! What the workbench asks of the settled claims. Where they lie and how they are read is for whoever
//! runs it to say; whether somebody may ask has been established before, and that he asked is written
//! down by who calls.

use crate::Problem;
use axum::http::StatusCode;
use conduct::usage_query::Goods;
use domain::{CareSetting, Day, EncounterId, Fact, InstitutionCode, ItemCode, LineId, Money, PersonId};
use domain::{PractitionerCode, Quantity};
use std::collections::BTreeMap;

/// 结算明细 · the settled claims of the region. Every question may take as long as reading files does.
pub trait SettledClaims: Send + Sync {
    /// Whether the claims are there and can be read at all.
    ///
    /// # Errors
    /// Why they cannot.
    fn check(&self) -> anyhow::Result<()>;

    /// The usage of a period, in any order.
    ///
    /// # Errors
    /// The claims cannot be read.
    fn usage(&self, ask: &UsageAsk) -> anyhow::Result<Vec<UsageRow>>;

    /// What a person had in a period; nothing of somebody who is not known.
    ///
    /// # Errors
    /// The claims cannot be read.
    fn course(&self, ask: &CourseAsk) -> anyhow::Result<CareCourse>;

    /// How many visits began at each institution from one day to another, both included.
    ///
    /// # Errors
    /// The claims cannot be read.
    fn visits(&self, from: Day, to: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>>;
}

/// 用量范围 · what usage is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageAsk {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 品类
    pub goods: Goods,
    /// 品种, by the names or codes that the ticket was approved for
    pub products: Vec<String>,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
}

/// 用量 of one product by one prescriber in the whole period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// 科室
    pub department: String,
    /// 医师
    pub prescriber: PractitionerCode,
    /// 品种, as it was asked for
    pub product: String,
    /// 数量
    pub quantity: Quantity,
}

/// Whose course is asked for, and of which days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseAsk {
    /// 参保人
    pub person: PersonId,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
}

/// 就诊经过 · visits that touch the period and fee lines of it, both in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CareCourse {
    /// 就诊
    pub visits: Vec<CourseVisit>,
    /// 费用明细
    pub lines: Vec<CourseLine>,
}

/// 就诊
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseVisit {
    /// 就诊标识, which is one of a kind within its institution
    pub id: EncounterId,
    /// 就医方式
    pub setting: Fact<CareSetting>,
    /// 机构编号
    pub institution: InstitutionCode,
    /// the first day
    pub from: Day,
    /// the last day; none of a stay that goes on
    pub to: Option<Day>,
}

/// 费用明细
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseLine {
    /// 明细标识, which is one of a kind within its visit
    pub id: LineId,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 就诊标识
    pub encounter: EncounterId,
    /// 发生日期
    pub day: Day,
    /// 医疗目录编码
    pub item: ItemCode,
    /// 名称
    pub name: String,
    /// 金额
    pub amount: Money,
}

/// What is said where no claims were connected.
pub(crate) fn not_connected(what: &str) -> Problem {
    let detail = format!("没有接入结算明细，不能{what}。请系统管理员接入后再试。");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE", detail)
}

/// What is said where they cannot be read now; the log has why.
pub(crate) fn not_readable(what: &str, error: &anyhow::Error) -> Problem {
    tracing::error!(error = format!("{error:#}"), what, "结算明细没有答复");
    let detail = format!("结算明细暂时不能读取，没有{what}。请稍后重试；持续出现时请向系统管理员报告。");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE", detail)
}
