//! What may be done with a case of the library, and the forms for it.

use super::{CaseText, Command, Draft, Kind, LibraryCase};
use casework::{Actor, Clock, Field, Form, Offering, among, ask, filled};

impl Offering for LibraryCase {
    fn specimens(&self, actor: &Actor, _clock: &Clock<'_>) -> Vec<Command> {
        let text = || CaseText {
            title: filled::text(),
            body: filled::text(),
            lesson: filled::text(),
        };
        // Nothing of what must be hidden is in a text of dots.
        let masked = CaseText {
            title: "……".to_owned(),
            body: "……".to_owned(),
            lesson: "……".to_owned(),
        };
        vec![
            Command::Draft {
                draft: Draft {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    kind: Kind::Warning,
                    origin: filled::text(),
                    text: text(),
                    hidden: Vec::new(),
                    consent: None,
                },
            },
            Command::Mask { masked },
            Command::Approve {
                opinion: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Publish,
            Command::Withdraw { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Draft { draft } => Form::main([ask::group(
                "draft",
                "拟稿",
                [
                    ask::institution("institution", "机构"),
                    ask::division(&draft.division),
                    ask::one_of("kind", "种类", among(&Kind::ALL, Kind::zh)),
                    ask::text("origin", "来源").hint("行为事件的编号，或者通报的文号"),
                    ask::group("text", "文稿", text_fields(None)),
                    ask::lines("hidden", "须隐去的文字")
                        .optional()
                        .hint("人名、科室、企业名称等，每行一个"),
                    ask::paper("consent", "同意署名的书面材料")
                        .optional()
                        .hint("先进典型本人同意署名的，附书面材料；警示案例一律不署名"),
                ],
            )]),
            Command::Mask { .. } => {
                let written = self.draft.as_ref().map(|draft| &draft.text);
                Form::main([ask::group("masked", "脱敏后的文稿", text_fields(written))])
            }
            Command::Approve { .. } => Form::main([ask::long("opinion", "审批意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Publish => Form::main([]),
            Command::Withdraw { .. } => Form::side([ask::long("reason", "撤下的理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn text_fields(written: Option<&CaseText>) -> [Field; 3] {
    [
        ask::text("title", "标题").starting(written.map(|text| &text.title)),
        ask::long("body", "正文").starting(written.map(|text| &text.body)),
        ask::long("lesson", "启示").starting(written.map(|text| &text.lesson)),
    ]
}
