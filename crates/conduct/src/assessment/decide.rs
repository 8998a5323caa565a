//! The course of an assessment: who may do what when, and what that makes of it.

use super::YearAssessment;
use super::{ANSWERING, Appraisal, CHAIRING, COMMITTEE, Command, Computed, DepartmentReview, Event, Grade};
use super::{LEAST_GROUP, Objection, Opening, Publicity, SelfReview, Sheet, Skipped, Stage, UnitReview};
use crate::Points;
use crate::appeal::{self, Appeal, AppealResult};
use crate::subject::{STAFF, act_within};
use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use std::collections::BTreeSet;

impl Machine for YearAssessment {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(opening) = &self.opening else {
            let Command::Open { opening } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, &[Role::EthicsOffice], &opening.institution)?;
            opening.check(clock)?;
            return Ok(vec![Event::Opened { opening }]);
        };
        let subject = &opening.subject;
        let within = |roles| act_within(actor, action, roles, &opening.institution);
        // The office and the committee act about others only.
        let about_another = |roles, part| within(roles).and_then(|()| subject.must_not_be(actor, part));
        let event = match (command, self.stage) {
            (Command::ReviewSelf { text, scores }, Stage::SelfReview) => {
                within(STAFF)?;
                subject.must_be(actor, action, &[Role::Practitioner])?;
                given("自评文字", &text)?;
                opening.scored(&scores)?;
                Event::SelfReviewed { text, scores }
            }
            (
                Command::ReviewDepartment {
                    opinion,
                    scores,
                    group,
                    minutes,
                },
                Stage::Department,
            ) => {
                about_another(CHAIRING, "主持科室评价的人")?;
                given("科室意见", &opinion)?;
                opening.scored(&scores)?;
                is_a_group(opening, &group)?;
                Event::DepartmentReviewed {
                    opinion,
                    scores,
                    group,
                    minutes,
                }
            }
            (Command::RecordAppraisal { opinion, points, paper }, Stage::Branch | Stage::Public) => {
                about_another(&[Role::EthicsOffice], "登记人")?;
                given("评议意见", &opinion)?;
                if points.is_negative() || points > opening.most() {
                    return Err(Refusal::OutOfRange {
                        what: "评议得分",
                        least: "0".to_owned(),
                        most: opening.most().to_string(),
                        found: points.to_string(),
                    });
                }
                Event::AppraisalRecorded { opinion, points, paper }
            }
            (Command::Skip { reason }, Stage::SelfReview | Stage::Branch | Stage::Public) => {
                about_another(&[Role::EthicsOffice], "跳过环节的人")?;
                if let Some(due) = self.due() {
                    clock.after(self.stage_zh(), due)?;
                }
                given("跳过的理由", &reason)?;
                Event::Skipped {
                    stage: self.stage,
                    reason,
                }
            }
            (
                Command::Draft {
                    computed,
                    grade,
                    reason,
                    opinion,
                },
                Stage::Draft,
            ) => {
                about_another(&[Role::EthicsOffice], "拟定人")?;
                let reason = graded(computed, grade, reason)?;
                given("单位意见", &opinion)?;
                Event::Drafted {
                    computed,
                    grade,
                    reason,
                    opinion,
                }
            }
            (
                Command::Decide {
                    grade,
                    reason,
                    minute_number,
                },
                Stage::Committee,
            ) => {
                about_another(COMMITTEE, "审定人")?;
                let unit = self.must_decide(actor)?;
                let reason = graded(unit.computed, grade, reason)?;
                given("会议纪要编号", &minute_number)?;
                Event::Decided {
                    grade,
                    reason,
                    minute_number,
                }
            }
            (Command::Return { reason }, Stage::Committee) => {
                about_another(COMMITTEE, "审定人")?;
                self.must_decide(actor)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Publish { channel }, Stage::Decided) => {
                about_another(&[Role::EthicsOffice], "公示人")?;
                given("公示地点和反映渠道", &channel)?;
                let due = clock.calendar.add_working_days(clock.today(), opening.publicity_days)?;
                Event::Published { channel, due }
            }
            (Command::Object { grounds, evidence }, Stage::Publicity) => {
                within(STAFF)?;
                if let Some(due) = self.due() {
                    clock.in_time("公示异议", due)?;
                }
                given("异议理由", &grounds)?;
                Event::Objected { grounds, evidence }
            }
            (
                Command::AnswerObjection {
                    number,
                    accepted,
                    answer,
                },
                Stage::Publicity,
            ) => {
                about_another(ANSWERING, "答复人")?;
                let Some(objection) = self.open_objections().find(|objection| objection.number == number) else {
                    return Err(Refusal::Unknown {
                        what: "未答复的异议"
                    });
                };
                actor.must_differ("答复人", &objection.by, "异议人")?;
                given("异议答复", &answer)?;
                Event::ObjectionAnswered {
                    number,
                    accepted,
                    answer,
                }
            }
            (Command::Conclude, Stage::Publicity) => {
                about_another(&[Role::EthicsOffice], "确定结果的人")?;
                if let Some(due) = self.due() {
                    clock.after("公示", due)?;
                }
                if self.open_objections().next().is_some() {
                    return Err(Refusal::Unfinished {
                        what: "公示异议的答复"
                    });
                }
                Event::Concluded
            }
            (Command::Freeze { paper }, Stage::Final) => {
                about_another(&[Role::EthicsOffice], "归档人")?;
                Event::Frozen { paper }
            }
            (Command::Appeal { grounds, evidence }, Stage::Final | Stage::Frozen) => {
                within(STAFF)?;
                subject.must_be(actor, action, &[Role::Practitioner])?;
                if self.appeals.len() > self.earlier_appeals {
                    return Err(Refusal::Duplicate {
                        what: "本年度考评的申诉",
                    });
                }
                let due = appeal::file(self.final_on.unwrap_or(clock.today()), &grounds, clock)?;
                Event::Appealed { due, grounds, evidence }
            }
            (Command::WithdrawAppeal, Stage::Appealed) => {
                within(STAFF)?;
                subject.must_be(actor, action, &[Role::Practitioner])?;
                Event::AppealWithdrawn
            }
            (Command::Uphold { opinion }, Stage::Appealed) => {
                about_another(SETTLING, "申诉处理人")?;
                self.must_answer(actor)?;
                given("处理意见", &opinion)?;
                Event::Upheld { opinion }
            }
            (
                Command::Change {
                    computed,
                    grade,
                    reason,
                    opinion,
                },
                Stage::Appealed,
            ) => {
                about_another(SETTLING, "申诉处理人")?;
                self.must_answer(actor)?;
                let reason = graded(computed, grade, reason)?;
                if self
                    .unit
                    .as_ref()
                    .is_some_and(|unit| unit.grade == grade && unit.computed == computed)
                {
                    return Err(Refusal::Field {
                        code: "CD-ASSESS-UNCHANGED",
                        say: "计算结果和等次都没有变化。请改为维持，或者更正计算结果、等次。".to_owned(),
                    });
                }
                given("处理意见", &opinion)?;
                Event::Changed {
                    computed,
                    grade,
                    reason,
                    opinion,
                }
            }
            (Command::RequestReopening { reason }, Stage::Frozen) if self.reopening.is_none() => {
                about_another(&[Role::EthicsOffice], "申请人")?;
                given("重开的理由", &reason)?;
                Event::ReopeningRequested { reason }
            }
            (Command::GrantReopening, Stage::Frozen) if self.reopening.is_some() => {
                about_another(COMMITTEE, "批准人")?;
                Event::Reopened
            }
            (Command::DenyReopening { reason }, Stage::Frozen) if self.reopening.is_some() => {
                about_another(COMMITTEE, "批准人")?;
                given("不同意的理由", &reason)?;
                Event::ReopeningDenied { reason }
            }
            _ => return Err(wrong_stage),
        };
        if let (Event::Reopened | Event::ReopeningDenied { .. }, Some((requester, _))) = (&event, &self.reopening) {
            actor.must_differ("批准人", requester, "申请人")?;
        }
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let (by, on) = (&recorded.by, recorded.at.day());
        match recorded.event.clone() {
            Event::Opened { opening } => {
                self.opening = Some(opening);
                self.stage = Stage::SelfReview;
            }
            Event::SelfReviewed { text, scores } => {
                self.self_review = Some(SelfReview {
                    text,
                    scores,
                    signed_on: on,
                });
                self.stage = self.after(Stage::SelfReview);
            }
            Event::DepartmentReviewed {
                opinion,
                scores,
                group,
                minutes,
            } => {
                self.department = Some(DepartmentReview {
                    opinion,
                    scores,
                    group,
                    minutes,
                    by: by.clone(),
                    signed_on: on,
                });
                self.stage = self.after(Stage::Department);
            }
            Event::AppraisalRecorded { opinion, points, paper } => {
                let appraisal = Appraisal {
                    opinion,
                    points,
                    paper,
                    by: by.clone(),
                    on,
                };
                match self.stage {
                    Stage::Branch => self.branch = Some(appraisal),
                    _ => self.public = Some(appraisal),
                }
                self.stage = self.after(self.stage);
            }
            Event::Skipped { stage, reason } => {
                self.skipped.push(Skipped { stage, reason });
                self.stage = self.after(stage);
            }
            Event::Drafted {
                computed,
                grade,
                reason,
                opinion,
            } => {
                self.unit = Some(UnitReview {
                    computed,
                    grade,
                    reason,
                    opinion,
                    drafted_by: by.clone(),
                    decided_by: None,
                    decided_on: None,
                    minute_number: None,
                });
                self.stage = Stage::Committee;
            }
            Event::Decided {
                grade,
                reason,
                minute_number,
            } => {
                if let Some(unit) = &mut self.unit {
                    (unit.grade, unit.reason) = (grade, reason);
                    (unit.decided_by, unit.decided_on) = (Some(by.clone()), Some(on));
                    unit.minute_number = Some(minute_number);
                }
                self.stage = Stage::Decided;
            }
            Event::Returned { .. } => self.stage = Stage::Draft,
            Event::Published { channel, due } => {
                self.publicity.push(Publicity {
                    from: on,
                    to: due,
                    channel,
                });
                self.stage = Stage::Publicity;
            }
            Event::Objected { grounds, evidence } => {
                let number = self.objections.last().map_or(1, |last| last.number + 1);
                self.objections.push(Objection {
                    number,
                    round: self.publicity.len(),
                    by: by.clone(),
                    on,
                    grounds,
                    evidence,
                    accepted: None,
                    answer: String::new(),
                });
            }
            Event::ObjectionAnswered {
                number,
                accepted,
                answer,
            } => self.answered(number, accepted, answer),
            Event::Concluded => {
                self.final_on = Some(on);
                self.stage = Stage::Final;
            }
            Event::Frozen { paper } => {
                self.sheets.extend(self.unit.as_ref().map(|unit| Sheet {
                    paper,
                    grade: unit.grade,
                    on,
                }));
                self.stage = Stage::Frozen;
            }
            Event::Appealed { due, grounds, evidence } => {
                // The request to reopen waits for nothing that an appeal would not settle.
                self.reopening = None;
                self.appeals.push(Appeal::filed(by, on, due, grounds, evidence));
                self.appealed_from = Some(self.stage);
                self.stage = Stage::Appealed;
            }
            Event::AppealWithdrawn => self.settled(by, on, AppealResult::Withdrawn, String::new()),
            Event::Upheld { opinion } => self.settled(by, on, AppealResult::Upheld, opinion),
            Event::Changed {
                computed,
                grade,
                reason,
                opinion,
            } => {
                if let Some(unit) = &mut self.unit {
                    (unit.computed, unit.grade, unit.reason) = (computed, grade, reason);
                }
                self.settled(by, on, AppealResult::Changed, opinion);
                // What was frozen is no longer the result: it is frozen anew.
                self.stage = Stage::Final;
            }
            Event::ReopeningRequested { reason } => self.reopening = Some((by.clone(), reason)),
            Event::Reopened => {
                self.reopening = None;
                self.earlier_appeals = self.appeals.len();
                self.final_on = None;
                self.stage = Stage::Draft;
            }
            Event::ReopeningDenied { .. } => self.reopening = None,
        }
    }

    fn stage_zh(&self) -> &'static str {
        self.stage.zh()
    }
}

