//! What is asked of a risk point, and what happens to it.

use super::{Finding, Risk};
use casework::{Attachment, UserId};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记风险点
    Register {
        /// 风险点
        risk: Risk,
    },
    /// 登记检查
    Check {
        /// 结论
        finding: Finding,
        /// 检查情况
        note: String,
        /// 检查材料
        evidence: Vec<Attachment>,
        /// 整改届满日, where the measure is not kept
        #[serde(default, skip_serializing_if = "Option::is_none", with = "casework::stored")]
        due: Option<Day>,
    },
    /// 提交整改
    Remedy {
        /// 整改情况
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 复核通过
    Accept {
        /// 复核意见
        opinion: String,
    },
    /// 退回整改
    Return {
        /// 复核意见
        opinion: String,
        /// 整改届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 调整措施、责任人
    Revise {
        /// 防控措施
        measure: String,
        /// 责任人
        owner: UserId,
        /// 理由
        reason: String,
    },
    /// 撤销风险点
    Retire {
        /// 理由
        reason: String,
    },
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::Register { .. } => "登记风险点",
            Command::Check { .. } => "登记检查",
            Command::Remedy { .. } => "提交整改",
            Command::Accept { .. } => "复核整改",
            Command::Return { .. } => "退回整改",
            Command::Revise { .. } => "调整防控措施",
            Command::Retire { .. } => "撤销风险点",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Registered {
        /// 风险点
        risk: Risk,
        /// 首次检查的最后一天
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 检查未发现问题
    FoundSound {
        /// 检查情况
        note: String,
        /// 检查材料
        evidence: Vec<Attachment>,
        /// 下次检查的最后一天
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 检查发现问题
    FoundFlawed {
        /// 检查情况
        note: String,
        /// 检查材料
        evidence: Vec<Attachment>,
        /// 整改届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已提交整改
    Remedied {
        /// 整改情况
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 复核通过
    Accepted {
        /// 复核意见
        opinion: String,
        /// 下次检查的最后一天
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已退回
    Returned {
        /// 复核意见
        opinion: String,
        /// 整改届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已调整
    Revised {
        /// 防控措施
        measure: String,
        /// 责任人
        owner: UserId,
        /// 理由
        reason: String,
    },
    /// 已撤销
    Retired {
        /// 理由
        reason: String,
    },
}
