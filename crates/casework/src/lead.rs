//! Leads (线索): findings of one institution, one rule and one period, drawn, assigned and checked
//! by a person before anything leaves the house.
//!
//! A false positive is marked with a reason, and counts against the precision of its rule.

mod group;
mod offer;
mod page;
mod sampling;

pub use group::{FindingBrief, LeadDraft, LeadKey, PeriodLength, group};
pub use sampling::{Sample, Sampling};

use crate::paper::given;
use crate::review_case::ClearReason;
use crate::{Actor, Clock, Figures, Flagged, Machine, Recorded, Refusal, Role, UserId};
use domain::FindingKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未建立
    #[default]
    Missing,
    /// 待分派
    Waiting,
    /// 核实中
    Assigned,
    /// 已转办
    Dispatched,
    /// 已排除
    Dropped,
}

/// 转办去向 · what a lead becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// 事中审核
    Review,
    /// 自查自纠
    SelfAudit,
    /// 现场检查
    Inspection,
    /// 行政处罚立案前核查
    Enforcement,
}

/// 核实结果 · what a person says of one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mark", rename_all = "snake_case")]
pub enum Mark {
    /// 属实
    Confirmed,
    /// 误报
    False {
        /// 原因
        reason: ClearReason,
    },
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 建立线索
    Open {
        /// 线索草稿
        draft: LeadDraft,
    },
    /// 并入新疑点, before the draw: what is drawn from must not change afterwards
    Add {
        /// 疑点 and their amounts
        #[serde(with = "crate::stored")]
        findings: BTreeMap<FindingKey, Flagged>,
    },
    /// 抽样: only what is drawn must be checked
    Draw {
        /// 抽样办法
        sampling: Sampling,
    },
    /// 分派
    Assign {
        /// 核实人
        to: UserId,
    },
    /// 登记核实结果
    Mark {
        /// 疑点标识
        #[serde(with = "crate::stored")]
        finding: FindingKey,
        /// 核实结果
        mark: Mark,
        /// 说明
        note: String,
    },
    /// 转办
    Dispatch {
        /// 去向
        to: Destination,
    },
    /// 排除整条线索
    Drop {
        /// 理由
        reason: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Open { .. } => "建立线索",
            Command::Add { .. } => "并入疑点",
            Command::Draw { .. } => "抽样",
            Command::Assign { .. } => "分派线索",
            Command::Mark { .. } => "登记核实结果",
            Command::Dispatch { .. } => "转办线索",
            Command::Drop { .. } => "排除线索",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已建立
    Opened {
        /// 线索草稿
        draft: LeadDraft,
    },
    /// 已并入
    Added {
        /// 疑点 and their amounts
        #[serde(with = "crate::stored")]
        findings: BTreeMap<FindingKey, Flagged>,
    },
    /// 已抽样
    Drawn {
        /// 抽样办法
        sampling: Sampling,
        /// 抽样结果
        sample: Sample,
    },
    /// 已分派
    Assigned {
        /// 核实人
        to: UserId,
    },
    /// 已登记核实结果
    Marked {
        /// 疑点标识
        #[serde(with = "crate::stored")]
        finding: FindingKey,
        /// 核实结果
        mark: Mark,
        /// 说明
        note: String,
    },
    /// 已转办
    Dispatched {
        /// 去向
        to: Destination,
    },
    /// 已排除
    Dropped {
        /// 理由
        reason: String,
    },
}

/// 线索 · findings under one heading, and what a person made of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lead {
    /// 线索草稿 as opened, with what was added since
    pub draft: Option<LeadDraft>,
    /// 环节
    pub stage: Stage,
    /// 核实人
    pub assignee: Option<UserId>,
    /// 抽样结果
    pub sample: Option<Sample>,
    /// 核实结果
    #[serde(with = "crate::stored")]
    pub marks: BTreeMap<FindingKey, Mark>,
    /// 去向
    pub destination: Option<Destination>,
}

impl Lead {
    /// 四项金额: what was flagged. Nothing is upheld before the institution was heard.
    pub fn figures(&self) -> Figures {
        Figures {
            flagged: self
                .draft
                .iter()
                .flat_map(|draft| draft.findings.values().copied())
                .sum(),
            ..Figures::default()
        }
    }

    /// 待核实: what must be looked at and was not.
    pub fn unmarked(&self) -> Vec<FindingKey> {
        let all: BTreeSet<FindingKey> = match (&self.sample, &self.draft) {
            (Some(sample), _) => sample.chosen.clone(),
            (None, Some(draft)) => draft.findings.keys().copied().collect(),
            (None, None) => BTreeSet::new(),
        };
        all.into_iter().filter(|key| !self.marks.contains_key(key)).collect()
    }
}

