//! What may be done with a clue, and the forms for it.

use super::{Clue, Command, Conclusion, DisciplineClue, Disposal, FormOfDiscipline, Source, Talk, TalkKind};
use crate::Department;
use casework::{Actor, Clock, Field, Form, Offering, among, ask, filled};

/// What the form begins with; whoever talks sets the day.
const DAYS: i32 = 90;

impl DisciplineClue {
    fn proposed(&self) -> Option<FormOfDiscipline> {
        self.conclusion.as_ref().and_then(|conclusion| conclusion.form)
    }

    fn talk(&self, form: Option<FormOfDiscipline>, clock: &Clock<'_>) -> Talk {
        let [first, second] = filled::users();
        Talk {
            kind: TalkKind::of(form).first().copied().unwrap_or(TalkKind::InquiryTalk),
            on: clock.today(),
            reason: filled::text(),
            first,
            second,
            minutes: filled::text(),
            signed: vec![filled::paper()],
            demand: String::new(),
            check_on: clock.today().plus_days(DAYS),
        }
    }
}

fn talk_fields(form: Option<FormOfDiscipline>, clock: &Clock<'_>) -> Field {
    ask::group(
        "talk",
        "谈话、函询、处理",
        [
            ask::one_of("kind", "方式", among(&TalkKind::of(form), TalkKind::zh)),
            ask::day("on", "日期").starting(clock.today().to_string()),
            ask::long("reason", "事由"),
            ask::user("first", "谈话人"),
            ask::user("second", "另一谈话人"),
            ask::long("minutes", "纪要"),
            ask::papers("signed", "签字材料").hint("至少一份"),
            ask::long("demand", "整改要求").starting(""),
            ask::day("check_on", "回访日期").starting(clock.today().plus_days(DAYS).to_string()),
        ],
    )
}

impl Offering for DisciplineClue {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let [handler] = filled::users();
        vec![
            Command::Receive {
                clue: Clue {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    source: Source::Report,
                    signed: false,
                    seal: String::new(),
                    respondent: None,
                    department: Department(filled::text()),
                    problem: filled::text(),
                    received_on: clock.today(),
                    recused: Vec::new(),
                },
            },
            Command::Dispose {
                disposal: Disposal::PreliminaryCheck,
                handler: Some(handler),
                reason: filled::text(),
            },
            Command::Resume { reason: filled::text() },
            Command::Talk {
                talk: self.talk(None, clock),
            },
            Command::Conclude {
                conclusion: Conclusion {
                    facts: filled::text(),
                    form: Some(FormOfDiscipline::First),
                    opinion: filled::text(),
                },
            },
            Command::Confirm {
                opinion: filled::text(),
            },
            Command::Remand { reason: filled::text() },
            Command::Carry {
                talk: self.talk(self.proposed(), clock),
            },
            Command::FollowUp {
                result: filled::text(),
                papers: vec![filled::paper()],
            },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Receive { clue } => Form::main([ask::group(
                "clue",
                "线索",
                [
                    crate::own::institution(actor),
                    ask::division(&clue.division),
                    ask::one_of("source", "来源", among(&Source::ALL, Source::zh)),
                    ask::flag("signed", "实名").starting(false),
                    ask::text("seal", "身份封存编号")
                        .starting("")
                        .hint("反映人身份另存保密库，此处只填编号；实名的必填"),
                    ask::text("respondent", "被反映人")
                        .optional()
                        .hint("人员编号；不清楚的不填"),
                    ask::text("department", "科室"),
                    ask::long("problem", "反映的问题").hint("不写反映人的姓名、电话和可以认出反映人的情节"),
                    ask::day("received_on", "收到日期").starting(clock.today().to_string()),
                    ask::list("recused", "应回避的人", [ask::user("user", "人员")])
                        .optional()
                        .hint("线索涉及的人及其近亲属"),
                ],
            )]),
            Command::Dispose { .. } => Form::main([
                ask::one_of("disposal", "处置方式", among(&Disposal::ALL, Disposal::zh)),
                ask::user("handler", "承办人").when("disposal", &["talk_inquiry", "preliminary_check"]),
                ask::long("reason", "处置理由"),
            ]),
            Command::Resume { .. } => Form::main([ask::long("reason", "重新处置的理由")]),
            Command::Talk { .. } => Form::side([talk_fields(None, clock)]),
            Command::Conclude { .. } => Form::main([ask::group(
                "conclusion",
                "核查结论",
                [
                    ask::long("facts", "查明的事实"),
                    ask::one_of("form", "处理形态", among(&FormOfDiscipline::ALL, FormOfDiscipline::zh))
                        .optional()
                        .hint("查无实据的不选"),
                    ask::long("opinion", "处理意见"),
                ],
            )]),
            Command::Confirm { .. } => Form::main([ask::long("opinion", "审定意见")]),
            Command::Remand { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Carry { .. } => Form::main([talk_fields(self.proposed(), clock)]),
            Command::FollowUp { .. } => Form::main([
                ask::long("result", "回访情况"),
                ask::papers("papers", "材料").optional(),
            ]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
