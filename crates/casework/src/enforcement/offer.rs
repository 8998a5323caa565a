//! What may be done in an administrative case, and the forms for it.

use super::decide::HANDLERS_LEAST;
use super::{Command, Enforcement, Handler, Matter, Outcome, Party, Proposal};
use crate::offer::{Field, Form, Offering, ask, choice, filled};
use crate::penalty::{Penalty, offer::penalty};
use crate::{Actor, Clock, LimitKind, UserId};
use domain::Day;

impl Enforcement {
    fn concerns_person(&self) -> bool {
        matches!(&self.matter, Some(matter) if matches!(matter.party, Party::Person { .. }))
    }

    /// What was proposed, as the decision that follows it.
    fn proposed(&self) -> Outcome {
        match &self.proposal {
            Some(Proposal::Penalty { penalty }) => Outcome::Penalty {
                penalty: penalty.clone(),
            },
            Some(Proposal::NoPenalty { reason }) => Outcome::NoPenalty { reason: reason.clone() },
            None => Outcome::NoPenalty { reason: filled::text() },
        }
    }

    /// The latest day that a collective discussion may move the decision to.
    fn collective_due(&self, clock: &Clock<'_>) -> Day {
        let most = i32::from(clock.limits.length(LimitKind::PenaltyDecisionCollective));
        let from = self.decide_by.unwrap_or(clock.today());
        from.plus_days(most - self.collective_days)
    }
}

fn handlers(one: &UserId, other: UserId) -> Vec<Handler> {
    [one.clone(), other]
        .map(|user| Handler {
            user,
            certificate: filled::text(),
        })
        .into()
}

