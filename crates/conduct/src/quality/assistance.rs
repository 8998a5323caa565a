//! One hospital helps another (结对帮扶): the plan, the visits, and how the figures stood before and after.

mod offer;
mod page;

use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未结对
    #[default]
    Missing,
    /// 帮扶中
    Helping,
    /// 已结束
    Concluded,
}

/// 帮扶前指标
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// 指标
    pub name: String,
    /// 帮扶前 with its unit
    pub before: String,
}

/// 结对
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// 受援机构
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划 of the helped
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 支援机构
    #[serde(with = "casework::stored")]
    pub helper: InstitutionCode,
    /// 帮扶计划
    pub plan: String,
    /// 指标 by which it will be measured
    pub baselines: Vec<Baseline>,
}

/// 帮扶活动
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// 日期
    #[serde(with = "casework::stored")]
    pub held_on: Day,
    /// 人次
    pub people: u16,
    /// 内容
    pub content: String,
    /// 佐证
    pub proof: Vec<Attachment>,
}

/// 帮扶后指标
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// 指标
    pub name: String,
    /// 帮扶后 with its unit
    pub after: String,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 结对
    Pair {
        /// 结对
        pair: Pair,
        /// 结束日期
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 登记帮扶活动
    Visit {
        /// 活动
        visit: Visit,
    },
    /// 结束帮扶
    Conclude {
        /// 帮扶后指标
        results: Vec<Outcome>,
        /// 总结
        opinion: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Pair { .. } => "结对",
            Command::Visit { .. } => "登记帮扶活动",
            Command::Conclude { .. } => "结束帮扶",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已结对
    Paired {
        /// 结对
        pair: Pair,
        /// 结束日期
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已登记活动
    Visited {
        /// 活动
        visit: Visit,
    },
    /// 已结束
    Concluded {
        /// 帮扶后指标
        results: Vec<Outcome>,
        /// 总结
        opinion: String,
    },
}

/// 结对帮扶
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assistance {
    /// 结对
    pub pair: Option<Pair>,
    /// 环节
    pub stage: Stage,
    /// 结束日期
    #[serde(with = "casework::stored")]
    pub ends_on: Option<Day>,
    /// 帮扶活动, in the order in which they were entered
    pub visits: Vec<Visit>,
    /// 帮扶后指标
    pub results: Vec<Outcome>,
}

const BUREAU: &[Role] = &[Role::HealthSection];
const EITHER: &[Role] = &[
    Role::EthicsOffice,
    Role::DepartmentHead,
    Role::HospitalLeader,
    Role::HealthSection,
];

impl Machine for Assistance {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(pair) = &self.pair else {
            let Command::Pair { pair, due } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, BUREAU, &pair.division)?;
            pair.check()?;
            clock.not_past("帮扶", due)?;
            return Ok(vec![Event::Paired { pair, due }]);
        };
        let event = match (command, self.stage) {
            (Command::Visit { visit }, Stage::Helping) => {
                actor.must_be(action, EITHER)?;
                // Both hospitals may enter what was done; the bureau too.
                actor
                    .must_belong_to(&pair.institution)
                    .or_else(|_| actor.must_belong_to(&pair.helper))
                    .or_else(|refusal| actor.must_govern(&pair.division).map_err(|_| refusal))?;
                given("帮扶内容", &visit.content)?;
                attached("帮扶活动的佐证", &visit.proof)?;
                if visit.held_on > clock.today() {
                    return Err(Refusal::OutOfRange {
                        what: "帮扶日期",
                        least: "结对之日".to_owned(),
                        most: clock.today().to_string(),
                        found: visit.held_on.to_string(),
                    });
                }
                Event::Visited { visit }
            }
            (Command::Conclude { results, opinion }, Stage::Helping) => {
                actor.must_act_for(action, BUREAU, &pair.division)?;
                if self.visits.is_empty() {
                    return Err(Refusal::Unfinished { what: "帮扶活动" });
                }
                pair.check_results(&results)?;
                given("帮扶总结", &opinion)?;
                Event::Concluded { results, opinion }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Paired { pair, due } => {
                self.pair = Some(pair);
                self.ends_on = Some(due);
                self.stage = Stage::Helping;
            }
            Event::Visited { visit } => self.visits.push(visit),
            Event::Concluded { results, .. } => {
                self.results = results;
                self.stage = Stage::Concluded;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未结对",
            Stage::Helping => "帮扶中",
            Stage::Concluded => "已结束",
        }
    }
}

impl Assistance {
    /// 受援机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.pair.as_ref().map(|pair| &pair.institution)
    }

    /// 支援机构
    pub fn helper(&self) -> Option<&InstitutionCode> {
        self.pair.as_ref().map(|pair| &pair.helper)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.pair.as_ref().map(|pair| &pair.division)
    }

    /// 结束日期, while it lasts.
    pub fn due(&self) -> Option<Day> {
        self.ends_on.filter(|_| self.stage == Stage::Helping)
    }

    /// Whose turn it is: nobody's alone.
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// 帮扶前后: each measure with before and, once it is over, after.
    pub fn before_and_after(&self) -> Vec<(&str, &str, Option<&str>)> {
        let after = |name: &str| {
            let result = self.results.iter().find(|result| result.name == name);
            result.map(|result| result.after.as_str())
        };
        let baselines = self.pair.iter().flat_map(|pair| &pair.baselines);
        baselines
            .map(|baseline| (baseline.name.as_str(), baseline.before.as_str(), after(&baseline.name)))
            .collect()
    }
}

impl Pair {
    fn check(&self) -> Result<(), Refusal> {
        given("受援机构", self.institution.as_str())?;
        given("支援机构", self.helper.as_str())?;
        if self.helper == self.institution {
            return Err(Refusal::Field {
                code: "CD-PAIR",
                say: "支援机构和受援机构不能是同一家。请另选机构。".to_owned(),
            });
        }
        given("帮扶计划", &self.plan)?;
        attached("帮扶指标", &self.baselines)?;
        for (place, baseline) in self.baselines.iter().enumerate() {
            given("指标", &baseline.name)?;
            given("帮扶前数值", &baseline.before)?;
            if self
                .baselines
                .iter()
                .take(place)
                .any(|earlier| earlier.name == baseline.name)
            {
                return Err(Refusal::Duplicate { what: "同一指标" });
            }
        }
        Ok(())
    }

    /// Every measure of the plan once, and no other.
    fn check_results(&self, results: &[Outcome]) -> Result<(), Refusal> {
        for result in results {
            given("帮扶后数值", &result.after)?;
        }
        let told = |baseline: &Baseline| results.iter().filter(|result| result.name == baseline.name).count() == 1;
        match results.len() == self.baselines.len() && self.baselines.iter().all(told) {
            true => Ok(()),
            false => Err(Refusal::Field {
                code: "CD-RESULTS",
                say: "帮扶后指标与结对时的指标不一致。请对每项指标各填一次。".to_owned(),
            }),
        }
    }
}
