//! 3103 事前事中服务反馈 · what the doctor did with each finding.

use super::WireError;
use super::diagnosis::expect_nodes;
use super::node::DataNode;
use super::reading::{Place, Reading};

const DATA: Place<'static> = Place::root("input.data");

/// 反馈请求
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackRequest {
    /// 反馈类型 · `warn_type`: 1 事前, 2 事中; empty where the client sent none
    pub warn_type: String,
    /// 反馈处理数据 · `warns`
    pub warns: Vec<Warn>,
}

/// 一条处理 · `warns[]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warn {
    /// 违规标识 · `warn_rslt_id`: the `jr_id` that we sent, possibly unknown to us
    pub finding_id: String,
    /// 处理方式 · `dspo_way`
    pub way: Way,
    /// 处理原因 · `dspo_way_rea`; may be empty, one client always leaves it so
    pub reason: String,
}

/// 处理方式 · `dspo_way`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// 1 继续执行医嘱
    Continue,
    /// 2 返回修改医嘱
    Revise,
}

impl Way {
    /// The code of the interface.
    pub fn code(self) -> &'static str {
        match self {
            Way::Continue => "1",
            Way::Revise => "2",
        }
    }
}

/// Reads the feedback.
pub(super) fn feedback(data: &DataNode<'_>, reading: &mut Reading) -> Result<FeedbackRequest, WireError> {
    expect_nodes(&DATA, "warns", data.warns.shape)?;
    // No known client sends an empty list, and success would say that something was kept.
    if data.warns.items.is_empty() {
        return Err(DATA.refuse("warns", "不能为空，没有收到要登记的处理"));
    }
    let mut warns = Vec::with_capacity(data.warns.items.len());
    for (index, node) in data.warns.items.iter().enumerate() {
        let place = DATA.member("warns", index);
        reading.note_repeated(&place, &node.repeated);
        let Some(finding_id) = place.text("warn_rslt_id", &node.warn_rslt_id)? else {
            return Err(place.refuse("warn_rslt_id", "不能为空"));
        };
        let way = match place.text("dspo_way", &node.dspo_way)?.as_deref() {
            Some("1" | "01") => Way::Continue,
            Some("2" | "02") => Way::Revise,
            _ => return Err(place.refuse("dspo_way", "应为 1（继续执行医嘱）或 2（返回修改医嘱）")),
        };
        let reason = place
            .text("dspo_way_rea", &node.dspo_way_rea)?
            .unwrap_or_default()
            .into_owned();
        warns.push(Warn {
            finding_id: finding_id.into_owned(),
            way,
            reason,
        });
    }
    let warn_type = DATA
        .text("warn_type", &data.warn_type)?
        .unwrap_or_default()
        .into_owned();
    Ok(FeedbackRequest { warn_type, warns })
}
