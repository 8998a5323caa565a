//! What the regulation (国务院令第735号) provides for each article, and the arithmetic of a fine.
//!
//! Articles 38 to 41. A fine is a multiple of the loss within the article's range, or an amount
//! within it; the reasons are required. Below the range only with a legal ground to mitigate
//! (《行政处罚法》第三十二条). Fen are rounded down, in favour of the party.

pub(crate) mod offer;
mod page;

use crate::Refusal;
use domain::Money;
use serde::{Deserialize, Serialize};

/// 条款 · article of the regulation on which a penalty rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Article {
    /// 第三十八条: seven kinds of loss caused by an institution
    Article38,
    /// 第三十九条: duties of administration, records, data and cooperation
    Article39,
    /// 第四十条: fraud by an institution
    Article40,
    /// 第四十一条第一款: an individual without intent to defraud
    Article41,
    /// 第四十一条第二款: fraud by an individual
    Article41Fraud,
}

/// 罚款幅度
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FineRange {
    /// 不罚款
    None,
    /// 倍数, in hundredths of the loss
    Multiple {
        /// 下限
        least: u32,
        /// 上限
        most: u32,
    },
    /// 数额
    Amount {
        /// 下限
        least: Money,
        /// 上限
        most: Money,
    },
}

impl Article {
    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Article::Article38 => "《医疗保障基金使用监督管理条例》第三十八条",
            Article::Article39 => "《医疗保障基金使用监督管理条例》第三十九条",
            Article::Article40 => "《医疗保障基金使用监督管理条例》第四十条",
            Article::Article41 => "《医疗保障基金使用监督管理条例》第四十一条第一款",
            Article::Article41Fraud => "《医疗保障基金使用监督管理条例》第四十一条第二款",
        }
    }

    /// How a fine is measured.
    pub const fn fine(self) -> FineRange {
        match self {
            Article::Article38 => FineRange::Multiple { least: 100, most: 200 },
            Article::Article39 => FineRange::Amount {
                least: Money::from_fen(1_000_000),
                most: Money::from_fen(5_000_000),
            },
            Article::Article40 | Article::Article41Fraud => FineRange::Multiple { least: 200, most: 500 },
            Article::Article41 => FineRange::None,
        }
    }

    /// 骗保
    pub const fn is_fraud(self) -> bool {
        matches!(self, Article::Article40 | Article::Article41Fraud)
    }

    /// 个人 as the party
    pub const fn concerns_person(self) -> bool {
        matches!(self, Article::Article41 | Article::Article41Fraud)
    }
}

/// 违法事实 · one kind of behaviour under one article, with what it cost the fund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// 条款
    pub article: Article,
    /// 行为
    pub behaviour: String,
    /// 造成的损失（骗取金额）
    #[serde(with = "crate::stored")]
    pub loss: Money,
    /// 拒不改正
    pub refused_correction: bool,
    /// 造成严重后果
    pub grave_consequence: bool,
}

/// 裁量 · what is imposed for one violation, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discretion {
    /// 违法事实
    pub violation: Violation,
    /// 罚款
    pub fine: Fine,
    /// 暂停责任部门, months
    pub department_suspension: Option<Suspension>,
    /// 由经办机构解除服务协议
    pub agreement_termination: bool,
    /// 暂停参保人联网结算, months
    pub settlement_suspension_months: Option<u8>,
    /// 裁量理由
    pub reasons: String,
    /// 减轻处罚的依据, where the fine lies below the range
    pub mitigation: Option<String>,
}

/// 罚款 · how a fine is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fine", rename_all = "snake_case")]
pub enum Fine {
    /// 不罚款
    None,
    /// 倍数
    Multiple {
        /// in hundredths of the loss: 150 is 1.5 times
        hundredths: u32,
    },
    /// 数额
    Amount {
        /// 金额
        #[serde(with = "crate::stored")]
        amount: Money,
    },
}

