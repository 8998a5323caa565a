//! The discipline office (纪检监察室): clues about people of the institution, what is done with them, in
//! which of the four forms (四种形态) they end, and the talks and letters that belong to it.
//!
//! This intake is the institution's own and has nothing to do with the bureau's (`casework::complaint`).
//! Who reported is in neither: a clue carries a seal, the name of a row in the vault. No field holds a
//! reporter, a telephone, an address of a machine or an hour, so that nobody can search by them.

mod command;
mod early_sign;
mod offer;
mod page;
mod practice_points;
mod query_code;
mod statistics;
mod talk;

pub use command::{Clue, Command, Disposal, Event, Recused, Source};
pub use early_sign::{
    ComplaintCounts, EarlySign, Packet, Restricted, SignKind, Thresholds, Usage, complaints_rising,
    same_patient_packets, single_drug_concentration,
};
pub use practice_points::{Entry, PracticeSchedule, ScheduleProblem, Subject, Treatment};
pub use query_code::QueryCode;
pub use statistics::{Disposed, FormCounts, OpenStatistics, Statistics, disposed};
pub use talk::{Document, FormOfDiscipline, Talk, TalkKind};

use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待处置
    Received,
    /// 核查中
    Inquiring,
    /// 暂存待查
    Shelved,
    /// 待审定
    Concluded,
    /// 待执行
    Decided,
    /// 待回访
    Following,
    /// 已了结
    Closed,
}

/// 核查结论
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// 查明的事实
    pub facts: String,
    /// 处理形态; none where the clue is unfounded
    pub form: Option<FormOfDiscipline>,
    /// 处理意见
    pub opinion: String,
}

/// 问题线索 · one clue through to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DisciplineClue {
    /// 线索
    pub clue: Option<Clue>,
    /// 环节
    pub stage: Stage,
    /// 处置方式
    pub disposal: Option<Disposal>,
    /// 承办人
    pub handler: Option<UserId>,
    /// 核查结论
    pub conclusion: Option<Conclusion>,
    /// 提出结论的人
    pub concluded_by: Option<UserId>,
    /// 审定人
    pub confirmed_by: Option<UserId>,
    /// 审定日期
    #[serde(with = "casework::stored")]
    pub confirmed_on: Option<Day>,
    /// 谈话、函询、处理
    pub talks: Vec<Talk>,
}

impl DisciplineClue {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.clue.as_ref().map(|clue| &clue.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.clue.as_ref().map(|clue| &clue.division)
    }

    /// 回访届满日
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Following => self.talks.last().map(|talk| talk.check_on),
            _ => None,
        }
    }

    /// 承办人, while it is his turn.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Inquiring => self.handler.as_ref(),
            _ => None,
        }
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let talkers = self.talks.iter().flat_map(|talk| [&talk.first, &talk.second]);
        let parts = self.handler.iter().chain(&self.concluded_by).chain(&self.confirmed_by);
        parts.chain(talkers).collect()
    }

    /// 被反映人, whom the conflict check asks for.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        self.clue.as_ref().and_then(|clue| clue.respondent.as_ref())
    }

    /// 处理形态, once a second person has confirmed it.
    pub fn form(&self) -> Option<FormOfDiscipline> {
        match self.stage {
            Stage::Decided | Stage::Following | Stage::Closed => self.conclusion.as_ref()?.form,
            _ => None,
        }
    }
}

const DISCIPLINE: &[Role] = &[Role::DisciplineOffice];

