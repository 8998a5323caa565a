//! The fields of a penalty, as proposals and decisions ask for them.

use super::{Article, Discretion, Fine, FineRange, Penalty, SETTLEMENT_MONTHS, SUSPENSION_MONTHS, Violation};
use crate::offer::{Choice, Field, ask, choice, filled};
use domain::Money;

impl Article {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Article38,
        Self::Article39,
        Self::Article40,
        Self::Article41,
        Self::Article41Fraud,
    ];

    /// Those that concern an individual, or those that concern an institution.
    pub(crate) fn choices(person: bool) -> Vec<Choice> {
        let fitting: Vec<Self> = Self::ALL
            .into_iter()
            .filter(|article| article.concerns_person() == person)
            .collect();
        let mut choices = crate::offer::among(&fitting, Self::zh);
        for (choice, article) in choices.iter_mut().zip(fitting) {
            choice.zh = format!("{}（{}）", article.zh(), article.fine().zh());
        }
        choices
    }
}

impl Penalty {
    /// The least that can be proposed: a violation without loss and without fine.
    pub(crate) fn specimen(person: bool) -> Self {
        let article = match person {
            true => Article::Article41,
            false => Article::Article38,
        };
        Self {
            items: vec![Discretion {
                violation: Violation {
                    article,
                    behaviour: filled::text(),
                    loss: Money::ZERO,
                    refused_correction: false,
                    grave_consequence: false,
                },
                fine: Fine::None,
                department_suspension: None,
                agreement_termination: false,
                settlement_suspension_months: None,
                reasons: filled::text(),
                mitigation: None,
            }],
        }
    }
}

/// The field `penalty`.
pub(crate) fn penalty(person: bool, initial: Option<&Penalty>) -> Field {
    ask::group("penalty", "处罚", [items(person, initial)])
}

fn items(person: bool, initial: Option<&Penalty>) -> Field {
    let violation = [
        ask::one_of("article", "条款", Article::choices(person)),
        ask::text("behaviour", "行为"),
        ask::money("loss", "造成的损失（骗取金额）"),
        ask::flag("refused_correction", "拒不改正").starting(false),
        ask::flag("grave_consequence", "造成严重后果").starting(false),
    ];
    let fine = [
        ask::one_of(
            "fine",
            "罚款方式",
            vec![
                choice("multiple", "损失的倍数"),
                choice("amount", "数额"),
                choice("none", "不罚款"),
            ],
        ),
        ask::number("hundredths", "倍数（百分之一倍）")
            .hint("150表示1.5倍")
            .when("fine", &["multiple"]),
        ask::money("amount", "罚款数额").when("fine", &["amount"]),
    ];
    let suspension = [
        ask::text("department", "责任部门"),
        ask::number("months", "月数").hint(between(SUSPENSION_MONTHS)),
    ];
    let list = ask::list(
        "items",
        "裁量",
        [
            ask::group("violation", "违法事实", violation),
            ask::group("fine", "罚款", fine),
            ask::group("department_suspension", "暂停责任部门", suspension).optional(),
            ask::flag("agreement_termination", "由经办机构解除服务协议").starting(false),
            ask::number("settlement_suspension_months", "暂停联网结算月数")
                .optional()
                .hint(format!("仅用于个人，{}", between(SETTLEMENT_MONTHS))),
            ask::long("reasons", "裁量理由"),
            ask::long("mitigation", "减轻处罚的依据")
                .optional()
                .hint("罚款低于法定幅度或者有损失而不罚款的，必须填写"),
        ],
    );
    match initial {
        Some(penalty) => list.starting(&penalty.items),
        None => list,
    }
}

fn between((least, most): (u8, u8)) -> String {
    format!("{least}至{most}个月")
}

impl FineRange {
    /// The range in words.
    pub fn zh(self) -> String {
        match self {
            FineRange::None => "不罚款".to_owned(),
            FineRange::Multiple { least, most } => format!("损失的{}至{}倍", least / 100, most / 100),
            FineRange::Amount { least, most } => format!("{least}至{most}元"),
        }
    }
}
