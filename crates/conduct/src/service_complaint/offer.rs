//! What may be done with a complaint, and the forms for it. Only the forms of the ethics office say
//! under which seal the contact of the complainant lies.

use super::{Channel, Command, Effort, Finding, Intake, ServiceComplaint, Topic};
use crate::named::staff_fields;
use crate::{Department, EventCode};
use casework::{Actor, Choice, Clock, Form, Offering, Role, among, ask, choice, filled};

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Visit, Self::Telephone, Self::Letter, Self::Web, Self::Hotline];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Channel::Visit => "来访",
            Channel::Telephone => "电话",
            Channel::Letter => "来信",
            Channel::Web => "网络",
            Channel::Hotline => "12345热线",
        }
    }
}

/// 可拟计的扣分项目 of complaints, by their codes in the catalogue.
const CODES: [(&str, &str); 10] = [
    ("M01", "M01 服务态度投诉属实"),
    ("M02", "M02 服务态度投诉属实，影响不良"),
    ("M03", "M03 服务态度投诉属实，情节恶劣"),
    ("M04", "M04 与患者争吵"),
    ("M05", "M05 厚此薄彼"),
    ("M06", "M06 未尽告知义务"),
    ("M07", "M07 泄露患者隐私"),
    ("M08", "M08 推诿、拖延处理"),
    ("M21", "M21 违反行为规范"),
    ("M34", "M34 引导患者到指定地点购药检查"),
];

impl Offering for ServiceComplaint {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let [handler] = filled::users();
        vec![
            Command::Receive {
                intake: Intake {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    channel: Channel::Visit,
                    topic: Topic::Attitude,
                    received_on: clock.today(),
                    department: Department(filled::text()),
                    staff: None,
                    seal: None,
                    content: filled::text(),
                    key: false,
                },
            },
            Command::SettleOnSpot { result: filled::text() },
            Command::Acknowledge {
                handler,
                effort: Effort::OneDepartment,
                days: Effort::OneDepartment.most(),
            },
            Command::Conclude {
                finding: Finding {
                    confirmed: false,
                    code: None,
                    facts: filled::text(),
                    evidence: Vec::new(),
                },
            },
            Command::Review {
                agreed: true,
                opinion: filled::text(),
            },
            Command::Reply {
                content: filled::text(),
            },
            Command::ReturnVisit {
                satisfied: true,
                opinion: filled::text(),
            },
            Command::Close {
                cause: filled::text(),
                measures: filled::text(),
            },
            Command::Reroute {
                topic: Topic::Conduct,
                reason: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Receive { intake } => Form::main([ask::group(
                "intake",
                "投诉内容",
                [
                    ask::institution("institution", "机构"),
                    ask::division(&intake.division),
                    ask::one_of("channel", "渠道", among(&Channel::ALL, Channel::zh)),
                    ask::one_of("topic", "类别", topics()),
                    ask::day("received_on", "收到日期").starting(clock.today().to_string()),
                    ask::text("department", "被投诉科室"),
                    ask::group("staff", "被投诉人员", staff_fields()).optional(),
                    ask::text("seal", "联系方式封存编号")
                        .optional()
                        .hint("封存投诉人姓名、电话后给出；匿名投诉不填"),
                    ask::long("content", "投诉内容").hint("不得写入投诉人的姓名、电话"),
                    ask::flag("key", "重点投诉").starting(false).hint("重点投诉须回访"),
                ],
            )]),
            Command::SettleOnSpot { .. } => Form::side([ask::long("result", "解决情况")]),
            Command::Acknowledge { days, .. } => Form::main([
                ask::user("handler", "调查人").hint(
                    self.office()
                        .map_or(String::new(), |office| format!("该类投诉由{}调查", office.zh())),
                ),
                ask::one_of("effort", "调查范围", among(&Effort::ALL, Effort::zh)),
                ask::number("days", "调查期限（工作日）")
                    .starting(days)
                    .hint("涉及一个科室的至多5个工作日，多个科室的至多10个；本地规定更短的从其规定"),
            ]),
            Command::Reroute { .. } => Form::side([
                ask::one_of("topic", "类别", topics()),
                ask::long("reason", "更正的理由"),
            ]),
            Command::Conclude { .. } => {
                let named = self.person().is_some();
                let code = ask::one_of("code", "拟计行为编码", codes()).optional();
                let code = match named {
                    true => code.hint("属实的必选，不属实的不选；经审定后作为行为事件提出，由相关人员确认"),
                    false => code.hint("投诉没有指明人员，不选"),
                };
                Form::main([ask::group(
                    "finding",
                    "调查结论",
                    [
                        ask::flag("confirmed", "属实"),
                        code,
                        ask::long("facts", "查明的事实").hint("不得写入投诉人的姓名、电话"),
                        ask::papers("evidence", "证据材料").optional(),
                    ],
                )])
            }
            Command::Review { .. } => Form::main([ask::flag("agreed", "同意结论"), ask::long("opinion", "审定意见")]),
            Command::Reply { .. } => Form::main([ask::long("content", "答复内容").hint(self.contact_hint(actor))]),
            Command::ReturnVisit { .. } => Form::main([
                ask::flag("satisfied", "满意"),
                ask::long("opinion", "回访情况").hint(self.contact_hint(actor)),
            ]),
            Command::Close { .. } => Form::main([ask::long("cause", "原因分析"), ask::long("measures", "改进措施")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn topics() -> Vec<Choice> {
    let zh = |topic: &Topic| format!("{}（{}）", topic.zh(), topic.office().zh());
    among(&Topic::ALL, Topic::zh)
        .into_iter()
        .zip(Topic::ALL.iter().map(zh))
        .map(|(known, zh)| choice(known.value, zh))
        .collect()
}

fn codes() -> Vec<Choice> {
    let known = |(code, _): &(&str, &str)| code.parse::<EventCode>().is_ok();
    let listed = CODES.into_iter().filter(known);
    listed.map(|(code, zh)| choice(code, zh)).collect()
}

impl ServiceComplaint {
    /// Where the contact lies: for the ethics office alone.
    fn contact_hint(&self, actor: &Actor) -> String {
        let seal = self.intake.as_ref().and_then(|intake| intake.seal.as_deref());
        match (actor.role, seal) {
            (Role::EthicsOffice, Some(seal)) => format!("联系方式封存编号：{seal}，开封须登记用途"),
            (Role::EthicsOffice, None) => "匿名投诉，没有联系方式".to_owned(),
            _ => "不得写入投诉人的姓名、电话".to_owned(),
        }
    }
}
