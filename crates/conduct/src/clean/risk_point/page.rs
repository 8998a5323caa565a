//! How a risk point is shown.

use super::{Event, RiskPoint, Stage};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for RiskPoint {
    fn tell(event: &Event) -> Told {
        let papers = |lines: [Option<Line>; 3]| lines.into_iter().flatten();
        match event {
            Event::Registered { risk, due } => Told::new(
                "登记风险点",
                [
                    Line::new("机构", &risk.institution),
                    Line::new("领域", risk.area.zh()),
                    Line::new("风险描述", &risk.risk),
                    Line::new("防控措施", &risk.measure),
                    Line::new("责任人", &risk.owner),
                    Line::new("检查周期", risk.cycle.zh()),
                    Line::new("首次检查期限", due),
                ],
            ),
            Event::FoundSound { note, evidence, due } => Told::new(
                "检查：措施落实",
                papers([
                    Some(Line::new("检查情况", note)),
                    Line::papers("检查材料", evidence),
                    Some(Line::new("下次检查期限", due)),
                ]),
            ),
            Event::FoundFlawed { note, evidence, due } => Told::new(
                "检查：措施未落实",
                papers([
                    Some(Line::new("检查情况", note)),
                    Line::papers("检查材料", evidence),
                    Some(Line::new("整改期限", due)),
                ]),
            ),
            Event::Remedied { measures, proof } => Told::new(
                "提交整改",
                papers([Some(Line::new("整改情况", measures)), Line::papers("佐证", proof), None]),
            ),
            Event::Accepted { opinion, due } => Told::new(
                "复核通过",
                [Line::new("复核意见", opinion), Line::new("下次检查期限", due)],
            ),
            Event::Returned { opinion, due } => {
                Told::new("退回整改", [Line::new("复核意见", opinion), Line::new("整改期限", due)])
            }
            Event::Revised { measure, owner, reason } => Told::new(
                "调整防控措施",
                [
                    Line::new("防控措施", measure),
                    Line::new("责任人", owner),
                    Line::new("理由", reason),
                ],
            ),
            Event::Retired { reason } => Told::new("撤销风险点", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["登记", "定期检查", "整改", "复核"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Watched { .. } => course(&COURSE, 1),
            Stage::Flawed { .. } => course(&COURSE, 2),
            Stage::Remedied => course(&COURSE, 3),
            Stage::Retired => ended(&["登记", "定期检查", "撤销"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(risk) = &self.risk else {
            return Vec::new();
        };
        let last = self.checks.last();
        let lines = [
            Some(Line::new("机构", &risk.institution)),
            Some(Line::new("领域", risk.area.zh())),
            Some(Line::new("风险描述", &risk.risk)),
            Some(Line::new("防控措施", &risk.measure)),
            Some(Line::new("责任人", &risk.owner)),
            Some(Line::new("检查周期", risk.cycle.zh())),
            Line::some("期限", self.due()),
            Some(Line::new("检查次数", format_args!("{}次", self.checks.len()))),
            last.map(|check| Line::new("最近检查", format_args!("{}，{}", check.on, check.finding.zh()))),
        ];
        lines.into_iter().flatten().collect()
    }
}
