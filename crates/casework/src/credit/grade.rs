//! The grade of a subject from confirmed facts alone.
//!
//! A suspicion is no fact: only types that exist after a decision enter. No national formula was
//! found; weights and bounds are data of the region, the default is ours.

use crate::penalty::Article;
use serde::{Deserialize, Serialize};

/// 确认的事实 · what may count towards credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// 认定金额占基金支付的比例, in hundredths of a per cent of the year
    UpheldShare {
        /// 万分比
        per_ten_thousand: u32,
    },
    /// 行政处罚
    Penalty {
        /// 条款
        article: Article,
    },
    /// 医保支付资格记分 (staff), of the year
    Points {
        /// 分值
        points: u8,
    },
    /// 整改逾期
    OverdueRectification,
    /// 举报查实
    VerifiedReport,
    /// 违背承诺
    BrokenPromise,
    /// 自查自纠主动退回, in time
    VoluntaryRefund,
    /// 整改按期销号
    RectifiedInTime,
}

/// 信用等级, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// A
    A,
    /// B
    B,
    /// C
    C,
    /// D
    D,
}

impl Grade {
    /// The grade above, or A itself: what one repair gives back.
    pub fn better(self) -> Self {
        match self {
            Grade::A | Grade::B => Grade::A,
            Grade::C => Grade::B,
            Grade::D => Grade::C,
        }
    }

    /// 检查频次, in per cent of the plan's frequency.
    pub fn inspection_per_hundred(self) -> u16 {
        match self {
            Grade::A => 50,
            Grade::B => 100,
            Grade::C => 150,
            Grade::D => 200,
        }
    }

    /// 相应措施 (《实施细则》第二十一条 among others).
    pub fn measures(self) -> &'static [&'static str] {
        match self {
            Grade::A => &["减少日常检查频次"],
            Grade::B => &[],
            Grade::C => &["开展法治教育", "增加检查频次"],
            Grade::D => &["开展法治教育", "列为重点监管对象", "增加检查频次"],
        }
    }
}

/// 评分标准 · weights in points of a hundred, and the bounds of the grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditScheme {
    /// 认定金额占比每万分之一扣分, and the most that it costs
    pub upheld_share: (u32, u32),
    /// 每次行政处罚扣分
    pub penalty: u32,
    /// 每一分记分扣分
    pub point: u32,
    /// 每次整改逾期扣分
    pub overdue: u32,
    /// 每次举报查实扣分
    pub report: u32,
    /// 每次违背承诺扣分
    pub broken_promise: u32,
    /// 每次主动退回、按期销号加分, and the most that both give together
    pub correction: (u32, u32),
    /// A、B、C的最低分
    pub bounds: [u32; 3],
}

impl Default for CreditScheme {
    fn default() -> Self {
        Self {
            upheld_share: (1, 30),
            penalty: 15,
            point: 3,
            overdue: 5,
            report: 5,
            broken_promise: 10,
            correction: (2, 10),
            bounds: [90, 75, 60],
        }
    }
}

/// 评价结果
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 得分, 0 to 100
    pub score: u32,
    /// 等级
    pub grade: Grade,
    /// 骗保一票否决: fraud was punished, so the grade is D whatever the score
    pub fraud: bool,
}

impl CreditScheme {
    /// The rating of the facts; their order does not matter.
    pub fn rate(&self, facts: &[Fact]) -> Rating {
        let (mut lost, mut gained, mut share, mut fraud) = (0_u32, 0_u32, 0_u32, false);
        for fact in facts {
            match *fact {
                Fact::UpheldShare { per_ten_thousand } => share = share.saturating_add(per_ten_thousand),
                Fact::Penalty { article } => {
                    lost = lost.saturating_add(self.penalty);
                    fraud |= article.is_fraud();
                }
                Fact::Points { points } => lost = lost.saturating_add(self.point.saturating_mul(u32::from(points))),
                Fact::OverdueRectification => lost = lost.saturating_add(self.overdue),
                Fact::VerifiedReport => lost = lost.saturating_add(self.report),
                Fact::BrokenPromise => lost = lost.saturating_add(self.broken_promise),
                Fact::VoluntaryRefund | Fact::RectifiedInTime => gained = gained.saturating_add(self.correction.0),
            }
        }
        let (each, most) = self.upheld_share;
        lost = lost.saturating_add(share.saturating_mul(each).min(most));
        let score = gained
            .min(self.correction.1)
            .saturating_add(100)
            .saturating_sub(lost)
            .min(100);
        let [a, b, c] = self.bounds;
        let grade = match score {
            _ if fraud => Grade::D,
            score if score >= a => Grade::A,
            score if score >= b => Grade::B,
            score if score >= c => Grade::C,
            _ => Grade::D,
        };
        Rating { score, grade, fraud }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn worked_examples() {
        let rate = |facts: &[Fact]| {
            let rating = CreditScheme::default().rate(facts);
            (rating.score, rating.grade)
        };
        let loss = Fact::Penalty {
            article: Article::Article38,
        };
        let fraud = Fact::Penalty {
            article: Article::Article40,
        };
        let share = |per_ten_thousand| Fact::UpheldShare { per_ten_thousand };
        assert_eq!(rate(&[]), (100, Grade::A));
        assert_eq!(rate(&[share(10)]), (90, Grade::A));
        assert_eq!(rate(&[share(11)]), (89, Grade::B));
        assert_eq!(rate(&[share(400)]), (70, Grade::C));
        assert_eq!(
            rate(&[loss, Fact::OverdueRectification, Fact::VoluntaryRefund]),
            (82, Grade::B)
        );
        assert_eq!(rate(&[Fact::Points { points: 9 }]), (73, Grade::C));
        assert_eq!(rate(&[loss, loss, loss]), (55, Grade::D));
        assert_eq!(rate(&[fraud, Fact::VoluntaryRefund]), (87, Grade::D));
        assert_eq!(Grade::D.inspection_per_hundred(), 2 * Grade::B.inspection_per_hundred());
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        prop_oneof![
            (0..500_u32).prop_map(|per_ten_thousand| Fact::UpheldShare { per_ten_thousand }),
            Just(Fact::Penalty {
                article: Article::Article38
            }),
            Just(Fact::Penalty {
                article: Article::Article40
            }),
            (0..13_u8).prop_map(|points| Fact::Points { points }),
            Just(Fact::OverdueRectification),
            Just(Fact::VerifiedReport),
            Just(Fact::BrokenPromise),
            Just(Fact::VoluntaryRefund),
            Just(Fact::RectifiedInTime),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// A bad fact never helps, a good one never harms, fraud always means D, and order is nothing.
        #[test]
        fn the_rating_is_monotone(facts in prop::collection::vec(any_fact(), 0..12), extra in any_fact()) {
            let scheme = CreditScheme::default();
            let before = scheme.rate(&facts);
            let mut more = facts.clone();
            more.insert(0, extra);
            let after = scheme.rate(&more);
            let good = matches!(extra, Fact::VoluntaryRefund | Fact::RectifiedInTime);
            let (kept, harmed) = (
                after.score >= before.score && after.grade <= before.grade,
                after.score <= before.score && after.grade >= before.grade,
            );
            prop_assert!((good && kept) || (!good && harmed));
            prop_assert!(!after.fraud || after.grade == Grade::D);
            more.reverse();
            prop_assert_eq!(scheme.rate(&more), after);
        }
    }
}
