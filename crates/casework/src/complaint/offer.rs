//! What may be done with a report of the public, and the forms for it.

use super::{Channel, Command, Complaint, Report, RewardGrade, RewardScheme};
use crate::offer::{Form, Offering, among, ask, filled};
use crate::{Actor, Clock, Upheld};

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Web, Self::Telephone, Self::Letter, Self::Visit, Self::Hotline];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Channel::Web => "网络",
            Channel::Telephone => "电话",
            Channel::Letter => "来信",
            Channel::Visit => "来访",
            Channel::Hotline => "12345热线",
        }
    }
}

impl RewardGrade {
    /// All of them, the highest first.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Third];

    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            RewardGrade::First => "一级（证据充分，直接协助查办）",
            RewardGrade::Second => "二级（部分证据，直接协助查办）",
            RewardGrade::Third => "三级（提供线索）",
        }
    }
}

impl Offering for Complaint {
    fn specimens(&self, actor: &Actor, _clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Receive {
                report: Report {
                    channel: Channel::Web,
                    named: false,
                    seal: filled::text(),
                    respondent: filled::institution(actor),
                    division: filled::division(actor),
                    content: filled::text(),
                },
            },
            Command::DecideFiling {
                filed: true,
                reason: filled::text(),
            },
            Command::TellReporter,
            Command::Verify {
                value: Upheld::ZERO,
                summary: filled::text(),
            },
            Command::Refute {
                summary: filled::text(),
            },
            Command::ProposeReward {
                grade: RewardGrade::Third,
                insider: false,
                scheme: RewardScheme::default(),
            },
            Command::ApproveReward,
            Command::OfferReward,
            Command::PayReward {
                voucher: filled::text(),
            },
            Command::LapseReward,
            Command::DenyReward { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Receive { report } => Form::main([ask::group(
                "report",
                "举报",
                [
                    ask::one_of("channel", "举报渠道", among(&Channel::ALL, Channel::zh)),
                    ask::flag("named", "实名举报").starting(false),
                    ask::text("seal", "身份封存编号").hint("由举报人身份保管人封存身份后给出"),
                    ask::institution("respondent", "被举报机构"),
                    ask::division(&report.division),
                    ask::long("content", "举报内容").hint("不得写入可以识别举报人的内容"),
                ],
            )]),
            Command::DecideFiling { .. } => Form::main([ask::flag("filed", "立案"), ask::long("reason", "理由")]),
            Command::TellReporter | Command::ApproveReward | Command::OfferReward | Command::LapseReward => {
                Form::main([])
            }
            Command::Verify { .. } => Form::main([
                ask::money("value", "案值").hint("没有造成损失的，填0.00"),
                ask::long("summary", "查处情况"),
            ]),
            Command::Refute { .. } => Form::main([ask::long("summary", "查处情况")]),
            Command::ProposeReward { scheme, .. } => Form::main([
                ask::one_of("grade", "奖励等级", among(&RewardGrade::ALL, RewardGrade::zh)),
                ask::flag("insider", "内部知情人").starting(false),
                ask::fixed("scheme", "奖励标准").starting(scheme),
            ]),
            Command::DenyReward { .. } => Form::side([ask::long("reason", "不予奖励的理由")]),
            Command::PayReward { .. } => Form::main([ask::text("voucher", "付款凭证号")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