const KEEPERS: &[Role] = &[Role::System, Role::Auditor, Role::SectionChief];
const CHIEFS: &[Role] = &[Role::SectionChief, Role::AgencyHead];

impl Machine for Lead {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, _clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let draft = match (&self.draft, command) {
            (None, Command::Open { draft }) => {
                actor.must_act_for(action, KEEPERS, &draft.division)?;
                if draft.findings.is_empty() {
                    return Err(Refusal::PaperMissing { what: "疑点" });
                }
                return Ok(vec![Event::Opened { draft }]);
            }
            (None, _) | (Some(_), Command::Open { .. }) => return Err(wrong_stage),
            (Some(draft), command) => (draft, command),
        };
        let (draft, command) = draft;
        let event = match (command, self.stage) {
            (Command::Add { findings }, Stage::Waiting) if self.sample.is_none() => {
                actor.must_act_for(action, KEEPERS, &draft.division)?;
                if findings.keys().all(|key| draft.findings.contains_key(key)) {
                    return Err(Refusal::Duplicate { what: "疑点" });
                }
                Event::Added { findings }
            }
            (Command::Draw { sampling }, Stage::Waiting) => {
                actor.must_act_for(action, CHIEFS, &draft.division)?;
                if self.sample.is_some() {
                    return Err(Refusal::Duplicate { what: "抽样" });
                }
                let keys = draft.findings.keys().copied().collect();
                let sample = sampling.draw(&keys)?;
                Event::Drawn { sampling, sample }
            }
            (Command::Assign { to }, Stage::Waiting | Stage::Assigned) => {
                actor.must_act_for(action, CHIEFS, &draft.division)?;
                given("核实人", &to.0)?;
                Event::Assigned { to }
            }
            (Command::Mark { finding, mark, note }, Stage::Assigned) => {
                actor.must_act_for(
                    action,
                    &[Role::Auditor, Role::CaseHandler, Role::Inspector],
                    &draft.division,
                )?;
                if self.assignee.as_ref() != Some(&actor.user) {
                    return Err(Refusal::Unfinished {
                        what: "把线索分派给您"
                    });
                }
                if !draft.findings.contains_key(&finding) {
                    return Err(Refusal::Unknown { what: "疑点" });
                }
                if matches!(mark, Mark::False { .. }) {
                    given("误报说明", &note)?;
                }
                Event::Marked { finding, mark, note }
            }
            (Command::Dispatch { to }, Stage::Assigned) => {
                actor.must_act_for(action, CHIEFS, &draft.division)?;
                if !self.unmarked().is_empty() {
                    return Err(Refusal::Unfinished { what: "逐条核实" });
                }
                if !self.marks.values().any(|mark| *mark == Mark::Confirmed) {
                    return Err(Refusal::ConditionMissing {
                        measure: "转办线索",
                        condition: "至少一条疑点核实属实",
                    });
                }
                if let Some(checker) = &self.assignee {
                    actor.must_differ("转办批准人", checker, "核实人")?;
                }
                Event::Dispatched { to }
            }
            (Command::Drop { reason }, Stage::Assigned) => {
                actor.must_act_for(action, CHIEFS, &draft.division)?;
                if !self.unmarked().is_empty() {
                    return Err(Refusal::Unfinished { what: "逐条核实" });
                }
                given("排除理由", &reason)?;
                Event::Dropped { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Opened { draft } => {
                self.draft = Some(draft);
                self.stage = Stage::Waiting;
            }
            Event::Added { findings } => {
                if let Some(draft) = &mut self.draft {
                    draft.findings.extend(findings);
                }
            }
            Event::Drawn { sample, .. } => self.sample = Some(sample),
            Event::Assigned { to } => {
                self.assignee = Some(to);
                self.stage = Stage::Assigned;
            }
            Event::Marked { finding, mark, .. } => {
                self.marks.insert(finding, mark);
            }
            Event::Dispatched { to } => {
                self.destination = Some(to);
                self.stage = Stage::Dispatched;
            }
            Event::Dropped { .. } => self.stage = Stage::Dropped,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未建立",
            Stage::Waiting => "待分派",
            Stage::Assigned => "核实中",
            Stage::Dispatched => "已转办",
            Stage::Dropped => "已排除",
        }
    }
}
