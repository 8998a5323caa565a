//! How an evaluation by five goods is shown.

use super::{Event, FiveGood, Score, Sheet, Stage, VetoHit};
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn score_lines(scores: &[Score]) -> impl Iterator<Item = Line> {
    scores.iter().map(|score| {
        let (indicator, points) = (&score.indicator, score.points);
        match score.note.is_empty() {
            true => Line::new("得分", format_args!("{indicator}：{points}分")),
            false => Line::new("得分", format_args!("{indicator}：{points}分（{}）", score.note)),
        }
    })
}

fn sheet_lines(sheet: &Sheet) -> impl Iterator<Item = Line> {
    let total = Line::new("总分", format_args!("{}分", sheet.total));
    let goods = sheet.goods.iter().map(|good| {
        Line::new(
            "方面得分",
            format_args!("{}：{}分（满分{}）", good.name, good.points, good.most),
        )
    });
    goods.chain([total])
}

fn veto_line(hit: &VetoHit) -> Line {
    Line::new("一票否决", format_args!("{}：{}", hit.veto, hit.basis))
}

impl Shown for FiveGood {
    fn tell(event: &Event) -> Told {
        match event {
            Event::SelfScored {
                subject,
                standard,
                scores,
                evidence,
            } => {
                let head = [
                    Line::new("机构", &subject.institution),
                    Line::new("年度", subject.year),
                    Line::new(
                        "评价标准",
                        format_args!("{}版，授予线{}分", standard.version, standard.award),
                    ),
                ];
                let standard = standard
                    .goods
                    .iter()
                    .flat_map(|good| {
                        let indicators = good.indicators.iter();
                        indicators.map(|indicator| {
                            let (code, text) = (&indicator.code, &indicator.text);
                            Line::new(
                                "指标",
                                format_args!("{}：{code}{text}，满分{}", good.name, indicator.most),
                            )
                        })
                    })
                    .chain(
                        standard
                            .vetoes
                            .iter()
                            .map(|veto| Line::new("否决情形", format_args!("{}{}", veto.code, veto.text))),
                    );
                Told::new(
                    "五好自评",
                    head.into_iter()
                        .chain(standard)
                        .chain(score_lines(scores))
                        .chain(Line::papers("佐证", evidence)),
                )
            }
            Event::Returned { reason, due } => {
                Told::new("退回自评", [Line::new("退回理由", reason), Line::new("期限", due)])
            }
            Event::ScoredAgain { scores, evidence } => {
                Told::new("重新自评", score_lines(scores).chain(Line::papers("佐证", evidence)))
            }
            Event::Decided {
                scores,
                vetoes,
                opinion,
                sheet,
                awarded,
            } => Told::new(
                "五好评定",
                score_lines(scores)
                    .chain(sheet_lines(sheet))
                    .chain(vetoes.iter().map(veto_line))
                    .chain([Line::new("评定意见", opinion), Line::flag("授予", *awarded)]),
            ),
            Event::Revoked { veto } => Told::new("撤销称号", [veto_line(veto)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 2] = ["自评", "评定"];
        match self.stage {
            Stage::Missing | Stage::Returned => course(&COURSE, 0),
            Stage::Scored => course(&COURSE, 1),
            Stage::Awarded => ended(&["自评", "评定", "授予"]),
            Stage::NotAwarded => ended(&["自评", "评定", "未授予"]),
            Stage::Revoked => ended(&["自评", "评定", "授予", "撤销"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let own = self.standard.as_ref().map(|standard| standard.sheet(&self.own).total);
        let mut lines = vec![Line::new("机构", &subject.institution), Line::new("年度", subject.year)];
        lines.extend(own.map(|total| Line::new("自评总分", format_args!("{total}分"))));
        lines.extend(self.sheet.iter().flat_map(sheet_lines));
        lines.extend(self.vetoes.iter().map(veto_line));
        lines.extend(Line::some("期限", self.due()));
        lines
    }
}
