//! How a self-audit is shown.

use super::{Event, Item, SelfAudit, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

fn item(item: &Item) -> Line {
    let Item {
        number,
        text,
        rule: _,
        flagged,
    } = item;
    Line::new(
        "自查项",
        format_args!("{number}. {text}（疑点金额{}元）", flagged.money()),
    )
}

impl Shown for SelfAudit {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Issued { task, due } => Told::new(
                "下达自查任务",
                [
                    Line::new("来源", &task.source),
                    Line::new("追溯起始日", task.looking_back_to),
                    Line::new("自查期限", due),
                ]
                .into_iter()
                .chain(task.items.iter().map(item)),
            ),
            Event::Answered { number, answer } => {
                let lines = [
                    Some(Line::new("自查项", number)),
                    Some(Line::yuan("自查金额", answer.found)),
                    Some(Line::new("自查说明", &answer.note)),
                    Line::papers("佐证", &answer.evidence),
                ];
                Told::new("填写自查结果", lines.into_iter().flatten())
            }
            Event::Submitted { report, late } => Told::new(
                "提交自查报告",
                [Line::new("自查报告", &report.name), Line::flag("逾期提交", *late)],
            ),
            Event::Returned { reason, due } => Told::new(
                "退回自查报告",
                [Line::new("退回理由", reason), Line::new("新的期限", due)],
            ),
            Event::Accepted { declared } => Told::new("确认自查结果", [Line::yuan("认定金额", declared.money())]),
            Event::Refunded {
                amount,
                voucher,
                in_time,
            } => Told::new(
                "登记自查退款",
                [
                    Line::yuan("追回金额", amount.money()),
                    Line::new("凭证号", voucher),
                    Line::flag("期限内退回", *in_time),
                ],
            ),
            Event::Completed => Told::new("自查完成", []),
            Event::Compared { found_later, source } => Told::new(
                "登记检查比对",
                [Line::yuan("又发现的金额", *found_later), Line::new("检查来源", source)],
            ),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["下达", "自查", "确认", "退回基金"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Issued => course(&COURSE, 1),
            Stage::Submitted => course(&COURSE, 2),
            Stage::Accepted => course(&COURSE, 3),
            Stage::Done => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(task) = &self.task else {
            return Vec::new();
        };
        let gap = |per_mille: i64| format!("{}.{:03}倍", per_mille / 1000, per_mille % 1000);
        let found_later = self.found_later.is_positive();
        let lines = [
            Some(Line::new("机构", &task.institution)),
            Some(Line::new("来源", &task.source)),
            Some(Line::new("追溯起始日", task.looking_back_to)),
            Line::some("期限", self.due),
            Some(Line::new(
                "填写进度",
                format_args!("{}项中已填{}项", task.items.len(), self.answers.len()),
            )),
            Some(Line::yuan("疑点金额", self.figures().flagged.money())),
            Some(Line::yuan("自查金额", self.declaring())),
            Some(Line::yuan("已退回", self.refunded.money())),
            (self.stage == Stage::Done).then(|| Line::flag("主动退回", self.is_voluntary())),
            found_later.then(|| Line::yuan("又发现的金额", self.found_later)),
            Line::some("自查差距", self.gap_per_mille().filter(|_| found_later).map(gap)),
        ];
        let items = task.items.iter().map(item);
        lines.into_iter().flatten().chain(items).collect()
    }
}
