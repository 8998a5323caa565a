//! In-process review (事中审核): one finding from the rule's verdict to refusal of payment or
//! clearance, with the institution heard twice.
//!
//! A clear violation is refused automatically and sampled; a suspicion is reviewed first. The
//! institution is notified and may appeal; a second reviewer decides, and on a second appeal a panel
//! of three or more. Silence after the limit is acceptance. The agency's head confirms, finance
//! withholds the amount at the next settlement. At several stages the matter may go to a site check,
//! and from there or from the end to an administrative case.

mod command;
mod decide;
mod offer;
mod page;
mod panel;
mod status;

pub use command::{ClearReason, Command, Confirmation, PanelMember, Vote};
pub use status::{ProvincialStatus, ended_cleared, ended_upheld};

use crate::{Attachment, Figures, Flagged, Machine, Recorded, Recovered, Upheld, UserId};
use domain::{Certainty, Day, Division, FindingKey, InstitutionCode, Money, RuleCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 审核对象 · what is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// 疑点标识
    #[serde(with = "crate::stored")]
    pub finding: FindingKey,
    /// 规则编码
    #[serde(with = "crate::stored")]
    pub rule: RuleCode,
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 医保区划 of the institution
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 判定
    #[serde(with = "crate::stored")]
    pub certainty: Certainty,
    /// 疑点金额
    pub flagged: Flagged,
}

