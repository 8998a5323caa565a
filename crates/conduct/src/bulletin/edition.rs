//! An edition as data: everything that is printed, in its order. Pages, PDF and workbook are made of it.

use super::{Figures, LearningItem, MediaItem, Period};
use crate::commendation::Redaction;
use crate::packet::Way;
use domain::{Day, Money};
use serde::{Deserialize, Serialize};

/// 版本 · for whom an edition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 院内版
    Internal,
    /// 公开版
    Public,
}

/// 刊头
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masthead {
    /// 刊名
    pub name: String,
    /// `2023年第4期`
    pub issue: String,
    /// 编发单位
    pub issuer: String,
    /// 发布日期
    #[serde(with = "casework::stored")]
    pub publish_on: Day,
    /// 更正的期号: `更正2023年第3期`
    pub corrects: Option<String>,
}

/// 公示表的一行 · one gift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HonourRow {
    /// 科室
    pub department: String,
    /// rows that the cell of the department covers; 0 where the cell above does
    pub department_rows: u16,
    /// 人员, as this edition may show
    pub person: String,
    /// which person it is, from 1: two of one name, or of one mask, are two
    pub person_number: u32,
    /// rows that the cell of the person covers; 0 where the cell above does
    pub person_rows: u16,
    /// 金额; none where only the total is shown
    #[serde(with = "casework::stored")]
    pub amount: Option<Money>,
    /// 拒收方式
    pub way: Way,
    /// 患者信息
    pub patient: String,
    /// 补录
    pub supplement: bool,
}

/// 表扬表的一行
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CommendationRow {
    /// 科室
    pub department: String,
    /// 锦旗（面）
    pub pennants: u32,
    /// 感谢信（封）
    pub letters: u32,
    /// 其他表扬（次）
    pub praise: u32,
    /// 拾金不昧（次）
    pub lost_property: u32,
}

/// 感谢信选登
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// 登记编号
    pub number: String,
    /// 科室
    pub department: String,
    /// 受表扬人员, as this edition may show
    pub persons: Vec<String>,
    /// 文字, in full with consent, else an excerpt
    pub text: String,
    /// 全文刊登
    pub full: bool,
    /// 图像, if one may be shown
    pub picture: Option<Picture>,
}

/// 图像
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// 摘要 of the file
    pub digest: String,
    /// 图注
    pub caption: String,
    /// 图像遮盖
    pub redaction: Redaction,
}

/// 先进典范
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HonouredPerson {
    /// 科室
    pub department: String,
    /// 姓名, as this edition may show
    pub name: String,
    /// 事迹
    pub citation: String,
}

/// 警示案例, masked
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// 案情, without names
    pub text: String,
    /// 违反的规定
    pub rule: String,
    /// 教训
    pub lesson: String,
}

/// 投诉情况: counts alone, small ones as `<5`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintSummary {
    /// 收到
    pub received: String,
    /// 属实
    pub confirmed: String,
    /// 办结
    pub closed: String,
    /// 回访满意
    pub satisfied: String,
}

/// 通报 · one edition of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// 版本
    pub audience: Audience,
    /// 刊头
    pub masthead: Masthead,
    /// 数据期间
    pub period: Period,
    /// 数字
    pub figures: Figures,
    /// 导语
    pub headline: String,
    /// 与上期比较
    pub comparison: Option<String>,
    /// 恪守医德 拒收红包 公示
    pub honours: Vec<HonourRow>,
    /// 表扬表
    pub commendations: Vec<CommendationRow>,
    /// 纸短情长
    pub letters: Vec<Excerpt>,
    /// 一面锦旗
    pub pennants: Vec<Picture>,
    /// 先进典范
    pub honoured: Vec<HonouredPerson>,
    /// 结语
    pub closing: String,
    /// 学习材料目录
    pub contents: Vec<String>,
    /// 学习材料
    pub learning: Vec<LearningItem>,
    /// 纪法小课
    pub media: Vec<MediaItem>,
    /// 警示案例
    pub warning: Option<Warning>,
    /// 投诉情况, of the internal edition alone
    pub complaints: Option<ComplaintSummary>,
    /// 监督举报方式
    pub contact: Vec<String>,
}

impl Edition {
    /// Every picture of the edition: of pennants, then of letters.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let of_letters = self.letters.iter().filter_map(|letter| letter.picture.as_ref());
        self.pennants.iter().chain(of_letters)
    }
}
