//! The register of declarations: export, overlap with suppliers, and fees that nobody declared.

use super::{Declaration, Kind, Stage};
use crate::Department;
use domain::{Day, Money, PractitionerCode};
use std::collections::BTreeSet;

/// 申报台账行 · one declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 编号 of the matter
    pub number: String,
    /// 科室
    pub department: Department,
    /// 人员编号
    pub person: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 种类
    pub kind: Kind,
    /// 主办单位
    pub organiser: String,
    /// 申报为供应商
    pub supplier: bool,
    /// 日期
    pub on: Day,
    /// 申报金额
    pub fee: Money,
    /// 实际所得, once settled
    pub received: Option<Money>,
    /// 环节, as it is called
    pub stage: &'static str,
    /// 批准日期; approved declarations only
    pub approved_on: Option<Day>,
}

impl Declaration {
    /// The row of the register; none for a clue: what nobody declared is no declaration.
    pub fn row(&self, number: impl Into<String>) -> Option<Row> {
        use casework::Machine;
        let matter = self.matter.as_ref()?;
        let opened_as_clue =
            self.agreed_by.is_none() && matches!(self.stage, Stage::Clue | Stage::Confirmed | Stage::Dismissed);
        (!opened_as_clue).then(|| Row {
            number: number.into(),
            department: matter.staff.department.clone(),
            person: matter.staff.code.clone(),
            name: matter.staff.name.clone(),
            kind: matter.kind,
            organiser: matter.organiser.clone(),
            supplier: matter.supplier,
            on: matter.on,
            fee: matter.fee,
            received: self.received,
            stage: self.stage_zh(),
            approved_on: self.approved_on,
        })
    }
}

/// 表头 of [`export`].
pub const HEADER: [&str; 12] = [
    "编号",
    "科室",
    "人员编号",
    "姓名",
    "种类",
    "主办单位",
    "是否供应商",
    "日期",
    "申报金额（元）",
    "实际所得（元）",
    "办理情况",
    "批准日期",
];

/// 已申报并批准的清单: the header, then one line for each approved declaration in the order of its day.
pub fn export(rows: &[Row]) -> Vec<[String; 12]> {
    let mut approved: Vec<&Row> = rows.iter().filter(|row| row.approved_on.is_some()).collect();
    approved.sort_by(|a, b| (a.on, &a.number).cmp(&(b.on, &b.number)));
    let line = |row: &&Row| {
        [
            row.number.clone(),
            row.department.to_string(),
            row.person.to_string(),
            row.name.clone(),
            row.kind.zh().to_owned(),
            row.organiser.clone(),
            match row.supplier {
                true => "是",
                false => "否",
            }
            .to_owned(),
            row.on.to_string(),
            row.fee.to_string(),
            row.received.map(|amount| amount.to_string()).unwrap_or_default(),
            row.stage.to_owned(),
            row.approved_on.map(|day| day.to_string()).unwrap_or_default(),
        ]
    };
    let lines = approved.iter().map(line);
    [HEADER.map(str::to_owned)].into_iter().chain(lines).collect()
}

/// 与供应商重合: the numbers of declarations whose organiser is a supplier, and whether that was declared.
pub fn supplier_overlaps<'a>(rows: &'a [Row], suppliers: &BTreeSet<String>) -> Vec<(&'a str, bool)> {
    let known = |row: &&Row| suppliers.contains(row.organiser.trim());
    rows.iter()
        .filter(known)
        .map(|row| (row.number.as_str(), row.supplier))
        .collect()
}

/// 已知付款 · what somebody else's books say that a person was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// 人员编号
    pub person: PractitionerCode,
    /// 付款单位
    pub payer: String,
    /// 日期
    pub on: Day,
    /// 金额
    pub amount: Money,
}

/// 未申报的付款: payments with what of each no approved declaration of the same person, payer and day
/// covers. Each declaration covers its fee once.
pub fn undeclared(payments: &[Payment], rows: &[Row]) -> Vec<Payment> {
    let mut left: Vec<(&Row, Money)> = rows
        .iter()
        .filter(|row| row.approved_on.is_some())
        .map(|row| (row, row.fee))
        .collect();
    let mut found = Vec::new();
    for payment in payments {
        let mut open = payment.amount;
        for (row, fee) in &mut left {
            let same = row.person == payment.person && row.organiser.trim() == payment.payer.trim();
            if same && row.on == payment.on {
                let covered = open.min(*fee);
                open -= covered;
                *fee -= covered;
            }
        }
        if open.is_positive() {
            found.push(Payment {
                amount: open,
                ..payment.clone()
            });
        }
    }
    found
}
