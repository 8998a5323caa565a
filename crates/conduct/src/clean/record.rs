//! Records of the clean hospital: consultations, public appraisals, mediated disputes and liability
//! insurance, safety reports, learning, the papers of leaders. Whatever is only written down has one
//! course: filed by one person, confirmed by another, kept.

mod content;
mod figures;
mod offer;
mod page;

pub use content::{Content, LeaderPaper, Mediation};
pub use figures::{coverage, disputes, learning_count, months_without_report, papers_missing};

use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待确认
    Filed,
    /// 已退回
    Returned,
    /// 已归档
    Confirmed,
    /// 已作废
    Withdrawn,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记
    File {
        /// 机构编号
        #[serde(with = "casework::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "casework::stored")]
        division: Division,
        /// 内容
        content: Content,
        /// 材料
        papers: Vec<Attachment>,
    },
    /// 确认归档
    Confirm {
        /// 确认意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 理由
        reason: String,
    },
    /// 更正
    Correct {
        /// 内容
        content: Content,
        /// 材料
        papers: Vec<Attachment>,
    },
    /// 作废
    Withdraw {
        /// 理由
        reason: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::File { .. } => "登记记录",
            Command::Confirm { .. } => "确认归档",
            Command::Return { .. } => "退回记录",
            Command::Correct { .. } => "更正记录",
            Command::Withdraw { .. } => "作废记录",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Filed {
        /// 机构编号
        #[serde(with = "casework::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "casework::stored")]
        division: Division,
        /// 内容
        content: Content,
        /// 材料
        papers: Vec<Attachment>,
    },
    /// 已归档
    Confirmed {
        /// 确认意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 已更正
    Corrected {
        /// 内容
        content: Content,
        /// 材料
        papers: Vec<Attachment>,
    },
    /// 已作废
    Withdrawn {
        /// 理由
        reason: String,
    },
}

/// 记录
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: Option<InstitutionCode>,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Option<Division>,
    /// 环节
    pub stage: Stage,
    /// 内容
    pub content: Option<Content>,
    /// 材料
    pub papers: Vec<Attachment>,
    /// 登记人, who also corrects
    pub filed_by: Option<UserId>,
    /// 确认人
    pub confirmed_by: Option<UserId>,
}

impl Record {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.institution.as_ref()
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.division.as_ref()
    }

    /// 届满日: a record has none.
    pub fn due(&self) -> Option<Day> {
        None
    }

    /// Who filed it, while it is his turn again.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Returned => self.filed_by.as_ref(),
            _ => None,
        }
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.filed_by.iter().chain(&self.confirmed_by).collect()
    }

    /// True once a second person has confirmed it; only then it counts.
    pub fn is_confirmed(&self) -> bool {
        self.stage == Stage::Confirmed
    }
}

const FILING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];
const CONFIRMING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];

impl Machine for Record {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(own) = &self.institution else {
            let Command::File {
                institution,
                division,
                content,
                papers,
            } = command
            else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, FILING, &institution)?;
            content.complete(&papers, clock.today())?;
            return Ok(vec![Event::Filed {
                institution,
                division,
                content,
                papers,
            }]);
        };
        let second = || {
            if let Some(filer) = &self.filed_by {
                actor.must_differ("确认人", filer, "登记人")?;
            }
            actor.must_act_within(action, CONFIRMING, own)
        };
        let event = match (command, self.stage) {
            (Command::Confirm { opinion }, Stage::Filed) => {
                second()?;
                given("确认意见", &opinion)?;
                Event::Confirmed { opinion }
            }
            (Command::Return { reason }, Stage::Filed) => {
                second()?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            // A confirmed record that turns out wrong is corrected and confirmed again; both stay.
            (Command::Correct { content, papers }, Stage::Filed | Stage::Returned | Stage::Confirmed) => {
                actor.must_act_within(action, FILING, own)?;
                let same = self.content.as_ref().is_some_and(|before| before.zh() == content.zh());
                if !same {
                    return Err(Refusal::Field {
                        code: "CD-RECORD-KIND",
                        say: "更正不能改变记录的类别。类别有误的，请作废后重新登记。".to_owned(),
                    });
                }
                content.complete(&papers, clock.today())?;
                Event::Corrected { content, papers }
            }
            (Command::Withdraw { reason }, Stage::Filed | Stage::Returned | Stage::Confirmed) => {
                actor.must_act_within(action, FILING, own)?;
                given("作废理由", &reason)?;
                Event::Withdrawn { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Filed {
                institution,
                division,
                content,
                papers,
            } => {
                self.institution = Some(institution);
                self.division = Some(division);
                self.hold(content, papers, &recorded.by);
            }
            Event::Corrected { content, papers } => self.hold(content, papers, &recorded.by),
            Event::Confirmed { .. } => {
                self.confirmed_by = Some(recorded.by.clone());
                self.stage = Stage::Confirmed;
            }
            Event::Returned { .. } => self.stage = Stage::Returned,
            Event::Withdrawn { .. } => self.stage = Stage::Withdrawn,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Filed => "待确认",
            Stage::Returned => "已退回",
            Stage::Confirmed => "已归档",
            Stage::Withdrawn => "已作废",
        }
    }
}

impl Record {
    fn hold(&mut self, content: Content, papers: Vec<Attachment>, by: &UserId) {
        self.content = Some(content);
        self.papers = papers;
        self.filed_by = Some(by.clone());
        self.confirmed_by = None;
        self.stage = Stage::Filed;
    }
}
