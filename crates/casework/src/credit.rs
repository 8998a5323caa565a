//! Credit (医保信用): a yearly rating from confirmed facts, told to the subject before it has effect,
//! paused while the subject objects, and repaired later with the earlier grade on record.

mod grade;
mod offer;
mod page;

pub use grade::{CreditScheme, Fact, Grade, Rating};

use crate::paper::{attached, given};
use crate::{Actor, Attachment, Clock, LimitKind, Machine, Recorded, Refusal, Role, UserId};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未评价
    #[default]
    Missing,
    /// 已告知: may be objected to
    Told {
        /// 异议届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 异议处理中: publication waits
    Objected,
    /// 待公布 (objection settled)
    Settled,
    /// 已生效
    Effective,
    /// 修复审核中
    RepairRequested,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 评价并告知
    Rate {
        /// 机构编号
        #[serde(with = "crate::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "crate::stored")]
        division: Division,
        /// 评价年度
        year: i16,
        /// 确认的事实
        facts: Vec<Fact>,
        /// 评分标准 of the region
        scheme: CreditScheme,
    },
    /// 提出异议
    Object {
        /// 理由
        reason: String,
    },
    /// 处理异议
    SettleObjection {
        /// 核定的事实
        facts: Vec<Fact>,
        /// 处理意见
        opinion: String,
    },
    /// 公布生效
    Publish,
    /// 申请修复
    RequestRepair {
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 同意修复: one grade
    GrantRepair {
        /// 审核意见
        opinion: String,
    },
    /// 不同意修复
    DenyRepair {
        /// 审核意见
        opinion: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Rate { .. } => "评价信用",
            Command::Object { .. } => "提出异议",
            Command::SettleObjection { .. } => "处理异议",
            Command::Publish => "公布信用等级",
            Command::RequestRepair { .. } => "申请信用修复",
            Command::GrantRepair { .. } => "同意信用修复",
            Command::DenyRepair { .. } => "不同意信用修复",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已评价
    Rated {
        /// 机构编号
        #[serde(with = "crate::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "crate::stored")]
        division: Division,
        /// 评价年度
        year: i16,
        /// 确认的事实
        facts: Vec<Fact>,
        /// 评分标准 of the region
        scheme: CreditScheme,
        /// 评价结果
        rating: Rating,
        /// 异议届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已提出异议
    Objected {
        /// 理由
        reason: String,
    },
    /// 异议已处理
    ObjectionSettled {
        /// 核定的事实
        facts: Vec<Fact>,
        /// 评价结果
        rating: Rating,
        /// 处理意见
        opinion: String,
    },
    /// 已生效
    Published {
        /// 等级
        grade: Grade,
    },
    /// 已申请修复
    RepairRequested {
        /// 佐证
        proof: Vec<Attachment>,
    },
    /// 已修复
    Repaired {
        /// 修复后等级
        grade: Grade,
        /// 审核意见
        opinion: String,
    },
    /// 未予修复
    RepairDenied {
        /// 审核意见
        opinion: String,
    },
}

/// 信用记录 · one institution in one year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CreditRecord {
    /// 机构编号 and 医保区划
    pub subject: Option<Subject>,
    /// 环节
    pub stage: Stage,
    /// 评价结果
    pub rating: Option<Rating>,
    /// 评价人
    pub rated_by: Option<UserId>,
    /// 生效等级: what others may see
    pub effective: Option<Grade>,
    /// 曾经的等级, the oldest first
    pub earlier: Vec<Grade>,
}

/// 评价对象
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 评价年度
    pub year: i16,
    /// 评分标准, for the objection too
    pub scheme: CreditScheme,
}

const CHIEF: &[Role] = &[Role::SectionChief];
const LEADER: &[Role] = &[Role::BureauLeader];
const HOSPITAL: &[Role] = &[Role::InsuranceOffice, Role::HospitalLeader];

impl Machine for CreditRecord {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(subject) = &self.subject else {
            let Command::Rate {
                institution,
                division,
                year,
                facts,
                scheme,
            } = command
            else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, CHIEF, &division)?;
            return Ok(vec![Event::Rated {
                rating: scheme.rate(&facts),
                due: clock.due(LimitKind::CreditObjection)?,
                institution,
                division,
                year,
                facts,
                scheme,
            }]);
        };
        let event = match (command, self.stage) {
            (Command::Object { reason }, Stage::Told { due }) => {
                actor.must_act_within(action, HOSPITAL, &subject.institution)?;
                clock.in_time("信用评价异议", due)?;
                given("异议理由", &reason)?;
                Event::Objected { reason }
            }
            (Command::SettleObjection { facts, opinion }, Stage::Objected) => {
                self.other_than_rater(actor)?;
                actor.must_act_for(action, LEADER, &subject.division)?;
                given("处理意见", &opinion)?;
                let rating = subject.scheme.rate(&facts);
                // Who objects is not rated worse for it.
                if self
                    .rating
                    .as_ref()
                    .is_some_and(|before| rating.score < before.score || rating.grade > before.grade)
                {
                    return Err(Refusal::HeavierThanNotice);
                }
                Event::ObjectionSettled { facts, rating, opinion }
            }
            (Command::Publish, stage @ (Stage::Told { .. } | Stage::Settled)) => {
                actor.must_act_for(action, LEADER, &subject.division)?;
                self.other_than_rater(actor)?;
                if let Stage::Told { due } = stage {
                    clock.after("信用评价异议", due)?;
                }
                let grade = self.rating.as_ref().map(|rating| rating.grade);
                Event::Published {
                    grade: grade.ok_or(Refusal::Unknown { what: "评价结果" })?,
                }
            }
            (Command::RequestRepair { proof }, Stage::Effective) => {
                actor.must_act_within(action, HOSPITAL, &subject.institution)?;
                attached("修复佐证", &proof)?;
                if self.effective == Some(Grade::A) {
                    return Err(Refusal::ConditionMissing {
                        measure: "信用修复",
                        condition: "现行等级低于A级",
                    });
                }
                Event::RepairRequested { proof }
            }
            (Command::GrantRepair { opinion }, Stage::RepairRequested) => {
                actor.must_act_for(action, LEADER, &subject.division)?;
                given("审核意见", &opinion)?;
                let grade = self.effective.ok_or(Refusal::Unknown { what: "现行等级" })?.better();
                Event::Repaired { grade, opinion }
            }
            (Command::DenyRepair { opinion }, Stage::RepairRequested) => {
                actor.must_act_for(action, LEADER, &subject.division)?;
                given("审核意见", &opinion)?;
                Event::RepairDenied { opinion }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Rated {
                institution,
                division,
                year,
                scheme,
                rating,
                due,
                ..
            } => {
                self.subject = Some(Subject {
                    institution,
                    division,
                    year,
                    scheme,
                });
                self.rating = Some(rating);
                self.rated_by = Some(recorded.by.clone());
                self.stage = Stage::Told { due };
            }
            Event::Objected { .. } => self.stage = Stage::Objected,
            Event::ObjectionSettled { rating, .. } => {
                self.rating = Some(rating);
                self.stage = Stage::Settled;
            }
            Event::Published { grade } => {
                self.effective = Some(grade);
                self.stage = Stage::Effective;
            }
            Event::RepairRequested { .. } => self.stage = Stage::RepairRequested,
            Event::Repaired { grade, .. } => {
                self.earlier.extend(self.effective);
                self.effective = Some(grade);
                self.stage = Stage::Effective;
            }
            Event::RepairDenied { .. } => self.stage = Stage::Effective,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未评价",
            Stage::Told { .. } => "已告知",
            Stage::Objected => "异议处理中",
            Stage::Settled => "待公布",
            Stage::Effective => "已生效",
            Stage::RepairRequested => "修复审核中",
        }
    }
}

impl CreditRecord {
    fn other_than_rater(&self, actor: &Actor) -> Result<(), Refusal> {
        match &self.rated_by {
            Some(rater) => actor.must_differ("批准人", rater, "评价人"),
            None => Ok(()),
        }
    }
}
