//! Pennants, letters, other praise and returned property (锦旗、感谢信、表扬、拾金不昧): each is verified by
//! somebody who did not enter it, before it counts or is shown.
//!
//! Two things run beside the course. An image may be shown only once its redaction has been checked by
//! a second person; the text of a letter only with the consent of who wrote it. Who wrote is sealed.

mod offer;
mod page;

use crate::named::named;
use crate::subject::act_within;
use crate::{Department, EventCode, Staff};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待核实
    Registered,
    /// 已核实
    Verified,
    /// 已通报
    Published,
    /// 不属实
    Rejected,
}

/// 种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 锦旗
    Pennant,
    /// 感谢信
    Letter,
    /// 其他表扬 (12345热线、媒体、满意度调查)
    Praise,
    /// 拾金不昧
    LostProperty,
}

/// 同意公开 of who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// 未征求
    #[default]
    Unasked,
    /// 同意
    Given,
    /// 不同意
    Refused,
}

/// 图像遮盖 · how far the redaction of the image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redaction {
    /// 未遮盖
    #[default]
    None,
    /// 已遮盖，待复核
    Done,
    /// 已由第二人复核
    Verified,
}

/// 登记内容
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 种类
    pub kind: Kind,
    /// 收到日期
    #[serde(with = "casework::stored")]
    pub received_on: Day,
    /// 来源 (送达、邮寄、12345热线、媒体名称)
    pub source: String,
    /// 送出人封存编号
    pub seal: String,
    /// 受表扬科室
    pub department: Department,
    /// 受表扬人员; none: the department as a whole
    pub persons: Vec<Staff>,
    /// 送给集体: the people share it
    pub group: bool,
    /// 内容摘要, without what tells who wrote
    pub summary: String,
    /// 原图
    #[serde(default)]
    pub image: Option<Attachment>,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记
    Register {
        /// 登记内容
        record: Registration,
    },
    /// 核实
    Verify {
        /// 核实意见
        opinion: String,
    },
    /// 认定不属实
    Reject {
        /// 理由
        reason: String,
    },
    /// 提交遮盖后的图像
    Redact {
        /// 遮盖后的图像, stripped of its metadata
        image: Attachment,
    },
    /// 复核遮盖
    CheckRedaction {
        /// 通过
        passed: bool,
        /// 意见
        opinion: String,
    },
    /// 登记送出人是否同意公开
    RecordConsent {
        /// 同意情况
        consent: Consent,
        /// 依据 (签名、电话记录)
        proof: String,
    },
    /// 编入通报
    Publish {
        /// 期号
        issue: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Register { .. } => "登记锦旗表扬",
            Command::Verify { .. } => "核实锦旗表扬",
            Command::Reject { .. } => "认定锦旗表扬不属实",
            Command::Redact { .. } => "提交遮盖后的图像",
            Command::CheckRedaction { .. } => "复核图像遮盖",
            Command::RecordConsent { .. } => "登记是否同意公开",
            Command::Publish { .. } => "编入通报",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Registered {
        /// 登记内容
        record: Registration,
    },
    /// 已核实
    Verified {
        /// 核实意见
        opinion: String,
    },
    /// 不属实
    Rejected {
        /// 理由
        reason: String,
    },
    /// 已遮盖
    Redacted {
        /// 遮盖后的图像
        image: Attachment,
    },
    /// 已复核遮盖
    RedactionChecked {
        /// 通过
        passed: bool,
        /// 意见
        opinion: String,
    },
    /// 已登记同意情况
    ConsentRecorded {
        /// 同意情况
        consent: Consent,
        /// 依据
        proof: String,
    },
    /// 已编入通报
    Published {
        /// 期号
        issue: String,
    },
}

