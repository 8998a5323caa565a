//! How an administrative case is shown.

use super::{Enforcement, Event, Handler, Outcome, Party, Proposal, Stage};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

fn named(handlers: &[Handler]) -> Option<Line> {
    let handlers = handlers.iter();
    Line::several(
        "承办人",
        handlers.map(|handler| (&handler.user, handler.certificate.as_str())),
    )
}

fn party(party: &Party) -> Line {
    match party {
        Party::Institution { code } => Line::new("当事人（机构）", code),
        Party::Person { id } => Line::new("当事人（个人）", id),
    }
}

impl Proposal {
    fn lines(&self) -> Vec<Line> {
        match self {
            Proposal::Penalty { penalty } => penalty.lines(),
            Proposal::NoPenalty { reason } => vec![Line::new("拟不予处罚的理由", reason)],
        }
    }
}

impl Outcome {
    fn lines(&self) -> Vec<Line> {
        match self {
            Outcome::Penalty { penalty } => penalty.lines(),
            Outcome::NoPenalty { reason } => vec![Line::new("不予处罚的理由", reason)],
            Outcome::Revoked { document } => vec![Line::new("撤销文书", document)],
        }
    }

    fn zh(&self) -> &'static str {
        match self {
            Outcome::Penalty { .. } => "处罚",
            Outcome::NoPenalty { .. } => "不予处罚",
            Outcome::Revoked { .. } => "撤销",
        }
    }
}

/// An event with an opinion or a reason.
fn with(zh: &'static str, label: &'static str, text: &str) -> Told {
    Told::new(zh, [Line::new(label, text)])
}

