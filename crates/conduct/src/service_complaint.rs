//! Complaints of patients about the service of a hospital (医疗服务投诉): taken in by whoever is asked first,
//! investigated by the office that the topic belongs to, reviewed by somebody else, answered, and closed
//! with a cause. A complaint counts only where its review has confirmed it.
//!
//! Who complained is not here: the contact is a seal, which only the form of the ethics office names.

mod clock;
mod offer;
mod page;
mod tally;
mod topic;

pub use clock::{Effort, LetterStep};
pub use tally::Tally;
pub use topic::{Office, Topic};

use crate::named::named;
use crate::{Department, EventCode, Staff};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待受理
    Received,
    /// 调查中
    Investigating,
    /// 待审定
    Concluded,
    /// 待答复
    Reviewed,
    /// 已答复
    Replied,
    /// 已回访
    Visited,
    /// 已办结
    Closed,
}

/// 投诉渠道
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 来访
    Visit,
    /// 电话
    Telephone,
    /// 来信
    Letter,
    /// 网络
    Web,
    /// 12345热线
    Hotline,
}

/// 投诉内容
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 渠道
    pub channel: Channel,
    /// 类别
    pub topic: Topic,
    /// 收到日期
    #[serde(with = "casework::stored")]
    pub received_on: Day,
    /// 被投诉科室
    pub department: Department,
    /// 被投诉人员, if one is named
    #[serde(default)]
    pub staff: Option<Staff>,
    /// 投诉人联系方式封存编号; none: anonymous
    #[serde(default)]
    pub seal: Option<String>,
    /// 投诉内容, without who complained
    pub content: String,
    /// 重点投诉: a return visit is due
    pub key: bool,
}

/// 调查结论
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// 属实
    pub confirmed: bool,
    /// 拟计行为编码 of the catalogue of deductions; of a confirmed complaint about a person
    #[serde(default)]
    pub code: Option<EventCode>,
    /// 查明的事实
    pub facts: String,
    /// 证据材料
    pub evidence: Vec<Attachment>,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记投诉
    Receive {
        /// 投诉内容
        intake: Intake,
    },
    /// 当场解决
    SettleOnSpot {
        /// 解决情况
        result: String,
    },
    /// 受理，转调查
    Acknowledge {
        /// 调查人
        handler: UserId,
        /// 调查范围
        effort: Effort,
        /// 调查期限 in working days; local rules may be stricter, never longer
        days: u16,
    },
    /// 更正类别
    Reroute {
        /// 类别
        topic: Topic,
        /// 理由
        reason: String,
    },
    /// 提交调查结论
    Conclude {
        /// 结论
        finding: Finding,
    },
    /// 审定结论
    Review {
        /// 同意结论; otherwise it goes back
        agreed: bool,
        /// 审定意见
        opinion: String,
    },
    /// 答复投诉人
    Reply {
        /// 答复内容
        content: String,
    },
    /// 回访
    ReturnVisit {
        /// 满意
        satisfied: bool,
        /// 回访情况
        opinion: String,
    },
    /// 办结
    Close {
        /// 原因分析
        cause: String,
        /// 改进措施
        measures: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Receive { .. } => "登记投诉",
            Command::SettleOnSpot { .. } => "当场解决投诉",
            Command::Acknowledge { .. } => "受理投诉",
            Command::Reroute { .. } => "更正投诉类别",
            Command::Conclude { .. } => "提交投诉调查结论",
            Command::Review { .. } => "审定投诉调查结论",
            Command::Reply { .. } => "答复投诉人",
            Command::ReturnVisit { .. } => "回访投诉人",
            Command::Close { .. } => "办结投诉",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Received {
        /// 投诉内容
        intake: Intake,
    },
    /// 已当场解决
    SettledOnSpot {
        /// 解决情况
        result: String,
    },
    /// 已受理
    Acknowledged {
        /// 调查人
        handler: UserId,
        /// 调查范围
        effort: Effort,
        /// 调查届满日
        #[serde(with = "casework::stored")]
        answer_by: Day,
    },
    /// 已更正类别
    Rerouted {
        /// 类别
        topic: Topic,
        /// 理由
        reason: String,
    },
    /// 已提交结论
    Concluded {
        /// 结论
        finding: Finding,
    },
    /// 已审定
    Reviewed {
        /// 同意结论
        agreed: bool,
        /// 审定意见
        opinion: String,
    },
    /// 已答复
    Replied {
        /// 答复内容
        content: String,
        /// 逾期答复
        late: bool,
    },
    /// 已回访
    Visited {
        /// 满意
        satisfied: bool,
        /// 回访情况
        opinion: String,
    },
    /// 已办结
    Closed {
        /// 原因分析
        cause: String,
        /// 改进措施
        measures: String,
    },
}

