//! What may be done with a lead, and the forms for it.

use super::{Command, Destination, Lead, LeadDraft, LeadKey, Mark, Sampling};
use crate::offer::{Form, Offering, among, ask, choice, filled};
use crate::review_case::ClearReason;
use crate::{Actor, Clock, Flagged};
use domain::{FindingKey, RuleCode};

impl Destination {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Review, Self::SelfAudit, Self::Inspection, Self::Enforcement];

    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            Destination::Review => "事中审核",
            Destination::SelfAudit => "自查自纠",
            Destination::Inspection => "现场检查",
            Destination::Enforcement => "行政处罚立案前核查",
        }
    }
}

impl Mark {
    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            Mark::Confirmed => "属实",
            Mark::False { .. } => "误报",
        }
    }
}

/// Drawn where nobody says otherwise: a tenth, at least ten.
const SHARE: u8 = 10;
const AT_LEAST: u32 = 10;

impl Offering for Lead {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let [checker] = filled::users();
        let some = FindingKey([0; 16]);
        let unmarked = self.unmarked().first().copied();
        let any = || self.draft.as_ref()?.findings.keys().next().copied();
        vec![
            Command::Open {
                draft: LeadDraft {
                    key: LeadKey {
                        institution: filled::institution(actor),
                        rule: RuleCode::new(filled::text()),
                        period: filled::text(),
                    },
                    division: filled::division(actor),
                    findings: [(some, Flagged::ZERO)].into(),
                },
            },
            Command::Add {
                findings: [(some, Flagged::ZERO)].into(),
            },
            Command::Draw {
                sampling: Sampling {
                    // The day is a seed that nobody chose and everybody knows.
                    seed: u64::try_from(clock.today().epoch_days()).unwrap_or_default(),
                    per_hundred: SHARE,
                    at_least: AT_LEAST,
                },
            },
            Command::Assign { to: checker },
            Command::Mark {
                finding: unmarked.or_else(any).unwrap_or(some),
                mark: Mark::Confirmed,
                note: filled::text(),
            },
            Command::Dispatch {
                to: Destination::Review,
            },
            Command::Drop { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Open { .. } => Form::intake([ask::fixed("draft", "线索草稿")]),
            Command::Add { .. } => Form::intake([ask::fixed("findings", "疑点")]),
            Command::Draw { sampling } => Form::side([ask::group(
                "sampling",
                "抽样办法",
                [
                    ask::number("seed", "种子")
                        .starting(sampling.seed)
                        .hint("与抽样结果一并公布，任何人可以用同一种子重抽核对"),
                    ask::number("per_hundred", "抽样比例（%）")
                        .starting(sampling.per_hundred)
                        .hint("1至100"),
                    ask::number("at_least", "最少件数").starting(sampling.at_least),
                ],
            )]),
            Command::Assign { .. } => Form::main([ask::user("to", "核实人").starting(&self.assignee)]),
            Command::Mark { finding, .. } => {
                let findings = self.draft.iter().flat_map(|draft| &draft.findings);
                let named = findings.map(|(key, amount)| choice(key, format!("{key}（{}元）", amount.money())));
                Form::main([
                    ask::one_of("finding", "疑点", named.collect()).starting(finding.to_string()),
                    ask::group(
                        "mark",
                        "核实结果",
                        [
                            ask::one_of(
                                "mark",
                                "核实结果",
                                vec![choice("confirmed", "属实"), choice("false", "误报")],
                            ),
                            ask::one_of("reason", "误报原因", ClearReason::choices()).when("mark", &["false"]),
                        ],
                    ),
                    ask::long("note", "说明")
                        .optional()
                        .starting("")
                        .hint("误报的，须写明依据"),
                ])
            }
            Command::Dispatch { .. } => {
                Form::main([ask::one_of("to", "转办去向", among(&Destination::ALL, Destination::zh))])
            }
            Command::Drop { .. } => Form::main([ask::long("reason", "排除理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