/// 暂停责任部门 · which department, how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// 责任部门
    pub department: String,
    /// 月数, 6 to 12
    pub months: u8,
}

/// 处罚 · what a case proposes or decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Penalty {
    /// 裁量, one per violation
    pub items: Vec<Discretion>,
}

const SUSPENSION_MONTHS: (u8, u8) = (6, 12);
const SETTLEMENT_MONTHS: (u8, u8) = (3, 12);

impl Discretion {
    /// 罚款数额: exact, fen rounded down.
    pub fn fine_amount(&self) -> Money {
        match self.fine {
            Fine::None => Money::ZERO,
            Fine::Amount { amount } => amount,
            Fine::Multiple { hundredths } => {
                let fen = i128::from(self.violation.loss.scaled()) * i128::from(hundredths) / 100;
                Money::from_fen(i64::try_from(fen).unwrap_or(i64::MAX))
            }
        }
    }

    /// 算式, as the decision prints it.
    pub fn arithmetic(&self) -> String {
        let loss = self.violation.loss;
        match self.fine {
            Fine::None => "不予罚款".to_owned(),
            Fine::Amount { amount } => format!("罚款{amount}元"),
            Fine::Multiple { hundredths } => format!(
                "{loss}元×{}.{:02}倍={}元",
                hundredths / 100,
                hundredths % 100,
                self.fine_amount()
            ),
        }
    }

    /// Refuses what the article does not provide.
    ///
    /// # Errors
    /// The refusal names the article and its range.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.reasons.trim().is_empty() {
            return Err(Refusal::TextMissing { what: "裁量理由" });
        }
        if self.violation.loss.is_negative() {
            return Err(Refusal::AmountNotPositive {
                what: "损失金额",
                amount: self.violation.loss,
            });
        }
        self.check_fine()?;
        self.check_suspension()
    }

    fn check_fine(&self) -> Result<(), Refusal> {
        let (article, mitigated) = (
            self.violation.article,
            self.mitigation.as_deref().is_some_and(|text| !text.trim().is_empty()),
        );
        match (article.fine(), self.fine) {
            (FineRange::Multiple { .. }, Fine::Multiple { .. }) if !self.violation.loss.is_positive() => {
                Err(Refusal::ConditionMissing {
                    measure: "罚款",
                    condition: "造成医疗保障基金损失",
                })
            }
            (FineRange::Multiple { least, most }, Fine::Multiple { hundredths }) => {
                if hundredths > most || (hundredths < least && !mitigated) || hundredths == 0 {
                    let times = |hundredths: u32| format!("{}.{:02}", hundredths / 100, hundredths % 100);
                    return Err(Refusal::OutOfRange {
                        what: "罚款倍数",
                        least: times(least),
                        most: times(most),
                        found: times(hundredths),
                    });
                }
                Ok(())
            }
            (FineRange::Amount { .. }, Fine::Amount { .. }) if !self.violation.refused_correction => {
                Err(Refusal::ConditionMissing {
                    measure: "罚款",
                    condition: "拒不改正",
                })
            }
            (FineRange::Amount { least, most }, Fine::Amount { amount }) => {
                if amount > most || (amount < least && !mitigated) || !amount.is_positive() {
                    return Err(Refusal::OutOfRange {
                        what: "罚款数额（元）",
                        least: least.to_string(),
                        most: most.to_string(),
                        found: amount.to_string(),
                    });
                }
                Ok(())
            }
            // Not to fine is always less than the range: it needs a ground where there was a loss.
            (FineRange::Multiple { .. }, Fine::None) if self.violation.loss.is_positive() && !mitigated => {
                Err(Refusal::TextMissing {
                    what: "不予罚款的依据"
                })
            }
            (_, Fine::None) => Ok(()),
            _ => Err(Refusal::NotInArticle {
                article: article.zh(),
                measure: "这种罚款",
            }),
        }
    }

    fn check_suspension(&self) -> Result<(), Refusal> {
        let violation = &self.violation;
        let article = violation.article.zh();
        if let Some(suspension) = &self.department_suspension {
            let measure = "暂停责任部门";
            match violation.article {
                Article::Article38 if !violation.refused_correction && !violation.grave_consequence => {
                    return Err(Refusal::ConditionMissing {
                        measure,
                        condition: "拒不改正或者造成严重后果",
                    });
                }
                Article::Article38 | Article::Article40 => {}
                _ => return Err(Refusal::NotInArticle { article, measure }),
            }
            months(measure, suspension.months, SUSPENSION_MONTHS)?;
            if suspension.department.trim().is_empty() {
                return Err(Refusal::TextMissing { what: "责任部门" });
            }
        }
        if self.agreement_termination && violation.article != Article::Article40 {
            return Err(Refusal::NotInArticle {
                article,
                measure: "由经办机构解除服务协议",
            });
        }
        if let Some(count) = self.settlement_suspension_months {
            let measure = "暂停医疗费用联网结算";
            if !violation.article.concerns_person() {
                return Err(Refusal::NotInArticle { article, measure });
            }
            months(measure, count, SETTLEMENT_MONTHS)?;
        }
        Ok(())
    }
}

