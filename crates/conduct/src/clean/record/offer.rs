//! What may be done with a record, and the forms for it.

use super::{Command, Content, LeaderPaper, Mediation, Record};
use casework::{Actor, Choice, Clock, Field, Form, Offering, among, ask, choice, filled};
use domain::Day;

fn specimen(today: Day) -> Content {
    Content::Consultation {
        on: today,
        members: vec![filled::text()],
        summary: filled::text(),
    }
}

/// The kinds that may be chosen: all for a new record, its own for a correction.
fn kinds(own: Option<&Content>) -> Vec<Choice> {
    let open = Content::KINDS
        .iter()
        .filter(|(_, zh)| own.is_none_or(|own| own.zh() == *zh));
    open.map(|(tag, zh)| choice(tag, *zh)).collect()
}

fn content_fields(own: Option<&Content>) -> Field {
    let said = &["consultation", "appraisal", "dispute", "safety", "learning"];
    ask::group(
        "content",
        "内容",
        [
            ask::one_of("kind", "类别", kinds(own)),
            ask::day("on", "日期").hint("涉医安全月报填所报月份的任一天；医疗责任保险填生效日"),
            ask::day("until", "终止日").when("kind", &["liability_cover"]),
            ask::text("insurer", "保险公司").when("kind", &["liability_cover"]),
            ask::number("covered", "已投保数").when("kind", &["liability_cover"]),
            ask::lines("members", "参加部门").when("kind", &["consultation"]),
            ask::number("satisfied", "满意人数").when("kind", &["appraisal"]),
            ask::number("asked", "参评人数").when("kind", &["appraisal"]),
            ask::one_of("mediation", "调解方式", among(&Mediation::ALL, Mediation::zh)).when("kind", &["dispute"]),
            ask::money("amount", "协议金额").when("kind", &["dispute"]),
            ask::money("insured", "其中保险赔付").when("kind", &["dispute"]),
            ask::number("incidents", "事件数")
                .hint("没有发生的填0，零报告也要报")
                .when("kind", &["safety"]),
            ask::number("attended", "参加人数").when("kind", &["learning"]),
            ask::number("due", "应有数").when("kind", &["liability_cover", "learning"]),
            ask::text("leader", "领导干部姓名").when("kind", &["leader_archive"]),
            ask::one_of("paper", "材料", among(&LeaderPaper::ALL, LeaderPaper::zh)).when("kind", &["leader_archive"]),
            ask::long("summary", "情况").when("kind", said),
        ],
    )
}

fn papers() -> Field {
    ask::papers("papers", "材料")
        .optional()
        .hint("保险单、履职材料必须上传")
}

impl Offering for Record {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::File {
                institution: filled::institution(actor),
                division: filled::division(actor),
                content: specimen(clock.today()),
                papers: vec![filled::paper()],
            },
            Command::Confirm {
                opinion: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Correct {
                content: self.content.clone().unwrap_or_else(|| specimen(clock.today())),
                papers: vec![filled::paper()],
            },
            Command::Withdraw { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::File { division, .. } => Form::main([
                crate::own::institution(actor),
                ask::division(division),
                content_fields(None),
                papers(),
            ]),
            Command::Confirm { .. } => Form::main([ask::long("opinion", "确认意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Correct { .. } => {
                let fields = [content_fields(self.content.as_ref()), papers()];
                match self.stage {
                    super::Stage::Returned => Form::main(fields),
                    _ => Form::side(fields),
                }
            }
            Command::Withdraw { .. } => Form::side([ask::long("reason", "作废理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
