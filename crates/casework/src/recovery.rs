//! The recovery ledger (追回台账): what is due, what was paid, by when. The outstanding amount is
//! due less paid and is never negative: an overpayment is refused, and a due amount that a later
//! decision lowers below what was paid must be paid back first.

mod offer;
mod page;

use crate::amount::within;
use crate::paper::given;
use crate::{Actor, Clock, Figures, LimitKind, Machine, Recorded, Recovered, Refusal, Role, Upheld};
use domain::{Day, Division, InstitutionCode, Money};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 追缴中
    Due,
    /// 已缴清
    Settled,
    /// 已核销 (closed in the books)
    Closed,
}

/// 应退 · whose money, how much and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// 来源 (case number of the review, self-audit or penalty case)
    pub origin: String,
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 应退金额
    pub due: Upheld,
}

/// 缴款 · one line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// 凭证号, unique in the ledger
    pub voucher: String,
    /// 缴款日期
    #[serde(with = "crate::stored")]
    pub paid_on: Day,
    /// 金额
    pub amount: Recovered,
    /// 已冲销
    pub reversed: bool,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记应退
    Open {
        /// 应退
        claim: Claim,
    },
    /// 登记缴款
    Pay {
        /// 金额
        #[serde(with = "crate::stored")]
        amount: Money,
        /// 缴款日期
        #[serde(with = "crate::stored")]
        paid_on: Day,
        /// 凭证号
        voucher: String,
    },
    /// 冲销一笔缴款 (booked wrongly, or paid back)
    Reverse {
        /// 凭证号
        voucher: String,
        /// 理由
        reason: String,
    },
    /// 调减应退金额, after reconsideration or judgment
    Reduce {
        /// 调减后的应退金额
        #[serde(with = "crate::stored")]
        to: Money,
        /// 依据
        basis: String,
    },
    /// 延期
    Extend {
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
    /// 核销
    Close,
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Open { .. } => "登记应退",
            Command::Pay { .. } => "登记缴款",
            Command::Reverse { .. } => "冲销缴款",
            Command::Reduce { .. } => "调减应退",
            Command::Extend { .. } => "延期缴款",
            Command::Close => "核销",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记应退
    Opened {
        /// 应退
        claim: Claim,
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 已缴款
    Paid {
        /// 金额
        amount: Recovered,
        /// 缴款日期
        #[serde(with = "crate::stored")]
        paid_on: Day,
        /// 凭证号
        voucher: String,
    },
    /// 已冲销
    Reversed {
        /// 凭证号
        voucher: String,
        /// 理由
        reason: String,
    },
    /// 已调减
    Reduced {
        /// 调减后的应退金额
        to: Upheld,
        /// 依据
        basis: String,
    },
    /// 已延期
    Extended {
        /// 新的届满日
        #[serde(with = "crate::stored")]
        due: Day,
        /// 理由
        reason: String,
    },
    /// 已核销
    Closed,
}

/// 追回台账 · one claim and its payments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recovery {
    /// 应退
    pub claim: Option<Claim>,
    /// 环节
    pub stage: Stage,
    /// 届满日
    #[serde(with = "crate::stored")]
    pub due_on: Option<Day>,
    /// 缴款
    pub payments: Vec<Payment>,
}

impl Recovery {
    /// 已缴金额.
    pub fn paid(&self) -> Recovered {
        self.payments
            .iter()
            .filter(|payment| !payment.reversed)
            .map(|payment| payment.amount)
            .sum()
    }

    /// 未缴金额: due less paid.
    pub fn outstanding(&self) -> Money {
        self.claim.as_ref().map_or(Money::ZERO, |claim| claim.due.money()) - self.paid().money()
    }

    /// 逾期: something is outstanding after the last day.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.stage == Stage::Due && self.due_on.is_some_and(|due| due < today)
    }

    /// 四项金额: only what was recovered. What was upheld is counted where it was decided.
    pub fn figures(&self) -> Figures {
        Figures {
            recovered: self.paid(),
            ..Figures::default()
        }
    }

    fn settle(&mut self) {
        self.stage = match self.outstanding().is_positive() {
            true => Stage::Due,
            false => Stage::Settled,
        };
    }
}

