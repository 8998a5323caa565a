//! The course of an event: who may do what when, and what that makes of it.

use super::{ANSWERING, APPROVING, Approval, Command, ConductEvent, Event, Origin, PROPOSING, RECORDING};
use super::{Report, Ruling, Stage, is_veto};
use crate::appeal::{self, Appeal, AppealResult};
use crate::subject::{STAFF, act_within};
use crate::{EventCode, Points};
use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, attached, given};

impl Machine for ConductEvent {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let Some(report) = &self.report else {
            return self.begin(command, actor, clock).map(|event| vec![event]);
        };
        let within = |roles| act_within(actor, action, roles, &report.institution);
        let event = match (command, self.stage) {
            (Command::Amend { report: amended }, Stage::Draft | Stage::Returned) => {
                self.must_be_author(actor, action, report)?;
                if amended.institution != report.institution || amended.division != report.division {
                    return Err(Refusal::OtherInstitution);
                }
                if self.proposed_by_fund && amended.origin != report.origin {
                    return Err(fund_only());
                }
                begun_by(&amended, actor, self.proposed_by_fund)?;
                amended.check(clock)?;
                Event::Amended { report: amended }
            }
            (Command::Submit, Stage::Draft | Stage::Returned) => {
                self.must_be_author(actor, action, report)?;
                Event::Submitted
            }
            (
                Command::Withdraw { reason },
                Stage::Draft | Stage::Returned | Stage::Submitted | Stage::Confirmed | Stage::Verified,
            ) => {
                self.must_be_author(actor, action, report)?;
                given("撤回理由", &reason)?;
                Event::Withdrawn { reason }
            }
            (
                Command::Attach { evidence },
                Stage::Draft
                | Stage::Returned
                | Stage::Submitted
                | Stage::Confirmed
                | Stage::Verified
                | Stage::Appealed,
            ) => {
                within(&[Role::EthicsOffice, Role::DisciplineOffice, Role::DepartmentHead])?;
                attached("证据", &evidence)?;
                Event::Attached { evidence }
            }
            (
                Command::Recuse { user, reason },
                Stage::Submitted | Stage::Confirmed | Stage::Verified | Stage::Appealed,
            ) => {
                within(STAFF)?;
                given("回避人", &user.0)?;
                // The office may note anybody's reason, everybody his own.
                if actor.role != Role::EthicsOffice && actor.user != user {
                    return Err(Refusal::Field {
                        code: "CD-RECUSE-OTHER",
                        say: "只能登记本人的回避；他人的回避由医德医风办公室登记。请把回避人改为本人。".to_owned(),
                    });
                }
                given("回避理由", &reason)?;
                Event::Recused { user, reason }
            }
            (Command::Confirm { opinion }, Stage::Submitted) => {
                within(&[Role::DepartmentHead])?;
                self.must_be_free(actor, "科室确认人")?;
                for author in &self.authors {
                    actor.must_differ("科室确认人", author, "申报人")?;
                }
                if report.head.as_ref().is_some_and(|head| head != &actor.user) {
                    return Err(Refusal::Role {
                        action,
                        roles: &[Role::DepartmentHead],
                    });
                }
                given("科室意见", &opinion)?;
                Event::Confirmed { opinion }
            }
            (Command::TakeOver { reason }, Stage::Submitted) => {
                within(&[Role::EthicsOffice])?;
                self.must_be_free(actor, "代为确认的人")?;
                given("代为确认的理由", &reason)?;
                Event::TakenOver { reason }
            }
            (Command::Verify { opinion }, Stage::Confirmed) => {
                within(&[Role::EthicsOffice])?;
                self.must_be_free(actor, "核实人")?;
                if report.evidence.is_empty() {
                    return Err(Refusal::Unfinished {
                        what: "证据的补充"
                    });
                }
                given("核实意见", &opinion)?;
                Event::Verified { opinion }
            }
            (Command::Return { reason }, Stage::Submitted | Stage::Confirmed | Stage::Verified) => {
                within(self.judges())?;
                self.must_be_free(actor, "退回的人")?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Reject { reason }, Stage::Confirmed) => {
                within(&[Role::EthicsOffice])?;
                self.must_be_free(actor, "审批人")?;
                self.must_not_have_proposed(actor)?;
                given("不予认定的理由", &reason)?;
                Event::Rejected { reason }
            }
            (Command::Reject { reason }, Stage::Verified) => {
                within(APPROVING)?;
                self.must_approve(actor)?;
                given("不予认定的理由", &reason)?;
                Event::Rejected { reason }
            }
            (
                Command::Approve {
                    points,
                    count,
                    counted_year,
                    opinion,
                },
                Stage::Verified,
            ) => {
                within(APPROVING)?;
                self.must_approve(actor)?;
                scored(report, &report.code, points, count)?;
                let (first, last) = (report.occurred_on.year(), clock.today().year());
                if !(first..=last).contains(&counted_year) {
                    return Err(Refusal::OutOfRange {
                        what: "计入年度",
                        least: first.to_string(),
                        most: last.to_string(),
                        found: counted_year.to_string(),
                    });
                }
                given("审批意见", &opinion)?;
                Event::Approved {
                    points,
                    count,
                    counted_year,
                    opinion,
                }
            }
            (Command::Appeal { grounds, evidence }, Stage::Approved) => {
                within(STAFF)?;
                let Some(approval) = self.approval.as_ref().filter(|_| self.names(actor)) else {
                    return Err(Refusal::Role {
                        action,
                        roles: &[Role::Practitioner],
                    });
                };
                if self.appeals.iter().any(|appeal| appeal.by == actor.user) {
                    return Err(Refusal::Duplicate {
                        what: "本人的申诉"
                    });
                }
                let due = appeal::file(approval.on, &grounds, clock)?;
                Event::Appealed { due, grounds, evidence }
            }
            (Command::WithdrawAppeal, Stage::Appealed) => {
                within(STAFF)?;
                match appeal::running(&self.appeals) {
                    Some(appeal) if appeal.by == actor.user => Event::AppealWithdrawn,
                    _ => {
                        return Err(Refusal::Role {
                            action,
                            roles: &[Role::Practitioner],
                        });
                    }
                }
            }
            (Command::SettleAppeal { ruling, opinion }, Stage::Appealed) => {
                within(ANSWERING)?;
                self.must_answer(actor)?;
                if let Ruling::Changed { code, points, count } = &ruling {
                    scored(report, code, *points, *count)?;
                }
                given("处理意见", &opinion)?;
                Event::AppealSettled { ruling, opinion }
            }
            _ => {
                return Err(Refusal::Stage {
                    stage: self.stage_zh(),
                    action,
                });
            }
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let (by, on) = (&recorded.by, recorded.at.day());
        match recorded.event.clone() {
            Event::Recorded { report } => {
                self.report = Some(report);
                self.authors.insert(by.clone());
                self.stage = Stage::Draft;
            }
            Event::Proposed { report } => {
                self.report = Some(report);
                self.authors.insert(by.clone());
                self.proposed_by_fund = true;
                self.stage = Stage::Submitted;
            }
            Event::Amended { report } => {
                self.report = Some(report);
                self.authors.insert(by.clone());
            }
            Event::Submitted => {
                // Every round is confirmed and verified anew.
                (self.confirmed_by, self.verified_by) = (None, None);
                self.stage = Stage::Submitted;
            }
            Event::Withdrawn { .. } => self.stage = Stage::Withdrawn,
            Event::Attached { evidence } => {
                if let Some(report) = &mut self.report {
                    report.evidence.extend(evidence);
                }
            }
            Event::Recused { user, .. } => {
                self.recused.insert(user);
            }
            Event::Confirmed { .. } | Event::TakenOver { .. } => {
                self.confirmed_by = Some(by.clone());
                self.stage = Stage::Confirmed;
            }
            Event::Verified { .. } => {
                self.verified_by = Some(by.clone());
                self.stage = Stage::Verified;
            }
            Event::Returned { .. } => self.stage = Stage::Returned,
            Event::Rejected { .. } => self.stage = Stage::Rejected,
            Event::Approved {
                points,
                count,
                counted_year,
                ..
            } => {
                self.approval = self.report.as_ref().map(|report| Approval {
                    by: by.clone(),
                    on,
                    code: report.code.clone(),
                    points,
                    count,
                    counted_year,
                });
                self.stage = Stage::Approved;
            }
            Event::Appealed { due, grounds, evidence } => {
                self.appeals.push(Appeal::filed(by, on, due, grounds, evidence));
                self.stage = Stage::Appealed;
            }
            Event::AppealWithdrawn => {
                self.settle(recorded, AppealResult::Withdrawn, String::new());
                self.stage = Stage::Approved;
            }
            Event::AppealSettled { ruling, opinion } => {
                let (stage, result) = match ruling {
                    Ruling::Upheld => (Stage::Approved, AppealResult::Upheld),
                    Ruling::Revoked => (Stage::Revoked, AppealResult::Revoked),
                    Ruling::Changed { code, points, count } => {
                        if let Some(approval) = &mut self.approval {
                            (approval.code, approval.points, approval.count) = (code, points, count);
                        }
                        (Stage::Approved, AppealResult::Changed)
                    }
                };
                self.settle(recorded, result, opinion);
                self.stage = stage;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Draft => "草稿",
            Stage::Submitted => "待科室确认",
            Stage::Confirmed => "待行风办核实",
            Stage::Verified => "待审批",
            Stage::Returned => "已退回",
            Stage::Approved => "已认定",
            Stage::Appealed => "申诉处理中",
            Stage::Rejected => "不予认定",
            Stage::Withdrawn => "已撤回",
            Stage::Revoked => "已撤销",
        }
    }
}

impl ConductEvent {
    fn begin(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Event, Refusal> {
        let action = command.zh();
        match command {
            Command::Record { report } => {
                actor.must_act_within(action, RECORDING, &report.institution)?;
                begun_by(&report, actor, false)?;
                report.check(clock)?;
                Ok(Event::Recorded { report })
            }
            Command::Propose { report } => {
                act_within(actor, action, PROPOSING, &report.institution)?;
                begun_by(&report, actor, true)?;
                report.check(clock)?;
                Ok(Event::Proposed { report })
            }
            _ => Err(Refusal::Stage {
                stage: self.stage_zh(),
                action,
            }),
        }
    }

    fn names(&self, actor: &Actor) -> bool {
        self.subjects().any(|subject| subject.is(actor))
    }

    /// Refuses everybody but who wrote the report, and the ethics office.
    fn must_be_author(&self, actor: &Actor, action: &'static str, report: &Report) -> Result<(), Refusal> {
        let is_office = actor.role == Role::EthicsOffice;
        match self.authors.contains(&actor.user) || is_office {
            true if actor.role == Role::System => Ok(()),
            true => act_within(actor, action, STAFF, &report.institution),
            false => Err(Refusal::Role {
                action,
                roles: &[Role::EthicsOffice],
            }),
        }
    }

    /// Who may send the report back at this stage.
    fn judges(&self) -> &'static [Role] {
        match self.stage {
            Stage::Submitted => &[Role::DepartmentHead, Role::EthicsOffice],
            Stage::Confirmed => &[Role::EthicsOffice],
            _ => APPROVING,
        }
    }

