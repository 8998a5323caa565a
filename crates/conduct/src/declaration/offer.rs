//! What may be done with a declaration, and the forms for it.

use super::{Command, Declaration, Kind, Matter};
use crate::named::{some_staff, staff_fields};
use casework::{Actor, Clock, Field, Form, Offering, among, ask, filled};
use domain::Money;

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Lecture,
        Self::Job,
        Self::Gift,
        Self::FamilyEvent,
        Self::PrivateTrip,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Lecture => "学术讲课",
            Kind::Job => "院外兼职",
            Kind::Gift => "收受礼品礼金",
            Kind::FamilyEvent => "婚丧喜庆",
            Kind::PrivateTrip => "因私出国（境）",
        }
    }
}

impl Offering for Declaration {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let matter = Matter {
            institution: filled::institution(actor),
            division: filled::division(actor),
            staff: some_staff(),
            kind: Kind::Lecture,
            organiser: filled::text(),
            supplier: false,
            on: clock.today(),
            fee: Money::from_fen(100),
            content: filled::text(),
        };
        vec![
            Command::Declare { matter: matter.clone() },
            Command::OpenClue {
                matter,
                source: filled::text(),
            },
            Command::Agree {
                opinion: filled::text(),
            },
            Command::Approve {
                opinion: filled::text(),
            },
            Command::Decline { reason: filled::text() },
            Command::Settle {
                received: self.matter.as_ref().map_or(Money::ZERO, |matter| matter.fee),
                voucher: filled::text(),
            },
            Command::Judge {
                confirmed: true,
                reason: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Declare { matter } => Form::main([ask::group("matter", "申报内容", fields(matter))]),
            Command::OpenClue { matter, .. } => Form::main([
                ask::group("matter", "线索内容", fields(matter)),
                ask::text("source", "线索来源").hint("供应商讲课费清单、税务信息等，不得写入举报人"),
            ]),
            Command::Agree { .. } => Form::main([ask::long("opinion", "科室意见")]),
            Command::Approve { .. } => Form::main([ask::long("opinion", "批准意见")]),
            Command::Decline { .. } => Form::side([ask::long("reason", "不予批准的理由")]),
            Command::Settle { received, .. } => Form::main([
                ask::money("received", "实际所得")
                    .starting(received.to_string())
                    .hint("超过申报金额的，转为线索由纪检监察室判定"),
                ask::text("voucher", "凭证").hint("发放凭证或者完税凭证编号"),
            ]),
            Command::Judge { .. } => {
                Form::main([ask::flag("confirmed", "线索属实"), ask::long("reason", "依据和理由")])
            }
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn fields(matter: &Matter) -> Vec<Field> {
    vec![
        ask::institution("institution", "机构"),
        ask::division(&matter.division),
        ask::group("staff", "当事人", staff_fields()),
        ask::one_of("kind", "种类", among(&Kind::ALL, Kind::zh)),
        ask::text("organiser", "主办单位或者送出人"),
        ask::flag("supplier", "为本院供应商").starting(false),
        ask::day("on", "日期"),
        ask::money("fee", "报酬或者价值").hint("没有的，填0.00"),
        ask::long("content", "事由"),
    ]
}
