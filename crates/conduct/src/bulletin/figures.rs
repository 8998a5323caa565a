//! The figures of an issue and the sentence that says them.

use super::Period;
use crate::named::yuan;
use domain::Money;
use serde::{Deserialize, Serialize};

/// 次数和金额
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Times {
    /// 次数
    pub times: u32,
    /// 金额
    #[serde(with = "casework::stored")]
    pub amount: Money,
}

impl Times {
    /// One more, of this amount.
    pub(super) fn add(&mut self, amount: Money) {
        self.times += 1;
        self.amount += amount;
    }
}

/// 数字 of an issue: computed from the ledgers, never typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 人次: rows, not people
    pub person_times: u32,
    /// 人数
    pub people: u32,
    /// 科室数
    pub departments: u32,
    /// 金额
    #[serde(with = "casework::stored")]
    pub amount: Money,
    /// 替患者缴纳住院费
    pub deposits: Times,
    /// 退回患者, with what was declined on the spot
    pub returns: Times,
    /// 上交处理: integrity account, destroyed
    pub others: Times,
    /// 补录: rows of earlier periods
    pub supplements: u32,
    /// 锦旗
    pub pennants: u32,
    /// 感谢信
    pub letters: u32,
    /// 其他表扬
    pub praise: u32,
    /// 拾金不昧
    pub lost_property: u32,
}

impl Figures {
    /// 导语: `2023年6月，本院工作人员拒收“红包”18人次、拒收金额22200元，收到锦旗24面、感谢信9封。`
    pub fn headline(&self, period: &Period) -> String {
        let supplements = match self.supplements {
            0 => String::new(),
            count => format!("（含补录{count}人次）"),
        };
        format!(
            "{}，本院工作人员拒收“红包”{}人次{supplements}、拒收金额{}元，收到锦旗{}面、感谢信{}封。",
            period.zh(),
            self.person_times,
            yuan(self.amount),
            self.pennants,
            self.letters
        )
    }

    /// 与上期比较, where there is an issue before.
    pub fn comparison(&self, before: &Figures) -> String {
        let change = |what: &str, now: u32, then: u32, unit: &str| match now.cmp(&then) {
            std::cmp::Ordering::Greater => format!("{what}增加{}{unit}", now - then),
            std::cmp::Ordering::Less => format!("{what}减少{}{unit}", then - now),
            std::cmp::Ordering::Equal => format!("{what}持平"),
        };
        format!(
            "与上期相比，{}，{}，{}。",
            change("拒收“红包”", self.person_times, before.person_times, "人次"),
            change("锦旗", self.pennants, before.pennants, "面"),
            change("感谢信", self.letters, before.letters, "封"),
        )
    }

    /// True where the parts make the whole: every row has one way of disposal.
    pub fn agree(&self) -> bool {
        let ways = [self.deposits, self.returns, self.others];
        let times: u64 = ways.iter().map(|way| u64::from(way.times)).sum();
        let amount: Money = ways.iter().map(|way| way.amount).sum();
        times == u64::from(self.person_times)
            && amount == self.amount
            && self.people <= self.person_times
            && self.departments <= self.person_times
            && self.supplements <= self.person_times
    }
}
