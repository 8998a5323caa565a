//! What a calculation or another matter proposes as an event of conduct.

use crate::{Department, EventCode};
use domain::{Day, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 待确认行为 · an event of conduct as figures propose it. It counts for nobody until a person has
/// confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Candidate {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 科室
    pub department: Department,
    /// 人员编号; none where the department as a whole is meant
    #[serde(with = "casework::stored")]
    pub person: Option<PractitionerCode>,
    /// 行为编码
    pub code: EventCode,
    /// 发生日期
    #[serde(with = "casework::stored")]
    pub occurred_on: Day,
    /// 依据: the sentence that says from what it comes
    pub basis: String,
}
