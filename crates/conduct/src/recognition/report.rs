//! The index of reports: what was examined of whom, where and when. It holds no result and no diagnosis.

use domain::{Day, InstitutionCode, ItemCode, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 项目类别 · as statistics tell examinations apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// DR
    Dr,
    /// 磁共振
    Mr,
    /// CT
    Ct,
    /// 检验
    Laboratory,
    /// 其他检查 (ultrasound, electrophysiology, …)
    Other,
}

impl Kind {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 5] = [Self::Dr, Self::Mr, Self::Ct, Self::Laboratory, Self::Other];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Dr => "DR",
            Kind::Mr => "MR",
            Kind::Ct => "CT",
            Kind::Laboratory => "检验",
            Kind::Other => "其他检查",
        }
    }

    /// True where the image is what is recognised, not a conclusion drawn from it.
    pub const fn is_imaging(self) -> bool {
        matches!(self, Kind::Dr | Kind::Mr | Kind::Ct)
    }
}

/// 报告索引 · one report as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// 报告编号 at its institution
    pub number: String,
    /// 出具机构
    pub institution: InstitutionCode,
    /// 患者
    pub person: PersonId,
    /// 项目编码
    pub item: ItemCode,
    /// 报告日期
    pub reported_on: Day,
    /// 互认标识 as printed; empty where there is none
    pub mark: String,
    /// 质量评价合格: the item passed the quality assessment of the marked scope
    pub quality_assessed: bool,
    /// 可调阅图像: the image itself can be looked at
    pub images: bool,
}

/// 报告索引库
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportIndex {
    reports: BTreeMap<(PersonId, String), BTreeMap<(InstitutionCode, String), Report>>,
}

impl ReportIndex {
    /// Takes a report in; one with the number of an earlier one of the same institution replaces it
    /// (reports are corrected).
    pub fn add(&mut self, report: Report) {
        let key = (report.person.clone(), report.item.national().to_owned());
        let number = (report.institution.clone(), report.number.clone());
        self.reports.entry(key).or_default().insert(number, report);
    }

    /// The reports on an item of a person.
    pub fn of<'a>(&'a self, person: &PersonId, item: &ItemCode) -> impl Iterator<Item = &'a Report> {
        let key = (person.clone(), item.national().to_owned());
        self.reports.get(&key).into_iter().flat_map(BTreeMap::values)
    }
}

impl FromIterator<Report> for ReportIndex {
    fn from_iter<I: IntoIterator<Item = Report>>(reports: I) -> Self {
        let mut index = Self::default();
        for report in reports {
            index.add(report);
        }
        index
    }
}
