//! Training in conduct (医德医风培训): plan, attendance, examination, and what may follow for points.
//!
//! Nothing here gives points: an examination or an absence only proposes an event of conduct, and only
//! where the scheme says so.

mod offer;
mod page;
mod rules;

pub use rules::{NineRules, Rule, RulesProblem};

use crate::{EventCode, StaffCategory};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未计划
    #[default]
    Missing,
    /// 待实施
    Planned,
    /// 待考核
    Held,
    /// 已办结
    Done,
    /// 已取消
    Cancelled,
}

/// 培训计划
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 培训主题
    pub topic: String,
    /// 九项准则中的条款, 1 to 9
    pub rule: Option<u8>,
    /// 人员类别; none for everybody
    pub category: Option<StaffCategory>,
    /// 学时
    pub hours: u16,
    /// 培训日期
    #[serde(with = "casework::stored")]
    pub held_on: Day,
    /// 应训人员
    #[serde(with = "casework::stored")]
    pub due: Vec<PractitionerCode>,
    /// 学习材料
    pub material: String,
    /// 是否考核
    pub exam: bool,
}

/// 成绩
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 分数, 0 to 100
    pub mark: u8,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 制定计划
    Plan {
        /// 培训计划
        plan: Plan,
    },
    /// 登记到训
    RecordAttendance {
        /// 到训人员
        #[serde(with = "casework::stored")]
        attended: Vec<PractitionerCode>,
        /// 签到表
        sheet: Attachment,
    },
    /// 登记成绩
    RecordExam {
        /// 成绩
        marks: Vec<Mark>,
    },
    /// 取消
    Cancel {
        /// 理由
        reason: String,
    },
}

impl Command {
    const fn zh(&self) -> &'static str {
        match self {
            Command::Plan { .. } => "制定培训计划",
            Command::RecordAttendance { .. } => "登记到训人员",
            Command::RecordExam { .. } => "登记考核成绩",
            Command::Cancel { .. } => "取消培训",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已计划
    Planned {
        /// 培训计划
        plan: Plan,
    },
    /// 已登记到训
    Attended {
        /// 到训人员
        #[serde(with = "casework::stored")]
        attended: Vec<PractitionerCode>,
        /// 签到表
        sheet: Attachment,
    },
    /// 已登记成绩
    Examined {
        /// 成绩
        marks: Vec<Mark>,
    },
    /// 已取消
    Cancelled {
        /// 理由
        reason: String,
    },
}

/// 培训 · one training through its course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Training {
    /// 培训计划
    pub plan: Option<Plan>,
    /// 环节
    pub stage: Stage,
    /// 制定人
    pub planned_by: Option<UserId>,
    /// 到训人员
    #[serde(with = "casework::stored")]
    pub attended: BTreeSet<PractitionerCode>,
    /// 签到表
    pub sheet: Option<Attachment>,
    /// 成绩
    pub marks: Vec<Mark>,
}

/// 占比 · a part of a whole that people are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// 已完成人数
    pub done: usize,
    /// 应完成人数
    pub due: usize,
}

impl Share {
    /// Thousandths, rounded down, so that nothing short of everybody is everybody; none of nobody.
    pub fn per_mille(self) -> Option<usize> {
        (self.done * 1000).checked_div(self.due)
    }
}

/// 加分建议 · whom an examination proposes for an event, if the scheme has one for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// 人员编号
    pub person: PractitionerCode,
    /// 行为编码
    pub code: EventCode,
    /// 分数
    pub mark: u8,
}

/// 考核加分规则 of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bonus {
    /// 最低分数, e.g. 95
    pub least: u8,
    /// 行为编码 that is proposed
    pub code: EventCode,
}

impl Training {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.plan.as_ref().map(|plan| &plan.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.plan.as_ref().map(|plan| &plan.division)
    }

    /// 届满日: the day of the training until it was held.
    pub fn due(&self) -> Option<Day> {
        let plan = self.plan.as_ref()?;
        (self.stage == Stage::Planned).then_some(plan.held_on)
    }

