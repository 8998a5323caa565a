//! The honour roll (医德医风先进典范): candidates are found in the ledgers, people choose among them.

use crate::Department;
use crate::commendation;
use crate::packet;
use casework::{Refusal, given};
use domain::{Day, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 候选人 · what the ledgers say of one person in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 科室
    pub department: Department,
    /// 拒收红包（次）
    pub packets: u32,
    /// 锦旗（面）
    pub pennants: u32,
    /// 感谢信（封）
    pub letters: u32,
    /// 其他表扬和拾金不昧（次）
    pub praise: u32,
}

impl Candidate {
    /// All of it, for the order of the list; it is no score.
    pub const fn count(&self) -> u32 {
        self.packets + self.pennants + self.letters + self.praise
    }
}

/// 候选人 of the period, who was named most often first. Only what is verified counts, and of gifts only
/// what may be published.
pub fn candidates(packets: &[packet::Row], commendations: &[commendation::Row], from: Day, to: Day) -> Vec<Candidate> {
    let mut found: BTreeMap<PractitionerCode, Candidate> = BTreeMap::new();
    let mut of = |person: &PractitionerCode, name: &str, department: &Department, count: fn(&mut Candidate)| {
        let candidate = found.entry(person.clone()).or_insert_with(|| Candidate {
            person: person.clone(),
            name: name.to_owned(),
            department: department.clone(),
            packets: 0,
            pennants: 0,
            letters: 0,
            praise: 0,
        });
        count(candidate);
    };
    let period = from..=to;
    for row in packets
        .iter()
        .filter(|row| row.honourable && period.contains(&row.occurred_on))
    {
        of(&row.person, &row.name, &row.department, |candidate| {
            candidate.packets += 1
        });
    }
    let verified = |row: &&commendation::Row| row.verified_on.is_some() && period.contains(&row.received_on);
    for row in commendations.iter().filter(verified) {
        for person in &row.persons {
            of(
                &person.code,
                &person.name,
                &person.department,
                match row.kind {
                    commendation::Kind::Pennant => |candidate| candidate.pennants += 1,
                    commendation::Kind::Letter => |candidate| candidate.letters += 1,
                    commendation::Kind::Praise | commendation::Kind::LostProperty => |candidate| candidate.praise += 1,
                },
            );
        }
    }
    let mut list: Vec<Candidate> = found.into_values().collect();
    list.sort_by(|a, b| b.count().cmp(&a.count()).then_with(|| a.person.cmp(&b.person)));
    list
}

/// 先进典范 · a person whom people chose, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Honour {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 科室
    pub department: Department,
    /// 事迹
    pub citation: String,
}

/// 人工选定: a candidate becomes a model by somebody's choice and words.
///
/// # Errors
/// [`Refusal::Unknown`] for who is no candidate, [`Refusal::TextMissing`] without a citation.
pub fn choose(candidates: &[Candidate], person: &PractitionerCode, citation: &str) -> Result<Honour, Refusal> {
    let candidate = candidates.iter().find(|candidate| &candidate.person == person);
    let candidate = candidate.ok_or(Refusal::Unknown { what: "候选人" })?;
    given("先进事迹", citation)?;
    Ok(Honour {
        person: candidate.person.clone(),
        name: candidate.name.clone(),
        department: candidate.department.clone(),
        citation: citation.to_owned(),
    })
}