impl Stage {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Stage::Missing => "未启动",
            Stage::SelfReview => "自我评价",
            Stage::Department => "科室评价",
            Stage::Branch => "支部评价",
            Stage::Public => "群众评议",
            Stage::Draft => "行风办拟定",
            Stage::Committee => "委员会审定",
            Stage::Decided => "待公示",
            Stage::Publicity => "公示中",
            Stage::Final => "已确定",
            Stage::Frozen => "已归档",
            Stage::Appealed => "申诉处理中",
        }
    }
}

const SETTLING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];

impl YearAssessment {
    /// The draft, unless the actor wrote it.
    fn must_decide(&self, actor: &Actor) -> Result<&UnitReview, Refusal> {
        let unit = self.unit.as_ref().ok_or(Refusal::Unfinished {
            what: "等次的拟定"
        })?;
        actor.must_differ("审定人", &unit.drafted_by, "拟定人")?;
        Ok(unit)
    }

    /// Refuses who had a part in the grade.
    fn must_answer(&self, actor: &Actor) -> Result<(), Refusal> {
        let Some(unit) = &self.unit else { return Ok(()) };
        actor.must_differ("申诉处理人", &unit.drafted_by, "拟定人")?;
        unit.decided_by
            .iter()
            .try_for_each(|decider| actor.must_differ("申诉处理人", decider, "审定人"))
    }

