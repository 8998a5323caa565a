//! Whether a doctor who orders an examination is reminded of an earlier one.

use super::{Directions, Duty, Grade, Kind, Mark, Places, Register, Report, ReportIndex};
use crate::Department;
use domain::{Day, Division, InstitutionCode, ItemCode, Money, PersonId, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 医嘱 · an examination as it is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// 医嘱编号 at its institution
    pub number: String,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 科室
    pub department: Department,
    /// 开单医师
    pub doctor: PractitionerCode,
    /// 患者
    pub person: PersonId,
    /// 项目编码
    pub item: ItemCode,
    /// 项目名称
    pub item_name: String,
    /// 项目类别
    pub kind: Kind,
    /// 开单日期
    pub ordered_on: Day,
    /// 费用 of the item at this institution when it is ordered
    pub fee: Money,
}

/// Why a text holds no windows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("互认时限表不能读取：{0}")]
pub struct WindowsProblem(String);

/// 互认时限 · for how many days the result of an item is recognised. There is no national figure; an item
/// for which the local list has none is not on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Windows {
    days: BTreeMap<String, u16>,
}

impl Windows {
    /// Reads windows from TOML, each an item code with its days.
    ///
    /// # Errors
    /// What the reader of TOML says, with its line.
    pub fn read(text: &str) -> Result<Self, WindowsProblem> {
        let read: BTreeMap<String, u16> = toml::from_str(text).map_err(|error| WindowsProblem(error.to_string()))?;
        let national = |(code, days): (String, u16)| (ItemCode::new(code).national().to_owned(), days);
        Ok(Self {
            days: read.into_iter().map(national).collect(),
        })
    }

    /// The window of one item.
    pub fn of(item: &ItemCode, days: u16) -> Self {
        Self {
            days: BTreeMap::from([(item.national().to_owned(), days)]),
        }
    }

    /// The days of an item.
    pub fn days(&self, item: &ItemCode) -> Option<u16> {
        self.days.get(item.national()).copied()
    }
}

/// 互认设置 · what holds in a place. What is the same for every order is shared between them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// 区划名称
    pub places: Arc<Places>,
    /// 互认方向
    pub directions: Arc<Directions>,
    /// 互认时限
    pub windows: Windows,
    /// 互认机构
    pub register: Arc<Register>,
}

/// 已有报告 that the doctor is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// 报告编号
    pub number: String,
    /// 出具机构
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 报告日期
    #[serde(with = "casework::stored")]
    pub reported_on: Day,
    /// 互认标识
    pub mark: String,
}

/// 互认提醒
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// 标识: the same for the same order, so that it is stored once
    pub key: String,
    /// 机构编号 of the order
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 区划 of the order
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 等级 of the institution of the order
    pub grade: Grade,
    /// 科室
    pub department: Department,
    /// 开单医师
    #[serde(with = "casework::stored")]
    pub doctor: PractitionerCode,
    /// 项目类别
    pub kind: Kind,
    /// 提醒日期
    #[serde(with = "casework::stored")]
    pub reminded_on: Day,
    /// 已有报告
    pub earlier: Earlier,
    /// 互认程度
    pub duty: Duty,
    /// 可节约费用: the fee when it was ordered
    #[serde(with = "casework::stored")]
    pub saved: Money,
    /// 提示 for the doctor
    pub sentence: String,
}

/// The reminder that an order gives rise to, if any: the latest marked report of another institution on
/// the same item that passed its quality assessment, holds here, is within its window and comes from where
/// results are recognised. What must be recognised goes before what may be.
pub fn remind(order: &Order, index: &ReportIndex, settings: &Settings) -> Option<Reminder> {
    let here = settings.register.get(&order.institution)?;
    let days = settings.windows.days(&order.item)?;
    let recognisable = |report: &Report| {
        let there = settings.register.get(&report.institution)?;
        let age = order.ordered_on.days_since(report.reported_on);
        let fits = report.institution != order.institution
            && report.quality_assessed
            && (report.images || !order.kind.is_imaging())
            && (0..=i32::from(days)).contains(&age);
        let mark = Mark::read(&report.mark, &settings.places).ok()?;
        let duty = settings.directions.duty(there, here)?;
        (fits && mark.holds_in(&here.division)).then_some(duty)
    };
    let (duty, report) = index
        .of(&order.person, &order.item)
        .filter_map(|report| Some((recognisable(report)?, report)))
        .max_by_key(|(duty, report)| (*duty, report.reported_on))?;
    let there = settings.register.get(&report.institution)?;
    let what = match order.kind.is_imaging() {
        true => "互认的是图像，不含诊断结论",
        false => "互认的是检查检验数据，不含诊断结论",
    };
    let ask = match duty {
        Duty::Shall => "符合诊疗需要的，请予互认；确需重做的，请选择理由。",
        Duty::May => "质量符合要求的，可以互认；确需重做的，请选择理由。",
    };
    Some(Reminder {
        key: format!("{}|{}", order.institution, order.number),
        institution: order.institution.clone(),
        division: here.division.clone(),
        grade: here.grade,
        department: order.department.clone(),
        doctor: order.doctor.clone(),
        kind: order.kind,
        reminded_on: order.ordered_on,
        earlier: Earlier {
            number: report.number.clone(),
            institution: report.institution.clone(),
            reported_on: report.reported_on,
            mark: report.mark.clone(),
        },
        duty,
        saved: order.fee,
        sentence: format!(
            "该患者{}在{}已做“{}”，报告有“{}”标识，在{days}日互认时限内（{what}）。{ask}互认可为患者节约{}元。",
            report.reported_on, there.name, order.item_name, report.mark, order.fee
        ),
    })
}
