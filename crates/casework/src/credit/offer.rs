//! What may be done with a credit record, and the forms for it.

use super::{Command, CreditRecord, CreditScheme, Fact};
use crate::offer::{Choice, Field, Form, Offering, ask, choice, filled};
use crate::penalty::Article;
use crate::{Actor, Clock};

impl Fact {
    /// The Chinese words.
    pub fn zh(self) -> String {
        match self {
            Fact::UpheldShare { per_ten_thousand } => format!("认定金额占基金支付的万分之{per_ten_thousand}"),
            Fact::Penalty { article } => format!("行政处罚（{}）", article.zh()),
            Fact::Points { points } => format!("医保支付资格记{points}分"),
            Fact::OverdueRectification => "整改逾期".to_owned(),
            Fact::VerifiedReport => "举报查实".to_owned(),
            Fact::BrokenPromise => "违背承诺".to_owned(),
            Fact::VoluntaryRefund => "自查自纠主动退回".to_owned(),
            Fact::RectifiedInTime => "整改按期销号".to_owned(),
        }
    }
}

fn kinds() -> Vec<Choice> {
    [
        ("upheld_share", "认定金额占比"),
        ("penalty", "行政处罚"),
        ("points", "医保支付资格记分"),
        ("overdue_rectification", "整改逾期"),
        ("verified_report", "举报查实"),
        ("broken_promise", "违背承诺"),
        ("voluntary_refund", "自查自纠主动退回"),
        ("rectified_in_time", "整改按期销号"),
    ]
    .map(|(tag, zh)| choice(tag, zh))
    .into()
}

fn facts(zh: &'static str) -> Field {
    let articles = crate::offer::among(&Article::ALL, Article::zh);
    ask::list(
        "facts",
        zh,
        [
            ask::one_of("fact", "事实", kinds()),
            ask::number("per_ten_thousand", "万分比").when("fact", &["upheld_share"]),
            ask::one_of("article", "条款", articles).when("fact", &["penalty"]),
            ask::number("points", "分值").when("fact", &["points"]),
        ],
    )
    .optional()
}

impl Offering for CreditRecord {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        vec![
            Command::Rate {
                institution: filled::institution(actor),
                division: filled::division(actor),
                // A year is rated once it is over.
                year: clock.today().year() - 1,
                facts: Vec::new(),
                scheme: CreditScheme::default(),
            },
            Command::Object { reason: filled::text() },
            Command::SettleObjection {
                facts: Vec::new(),
                opinion: filled::text(),
            },
            Command::Publish,
            Command::RequestRepair {
                proof: vec![filled::paper()],
            },
            Command::GrantRepair {
                opinion: filled::text(),
            },
            Command::DenyRepair {
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Rate {
                division, year, scheme, ..
            } => Form::main([
                ask::institution("institution", "机构"),
                ask::division(division),
                ask::number("year", "评价年度").starting(year),
                facts("确认的事实").hint("只计已有决定或者结论的事实；没有的，不填"),
                ask::fixed("scheme", "评分标准").starting(scheme),
            ]),
            Command::Object { .. } => Form::main([ask::long("reason", "异议理由")]),
            Command::SettleObjection { .. } => Form::main([
                facts("核定的事实").hint("重新填写全部事实；评价不得低于已告知的结果"),
                ask::long("opinion", "处理意见"),
            ]),
            Command::Publish => Form::main([]),
            Command::RequestRepair { .. } => Form::main([ask::papers("proof", "修复佐证")]),
            Command::GrantRepair { .. } => Form::main([ask::long("opinion", "审核意见")]),
            Command::DenyRepair { .. } => Form::side([ask::long("opinion", "审核意见")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
