//! The settled claims of the workbench: those of the lake.

use anyhow::Context;
use audit::models::{UsageScope, usage};
use audit::person::{PersonLine, PersonVisit, timeline};
use audit::{Dictionaries, Lake, Snapshot, visits_by_institution};
use conduct::usage_query::Goods;
use domain::{Day, InstitutionCode, ItemKind, Moment};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use workbench::{CareCourse, CourseAsk, CourseLine, CourseVisit, SettledClaims, UsageAsk, UsageRow};

/// Such questions are rare and must not slow down real time beside them.
const THREADS: usize = 1;

/// 结算数据湖 · opened for every question, so that what was imported since counts.
pub struct LakeClaims {
    address: String,
    dictionaries: Mutex<Option<(u64, Arc<Dictionaries>)>>,
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

    /// What the integers of this state stand for, kept until the lake has another.
    fn dictionaries(&self, snapshot: &Snapshot) -> anyhow::Result<Arc<Dictionaries>> {
        let generation = snapshot.manifest().generation;
        let mut kept = self.dictionaries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, dictionaries)) = kept.as_ref()
            && *of == generation
        {
            return Ok(Arc::clone(dictionaries));
        }
        let dictionaries = Arc::new(snapshot.dictionaries()?);
        *kept = Some((generation, Arc::clone(&dictionaries)));
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
