//! Whose results are recognised by whom, as data: tiers of institutions and a matrix between them.

use super::{Grade, Participant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 互认程度
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 可以互认
    May,
    /// 应当互认
    Shall,
}

/// Why a text holds no directions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectionsProblem {
    /// no TOML of this shape; the reader names line and field
    #[error("互认方向表不能读取：{0}")]
    Text(String),
    /// a grade in two tiers
    #[error("互认方向表把“{}”列入两个层级。请只列入一个。", .0.zh())]
    GradeTwice(Grade),
    /// a rule for a tier that is not there
    #[error("互认方向表没有层级“{0}”。请核对名称。")]
    UnknownTier(String),
    /// two rules for one direction
    #[error("互认方向表对“{from}”到“{at}”规定两次。请只保留一条。")]
    RuleTwice {
        /// 出具结果的层级
        from: String,
        /// 接诊的层级
        at: String,
    },
}

/// 互认方向表
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directions {
    /// 名称
    pub name: String,
    within_group: Option<Duty>,
    tiers: BTreeMap<Grade, String>,
    rules: BTreeMap<(String, String), Duty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    within_group: Option<Duty>,
    tier: Vec<WrittenTier>,
    rule: Vec<WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTier {
    name: String,
    grades: Vec<Grade>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    from: Vec<String>,
    at: Vec<String>,
    duty: Duty,
}

impl Directions {
    /// Reads tiers and rules from TOML.
    ///
    /// # Errors
    /// The first thing that cannot be used.
    pub fn read(text: &str) -> Result<Self, DirectionsProblem> {
        let written: Written = toml::from_str(text).map_err(|error| DirectionsProblem::Text(error.to_string()))?;
        let mut tiers = BTreeMap::new();
        for tier in &written.tier {
            for grade in &tier.grades {
                if tiers.insert(*grade, tier.name.clone()).is_some() {
                    return Err(DirectionsProblem::GradeTwice(*grade));
                }
            }
        }
        let mut rules = BTreeMap::new();
        for rule in written.rule {
            let unknown = |name: &&String| !written.tier.iter().any(|tier| tier.name == **name);
            if let Some(name) = rule.from.iter().chain(&rule.at).find(unknown) {
                return Err(DirectionsProblem::UnknownTier(name.clone()));
            }
            for from in &rule.from {
                for at in &rule.at {
                    if rules.insert((from.clone(), at.clone()), rule.duty).is_some() {
                        return Err(DirectionsProblem::RuleTwice {
                            from: from.clone(),
                            at: at.clone(),
                        });
                    }
                }
            }
        }
        Ok(Self {
            name: written.name,
            within_group: written.within_group,
            tiers,
            rules,
        })
    }

    /// The directions that the program brings along as an example.
    ///
    /// # Errors
    /// They are tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, DirectionsProblem> {
        Self::read(include_str!("../../data/recognition-directions.toml"))
    }

    /// Whether what `from` has reported is recognised at `at`; none where it is not.
    pub fn duty(&self, from: &Participant, at: &Participant) -> Option<Duty> {
        let one_group = from.group.is_some() && from.group == at.group;
        let by_group = self.within_group.filter(|_| one_group);
        let tier = |participant: &Participant| self.tiers.get(&participant.grade).cloned();
        let by_tier = tier(from)
            .zip(tier(at))
            .and_then(|direction| self.rules.get(&direction).copied());
        by_group.max(by_tier)
    }
}
