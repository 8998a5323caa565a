//! Visits of a pass: those in the lake and those that arrived, found by
//! identity, numbered, and written where something changed.

use super::rewrite::Superseded;
use super::{Merge, Merged, Pass, number};
use crate::columns::Reader;
use crate::import::row::Origin;
use crate::import::spill::{Kind, PaidAt, VisitRow, row};
use crate::values::{encode, special_bit};
use crate::{Dictionaries, LakeError, LakeTable, SourceTable};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray, UInt8Array, UInt16Array, UInt32Array,
};
use arrow::datatypes::UInt16Type;
use compact_str::CompactString;
use domain::national::{SettingSigns, care_setting, is_maternity_category, is_out_of_region, is_transfer_category};
use domain::{CareSetting, Division, Fact, Insurance, Moment, SpecialCare};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::Arc;

/// One visit.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub person: u32,
    pub encounter: u32,
    pub id: Box<str>,
    pub institution: u32,
    setting: u8,
    insurance: u8,
    begin: i64,
    end: Option<i64>,
    department: Option<u32>,
    doctor: Option<u32>,
    special: u16,
    pub total: Option<i64>,
    pub fund_paid: Option<i64>,
    plan: u8,
    /// 医疗类别; empty in lakes of before, whose visits stay what they were derived to
    category: CompactString,
    /// where the person is insured, if the visit says it
    insured: Option<CompactString>,
    paid_at: u8,
    /// the insurance that the visit names; in lakes of before that of its settlements, too
    said_insurance: u8,
    /// where the row that names it comes from; none where none does, or it is in the lake already
    insurance_origin: Option<Origin>,
    /// the insurance that its settlements name
    pub settled_insurance: u8,
    /// it was settled, and nothing of that stands
    pub withdrawn: bool,
    /// where the row that holds comes from; none where it is in the lake already
    origin: Option<Origin>,
    /// in the lake before
    pub old: bool,
    /// to be written
    pub changed: bool,
}

/// Visits by identity.
#[derive(Debug, Default)]
pub(super) struct Visits {
    pub all: Vec<Visit>,
    index: HashTable<u32>,
}

fn hash(person: u32, institution: u32, id: &str) -> u64 {
    FixedState::default().hash_one((person, institution, id))
}

impl Visits {
    /// The visits of the lake. Ordinals of visits are `n × buckets + bucket`, so that buckets can number apart;
    /// `next` is no less than the first `n` that is free.
    pub fn load(pass: &Pass<'_>, next: &mut u32) -> Result<Self, LakeError> {
        let mut visits = Self::default();
        let snapshot = pass.merge.snapshot;
        for part in snapshot.parts(LakeTable::Encounters, pass.bucket) {
            let batch = snapshot.read(part, None)?;
            let special = batch
                .column_by_name("special")
                .and_then(|column| column.as_primitive_opt::<UInt16Type>().cloned())
                .ok_or_else(|| LakeError::damaged(&part.path, "没有 special 列"))?;
            let columns = Reader::of(&part.path, batch);
            let persons = columns.ids("person")?;
            let encounters = columns.ids("encounter")?;
            let last = arrow::compute::max(encounters);
            *next = (*next).max(last.map_or(0, |last| last / snapshot.buckets() + 1));
            let (ids, institutions) = (columns.texts("id")?, columns.ids("institution")?);
            let (settings, insurances) = (columns.small("setting")?, columns.small("insurance")?);
            let (begins, ends) = (columns.longs("begin")?, columns.longs("end")?);
            let (departments, doctors) = (columns.ids("department")?, columns.ids("doctor")?);
            let (totals, funds) = (columns.longs("total")?, columns.longs("fund_paid")?);
            let plans = columns.small("readmission_plan")?;
            let (categories, insured) = (columns.texts("category")?, columns.texts("insured")?);
            let withdrawn = columns.flags("withdrawn")?;
            let (paid_at, said_insurances) = (columns.small("paid_at")?, columns.small("said_insurance")?);
            let settled_insurances = columns.small("settled_insurance")?;
            let long = |column: &Int64Array, row| column.is_valid(row).then(|| column.value(row));
            let id = |column: &UInt32Array, row| column.is_valid(row).then(|| column.value(row));
            for row in 0..columns.rows() {
                if pass.holds(persons.value(row)) {
                    visits.insert(Visit {
                        person: persons.value(row),
                        encounter: encounters.value(row),
                        id: ids.value(row).into(),
                        institution: institutions.value(row),
                        setting: settings.value(row),
                        insurance: insurances.value(row),
                        begin: begins.value(row),
                        end: long(ends, row),
                        department: id(departments, row),
                        doctor: id(doctors, row),
                        special: special.value(row),
                        total: long(totals, row),
                        fund_paid: long(funds, row),
                        plan: plans.value(row),
                        category: match categories.is_valid(row) {
                            true => categories.value(row).into(),
                            false => CompactString::default(),
                        },
                        insured: insured.is_valid(row).then(|| insured.value(row).into()),
                        paid_at: match paid_at.is_valid(row) {
                            true => paid_at.value(row),
                            false => 0,
                        },
                        said_insurance: match said_insurances.is_valid(row) {
                            true => said_insurances.value(row),
                            false => insurances.value(row),
                        },
                        insurance_origin: None,
                        settled_insurance: match settled_insurances.is_valid(row) {
                            true => settled_insurances.value(row),
                            false => 0,
                        },
                        withdrawn: withdrawn.is_valid(row) && withdrawn.value(row),
                        origin: None,
                        old: true,
                        changed: false,
                    });
                }
            }
        }
        Ok(visits)
    }

