//! Results of surveys: mean marks by department, and how they move from month to month.

use super::{CheckedAnswer, FormKind};
use crate::{Cell, Department};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Answers below which no mean is shown.
const LEAST: u64 = crate::small_cell::LEAST as u64;

/// 各题分数 of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(BTreeMap<String, u8>);

impl Marks {
    pub(super) fn insert(&mut self, question: &str, mark: u8) {
        self.0.insert(question.to_owned(), mark);
    }

    /// 分数 for one question, where it was asked.
    pub fn of(&self, question: &str) -> Option<u8> {
        self.0.get(question).copied()
    }

    fn sum(&self) -> (u64, u64) {
        (self.0.values().map(|mark| u64::from(*mark)).sum(), self.0.len() as u64)
    }
}

/// 满意度 · mean of the marks in hundredths of a per cent of the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Satisfaction(u64);

impl Satisfaction {
    fn of<'a>(answers: impl IntoIterator<Item = &'a CheckedAnswer>) -> Option<Self> {
        let add = |(count, sum, marks): (u64, u64, u64), answer: &CheckedAnswer| {
            let (own, number) = answer.marks.sum();
            (count + 1, sum + own, marks + number)
        };
        let (count, sum, marks) = answers.into_iter().fold((0, 0, 0), add);
        (count >= LEAST && marks > 0).then(|| Self((sum * 1000 * 2 + marks) / (marks * 2)))
    }

    /// 平均分 out of ten, with two decimals.
    pub fn mean(self) -> String {
        let hundredths = (self.0 + 5) / 10;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    /// 满意度低于 so many per cent: what the rules of department performance ask.
    pub const fn is_below_percent(self, percent: u64) -> bool {
        self.0 < percent * 100
    }
}

impl fmt::Display for Satisfaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// 科室结果
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepartmentResult {
    /// 科室
    pub department: Department,
    /// 答卷数
    pub answers: Cell,
    /// 满意度; none where fewer than five answered
    pub satisfaction: Option<Satisfaction>,
}

/// 月度趋势
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trend {
    /// 年
    pub year: i16,
    /// 月
    pub month: i8,
    /// 答卷数
    pub answers: Cell,
    /// 满意度; none where fewer than five answered
    pub satisfaction: Option<Satisfaction>,
}

fn count(answers: &[&CheckedAnswer]) -> Cell {
    Cell::of(u32::try_from(answers.len()).unwrap_or(u32::MAX))
}

/// 各科室结果 of one kind of form. No total stands beside them: it would give away a small department.
pub fn by_department(answers: &[CheckedAnswer], kind: FormKind) -> Vec<DepartmentResult> {
    let mut departments: BTreeMap<&Department, Vec<&CheckedAnswer>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.kind == kind) {
        departments.entry(&answer.department).or_default().push(answer);
    }
    let result = |(department, answers): (&Department, Vec<&CheckedAnswer>)| DepartmentResult {
        department: department.clone(),
        answers: count(&answers),
        satisfaction: Satisfaction::of(answers),
    };
    departments.into_iter().map(result).collect()
}

/// 月度趋势 of one kind of form, of one department or of all, in the order of time.
pub fn trend(answers: &[CheckedAnswer], kind: FormKind, department: Option<&Department>) -> Vec<Trend> {
    let mut months: BTreeMap<(i16, i8), Vec<&CheckedAnswer>> = BTreeMap::new();
    let of = |answer: &&CheckedAnswer| answer.kind == kind && department.is_none_or(|own| own == &answer.department);
    for answer in answers.iter().filter(of) {
        months
            .entry((answer.on.year(), answer.on.month()))
            .or_default()
            .push(answer);
    }
    let point = |((year, month), answers): ((i16, i8), Vec<&CheckedAnswer>)| Trend {
        year,
        month,
        answers: count(&answers),
        satisfaction: Satisfaction::of(answers),
    };
    months.into_iter().map(point).collect()
}
