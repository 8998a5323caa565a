//! How a report of the public is shown. Who reported is not here and so cannot be shown.

use super::{Complaint, Event, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

impl Shown for Complaint {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Received { report, due } => Told::new(
                "登记举报",
                [
                    Line::new("渠道", report.channel.zh()),
                    Line::flag("实名", report.named),
                    Line::new("身份封存编号", &report.seal),
                    Line::new("被举报机构", &report.respondent),
                    Line::new("举报内容", &report.content),
                    Line::new("决定立案的期限", due),
                ],
            ),
            Event::FilingDecided { filed, reason, due } => Told::new(
                match filed {
                    true => "决定立案",
                    false => "决定不予立案",
                },
                [Line::new("理由", reason), Line::new("告知期限", due)],
            ),
            Event::ReporterTold { late } => Told::new("告知举报人", [Line::flag("逾期告知", *late)]),
            Event::InvestigationBegun => Told::new("转入调查", []),
            Event::Verified { value, summary } => Told::new(
                "登记查实",
                [Line::yuan("案值", value.money()), Line::new("查处情况", summary)],
            ),
            Event::RewardProposed { grade, insider, amount } => Told::new(
                "提出奖励",
                [
                    Line::new("等级", grade.zh()),
                    Line::flag("内部知情人", *insider),
                    Line::yuan("奖励金额", *amount),
                ],
            ),
            Event::RewardApproved => Told::new("批准奖励", []),
            Event::RewardOffered { due } => Told::new("通知领取奖励", [Line::new("领取期限", due)]),
            Event::RewardPaid { voucher } => Told::new("发放奖励", [Line::new("付款凭证号", voucher)]),
            Event::Ended { reason } => Told::new("办结", [Line::new("原因", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 6] = ["登记", "决定立案", "告知", "调查", "奖励", "领取"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Received { .. } => course(&COURSE, 1),
            Stage::Decided { .. } => course(&COURSE, 2),
            Stage::Investigating => course(&COURSE, 3),
            Stage::Verified | Stage::RewardProposed => course(&COURSE, 4),
            Stage::RewardApproved | Stage::RewardOffered { .. } => course(&COURSE, 5),
            Stage::Rewarded => ended(&COURSE),
            // Whether it was investigated is told by who did.
            Stage::Ended if self.investigator.is_some() => ended(&["登记", "决定立案", "告知", "调查", "奖励", "办结"]),
            Stage::Ended => ended(&["登记", "决定立案", "办结"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(report) = &self.report else {
            return Vec::new();
        };
        let positive = |label, amount: domain::Money| amount.is_positive().then(|| Line::yuan(label, amount));
        let lines = [
            Some(Line::new("被举报机构", &report.respondent)),
            Some(Line::new("渠道", report.channel.zh())),
            Some(Line::flag("实名", report.named)),
            Some(Line::new("身份封存编号", &report.seal)),
            Some(Line::new("举报内容", &report.content)),
            Line::some("期限", self.due()),
            Line::some("查处人", self.investigator.as_ref()),
            positive("案值", self.value.money()),
            positive("奖励金额", self.reward),
        ];
        lines.into_iter().flatten().collect()
    }
}
