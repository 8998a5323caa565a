//! An institution goes through a list (自评和检查): it scores itself with proof; where experts were sent,
//! they put their findings beside it; the health bureau accepts.

mod offer;
mod page;

use super::{Checklist, Item};
use crate::Ownership;
use crate::figures::Ratio;
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未部署
    #[default]
    Missing,
    /// 自评中
    SelfCheck,
    /// 检查中: experts look
    Examined,
    /// 待验收
    Submitted,
    /// 已办结
    Closed,
}

/// 专家
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// 专家
    pub user: UserId,
}

/// 任务
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 举办主体
    pub ownership: Ownership,
    /// 专科, e.g. 口腔科; empty where the whole institution is meant
    pub specialties: Vec<String>,
    /// 主题, e.g. 医疗美容
    pub topics: Vec<String>,
    /// 清单
    pub list: Checklist,
    /// 专家; empty where nobody is sent
    pub experts: Vec<Expert>,
}

/// 自评 of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 条目编号, from 1
    pub item: u16,
    /// 自评分
    pub score: u16,
    /// 已完成
    pub done: bool,
    /// 说明
    pub note: String,
    /// 佐证
    pub proof: Vec<Attachment>,
}

/// 检查发现
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// 条目编号, from 1
    pub item: u16,
    /// 问题
    pub problem: String,
    /// 佐证
    pub proof: Vec<Attachment>,
}

/// 检查发现 with who found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// 专家
    pub by: UserId,
    /// 发现
    pub finding: Finding,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 部署
    Assign {
        /// 任务
        task: Task,
        /// 自评期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 登记自评
    Answer {
        /// 自评
        entry: Entry,
    },
    /// 提交自评
    Submit,
    /// 登记检查发现
    Find {
        /// 发现
        finding: Finding,
    },
    /// 结束检查
    Conclude {
        /// 检查意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 理由
        reason: String,
        /// 自评期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 验收办结
    Close {
        /// 意见
        opinion: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Assign { .. } => "部署自评",
            Command::Answer { .. } => "登记自评",
            Command::Submit => "提交自评",
            Command::Find { .. } => "登记检查发现",
            Command::Conclude { .. } => "结束检查",
            Command::Return { .. } => "退回自评",
            Command::Close { .. } => "验收办结",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已部署
    Assigned {
        /// 任务
        task: Task,
        /// 自评期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已登记自评
    Answered {
        /// 自评
        entry: Entry,
    },
    /// 已提交
    Submitted,
    /// 已登记发现
    Found {
        /// 发现
        finding: Finding,
    },
    /// 检查已结束
    Concluded {
        /// 检查意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
        /// 自评期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已办结
    Closed {
        /// 意见
        opinion: String,
    },
}

/// 自评和检查 · one institution through one list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checkup {
    /// 任务
    pub task: Option<Task>,
    /// 环节
    pub stage: Stage,
    /// 自评期限
    #[serde(with = "casework::stored")]
    pub self_due: Option<Day>,
    /// 自评, the latest of each item
    pub entries: BTreeMap<u16, Entry>,
    /// 检查发现
    pub findings: Vec<Found>,
    /// 提交人
    pub submitted_by: Option<UserId>,
}

const BUREAU: &[Role] = &[Role::HealthSection];
const EXPERTS: &[Role] = &[Role::ClinicalExpert, Role::HealthSection, Role::Inspector];
const HOSPITAL: &[Role] = &[
    Role::EthicsOffice,
    Role::InsuranceOffice,
    Role::DepartmentHead,
    Role::HospitalLeader,
];

impl Machine for Checkup {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(task) = &self.task else {
            let Command::Assign { task, due } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, BUREAU, &task.division)?;
            task.check()?;
            clock.not_past("自评", due)?;
            return Ok(vec![Event::Assigned { task, due }]);
        };
        let event = match (command, self.stage) {
            (Command::Answer { entry }, Stage::SelfCheck) => {
                actor.must_act_within(action, HOSPITAL, &task.institution)?;
                task.check_entry(&entry)?;
                Event::Answered { entry }
            }
            (Command::Submit, Stage::SelfCheck) => {
                actor.must_act_within(action, HOSPITAL, &task.institution)?;
                if self.entries.len() < task.list.items.len() {
                    return Err(Refusal::Unfinished {
                        what: "全部条目的自评"
                    });
                }
                Event::Submitted
            }
            (Command::Find { finding }, Stage::Examined) => {
                task.must_be_expert(action, actor)?;
                given("检查发现的问题", &finding.problem)?;
                task.item(finding.item)?;
                Event::Found { finding }
            }
            (Command::Conclude { opinion }, Stage::Examined) => {
                task.must_be_expert(action, actor)?;
                given("检查意见", &opinion)?;
                Event::Concluded { opinion }
            }
            (Command::Return { reason, due }, Stage::Submitted) => {
                actor.must_act_for(action, BUREAU, &task.division)?;
                given("退回理由", &reason)?;
                clock.not_past("自评", due)?;
                Event::Returned { reason, due }
            }
            (Command::Close { opinion }, Stage::Submitted) => {
                actor.must_act_for(action, BUREAU, &task.division)?;
                given("验收意见", &opinion)?;
                Event::Closed { opinion }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Assigned { task, due } => {
                self.task = Some(task);
                self.self_due = Some(due);
                self.stage = Stage::SelfCheck;
            }
            Event::Answered { entry } => {
                self.entries.insert(entry.item, entry);
            }
            Event::Submitted => {
                self.submitted_by = Some(recorded.by.clone());
                let sent = self.task.as_ref().is_some_and(|task| !task.experts.is_empty());
                self.stage = match sent {
                    true => Stage::Examined,
                    false => Stage::Submitted,
                };
            }
            Event::Found { finding } => self.findings.push(Found {
                by: recorded.by.clone(),
                finding,
            }),
            Event::Concluded { .. } => self.stage = Stage::Submitted,
            Event::Returned { due, .. } => {
                self.self_due = Some(due);
                self.stage = Stage::SelfCheck;
            }
            Event::Closed { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未部署",
            Stage::SelfCheck => "自评中",
            Stage::Examined => "检查中",
            Stage::Submitted => "待验收",
            Stage::Closed => "已办结",
        }
    }
}

impl Checkup {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.task.as_ref().map(|task| &task.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.task.as_ref().map(|task| &task.division)
    }

    /// 届满日 of the self-check, while it is awaited.
    pub fn due(&self) -> Option<Day> {
        self.self_due.filter(|_| self.stage == Stage::SelfCheck)
    }

    /// Whose turn it is, where it is one person's: the only expert's.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.task.as_ref()?.experts.as_slice() {
            [only] if self.stage == Stage::Examined => Some(&only.user),
            _ => None,
        }
    }

    /// Who takes part.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        let experts = self.task.iter().flat_map(|task| &task.experts);
        experts.map(|expert| &expert.user).chain(&self.submitted_by)
    }

    /// 完成率: items that are done, of all; what is done has its proof.
    pub fn completion(&self) -> Ratio {
        self.completion_by_aspect().into_iter().map(|(_, ratio)| ratio).sum()
    }

    /// 完成率 by aspect, in the order of the list.
    pub fn completion_by_aspect(&self) -> Vec<(&str, Ratio)> {
        let Some(task) = &self.task else {
            return Vec::new();
        };
        let of = |aspect| {
            let mut ratio = Ratio::default();
            for (number, item) in (1..).zip(&task.list.items) {
                if item.aspect == aspect {
                    ratio.count(self.entries.get(&number).is_some_and(|entry| entry.done));
                }
            }
            (aspect, ratio)
        };
        task.list.aspects().into_iter().map(of).collect()
    }

    /// 自评得分 and 满分.
    pub fn score(&self) -> Ratio {
        let full = self
            .task
            .iter()
            .flat_map(|task| &task.list.items)
            .map(|item| u64::from(item.points));
        Ratio::new(
            self.entries.values().map(|entry| u64::from(entry.score)).sum(),
            full.sum(),
        )
    }

    /// 条目 with findings although the institution called them done: said against seen.
    pub fn contradicted(&self) -> BTreeSet<u16> {
        let numbers = self.findings.iter().map(|found| found.finding.item);
        numbers
            .filter(|number| self.entries.get(number).is_some_and(|entry| entry.done))
            .collect()
    }
}