    fn insert(&mut self, visit: Visit) {
        let place = self.all.len() as u32;
        let key = hash(visit.person, visit.institution, &visit.id);
        self.all.push(visit);
        let all = &self.all;
        self.index.insert_unique(key, place, |place| {
            all.get(*place as usize)
                .map_or(0, |visit| hash(visit.person, visit.institution, &visit.id))
        });
    }

    /// The place of a visit.
    pub fn place(&self, person: u32, institution: u32, id: &str) -> Option<usize> {
        let same = |place: &u32| {
            self.all
                .get(*place as usize)
                .is_some_and(|visit| visit.person == person && visit.institution == institution && *visit.id == *id)
        };
        let place = self.index.find(hash(person, institution, id), same);
        place.map(|place| *place as usize)
    }

    /// A visit by identity.
    pub fn find(&self, person: u32, institution: u32, id: &str) -> Option<&Visit> {
        self.all.get(self.place(person, institution, id)?)
    }

    /// The visits that arrived.
    pub fn read(&mut self, pass: &Pass<'_>, next: &mut u32, merged: &mut Merged) -> Result<(), LakeError> {
        let dictionaries = pass.merge.dictionaries;
        pass.each(Kind::Visit, |bytes, numbers| {
            let (row, used): (VisitRow<'_>, usize) = row(bytes)?;
            if !pass.holds(row.person) {
                return Ok(used);
            }
            let institution = number(&numbers.institutions, row.institution)?;
            let known = self.place(row.person, institution, row.id);
            if let Some(known) = known.and_then(|place| self.all.get(place))
                && known.old
                && pass.merge.is_again(row.origin)
            {
                merged.counts(SourceTable::Encounters).kept += 1;
                return Ok(used);
            }
            let mut visit = visit(&row, institution, dictionaries);
            visit.department = row
                .department
                .map(|local| number(&numbers.departments, local))
                .transpose()?;
            visit.doctor = row
                .doctor
                .map(|local| number(&numbers.practitioners, local))
                .transpose()?;
            let counts = merged.counts(SourceTable::Encounters);
            match known.and_then(|place| self.all.get_mut(place)) {
                None => {
                    counts.taken += 1;
                    self.insert(visit);
                }
                Some(known) => {
                    counts.replaced += 1;
                    counts.taken += u64::from(known.origin.is_none());
                    known.meet(visit);
                }
            }
            Ok(used)
        })?;
        let mut new: Vec<&mut Visit> = self.all.iter_mut().filter(|visit| !visit.old).collect();
        new.sort_by(|a, b| (a.person, a.begin, &a.id).cmp(&(b.person, b.begin, &b.id)));
        let buckets = pass.merge.snapshot.buckets();
        for visit in new {
            visit.encounter = next
                .checked_mul(buckets)
                .and_then(|first| first.checked_add(pass.bucket))
                .ok_or(LakeError::TooMany("就诊"))?;
            *next += 1;
        }
        Ok(())
    }

    /// Derives visits of the lake anew whose institution or person is known better.
    pub fn know_better(&mut self, merge: &Merge<'_>) {
        let better = |visit: &&mut Visit| merge.better.touches(visit.institution, visit.person);
        for visit in self.all.iter_mut().filter(|visit| !visit.changed).filter(better) {
            let before = visit.derived();
            visit.derive(merge.dictionaries);
            visit.changed = visit.derived() != before;
        }
    }

    /// Writes what is new or changed; changed ones are taken out of the older parts.
    pub fn write(mut self, pass: &Pass<'_>, superseded: &mut Superseded, merged: &mut Merged) -> Result<(), LakeError> {
        // A settlement may have said more of the insurance.
        for visit in self.all.iter_mut().filter(|visit| visit.changed) {
            visit.derive(pass.merge.dictionaries);
        }
        let mut changed: Vec<Visit> = self.all.into_iter().filter(|visit| visit.changed).collect();
        changed.sort_by(|a, b| (a.person, a.begin, &a.id).cmp(&(b.person, b.begin, &b.id)));
        for visit in changed.iter().filter(|visit| visit.old) {
            superseded.visit(LakeTable::Encounters, visit.encounter);
        }
        pass.write(LakeTable::Encounters, [batch(&changed)], merged)
    }
}

impl Visit {
    /// Takes in another row of the visit. The later row holds, and of the insurance the latest that says it, whichever
    /// is met first.
    fn meet(&mut self, mut other: Visit) {
        let names_it_later = other.insurance_origin > self.insurance_origin;
        let (said, from) = match names_it_later {
            true => (other.said_insurance, other.insurance_origin),
            false => (self.said_insurance, self.insurance_origin),
        };
        if other.origin > self.origin {
            other.encounter = self.encounter;
            other.old = self.old;
            (other.total, other.fund_paid) = (self.total, self.fund_paid);
            other.withdrawn = self.withdrawn;
            other.settled_insurance = self.settled_insurance;
            *self = other;
        }
        (self.said_insurance, self.insurance_origin) = (said, from);
    }

