//! What an institution counts itself, month by month: the cases behind every share, and what was consumed
//! of each drug. Where such figures come instead of visits and discharges, the indicators are made of them.

use super::{DddTable, Indicators, Measure, Unit};
use crate::figures::Ratio;
use crate::{Department, Month};
use domain::{ItemCode, PractitionerCode, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 月报数 · what was counted of one doctor in one department in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monthly {
    /// 月份
    pub month: Month,
    /// 科室
    pub department: Department,
    /// 医师; none where a department does not count by doctor
    #[serde(with = "casework::stored")]
    pub doctor: Option<PractitionerCode>,
    /// 各项比率 with their cases; a measure without one had no case
    pub shares: BTreeMap<Measure, Ratio>,
    /// 住院天数 of the discharged
    pub patient_days: u64,
}

/// 消耗 · what the discharged of one doctor in one month were given of one drug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumed {
    /// 月份
    pub month: Month,
    /// 科室
    pub department: Department,
    /// 医师; none where a department does not count by doctor
    #[serde(with = "casework::stored")]
    pub doctor: Option<PractitionerCode>,
    /// 药品编码
    #[serde(with = "casework::stored")]
    pub item: ItemCode,
    /// 药品名称
    pub name: String,
    /// 消耗量 in the unit
    #[serde(with = "casework::stored")]
    pub amount: Quantity,
    /// 单位
    pub unit: String,
}

/// The indicators of an institution, of each department and of each doctor, by month, out of figures that
/// it has counted itself. What was consumed where nothing else was counted makes a cell of its own: an
/// intensity without days has no value.
pub fn of_months(figures: &[Monthly], consumed: &[Consumed], table: &DddTable) -> BTreeMap<(Month, Unit), Indicators> {
    let mut cells: BTreeMap<(Month, Unit), Indicators> = BTreeMap::new();
    for row in figures {
        for unit in units(&row.department, row.doctor.as_ref()) {
            cells.entry((row.month, unit)).or_default().add(row);
        }
    }
    for row in consumed {
        for unit in units(&row.department, row.doctor.as_ref()) {
            cells.entry((row.month, unit)).or_default().consume(row);
        }
    }
    for cell in cells.values_mut() {
        cell.weigh(table);
    }
    cells
}

fn units(department: &Department, doctor: Option<&PractitionerCode>) -> impl Iterator<Item = Unit> {
    let doctor = doctor.map(|doctor| Unit::Doctor(department.clone(), doctor.clone()));
    [Unit::Institution, Unit::Department(department.clone())]
        .into_iter()
        .chain(doctor)
}
