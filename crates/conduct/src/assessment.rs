//! The yearly assessment (年度考评) of one person: self-review, department, publicity, appeal.
//!
//! The institution decides; earlier stages stay visible. Where a scheme weighs the stages, the weights
//! total 100. The grade that the scheme computed comes with the commands; a grade that differs from it
//! needs a reason. An objection that nobody has answered keeps the result from becoming final.

mod command;
mod decide;
mod offer;
mod opening;
mod page;

pub use command::{Command, Event};
pub use opening::{Deadlines, Item, ItemScore, LEAST_PUBLICITY_DAYS, Opening, Weights};

use crate::appeal::{self, Appeal, AppealResult};
pub use crate::scheme::Grade;
use crate::score::{DecidedBy, Decision};
use crate::{Points, Subject};
use casework::{Attachment, Role, UserId};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 科室考评小组 has at least so many members.
pub const LEAST_GROUP: usize = 3;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未启动
    #[default]
    Missing,
    /// 自我评价
    SelfReview,
    /// 科室评价
    Department,
    /// 支部评价, where the scheme has it
    Branch,
    /// 群众评议, where the scheme has it
    Public,
    /// 行风办拟定
    Draft,
    /// 委员会审定
    Committee,
    /// 待公示
    Decided,
    /// 公示中
    Publicity,
    /// 已确定
    Final,
    /// 已归档
    Frozen,
    /// 申诉处理中
    Appealed,
}

/// 自我评价
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfReview {
    /// 自评文字
    pub text: String,
    /// 逐项评分
    pub scores: Vec<ItemScore>,
    /// 签署日期
    #[serde(with = "casework::stored")]
    pub signed_on: Day,
}

/// 科室评价
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentReview {
    /// 科室意见
    pub opinion: String,
    /// 逐项评分
    pub scores: Vec<ItemScore>,
    /// 考评小组
    pub group: Vec<UserId>,
    /// 会议纪要
    pub minutes: Attachment,
    /// 主持人
    pub by: UserId,
    /// 签署日期
    #[serde(with = "casework::stored")]
    pub signed_on: Day,
}

/// 支部评价、群众评议
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisal {
    /// 意见
    pub opinion: String,
    /// 得分
    pub points: Points,
    /// 材料
    pub paper: Attachment,
    /// 登记人
    pub by: UserId,
    /// 登记日期
    #[serde(with = "casework::stored")]
    pub on: Day,
}

/// 计算结果 · what the scheme computed of confirmed facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// 总分
    pub total: Points,
    /// 扣分合计
    pub deductions: Points,
    /// 加分合计
    pub additions: Points,
    /// 一票否决
    pub veto: bool,
    /// 等次
    pub grade: Grade,
}

/// 单位评价 · the grade as it is proposed and then decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitReview {
    /// 计算结果
    pub computed: Computed,
    /// 等次
    pub grade: Grade,
    /// 与计算等次不同的理由
    pub reason: Option<String>,
    /// 单位意见
    pub opinion: String,
    /// 拟定人
    pub drafted_by: UserId,
    /// 审定人
    pub decided_by: Option<UserId>,
    /// 审定日期
    #[serde(with = "casework::stored")]
    pub decided_on: Option<Day>,
    /// 会议纪要编号
    pub minute_number: Option<String>,
}

/// 公示
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publicity {
    /// 起
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 止: the last working day of the publicity
    #[serde(with = "casework::stored")]
    pub to: Day,
    /// 公示地点和反映渠道
    pub channel: String,
}

/// 异议
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// 序号, from 1
    pub number: u32,
    /// 第几次公示, from 1
    pub round: usize,
    /// 提出人
    pub by: UserId,
    /// 提出日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 理由
    pub grounds: String,
    /// 证据
    pub evidence: Vec<Attachment>,
    /// 是否采纳; none while it is open
    pub accepted: Option<bool>,
    /// 答复
    pub answer: String,
}

/// 归档 · the sheet as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// 考评登记表, with its digest
    pub paper: Attachment,
    /// 归档时的等次
    pub grade: Grade,
    /// 归档日期
    #[serde(with = "casework::stored")]
    pub on: Day,
}

/// 跳过的环节 · a stage that was left out after its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// 环节
    pub stage: Stage,
    /// 理由
    pub reason: String,
}

/// 进度 · where an assessment stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// 环节
    pub stage: Stage,
    /// 届满日 of the stage
    pub due: Option<Day>,
    /// 逾期
    pub overdue: bool,
}

/// 年度考评 · one person's year through its course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct YearAssessment {
    /// 启动
    pub opening: Option<Opening>,
    /// 环节
    pub stage: Stage,
    /// 自我评价
    pub self_review: Option<SelfReview>,
    /// 科室评价
    pub department: Option<DepartmentReview>,
    /// 支部评价
    pub branch: Option<Appraisal>,
    /// 群众评议
    pub public: Option<Appraisal>,
    /// 单位评价
    pub unit: Option<UnitReview>,
    /// 公示, the latest last
    pub publicity: Vec<Publicity>,
    /// 异议
    pub objections: Vec<Objection>,
    /// 确定日期
    #[serde(with = "casework::stored")]
    pub final_on: Option<Day>,
    /// 归档的登记表, the latest last
    pub sheets: Vec<Sheet>,
    /// 申诉, the latest last
    pub appeals: Vec<Appeal>,
    /// 申诉前的环节, while an appeal runs
    pub appealed_from: Option<Stage>,
    /// how many appeals were against a result before the present one
    pub earlier_appeals: usize,
    /// 跳过的环节
    pub skipped: Vec<Skipped>,
    /// 申请重开的人和理由, while it is not decided
    pub reopening: Option<(UserId, String)>,
}

