//! What somebody may want to do in an administrative case, and what happened in it.

use crate::penalty::Penalty;
use crate::{Attachment, UserId};
use domain::{Day, Division, InstitutionCode, PersonId};
use serde::{Deserialize, Serialize};

/// 当事人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "party", rename_all = "snake_case")]
pub enum Party {
    /// 定点医药机构
    Institution {
        /// 机构编号
        #[serde(with = "crate::stored")]
        code: InstitutionCode,
    },
    /// 个人
    Person {
        /// 参保人标识
        #[serde(with = "crate::stored")]
        id: PersonId,
    },
}

/// 案由 · who is suspected of what, and how it became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// 当事人
    pub party: Party,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 线索来源 (review, inspection, report, transfer)
    pub source: String,
    /// 案情摘要
    pub summary: String,
}

/// 承办人 · with the certificate that lets him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handler {
    /// 用户
    pub user: UserId,
    /// 执法证号
    pub certificate: String,
}

/// 拟作处理 · what the handlers propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proposal", rename_all = "snake_case")]
pub enum Proposal {
    /// 拟处罚
    Penalty {
        /// 处罚
        penalty: Penalty,
    },
    /// 拟不予处罚
    NoPenalty {
        /// 理由
        reason: String,
    },
}

/// 决定
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// 处罚
    Penalty {
        /// 处罚
        penalty: Penalty,
    },
    /// 不予处罚
    NoPenalty {
        /// 理由
        reason: String,
    },
    /// 已撤销 (by reconsideration or court)
    Revoked {
        /// 文书
        document: String,
    },
}

macro_rules! cases {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })? = $zh:literal;)*) => {
        /// 办理
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "command", rename_all = "snake_case")]
        pub enum Command {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $kind),* })?,)*
        }

        impl Command {
            /// What it does, in words.
            pub fn zh(&self) -> &'static str {
                match self { $(Command::$name { .. } => $zh,)* }
            }
        }
    };
}

