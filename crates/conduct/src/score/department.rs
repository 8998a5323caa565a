//! Scores of departments: the mean of their people and what the department itself has done.

use super::entry::{self, CapReason, Entry, Subject};
use super::{Assessed, Rules, Year};
use crate::scheme::{Problem, Scheme, rounded};
use crate::{Department, EventCode, Fact, Points};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// 科室得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepartmentScore {
    /// 科室
    pub department: Department,
    /// 成员人数 that were assessed
    pub members: usize,
    /// 成员平均分 on a scale of which the base is 100; none without members
    pub mean: Option<Points>,
    /// 科室加减分
    pub entries: Vec<Entry>,
    /// 科室得分: mean × (1 − δ) + 加减分, from 0 to the most of the scheme; none without members
    pub score: Option<Points>,
}

/// The scores of the departments of a year, by name. `people` may be of several schemes; what events
/// mean for the department is said by one.
///
/// # Errors
/// What stands against publishing the scheme.
pub fn departments(scheme: &Scheme, of: &Year<'_>, people: &[Assessed]) -> Result<Vec<DepartmentScore>, Vec<Problem>> {
    let problems = scheme.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut entries: BTreeMap<Department, Vec<Entry>> = BTreeMap::new();
    for entry in events(scheme, of) {
        if let Subject::Department(department) = &entry.subject {
            entries.entry(department.clone()).or_default().push(entry);
        }
    }
    let mut members: BTreeMap<&Department, Vec<Points>> = BTreeMap::new();
    for person in people {
        let sheet = &person.sheet;
        members
            .entry(&sheet.staff.department)
            .or_default()
            .push(normal(sheet.score, sheet.base));
    }
    let names: BTreeSet<Department> = entries.keys().chain(members.keys().copied()).cloned().collect();
    let most = normal(scheme.score_max, scheme.base);
    let score = |department: Department| {
        let scores = members.get(&department).map(Vec::as_slice).unwrap_or_default();
        let entries = entries.remove(&department).unwrap_or_default();
        let mean = mean(scores);
        let own: Points = entries.iter().map(|entry| entry.counted).sum();
        let kept = scheme.department_discount.rest();
        let discounted = |mean: Points| Points::hundredths(rounded(kept.of(i64::from(mean.in_hundredths()))));
        DepartmentScore {
            members: scores.len(),
            score: mean.map(|mean| (discounted(mean) + own).max(Points::ZERO).min(most)),
            department,
            mean,
            entries,
        }
    };
    Ok(names.into_iter().map(score).collect())
}

/// A score on a scale of which the base is 100.
fn normal(score: Points, base: Points) -> Points {
    let base = i64::from(base.in_hundredths()).max(1);
    let scaled = (i64::from(score.in_hundredths()) * 10_000 + base / 2).div_euclid(base);
    Points::hundredths(i32::try_from(scaled).unwrap_or(i32::MAX))
}

fn mean(scores: &[Points]) -> Option<Points> {
    let count = i64::try_from(scores.len()).ok().filter(|count| *count > 0)?;
    let sum: i64 = scores.iter().map(|score| i64::from(score.in_hundredths())).sum();
    let mean = (sum + count / 2).div_euclid(count);
    Some(Points::hundredths(i32::try_from(mean).unwrap_or(i32::MAX)))
}

/// The entries of departments: points of their own once an event, and what their people's events pass on.
fn events(scheme: &Scheme, of: &Year<'_>) -> Vec<Entry> {
    let rules = Rules::of(scheme);
    let mut facts: Vec<&Fact> = of
        .facts
        .iter()
        .filter(|fact| fact.occurred_on.year() == of.year)
        .collect();
    facts.sort_by_key(|fact| (fact.occurred_on, *fact));
    facts.dedup();
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for fact in facts {
        let Some((rule, item)) = rules.scoring(fact) else {
            continue;
        };
        let mut push = |size: i64| {
            let size = Points::hundredths(i32::try_from(size).unwrap_or(i32::MAX));
            let subject = Subject::Department(fact.department.clone());
            entries.push(entry::entry(&rules, rule, item, fact, subject, size));
        };
        let times = |points: Points| i64::from(points.in_hundredths()) * i64::from(fact.count);
        if let Some(award) = &rule.department_award
            && seen.insert((&fact.event, &fact.department, &fact.code))
        {
            // What was decided is decided for the person where both are scored.
            let decided = fact.points.filter(|_| rule.award.is_none());
            push(times(award.points(decided)));
        }
        if let Some(award) = rule.award.as_ref().filter(|_| !rule.department_share.is_zero()) {
            push(i64::from(rounded(
                rule.department_share
                    .of(entry::of_share(fact, award.points(fact.points))),
            )));
        }
    }
    let mut left: BTreeMap<(Subject, u8, EventCode), Points> = BTreeMap::new();
    for entry in &mut entries {
        let rule = rules.by_code.get(&entry.code);
        if let Some(cap) = rule.and_then(|(rule, _)| rule.cap_of(true)) {
            let key = (entry.subject.clone(), entry.part, entry.code.clone());
            let left = left.entry(key).or_insert(cap);
            entry.cut(*left, CapReason::Rule);
            *left = *left - entry.counted.abs();
        }
    }
    entries
}
