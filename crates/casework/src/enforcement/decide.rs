//! What a command leads to in an administrative case.

use super::{Command, Enforcement, Event, Handler, Matter, Outcome, Party, Proposal, Stage};
use crate::actor::BUREAU;
use crate::paper::{attached, given};
use crate::{Actor, Clock, LimitKind, Refusal, Role, UserId};
use domain::Day;
use std::collections::BTreeSet;

pub(super) const HANDLERS_LEAST: usize = 2;
const LEADER: &[Role] = &[Role::BureauLeader];
const HANDLER: &[Role] = &[Role::CaseHandler];
const LEGAL: &[Role] = &[Role::LegalReviewer];
const PARTY: &[Role] = &[Role::InsuranceOffice, Role::HospitalLeader];

pub(super) fn decide(
    case: &Enforcement,
    command: Command,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    let action = command.zh();
    let wrong_stage = Refusal::Stage {
        stage: case.stage.zh(),
        action,
    };
    let Some(matter) = &case.matter else {
        let Command::Register { matter } = command else {
            return Err(wrong_stage);
        };
        actor.must_act_for(action, &[Role::CaseHandler, Role::SectionChief], &matter.division)?;
        given("线索来源", &matter.source)?;
        given("案情摘要", &matter.summary)?;
        let due = clock.due(LimitKind::CaseFiling)?;
        return Ok(vec![Event::Registered { matter, due }]);
    };
    let bench = Bench {
        case,
        matter,
        actor,
        clock,
        action,
    };
    let event = match (command, case.stage) {
        (Command::ExtendPreCheck { reason }, Stage::PreCheck { due }) => {
            bench.bureau(LEADER)?;
            given("延长理由", &reason)?;
            if case.filing_extended {
                return Err(Refusal::AlreadyExtended {
                    what: "立案前核查"
                });
            }
            clock.in_time("立案前核查", due)?;
            let due = clock.limits.due(LimitKind::CaseFilingExtension, due, clock.calendar)?;
            Event::PreCheckExtended { reason, due }
        }
        (Command::FinishPreCheck { report }, Stage::PreCheck { .. }) => {
            bench.bureau(HANDLER)?;
            given("核查报告", &report.digest)?;
            Event::PreCheckFinished { report }
        }
        (Command::ProposeFiling { handlers }, Stage::AwaitingFiling { .. }) => {
            bench.bureau(HANDLER)?;
            admissible(&handlers)?;
            if !handlers.iter().any(|handler| handler.user == actor.user) {
                return Err(Refusal::Unknown {
                    what: "承办人中的您本人",
                });
            }
            Event::FilingProposed { handlers }
        }
        (Command::ApproveFiling, Stage::FilingApproval { .. }) => {
            bench.bureau(LEADER)?;
            bench.no_handler("立案批准人")?;
            Event::Filed {
                due: clock.due(LimitKind::PenaltyDecision)?,
            }
        }
        (
            Command::DeclineFiling { reason },
            Stage::PreCheck { .. } | Stage::AwaitingFiling { .. } | Stage::FilingApproval { .. },
        ) => {
            bench.bureau(LEADER)?;
            given("不予立案的理由", &reason)?;
            Event::NotFiled { reason }
        }
        (Command::ReplaceHandlers { handlers, reason }, Stage::Investigation | Stage::UnderMeasure) => {
            bench.bureau(LEADER)?;
            admissible(&handlers)?;
            given("更换理由", &reason)?;
            // Who has reviewed the law of this case or will decide it cannot become its handler.
            let judged = [case.legal_reviewer.as_ref(), Some(&actor.user)];
            if handlers.iter().any(|handler| judged.contains(&Some(&handler.user))) {
                return Err(Refusal::SamePerson {
                    first: "法制审核人或者批准人",
                    second: "承办人",
                });
            }
            Event::HandlersReplaced { handlers, reason }
        }
        (Command::AddEvidence { evidence, proves }, Stage::Investigation | Stage::UnderMeasure) => {
            bench.handler()?;
            attached("证据", &evidence)?;
            given("证明事项", &proves)?;
            Event::EvidenceAdded { evidence, proves }
        }
        (Command::TakeMeasure { measure }, Stage::Investigation) => {
            bench.bureau(LEADER)?;
            given("强制措施", &measure)?;
            Event::MeasureTaken { measure }
        }
        (Command::LiftMeasure, Stage::UnderMeasure) => {
            bench.bureau(LEADER)?;
            Event::MeasureLifted
        }
        (Command::Suspend { reason }, Stage::Investigation) => {
            bench.bureau(LEADER)?;
            given("中止理由", &reason)?;
            Event::Suspended { reason }
        }
        (Command::Resume, Stage::Suspended) => {
            bench.handler()?;
            Event::Resumed {
                decide_by: bench.after_pause()?,
            }
        }
        (Command::Terminate { reason }, Stage::Investigation | Stage::Suspended) => {
            bench.bureau(LEADER)?;
            given("终止理由", &reason)?;
            Event::Terminated { reason }
        }
        (Command::ExtendDecision { reason }, stage) if stage.counts_towards_decision() => {
            bench.bureau(LEADER)?;
            given("延长理由", &reason)?;
            if case.decision_extended {
                return Err(Refusal::AlreadyExtended { what: "办案期限" });
            }
            let from = case.decide_by.unwrap_or(clock.today());
            clock.in_time("作出处罚决定", from)?;
            let due = clock
                .limits
                .due(LimitKind::PenaltyDecisionExtension, from, clock.calendar)?;
            Event::DecisionExtended { due, grounds: reason }
        }
        (Command::ExtendCollectively { due, minutes }, stage) if stage.counts_towards_decision() => {
            bench.bureau(LEADER)?;
            given("集体讨论记录", &minutes.digest)?;
            if !case.decision_extended {
                return Err(Refusal::ConditionMissing {
                    measure: "集体讨论延期",
                    condition: "已延长30日仍不能作出决定",
                });
            }
            clock.not_past("作出处罚决定", due)?;
            let now = case.decide_by.unwrap_or(clock.today());
            let left = i32::from(clock.limits.length(LimitKind::PenaltyDecisionCollective)) - case.collective_days;
            let (least, most) = (now.plus_days(1), now.plus_days(left));
            if due < least || due > most {
                return Err(Refusal::OutOfRange {
                    what: "继续延期的届满日",
                    least: least.to_string(),
                    most: most.to_string(),
                    found: due.to_string(),
                });
            }
            Event::DecisionExtended {
                due,
                grounds: minutes.name,
            }
        }
        (Command::SubmitForReview { proposal }, Stage::Investigation) => {
            bench.handler()?;
            if case.evidence == 0 {
                return Err(Refusal::PaperMissing { what: "证据" });
            }
            match &proposal {
                Proposal::Penalty { penalty } => penalty.check()?,
                Proposal::NoPenalty { reason } => given("不予处罚的理由", reason)?,
            }
            let due = clock.due(LimitKind::LegalReview)?;
            Event::SubmittedForReview { proposal, due }
        }
        (Command::PassReview { opinion }, Stage::LegalReview { .. }) => {
            bench.legal(&opinion)?;
            Event::ReviewPassed { opinion }
        }
        (Command::ReturnReview { opinion }, Stage::LegalReview { .. }) => {
            bench.legal(&opinion)?;
            Event::ReviewReturned { opinion }
        }
        (Command::ServeNotice { receipt }, Stage::Notice) => {
            bench.handler()?;
            given("送达回证", &receipt.digest)?;
            Event::NoticeServed {
                due: clock.due(LimitKind::HearingRequest)?,
            }
        }
        (Command::Defend { statement }, Stage::Told { due }) => {
            bench.party()?;
            clock.in_time("陈述申辩", due)?;
            given("陈述申辩意见", &statement)?;
            Event::Defended { statement }
        }
        (Command::RequestHearing { reason }, Stage::Told { due }) => {
            bench.party()?;
            clock.in_time("要求听证", due)?;
            given("要求听证的理由", &reason)?;
            Event::HearingRequested { reason }
        }
        (Command::ProceedUncontested, Stage::Told { due }) => {
            bench.bureau(&[Role::CaseHandler, Role::System])?;
            clock.after("陈述申辩和要求听证", due)?;
            Event::Uncontested
        }
        (Command::ScheduleHearing { on, chair }, Stage::Hearing) => {
            bench.bureau(&[Role::SectionChief, Role::BureauLeader])?;
            if case.has_handled(&chair) {
                return Err(Refusal::SamePerson {
                    first: "承办人",
                    second: "听证主持人",
                });
            }
            let earliest = clock.due(LimitKind::HearingNotice)?;
            if on < earliest {
                return Err(Refusal::Early {
                    what: "听证前通知当事人",
                    due: earliest,
                });
            }
            Event::HearingScheduled { on, chair }
        }
        (Command::HoldHearing { minutes, opinion }, Stage::Hearing) => {
            bench.hearing_chair()?;
            given("听证笔录", &minutes.digest)?;
            given("听证报告", &opinion)?;
            let decide_by = bench.after_pause()?;
            Event::HearingHeld {
                minutes,
                opinion,
                decide_by,
            }
        }
        (Command::ConsiderDefence { opinion }, Stage::Defence) => {
            bench.handler()?;
            given("复核意见", &opinion)?;
            Event::DefenceConsidered { opinion }
        }
        (Command::Decide { outcome, minutes }, Stage::Decision) => {
            bench.decider()?;
            bench.decision(&outcome, minutes.is_some())?;
            let late = case.decide_by.is_some_and(|due| due < clock.today());
            Event::Decided { outcome, minutes, late }
        }
        (Command::ServeDecision { receipt }, Stage::Execution) => {
            bench.handler()?;
            given("送达回证", &receipt.digest)?;
            if case.served_on.is_some() {
                return Err(Refusal::Duplicate {
                    what: "处罚决定书的送达",
                });
            }
            Event::DecisionServed {
                due: clock.due(LimitKind::FinePayment)?,
            }
        }
        (Command::OpenReconsideration { document }, Stage::Execution) => {
            bench.bureau(LEGAL)?;
            bench.served()?;
            given("受理文书", &document)?;
            Event::ReconsiderationOpened { document }
        }
        (Command::ConcludeReconsideration { outcome, document }, Stage::Reconsideration) => {
            bench.bureau(LEGAL)?;
            given("复议或者裁判文书", &document)?;
            if let (Some(decided), Some(Outcome::Penalty { penalty })) = (case.penalty(), &outcome)
                && decided.is_exceeded_by(penalty)
            {
                return Err(Refusal::HeavierThanNotice);
            }
            Event::ReconsiderationConcluded { outcome, document }
        }
        (Command::FinishExecution { proof }, Stage::Execution) => {
            bench.bureau(&[Role::CaseHandler, Role::AgencyFinance])?;
            bench.served()?;
            attached("执行凭证", &proof)?;
            Event::Executed { proof }
        }
        (Command::Transfer { to, reason }, Stage::Investigation | Stage::UnderMeasure) => {
            bench.bureau(LEADER)?;
            bench.no_handler("移送批准人")?;
            given("接收部门", &to)?;
            given("移送理由", &reason)?;
            Event::Transferred { to, reason }
        }
        (Command::Close { archive_number }, Stage::AwaitingClosure) => {
            bench.bureau(LEADER)?;
            bench.no_handler("结案批准人")?;
            given("归档号", &archive_number)?;
            Event::Closed { archive_number }
        }
        _ => return Err(wrong_stage),
    };
    Ok(vec![event])
}

