//! What may be done in a self-audit, and the forms for it.

use super::{Answer, Command, Item, SelfAudit, Task};
use crate::offer::{Choice, Form, Offering, ask, choice, filled};
use crate::{Actor, Clock, Flagged, LimitKind};
use domain::Money;

impl SelfAudit {
    /// The item to answer next: the first without answer, else the first.
    fn next_item(&self) -> Option<&Item> {
        let items = || self.task.iter().flat_map(|task| &task.items);
        items()
            .find(|item| !self.answers.contains_key(&item.number))
            .or_else(|| items().next())
    }

    fn items(&self) -> Vec<Choice> {
        let items = self.task.iter().flat_map(|task| &task.items);
        items
            .map(|item| choice(item.number, format!("{}. {}", item.number, item.text)))
            .collect()
    }
}

impl Offering for SelfAudit {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.due(LimitKind::SelfAudit).unwrap_or(clock.today());
        vec![
            Command::Issue {
                task: Task {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    source: filled::text(),
                    looking_back_to: clock.today(),
                    items: vec![Item {
                        number: 1,
                        text: filled::text(),
                        rule: None,
                        flagged: Flagged::ZERO,
                    }],
                },
                due,
            },
            Command::Answer {
                number: self.next_item().map_or(0, |item| item.number),
                answer: Answer {
                    found: Money::ZERO,
                    note: filled::text(),
                    evidence: Vec::new(),
                },
            },
            Command::Submit {
                report: filled::paper(),
            },
            Command::Accept,
            Command::Return {
                reason: filled::text(),
                due,
            },
            Command::Refund {
                amount: self.declared.money() - self.refunded.money(),
                voucher: filled::text(),
            },
            Command::Compare {
                found_later: Money::ZERO,
                source: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Issue { task, due } => {
                let item = [
                    ask::number("number", "序号"),
                    ask::text("text", "自查内容"),
                    ask::text("rule", "规则编码").optional(),
                    ask::money("flagged", "疑点金额")
                        .starting(Money::ZERO.to_string())
                        .hint("没有疑点的，填0.00"),
                ];
                let fields = [
                    ask::institution("institution", "机构"),
                    ask::division(&task.division),
                    ask::text("source", "任务来源").hint("如典型问题清单、疑点筛查"),
                    ask::day("looking_back_to", "追溯起始日"),
                    ask::list("items", "自查项", item),
                ];
                Form::main([
                    ask::group("task", "自查任务", fields),
                    ask::day("due", "届满日").starting(due.to_string()),
                ])
            }
            Command::Answer { number, .. } => Form::main([
                ask::number("number", "自查项").choices(self.items()).starting(number),
                ask::group(
                    "answer",
                    "自查结果",
                    [
                        ask::money("found", "自查金额").hint("未发现问题的，填0.00"),
                        ask::long("note", "自查说明"),
                        ask::papers("evidence", "佐证").optional(),
                    ],
                ),
            ]),
            Command::Submit { .. } => Form::main([ask::paper("report", "自查报告")]),
            Command::Return { due, .. } => Form::side([
                ask::long("reason", "退回理由"),
                ask::day("due", "新的届满日").starting(due.to_string()),
            ]),
            Command::Accept => Form::main([]),
            Command::Refund { amount, .. } => Form::main([
                ask::money("amount", "退款金额").starting(amount.to_string()),
                ask::text("voucher", "凭证号"),
            ]),
            Command::Compare { .. } => Form::side([
                ask::money("found_later", "又发现的金额").hint("自查申报以外、检查又发现的金额"),
                ask::text("source", "检查来源"),
            ]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
