//! How a record is shown.

use super::{Content, Event, Record, Stage};
use casework::{Attachment, Clock, Line, Shown, Step, Told, course, ended};

fn people(label: &'static str, count: u32) -> Line {
    Line::new(label, format_args!("{count}人"))
}

fn content_lines(content: &Content, papers: &[Attachment]) -> Vec<Line> {
    let mut lines = vec![Line::new("类别", content.zh()), Line::new("日期", content.on())];
    match content {
        Content::Consultation { members, summary, .. } => {
            lines.extend(Line::several("参加部门", members.iter().map(|member| (member, ""))));
            lines.push(Line::new("议定事项", summary));
        }
        Content::Appraisal {
            satisfied,
            asked,
            summary,
            ..
        } => {
            lines.extend([people("满意人数", *satisfied), people("参评人数", *asked)]);
            lines.extend((!summary.is_empty()).then(|| Line::new("主要意见", summary)));
        }
        Content::Dispute {
            mediation,
            amount,
            insured,
            summary,
            ..
        } => lines.extend([
            Line::new("调解方式", mediation.zh()),
            Line::yuan("协议金额", *amount),
            Line::yuan("其中保险赔付", *insured),
            Line::new("调解情况", summary),
        ]),
        Content::LiabilityCover {
            until,
            insurer,
            covered,
            due,
            ..
        } => lines.extend([
            Line::new("终止日", until),
            Line::new("保险公司", insurer),
            Line::new("已投保数", format_args!("{covered}（应投保{due}）")),
        ]),
        Content::Safety { incidents, summary, .. } => {
            lines.push(Line::new("事件数", format_args!("{incidents}起")));
            lines.extend((!summary.is_empty()).then(|| Line::new("处置情况", summary)));
        }
        Content::Learning {
            attended, due, summary, ..
        } => lines.extend([
            Line::new("学习主题", summary),
            people("参加人数", *attended),
            people("应参加人数", *due),
        ]),
        Content::LeaderArchive { leader, paper, .. } => {
            lines.extend([Line::new("领导干部", leader), Line::new("材料类别", paper.zh())]);
        }
    }
    lines.extend(Line::papers("材料", papers));
    lines
}

impl Shown for Record {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Filed {
                institution,
                content,
                papers,
                ..
            } => Told::new(
                "登记记录",
                [Line::new("机构", institution)]
                    .into_iter()
                    .chain(content_lines(content, papers)),
            ),
            Event::Confirmed { opinion } => Told::new("确认归档", [Line::new("确认意见", opinion)]),
            Event::Returned { reason } => Told::new("退回记录", [Line::new("退回理由", reason)]),
            Event::Corrected { content, papers } => Told::new("更正记录", content_lines(content, papers)),
            Event::Withdrawn { reason } => Told::new("作废记录", [Line::new("作废理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 2] = ["登记", "确认"];
        match self.stage {
            Stage::Missing | Stage::Returned => course(&COURSE, 0),
            Stage::Filed => course(&COURSE, 1),
            Stage::Confirmed => ended(&["登记", "确认", "归档"]),
            Stage::Withdrawn => ended(&["登记", "作废"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = self.institution.iter().map(|own| Line::new("机构", own)).collect();
        lines.extend(
            self.content
                .iter()
                .flat_map(|content| content_lines(content, &self.papers)),
        );
        lines
    }
}
