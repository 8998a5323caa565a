//! What may be done in the review of a stay that cost too much, and the forms for it.

use super::{Aspect, Command, HighCostReview, Opinion, Sheet, Verdict};
use crate::Department;
use crate::quality::{Basis, HighCost};
use casework::{Actor, Clock, Form, Offering, among, ask, filled};
use domain::{EncounterId, Money, PractitionerCode};

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Stay,
        Self::Tests,
        Self::Drugs,
        Self::Consumables,
        Self::Procedures,
        Self::Charges,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Aspect::Stay => "住院指征和住院天数",
            Aspect::Tests => "检查检验",
            Aspect::Drugs => "药品",
            Aspect::Consumables => "耗材",
            Aspect::Procedures => "手术和治疗",
            Aspect::Charges => "收费",
        }
    }
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reasonable, Self::Unreasonable, Self::Erroneous];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Verdict::Reasonable => "合理",
            Verdict::Unreasonable => "不合理",
            Verdict::Erroneous => "数据有误",
        }
    }
}

/// What the form begins with; whoever assigns sets the deadline.
const DAYS: i32 = 15;

impl Offering for HighCostReview {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let [reviewer] = filled::users();
        let opinions = Aspect::ALL.map(|aspect| Opinion {
            aspect,
            reasonable: true,
            note: String::new(),
        });
        vec![
            Command::Register {
                case: HighCost {
                    encounter: EncounterId::new(filled::text()),
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    department: Department(filled::text()),
                    practitioner: PractitionerCode::new(filled::text()),
                    group: filled::text(),
                    discharged_on: clock.today(),
                    total: Money::from_fen(1),
                    threshold: Money::ZERO,
                    basis: Basis::Group,
                },
            },
            Command::Assign { reviewer, due },
            Command::Fill {
                sheet: Sheet {
                    opinions: opinions.to_vec(),
                    doubtful: Money::ZERO,
                    papers: Vec::new(),
                },
            },
            Command::Return {
                reason: filled::text(),
                due,
            },
            Command::Judge {
                verdict: Verdict::Reasonable,
                opinion: filled::text(),
            },
            Command::Close {
                measures: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Register { case } => Form::intake([ask::fixed("case", "病例").starting(case)]),
            Command::Assign { due, .. } => Form::main([
                ask::user("reviewer", "核查人").hint("核查人不能作出结论"),
                ask::day("due", "核查期限").starting(due.to_string()),
            ]),
            Command::Fill { sheet } => Form::main([ask::group(
                "sheet",
                "核查表",
                [
                    ask::list(
                        "opinions",
                        "各项意见",
                        [
                            ask::one_of("aspect", "核查内容", among(&Aspect::ALL, Aspect::zh)),
                            ask::flag("reasonable", "合理").starting(true),
                            ask::long("note", "说明").optional().starting(""),
                        ],
                    )
                    .starting(&sheet.opinions),
                    ask::money("doubtful", "存疑金额").starting(sheet.doubtful.to_string()),
                    ask::papers("papers", "附件").optional(),
                ],
            )]),
            Command::Return { due, .. } => Form::side([
                ask::long("reason", "退回理由"),
                ask::day("due", "核查期限").starting(due.to_string()),
            ]),
            Command::Judge { .. } => Form::main([
                ask::one_of("verdict", "结论", among(&Verdict::ALL, Verdict::zh)),
                ask::long("opinion", "结论意见"),
            ]),
            Command::Close { .. } => Form::main([ask::long("measures", "处理情况")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
