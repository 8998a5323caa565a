//! Against usage counts for suppliers (统方): whoever wants to know how much of a drug or consumable a
//! prescriber or department uses needs a ticket. A ticket has a lawful purpose, a scope and a cap of
//! rows; it is approved by a leader and by the discipline office, three persons with who asks; it ends
//! after seven days at most; every run is written down and can be read by the discipline office.
//!
//! Which query needs a ticket is in [`classify`]; what a log makes one look at is in [`alerts`].

mod alert;
mod command;
mod offer;
mod page;
mod shape;

pub use alert::{Alert, AlertKind, Attempt, Habits, Outcome, alerts};
pub use command::{Command, Event, Goods, Purpose, Request, Run, Subjects};
pub use shape::{Dimension, Measure, Need, QueryShape, classify, must_have_ticket};

use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most days that a ticket is open.
pub const MOST_DAYS: u16 = 7;
/// The most rows that a ticket may ask for.
pub const MOST_ROWS: u32 = 10_000;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未申请
    #[default]
    Missing,
    /// 待第一次审批
    Requested,
    /// 待第二次审批
    FirstApproved,
    /// 已开通
    Open {
        /// 最后一天
        #[serde(with = "casework::stored")]
        until: Day,
    },
    /// 已关闭
    Closed,
    /// 已过期
    Expired,
    /// 不予批准
    Refused,
}

/// 查询记录 · one run under the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// 次序, from 1
    pub number: u32,
    /// 查询
    pub run: Run,
    /// 查询人
    pub by: UserId,
    /// 时间
    #[serde(with = "casework::stored")]
    pub at: Moment,
}

/// 使用量查询申请 · one ticket through to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsageQuery {
    /// 申请
    pub request: Option<Request>,
    /// 申请人
    pub requester: Option<UserId>,
    /// 环节
    pub stage: Stage,
    /// 第一次审批人
    pub first: Option<UserId>,
    /// 第二次审批人
    pub second: Option<UserId>,
    /// 查询记录
    pub runs: Vec<RunRecord>,
}

/// 准许 · proof that a ticket is open now for who holds it. Only [`UsageQuery::permit`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    institution: InstitutionCode,
    row_cap: u32,
}

impl Permit {
    /// 机构编号
    pub fn institution(&self) -> &InstitutionCode {
        &self.institution
    }

    /// 行数上限
    pub fn row_cap(&self) -> u32 {
        self.row_cap
    }
}

/// 水印 · what is laid over every page and every exported file.
pub fn watermark(name: &str, at: Moment, ticket: &str) -> String {
    format!("{name} {at} 查询单{ticket}")
}

/// 水印编号 of a run: the ticket with the number of the run.
pub fn watermark_id(ticket: &str, run: u32) -> String {
    format!("{ticket}-{run}")
}

/// Why a query by prescriber or department does not run.
pub(crate) fn no_ticket() -> Refusal {
    Refusal::Field {
        code: "CD-TICKET",
        say: "按医师、科室统计药品或者耗材用量须有已开通且未过期的查询单。请先申请并经两级审批。".to_owned(),
    }
}

impl UsageQuery {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.request.as_ref().map(|request| &request.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.request.as_ref().map(|request| &request.division)
    }

    /// 最后一天 of an open ticket.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Open { until } => Some(until),
            _ => None,
        }
    }

    /// 申请人, while the ticket is open.
    pub fn assignee(&self) -> Option<&UserId> {
        self.due().and(self.requester.as_ref())
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.requester.iter().chain(&self.first).chain(&self.second).collect()
    }

    /// 准许 for this query by this person at this moment.
    ///
    /// # Errors
    /// `CD-TICKET` where the ticket is not open, has expired or is somebody else's; `CD-TICKET-SCOPE`
    /// where the query asks for more than was approved.
    pub fn permit(&self, run: &Run, actor: &Actor, clock: &Clock<'_>) -> Result<Permit, Refusal> {
        let (Some(request), Stage::Open { until }) = (&self.request, self.stage) else {
            return Err(no_ticket());
        };
        // The holder as administrator of the system is not who was approved.
        actor.must_act_within("查询", ASKING, &request.institution)?;
        if clock.today() > until || self.requester.as_ref() != Some(&actor.user) {
            return Err(no_ticket());
        }
        request.covers(run)?;
        Ok(Permit {
            institution: request.institution.clone(),
            row_cap: request.row_cap,
        })
    }
}

