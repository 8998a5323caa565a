//! Transfer of clues (线索移送) to other departments: a package that is approved by somebody else than
//! its author, sent under a signed digest, acknowledged, answered and closed.
//!
//! Signing and sending happen elsewhere; here is what is signed, until when an answer is due, and
//! what came back.

mod offer;
mod package;
mod page;

pub use package::{Department, Package};

use crate::paper::{attached, given};
use crate::{Actor, Clock, LimitKind, Machine, Recorded, Refusal, Role, UserId};
use domain::{Day, Moment};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未拟稿
    #[default]
    Missing,
    /// 待审批
    Drafted,
    /// 待发送
    Approved,
    /// 待签收
    Sent {
        /// 签收届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 待反馈
    Received {
        /// 反馈届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已退回
    Declined,
    /// 已反馈
    Answered,
    /// 已办结
    Closed,
}

/// 反馈结果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackResult {
    /// 已立案
    Filed,
    /// 不予立案
    NotFiled,
    /// 已处理
    Handled,
}

/// 公安机关: 24 hours from approval to sending (《行政执法机关移送涉嫌犯罪案件的规定》第五条).
const CRIME_HOURS: i64 = 24;

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 拟稿
    Draft {
        /// 移送材料
        package: Package,
    },
    /// 批准移送
    Approve,
    /// 退回修改
    Return {
        /// 理由
        reason: String,
    },
    /// 发送
    Send {
        /// 签名 over the digest of the package at this moment, made elsewhere
        signature: String,
    },
    /// 登记签收
    Acknowledge {
        /// 回执编号
        receipt_number: String,
    },
    /// 催办
    Remind,
    /// 登记不予接收
    Decline {
        /// 理由
        reason: String,
    },
    /// 登记反馈
    Answer {
        /// 结果
        result: FeedbackResult,
        /// 文书
        document: String,
    },
    /// 办结
    Close {
        /// 后续处理
        conclusion: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Draft { .. } => "拟稿移送",
            Command::Approve => "批准移送",
            Command::Return { .. } => "退回移送稿",
            Command::Send { .. } => "发送移送材料",
            Command::Acknowledge { .. } => "登记签收",
            Command::Remind => "催办",
            Command::Decline { .. } => "登记不予接收",
            Command::Answer { .. } => "登记反馈",
            Command::Close { .. } => "办结移送",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已拟稿
    Drafted {
        /// 移送材料
        package: Package,
    },
    /// 已批准
    Approved,
    /// 已退回修改
    Returned {
        /// 理由
        reason: String,
    },
    /// 已发送
    Sent {
        /// 摘要
        digest: String,
        /// 签名
        signature: String,
        /// 批准到发送的小时数
        hours: i64,
        /// 超过法定时限 (public security only)
        late: bool,
        /// 签收届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已签收
    Acknowledged {
        /// 回执编号
        receipt_number: String,
        /// 反馈届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已催办
    Reminded,
    /// 不予接收
    Declined {
        /// 理由
        reason: String,
    },
    /// 已反馈
    Answered {
        /// 结果
        result: FeedbackResult,
        /// 文书
        document: String,
    },
    /// 已办结
    Closed {
        /// 后续处理
        conclusion: String,
    },
}

/// 线索移送 · one package to one department.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transfer {
    /// 移送材料
    pub package: Option<Package>,
    /// 环节
    pub stage: Stage,
    /// 拟稿人
    pub author: Option<UserId>,
    /// 批准时间
    #[serde(with = "crate::stored")]
    pub approved_at: Option<Moment>,
    /// 摘要
    pub digest: Option<String>,
    /// 发送时间
    #[serde(with = "crate::stored")]
    pub sent_at: Option<Moment>,
    /// 回执编号
    pub receipt_number: Option<String>,
    /// 催办次数
    pub reminders: u16,
    /// 反馈结果
    pub result: Option<FeedbackResult>,
}

impl Transfer {
    /// 届满日 for receipt or feedback.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Sent { due } | Stage::Received { due } => Some(due),
            _ => None,
        }
    }

    /// 逾期
    pub fn is_overdue(&self, today: Day) -> bool {
        self.due().is_some_and(|due| due < today)
    }
}

const AUTHORS: &[Role] = &[Role::CaseHandler, Role::Auditor, Role::SectionChief];
const CLERKS: &[Role] = &[Role::CaseHandler, Role::SectionChief, Role::System];