/// 锦旗表扬 · one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Commendation {
    /// 登记内容
    pub record: Option<Registration>,
    /// 环节
    pub stage: Stage,
    /// 登记人
    pub registrant: Option<UserId>,
    /// 核实人
    pub verifier: Option<UserId>,
    /// 核实日期
    #[serde(with = "casework::stored")]
    pub verified_on: Option<Day>,
    /// 图像遮盖
    pub redaction: Redaction,
    /// 遮盖后的图像
    pub redacted: Option<Attachment>,
    /// 遮盖人
    pub redactor: Option<UserId>,
    /// 同意公开
    pub consent: Consent,
    /// 期号
    pub issue: Option<String>,
}

const ENTERING: &[Role] = &[Role::EthicsOffice, Role::DepartmentHead];
const OFFICE: &[Role] = &[Role::EthicsOffice];
/// The program marks the rows of an issue that was published.
const MARKING: &[Role] = &[Role::EthicsOffice, Role::System];
const CHECKING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];

impl Machine for Commendation {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(record) = &self.record else {
            let Command::Register { record } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, ENTERING, &record.institution)?;
            record.check(clock)?;
            return Ok(vec![Event::Registered { record }]);
        };
        let within = |roles| actor.must_act_within(action, roles, &record.institution);
        let not_registrant = |part| match &self.registrant {
            Some(registrant) => actor.must_differ(part, registrant, "登记人"),
            None => Ok(()),
        };
        let open = matches!(self.stage, Stage::Registered | Stage::Verified);
        let event = match (command, self.stage) {
            (Command::Verify { opinion }, Stage::Registered) => {
                not_registrant("核实人")?;
                within(OFFICE)?;
                given("核实意见", &opinion)?;
                Event::Verified { opinion }
            }
            (Command::Reject { reason }, Stage::Registered) => {
                not_registrant("核实人")?;
                within(OFFICE)?;
                given("理由", &reason)?;
                Event::Rejected { reason }
            }
            (Command::Redact { image }, _) if open && record.image.is_some() => {
                within(ENTERING)?;
                given("遮盖后的图像", &image.digest)?;
                if record
                    .image
                    .as_ref()
                    .is_some_and(|original| original.digest == image.digest)
                {
                    return Err(Refusal::Field {
                        code: "CD-IMAGE-SAME",
                        say: "所交图像与原图相同，没有遮盖。请遮盖患者信息后再提交。".to_owned(),
                    });
                }
                Event::Redacted { image }
            }
            (Command::CheckRedaction { passed, opinion }, _) if open && self.redaction == Redaction::Done => {
                if let Some(redactor) = &self.redactor {
                    actor.must_differ("遮盖复核人", redactor, "遮盖人")?;
                }
                within(CHECKING)?;
                given("复核意见", &opinion)?;
                Event::RedactionChecked { passed, opinion }
            }
            (Command::RecordConsent { consent, proof }, stage) if stage != Stage::Rejected => {
                within(ENTERING)?;
                if consent == Consent::Unasked {
                    return Err(Refusal::Field {
                        code: "CD-CONSENT",
                        say: "请登记送出人的答复：同意公开或者不同意公开。".to_owned(),
                    });
                }
                given("依据", &proof)?;
                Event::ConsentRecorded { consent, proof }
            }
            (Command::Publish { .. }, Stage::Published) => {
                act_within(actor, action, MARKING, &record.institution)?;
                return Err(Refusal::Duplicate {
                    what: "本条登记的通报"
                });
            }
            (Command::Publish { issue }, Stage::Verified) => {
                act_within(actor, action, MARKING, &record.institution)?;
                given("期号", &issue)?;
                Event::Published { issue }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Registered { record } => {
                self.record = Some(record);
                self.registrant = Some(recorded.by.clone());
                self.stage = Stage::Registered;
            }
            Event::Verified { .. } => {
                self.verifier = Some(recorded.by.clone());
                self.verified_on = Some(recorded.at.day());
                self.stage = Stage::Verified;
            }
            Event::Rejected { .. } => {
                self.verifier = Some(recorded.by.clone());
                self.stage = Stage::Rejected;
            }
            Event::Redacted { image } => {
                self.redacted = Some(image);
                self.redactor = Some(recorded.by.clone());
                self.redaction = Redaction::Done;
            }
            Event::RedactionChecked { passed, .. } => {
                self.redaction = match passed {
                    true => Redaction::Verified,
                    false => Redaction::None,
                };
            }
            Event::ConsentRecorded { consent, .. } => self.consent = consent,
            Event::Published { issue } => {
                self.issue = Some(issue);
                self.stage = Stage::Published;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Registered => "待核实",
            Stage::Verified => "已核实",
            Stage::Published => "已通报",
            Stage::Rejected => "不属实",
        }
    }
}

