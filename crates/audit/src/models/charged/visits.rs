//! The visits of a bucket, to which its lines belong.

use super::charges::Charges;
use crate::LakeTable;
use crate::models::bucket_sums::{Reader, column};
use crate::models::months::{Calendar, Month};
use crate::models::units::Care;
use arrow::array::{Array, AsArray, PrimitiveArray};
use arrow::datatypes::{ArrowPrimitiveType, Int64Type, UInt8Type, UInt32Type};
use datafusion::error::{DataFusionError, Result};
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

/// The value of a row, if it has one.
pub(super) fn found<T: ArrowPrimitiveType>(values: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    values.is_valid(row).then(|| values.value(row))
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
        let rows = reader.rows(LakeTable::Encounters, bucket..bucket + 1, &columns).await?;
        let mut batches = rows.execute_stream().await?;
        let (mut places, mut visits) = (HashMap::new(), Vec::new());
        while let Some(batch) = batches.next().await {
            let batch = batch?;
            let encounters = column::<UInt32Type>(&batch, "encounter")?;
            let institutions = column::<UInt32Type>(&batch, "institution")?;
            let settings = column::<UInt8Type>(&batch, "setting")?;
            let departments = column::<UInt32Type>(&batch, "department")?;
            for row in 0..batch.num_rows() {
                let encounter = encounters.value(row);
                let month = settled.get(&encounter).zip(calendar);
                let month = month.and_then(|(at, calendar)| calendar.month_of(*at));
                places.insert(encounter, visits.len());
                visits.push(Visit {
                    institution: institutions.value(row),
                    department: found(departments, row),
                    counted: Care::of(settings.value(row)).zip(month),
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
    let columns = ["encounter", "at", "refunded"];
    let rows = reader
        .rows(LakeTable::Settlements, bucket..bucket + 1, &columns)
        .await?;
    let mut batches = rows.execute_stream().await?;
    let mut settled: HashMap<u32, i64> = HashMap::new();
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let encounters = column::<UInt32Type>(&batch, "encounter")?;
        let at = column::<Int64Type>(&batch, "at")?;
        let refunded = batch
            .column_by_name("refunded")
            .and_then(|column| column.as_boolean_opt())
            .ok_or_else(|| DataFusionError::Internal("结算缺少 refunded 列".to_owned()))?;
        for row in (0..batch.num_rows()).filter(|row| !refunded.value(*row)) {
            let latest = settled.entry(encounters.value(row)).or_insert(i64::MIN);
            *latest = at.value(row).max(*latest);
        }
    }
    Ok(settled)
}
