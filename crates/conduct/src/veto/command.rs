//! What can be done with a veto, and what happens to it.

use super::{Brief, Candidate, Meeting, Outcome};
use casework::Attachment;
use domain::Day;
use serde::{Deserialize, Serialize};

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 提出候选
    Nominate {
        /// 候选
        candidate: Candidate,
    },
    /// 准备认定材料
    Prepare {
        /// 认定材料
        brief: Brief,
    },
    /// 纪检核实
    Verify {
        /// 核实意见
        opinion: String,
    },
    /// 退回补充
    Return {
        /// 理由
        reason: String,
    },
    /// 委员会认定
    Decide {
        /// 会议
        meeting: Meeting,
    },
    /// 委员会不予认定
    Dismiss {
        /// 会议
        meeting: Meeting,
        /// 理由
        reason: String,
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
    /// 维持
    Uphold {
        /// 会议
        meeting: Meeting,
        /// 处理意见
        opinion: String,
    },
    /// 撤销
    Lift {
        /// 会议
        meeting: Meeting,
        /// 处理意见
        opinion: String,
    },
    /// 移送卫生健康行政部门
    Escalate {
        /// 移送理由
        reason: String,
        /// 证据包
        pack: Vec<Attachment>,
    },
    /// 受理移送
    Acknowledge {
        /// 受理编号
        case_number: String,
    },
    /// 登记行政处理结果
    RecordOutcome {
        /// 处理结果
        outcome: Outcome,
    },
}

impl Command {
    pub(super) const fn zh(&self) -> &'static str {
        match self {
            Command::Nominate { .. } => "提出一票否决候选",
            Command::Prepare { .. } => "准备认定材料",
            Command::Verify { .. } => "核实认定材料",
            Command::Return { .. } => "退回补充材料",
            Command::Decide { .. } => "认定一票否决",
            Command::Dismiss { .. } => "不予认定",
            Command::Appeal { .. } => "提出申诉",
            Command::WithdrawAppeal => "撤回申诉",
            Command::Uphold { .. } => "维持一票否决",
            Command::Lift { .. } => "撤销一票否决",
            Command::Escalate { .. } => "移送卫生健康行政部门",
            Command::Acknowledge { .. } => "受理移送",
            Command::RecordOutcome { .. } => "登记行政处理结果",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已提出候选
    Nominated {
        /// 候选
        candidate: Candidate,
    },
    /// 已准备
    Prepared {
        /// 认定材料
        brief: Brief,
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
    /// 已认定
    Decided {
        /// 会议
        meeting: Meeting,
    },
    /// 不予认定
    Dismissed {
        /// 会议
        meeting: Meeting,
        /// 理由
        reason: String,
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
    /// 已维持
    Upheld {
        /// 会议
        meeting: Meeting,
        /// 处理意见
        opinion: String,
    },
    /// 已撤销
    Lifted {
        /// 会议
        meeting: Meeting,
        /// 处理意见
        opinion: String,
    },
    /// 已移送
    Escalated {
        /// 移送理由
        reason: String,
        /// 证据包
        pack: Vec<Attachment>,
    },
    /// 已受理移送
    Acknowledged {
        /// 受理编号
        case_number: String,
    },
    /// 已登记行政处理结果
    OutcomeRecorded {
        /// 处理结果
        outcome: Outcome,
    },
}
