//! The rectification ledger (整改台账): problem, owner, deadline, proof, and a verifier who is
//! neither the owner nor who handed in the proof. Reopening keeps every earlier round.

mod offer;
mod page;

use crate::paper::{attached, given};
use crate::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未下达
    #[default]
    Missing,
    /// 整改中
    Open,
    /// 待验收
    Proven,
    /// 已销号
    Closed,
}

/// 整改方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 立行立改: the same day
    Immediate,
    /// 限期整改
    TimeLimited,
    /// 长期整改
    LongTerm,
}

/// 问题 · what must be put right, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// 来源 (case, inspection, finding)
    pub origin: String,
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 问题描述
    pub description: String,
    /// 整改方式
    pub urgency: Urgency,
    /// 责任人 of the institution
    pub owner: UserId,
}

/// 一轮整改 · from order or reopening to verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// 届满日
    #[serde(with = "crate::stored")]
    pub due: Day,
    /// 整改措施
    pub measures: String,
    /// 佐证
    pub proof: Vec<Attachment>,
    /// 提交人
    pub proven_by: Option<UserId>,
    /// 提交日期
    #[serde(with = "crate::stored")]
    pub proven_on: Option<Day>,
    /// 验收意见
    pub opinion: String,
    /// 验收人
    pub verifier: Option<UserId>,
    /// 销号编号, if this round ended so
    pub closing_number: Option<String>,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 下达整改
    Order {
        /// 问题
        problem: Problem,
        /// 届满日; an immediate problem is due the same day
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 提交整改佐证
    Prove {
        /// 整改措施
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 验收通过，销号
    Verify {
        /// 验收意见
        opinion: String,
        /// 销号编号
        closing_number: String,
    },
    /// 验收不通过
    Reject {
        /// 验收意见
        opinion: String,
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 延期
    Extend {
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
    /// 重新打开 (回头看)
    Reopen {
        /// 理由
        reason: String,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Order { .. } => "下达整改",
            Command::Prove { .. } => "提交整改佐证",
            Command::Verify { .. } => "验收销号",
            Command::Reject { .. } => "退回整改",
            Command::Extend { .. } => "延长整改期限",
            Command::Reopen { .. } => "重新打开整改",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已下达
    Ordered {
        /// 问题
        problem: Problem,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已提交佐证
    Proven {
        /// 整改措施
        measures: String,
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 已销号
    Closed {
        /// 验收意见
        opinion: String,
        /// 销号编号
        closing_number: String,
    },
    /// 已退回
    Rejected {
        /// 验收意见
        opinion: String,
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已延期
    Extended {
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
    /// 已重新打开
    Reopened {
        /// 理由
        reason: String,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
}

/// 整改 · one problem through all its rounds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rectification {
    /// 问题
    pub problem: Option<Problem>,
    /// 环节
    pub stage: Stage,
    /// 各轮整改, the current one last
    pub rounds: Vec<Round>,
}

impl Rectification {
    /// 逾期: not yet handed in after the last day.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.stage == Stage::Open && self.rounds.last().is_some_and(|round| round.due < today)
    }

    /// 按期完成: closed with a proof that came in time, in every round (整改率 counts these).
    pub fn is_closed_in_time(&self) -> bool {
        self.stage == Stage::Closed
            && self
                .rounds
                .iter()
                .all(|round| round.proven_on.is_some_and(|day| day <= round.due))
    }
}

const ORDERING: &[Role] = &[Role::SectionChief, Role::Auditor, Role::CaseHandler, Role::Inspector];
const HOSPITAL: &[Role] = &[
    Role::InsuranceOffice,
    Role::DepartmentHead,
    Role::HospitalLeader,
    Role::Practitioner,
];

impl Machine for Rectification {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(problem) = &self.problem else {
            let Command::Order { problem, due } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, ORDERING, &problem.division)?;
            given("问题描述", &problem.description)?;
            given("责任人", &problem.owner.0)?;
            clock.not_past("整改", due)?;
            let due = match problem.urgency {
                Urgency::Immediate => clock.today(),
                Urgency::TimeLimited | Urgency::LongTerm => due,
            };
            return Ok(vec![Event::Ordered { problem, due }]);
        };
        let event = match (command, self.stage) {
            (Command::Prove { measures, proof }, Stage::Open) => {
                actor.must_act_within(action, HOSPITAL, &problem.institution)?;
                given("整改措施", &measures)?;
                attached("整改佐证", &proof)?;
                Event::Proven { measures, proof }
            }
            (
                Command::Verify {
                    opinion,
                    closing_number,
                },
                Stage::Proven,
            ) => {
                self.verifier(problem, action, actor)?;
                given("验收意见", &opinion)?;
                given("销号编号", &closing_number)?;
                Event::Closed {
                    opinion,
                    closing_number,
                }
            }
            (Command::Reject { opinion, due }, Stage::Proven) => {
                self.verifier(problem, action, actor)?;
                given("验收意见", &opinion)?;
                clock.not_past("整改", due)?;
                Event::Rejected { opinion, due }
            }
            (Command::Extend { due, reason }, Stage::Open) => {
                actor.must_act_for(action, &[Role::SectionChief, Role::BureauLeader], &problem.division)?;
                given("延期理由", &reason)?;
                clock.not_past("整改", due)?;
                if problem.urgency == Urgency::Immediate {
                    return Err(Refusal::ConditionMissing {
                        measure: "延长整改期限",
                        condition: "不属于立行立改的问题",
                    });
                }
                Event::Extended { due, reason }
            }
            (Command::Reopen { reason, due }, Stage::Closed) => {
                actor.must_act_for(action, ORDERING, &problem.division)?;
                given("重新打开的理由", &reason)?;
                clock.not_past("整改", due)?;
                Event::Reopened { reason, due }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let begun = |due| Round {
            due,
            measures: String::new(),
            proof: Vec::new(),
            proven_by: None,
            proven_on: None,
            opinion: String::new(),
            verifier: None,
            closing_number: None,
        };
        match (recorded.event.clone(), self.rounds.last_mut()) {
            (Event::Ordered { problem, due }, _) => {
                self.problem = Some(problem);
                self.rounds.push(begun(due));
                self.stage = Stage::Open;
            }
            (Event::Reopened { due, .. }, _) => {
                self.rounds.push(begun(due));
                self.stage = Stage::Open;
            }
            (Event::Proven { measures, proof }, Some(round)) => {
                round.measures = measures;
                round.proof = proof;
                round.proven_by = Some(recorded.by.clone());
                round.proven_on = Some(recorded.at.day());
                self.stage = Stage::Proven;
            }
            (
                Event::Closed {
                    opinion,
                    closing_number,
                },
                Some(round),
            ) => {
                round.opinion = opinion;
                round.closing_number = Some(closing_number);
                round.verifier = Some(recorded.by.clone());
                self.stage = Stage::Closed;
            }
            (Event::Rejected { opinion, due }, Some(round)) => {
                round.opinion = opinion;
                round.verifier = Some(recorded.by.clone());
                self.rounds.push(begun(due));
                self.stage = Stage::Open;
            }
            (Event::Extended { due, .. }, Some(round)) => round.due = due,
            // Before the order there is no round, and `decide` allows nothing but the order.
            (_, None) => {}
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未下达",
            Stage::Open => "整改中",
            Stage::Proven => "待验收",
            Stage::Closed => "已销号",
        }
    }
}

impl Rectification {
    fn verifier(&self, problem: &Problem, action: &'static str, actor: &Actor) -> Result<(), Refusal> {
        // Who is both is refused as such before his role is looked at: that is the reason to name.
        actor.must_differ("验收人", &problem.owner, "责任人")?;
        if let Some(prover) = self.rounds.last().and_then(|round| round.proven_by.as_ref()) {
            actor.must_differ("验收人", prover, "提交佐证的人")?;
        }
        actor.must_act_for(action, ORDERING, &problem.division)
    }
}