impl Shown for Enforcement {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Registered { matter, due } => Told::new(
                "登记线索",
                [
                    party(&matter.party),
                    Line::new("线索来源", &matter.source),
                    Line::new("案情摘要", &matter.summary),
                    Line::new("核查期限", due),
                ],
            ),
            Event::PreCheckExtended { reason, due } => {
                Told::new("延长核查", [Line::new("延长理由", reason), Line::new("核查期限", due)])
            }
            Event::PreCheckFinished { report } => with("完成核查", "核查报告", &report.name),
            Event::FilingProposed { handlers } => Told::new("提请立案", named(handlers)),
            Event::NotFiled { reason } => with("不予立案", "理由", reason),
            Event::Filed { due } => Told::new("批准立案", [Line::new("决定期限", due)]),
            Event::HandlersReplaced { handlers, reason } => {
                let lines = [named(handlers), Some(Line::new("更换理由", reason))];
                Told::new("更换承办人", lines.into_iter().flatten())
            }
            Event::EvidenceAdded { evidence, proves } => {
                let lines = [Line::papers("证据", evidence), Some(Line::new("证明事项", proves))];
                Told::new("收集证据", lines.into_iter().flatten())
            }
            Event::MeasureTaken { measure } => with("采取强制措施", "措施", measure),
            Event::MeasureLifted => Told::new("解除强制措施", []),
            Event::Suspended { reason } => with("中止调查", "理由", reason),
            Event::Resumed { decide_by } => Told::new("恢复调查", [Line::new("决定期限", decide_by)]),
            Event::Terminated { reason } => with("终止调查", "理由", reason),
            Event::DecisionExtended { due, grounds } => {
                Told::new("延长办案期限", [Line::new("决定期限", due), Line::new("依据", grounds)])
            }
            Event::SubmittedForReview { proposal, due } => {
                let mut lines = proposal.lines();
                lines.push(Line::new("审核期限", due));
                Told::new("提交法制审核", lines)
            }
            Event::ReviewPassed { opinion } => with("通过法制审核", "审核意见", opinion),
            Event::ReviewReturned { opinion } => with("退回补充调查", "审核意见", opinion),
            Event::NoticeServed { due } => Told::new("送达处罚告知书", [Line::new("陈述申辩和要求听证的期限", due)]),
            Event::Defended { statement } => with("陈述申辩", "意见", statement),
            Event::HearingRequested { reason } => with("要求听证", "理由", reason),
            Event::HearingScheduled { on, chair } => {
                Told::new("确定听证", [Line::new("听证日期", on), Line::new("主持人", chair)])
            }
            Event::HearingHeld {
                minutes,
                opinion,
                decide_by,
            } => Told::new(
                "举行听证",
                [
                    Line::new("听证笔录", &minutes.name),
                    Line::new("听证报告", opinion),
                    Line::new("决定期限", decide_by),
                ],
            ),
            Event::DefenceConsidered { opinion } => with("复核陈述申辩", "复核意见", opinion),
            Event::Uncontested => Told::new("逾期未提出陈述申辩或者听证", []),
            Event::Decided { outcome, minutes, late } => {
                let mut lines = vec![Line::new("决定", outcome.zh())];
                lines.extend(outcome.lines());
                lines.extend(Line::some("集体讨论记录", minutes.as_ref().map(|paper| &paper.name)));
                lines.extend(late.then(|| Line::flag("超过决定期限", true)));
                Told::new("作出决定", lines)
            }
            Event::DecisionServed { due } => Told::new("送达处罚决定书", [Line::new("缴纳罚款期限", due)]),
            Event::ReconsiderationOpened { document } => with("进入复议诉讼", "受理文书", document),
            Event::ReconsiderationConcluded { outcome, document } => {
                let mut lines = vec![
                    Line::new("结果", outcome.as_ref().map_or("维持原决定", Outcome::zh)),
                    Line::new("文书", document),
                ];
                lines.extend(outcome.iter().flat_map(Outcome::lines));
                Told::new("复议诉讼有结果", lines)
            }
            Event::Executed { proof } => Told::new("执行完毕", Line::papers("执行凭证", proof)),
            Event::Transferred { to, reason } => {
                Told::new("移送案件", [Line::new("接收部门", to), Line::new("移送理由", reason)])
            }
            Event::Closed { archive_number } => with("结案归档", "归档号", archive_number),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 8] = [
            "核查",
            "立案",
            "调查取证",
            "法制审核",
            "告知听证",
            "决定",
            "执行",
            "结案",
        ];
        const UNPUNISHED: [&str; 6] = ["核查", "立案", "调查取证", "法制审核", "决定", "结案"];
        let punished = !matches!(self.proposal, Some(Proposal::NoPenalty { .. }));
        let executed = matches!(self.outcome, None | Some(Outcome::Penalty { .. }));
        match (self.stage, punished) {
            (Stage::Missing | Stage::PreCheck { .. }, _) => course(&COURSE, 0),
            (Stage::AwaitingFiling { .. } | Stage::FilingApproval { .. }, _) => course(&COURSE, 1),
            (Stage::Investigation | Stage::UnderMeasure | Stage::Suspended, _) => course(&COURSE, 2),
            (Stage::LegalReview { .. }, true) => course(&COURSE, 3),
            (Stage::LegalReview { .. }, false) => course(&UNPUNISHED, 3),
            (Stage::Notice | Stage::Told { .. } | Stage::Defence | Stage::Hearing, _) => course(&COURSE, 4),
            (Stage::Decision, true) => course(&COURSE, 5),
            (Stage::Decision, false) => course(&UNPUNISHED, 4),
            (Stage::Execution | Stage::Reconsideration, _) => course(&COURSE, 6),
            (Stage::AwaitingClosure, _) if executed => course(&COURSE, 7),
            (Stage::AwaitingClosure, _) => course(&UNPUNISHED, 5),
            (Stage::Closed, _) if executed => ended(&COURSE),
            (Stage::Closed, _) => ended(&UNPUNISHED),
            (Stage::NotFiled, _) => ended(&["核查", "不予立案"]),
            (Stage::Terminated, _) => ended(&["核查", "立案", "终止调查"]),
            (Stage::Transferred, _) => ended(&["核查", "立案", "调查取证", "移送"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(matter) = &self.matter else {
            return Vec::new();
        };
        let mut lines = vec![
            party(&matter.party),
            Line::new("线索来源", &matter.source),
            Line::new("案情摘要", &matter.summary),
        ];
        lines.extend(named(&self.handlers));
        lines.extend(Line::some("本环节期限", self.stage.due()));
        lines.extend(Line::some("立案日期", self.filed_on));
        lines.extend(Line::some("决定期限", self.decide_by));
        lines.extend((self.evidence > 0).then(|| Line::new("证据", format_args!("{}件", self.evidence))));
        lines.extend(Line::some("法制审核人", self.legal_reviewer.as_ref()));
        lines.extend(Line::some("听证日期", self.hearing_on));
        lines.extend(Line::some("听证主持人", self.chair.as_ref()));
        match (&self.outcome, &self.proposal) {
            (Some(outcome), _) => {
                lines.push(Line::new("决定", outcome.zh()));
                lines.extend(outcome.lines());
            }
            (None, Some(proposal)) => {
                lines.push(Line::new("拟作处理", "尚未决定"));
                lines.extend(proposal.lines());
            }
            (None, None) => {}
        }
        lines.extend(Line::some("决定人", self.decided_by.as_ref()));
        lines.extend(Line::some("决定书送达", self.served_on));
        lines.extend(Line::some("缴纳罚款期限", self.pay_by));
        lines.extend(Line::some("归档号", self.archive_number.as_ref()));
        lines
    }
}
