//! From confirmed facts to points and grades, by a scheme.
//!
//! Nothing here is kept: entries, sheets and grades are derived again whenever a fact is confirmed,
//! lifted or suspended, and by any scheme ([`replay`]). The same facts in any order give the same sheets.
//! Every point of a sheet is the base of an item or an entry that names its event.

mod apportion;
mod department;
mod entry;
mod quota;
mod replay;
mod settled;
mod veto;

pub(crate) use apportion::apportion;
pub use department::{DepartmentScore, departments};
pub use entry::{CapReason, Entry, Subject};
pub use quota::{Moved, settle};
pub use replay::{Change, Replay, replay};
pub use settled::{DecidedBy, Decision, Settled};
pub use veto::{Candidate, VetoHit, candidates};

use crate::scheme::{Area, Dimension, Grade, Item, ItemId, Problem, Rule, Scheme, grade_of};
use crate::{EventCode, Fact, Points, Staff};
use domain::PractitionerCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// 年度材料 · what a year is scored from.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// 年度
    pub year: i16,
    /// 参加考评的人员
    pub staff: &'a [Staff],
    /// 已确认的行为; those of other years are left out
    pub facts: &'a [Fact],
    /// 一票否决认定
    pub vetoes: &'a [VetoHit],
}

/// 评分表 · the points of one person in one year, and the grade that follows from them alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// 人员
    pub staff: Staff,
    /// 年度
    pub year: i16,
    /// 方案版本
    pub scheme: String,
    /// 基本分
    pub base: Points,
    /// 得分
    pub score: Points,
    /// 扣分合计, before any item was capped: what the guards of the bands look at
    pub deducted: Points,
    /// 加分合计, as counted
    pub added: Points,
    /// 各条目得分; they add up to the score
    pub items: BTreeMap<ItemId, Points>,
    /// 按七项内容
    pub areas: BTreeMap<Area, Points>,
    /// 按五个维度
    pub dimensions: BTreeMap<Dimension, Points>,
    /// 分值来源
    pub entries: Vec<Entry>,
    /// 生效的一票否决
    pub vetoes: Vec<VetoHit>,
    /// 按得分和扣分的等级
    pub computed: Grade,
    /// 未到更高等级的原因, the best first
    pub why_not_better: Vec<String>,
}

impl Sheet {
    /// 否决后的等级: before any quota.
    pub fn after_veto(&self) -> Grade {
        match self.vetoes.is_empty() {
            true => self.computed,
            false => Grade::Poor,
        }
    }
}

/// 考评结果 · a sheet and the grade that stands in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessed {
    /// 评分表
    pub sheet: Sheet,
    /// 等级
    pub grade: Grade,
    /// 因名额调整 of the derived grade
    pub moved: Option<Moved>,
    /// 审定; none where the derived grade stands
    pub settled: Option<Settled>,
}

/// 未计分 · a confirmed fact that the scheme does not score; nothing is lost silently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unscored {
    /// 事件编号
    pub event: String,
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 行为编码
    pub code: EventCode,
    /// 原因
    pub why: &'static str,
}

/// 年度考评 · everybody that the scheme covers, by the code of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Assessment {
    /// 人员
    pub people: Vec<Assessed>,
    /// 未计分的行为
    pub unscored: Vec<Unscored>,
}

/// Scores a year by a scheme.
///
/// # Errors
/// What stands against publishing the scheme: by such a scheme nobody is scored.
pub fn assess(scheme: &Scheme, of: &Year<'_>) -> Result<Assessment, Vec<Problem>> {
    let problems = scheme.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let rules = Rules::of(scheme);
    let facts = by_person(of);
    let mut vetoes: BTreeMap<&PractitionerCode, Vec<&VetoHit>> = BTreeMap::new();
    for hit in of.vetoes.iter().filter(|hit| hit.in_effect(of.year)) {
        vetoes.entry(&hit.person).or_default().push(hit);
    }
    let covered = of.staff.iter().filter(|staff| scheme.covers(staff.category));
    let staff: BTreeMap<&PractitionerCode, &Staff> = covered.map(|staff| (&staff.code, staff)).collect();
    let mut assessment = Assessment::default();
    let mut sheets = Vec::with_capacity(staff.len());
    for (code, staff) in staff {
        let facts = facts.get(code).map(Vec::as_slice).unwrap_or_default();
        let vetoes = vetoes.get(code).map(Vec::as_slice).unwrap_or_default();
        assessment
            .unscored
            .extend(facts.iter().filter_map(|fact| rules.unscored(fact)));
        sheets.push(sheet(&rules, staff, of.year, facts, vetoes));
    }
    assessment.people = settle(&scheme.quotas, sheets);
    Ok(assessment)
}

