//! What may be done with a letter of responsibility or a commitment, and the forms for it.

use super::{Command, Kind, Pledge, Text};
use crate::Subject;
use casework::{Actor, Clock, Form, Offering, among, ask, choice, filled};
use domain::PractitionerCode;

/// What the form begins with; the issuer sets the deadline.
const DAYS: i32 = 30;

impl Offering for Pledge {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let unsigned = self.unsigned().next().map(|signer| signer.person.clone());
        vec![
            Command::Issue {
                text: Text {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    year: clock.today().year(),
                    kind: Kind::Commitment,
                    title: filled::text(),
                    text: filled::text(),
                    signers: vec![Subject::somebody(None)],
                    due: clock.today().plus_days(DAYS),
                },
            },
            Command::Sign,
            Command::RecordPaper {
                person: unsigned.unwrap_or_else(|| PractitionerCode::new(filled::text())),
                paper: filled::paper(),
            },
            Command::Close,
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Issue { text } => Form::main([ask::group(
                "text",
                "文本",
                [
                    ask::institution("institution", "机构"),
                    ask::division(&text.division),
                    ask::number("year", "年度").starting(text.year),
                    ask::one_of("kind", "种类", among(&Kind::ALL, Kind::zh)),
                    ask::text("title", "标题"),
                    ask::long("text", "正文"),
                    ask::list("signers", "应签人员", Subject::fields()),
                    ask::day("due", "届满日").starting(text.due.to_string()),
                ],
            )]),
            Command::Sign => Form::main([]),
            Command::RecordPaper { .. } => {
                let unsigned = self.unsigned();
                let choices = unsigned.map(|signer| choice(&signer.person, signer.line()));
                Form::side([
                    ask::one_of("person", "签字人", choices.collect()),
                    ask::paper("paper", "扫描件"),
                ])
            }
            Command::Close => Form::main([]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
