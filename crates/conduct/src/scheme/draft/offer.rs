//! What may be done with a scheme that is being made, and the forms for it.

use super::{Command, SchemeDraft};
use crate::scheme::Template;
use casework::{Actor, Clock, Form, Offering, among, ask, filled};

impl Offering for SchemeDraft {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Begin {
                institution: filled::institution(actor),
                division: filled::division(actor),
                template: Template::Clinical,
            },
            Command::Revise {
                text: self.text.clone(),
                note: filled::text(),
            },
            Command::Submit {},
            Command::Return { reason: filled::text() },
            Command::Publish {
                number: filled::text(),
                effective: clock.today(),
            },
            Command::Retire { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Begin {
                institution, division, ..
            } => Form::main([
                ask::institution("institution", "机构").starting(institution.as_str()),
                ask::division(division),
                ask::one_of("template", "底本", among(&Template::ALL, Template::zh)).hint("起草后可以改写全文"),
            ]),
            Command::Revise { text, .. } => Form::side([
                ask::long("text", "方案全文")
                    .starting(text)
                    .hint("按底本的格式书写；写错时会指出行号和字段"),
                ask::text("note", "修改说明"),
            ]),
            Command::Submit {} => Form::main([]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Publish { effective, .. } => Form::main([
                ask::text("number", "发布文号"),
                ask::day("effective", "施行日期").starting(effective.to_string()),
            ]),
            Command::Retire { .. } => Form::side([ask::long("reason", "停用理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
