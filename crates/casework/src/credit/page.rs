//! How a credit record is shown.

use super::{CreditRecord, Event, Fact, Grade, Rating, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

impl Grade {
    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            Grade::A => "A级",
            Grade::B => "B级",
            Grade::C => "C级",
            Grade::D => "D级",
        }
    }
}

fn facts(facts: &[Fact]) -> Line {
    let named: Vec<String> = facts.iter().map(|fact| fact.zh()).collect();
    Line::new(
        "事实",
        match named.is_empty() {
            true => "无".to_owned(),
            false => named.join("；"),
        },
    )
}

impl Rating {
    fn zh(&self) -> String {
        let veto = match self.fraud {
            true => "，骗保一票否决",
            false => "",
        };
        format!("{}分，{}{veto}", self.score, self.grade.zh())
    }
}

impl Shown for CreditRecord {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Rated {
                institution,
                division: _,
                year,
                facts: confirmed,
                scheme: _,
                rating,
                due,
            } => Told::new(
                "评价并告知",
                [
                    Line::new("机构", institution),
                    Line::new("评价年度", year),
                    facts(confirmed),
                    Line::new("评价结果", rating.zh()),
                    Line::new("异议期限", due),
                ],
            ),
            Event::Objected { reason } => Told::new("提出异议", [Line::new("异议理由", reason)]),
            Event::ObjectionSettled {
                facts: settled,
                rating,
                opinion,
            } => Told::new(
                "处理异议",
                [
                    facts(settled),
                    Line::new("评价结果", rating.zh()),
                    Line::new("处理意见", opinion),
                ],
            ),
            Event::Published { grade } => Told::new("公布信用等级", [Line::new("等级", grade.zh())]),
            Event::RepairRequested { proof } => Told::new("申请信用修复", Line::papers("佐证", proof)),
            Event::Repaired { grade, opinion } => Told::new(
                "同意信用修复",
                [Line::new("修复后等级", grade.zh()), Line::new("审核意见", opinion)],
            ),
            Event::RepairDenied { opinion } => Told::new("不同意信用修复", [Line::new("审核意见", opinion)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 3] = ["评价", "告知异议", "公布"];
        const REPAIR: [&str; 5] = ["评价", "告知异议", "公布", "申请修复", "修复审核"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Told { .. } | Stage::Objected => course(&COURSE, 1),
            Stage::Settled => course(&COURSE, 2),
            Stage::Effective => ended(&COURSE),
            Stage::RepairRequested => course(&REPAIR, 4),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let due = match self.stage {
            Stage::Told { due } => Some(due),
            _ => None,
        };
        let earlier: Vec<&str> = self.earlier.iter().map(|grade| grade.zh()).collect();
        let measures = self
            .effective
            .map_or("".to_owned(), |grade| grade.measures().join("、"));
        let lines = [
            Some(Line::new("机构", &subject.institution)),
            Some(Line::new("评价年度", subject.year)),
            Line::some("评价结果", self.rating.as_ref().map(Rating::zh)),
            Line::some("异议期限", due),
            Line::some("生效等级", self.effective.map(Grade::zh)),
            (!measures.is_empty()).then(|| Line::new("相应措施", measures)),
            (!earlier.is_empty()).then(|| Line::new("曾经的等级", earlier.join("、"))),
            Line::some("评价人", self.rated_by.as_ref()),
        ];
        lines.into_iter().flatten().collect()
    }
}
