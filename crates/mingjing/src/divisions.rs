//! Where the institutions are: the division of each, by which the books know whose matter it is.

use anyhow::bail;
use audit::Snapshot;
use domain::{Division, InstitutionCode};
use ledger::Organisation;
use std::collections::HashMap;

/// 机构所在区划
#[derive(Debug, Clone, Default)]
pub struct Divisions {
    known: HashMap<InstitutionCode, Division>,
    otherwise: Option<Division>,
}

impl Divisions {
    /// Those of a lake's registry, and one for the institutions of which it has none.
    pub fn of(lake: Option<&Snapshot>, otherwise: Option<Division>) -> anyhow::Result<Self> {
        let mut known = HashMap::new();
        if let Some(lake) = lake {
            for (code, entry, _) in lake.institutions()?.iter() {
                if !entry.division.is_empty() {
                    known.insert(InstitutionCode::new(code), entry.division.clone());
                }
            }
        }
        Ok(Self { known, otherwise })
    }

    /// Those of the register of organisations.
    pub fn registered(organisations: &[Organisation]) -> Self {
        let known = organisations
            .iter()
            .map(|org| (InstitutionCode::new(org.code.as_str()), org.division.clone()));
        Self {
            known: known.collect(),
            otherwise: None,
        }
    }

    /// The division of an institution, where it has one.
    pub fn find(&self, institution: &InstitutionCode) -> Option<&Division> {
        self.known.get(institution).or(self.otherwise.as_ref())
    }

    /// The division of an institution without which its matters cannot be taken in.
    pub fn of_institution(&self, institution: &InstitutionCode) -> anyhow::Result<Division> {
        match self.find(institution) {
            Some(division) => Ok(division.clone()),
            None => {
                bail!("机构 {institution} 在登记信息中没有医保区划：请补充登记后重新导入，或用 --division 指定")
            }
        }
    }
}
