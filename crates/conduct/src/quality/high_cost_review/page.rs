//! How the review of a stay that cost too much is shown.

use super::{Event, HighCostReview, Opinion, Stage};
use crate::quality::HighCost;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

fn about(case: &HighCost) -> Vec<Line> {
    vec![
        Line::new("机构", &case.institution),
        Line::new("就诊标识", case.encounter.to_string()),
        Line::new("科室", &case.department.0),
        Line::new("主管医师", &case.practitioner),
        Line::new("分组", &case.group),
        Line::new("出院日期", case.discharged_on),
        Line::yuan("住院费用", case.total),
        Line::yuan("阈值", case.threshold),
        Line::new("阈值依据", case.basis.says()),
    ]
}

fn says(opinion: &Opinion) -> String {
    let word = if opinion.reasonable { "合理" } else { "不合理" };
    match opinion.note.is_empty() {
        true => word.to_owned(),
        false => format!("{word}：{}", opinion.note),
    }
}

impl Shown for HighCostReview {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Registered { case } => Told::new("登记高额异常病例", about(case)),
            Event::Assigned { reviewer, due } => {
                Told::new("分派核查", [Line::new("核查人", reviewer), Line::new("核查期限", due)])
            }
            Event::Filled { sheet } => {
                let opinions = sheet
                    .opinions
                    .iter()
                    .map(|opinion| Line::new(opinion.aspect.zh(), says(opinion)));
                let rest = [
                    Some(Line::yuan("存疑金额", sheet.doubtful)),
                    Line::papers("附件", &sheet.papers),
                ];
                Told::new("提交核查表", opinions.chain(rest.into_iter().flatten()))
            }
            Event::Returned { reason, due } => Told::new(
                "退回重新核查",
                [Line::new("退回理由", reason), Line::new("核查期限", due)],
            ),
            Event::Judged { verdict, opinion } => Told::new(
                "作出核查结论",
                [Line::new("结论", verdict.zh()), Line::new("结论意见", opinion)],
            ),
            Event::Closed { measures } => Told::new("办结", [Line::new("处理情况", measures)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 5] = ["登记", "分派", "核查", "结论", "办结"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Registered => course(&COURSE, 1),
            Stage::Assigned => course(&COURSE, 2),
            Stage::Reviewed => course(&COURSE, 3),
            Stage::Judged => course(&COURSE, 4),
            Stage::Closed => ended(&COURSE),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(case) = &self.case else {
            return Vec::new();
        };
        let mut lines = about(case);
        lines.extend(Line::some("核查人", self.reviewer.as_ref()));
        lines.extend(Line::some("核查期限", self.due()));
        lines.extend(self.sheet.as_ref().map(|sheet| Line::yuan("存疑金额", sheet.doubtful)));
        lines.extend(Line::some("结论", self.verdict.map(|verdict| verdict.zh())));
        lines
    }
}
