//! Score entries: what a scheme makes of facts, and how the caps cut them.

use super::Rules;
use crate::scheme::{Area, Dimension, Direction, Item, ItemId, Rule};
use crate::{Department, EventCode, Fact, Points};
use domain::{Day, PractitionerCode};
use serde::Serialize;
use std::collections::BTreeMap;

/// 计分条目 · points of one event by one rule; derived, never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// 事件编号
    pub event: String,
    /// 发生日期
    #[serde(with = "casework::stored")]
    pub occurred_on: Day,
    /// 计给谁
    pub subject: Subject,
    /// 细则
    pub code: EventCode,
    /// 情形
    pub name: String,
    /// 条目
    pub item: ItemId,
    /// 内容
    pub area: Area,
    /// 维度
    pub dimension: Dimension,
    /// 方案版本
    pub scheme: String,
    /// 第几个周期 of the year, from 0
    pub part: u8,
    /// 分值 by the rule, with its sign
    pub points: Points,
    /// 计入的分值 after all caps
    pub counted: Points,
    /// 受限的原因, in the order in which they cut
    pub caps: Vec<CapReason>,
    /// 封存: shown to the discipline office and the person only
    pub sealed: bool,
}

/// 计分对象
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 人员
    Person(#[serde(with = "casework::stored")] PractitionerCode),
    /// 科室
    Department(Department),
}

/// 受限的原因
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CapReason {
    /// 细则上限
    Rule,
    /// 条目基本分已扣完
    Item,
    /// 加分合计上限
    Additions,
    /// 总分上限
    Score,
}

impl CapReason {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            CapReason::Rule => "达到细则上限",
            CapReason::Item => "条目基本分已扣完",
            CapReason::Additions => "达到加分合计上限",
            CapReason::Score => "达到总分上限",
        }
    }
}

impl Entry {
    /// Lets no more than `left` of the entry count.
    pub(super) fn cut(&mut self, left: Points, reason: CapReason) {
        if self.counted.abs() <= left {
            return;
        }
        self.counted = match self.counted.is_negative() {
            true => -left,
            false => left,
        };
        self.caps.push(reason);
    }
}

/// The part of the year that a day lies in.
pub(super) fn part(parts: u8, day: Day) -> u8 {
    let month = u8::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    month / (12 / parts.clamp(1, 12))
}

/// An entry as the rule gives it.
pub(super) fn entry(rules: &Rules<'_>, rule: &Rule, item: &Item, fact: &Fact, subject: Subject, size: Points) -> Entry {
    let points = match rule.direction {
        Direction::Deduct => -size,
        Direction::Add | Direction::Veto => size,
    };
    Entry {
        event: fact.event.clone(),
        occurred_on: fact.occurred_on,
        subject,
        code: rule.code.clone(),
        name: rule.name.clone(),
        item: item.id.clone(),
        area: item.area,
        dimension: item.dimension,
        scheme: rules.scheme.version.clone(),
        part: part(rules.scheme.parts(), fact.occurred_on),
        points,
        counted: points,
        caps: Vec::new(),
        sealed: rule.sealed,
    }
}

/// What of the points of one time is the person's, for all times, a half of a hundredth upwards.
pub(super) fn of_share(fact: &Fact, points: Points) -> i64 {
    let all = i64::from(points.in_hundredths()) * i64::from(fact.count);
    (all * i64::from(fact.share) + 50) / 100
}

/// What the rules give for the facts of one person, in the order of the facts.
pub(super) fn of_person(rules: &Rules<'_>, facts: &[&Fact]) -> Vec<Entry> {
    let mut before: BTreeMap<(u8, &EventCode), ()> = BTreeMap::new();
    let mut entries = Vec::with_capacity(facts.len());
    for fact in facts {
        let Some((rule, item)) = rules.scoring(fact) else {
            continue;
        };
        let Some(award) = &rule.award else { continue };
        let once = of_share(fact, award.points(fact.points));
        let key = (part(rules.scheme.parts(), fact.occurred_on), &rule.code);
        let size = match before.insert(key, ()) {
            Some(()) => crate::scheme::rounded(rule.repeat.of(once)),
            None => i32::try_from(once).unwrap_or(i32::MAX),
        };
        let subject = Subject::Person(fact.person.clone());
        entries.push(entry(rules, rule, item, fact, subject, Points::hundredths(size)));
    }
    entries
}

/// Cuts the entries of one person by all caps, in the order of the entries, and gives the deductions as
/// they were before the items were capped.
pub(super) fn cap(rules: &Rules<'_>, entries: &mut [Entry]) -> Points {
    let scheme = rules.scheme;
    let mut by_rule: BTreeMap<(u8, EventCode), Points> = BTreeMap::new();
    for entry in entries.iter_mut() {
        let rule = rules.by_code.get(&entry.code);
        if let Some(cap) = rule.and_then(|(rule, _)| rule.cap_of(false)) {
            let left = by_rule.entry((entry.part, entry.code.clone())).or_insert(cap);
            entry.cut(*left, CapReason::Rule);
            *left = *left - entry.counted.abs();
        }
    }
    let mut deducted = Points::ZERO;
    let mut by_item: BTreeMap<(u8, ItemId), Points> = BTreeMap::new();
    let mut taken: BTreeMap<u8, Points> = BTreeMap::new();
    for entry in entries.iter_mut().filter(|entry| entry.points.is_negative()) {
        deducted += entry.counted.abs();
        let base = scheme.item(&entry.item).map(|item| item.base).unwrap_or_default();
        let left = by_item.entry((entry.part, entry.item.clone())).or_insert(base);
        entry.cut(*left, CapReason::Item);
        *left = *left - entry.counted.abs();
        *taken.entry(entry.part).or_default() += entry.counted.abs();
    }
    let mut by_part: BTreeMap<u8, (Points, Points)> = BTreeMap::new();
    for entry in entries.iter_mut().filter(|entry| !entry.points.is_negative()) {
        let room = scheme.score_max - scheme.base + taken.get(&entry.part).copied().unwrap_or_default();
        let (additions, score) = by_part.entry(entry.part).or_insert((scheme.add_max, room));
        entry.cut(*additions, CapReason::Additions);
        entry.cut(*score, CapReason::Score);
        *additions = *additions - entry.counted;
        *score = *score - entry.counted;
    }
    deducted
}
