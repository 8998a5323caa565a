//! How a review is named: its stages, and the values that provincial systems use.

use super::{ReviewCase, Stage};
use serde::{Deserialize, Serialize};

/// The Chinese name of a stage.
pub(super) fn stage_zh(stage: Stage) -> &'static str {
    match stage {
        Stage::Running => "规则运行",
        Stage::AutoRejected { .. } => "自动拒付",
        Stage::FirstReview { .. } => "初审",
        Stage::Notified { .. } => "已告知",
        Stage::Appealing { .. } => "申诉中",
        Stage::SecondReview { .. } => "复审",
        Stage::Reappeal { .. } => "再申诉",
        Stage::JointReview { .. } => "合议",
        Stage::Final { .. } => "终审",
        Stage::Deducted => "已扣款",
        Stage::SiteCheck { .. } => "核查",
        Stage::Cleared => "已排除",
        Stage::Closed => "已办结",
        Stage::Transferred => "已移送",
    }
}

/// The names of the stages in which a review has ended with something to pay back.
pub fn ended_upheld() -> [&'static str; 2] {
    [Stage::Deducted, Stage::Closed].map(stage_zh)
}

/// The name of the stage in which a review has ended with nothing.
pub fn ended_cleared() -> &'static str {
    stage_zh(Stage::Cleared)
}

/// 送核查前的环节 · what a site check came from, as far as the provincial values tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedFrom {
    /// 自动拒付
    AutoRejection,
    /// 初审
    FirstReview,
    /// 申诉之后
    Appeal,
}

impl CheckedFrom {
    pub(super) fn of(stage: Stage) -> Self {
        match stage {
            Stage::AutoRejected { .. } => CheckedFrom::AutoRejection,
            Stage::FirstReview { .. } => CheckedFrom::FirstReview,
            _ => CheckedFrom::Appeal,
        }
    }
}

/// 省级系统状态 · the value that a shipped provincial product has for the same situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProvincialStatus {
    /// 01 正常
    Normal,
    /// 02 自动扣款
    AutoDeduct,
    /// 03 自动扣款转核查
    AutoToCheck,
    /// 04 待初审
    WaitingFirstReview,
    /// 05 初审转核查
    ToCheck,
    /// 06 医院提交复审
    HospitalToSecondReview,
    /// 07 复审中
    InSecondReview,
    /// 08 待申诉
    AppealPending,
    /// 09 扣款
    Deduct,
    /// 10 转稽核
    ToAudit,
    /// 11 复议后扣款
    DeductAfterReconsideration,
    /// 12 已扣款
    Deducted,
}

impl ProvincialStatus {
    /// The two digits.
    pub fn code(self) -> &'static str {
        match self {
            ProvincialStatus::Normal => "01",
            ProvincialStatus::AutoDeduct => "02",
            ProvincialStatus::AutoToCheck => "03",
            ProvincialStatus::WaitingFirstReview => "04",
            ProvincialStatus::ToCheck => "05",
            ProvincialStatus::HospitalToSecondReview => "06",
            ProvincialStatus::InSecondReview => "07",
            ProvincialStatus::AppealPending => "08",
            ProvincialStatus::Deduct => "09",
            ProvincialStatus::ToAudit => "10",
            ProvincialStatus::DeductAfterReconsideration => "11",
            ProvincialStatus::Deducted => "12",
        }
    }
}

impl ReviewCase {
    /// 省级系统状态; none before the rule has spoken.
    pub fn provincial_status(&self) -> Option<ProvincialStatus> {
        self.subject.as_ref()?;
        Some(match self.stage {
            Stage::Running => return None,
            Stage::Cleared => ProvincialStatus::Normal,
            Stage::AutoRejected { .. } => ProvincialStatus::AutoDeduct,
            Stage::FirstReview { .. } => ProvincialStatus::WaitingFirstReview,
            Stage::Notified { .. } | Stage::Appealing { .. } | Stage::Reappeal { .. } => {
                ProvincialStatus::AppealPending
            }
            Stage::SecondReview { .. } if self.second_reviewer.is_none() => ProvincialStatus::HospitalToSecondReview,
            Stage::SecondReview { .. } | Stage::JointReview { .. } => ProvincialStatus::InSecondReview,
            Stage::SiteCheck { .. } => match self.checked_from {
                Some(CheckedFrom::AutoRejection) => ProvincialStatus::AutoToCheck,
                Some(CheckedFrom::FirstReview) => ProvincialStatus::ToCheck,
                Some(CheckedFrom::Appeal) | None => ProvincialStatus::ToAudit,
            },
            Stage::Transferred => ProvincialStatus::ToAudit,
            Stage::Final { .. } if self.appeals > 0 => ProvincialStatus::DeductAfterReconsideration,
            Stage::Final { .. } => ProvincialStatus::Deduct,
            Stage::Deducted | Stage::Closed => ProvincialStatus::Deducted,
        })
    }

    /// 省级系统子状态 · whose turn it is, where the product has a word for it.
    pub fn provincial_substatus(&self) -> Option<&'static str> {
        match self.stage {
            Stage::Notified { .. } => Some("待申诉"),
            Stage::Appealing { .. } => Some("待医保办审核"),
            Stage::Reappeal { .. } => Some("待申请复议"),
            Stage::JointReview { .. } => Some("复议待审"),
            Stage::Final { .. } if self.appeals == 2 => Some("复议未通过"),
            Stage::Cleared if self.appeals == 2 => Some("复议通过"),
            _ => None,
        }
    }
}
