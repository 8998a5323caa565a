//! How a transfer is shown.

use super::{Event, Stage, Transfer};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

impl Shown for Transfer {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Drafted { package } => {
                let lines = [
                    Some(Line::new("接收部门", package.department.zh())),
                    Some(Line::new("来源", &package.origin)),
                    Some(Line::new("涉及机构", &package.institution)),
                    Some(Line::new("事实", &package.facts)),
                    Some(Line::new("依据", package.basis.join("；"))),
                    Line::papers("证据材料", &package.evidence),
                ];
                Told::new("拟稿移送", lines.into_iter().flatten())
            }
            Event::Approved => Told::new("批准移送", []),
            Event::Returned { reason } => Told::new("退回移送稿", [Line::new("退回理由", reason)]),
            Event::Sent {
                digest,
                signature,
                hours,
                late,
                due,
            } => {
                let lines = [
                    Some(Line::new("材料摘要", digest)),
                    Some(Line::new("签名", signature)),
                    Some(Line::new("批准到发送", format_args!("{hours}小时"))),
                    late.then(|| Line::flag("超过法定时限", true)),
                    Some(Line::new("签收期限", due)),
                ];
                Told::new("发送移送材料", lines.into_iter().flatten())
            }
            Event::Acknowledged { receipt_number, due } => Told::new(
                "登记签收",
                [Line::new("回执编号", receipt_number), Line::new("反馈期限", due)],
            ),
            Event::Reminded => Told::new("催办", []),
            Event::Declined { reason } => Told::new("不予接收", [Line::new("理由", reason)]),
            Event::Answered { result, document } => Told::new(
                "登记反馈",
                [Line::new("结果", result.zh()), Line::new("反馈文书", document)],
            ),
            Event::Closed { conclusion } => Told::new("办结移送", [Line::new("后续处理", conclusion)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 6] = ["拟稿", "审批", "发送", "签收", "反馈", "办结"];
        const DECLINED: [&str; 5] = ["拟稿", "审批", "发送", "不予接收", "办结"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Drafted => course(&COURSE, 1),
            Stage::Approved => course(&COURSE, 2),
            Stage::Sent { .. } => course(&COURSE, 3),
            Stage::Received { .. } => course(&COURSE, 4),
            Stage::Declined => course(&DECLINED, 4),
            Stage::Answered => course(&COURSE, 5),
            Stage::Closed if self.result.is_none() => ended(&DECLINED),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(package) = &self.package else {
            return Vec::new();
        };
        let lines = [
            Some(Line::new("接收部门", package.department.zh())),
            package.department.is_restricted().then(|| Line::flag("限制知悉", true)),
            Some(Line::new("涉及机构", &package.institution)),
            Some(Line::new("来源", &package.origin)),
            Some(Line::new("事实", &package.facts)),
            Line::papers("证据材料", &package.evidence),
            Line::some("拟稿人", self.author.as_ref()),
            Line::some("批准时间", self.approved_at),
            Line::some("发送时间", self.sent_at),
            Line::some("期限", self.due()),
            Line::some("回执编号", self.receipt_number.as_ref()),
            (self.reminders > 0).then(|| Line::new("催办", format_args!("{}次", self.reminders))),
            Line::some("反馈结果", self.result.map(|result| result.zh())),
        ];
        lines.into_iter().flatten().collect()
    }
}