/// 环节 · where the review stands. A stage that has a clock carries its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 1 规则运行
    #[default]
    Running,
    /// 2 自动拒付; where drawn for sampling it waits for a reviewer
    AutoRejected {
        /// 抽中复核, not yet looked at
        sampled: bool,
    },
    /// 3 初审
    FirstReview {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 4 已告知
    Notified {
        /// 申诉届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 5 申诉中: begun inside the institution, not yet handed in; the clock of the notice runs on
    Appealing {
        /// 申诉届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 6 复审
    SecondReview {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 7 再申诉: the second result is with the institution
    Reappeal {
        /// 再申诉届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 8 合议
    JointReview {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 9 终审: waits for the head of the agency, then for finance
    Final {
        /// 已确认
        confirmed: bool,
    },
    /// 10 已扣款
    Deducted,
    /// 11 送核查
    SiteCheck {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 12 已排除
    Cleared,
    /// 13 已办结
    Closed,
    /// 14 已移送行政执法
    Transferred,
}

/// 事件 · what happened in a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 规则给出结果
    Opened {
        /// 审核对象
        subject: Subject,
    },
    /// 自动拒付
    AutoRejected {
        /// 抽中复核
        sampled: bool,
    },
    /// 抽样复核认可自动拒付
    SampleUpheld,
    /// 转初审
    FirstReviewBegun {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 初审认定
    FirstReviewed {
        /// 初审金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 意见
        note: String,
    },
    /// 告知机构
    Notified {
        /// 申诉届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 机构内部发起申诉
    AppealBegun,
    /// 提交申诉
    AppealSubmitted {
        /// 申诉理由
        argument: String,
        /// 附件
        attachments: Vec<Attachment>,
        /// 复审届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 复审人接办
    SecondReviewTaken,
    /// 复审维持（可以减少金额）
    SecondReviewUpheld {
        /// 复审金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 意见
        note: String,
        /// 再申诉届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 提交再申诉
    ReappealSubmitted {
        /// 理由
        argument: String,
        /// 附件
        attachments: Vec<Attachment>,
        /// 合议届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 组成合议
    PanelFormed {
        /// 合议人员
        members: Vec<PanelMember>,
    },
    /// 回避
    Recused {
        /// 回避人
        user: UserId,
        /// 理由
        reason: String,
    },
    /// 合议维持
    JointReviewUpheld {
        /// 合议金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 表决
        votes: Vec<Vote>,
        /// 合议纪要
        minutes: String,
    },
    /// 合议不予认定: how the panel voted; clearance follows
    JointReviewRejected {
        /// 表决
        votes: Vec<Vote>,
        /// 合议纪要
        minutes: String,
    },
    /// 机构认可
    Accepted {
        /// 逾期未申诉视为认可
        by_silence: bool,
    },
    /// 送核查
    SentToSiteCheck {
        /// 理由
        reason: String,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 核查属实
    SiteCheckUpheld {
        /// 核查金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 机构签字的核查记录
        record: Attachment,
    },
    /// 终审确认
    Confirmed {
        /// 认定金额
        upheld: Upheld,
    },
    /// 结算扣款
    Deducted {
        /// 追回金额
        recovered: Recovered,
        /// 转追回台账的余额
        #[serde(with = "crate::stored")]
        left_to_ledger: Money,
        /// 结算批次
        settlement: String,
    },
    /// 排除
    Cleared {
        /// 原因
        reason: ClearReason,
        /// 说明
        note: String,
    },
    /// 移送行政执法
    Transferred {
        /// 理由
        reason: String,
    },
    /// 办结
    Closed,
}

/// 事中审核 · one finding under review.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReviewCase {
    /// 审核对象, once the rule has spoken
    pub subject: Option<Subject>,
    /// 环节
    pub stage: Stage,
    /// 现行金额: what the latest result claims
    #[serde(with = "crate::stored")]
    pub amount: Money,
    /// 认定金额
    pub upheld: Upheld,
    /// 追回金额
    pub recovered: Recovered,
    /// 初审人 (or who looked at the sample)
    pub first_reviewer: Option<UserId>,
    /// 复审人
    pub second_reviewer: Option<UserId>,
    /// 核查人
    pub checker: Option<UserId>,
    /// 合议人员
    pub panel: Vec<PanelMember>,
    /// 回避人
    pub recused: BTreeSet<UserId>,
    /// 申诉次数: 0 to 2
    pub appeals: u8,
    /// 排除原因
    pub cleared: Option<ClearReason>,
    /// 送核查前的环节, which the provincial status names
    pub checked_from: Option<status::CheckedFrom>,
}

impl ReviewCase {
    /// 四项金额 · flagged from the start, upheld once confirmed, recovered once withheld.
    pub fn figures(&self) -> Figures {
        Figures {
            flagged: self.subject.as_ref().map_or(Flagged::ZERO, |subject| subject.flagged),
            upheld: self.upheld,
            recovered: self.recovered,
            ..Figures::default()
        }
    }

    /// 届满日 of the stage, where it has a clock.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::FirstReview { due }
            | Stage::Notified { due }
            | Stage::Appealing { due }
            | Stage::SecondReview { due }
            | Stage::Reappeal { due }
            | Stage::JointReview { due }
            | Stage::SiteCheck { due } => Some(due),
            _ => None,
        }
    }

    /// 逾期 · true once the clock of the stage has run out.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.due().is_some_and(|due| due < today)
    }
}

impl Machine for ReviewCase {
    type Command = Command;
    type Event = Event;

    fn decide(
        &self,
        command: Command,
        actor: &crate::Actor,
        clock: &crate::Clock<'_>,
    ) -> Result<Vec<Event>, crate::Refusal> {
        decide::decide(self, command, actor, clock)
    }

    fn stage_zh(&self) -> &'static str {
        status::stage_zh(self.stage)
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let by = || Some(recorded.by.clone());
        match recorded.event.clone() {
            Event::Opened { subject } => {
                self.amount = subject.flagged.money();
                self.subject = Some(subject);
            }
            Event::AutoRejected { sampled } => self.stage = Stage::AutoRejected { sampled },
            Event::SampleUpheld => {
                self.first_reviewer = by();
                self.stage = Stage::AutoRejected { sampled: false };
            }
            Event::FirstReviewBegun { due } => self.stage = Stage::FirstReview { due },
            Event::FirstReviewed { amount, .. } => {
                self.first_reviewer = by();
                self.amount = amount;
            }
            Event::Notified { due } => self.stage = Stage::Notified { due },
            Event::AppealBegun => {
                if let Some(due) = self.due() {
                    self.stage = Stage::Appealing { due };
                }
            }
            Event::AppealSubmitted { due, .. } => {
                self.appeals = 1;
                self.stage = Stage::SecondReview { due };
            }
            Event::SecondReviewTaken => self.second_reviewer = by(),
            Event::SecondReviewUpheld { amount, due, .. } => {
                self.second_reviewer = by();
                self.amount = amount;
                self.stage = Stage::Reappeal { due };
            }
            Event::ReappealSubmitted { due, .. } => {
                self.appeals = 2;
                self.stage = Stage::JointReview { due };
            }
            Event::PanelFormed { members } => self.panel = members,
            Event::Recused { user, .. } => {
                self.panel.retain(|member| member.user != user);
                self.recused.insert(user);
            }
            Event::JointReviewUpheld { amount, .. } => {
                self.amount = amount;
                self.stage = Stage::Final { confirmed: false };
            }
            Event::JointReviewRejected { .. } => {}
            Event::Accepted { .. } => self.stage = Stage::Final { confirmed: false },
            Event::SentToSiteCheck { due, .. } => {
                // Who judged that a check is needed has judged the finding.
                match self.stage {
                    Stage::AutoRejected { .. } | Stage::FirstReview { .. } => self.first_reviewer = by(),
                    Stage::SecondReview { .. } => self.second_reviewer = by(),
                    _ => {}
                }
                self.checked_from = Some(status::CheckedFrom::of(self.stage));
                self.stage = Stage::SiteCheck { due };
            }
            Event::SiteCheckUpheld { amount, .. } => {
                self.checker = by();
                self.amount = amount;
                self.stage = Stage::Final { confirmed: false };
            }
            Event::Confirmed { upheld } => {
                self.upheld = upheld;
                self.stage = Stage::Final { confirmed: true };
            }
            Event::Deducted { recovered, .. } => {
                self.recovered = recovered;
                self.stage = Stage::Deducted;
            }
            Event::Cleared { reason, .. } => {
                self.cleared = Some(reason);
                self.amount = Money::ZERO;
                self.stage = Stage::Cleared;
            }
            Event::Transferred { .. } => self.stage = Stage::Transferred,
            Event::Closed => self.stage = Stage::Closed,
        }
    }
}