impl YearAssessment {
    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.opening.as_ref().map(|opening| &opening.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.opening.as_ref().map(|opening| &opening.division)
    }

    /// 当事人
    pub fn subject(&self) -> Option<&Subject> {
        self.opening.as_ref().map(|opening| &opening.subject)
    }

    /// The person that it is about.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        self.subject().map(|subject| &subject.person)
    }

    /// 考评年度
    pub fn year(&self) -> Option<i16> {
        self.opening.as_ref().map(|opening| opening.year)
    }

    /// 办理人, where it is one person's turn: who reviews himself.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::SelfReview => self.subject().and_then(|subject| subject.user.as_ref()),
            _ => None,
        }
    }

    /// 参与人: everybody who acted or is named. Who objected is not among them.
    pub fn participants(&self) -> BTreeSet<&UserId> {
        let subject = self.subject().and_then(|subject| subject.user.as_ref());
        let department = self.department.iter();
        let answered = self.appeals.iter().filter_map(|appeal| appeal.answer.as_ref());
        subject
            .into_iter()
            .chain(department.flat_map(|review| review.group.iter().chain([&review.by])))
            .chain(self.branch.iter().chain(&self.public).map(|appraisal| &appraisal.by))
            .chain(self.unit.iter().map(|unit| &unit.drafted_by))
            .chain(self.unit.iter().filter_map(|unit| unit.decided_by.as_ref()))
            .chain(answered.map(|answer| &answer.by))
            .collect()
    }

    /// 届满日 of the current stage.
    pub fn due(&self) -> Option<Day> {
        let deadlines = &self.opening.as_ref()?.deadlines;
        match self.stage {
            Stage::SelfReview => Some(deadlines.self_review),
            Stage::Department => Some(deadlines.department),
            Stage::Branch => deadlines.branch,
            Stage::Public => deadlines.public,
            Stage::Draft => Some(deadlines.draft),
            Stage::Committee | Stage::Decided => Some(deadlines.committee),
            Stage::Publicity => self.publicity.last().map(|publicity| publicity.to),
            Stage::Appealed => appeal::running(&self.appeals).map(|appeal| appeal.due),
            Stage::Missing | Stage::Final | Stage::Frozen => None,
        }
    }

    /// 进度 on a day.
    pub fn progress(&self, today: Day) -> Progress {
        let due = self.due();
        Progress {
            stage: self.stage,
            due,
            overdue: due.is_some_and(|due| due < today),
        }
    }

    /// 等次: the grade once the result is final. While an appeal runs the decided grade stands.
    pub fn grade(&self) -> Option<Grade> {
        match self.stage {
            Stage::Final | Stage::Frozen | Stage::Appealed => self.unit.as_ref().map(|unit| unit.grade),
            _ => None,
        }
    }

    /// 审定结果 · the final grade with who decided it; none before the result is final.
    pub fn decision(&self) -> Option<Decision> {
        let (grade, unit) = (self.grade()?, self.unit.as_ref()?);
        let present = self.appeals.iter().skip(self.earlier_appeals);
        let answer = present.filter_map(|appeal| appeal.answer.as_ref()).next_back();
        let by = match answer.filter(|answer| answer.result == AppealResult::Changed) {
            Some(answer) => DecidedBy::Appeal { answered_on: answer.on },
            None => DecidedBy::Committee {
                minute_number: unit.minute_number.clone().unwrap_or_default(),
            },
        };
        Some(Decision {
            grade,
            by,
            under_veto: unit.computed.veto,
        })
    }

    /// 加权总分: the stages by their weights, where the scheme has weights and every weighed stage was held.
    pub fn composed(&self) -> Option<Points> {
        let weights = self.opening.as_ref()?.weights?;
        let unit = self.unit.as_ref().map(|unit| unit.computed.total);
        let stages = [
            (
                weights.self_review,
                self.self_review.as_ref().map(|review| sum(&review.scores)),
            ),
            (
                weights.department,
                self.department.as_ref().map(|review| sum(&review.scores)),
            ),
            (weights.branch, self.branch.as_ref().map(|appraisal| appraisal.points)),
            (weights.public, self.public.as_ref().map(|appraisal| appraisal.points)),
            (weights.unit, unit),
        ];
        let mut weighed = 0_i64;
        for (weight, points) in stages.into_iter().filter(|(weight, _)| *weight > 0) {
            weighed += i64::from(weight) * i64::from(points?.in_hundredths());
        }
        // A half of a hundredth goes away from zero.
        let rounded = (weighed.abs() + 50) / 100 * weighed.signum();
        i32::try_from(rounded).ok().map(Points::hundredths)
    }

    /// 未答复的异议
    pub fn open_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|objection| objection.accepted.is_none())
    }

    /// The stage that follows those before the draft.
    fn after(&self, stage: Stage) -> Stage {
        let deadlines = self.opening.as_ref().map(|opening| &opening.deadlines);
        let has = |day: fn(&Deadlines) -> Option<Day>| deadlines.is_some_and(|deadlines| day(deadlines).is_some());
        match stage {
            Stage::SelfReview => Stage::Department,
            Stage::Department if has(|deadlines| deadlines.branch) => Stage::Branch,
            Stage::Department | Stage::Branch if has(|deadlines| deadlines.public) => Stage::Public,
            _ => Stage::Draft,
        }
    }
}

fn sum(scores: &[ItemScore]) -> Points {
    scores.iter().map(|score| score.points).sum()
}

/// Who leads the committee.
const COMMITTEE: &[Role] = &[Role::HospitalLeader];
/// Who leads the small group of a department; a leader of the institution where the head is assessed.
const CHAIRING: &[Role] = &[Role::DepartmentHead, Role::HospitalLeader];
/// Who answers objections and appeals.
const ANSWERING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];
