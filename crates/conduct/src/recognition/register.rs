//! The institutions that take part, and how far the districts are covered.

use crate::Ownership;
use crate::figures::Ratio;
use domain::{Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 等级 · as far as recognition tells institutions apart. From the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// 三级甲等
    #[serde(rename = "三级甲等")]
    ThreeA,
    /// 三级, other
    #[serde(rename = "三级")]
    Three,
    /// 二级甲等
    #[serde(rename = "二级甲等")]
    TwoA,
    /// 二级, other
    #[serde(rename = "二级")]
    Two,
    /// 一级
    #[serde(rename = "一级")]
    One,
    /// 未定级
    #[serde(rename = "未定级")]
    Unrated,
}

impl Grade {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ThreeA,
        Self::Three,
        Self::TwoA,
        Self::Two,
        Self::One,
        Self::Unrated,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Grade::ThreeA => "三级甲等",
            Grade::Three => "三级",
            Grade::TwoA => "二级甲等",
            Grade::Two => "二级",
            Grade::One => "一级",
            Grade::Unrated => "未定级",
        }
    }
}

/// 互认机构 · one institution that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 机构名称
    pub name: String,
    /// 区划
    pub division: Division,
    /// 等级
    pub grade: Grade,
    /// 举办主体
    pub ownership: Ownership,
    /// 基层医疗卫生机构
    pub primary_care: bool,
    /// 医疗集团、县域医共体, if it belongs to one
    pub group: Option<String>,
}

/// 互认机构名册. What is counted is filtered by attributes that may overlap: the counts of several
/// filters need not add up to the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    participants: BTreeMap<InstitutionCode, Participant>,
}

impl FromIterator<Participant> for Register {
    /// An institution that comes twice counts once, as it came last.
    fn from_iter<I: IntoIterator<Item = Participant>>(participants: I) -> Self {
        let keyed = participants.into_iter();
        Self {
            participants: keyed
                .map(|participant| (participant.institution.clone(), participant))
                .collect(),
        }
    }
}

/// 覆盖 · how many of the districts have begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// participants by district, also where there is none
    pub districts: BTreeMap<Division, u64>,
}

impl Coverage {
    /// 已启动的区 of all.
    pub fn begun(&self) -> Ratio {
        let mut ratio = Ratio::default();
        for count in self.districts.values() {
            ratio.count(*count > 0);
        }
        ratio
    }
}

impl Register {
    /// The participant with this code.
    pub fn get(&self, institution: &InstitutionCode) -> Option<&Participant> {
        self.participants.get(institution)
    }

    /// How many there are for whom `belongs` is true.
    pub fn count(&self, belongs: impl Fn(&Participant) -> bool) -> u64 {
        self.participants
            .values()
            .filter(|participant| belongs(participant))
            .count() as u64
    }

    /// 互认机构总数
    pub fn total(&self) -> u64 {
        self.count(|_| true)
    }

    /// 基层
    pub fn primary_care(&self) -> u64 {
        self.count(|participant| participant.primary_care)
    }

    /// 三级甲等
    pub fn three_a(&self) -> u64 {
        self.count(|participant| participant.grade == Grade::ThreeA)
    }

    /// 其他二级以上公立
    pub fn other_public_from_level_two(&self) -> u64 {
        let others = [Grade::Three, Grade::TwoA, Grade::Two];
        self.count(|participant| participant.ownership == Ownership::Public && others.contains(&participant.grade))
    }

    /// Participants by district.
    pub fn coverage(&self, districts: &[Division]) -> Coverage {
        let within = |district: &Division| self.count(|participant| district.governs(&participant.division));
        Coverage {
            districts: districts
                .iter()
                .map(|district| (district.clone(), within(district)))
                .collect(),
        }
    }
}
