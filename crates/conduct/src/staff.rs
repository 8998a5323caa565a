//! The people who are assessed.

use domain::PractitionerCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 科室 · a department of the institution, by the name that the institution uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Department(pub String);

impl fmt::Display for Department {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 人员类别 · a scheme is made for one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffCategory {
    /// 医师
    Clinical,
    /// 护理人员
    Nursing,
    /// 医技、药学人员
    Technical,
    /// 行政后勤人员
    Administrative,
}

impl StaffCategory {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Clinical, Self::Nursing, Self::Technical, Self::Administrative];

    /// The stable tag, as events and callers write it.
    pub const fn tag(self) -> &'static str {
        match self {
            StaffCategory::Clinical => "clinical",
            StaffCategory::Nursing => "nursing",
            StaffCategory::Technical => "technical",
            StaffCategory::Administrative => "administrative",
        }
    }

    /// The category with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.tag() == tag)
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            StaffCategory::Clinical => "医师",
            StaffCategory::Nursing => "护理人员",
            StaffCategory::Technical => "医技药学人员",
            StaffCategory::Administrative => "行政后勤人员",
        }
    }
}

/// 工作人员 · a person of the institution as assessment knows him.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Staff {
    /// 人员编号: the national practitioner code; of those who have none, the institution's number. It is
    /// the same code by which the fund's findings know a doctor.
    #[serde(with = "casework::stored")]
    pub code: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 科室
    pub department: Department,
    /// 人员类别
    pub category: StaffCategory,
}
