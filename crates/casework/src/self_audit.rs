//! Self-audit (自查自纠): the agency hands an institution a list, the institution answers each item,
//! declares what it found and refunds it; what inspections find later is held against it.
//!
//! A refund before the deadline counts in the institution's favour; the comparison shows which
//! self-audits were hollow.

mod offer;
mod page;

use crate::amount::within;
use crate::paper::given;
use crate::{Actor, Attachment, Clock, Figures, Flagged, Machine, Recorded, Recovered, Refusal, Role, Upheld};
use domain::{Day, Division, InstitutionCode, Money, RuleCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未下达
    #[default]
    Missing,
    /// 自查中
    Issued,
    /// 待确认
    Submitted,
    /// 待退回基金
    Accepted,
    /// 已完成
    Done,
}

/// 自查项 · one item of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 序号
    pub number: u16,
    /// 自查内容
    pub text: String,
    /// 规则编码, where a rule found it
    #[serde(with = "crate::stored")]
    pub rule: Option<RuleCode>,
    /// 疑点金额 that the radar shows the institution
    pub flagged: Flagged,
}

/// 自查任务 · who checks what, how far back, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 来源 (problem list, or the radar's run)
    pub source: String,
    /// 追溯起始日
    #[serde(with = "crate::stored")]
    pub looking_back_to: Day,
    /// 自查项
    pub items: Vec<Item>,
}

