//! What may be done with a commendation, and the forms for it.

use super::{Command, Commendation, Consent, Kind, Redaction, Registration};
use crate::Department;
use crate::named::staff_fields;
use casework::{Actor, Clock, Form, Offering, among, ask, filled};

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pennant, Self::Letter, Self::Praise, Self::LostProperty];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Pennant => "锦旗",
            Kind::Letter => "感谢信",
            Kind::Praise => "其他表扬",
            Kind::LostProperty => "拾金不昧",
        }
    }
}

impl Consent {
    /// What the writer can answer.
    pub const ANSWERS: [Self; 2] = [Self::Given, Self::Refused];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Consent::Unasked => "未征求",
            Consent::Given => "同意公开",
            Consent::Refused => "不同意公开",
        }
    }
}

impl Redaction {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Redaction::None => "未遮盖",
            Redaction::Done => "已遮盖，待复核",
            Redaction::Verified => "遮盖已复核",
        }
    }
}

impl Offering for Commendation {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Register {
                record: Registration {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    kind: Kind::Pennant,
                    received_on: clock.today(),
                    source: filled::text(),
                    seal: filled::text(),
                    department: Department(filled::text()),
                    persons: Vec::new(),
                    group: false,
                    summary: filled::text(),
                    image: None,
                },
            },
            Command::Verify {
                opinion: filled::text(),
            },
            Command::Reject { reason: filled::text() },
            Command::Redact { image: filled::paper() },
            Command::CheckRedaction {
                passed: true,
                opinion: filled::text(),
            },
            Command::RecordConsent {
                consent: Consent::Given,
                proof: filled::text(),
            },
            Command::Publish { issue: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Register { record } => Form::main([ask::group(
                "record",
                "登记内容",
                [
                    ask::institution("institution", "机构"),
                    ask::division(&record.division),
                    ask::one_of("kind", "种类", among(&Kind::ALL, Kind::zh)),
                    ask::day("received_on", "收到日期").starting(clock.today().to_string()),
                    ask::text("source", "来源").hint("送达、邮寄、12345热线或者媒体名称"),
                    ask::text("seal", "送出人封存编号")
                        .starting("")
                        .hint("不知道送出人的，不填"),
                    ask::text("department", "受表扬科室"),
                    ask::list("persons", "受表扬人员", staff_fields())
                        .optional()
                        .hint("送给科室全体的，不填"),
                    ask::flag("group", "送给集体").starting(false),
                    ask::long("summary", "内容摘要").hint("不得写入患者姓名、电话、住院号、诊断"),
                    ask::paper("image", "原图").optional(),
                ],
            )]),
            Command::Verify { .. } => Form::main([ask::long("opinion", "核实意见")]),
            Command::Reject { .. } => Form::side([ask::long("reason", "理由")]),
            Command::Redact { .. } => Form::side([
                ask::paper("image", "遮盖后的图像").hint("遮盖患者姓名等信息，并去除拍摄时间、位置等文件信息")
            ]),
            Command::CheckRedaction { .. } => {
                Form::side([ask::flag("passed", "遮盖合格"), ask::long("opinion", "复核意见")])
            }
            Command::RecordConsent { .. } => Form::side([
                ask::one_of("consent", "送出人意见", among(&Consent::ANSWERS, Consent::zh)),
                ask::text("proof", "依据").hint("签名或者电话记录，不写姓名、电话"),
            ]),
            Command::Publish { .. } => Form::main([ask::text("issue", "期号").hint("如2026-4")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
