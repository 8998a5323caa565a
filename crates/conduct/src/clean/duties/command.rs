//! What is asked of a list of duties, and what happens to it.

use super::DutyState;
use casework::{Attachment, Role, UserId};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};

/// 清单类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// 年度计划
    Plan,
    /// 工作机制
    Mechanism,
    /// 日常监督
    Daily,
    /// 巡查
    Tour,
    /// 专项整治
    Campaign,
}

impl ListKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Plan, Self::Mechanism, Self::Daily, Self::Tour, Self::Campaign];
    /// Those whose items are duties from the first day.
    pub const ADOPTED: [Self; 2] = [Self::Plan, Self::Mechanism];

    /// The checks that a role begins: the institution's own, or the bureau's.
    pub const fn begun_by(role: Role) -> &'static [Self] {
        match role {
            Role::DisciplineOffice => &[Self::Daily],
            Role::HealthSection => &[Self::Tour, Self::Campaign],
            _ => &[],
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            ListKind::Plan => "年度计划",
            ListKind::Mechanism => "工作机制",
            ListKind::Daily => "日常监督",
            ListKind::Tour => "巡查",
            ListKind::Campaign => "专项整治",
        }
    }
}

impl DutyState {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            DutyState::Open => "办理中",
            DutyState::Proven => "待核验",
            DutyState::Done => "已完成",
        }
    }
}

/// 清单 · whose it is and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 类别
    pub kind: ListKind,
    /// 名称
    pub title: String,
    /// 年度或者周期, e.g. 2026年, 2025—2026年
    pub period: String,
    /// 专项主题 of the catalogue; empty for all but campaigns
    pub topic: String,
}

/// 任务 · what must be done, by whom, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// 序号
    pub number: u16,
    /// 方面
    pub aspect: String,
    /// 内容
    pub text: String,
    /// 责任人
    pub owner: UserId,
    /// 届满日
    #[serde(with = "casework::stored")]
    pub due: Day,
}

/// 检查要点
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPoint {
    /// 序号
    pub number: u16,
    /// 方面
    pub aspect: String,
    /// 要点
    pub text: String,
}

/// 检查结果 of one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Answer {
    /// 未发现问题
    Sound {
        /// 序号
        number: u16,
    },
    /// 发现问题
    Problem {
        /// 序号
        number: u16,
        /// 问题
        note: String,
        /// 整改责任人
        owner: UserId,
        /// 整改届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 不涉及
    NotApplicable {
        /// 序号
        number: u16,
        /// 理由
        note: String,
    },
}

impl Answer {
    /// The point that it answers.
    pub fn number(&self) -> u16 {
        match self {
            Answer::Sound { number } | Answer::Problem { number, .. } | Answer::NotApplicable { number, .. } => *number,
        }
    }
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 建立计划或者机制
    Adopt {
        /// 清单
        head: Head,
        /// 任务
        tasks: Vec<Task>,
    },
    /// 开始检查
    Begin {
        /// 清单
        head: Head,
        /// 检查要点
        points: Vec<CheckPoint>,
    },
    /// 登记检查结果
    Record {
        /// 结果, one for each point
        answers: Vec<Answer>,
        /// 检查材料
        evidence: Vec<Attachment>,
    },
    /// 报告进展
    Report {
        /// 序号
        number: u16,
        /// 进度 in per cent
        percent: u8,
        /// 进展情况
        note: String,
    },
    /// 提交佐证
    Prove {
        /// 序号
        number: u16,
        /// 完成情况
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 核验通过
    Verify {
        /// 序号
        number: u16,
        /// 核验意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 序号
        number: u16,
        /// 核验意见
        opinion: String,
        /// 新的届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 变更责任人、期限
    Change {
        /// 序号
        number: u16,
        /// 责任人
        owner: UserId,
        /// 届满日
        #[serde(with = "casework::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::Adopt { .. } => "建立责任清单",
            Command::Begin { .. } => "开始检查",
            Command::Record { .. } => "登记检查结果",
            Command::Report { .. } => "报告进展",
            Command::Prove { .. } => "提交佐证",
            Command::Verify { .. } => "核验任务",
            Command::Return { .. } => "退回任务",
            Command::Change { .. } => "变更责任人和期限",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已建立
    Adopted {
        /// 清单
        head: Head,
        /// 任务
        tasks: Vec<Task>,
    },
    /// 已开始检查
    Begun {
        /// 清单
        head: Head,
        /// 检查要点
        points: Vec<CheckPoint>,
    },
    /// 已登记检查结果
    Recorded {
        /// 结果
        answers: Vec<Answer>,
        /// 检查材料
        evidence: Vec<Attachment>,
    },
    /// 已报告进展
    Reported {
        /// 序号
        number: u16,
        /// 进度 in per cent
        percent: u8,
        /// 进展情况
        note: String,
    },
    /// 已提交佐证
    Proven {
        /// 序号
        number: u16,
        /// 完成情况
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 已核验
    Verified {
        /// 序号
        number: u16,
        /// 核验意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 序号
        number: u16,
        /// 核验意见
        opinion: String,
        /// 新的届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已变更
    Changed {
        /// 序号
        number: u16,
        /// 责任人
        owner: UserId,
        /// 届满日
        #[serde(with = "casework::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
    /// 已办结
    Completed,
}
