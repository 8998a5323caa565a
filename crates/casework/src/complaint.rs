//! Reports of the public (举报) and their reward, with the clocks of Order No. 5.
//!
//! Who reported is not here. A report carries a seal, the name of a row in the vault that only its
//! keeper opens; the keeper tells the reporter and hands over the reward, so that no handler and no
//! payment screen ever needs the identity.

mod offer;
mod page;
mod reward;

pub use reward::{RewardGrade, RewardScheme, split};

use crate::paper::given;
use crate::{Actor, Clock, LimitKind, Machine, Recorded, Refusal, Role, Upheld, UserId};
use domain::{Day, Division, InstitutionCode, Money};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待决定是否立案
    Received {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 待告知举报人
    Decided {
        /// 已立案
        filed: bool,
        /// 告知届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 调查中
    Investigating,
    /// 已查实
    Verified,
    /// 奖励待批准
    RewardProposed,
    /// 奖励待通知
    RewardApproved,
    /// 奖励待领取
    RewardOffered {
        /// 领取届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已奖励
    Rewarded,
    /// 已办结
    Ended,
}

/// 举报渠道
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 网络
    Web,
    /// 电话
    Telephone,
    /// 来信
    Letter,
    /// 来访
    Visit,
    /// 12345 热线
    Hotline,
}

/// 举报 · what was reported, without who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 渠道
    pub channel: Channel,
    /// 实名: the reporter can be told
    pub named: bool,
    /// 封存编号 of the identity in the vault
    pub seal: String,
    /// 被举报机构
    #[serde(with = "crate::stored")]
    pub respondent: InstitutionCode,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 举报内容, redacted
    pub content: String,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记举报
    Receive {
        /// 举报
        report: Report,
    },
    /// 决定是否立案
    DecideFiling {
        /// 立案
        filed: bool,
        /// 理由
        reason: String,
    },
    /// 告知举报人
    TellReporter,
    /// 查实
    Verify {
        /// 案值
        value: Upheld,
        /// 查处情况
        summary: String,
    },
    /// 查否
    Refute {
        /// 查处情况
        summary: String,
    },
    /// 提出奖励
    ProposeReward {
        /// 等级
        grade: RewardGrade,
        /// 内部知情人
        insider: bool,
        /// 奖励标准 of the region
        scheme: RewardScheme,
    },
    /// 批准奖励
    ApproveReward,
    /// 不符合奖励条件
    DenyReward {
        /// 理由
        reason: String,
    },
    /// 通知领取
    OfferReward,
    /// 领取
    PayReward {
        /// 付款凭证号
        voucher: String,
    },
    /// 逾期未领取视为放弃
    LapseReward,
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Receive { .. } => "登记举报",
            Command::DecideFiling { .. } => "决定是否立案",
            Command::TellReporter => "告知举报人",
            Command::Verify { .. } => "登记查实",
            Command::Refute { .. } => "登记查否",
            Command::ProposeReward { .. } => "提出奖励",
            Command::ApproveReward => "批准奖励",
            Command::DenyReward { .. } => "决定不予奖励",
            Command::OfferReward => "通知领取奖励",
            Command::PayReward { .. } => "发放奖励",
            Command::LapseReward => "登记放弃奖励",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Received {
        /// 举报
        report: Report,
        /// 决定是否立案的届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已决定是否立案
    FilingDecided {
        /// 立案
        filed: bool,
        /// 理由
        reason: String,
        /// 告知届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已告知举报人
    ReporterTold {
        /// 逾期告知
        late: bool,
    },
    /// 转入调查
    InvestigationBegun,
    /// 已查实
    Verified {
        /// 案值
        value: Upheld,
        /// 查处情况
        summary: String,
    },
    /// 已提出奖励
    RewardProposed {
        /// 等级
        grade: RewardGrade,
        /// 内部知情人
        insider: bool,
        /// 奖励金额
        #[serde(with = "crate::stored")]
        amount: Money,
    },
    /// 已批准奖励
    RewardApproved,
    /// 已通知领取
    RewardOffered {
        /// 领取届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已发放
    RewardPaid {
        /// 付款凭证号
        voucher: String,
    },
    /// 已办结
    Ended {
        /// 原因
        reason: String,
    },
}

/// 举报事项 · one report through to its reward.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Complaint {
    /// 举报
    pub report: Option<Report>,
    /// 环节
    pub stage: Stage,
    /// 案值
    pub value: Upheld,
    /// 查处人
    pub investigator: Option<UserId>,
    /// 奖励提出人
    pub reward_proposer: Option<UserId>,
    /// 奖励金额
    #[serde(with = "crate::stored")]
    pub reward: Money,
}

impl Complaint {
    /// 届满日 of the stage.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Received { due } | Stage::Decided { due, .. } | Stage::RewardOffered { due } => Some(due),
            _ => None,
        }
    }

    /// 逾期
    pub fn is_overdue(&self, today: Day) -> bool {
        self.due().is_some_and(|due| due < today)
    }
}

const INTAKE: &[Role] = &[Role::SectionChief, Role::VaultKeeper, Role::System];
const KEEPER: &[Role] = &[Role::VaultKeeper];
const LEADER: &[Role] = &[Role::BureauLeader];

