//! 已收费用 · what was charged, added up in one pass over the lines of a bucket: for the six shares by unit,
//! for the ledgers by item.
//!
//! The lines are nine tenths of a lake. Scans of DataFusion bring their columns, and the sums are made here:
//! nearly every line belongs to the visit and the orderer of the line before it, which a general aggregation
//! cannot know, and what an item is stands in a list by its number.

mod charges;
mod visits;

pub(super) use charges::Charges;

use super::ModelError;
use super::bucket_sums::{Key, Reader};
use super::item_class::ItemClass;
use super::months::{Calendar, Month};
use super::units::{Care, UnitKey, UnitLevel, same_doctors};
use crate::run::columns::{Ids, Scaled};
use crate::{Dictionaries, LakeTable};
use arrow::array::RecordBatch;
use charges::raise;
use datafusion::error::Result;
use futures::StreamExt;
use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use visits::{Order, Visit, Visits};

/// What a unit charged in visits settled in a month, and in how many visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct OfUnit {
    pub charges: Charges,
    pub cases: i64,
}

impl OfUnit {
    fn add(&mut self, charges: &Charges, cases: i64) {
        self.charges.add(charges);
        self.cases += cases;
    }
}

/// What was charged.
#[derive(Debug, Default)]
pub(super) struct Charged {
    /// for the shares
    pub units: BTreeMap<Key, OfUnit>,
    /// for the ledgers: quantities (ten-thousandths) by institution, ledger and month of the line
    pub billed: BTreeMap<(u32, u32, Month), i64>,
}

/// What is to be added up.
pub(super) struct Wanted {
    /// the months in which visits of the shares were settled; none where no shares are wanted
    shares: Option<Calendar>,
    /// by item the ledger that it has, and the months of lines; none where no ledgers are wanted
    ledgers: Option<(Vec<Option<u32>>, Calendar)>,
    classes: Vec<ItemClass>,
    /// by practitioner, under which number he is counted
    doctors: Vec<Option<u32>>,
}

impl Wanted {
    pub(super) fn of(
        dictionaries: &Dictionaries,
        shares: Option<Calendar>,
        ledgers: Option<(Vec<Option<u32>>, Calendar)>,
    ) -> Self {
        let class = |id: u32| {
            let entry = dictionaries.items.get(id);
            entry.map_or_else(ItemClass::default, |(code, _, kind)| ItemClass::of(code, kind))
        };
        Self {
            shares,
            ledgers,
            classes: (0..dictionaries.items.len() as u32).map(class).collect(),
            doctors: same_doctors(dictionaries),
        }
    }

    /// Adds up the lines of a lake.
    pub(super) async fn read(self, reader: &Reader) -> Result<Charged, ModelError> {
        let mut charged = Charged::default();
        let wanted = Arc::new(self);
        let work = |reader: Reader, buckets: Range<u32>| Sums::read(reader, buckets, wanted.clone());
        let take = |sums: Sums| {
            sums.add_to(&mut charged);
            Ok(())
        };
        reader.each(reader.shares_of_work(), work, take).await?;
        Ok(charged)
    }
}

/// Visits of a department, or of an institution that names none, settled in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    institution: u32,
    department: Option<u32>,
    care: Care,
    month: Month,
}

impl Place {
    /// Of a visit, if it is counted.
    fn of(visit: &Visit, department: Option<u32>) -> Option<Self> {
        visit.counted.map(|(care, month)| Self {
            institution: visit.institution,
            department,
            care,
            month,
        })
    }

    fn key(self, level: UnitLevel, department: Option<u32>, doctor: Option<u32>) -> Key {
        Key {
            unit: UnitKey {
                level,
                institution: self.institution,
                department,
                doctor,
            },
            care: self.care,
            month: self.month,
            stratum: 0,
        }
    }
}

/// The sums of some buckets.
struct Sums {
    wanted: Arc<Wanted>,
    /// what was charged in visits
    visited: HashMap<Place, OfUnit>,
    /// what was charged by a practitioner in a department
    ordered: HashMap<(Place, u32), OfUnit>,
    billed: HashMap<(u32, u32, Month), i64>,
}

