//! How a training is shown.

use super::{Event, Plan, Stage, Training};
use casework::{Clock, Line, Shown, Step, Told, course, ended};
use domain::PractitionerCode;

impl Shown for Training {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Planned { plan } => Told::new("制定培训计划", plan_lines(plan)),
            Event::Attended { attended, sheet } => {
                let lines = [people("到训人员", attended), Some(Line::new("签到表", &sheet.name))];
                Told::new("登记到训人员", lines.into_iter().flatten())
            }
            Event::Examined { marks } => {
                let told: Vec<_> = marks
                    .iter()
                    .map(|mark| format!("{}：{}分", mark.person, mark.mark))
                    .collect();
                Told::new("登记考核成绩", [Line::new("成绩", told.join("；"))])
            }
            Event::Cancelled { reason } => Told::new("取消培训", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const PLAIN: [&str; 2] = ["计划", "实施"];
        const EXAMINED: [&str; 3] = ["计划", "实施", "考核"];
        let titles: &[_] = match self.plan.as_ref().is_some_and(|plan| plan.exam) {
            true => &EXAMINED,
            false => &PLAIN,
        };
        match self.stage {
            Stage::Missing => course(titles, 0),
            Stage::Planned => course(titles, 1),
            Stage::Held => course(titles, 2),
            Stage::Done => ended(titles),
            Stage::Cancelled => ended(&["计划", "取消"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(plan) = &self.plan else {
            return Vec::new();
        };
        let mut lines = plan_lines(plan);
        if let Some(coverage) = self.coverage() {
            let tenths = coverage.per_mille().unwrap_or_default();
            lines.push(Line::new(
                "到训率",
                format_args!("{}.{}%（{}/{}）", tenths / 10, tenths % 10, coverage.done, coverage.due),
            ));
        }
        lines
    }
}

fn plan_lines(plan: &Plan) -> Vec<Line> {
    let lines = [
        Some(Line::new("机构", &plan.institution)),
        Some(Line::new("培训主题", &plan.topic)),
        Line::some("九项准则", plan.rule.map(|rule| format!("第{rule}条"))),
        Line::some("人员类别", plan.category.map(|category| category.zh())),
        Some(Line::new("学时", plan.hours)),
        Some(Line::new("培训日期", plan.held_on)),
        people("应训人员", &plan.due),
        Some(Line::new("学习材料", &plan.material)),
        Some(Line::flag("考核", plan.exam)),
    ];
    lines.into_iter().flatten().collect()
}

fn people(label: &'static str, people: &[PractitionerCode]) -> Option<Line> {
    Line::several(label, people.iter().map(|person| (person, "")))
}
