//! Quotas: how many may have a grade, who is moved to the next one, and why.

use super::{Assessed, Sheet};
use crate::Points;
use crate::scheme::{Grade, Quota, Rounding, Scope, Tie};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// 名额调整 · why somebody has the next grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// 原等级
    pub from: Grade,
    /// 范围
    pub scope: Scope,
    /// 范围名称: the department, or `其他科室合并`, or the whole institution
    pub group: String,
    /// 人数 of the group
    pub people: usize,
    /// 名额
    pub allowed: usize,
    /// 排名 among those with the grade
    pub place: usize,
    /// 同分 with somebody beyond the edge
    pub tied: bool,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            from,
            group,
            people,
            allowed,
            place,
            ..
        } = self;
        write!(f, "{group}共{people}人，{from}名额{allowed}名，排名第{place}")?;
        match self.tied {
            true => write!(f, "，与名额外人员同分，均不进入，调为{}", from.below()),
            false => write!(f, "，调为{}", from.below()),
        }
    }
}

const SMALL: &str = "其他科室合并";

/// The grades of sheets after vetoes and quotas, in the order of the sheets. Sheets of several schemes
/// may be settled together where their quotas are common.
pub fn settle(quotas: &[Quota], sheets: Vec<Sheet>) -> Vec<Assessed> {
    let mut people: Vec<Assessed> = sheets
        .into_iter()
        .map(|sheet| Assessed {
            grade: sheet.after_veto(),
            sheet,
            moved: None,
            settled: None,
        })
        .collect();
    for quota in quotas {
        for (group, members) in groups(quota, &people) {
            within(quota, &group, members, &mut people);
        }
    }
    people
}

/// The people of each group by their place in the list.
fn groups(quota: &Quota, people: &[Assessed]) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, person) in people.iter().enumerate() {
        let group = match quota.scope {
            Scope::Department => person.sheet.staff.department.0.clone(),
            Scope::Institution => Scope::Institution.zh().to_owned(),
        };
        found.entry(group).or_default().push(place);
    }
    if quota.scope == Scope::Institution {
        return found;
    }
    let (large, small): (BTreeMap<_, _>, BTreeMap<_, _>) = found
        .into_iter()
        .partition(|(_, members)| members.len() >= usize::from(quota.min_group));
    let mut groups = large;
    let small: Vec<usize> = small.into_values().flatten().collect();
    if !small.is_empty() {
        groups.insert(SMALL.to_owned(), small);
    }
    groups
}

/// What decides between two people: score, then fewer deductions, then more additions.
fn key(person: &Assessed) -> (Reverse<Points>, Points, Reverse<Points>) {
    let sheet = &person.sheet;
    (Reverse(sheet.score), sheet.deducted, Reverse(sheet.added))
}

fn allowed(quota: &Quota, people: usize) -> usize {
    let parts = people * usize::try_from(quota.max_share.in_ten_thousandths()).unwrap_or_default();
    match quota.rounding {
        Rounding::Floor => parts / 10_000,
        Rounding::HalfUp => (parts + 5_000) / 10_000,
    }
}

fn within(quota: &Quota, group: &str, members: Vec<usize>, people: &mut [Assessed]) {
    let (count, allowed) = (members.len(), allowed(quota, members.len()));
    let mut ranked: Vec<(_, _, usize)> = members
        .into_iter()
        .filter_map(|place| Some((place, people.get(place)?)))
        .filter(|(_, person)| person.grade == quota.grade)
        .map(|(place, person)| (key(person), person.sheet.staff.code.clone(), place))
        .collect();
    ranked.sort();
    let Some((edge, ..)) = ranked.get(allowed).cloned() else {
        return;
    };
    for (rank, (own, _, place)) in ranked.into_iter().enumerate() {
        let tied = rank < allowed && quota.tie == Tie::None && own == edge;
        if rank < allowed && !tied {
            continue;
        }
        if let Some(person) = people.get_mut(place) {
            person.grade = quota.grade.below();
            person.moved = Some(Moved {
                from: quota.grade,
                scope: quota.scope,
                group: group.to_owned(),
                people: count,
                allowed,
                place: rank + 1,
                tied,
            });
        }
    }
}
