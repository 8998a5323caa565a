//! What a command leads to in a review.

use super::{ClearReason, Command, Confirmation, Event, ReviewCase, Stage, Subject, panel};
use crate::actor::BUREAU;
use crate::paper::{attached, given};
use crate::{Actor, Clock, LimitKind, Recovered, Refusal, Role, Upheld};
use domain::{Certainty, Money};

const REVIEWERS: &[Role] = &[Role::Auditor];
const CHIEFS: &[Role] = &[Role::SectionChief, Role::AgencyHead];
const OFFICE: &[Role] = &[Role::InsuranceOffice];
const HOSPITAL: &[Role] = &[Role::Practitioner, Role::DepartmentHead, Role::InsuranceOffice];

pub(super) fn decide(
    case: &ReviewCase,
    command: Command,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    let action = command.zh();
    let wrong_stage = || Refusal::Stage {
        stage: super::status::stage_zh(case.stage),
        action,
    };
    let subject = match (&case.subject, &command) {
        (None, Command::Open { subject, sampled }) => return open(subject, *sampled, actor, clock),
        (None, _) | (Some(_), Command::Open { .. }) => return Err(wrong_stage()),
        (Some(subject), _) => subject,
    };
    let desk = Desk {
        case,
        subject,
        actor,
        action,
    };
    match (command, case.stage) {
        (Command::UpholdSample, Stage::AutoRejected { sampled: true }) => {
            desk.agency(REVIEWERS)?;
            Ok(vec![Event::SampleUpheld])
        }
        (Command::Notify, Stage::AutoRejected { sampled }) => {
            desk.agency(&[Role::Auditor, Role::System])?;
            if sampled {
                return Err(Refusal::Unfinished { what: "抽样复核" });
            }
            Ok(vec![Event::Notified {
                due: clock.due(LimitKind::Appeal)?,
            }])
        }
        (Command::UpholdFirst { amount, note }, Stage::FirstReview { .. }) => {
            desk.agency(REVIEWERS)?;
            desk.claim("初审金额", amount)?;
            given("初审意见", &note)?;
            let due = clock.due(LimitKind::Appeal)?;
            Ok(vec![Event::FirstReviewed { amount, note }, Event::Notified { due }])
        }
        (
            Command::Clear { reason, note },
            stage @ (Stage::AutoRejected { .. } | Stage::FirstReview { .. } | Stage::SecondReview { .. }),
        ) => {
            desk.agency(REVIEWERS)?;
            if matches!(stage, Stage::SecondReview { .. }) {
                desk.second_reviewer()?;
            }
            cleared(reason, note)
        }
        (Command::BeginAppeal, Stage::Notified { due }) => {
            desk.institution(HOSPITAL)?;
            clock.in_time("申诉", due)?;
            Ok(vec![Event::AppealBegun])
        }
        (Command::SubmitAppeal { argument, attachments }, Stage::Notified { due } | Stage::Appealing { due }) => {
            desk.institution(OFFICE)?;
            clock.in_time("申诉", due)?;
            given("申诉理由", &argument)?;
            attached("申诉附件", &attachments)?;
            let due = clock.due(LimitKind::SecondReview)?;
            Ok(vec![Event::AppealSubmitted {
                argument,
                attachments,
                due,
            }])
        }
        (Command::SubmitAppeal { argument, attachments }, Stage::Reappeal { due }) => {
            desk.institution(OFFICE)?;
            clock.in_time("再申诉", due)?;
            given("再申诉理由", &argument)?;
            attached("再申诉附件", &attachments)?;
            let due = clock.due(LimitKind::JointReview)?;
            Ok(vec![Event::ReappealSubmitted {
                argument,
                attachments,
                due,
            }])
        }
        (Command::Accept, Stage::Notified { .. } | Stage::Appealing { .. } | Stage::Reappeal { .. }) => {
            desk.institution(OFFICE)?;
            Ok(vec![Event::Accepted { by_silence: false }])
        }
        (Command::Lapse, Stage::Notified { due } | Stage::Appealing { due } | Stage::Reappeal { due }) => {
            desk.agency(&[Role::System, Role::Auditor])?;
            clock.after("申诉", due)?;
            Ok(vec![Event::Accepted { by_silence: true }])
        }
        (Command::TakeSecondReview, Stage::SecondReview { .. }) => {
            desk.agency(REVIEWERS)?;
            desk.second_reviewer()?;
            if case.second_reviewer.is_some() {
                return Err(Refusal::Duplicate { what: "复审人" });
            }
            Ok(vec![Event::SecondReviewTaken])
        }
        (Command::UpholdSecond { amount, note }, Stage::SecondReview { .. }) => {
            desk.agency(REVIEWERS)?;
            desk.second_reviewer()?;
            desk.claim("复审金额", amount)?;
            given("复审意见", &note)?;
            let due = clock.due(LimitKind::Reappeal)?;
            Ok(vec![Event::SecondReviewUpheld { amount, note, due }])
        }
        (Command::FormPanel { members }, Stage::JointReview { .. }) => {
            desk.agency(CHIEFS)?;
            panel::admissible(case, &members)?;
            Ok(vec![Event::PanelFormed { members }])
        }
        (Command::Recuse { user, reason }, Stage::JointReview { .. }) => {
            let own = actor.user == user;
            match own {
                true => actor.must_be(action, BUREAU)?,
                false => desk.agency(CHIEFS)?,
            }
            given("回避理由", &reason)?;
            if !case.panel.iter().any(|member| member.user == user) {
                return Err(Refusal::Unknown { what: "合议人员" });
            }
            Ok(vec![Event::Recused { user, reason }])
        }
        (
            Command::DecideJointly {
                votes,
                amount,
                minutes,
                reason,
            },
            Stage::JointReview { .. },
        ) => {
            desk.agency(CHIEFS)?;
            panel::complete(&case.panel)?;
            given("合议纪要", &minutes)?;
            if panel::majority(&case.panel, &votes)? {
                desk.claim("合议金额", amount)?;
                return Ok(vec![Event::JointReviewUpheld { amount, votes, minutes }]);
            }
            let note = minutes.clone();
            Ok(vec![
                Event::JointReviewRejected { votes, minutes },
                Event::Cleared { reason, note },
            ])
        }
        (
            Command::SendToSiteCheck { reason },
            Stage::AutoRejected { .. }
            | Stage::FirstReview { .. }
            | Stage::SecondReview { .. }
            | Stage::JointReview { .. },
        ) => {
            desk.agency(&[Role::Auditor, Role::SectionChief])?;
            if matches!(case.stage, Stage::SecondReview { .. }) {
                desk.second_reviewer()?;
            }
            given("送核查的理由", &reason)?;
            let due = clock.due(LimitKind::SiteCheck)?;
            Ok(vec![Event::SentToSiteCheck { reason, due }])
        }
        (Command::ConcludeSiteCheck { conclusion }, Stage::SiteCheck { .. }) => {
            desk.agency(&[Role::Inspector, Role::Auditor])?;
            desk.not_a_reviewer("核查人")?;
            match conclusion {
                Confirmation::Upheld { amount, record } => {
                    desk.claim("核查金额", amount)?;
                    given("核查记录", &record.digest)?;
                    Ok(vec![Event::SiteCheckUpheld { amount, record }])
                }
                Confirmation::Cleared { reason, note } => cleared(reason, note),
            }
        }
        (Command::Confirm, Stage::Final { confirmed: false }) => {
            desk.agency(&[Role::AgencyHead])?;
            desk.not_a_reviewer("终审人")?;
            if case.panel.iter().any(|member| member.user == actor.user) {
                return Err(Refusal::SamePerson {
                    first: "合议人员",
                    second: "终审人",
                });
            }
            Ok(vec![Event::Confirmed {
                upheld: Upheld::positive(case.amount)?,
            }])
        }
        (Command::Deduct { amount, settlement }, Stage::Final { confirmed: true }) => {
            desk.agency(&[Role::AgencyFinance])?;
            given("结算批次", &settlement)?;
            let recovered = Recovered::positive(amount)?;
            let left_to_ledger = case.upheld.money() - amount;
            if left_to_ledger.is_negative() {
                return Err(Refusal::AmountAbove {
                    what: "扣款金额",
                    amount,
                    most: case.upheld.money(),
                });
            }
            Ok(vec![Event::Deducted {
                recovered,
                left_to_ledger,
                settlement,
            }])
        }
        (
            Command::Transfer { reason },
            Stage::SecondReview { .. }
            | Stage::JointReview { .. }
            | Stage::SiteCheck { .. }
            | Stage::Final { confirmed: false },
        ) => {
            desk.agency(CHIEFS)?;
            given("移送理由", &reason)?;
            Ok(vec![Event::Transferred { reason }])
        }
        (Command::Close, Stage::Deducted) => {
            desk.agency(&[Role::Auditor, Role::System])?;
            Ok(vec![Event::Closed])
        }
        _ => Err(wrong_stage()),
    }
}

