//! The visits of a bucket, to which its lines belong.

use super::charges::Charges;
use crate::LakeTable;
use crate::models::bucket_sums::Reader;
use crate::models::months::{Calendar, Month};
use crate::models::units::Care;
use crate::run::columns::{Flags, Ids, Scaled, Small};
use crate::settled::{Settled, settled_at};
use datafusion::error::Result;
use futures::StreamExt;
use hashbrown::HashMap;

/// A visit, as far as its lines are concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub institution: u32,
    pub department: Option<u32>,
    /// where the shares count it: its care and the month of its latest settlement that holds
    pub counted: Option<(Care, Month)>,
    /// what was charged in it, as soon as all lines are read
    pub charges: Charges,
}

/// Who ordered something of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Order {
    /// place of the visit
    pub visit: usize,
    pub department: Option<u32>,
    pub doctor: Option<u32>,
}

/// The visits of a bucket, and what was ordered in them.
pub(super) struct Visits {
    /// by number of the lake, the place
    pub places: HashMap<u32, usize>,
    pub visits: Vec<Visit>,
    known: HashMap<Order, usize>,
    pub orders: Vec<(Order, Charges)>,
}

impl Visits {
    pub(super) async fn read(reader: &Reader, bucket: u32, calendar: Option<&Calendar>) -> Result<Self> {
        let settled = match calendar {
            Some(_) => settled(reader, bucket).await?,
            None => HashMap::new(),
        };
        let columns = ["encounter", "institution", "setting", "department"];
        let mut batches = reader.batches(LakeTable::Encounters, bucket, &columns).await?;
        let (mut places, mut visits) = (HashMap::new(), Vec::new());
        while let Some(batch) = batches.next().await {
            let batch = batch?;
            let (encounters, institutions) = (Ids::of(&batch, "encounter")?, Ids::of(&batch, "institution")?);
            let (settings, departments) = (Small::of(&batch, "setting")?, Ids::of(&batch, "department")?);
            for row in 0..batch.num_rows() {
                let encounter = encounters.get(row);
                let month = settled.get(&encounter).zip(calendar);
                let month = month.and_then(|(at, calendar)| calendar.month_of(*at));
                places.insert(encounter, visits.len());
                visits.push(Visit {
                    institution: institutions.get(row),
                    department: departments.find(row),
                    counted: Care::of(settings.get(row)).zip(month),
                    charges: Charges::default(),
                });
            }
        }
        Ok(Self {
            places,
            visits,
            known: HashMap::new(),
            orders: Vec::new(),
        })
    }

    /// The place of an order.
    pub(super) fn order(&mut self, order: Order) -> usize {
        let place = *self.known.entry(order).or_insert(self.orders.len());
        if place == self.orders.len() {
            self.orders.push((order, Charges::default()));
        }
        place
    }
}

/// When visits of a bucket were settled for the last time, as far as that was not taken back.
async fn settled(reader: &Reader, bucket: u32) -> Result<HashMap<u32, i64>> {
    let columns = ["encounter", "at", "total", "fund_paid", "refunded"];
    let mut batches = reader.batches(LakeTable::Settlements, bucket, &columns).await?;
    let mut all: Vec<Settled> = Vec::new();
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let (encounters, at) = (Ids::of(&batch, "encounter")?, Scaled::of(&batch, "at")?);
        let (totals, funds) = (Scaled::of(&batch, "total")?, Scaled::of(&batch, "fund_paid")?);
        let refunded = Flags::of(&batch, "refunded")?;
        all.extend((0..batch.num_rows()).map(|row| Settled {
            encounter: encounters.get(row),
            at: at.get(row),
            total: totals.get(row),
            fund_paid: funds.get(row),
            refunded: refunded.get(row),
            insurance: 0,
        }));
    }
    all.sort_unstable();
    let visits = all.chunk_by(|a, b| a.encounter == b.encounter);
    Ok(visits
        .filter_map(|own| Some((own.first()?.encounter, settled_at(own)?)))
        .collect())
}
