//! Integrity risk points (廉政风险点): construction in its four stages, procurement, consumables. Each
//! has a risk, a measure and an owner, and is checked again and again; what a check finds wrong is put
//! right by the owner and accepted by somebody else.

mod command;
mod offer;
mod page;

pub use command::{Command, Event};

use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 领域 · where the risk lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 工程建设：决策审批
    ConstructionApproval,
    /// 工程建设：工程招标
    ConstructionTender,
    /// 工程建设：建设施工
    ConstructionWorks,
    /// 工程建设：合同资金
    ConstructionFunds,
    /// 药品、设备采购
    Procurement,
    /// 耗材管理
    Consumables,
}

impl Area {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ConstructionApproval,
        Self::ConstructionTender,
        Self::ConstructionWorks,
        Self::ConstructionFunds,
        Self::Procurement,
        Self::Consumables,
    ];
    /// The four stages of construction, in their order.
    pub const CONSTRUCTION: [Self; 4] = [
        Self::ConstructionApproval,
        Self::ConstructionTender,
        Self::ConstructionWorks,
        Self::ConstructionFunds,
    ];

    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            Area::ConstructionApproval => "工程建设：决策审批",
            Area::ConstructionTender => "工程建设：工程招标",
            Area::ConstructionWorks => "工程建设：建设施工",
            Area::ConstructionFunds => "工程建设：合同资金",
            Area::Procurement => "药品设备采购",
            Area::Consumables => "耗材管理",
        }
    }
}

/// 检查周期
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每半年
    HalfYearly,
    /// 每年
    Yearly,
}

impl Cycle {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Monthly, Self::Quarterly, Self::HalfYearly, Self::Yearly];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Cycle::Monthly => "每月",
            Cycle::Quarterly => "每季度",
            Cycle::HalfYearly => "每半年",
            Cycle::Yearly => "每年",
        }
    }

    /// Days from one check to the last day of the next.
    pub const fn days(self) -> i32 {
        match self {
            Cycle::Monthly => 31,
            Cycle::Quarterly => 92,
            Cycle::HalfYearly => 184,
            Cycle::Yearly => 366,
        }
    }
}

/// 风险点
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 领域
    pub area: Area,
    /// 风险描述
    pub risk: String,
    /// 防控措施
    pub measure: String,
    /// 责任人
    pub owner: UserId,
    /// 检查周期
    pub cycle: Cycle,
}

/// 检查结论
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// 措施落实
    Sound,
    /// 措施未落实
    Flawed,
}

impl Finding {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sound, Self::Flawed];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Finding::Sound => "措施落实",
            Finding::Flawed => "措施未落实",
        }
    }
}

/// 检查记录
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// 检查人
    pub by: UserId,
    /// 检查日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 应检查的最后一天
    #[serde(with = "casework::stored")]
    pub due: Day,
    /// 结论
    pub finding: Finding,
    /// 检查情况
    pub note: String,
}

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 防控中
    Watched {
        /// 下次检查的最后一天
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 待整改
    Flawed {
        /// 整改届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 待复核
    Remedied,
    /// 已撤销
    Retired,
}

/// 廉政风险点 · one risk point with all its checks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RiskPoint {
    /// 风险点
    pub risk: Option<Risk>,
    /// 环节
    pub stage: Stage,
    /// 检查记录
    pub checks: Vec<Check>,
    /// 提交整改的人
    pub remedied_by: Option<UserId>,
}

impl RiskPoint {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.risk.as_ref().map(|risk| &risk.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.risk.as_ref().map(|risk| &risk.division)
    }

    /// 届满日 of the next check, or of putting right.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Watched { due } | Stage::Flawed { due } => Some(due),
            Stage::Missing | Stage::Remedied | Stage::Retired => None,
        }
    }

    /// The owner, while something is to be put right.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Flawed { .. } => self.risk.as_ref().map(|risk| &risk.owner),
            _ => None,
        }
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let owner = self.risk.as_ref().map(|risk| &risk.owner);
        let checkers = self.checks.iter().map(|check| &check.by);
        owner.into_iter().chain(&self.remedied_by).chain(checkers).collect()
    }

    /// 逾期未检查
    pub fn is_overdue(&self, today: Day) -> bool {
        self.due().is_some_and(|due| due < today)
    }
}

const KEEPING: &[Role] = &[Role::DisciplineOffice];
const OWNING: &[Role] = &[
    Role::EthicsOffice,
    Role::Personnel,
    Role::InsuranceOffice,
    Role::HospitalLeader,
    Role::DepartmentHead,
    Role::Practitioner,
];

