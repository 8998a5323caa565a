//! How an institution's way through a list is shown.

use super::{Checkup, Event, Stage, Task};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn about(task: &Task) -> Vec<Line> {
    let experts = task.experts.iter().map(|expert| (&expert.user, ""));
    let lines = [
        Some(Line::new("机构", &task.institution)),
        Some(Line::new("举办主体", task.ownership.zh())),
        Line::several("专科", task.specialties.iter().map(|text| (text, ""))),
        Line::several("主题", task.topics.iter().map(|text| (text, ""))),
        Some(Line::new("清单", &task.list.title)),
        Line::several("专家", experts),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for Checkup {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Assigned { task, due } => {
                let items = task.list.items.iter().map(|item| (&item.text, item.aspect.as_str()));
                let mut lines = about(task);
                lines.extend(Line::several("条目", items));
                lines.push(Line::new("自评期限", due));
                Told::new("部署自评", lines)
            }
            Event::Answered { entry } => {
                let lines = [
                    Some(Line::new("条目", format_args!("第{}条", entry.item))),
                    Some(Line::new("自评分", entry.score)),
                    Some(Line::flag("已完成", entry.done)),
                    (!entry.note.is_empty()).then(|| Line::new("说明", &entry.note)),
                    Line::papers("佐证", &entry.proof),
                ];
                Told::new("登记自评", lines.into_iter().flatten())
            }
            Event::Submitted => Told::new("提交自评", []),
            Event::Found { finding } => {
                let lines = [
                    Some(Line::new("条目", format_args!("第{}条", finding.item))),
                    Some(Line::new("问题", &finding.problem)),
                    Line::papers("佐证", &finding.proof),
                ];
                Told::new("登记检查发现", lines.into_iter().flatten())
            }
            Event::Concluded { opinion } => Told::new("结束检查", [Line::new("检查意见", opinion)]),
            Event::Returned { reason, due } => {
                Told::new("退回自评", [Line::new("退回理由", reason), Line::new("自评期限", due)])
            }
            Event::Closed { opinion } => Told::new("验收办结", [Line::new("验收意见", opinion)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const ALONE: [&str; 4] = ["部署", "自评", "验收", "办结"];
        const EXAMINED: [&str; 5] = ["部署", "自评", "检查", "验收", "办结"];
        let sent = self.task.as_ref().is_some_and(|task| !task.experts.is_empty());
        let titles: &[&'static str] = match sent {
            true => &EXAMINED,
            false => &ALONE,
        };
        match self.stage {
            Stage::Missing => course(titles, 0),
            Stage::SelfCheck => course(titles, 1),
            Stage::Examined => course(titles, 2),
            // Closing is both: what is accepted is done.
            Stage::Submitted => course(titles, titles.len() - 2),
            Stage::Closed => ended(titles),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(task) = &self.task else {
            return Vec::new();
        };
        let mut lines = about(task);
        lines.extend(Line::some("自评期限", self.due()));
        lines.push(Line::new("完成率", self.completion().to_string()));
        let score = self.score();
        lines.push(Line::new(
            "自评得分",
            format_args!("{}分（满分{}分）", score.part, score.whole),
        ));
        if !self.findings.is_empty() {
            lines.push(Line::new("检查发现", format_args!("{}条", self.findings.len())));
        }
        lines
    }
}
