//! What scoring knows of an event: only what has been confirmed.

use crate::{Department, EventCode, Points};
use domain::{Day, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 已确认的行为 · one event as one person's, confirmed and not suspended by an appeal. Drafts, returned,
/// rejected and suspended events are never facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// 事件编号: the matter that it comes from
    pub event: String,
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 科室 on the day of the event
    pub department: Department,
    /// 行为编码
    pub code: EventCode,
    /// 发生日期: the year that it counts in
    #[serde(with = "casework::stored")]
    pub occurred_on: Day,
    /// 分值 that was decided, where the scheme gives a range; none where the scheme gives the points
    pub points: Option<Points>,
    /// 次数 that the event stands for (copies, days); 1 for most
    pub count: u16,
    /// 分担比例 in per cent: what of the points is this person's; 100 for most
    pub share: u8,
}