    /// An accepted objection leads back to the draft; a result that was published is published anew.
    fn answered(&mut self, number: u32, accepted: bool, answer: String) {
        if let Some(objection) = self.objections.iter_mut().find(|objection| objection.number == number) {
            (objection.accepted, objection.answer) = (Some(accepted), answer);
        }
        if self.open_objections().next().is_some() {
            return;
        }
        let round = self.publicity.len();
        let mut current = self.objections.iter().filter(|objection| objection.round == round);
        if current.any(|objection| objection.accepted == Some(true)) {
            self.stage = Stage::Draft;
        }
    }

    fn settled(&mut self, by: &UserId, on: domain::Day, result: AppealResult, opinion: String) {
        appeal::answer(&mut self.appeals, by, on, result, opinion);
        self.stage = self.appealed_from.take().unwrap_or(Stage::Final);
    }
}

/// Refuses a grade that a veto forbids, and one that differs from the computed without a reason. Gives
/// the reason, or none where none is due.
fn graded(computed: Computed, grade: Grade, reason: Option<String>) -> Result<Option<String>, Refusal> {
    if computed.veto && (computed.grade != Grade::Poor || grade != Grade::Poor) {
        return Err(Refusal::Field {
            code: "CD-ASSESS-VETO",
            say: "有一票否决的，等次只能是较差。请改为较差；认为否决有误的，先按申诉程序撤销否决。".to_owned(),
        });
    }
    if computed.deductions.is_negative() || computed.additions.is_negative() || computed.total < Points::ZERO {
        return Err(Refusal::OutOfRange {
            what: "总分、扣分合计、加分合计",
            least: "0".to_owned(),
            most: "10000".to_owned(),
            found: [computed.total, computed.deductions, computed.additions]
                .into_iter()
                .min()
                .unwrap_or_default()
                .to_string(),
        });
    }
    if grade == computed.grade {
        return Ok(None);
    }
    let reason = reason.unwrap_or_default();
    given("与计算等次不同的理由", &reason)?;
    Ok(Some(reason))
}

/// Refuses a small group of fewer than three people, or with the person himself in it.
fn is_a_group(opening: &Opening, group: &[UserId]) -> Result<(), Refusal> {
    let members: BTreeSet<&UserId> = group.iter().filter(|user| !user.0.trim().is_empty()).collect();
    let refuse = |say: String| {
        Err(Refusal::Field {
            code: "CD-ASSESS-GROUP",
            say,
        })
    };
    if members.len() < LEAST_GROUP || members.len() != group.len() {
        return refuse(format!(
            "科室考评小组须有{LEAST_GROUP}名以上不同的成员，现有{}名。请补充或者更正成员。",
            members.len()
        ));
    }
    match opening.subject.user.as_ref().is_some_and(|user| members.contains(user)) {
        true => refuse("被考评人不能是本人考评小组的成员。请更换成员。".to_owned()),
        false => Ok(()),
    }
}
