//! What the log of queries makes one look at. The log has what ran and what was refused.

use casework::UserId;
use domain::{Day, Moment};
use std::collections::{BTreeMap, BTreeSet};

/// 结果
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 已查询
    Ran,
    /// 被拒绝, with the code of the refusal
    Refused(String),
}

/// 查询尝试 · one row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 查询单; none where there was none
    pub ticket: Option<String>,
    /// 查询人
    pub by: UserId,
    /// 时间
    pub at: Moment,
    /// 设备
    pub device: String,
    /// 品种
    pub products: BTreeSet<String>,
    /// 供应企业 of these products
    pub suppliers: BTreeSet<String>,
    /// 结果行数
    pub rows: u32,
    /// 行数上限 of the ticket
    pub row_cap: Option<u32>,
    /// 结果
    pub outcome: Outcome,
}

/// 惯例 · what is usual in this institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habits {
    /// 上班 at this hour
    pub opens: i64,
    /// 下班 at this hour
    pub closes: i64,
    /// 发薪日: the day of the month
    pub pay_day: i8,
    /// 发薪日前 so many days
    pub days_before: i32,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            opens: 7,
            closes: 19,
            pay_day: 15,
            days_before: 5,
        }
    }
}

/// 告警类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertKind {
    /// 被拒绝的查询
    Refused,
    /// 非工作时间
    OutsideHours,
    /// 新设备
    NewDevice,
    /// 只查一家企业的产品
    SingleSupplier,
    /// 发薪日前逐月重复查询同一产品
    BeforePayDay,
    /// 行数超过批准
    AboveCap,
}

impl AlertKind {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            AlertKind::Refused => "被拒绝的查询",
            AlertKind::OutsideHours => "非工作时间查询",
            AlertKind::NewDevice => "从未用过的设备",
            AlertKind::SingleSupplier => "只查一家企业的多个产品",
            AlertKind::BeforePayDay => "发薪日前逐月重复查询同一产品",
            AlertKind::AboveCap => "结果行数超过批准",
        }
    }
}

/// 告警 · which row of the log, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alert {
    /// 日志行, from 0
    pub row: usize,
    /// 类别
    pub kind: AlertKind,
}

/// 告警 of a log in the order of time. `is_worked` says whether a day is worked; a day of which it is not
/// known counts as one that is not.
pub fn alerts(log: &[Attempt], habits: &Habits, is_worked: impl Fn(Day) -> bool) -> Vec<Alert> {
    let mut found = BTreeSet::new();
    let mut devices: BTreeMap<&UserId, BTreeSet<&str>> = BTreeMap::new();
    let mut months: BTreeMap<(&UserId, &str), BTreeSet<i32>> = BTreeMap::new();
    for (row, attempt) in log.iter().enumerate() {
        let mut alert = |kind| found.insert(Alert { row, kind });
        if matches!(attempt.outcome, Outcome::Refused(_)) {
            alert(AlertKind::Refused);
        }
        let hour = attempt.at.hour();
        if !is_worked(attempt.at.day()) || !(habits.opens..habits.closes).contains(&hour) {
            alert(AlertKind::OutsideHours);
        }
        // The first device that somebody uses is his own.
        let known = devices.entry(&attempt.by).or_default();
        if known.insert(&attempt.device) && known.len() > 1 {
            alert(AlertKind::NewDevice);
        }
        if attempt.suppliers.len() == 1 && attempt.products.len() > 1 {
            alert(AlertKind::SingleSupplier);
        }
        if attempt.row_cap.is_some_and(|cap| attempt.rows > cap) {
            alert(AlertKind::AboveCap);
        }
        if let Some(month) = before_pay_day(attempt.at.day(), habits) {
            for product in &attempt.products {
                let asked = months.entry((&attempt.by, product)).or_default();
                asked.insert(month);
                if asked.contains(&(month - 1)) {
                    alert(AlertKind::BeforePayDay);
                }
            }
        }
    }
    found.into_iter().collect()
}

/// The month, counted from year 0, whose pay day lies within the days after this one.
fn before_pay_day(day: Day, habits: &Habits) -> Option<i32> {
    (0..=habits.days_before)
        .map(|ahead| day.plus_days(ahead))
        .find(|day| day.day_of_month() == habits.pay_day)
        .map(|pay| i32::from(pay.year()) * 12 + i32::from(pay.month()))
}
