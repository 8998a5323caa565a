//! Models and warnings (先进典型、警示案例): written, masked, approved by somebody else, then published.
//!
//! Nobody sees a text outside the offices before it is masked and approved. What must not be seen is
//! written beside the text when it is drafted, so that masking can be checked and not only promised.

mod offer;
mod page;

use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未拟稿
    #[default]
    Missing,
    /// 待脱敏
    Drafted,
    /// 待审批
    Masked,
    /// 待发布
    Approved,
    /// 已发布
    Published,
    /// 已撤下
    Withdrawn,
}

/// 种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 先进典型
    Model,
    /// 警示案例
    Warning,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Model, Self::Warning];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Model => "先进典型",
            Kind::Warning => "警示案例",
        }
    }
}

/// 拟稿 · a case as it is written, before masking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 种类
    pub kind: Kind,
    /// 来源 (number of the event, document of the authority)
    pub origin: String,
    /// 文稿
    pub text: CaseText,
    /// 须隐去的文字: names of people, places, companies
    pub hidden: Vec<String>,
    /// 本人同意署名的书面材料; a model may be named with it, a warning never
    pub consent: Option<Attachment>,
}

/// 文稿
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseText {
    /// 标题
    pub title: String,
    /// 正文
    pub body: String,
    /// 启示
    pub lesson: String,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 拟稿
    Draft {
        /// 拟稿
        draft: Draft,
    },
    /// 脱敏
    Mask {
        /// 脱敏后的文稿
        masked: CaseText,
    },
    /// 批准发布
    Approve {
        /// 审批意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 理由
        reason: String,
    },
    /// 发布
    Publish,
    /// 撤下
    Withdraw {
        /// 理由
        reason: String,
    },
}

impl Command {
    const fn zh(&self) -> &'static str {
        match self {
            Command::Draft { .. } => "拟写案例",
            Command::Mask { .. } => "案例脱敏",
            Command::Approve { .. } => "批准发布案例",
            Command::Return { .. } => "退回案例",
            Command::Publish => "发布案例",
            Command::Withdraw { .. } => "撤下案例",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已拟稿
    Drafted {
        /// 拟稿
        draft: Draft,
    },
    /// 已脱敏
    Masked {
        /// 脱敏后的文稿
        masked: CaseText,
    },
    /// 已批准
    Approved {
        /// 审批意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 已发布
    Published,
    /// 已撤下
    Withdrawn {
        /// 理由
        reason: String,
    },
}

/// 案例 · one case through its course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LibraryCase {
    /// 拟稿
    pub draft: Option<Draft>,
    /// 环节
    pub stage: Stage,
    /// 拟稿人
    pub drafted_by: Option<UserId>,
    /// 脱敏后的文稿
    pub masked: Option<CaseText>,
    /// 脱敏人
    pub masked_by: Option<UserId>,
    /// 审批人
    pub approved_by: Option<UserId>,
}

impl LibraryCase {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.draft.as_ref().map(|draft| &draft.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.draft.as_ref().map(|draft| &draft.division)
    }

    /// 届满日: a case has none.
    pub fn due(&self) -> Option<Day> {
        None
    }

    /// 办理人, where it is one person's turn: never, offices act.
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let acted = [&self.drafted_by, &self.masked_by, &self.approved_by];
        acted.into_iter().flatten().collect()
    }

    /// 公开的文稿: what everybody may read, once it is published and as long as it is.
    pub fn public_text(&self) -> Option<&CaseText> {
        match self.stage {
            Stage::Published => self.masked.as_ref(),
            _ => None,
        }
    }
}

const WRITING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];
const APPROVING: &[Role] = &[Role::DisciplineOffice, Role::HospitalLeader];

