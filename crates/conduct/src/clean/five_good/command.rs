//! What is asked of an evaluation, and what happens to it.

use super::{Score, Sheet, Standard, Subject, VetoHit};
use casework::Attachment;
use domain::Day;
use serde::{Deserialize, Serialize};

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 自评
    SelfScore {
        /// 评价对象
        subject: Subject,
        /// 得分, one for each indicator
        scores: Vec<Score>,
        /// 佐证
        evidence: Vec<Attachment>,
    },
    /// 退回自评
    Return {
        /// 理由
        reason: String,
        /// 届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 重新自评
    ScoreAgain {
        /// 得分
        scores: Vec<Score>,
        /// 佐证
        evidence: Vec<Attachment>,
    },
    /// 评定
    Decide {
        /// 得分, one for each indicator
        scores: Vec<Score>,
        /// 否决认定
        vetoes: Vec<VetoHit>,
        /// 评定意见
        opinion: String,
    },
    /// 撤销称号
    Revoke {
        /// 否决认定
        veto: VetoHit,
    },
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::SelfScore { .. } => "五好自评",
            Command::Return { .. } => "退回自评",
            Command::ScoreAgain { .. } => "重新自评",
            Command::Decide { .. } => "五好评定",
            Command::Revoke { .. } => "撤销称号",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已自评
    SelfScored {
        /// 评价对象
        subject: Subject,
        /// 评价标准 of that day: a later one changes nothing here
        standard: Standard,
        /// 得分
        scores: Vec<Score>,
        /// 佐证
        evidence: Vec<Attachment>,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
        /// 届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已重新自评
    ScoredAgain {
        /// 得分
        scores: Vec<Score>,
        /// 佐证
        evidence: Vec<Attachment>,
    },
    /// 已评定
    Decided {
        /// 得分
        scores: Vec<Score>,
        /// 否决认定
        vetoes: Vec<VetoHit>,
        /// 评定意见
        opinion: String,
        /// 得分表
        sheet: Sheet,
        /// 授予
        awarded: bool,
    },
    /// 已撤销称号
    Revoked {
        /// 否决认定
        veto: VetoHit,
    },
}