/// 自查结果 of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 自查金额; zero where nothing was found
    #[serde(with = "crate::stored")]
    pub found: Money,
    /// 说明
    pub note: String,
    /// 佐证
    pub evidence: Vec<Attachment>,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 下达自查任务
    Issue {
        /// 自查任务
        task: Task,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 填写自查结果
    Answer {
        /// 序号
        number: u16,
        /// 自查结果
        answer: Answer,
    },
    /// 提交自查报告
    Submit {
        /// 自查报告
        report: Attachment,
    },
    /// 退回补充
    Return {
        /// 理由
        reason: String,
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 确认自查结果
    Accept,
    /// 登记退款
    Refund {
        /// 金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 凭证号
        voucher: String,
    },
    /// 登记事后检查又发现的金额
    Compare {
        /// 又发现的金额, beyond what was declared
        #[serde(with = "crate::stored")]
        found_later: Money,
        /// 检查来源
        source: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Issue { .. } => "下达自查任务",
            Command::Answer { .. } => "填写自查结果",
            Command::Submit { .. } => "提交自查报告",
            Command::Return { .. } => "退回自查报告",
            Command::Accept => "确认自查结果",
            Command::Refund { .. } => "登记自查退款",
            Command::Compare { .. } => "登记检查比对",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已下达
    Issued {
        /// 自查任务
        task: Task,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已填写
    Answered {
        /// 序号
        number: u16,
        /// 自查结果
        answer: Answer,
    },
    /// 已提交
    Submitted {
        /// 自查报告
        report: Attachment,
        /// 逾期提交
        late: bool,
    },
    /// 已退回补充
    Returned {
        /// 理由
        reason: String,
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已确认
    Accepted {
        /// 认定金额: what was declared
        declared: Upheld,
    },
    /// 已退款
    Refunded {
        /// 追回金额
        amount: Recovered,
        /// 凭证号
        voucher: String,
        /// 在期限内
        in_time: bool,
    },
    /// 已完成: everything declared is refunded
    Completed,
    /// 已比对
    Compared {
        /// 又发现的金额
        #[serde(with = "crate::stored")]
        found_later: Money,
        /// 检查来源
        source: String,
    },
}

/// 自查自纠 · one institution's task and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SelfAudit {
    /// 自查任务
    pub task: Option<Task>,
    /// 环节
    pub stage: Stage,
    /// 届满日
    #[serde(with = "crate::stored")]
    pub due: Option<Day>,
    /// 自查结果, by item number
    pub answers: BTreeMap<u16, Answer>,
    /// 逾期提交
    pub late: bool,
    /// 认定金额
    pub declared: Upheld,
    /// 追回金额
    pub refunded: Recovered,
    /// 期限内退款
    pub refunded_in_time: Recovered,
    /// 凭证号
    pub vouchers: Vec<String>,
    /// 事后又发现的金额
    #[serde(with = "crate::stored")]
    pub found_later: Money,
}

impl SelfAudit {
    /// 自查金额: the sum of the answers.
    pub fn declaring(&self) -> Money {
        self.answers.values().map(|answer| answer.found).sum()
    }

    /// 四项金额
    pub fn figures(&self) -> Figures {
        Figures {
            flagged: self
                .task
                .iter()
                .flat_map(|task| &task.items)
                .map(|item| item.flagged)
                .sum(),
            upheld: self.declared,
            recovered: self.refunded,
            ..Figures::default()
        }
    }

    /// 主动退回: everything declared was refunded by the deadline, which speaks for the institution.
    pub fn is_voluntary(&self) -> bool {
        self.stage == Stage::Done && !self.late && self.refunded_in_time.money() == self.declared.money()
    }

    /// 自查差距 in per mille: all that there was ÷ what was declared; 1000 where nothing came later, none
    /// where nothing was declared.
    pub fn gap_per_mille(&self) -> Option<i64> {
        let declared = i128::from(self.declared.money().scaled());
        let all = declared + i128::from(self.found_later.scaled());
        (all * 1000)
            .checked_div(declared)
            .and_then(|ratio| i64::try_from(ratio).ok())
    }

    /// 逾期
    pub fn is_overdue(&self, today: Day) -> bool {
        matches!(self.stage, Stage::Issued | Stage::Accepted) && self.due.is_some_and(|due| due < today)
    }
}

const AGENCY: &[Role] = &[Role::Auditor, Role::SectionChief];

impl Machine for SelfAudit {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let (Some(task), Some(deadline)) = (&self.task, self.due) else {
            let Command::Issue { task, due } = command else {
                return Err(wrong_stage);
            };
            return issue(task, due, action, actor, clock);
        };
        match (command, self.stage) {
            (Command::Answer { number, answer }, Stage::Issued) => {
                actor.must_act_within(
                    action,
                    &[Role::InsuranceOffice, Role::DepartmentHead],
                    &task.institution,
                )?;
                if !task.items.iter().any(|item| item.number == number) {
                    return Err(Refusal::Unknown { what: "自查项" });
                }
                given("自查说明", &answer.note)?;
                if answer.found.is_negative() {
                    return Err(Refusal::AmountNotPositive {
                        what: "自查金额",
                        amount: answer.found,
                    });
                }
                Ok(vec![Event::Answered { number, answer }])
            }
            (Command::Submit { report }, Stage::Issued) => {
                actor.must_act_within(action, &[Role::HospitalLeader], &task.institution)?;
                given("自查报告", &report.digest)?;
                if task.items.iter().any(|item| !self.answers.contains_key(&item.number)) {
                    return Err(Refusal::Unfinished {
                        what: "逐项填写自查结果",
                    });
                }
                let late = clock.today() > deadline;
                Ok(vec![Event::Submitted { report, late }])
            }
            (Command::Return { reason, due }, Stage::Submitted) => {
                actor.must_act_for(action, AGENCY, &task.division)?;
                given("退回理由", &reason)?;
                clock.not_past("自查自纠", due)?;
                Ok(vec![Event::Returned { reason, due }])
            }
            (Command::Accept, Stage::Submitted) => {
                actor.must_act_for(action, AGENCY, &task.division)?;
                let declared = Upheld::of(self.declaring());
                let mut events = vec![Event::Accepted { declared }];
                if declared == Upheld::ZERO {
                    events.push(Event::Completed);
                }
                Ok(events)
            }
            (Command::Refund { amount, voucher }, Stage::Accepted) => {
                actor.must_act_for(action, &[Role::AgencyFinance], &task.division)?;
                let open = self.declared.money() - self.refunded.money();
                within("退款金额", amount, open)?;
                given("凭证号", &voucher)?;
                if self.vouchers.contains(&voucher) {
                    return Err(Refusal::Duplicate { what: "凭证" });
                }
                let mut events = vec![Event::Refunded {
                    amount: Recovered::positive(amount)?,
                    voucher,
                    in_time: clock.today() <= deadline,
                }];
                if amount == open {
                    events.push(Event::Completed);
                }
                Ok(events)
            }
            (Command::Compare { found_later, source }, Stage::Accepted | Stage::Done) => {
                actor.must_act_for(
                    action,
                    &[Role::Auditor, Role::Inspector, Role::CaseHandler],
                    &task.division,
                )?;
                given("检查来源", &source)?;
                if found_later.is_negative() {
                    return Err(Refusal::AmountNotPositive {
                        what: "又发现的金额",
                        amount: found_later,
                    });
                }
                Ok(vec![Event::Compared { found_later, source }])
            }
            _ => Err(wrong_stage),
        }
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Issued { task, due } => {
                (self.task, self.due) = (Some(task), Some(due));
                self.stage = Stage::Issued;
            }
            Event::Answered { number, answer } => {
                self.answers.insert(number, answer);
            }
            Event::Submitted { late, .. } => {
                self.late = late;
                self.stage = Stage::Submitted;
            }
            Event::Returned { due, .. } => {
                self.due = Some(due);
                self.stage = Stage::Issued;
            }
            Event::Accepted { declared } => {
                self.declared = declared;
                self.stage = Stage::Accepted;
            }
            Event::Refunded {
                amount,
                voucher,
                in_time,
            } => {
                self.refunded += amount;
                if in_time {
                    self.refunded_in_time += amount;
                }
                self.vouchers.push(voucher);
            }
            Event::Completed => self.stage = Stage::Done,
            Event::Compared { found_later, .. } => self.found_later += found_later,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未下达",
            Stage::Issued => "自查中",
            Stage::Submitted => "待确认",
            Stage::Accepted => "待退回基金",
            Stage::Done => "已完成",
        }
    }
}

fn issue(task: Task, due: Day, action: &'static str, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
    actor.must_act_for(action, AGENCY, &task.division)?;
    given("任务来源", &task.source)?;
    if task.items.is_empty() {
        return Err(Refusal::PaperMissing { what: "自查项" });
    }
    let numbers: std::collections::BTreeSet<u16> = task.items.iter().map(|item| item.number).collect();
    if numbers.len() != task.items.len() {
        return Err(Refusal::Duplicate {
            what: "自查项序号"
        });
    }
    clock.not_past("自查自纠", due)?;
    Ok(vec![Event::Issued { task, due }])
}
