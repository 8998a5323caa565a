//! What may be done with a risk point, and the forms for it.

use super::{Area, Command, Cycle, Finding, Risk, RiskPoint};
use casework::{Actor, Clock, Form, Offering, among, ask, filled};

/// What the form begins with; whoever checks sets the deadline.
const DAYS: i32 = 30;

impl Offering for RiskPoint {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let [owner] = filled::users();
        vec![
            Command::Register {
                risk: Risk {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    area: Area::Procurement,
                    risk: filled::text(),
                    measure: filled::text(),
                    owner: owner.clone(),
                    cycle: Cycle::Quarterly,
                },
            },
            Command::Check {
                finding: Finding::Flawed,
                note: filled::text(),
                evidence: vec![filled::paper()],
                due: Some(due),
            },
            Command::Remedy {
                measures: filled::text(),
                proof: vec![filled::paper()],
            },
            Command::Accept {
                opinion: filled::text(),
            },
            Command::Return {
                opinion: filled::text(),
                due,
            },
            Command::Revise {
                measure: filled::text(),
                owner,
                reason: filled::text(),
            },
            Command::Retire { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        let due = clock.today().plus_days(DAYS).to_string();
        match specimen {
            Command::Register { risk } => Form::main([ask::group(
                "risk",
                "风险点",
                [
                    crate::own::institution(actor),
                    ask::division(&risk.division),
                    ask::one_of("area", "领域", among(&Area::ALL, Area::zh)),
                    ask::long("risk", "风险描述"),
                    ask::long("measure", "防控措施"),
                    ask::user("owner", "责任人").hint("不能检查、复核本风险点"),
                    ask::one_of("cycle", "检查周期", among(&Cycle::ALL, Cycle::zh)),
                ],
            )]),
            Command::Check { .. } => Form::main([
                ask::one_of("finding", "结论", among(&Finding::ALL, Finding::zh)),
                ask::long("note", "检查情况"),
                ask::papers("evidence", "检查材料").optional(),
                ask::day("due", "整改届满日").starting(due).when("finding", &["flawed"]),
            ]),
            Command::Remedy { .. } => Form::main([
                ask::long("measures", "整改情况"),
                ask::papers("proof", "佐证材料").hint("至少一份"),
            ]),
            Command::Accept { .. } => Form::main([ask::long("opinion", "复核意见")]),
            Command::Return { .. } => Form::side([
                ask::long("opinion", "复核意见"),
                ask::day("due", "整改届满日").starting(due),
            ]),
            Command::Revise { .. } => Form::side([
                ask::long("measure", "防控措施").starting(self.risk.as_ref().map(|risk| &risk.measure)),
                ask::user("owner", "责任人"),
                ask::long("reason", "理由"),
            ]),
            Command::Retire { .. } => Form::side([ask::long("reason", "理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