impl Offering for Enforcement {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let [chair, one, other] = filled::users();
        let reason = filled::text;
        vec![
            Command::Register {
                matter: Matter {
                    party: Party::Institution {
                        code: filled::institution(actor),
                    },
                    division: filled::division(actor),
                    source: filled::text(),
                    summary: filled::text(),
                },
            },
            Command::FinishPreCheck {
                report: filled::paper(),
            },
            Command::ProposeFiling {
                handlers: handlers(&actor.user, other.clone()),
            },
            Command::ApproveFiling,
            Command::SubmitForReview {
                proposal: Proposal::Penalty {
                    penalty: Penalty::specimen(self.concerns_person()),
                },
            },
            Command::AddEvidence {
                evidence: vec![filled::paper()],
                proves: filled::text(),
            },
            Command::TakeMeasure {
                measure: filled::text(),
            },
            Command::LiftMeasure,
            Command::Resume,
            Command::PassReview {
                opinion: filled::text(),
            },
            Command::ReturnReview {
                opinion: filled::text(),
            },
            Command::ServeNotice {
                receipt: filled::paper(),
            },
            Command::Defend {
                statement: filled::text(),
            },
            Command::RequestHearing { reason: reason() },
            Command::ProceedUncontested,
            Command::ScheduleHearing {
                on: clock.due(LimitKind::HearingNotice).unwrap_or(clock.today()),
                chair,
            },
            Command::HoldHearing {
                minutes: filled::paper(),
                opinion: filled::text(),
            },
            Command::ConsiderDefence {
                opinion: filled::text(),
            },
            Command::Decide {
                outcome: self.proposed(),
                minutes: Some(filled::paper()),
            },
            Command::ServeDecision {
                receipt: filled::paper(),
            },
            Command::FinishExecution {
                proof: vec![filled::paper()],
            },
            Command::OpenReconsideration {
                document: filled::text(),
            },
            Command::ConcludeReconsideration {
                outcome: None,
                document: filled::text(),
            },
            Command::Close {
                archive_number: filled::text(),
            },
            Command::ExtendPreCheck { reason: reason() },
            Command::ExtendDecision { reason: reason() },
            Command::ExtendCollectively {
                due: self.collective_due(clock),
                minutes: filled::paper(),
            },
            Command::ReplaceHandlers {
                handlers: handlers(&one, other),
                reason: reason(),
            },
            Command::Suspend { reason: reason() },
            Command::Transfer {
                to: filled::text(),
                reason: reason(),
            },
            Command::DeclineFiling { reason: reason() },
            Command::Terminate { reason: reason() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, _clock: &Clock<'_>) -> Form {
        let person = self.concerns_person();
        match specimen {
            Command::Register { matter } => Form::main([ask::group("matter", "案由", matter_fields(matter))]),
            Command::ExtendPreCheck { .. } | Command::ExtendDecision { .. } => {
                Form::side([ask::long("reason", "延长理由")])
            }
            Command::FinishPreCheck { .. } => Form::main([ask::paper("report", "核查报告")]),
            Command::ProposeFiling { .. } => Form::main([handler_list()
                .seating([&actor.user])
                .hint(format!("{HANDLERS_LEAST}人以上，持有执法证件，包括您本人"))]),
            Command::ApproveFiling | Command::LiftMeasure | Command::Resume | Command::ProceedUncontested => {
                Form::main([])
            }
            Command::DeclineFiling { .. } => Form::side([ask::long("reason", "不予立案的理由")]),
            Command::ReplaceHandlers { .. } => Form::side([
                handler_list().starting(&self.handlers).hint(format!(
                    "{HANDLERS_LEAST}人以上，持有执法证件；法制审核人不能成为承办人"
                )),
                ask::long("reason", "更换理由"),
            ]),
            Command::AddEvidence { .. } => {
                Form::main([ask::papers("evidence", "证据"), ask::text("proves", "证明事项")])
            }
            Command::TakeMeasure { .. } => Form::side([ask::text("measure", "强制措施")]),
            Command::Suspend { .. } => Form::side([ask::long("reason", "中止理由")]),
            Command::Terminate { .. } => Form::side([ask::long("reason", "终止理由")]),
            Command::ExtendCollectively { due, .. } => Form::side([
                ask::day("due", "新的届满日")
                    .starting(due.to_string())
                    .hint("所列为最迟的日期"),
                ask::paper("minutes", "集体讨论记录"),
            ]),
            Command::SubmitForReview { .. } => {
                let before = match &self.proposal {
                    Some(Proposal::Penalty { penalty }) => Some(penalty),
                    Some(Proposal::NoPenalty { .. }) | None => None,
                };
                Form::main([ask::group("proposal", "拟作处理", proposal_fields(person, before))])
            }
            Command::PassReview { .. } => Form::main([ask::long("opinion", "法制审核意见")]),
            Command::ReturnReview { .. } => Form::side([ask::long("opinion", "法制审核意见")]),
            Command::ServeNotice { .. } => Form::main([ask::paper("receipt", "送达回证")]),
            Command::Defend { .. } => Form::main([ask::long("statement", "陈述申辩意见")]),
            Command::RequestHearing { .. } => Form::main([ask::long("reason", "要求听证的理由")]),
            Command::ScheduleHearing { on, .. } => Form::main([
                ask::day("on", "听证日期")
                    .starting(on.to_string())
                    .hint("所列为最早的日期：听证前须按期限通知当事人"),
                ask::user("chair", "主持人").hint("不能是本案的承办人"),
            ]),
            Command::HoldHearing { .. } => {
                Form::main([ask::paper("minutes", "听证笔录"), ask::long("opinion", "听证报告")])
            }
            Command::ConsiderDefence { .. } => Form::main([ask::long("opinion", "复核意见")]),
            Command::Decide { outcome, .. } => Form::main([
                ask::group("outcome", "决定", outcome_fields(person, Some(outcome))),
                ask::paper("minutes", "集体讨论记录")
                    .optional()
                    .hint("暂停责任部门或者解除服务协议的，必须附上"),
            ]),
            Command::ServeDecision { .. } => Form::main([ask::paper("receipt", "送达回证")]),
            Command::OpenReconsideration { .. } => Form::side([ask::text("document", "受理文书")]),
            Command::ConcludeReconsideration { .. } => Form::main([
                ask::group("outcome", "变更后的决定", reconsidered_fields(person, self.penalty()))
                    .optional()
                    .hint("维持原决定的，不填"),
                ask::text("document", "复议或者裁判文书"),
            ]),
            Command::FinishExecution { .. } => Form::main([ask::papers("proof", "缴款和执行凭证")]),
            Command::Transfer { .. } => Form::side([ask::text("to", "接收部门"), ask::long("reason", "移送理由")]),
            Command::Close { .. } => Form::main([ask::text("archive_number", "归档号")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn matter_fields(matter: &Matter) -> [Field; 4] {
    let party = [
        ask::one_of(
            "party",
            "当事人类别",
            vec![choice("institution", "定点医药机构"), choice("person", "个人")],
        ),
        ask::institution("code", "机构").when("party", &["institution"]),
        ask::text("id", "参保人标识").when("party", &["person"]),
    ];
    [
        ask::group("party", "当事人", party),
        ask::division(&matter.division),
        ask::text("source", "线索来源").hint("如事中审核移送、现场检查、举报、部门移送"),
        ask::long("summary", "案情摘要"),
    ]
}

fn handler_list() -> Field {
    ask::list(
        "handlers",
        "承办人",
        [ask::user("user", "姓名"), ask::text("certificate", "执法证号")],
    )
}

fn proposal_fields(person: bool, before: Option<&Penalty>) -> [Field; 3] {
    [
        ask::one_of(
            "proposal",
            "拟作处理",
            vec![choice("penalty", "拟处罚"), choice("no_penalty", "拟不予处罚")],
        ),
        penalty(person, before).when("proposal", &["penalty"]),
        ask::long("reason", "不予处罚的理由").when("proposal", &["no_penalty"]),
    ]
}

fn outcome_fields(person: bool, proposed: Option<&Outcome>) -> Vec<Field> {
    let (tag, told, reason) = match proposed {
        Some(Outcome::Penalty { penalty }) => (Some("penalty"), Some(penalty), None),
        Some(Outcome::NoPenalty { reason }) => (Some("no_penalty"), None, Some(reason)),
        Some(Outcome::Revoked { .. }) | None => (None, None, None),
    };
    vec![
        ask::one_of(
            "outcome",
            "决定",
            vec![choice("penalty", "处罚"), choice("no_penalty", "不予处罚")],
        )
        .starting(tag),
        penalty(person, told)
            .when("outcome", &["penalty"])
            .hint("不得重于告知的处罚"),
        ask::long("reason", "不予处罚的理由")
            .starting(reason)
            .when("outcome", &["no_penalty"]),
    ]
}

/// What a court or a reconsideration may also do is revoke.
fn reconsidered_fields(person: bool, decided: Option<&Penalty>) -> Vec<Field> {
    let decided = decided.map(|penalty| Outcome::Penalty {
        penalty: penalty.clone(),
    });
    let mut fields = outcome_fields(person, decided.as_ref());
    for field in fields.iter_mut().filter(|field| field.name == "outcome") {
        field.choices.push(choice("revoked", "撤销"));
        field.initial = None;
    }
    fields.push(ask::text("document", "撤销文书").when("outcome", &["revoked"]));
    fields
}