    /// Refuses who is named and who has withdrawn.
    fn must_be_free(&self, actor: &Actor, part: &'static str) -> Result<(), Refusal> {
        for subject in self.subjects() {
            subject.must_not_be(actor, part)?;
        }
        match self.recused.contains(&actor.user) {
            true => Err(Refusal::Recused {
                who: actor.user.0.clone(),
            }),
            false => Ok(()),
        }
    }

    fn must_not_have_proposed(&self, actor: &Actor) -> Result<(), Refusal> {
        self.authors
            .iter()
            .try_for_each(|author| actor.must_differ("审批人", author, "申报人"))
    }

    /// Refuses who is named, has withdrawn, has proposed or has verified.
    fn must_approve(&self, actor: &Actor) -> Result<(), Refusal> {
        self.must_be_free(actor, "审批人")?;
        self.must_not_have_proposed(actor)?;
        self.verified_by
            .iter()
            .try_for_each(|verifier| actor.must_differ("审批人", verifier, "核实人"))
    }

    /// Refuses who is named, has withdrawn, or had a part in the decision.
    fn must_answer(&self, actor: &Actor) -> Result<(), Refusal> {
        self.must_be_free(actor, "申诉处理人")?;
        for (before, part) in [
            (self.approval.as_ref().map(|approval| &approval.by), "审批人"),
            (self.verified_by.as_ref(), "核实人"),
        ] {
            if let Some(before) = before {
                actor.must_differ("申诉处理人", before, part)?;
            }
        }
        Ok(())
    }
}

/// Refuses a source that the way of beginning does not have, and a report about others by somebody who
/// may only report his own.
fn begun_by(report: &Report, actor: &Actor, proposed: bool) -> Result<(), Refusal> {
    // The system proposes whatever another matter has established; people propose only for the fund.
    if report.origin.is_of_the_fund() != proposed && actor.role != Role::System {
        return Err(fund_only());
    }
    let own = report.origin == Origin::Oneself && report.persons.iter().all(|one| one.subject.is(actor));
    if actor.role == Role::Practitioner && !own {
        return Err(Refusal::Field {
            code: "CD-EVENT-OWN",
            say: "医务人员只能申报本人的行为，来源为本人申报。请把涉及人员改为本人；反映他人的问题请向纪检监察室举报。"
                .to_owned(),
        });
    }
    Ok(())
}

fn fund_only() -> Refusal {
    Refusal::Field {
        code: "CD-EVENT-FUND",
        say: "来源为基金审核疑点、医保支付资格记分的行为只能由系统或者机构医保办提出，其他来源由有关人员登记。请更正来源，或转相应人员办理。"
            .to_owned(),
    }
}

/// Refuses points and counts that cannot be scored.
fn scored(report: &Report, code: &EventCode, points: Option<Points>, count: u16) -> Result<(), Refusal> {
    if count == 0 {
        return Err(Refusal::OutOfRange {
            what: "次数",
            least: "1".to_owned(),
            most: u16::MAX.to_string(),
            found: "0".to_owned(),
        });
    }
    let problem = |say: &str| {
        Err(Refusal::Field {
            code: "CD-EVENT-POINTS",
            say: say.to_owned(),
        })
    };
    let is_shared = report.persons.iter().any(|involved| involved.share < 100);
    match points {
        Some(points) if points == Points::ZERO => problem("分值不能为零。方案已定分值的，请留空。"),
        Some(_) if is_veto(code) => problem("一票否决情形不计分值。请把分值留空。"),
        None if is_shared && !is_veto(code) => {
            problem("几人按比例分担的行为，须写明总分值，系统按比例分到各人。请填写分值。")
        }
        _ => Ok(()),
    }
}
