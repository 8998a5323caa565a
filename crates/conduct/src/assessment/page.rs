//! How an assessment is shown.

use super::{Computed, Deadlines, Event, ItemScore, Opening, Stage, YearAssessment};
use crate::appeal;
use casework::{Attachment, Clock, Line, Shown, Step, Told, course, ended};
use domain::Day;

impl Shown for YearAssessment {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Opened { opening } => Told::new("启动考评", opening_lines(opening)),
            Event::SelfReviewed { text, scores } => {
                Told::new("自我评价", [Line::new("自评文字", text), scores_line(scores)])
            }
            Event::DepartmentReviewed {
                opinion,
                scores,
                group,
                minutes,
            } => {
                let lines = [
                    Some(Line::new("科室意见", opinion)),
                    Some(scores_line(scores)),
                    Line::several("考评小组", group.iter().map(|user| (user, ""))),
                    Some(Line::new("会议纪要", &minutes.name)),
                ];
                Told::new("科室评价", lines.into_iter().flatten())
            }
            Event::AppraisalRecorded { opinion, points, paper } => Told::new(
                "登记评议结果",
                [
                    Line::new("评议意见", opinion),
                    Line::new("得分", points.to_string()),
                    Line::new("材料", &paper.name),
                ],
            ),
            Event::Skipped { stage, reason } => Told::new(
                "跳过逾期环节",
                [Line::new("环节", stage.zh()), Line::new("理由", reason)],
            ),
            Event::Drafted {
                computed,
                grade,
                reason,
                opinion,
            } => Told::new(
                "拟定等次",
                graded_lines(computed, grade.zh(), reason, "单位意见", opinion),
            ),
            Event::Decided {
                grade,
                reason,
                minute_number,
            } => {
                let lines = [
                    Some(Line::new("等次", grade.zh())),
                    Line::some("调整理由", reason.as_ref()),
                    Some(Line::new("会议纪要编号", minute_number)),
                ];
                Told::new("审定等次", lines.into_iter().flatten())
            }
            Event::Returned { reason } => Told::new("退回重新拟定", [Line::new("理由", reason)]),
            Event::Published { channel, due } => Told::new(
                "公示",
                [Line::new("公示地点和反映渠道", channel), Line::new("公示届满日", due)],
            ),
            Event::Objected { grounds, evidence } => {
                Told::new("提出异议", grounds_lines("异议理由", grounds, evidence))
            }
            Event::ObjectionAnswered {
                number,
                accepted,
                answer,
            } => Told::new(
                "答复异议",
                [
                    Line::new("异议", format_args!("第{number}号")),
                    Line::flag("采纳", *accepted),
                    Line::new("答复", answer),
                ],
            ),
            Event::Concluded => Told::new("确定结果", []),
            Event::Frozen { paper } => Told::new("归档", [Line::new("考评登记表", &paper.name)]),
            Event::Appealed { due, grounds, evidence } => Told::new("提出申诉", appeal::told(due, grounds, evidence)),
            Event::AppealWithdrawn => Told::new("撤回申诉", []),
            Event::Upheld { opinion } => Told::new("维持考评结果", [Line::new("处理意见", opinion)]),
            Event::Changed {
                computed,
                grade,
                reason,
                opinion,
            } => Told::new(
                "变更考评结果",
                graded_lines(computed, grade.zh(), reason, "处理意见", opinion),
            ),
            Event::ReopeningRequested { reason } => Told::new("申请重开考评", [Line::new("理由", reason)]),
            Event::Reopened => Told::new("同意重开考评", []),
            Event::ReopeningDenied { reason } => Told::new("不同意重开考评", [Line::new("理由", reason)]),
        }
    }

    fn steps(&self) -> Vec<Step> {
        let deadlines = self.opening.as_ref().map(|opening| &opening.deadlines);
        let has = |day: fn(&Deadlines) -> Option<Day>| deadlines.is_some_and(|deadlines| day(deadlines).is_some());
        let stages = [
            (Stage::SelfReview, true),
            (Stage::Department, true),
            (Stage::Branch, has(|deadlines| deadlines.branch)),
            (Stage::Public, has(|deadlines| deadlines.public)),
            (Stage::Draft, true),
            (Stage::Committee, true),
            (Stage::Publicity, true),
            (Stage::Final, true),
            (Stage::Appealed, self.stage == Stage::Appealed),
        ];
        let held = stages.into_iter().filter(|(_, held)| *held).map(|(stage, _)| stage);
        let held: Vec<Stage> = held.collect();
        let titles: Vec<_> = held.iter().map(|stage| stage.zh()).collect();
        let now = match self.stage {
            Stage::Missing => Stage::SelfReview,
            Stage::Decided => Stage::Publicity,
            Stage::Frozen => return ended(&titles),
            stage => stage,
        };
        let place = held.iter().position(|stage| *stage == now);
        course(&titles, place.unwrap_or_default())
    }

    fn summary(&self, clock: &Clock<'_>) -> Vec<Line> {
        let Some(opening) = &self.opening else {
            return Vec::new();
        };
        let progress = self.progress(clock.today());
        let unit = self.unit.as_ref();
        let lines = [
            Some(Line::new("机构", &opening.institution)),
            Some(Line::new("当事人", opening.subject.line())),
            Some(Line::new("人员类别", opening.category.zh())),
            Some(Line::new("考评年度", opening.year)),
            Some(Line::new("考评方案", &opening.scheme)),
            Line::some("环节期限", progress.due),
            progress.overdue.then(|| Line::flag("逾期", true)),
            Line::some("自评文字", self.self_review.as_ref().map(|review| &review.text)),
            Line::some("科室意见", self.department.as_ref().map(|review| &review.opinion)),
            Line::some("单位意见", unit.map(|unit| &unit.opinion)),
            Line::some("总分", unit.map(|unit| unit.computed.total.to_string())),
            Line::some("加权总分", self.composed().map(|points| points.to_string())),
            Line::some("计算等次", unit.map(|unit| unit.computed.grade.zh())),
            Line::some("等次", unit.map(|unit| unit.grade.zh())),
            Line::some("调整理由", unit.and_then(|unit| unit.reason.as_ref())),
            Line::some(
                "未答复的异议",
                Some(self.open_objections().count() as u64).filter(|count| *count > 0),
            ),
            Line::some("申请重开的理由", self.reopening.as_ref().map(|(_, reason)| reason)),
        ];
        lines.into_iter().flatten().collect()
    }
}

