//! What may be done with a transfer, and the forms for it.

use super::{Command, Department, FeedbackResult, Package, Transfer};
use crate::offer::{Form, Offering, among, ask, filled};
use crate::{Actor, Clock};

impl Department {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Health,
        Self::MarketSupervision,
        Self::DrugRegulator,
        Self::PublicSecurity,
        Self::DisciplineInspection,
        Self::Audit,
        Self::Tax,
        Self::Procuratorate,
        Self::Finance,
        Self::OtherInsuranceBureau,
    ];
}

impl FeedbackResult {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Filed, Self::NotFiled, Self::Handled];

    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            FeedbackResult::Filed => "已立案",
            FeedbackResult::NotFiled => "不予立案",
            FeedbackResult::Handled => "已处理",
        }
    }
}

impl Transfer {
    /// The package of the form: the one that was sent back for correction, else an empty one.
    fn draft(&self, actor: &Actor) -> Package {
        self.package.clone().unwrap_or_else(|| Package {
            department: Department::Health,
            division: filled::division(actor),
            origin: filled::text(),
            institution: filled::institution(actor),
            facts: filled::text(),
            basis: vec![filled::text()],
            evidence: vec![filled::paper()],
        })
    }
}

impl Offering for Transfer {
    fn specimens(&self, actor: &Actor, _clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Draft {
                package: self.draft(actor),
            },
            Command::Approve,
            Command::Return { reason: filled::text() },
            Command::Send {
                signature: filled::text(),
            },
            Command::Acknowledge {
                receipt_number: filled::text(),
            },
            Command::Answer {
                result: FeedbackResult::Handled,
                document: filled::text(),
            },
            Command::Close {
                conclusion: filled::text(),
            },
            Command::Remind,
            Command::Decline { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Draft { .. } => {
                let before = self.package.as_ref();
                let division = before.map_or_else(|| filled::division(actor), |package| package.division.clone());
                Form::main([ask::group(
                    "package",
                    "移送材料",
                    [
                        ask::one_of("department", "接收部门", among(&Department::ALL, Department::zh))
                            .starting(before.map(|package| package.department)),
                        ask::division(&division),
                        ask::text("origin", "来源")
                            .starting(before.map(|package| &package.origin))
                            .hint("案件或者疑点的编号"),
                        ask::institution("institution", "涉及机构")
                            .starting(before.map(|package| package.institution.to_string())),
                        ask::long("facts", "事实").starting(before.map(|package| &package.facts)),
                        ask::lines("basis", "依据")
                            .starting(before.map(|package| &package.basis))
                            .hint("每行一条"),
                        ask::papers("evidence", "证据材料").starting(before.map(|package| &package.evidence)),
                    ],
                )])
            }
            Command::Approve => Form::main([]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Send { .. } => Form::main([ask::text("signature", "签名").hint("对移送材料摘要的签名")]),
            Command::Acknowledge { .. } => Form::main([ask::text("receipt_number", "回执编号")]),
            Command::Remind => Form::side([]),
            Command::Decline { .. } => Form::side([ask::long("reason", "不予接收的理由")]),
            Command::Answer { .. } => Form::main([
                ask::one_of("result", "反馈结果", among(&FeedbackResult::ALL, FeedbackResult::zh)),
                ask::text("document", "反馈文书"),
            ]),
            Command::Close { .. } => Form::main([ask::long("conclusion", "后续处理")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
