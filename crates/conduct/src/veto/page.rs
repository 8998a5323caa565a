//! How a veto is shown.

use super::{Basis, Brief, Candidate, Event, Meeting, Outcome, Stage, VetoDecision};
use crate::appeal;
use casework::{Clock, Line, Shown, Step, Told, course, ended};

impl Shown for VetoDecision {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Nominated { candidate } => Told::new("提出一票否决候选", candidate_lines(candidate)),
            Event::Prepared { brief } => Told::new("准备认定材料", brief_lines(brief)),
            Event::Verified { opinion } => Told::new("核实认定材料", [Line::new("核实意见", opinion)]),
            Event::Returned { reason } => Told::new("退回补充材料", [Line::new("理由", reason)]),
            Event::Decided { meeting } => Told::new("认定一票否决", meeting_lines(meeting)),
            Event::Dismissed { meeting, reason } => {
                Told::new("不予认定", with(meeting_lines(meeting), Line::new("理由", reason)))
            }
            Event::Appealed { due, grounds, evidence } => Told::new("提出申诉", appeal::told(due, grounds, evidence)),
            Event::AppealWithdrawn => Told::new("撤回申诉", []),
            Event::Upheld { meeting, opinion } => Told::new(
                "维持一票否决",
                with(meeting_lines(meeting), Line::new("处理意见", opinion)),
            ),
            Event::Lifted { meeting, opinion } => Told::new(
                "撤销一票否决",
                with(meeting_lines(meeting), Line::new("处理意见", opinion)),
            ),
            Event::Escalated { reason, pack } => {
                let lines = [Some(Line::new("移送理由", reason)), Line::papers("证据包", pack)];
                Told::new("移送卫生健康行政部门", lines.into_iter().flatten())
            }
            Event::Acknowledged { case_number } => Told::new("受理移送", [Line::new("受理编号", case_number)]),
            Event::OutcomeRecorded { outcome } => Told::new("登记行政处理结果", outcome_lines(outcome)),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 5] = ["候选", "准备材料", "纪检核实", "委员会认定", "生效"];
        const APPEALED: [&str; 6] = ["候选", "准备材料", "纪检核实", "委员会认定", "生效", "申诉处理"];
        match self.stage {
            Stage::Missing => course(&COURSE, 0),
            Stage::Candidate => course(&COURSE, 1),
            Stage::Prepared => course(&COURSE, 2),
            Stage::Verified => course(&COURSE, 3),
            Stage::Appealed => course(&APPEALED, 5),
            Stage::Active if self.appeals.is_empty() => ended(&COURSE),
            Stage::Active | Stage::Lifted => ended(&APPEALED),
            Stage::Dismissed => ended(&["候选", "准备材料", "纪检核实", "委员会认定"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let mut lines = self.candidate.as_ref().map(candidate_lines).unwrap_or_default();
        lines.extend(self.brief.as_ref().map(brief_lines).unwrap_or_default());
        if let Some(decision) = &self.decision {
            lines.extend(meeting_lines(&decision.meeting));
        }
        let answered = self.appeals.iter().filter_map(|appeal| appeal.answer.as_ref());
        lines.extend(answered.map(|answer| Line::new("申诉结果", answer.result.zh())));
        lines.extend(Line::some("申诉答复期限", self.due()));
        if let Some(escalation) = &self.escalation {
            lines.push(Line::new("移送日期", escalation.on));
            lines.extend(Line::some("受理编号", escalation.case_number.as_ref()));
            lines.extend(escalation.outcome.as_ref().map(outcome_lines).unwrap_or_default());
        }
        lines
    }
}

fn with(mut lines: Vec<Line>, last: Line) -> Vec<Line> {
    lines.push(last);
    lines
}

fn candidate_lines(candidate: &Candidate) -> Vec<Line> {
    let lines = [
        Some(Line::new("机构", &candidate.institution)),
        Some(Line::new("当事人", candidate.subject.line())),
        Line::some("账号", candidate.subject.user.as_ref()),
        Some(Line::new("考评年度", candidate.year)),
    ];
    let basis = match &candidate.basis {
        Basis::ConductEvent { event, code } => {
            [Line::new("行为事件", event), Line::new("认定的行为编码", code.as_str())]
        }
        Basis::InsurancePoints { document, points } => [
            Line::new("记分文书", document),
            Line::new("年度累计记分", format_args!("{points}分")),
        ],
    };
    lines.into_iter().flatten().chain(basis).collect()
}

fn brief_lines(brief: &Brief) -> Vec<Line> {
    let lines = [
        Some(Line::new("否决情形", brief.condition.as_str())),
        Some(Line::new("事实", &brief.facts)),
        Line::papers("证据", &brief.evidence),
        Some(Line::new("起始日", brief.from)),
        Some(Line::new("终止日", brief.until)),
    ];
    lines.into_iter().flatten().collect()
}

fn meeting_lines(meeting: &Meeting) -> Vec<Line> {
    vec![
        Line::new("会议日期", meeting.met_on),
        Line::new("会议纪要编号", &meeting.minute_number),
        Line::new("会议纪要", &meeting.minutes.name),
    ]
}

fn outcome_lines(outcome: &Outcome) -> Vec<Line> {
    vec![
        Line::new("行政处理", outcome.measure.zh()),
        Line::new("文书编号", &outcome.document),
        Line::new("决定日期", outcome.decided_on),
    ]
}
