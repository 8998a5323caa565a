//! The designated institution as seen by a rule.

use crate::{Division, Fact, InstitutionCode};

/// 医疗机构等级 · `medins_lv`. Ordered from the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InstitutionLevel {
    /// 无等级（未定级）
    Unrated,
    /// 一级
    One,
    /// 二级
    Two,
    /// 三级
    Three,
}

impl InstitutionLevel {
    /// All levels, from the lowest.
    pub const ALL: [InstitutionLevel; 4] = [
        InstitutionLevel::Unrated,
        InstitutionLevel::One,
        InstitutionLevel::Two,
        InstitutionLevel::Three,
    ];

    /// The Chinese word used in knowledge tables.
    pub fn zh(self) -> &'static str {
        match self {
            InstitutionLevel::Unrated => "未定级",
            InstitutionLevel::One => "一级",
            InstitutionLevel::Two => "二级",
            InstitutionLevel::Three => "三级",
        }
    }
}

/// 医疗服务机构类型 · `medins_type`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InstitutionKind {
    /// 医疗机构
    Medical,
    /// 零售药店
    Pharmacy,
    /// 互联网医院
    Internet,
    /// 其他（工伤康复、辅具、计生等）
    Other,
}

/// 定点医药机构 · `fixmedins_code`, `medins_name`, `medins_lv`, `medins_type`, `medins_admdvs`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Institution {
    /// 机构编号 · `fixmedins_code`
    pub code: InstitutionCode,
    /// 机构等级 · `medins_lv`
    pub level: Fact<InstitutionLevel>,
    /// 机构类型 · `medins_type`
    pub kind: Fact<InstitutionKind>,
    /// 医保区划 · `medins_admdvs`
    pub division: Division,
}
