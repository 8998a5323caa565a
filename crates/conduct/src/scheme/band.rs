//! Grades, and the bands of score and deduction that give them.

use crate::Points;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// 等级 · the better one is the lesser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优秀
    Excellent,
    /// 良好
    Good,
    /// 一般
    Fair,
    /// 较差
    Poor,
}

impl Grade {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Fair, Self::Poor];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Grade::Excellent => "优秀",
            Grade::Good => "良好",
            Grade::Fair => "一般",
            Grade::Poor => "较差",
        }
    }

    /// The next worse one.
    pub const fn below(self) -> Self {
        match self {
            Grade::Excellent => Grade::Good,
            Grade::Good => Grade::Fair,
            Grade::Fair | Grade::Poor => Grade::Poor,
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// 等级线 · who has the grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// 等级
    pub grade: Grade,
    /// 条件
    pub condition: Condition,
}

/// 等级条件
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// 须同时符合; without any it is everybody who is left
    All {
        /// 最低得分
        min_score: Option<Points>,
        /// 扣分上限, itself allowed
        max_deduction: Option<Points>,
        /// 不得有扣分
        forbids_deduction: bool,
    },
    /// 符合其一即可
    Any {
        /// 得分低于
        score_below: Option<Points>,
        /// 扣分达到
        deduction_from: Option<Points>,
    },
}

impl Band {
    /// Whether a score with these deductions falls into the band.
    pub fn holds(&self, score: Points, deducted: Points) -> bool {
        match self.condition {
            Condition::All {
                min_score,
                max_deduction,
                forbids_deduction,
            } => {
                min_score.is_none_or(|least| score >= least)
                    && max_deduction.is_none_or(|most| deducted <= most)
                    && (!forbids_deduction || deducted == Points::ZERO)
            }
            Condition::Any {
                score_below,
                deduction_from,
            } => score_below.is_some_and(|line| score < line) || deduction_from.is_some_and(|line| deducted >= line),
        }
    }

    /// Why a score with these deductions does not fall into the band, as the end of a sentence; none
    /// where it does.
    pub fn refusal(&self, score: Points, deducted: Points) -> Option<String> {
        if self.holds(score, deducted) {
            return None;
        }
        let grade = self.grade;
        Some(match self.condition {
            Condition::All {
                min_score: Some(least), ..
            } if score < least => format!("得分{score}分，不到{grade}的{least}分"),
            Condition::All {
                forbids_deduction: true,
                ..
            } => format!("有扣分{deducted}分，{grade}不得有扣分"),
            Condition::All {
                max_deduction: Some(most),
                ..
            } => format!("扣分{deducted}分，超过{grade}的上限{most}分"),
            Condition::All { .. } | Condition::Any { .. } => format!("不符合{grade}的条件"),
        })
    }

    /// The scores and deductions at which the band begins or ends.
    fn lines(&self) -> (Option<Points>, Option<Points>) {
        match self.condition {
            Condition::All {
                min_score,
                max_deduction,
                ..
            } => (min_score, max_deduction),
            Condition::Any {
                score_below,
                deduction_from,
            } => (score_below, deduction_from),
        }
    }
}

/// The grade of the first band that holds.
pub fn grade_of(bands: &[Band], score: Points, deducted: Points) -> Option<Grade> {
    bands
        .iter()
        .find(|band| band.holds(score, deducted))
        .map(|band| band.grade)
}

/// 等级空档 · scores and deductions that have no grade, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// 最低得分
    pub score_from: Points,
    /// 最高得分
    pub score_to: Points,
    /// 最低扣分
    pub deduction_from: Points,
    /// 最高扣分
    pub deduction_to: Points,
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "扣分{}至{}分、得分{}至{}分",
            self.deduction_from, self.deduction_to, self.score_from, self.score_to
        )
    }
}

/// 等级线的全部结果 · what the bands give when every pair of score and deduction is tried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// 没有等级的
    pub holes: Vec<Hole>,
    /// 能得到的等级
    pub reached: BTreeSet<Grade>,
}

impl Survey {
    /// Tries every pair: all whole numbers, and the hundredths on both sides of every line; between
    /// these nothing changes. Deductions are tried beyond the base, since they count before any cap.
    pub fn of(bands: &[Band], score_max: Points, base: Points) -> Self {
        let (score_lines, deduction_lines): (Vec<_>, Vec<_>) = bands.iter().map(Band::lines).unzip();
        let farthest = deduction_lines.iter().flatten().copied().max().unwrap_or_default();
        let scores = tried(score_max, score_lines);
        let deductions = tried(base.max(farthest) + base, deduction_lines);
        let (mut survey, mut last) = (Self::default(), None);
        for deduction in deductions {
            for (score_from, score_to) in survey.without_grade(bands, &scores, deduction) {
                // The same scores at the deduction before: the hole goes on.
                let before = survey.holes.iter_mut().find(|hole| {
                    (hole.score_from, hole.score_to) == (score_from, score_to) && Some(hole.deduction_to) == last
                });
                match before {
                    Some(hole) => hole.deduction_to = deduction,
                    None => survey.holes.push(Hole {
                        score_from,
                        score_to,
                        deduction_from: deduction,
                        deduction_to: deduction,
                    }),
                }
            }
            last = Some(deduction);
        }
        survey
    }

    /// The runs of scores that have no grade at this deduction; the grades of the others are noted.
    fn without_grade(&mut self, bands: &[Band], scores: &[Points], deduction: Points) -> Vec<(Points, Points)> {
        let (mut runs, mut open): (Vec<_>, Option<(Points, Points)>) = (Vec::new(), None);
        for score in scores {
            match grade_of(bands, *score, deduction) {
                None => open = Some((open.map_or(*score, |(from, _)| from), *score)),
                Some(grade) => {
                    self.reached.insert(grade);
                    runs.extend(open.take());
                }
            }
        }
        runs.extend(open);
        runs
    }
}

/// The numbers from nothing to `most` at which a line may lie, in order.
fn tried(most: Points, lines: Vec<Option<Points>>) -> Vec<Points> {
    let hundredth = Points::hundredths(1);
    let whole = (0..=most.in_hundredths()).step_by(100).map(Points::hundredths);
    let lines = lines.into_iter().flatten();
    let beside = lines.flat_map(|line| [line - hundredth, line, line + hundredth]);
    let all: BTreeSet<Points> = whole.chain(beside).chain([most]).collect();
    all.into_iter()
        .filter(|points| (Points::ZERO..=most).contains(points))
        .collect()
}