fn open(subject: &Subject, sampled: bool, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
    actor.must_act_for("登记规则结果", &[Role::System, Role::Auditor], &subject.division)?;
    let opened = Event::Opened {
        subject: subject.clone(),
    };
    if !subject.flagged.money().is_positive() {
        let clean = Event::Cleared {
            reason: ClearReason::NoViolation,
            note: String::from("规则运行未见违规金额"),
        };
        return Ok(vec![opened, clean]);
    }
    Ok(match subject.certainty {
        Certainty::Definite => vec![opened, Event::AutoRejected { sampled }],
        Certainty::Suspect | Certainty::SlightlySuspect => {
            let due = clock.due(LimitKind::FirstReview)?;
            vec![opened, Event::FirstReviewBegun { due }]
        }
    })
}

fn cleared(reason: ClearReason, note: String) -> Result<Vec<Event>, Refusal> {
    given("排除说明", &note)?;
    Ok(vec![Event::Cleared { reason, note }])
}

/// The matter together with who stands before it.
struct Desk<'a> {
    case: &'a ReviewCase,
    subject: &'a Subject,
    actor: &'a Actor,
    action: &'static str,
}

impl Desk<'_> {
    fn agency(&self, roles: &'static [Role]) -> Result<(), Refusal> {
        self.actor.must_act_for(self.action, roles, &self.subject.division)
    }

    fn institution(&self, roles: &'static [Role]) -> Result<(), Refusal> {
        self.actor
            .must_act_within(self.action, roles, &self.subject.institution)
    }

    /// A result may lower what was claimed so far, never raise it.
    fn claim(&self, what: &'static str, amount: Money) -> Result<(), Refusal> {
        if !amount.is_positive() {
            return Err(Refusal::AmountNotPositive { what, amount });
        }
        if amount > self.case.amount {
            return Err(Refusal::AmountAbove {
                what,
                amount,
                most: self.case.amount,
            });
        }
        Ok(())
    }

    /// The second reviewer is another person than the first, and the one who took the matter.
    fn second_reviewer(&self) -> Result<(), Refusal> {
        if let Some(first) = &self.case.first_reviewer {
            self.actor.must_differ("复审人", first, "初审人")?;
        }
        match &self.case.second_reviewer {
            Some(taken) if *taken != self.actor.user => Err(Refusal::Duplicate { what: "复审人" }),
            _ => Ok(()),
        }
    }

    fn not_a_reviewer(&self, part: &'static str) -> Result<(), Refusal> {
        for (earlier, earlier_part) in [
            (&self.case.first_reviewer, "初审人"),
            (&self.case.second_reviewer, "复审人"),
            (&self.case.checker, "核查人"),
        ] {
            if let Some(earlier) = earlier {
                self.actor.must_differ(part, earlier, earlier_part)?;
            }
        }
        Ok(())
    }
}