impl Sums {
    async fn read(reader: Reader, buckets: Range<u32>, wanted: Arc<Wanted>) -> Result<Self> {
        let mut sums = Self {
            wanted,
            visited: HashMap::new(),
            ordered: HashMap::new(),
            billed: HashMap::new(),
        };
        let columns = ["encounter", "at", "item", "quantity", "amount", "department", "doctor"];
        for bucket in buckets {
            let mut visits = Visits::read(&reader, bucket, sums.wanted.shares.as_ref()).await?;
            let mut batches = reader.batches(LakeTable::FeeLines, bucket, &columns).await?;
            while let Some(batch) = batches.next().await {
                sums.add_lines(&batch?, &mut visits)?;
            }
            sums.add_visits(visits);
        }
        Ok(sums)
    }

    fn add_lines(&mut self, batch: &RecordBatch, visits: &mut Visits) -> Result<()> {
        let (encounters, items) = (Ids::of(batch, "encounter")?, Ids::of(batch, "item")?);
        let (departments, doctors) = (Ids::of(batch, "department")?, Ids::of(batch, "doctor")?);
        let (at, quantities) = (Scaled::of(batch, "at")?, Scaled::of(batch, "quantity")?);
        let amounts = Scaled::of(batch, "amount")?;
        let wanted = &*self.wanted;
        let (mut at_hand, mut latest) = (None, None);
        for row in 0..batch.num_rows() {
            let (encounter, item, quantity) = (encounters.get(row), items.get(row) as usize, quantities.get(row));
            let place = match at_hand {
                Some((known, place)) if known == encounter => place,
                _ => {
                    // Lines of a visit that was taken back count as little as it does.
                    let Some(&place) = visits.places.get(&encounter) else {
                        continue;
                    };
                    at_hand = Some((encounter, place));
                    place
                }
            };
            let visit = &visits.visits[place];
            if let Some((ledgers, calendar)) = &wanted.ledgers
                && let Some(ledger) = ledgers.get(item).copied().flatten()
                && let Some(month) = calendar.month_of(at.get(row))
            {
                raise(
                    self.billed.entry((visit.institution, ledger, month)).or_default(),
                    quantity,
                );
            }
            if visit.counted.is_none() {
                continue;
            }
            let doctor = doctors
                .find(row)
                .and_then(|id| wanted.doctors.get(id as usize).copied().flatten());
            let order = Order {
                visit: place,
                department: departments.find(row).or(visit.department),
                doctor,
            };
            let own = match latest {
                Some((known, own)) if known == order => own,
                _ => {
                    let own = visits.order(order);
                    latest = Some((order, own));
                    own
                }
            };
            let class = wanted.classes.get(item).copied().unwrap_or_default();
            visits.orders[own].1.add_line(class, quantity, amounts.get(row));
        }
        Ok(())
    }

    /// Adds the visits of a bucket: a department's are those to it, a practitioner's have lines ordered by him.
    fn add_visits(&mut self, visits: Visits) {
        let Visits { mut visits, orders, .. } = visits;
        for (order, charges) in &orders {
            let visit = &mut visits[order.visit];
            visit.charges.add(charges);
            let place = Place::of(visit, order.department).filter(|place| place.department.is_some());
            if let Some(own) = place.zip(order.doctor) {
                self.ordered.entry(own).or_default().add(charges, 1);
            }
        }
        for visit in visits.iter().filter(|visit| visit.charges.lines > 0) {
            if let Some(place) = Place::of(visit, visit.department) {
                self.visited.entry(place).or_default().add(&visit.charges, 1);
            }
        }
    }

    fn add_to(self, charged: &mut Charged) {
        let mut add = |key: Key, sums: &OfUnit| {
            let unit = charged.units.entry(key).or_default();
            unit.add(&sums.charges, sums.cases);
        };
        for (place, sums) in &self.visited {
            add(place.key(UnitLevel::Institution, None, None), sums);
            if place.department.is_some() {
                add(place.key(UnitLevel::Department, place.department, None), sums);
            }
        }
        for ((place, doctor), sums) in &self.ordered {
            let key = place.key(UnitLevel::Practitioner, place.department, Some(*doctor));
            add(key, sums);
        }
        for (place, quantity) in self.billed {
            raise(charged.billed.entry(place).or_default(), quantity);
        }
    }
}
