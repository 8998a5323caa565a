//! What may be done with a missed target, and the forms for it.

use super::{Breach, Command, Interview, Interviewer};
use crate::Month;
use crate::antimicrobial::{Bound, Excess, Figure, Measure, Target};
use crate::figures::Ratio;
use casework::{Actor, Clock, Form, Offering, ask, filled};

/// What the form begins with; whoever confirms sets the deadline.
const DAYS: i32 = 15;

impl Offering for Breach {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let today = clock.today();
        let proposed = self.excess.as_ref().and_then(|excess| excess.points);
        vec![
            Command::Propose {
                excess: Excess {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    month: Month::of(today),
                    department: None,
                    practitioner: None,
                    measure: Measure::Intensity,
                    figure: Figure::PerHundred(Ratio::new(1, 1)),
                    target: Target {
                        bound: Bound::AtMost,
                        hundredths: 0,
                    },
                    warned: None,
                    points: None,
                },
            },
            Command::Confirm {
                opinion: filled::text(),
                due: today.plus_days(DAYS),
            },
            Command::Reject { reason: filled::text() },
            Command::Hold {
                interview: Interview {
                    held_on: today,
                    interviewers: filled::users::<2>().map(|user| Interviewer { user }).to_vec(),
                    minutes: filled::text(),
                    demands: filled::text(),
                    papers: vec![filled::paper()],
                },
            },
            Command::DecidePoints {
                points: proposed.unwrap_or_default(),
                basis: filled::text(),
            },
            Command::Close {
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Propose { excess } => Form::intake([ask::fixed("excess", "超标情况").starting(excess)]),
            Command::Confirm { due, .. } => Form::main([
                ask::long("opinion", "确认意见"),
                ask::day("due", "约谈期限").starting(due.to_string()),
            ]),
            Command::Reject { .. } => Form::side([ask::long("reason", "不予处置的理由")]),
            Command::Hold { interview } => Form::main([ask::group(
                "interview",
                "约谈",
                [
                    ask::day("held_on", "约谈日期").starting(interview.held_on.to_string()),
                    ask::list("interviewers", "约谈人", [ask::user("user", "约谈人")]).hint("2人以上"),
                    ask::long("minutes", "约谈纪要"),
                    ask::long("demands", "整改要求"),
                    ask::papers("papers", "签字的约谈纪要").hint("至少一份"),
                ],
            )]),
            Command::DecidePoints { points, .. } => Form::side([
                ask::number("points", "记分")
                    .starting(points)
                    .hint("不予记分的填0；由卫生健康行政部门决定"),
                ask::long("basis", "依据和理由"),
            ]),
            Command::Close { .. } => Form::main([ask::long("opinion", "办结意见")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
