//! What may be done with a veto, and the forms for it.

use super::{Basis, Brief, CANDIDATE_POINTS, Candidate, Command, Measure, Meeting, Outcome, VetoDecision};
use crate::{EventCode, Subject};
use casework::{Actor, Clock, Field, Form, Offering, among, ask, choice, filled};
use domain::Day;

impl Offering for VetoDecision {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let today = clock.today();
        let meeting = || Meeting {
            met_on: today,
            minute_number: filled::text(),
            minutes: filled::paper(),
        };
        // The catalogue always has X01.
        let Ok(condition) = "X01".parse::<EventCode>() else {
            return Vec::new();
        };
        let nominated = match &self.candidate {
            Some(Candidate {
                basis: Basis::ConductEvent { code, .. },
                ..
            }) if crate::event::is_veto(code) => code.clone(),
            _ => condition.clone(),
        };
        let year = self.candidate.as_ref().map_or(today.year(), |candidate| candidate.year);
        let candidate = Candidate {
            institution: filled::institution(actor),
            division: filled::division(actor),
            subject: Subject::somebody(None),
            year: today.year(),
            basis: Basis::ConductEvent {
                event: filled::text(),
                code: condition,
            },
        };
        vec![
            Command::Nominate { candidate },
            Command::Prepare {
                brief: Brief {
                    condition: nominated,
                    facts: filled::text(),
                    evidence: vec![filled::paper()],
                    from: Day::from_ymd(year, 1, 1).unwrap_or(today),
                    until: Day::from_ymd(year, 12, 31).unwrap_or(today),
                },
            },
            Command::Verify {
                opinion: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Decide { meeting: meeting() },
            Command::Dismiss {
                meeting: meeting(),
                reason: filled::text(),
            },
            Command::Appeal {
                grounds: filled::text(),
                evidence: Vec::new(),
            },
            Command::WithdrawAppeal,
            Command::Uphold {
                meeting: meeting(),
                opinion: filled::text(),
            },
            Command::Lift {
                meeting: meeting(),
                opinion: filled::text(),
            },
            Command::Escalate {
                reason: filled::text(),
                pack: vec![filled::paper()],
            },
            Command::Acknowledge {
                case_number: filled::text(),
            },
            Command::RecordOutcome {
                outcome: Outcome {
                    measure: Measure::Warning,
                    document: filled::text(),
                    decided_on: today,
                },
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Nominate { candidate } => {
                Form::main([ask::group("candidate", "候选", candidate_fields(candidate))])
            }
            Command::Prepare { brief } => Form::main([ask::group(
                "brief",
                "认定材料",
                [
                    ask::text("condition", "否决情形")
                        .starting(&brief.condition)
                        .hint("行为目录中的编码，如X02"),
                    ask::long("facts", "事实"),
                    ask::papers("evidence", "证据").hint("至少一份"),
                    ask::day("from", "起始日").starting(brief.from.to_string()),
                    ask::day("until", "终止日").starting(brief.until.to_string()),
                ],
            )]),
            Command::Verify { .. } => Form::main([ask::long("opinion", "核实意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Decide { .. } => Form::main([meeting_field(clock)]),
            Command::Dismiss { .. } => Form::side([meeting_field(clock), ask::long("reason", "不予认定的理由")]),
            Command::Appeal { .. } => Form::side([
                ask::long("grounds", "申诉理由"),
                ask::papers("evidence", "证据").optional(),
            ]),
            Command::WithdrawAppeal => Form::side([]),
            Command::Uphold { .. } | Command::Lift { .. } => {
                Form::main([meeting_field(clock), ask::long("opinion", "处理意见")])
            }
            Command::Escalate { .. } => Form::side([
                ask::long("reason", "移送理由").hint("如：情节严重，可能需要吊销执业证书"),
                ask::papers("pack", "证据包"),
            ]),
            Command::Acknowledge { .. } => Form::main([ask::text("case_number", "受理编号")]),
            Command::RecordOutcome { .. } => Form::main([ask::group(
                "outcome",
                "处理结果",
                [
                    ask::one_of("measure", "处理种类", among(&Measure::ALL, Measure::zh)),
                    ask::text("document", "文书编号"),
                    ask::day("decided_on", "决定日期").starting(clock.today().to_string()),
                ],
            )]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn candidate_fields(candidate: &Candidate) -> [Field; 5] {
    let (by_event, by_points) = (&["conduct_event"], &["insurance_points"]);
    let bases = vec![
        choice("conduct_event", "行为事件"),
        choice("insurance_points", "医保支付资格记分"),
    ];
    [
        ask::institution("institution", "机构"),
        ask::division(&candidate.division),
        ask::group("subject", "当事人", Subject::fields()),
        ask::number("year", "考评年度").starting(candidate.year),
        ask::group(
            "basis",
            "由来",
            [
                ask::one_of("basis", "由来", bases),
                ask::text("event", "事件编号").when("basis", by_event),
                ask::text("code", "认定的行为编码")
                    .hint("如X02")
                    .when("basis", by_event),
                ask::text("document", "记分文书").when("basis", by_points),
                ask::number("points", "年度累计记分")
                    .starting(CANDIDATE_POINTS)
                    .when("basis", by_points),
            ],
        ),
    ]
}

fn meeting_field(clock: &Clock<'_>) -> Field {
    ask::group(
        "meeting",
        "会议",
        [
            ask::day("met_on", "会议日期").starting(clock.today().to_string()),
            ask::text("minute_number", "会议纪要编号"),
            ask::paper("minutes", "会议纪要"),
        ],
    )
}