const FINANCE: &[Role] = &[Role::AgencyFinance];
const LEADERS: &[Role] = &[Role::AgencyHead, Role::BureauLeader];

impl Machine for Recovery {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(claim) = &self.claim else {
            let Command::Open { claim } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(
                action,
                &[Role::AgencyFinance, Role::System, Role::CaseHandler],
                &claim.division,
            )?;
            given("来源", &claim.origin)?;
            Upheld::positive(claim.due.money())?;
            let due = clock.due(LimitKind::Repayment)?;
            return Ok(vec![Event::Opened { claim, due }]);
        };
        let event = match (command, self.stage) {
            (
                Command::Pay {
                    amount,
                    paid_on,
                    voucher,
                },
                Stage::Due,
            ) => {
                actor.must_act_for(action, FINANCE, &claim.division)?;
                within("缴款金额", amount, self.outstanding())?;
                given("凭证号", &voucher)?;
                if self.payments.iter().any(|payment| payment.voucher == voucher) {
                    return Err(Refusal::Duplicate { what: "凭证" });
                }
                if paid_on > clock.today() {
                    return Err(Refusal::OutOfRange {
                        what: "缴款日期",
                        least: "立案以来".to_owned(),
                        most: clock.today().to_string(),
                        found: paid_on.to_string(),
                    });
                }
                Event::Paid {
                    amount: Recovered::positive(amount)?,
                    paid_on,
                    voucher,
                }
            }
            (Command::Reverse { voucher, reason }, Stage::Due | Stage::Settled) => {
                actor.must_act_for(action, FINANCE, &claim.division)?;
                given("冲销理由", &reason)?;
                let known = |payment: &Payment| payment.voucher == voucher && !payment.reversed;
                if !self.payments.iter().any(known) {
                    return Err(Refusal::Unknown {
                        what: "可冲销的缴款"
                    });
                }
                Event::Reversed { voucher, reason }
            }
            (Command::Reduce { to, basis }, Stage::Due | Stage::Settled) => {
                actor.must_act_for(action, LEADERS, &claim.division)?;
                given("调减依据", &basis)?;
                if to < self.paid().money() {
                    return Err(Refusal::AmountBelow {
                        what: "调减后的应退金额",
                        amount: to,
                        least: self.paid().money(),
                    });
                }
                if to >= claim.due.money() {
                    return Err(Refusal::AmountAbove {
                        what: "调减后的应退金额",
                        amount: to,
                        most: claim.due.money() - Money::from_fen(1),
                    });
                }
                Event::Reduced {
                    to: Upheld::of(to),
                    basis,
                }
            }
            (Command::Extend { due, reason }, Stage::Due) => {
                actor.must_act_for(action, LEADERS, &claim.division)?;
                given("延期理由", &reason)?;
                clock.not_past("缴款", due)?;
                Event::Extended { due, reason }
            }
            (Command::Close, Stage::Settled) => {
                actor.must_act_for(action, FINANCE, &claim.division)?;
                Event::Closed
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Opened { claim, due } => {
                self.claim = Some(claim);
                self.due_on = Some(due);
                self.settle();
            }
            Event::Paid {
                amount,
                paid_on,
                voucher,
            } => {
                self.payments.push(Payment {
                    voucher,
                    paid_on,
                    amount,
                    reversed: false,
                });
                self.settle();
            }
            Event::Reversed { voucher, .. } => {
                for payment in self.payments.iter_mut().filter(|payment| payment.voucher == voucher) {
                    payment.reversed = true;
                }
                self.settle();
            }
            Event::Reduced { to, .. } => {
                if let Some(claim) = &mut self.claim {
                    claim.due = to;
                }
                self.settle();
            }
            Event::Extended { due, .. } => self.due_on = Some(due),
            Event::Closed => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Due => "追缴中",
            Stage::Settled => "已缴清",
            Stage::Closed => "已核销",
        }
    }
}
