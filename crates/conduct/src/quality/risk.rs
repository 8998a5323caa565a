//! What an institution should look at first (风险提示): gathered before its self-check from what the other
//! parts found. Plain data; how it is printed is not known here.

use super::{Checkup, Feeds, HighCost, HighCostReview};
use crate::antimicrobial::Breach;
use crate::antimicrobial::breach::Stage as BreachStage;
use crate::{Candidate, Month};
use domain::{InstitutionCode, Money};
use std::collections::BTreeMap;

/// 风险类别, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskKind {
    /// 抗菌药物
    Antimicrobial,
    /// 高额住院费用
    HighCost,
    /// 核查认定不合理
    Unreasonable,
    /// 检查发现
    Finding,
    /// 检查检验互认
    Recognition,
    /// 指标缺报
    MissingFigures,
}

impl RiskKind {
    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            RiskKind::Antimicrobial => "抗菌药物",
            RiskKind::HighCost => "高额住院费用",
            RiskKind::Unreasonable => "核查认定不合理",
            RiskKind::Finding => "检查发现",
            RiskKind::Recognition => "检查检验互认",
            RiskKind::MissingFigures => "指标缺报",
        }
    }
}

/// 风险点
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// 类别
    pub kind: RiskKind,
    /// 事项: what it is about
    pub what: String,
    /// 件数
    pub count: u64,
    /// 涉及金额, where it is about money
    pub amount: Option<Money>,
}

/// 依据 · all that is known; what concerns other institutions or other months is left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signals<'a> {
    /// 抗菌药物超标
    pub breaches: &'a [Breach],
    /// 高额异常病例
    pub high_cost: &'a [HighCost],
    /// 高额异常病例核查
    pub reviews: &'a [HighCostReview],
    /// 检查
    pub checkups: &'a [Checkup],
    /// 互认待确认行为
    pub declined: &'a [Candidate],
    /// 指标月报
    pub feeds: Option<&'a Feeds>,
}

/// 风险提示 of one institution for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskReport {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 起始月份
    pub from: Month,
    /// 截止月份
    pub to: Month,
    /// 风险点, by kind, within a kind the most frequent first
    pub risks: Vec<Risk>,
}

impl RiskReport {
    /// Gathers what concerns the institution in the months from `from` to `to`, both included. A finding
    /// of a check counts whenever it was made: it stands until it is put right.
    pub fn gather(institution: &InstitutionCode, from: Month, to: Month, signals: Signals<'_>) -> Self {
        let within = |month: Month| from <= month && month <= to;
        let mut sums: BTreeMap<(RiskKind, String), (u64, Option<Money>)> = BTreeMap::new();
        let mut add = |kind, what: String, amount: Option<Money>| {
            let (count, sum) = sums.entry((kind, what)).or_default();
            *count += 1;
            *sum = amount.map(|amount| sum.unwrap_or(Money::ZERO) + amount).or(*sum);
        };
        for breach in signals.breaches {
            let Some(excess) = &breach.excess else { continue };
            let rejected = breach.stage == BreachStage::Rejected;
            if excess.institution == *institution && within(excess.month) && !rejected {
                add(RiskKind::Antimicrobial, excess.measure.zh().to_owned(), None);
            }
        }
        let own = signals.high_cost.iter().filter(|case| case.institution == *institution);
        for case in own.filter(|case| within(Month::of(case.discharged_on))) {
            add(
                RiskKind::HighCost,
                case.group.clone(),
                Some(case.total - case.threshold),
            );
        }
        for review in signals.reviews {
            let candidate = review
                .candidate()
                .filter(|candidate| candidate.institution == *institution);
            if let Some(candidate) = candidate.filter(|candidate| within(Month::of(candidate.occurred_on))) {
                let doubtful = review.sheet.as_ref().map(|sheet| sheet.doubtful);
                add(RiskKind::Unreasonable, candidate.department.to_string(), doubtful);
            }
        }
        for checkup in signals
            .checkups
            .iter()
            .filter(|checkup| checkup.institution() == Some(institution))
        {
            for found in &checkup.findings {
                let item = checkup
                    .task
                    .as_ref()
                    .and_then(|task| task.list.item(found.finding.item));
                add(
                    RiskKind::Finding,
                    item.map_or_else(String::new, |item| item.text.clone()),
                    None,
                );
            }
        }
        let own = signals
            .declined
            .iter()
            .filter(|candidate| candidate.institution == *institution);
        for candidate in own.filter(|candidate| within(Month::of(candidate.occurred_on))) {
            add(RiskKind::Recognition, candidate.department.to_string(), None);
        }
        for (feed, months) in signals
            .feeds
            .iter()
            .flat_map(|feeds| feeds.missing(institution, from, to))
        {
            for _ in months {
                add(RiskKind::MissingFigures, feed.name.clone(), None);
            }
        }
        let mut risks: Vec<Risk> = sums
            .into_iter()
            .map(|((kind, what), (count, amount))| Risk {
                kind,
                what,
                count,
                amount,
            })
            .collect();
        risks.sort_by_key(|risk| (risk.kind, std::cmp::Reverse(risk.count)));
        Self {
            institution: institution.clone(),
            from,
            to,
            risks,
        }
    }
}