fn opening_lines(opening: &Opening) -> Vec<Line> {
    let days = &opening.deadlines;
    let items: Vec<_> = opening
        .items
        .iter()
        .map(|item| (format!("{}{}", item.item, item.name), format!("满分{}", item.most)))
        .collect();
    let weights = opening.weights.map(|weights| {
        format!(
            "自评{}，科室{}，支部{}，群众{}，单位{}",
            weights.self_review, weights.department, weights.branch, weights.public, weights.unit
        )
    });
    let lines = [
        Some(Line::new("机构", &opening.institution)),
        Some(Line::new("当事人", opening.subject.line())),
        Line::some("账号", opening.subject.user.as_ref()),
        Some(Line::new("人员类别", opening.category.zh())),
        Some(Line::new("考评年度", opening.year)),
        Some(Line::new("考评方案", &opening.scheme)),
        Line::several("考评项目", items.iter().map(|(name, most)| (name, most.as_str()))),
        Some(Line::new("自我评价期限", days.self_review)),
        Some(Line::new("科室评价期限", days.department)),
        Line::some("支部评价期限", days.branch),
        Line::some("群众评议期限", days.public),
        Some(Line::new("拟定期限", days.draft)),
        Some(Line::new("审定期限", days.committee)),
        Some(Line::new("公示工作日数", opening.publicity_days)),
        Line::some("各环节权重", weights),
    ];
    lines.into_iter().flatten().collect()
}

fn scores_line(scores: &[ItemScore]) -> Line {
    let told: Vec<_> = scores
        .iter()
        .map(|score| format!("{}：{}", score.item, score.points))
        .collect();
    Line::new("逐项评分", told.join("；"))
}

fn graded_lines(
    computed: &Computed,
    grade: &'static str,
    reason: &Option<String>,
    whose: &'static str,
    opinion: &str,
) -> Vec<Line> {
    let lines = [
        Some(Line::new("总分", computed.total.to_string())),
        Some(Line::new("扣分合计", computed.deductions.to_string())),
        Some(Line::new("加分合计", computed.additions.to_string())),
        Some(Line::flag("一票否决", computed.veto)),
        Some(Line::new("计算等次", computed.grade.zh())),
        Some(Line::new("等次", grade)),
        Line::some("调整理由", reason.as_ref()),
        Some(Line::new(whose, opinion)),
    ];
    lines.into_iter().flatten().collect()
}

fn grounds_lines(label: &'static str, grounds: &str, evidence: &[Attachment]) -> Vec<Line> {
    let lines = [Some(Line::new(label, grounds)), Line::papers("证据", evidence)];
    lines.into_iter().flatten().collect()
}
