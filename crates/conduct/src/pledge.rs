//! Letters of responsibility and yearly commitments (责任书、廉洁从业承诺书), and the tree of who is responsible.

mod offer;
mod page;
mod tree;

pub use tree::{Gap, Missing, Post, ResponsibilityTree, TreeProblem};

use crate::subject::STAFF;
use crate::training::Share;
use crate::{Department, Subject};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未下达
    #[default]
    Missing,
    /// 签订中
    Open,
    /// 已归档
    Closed,
}

/// 种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 党风廉政、行风建设责任书 of a department or branch
    Responsibility,
    /// 廉洁从业承诺书 of every person
    Commitment,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Responsibility, Self::Commitment];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Responsibility => "责任书",
            Kind::Commitment => "承诺书",
        }
    }
}

/// 文本 · what is to be signed, by whom, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 年度
    pub year: i16,
    /// 种类
    pub kind: Kind,
    /// 标题
    pub title: String,
    /// 正文
    pub text: String,
    /// 应签人员
    pub signers: Vec<Subject>,
    /// 届满日
    #[serde(with = "casework::stored")]
    pub due: Day,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 下达
    Issue {
        /// 文本
        text: Text,
    },
    /// 签字
    Sign,
    /// 登记纸质签字, of somebody who has no account
    RecordPaper {
        /// 人员编号
        #[serde(with = "casework::stored")]
        person: PractitionerCode,
        /// 扫描件
        paper: Attachment,
    },
    /// 归档
    Close,
}

impl Command {
    const fn zh(&self) -> &'static str {
        match self {
            Command::Issue { .. } => "下达责任书、承诺书",
            Command::Sign => "签字",
            Command::RecordPaper { .. } => "登记纸质签字",
            Command::Close => "归档责任书、承诺书",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已下达
    Issued {
        /// 文本
        text: Text,
    },
    /// 已签字
    Signed {
        /// 人员编号
        #[serde(with = "casework::stored")]
        person: PractitionerCode,
    },
    /// 已登记纸质签字
    PaperRecorded {
        /// 人员编号
        #[serde(with = "casework::stored")]
        person: PractitionerCode,
        /// 扫描件
        paper: Attachment,
    },
    /// 已归档
    Closed,
}

/// 责任书、承诺书 · one text and who has signed it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pledge {
    /// 文本
    pub text: Option<Text>,
    /// 环节
    pub stage: Stage,
    /// 下达人
    pub issued_by: Option<UserId>,
    /// 已签人员
    #[serde(with = "casework::stored")]
    pub signed: BTreeSet<PractitionerCode>,
}

impl Pledge {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.text.as_ref().map(|text| &text.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.text.as_ref().map(|text| &text.division)
    }

    /// 届满日 while people sign.
    pub fn due(&self) -> Option<Day> {
        let text = self.text.as_ref()?;
        (self.stage == Stage::Open).then_some(text.due)
    }

    /// 办理人, where it is one person's turn: never, many sign.
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// 参与人: who issued it and who signs.
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let signers = self.text.iter().flat_map(|text| &text.signers);
        let users = signers.filter_map(|signer| signer.user.as_ref());
        users.chain(&self.issued_by).collect()
    }

    /// 签订率
    pub fn share(&self) -> Share {
        Share {
            done: self.signed.len(),
            due: self.text.as_ref().map_or(0, |text| text.signers.len()),
        }
    }

    /// 未签人员
    pub fn unsigned(&self) -> impl Iterator<Item = &Subject> {
        let signers = self.text.iter().flat_map(|text| &text.signers);
        signers.filter(|signer| !self.signed.contains(&signer.person))
    }
}

/// 各科室签订率 of one kind in a year; a person counts in the department that the text names.
pub fn signed_by_department<'a>(
    pledges: impl IntoIterator<Item = &'a Pledge>,
    kind: Kind,
    year: i16,
) -> BTreeMap<Department, Share> {
    let mut shares: BTreeMap<Department, Share> = BTreeMap::new();
    for pledge in pledges {
        let Some(text) = pledge
            .text
            .as_ref()
            .filter(|text| text.kind == kind && text.year == year)
        else {
            continue;
        };
        for signer in &text.signers {
            let share = shares
                .entry(signer.department.clone())
                .or_insert(Share { done: 0, due: 0 });
            share.due += 1;
            share.done += usize::from(pledge.signed.contains(&signer.person));
        }
    }
    shares
}

const OFFICE: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];

impl Machine for Pledge {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(text) = &self.text else {
            let Command::Issue { text } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, OFFICE, &text.institution)?;
            text.check(clock)?;
            return Ok(vec![Event::Issued { text }]);
        };
        if self.stage != Stage::Open {
            return Err(wrong_stage);
        }
        let event = match command {
            Command::Sign => {
                actor.must_act_within(action, STAFF, &text.institution)?;
                let Some(signer) = text.signers.iter().find(|signer| signer.is(actor)) else {
                    return Err(Refusal::Role {
                        action,
                        roles: &[Role::Practitioner],
                    });
                };
                self.must_be_unsigned(&signer.person)?;
                Event::Signed {
                    person: signer.person.clone(),
                }
            }
            Command::RecordPaper { person, paper } => {
                actor.must_act_within(action, OFFICE, &text.institution)?;
                if !text.signers.iter().any(|signer| signer.person == person) {
                    return Err(Refusal::Unknown { what: "应签人员" });
                }
                self.must_be_unsigned(&person)?;
                Event::PaperRecorded { person, paper }
            }
            Command::Close => {
                actor.must_act_within(action, OFFICE, &text.institution)?;
                // Whoever has not signed has until the last day.
                if self.unsigned().next().is_some() {
                    clock.after("签订", text.due)?;
                }
                Event::Closed
            }
            Command::Issue { .. } => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Issued { text } => {
                self.text = Some(text);
                self.issued_by = Some(recorded.by.clone());
                self.stage = Stage::Open;
            }
            Event::Signed { person } | Event::PaperRecorded { person, .. } => {
                self.signed.insert(person);
            }
            Event::Closed => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未下达",
            Stage::Open => "签订中",
            Stage::Closed => "已归档",
        }
    }
}

impl Pledge {
    fn must_be_unsigned(&self, person: &PractitionerCode) -> Result<(), Refusal> {
        match self.signed.contains(person) {
            true => Err(Refusal::Duplicate {
                what: "该人员的签字"
            }),
            false => Ok(()),
        }
    }
}

impl Text {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("标题", &self.title)?;
        given("正文", &self.text)?;
        attached("应签人员", &self.signers)?;
        let mut seen = BTreeSet::new();
        for signer in &self.signers {
            signer.is_told()?;
            if !seen.insert(&signer.person) {
                return Err(Refusal::Duplicate {
                    what: "同一应签人员"
                });
            }
        }
        clock.not_past("签订", self.due)
    }
}