impl Machine for Transfer {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        if let Command::Draft { package } = command {
            // A package that was sent back for correction is drafted anew.
            if self.stage != Stage::Missing {
                return Err(wrong_stage);
            }
            actor.must_act_for(action, AUTHORS, &package.division)?;
            given("事实", &package.facts)?;
            given("来源", &package.origin)?;
            attached("依据", &package.basis)?;
            attached("证据材料", &package.evidence)?;
            return Ok(vec![Event::Drafted { package }]);
        }
        let Some(package) = &self.package else {
            return Err(wrong_stage);
        };
        let event = match (command, self.stage) {
            (Command::Approve, Stage::Drafted) => {
                self.approver(package, action, actor)?;
                Event::Approved
            }
            (Command::Return { reason }, Stage::Drafted) => {
                self.approver(package, action, actor)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Send { signature }, Stage::Approved) => {
                actor.must_act_for(action, CLERKS, &package.division)?;
                given("签名", &signature)?;
                let waited = self.approved_at.map_or(0, |approved| clock.now.seconds_since(approved));
                let crime = package.department == Department::PublicSecurity;
                Event::Sent {
                    digest: package.digest(clock.now),
                    signature,
                    hours: waited / 3600,
                    late: crime && waited > CRIME_HOURS * 3600,
                    due: clock.due(LimitKind::TransferReceipt)?,
                }
            }
            (Command::Acknowledge { receipt_number }, Stage::Sent { .. }) => {
                actor.must_act_for(action, CLERKS, &package.division)?;
                given("回执编号", &receipt_number)?;
                let due = clock.due(LimitKind::TransferFeedback)?;
                Event::Acknowledged { receipt_number, due }
            }
            (Command::Remind, Stage::Sent { due } | Stage::Received { due }) => {
                actor.must_act_for(action, CLERKS, &package.division)?;
                clock.after("签收或者反馈", due)?;
                Event::Reminded
            }
            (Command::Decline { reason }, Stage::Sent { .. } | Stage::Received { .. }) => {
                actor.must_act_for(action, CLERKS, &package.division)?;
                given("不予接收的理由", &reason)?;
                Event::Declined { reason }
            }
            (Command::Answer { result, document }, Stage::Received { .. }) => {
                actor.must_act_for(action, CLERKS, &package.division)?;
                given("反馈文书", &document)?;
                Event::Answered { result, document }
            }
            (Command::Close { conclusion }, Stage::Declined | Stage::Answered) => {
                actor.must_act_for(action, &[Role::SectionChief, Role::BureauLeader], &package.division)?;
                given("后续处理", &conclusion)?;
                Event::Closed { conclusion }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Drafted { package } => {
                self.package = Some(package);
                self.author = Some(recorded.by.clone());
                self.stage = Stage::Drafted;
            }
            Event::Approved => {
                self.approved_at = Some(recorded.at);
                self.stage = Stage::Approved;
            }
            Event::Returned { .. } => self.stage = Stage::Missing,
            Event::Sent { digest, due, .. } => {
                self.digest = Some(digest);
                self.sent_at = Some(recorded.at);
                self.stage = Stage::Sent { due };
            }
            Event::Acknowledged { receipt_number, due } => {
                self.receipt_number = Some(receipt_number);
                self.stage = Stage::Received { due };
            }
            Event::Reminded => self.reminders += 1,
            Event::Declined { .. } => self.stage = Stage::Declined,
            Event::Answered { result, .. } => {
                self.result = Some(result);
                self.stage = Stage::Answered;
            }
            Event::Closed { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未拟稿",
            Stage::Drafted => "待审批",
            Stage::Approved => "待发送",
            Stage::Sent { .. } => "待签收",
            Stage::Received { .. } => "待反馈",
            Stage::Declined => "已退回",
            Stage::Answered => "已反馈",
            Stage::Closed => "已办结",
        }
    }
}

impl Transfer {
    /// Who approves is not the author; what goes to discipline or the police only a leader approves.
    fn approver(&self, package: &Package, action: &'static str, actor: &Actor) -> Result<(), Refusal> {
        let roles: &'static [Role] = match package.department {
            Department::PublicSecurity | Department::DisciplineInspection => &[Role::BureauLeader],
            _ => &[Role::SectionChief, Role::BureauLeader],
        };
        if let Some(author) = &self.author {
            actor.must_differ("批准人", author, "拟稿人")?;
        }
        actor.must_act_for(action, roles, &package.division)
    }
}
