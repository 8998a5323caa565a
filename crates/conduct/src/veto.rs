//! One-vote veto (一票否决): from a candidate to the committee's decision, its appeal, and where the
//! conduct needs more than the institution can do, the health bureau.
//!
//! The ethics office prepares, the discipline office verifies, the committee decides with the number of
//! its minutes. Only the health bureau records what becomes of a licence.

mod command;
mod decide;
mod offer;
mod page;

pub use command::{Command, Event};

use crate::appeal::{self, Appeal};
use crate::{EventCode, Subject};
use casework::{Attachment, Role, UserId};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 支付资格记分达到此数的，列为一票否决候选 where the scheme does not say otherwise: the points at which the
/// qualification is suspended.
pub const CANDIDATE_POINTS: u8 = 9;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未提出
    #[default]
    Missing,
    /// 待准备材料
    Candidate,
    /// 待纪检核实
    Prepared,
    /// 待委员会认定
    Verified,
    /// 已生效
    Active,
    /// 申诉处理中: the veto stands meanwhile
    Appealed,
    /// 已撤销 on appeal
    Lifted,
    /// 不予认定
    Dismissed,
}

/// 候选 · who may have to be vetoed for which year, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 当事人
    pub subject: Subject,
    /// 考评年度
    pub year: i16,
    /// 由来
    pub basis: Basis,
}

/// 由来 · what made somebody a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Basis {
    /// 行为事件
    ConductEvent {
        /// 事件编号
        event: String,
        /// 认定的行为编码
        code: EventCode,
    },
    /// 医保支付资格记分
    InsurancePoints {
        /// 记分文书
        document: String,
        /// 年度累计记分
        points: u8,
    },
}

/// 认定材料 · what the ethics office has prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// 否决情形: a code X…
    pub condition: EventCode,
    /// 事实
    pub facts: String,
    /// 证据
    pub evidence: Vec<Attachment>,
    /// 起始日
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 终止日
    #[serde(with = "casework::stored")]
    pub until: Day,
}

/// 会议 · the meeting of the committee that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// 会议日期
    #[serde(with = "casework::stored")]
    pub met_on: Day,
    /// 会议纪要编号
    pub minute_number: String,
    /// 会议纪要
    pub minutes: Attachment,
}

/// 认定 · the decision of the committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// 认定人: who led the committee
    pub by: UserId,
    /// 认定日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 会议
    pub meeting: Meeting,
}

/// 移送卫生健康行政部门 · the way to what only the bureau can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// 移送人
    pub by: UserId,
    /// 移送日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 移送理由
    pub reason: String,
    /// 证据包
    pub pack: Vec<Attachment>,
    /// 受理编号 of the bureau's administrative case
    pub case_number: Option<String>,
    /// 处理结果
    pub outcome: Option<Outcome>,
}

/// 行政处理 · what the bureau decided, and in which document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// 处理种类
    pub measure: Measure,
    /// 文书编号
    pub document: String,
    /// 决定日期
    #[serde(with = "casework::stored")]
    pub decided_on: Day,
}

/// 行政处理种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 不予处罚
    NoPenalty,
    /// 警告
    Warning,
    /// 罚款
    Fine,
    /// 责令暂停执业活动
    PracticeSuspended,
    /// 吊销执业证书
    LicenceRevoked,
}

impl Measure {
    /// All of them, the lightest first.
    pub const ALL: [Self; 5] = [
        Self::NoPenalty,
        Self::Warning,
        Self::Fine,
        Self::PracticeSuspended,
        Self::LicenceRevoked,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Measure::NoPenalty => "不予处罚",
            Measure::Warning => "警告",
            Measure::Fine => "罚款",
            Measure::PracticeSuspended => "责令暂停执业活动",
            Measure::LicenceRevoked => "吊销执业证书",
        }
    }
}

/// 一票否决 · a veto in force, as assessment and consequences know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VetoHit {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 否决情形
    pub condition: EventCode,
    /// 考评年度
    pub year: i16,
    /// 会议纪要编号
    pub minute_number: String,
    /// 起始日
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 终止日
    #[serde(with = "casework::stored")]
    pub until: Day,
}

/// 一票否决认定 · one veto through its course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VetoDecision {
    /// 候选
    pub candidate: Option<Candidate>,
    /// 环节
    pub stage: Stage,
    /// 认定材料
    pub brief: Option<Brief>,
    /// 准备人
    pub prepared_by: Option<UserId>,
    /// 核实人
    pub verified_by: Option<UserId>,
    /// 认定
    pub decision: Option<Decision>,
    /// 申诉, the latest last
    pub appeals: Vec<Appeal>,
    /// 移送
    pub escalation: Option<Escalation>,
}

impl VetoDecision {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.candidate.as_ref().map(|candidate| &candidate.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.candidate.as_ref().map(|candidate| &candidate.division)
    }

    /// 届满日 of the current stage: only an answer to an appeal has one.
    pub fn due(&self) -> Option<Day> {
        appeal::running(&self.appeals).map(|appeal| appeal.due)
    }

    /// 办理人, where it is one person's turn: never, offices act.
    pub fn assignee(&self) -> Option<&UserId> {
        None
    }

    /// The person that it is about.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        self.candidate.as_ref().map(|candidate| &candidate.subject.person)
    }

    /// 参与人: everybody who acted or is named.
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let subject = self
            .candidate
            .iter()
            .filter_map(|candidate| candidate.subject.user.as_ref());
        let answered = self.appeals.iter().filter_map(|appeal| appeal.answer.as_ref());
        subject
            .chain(&self.prepared_by)
            .chain(&self.verified_by)
            .chain(self.decision.iter().map(|decision| &decision.by))
            .chain(answered.map(|answer| &answer.by))
            .chain(self.escalation.iter().map(|escalation| &escalation.by))
            .collect()
    }

    /// The veto, unless it is not (or no longer) decided. An appeal leaves it in force until it is answered.
    pub fn hit(&self) -> Option<VetoHit> {
        let (Some(candidate), Some(brief), Some(decision), Stage::Active | Stage::Appealed) =
            (&self.candidate, &self.brief, &self.decision, self.stage)
        else {
            return None;
        };
        Some(VetoHit {
            person: candidate.subject.person.clone(),
            condition: brief.condition.clone(),
            year: candidate.year,
            minute_number: decision.meeting.minute_number.clone(),
            from: brief.from,
            until: brief.until,
        })
    }

    /// Whether the veto is in force on a day.
    pub fn is_active(&self, day: Day) -> bool {
        self.hit().is_some_and(|hit| hit.from <= day && day <= hit.until)
    }

    /// 吊销执业证书, as the bureau recorded it.
    pub fn licence_revoked(&self) -> Option<&Outcome> {
        let outcome = self.escalation.as_ref()?.outcome.as_ref()?;
        (outcome.measure == Measure::LicenceRevoked).then_some(outcome)
    }
}

/// Who names a candidate.
const NOMINATING: &[Role] = &[Role::System, Role::EthicsOffice, Role::DisciplineOffice];
