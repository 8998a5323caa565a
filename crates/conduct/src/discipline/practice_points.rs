//! Bad-practice points (不良执业行为记分) of the health bureau: how many a single act may cost, what a
//! year's sum leads to for an institution, and when a person's single entry is a veto.

use crate::EventCode;
use domain::{Day, InstitutionCode, PractitionerCode};
use serde::Deserialize;

const SHIPPED: &str = include_str!("../../data/practice-points.toml");

/// 记分对象
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// 医疗机构
    Institution(InstitutionCode),
    /// 医务人员
    Person(PractitionerCode),
}

/// 一次记分 that the bureau has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 记分对象
    pub subject: Subject,
    /// 分值
    pub points: u16,
    /// 行为发生日期
    pub on: Day,
    /// 已撤销: counts no more
    pub revoked: bool,
}

/// 年度处理 · what a sum of points leads to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// 起始分, included
    pub from: u16,
    /// 截止分, included
    pub to: u16,
    /// 处理
    pub treatment: String,
}

/// 记分办法
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeSchedule {
    /// 机构可记的分值
    pub institution_points: Vec<u16>,
    /// 个人一次可记的分值
    pub person_points: Vec<u16>,
    /// 年度处理, by the sum
    #[serde(rename = "band")]
    pub bands: Vec<Treatment>,
}

/// Why a schedule or an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleProblem {
    /// cannot be read; says line and field
    #[error("记分办法不能读取，请按行列更正：{0}")]
    Unreadable(String),
    /// sums without a treatment, or with two
    #[error("年度处理在{0}分处不相接。请使各档从0分起首尾相接。")]
    Gap(u16),
    /// a number of points that is not in the schedule
    #[error("不能记{points}分，可记{allowed}分。请更正分值。")]
    NotAllowed {
        /// 所填分值
        points: u16,
        /// 可记分值
        allowed: String,
    },
}

impl PracticeSchedule {
    /// Reads a schedule; every sum must have exactly one treatment.
    ///
    /// # Errors
    /// What is wrong and where.
    pub fn read(text: &str) -> Result<Self, ScheduleProblem> {
        let schedule: Self =
            toml::from_str(text).map_err(|problem| ScheduleProblem::Unreadable(problem.to_string()))?;
        let mut next = 0;
        for band in &schedule.bands {
            if band.from != next || band.to < band.from {
                return Err(ScheduleProblem::Gap(next));
            }
            next = band.to.saturating_add(1);
        }
        match next {
            0 => Err(ScheduleProblem::Gap(0)),
            _ => Ok(schedule),
        }
    }

    /// The schedule that the program brings along.
    ///
    /// # Errors
    /// It is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, ScheduleProblem> {
        Self::read(SHIPPED)
    }

    /// Refuses a number of points that the schedule does not know for this subject.
    ///
    /// # Errors
    /// [`ScheduleProblem::NotAllowed`] with the numbers that there are.
    pub fn allows(&self, subject: &Subject, points: u16) -> Result<(), ScheduleProblem> {
        let allowed = match subject {
            Subject::Institution(_) => &self.institution_points,
            Subject::Person(_) => &self.person_points,
        };
        match allowed.contains(&points) {
            true => Ok(()),
            false => Err(ScheduleProblem::NotAllowed {
                points,
                allowed: allowed.iter().map(u16::to_string).collect::<Vec<_>>().join("、"),
            }),
        }
    }

    /// 年度累计: the points of a subject in a calendar year, without what was revoked.
    pub fn year_total(entries: &[Entry], subject: &Subject, year: i16) -> u16 {
        entries
            .iter()
            .filter(|entry| &entry.subject == subject && entry.on.year() == year && !entry.revoked)
            .fold(0, |sum, entry| sum.saturating_add(entry.points))
    }

    /// 年度处理 of an institution with this sum.
    pub fn treatment(&self, total: u16) -> Option<&Treatment> {
        let last = self.bands.last();
        self.bands
            .iter()
            .find(|band| (band.from..=band.to).contains(&total))
            .or(last)
    }

    /// The veto that a person's entry proposes: six or twelve points at once (X20).
    pub fn veto(&self, entry: &Entry) -> Option<EventCode> {
        let proposes = matches!(entry.subject, Subject::Person(_)) && !entry.revoked;
        match proposes && self.person_points.contains(&entry.points) {
            true => "X20".parse().ok(),
            false => None,
        }
    }
}
