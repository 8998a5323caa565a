//! Fee lines of a bucket as they are read: each part in its order, several parts side by side. First
//! only the numbers of a person's lines are looked at; those that can matter become fee lines.

use super::columns::{Flags, Ids, Scaled, Shorts, Texts};
use super::subject::{ItemParts, Subject};
use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use domain::{Fact, FeeLine, LineId, Moment, Money, PrescriptionId, Quantity, Timing, UnitPrice, Usage};
use futures::StreamExt;
use rulebook::Glance;
use std::sync::Arc;

/// A batch of fee lines, its columns at hand.
struct Lines {
    rows: usize,
    person: Ids,
    encounter: Ids,
    at: Scaled,
    day_only: Flags,
    item: Ids,
    id: Texts,
    reverses: Texts,
    quantity: Scaled,
    price: Scaled,
    amount: Scaled,
    covered: Scaled,
    prescription: Texts,
    department: Ids,
    doctor: Ids,
    until: Scaled,
    uploaded_at: Scaled,
    single_dose: Scaled,
    times_per_day: Scaled,
    days: Shorts,
    list_price: Scaled,
    purchase_price: Scaled,
}

impl Lines {
    fn of(batch: &RecordBatch) -> Result<Self> {
        Ok(Self {
            rows: batch.num_rows(),
            person: Ids::of(batch, "person")?,
            encounter: Ids::of(batch, "encounter")?,
            at: Scaled::of(batch, "at")?,
            day_only: Flags::of(batch, "day_only")?,
            item: Ids::of(batch, "item")?,
            id: Texts::of(batch, "id")?,
            reverses: Texts::of(batch, "reverses")?,
            quantity: Scaled::of(batch, "quantity")?,
            price: Scaled::of(batch, "price")?,
            amount: Scaled::of(batch, "amount")?,
            covered: Scaled::of(batch, "covered")?,
            prescription: Texts::of(batch, "prescription")?,
            department: Ids::of(batch, "department")?,
            doctor: Ids::of(batch, "doctor")?,
            until: Scaled::of(batch, "until")?,
            uploaded_at: Scaled::of(batch, "uploaded_at")?,
            single_dose: Scaled::of(batch, "single_dose")?,
            times_per_day: Scaled::of(batch, "times_per_day")?,
            days: Shorts::of(batch, "days")?,
            list_price: Scaled::of(batch, "list_price")?,
            purchase_price: Scaled::of(batch, "purchase_price")?,
        })
    }

    /// How exactly it is told when a line was incurred.
    #[inline]
    fn timing(&self, row: usize) -> Timing {
        match self.day_only.find(row) {
            Some(true) => Timing::DayOnly,
            _ => Timing::Exact,
        }
    }

    /// The numbers of a line.
    fn glance(&self, row: usize, encounter: u32, at: Moment, current: bool, subject: &Subject) -> Glance {
        let doctor = self.doctor.find(row).and_then(|id| subject.doctors.get(id as usize));
        Glance {
            item: self.item.get(row),
            encounter,
            at,
            timing: self.timing(row),
            until: self.until.find(row).map(Moment::from_epoch_seconds),
            uploaded_at: self.uploaded_at.find(row).map(Moment::from_epoch_seconds),
            quantity: Quantity::from_scaled(self.quantity.get(row)),
            price: UnitPrice::from_scaled(self.price.get(row)),
            amount: Money::from_scaled(self.amount.get(row)),
            covered: Money::from_scaled(self.covered.get(row)),
            days: self.days.find(row).into(),
            purchase_price: self.purchase_price.find(row).map(UnitPrice::from_scaled).into(),
            has_doctor: doctor.is_some_and(|doctor| doctor.is_named),
            current,
        }
    }

    fn line(&self, row: usize, encounter: u32, current: bool, item: &ItemParts, subject: &Subject) -> FeeLine {
        let department = self
            .department
            .find(row)
            .and_then(|id| subject.departments.get(id as usize));
        let doctor = self.doctor.find(row).and_then(|id| subject.doctors.get(id as usize));
        let moment = |column: &Scaled| column.find(row).map(Moment::from_epoch_seconds);
        let quantity = |column: &Scaled| column.find(row).map(Quantity::from_scaled).into();
        let price = |column: &Scaled| column.find(row).map(UnitPrice::from_scaled).into();
        FeeLine {
            id: LineId::new(self.id.get(row)),
            reverses: self.reverses.find(row).map(LineId::new),
            encounter,
            item: item.code.clone(),
            name: item.name.clone(),
            kind: item.kind,
            at: Moment::from_epoch_seconds(self.at.get(row)),
            timing: self.timing(row),
            until: moment(&self.until),
            uploaded_at: moment(&self.uploaded_at),
            quantity: Quantity::from_scaled(self.quantity.get(row)),
            price: UnitPrice::from_scaled(self.price.get(row)),
            amount: Money::from_scaled(self.amount.get(row)),
            covered: Money::from_scaled(self.covered.get(row)),
            prescription: self.prescription.find(row).map(PrescriptionId::new),
            department: department.map(|parts| parts.code.clone()).unwrap_or_default(),
            department_name: department.map(|parts| parts.name.clone()).unwrap_or_default(),
            doctor: doctor.map(|parts| parts.code.clone()).unwrap_or_default(),
            title: doctor.map_or(Fact::Absent, |parts| parts.title),
            usage: Usage {
                single_dose: quantity(&self.single_dose),
                times_per_day: quantity(&self.times_per_day),
                days: self.days.find(row).into(),
            },
            list_price: price(&self.list_price),
            purchase_price: price(&self.purchase_price),
            current,
        }
    }
}