/// The facts of the year by person, each in the order of the days. The same fact twice is one fact.
fn by_person<'a>(of: &Year<'a>) -> BTreeMap<&'a PractitionerCode, Vec<&'a Fact>> {
    let mut found: BTreeMap<&PractitionerCode, Vec<&Fact>> = BTreeMap::new();
    for fact in of.facts.iter().filter(|fact| fact.occurred_on.year() == of.year) {
        found.entry(&fact.person).or_default().push(fact);
    }
    for facts in found.values_mut() {
        facts.sort_by_key(|fact| (fact.occurred_on, *fact));
        facts.dedup();
    }
    found
}

/// A scheme with its rules at hand by their codes.
struct Rules<'a> {
    scheme: &'a Scheme,
    by_code: BTreeMap<&'a EventCode, (&'a Rule, &'a Item)>,
}

impl<'a> Rules<'a> {
    fn of(scheme: &'a Scheme) -> Self {
        let with_item = |rule: &'a Rule| Some((&rule.code, (rule, scheme.item(&rule.item)?)));
        Self {
            scheme,
            by_code: scheme.rules.iter().filter_map(with_item).collect(),
        }
    }

    /// The rule of a fact that is scored.
    fn scoring(&self, fact: &Fact) -> Option<(&'a Rule, &'a Item)> {
        let found = self.by_code.get(&fact.code).copied();
        found.filter(|(rule, _)| rule.in_force)
    }

    fn unscored(&self, fact: &Fact) -> Option<Unscored> {
        let why = match self.by_code.get(&fact.code) {
            Some((rule, _)) if rule.in_force => return None,
            Some(_) => "细则未启用",
            None if self.scheme.veto(&fact.code).is_some() => return None,
            None => "方案没有这条细则",
        };
        Some(Unscored {
            event: fact.event.clone(),
            person: fact.person.clone(),
            code: fact.code.clone(),
            why,
        })
    }
}

fn sheet(rules: &Rules<'_>, staff: &Staff, year: i16, facts: &[&Fact], vetoes: &[&VetoHit]) -> Sheet {
    let scheme = rules.scheme;
    let mut entries = entry::of_person(rules, facts);
    let deducted = entry::cap(rules, &mut entries);
    let items = items(scheme, &entries);
    let mut areas: BTreeMap<Area, Points> = BTreeMap::new();
    let mut dimensions: BTreeMap<Dimension, Points> = BTreeMap::new();
    for item in &scheme.items {
        let points = items.get(&item.id).copied().unwrap_or_default();
        *areas.entry(item.area).or_default() += points;
        *dimensions.entry(item.dimension).or_default() += points;
    }
    let score = items.values().copied().sum();
    // A scheme without problems has a grade for every pair.
    let computed = grade_of(&scheme.bands, score, deducted).unwrap_or(Grade::Poor);
    let better = scheme.bands.iter().filter(|band| band.grade < computed);
    let mut in_effect: Vec<VetoHit> = vetoes
        .iter()
        .filter(|hit| scheme.veto(&hit.code).is_some())
        .map(|hit| (*hit).clone())
        .collect();
    in_effect.sort();
    in_effect.dedup();
    Sheet {
        staff: staff.clone(),
        year,
        scheme: scheme.version.clone(),
        base: scheme.base,
        score,
        deducted,
        added: entries.iter().map(|entry| entry.counted.max(Points::ZERO)).sum(),
        why_not_better: better.filter_map(|band| band.refusal(score, deducted)).collect(),
        items,
        areas,
        dimensions,
        entries,
        vetoes: in_effect,
        computed,
    }
}

/// 各条目得分: of a year in several parts the mean, to the hundredth, so that the items add up to it.
fn items(scheme: &Scheme, entries: &[Entry]) -> BTreeMap<ItemId, Points> {
    let parts = i64::from(scheme.parts());
    let mut sums: BTreeMap<&ItemId, i64> = BTreeMap::new();
    for item in &scheme.items {
        sums.insert(&item.id, i64::from(item.base.in_hundredths()) * parts);
    }
    for entry in entries {
        *sums.entry(&entry.item).or_default() += i64::from(entry.counted.in_hundredths());
    }
    let total: i64 = sums.values().sum();
    let mean = (total + parts / 2).div_euclid(parts);
    // An item is never below zero: what is taken from it is capped by its base.
    let weights: Vec<u128> = sums
        .values()
        .map(|sum| u128::try_from(*sum).unwrap_or_default())
        .collect();
    let shares = apportion(mean, &weights);
    let points = |share: i64| Points::hundredths(i32::try_from(share).unwrap_or(i32::MAX));
    sums.into_keys().cloned().zip(shares.into_iter().map(points)).collect()
}
