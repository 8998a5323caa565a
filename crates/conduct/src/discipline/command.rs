//! What is asked of a clue, and what happens to it.

use super::{Conclusion, Talk};
use crate::Department;
use casework::{Attachment, UserId};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 线索来源
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 信访举报
    Report,
    /// 患者投诉
    Complaint,
    /// 满意度调查
    Survey,
    /// 监督检查发现
    Inspection,
    /// 审计、基金核查发现
    Audit,
    /// 上级交办、其他部门移交
    HandOver,
    /// 媒体反映
    Media,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Report,
        Self::Complaint,
        Self::Survey,
        Self::Inspection,
        Self::Audit,
        Self::HandOver,
        Self::Media,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Source::Report => "信访举报",
            Source::Complaint => "患者投诉",
            Source::Survey => "满意度调查",
            Source::Inspection => "监督检查发现",
            Source::Audit => "审计、基金核查发现",
            Source::HandOver => "上级交办或者部门移交",
            Source::Media => "媒体反映",
        }
    }
}

/// 处置方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposal {
    /// 谈话函询
    TalkInquiry,
    /// 初步核实
    PreliminaryCheck,
    /// 暂存待查
    Shelve,
    /// 予以了结
    Close,
}

impl Disposal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TalkInquiry, Self::PreliminaryCheck, Self::Shelve, Self::Close];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Disposal::TalkInquiry => "谈话函询",
            Disposal::PreliminaryCheck => "初步核实",
            Disposal::Shelve => "暂存待查",
            Disposal::Close => "予以了结",
        }
    }

    /// True where somebody has to look into it.
    pub const fn is_inquired(self) -> bool {
        matches!(self, Disposal::TalkInquiry | Disposal::PreliminaryCheck)
    }
}

/// 线索 · what is said about whom. Not who said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clue {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 来源
    pub source: Source,
    /// 实名
    pub signed: bool,
    /// 身份封存编号: the row of the vault; empty where nobody is known
    pub seal: String,
    /// 被反映人
    #[serde(with = "casework::stored")]
    pub respondent: Option<PractitionerCode>,
    /// 科室
    pub department: Department,
    /// 反映的问题, redacted
    pub problem: String,
    /// 收到日期, to the day
    #[serde(with = "casework::stored")]
    pub received_on: Day,
    /// 应回避的人: those whom the clue names, and those close to them
    pub recused: Vec<Recused>,
}

/// 应回避的人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recused {
    /// 人员
    pub user: UserId,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记线索
    Receive {
        /// 线索
        clue: Clue,
    },
    /// 决定处置方式
    Dispose {
        /// 处置方式
        disposal: Disposal,
        /// 承办人, where somebody has to look into it
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handler: Option<UserId>,
        /// 理由
        reason: String,
    },
    /// 重新处置
    Resume {
        /// 理由
        reason: String,
    },
    /// 记录谈话函询
    Talk {
        /// 谈话函询
        talk: Talk,
    },
    /// 提出核查结论
    Conclude {
        /// 结论
        conclusion: Conclusion,
    },
    /// 审定结论
    Confirm {
        /// 审定意见
        opinion: String,
    },
    /// 退回补充核查
    Remand {
        /// 理由
        reason: String,
    },
    /// 执行处理
    Carry {
        /// 处理
        talk: Talk,
    },
    /// 回访
    FollowUp {
        /// 回访情况
        result: String,
        /// 材料
        papers: Vec<Attachment>,
    },
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::Receive { .. } => "登记问题线索",
            Command::Dispose { .. } => "决定处置方式",
            Command::Resume { .. } => "重新处置",
            Command::Talk { .. } => "记录谈话函询",
            Command::Conclude { .. } => "提出核查结论",
            Command::Confirm { .. } => "审定核查结论",
            Command::Remand { .. } => "退回补充核查",
            Command::Carry { .. } => "登记处理",
            Command::FollowUp { .. } => "登记回访",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Received {
        /// 线索
        clue: Clue,
    },
    /// 已处置
    Disposed {
        /// 处置方式
        disposal: Disposal,
        /// 承办人
        handler: Option<UserId>,
        /// 理由
        reason: String,
    },
    /// 重新处置
    Resumed {
        /// 理由
        reason: String,
    },
    /// 已谈话函询
    Talked {
        /// 谈话函询
        talk: Talk,
    },
    /// 已提出结论
    Concluded {
        /// 结论
        conclusion: Conclusion,
    },
    /// 已审定
    Confirmed {
        /// 审定意见
        opinion: String,
    },
    /// 已退回
    Remanded {
        /// 理由
        reason: String,
    },
    /// 已处理
    Carried {
        /// 处理
        talk: Talk,
    },
    /// 已回访
    FollowedUp {
        /// 回访情况
        result: String,
        /// 材料
        papers: Vec<Attachment>,
    },
}
