//! What may be done in a review, and the forms for it.

use super::{ClearReason, Command, Confirmation, PanelMember, ReviewCase, Subject, Vote, panel};
use crate::offer::{Choice, Form, Offering, among, ask, choice, filled};
use crate::{Actor, Clock, Flagged, Machine, UserId};
use domain::{Certainty, FindingKey, RuleCode};

impl ClearReason {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NoViolation,
        Self::RuleLogic,
        Self::KnowledgeRow,
        Self::DataQuality,
        Self::ClinicalNeed,
        Self::PolicyException,
        Self::AlreadyReversed,
        Self::Duplicate,
        Self::EvidenceLacking,
    ];

    /// What a person may choose: that there was no violation only the rule says.
    pub(crate) fn choices() -> Vec<Choice> {
        let [_, chosen @ ..] = Self::ALL;
        among(&chosen, Self::zh)
    }
}

impl ReviewCase {
    /// Those of the panel whose withdrawal this actor may enter, as `decide` says.
    fn recusable(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<UserId> {
        let may = |user: &UserId| {
            let recuse = Command::Recuse {
                user: user.clone(),
                reason: filled::text(),
            };
            self.decide(recuse, actor, clock).is_ok()
        };
        let seats = self.panel.iter().map(|member| member.user.clone());
        seats.filter(may).collect()
    }
}

impl Offering for ReviewCase {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let [first, second, expert] = filled::users();
        let recused = self.recusable(actor, clock).into_iter().next();
        let amount = self.amount;
        let reason = ClearReason::EvidenceLacking;
        vec![
            Command::Open {
                subject: Subject {
                    finding: FindingKey([0; 16]),
                    rule: RuleCode::new(filled::text()),
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    certainty: Certainty::Suspect,
                    flagged: Flagged::ZERO,
                },
                sampled: false,
            },
            Command::UpholdSample,
            Command::Notify,
            Command::UpholdFirst {
                amount,
                note: filled::text(),
            },
            Command::Clear {
                reason,
                note: filled::text(),
            },
            Command::SubmitAppeal {
                argument: filled::text(),
                attachments: vec![filled::paper()],
            },
            Command::BeginAppeal,
            Command::Accept,
            Command::Lapse,
            Command::TakeSecondReview,
            Command::UpholdSecond {
                amount,
                note: filled::text(),
            },
            Command::FormPanel {
                members: [(first, false), (second, false), (expert, true)]
                    .map(|(user, clinical_expert)| PanelMember { user, clinical_expert })
                    .into(),
            },
            Command::DecideJointly {
                votes: self.votes(),
                amount,
                minutes: filled::text(),
                reason,
            },
            Command::Recuse {
                user: recused.unwrap_or_else(|| actor.user.clone()),
                reason: filled::text(),
            },
            Command::ConcludeSiteCheck {
                conclusion: Confirmation::Upheld {
                    amount,
                    record: filled::paper(),
                },
            },
            Command::SendToSiteCheck { reason: filled::text() },
            Command::Confirm,
            Command::Deduct {
                amount: self.upheld.money(),
                settlement: filled::text(),
            },
            Command::Transfer { reason: filled::text() },
            Command::Close,
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        let claim = |zh, amount: &domain::Money| {
            ask::money("amount", zh)
                .starting(amount.to_string())
                .hint("可以减少，不能超过现行金额")
        };
        match specimen {
            Command::Open { .. } => {
                Form::intake([ask::fixed("subject", "审核对象"), ask::fixed("sampled", "抽中复核")])
            }
            Command::UpholdSample
            | Command::Notify
            | Command::Accept
            | Command::TakeSecondReview
            | Command::Confirm
            | Command::Lapse
            | Command::Close => Form::main([]),
            Command::UpholdFirst { amount, .. } => {
                Form::main([claim("初审金额", amount), ask::long("note", "初审意见")])
            }
            Command::Clear { .. } => Form::main([
                ask::one_of("reason", "排除原因", ClearReason::choices()),
                ask::long("note", "排除说明"),
            ]),
            Command::BeginAppeal => Form::side([]),
            Command::SubmitAppeal { .. } => Form::main([
                ask::long("argument", "申诉理由"),
                ask::papers("attachments", "申诉附件").hint("至少一份，如病程记录、检查报告"),
            ]),
            Command::UpholdSecond { amount, .. } => {
                Form::main([claim("复审金额", amount), ask::long("note", "复审意见")])
            }
            Command::FormPanel { .. } => {
                let members = ask::list(
                    "members",
                    "合议人员",
                    [ask::user("user", "姓名"), ask::flag("clinical_expert", "临床专家")],
                );
                Form::main([members.starting(&self.panel).hint(format!(
                    "{}人以上，须有临床专家；审过本疑点的人和已回避的人不能参加",
                    panel::MEMBERS_LEAST
                ))])
            }
            Command::Recuse { user, .. } => {
                let seats = self.recusable(actor, clock);
                Form::side([
                    ask::user("user", "回避人")
                        .choices(seats.iter().map(|user| choice(user, user.to_string())).collect())
                        .starting(user),
                    ask::long("reason", "回避理由"),
                ])
            }
            Command::DecideJointly { votes, amount, .. } => Form::main([
                ask::list(
                    "votes",
                    "表决",
                    [
                        ask::user("user", "合议人员").choices(
                            votes
                                .iter()
                                .map(|vote| choice(&vote.user, vote.user.to_string()))
                                .collect(),
                        ),
                        ask::flag("upholds", "认定违规"),
                    ],
                )
                // Who votes is known, how they vote is not.
                .seating(votes.iter().map(|vote| &vote.user))
                .hint("全体合议人员各表决一次，过半数认定的为维持"),
                claim("合议金额", amount),
                ask::one_of("reason", "排除原因", ClearReason::choices()).hint("不予认定时采用"),
                ask::long("minutes", "合议纪要"),
            ]),
            Command::SendToSiteCheck { .. } => Form::side([ask::long("reason", "送核查的理由")]),
            Command::ConcludeSiteCheck { .. } => Form::main([ask::group(
                "conclusion",
                "核查结论",
                [
                    ask::one_of(
                        "conclusion",
                        "结论",
                        vec![choice("upheld", "属实"), choice("cleared", "不属实")],
                    ),
                    claim("核查金额", &self.amount).when("conclusion", &["upheld"]),
                    ask::paper("record", "机构签字的核查记录").when("conclusion", &["upheld"]),
                    ask::one_of("reason", "排除原因", ClearReason::choices()).when("conclusion", &["cleared"]),
                    ask::long("note", "排除说明").when("conclusion", &["cleared"]),
                ],
            )]),
            Command::Deduct { amount, .. } => Form::main([
                ask::money("amount", "扣款金额")
                    .starting(amount.to_string())
                    .hint("本次结算不足以扣款的部分转追回台账"),
                ask::text("settlement", "结算批次"),
            ]),
            Command::Transfer { .. } => Form::side([ask::long("reason", "移送理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

impl ReviewCase {
    /// A vote of every member.
    fn votes(&self) -> Vec<Vote> {
        let vote = |member: &PanelMember| Vote {
            user: member.user.clone(),
            upholds: true,
        };
        self.panel.iter().map(vote).collect()
    }
}
