//! One-vote vetoes: what was decided, and which facts may lead to one.

use crate::scheme::{Direction, Scheme};
use crate::{EventCode, Fact};
use domain::{Day, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 一票否决认定 · decided by a meeting with a document, not by a score.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VetoHit {
    /// 事件编号
    pub event: String,
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 情形
    pub code: EventCode,
    /// 文号 of the minutes or the decision
    pub document: String,
    /// 起
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 止, the last day; where it is not given the last day of the year of `from`
    #[serde(with = "casework::stored")]
    pub to: Option<Day>,
    /// 撤销日期: lifted on appeal, it never was
    #[serde(with = "casework::stored")]
    pub lifted_on: Option<Day>,
}

impl VetoHit {
    /// Whether the veto touches the grade of a year.
    pub fn in_effect(&self, year: i16) -> bool {
        let last = self.to.map_or(self.from.year(), Day::year);
        self.lifted_on.is_none() && (self.from.year()..=last).contains(&year)
    }
}

/// 否决线索 · a fact that is, or may be, a veto condition. It does nothing until the committee decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Candidate {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 事件编号
    pub event: String,
    /// 行为编码
    pub code: EventCode,
    /// 否决情形
    pub veto: EventCode,
    /// true where the scheme says that it is one, false where it depends on how grave it was
    pub by_rule: bool,
}

/// The facts that the committee has to look at.
pub fn candidates(scheme: &Scheme, facts: &[Fact]) -> Vec<Candidate> {
    let candidate = |fact: &Fact| {
        let (veto, by_rule) = match scheme.rule(&fact.code).filter(|rule| rule.in_force) {
            Some(rule) => (rule.veto.clone()?, rule.direction == Direction::Veto),
            None => (scheme.veto(&fact.code)?.code.clone(), true),
        };
        Some(Candidate {
            person: fact.person.clone(),
            event: fact.event.clone(),
            code: fact.code.clone(),
            veto,
            by_rule,
        })
    };
    let mut found: Vec<Candidate> = facts.iter().filter_map(candidate).collect();
    found.sort();
    found.dedup();
    found
}
