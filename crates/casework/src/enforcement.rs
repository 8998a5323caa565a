//! The administrative case (行政处罚案件): from the first look at a clue to the archive, with the
//! party told, heard and never punished more heavily for it.
//!
//! Handlers are two or more with certificates; who approves, reviews the law, chairs the hearing or
//! decides is none of them. The clock of the decision stands still while the case is suspended and
//! while a hearing is prepared and held.

mod command;
mod decide;
mod offer;
mod page;
mod stage;

pub use command::{Command, Event, Handler, Matter, Outcome, Party, Proposal};
pub use stage::Stage;

use crate::penalty::Penalty;
use crate::{Actor, Clock, Figures, Machine, Recorded, Refusal, Upheld, UserId};
use domain::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 行政处罚案件 · one party, one set of facts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Enforcement {
    /// 案由
    pub matter: Option<Matter>,
    /// 环节
    pub stage: Stage,
    /// 承办人
    pub handlers: Vec<Handler>,
    /// 曾经的承办人, who may not judge the case either
    pub former_handlers: BTreeSet<UserId>,
    /// 已延长核查
    pub filing_extended: bool,
    /// 立案日期
    #[serde(with = "crate::stored")]
    pub filed_on: Option<Day>,
    /// 决定期限届满日
    #[serde(with = "crate::stored")]
    pub decide_by: Option<Day>,
    /// 已延长办案
    pub decision_extended: bool,
    /// 集体讨论延期的天数
    pub collective_days: i32,
    /// 期限停止计算的起始日, while it stands still
    #[serde(with = "crate::stored")]
    pub paused_since: Option<Day>,
    /// 证据件数
    pub evidence: u32,
    /// 拟作处理
    pub proposal: Option<Proposal>,
    /// 法制审核人
    pub legal_reviewer: Option<UserId>,
    /// 听证主持人
    pub chair: Option<UserId>,
    /// 听证日期
    #[serde(with = "crate::stored")]
    pub hearing_on: Option<Day>,
    /// 决定: the outcome of the case
    pub outcome: Option<Outcome>,
    /// 决定人
    pub decided_by: Option<UserId>,
    /// 超期作出决定
    pub decided_late: bool,
    /// 送达日期
    #[serde(with = "crate::stored")]
    pub served_on: Option<Day>,
    /// 缴纳罚款届满日
    #[serde(with = "crate::stored")]
    pub pay_by: Option<Day>,
    /// 归档号
    pub archive_number: Option<String>,
}

impl Enforcement {
    /// 决定的处罚, if there is one and it stands.
    pub fn penalty(&self) -> Option<&Penalty> {
        match &self.outcome {
            Some(Outcome::Penalty { penalty }) => Some(penalty),
            _ => None,
        }
    }

    /// 四项金额: the loss that the decision upholds. Fines go to the treasury and are none of them.
    pub fn figures(&self) -> Figures {
        Figures {
            upheld: self
                .penalty()
                .map_or(Upheld::ZERO, |penalty| Upheld::of(penalty.refund_total())),
            ..Figures::default()
        }
    }

    /// 逾期: the clock of the stage, or of the decision, has run out.
    pub fn is_overdue(&self, today: Day) -> bool {
        let decision = match self.stage.counts_towards_decision() && self.paused_since.is_none() {
            true => self.decide_by,
            false => None,
        };
        [self.stage.due(), decision]
            .into_iter()
            .flatten()
            .any(|due| due < today)
    }

    /// True for everybody who is or was a handler.
    pub fn has_handled(&self, user: &UserId) -> bool {
        self.is_handler(user) || self.former_handlers.contains(user)
    }

    /// True for a handler of the case.
    pub fn is_handler(&self, user: &UserId) -> bool {
        self.handlers.iter().any(|handler| handler.user == *user)
    }
}

