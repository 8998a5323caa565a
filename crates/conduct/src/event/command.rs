//! What can be done with an event, and what happens to it.

use super::{Evidence, Report};
use crate::{EventCode, Points};
use casework::{Attachment, UserId};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记
    Record {
        /// 申报
        report: Report,
    },
    /// 由基金监管提出
    Propose {
        /// 申报
        report: Report,
    },
    /// 修改
    Amend {
        /// 申报
        report: Report,
    },
    /// 提交
    Submit,
    /// 撤回
    Withdraw {
        /// 理由
        reason: String,
    },
    /// 补充证据
    Attach {
        /// 证据
        evidence: Vec<Evidence>,
    },
    /// 登记回避
    Recuse {
        /// 回避人
        user: UserId,
        /// 理由
        reason: String,
    },
    /// 科室确认
    Confirm {
        /// 科室意见
        opinion: String,
    },
    /// 行风办代为确认, where the department cannot
    TakeOver {
        /// 理由
        reason: String,
    },
    /// 行风办核实
    Verify {
        /// 核实意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 理由
        reason: String,
    },
    /// 不予认定
    Reject {
        /// 理由
        reason: String,
    },
    /// 认定
    Approve {
        /// 分值
        points: Option<Points>,
        /// 次数
        count: u16,
        /// 计入年度
        counted_year: i16,
        /// 审批意见
        opinion: String,
    },
    /// 申诉
    Appeal {
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 撤回申诉
    WithdrawAppeal,
    /// 答复申诉
    SettleAppeal {
        /// 处理结果
        ruling: Ruling,
        /// 处理意见
        opinion: String,
    },
}

/// 申诉处理结果
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "snake_case")]
pub enum Ruling {
    /// 维持
    Upheld,
    /// 变更
    Changed {
        /// 行为编码
        code: EventCode,
        /// 分值
        points: Option<Points>,
        /// 次数
        count: u16,
    },
    /// 撤销
    Revoked,
}

impl Command {
    pub(super) const fn zh(&self) -> &'static str {
        match self {
            Command::Record { .. } => "登记行为事件",
            Command::Propose { .. } => "由基金监管提出行为事件",
            Command::Amend { .. } => "修改申报内容",
            Command::Submit => "提交科室确认",
            Command::Withdraw { .. } => "撤回申报",
            Command::Attach { .. } => "补充证据",
            Command::Recuse { .. } => "登记回避",
            Command::Confirm { .. } => "科室确认",
            Command::TakeOver { .. } => "代科室确认",
            Command::Verify { .. } => "核实",
            Command::Return { .. } => "退回申报",
            Command::Reject { .. } => "不予认定",
            Command::Approve { .. } => "认定",
            Command::Appeal { .. } => "提出申诉",
            Command::WithdrawAppeal => "撤回申诉",
            Command::SettleAppeal { .. } => "答复申诉",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Recorded {
        /// 申报
        report: Report,
    },
    /// 已由基金监管提出
    Proposed {
        /// 申报
        report: Report,
    },
    /// 已修改
    Amended {
        /// 申报
        report: Report,
    },
    /// 已提交
    Submitted,
    /// 已撤回
    Withdrawn {
        /// 理由
        reason: String,
    },
    /// 已补充证据
    Attached {
        /// 证据
        evidence: Vec<Evidence>,
    },
    /// 已登记回避
    Recused {
        /// 回避人
        user: UserId,
        /// 理由
        reason: String,
    },
    /// 科室已确认
    Confirmed {
        /// 科室意见
        opinion: String,
    },
    /// 已代科室确认
    TakenOver {
        /// 理由
        reason: String,
    },
    /// 已核实
    Verified {
        /// 核实意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 不予认定
    Rejected {
        /// 理由
        reason: String,
    },
    /// 已认定
    Approved {
        /// 分值
        points: Option<Points>,
        /// 次数
        count: u16,
        /// 计入年度
        counted_year: i16,
        /// 审批意见
        opinion: String,
    },
    /// 已申诉
    Appealed {
        /// 答复届满日
        #[serde(with = "casework::stored")]
        due: Day,
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 已撤回申诉
    AppealWithdrawn,
    /// 申诉已答复
    AppealSettled {
        /// 处理结果
        ruling: Ruling,
        /// 处理意见
        opinion: String,
    },
}