/// 医疗服务投诉 · one complaint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceComplaint {
    /// 投诉内容
    pub intake: Option<Intake>,
    /// 环节
    pub stage: Stage,
    /// 首诉负责人: who took it in
    pub receiver: Option<UserId>,
    /// 调查人
    pub handler: Option<UserId>,
    /// 调查届满日
    #[serde(with = "casework::stored")]
    pub due_on: Option<Day>,
    /// 当场解决
    pub on_spot: bool,
    /// 调查结论
    pub finding: Option<Finding>,
    /// 审定人
    pub reviewer: Option<UserId>,
    /// 审定同意: only then does the finding count
    pub agreed: bool,
    /// 逾期答复
    pub late: bool,
    /// 回访满意
    pub satisfied: Option<bool>,
}

const RECEIVING: &[Role] = &[
    Role::EthicsOffice,
    Role::DisciplineOffice,
    Role::DepartmentHead,
    Role::InsuranceOffice,
    Role::Practitioner,
];
const OFFICES: &[Role] = &[
    Role::EthicsOffice,
    Role::DisciplineOffice,
    Role::DepartmentHead,
    Role::InsuranceOffice,
    Role::Personnel,
];
const DISCIPLINE: &[Role] = &[Role::DisciplineOffice];
const OFFICE: &[Role] = &[Role::EthicsOffice];
const REVIEWING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];

impl Machine for ServiceComplaint {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(intake) = &self.intake else {
            let Command::Receive { intake } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, RECEIVING, &intake.institution)?;
            intake.check(clock)?;
            return Ok(vec![Event::Received { intake }]);
        };
        let within = |roles| actor.must_act_within(action, roles, &intake.institution);
        let event = match (command, self.stage) {
            (Command::SettleOnSpot { result }, Stage::Received) => {
                within(RECEIVING)?;
                given("解决情况", &result)?;
                Event::SettledOnSpot { result }
            }
            (Command::Acknowledge { handler, effort, days }, Stage::Received) => {
                within(OFFICE)?;
                given("调查人", &handler.0)?;
                // The clock began when the complaint came in, not when somebody looked at it.
                let answer_by = effort.due(intake.received_on, days, clock.calendar)?;
                Event::Acknowledged {
                    handler,
                    effort,
                    answer_by,
                }
            }
            (Command::Reroute { topic, reason }, Stage::Received | Stage::Investigating) => {
                within(OFFICE)?;
                given("更正类别的理由", &reason)?;
                Event::Rerouted { topic, reason }
            }
            (Command::Conclude { finding }, Stage::Investigating) => {
                within(match intake.topic.office() {
                    Office::Discipline => DISCIPLINE,
                    _ => OFFICES,
                })?;
                if self.handler.as_ref() != Some(&actor.user) {
                    return Err(Refusal::Field {
                        code: "CD-HANDLER",
                        say: "调查结论由受理时指定的调查人提交。请转交调查人。".to_owned(),
                    });
                }
                finding.check(intake)?;
                Event::Concluded { finding }
            }
            (Command::Review { agreed, opinion }, Stage::Concluded) => {
                if let Some(handler) = &self.handler {
                    actor.must_differ("审定人", handler, "调查人")?;
                }
                within(REVIEWING)?;
                given("审定意见", &opinion)?;
                Event::Reviewed { agreed, opinion }
            }
            (Command::Reply { content }, Stage::Reviewed) => {
                within(OFFICE)?;
                given("答复内容", &content)?;
                let late = self.due_on.is_some_and(|due| clock.today() > due);
                Event::Replied { content, late }
            }
            (Command::ReturnVisit { satisfied, opinion }, Stage::Replied) => {
                within(OFFICE)?;
                given("回访情况", &opinion)?;
                Event::Visited { satisfied, opinion }
            }
            (Command::Close { .. }, Stage::Replied) if intake.key && !self.on_spot => {
                within(OFFICE)?;
                return Err(Refusal::Unfinished {
                    what: "重点投诉的回访"
                });
            }
            (Command::Close { cause, measures }, Stage::Replied | Stage::Visited) => {
                within(OFFICE)?;
                given("原因分析", &cause)?;
                given("改进措施", &measures)?;
                Event::Closed { cause, measures }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Received { intake } => {
                self.intake = Some(intake);
                self.receiver = Some(recorded.by.clone());
                self.stage = Stage::Received;
            }
            Event::SettledOnSpot { .. } => {
                self.on_spot = true;
                self.stage = Stage::Replied;
            }
            Event::Acknowledged { handler, answer_by, .. } => {
                self.handler = Some(handler);
                self.due_on = Some(answer_by);
                self.stage = Stage::Investigating;
            }
            Event::Rerouted { topic, .. } => {
                if let Some(intake) = &mut self.intake {
                    intake.topic = topic;
                }
                // Another office investigates: the complaint is acknowledged anew, by the same clock.
                self.handler = None;
                self.stage = Stage::Received;
            }
            Event::Concluded { finding } => {
                self.finding = Some(finding);
                self.stage = Stage::Concluded;
            }
            Event::Reviewed { agreed, .. } => {
                self.reviewer = Some(recorded.by.clone());
                self.agreed = agreed;
                self.stage = match agreed {
                    true => Stage::Reviewed,
                    false => Stage::Investigating,
                };
            }
            Event::Replied { late, .. } => {
                self.late = late;
                self.stage = Stage::Replied;
            }
            Event::Visited { satisfied, .. } => {
                self.satisfied = Some(satisfied);
                self.stage = Stage::Visited;
            }
            Event::Closed { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Received => "待受理",
            Stage::Investigating => "调查中",
            Stage::Concluded => "待审定",
            Stage::Reviewed => "待答复",
            Stage::Replied => "已答复",
            Stage::Visited => "已回访",
            Stage::Closed => "已办结",
        }
    }
}

