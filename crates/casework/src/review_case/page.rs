//! How a review is shown.

use super::{Event, PanelMember, ReviewCase, Stage, Vote};
use crate::Clock;
use crate::page::{Line, Shown, Step, Told, course, ended};

fn votes(votes: &[Vote]) -> Option<Line> {
    let said = |vote: &Vote| match vote.upholds {
        true => "认定",
        false => "不认定",
    };
    Line::several("表决", votes.iter().map(|vote| (&vote.user, said(vote))))
}

fn panel(members: &[PanelMember]) -> Option<Line> {
    let remark = |member: &PanelMember| match member.clinical_expert {
        true => "临床专家",
        false => "",
    };
    Line::several("合议人员", members.iter().map(|member| (&member.user, remark(member))))
}

fn appeal(zh: &'static str, argument: &str, attachments: &[crate::Attachment], due: domain::Day) -> Told {
    let lines = [
        Some(Line::new("理由", argument)),
        Line::papers("附件", attachments),
        Some(Line::new("办理期限", due)),
    ];
    Told::new(zh, lines.into_iter().flatten())
}

impl Shown for ReviewCase {
    fn tell(event: &Event) -> Told {
        match event {
            Event::Opened { subject } => Told::new(
                "登记规则结果",
                [
                    Line::new("规则", &subject.rule),
                    Line::new("判定", subject.certainty.zh()),
                    Line::yuan("疑点金额", subject.flagged.money()),
                ],
            ),
            Event::AutoRejected { sampled } => Told::new("自动拒付", [Line::flag("抽中复核", *sampled)]),
            Event::SampleUpheld => Told::new("认可自动拒付", []),
            Event::FirstReviewBegun { due } => Told::new("转初审", [Line::new("初审期限", due)]),
            Event::FirstReviewed { amount, note } => Told::new(
                "初审认定",
                [Line::yuan("初审金额", *amount), Line::new("初审意见", note)],
            ),
            Event::Notified { due } => Told::new("告知机构", [Line::new("申诉期限", due)]),
            Event::AppealBegun => Told::new("发起申诉", []),
            Event::AppealSubmitted {
                argument,
                attachments,
                due,
            } => appeal("提交申诉", argument, attachments, *due),
            Event::SecondReviewTaken => Told::new("接办复审", []),
            Event::SecondReviewUpheld { amount, note, due } => Told::new(
                "复审维持",
                [
                    Line::yuan("复审金额", *amount),
                    Line::new("复审意见", note),
                    Line::new("再申诉期限", due),
                ],
            ),
            Event::ReappealSubmitted {
                argument,
                attachments,
                due,
            } => appeal("提交再申诉", argument, attachments, *due),
            Event::PanelFormed { members } => Told::new("组成合议", panel(members)),
            Event::Recused { user, reason } => {
                Told::new("登记回避", [Line::new("回避人", user), Line::new("回避理由", reason)])
            }
            Event::JointReviewUpheld {
                amount,
                votes: cast,
                minutes,
            } => {
                let lines = [
                    Some(Line::yuan("合议金额", *amount)),
                    votes(cast),
                    Some(Line::new("合议纪要", minutes)),
                ];
                Told::new("合议维持", lines.into_iter().flatten())
            }
            Event::JointReviewRejected { votes: cast, minutes } => {
                let lines = [votes(cast), Some(Line::new("合议纪要", minutes))];
                Told::new("合议不予认定", lines.into_iter().flatten())
            }
            Event::Accepted { by_silence } => Told::new(
                match by_silence {
                    true => "逾期未申诉，视为认可",
                    false => "机构认可",
                },
                [],
            ),
            Event::SentToSiteCheck { reason, due } => {
                Told::new("送核查", [Line::new("理由", reason), Line::new("核查期限", due)])
            }
            Event::SiteCheckUpheld { amount, record } => Told::new(
                "核查属实",
                [Line::yuan("核查金额", *amount), Line::new("核查记录", &record.name)],
            ),
            Event::Confirmed { upheld } => Told::new("终审确认", [Line::yuan("认定金额", upheld.money())]),
            Event::Deducted {
                recovered,
                left_to_ledger,
                settlement,
            } => Told::new(
                "结算扣款",
                [
                    Line::yuan("追回金额", recovered.money()),
                    Line::yuan("转追回台账", *left_to_ledger),
                    Line::new("结算批次", settlement),
                ],
            ),
            Event::Cleared { reason, note } => Told::new(
                "排除疑点",
                [Line::new("排除原因", reason.zh()), Line::new("排除说明", note)],
            ),
            Event::Transferred { reason } => Told::new("移送行政执法", [Line::new("移送理由", reason)]),
            Event::Closed => Told::new("办结", []),
        }
    }

    fn steps(&self) -> Vec<Step> {
        const COURSE: [&str; 7] = ["规则结果", "初审", "告知申诉", "复审", "合议", "终审", "扣款办结"];
        match self.stage {
            Stage::Running => course(&COURSE, 0),
            Stage::AutoRejected { .. } | Stage::FirstReview { .. } => course(&COURSE, 1),
            Stage::Notified { .. } | Stage::Appealing { .. } => course(&COURSE, 2),
            Stage::SecondReview { .. } | Stage::Reappeal { .. } => course(&COURSE, 3),
            Stage::JointReview { .. } => course(&COURSE, 4),
            // Who accepted has not been through the stages of an appeal.
            Stage::Final { .. } | Stage::Deducted | Stage::Closed => {
                let mut stations = vec!["规则结果", "初审"];
                match (self.checker.is_some(), self.appeals) {
                    (true, _) => stations.push("核查"),
                    (false, 0) => stations.push("告知申诉"),
                    (false, 1) => stations.extend(["告知申诉", "复审"]),
                    (false, _) => stations.extend(["告知申诉", "复审", "合议"]),
                }
                let now = stations.len();
                stations.extend(["终审", "扣款办结"]);
                match self.stage {
                    Stage::Final { confirmed: false } => course(&stations, now),
                    Stage::Closed => ended(&stations),
                    _ => course(&stations, now + 1),
                }
            }
            Stage::SiteCheck { .. } => course(&["规则结果", "初审", "核查", "终审", "扣款办结"], 2),
            Stage::Cleared => ended(&["规则结果", "审核", "已排除"]),
            Stage::Transferred => ended(&["规则结果", "审核", "移送行政执法"]),
        }
    }

    fn summary(&self, _clock: &Clock<'_>) -> Vec<Line> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let positive = |label, amount: domain::Money| amount.is_positive().then(|| Line::yuan(label, amount));
        let lines = [
            Some(Line::new("机构", &subject.institution)),
            Some(Line::new("规则", &subject.rule)),
            Some(Line::new("判定", subject.certainty.zh())),
            Some(Line::yuan("疑点金额", subject.flagged.money())),
            Some(Line::yuan("现行金额", self.amount)),
            positive("认定金额", self.upheld.money()),
            positive("追回金额", self.recovered.money()),
            Line::some("期限", self.due()),
            Line::some("初审人", self.first_reviewer.as_ref()),
            Line::some("复审人", self.second_reviewer.as_ref()),
            Line::some("核查人", self.checker.as_ref()),
            panel(&self.panel),
            (self.appeals > 0).then(|| Line::new("申诉", format_args!("{}次", self.appeals))),
            Line::some("排除原因", self.cleared.map(|reason| reason.zh())),
        ];
        lines.into_iter().flatten().collect()
    }
}
