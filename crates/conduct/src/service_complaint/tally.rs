//! What many complaints say together: counts, and nobody's name.

use super::{ServiceComplaint, Stage};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 投诉统计 of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// 收到
    pub received: u32,
    /// 属实: reviewed and confirmed
    pub confirmed: u32,
    /// 办结
    pub closed: u32,
    /// 逾期答复
    pub late: u32,
    /// 回访
    pub visited: u32,
    /// 回访满意
    pub satisfied: u32,
}

impl Tally {
    /// The complaints that were received from `from` to `to`, both days included.
    pub fn of<'a>(complaints: impl IntoIterator<Item = &'a ServiceComplaint>, from: Day, to: Day) -> Self {
        let mut tally = Self::default();
        for complaint in complaints {
            let received = complaint.intake.as_ref().map(|intake| intake.received_on);
            if !received.is_some_and(|day| (from..=to).contains(&day)) {
                continue;
            }
            let confirmed = complaint.finding.as_ref().is_some_and(|finding| finding.confirmed);
            tally.received += 1;
            tally.confirmed += u32::from(confirmed && complaint.agreed);
            tally.closed += u32::from(complaint.stage == Stage::Closed);
            tally.late += u32::from(complaint.late);
            tally.visited += u32::from(complaint.satisfied.is_some());
            tally.satisfied += u32::from(complaint.satisfied == Some(true));
        }
        tally
    }
}