impl Machine for Enforcement {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        decide::decide(self, command, actor, clock)
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let today = recorded.at.day();
        match recorded.event.clone() {
            Event::Registered { matter, due } => {
                self.matter = Some(matter);
                self.stage = Stage::PreCheck { due };
            }
            Event::PreCheckExtended { due, .. } => {
                self.filing_extended = true;
                self.stage = Stage::PreCheck { due };
            }
            Event::PreCheckFinished { .. } => {
                if let Some(due) = self.stage.due() {
                    self.stage = Stage::AwaitingFiling { due };
                }
            }
            Event::FilingProposed { handlers } => {
                self.handlers = handlers;
                if let Some(due) = self.stage.due() {
                    self.stage = Stage::FilingApproval { due };
                }
            }
            Event::NotFiled { .. } => self.stage = Stage::NotFiled,
            Event::Filed { due } => {
                self.filed_on = Some(today);
                self.decide_by = Some(due);
                self.stage = Stage::Investigation;
            }
            Event::HandlersReplaced { handlers, .. } => {
                self.former_handlers
                    .extend(self.handlers.drain(..).map(|handler| handler.user));
                self.handlers = handlers;
            }
            Event::EvidenceAdded { evidence, .. } => {
                self.evidence += u32::try_from(evidence.len()).unwrap_or(u32::MAX);
            }
            Event::MeasureTaken { .. } => self.stage = Stage::UnderMeasure,
            Event::MeasureLifted => self.stage = Stage::Investigation,
            Event::Suspended { .. } => {
                self.paused_since = Some(today);
                self.stage = Stage::Suspended;
            }
            Event::Resumed { decide_by } => {
                self.paused_since = None;
                self.decide_by = Some(decide_by);
                self.stage = Stage::Investigation;
            }
            Event::Terminated { .. } => self.stage = Stage::Terminated,
            Event::DecisionExtended { due, .. } => {
                if let (true, Some(before)) = (self.decision_extended, self.decide_by) {
                    self.collective_days += due.days_since(before);
                }
                self.decision_extended = true;
                self.decide_by = Some(due);
            }
            Event::SubmittedForReview { proposal, due } => {
                self.proposal = Some(proposal);
                self.stage = Stage::LegalReview { due };
            }
            Event::ReviewPassed { .. } => {
                self.legal_reviewer = Some(recorded.by.clone());
                self.stage = match self.proposal {
                    Some(Proposal::NoPenalty { .. }) => Stage::Decision,
                    _ => Stage::Notice,
                };
            }
            Event::ReviewReturned { .. } => self.stage = Stage::Investigation,
            Event::NoticeServed { due } => self.stage = Stage::Told { due },
            Event::Defended { .. } => self.stage = Stage::Defence,
            Event::HearingRequested { .. } => {
                self.paused_since = Some(today);
                self.stage = Stage::Hearing;
            }
            Event::HearingScheduled { on, chair } => {
                self.hearing_on = Some(on);
                self.chair = Some(chair);
            }
            Event::HearingHeld { decide_by, .. } => {
                self.paused_since = None;
                self.decide_by = Some(decide_by);
                self.stage = Stage::Decision;
            }
            Event::DefenceConsidered { .. } | Event::Uncontested => self.stage = Stage::Decision,
            Event::Decided { outcome, late, .. } => {
                self.decided_by = Some(recorded.by.clone());
                self.decided_late = late;
                self.stage = match outcome {
                    Outcome::Penalty { .. } => Stage::Execution,
                    Outcome::NoPenalty { .. } | Outcome::Revoked { .. } => Stage::AwaitingClosure,
                };
                self.outcome = Some(outcome);
            }
            Event::DecisionServed { due } => {
                self.served_on = Some(today);
                self.pay_by = Some(due);
            }
            Event::ReconsiderationOpened { .. } => self.stage = Stage::Reconsideration,
            Event::ReconsiderationConcluded { outcome, .. } => {
                self.stage = match outcome {
                    Some(Outcome::Revoked { .. } | Outcome::NoPenalty { .. }) => Stage::AwaitingClosure,
                    _ => Stage::Execution,
                };
                if let Some(outcome) = outcome {
                    self.outcome = Some(outcome);
                }
            }
            Event::Executed { .. } => self.stage = Stage::AwaitingClosure,
            Event::Transferred { .. } => self.stage = Stage::Transferred,
            Event::Closed { archive_number } => {
                self.archive_number = Some(archive_number);
                self.stage = Stage::Closed;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        self.stage.zh()
    }
}