/// The lines of one person, by their numbers, in the order in which they were read.
#[derive(Default)]
pub(super) struct PersonLines {
    /// the numbers of each
    pub glances: Vec<Glance>,
    /// where each stands: which of the batches, and the row there
    places: Vec<(u32, u32)>,
    batches: Vec<Arc<Lines>>,
}

impl PersonLines {
    pub(super) fn clear(&mut self) {
        self.glances.clear();
        self.places.clear();
        self.batches.clear();
    }

    /// Brings the lines into the order of a record: time, encounter, id. Import has done so within a part.
    pub(super) fn sort(&mut self) {
        let id = |at: usize| {
            let (batch, row) = self.places[at];
            self.batches
                .get(batch as usize)
                .map_or("", |lines| lines.id.get(row as usize))
        };
        let compare = |a: usize, b: usize| {
            let (one, other) = (&self.glances[a], &self.glances[b]);
            let by_time = (one.at, one.encounter).cmp(&(other.at, other.encounter));
            by_time.then_with(|| id(a).cmp(id(b)))
        };
        if (1..self.glances.len()).all(|at| compare(at - 1, at).is_le()) {
            return;
        }
        let mut order: Vec<usize> = (0..self.glances.len()).collect();
        order.sort_by(|&a, &b| compare(a, b));
        self.glances = order.iter().map(|&at| self.glances[at]).collect();
        self.places = order.iter().map(|&at| self.places[at]).collect();
    }

    /// Makes fee lines of those that stay, and notes their items.
    pub(super) fn build(
        &self,
        kept: &[bool],
        subject: &Subject,
        into: &mut Vec<FeeLine>,
        items: &mut Vec<u32>,
    ) -> Result<()> {
        for ((glance, &(batch, row)), kept) in self.glances.iter().zip(&self.places).zip(kept) {
            if let Some(lines) = self.batches.get(batch as usize).filter(|_| *kept) {
                let item = subject
                    .items
                    .get(glance.item as usize)
                    .ok_or_else(|| DataFusionError::Execution(format!("数据湖的项目字典中没有编号 {}", glance.item)))?;
                into.push(lines.line(row as usize, glance.encounter, glance.current, item, subject));
                items.push(glance.item);
            }
        }
        Ok(())
    }
}

/// Where a line belongs.
pub(super) enum Place {
    /// the index of its encounter, and whether it is under review
    At(u32, bool),
    /// its visit has been withdrawn
    Nowhere,
}

/// One part of the bucket while it is read.
pub(super) struct LinePart {
    stream: SendableRecordBatchStream,
    lines: Option<Arc<Lines>>,
    row: usize,
    last_person: u32,
}

impl LinePart {
    /// A part whose first rows are read.
    pub(super) async fn open(stream: SendableRecordBatchStream) -> Result<Self> {
        let mut part = Self {
            stream,
            lines: None,
            row: 0,
            last_person: 0,
        };
        part.refill().await?;
        Ok(part)
    }

    /// The person of the next line; none at the end.
    pub(super) fn person(&self) -> Option<u32> {
        self.lines.as_ref().map(|lines| lines.person.get(self.row))
    }

    async fn refill(&mut self) -> Result<()> {
        self.lines = None;
        self.row = 0;
        while let Some(batch) = self.stream.next().await {
            let lines = Lines::of(&batch?)?;
            if lines.rows > 0 {
                self.lines = Some(Arc::new(lines));
                break;
            }
        }
        Ok(())
    }

    /// Takes the lines of the person who is next. Each goes to `place`, which knows where a line of an
    /// encounter at a moment belongs.
    pub(super) async fn take(
        &mut self,
        person: u32,
        subject: &Subject,
        place: &mut (dyn FnMut(u32, Moment) -> Option<Place> + Send),
        into: &mut PersonLines,
    ) -> Result<()> {
        // Nothing else checks what the plan was told of the order.
        if person < self.last_person {
            return Err(DataFusionError::Execution(
                "数据湖的费用明细未按参保人排序，请用 mingjing lake verify 核对".to_owned(),
            ));
        }
        self.last_person = person;
        while let Some(lines) = &self.lines {
            let batch = into.batches.len() as u32;
            let first = self.row;
            while self.row < lines.rows && lines.person.get(self.row) == person {
                let at = Moment::from_epoch_seconds(lines.at.get(self.row));
                let ordinal = lines.encounter.get(self.row);
                let place = place(ordinal, at)
                    .ok_or_else(|| DataFusionError::Execution(format!("数据湖中没有费用明细所属的就诊 {ordinal}")))?;
                if let Place::At(encounter, current) = place {
                    into.glances
                        .push(lines.glance(self.row, encounter, at, current, subject));
                    into.places.push((batch, self.row as u32));
                }
                self.row += 1;
            }
            if self.row > first {
                into.batches.push(lines.clone());
            }
            if self.row < lines.rows {
                return Ok(());
            }
            self.refill().await?;
        }
        Ok(())
    }
}
