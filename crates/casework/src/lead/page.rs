//! How a lead is shown.

use super::{Event, Lead, Mark, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

const COURSE: [&str; 4] = ["建立", "分派", "核实", "转办"];

impl Shown for Lead {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Opened { draft } => Told::new(
                "建立线索",
                [
                    Line::new("机构", &draft.key.institution),
                    Line::new("规则", &draft.key.rule),
                    Line::new("周期", &draft.key.period),
                    Line::new("疑点", format_args!("{}条", draft.findings.len())),
                ],
            ),
            Event::Added { findings } => {
                Told::new("并入疑点", [Line::new("疑点", format_args!("{}条", findings.len()))])
            }
            Event::Drawn { sampling, sample } => Told::new(
                "抽样",
                [
                    Line::new("种子", sampling.seed),
                    Line::new("抽中", format_args!("{}条", sample.chosen.len())),
                    Line::new("抽样说明", &sample.statement),
                ],
            ),
            Event::Assigned { to } => Told::new("分派线索", [Line::new("核实人", to)]),
            Event::Marked { finding, mark, note } => {
                let reason = match mark {
                    Mark::Confirmed => None,
                    Mark::False { reason } => Some(reason.zh()),
                };
                let lines = [
                    Some(Line::new("疑点", finding)),
                    Some(Line::new("核实结果", mark.zh())),
                    Line::some("误报原因", reason),
                    (!note.is_empty()).then(|| Line::new("说明", note)),
                ];
                Told::new("登记核实结果", lines.into_iter().flatten())
            }
            Event::Dispatched { to } => Told::new("转办线索", [Line::new("去向", to.zh())]),
            Event::Dropped { reason } => Told::new("排除线索", [Line::new("排除理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Waiting => course(&COURSE, 1),
            Stage::Assigned => course(&COURSE, 2),
            Stage::Dispatched => ended(&COURSE),
            Stage::Dropped => ended(&["建立", "分派", "核实", "排除"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(draft) = &self.draft else {
            return Vec::new();
        };
        let confirmed = self.marks.values().filter(|mark| **mark == Mark::Confirmed).count();
        let lines = [
            Some(Line::new("机构", &draft.key.institution)),
            Some(Line::new("规则", &draft.key.rule)),
            Some(Line::new("周期", &draft.key.period)),
            Some(Line::new("疑点", format_args!("{}条", draft.findings.len()))),
            Some(Line::yuan("疑点金额", self.figures().flagged.money())),
            Line::some("抽样", self.sample.as_ref().map(|sample| &sample.statement)),
            Line::some("核实人", self.assignee.as_ref()),
            Some(Line::new(
                "核实进度",
                format_args!(
                    "属实{confirmed}条，误报{}条，待核实{}条",
                    self.marks.len() - confirmed,
                    self.unmarked().len()
                ),
            )),
            Line::some("去向", self.destination.map(|to| to.zh())),
        ];
        lines.into_iter().flatten().collect()
    }
}
