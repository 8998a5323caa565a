//! The routing table of complaints: which office a topic belongs to.

use serde::{Deserialize, Serialize};

/// 投诉类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// 行风廉洁
    Conduct,
    /// 服务态度
    Attitude,
    /// 医疗质量
    Quality,
    /// 护理
    Nursing,
    /// 收费价格
    Price,
    /// 医保
    Insurance,
    /// 环境后勤
    Surroundings,
}

/// 主管部门
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 纪检监察室
    Discipline,
    /// 医德医风办公室
    Ethics,
    /// 医患关系办公室
    Disputes,
    /// 护理部
    Nursing,
    /// 财务部
    Finance,
    /// 医保办
    Insurance,
    /// 后勤保障部
    Logistics,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Conduct,
        Self::Attitude,
        Self::Quality,
        Self::Nursing,
        Self::Price,
        Self::Insurance,
        Self::Surroundings,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Topic::Conduct => "行风廉洁",
            Topic::Attitude => "服务态度",
            Topic::Quality => "医疗质量",
            Topic::Nursing => "护理",
            Topic::Price => "收费价格",
            Topic::Insurance => "医保",
            Topic::Surroundings => "环境后勤",
        }
    }

    /// 主管部门 of the topic.
    pub const fn office(self) -> Office {
        match self {
            Topic::Conduct => Office::Discipline,
            Topic::Attitude => Office::Ethics,
            Topic::Quality => Office::Disputes,
            Topic::Nursing => Office::Nursing,
            Topic::Price => Office::Finance,
            Topic::Insurance => Office::Insurance,
            Topic::Surroundings => Office::Logistics,
        }
    }
}

impl Office {
    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Office::Discipline => "纪检监察室",
            Office::Ethics => "医德医风办公室",
            Office::Disputes => "医患关系办公室",
            Office::Nursing => "护理部",
            Office::Finance => "财务部",
            Office::Insurance => "医保办",
            Office::Logistics => "后勤保障部",
        }
    }
}