impl Registration {
    fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("受表扬科室", &self.department.0)?;
        given("来源", &self.source)?;
        given("内容摘要", &self.summary)?;
        self.persons.iter().try_for_each(named)?;
        if self.received_on > clock.today() {
            return Err(Refusal::Field {
                code: "CD-DAY",
                say: format!("收到日期{}晚于今天。请更正。", self.received_on),
            });
        }
        Ok(())
    }
}

impl Commendation {
    /// 行为编码 that follow for each person, to be proposed to the people who confirm events; none
    /// before verification. What is for a department as a whole names nobody.
    pub fn proposed_events(&self) -> Vec<(PractitionerCode, EventCode)> {
        let verified = matches!(self.stage, Stage::Verified | Stage::Published);
        let Some(record) = self.record.as_ref().filter(|_| verified) else {
            return Vec::new();
        };
        let code = match (record.kind, record.group) {
            (Kind::Pennant, false) => "A04",
            (Kind::Pennant, true) => "A05",
            (Kind::Letter, _) => "A06",
            (Kind::Praise, _) => "A07",
            (Kind::LostProperty, _) => "A03",
        };
        let of = |person: &Staff| Some((person.code.clone(), code.parse().ok()?));
        record.persons.iter().filter_map(of).collect()
    }

    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.record.as_ref().map(|record| &record.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.record.as_ref().map(|record| &record.division)
    }

    /// 届满日: none, no norm sets one.
    pub const fn due(&self) -> Option<Day> {
        None
    }

    /// 当前经办人: nobody in particular; the office verifies.
    pub const fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// 参与人
    pub fn people(&self) -> Vec<&UserId> {
        let first = self.registrant.iter().chain(&self.verifier);
        first.chain(&self.redactor).collect()
    }

    /// 当事人, where it is for one person.
    pub fn person(&self) -> Option<&PractitionerCode> {
        match self.record.as_ref()?.persons.as_slice() {
            [only] => Some(&only.code),
            _ => None,
        }
    }

    /// The image that may be shown: redacted, and checked by a second person.
    pub fn image(&self) -> Option<&Attachment> {
        self.redacted.as_ref().filter(|_| self.redaction == Redaction::Verified)
    }

    /// The row of the ledger; none before registration.
    pub fn row(&self, number: impl Into<String>) -> Option<Row> {
        let record = self.record.as_ref()?;
        Some(Row {
            number: number.into(),
            kind: record.kind,
            department: record.department.clone(),
            persons: record.persons.clone(),
            received_on: record.received_on,
            verified_on: self.verified_on,
            summary: record.summary.clone(),
            image: self.redacted.clone().or_else(|| record.image.clone()),
            redaction: self.redaction,
            consent: self.consent,
            issue: self.issue.clone(),
        })
    }
}

/// 台账行 · one commendation as the ledger and the bulletin know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Row {
    /// 登记编号 of the matter
    pub number: String,
    /// 种类
    pub kind: Kind,
    /// 受表扬科室
    pub department: Department,
    /// 受表扬人员
    pub persons: Vec<Staff>,
    /// 收到日期
    #[serde(with = "casework::stored")]
    pub received_on: Day,
    /// 核实日期, if verified
    #[serde(with = "casework::stored")]
    pub verified_on: Option<Day>,
    /// 内容摘要
    pub summary: String,
    /// 图像: the redacted one where there is one
    pub image: Option<Attachment>,
    /// 图像遮盖
    pub redaction: Redaction,
    /// 同意公开
    pub consent: Consent,
    /// 期号 of the issue that published it
    pub issue: Option<String>,
}
