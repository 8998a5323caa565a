//! How a missed target is shown.

use super::{Breach, Event, Stage};
use crate::antimicrobial::Excess;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn about(excess: &Excess) -> Vec<Line> {
    let warned = excess.warned.as_ref();
    let lines = [
        Some(Line::new("机构", &excess.institution)),
        Line::some("科室", excess.department.as_ref().map(|department| &department.0)),
        Line::some("医师", excess.practitioner.as_ref()),
        Some(Line::new("超标情况", excess.says())),
        Line::some("此前约谈", warned.map(|warned| warned.held_on)),
        Line::some("建议记分", excess.points),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for Breach {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Proposed { excess } => Told::new("提出超标处置", about(excess)),
            Event::Confirmed { opinion, due } => {
                Told::new("确认超标", [Line::new("确认意见", opinion), Line::new("约谈期限", due)])
            }
            Event::Rejected { reason } => Told::new("不予处置", [Line::new("理由", reason)]),
            Event::Held { interview } => {
                let interviewers = interview.interviewers.iter().map(|interviewer| (&interviewer.user, ""));
                let lines = [
                    Some(Line::new("约谈日期", interview.held_on)),
                    Line::several("约谈人", interviewers),
                    Some(Line::new("约谈纪要", &interview.minutes)),
                    Some(Line::new("整改要求", &interview.demands)),
                    Line::papers("附件", &interview.papers),
                ];
                Told::new("约谈", lines.into_iter().flatten())
            }
            Event::PointsDecided { points, basis } => Told::new(
                "决定不良执业行为记分",
                [Line::new("记分", points), Line::new("依据和理由", basis)],
            ),
            Event::Closed { opinion } => Told::new("办结", [Line::new("办结意见", opinion)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["提出", "确认", "约谈", "办结"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Proposed => course(&COURSE, 1),
            Stage::Confirmed => course(&COURSE, 2),
            Stage::Interviewed => course(&COURSE, 3),
            Stage::Closed => ended(&COURSE),
            Stage::Rejected => ended(&["提出", "不予处置"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(excess) = &self.excess else {
            return Vec::new();
        };
        let mut lines = about(excess);
        lines.extend(Line::some("确认人", self.confirmed_by.as_ref()));
        lines.extend(Line::some("约谈期限", self.due()));
        lines.extend(Line::some(
            "约谈日期",
            self.interview.as_ref().map(|interview| interview.held_on),
        ));
        lines.extend(Line::some("记分", self.decided.as_ref().map(|decided| decided.points)));
        lines
    }
}
