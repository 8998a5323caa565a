//! How a ticket is shown.

use super::{Event, Request, Stage, UsageQuery};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn request_lines(request: &Request) -> Vec<Line> {
    vec![
        Line::new("机构", &request.institution),
        Line::new("用途", request.purpose.zh()),
        Line::new("事由", &request.reason),
        Line::new("统计到", request.subjects.zh()),
        Line::new("品类", request.goods.zh()),
        Line::new("品种", request.products.join("、")),
        Line::new("统计时段", format_args!("{}至{}", request.from, request.to)),
        Line::new("行数上限", format_args!("{}行", request.row_cap)),
        Line::new("开通天数", format_args!("{}天", request.days)),
    ]
}

impl Shown for UsageQuery {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Requested { request } => Told::new("申请查询", request_lines(request)),
            Event::FirstApproved { opinion } => Told::new("第一次审批同意", [Line::new("审批意见", opinion)]),
            Event::Opened { opinion, until } => Told::new(
                "第二次审批同意，开通查询",
                [Line::new("审批意见", opinion), Line::new("最后一天", until)],
            ),
            Event::Refused { reason } => Told::new("不予批准", [Line::new("理由", reason)]),
            Event::Ran { number, run } => Told::new(
                "查询",
                [
                    Line::new("次序", format_args!("第{number}次")),
                    Line::new("品种", run.products.join("、")),
                    Line::new("统计时段", format_args!("{}至{}", run.from, run.to)),
                    Line::new("结果行数", format_args!("{}行", run.rows)),
                    Line::flag("导出", run.exported),
                    Line::new("设备", &run.device),
                ],
            ),
            Event::Closed { reason } => Told::new("关闭查询单", [Line::new("关闭理由", reason)]),
            Event::Expired => Told::new("查询单到期", []),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["申请", "领导审批", "纪检审批", "查询"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Requested => course(&COURSE, 1),
            Stage::FirstApproved => course(&COURSE, 2),
            Stage::Open { .. } => course(&COURSE, 3),
            Stage::Closed | Stage::Expired => ended(&COURSE),
            Stage::Refused => ended(&["申请", "审批", "不予批准"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = self.request.iter().flat_map(request_lines).collect();
        lines.extend(Line::some("申请人", self.requester.as_ref()));
        lines.extend(Line::some("第一次审批人", self.first.as_ref()));
        lines.extend(Line::some("第二次审批人", self.second.as_ref()));
        lines.extend(Line::some("最后一天", self.due()));
        lines.push(Line::new("已查询", format_args!("{}次", self.runs.len())));
        lines
    }
}