    fn derived(&self) -> (u8, u8, u16) {
        (self.setting, self.insurance, self.special)
    }

    /// What the visit is, of what it says and what is known of its institution and person; as real time
    /// derives it.
    fn derive(&mut self, dictionaries: &Dictionaries) {
        let said = [self.said_insurance, self.settled_insurance];
        let said = said.into_iter().find(|said| *said != 0);
        let said = said.unwrap_or_else(|| encode(dictionaries.persons.insurance(self.person)));
        if self.category.is_empty() {
            // Of lakes of before.
            if self.insurance == 0 {
                self.insurance = said;
            }
            return;
        }
        let paid_at = PaidAt::of_lake(self.paid_at);
        let decision = care_setting(&SettingSigns {
            category: Some(&self.category),
            visit: None,
            institution: dictionaries.institutions.kind(self.institution),
            begin: Moment::from_epoch_seconds(self.begin),
            end: self.end.map(Moment::from_epoch_seconds),
            bed: false,
            internet: paid_at == PaidAt::Internet,
        });
        self.setting = encode(decision.setting);
        self.insurance = match is_maternity_category(&self.category) {
            true => encode(Fact::Known(Insurance::Maternity)),
            false => said,
        };
        let insured = match &self.insured {
            Some(division) => division.as_str(),
            None => dictionaries.persons.pool_area(self.person),
        };
        self.special = 0;
        if is_transfer_category(&self.category) {
            self.special |= special_bit(SpecialCare::Transfer);
        }
        let place = dictionaries.institutions.entry(self.institution);
        let far = paid_at == PaidAt::Elsewhere;
        if far || place.is_some_and(|place| is_out_of_region(&Division::new(insured), &place.division)) {
            self.special |= special_bit(SpecialCare::OutOfRegion);
        }
        self.special |= decision.beside.map_or(0, special_bit);
    }
}

/// A visit out of its row.
fn visit(row: &VisitRow<'_>, institution: u32, dictionaries: &Dictionaries) -> Visit {
    let mut visit = Visit {
        person: row.person,
        encounter: u32::MAX,
        id: row.id.into(),
        institution,
        setting: 0,
        insurance: 0,
        begin: row.begin,
        end: row.end,
        department: None,
        doctor: None,
        special: 0,
        total: None,
        fund_paid: None,
        plan: row.plan,
        category: row.category.into(),
        insured: row.insured.map(CompactString::from),
        paid_at: row.paid_at as u8,
        said_insurance: row.insurance,
        insurance_origin: (row.insurance != 0).then_some(row.origin),
        settled_insurance: 0,
        withdrawn: false,
        origin: Some(row.origin),
        old: false,
        changed: true,
    };
    visit.derive(dictionaries);
    // An inpatient who leaves at the second of admission has not left.
    if row.ended_as_begun && visit.setting == encode(Fact::Known(CareSetting::Inpatient)) {
        visit.end = None;
    }
    visit
}

fn batch(visits: &[Visit]) -> Result<RecordBatch, LakeError> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(visits.iter().map(|visit| visit.person))),
        Arc::new(UInt32Array::from_iter_values(
            visits.iter().map(|visit| visit.encounter),
        )),
        Arc::new(StringArray::from_iter_values(visits.iter().map(|visit| &*visit.id))),
        Arc::new(UInt32Array::from_iter_values(
            visits.iter().map(|visit| visit.institution),
        )),
        Arc::new(UInt8Array::from_iter_values(visits.iter().map(|visit| visit.setting))),
        Arc::new(UInt8Array::from_iter_values(visits.iter().map(|visit| visit.insurance))),
        Arc::new(Int64Array::from_iter_values(visits.iter().map(|visit| visit.begin))),
        Arc::new(Int64Array::from_iter(visits.iter().map(|visit| visit.end))),
        Arc::new(UInt32Array::from_iter(visits.iter().map(|visit| visit.department))),
        Arc::new(UInt32Array::from_iter(visits.iter().map(|visit| visit.doctor))),
        Arc::new(UInt16Array::from_iter_values(visits.iter().map(|visit| visit.special))),
        Arc::new(Int64Array::from_iter(visits.iter().map(|visit| visit.total))),
        Arc::new(Int64Array::from_iter(visits.iter().map(|visit| visit.fund_paid))),
        Arc::new(UInt8Array::from_iter_values(visits.iter().map(|visit| visit.plan))),
        Arc::new(StringArray::from_iter(visits.iter().map(|visit| {
            Some(visit.category.as_str()).filter(|category| !category.is_empty())
        }))),
        Arc::new(StringArray::from_iter(
            visits.iter().map(|visit| visit.insured.as_deref()),
        )),
        Arc::new(UInt8Array::from_iter_values(visits.iter().map(|visit| visit.paid_at))),
        Arc::new(UInt8Array::from_iter_values(
            visits.iter().map(|visit| visit.said_insurance),
        )),
        Arc::new(BooleanArray::from_iter(
            visits.iter().map(|visit| Some(visit.withdrawn)),
        )),
        Arc::new(UInt8Array::from_iter_values(
            visits.iter().map(|visit| visit.settled_insurance),
        )),
    ];
    RecordBatch::try_new(LakeTable::Encounters.schema(), columns)
        .map_err(|error| LakeError::damaged("encounters", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A visit out of a line that names an insurance, or 0.
    fn out_of(line: u32, insurance: u8) -> Visit {
        let row = VisitRow {
            origin: Origin { file: 0, line },
            person: 0,
            institution: 0,
            id: "M1",
            category: "11",
            insurance,
            begin: i64::from(line),
            end: None,
            ended_as_begun: false,
            department: None,
            doctor: None,
            insured: None,
            paid_at: PaidAt::Unsaid,
            plan: 0,
        };
        visit(&row, 0, &Dictionaries::default())
    }

    #[test]
    fn rows_of_a_visit_may_be_met_in_any_order() {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for (insurances, expected) in [
            ([1, 0, 0], 1),
            ([1, 2, 0], 2),
            ([0, 1, 2], 2),
            ([1, 0, 2], 2),
            ([0, 0, 0], 3),
        ] {
            for order in orders {
                // One is in the lake, where it was said to be 3.
                let mut known = Visit {
                    origin: None,
                    insurance_origin: None,
                    old: true,
                    encounter: 7,
                    ..out_of(9, 3)
                };
                for place in order {
                    known.meet(out_of(place as u32, insurances[place]));
                }
                assert_eq!(known.said_insurance, expected, "{insurances:?} {order:?}");
                assert_eq!((known.begin, known.encounter, known.old), (2, 7, true));
            }
        }
    }
}
