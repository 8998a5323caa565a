//! What is assessed: items, each in one of the seven national areas and one of the five dimensions.

use crate::Points;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 考评内容 · the seven areas of the national system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 救死扶伤，全心全意为人民服务
    Rescue,
    /// 尊重患者权利，保守医疗秘密
    Rights,
    /// 文明礼貌，优质服务，构建和谐医患关系
    Courtesy,
    /// 遵纪守法，廉洁行医
    Integrity,
    /// 因病施治，规范医疗服务行为
    Practice,
    /// 顾全大局，团结协作
    Unity,
    /// 严谨求实，努力提高专业技术水平
    Rigour,
}

impl Area {
    /// All of them, in the national order: their numbers are 1 to 7.
    pub const ALL: [Self; 7] = [
        Self::Rescue,
        Self::Rights,
        Self::Courtesy,
        Self::Integrity,
        Self::Practice,
        Self::Unity,
        Self::Rigour,
    ];

    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            Area::Rescue => "救死扶伤、全心全意为人民服务",
            Area::Rights => "尊重患者权利、保守医疗秘密",
            Area::Courtesy => "文明礼貌、优质服务",
            Area::Integrity => "遵纪守法、廉洁行医",
            Area::Practice => "因病施治、规范医疗服务行为",
            Area::Unity => "顾全大局、团结协作",
            Area::Rigour => "严谨求实、提高专业水平",
        }
    }

    /// The area with this number.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// 考评维度 · the five dimensions by which leaders speak of conduct: another view of the same entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 服务态度
    Attitude,
    /// 廉洁行医
    Integrity,
    /// 遵纪守法
    Law,
    /// 团队协作
    Teamwork,
    /// 患者满意度
    Satisfaction,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Attitude,
        Self::Integrity,
        Self::Law,
        Self::Teamwork,
        Self::Satisfaction,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Dimension::Attitude => "服务态度",
            Dimension::Integrity => "廉洁行医",
            Dimension::Law => "遵纪守法",
            Dimension::Teamwork => "团队协作",
            Dimension::Satisfaction => "患者满意度",
        }
    }
}

/// 内容编号, e.g. `4-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub String);

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 考评条目 · what a person begins the period with, and what can be taken from him under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// 编号
    pub id: ItemId,
    /// 内容
    pub area: Area,
    /// 维度
    pub dimension: Dimension,
    /// 基本分
    pub base: Points,
    /// 要求
    pub text: String,
}
