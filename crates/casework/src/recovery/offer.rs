//! What may be done in the recovery ledger, and the forms for it.

use super::{Claim, Command, Payment, Recovery};
use crate::offer::{Form, Offering, ask, choice, filled};
use crate::{Actor, Clock, LimitKind, Upheld};
use domain::Money;

const FEN: Money = Money::from_fen(1);

impl Recovery {
    fn reversible(&self) -> impl Iterator<Item = &Payment> {
        self.payments.iter().filter(|payment| !payment.reversed)
    }
}

impl Offering for Recovery {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let payment = self.reversible().next();
        vec![
            Command::Open {
                claim: Claim {
                    origin: filled::text(),
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    due: Upheld::of(FEN),
                },
            },
            Command::Pay {
                amount: self.outstanding(),
                paid_on: clock.today(),
                voucher: self.new_voucher(),
            },
            Command::Close,
            Command::Reverse {
                voucher: payment.map(|payment| payment.voucher.clone()).unwrap_or_default(),
                reason: filled::text(),
            },
            Command::Reduce {
                to: self.paid().money(),
                basis: filled::text(),
            },
            Command::Extend {
                due: clock.due(LimitKind::Repayment).unwrap_or(clock.today()),
                reason: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Open { claim } => Form::main([ask::group(
                "claim",
                "应退",
                [
                    ask::text("origin", "来源").hint("事中审核、自查自纠或者处罚案件的编号"),
                    ask::institution("institution", "机构"),
                    ask::division(&claim.division),
                    ask::money("due", "应退金额"),
                ],
            )]),
            Command::Pay { amount, paid_on, .. } => Form::main([
                ask::money("amount", "缴款金额").starting(amount.to_string()),
                ask::day("paid_on", "缴款日期").starting(paid_on.to_string()),
                ask::text("voucher", "凭证号"),
            ]),
            Command::Reverse { .. } => {
                let named = self.reversible().map(|payment| {
                    let zh = format!(
                        "{}（{}，{}元）",
                        payment.voucher,
                        payment.paid_on,
                        payment.amount.money()
                    );
                    choice(&payment.voucher, zh)
                });
                Form::side([
                    ask::one_of("voucher", "冲销的缴款", named.collect()),
                    ask::long("reason", "冲销理由"),
                ])
            }
            Command::Reduce { .. } => Form::side([
                ask::money("to", "调减后的应退金额").hint("低于现行应退金额，不低于已缴金额"),
                ask::text("basis", "调减依据"),
            ]),
            Command::Extend { due, .. } => Form::side([
                ask::day("due", "新的届满日").starting(due.to_string()),
                ask::long("reason", "延期理由"),
            ]),
            Command::Close => Form::main([]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

impl Recovery {
    /// A voucher that the ledger does not have.
    fn new_voucher(&self) -> String {
        format!("{}{}", filled::text(), self.payments.len())
    }
}
