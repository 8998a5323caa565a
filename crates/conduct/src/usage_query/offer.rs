//! What may be done with a ticket, and the forms for it.

use super::{
    Command, Dimension, Goods, MOST_DAYS, MOST_ROWS, Measure, Purpose, QueryShape, Request, Run, Subjects, UsageQuery,
};
use casework::{Actor, Clock, Form, Offering, among, ask, filled};
use std::collections::BTreeSet;

impl UsageQuery {
    /// A run that this ticket covers: the query page makes the others.
    fn run(&self, clock: &Clock<'_>) -> Run {
        let request = self.request.as_ref();
        let subject = match request.map(|request| request.subjects) {
            Some(Subjects::Prescriber) => Dimension::Prescriber,
            Some(Subjects::Department) | None => Dimension::Department,
        };
        let goods = match request.map(|request| request.goods) {
            Some(Goods::Consumable) => Dimension::Consumable,
            Some(Goods::Drug) | None => Dimension::Drug,
        };
        Run {
            shape: QueryShape {
                dimensions: BTreeSet::from([subject, goods]),
                measures: BTreeSet::from([Measure::Quantity]),
                own: false,
            },
            products: request.map_or_else(|| vec![filled::text()], |request| request.products.clone()),
            from: request.map_or(clock.today(), |request| request.from),
            to: request.map_or(clock.today(), |request| request.to),
            rows: 1,
            exported: false,
            device: filled::text(),
        }
    }
}

impl Offering for UsageQuery {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Request {
                request: Request {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    purpose: Purpose::PrescriptionReview,
                    reason: filled::text(),
                    subjects: Subjects::Department,
                    goods: Goods::Drug,
                    products: vec![filled::text()],
                    from: clock.today().plus_days(-30),
                    to: clock.today(),
                    row_cap: 200,
                    days: 3,
                },
            },
            Command::ApproveFirst {
                opinion: filled::text(),
            },
            Command::ApproveSecond {
                opinion: filled::text(),
            },
            Command::Refuse { reason: filled::text() },
            Command::Run { run: self.run(clock) },
            Command::Close { reason: filled::text() },
            Command::Expire,
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Request { request } => Form::main([ask::group(
                "request",
                "申请",
                [
                    crate::own::institution(actor),
                    ask::division(&request.division),
                    ask::one_of("purpose", "用途", among(&Purpose::ALL, Purpose::zh)),
                    ask::long("reason", "事由"),
                    ask::one_of("subjects", "统计到", among(&Subjects::ALL, Subjects::zh)),
                    ask::one_of("goods", "品类", among(&Goods::ALL, Goods::zh)),
                    ask::lines("products", "品种").hint("每行一个"),
                    ask::day("from", "统计起始日").starting(request.from.to_string()),
                    ask::day("to", "统计截止日").starting(clock.today().to_string()),
                    ask::number("row_cap", "行数上限")
                        .starting(200)
                        .hint(format!("1至{MOST_ROWS}行")),
                    ask::number("days", "开通天数")
                        .starting(3)
                        .hint(format!("1至{MOST_DAYS}天，自第二次审批当天起算")),
                ],
            )]),
            Command::ApproveFirst { .. } => Form::main([ask::long("opinion", "审批意见")]),
            Command::ApproveSecond { .. } => Form::main([ask::long("opinion", "审批意见")]),
            Command::Refuse { .. } => Form::side([ask::long("reason", "理由")]),
            // What was counted is known to the engine alone; nobody types it.
            Command::Run { run } => Form::intake([ask::fixed("run", "查询").starting(run)]),
            Command::Close { .. } => Form::main([ask::long("reason", "关闭理由")]),
            Command::Expire => Form::main([]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
