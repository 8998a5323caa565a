//! The settled claims of the workbench: those of the lake.

use anyhow::Context;
use audit::models::{UsageScope, usage};
use audit::person::{PersonLine, PersonVisit, timeline};
use audit::{Dictionaries, DictionaryFile, Lake, Snapshot, visits_by_institution};
use conduct::usage_query::Goods;
use domain::{Day, InstitutionCode, ItemKind, Moment};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use workbench::{CareCourse, CourseAsk, CourseLine, CourseVisit, SettledClaims, UsageAsk, UsageRow};

/// Such questions are rare and must not slow down real time beside them.
const THREADS: usize = 1;

/// The files of dictionaries by name, and what was read from them.
type Kept = (BTreeMap<String, DictionaryFile>, Arc<Dictionaries>);

/// 结算数据湖 · opened for every question, so that what was imported since counts.
pub struct LakeClaims {
    address: String,
    dictionaries: Mutex<Option<Kept>>,
}

impl LakeClaims {
    /// The lake at an address.
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            dictionaries: Mutex::new(None),
        }
    }

    /// The lake as it is now.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    fn snapshot(&self) -> anyhow::Result<Snapshot> {
        let lake = Lake::open(&self.address).with_context(|| format!("打开结算数据湖{}失败", self.address))?;
        Ok(lake.snapshot())
    }

    /// What the integers of this state stand for, kept until the lake has other dictionaries: after an import, or
    /// where another lake was put in its place, whatever number its state has.
    fn dictionaries(&self, snapshot: &Snapshot) -> anyhow::Result<Arc<Dictionaries>> {
        let files = &snapshot.manifest().dictionaries;
        let mut kept = self.dictionaries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, dictionaries)) = kept.as_ref()
            && of == files
        {
            return Ok(Arc::clone(dictionaries));
        }
        let dictionaries = Arc::new(snapshot.dictionaries()?);
        *kept = Some((files.clone(), Arc::clone(&dictionaries)));
        Ok(dictionaries)
    }
}

impl SettledClaims for LakeClaims {
    fn check(&self) -> anyhow::Result<()> {
        self.snapshot().map(drop)
    }

    fn usage(&self, ask: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
        let scope = UsageScope {
            institution: ask.institution.clone(),
            kind: match ask.goods {
                Goods::Drug => ItemKind::Drug,
                Goods::Consumable => ItemKind::Consumable,
            },
            products: ask.products.clone(),
            from: ask.from,
            to: ask.to,
        };
        let rows = usage(&self.snapshot()?, &scope, THREADS)?;
        let row = |used: audit::models::Used| UsageRow {
            department: used.department,
            prescriber: used.prescriber,
            product: used.product,
            quantity: used.quantity,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    fn course(&self, ask: &CourseAsk) -> anyhow::Result<CareCourse> {
        let snapshot = self.snapshot()?;
        let dictionaries = self.dictionaries(&snapshot)?;
        let found = timeline(&snapshot, &dictionaries, &ask.person, ask.from, ask.to)?;
        let visit = |visit: PersonVisit| CourseVisit {
            id: visit.id,
            setting: visit.setting,
            institution: visit.institution,
            from: visit.begin.day(),
            to: visit.end.map(Moment::day),
        };
        let line = |line: PersonLine| CourseLine {
            id: line.id,
            institution: line.institution,
            encounter: line.encounter,
            day: line.at.day(),
            item: line.item,
            name: line.name,
            amount: line.amount,
        };
        Ok(CareCourse {
            visits: found.visits.into_iter().map(visit).collect(),
            lines: found.lines.into_iter().map(line).collect(),
        })
    }

    fn visits(&self, from: Day, to: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>> {
        Ok(visits_by_institution(&self.snapshot()?, from, to)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audit::ImportOptions;
    use domain::PersonId;
    use std::fs;
    use std::path::Path;

    /// A new lake with one visit of one person.
    fn fill(place: &Path, person: &str) {
        let source = tempfile::tempdir().unwrap();
        let table = |name: &str, text: &str| fs::write(source.path().join(format!("{name}.csv")), text).unwrap();
        let institution = "fixmedins_code,fixmedins_type,hosp_lv,admdvs\nH1,1,08,990001\n";
        let visit = format!(
            "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime\n\
            M1,{person},H1,11,2026-03-05 09:00:00,2026-03-05 10:00:00\n"
        );
        table("persons", &format!("psn_no\n{person}\n"));
        table("institutions", institution);
        table("encounters", &visit);
        let mut lake = Lake::create(&place.to_string_lossy(), 1).unwrap();
        let sources = [source.path().to_owned()];
        lake.import(&sources, &ImportOptions::default(), &|_| {}).unwrap();
    }

    #[test]
    fn a_lake_in_the_place_of_another_is_read_with_its_own_dictionaries() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("lake");
        let claims = LakeClaims::at(place.to_string_lossy());
        let day = |text: &str| Day::parse(text).unwrap();
        let visits = |person: &str| {
            let ask = CourseAsk {
                person: PersonId::new(person),
                from: day("2026-01-01"),
                to: day("2026-12-31"),
            };
            claims.course(&ask).unwrap().visits.len()
        };
        fill(&place, "P00001");
        assert_eq!((visits("P00001"), visits("P00002")), (1, 0));
        // Both have had one commit.
        fs::remove_dir_all(&place).unwrap();
        fill(&place, "P00002");
        assert_eq!((visits("P00001"), visits("P00002")), (0, 1));
    }
}
