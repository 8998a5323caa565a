//! What may be done with a file of points, and the forms for it.

use super::decide::MONTHS;
use super::{Cause, Command, Entry, Person, PointRecord, Responsibility, SUSPENDED_AT, TERMINATED_AT};
use crate::offer::{Choice, Field, Form, Offering, among, ask, choice, filled};
use crate::{Actor, Clock, Machine};
use domain::PractitionerCode;

impl Cause {
    /// All of them, from the lightest.
    pub const ALL: [Self; 8] = [
        Self::AgreementBreach,
        Self::HighPriceProducts,
        Self::PenaltyForLoss,
        Self::OutsideRegistration,
        Self::SettlingForOthers,
        Self::Repeated,
        Self::PenaltyForFraud,
        Self::LicenceLost,
    ];

    /// The Chinese words.
    pub fn zh(self) -> &'static str {
        match self {
            Cause::AgreementBreach => "机构因违反协议被处理，本人负有责任",
            Cause::HighPriceProducts => "无正当理由超规定使用高价非中选产品被通报",
            Cause::PenaltyForLoss => "机构或科室依据条例第三十八条、第三十九条被处罚，本人负有责任",
            Cause::OutsideRegistration => "未按注册的执业地点、类别、范围执业",
            Cause::SettlingForOthers => "为未登记备案或者暂停、终止的人员冒名结算",
            Cause::Repeated => "同一自然年度内记分后再次出现同一违法违规行为",
            Cause::PenaltyForFraud => "机构或科室依据条例第四十条被处罚，本人负有责任",
            Cause::LicenceLost => "被注销注册、吊销或者撤销执业证书",
        }
    }

    /// The causes with the points of their bands.
    fn choices() -> Vec<Choice> {
        let mut choices = among(&Self::ALL, Self::zh);
        for (choice, cause) in choices.iter_mut().zip(Self::ALL) {
            let (least, most) = (cause.least(), cause.points(Responsibility::Main));
            choice.zh = format!("{}（{least}—{most}分）", cause.zh());
        }
        choices
    }
}

impl Responsibility {
    /// All of them, from the lightest.
    pub const ALL: [Self; 3] = [Self::General, Self::Important, Self::Main];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Responsibility::General => "一般责任",
            Responsibility::Important => "重要责任",
            Responsibility::Main => "主要责任",
        }
    }
}

/// A command about one entry, with or without months of suspension.
type About = fn(u32, Option<u8>) -> Command;

fn confirm(number: u32, suspension_months: Option<u8>) -> Command {
    Command::Confirm {
        number,
        suspension_months,
    }
}

fn revoke(number: u32, suspension_months: Option<u8>) -> Command {
    Command::Revoke {
        number,
        reason: filled::text(),
        suspension_months,
    }
}

impl PointRecord {
    /// The entries with which this actor may do it, as `decide` says; the shortest suspension stands for
    /// any, where one is needed.
    fn open_to(&self, about: About, actor: &Actor, clock: &Clock<'_>) -> Vec<&Entry> {
        let may = |entry: &&Entry| self.decide(about(entry.number, Some(MONTHS.0)), actor, clock).is_ok();
        self.entries.iter().filter(may).collect()
    }

    /// Which entry, and how long the suspension is if there is one.
    fn about(&self, about: About, actor: &Actor, clock: &Clock<'_>) -> [Field; 2] {
        let open = self.open_to(about, actor, clock);
        let numbers = open.iter().map(|entry| entry.number);
        let first = numbers.clone().next();
        let named = open.iter().map(|entry| {
            let zh = format!("第{}次：{}（{}分）", entry.number, entry.cause.zh(), entry.points());
            choice(entry.number, zh)
        });
        // Where `decide` wants months for every entry there is, the form must ask for them.
        let needed = first.is_some()
            && numbers
                .clone()
                .all(|number| self.decide(about(number, None), actor, clock).is_err());
        let months = ask::number("suspension_months", "暂停月数").hint(format!(
            "{}至{}个月；本年度累计满{SUSPENDED_AT}分、不满{TERMINATED_AT}分时填写",
            MONTHS.0, MONTHS.1
        ));
        [
            ask::number("number", "记分").choices(named.collect()).starting(first),
            match needed {
                true => months,
                false => months.optional(),
            },
        ]
    }
}

impl Offering for PointRecord {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let first = |about: About| {
            let open = self.open_to(about, actor, clock);
            about(open.first().map_or(0, |entry| entry.number), Some(MONTHS.0))
        };
        vec![
            Command::Register {
                person: Person {
                    code: PractitionerCode::new(filled::text()),
                    division: filled::division(actor),
                },
            },
            Command::Propose {
                cause: Cause::AgreementBreach,
                responsibility: Responsibility::General,
                institution: filled::institution(actor),
                handling: filled::text(),
            },
            first(confirm),
            first(revoke),
            Command::Repair {
                points: 1,
                proof: filled::paper(),
            },
            Command::Reinstate {
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Register { person } => Form::main([ask::group(
                "person",
                "记分对象",
                [ask::text("code", "医师标识"), ask::division(&person.division)],
            )]),
            Command::Propose { .. } => Form::main([
                ask::one_of("cause", "情形", Cause::choices()),
                ask::one_of(
                    "responsibility",
                    "责任程度",
                    among(&Responsibility::ALL, Responsibility::zh),
                ),
                ask::institution("institution", "发生的机构"),
                ask::text("handling", "处理文书").hint("记分所依据的处罚决定或者协议处理的文号"),
            ]),
            Command::Confirm { .. } => Form::main(self.about(confirm, actor, clock)),
            Command::Revoke { .. } => {
                let [number, months] = self.about(revoke, actor, clock);
                Form::side([number, ask::long("reason", "撤销理由"), months])
            }
            Command::Repair { .. } => {
                Form::side([ask::number("points", "修复分值"), ask::paper("proof", "学习培训证明")])
            }
            Command::Reinstate { .. } => Form::main([ask::long("opinion", "审核意见")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        match command {
            Command::Register { .. } => "登记备案",
            Command::Propose { .. } => "提出记分",
            Command::Confirm { .. } => "确认记分",
            Command::Revoke { .. } => "撤销记分",
            Command::Repair { .. } => "登记学习修复",
            Command::Reinstate { .. } => "重新登记备案",
        }
    }
}
