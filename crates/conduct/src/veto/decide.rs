//! The course of a veto: who may do what when, and what that makes of it.

use super::{Basis, Brief, CANDIDATE_POINTS, Candidate, Command, Decision, Escalation, Event, Meeting};
use super::{NOMINATING, Stage, VetoDecision};
use crate::appeal::{self, Appeal, AppealResult};
use crate::event::is_veto;
use crate::subject::{STAFF, act_within};
use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, attached, given};

impl Machine for VetoDecision {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(candidate) = &self.candidate else {
            let Command::Nominate { candidate } = command else {
                return Err(wrong_stage);
            };
            act_within(actor, action, NOMINATING, &candidate.institution)?;
            candidate.check(clock)?;
            return Ok(vec![Event::Nominated { candidate }]);
        };
        let subject = &candidate.subject;
        let within = |roles| act_within(actor, action, roles, &candidate.institution);
        let event = match (command, self.stage) {
            (Command::Prepare { brief }, Stage::Candidate) => {
                within(&[Role::EthicsOffice])?;
                subject.must_not_be(actor, "准备人")?;
                brief.check()?;
                Event::Prepared { brief }
            }
            (Command::Verify { opinion }, Stage::Prepared) => {
                within(&[Role::DisciplineOffice])?;
                self.must_verify(actor, candidate)?;
                given("核实意见", &opinion)?;
                Event::Verified { opinion }
            }
            (Command::Return { reason }, Stage::Prepared) => {
                within(&[Role::DisciplineOffice])?;
                self.must_verify(actor, candidate)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Return { reason }, Stage::Verified) => {
                within(COMMITTEE)?;
                self.must_decide(actor, candidate)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Decide { meeting }, Stage::Verified) => {
                within(COMMITTEE)?;
                self.must_decide(actor, candidate)?;
                meeting.check(clock)?;
                Event::Decided { meeting }
            }
            (Command::Dismiss { meeting, reason }, Stage::Verified) => {
                within(COMMITTEE)?;
                self.must_decide(actor, candidate)?;
                meeting.check(clock)?;
                given("不予认定的理由", &reason)?;
                Event::Dismissed { meeting, reason }
            }
            (Command::Appeal { grounds, evidence }, Stage::Active) => {
                within(STAFF)?;
                subject.must_be(actor, action, &[Role::Practitioner])?;
                let decided_on = self.decision.as_ref().map_or(clock.today(), |decision| decision.on);
                if self.appeals.iter().any(|appeal| appeal.by == actor.user) {
                    return Err(Refusal::Duplicate {
                        what: "本人的申诉"
                    });
                }
                let due = appeal::file(decided_on, &grounds, clock)?;
                Event::Appealed { due, grounds, evidence }
            }
            (Command::WithdrawAppeal, Stage::Appealed) => {
                within(STAFF)?;
                subject.must_be(actor, action, &[Role::Practitioner])?;
                Event::AppealWithdrawn
            }
            (Command::Uphold { meeting, opinion }, Stage::Appealed) => {
                within(COMMITTEE)?;
                self.must_answer(actor, candidate)?;
                meeting.check(clock)?;
                given("处理意见", &opinion)?;
                Event::Upheld { meeting, opinion }
            }
            (Command::Lift { meeting, opinion }, Stage::Appealed) => {
                within(COMMITTEE)?;
                self.must_answer(actor, candidate)?;
                meeting.check(clock)?;
                given("处理意见", &opinion)?;
                Event::Lifted { meeting, opinion }
            }
            (Command::Escalate { reason, pack }, Stage::Active) if self.escalation.is_none() => {
                within(&[Role::DisciplineOffice])?;
                subject.must_not_be(actor, "移送人")?;
                given("移送理由", &reason)?;
                attached("证据包", &pack)?;
                Event::Escalated { reason, pack }
            }
            (Command::Acknowledge { case_number }, _) if self.awaits_receipt() => {
                actor.must_act_for(action, &[Role::HealthSection], &candidate.division)?;
                given("受理编号", &case_number)?;
                Event::Acknowledged { case_number }
            }
            (Command::RecordOutcome { outcome }, _) if self.awaits_outcome() => {
                actor.must_act_for(action, &[Role::HealthSection], &candidate.division)?;
                given("文书编号", &outcome.document)?;
                not_ahead("决定日期", outcome.decided_on, clock)?;
                Event::OutcomeRecorded { outcome }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let (by, on) = (&recorded.by, recorded.at.day());
        match recorded.event.clone() {
            Event::Nominated { candidate } => {
                self.candidate = Some(candidate);
                self.stage = Stage::Candidate;
            }
            Event::Prepared { brief } => {
                self.brief = Some(brief);
                self.prepared_by = Some(by.clone());
                self.stage = Stage::Prepared;
            }
            Event::Verified { .. } => {
                self.verified_by = Some(by.clone());
                self.stage = Stage::Verified;
            }
            Event::Returned { .. } => {
                self.verified_by = None;
                self.stage = Stage::Candidate;
            }
            Event::Decided { meeting } => {
                self.decision = Some(Decision {
                    by: by.clone(),
                    on,
                    meeting,
                });
                self.stage = Stage::Active;
            }
            Event::Dismissed { .. } => self.stage = Stage::Dismissed,
            Event::Appealed { due, grounds, evidence } => {
                self.appeals.push(Appeal::filed(by, on, due, grounds, evidence));
                self.stage = Stage::Appealed;
            }
            Event::AppealWithdrawn => {
                appeal::answer(&mut self.appeals, by, on, AppealResult::Withdrawn, String::new());
                self.stage = Stage::Active;
            }
            Event::Upheld { opinion, .. } => {
                appeal::answer(&mut self.appeals, by, on, AppealResult::Upheld, opinion);
                self.stage = Stage::Active;
            }
            Event::Lifted { opinion, .. } => {
                appeal::answer(&mut self.appeals, by, on, AppealResult::Revoked, opinion);
                self.stage = Stage::Lifted;
            }
            Event::Escalated { reason, pack } => {
                self.escalation = Some(Escalation {
                    by: by.clone(),
                    on,
                    reason,
                    pack,
                    case_number: None,
                    outcome: None,
                });
            }
            Event::Acknowledged { case_number } => {
                if let Some(escalation) = &mut self.escalation {
                    escalation.case_number = Some(case_number);
                }
            }
            Event::OutcomeRecorded { outcome } => {
                if let Some(escalation) = &mut self.escalation {
                    escalation.outcome = Some(outcome);
                }
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未提出",
            Stage::Candidate => "待准备材料",
            Stage::Prepared => "待纪检核实",
            Stage::Verified => "待委员会认定",
            Stage::Active => "已生效",
            Stage::Appealed => "申诉处理中",
            Stage::Lifted => "已撤销",
            Stage::Dismissed => "不予认定",
        }
    }
}

const COMMITTEE: &[Role] = &[Role::HospitalLeader];

impl VetoDecision {
    /// Sent to the bureau and not yet received.
    fn awaits_receipt(&self) -> bool {
        let escalation = self.escalation.as_ref();
        escalation.is_some_and(|escalation| escalation.case_number.is_none())
    }

    /// Received by the bureau, which has not yet decided.
    fn awaits_outcome(&self) -> bool {
        let escalation = self.escalation.as_ref();
        escalation.is_some_and(|escalation| escalation.case_number.is_some() && escalation.outcome.is_none())
    }

    fn must_verify(&self, actor: &Actor, candidate: &Candidate) -> Result<(), Refusal> {
        candidate.subject.must_not_be(actor, "核实人")?;
        self.prepared_by
            .iter()
            .try_for_each(|preparer| actor.must_differ("核实人", preparer, "准备人"))
    }

    fn must_decide(&self, actor: &Actor, candidate: &Candidate) -> Result<(), Refusal> {
        candidate.subject.must_not_be(actor, "认定人")?;
        self.had_no_part(actor, "认定人")
    }

    fn must_answer(&self, actor: &Actor, candidate: &Candidate) -> Result<(), Refusal> {
        candidate.subject.must_not_be(actor, "申诉处理人")?;
        if let Some(decision) = &self.decision {
            actor.must_differ("申诉处理人", &decision.by, "原认定人")?;
        }
        self.had_no_part(actor, "申诉处理人")
    }

    fn had_no_part(&self, actor: &Actor, part: &'static str) -> Result<(), Refusal> {
        for (before, other) in [(&self.prepared_by, "准备人"), (&self.verified_by, "核实人")] {
            if let Some(before) = before {
                actor.must_differ(part, before, other)?;
            }
        }
        Ok(())
    }
}

impl Candidate {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        self.subject.is_told()?;
        if self.year > clock.today().year() {
            return Err(Refusal::OutOfRange {
                what: "考评年度",
                least: "2000".to_owned(),
                most: clock.today().year().to_string(),
                found: self.year.to_string(),
            });
        }
        match &self.basis {
            Basis::ConductEvent { event, .. } => given("事件编号", event),
            Basis::InsurancePoints { document, points } => {
                given("记分文书", document)?;
                match *points >= CANDIDATE_POINTS {
                    true => Ok(()),
                    false => Err(Refusal::Field {
                        code: "CD-VETO-POINTS",
                        say: format!(
                            "医保支付资格年度记分{points}分，未达到{CANDIDATE_POINTS}分，不列为一票否决候选。请按行为事件办理。"
                        ),
                    }),
                }
            }
        }
    }
}

impl Brief {
    fn check(&self) -> Result<(), Refusal> {
        if !is_veto(&self.condition) {
            return Err(Refusal::Field {
                code: "CD-VETO-CONDITION",
                say: format!("{}不是一票否决情形。请填写否决情形的编码，如X02。", self.condition),
            });
        }
        given("事实", &self.facts)?;
        attached("证据", &self.evidence)?;
        match self.from <= self.until {
            true => Ok(()),
            false => Err(Refusal::Field {
                code: "CD-VETO-SPAN",
                say: format!("终止日{}早于起始日{}。请更正。", self.until, self.from),
            }),
        }
    }
}

impl Meeting {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("会议纪要编号", &self.minute_number)?;
        not_ahead("会议日期", self.met_on, clock)
    }
}

/// Refuses a day after today.
fn not_ahead(what: &'static str, day: domain::Day, clock: &Clock<'_>) -> Result<(), Refusal> {
    match day <= clock.today() {
        true => Ok(()),
        false => Err(Refusal::Field {
            code: "CD-DAY-AHEAD",
            say: format!("{what}{day}晚于今天。请填写今天或者以前的日期。"),
        }),
    }
}