impl Intake {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("被投诉科室", &self.department.0)?;
        given("投诉内容", &self.content)?;
        self.staff.iter().try_for_each(named)?;
        if self.received_on > clock.today() {
            return Err(Refusal::Field {
                code: "CD-DAY",
                say: format!("收到日期{}晚于今天。请更正。", self.received_on),
            });
        }
        Ok(())
    }
}

impl Finding {
    fn check(&self, intake: &Intake) -> Result<(), Refusal> {
        let refuse = |say: &str| {
            Err(Refusal::Field {
                code: "CD-FINDING",
                say: say.to_owned(),
            })
        };
        given("查明的事实", &self.facts)?;
        match (self.confirmed, &self.code, &intake.staff) {
            (false, Some(_), _) => refuse("投诉不属实的，不能拟计行为编码。请删除编码或者改为属实。"),
            (true, Some(_), None) => refuse("投诉没有指明人员，不能拟计个人的行为编码。请删除编码。"),
            (true, None, Some(_)) => refuse("投诉属实并指明人员的，须拟计行为编码，如M01。请选择编码。"),
            (true, Some(code), Some(_)) if !code.as_str().starts_with('M') => {
                refuse("投诉属实的，按扣分项目拟计，编码以M开头。一票否决的情形请转纪检监察室。")
            }
            _ => Ok(()),
        }
    }
}

impl ServiceComplaint {
    /// 行为编码 that follows for the person complained about, to be proposed to the people who confirm
    /// events. An unconfirmed complaint, or a finding that nobody has reviewed, proposes nothing.
    pub fn proposed_event(&self) -> Option<EventCode> {
        let counts = self.agreed && self.finding.as_ref().is_some_and(|finding| finding.confirmed);
        self.finding.as_ref().filter(|_| counts)?.code.clone()
    }

    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.intake.as_ref().map(|intake| &intake.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.intake.as_ref().map(|intake| &intake.division)
    }

    /// 届满日: until the reply.
    pub fn due(&self) -> Option<Day> {
        self.due_on.filter(|_| {
            matches!(
                self.stage,
                Stage::Received | Stage::Investigating | Stage::Concluded | Stage::Reviewed
            )
        })
    }

    /// 当前经办人: who took it in until it is acknowledged (首诉负责制), then who investigates.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Received => self.receiver.as_ref(),
            Stage::Investigating => self.handler.as_ref(),
            _ => None,
        }
    }

    /// 参与人
    pub fn people(&self) -> Vec<&UserId> {
        let first = self.receiver.iter().chain(&self.handler);
        first.chain(&self.reviewer).collect()
    }

    /// 被投诉人员, if one is named.
    pub fn person(&self) -> Option<&PractitionerCode> {
        let staff = self.intake.as_ref()?.staff.as_ref();
        staff.map(|staff| &staff.code)
    }

    /// 主管部门 by the topic.
    pub fn office(&self) -> Option<Office> {
        self.intake.as_ref().map(|intake| intake.topic.office())
    }
}
