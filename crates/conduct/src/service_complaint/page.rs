//! How a complaint is shown. Neither who complained nor the seal of the contact is in any line.

use super::{Event, Intake, ServiceComplaint, Stage};
use crate::named::staff_line;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn intake(intake: &Intake) -> Vec<Line> {
    let lines = [
        Some(Line::new("渠道", intake.channel.zh())),
        Some(Line::new("类别", intake.topic.zh())),
        Some(Line::new("主管部门", intake.topic.office().zh())),
        Some(Line::new("收到日期", intake.received_on)),
        Some(Line::new("被投诉科室", &intake.department.0)),
        intake.staff.as_ref().map(|staff| staff_line("被投诉人员", staff)),
        Some(Line::new("投诉内容", &intake.content)),
        Some(Line::flag("重点投诉", intake.key)),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for ServiceComplaint {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Received { intake: what } => Told::new("登记投诉", intake(what)),
            Event::SettledOnSpot { result } => Told::new("当场解决", [Line::new("解决情况", result)]),
            Event::Acknowledged {
                handler,
                effort,
                answer_by,
            } => Told::new(
                "受理",
                [
                    Line::new("调查人", handler),
                    Line::new("调查范围", effort.zh()),
                    Line::new("调查期限", answer_by),
                ],
            ),
            Event::Rerouted { topic, reason } => Told::new(
                "更正类别",
                [
                    Line::new("类别", topic.zh()),
                    Line::new("主管部门", topic.office().zh()),
                    Line::new("理由", reason),
                ],
            ),
            Event::Concluded { finding } => {
                let lines = [
                    Some(Line::flag("属实", finding.confirmed)),
                    Line::some("拟计行为编码", finding.code.as_ref().map(|code| code.to_string())),
                    Some(Line::new("查明的事实", &finding.facts)),
                    Line::papers("证据材料", &finding.evidence),
                ];
                Told::new("提交调查结论", lines.into_iter().flatten())
            }
            Event::Reviewed { agreed, opinion } => Told::new(
                "审定结论",
                [Line::flag("同意结论", *agreed), Line::new("审定意见", opinion)],
            ),
            Event::Replied { content, late } => Told::new(
                "答复投诉人",
                [Line::new("答复内容", content), Line::flag("逾期答复", *late)],
            ),
            Event::Visited { satisfied, opinion } => {
                Told::new("回访", [Line::flag("满意", *satisfied), Line::new("回访情况", opinion)])
            }
            Event::Closed { cause, measures } => {
                Told::new("办结", [Line::new("原因分析", cause), Line::new("改进措施", measures)])
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 7] = ["登记", "受理", "调查", "审定", "答复", "回访", "办结"];
        const SPOT: [&str; 3] = ["登记", "当场解决", "办结"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Received => course(&COURSE, 1),
            Stage::Investigating => course(&COURSE, 2),
            Stage::Concluded => course(&COURSE, 3),
            Stage::Reviewed => course(&COURSE, 4),
            Stage::Replied | Stage::Visited if self.on_spot => course(&SPOT, 2),
            Stage::Replied => course(&COURSE, 5),
            Stage::Visited => course(&COURSE, 6),
            Stage::Closed if self.on_spot => ended(&SPOT),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(what) = &self.intake else {
            return Vec::new();
        };
        let mut lines = vec![Line::new("机构", &what.institution)];
        lines.extend(intake(what));
        let finding = self.finding.as_ref();
        let more = [
            Line::some("首诉负责人", self.receiver.as_ref()),
            Line::some("调查人", self.handler.as_ref()),
            Line::some("期限", self.due()),
            finding.map(|finding| Line::flag("调查认定属实", finding.confirmed)),
            Line::some("审定人", self.reviewer.as_ref()),
            self.satisfied.map(|satisfied| Line::flag("回访满意", satisfied)),
            Line::some("拟计行为编码", self.proposed_event().map(|code| code.to_string())),
        ];
        lines.extend(more.into_iter().flatten());
        lines
    }
}
