//! The insured person and what entitlement depends on.

use crate::{Day, DiagnosisCode, Division, Fact, PersonId};
use compact_str::CompactString;

/// 性别 · `gend` (1 男, 2 女; 0 and 9 are [`Fact::Unknown`], a missing field is [`Fact::Absent`])
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }
}

/// 生育状态 · `matn_stas`. Public sources disagree on the code table, so the wire only fills this
/// from unambiguous values and diagnoses fill the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Maternity {
    /// 非妊娠、非哺乳
    Neither,
    /// 妊娠期
    Pregnant,
    /// 哺乳期
    Lactating,
}

impl Maternity {
    /// All states, in the order of the documentation.
    pub const ALL: [Maternity; 3] = [Maternity::Neither, Maternity::Pregnant, Maternity::Lactating];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Maternity::Neither => "非妊娠哺乳",
            Maternity::Pregnant => "妊娠期",
            Maternity::Lactating => "哺乳期",
        }
    }
}

/// 险种 · `insutype`, reduced to what payment rules distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Insurance {
    /// 职工基本医疗保险 (310)
    Employee,
    /// 城乡居民基本医疗保险 (380, 390, 391)
    Resident,
    /// 工伤保险 (410 is long-term care; work injury is told by medical category or a local code)
    WorkInjury,
    /// 生育保险 (510, or a maternity medical category)
    Maternity,
    /// 长期护理保险 (410)
    LongTermCare,
    /// 其他保障（离休、补充等）
    Other,
}

impl Insurance {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Insurance; 6] = [
        Insurance::Employee,
        Insurance::Resident,
        Insurance::WorkInjury,
        Insurance::Maternity,
        Insurance::LongTermCare,
        Insurance::Other,
    ];

    /// The Chinese word used in knowledge tables.
    pub fn zh(self) -> &'static str {
        match self {
            Insurance::Employee => "职工",
            Insurance::Resident => "居民",
            Insurance::WorkInjury => "工伤",
            Insurance::Maternity => "生育",
            Insurance::LongTermCare => "长护",
            Insurance::Other => "其他",
        }
    }
}

/// 参保人 · `patn_id`, `gend`, `brdy`, `poolarea`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InsuredPerson {
    /// 参保人标识 · `patn_id`
    pub id: PersonId,
    /// 性别 · `gend`
    pub sex: Fact<Sex>,
    /// 出生日期 · `brdy`
    pub birth: Fact<Day>,
    /// 统筹区 · `poolarea`
    pub pool_area: Division,
    /// 生育状态 · `matn_stas`
    pub maternity: Fact<Maternity>,
    /// 已认定门诊慢特病病种 · `opsp_dise_code` (from 5301)
    pub certified_diseases: Fact<Vec<DiagnosisCode>>,
    /// 人群标签 · groups that local parameters distinguish (e.g. 长处方, 异地, 残疾)
    pub groups: Vec<CompactString>,
}
