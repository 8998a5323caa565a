//! How assistance between hospitals is shown.

use super::{Assistance, Event, Pair, Stage};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn about(pair: &Pair) -> Vec<Line> {
    let baselines = pair
        .baselines
        .iter()
        .map(|baseline| (&baseline.name, baseline.before.as_str()));
    let lines = [
        Some(Line::new("受援机构", &pair.institution)),
        Some(Line::new("支援机构", &pair.helper)),
        Some(Line::new("帮扶计划", &pair.plan)),
        Line::several("帮扶前", baselines),
    ];
    lines.into_iter().flatten().collect()
}

impl Shown for Assistance {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Paired { pair, due } => {
                let mut lines = about(pair);
                lines.push(Line::new("结束日期", due));
                Told::new("结对", lines)
            }
            Event::Visited { visit } => {
                let lines = [
                    Some(Line::new("日期", visit.held_on)),
                    Some(Line::new("人次", visit.people)),
                    Some(Line::new("内容", &visit.content)),
                    Line::papers("佐证", &visit.proof),
                ];
                Told::new("帮扶活动", lines.into_iter().flatten())
            }
            Event::Concluded { results, opinion } => {
                let results = results.iter().map(|result| (&result.name, result.after.as_str()));
                let lines = [Line::several("帮扶后", results), Some(Line::new("总结", opinion))];
                Told::new("结束帮扶", lines.into_iter().flatten())
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 3] = ["结对", "帮扶", "结束"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Helping => course(&COURSE, 1),
            Stage::Concluded => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(pair) = &self.pair else {
            return Vec::new();
        };
        let mut lines = about(pair);
        let results = self.results.iter().map(|result| (&result.name, result.after.as_str()));
        lines.extend(Line::several("帮扶后", results));
        lines.extend(Line::some("结束日期", self.due()));
        lines.push(Line::new("帮扶活动", format_args!("{}次", self.visits.len())));
        lines
    }
}
