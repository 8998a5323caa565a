//! The encounters of a bucket with their diagnoses and operations. They are a twentieth of the
//! lines and are held as a whole while the lines of the bucket pass by.

use super::columns::{Flags, Ids, Scaled, Shorts, Small, Texts};
use super::subject::Subject;
use crate::schema::LakeTable;
use crate::values::{decode, specials};
use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use domain::{Diagnosis, Encounter, Fact, Moment, Money, Operation};
use hashbrown::HashMap;

/// An encounter and where it belongs.
#[derive(Debug)]
pub(super) struct Visit {
    pub person: u32,
    /// its number in the lake
    pub ordinal: u32,
    /// the layer of the book that applies
    pub layer: u16,
    pub encounter: Encounter,
}

/// Rows of the encounters' tables, as they arrive.
#[derive(Debug, Default)]
pub(super) struct VisitRows {
    visits: Vec<Visit>,
    /// encounter, number, diagnosis
    diagnoses: Vec<(u32, u16, Diagnosis)>,
    /// encounter, operation
    operations: Vec<(u32, Operation)>,
    /// visits whose settlements have all been taken back, in order
    withdrawn: Vec<u32>,
}

fn unknown(what: &str, id: u32) -> DataFusionError {
    DataFusionError::Execution(format!("数据湖的{what}字典中没有编号 {id}"))
}

impl VisitRows {
    /// Makes room for rows of a table.
    pub(super) fn reserve(&mut self, table: LakeTable, rows: usize) {
        match table {
            LakeTable::Encounters => self.visits.reserve(rows),
            LakeTable::Diagnoses => self.diagnoses.reserve(rows),
            _ => self.operations.reserve(rows),
        }
    }

    pub(super) fn add_encounters(&mut self, batch: &RecordBatch, subject: &Subject) -> Result<()> {
        let (person, ordinal) = (Ids::of(batch, "person")?, Ids::of(batch, "encounter")?);
        let (id, institution) = (Texts::of(batch, "id")?, Ids::of(batch, "institution")?);
        let (setting, insurance) = (Small::of(batch, "setting")?, Small::of(batch, "insurance")?);
        let (begin, end) = (Scaled::of(batch, "begin")?, Scaled::of(batch, "end")?);
        let (department, doctor) = (Ids::of(batch, "department")?, Ids::of(batch, "doctor")?);
        let special = Shorts::of(batch, "special")?;
        let (total, fund_paid) = (Scaled::of(batch, "total")?, Scaled::of(batch, "fund_paid")?);
        let withdrawn = Flags::of(batch, "withdrawn")?;
        for row in 0..batch.num_rows() {
            // It was not paid, and so did not happen.
            if withdrawn.find(row) == Some(true) {
                self.withdrawn.push(ordinal.get(row));
                continue;
            }
            let place = institution.get(row);
            let found = subject.institutions.get(place as usize);
            let department = department.find(row).and_then(|id| subject.departments.get(id as usize));
            let doctor = doctor.find(row).and_then(|id| subject.doctors.get(id as usize));
            let mut encounter = Encounter {
                id: id.get(row).into(),
                institution: found.ok_or_else(|| unknown("机构", place))?.clone(),
                setting: decode(setting.get(row)),
                insurance: decode(insurance.get(row)),
                begin: Moment::from_epoch_seconds(begin.get(row)),
                end: end.find(row).map(Moment::from_epoch_seconds),
                department: department.map(|parts| parts.code.clone()).unwrap_or_default(),
                department_name: department.map(|parts| parts.name.clone()).unwrap_or_default(),
                doctor: doctor.map(|parts| parts.code.clone()).unwrap_or_default(),
                diagnoses: Vec::new(),
                // A settled encounter without operations has none; the settlement list would carry them.
                operations: Fact::Known(Vec::new()),
                total: total.find(row).map(Money::from_scaled).into(),
                fund_paid: fund_paid.find(row).map(Money::from_scaled).into(),
                special: specials(special.get(row)).collect(),
                evidence: Vec::new(),
                current: false,
            };
            encounter.current = subject.scope.has_place(&encounter);
            self.visits.push(Visit {
                person: person.get(row),
                ordinal: ordinal.get(row),
                layer: subject.layer_of(place),
                encounter,
            });
        }
        Ok(())
    }

    pub(super) fn add_diagnoses(&mut self, batch: &RecordBatch, subject: &Subject) -> Result<()> {
        let (ordinal, number) = (Ids::of(batch, "encounter")?, Shorts::of(batch, "number")?);
        let (diagnosis, principal) = (Ids::of(batch, "diagnosis")?, Flags::of(batch, "principal")?);
        for row in 0..batch.num_rows() {
            let id = diagnosis.get(row);
            let known = subject.diagnoses.get(id as usize).ok_or_else(|| unknown("诊断", id))?;
            let diagnosis = Diagnosis {
                principal: principal.get(row),
                ..known.clone()
            };
            self.diagnoses.push((ordinal.get(row), number.get(row), diagnosis));
        }
        Ok(())
    }

    pub(super) fn add_operations(&mut self, batch: &RecordBatch, subject: &Subject) -> Result<()> {
        let (ordinal, operation) = (Ids::of(batch, "encounter")?, Ids::of(batch, "operation")?);
        let (principal, at) = (Flags::of(batch, "principal")?, Scaled::of(batch, "at")?);
        for row in 0..batch.num_rows() {
            let id = operation.get(row);
            let known = subject
                .operations
                .get(id as usize)
                .ok_or_else(|| unknown("手术操作", id))?;
            let operation = Operation {
                principal: principal.get(row),
                at: at.find(row).map(Moment::from_epoch_seconds),
                ..known.clone()
            };
            self.operations.push((ordinal.get(row), operation));
        }
        Ok(())
    }

    /// The visits of the bucket, by person and in the order of a record; and the numbers of those that have
    /// been withdrawn, in order, whose lines count as little as they.
    pub(super) fn into_visits(mut self) -> (Vec<Visit>, Vec<u32>) {
        let places: HashMap<u32, usize> = (0..)
            .zip(&self.visits)
            .map(|(place, visit)| (visit.ordinal, place))
            .collect();
        // Parts of later months may carry more rows of an encounter; within one they are in order.
        self.diagnoses.sort_by_key(|(ordinal, number, _)| (*ordinal, *number));
        for (ordinal, _, diagnosis) in self.diagnoses {
            let visit = places.get(&ordinal).and_then(|place| self.visits.get_mut(*place));
            if let Some(visit) = visit {
                visit.encounter.diagnoses.push(diagnosis);
            }
        }
        for (ordinal, operation) in self.operations {
            let visit = places.get(&ordinal).and_then(|place| self.visits.get_mut(*place));
            if let Some(Visit {
                encounter:
                    Encounter {
                        operations: Fact::Known(operations),
                        ..
                    },
                ..
            }) = visit
            {
                operations.push(operation);
            }
        }
        self.visits.sort_by(|a, b| {
            (a.person, a.encounter.begin, &a.encounter.id, a.ordinal).cmp(&(
                b.person,
                b.encounter.begin,
                &b.encounter.id,
                b.ordinal,
            ))
        });
        self.withdrawn.sort_unstable();
        (self.visits, self.withdrawn)
    }
}
