//! How an event of conduct is shown.

use super::{ConductEvent, Event, Evidence, Origin, Report, Ruling, Stage};
use crate::appeal;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for ConductEvent {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Recorded { report } => Told::new("登记行为事件", report_lines(report)),
            Event::Proposed { report } => Told::new("由基金监管提出行为事件", report_lines(report)),
            Event::Amended { report } => Told::new("修改申报内容", report_lines(report)),
            Event::Submitted => Told::new("提交科室确认", []),
            Event::Withdrawn { reason } => Told::new("撤回申报", [Line::new("理由", reason)]),
            Event::Attached { evidence } => Told::new("补充证据", evidence_line(evidence)),
            Event::Recused { user, reason } => {
                Told::new("登记回避", [Line::new("回避人", user), Line::new("理由", reason)])
            }
            Event::Confirmed { opinion } => Told::new("科室确认", [Line::new("科室意见", opinion)]),
            Event::TakenOver { reason } => Told::new("代科室确认", [Line::new("理由", reason)]),
            Event::Verified { opinion } => Told::new("核实", [Line::new("核实意见", opinion)]),
            Event::Returned { reason } => Told::new("退回申报", [Line::new("理由", reason)]),
            Event::Rejected { reason } => Told::new("不予认定", [Line::new("理由", reason)]),
            Event::Approved {
                points,
                count,
                counted_year,
                opinion,
            } => {
                let lines = [
                    Line::some("分值", points.map(|points| points.to_string())),
                    Some(Line::new("次数", count)),
                    Some(Line::new("计入年度", counted_year)),
                    Some(Line::new("审批意见", opinion)),
                ];
                Told::new("认定", lines.into_iter().flatten())
            }
            Event::Appealed { due, grounds, evidence } => Told::new("提出申诉", appeal::told(due, grounds, evidence)),
            Event::AppealWithdrawn => Told::new("撤回申诉", []),
            Event::AppealSettled { ruling, opinion } => {
                let mut lines = ruling_lines(ruling);
                lines.push(Line::new("处理意见", opinion));
                Told::new("答复申诉", lines)
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 5] = ["申报", "科室确认", "行风办核实", "审批", "认定"];
        const APPEALED: [&str; 6] = ["申报", "科室确认", "行风办核实", "审批", "认定", "申诉处理"];
        match self.stage {
            Stage::Missing | Stage::Draft | Stage::Returned => course(&COURSE, 0),
            Stage::Submitted => course(&COURSE, 1),
            Stage::Confirmed => course(&COURSE, 2),
            Stage::Verified => course(&COURSE, 3),
            Stage::Appealed => course(&APPEALED, 5),
            Stage::Approved | Stage::Revoked if !self.appeals.is_empty() => ended(&APPEALED),
            Stage::Approved => ended(&COURSE),
            Stage::Rejected | Stage::Withdrawn | Stage::Revoked => ended(&["申报", "办结"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(report) = &self.report else {
            return Vec::new();
        };
        let mut lines = report_lines(report);
        if let Some(approval) = &self.approval {
            let approved = [
                Some(Line::new("认定的行为编码", approval.code.as_str())),
                Line::some("认定的分值", approval.points.map(|points| points.to_string())),
                Some(Line::new("计入年度", approval.counted_year)),
                Some(Line::flag("迟报", self.is_late())),
            ];
            lines.extend(approved.into_iter().flatten());
        }
        let answered = self.appeals.iter().filter_map(|appeal| appeal.answer.as_ref());
        lines.extend(answered.map(|answer| Line::new("申诉结果", answer.result.zh())));
        lines.extend(Line::some("申诉答复期限", self.due()));
        lines
    }
}

fn report_lines(report: &Report) -> Vec<Line> {
    let persons: Vec<_> = report
        .persons
        .iter()
        .map(|involved| (involved.subject.line(), format!("{}%", involved.share)))
        .collect();
    let accounts = report.persons.iter().filter_map(|one| one.subject.user.as_ref());
    let (finding, rule) = match &report.origin {
        Origin::Finding { finding, rule, .. } => (Some(finding), Some(rule)),
        _ => (None, None),
    };
    let lines = [
        Some(Line::new("机构", &report.institution)),
        Some(Line::new("行为编码", report.code.as_str())),
        Some(Line::new("发生日期", report.occurred_on)),
        Some(Line::new("获知日期", report.learned_on)),
        Line::several("涉及人员", persons.iter().map(|(who, share)| (who, share.as_str()))),
        Line::several("涉及账号", accounts.map(|user| (user, ""))),
        Line::some("科室确认人", report.head.as_ref()),
        Some(Line::new("来源", report.origin.zh())),
        Line::some("来源文号、编号", report.origin.reference()),
        Line::some("规则", rule),
        Line::some("疑点标识", finding),
        Some(Line::new("事实经过", &report.summary)),
        report.amount.map(|amount| Line::yuan("涉及金额", amount)),
        report.patient_seal.as_ref().map(|_| Line::new("患者", "已封存")),
        evidence_line(&report.evidence),
    ];
    lines.into_iter().flatten().collect()
}

fn evidence_line(evidence: &[Evidence]) -> Option<Line> {
    let remarks: Vec<_> = evidence
        .iter()
        .map(|one| match one.taken_on {
            Some(day) => format!("{}，{day}", one.kind.zh()),
            None => one.kind.zh().to_owned(),
        })
        .collect();
    let named = evidence.iter().zip(&remarks);
    Line::several("证据", named.map(|(one, remark)| (&one.paper.name, remark.as_str())))
}

fn ruling_lines(ruling: &Ruling) -> Vec<Line> {
    match ruling {
        Ruling::Upheld => vec![Line::new("处理结果", "维持")],
        Ruling::Revoked => vec![Line::new("处理结果", "撤销")],
        Ruling::Changed { code, points, count } => {
            let lines = [
                Some(Line::new("处理结果", "变更")),
                Some(Line::new("行为编码", code.as_str())),
                Line::some("分值", points.map(|points| points.to_string())),
                Some(Line::new("次数", count)),
            ];
            lines.into_iter().flatten().collect()
        }
    }
}
