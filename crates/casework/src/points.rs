//! Points of staff (医保支付资格记分): one file per person, points by calendar year, and what they
//! lead to: at 9 payment is suspended, at 12 it ends.
//!
//! Points follow a penalty or an agreement measure and never precede it; who proposes does not
//! confirm. [`PointRecord::status_on`] is what the pre-alert asks: services of somebody who is
//! suspended or terminated are not paid, emergency and rescue excepted.

mod cause;
mod decide;
mod offer;
mod page;

pub use cause::{Cause, Responsibility};

use crate::{Actor, Attachment, Clock, Machine, Recorded, Refusal, UserId};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 暂停: cumulative points of a calendar year.
pub const SUSPENDED_AT: u8 = 9;
/// 终止: cumulative points of a calendar year, or points of one event.
pub const TERMINATED_AT: u8 = 12;
/// 修复: the most points that study and training give back in a calendar year (Tianjin's number; the
/// national paper leaves it to the provinces).
pub const REPAIRED_MOST: u8 = 4;

/// 记分对象
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// 医师标识
    #[serde(with = "crate::stored")]
    pub code: PractitionerCode,
    /// 医保区划 where the file is kept
    #[serde(with = "crate::stored")]
    pub division: Division,
}

/// 记分 · one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 序号, from 1
    pub number: u32,
    /// 情形
    pub cause: Cause,
    /// 责任程度
    pub responsibility: Responsibility,
    /// 机构编号 where it happened
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 处理文书: the penalty decision or agreement measure that it follows
    pub handling: String,
    /// 提出人
    pub proposed_by: UserId,
    /// 记分日期: the day of confirmation, none before
    #[serde(with = "crate::stored")]
    pub given_on: Option<Day>,
    /// 已撤销
    pub revoked: bool,
}

impl Entry {
    /// 分值
    pub fn points(&self) -> u8 {
        self.cause.points(self.responsibility)
    }
}

/// 后果 · what points led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// 由哪次记分引起
    pub entry: u32,
    /// 处理
    pub measure: Measure,
    /// 起始日
    #[serde(with = "crate::stored")]
    pub from: Day,
    /// 解除日, where it was lifted or the person registered again
    #[serde(with = "crate::stored")]
    pub lifted_on: Option<Day>,
}

/// 处理 · suspension or termination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case")]
pub enum Measure {
    /// 暂停医保支付资格
    Suspended {
        /// 恢复日: the first day after
        #[serde(with = "crate::stored")]
        until: Day,
    },
    /// 终止医保支付资格
    Terminated {
        /// 最早重新登记备案日
        #[serde(with = "crate::stored")]
        not_before: Day,
    },
}

/// 医保支付资格 on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 正常
    Eligible,
    /// 暂停
    Suspended {
        /// 恢复日
        until: Day,
    },
    /// 终止
    Terminated {
        /// 最早重新登记备案日
        not_before: Day,
    },
}

impl Status {
    /// 可结算: whether services of the day are paid. Emergency and rescue always are.
    pub fn is_paid(self, emergency: bool) -> bool {
        emergency || self == Status::Eligible
    }
}

/// 修复 · points given back for study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// 日期
    #[serde(with = "crate::stored")]
    pub on: Day,
    /// 分值
    pub points: u8,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记备案
    Register {
        /// 记分对象
        person: Person,
    },
    /// 提出记分
    Propose {
        /// 情形
        cause: Cause,
        /// 责任程度
        responsibility: Responsibility,
        /// 机构编号
        #[serde(with = "crate::stored")]
        institution: InstitutionCode,
        /// 处理文书
        handling: String,
    },
    /// 确认记分
    Confirm {
        /// 序号
        number: u32,
        /// 暂停月数, needed where the year reaches 9 and not 12
        suspension_months: Option<u8>,
    },
    /// 不予记分, or revoke what was given when its penalty fell
    Revoke {
        /// 序号
        number: u32,
        /// 理由
        reason: String,
        /// 暂停月数, needed where a termination falls and the year still has 9
        suspension_months: Option<u8>,
    },
    /// 学习修复
    Repair {
        /// 分值
        points: u8,
        /// 学习培训证明
        proof: Attachment,
    },
    /// 重新登记备案
    Reinstate {
        /// 审核意见
        opinion: String,
    },
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记备案
    Registered {
        /// 记分对象
        person: Person,
    },
    /// 已提出
    Proposed {
        /// 情形
        cause: Cause,
        /// 责任程度
        responsibility: Responsibility,
        /// 机构编号
        #[serde(with = "crate::stored")]
        institution: InstitutionCode,
        /// 处理文书
        handling: String,
    },
    /// 已记分
    Given {
        /// 序号
        number: u32,
        /// 分值
        points: u8,
    },
    /// 已暂停
    Suspended {
        /// 由哪次记分引起
        number: u32,
        /// 起始日
        #[serde(with = "crate::stored")]
        from: Day,
        /// 恢复日
        #[serde(with = "crate::stored")]
        until: Day,
    },
    /// 已终止
    Terminated {
        /// 由哪次记分引起
        number: u32,
        /// 最早重新登记备案日
        #[serde(with = "crate::stored")]
        not_before: Day,
    },
    /// 已撤销
    Revoked {
        /// 序号
        number: u32,
        /// 理由
        reason: String,
    },
    /// 后果已解除
    Lifted {
        /// 由哪次记分引起
        number: u32,
    },
    /// 已修复
    Repaired {
        /// 分值
        points: u8,
        /// 学习培训证明
        proof: Attachment,
    },
    /// 已重新登记备案
    Reinstated {
        /// 审核意见
        opinion: String,
    },
}

