//! The schemes that the program brings along, to begin with. An institution publishes its own.

use super::{ReadProblems, Scheme};
use crate::StaffCategory;
use serde::{Deserialize, Serialize};

macro_rules! with_catalogue {
    ($file:literal) => {
        concat!(
            include_str!(concat!("../../data/scheme/", $file)),
            include_str!("../../data/scheme/catalogue.toml")
        )
    };
}

/// 底本 · a scheme to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// 医师, base 100 a year
    Clinical,
    /// 护理人员, base 100 a year
    Nursing,
    /// 医技药学人员, base 100 a year
    Technical,
    /// 行政后勤人员, base 100 a year
    Administrative,
    /// 各类人员, base 80 a quarter, the year is the mean
    Quarterly,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Clinical,
        Self::Nursing,
        Self::Technical,
        Self::Administrative,
        Self::Quarterly,
    ];

    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            Template::Clinical => "医师年度方案（基本分100分）",
            Template::Nursing => "护理人员年度方案（基本分100分）",
            Template::Technical => "医技药学人员年度方案（基本分100分）",
            Template::Administrative => "行政后勤人员年度方案（基本分100分）",
            Template::Quarterly => "各类人员季度方案（基本分80分，年度取平均）",
        }
    }

    /// The default for staff of a category.
    pub const fn of(category: StaffCategory) -> Self {
        match category {
            StaffCategory::Clinical => Template::Clinical,
            StaffCategory::Nursing => Template::Nursing,
            StaffCategory::Technical => Template::Technical,
            StaffCategory::Administrative => Template::Administrative,
        }
    }

    /// The whole text, as an institution would edit it.
    pub const fn text(self) -> &'static str {
        match self {
            Template::Clinical => with_catalogue!("clinical.toml"),
            Template::Nursing => with_catalogue!("nursing.toml"),
            Template::Technical => with_catalogue!("technical.toml"),
            Template::Administrative => with_catalogue!("administrative.toml"),
            Template::Quarterly => with_catalogue!("base-80.toml"),
        }
    }

    /// The scheme.
    ///
    /// # Errors
    /// The shipped texts are tested; an error is a defect of the program.
    pub fn scheme(self) -> Result<Scheme, ReadProblems> {
        Scheme::read(self.text())
    }
}