/// Whoever has a lawful purpose; nobody of the technical side.
const ASKING: &[Role] = &[
    Role::DepartmentHead,
    Role::InsuranceOffice,
    Role::EthicsOffice,
    Role::Personnel,
    Role::HospitalLeader,
    Role::DisciplineOffice,
];

impl Machine for UsageQuery {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let (Some(request), Some(requester)) = (&self.request, &self.requester) else {
            return match command {
                Command::Request { request } => {
                    actor.must_act_within(action, ASKING, &request.institution)?;
                    request.complete(clock)?;
                    Ok(vec![Event::Requested { request }])
                }
                Command::Run { .. } => Err(no_ticket()),
                _ => Err(wrong_stage),
            };
        };
        let leader = || actor.must_act_within(action, &[Role::HospitalLeader], &request.institution);
        let discipline = || actor.must_act_within(action, &[Role::DisciplineOffice], &request.institution);
        let event = match (command, self.stage) {
            (Command::ApproveFirst { opinion }, Stage::Requested) => {
                actor.must_differ("第一次审批人", requester, "申请人")?;
                leader()?;
                given("审批意见", &opinion)?;
                Event::FirstApproved { opinion }
            }
            (Command::ApproveSecond { opinion }, Stage::FirstApproved) => {
                actor.must_differ("第二次审批人", requester, "申请人")?;
                if let Some(first) = &self.first {
                    actor.must_differ("第二次审批人", first, "第一次审批人")?;
                }
                discipline()?;
                given("审批意见", &opinion)?;
                Event::Opened {
                    opinion,
                    // The day of approval is the first of the days.
                    until: clock.today().plus_days(i32::from(request.days) - 1),
                }
            }
            (Command::Refuse { reason }, Stage::Requested) => {
                leader()?;
                given("理由", &reason)?;
                Event::Refused { reason }
            }
            (Command::Refuse { reason }, Stage::FirstApproved) => {
                discipline()?;
                given("理由", &reason)?;
                Event::Refused { reason }
            }
            (Command::Run { run }, _) => {
                let permit = self.permit(&run, actor, clock)?;
                if run.rows > permit.row_cap() {
                    return Err(Refusal::Field {
                        code: "CD-ROW-CAP",
                        say: format!(
                            "查询结果{}行，超过批准的{}行。请缩小范围，或者另行申请。",
                            run.rows,
                            permit.row_cap()
                        ),
                    });
                }
                let number = u32::try_from(self.runs.len()).unwrap_or(u32::MAX).saturating_add(1);
                Event::Ran { number, run }
            }
            (Command::Close { reason }, Stage::Open { .. }) => {
                actor.must_act_within(action, ASKING, &request.institution)?;
                if actor.role != Role::DisciplineOffice && &actor.user != requester {
                    return Err(Refusal::Role {
                        action,
                        roles: &[Role::DisciplineOffice],
                    });
                }
                given("关闭理由", &reason)?;
                Event::Closed { reason }
            }
            (Command::Expire, Stage::Open { until }) => {
                actor.must_be(action, &[Role::System])?;
                clock.after("查询单", until)?;
                Event::Expired
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let by = Some(recorded.by.clone());
        match recorded.event.clone() {
            Event::Requested { request } => {
                self.request = Some(request);
                self.requester = by;
                self.stage = Stage::Requested;
            }
            Event::FirstApproved { .. } => {
                self.first = by;
                self.stage = Stage::FirstApproved;
            }
            Event::Opened { until, .. } => {
                self.second = by;
                self.stage = Stage::Open { until };
            }
            Event::Refused { .. } => self.stage = Stage::Refused,
            Event::Ran { number, run } => self.runs.push(RunRecord {
                number,
                run,
                by: recorded.by.clone(),
                at: recorded.at,
            }),
            Event::Closed { .. } => self.stage = Stage::Closed,
            Event::Expired => self.stage = Stage::Expired,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未申请",
            Stage::Requested => "待第一次审批",
            Stage::FirstApproved => "待第二次审批",
            Stage::Open { .. } => "已开通",
            Stage::Closed => "已关闭",
            Stage::Expired => "已过期",
            Stage::Refused => "不予批准",
        }
    }
}
