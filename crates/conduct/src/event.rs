//! Events of conduct (行为事件): what somebody did, with evidence, confirmed in steps by different people.
//!
//! Only an approved event that no appeal suspends becomes a [`Fact`]. A finding of the fund may only
//! propose an event: people confirm it. Nobody decides an event that names him or that he withdrew from.

mod command;
mod decide;
mod offer;
mod page;
mod report;

pub use command::{Command, Event, Ruling};
pub use report::{Evidence, EvidenceKind, Involved, Origin, Report};

use crate::appeal::{self, Appeal, AppealResult};
use crate::{EventCode, Fact, Points, Subject};
use casework::{Recorded, Role, UserId};
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
    /// 草稿
    Draft,
    /// 待科室确认
    Submitted,
    /// 待行风办核实
    Confirmed,
    /// 待审批
    Verified,
    /// 已退回
    Returned,
    /// 已认定
    Approved,
    /// 申诉处理中: suspended
    Appealed,
    /// 不予认定
    Rejected,
    /// 已撤回 by who recorded it
    Withdrawn,
    /// 已撤销 on appeal
    Revoked,
}

/// 认定 · what was approved, as it stands after appeals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// 审批人
    pub by: UserId,
    /// 审批日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 行为编码
    pub code: EventCode,
    /// 分值, where the scheme gives a range or the event is shared
    pub points: Option<Points>,
    /// 次数
    pub count: u16,
    /// 计入年度
    pub counted_year: i16,
}

/// 行为事件 · one event through its course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConductEvent {
    /// 申报
    pub report: Option<Report>,
    /// 环节
    pub stage: Stage,
    /// 由基金审核疑点提出
    pub proposed_by_fund: bool,
    /// 申报人 and whoever has changed the report
    pub authors: BTreeSet<UserId>,
    /// 科室确认人, or who took the event over from the department
    pub confirmed_by: Option<UserId>,
    /// 核实人
    pub verified_by: Option<UserId>,
    /// 认定
    pub approval: Option<Approval>,
    /// 回避人员
    pub recused: BTreeSet<UserId>,
    /// 申诉, the latest last
    pub appeals: Vec<Appeal>,
}

impl ConductEvent {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.report.as_ref().map(|report| &report.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.report.as_ref().map(|report| &report.division)
    }

    /// 届满日 of the current stage: only an answer to an appeal has one.
    pub fn due(&self) -> Option<Day> {
        appeal::running(&self.appeals).map(|appeal| appeal.due)
    }

    /// 办理人, where it is one person's turn: the head who confirms.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Submitted => self.report.as_ref().and_then(|report| report.head.as_ref()),
            _ => None,
        }
    }

    /// 参与人: everybody who acted or is named.
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let named = self.subjects().filter_map(|subject| subject.user.as_ref());
        let head = self.report.iter().filter_map(|report| report.head.as_ref());
        let approver = self.approval.iter().map(|approval| &approval.by);
        let answered = self.appeals.iter().filter_map(|appeal| appeal.answer.as_ref());
        named
            .chain(head)
            .chain(&self.authors)
            .chain(&self.confirmed_by)
            .chain(&self.verified_by)
            .chain(approver)
            .chain(answered.map(|answer| &answer.by))
            .collect()
    }

    /// 涉及人员
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.report
            .iter()
            .flat_map(|report| report.persons.iter().map(|involved| &involved.subject))
    }

    /// The person that the event is about, if it is one.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        let mut subjects = self.subjects();
        match (subjects.next(), subjects.next()) {
            (Some(only), None) => Some(&only.person),
            _ => None,
        }
    }

    /// 迟报: counted in a later year than it happened in.
    pub fn is_late(&self) -> bool {
        match (&self.report, &self.approval) {
            (Some(report), Some(approval)) => approval.counted_year != report.occurred_on.year(),
            _ => false,
        }
    }

    /// 事实 · what scoring may know, one for each person: nothing unless the event is approved and no
    /// appeal suspends it. `number` is the number of the matter. A late event stands on the first day of
    /// the year in which it counts; decided points are shared.
    pub fn facts(&self, number: &str) -> Vec<Fact> {
        let (Some(report), Some(approval), Stage::Approved) = (&self.report, &self.approval, self.stage) else {
            return Vec::new();
        };
        let counts_on = match approval.counted_year == report.occurred_on.year() {
            true => report.occurred_on,
            false => Day::from_ymd(approval.counted_year, 1, 1).unwrap_or(report.occurred_on),
        };
        let fact = |involved: &Involved| Fact {
            event: number.to_owned(),
            person: involved.subject.person.clone(),
            department: involved.subject.department.clone(),
            code: approval.code.clone(),
            occurred_on: counts_on,
            points: approval.points,
            count: approval.count,
            share: involved.share,
        };
        report.persons.iter().map(fact).collect()
    }

    /// 一票否决线索: the persons of an approved event whose code is a condition of veto.
    pub fn veto_candidates(&self) -> Vec<&Subject> {
        match (&self.approval, self.stage) {
            (Some(approval), Stage::Approved) if is_veto(&approval.code) => self.subjects().collect(),
            _ => Vec::new(),
        }
    }

    fn settle(&mut self, recorded: &Recorded<Event>, result: AppealResult, opinion: String) {
        appeal::answer(&mut self.appeals, &recorded.by, recorded.at.day(), result, opinion);
    }
}

/// Whether the code is a condition of veto (§4.3: X…).
pub fn is_veto(code: &EventCode) -> bool {
    code.as_str().starts_with('X')
}

/// Who records an event; a finding of the fund is proposed instead.
const RECORDING: &[Role] = &[
    Role::Practitioner,
    Role::DepartmentHead,
    Role::EthicsOffice,
    Role::DisciplineOffice,
    Role::Personnel,
];
/// Who may propose an event of a finding of the fund.
const PROPOSING: &[Role] = &[Role::System, Role::InsuranceOffice];
/// Who approves.
const APPROVING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];
/// Who answers an appeal.
const ANSWERING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];