impl Machine for LibraryCase {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, _clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(draft) = &self.draft else {
            let Command::Draft { draft } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, WRITING, &draft.institution)?;
            given("来源", &draft.origin)?;
            draft.text.check()?;
            return Ok(vec![Event::Drafted { draft }]);
        };
        let within = |roles| actor.must_act_within(action, roles, &draft.institution);
        let event = match (command, self.stage) {
            (Command::Mask { masked }, Stage::Drafted) => {
                within(WRITING)?;
                masked.check()?;
                draft.hides(&masked)?;
                Event::Masked { masked }
            }
            (Command::Approve { opinion }, Stage::Masked) => {
                within(APPROVING)?;
                self.must_be_new(actor)?;
                given("审批意见", &opinion)?;
                Event::Approved { opinion }
            }
            (Command::Return { reason }, Stage::Masked) => {
                within(APPROVING)?;
                self.must_be_new(actor)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Publish, Stage::Approved) => {
                within(WRITING)?;
                Event::Published
            }
            (Command::Withdraw { reason }, Stage::Published) => {
                actor.must_act_within(
                    action,
                    &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader],
                    &draft.institution,
                )?;
                given("撤下的理由", &reason)?;
                Event::Withdrawn { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let by = &recorded.by;
        match recorded.event.clone() {
            Event::Drafted { draft } => {
                self.draft = Some(draft);
                self.drafted_by = Some(by.clone());
                self.stage = Stage::Drafted;
            }
            Event::Masked { masked } => {
                self.masked = Some(masked);
                self.masked_by = Some(by.clone());
                self.stage = Stage::Masked;
            }
            Event::Approved { .. } => {
                self.approved_by = Some(by.clone());
                self.stage = Stage::Approved;
            }
            Event::Returned { .. } => {
                self.masked = None;
                self.stage = Stage::Drafted;
            }
            Event::Published => self.stage = Stage::Published,
            Event::Withdrawn { .. } => self.stage = Stage::Withdrawn,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未拟稿",
            Stage::Drafted => "待脱敏",
            Stage::Masked => "待审批",
            Stage::Approved => "待发布",
            Stage::Published => "已发布",
            Stage::Withdrawn => "已撤下",
        }
    }
}

impl LibraryCase {
    /// Refuses who wrote or masked it.
    fn must_be_new(&self, actor: &Actor) -> Result<(), Refusal> {
        for (before, part) in [(&self.drafted_by, "拟稿人"), (&self.masked_by, "脱敏人")] {
            if let Some(before) = before {
                actor.must_differ("审批人", before, part)?;
            }
        }
        Ok(())
    }
}

impl CaseText {
    fn check(&self) -> Result<(), Refusal> {
        given("标题", &self.title)?;
        given("正文", &self.body)?;
        given("启示", &self.lesson)
    }

    fn parts(&self) -> [(&'static str, &str); 3] {
        [("标题", &self.title), ("正文", &self.body), ("启示", &self.lesson)]
    }
}

/// Digits in a row that may be the number of a person, a telephone or a record.
const LONGEST_NUMBER: usize = 5;

impl Draft {
    /// Refuses a masked text that still says what must be hidden, or has a long number in it.
    fn hides(&self, masked: &CaseText) -> Result<(), Refusal> {
        let is_named = self.kind == Kind::Model && self.consent.is_some();
        for (part, text) in masked.parts() {
            let words = self
                .hidden
                .iter()
                .map(|word| word.trim())
                .filter(|word| !word.is_empty());
            if let Some(word) = words.clone().find(|word| !is_named && text.contains(*word)) {
                return Err(Refusal::Field {
                    code: "CD-CASE-NAME",
                    say: format!("{part}中仍有须隐去的文字“{word}”。请改为“某医师”“某科”之类后再提交。"),
                });
            }
            if has_long_number(text) {
                return Err(Refusal::Field {
                    code: "CD-CASE-NUMBER",
                    say: format!("{part}中有6位以上的数字，可能是证件号、电话或者住院号。请隐去后再提交。"),
                });
            }
        }
        Ok(())
    }
}

fn has_long_number(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|letter| {
        // Full-width digits are digits to a reader.
        let is_digit = letter.is_ascii_digit() || ('０'..='９').contains(&letter);
        run = if is_digit { run + 1 } else { 0 };
        run > LONGEST_NUMBER
    })
}
