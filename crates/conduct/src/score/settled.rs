//! The grade that was decided for a year, beside the one that the books derive.

use super::{Assessed, Moved};
use crate::scheme::Grade;
use domain::Day;
use serde::Serialize;
use std::fmt;

/// 审定结果 · the grade of a year as its assessment has made it final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// 等次
    pub grade: Grade,
    /// 由谁决定
    pub by: DecidedBy,
    /// whether it was decided under a veto
    pub under_veto: bool,
}

impl Decision {
    /// Whether it stands while a veto is in force, or while none is. A veto that came after it makes the year
    /// poor whatever was decided; and a grade that was decided under a veto falls with it.
    pub fn stands(&self, vetoed: bool) -> bool {
        self.under_veto == vetoed
    }
}

/// 由谁决定
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum DecidedBy {
    /// 考评委员会
    Committee {
        /// 会议纪要编号
        minute_number: String,
    },
    /// 申诉处理: changed on the person's appeal
    Appeal {
        /// 答复日期
        #[serde(with = "casework::stored")]
        answered_on: Day,
    },
}

impl fmt::Display for DecidedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecidedBy::Committee { minute_number } => write!(f, "考评委员会审定（{minute_number}）"),
            DecidedBy::Appeal { answered_on } => write!(f, "{answered_on}申诉处理变更"),
        }
    }
}

/// 审定依据 · why somebody has the grade that was decided, and what the books derive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// 由谁决定
    pub by: DecidedBy,
    /// 审定等次
    pub grade: Grade,
    /// 计算等次: by points, vetoes and quotas
    pub derived: Grade,
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, grade, derived } = self;
        match grade == derived {
            true => write!(f, "{by}"),
            false => write!(f, "{by}，按方案计算为{derived}"),
        }
    }
}

impl Assessed {
    /// Gives the year the grade that was decided, where the decision stands.
    pub fn settle(&mut self, decision: &Decision) {
        if decision.stands(!self.sheet.vetoes.is_empty()) {
            self.settled = Some(Settled {
                by: decision.by.clone(),
                grade: decision.grade,
                derived: self.derived(),
            });
            self.grade = decision.grade;
        }
    }

    /// 因名额调整, where that explains the grade: of another that was decided it does not.
    pub fn by_quota(&self) -> Option<&Moved> {
        self.moved.as_ref().filter(|_| self.grade == self.derived())
    }

    /// 计算等次 · by points, vetoes and quotas, whatever was decided.
    pub fn derived(&self) -> Grade {
        self.settled.as_ref().map_or(self.grade, |settled| settled.derived)
    }
}
