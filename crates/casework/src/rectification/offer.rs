//! What may be done in the rectification ledger, and the forms for it.

use super::{Command, Problem, Rectification, Urgency};
use crate::offer::{Form, Offering, among, ask, filled};
use crate::{Actor, Clock};

impl Urgency {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Immediate, Self::TimeLimited, Self::LongTerm];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Urgency::Immediate => "立行立改",
            Urgency::TimeLimited => "限期整改",
            Urgency::LongTerm => "长期整改",
        }
    }
}

/// What the form begins with; the orderer sets the deadline.
const DAYS: i32 = 30;

impl Offering for Rectification {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let [owner] = filled::users();
        vec![
            Command::Order {
                problem: Problem {
                    origin: filled::text(),
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    description: filled::text(),
                    urgency: Urgency::TimeLimited,
                    owner,
                },
                due,
            },
            Command::Prove {
                measures: filled::text(),
                proof: vec![filled::paper()],
            },
            Command::Verify {
                opinion: filled::text(),
                closing_number: filled::text(),
            },
            Command::Reject {
                opinion: filled::text(),
                due,
            },
            Command::Extend {
                due,
                reason: filled::text(),
            },
            Command::Reopen {
                reason: filled::text(),
                due,
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Order { problem, due } => Form::main([
                ask::group(
                    "problem",
                    "问题",
                    [
                        ask::text("origin", "来源").hint("案件、检查或者疑点的编号"),
                        ask::institution("institution", "机构"),
                        ask::division(&problem.division),
                        ask::long("description", "问题描述"),
                        ask::one_of("urgency", "整改方式", among(&Urgency::ALL, Urgency::zh)),
                        ask::user("owner", "责任人").hint("机构的责任人，不能验收本问题"),
                    ],
                ),
                ask::day("due", "届满日")
                    .starting(due.to_string())
                    .hint("立行立改的，当日届满"),
            ]),
            Command::Prove { .. } => Form::main([
                ask::long("measures", "整改措施"),
                ask::papers("proof", "整改佐证").hint("至少一份"),
            ]),
            Command::Verify { .. } => Form::main([
                ask::long("opinion", "验收意见"),
                ask::text("closing_number", "销号编号"),
            ]),
            Command::Reject { due, .. } => Form::side([
                ask::long("opinion", "验收意见"),
                ask::day("due", "新的届满日").starting(due.to_string()),
            ]),
            Command::Extend { due, .. } => Form::side([
                ask::day("due", "新的届满日").starting(due.to_string()),
                ask::long("reason", "延期理由"),
            ]),
            Command::Reopen { due, .. } => Form::side([
                ask::long("reason", "重新打开的理由"),
                ask::day("due", "届满日").starting(due.to_string()),
            ]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
