//! A missed target before people (超标处置): the system proposes an interview and, after a warning,
//! bad-practice points; the ethics office or the health bureau confirms or rejects; points are the
//! health bureau's alone.

mod offer;
mod page;

use super::Excess;
use crate::acting_place::must_act_here;
use crate::{Candidate, EventCode};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未提出
    #[default]
    Missing,
    /// 待确认
    Proposed,
    /// 待约谈
    Confirmed,
    /// 已约谈
    Interviewed,
    /// 不予处置
    Rejected,
    /// 已办结
    Closed,
}

/// 约谈人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interviewer {
    /// 约谈人
    pub user: UserId,
}

/// 约谈 · what was said, and what was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    /// 约谈日期
    #[serde(with = "casework::stored")]
    pub held_on: Day,
    /// 约谈人, two or more
    pub interviewers: Vec<Interviewer>,
    /// 纪要
    pub minutes: String,
    /// 整改要求
    pub demands: String,
    /// 签字的纪要
    pub papers: Vec<Attachment>,
}

/// 记分决定
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// 记分; 0 where none is given
    pub points: u16,
    /// 依据和理由
    pub basis: String,
    /// 决定人
    pub by: UserId,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 提出: what the figures of a month bring about
    Propose {
        /// 超标情况
        excess: Excess,
    },
    /// 确认
    Confirm {
        /// 意见
        opinion: String,
        /// 约谈期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 不予处置
    Reject {
        /// 理由
        reason: String,
    },
    /// 登记约谈
    Hold {
        /// 约谈
        interview: Interview,
    },
    /// 决定记分
    DecidePoints {
        /// 记分
        points: u16,
        /// 依据和理由
        basis: String,
    },
    /// 办结
    Close {
        /// 意见
        opinion: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Propose { .. } => "提出超标处置",
            Command::Confirm { .. } => "确认超标",
            Command::Reject { .. } => "不予处置",
            Command::Hold { .. } => "登记约谈",
            Command::DecidePoints { .. } => "决定不良执业行为记分",
            Command::Close { .. } => "办结",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已提出
    Proposed {
        /// 超标情况
        excess: Excess,
    },
    /// 已确认
    Confirmed {
        /// 意见
        opinion: String,
        /// 约谈期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 不予处置
    Rejected {
        /// 理由
        reason: String,
    },
    /// 已约谈
    Held {
        /// 约谈
        interview: Interview,
    },
    /// 已决定记分
    PointsDecided {
        /// 记分
        points: u16,
        /// 依据和理由
        basis: String,
    },
    /// 已办结
    Closed {
        /// 意见
        opinion: String,
    },
}

/// 超标处置 · one missed target from the proposal to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Breach {
    /// 超标情况
    pub excess: Option<Excess>,
    /// 环节
    pub stage: Stage,
    /// 确认人
    pub confirmed_by: Option<UserId>,
    /// 确认日期
    #[serde(with = "casework::stored")]
    pub confirmed_on: Option<Day>,
    /// 约谈期限
    #[serde(with = "casework::stored")]
    pub interview_due: Option<Day>,
    /// 约谈
    pub interview: Option<Interview>,
    /// 记分决定
    pub decided: Option<Decided>,
}

/// The most bad-practice points in a cycle; 6 and 12 in one go stand against a title review.
const MOST_POINTS: u16 = 12;

const OFFICES: &[Role] = &[Role::EthicsOffice, Role::HealthSection];

impl Machine for Breach {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(excess) = &self.excess else {
            let Command::Propose { excess } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, &[Role::System], &excess.division)?;
            return Ok(vec![Event::Proposed { excess }]);
        };
        let by_an_office = || must_act_here(actor, action, OFFICES, &excess.institution, &excess.division);
        let event = match (command, self.stage) {
            (Command::Confirm { opinion, due }, Stage::Proposed) => {
                by_an_office()?;
                given("确认意见", &opinion)?;
                clock.not_past("约谈", due)?;
                Event::Confirmed { opinion, due }
            }
            (Command::Reject { reason }, Stage::Proposed) => {
                by_an_office()?;
                given("不予处置的理由", &reason)?;
                Event::Rejected { reason }
            }
            (Command::Hold { interview }, Stage::Confirmed) => {
                by_an_office()?;
                self.check(&interview, clock)?;
                Event::Held { interview }
            }
            (Command::DecidePoints { points, basis }, Stage::Confirmed | Stage::Interviewed) => {
                actor.must_act_for(action, &[Role::HealthSection], &excess.division)?;
                given("记分的依据和理由", &basis)?;
                if self.decided.is_some() {
                    return Err(Refusal::Duplicate {
                        what: "不良执业行为记分决定",
                    });
                }
                if points > MOST_POINTS {
                    return Err(Refusal::OutOfRange {
                        what: "不良执业行为记分",
                        least: "0".to_owned(),
                        most: MOST_POINTS.to_string(),
                        found: points.to_string(),
                    });
                }
                Event::PointsDecided { points, basis }
            }
            (Command::Close { opinion }, Stage::Interviewed) => {
                by_an_office()?;
                if excess.points.is_some() && self.decided.is_none() {
                    return Err(Refusal::Unfinished {
                        what: "卫生健康行政部门对建议记分的决定",
                    });
                }
                given("办结意见", &opinion)?;
                Event::Closed { opinion }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Proposed { excess } => {
                self.excess = Some(excess);
                self.stage = Stage::Proposed;
            }
            Event::Confirmed { due, .. } => {
                self.confirmed_by = Some(recorded.by.clone());
                self.confirmed_on = Some(recorded.at.day());
                self.interview_due = Some(due);
                self.stage = Stage::Confirmed;
            }
            Event::Rejected { .. } => self.stage = Stage::Rejected,
            Event::Held { interview } => {
                self.interview = Some(interview);
                self.stage = Stage::Interviewed;
            }
            Event::PointsDecided { points, basis } => {
                self.decided = Some(Decided {
                    points,
                    basis,
                    by: recorded.by.clone(),
                });
            }
            Event::Closed { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未提出",
            Stage::Proposed => "待确认",
            Stage::Confirmed => "待约谈",
            Stage::Interviewed => "已约谈",
            Stage::Rejected => "不予处置",
            Stage::Closed => "已办结",
        }
    }
}

impl Breach {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.excess.as_ref().map(|excess| &excess.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.excess.as_ref().map(|excess| &excess.division)
    }

    /// 届满日: the last day for the interview, while it is awaited.
    pub fn due(&self) -> Option<Day> {
        self.interview_due.filter(|_| self.stage == Stage::Confirmed)
    }

    /// Whose turn it is: an office's, never one person's.
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// Who takes part.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        let held = self.interview.iter().flat_map(|interview| &interview.interviewers);
        let interviewers = held.map(|interviewer| &interviewer.user);
        let decided = self.decided.iter().map(|decided| &decided.by);
        self.confirmed_by.iter().chain(interviewers).chain(decided)
    }

    /// The prescriber that it is about, if one.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        self.excess.as_ref()?.practitioner.as_ref()
    }

    /// 待确认行为: M26, where a prescriber missed the target again after a warning and an office has
    /// confirmed it.
    pub fn candidate(&self) -> Option<Candidate> {
        let excess = self.excess.as_ref()?;
        let (person, department) = (excess.practitioner.clone()?, excess.department.clone()?);
        let warned = excess.warned.as_ref()?;
        self.confirmed_on?;
        Some(Candidate {
            institution: excess.institution.clone(),
            department,
            person: Some(person),
            code: EventCode::try_from("M26".to_owned()).ok()?,
            occurred_on: excess.month.last_day(),
            basis: format!("{}此前已于{}约谈。", excess.says(), warned.held_on),
        })
    }

    fn check(&self, interview: &Interview, clock: &Clock<'_>) -> Result<(), Refusal> {
        if interview.held_on > clock.today() || self.confirmed_on.is_some_and(|day| interview.held_on < day) {
            return Err(Refusal::OutOfRange {
                what: "约谈日期",
                least: self.confirmed_on.map(|day| day.to_string()).unwrap_or_default(),
                most: clock.today().to_string(),
                found: interview.held_on.to_string(),
            });
        }
        let [first, rest @ ..] = interview.interviewers.as_slice() else {
            return Err(Refusal::PaperMissing { what: "约谈人" });
        };
        if !rest.iter().any(|other| other != first) {
            return Err(Refusal::Field {
                code: "CD-INTERVIEWERS",
                say: "约谈人须有2人以上。请补充约谈人后再登记。".to_owned(),
            });
        }
        given("约谈纪要", &interview.minutes)?;
        given("整改要求", &interview.demands)?;
        attached("签字的约谈纪要", &interview.papers)
    }
}