fn admissible(handlers: &[Handler]) -> Result<(), Refusal> {
    let certified = handlers.iter().filter(|handler| !handler.certificate.trim().is_empty());
    let users: BTreeSet<&UserId> = certified.map(|handler| &handler.user).collect();
    if users.len() < HANDLERS_LEAST || users.len() < handlers.len() {
        return Err(Refusal::HandlersTooFew);
    }
    Ok(())
}

/// The case together with who stands before it.
struct Bench<'a> {
    case: &'a Enforcement,
    matter: &'a Matter,
    actor: &'a Actor,
    clock: &'a Clock<'a>,
    action: &'static str,
}

impl Bench<'_> {
    fn bureau(&self, roles: &'static [Role]) -> Result<(), Refusal> {
        self.actor.must_act_for(self.action, roles, &self.matter.division)
    }

    /// One of the handlers of this case.
    fn handler(&self) -> Result<(), Refusal> {
        self.bureau(HANDLER)?;
        match self.case.is_handler(&self.actor.user) {
            true => Ok(()),
            false => Err(Refusal::Unknown {
                what: "承办人中的您本人",
            }),
        }
    }

    /// The party itself; what an individual says is entered by a handler.
    fn party(&self) -> Result<(), Refusal> {
        match &self.matter.party {
            Party::Institution { code } => self.actor.must_act_within(self.action, PARTY, code),
            Party::Person { .. } => self.handler(),
        }
    }

    fn no_handler(&self, part: &'static str) -> Result<(), Refusal> {
        match self.case.has_handled(&self.actor.user) {
            true => Err(Refusal::SamePerson {
                first: "承办人",
                second: part,
            }),
            false => Ok(()),
        }
    }

    fn legal(&self, opinion: &str) -> Result<(), Refusal> {
        self.no_handler("法制审核人")?;
        self.bureau(LEGAL)?;
        given("法制审核意见", opinion)
    }

    fn hearing_chair(&self) -> Result<(), Refusal> {
        let (Some(on), Some(chair)) = (self.case.hearing_on, &self.case.chair) else {
            return Err(Refusal::Unfinished {
                what: "确定听证日期和主持人",
            });
        };
        self.bureau(BUREAU)?;
        if *chair != self.actor.user {
            return Err(Refusal::Unknown {
                what: "听证主持人中的您本人",
            });
        }
        if self.clock.today() < on {
            return Err(Refusal::Early {
                what: "听证",
                due: on.plus_days(-1),
            });
        }
        Ok(())
    }

    fn decider(&self) -> Result<(), Refusal> {
        self.bureau(LEADER)?;
        self.no_handler("决定人")?;
        for (other, part) in [
            (&self.case.legal_reviewer, "法制审核人"),
            (&self.case.chair, "听证主持人"),
        ] {
            if let Some(other) = other {
                self.actor.must_differ("决定人", other, part)?;
            }
        }
        Ok(())
    }

    /// A decision is within the articles, not heavier than what the party was told, and discussed
    /// collectively where it suspends or terminates.
    fn decision(&self, outcome: &Outcome, discussed: bool) -> Result<(), Refusal> {
        match (outcome, &self.case.proposal) {
            (Outcome::Revoked { .. }, _) => Err(Refusal::ConditionMissing {
                measure: "撤销决定",
                condition: "复议或者诉讼的生效文书",
            }),
            (Outcome::NoPenalty { reason }, _) => given("不予处罚的理由", reason),
            (Outcome::Penalty { penalty }, Some(Proposal::Penalty { penalty: told })) => {
                penalty.check()?;
                if told.is_exceeded_by(penalty) {
                    return Err(Refusal::HeavierThanNotice);
                }
                let grave = penalty
                    .items
                    .iter()
                    .any(|item| item.department_suspension.is_some() || item.agreement_termination);
                match grave && !discussed {
                    true => Err(Refusal::PaperMissing {
                        what: "集体讨论记录"
                    }),
                    false => Ok(()),
                }
            }
            (Outcome::Penalty { .. }, _) => Err(Refusal::HeavierThanNotice),
        }
    }

    fn served(&self) -> Result<(), Refusal> {
        match self.case.served_on {
            Some(_) => Ok(()),
            None => Err(Refusal::Unfinished {
                what: "送达处罚决定书"
            }),
        }
    }

    /// The last day of the decision, moved by as many days as the clock stood still.
    fn after_pause(&self) -> Result<Day, Refusal> {
        let today = self.clock.today();
        let paused = self.case.paused_since.map_or(0, |since| today.days_since(since));
        let due = self.case.decide_by.unwrap_or(today);
        self.clock.calendar.worked_from(due.plus_days(paused))
    }
}
