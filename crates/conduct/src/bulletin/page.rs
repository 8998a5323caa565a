//! How an issue is shown.

use super::{Bulletin, Event, Issue, Period, Stage};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn period(period: &Period) -> Line {
    Line::new("数据期间", format_args!("{}至{}", period.from, period.to))
}

fn issue(issue: &Issue) -> Vec<Line> {
    let lines = [
        Some(Line::new("刊名", &issue.name)),
        Some(Line::new("期号", issue.title())),
        Some(Line::new("编发单位", &issue.issuer)),
        Some(period(&issue.period)),
        Some(Line::new("发布日期", issue.publish_on)),
        Some(Line::new("公示工作日数", issue.publicity_days)),
        Line::some("更正", issue.corrects.as_ref()),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for Bulletin {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Planned { issue: planned } => Told::new("编排", issue(planned)),
            Event::Replanned {
                period: now,
                publish_on,
            } => Told::new("调整期间", [period(now), Line::new("发布日期", publish_on)]),
            Event::Composed { composition } => {
                let figures = &composition.figures;
                let times = |label, times: super::Times| {
                    Line::new(label, format_args!("{}次，{}元", times.times, times.amount))
                };
                let leak = |leak: &super::Leak| {
                    Line::new(
                        "发布检查发现问题",
                        format_args!("{}：{}（{}）", leak.place, leak.kind.zh(), leak.found),
                    )
                };
                let lines = [
                    Line::new("导语", &composition.headline),
                    Line::yuan("拒收金额", figures.amount),
                    times("替患者缴纳住院费", figures.deposits),
                    times("退回患者", figures.returns),
                    times("上交处理", figures.others),
                    Line::new("院内版", &composition.internal.name),
                    Line::new("公开版", &composition.public.name),
                ];
                Told::new("生成", lines.into_iter().chain(composition.leaks.iter().map(leak)))
            }
            Event::OfficeChecked { opinion } => Told::new("办公室核对", [Line::new("核对意见", opinion)]),
            Event::DisciplineChecked { opinion } => Told::new("纪检核对", [Line::new("核对意见", opinion)]),
            Event::Approved { opinion } => Told::new("批准", [Line::new("批准意见", opinion)]),
            Event::Returned { reason } => Told::new("退回", [Line::new("理由", reason)]),
            Event::Published { until } => Told::new("发布", [Line::new("公示至", until)]),
            Event::Objected { content } => Told::new("登记异议", [Line::new("异议内容", content)]),
            Event::Settled {
                objection,
                upheld,
                opinion,
            } => Told::new(
                "处理异议",
                [
                    Line::new("异议", format_args!("第{objection}项")),
                    Line::flag("成立", *upheld),
                    Line::new("处理意见", opinion),
                ],
            ),
            Event::Concluded => Told::new("公示期满定稿", []),
            Event::Withdrawn { reason } => Told::new("撤回", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 8] = ["编排", "生成", "办公室核对", "纪检核对", "批准", "发布", "公示", "定稿"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Planned => course(&COURSE, 1),
            Stage::Composed => course(&COURSE, 2),
            Stage::OfficeChecked => course(&COURSE, 3),
            Stage::DisciplineChecked => course(&COURSE, 4),
            Stage::Approved => course(&COURSE, 5),
            Stage::Published => course(&COURSE, 6),
            Stage::Final => ended(&COURSE),
            Stage::Withdrawn => ended(&["编排", "发布", "撤回"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(planned) = &self.issue else {
            return Vec::new();
        };
        let mut lines = vec![Line::new("机构", &planned.institution)];
        lines.extend(issue(planned));
        let composition = self.composition.as_ref();
        let leaks = composition.map(|composition| composition.leaks.len());
        let tombstone = self.tombstone.as_ref();
        let more = [
            Line::some("导语", composition.map(|composition| &composition.headline)),
            Line::some("发布检查发现问题", leaks.map(|count| format!("{count}处"))),
            Line::some("拟稿人", self.drafter.as_ref()),
            Line::some("办公室核对人", self.office_checker.as_ref()),
            Line::some("纪检核对人", self.discipline_checker.as_ref()),
            Line::some("批准人", self.approver.as_ref()),
            Line::some("实际发布日期", self.published_on),
            Line::some("公示至", self.until),
            Line::several(
                "未处理的异议",
                self.objections
                    .iter()
                    .filter(|objection| objection.upheld.is_none())
                    .map(|objection| (&objection.content, "")),
            ),
            tombstone.map(|stone| Line::new("撤回", format_args!("{}：{}", stone.withdrawn_on, stone.reason))),
        ];
        lines.extend(more.into_iter().flatten());
        lines
    }
}