cases! {
    /// 登记线索
    Register {
        /// 案由
        matter: Matter,
    } = "登记线索";
    /// 延长核查
    ExtendPreCheck {
        /// 理由
        reason: String,
    } = "延长核查";
    /// 完成核查
    FinishPreCheck {
        /// 核查报告
        report: Attachment,
    } = "完成核查";
    /// 提请立案
    ProposeFiling {
        /// 承办人
        handlers: Vec<Handler>,
    } = "提请立案";
    /// 批准立案
    ApproveFiling = "批准立案";
    /// 不予立案
    DeclineFiling {
        /// 理由
        reason: String,
    } = "不予立案";
    /// 更换承办人
    ReplaceHandlers {
        /// 承办人
        handlers: Vec<Handler>,
        /// 理由 (recusal among them)
        reason: String,
    } = "更换承办人";
    /// 收集证据
    AddEvidence {
        /// 证据
        evidence: Vec<Attachment>,
        /// 证明事项
        proves: String,
    } = "收集证据";
    /// 采取强制措施
    TakeMeasure {
        /// 措施
        measure: String,
    } = "采取强制措施";
    /// 解除强制措施
    LiftMeasure = "解除强制措施";
    /// 中止调查
    Suspend {
        /// 理由
        reason: String,
    } = "中止调查";
    /// 恢复调查
    Resume = "恢复调查";
    /// 终止调查
    Terminate {
        /// 理由
        reason: String,
    } = "终止调查";
    /// 延长办案期限 by 30 days, once
    ExtendDecision {
        /// 理由
        reason: String,
    } = "延长办案期限";
    /// 集体讨论决定继续延期
    ExtendCollectively {
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
        /// 集体讨论记录
        minutes: Attachment,
    } = "集体讨论延期";
    /// 提交法制审核
    SubmitForReview {
        /// 拟作处理
        proposal: Proposal,
    } = "提交法制审核";
    /// 法制审核通过
    PassReview {
        /// 审核意见
        opinion: String,
    } = "通过法制审核";
    /// 法制审核退回
    ReturnReview {
        /// 审核意见
        opinion: String,
    } = "退回补充调查";
    /// 送达处罚告知书
    ServeNotice {
        /// 送达回证
        receipt: Attachment,
    } = "送达处罚告知书";
    /// 陈述申辩
    Defend {
        /// 意见
        statement: String,
    } = "陈述申辩";
    /// 要求听证
    RequestHearing {
        /// 理由
        reason: String,
    } = "要求听证";
    /// 登记逾期未提出陈述申辩或者听证
    ProceedUncontested = "登记未提出陈述申辩";
    /// 确定听证
    ScheduleHearing {
        /// 听证日期
        #[serde(with = "crate::stored")]
        on: Day,
        /// 主持人
        chair: UserId,
    } = "确定听证";
    /// 举行听证
    HoldHearing {
        /// 听证笔录
        minutes: Attachment,
        /// 听证报告
        opinion: String,
    } = "举行听证";
    /// 复核陈述申辩
    ConsiderDefence {
        /// 复核意见
        opinion: String,
    } = "复核陈述申辩";
    /// 作出决定
    Decide {
        /// 决定
        outcome: Outcome,
        /// 集体讨论记录, required for suspension and termination
        minutes: Option<Attachment>,
    } = "作出决定";
    /// 送达处罚决定书
    ServeDecision {
        /// 送达回证
        receipt: Attachment,
    } = "送达处罚决定书";
    /// 登记复议、诉讼
    OpenReconsideration {
        /// 受理文书
        document: String,
    } = "登记复议诉讼";
    /// 登记复议、诉讼结果
    ConcludeReconsideration {
        /// 变更后的决定; none where the decision stands
        outcome: Option<Outcome>,
        /// 文书
        document: String,
    } = "登记复议诉讼结果";
    /// 执行完毕
    FinishExecution {
        /// 缴款和执行凭证
        proof: Vec<Attachment>,
    } = "登记执行完毕";
    /// 移送
    Transfer {
        /// 接收部门
        to: String,
        /// 理由
        reason: String,
    } = "移送案件";
    /// 结案归档
    Close {
        /// 归档号
        archive_number: String,
    } = "结案归档";
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Registered {
        /// 案由
        matter: Matter,
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已延长核查
    PreCheckExtended {
        /// 理由
        reason: String,
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已完成核查
    PreCheckFinished {
        /// 核查报告
        report: Attachment,
    },
    /// 已提请立案
    FilingProposed {
        /// 承办人
        handlers: Vec<Handler>,
    },
    /// 不予立案
    NotFiled {
        /// 理由
        reason: String,
    },
    /// 已立案
    Filed {
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已更换承办人
    HandlersReplaced {
        /// 承办人
        handlers: Vec<Handler>,
        /// 理由
        reason: String,
    },
    /// 已收集证据
    EvidenceAdded {
        /// 证据
        evidence: Vec<Attachment>,
        /// 证明事项
        proves: String,
    },
    /// 已采取强制措施
    MeasureTaken {
        /// 措施
        measure: String,
    },
    /// 已解除强制措施
    MeasureLifted,
    /// 已中止调查
    Suspended {
        /// 理由
        reason: String,
    },
    /// 已恢复调查
    Resumed {
        /// 决定期限届满日, moved by the days that the clock stood still
        #[serde(with = "crate::stored")]
        decide_by: Day,
    },
    /// 已终止调查
    Terminated {
        /// 理由
        reason: String,
    },
    /// 已延长办案期限
    DecisionExtended {
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
        /// 理由或者集体讨论记录
        grounds: String,
    },
    /// 已提交法制审核
    SubmittedForReview {
        /// 拟作处理
        proposal: Proposal,
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 法制审核通过
    ReviewPassed {
        /// 意见
        opinion: String,
    },
    /// 法制审核退回
    ReviewReturned {
        /// 意见
        opinion: String,
    },
    /// 已送达处罚告知书
    NoticeServed {
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已陈述申辩
    Defended {
        /// 意见
        statement: String,
    },
    /// 已要求听证
    HearingRequested {
        /// 理由
        reason: String,
    },
    /// 已确定听证
    HearingScheduled {
        /// 听证日期
        #[serde(with = "crate::stored")]
        on: Day,
        /// 主持人
        chair: UserId,
    },
    /// 已举行听证
    HearingHeld {
        /// 听证笔录
        minutes: Attachment,
        /// 意见
        opinion: String,
        /// 决定期限届满日, moved by the days that the clock stood still
        #[serde(with = "crate::stored")]
        decide_by: Day,
    },
    /// 已复核陈述申辩
    DefenceConsidered {
        /// 意见
        opinion: String,
    },
    /// 逾期未提出陈述申辩或者听证
    Uncontested,
    /// 已作出决定
    Decided {
        /// 决定
        outcome: Outcome,
        /// 集体讨论记录
        minutes: Option<Attachment>,
        /// 超期作出
        late: bool,
    },
    /// 已送达处罚决定书
    DecisionServed {
        /// 届满日 of the clock that starts
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已进入复议诉讼
    ReconsiderationOpened {
        /// 文书
        document: String,
    },
    /// 复议诉讼已有结果
    ReconsiderationConcluded {
        /// 变更后的决定; none where the decision stands
        outcome: Option<Outcome>,
        /// 文书
        document: String,
    },
    /// 已执行完毕
    Executed {
        /// 执行凭证
        proof: Vec<Attachment>,
    },
    /// 已移送
    Transferred {
        /// 接收部门
        to: String,
        /// 理由
        reason: String,
    },
    /// 已结案归档
    Closed {
        /// 归档号
        archive_number: String,
    },
}
