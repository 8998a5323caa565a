//! Appeals (申诉) of a person against what was decided about him: 30 days to file, 30 days to answer,
//! and the answer by somebody who had no part in the decision.
//!
//! The days are those of the physicians' periodic assessment (《医师定期考核管理办法》: 30日内申请复核，
//! 30日内答复), used here for every decision about conduct. The last day moves to the next working day.

use casework::{Attachment, Clock, Line, Refusal, UserId, given};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 申诉期限: days from the decision.
pub const FILING_DAYS: i32 = 30;
/// 答复期限: days from the filing.
pub const ANSWER_DAYS: i32 = 30;

/// 申诉
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// 申诉人
    pub by: UserId,
    /// 提出日期
    #[serde(with = "casework::stored")]
    pub filed_on: Day,
    /// 答复届满日
    #[serde(with = "casework::stored")]
    pub due: Day,
    /// 理由
    pub grounds: String,
    /// 证据
    pub evidence: Vec<Attachment>,
    /// 答复; none while the appeal runs
    pub answer: Option<Answer>,
}

impl Appeal {
    /// An appeal that begins to run.
    pub(crate) fn filed(by: &UserId, filed_on: Day, due: Day, grounds: String, evidence: Vec<Attachment>) -> Self {
        Self {
            by: by.clone(),
            filed_on,
            due,
            grounds,
            evidence,
            answer: None,
        }
    }
}

/// 申诉答复
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 处理人; the appellant himself where he has withdrawn
    pub by: UserId,
    /// 答复日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 处理结果
    pub result: AppealResult,
    /// 处理意见
    pub opinion: String,
}

/// 申诉结果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealResult {
    /// 维持
    Upheld,
    /// 变更
    Changed,
    /// 撤销
    Revoked,
    /// 撤回申诉
    Withdrawn,
}

impl AppealResult {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            AppealResult::Upheld => "维持",
            AppealResult::Changed => "变更",
            AppealResult::Revoked => "撤销",
            AppealResult::Withdrawn => "撤回申诉",
        }
    }
}

/// The last day to file an appeal against what was decided on `decided_on`.
///
/// # Errors
/// [`Refusal::CalendarUnknown`] where the arrangement of that year is not loaded.
pub fn filing_due(decided_on: Day, clock: &Clock<'_>) -> Result<Day, Refusal> {
    clock.calendar.worked_from(decided_on.plus_days(FILING_DAYS))
}

/// The last day to answer an appeal filed today, once it is in time and has grounds.
pub(crate) fn file(decided_on: Day, grounds: &str, clock: &Clock<'_>) -> Result<Day, Refusal> {
    clock.in_time("申诉", filing_due(decided_on, clock)?)?;
    given("申诉理由", grounds)?;
    clock.calendar.worked_from(clock.today().plus_days(ANSWER_DAYS))
}

/// Answers the appeal that runs, if one does.
pub(crate) fn answer(appeals: &mut [Appeal], by: &UserId, on: Day, result: AppealResult, opinion: String) {
    if let Some(open) = appeals.iter_mut().find(|appeal| appeal.answer.is_none()) {
        open.answer = Some(Answer {
            by: by.clone(),
            on,
            result,
            opinion,
        });
    }
}

/// The appeal that runs.
pub(crate) fn running(appeals: &[Appeal]) -> Option<&Appeal> {
    appeals.iter().find(|appeal| appeal.answer.is_none())
}

/// What an appeal says when it is told.
pub(crate) fn told(due: &Day, grounds: &str, evidence: &[Attachment]) -> Vec<Line> {
    let lines = [
        Some(Line::new("申诉理由", grounds)),
        Line::papers("证据", evidence),
        Some(Line::new("答复期限", due)),
    ];
    lines.into_iter().flatten().collect()
}