impl Task {
    fn check(&self) -> Result<(), Refusal> {
        given("清单名称", &self.list.title)?;
        attached("清单条目", &self.list.items)?;
        for item in &self.list.items {
            given("条目的方面", &item.aspect)?;
            given("条目内容", &item.text)?;
        }
        for text in self.specialties.iter().chain(&self.topics) {
            given("专科或者主题", text)?;
        }
        for (place, expert) in self.experts.iter().enumerate() {
            given("专家", &expert.user.0)?;
            if self.experts.iter().take(place).any(|earlier| earlier == expert) {
                return Err(Refusal::Duplicate { what: "同一专家" });
            }
        }
        Ok(())
    }

    fn item(&self, number: u16) -> Result<&Item, Refusal> {
        self.list.item(number).ok_or(Refusal::OutOfRange {
            what: "条目编号",
            least: "1".to_owned(),
            most: self.list.items.len().to_string(),
            found: number.to_string(),
        })
    }

    fn check_entry(&self, entry: &Entry) -> Result<(), Refusal> {
        let item = self.item(entry.item)?;
        if entry.score > item.points {
            return Err(Refusal::OutOfRange {
                what: "自评分",
                least: "0".to_owned(),
                most: item.points.to_string(),
                found: entry.score.to_string(),
            });
        }
        match entry.done {
            true => attached("已完成条目的佐证", &entry.proof),
            false => given("未完成的说明", &entry.note),
        }
    }

    /// The experts are named; a bureau's person among them acts as one.
    fn must_be_expert(&self, action: &'static str, actor: &Actor) -> Result<(), Refusal> {
        actor.must_act_for(action, EXPERTS, &self.division)?;
        match self.experts.iter().any(|expert| expert.user == actor.user) {
            true => Ok(()),
            false => Err(Refusal::Field {
                code: "CD-EXPERT",
                say: "检查由部署时指定的专家办理。请由名单内的专家登记。".to_owned(),
            }),
        }
    }
}
