//! What another scheme would have made of a year: who changes grade, and why, in a sentence.

use super::{Assessed, Year, assess};
use crate::scheme::{Grade, Problem, Scheme, grade_of};
use crate::{EventCode, Points, Staff};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// 方案对比
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// 参加对比的人数: those whom both schemes cover
    pub people: usize,
    /// 原方案各等级人数
    pub before: BTreeMap<Grade, usize>,
    /// 新方案各等级人数
    pub after: BTreeMap<Grade, usize>,
    /// 等级变化的人员, by the code of the person
    pub changes: Vec<Change>,
}

/// 等级变化
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// 人员
    pub staff: Staff,
    /// 原等级
    pub before: Grade,
    /// 新等级
    pub after: Grade,
    /// 原因
    pub why: String,
}

/// Scores the same year by two schemes.
///
/// # Errors
/// What stands against publishing either scheme.
pub fn replay(old: &Scheme, new: &Scheme, of: &Year<'_>) -> Result<Replay, Vec<Problem>> {
    let (before, after) = (assess(old, of)?.people, assess(new, of)?.people);
    let after: BTreeMap<_, _> = after.iter().map(|person| (&person.sheet.staff.code, person)).collect();
    let mut replay = Replay {
        people: 0,
        before: BTreeMap::new(),
        after: BTreeMap::new(),
        changes: Vec::new(),
    };
    for one in &before {
        let Some(other) = after.get(&one.sheet.staff.code) else {
            continue;
        };
        replay.people += 1;
        *replay.before.entry(one.grade).or_default() += 1;
        *replay.after.entry(other.grade).or_default() += 1;
        if one.grade != other.grade {
            replay.changes.push(Change {
                staff: one.sheet.staff.clone(),
                before: one.grade,
                after: other.grade,
                why: why(one, other, [old, new]),
            });
        }
    }
    Ok(replay)
}

/// How many rules a sentence names.
const NAMED: usize = 3;

fn why(before: &Assessed, after: &Assessed, schemes: [&Scheme; 2]) -> String {
    let (one, other) = (&before.sheet, &after.sheet);
    let mut said: Vec<String> = rules(before, after, schemes);
    let mut differ = |what: &str, from: Points, to: Points| {
        if from != to {
            said.push(format!("{what}由{from}分变为{to}分"));
        }
    };
    differ("基本分", one.base, other.base);
    differ("得分", one.score, other.score);
    differ("扣分", one.deducted, other.deducted);
    // The old lines with the new figures: where they give another grade, the lines differ as well.
    let [old, _] = schemes;
    let by_old = grade_of(&old.bands, other.score, other.deducted).unwrap_or(Grade::Poor);
    if by_old != other.computed {
        said.push(format!("等级线不同，{}分由{by_old}变为{}", other.score, other.computed));
    }
    for (own, others, which) in [
        (one, other, "新方案不再作为一票否决"),
        (other, one, "新方案作为一票否决"),
    ] {
        let only = own.vetoes.iter().filter(|hit| !others.vetoes.contains(hit));
        said.extend(only.map(|hit| format!("{}{which}", hit.code)));
    }
    if before.moved != after.moved {
        said.extend(before.moved.iter().map(|moved| format!("原方案{moved}")));
        said.extend(after.moved.iter().map(|moved| format!("新方案{moved}")));
    }
    format!("由{}变为{}：{}。", before.grade, after.grade, said.join("；"))
}

/// The rules whose points differ most, with what they counted. Sealed ones are counted and never named:
/// the sentence goes to people who must not learn who reported whom.
fn rules(before: &Assessed, after: &Assessed, schemes: [&Scheme; 2]) -> Vec<String> {
    let mut sums: BTreeMap<&EventCode, [Points; 2]> = BTreeMap::new();
    for (side, person) in [before, after].into_iter().enumerate() {
        for entry in &person.sheet.entries {
            if let Some(sum) = sums.entry(&entry.code).or_default().get_mut(side) {
                *sum += entry.counted;
            }
        }
    }
    let size = |[from, to]: [Points; 2]| (from - to).abs();
    let mut differing: Vec<_> = sums
        .into_iter()
        .filter(|(_, sums)| size(*sums) > Points::ZERO)
        .collect();
    differing.sort_by_key(|(code, sums)| (Reverse(size(*sums)), *code));
    let name = |code: &EventCode| {
        let rule = schemes.iter().find_map(|scheme| scheme.rule(code));
        rule.map(|rule| rule.name.as_str()).unwrap_or_default()
    };
    let sealed = |code: &EventCode| {
        schemes
            .iter()
            .filter_map(|scheme| scheme.rule(code))
            .any(|rule| rule.sealed)
    };
    let mut said: Vec<String> = differing
        .iter()
        .filter(|(code, _)| !sealed(code))
        .take(NAMED)
        .map(|(code, [from, to])| format!("{code}（{}）由{from}分变为{to}分", name(code)))
        .collect();
    let unnamed = differing.len() - said.len();
    if unnamed > 0 {
        said.push(format!("另有{unnamed}条细则分值不同"));
    }
    said
}
