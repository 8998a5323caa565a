//! 规则运行情况 · which rules of the library could speak in a run, and why the others could not. Without it
//! nobody can tell a rule that found nothing from one that was never asked.

use super::scope::Scope;
use super::{AuditError, RunOptions};
use crate::{LakeTable, Snapshot};
use domain::{Day, Division, RuleCode};
use rulebook::{Library, Lifecycle, Rulebook, Silence};
use std::collections::HashMap;
use std::sync::Arc;

/// 运行情况 · the first that holds at some institution under review is what is told of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleRun {
    /// 已运行
    Ran,
    /// 无数据: the lake has neither a visit nor a line on any day under review
    NoData,
    /// 未施行: neither on trial nor in force on any day under review
    NotYet,
    /// 无本地知识: its tables hold nothing, or samples alone
    NoKnowledge,
    /// 审核不判: told to real time alone
    RealTimeAlone,
    /// 归统计: among the statistics, beside the findings
    Statistics,
    /// 不在范围: not asked for, or no institution under review where it applies
    OutOfScope,
}

impl RuleRun {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Ran,
        Self::NoKnowledge,
        Self::Statistics,
        Self::RealTimeAlone,
        Self::NoData,
        Self::NotYet,
        Self::OutOfScope,
    ];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Ran => "已运行",
            Self::NoData => "无数据",
            Self::NotYet => "未施行",
            Self::NoKnowledge => "无本地知识",
            Self::RealTimeAlone => "审核不判",
            Self::Statistics => "归统计",
            Self::OutOfScope => "不在范围",
        }
    }

    /// Why nothing can be found, and what to do about it; empty for a rule that ran.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Ran => "",
            Self::NoData => "数据湖在所审的服务日期内没有就诊和费用：请核对日期范围，或先导入这段时间的数据",
            Self::NotYet => "在所审的服务日期内既未试行也未施行：请核对日期范围与规则的“状态”",
            Self::NoKnowledge => "知识表中没有可作依据的知识点（只有示例）：请先在规则目录的 local 下补充本地知识",
            Self::RealTimeAlone => "只在事前、事中判断，事后审核不判",
            Self::Statistics => "属统计指标：不写 --rules 时随审核一并计算，结果在 models/",
            Self::OutOfScope => "只适用于某一地区或机构，而在审的机构都不在其中：请核对 --institutions、--region",
        }
    }
}

/// A rule of the library, and what became of it in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInRun {
    /// 编码
    pub code: RuleCode,
    /// 名称
    pub name: String,
    /// 层级: empty for the nation
    pub layer: String,
    /// 运行情况
    pub state: RuleRun,
}

/// Every rule of the library, the nation's first, and what becomes of it in a run.
///
/// # Errors
/// The institutions of the lake cannot be read.
pub fn rules_of(snapshot: &Snapshot, library: &Library, options: &RunOptions) -> Result<Vec<RuleInRun>, AuditError> {
    let institutions = snapshot.institutions()?;
    let places = institutions.iter().map(|(code, entry, _)| (code, &entry.division));
    let books = books(library, &options.scope, places);
    let days = snapshot.manifest().days(&[LakeTable::Encounters, LakeTable::FeeLines]);
    let days = days.and_then(|days| options.scope.days_of(days));
    let mut best: HashMap<&str, RuleRun> = HashMap::new();
    for (rule, silence) in books.iter().flat_map(|book| book.silences(options.samples_speak)) {
        let state = match silence {
            Some(Silence::Statistics) => RuleRun::Statistics,
            Some(Silence::RealTimeAlone) => RuleRun::RealTimeAlone,
            Some(Silence::NoKnowledge) => RuleRun::NoKnowledge,
            None => match days {
                None => RuleRun::NoData,
                Some(days) if !speaks_within(&rule.lifecycle, days) => RuleRun::NotYet,
                Some(_) => RuleRun::Ran,
            },
        };
        let known = best.entry(rule.code.as_str()).or_insert(state);
        *known = state.min(*known);
    }
    let wanted = |code: &RuleCode| options.rules.is_empty() || options.rules.contains(code);
    let rules = library.rules().map(|rule| {
        let state = best.get(rule.code.as_str()).copied();
        RuleInRun {
            state: state.filter(|_| wanted(&rule.code)).unwrap_or(RuleRun::OutOfScope),
            code: rule.code.clone(),
            name: rule.name.clone(),
            layer: rule.layer.clone(),
        }
    });
    Ok(rules.collect())
}

/// The books that apply at the institutions under review; the nation's where the lake names none.
fn books<'l, 'p>(
    library: &'l Library,
    scope: &Scope,
    places: impl Iterator<Item = (&'p str, &'p Division)>,
) -> Vec<&'l Arc<Rulebook>> {
    let mut books: Vec<&Arc<Rulebook>> = Vec::new();
    let mut empty = true;
    for (code, division) in places {
        empty = false;
        if scope.has_institution(code, division) {
            let book = library.book_for(division, &code.into());
            if !books.iter().any(|known| Arc::ptr_eq(known, book)) {
                books.push(book);
            }
        }
    }
    if empty {
        books.push(library.national());
    }
    books
}

/// True where a rule is on trial or in force on some day of a range.
fn speaks_within(lifecycle: &Lifecycle, (first, last): (Day, Day)) -> bool {
    let begins = [lifecycle.trial, lifecycle.in_force].into_iter().flatten().min();
    let begins = begins.filter(|day| *day <= last);
    begins.is_some_and(|day| lifecycle.ended.is_none_or(|ended| ended > first && ended > day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_rule_speaks_where_a_day_under_review_is_of_its_life() {
        let rule = Lifecycle {
            draft: Some(day("2026-01-01")),
            trial: Some(day("2026-02-01")),
            in_force: Some(day("2026-03-01")),
            ended: Some(day("2026-06-01")),
        };
        for (first, last, speaks) in [
            ("2025-01-01", "2026-01-31", false),
            ("2025-01-01", "2026-02-01", true),
            ("2026-05-31", "2026-12-31", true),
            ("2026-06-01", "2026-12-31", false),
        ] {
            assert_eq!(
                speaks_within(&rule, (day(first), day(last))),
                speaks,
                "{first} to {last}"
            );
        }
        assert!(!speaks_within(
            &Lifecycle::default(),
            (day("2026-01-01"), day("2026-12-31"))
        ));
    }
}
