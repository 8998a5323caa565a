//! The life of a scheme (考评方案的制定): drafted by the ethics office, reviewed, published by the leader
//! of the institution, one day retired. Who wrote in it does not publish it, and a scheme with a problem
//! is not published at all.

mod offer;
mod page;

use super::{Problem, ReadProblems, Scheme, Template};
use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未起草
    #[default]
    Missing,
    /// 起草中
    Draft,
    /// 待审核
    Review,
    /// 已发布
    Published,
    /// 已停用
    Retired,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 起草方案
    Begin {
        /// 机构编号
        #[serde(with = "casework::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "casework::stored")]
        division: Division,
        /// 底本
        template: Template,
    },
    /// 修改方案
    Revise {
        /// 方案全文
        text: String,
        /// 修改说明
        note: String,
    },
    /// 提交审核
    Submit {},
    /// 退回修改
    Return {
        /// 理由
        reason: String,
    },
    /// 发布方案
    Publish {
        /// 发布文号
        number: String,
        /// 施行日期
        #[serde(with = "casework::stored")]
        effective: Day,
    },
    /// 停用方案
    Retire {
        /// 理由
        reason: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Begin { .. } => "起草考评方案",
            Command::Revise { .. } => "修改考评方案",
            Command::Submit {} => "提交审核",
            Command::Return { .. } => "退回修改",
            Command::Publish { .. } => "发布考评方案",
            Command::Retire { .. } => "停用考评方案",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已起草
    Begun {
        /// 机构编号
        #[serde(with = "casework::stored")]
        institution: InstitutionCode,
        /// 医保区划
        #[serde(with = "casework::stored")]
        division: Division,
        /// 底本
        template: Template,
        /// 方案全文: the template as it was that day
        text: String,
    },
    /// 已修改
    Revised {
        /// 方案全文
        text: String,
        /// 修改说明
        note: String,
    },
    /// 已提交审核
    Submitted {},
    /// 已退回修改
    Returned {
        /// 理由
        reason: String,
    },
    /// 已发布
    Published {
        /// 发布文号
        number: String,
        /// 施行日期
        #[serde(with = "casework::stored")]
        effective: Day,
    },
    /// 已停用
    Retired {
        /// 理由
        reason: String,
    },
}

/// 归属 · whose scheme it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Owner {
    #[serde(with = "casework::stored")]
    institution: InstitutionCode,
    #[serde(with = "casework::stored")]
    division: Division,
}

/// 方案制定 · one scheme from draft to retirement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SchemeDraft {
    owner: Option<Owner>,
    stage: Stage,
    text: String,
    editors: BTreeSet<UserId>,
    publisher: Option<UserId>,
    number: String,
    #[serde(with = "casework::stored")]
    effective: Option<Day>,
}

/// Longer texts are no scheme; the longest shipped one has a tenth of it.
const LONGEST: usize = 400_000;

const OFFICE: &[Role] = &[Role::EthicsOffice];
const LEADER: &[Role] = &[Role::HospitalLeader];

impl SchemeDraft {
    /// 机构, once it has begun
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.owner.as_ref().map(|owner| &owner.institution)
    }

    /// 医保区划, once it has begun
    pub fn division(&self) -> Option<&Division> {
        self.owner.as_ref().map(|owner| &owner.division)
    }

    /// 环节
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// 方案全文
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The scheme of the text.
    ///
    /// # Errors
    /// What cannot be read: nothing, of a matter that has begun.
    pub fn scheme(&self) -> Result<Scheme, ReadProblems> {
        Scheme::read(&self.text)
    }

    /// 待解决的问题: what stands against publishing.
    pub fn problems(&self) -> Vec<Problem> {
        self.scheme().map(|scheme| scheme.problems()).unwrap_or_default()
    }

    /// 施行日期, once it is published
    pub fn effective(&self) -> Option<Day> {
        self.effective
    }

    /// 届满日: a draft has none
    pub fn due(&self) -> Option<Day> {
        None
    }

    /// 经办人: whoever of the office or the leadership takes it
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// 参与人: who wrote in it and who published it
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.editors.iter().chain(&self.publisher).collect()
    }

    /// 所涉人员: a scheme is about nobody
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        None
    }
}

impl Machine for SchemeDraft {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, _clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(owner) = &self.owner else {
            let Command::Begin {
                institution,
                division,
                template,
            } = command
            else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, OFFICE, &institution)?;
            return Ok(vec![Event::Begun {
                institution,
                division,
                template,
                text: template.text().to_owned(),
            }]);
        };
        let within = |roles| actor.must_act_within(action, roles, &owner.institution);
        let event = match (command, self.stage) {
            (Command::Revise { text, note }, Stage::Draft) => {
                within(OFFICE)?;
                given("修改说明", &note)?;
                readable(&text)?;
                Event::Revised { text, note }
            }
            (Command::Submit {}, Stage::Draft) => {
                within(OFFICE)?;
                Event::Submitted {}
            }
            (Command::Return { reason }, Stage::Review) => {
                within(LEADER)?;
                given("退回理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Publish { number, effective }, Stage::Review) => {
                for editor in &self.editors {
                    actor.must_differ("发布人", editor, "起草人")?;
                }
                within(LEADER)?;
                given("发布文号", &number)?;
                self.faultless()?;
                Event::Published { number, effective }
            }
            (Command::Retire { reason }, Stage::Published) => {
                within(LEADER)?;
                given("停用理由", &reason)?;
                Event::Retired { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Begun {
                institution,
                division,
                text,
                ..
            } => {
                self.owner = Some(Owner { institution, division });
                self.text = text;
                self.editors.insert(recorded.by.clone());
                self.stage = Stage::Draft;
            }
            Event::Revised { text, .. } => {
                self.text = text;
                self.editors.insert(recorded.by.clone());
            }
            Event::Submitted {} => self.stage = Stage::Review,
            Event::Returned { .. } => self.stage = Stage::Draft,
            Event::Published { number, effective } => {
                self.publisher = Some(recorded.by.clone());
                self.number = number;
                self.effective = Some(effective);
                self.stage = Stage::Published;
            }
            Event::Retired { .. } => self.stage = Stage::Retired,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未起草",
            Stage::Draft => "起草中",
            Stage::Review => "待审核",
            Stage::Published => "已发布",
            Stage::Retired => "已停用",
        }
    }
}

impl SchemeDraft {
    fn faultless(&self) -> Result<(), Refusal> {
        let problems = self.problems();
        let Some(first) = problems.first() else {
            return Ok(());
        };
        Err(Refusal::Field {
            code: "CD-SCHEME-PROBLEM",
            say: format!("方案有{}处问题，不能发布。{first}请退回修改。", problems.len()),
        })
    }
}

/// Refuses a text that is no scheme. Problems of its contents may stay while it is a draft.
fn readable(text: &str) -> Result<(), Refusal> {
    let refuse = |say| {
        Err(Refusal::Field {
            code: "CD-SCHEME-TEXT",
            say,
        })
    };
    if text.len() > LONGEST {
        return refuse(format!("方案全文超过{LONGEST}字节。请删减。"));
    }
    match Scheme::read(text) {
        Ok(_) => Ok(()),
        Err(problems) => refuse(problems.to_string()),
    }
}