    /// 办理人: who planned it.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Planned | Stage::Held => self.planned_by.as_ref(),
            _ => None,
        }
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.planned_by.iter().collect()
    }

    /// 到训率: attended of those who had to, once it was held.
    pub fn coverage(&self) -> Option<Share> {
        let plan = self.plan.as_ref()?;
        matches!(self.stage, Stage::Held | Stage::Done).then(|| Share {
            done: plan.due.iter().filter(|person| self.attended.contains(*person)).count(),
            due: plan.due.len(),
        })
    }

    /// 未到训人员, once it was held.
    pub fn absent(&self) -> Vec<&PractitionerCode> {
        match (&self.plan, self.stage) {
            (Some(plan), Stage::Held | Stage::Done) => plan
                .due
                .iter()
                .filter(|person| !self.attended.contains(*person))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// 未参加考核人员: who had to come and has no mark, once the marks are recorded.
    pub fn unexamined(&self) -> Vec<&PractitionerCode> {
        match (&self.plan, self.stage) {
            (Some(plan), Stage::Done) if plan.exam => {
                let marked = |person: &&PractitionerCode| self.marks.iter().any(|mark| mark.person == **person);
                plan.due.iter().filter(|person| !marked(person)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// 加分建议: who reached the mark of the scheme; nobody where it has no such rule.
    pub fn proposals(&self, bonus: Option<&Bonus>) -> Vec<Proposal> {
        let Some(bonus) = bonus.filter(|_| self.stage == Stage::Done) else {
            return Vec::new();
        };
        let reached = self.marks.iter().filter(|mark| mark.mark >= bonus.least);
        reached
            .map(|mark| Proposal {
                person: mark.person.clone(),
                code: bonus.code.clone(),
                mark: mark.mark,
            })
            .collect()
    }
}

/// 学时 of a person in a year: of the trainings that he attended.
pub fn hours_of<'a>(trainings: impl IntoIterator<Item = &'a Training>, person: &PractitionerCode, year: i16) -> u32 {
    trainings
        .into_iter()
        .filter(|training| training.attended.contains(person))
        .filter_map(|training| training.plan.as_ref())
        .filter(|plan| plan.held_on.year() == year)
        .map(|plan| u32::from(plan.hours))
        .sum()
}

const OFFICE: &[Role] = &[Role::EthicsOffice, Role::Personnel];

impl Machine for Training {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(plan) = &self.plan else {
            let Command::Plan { plan } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, OFFICE, &plan.institution)?;
            plan.check(clock)?;
            return Ok(vec![Event::Planned { plan }]);
        };
        actor.must_act_within(action, OFFICE, &plan.institution)?;
        let event = match (command, self.stage) {
            (Command::RecordAttendance { attended, sheet }, Stage::Planned) => {
                if clock.today() < plan.held_on {
                    return Err(Refusal::Early {
                        what: "培训",
                        due: plan.held_on,
                    });
                }
                attached("到训人员", &attended)?;
                among_due(plan, attended.iter())?;
                Event::Attended { attended, sheet }
            }
            (Command::RecordExam { marks }, Stage::Held) => {
                attached("考核成绩", &marks)?;
                among_due(plan, marks.iter().map(|mark| &mark.person))?;
                if let Some(mark) = marks.iter().find(|mark| mark.mark > 100) {
                    return Err(Refusal::OutOfRange {
                        what: "考核分数",
                        least: "0".to_owned(),
                        most: "100".to_owned(),
                        found: mark.mark.to_string(),
                    });
                }
                Event::Examined { marks }
            }
            (Command::Cancel { reason }, Stage::Planned) => {
                given("取消的理由", &reason)?;
                Event::Cancelled { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Planned { plan } => {
                self.plan = Some(plan);
                self.planned_by = Some(recorded.by.clone());
                self.stage = Stage::Planned;
            }
            Event::Attended { attended, sheet } => {
                self.attended = attended.into_iter().collect();
                self.sheet = Some(sheet);
                let exam = self.plan.as_ref().is_some_and(|plan| plan.exam);
                self.stage = match exam {
                    true => Stage::Held,
                    false => Stage::Done,
                };
            }
            Event::Examined { marks } => {
                self.marks = marks;
                self.stage = Stage::Done;
            }
            Event::Cancelled { .. } => self.stage = Stage::Cancelled,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未计划",
            Stage::Planned => "待实施",
            Stage::Held => "待考核",
            Stage::Done => "已办结",
            Stage::Cancelled => "已取消",
        }
    }
}

impl Plan {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("培训主题", &self.topic)?;
        given("学习材料", &self.material)?;
        clock.not_past("培训", self.held_on)?;
        for (what, found, most) in [
            ("学时", Some(self.hours), 200),
            ("九项准则中的条款", self.rule.map(u16::from), 9),
        ] {
            if let Some(found) = found.filter(|found| !(1..=most).contains(found)) {
                return Err(Refusal::OutOfRange {
                    what,
                    least: "1".to_owned(),
                    most: most.to_string(),
                    found: found.to_string(),
                });
            }
        }
        attached("应训人员", &self.due)?;
        for person in &self.due {
            given("应训人员编号", person.as_str())?;
        }
        let distinct: BTreeSet<_> = self.due.iter().collect();
        match distinct.len() == self.due.len() {
            true => Ok(()),
            false => Err(Refusal::Duplicate {
                what: "同一应训人员"
            }),
        }
    }
}

/// Refuses people who did not have to come, and people named twice.
fn among_due<'a>(plan: &Plan, people: impl Iterator<Item = &'a PractitionerCode>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for person in people {
        if !plan.due.contains(person) {
            return Err(Refusal::Field {
                code: "CD-TRAINING-PERSON",
                say: format!("人员{person}不在应训人员中。请核对编号。"),
            });
        }
        if !seen.insert(person) {
            return Err(Refusal::Duplicate { what: "同一人员" });
        }
    }
    Ok(())
}
