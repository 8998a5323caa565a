//! What may be done with a registered gift, and the forms for it.

use super::{Care, Command, Disposal, Judgement, Kind, Met, PatientReference, RedPacket, Registration, Way};
use crate::named::{some_staff, staff_fields};
use casework::{Actor, Clock, Form, Offering, among, ask, filled};
use domain::Money;

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Cash,
        Self::Transfer,
        Self::Card,
        Self::Voucher,
        Self::Goods,
        Self::Banquet,
        Self::Other,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Cash => "现金",
            Kind::Transfer => "电子转账",
            Kind::Card => "购物卡",
            Kind::Voucher => "有价证券",
            Kind::Goods => "物品",
            Kind::Banquet => "宴请",
            Kind::Other => "其他",
        }
    }
}

impl Met {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Refused, Self::NotAccepted, Self::CouldNotRefuse];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Met::Refused => "当场拒收",
            Met::NotAccepted => "电子转账未接收",
            Met::CouldNotRefuse => "当场无法拒绝",
        }
    }
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Declined,
        Self::Returned,
        Self::Deposit,
        Self::HandedIn,
        Self::IntegrityAccount,
        Self::Destroyed,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Way::Declined => "当场拒收",
            Way::Returned => "退回患者",
            Way::Deposit => "替患者缴纳住院费",
            Way::HandedIn => "上交办公室",
            Way::IntegrityAccount => "缴入廉政账户",
            Way::Destroyed => "销毁",
        }
    }
}

impl Care {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Inpatient, Self::Outpatient, Self::None];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Care::Inpatient => "住院患者",
            Care::Outpatient => "门诊患者",
            Care::None => "与患者无关",
        }
    }
}

impl Judgement {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Justified, Self::OnlyLate, Self::Accepted];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Judgement::Justified => "迟报有正当理由",
            Judgement::OnlyLate => "仅属迟报",
            Judgement::Accepted => "视为收受",
        }
    }
}

impl Offering for RedPacket {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let way = Way::Returned;
        vec![
            Command::Register {
                packet: Registration {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    staff: some_staff(),
                    giver: filled::text(),
                    patient: PatientReference {
                        care: Care::Outpatient,
                        seal: None,
                        head: None,
                    },
                    kind: Kind::Cash,
                    amount: Money::from_fen(10_000),
                    estimated: false,
                    met: Met::CouldNotRefuse,
                    evidence: Vec::new(),
                },
                occurred_at: clock.now.to_string(),
                reported_at: None,
            },
            Command::Dispose {
                disposal: Disposal {
                    way,
                    on: clock.today(),
                    receipt: None,
                    deposited: None,
                    witness: None,
                    evidence: vec![filled::paper()],
                },
            },
            Command::Judge {
                judgement: Judgement::OnlyLate,
                reason: filled::text(),
            },
            Command::Verify {
                opinion: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Publish { issue: filled::text() },
            Command::Object { reason: filled::text() },
            Command::Settle {
                upheld: false,
                reason: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Register {
                packet, occurred_at, ..
            } => Form::main([
                ask::text("occurred_at", "发生时间")
                    .starting(occurred_at)
                    .hint("年月日和时分，如2026-06-03 09:30；从这时起24小时内报告"),
                ask::text("reported_at", "报告时间")
                    .optional()
                    .hint("不填即为现在；只有办公室凭此前的报告单可以另填"),
                ask::group("packet", "登记内容", registration(packet)),
            ]),
            Command::Dispose { disposal } => Form::main([ask::group(
                "disposal",
                "处理",
                [
                    ask::one_of("way", "处理方式", among(&self.ways(), Way::zh)),
                    ask::day("on", "处理日期").starting(disposal.on.to_string()),
                    ask::text("receipt", "收据号").when("way", &["deposit", "integrity_account"]),
                    ask::money("deposited", "住院预交金金额")
                        .when("way", &["deposit"])
                        .hint("按医院信息系统的预交金记录填写，应与登记金额一致"),
                    ask::text("witness", "见证人").optional(),
                    ask::papers("evidence", "处理凭证").hint("收据、退还凭证或者上交单，至少一份"),
                ],
            )]),
            Command::Judge { .. } => Form::main([
                ask::one_of("judgement", "判定", among(&Judgement::ALL, Judgement::zh)),
                ask::long("reason", "依据和理由"),
            ]),
            Command::Verify { .. } => Form::main([ask::long("opinion", "核实意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回的理由")]),
            Command::Publish { .. } => Form::main([ask::text("issue", "期号").hint("如2026-4")]),
            Command::Object { .. } => Form::side([ask::long("reason", "异议内容").hint("不得写入提出异议的人")]),
            Command::Settle { .. } => Form::main([ask::flag("upheld", "异议成立"), ask::long("reason", "理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn registration(packet: &Registration) -> Vec<casework::Field> {
    vec![
        ask::institution("institution", "机构"),
        ask::division(&packet.division),
        ask::group("staff", "当事人", staff_fields()),
        ask::text("giver", "送出人与患者的关系"),
        ask::group(
            "patient",
            "患者信息",
            [
                ask::one_of("care", "就诊类别", among(&Care::ALL, Care::zh)),
                ask::text("seal", "患者信息封存编号")
                    .when("care", &["inpatient", "outpatient"])
                    .optional()
                    .hint("住院患者必填；由“封存住院号”给出，号码本身不保存"),
                ask::text("head", "住院号前三位")
                    .when("care", &["inpatient"])
                    .optional(),
            ],
        ),
        ask::one_of("kind", "形式", among(&Kind::ALL, Kind::zh)),
        ask::money("amount", "金额或者估值"),
        ask::flag("estimated", "金额为估值").starting(false),
        ask::one_of("met", "当时情形", among(&Met::ALL, Met::zh)),
        ask::papers("evidence", "证明材料")
            .optional()
            .hint("电子转账未接收的，附截图"),
    ]
}
