//! What may be done with an issue, and the forms for it.

use super::{Bulletin, Command, Composition, Figures, Issue, Period};
use casework::{Actor, Clock, Form, Offering, ask, choice, filled};
use domain::Day;

/// Working days of publicity that a form begins with.
const PUBLICITY: u16 = 5;

impl Offering for Bulletin {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let today = clock.today();
        let period = self
            .issue
            .as_ref()
            .map_or_else(|| last_month(today), |issue| issue.period);
        let publish_on = self.issue.as_ref().map_or(today, |issue| issue.publish_on);
        let figures = Figures::default();
        vec![
            Command::Plan {
                issue: Issue {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    name: filled::text(),
                    issuer: filled::text(),
                    year: u16::try_from(today.year()).unwrap_or(2000),
                    number: 1,
                    period,
                    publish_on,
                    publicity_days: PUBLICITY,
                    corrects: None,
                },
            },
            Command::Compose {
                composition: Composition {
                    figures,
                    headline: figures.headline(&period),
                    internal: filled::paper(),
                    public: filled::paper(),
                    leaks: Vec::new(),
                },
            },
            Command::CheckOffice {
                masked: true,
                opinion: filled::text(),
            },
            Command::CheckDiscipline {
                opinion: filled::text(),
            },
            Command::Approve {
                opinion: filled::text(),
            },
            Command::Publish,
            Command::Settle {
                objection: self.open_objections().first().copied().unwrap_or(1),
                upheld: false,
                opinion: filled::text(),
            },
            Command::Conclude,
            Command::Replan { period, publish_on },
            Command::Return { reason: filled::text() },
            Command::Object {
                content: filled::text(),
            },
            Command::Withdraw { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Plan { issue } => Form::main([ask::group(
                "issue",
                "通报",
                [
                    ask::institution("institution", "机构"),
                    ask::division(&issue.division),
                    ask::text("name", "刊名"),
                    ask::text("issuer", "编发单位"),
                    ask::number("year", "年").starting(issue.year),
                    ask::number("number", "期").hint("年内连续编号，撤回的期号不再使用"),
                    ask::group("period", "数据期间", period(&issue.period)),
                    ask::day("publish_on", "发布日期").starting(issue.publish_on.to_string()),
                    ask::number("publicity_days", "公示工作日数").starting(issue.publicity_days),
                    ask::text("corrects", "更正哪一期")
                        .optional()
                        .hint("更正期填写，如2023年第3期"),
                ],
            )]),
            Command::Replan {
                period: now,
                publish_on,
            } => Form::side([
                ask::group("period", "数据期间", period(now)),
                ask::day("publish_on", "发布日期").starting(publish_on.to_string()),
            ]),
            Command::Compose { .. } => Form::intake([]),
            Command::CheckOffice { .. } => Form::main([
                ask::flag("masked", "已逐页核对遮盖").hint("姓名、住院号、电话、图像、诊断逐项核对"),
                ask::long("opinion", "核对意见"),
            ]),
            Command::CheckDiscipline { .. } => Form::main([ask::long("opinion", "核对意见")]),
            Command::Approve { .. } => Form::main([ask::long("opinion", "批准意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回的理由")]),
            Command::Publish | Command::Conclude => Form::main([]),
            Command::Object { .. } => Form::side([ask::long("content", "异议内容").hint("不得写入提出异议的人")]),
            Command::Settle { .. } => {
                let open = self.open_objections();
                let zh = |number: &u16| choice(number, format!("第{number}项"));
                Form::main([
                    ask::number("objection", "异议").choices(open.iter().map(zh).collect()),
                    ask::flag("upheld", "异议成立").hint("成立的，通报应撤回并更正"),
                    ask::long("opinion", "处理意见"),
                ])
            }
            Command::Withdraw { .. } => Form::side([ask::long("reason", "撤回的理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn period(period: &Period) -> [casework::Field; 2] {
    [
        ask::day("from", "起").starting(period.from.to_string()),
        ask::day("to", "止").starting(period.to.to_string()),
    ]
}

/// The month before the day's.
fn last_month(day: Day) -> Period {
    let to = day.plus_days(-i32::from(day.day_of_month()));
    Period {
        from: to.plus_days(1 - i32::from(to.day_of_month())),
        to,
    }
}
