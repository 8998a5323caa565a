//! What somebody may want to do in a review, and the words that decisions are made of.

use super::Subject;
use crate::{Attachment, UserId};
use domain::Money;
use serde::{Deserialize, Serialize};

/// 排除原因 · why a finding is cleared; it feeds the rule's precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearReason {
    /// 规则运行未见违规
    NoViolation,
    /// 规则逻辑不当
    RuleLogic,
    /// 知识点有误
    KnowledgeRow,
    /// 数据质量问题 (wrong code, missing diagnosis, double upload)
    DataQuality,
    /// 临床确有必要
    ClinicalNeed,
    /// 属政策允许的例外
    PolicyException,
    /// 已自行退回或者冲销
    AlreadyReversed,
    /// 重复疑点
    Duplicate,
    /// 证据不足
    EvidenceLacking,
}

impl ClearReason {
    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            ClearReason::NoViolation => "未见违规",
            ClearReason::RuleLogic => "规则逻辑不当",
            ClearReason::KnowledgeRow => "知识点有误",
            ClearReason::DataQuality => "数据质量问题",
            ClearReason::ClinicalNeed => "临床确有必要",
            ClearReason::PolicyException => "政策允许的例外",
            ClearReason::AlreadyReversed => "已自行退回或者冲销",
            ClearReason::Duplicate => "重复疑点",
            ClearReason::EvidenceLacking => "证据不足",
        }
    }
}

/// 合议人员 · a member of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelMember {
    /// 用户
    pub user: UserId,
    /// 临床专家
    pub clinical_expert: bool,
}

/// 表决 · how one member voted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// 合议人员
    pub user: UserId,
    /// 认定违规
    pub upholds: bool,
}

/// 核查结论 · what a site check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "conclusion", rename_all = "snake_case")]
pub enum Confirmation {
    /// 属实
    Upheld {
        /// 金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 机构签字的核查记录
        record: Attachment,
    },
    /// 不属实
    Cleared {
        /// 原因
        reason: ClearReason,
        /// 说明
        note: String,
    },
}

/// 办理 · commands of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记规则结果: a clear violation is refused, a suspicion reviewed, nothing cleared
    Open {
        /// 审核对象
        subject: Subject,
        /// 抽中复核 (clear violations only), as the draw says
        sampled: bool,
    },
    /// 认可抽中的自动拒付
    UpholdSample,
    /// 告知机构 (after automatic refusal; a first review notifies by itself)
    Notify,
    /// 初审认定
    UpholdFirst {
        /// 金额, at most what was flagged
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 意见
        note: String,
    },
    /// 排除
    Clear {
        /// 原因
        reason: ClearReason,
        /// 说明
        note: String,
    },
    /// 机构内部发起申诉
    BeginAppeal,
    /// 提交申诉, or a second appeal after the second result
    SubmitAppeal {
        /// 理由
        argument: String,
        /// 附件, at least one
        attachments: Vec<Attachment>,
    },
    /// 认可结果
    Accept,
    /// 逾期未申诉
    Lapse,
    /// 复审人接办
    TakeSecondReview,
    /// 复审维持
    UpholdSecond {
        /// 金额, at most what the first result claimed
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 意见
        note: String,
    },
    /// 组成合议, or fill it up after somebody withdrew
    FormPanel {
        /// 合议人员
        members: Vec<PanelMember>,
    },
    /// 回避
    Recuse {
        /// 回避人
        user: UserId,
        /// 理由
        reason: String,
    },
    /// 合议
    DecideJointly {
        /// 表决: every member once
        votes: Vec<Vote>,
        /// 金额 if upheld, at most what the second result claimed
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 合议纪要
        minutes: String,
        /// 排除原因 if not upheld
        reason: ClearReason,
    },
    /// 送核查
    SendToSiteCheck {
        /// 理由
        reason: String,
    },
    /// 核查结论
    ConcludeSiteCheck {
        /// 结论
        conclusion: Confirmation,
    },
    /// 终审确认
    Confirm,
    /// 结算扣款
    Deduct {
        /// 金额; what the settlement does not cover goes to the recovery ledger
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 结算批次
        settlement: String,
    },
    /// 移送行政执法
    Transfer {
        /// 理由
        reason: String,
    },
    /// 办结
    Close,
}

impl Command {
    /// What it does, in words.
    pub fn zh(&self) -> &'static str {
        match self {
            Command::Open { .. } => "登记规则结果",
            Command::UpholdSample => "认可自动拒付",
            Command::Notify => "告知机构",
            Command::UpholdFirst { .. } => "初审认定",
            Command::Clear { .. } => "排除疑点",
            Command::BeginAppeal => "发起申诉",
            Command::SubmitAppeal { .. } => "提交申诉",
            Command::Accept => "认可结果",
            Command::Lapse => "登记逾期未申诉",
            Command::TakeSecondReview => "接办复审",
            Command::UpholdSecond { .. } => "复审维持",
            Command::FormPanel { .. } => "组成合议",
            Command::Recuse { .. } => "登记回避",
            Command::DecideJointly { .. } => "合议决定",
            Command::SendToSiteCheck { .. } => "送核查",
            Command::ConcludeSiteCheck { .. } => "登记核查结论",
            Command::Confirm => "终审确认",
            Command::Deduct { .. } => "结算扣款",
            Command::Transfer { .. } => "移送行政执法",
            Command::Close => "办结",
        }
    }
}
