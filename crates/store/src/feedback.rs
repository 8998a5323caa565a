//! 3103 反馈: what a doctor did with a finding, and the trail of later changes.

use domain::{InstitutionCode, Moment, Stage};

/// 处理方式 · `dspo_way`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposal {
    /// 继续执行医嘱 (1)
    Continue,
    /// 返回修改医嘱 (2)
    Amend,
}

/// 反馈 · one `warns[]` element of 3103.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// 违规标识 · `warn_rslt_id`, the `jr_id` of the finding
    pub finding_id: String,
    /// 反馈类型 · `warn_type`: 1 事前 is [`Stage::Prescribing`], 2 事中 is [`Stage::Settlement`]
    pub stage_kind: Stage,
    /// 处理方式 · `dspo_way`
    pub way: Disposal,
    /// 处理原因 · `dspo_way_rea`. May be empty: known clients send it so, and it is counted.
    pub reason: String,
    /// 机构编号 · `fixmedins_code`
    pub institution: InstitutionCode,
    /// 经办人 · `opter`
    pub operator: String,
    /// 反馈时间
    pub at: Moment,
}

impl Feedback {
    /// True where both say the same about the same finding; the time of arrival does not matter.
    pub fn says_the_same(&self, other: &Feedback) -> bool {
        self.finding_id == other.finding_id
            && self.stage_kind == other.stage_kind
            && self.way == other.way
            && self.reason == other.reason
            && self.institution == other.institution
            && self.operator == other.operator
    }

    /// True where the doctor goes on without saying why, which the interface wants explained.
    pub fn lacks_reason(&self) -> bool {
        self.way == Disposal::Continue && self.reason.trim().is_empty()
    }
}

/// 反馈轨迹 · the first reply, which stands, and the different ones that followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackTrail {
    /// the reply that counts
    pub first: Feedback,
    /// later replies, each different from the one before it
    pub amendments: Vec<Feedback>,
}

impl FeedbackTrail {
    /// The reply received last.
    pub fn latest(&self) -> &Feedback {
        self.amendments.last().unwrap_or(&self.first)
    }

    /// True where one of the replies took the order, or the bill, back.
    pub fn amends(&self) -> bool {
        let mut replies = std::iter::once(&self.first).chain(&self.amendments);
        replies.any(|reply| reply.way == Disposal::Amend)
    }
}

/// What became of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedbackOutcome {
    /// stored, as the first reply or as an amendment
    Recorded,
    /// the same reply was already stored; nothing changed
    Repeated,
    /// stored, although no finding of that id is known (a reminder lost in a crash, or an id that was never given)
    UnknownFinding,
    /// not stored: the finding is one of an institution for which the sender does not speak
    Foreign,
}
