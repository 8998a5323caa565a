//! Early signs (苗头性、倾向性问题) from plain counts. A sign asks somebody to look; it says nothing about
//! guilt and leads to no points. The person that it is about is opened by the discipline office alone.

use crate::usage_query::Permit;
use crate::{Department, Share};
use casework::{Actor, Refusal, Role};
use domain::{Day, InstitutionCode, PractitionerCode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// 限制查看 · something that only the discipline office of the institution may see. It is not written to
/// JSON and not to logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Restricted<T> {
    institution: InstitutionCode,
    value: T,
}

impl<T> Restricted<T> {
    /// Seals a value for the discipline office of an institution.
    pub fn seal(institution: InstitutionCode, value: T) -> Self {
        Self { institution, value }
    }

    /// Opens it.
    ///
    /// # Errors
    /// Everybody but the discipline office of the institution is refused.
    pub fn open(&self, actor: &Actor) -> Result<&T, Refusal> {
        actor.must_act_within("查看涉及人员", &[Role::DisciplineOffice], &self.institution)?;
        Ok(&self.value)
    }
}

impl<T> fmt::Debug for Restricted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("限制查看")
    }
}

/// 苗头类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignKind {
    /// 投诉上升
    ComplaintsRising,
    /// 同一患者多次送“红包”
    SamePatientPackets,
    /// 用药集中于单一品种
    SingleDrug,
}

impl SignKind {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            SignKind::ComplaintsRising => "投诉上升",
            SignKind::SamePatientPackets => "同一患者多次送“红包”",
            SignKind::SingleDrug => "用药集中于单一品种",
        }
    }
}

/// 苗头 · one early sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlySign {
    /// 类别
    pub kind: SignKind,
    /// 科室
    pub department: Department,
    /// 说明, with the numbers that it comes from and without any person
    pub said: String,
    /// 涉及人员
    #[serde(skip)]
    pub people: Restricted<BTreeSet<PractitionerCode>>,
}

/// 预警线 · from which numbers on there is a sign. [design: no source fixes them; a discipline office sets its own]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// 投诉: least number of the last month
    pub complaints: u32,
    /// 投诉: the last month in per cent of the mean of the months before
    pub rise_percent: u32,
    /// “红包”: least number of packets of one patient
    pub packets: usize,
    /// “红包”: within so many days
    pub packet_days: i32,
    /// 用药: share of one product in per cent above which it is concentrated
    pub drug_percent: u64,
    /// 用药: least quantity of a prescriber that says anything
    pub drug_quantity: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            complaints: 3,
            rise_percent: 200,
            packets: 2,
            packet_days: 90,
            drug_percent: 60,
            drug_quantity: 50,
        }
    }
}

/// 每月投诉 about one person, or about a department as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintCounts {
    /// 科室
    pub department: Department,
    /// 被投诉人
    pub person: Option<PractitionerCode>,
    /// 各月件数, the last month last
    pub months: Vec<u32>,
}

/// 投诉上升: the last month reaches the line and stands far above the mean of the months before. Three
/// months before it are needed.
pub fn complaints_rising(
    institution: &InstitutionCode,
    rows: &[ComplaintCounts],
    thresholds: &Thresholds,
) -> Vec<EarlySign> {
    let sign = |row: &ComplaintCounts| {
        let (last, before) = row.months.split_last()?;
        let (sum, months) = (
            before.iter().map(|count| u64::from(*count)).sum::<u64>(),
            before.len() as u64,
        );
        let rises = u64::from(*last) * 100 * months >= sum * u64::from(thresholds.rise_percent);
        (months >= 3 && *last >= thresholds.complaints && rises).then(|| EarlySign {
            kind: SignKind::ComplaintsRising,
            department: row.department.clone(),
            said: format!("最近一个月投诉{last}件，此前{months}个月共{sum}件"),
            people: Restricted::seal(institution.clone(), row.person.iter().cloned().collect()),
        })
    };
    rows.iter().filter_map(sign).collect()
}

/// 拒收的“红包” as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// 科室
    pub department: Department,
    /// 人员编号 of who refused it
    pub person: PractitionerCode,
    /// 患者封存编号, never the inpatient number itself
    pub patient: String,
    /// 日期
    pub on: Day,
}

/// 同一患者多次送“红包”: so many packets of one patient within the days.
pub fn same_patient_packets(institution: &InstitutionCode, rows: &[Packet], thresholds: &Thresholds) -> Vec<EarlySign> {
    let mut patients: BTreeMap<&str, Vec<&Packet>> = BTreeMap::new();
    for row in rows {
        patients.entry(&row.patient).or_default().push(row);
    }
    let sign = |packets: &mut Vec<&Packet>| {
        packets.sort_by_key(|packet| packet.on);
        let close =
            packets
                .windows(thresholds.packets.max(2))
                .find(|window| match (window.first(), window.last()) {
                    (Some(first), Some(last)) => last.on.days_since(first.on) <= thresholds.packet_days,
                    _ => false,
                })?;
        let last = close.last()?;
        Some(EarlySign {
            kind: SignKind::SamePatientPackets,
            department: last.department.clone(),
            said: format!("{}日内同一患者送“红包”{}次", thresholds.packet_days, close.len()),
            people: Restricted::seal(
                institution.clone(),
                close.iter().map(|packet| packet.person.clone()).collect(),
            ),
        })
    };
    patients.values_mut().filter_map(sign).collect()
}

/// 使用量 of one product by one prescriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// 科室
    pub department: Department,
    /// 处方医师
    pub prescriber: PractitionerCode,
    /// 品种
    pub product: String,
    /// 数量
    pub quantity: u64,
}

/// 用药集中于单一品种: one product is more than its share of what a prescriber uses. That is a query by
/// prescriber and therefore needs a permit of an open ticket.
pub fn single_drug_concentration(permit: &Permit, rows: &[Usage], thresholds: &Thresholds) -> Vec<EarlySign> {
    let mut prescribers: BTreeMap<&PractitionerCode, BTreeMap<&str, u64>> = BTreeMap::new();
    for row in rows {
        let products = prescribers.entry(&row.prescriber).or_default();
        *products.entry(&row.product).or_default() += row.quantity;
    }
    let department = |person: &PractitionerCode| {
        rows.iter()
            .find(|row| &row.prescriber == person)
            .map(|row| &row.department)
    };
    let sign = |(person, products): (&&PractitionerCode, &BTreeMap<&str, u64>)| {
        let whole = products.values().sum();
        let (product, part) = products
            .iter()
            .max_by_key(|(product, quantity)| (**quantity, **product))?;
        let share = Share { part: *part, whole };
        (whole >= thresholds.drug_quantity && share.exceeds_percent(thresholds.drug_percent)).then_some(())?;
        Some(EarlySign {
            kind: SignKind::SingleDrug,
            department: department(person)?.clone(),
            said: format!("{product}占本人使用量{share}"),
            people: Restricted::seal(permit.institution().clone(), BTreeSet::from([(*person).clone()])),
        })
    };
    prescribers.iter().filter_map(sign).collect()
}