impl Machine for DisciplineClue {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(clue) = &self.clue else {
            let Command::Receive { clue } = command else {
                return Err(wrong_stage);
            };
            clue.received(action, actor, clock)?;
            return Ok(vec![Event::Received { clue }]);
        };
        let within = || {
            clue.must_be_free(&actor.user)?;
            actor.must_act_within(action, DISCIPLINE, &clue.institution)
        };
        let event = match (command, self.stage) {
            (
                Command::Dispose {
                    disposal,
                    handler,
                    reason,
                },
                Stage::Received,
            ) => {
                within()?;
                given("处置理由", &reason)?;
                match (disposal.is_inquired(), &handler) {
                    (true, None) => return Err(Refusal::TextMissing { what: "承办人" }),
                    (true, Some(handler)) => clue.must_be_free(handler)?,
                    (false, _) => {}
                }
                Event::Disposed {
                    disposal,
                    handler: handler.filter(|_| disposal.is_inquired()),
                    reason,
                }
            }
            (Command::Resume { reason }, Stage::Shelved) => {
                within()?;
                given("重新处置的理由", &reason)?;
                Event::Resumed { reason }
            }
            (Command::Talk { talk }, Stage::Inquiring) => {
                within()?;
                self.handles(actor)?;
                talk.complete(clue, clock)?;
                talk.kind.must_belong_to(None)?;
                Event::Talked { talk }
            }
            (Command::Conclude { conclusion }, Stage::Inquiring) => {
                within()?;
                self.handles(actor)?;
                given("查明的事实", &conclusion.facts)?;
                given("处理意见", &conclusion.opinion)?;
                Event::Concluded { conclusion }
            }
            (Command::Confirm { opinion }, Stage::Concluded) => {
                within()?;
                self.reviews(actor)?;
                given("审定意见", &opinion)?;
                Event::Confirmed { opinion }
            }
            (Command::Remand { reason }, Stage::Concluded) => {
                within()?;
                self.reviews(actor)?;
                given("退回理由", &reason)?;
                Event::Remanded { reason }
            }
            (Command::Carry { talk }, Stage::Decided) => {
                within()?;
                talk.complete(clue, clock)?;
                talk.kind
                    .must_belong_to(self.conclusion.as_ref().and_then(|conclusion| conclusion.form))?;
                Event::Carried { talk }
            }
            (Command::FollowUp { result, papers }, Stage::Following) => {
                within()?;
                given("回访情况", &result)?;
                Event::FollowedUp { result, papers }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Received { clue } => {
                self.clue = Some(clue);
                self.stage = Stage::Received;
            }
            Event::Disposed { disposal, handler, .. } => {
                self.disposal = Some(disposal);
                self.handler = handler;
                self.stage = match disposal {
                    Disposal::TalkInquiry | Disposal::PreliminaryCheck => Stage::Inquiring,
                    Disposal::Shelve => Stage::Shelved,
                    Disposal::Close => Stage::Closed,
                };
            }
            Event::Resumed { .. } => self.stage = Stage::Received,
            Event::Talked { talk } => self.talks.push(talk),
            Event::Concluded { conclusion } => {
                self.conclusion = Some(conclusion);
                self.concluded_by = Some(recorded.by.clone());
                self.stage = Stage::Concluded;
            }
            Event::Confirmed { .. } => {
                self.confirmed_by = Some(recorded.by.clone());
                self.confirmed_on = Some(recorded.at.day());
                let form = self.conclusion.as_ref().and_then(|conclusion| conclusion.form);
                self.stage = match form {
                    Some(_) => Stage::Decided,
                    None => Stage::Closed,
                };
            }
            Event::Remanded { .. } => self.stage = Stage::Inquiring,
            Event::Carried { talk } => {
                self.talks.push(talk);
                self.stage = Stage::Following;
            }
            Event::FollowedUp { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Received => "待处置",
            Stage::Inquiring => "核查中",
            Stage::Shelved => "暂存待查",
            Stage::Concluded => "待审定",
            Stage::Decided => "待执行",
            Stage::Following => "待回访",
            Stage::Closed => "已了结",
        }
    }
}

impl DisciplineClue {
    /// Refuses everybody but the handler.
    fn handles(&self, actor: &Actor) -> Result<(), Refusal> {
        match self.handler.as_ref() == Some(&actor.user) {
            true => Ok(()),
            false => Err(Refusal::Field {
                code: "CD-HANDLER",
                say: "本线索由承办人办理。承办人不能办理的，请承办人提出结论或者另行处置。".to_owned(),
            }),
        }
    }

    /// Refuses who handled and concluded as the one who confirms.
    fn reviews(&self, actor: &Actor) -> Result<(), Refusal> {
        for (own, part) in [(&self.handler, "承办人"), (&self.concluded_by, "提出结论的人")] {
            if let Some(other) = own {
                actor.must_differ("审定人", other, part)?;
            }
        }
        Ok(())
    }
}

impl Clue {
    fn received(&self, action: &'static str, actor: &Actor, clock: &Clock<'_>) -> Result<(), Refusal> {
        // The ethics office hands over and sees no more of it; the system brings what a survey sealed.
        match actor.role {
            Role::System => {}
            _ => actor.must_act_within(action, &[Role::DisciplineOffice, Role::EthicsOffice], &self.institution)?,
        }
        self.must_be_free(&actor.user)?;
        given("反映的问题", &self.problem)?;
        given("科室", &self.department.0)?;
        if self.signed {
            given("身份封存编号", &self.seal)?;
        }
        match self.received_on > clock.today() {
            true => Err(Refusal::Field {
                code: "CD-FUTURE",
                say: format!("收到日期{}晚于今天。请填写实际收到的日期。", self.received_on),
            }),
            false => Ok(()),
        }
    }

    /// Refuses those whom the clue names or who are close to them.
    fn must_be_free(&self, user: &UserId) -> Result<(), Refusal> {
        match self.recused.iter().any(|recused| &recused.user == user) {
            true => Err(Refusal::Recused { who: user.to_string() }),
            false => Ok(()),
        }
    }
}
