//! The stages of an administrative case, with the numbers that provincial systems give them.

use domain::Day;
use serde::{Deserialize, Serialize};

/// 环节 · where a case stands. A stage with a clock of its own carries its last day; the clock of the
/// decision runs beside the stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 130 立案前核查
    PreCheck {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 1000 待立案
    AwaitingFiling {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 1001 立案审批
    FilingApproval {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 1100 调查取证
    Investigation,
    /// 1105 采取强制措施
    UnderMeasure,
    /// 1110 中止调查
    Suspended,
    /// 1120 终止调查
    Terminated,
    /// 1200 法制审核
    LegalReview {
        /// 届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 1300 待告知
    Notice,
    /// 1300 已告知: the party may ask for a hearing or defend itself
    Told {
        /// 要求听证届满日
        #[serde(with = "crate::stored")]
        due: Day,
    },
    /// 1305 陈述申辩
    Defence,
    /// 1305 听证
    Hearing,
    /// 1400 处罚决定
    Decision,
    /// 1500 执行
    Execution,
    /// 复议诉讼
    Reconsideration,
    /// 1700 待结案
    AwaitingClosure,
    /// 1600 已结案
    Closed,
    /// 不予立案
    NotFiled,
    /// 已移送
    Transferred,
}

impl Stage {
    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Stage::Missing => "未登记",
            Stage::PreCheck { .. } => "立案前核查",
            Stage::AwaitingFiling { .. } => "待立案",
            Stage::FilingApproval { .. } => "立案审批",
            Stage::Investigation => "调查取证",
            Stage::UnderMeasure => "采取强制措施",
            Stage::Suspended => "中止调查",
            Stage::Terminated => "终止调查",
            Stage::LegalReview { .. } => "法制审核",
            Stage::Notice => "待告知",
            Stage::Told { .. } => "已告知",
            Stage::Defence => "陈述申辩",
            Stage::Hearing => "听证",
            Stage::Decision => "处罚决定",
            Stage::Execution => "执行",
            Stage::Reconsideration => "复议诉讼",
            Stage::AwaitingClosure => "待结案",
            Stage::Closed => "已结案",
            Stage::NotFiled => "不予立案",
            Stage::Transferred => "已移送",
        }
    }

    /// 省级系统状态码; none for stages that the product has no number for.
    pub fn provincial_code(self) -> Option<u16> {
        Some(match self {
            Stage::PreCheck { .. } => 130,
            Stage::AwaitingFiling { .. } => 1000,
            Stage::FilingApproval { .. } => 1001,
            Stage::Investigation => 1100,
            Stage::UnderMeasure => 1105,
            Stage::Suspended => 1110,
            Stage::Terminated => 1120,
            Stage::LegalReview { .. } => 1200,
            Stage::Notice | Stage::Told { .. } => 1300,
            Stage::Defence | Stage::Hearing => 1305,
            Stage::Decision => 1400,
            Stage::Execution => 1500,
            Stage::AwaitingClosure => 1700,
            Stage::Closed => 1600,
            Stage::Missing | Stage::Reconsideration | Stage::NotFiled | Stage::Transferred => return None,
        })
    }

    /// 届满日 of the stage's own clock.
    pub fn due(self) -> Option<Day> {
        match self {
            Stage::PreCheck { due }
            | Stage::AwaitingFiling { due }
            | Stage::FilingApproval { due }
            | Stage::LegalReview { due }
            | Stage::Told { due } => Some(due),
            _ => None,
        }
    }

    /// True between filing and decision.
    pub fn counts_towards_decision(self) -> bool {
        matches!(
            self,
            Stage::Investigation
                | Stage::UnderMeasure
                | Stage::LegalReview { .. }
                | Stage::Notice
                | Stage::Told { .. }
                | Stage::Defence
                | Stage::Hearing
                | Stage::Decision
        )
    }
}
