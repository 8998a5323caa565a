//! Declarations of outside lectures, outside jobs, gifts, family events and private trips (申报):
//! declared before, agreed to by the department, approved by the hospital, and settled with what was
//! really received. A fee that nobody declared opens as a clue that the discipline office judges.

mod offer;
mod page;
mod register;

pub use register::{HEADER, Payment, Row, export, supplier_overlaps, undeclared};

use crate::named::named;
use crate::{EventCode, Staff};
use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, Money, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未申报
    #[default]
    Missing,
    /// 待科室同意
    Declared,
    /// 待院领导批准
    Agreed,
    /// 已批准
    Approved,
    /// 已办结
    Settled,
    /// 不予批准
    Declined,
    /// 未申报线索
    Clue,
    /// 线索属实
    Confirmed,
    /// 线索排除
    Dismissed,
}

/// 申报种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 学术讲课
    Lecture,
    /// 院外兼职
    Job,
    /// 收受礼品礼金
    Gift,
    /// 婚丧喜庆
    FamilyEvent,
    /// 因私出国（境）
    PrivateTrip,
}

/// 申报内容
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 申报人
    pub staff: Staff,
    /// 种类
    pub kind: Kind,
    /// 主办单位, or who gave
    pub organiser: String,
    /// 主办单位为本院供应商
    pub supplier: bool,
    /// 日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 报酬 or value; zero for none
    #[serde(with = "casework::stored")]
    pub fee: Money,
    /// 事由
    pub content: String,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 申报
    Declare {
        /// 申报内容
        matter: Matter,
    },
    /// 登记未申报线索
    OpenClue {
        /// what was found, with the fee
        matter: Matter,
        /// 线索来源 (供应商讲课费清单、税务信息)
        source: String,
    },
    /// 科室同意
    Agree {
        /// 意见
        opinion: String,
    },
    /// 院领导批准
    Approve {
        /// 意见
        opinion: String,
    },
    /// 不予批准
    Decline {
        /// 理由
        reason: String,
    },
    /// 登记实际所得
    Settle {
        /// 实际所得
        #[serde(with = "casework::stored")]
        received: Money,
        /// 凭证
        voucher: String,
    },
    /// 判定线索
    Judge {
        /// 属实
        confirmed: bool,
        /// 依据和理由
        reason: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Declare { .. } => "申报院外讲课兼职等事项",
            Command::OpenClue { .. } => "登记未申报线索",
            Command::Agree { .. } => "同意申报",
            Command::Approve { .. } => "批准申报",
            Command::Decline { .. } => "不予批准申报",
            Command::Settle { .. } => "登记实际所得",
            Command::Judge { .. } => "判定未申报线索",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已申报
    Declared {
        /// 申报内容
        matter: Matter,
        /// 事后申报: declared after the day
        afterwards: bool,
    },
    /// 已登记线索
    ClueOpened {
        /// 内容
        matter: Matter,
        /// 线索来源
        source: String,
    },
    /// 科室已同意
    Agreed {
        /// 意见
        opinion: String,
    },
    /// 已批准
    Approved {
        /// 意见
        opinion: String,
    },
    /// 未批准
    Declined {
        /// 理由
        reason: String,
    },
    /// 已登记实际所得
    Settled {
        /// 实际所得
        #[serde(with = "casework::stored")]
        received: Money,
        /// 凭证
        voucher: String,
        /// 超过申报的金额; it is a clue where above zero
        #[serde(with = "casework::stored")]
        undeclared: Money,
    },
    /// 已判定线索
    Judged {
        /// 属实
        confirmed: bool,
        /// 依据和理由
        reason: String,
    },
}

/// 申报事项
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Declaration {
    /// 申报内容
    pub matter: Option<Matter>,
    /// 环节
    pub stage: Stage,
    /// 申报人账号, or who opened the clue
    pub declarer: Option<UserId>,
    /// 事后申报
    pub afterwards: bool,
    /// 科室意见人
    pub agreed_by: Option<UserId>,
    /// 批准人
    pub approved_by: Option<UserId>,
    /// 批准日期
    #[serde(with = "casework::stored")]
    pub approved_on: Option<Day>,
    /// 实际所得
    #[serde(with = "casework::stored")]
    pub received: Option<Money>,
    /// 未申报的金额
    #[serde(with = "casework::stored")]
    pub undeclared: Money,
}

const DECLARING: &[Role] = &[Role::Practitioner, Role::DepartmentHead];
const DEPARTMENT: &[Role] = &[Role::DepartmentHead];
const LEADER: &[Role] = &[Role::HospitalLeader];
const DISCIPLINE: &[Role] = &[Role::DisciplineOffice];
const FINDING: &[Role] = &[Role::DisciplineOffice, Role::EthicsOffice];