impl Machine for Complaint {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(report) = &self.report else {
            let Command::Receive { report } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, INTAKE, &report.division)?;
            given("举报内容", &report.content)?;
            given("身份封存编号", &report.seal)?;
            let due = clock.due(LimitKind::CaseFiling)?;
            return Ok(vec![Event::Received { report, due }]);
        };
        let ended = |reason: String| Ok(vec![Event::Ended { reason }]);
        match (command, self.stage) {
            (Command::DecideFiling { filed, reason }, Stage::Received { .. }) => {
                actor.must_act_for(action, LEADER, &report.division)?;
                given("理由", &reason)?;
                let due = clock.due(LimitKind::ReporterNotice)?;
                let mut events = vec![Event::FilingDecided { filed, reason, due }];
                // An anonymous reporter cannot be told; he asks with his code.
                match (report.named, filed) {
                    (true, _) => {}
                    (false, true) => events.push(Event::InvestigationBegun),
                    (false, false) => events.push(Event::Ended {
                        reason: "不予立案".to_owned(),
                    }),
                }
                Ok(events)
            }
            (Command::TellReporter, Stage::Decided { filed, due }) => {
                actor.must_act_for(action, KEEPER, &report.division)?;
                let told = Event::ReporterTold {
                    late: clock.today() > due,
                };
                let next = match filed {
                    true => Event::InvestigationBegun,
                    false => Event::Ended {
                        reason: "不予立案，已告知".to_owned(),
                    },
                };
                Ok(vec![told, next])
            }
            (Command::Verify { value, summary }, Stage::Investigating) => {
                actor.must_act_for(action, &[Role::CaseHandler], &report.division)?;
                given("查处情况", &summary)?;
                Ok(vec![Event::Verified { value, summary }])
            }
            (Command::Refute { summary }, Stage::Investigating) => {
                actor.must_act_for(action, &[Role::CaseHandler], &report.division)?;
                given("查处情况", &summary)?;
                ended(summary)
            }
            (Command::ProposeReward { grade, insider, scheme }, Stage::Verified) => {
                actor.must_act_for(action, &[Role::SectionChief], &report.division)?;
                let amount = scheme.amount(self.value, grade, insider)?;
                Ok(vec![Event::RewardProposed { grade, insider, amount }])
            }
            (Command::ApproveReward, Stage::RewardProposed) => {
                for (other, part) in [(&self.reward_proposer, "奖励提出人"), (&self.investigator, "查处人")] {
                    if let Some(other) = other {
                        actor.must_differ("奖励批准人", other, part)?;
                    }
                }
                actor.must_act_for(action, LEADER, &report.division)?;
                Ok(vec![Event::RewardApproved])
            }
            (Command::DenyReward { reason }, Stage::Verified | Stage::RewardProposed) => {
                actor.must_act_for(action, LEADER, &report.division)?;
                given("不予奖励的理由", &reason)?;
                ended(reason)
            }
            (Command::OfferReward, Stage::RewardApproved) => {
                actor.must_act_for(action, KEEPER, &report.division)?;
                let due = clock.due(LimitKind::RewardClaim)?;
                Ok(vec![Event::RewardOffered { due }])
            }
            (Command::PayReward { voucher }, Stage::RewardOffered { due }) => {
                actor.must_act_for(action, KEEPER, &report.division)?;
                clock.in_time("领取奖励", due)?;
                given("付款凭证号", &voucher)?;
                Ok(vec![Event::RewardPaid { voucher }])
            }
            (Command::LapseReward, Stage::RewardOffered { due }) => {
                actor.must_act_for(action, &[Role::System, Role::VaultKeeper], &report.division)?;
                clock.after("领取奖励", due)?;
                ended("逾期未领取奖励，视为放弃".to_owned())
            }
            _ => Err(wrong_stage),
        }
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Received { report, due } => {
                self.report = Some(report);
                self.stage = Stage::Received { due };
            }
            Event::FilingDecided { filed, due, .. } => self.stage = Stage::Decided { filed, due },
            Event::ReporterTold { .. } => {}
            Event::InvestigationBegun => self.stage = Stage::Investigating,
            Event::Verified { value, .. } => {
                self.value = value;
                self.investigator = Some(recorded.by.clone());
                self.stage = Stage::Verified;
            }
            Event::RewardProposed { amount, .. } => {
                self.reward = amount;
                self.reward_proposer = Some(recorded.by.clone());
                self.stage = Stage::RewardProposed;
            }
            Event::RewardApproved => self.stage = Stage::RewardApproved,
            Event::RewardOffered { due } => self.stage = Stage::RewardOffered { due },
            Event::RewardPaid { .. } => self.stage = Stage::Rewarded,
            Event::Ended { .. } => self.stage = Stage::Ended,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Received { .. } => "待决定是否立案",
            Stage::Decided { .. } => "待告知举报人",
            Stage::Investigating => "调查中",
            Stage::Verified => "已查实",
            Stage::RewardProposed => "奖励待批准",
            Stage::RewardApproved => "奖励待通知",
            Stage::RewardOffered { .. } => "奖励待领取",
            Stage::Rewarded => "已奖励",
            Stage::Ended => "已办结",
        }
    }
}
