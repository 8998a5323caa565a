//! What may be done while one hospital helps another, and the forms for it.

use super::{Assistance, Baseline, Command, Outcome, Pair, Visit};
use casework::{Actor, Clock, Form, Offering, ask, filled};
use domain::InstitutionCode;
use serde_json::json;

/// What the form begins with; whoever pairs them sets the end.
const DAYS: i32 = 365;

impl Offering for Assistance {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let baselines = self.pair.iter().flat_map(|pair| &pair.baselines);
        let results = baselines.map(|baseline| Outcome {
            name: baseline.name.clone(),
            after: filled::text(),
        });
        vec![
            Command::Pair {
                pair: Pair {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    helper: InstitutionCode::new(format!("支援{}", filled::text())),
                    plan: filled::text(),
                    baselines: vec![Baseline {
                        name: filled::text(),
                        before: filled::text(),
                    }],
                },
                due: clock.today().plus_days(DAYS),
            },
            Command::Visit {
                visit: Visit {
                    held_on: clock.today(),
                    people: 1,
                    content: filled::text(),
                    proof: vec![filled::paper()],
                },
            },
            Command::Conclude {
                results: results.collect(),
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Pair { pair, due } => Form::main([
                ask::group(
                    "pair",
                    "结对",
                    [
                        ask::institution("institution", "受援机构"),
                        ask::division(&pair.division),
                        ask::institution("helper", "支援机构"),
                        ask::long("plan", "帮扶计划"),
                        ask::list(
                            "baselines",
                            "指标",
                            [
                                ask::text("name", "指标"),
                                ask::text("before", "帮扶前").hint("连同单位"),
                            ],
                        ),
                    ],
                ),
                ask::day("due", "结束日期").starting(due.to_string()),
            ]),
            Command::Visit { visit } => Form::main([ask::group(
                "visit",
                "帮扶活动",
                [
                    ask::day("held_on", "日期").starting(visit.held_on.to_string()),
                    ask::number("people", "人次"),
                    ask::long("content", "内容"),
                    ask::papers("proof", "佐证").hint("至少一份"),
                ],
            )]),
            Command::Conclude { results, .. } => {
                let rows = results.iter().map(|result| json!({"name": result.name}));
                Form::main([
                    ask::list(
                        "results",
                        "帮扶后指标",
                        [ask::text("name", "指标"), ask::text("after", "帮扶后").hint("连同单位")],
                    )
                    .starting(rows.collect::<Vec<_>>()),
                    ask::long("opinion", "总结"),
                ])
            }
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
