//! How a problem of the rectification ledger is shown.

use super::{Event, Rectification, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

impl Shown for Rectification {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Ordered { problem, due } => Told::new(
                "下达整改",
                [
                    Line::new("来源", &problem.origin),
                    Line::new("问题描述", &problem.description),
                    Line::new("整改方式", problem.urgency.zh()),
                    Line::new("责任人", &problem.owner),
                    Line::new("整改期限", due),
                ],
            ),
            Event::Proven { measures, proof } => {
                let lines = [Some(Line::new("整改措施", measures)), Line::papers("佐证", proof)];
                Told::new("提交整改佐证", lines.into_iter().flatten())
            }
            Event::Closed {
                opinion,
                closing_number,
            } => Told::new(
                "验收销号",
                [Line::new("验收意见", opinion), Line::new("销号编号", closing_number)],
            ),
            Event::Rejected { opinion, due } => {
                Told::new("退回整改", [Line::new("验收意见", opinion), Line::new("新的期限", due)])
            }
            Event::Extended { due, reason } => Told::new(
                "延长整改期限",
                [Line::new("新的期限", due), Line::new("延期理由", reason)],
            ),
            Event::Reopened { reason, due } => {
                Told::new("重新打开整改", [Line::new("理由", reason), Line::new("整改期限", due)])
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 4] = ["下达", "整改", "验收", "销号"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Open => course(&COURSE, 1),
            Stage::Proven => course(&COURSE, 2),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(problem) = &self.problem else {
            return Vec::new();
        };
        let round = self.rounds.last();
        let lines = [
            Some(Line::new("机构", &problem.institution)),
            Some(Line::new("来源", &problem.origin)),
            Some(Line::new("问题描述", &problem.description)),
            Some(Line::new("整改方式", problem.urgency.zh())),
            Some(Line::new("责任人", &problem.owner)),
            Line::some("整改期限", round.map(|round| round.due)),
            Some(Line::new("轮次", format_args!("第{}轮", self.rounds.len()))),
            Line::some("提交人", round.and_then(|round| round.proven_by.as_ref())),
            Line::some("提交日期", round.and_then(|round| round.proven_on)),
            Line::some("销号编号", round.and_then(|round| round.closing_number.as_ref())),
        ];
        lines.into_iter().flatten().collect()
    }
}
