//! How a clue is shown.

use super::{Clue, DisciplineClue, Event, FormOfDiscipline, Stage};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn clue_lines(clue: &Clue) -> Vec<Line> {
    let lines = [
        Some(Line::new("机构", &clue.institution)),
        Some(Line::new("来源", clue.source.zh())),
        Some(Line::flag("实名", clue.signed)),
        (!clue.seal.is_empty()).then(|| Line::new("身份封存编号", &clue.seal)),
        Line::some("被反映人", clue.respondent.as_ref()),
        Some(Line::new("科室", &clue.department.0)),
        Some(Line::new("反映的问题", &clue.problem)),
        Some(Line::new("收到日期", clue.received_on)),
        Line::several("应回避的人", clue.recused.iter().map(|recused| (&recused.user, ""))),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for DisciplineClue {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Received { clue } => Told::new("登记问题线索", clue_lines(clue)),
            Event::Disposed {
                disposal,
                handler,
                reason,
            } => {
                let lines = [
                    Some(Line::new("处置方式", disposal.zh())),
                    Line::some("承办人", handler.as_ref()),
                    Some(Line::new("处置理由", reason)),
                ];
                Told::new("决定处置方式", lines.into_iter().flatten())
            }
            Event::Resumed { reason } => Told::new("重新处置", [Line::new("理由", reason)]),
            Event::Talked { talk } => Told::new("谈话函询", talk.lines()),
            Event::Concluded { conclusion } => Told::new(
                "提出核查结论",
                [
                    Line::new("查明的事实", &conclusion.facts),
                    Line::new("处理形态", conclusion.form.map_or("查无实据", FormOfDiscipline::zh)),
                    Line::new("处理意见", &conclusion.opinion),
                ],
            ),
            Event::Confirmed { opinion } => Told::new("审定核查结论", [Line::new("审定意见", opinion)]),
            Event::Remanded { reason } => Told::new("退回补充核查", [Line::new("退回理由", reason)]),
            Event::Carried { talk } => Told::new("登记处理", talk.lines()),
            Event::FollowedUp { result, papers } => {
                let lines = [Some(Line::new("回访情况", result)), Line::papers("材料", papers)];
                Told::new("登记回访", lines.into_iter().flatten())
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 6] = ["登记", "处置", "核查", "审定", "处理", "回访"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Received | Stage::Shelved => course(&COURSE, 1),
            Stage::Inquiring => course(&COURSE, 2),
            Stage::Concluded => course(&COURSE, 3),
            Stage::Decided => course(&COURSE, 4),
            Stage::Following => course(&COURSE, 5),
            Stage::Closed => match (&self.conclusion, self.form()) {
                (None, _) => ended(&["登记", "处置", "了结"]),
                (Some(_), None) => ended(&["登记", "处置", "核查", "审定", "了结"]),
                (Some(_), Some(_)) => ended(&COURSE),
            },
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = self.clue.iter().flat_map(clue_lines).collect();
        lines.extend(self.disposal.map(|disposal| Line::new("处置方式", disposal.zh())));
        lines.extend(Line::some("承办人", self.handler.as_ref()));
        lines.extend(self.form().map(|form| Line::new("处理形态", form.zh())));
        lines.extend(Line::some("回访日期", self.due()));
        lines
    }
}