/// 一医一档 · the file of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PointRecord {
    /// 记分对象
    pub person: Option<Person>,
    /// 记分
    pub entries: Vec<Entry>,
    /// 后果
    pub consequences: Vec<Consequence>,
    /// 修复
    pub repairs: Vec<Repair>,
    /// 最近办理日期, for the name of the stage
    #[serde(with = "crate::stored")]
    pub last_on: Option<Day>,
}

impl PointRecord {
    /// 本年度累计记分: given and not revoked, less what was repaired; never below zero.
    pub fn total_in(&self, year: i16) -> u8 {
        let given = self.entries.iter().filter(|entry| !entry.revoked);
        let given = given.filter(|entry| entry.given_on.is_some_and(|day| day.year() == year));
        let given: u32 = given.map(|entry| u32::from(entry.points())).sum();
        let repaired = u32::from(self.repaired_in(year));
        u8::try_from(given.saturating_sub(repaired)).unwrap_or(u8::MAX)
    }

    /// 本年度已修复分值.
    pub fn repaired_in(&self, year: i16) -> u8 {
        let repairs = self.repairs.iter().filter(|repair| repair.on.year() == year);
        repairs.map(|repair| repair.points).sum()
    }

    /// 医保支付资格 on a day: termination before suspension, the longest suspension that covers it.
    pub fn status_on(&self, day: Day) -> Status {
        let mut status = Status::Eligible;
        for consequence in &self.consequences {
            if consequence.from > day || consequence.lifted_on.is_some_and(|lifted| lifted <= day) {
                continue;
            }
            status = match (consequence.measure, status) {
                (Measure::Terminated { not_before }, Status::Terminated { not_before: other }) => Status::Terminated {
                    not_before: not_before.max(other),
                },
                (Measure::Terminated { not_before }, _) => Status::Terminated { not_before },
                (Measure::Suspended { until }, Status::Eligible) if day < until => Status::Suspended { until },
                (Measure::Suspended { until }, Status::Suspended { until: other }) if day < until => {
                    Status::Suspended {
                        until: until.max(other),
                    }
                }
                (_, status) => status,
            };
        }
        status
    }
}

impl Machine for PointRecord {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        decide::decide(self, command, actor, clock)
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let today = recorded.at.day();
        self.last_on = Some(today);
        let impose = |entry, from, measure| Consequence {
            entry,
            measure,
            from,
            lifted_on: None,
        };
        match recorded.event.clone() {
            Event::Registered { person } => self.person = Some(person),
            Event::Proposed {
                cause,
                responsibility,
                institution,
                handling,
            } => self.entries.push(Entry {
                number: u32::try_from(self.entries.len() + 1).unwrap_or(u32::MAX),
                cause,
                responsibility,
                institution,
                handling,
                proposed_by: recorded.by.clone(),
                given_on: None,
                revoked: false,
            }),
            Event::Given { number, .. } => {
                for entry in self.entries.iter_mut().filter(|entry| entry.number == number) {
                    entry.given_on = Some(today);
                }
            }
            Event::Suspended { number, from, until } => {
                self.consequences
                    .push(impose(number, from, Measure::Suspended { until }));
            }
            Event::Terminated { number, not_before } => {
                self.consequences
                    .push(impose(number, today, Measure::Terminated { not_before }));
            }
            Event::Revoked { number, .. } => {
                for entry in self.entries.iter_mut().filter(|entry| entry.number == number) {
                    entry.revoked = true;
                }
            }
            Event::Lifted { number } => {
                let open =
                    |consequence: &&mut Consequence| consequence.entry == number && consequence.lifted_on.is_none();
                for consequence in self.consequences.iter_mut().filter(open) {
                    consequence.lifted_on = Some(today);
                }
            }
            Event::Repaired { points, .. } => self.repairs.push(Repair { on: today, points }),
            Event::Reinstated { .. } => {
                for consequence in self
                    .consequences
                    .iter_mut()
                    .filter(|consequence| consequence.lifted_on.is_none())
                {
                    consequence.lifted_on = Some(today);
                }
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match (&self.person, self.last_on.map(|day| self.status_on(day))) {
            (None, _) => "未登记备案",
            (Some(_), Some(Status::Suspended { .. })) => "暂停",
            (Some(_), Some(Status::Terminated { .. })) => "终止",
            (Some(_), _) => "正常",
        }
    }
}