impl Machine for Declaration {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(matter) = &self.matter else {
            let event = match command {
                Command::Declare { matter } => {
                    actor.must_act_within(action, DECLARING, &matter.institution)?;
                    matter.check()?;
                    let afterwards = matter.on < clock.today();
                    Event::Declared { matter, afterwards }
                }
                Command::OpenClue { matter, source } => {
                    actor.must_act_within(action, FINDING, &matter.institution)?;
                    matter.check()?;
                    given("线索来源", &source)?;
                    positive("线索金额", matter.fee)?;
                    Event::ClueOpened { matter, source }
                }
                _ => return Err(wrong_stage),
            };
            return Ok(vec![event]);
        };
        let within = |roles| actor.must_act_within(action, roles, &matter.institution);
        let not_declarer = |part| match &self.declarer {
            Some(declarer) => actor.must_differ(part, declarer, "申报人"),
            None => Ok(()),
        };
        let event = match (command, self.stage) {
            (Command::Agree { opinion }, Stage::Declared) => {
                not_declarer("科室意见人")?;
                within(DEPARTMENT)?;
                given("科室意见", &opinion)?;
                Event::Agreed { opinion }
            }
            (Command::Approve { opinion }, Stage::Agreed) => {
                not_declarer("批准人")?;
                if let Some(agreed) = &self.agreed_by {
                    actor.must_differ("批准人", agreed, "科室意见人")?;
                }
                within(LEADER)?;
                given("批准意见", &opinion)?;
                Event::Approved { opinion }
            }
            (Command::Decline { reason }, Stage::Declared | Stage::Agreed) => {
                not_declarer("审批人")?;
                within(match self.stage {
                    Stage::Declared => DEPARTMENT,
                    _ => LEADER,
                })?;
                given("不予批准的理由", &reason)?;
                Event::Declined { reason }
            }
            (Command::Settle { received, voucher }, Stage::Approved) => {
                within(DECLARING)?;
                if self.declarer.as_ref() != Some(&actor.user) {
                    return Err(Refusal::Field {
                        code: "CD-OWN",
                        say: "实际所得由申报人本人登记。请转告申报人。".to_owned(),
                    });
                }
                given("凭证", &voucher)?;
                if received.is_negative() {
                    return Err(Refusal::AmountBelow {
                        what: "实际所得",
                        amount: received,
                        least: Money::ZERO,
                    });
                }
                Event::Settled {
                    received,
                    voucher,
                    undeclared: (received - matter.fee).max(Money::ZERO),
                }
            }
            (Command::Judge { confirmed, reason }, Stage::Clue) => {
                if let Some(declarer) = &self.declarer {
                    actor.must_differ("线索判定人", declarer, "登记线索或者申报的人")?;
                }
                within(DISCIPLINE)?;
                given("判定的依据和理由", &reason)?;
                Event::Judged { confirmed, reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Declared { matter, afterwards } => {
                self.matter = Some(matter);
                self.afterwards = afterwards;
                self.declarer = Some(recorded.by.clone());
                self.stage = Stage::Declared;
            }
            Event::ClueOpened { matter, .. } => {
                self.undeclared = matter.fee;
                self.matter = Some(matter);
                self.declarer = Some(recorded.by.clone());
                self.stage = Stage::Clue;
            }
            Event::Agreed { .. } => {
                self.agreed_by = Some(recorded.by.clone());
                self.stage = Stage::Agreed;
            }
            Event::Approved { .. } => {
                self.approved_by = Some(recorded.by.clone());
                self.approved_on = Some(recorded.at.day());
                self.stage = Stage::Approved;
            }
            Event::Declined { .. } => self.stage = Stage::Declined,
            Event::Settled {
                received, undeclared, ..
            } => {
                self.received = Some(received);
                self.undeclared = undeclared;
                self.stage = match undeclared.is_positive() {
                    true => Stage::Clue,
                    false => Stage::Settled,
                };
            }
            Event::Judged { confirmed, .. } => {
                self.stage = match confirmed {
                    true => Stage::Confirmed,
                    false => Stage::Dismissed,
                };
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未申报",
            Stage::Declared => "待科室同意",
            Stage::Agreed => "待院领导批准",
            Stage::Approved => "已批准",
            Stage::Settled => "已办结",
            Stage::Declined => "不予批准",
            Stage::Clue => "未申报线索",
            Stage::Confirmed => "线索属实",
            Stage::Dismissed => "线索排除",
        }
    }
}

fn positive(what: &'static str, amount: Money) -> Result<(), Refusal> {
    match amount.is_positive() {
        true => Ok(()),
        false => Err(Refusal::AmountNotPositive { what, amount }),
    }
}

impl Matter {
    fn check(&self) -> Result<(), Refusal> {
        named(&self.staff)?;
        given("主办单位或者送出人", &self.organiser)?;
        given("事由", &self.content)?;
        match self.fee.is_negative() {
            true => positive("报酬或者价值", self.fee),
            false => Ok(()),
        }
    }
}

impl Declaration {
    /// 行为编码 that follows: `M29` for a fee that was not declared and is confirmed; none otherwise.
    pub fn proposed_event(&self) -> Option<EventCode> {
        match self.stage {
            Stage::Confirmed => "M29".parse().ok(),
            _ => None,
        }
    }

    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.matter.as_ref().map(|matter| &matter.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.matter.as_ref().map(|matter| &matter.division)
    }

    /// 届满日: a declaration should be decided before its day.
    pub fn due(&self) -> Option<Day> {
        let waiting = matches!(self.stage, Stage::Declared | Stage::Agreed);
        self.matter.as_ref().filter(|_| waiting).map(|matter| matter.on)
    }

    /// 当前经办人: the declarer, once approved, settles.
    pub fn assignee(&self) -> Option<&UserId> {
        self.declarer.as_ref().filter(|_| self.stage == Stage::Approved)
    }

    /// 参与人
    pub fn people(&self) -> Vec<&UserId> {
        let first = self.declarer.iter().chain(&self.agreed_by);
        first.chain(&self.approved_by).collect()
    }

    /// 当事人
    pub fn person(&self) -> Option<&PractitionerCode> {
        self.matter.as_ref().map(|matter| &matter.staff.code)
    }
}
