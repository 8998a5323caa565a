//! The clocks of complaints, in working days by the calendar with its holiday swaps.

use casework::{Refusal, WorkCalendar};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 调查范围 · how long an investigation may take at most (《医疗机构投诉管理办法》2019年，条款待核对).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// 一个科室: 5 working days
    OneDepartment,
    /// 多个科室: 10 working days
    SeveralDepartments,
}

impl Effort {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::OneDepartment, Self::SeveralDepartments];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Effort::OneDepartment => "涉及一个科室",
            Effort::SeveralDepartments => "涉及多个科室",
        }
    }

    /// 最长期限 in working days.
    pub const fn most(self) -> u16 {
        match self {
            Effort::OneDepartment => 5,
            Effort::SeveralDepartments => 10,
        }
    }

    /// The last day of an investigation of `days` working days from the receipt.
    ///
    /// # Errors
    /// [`Refusal::OutOfRange`] for no day or more days than the norm allows;
    /// [`Refusal::CalendarUnknown`] for a year without arrangement.
    pub fn due(self, received: Day, days: u16, calendar: &WorkCalendar) -> Result<Day, Refusal> {
        if !(1..=self.most()).contains(&days) {
            return Err(Refusal::OutOfRange {
                what: "调查期限（工作日）",
                least: "1".to_owned(),
                most: self.most().to_string(),
                found: days.to_string(),
            });
        }
        calendar.add_working_days(received, days)
    }
}

/// 检举控告办理时限 · for what turns out to be a matter of discipline (《纪检监察机关处理检举控告工作规则》).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterStep {
    /// 实名检举控告告知受理
    TellAcceptance,
    /// 办结后反馈结果
    FeedBack,
    /// 接收转交
    TakeTransfer,
}

impl LetterStep {
    /// The limit in working days.
    pub const fn days(self) -> u16 {
        match self {
            LetterStep::TellAcceptance | LetterStep::FeedBack => 15,
            LetterStep::TakeTransfer => 5,
        }
    }

    /// The last day of the step that begins on `from`.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year without arrangement.
    pub fn due(self, from: Day, calendar: &WorkCalendar) -> Result<Day, Refusal> {
        calendar.add_working_days(from, self.days())
    }
}