fn months(what: &'static str, found: u8, (least, most): (u8, u8)) -> Result<(), Refusal> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(Refusal::OutOfRange {
        what,
        least: format!("{least}个月"),
        most: format!("{most}个月"),
        found: format!("{found}个月"),
    })
}

impl Penalty {
    /// Refuses an empty penalty and every item that its article does not provide.
    ///
    /// # Errors
    /// Of the first item that is wrong.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.items.is_empty() {
            return Err(Refusal::PaperMissing { what: "处罚内容" });
        }
        self.items.iter().try_for_each(Discretion::check)
    }

    /// 罚款合计
    pub fn fine_total(&self) -> Money {
        self.items.iter().map(Discretion::fine_amount).sum()
    }

    /// 退回基金合计: the losses of all violations.
    pub fn refund_total(&self) -> Money {
        self.items.iter().map(|item| item.violation.loss).sum()
    }

    /// 骗保 among the violations.
    pub fn is_fraud(&self) -> bool {
        self.items.iter().any(|item| item.violation.article.is_fraud())
    }

    /// True where `other` is heavier in any respect: fine, months, termination, money to return, or a
    /// violation that is not here. A party may not be punished more heavily for having spoken.
    pub fn is_exceeded_by(&self, other: &Penalty) -> bool {
        let suspended = |penalty: &Penalty| -> u32 {
            let months = penalty
                .items
                .iter()
                .filter_map(|item| item.department_suspension.as_ref());
            months.map(|suspension| u32::from(suspension.months)).sum()
        };
        let offline = |penalty: &Penalty| -> u32 {
            penalty
                .items
                .iter()
                .filter_map(|item| item.settlement_suspension_months)
                .map(u32::from)
                .sum()
        };
        let terminated = |penalty: &Penalty| penalty.items.iter().any(|item| item.agreement_termination);
        let articles = |penalty: &Penalty| -> std::collections::BTreeSet<Article> {
            penalty.items.iter().map(|item| item.violation.article).collect()
        };
        other.fine_total() > self.fine_total()
            || other.refund_total() > self.refund_total()
            || suspended(other) > suspended(self)
            || offline(other) > offline(self)
            || (terminated(other) && !terminated(self))
            || !articles(other).is_subset(&articles(self))
    }
}

/// 加处罚款: 3 % of the fine per day after the last day of payment, at most the fine itself
/// (《行政处罚法》第七十二条).
pub fn late_fine(fine: Money, days_late: u32) -> Money {
    fine.share(3 * i64::from(days_late), 100).min(fine)
}

#[cfg(test)]
mod tests;