impl Machine for RiskPoint {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let next = |cycle: Cycle| clock.calendar.worked_from(clock.today().plus_days(cycle.days()));
        let Some(risk) = &self.risk else {
            let Command::Register { risk } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, KEEPING, &risk.institution)?;
            given("风险描述", &risk.risk)?;
            given("防控措施", &risk.measure)?;
            given("责任人", &risk.owner.0)?;
            let due = next(risk.cycle)?;
            return Ok(vec![Event::Registered { risk, due }]);
        };
        let kept = || actor.must_act_within(action, KEEPING, &risk.institution);
        let event = match (command, self.stage) {
            (
                Command::Check {
                    finding,
                    note,
                    evidence,
                    due,
                },
                Stage::Watched { .. },
            ) => {
                kept()?;
                actor.must_differ("检查人", &risk.owner, "责任人")?;
                given("检查情况", &note)?;
                match (finding, due) {
                    (Finding::Sound, _) => Event::FoundSound {
                        note,
                        evidence,
                        due: next(risk.cycle)?,
                    },
                    (Finding::Flawed, Some(due)) => {
                        clock.not_past("整改", due)?;
                        Event::FoundFlawed { note, evidence, due }
                    }
                    (Finding::Flawed, None) => {
                        return Err(Refusal::TextMissing {
                            what: "整改届满日"
                        });
                    }
                }
            }
            (Command::Remedy { measures, proof }, Stage::Flawed { .. }) => {
                actor.must_act_within(action, OWNING, &risk.institution)?;
                given("整改情况", &measures)?;
                attached("佐证材料", &proof)?;
                Event::Remedied { measures, proof }
            }
            (Command::Accept { opinion }, Stage::Remedied) => {
                self.judged_by(risk, actor)?;
                kept()?;
                given("复核意见", &opinion)?;
                Event::Accepted {
                    opinion,
                    due: next(risk.cycle)?,
                }
            }
            (Command::Return { opinion, due }, Stage::Remedied) => {
                self.judged_by(risk, actor)?;
                kept()?;
                given("复核意见", &opinion)?;
                clock.not_past("整改", due)?;
                Event::Returned { opinion, due }
            }
            (Command::Revise { measure, owner, reason }, Stage::Watched { .. } | Stage::Flawed { .. }) => {
                kept()?;
                given("防控措施", &measure)?;
                given("责任人", &owner.0)?;
                given("理由", &reason)?;
                Event::Revised { measure, owner, reason }
            }
            (Command::Retire { reason }, Stage::Watched { .. }) => {
                kept()?;
                actor.must_differ("撤销风险点的人", &risk.owner, "责任人")?;
                given("理由", &reason)?;
                Event::Retired { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let due = self.due().unwrap_or(recorded.at.day());
        let mut checked = |finding, note: &str| {
            self.checks.push(Check {
                by: recorded.by.clone(),
                on: recorded.at.day(),
                due,
                finding,
                note: note.to_owned(),
            });
        };
        self.stage = match recorded.event.clone() {
            Event::Registered { risk, due } => {
                self.risk = Some(risk);
                Stage::Watched { due }
            }
            Event::FoundSound { note, due, .. } => {
                checked(Finding::Sound, &note);
                Stage::Watched { due }
            }
            Event::FoundFlawed { note, due, .. } => {
                checked(Finding::Flawed, &note);
                Stage::Flawed { due }
            }
            Event::Remedied { .. } => {
                self.remedied_by = Some(recorded.by.clone());
                Stage::Remedied
            }
            Event::Accepted { due, .. } => Stage::Watched { due },
            Event::Returned { due, .. } => Stage::Flawed { due },
            Event::Revised { measure, owner, .. } => {
                if let Some(risk) = &mut self.risk {
                    risk.measure = measure;
                    risk.owner = owner;
                }
                self.stage
            }
            Event::Retired { .. } => Stage::Retired,
        };
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Watched { .. } => "防控中",
            Stage::Flawed { .. } => "待整改",
            Stage::Remedied => "待复核",
            Stage::Retired => "已撤销",
        }
    }
}

impl RiskPoint {
    fn judged_by(&self, risk: &Risk, actor: &Actor) -> Result<(), Refusal> {
        actor.must_differ("复核人", &risk.owner, "责任人")?;
        self.remedied_by
            .as_ref()
            .map_or(Ok(()), |remedied| actor.must_differ("复核人", remedied, "提交整改的人"))
    }
}
