//! Persons and registries: small enough for memory, read in order, so that
//! numbers are given in the order of the delivery.

use super::report::{Reject, TableReport};
use super::row::{Bad, Fields, Origin, Row, Taker};
use crate::dictionary::{InstitutionEntry, PersonEntry, SEPARATOR};
use crate::values::encode;
use crate::{Dictionaries, LakeError, SourceTable};
use domain::national;
use domain::{Division, Fact, Moment};
use std::collections::BTreeMap;

/// Rows of the tables that are kept as registered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registers {
    /// by institution and department: category, approved beds
    pub wards: BTreeMap<(u32, u32), (String, Option<u32>)>,
    /// by institution and code: name, category, count
    pub devices: BTreeMap<(u32, String), (String, String, Option<u32>)>,
    /// by institution, department code and bed: category
    pub beds: BTreeMap<(u32, String, String), String>,
}

/// Takes the rows of persons and registries.
#[derive(Debug)]
pub(crate) struct RegistryTaker<'d> {
    pub dictionaries: &'d mut Dictionaries,
    pub registers: Registers,
    pub counts: BTreeMap<SourceTable, TableReport>,
    pub rejects: Vec<Reject>,
    pub rows_by_file: Vec<u64>,
}

enum Outcome {
    New,
    Replaced,
}

impl Taker for RegistryTaker<'_> {
    fn wants(&self, table: SourceTable) -> bool {
        table.is_registry()
    }

    fn take<R: Row>(&mut self, table: SourceTable, origin: Origin, row: &R) -> Result<(), LakeError> {
        if let Some(rows) = self.rows_by_file.get_mut(origin.file as usize) {
            *rows += 1;
        }
        self.counts.entry(table).or_default().read += 1;
        let fields = Fields { table, row };
        match self.enter(&fields)? {
            Ok(outcome) => {
                let counts = self.counts.entry(table).or_default();
                counts.taken += 1;
                counts.replaced += u64::from(matches!(outcome, Outcome::Replaced));
            }
            Err(bad) => self.reject(table, origin, bad),
        }
        Ok(())
    }

    fn refuse(&mut self, table: SourceTable, origin: Origin, bad: Bad) {
        if let Some(rows) = self.rows_by_file.get_mut(origin.file as usize) {
            *rows += 1;
        }
        self.counts.entry(table).or_default().read += 1;
        self.reject(table, origin, bad);
    }
}

/// A code of a locally extended set: one that is not in the table is recorded as unknown.
fn lenient<T>(code: Option<&str>, table: impl Fn(&str) -> Option<Fact<T>>) -> (Fact<T>, bool) {
    match code.map(table) {
        None => (Fact::Absent, false),
        Some(Some(fact)) => (fact, false),
        Some(None) => (Fact::Unknown, true),
    }
}

impl RegistryTaker<'_> {
    fn reject(&mut self, table: SourceTable, origin: Origin, bad: Bad) {
        let counts = self.counts.entry(table).or_default();
        *counts.rejected.entry((bad.field, bad.reason)).or_default() += 1;
        self.rejects.push(Reject { table, origin, bad });
    }

    fn unknown(&mut self, table: SourceTable, field: &'static str, unknown: bool) {
        if unknown {
            let counts = self.counts.entry(table).or_default();
            *counts.unknown_codes.entry(field).or_default() += 1;
        }
    }

    fn enter<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Result<Outcome, Bad>, LakeError> {
        let result = match fields.table {
            SourceTable::Persons => self.person(fields),
            SourceTable::Institutions => self.institution(fields),
            SourceTable::Departments => self.department(fields),
            SourceTable::Practitioners => self.practitioner(fields),
            SourceTable::Devices => self.device(fields),
            _ => self.bed(fields),
        };
        match result {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(Trouble::Row(bad)) => Ok(Err(bad)),
            Err(Trouble::Lake(error)) => Err(error),
        }
    }

    fn person<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Persons;
        let number = fields.must_code(const { T.place("psn_no") })?;
        let sex = fields.known(const { T.place("gend") }, national::sex)?;
        let birth = fields.birth(const { T.place("brdy") })?;
        let death = fields.moment(const { T.place("dead_date") })?.map(Moment::day);
        let insurance = fields.code(const { T.place("insutype") })?;
        let (insurance, unknown) = lenient(insurance.as_deref(), |code| national::insurance(code).map(Fact::Known));
        let area = fields.code(const { T.place("insuplc_admdvs") })?;
        let entry = PersonEntry {
            sex: encode(sex.unwrap_or_default()),
            birth,
            death,
            pool_area: area.as_deref().unwrap_or_default(),
            insurance: encode(insurance),
        };
        let replaced = self.dictionaries.persons.register(&number, entry)?;
        self.unknown(T, "insutype", unknown);
        Ok(if replaced { Outcome::Replaced } else { Outcome::New })
    }

    fn institution<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Institutions;
        let code = fields.must_code(const { T.place("fixmedins_code") })?;
        let kind = fields.known(const { T.place("fixmedins_type") }, national::institution_kind)?;
        let level = fields.code(const { T.place("hosp_lv") })?;
        let (level, unknown) = lenient(level.as_deref(), |code| national::level(code).map(Fact::Known));
        let entry = InstitutionEntry {
            name: fields
                .text(const { T.place("fixmedins_name") })?
                .unwrap_or_default()
                .into_owned(),
            level: encode(level),
            kind: encode(Fact::from(kind)),
            division: Division::new(fields.code(const { T.place("admdvs") })?.unwrap_or_default()),
        };
        let known = self.dictionaries.institutions.len();
        let id = self.dictionaries.institutions.register(&code, entry)?;
        self.unknown(T, "hosp_lv", unknown);
        Ok(outcome((id as usize) < known))
    }

    fn department<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Departments;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_code(const { T.place("hosp_dept_codg") })?;
        let name = fields.must_text(const { T.place("hosp_dept_name") })?;
        let category = fields.code(const { T.place("caty") })?.unwrap_or_default().into_owned();
        let beds = fields.count(const { T.place("aprv_bed_cnt") })?.map(u32::from);
        let institution = self.dictionaries.institutions.mention(&institution)?;
        let key = format!("{code}{SEPARATOR}{name}");
        let department = self.dictionaries.departments.table.insert(&key)?;
        let old = self.registers.wards.insert((institution, department), (category, beds));
        Ok(outcome(old.is_some()))
    }

    fn practitioner<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Practitioners;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_code(const { T.place("dr_codg") })?;
        let name = fields.text(const { T.place("dr_name") })?.unwrap_or_default();
        let title = fields.code(const { T.place("pro_tech_duty") })?;
        let (title, unknown) = lenient(title.as_deref(), national::title);
        let key = format!("{institution}{SEPARATOR}{code}{SEPARATOR}{name}");
        self.dictionaries.institutions.mention(&institution)?;
        let known = self.dictionaries.practitioners.table.find(&key).is_some();
        self.dictionaries.practitioners.register(&key, encode(title))?;
        self.unknown(T, "pro_tech_duty", unknown);
        Ok(outcome(known))
    }

    fn device<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Devices;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_code(const { T.place("equip_codg") })?.into_owned();
        let name = fields
            .text(const { T.place("equip_name") })?
            .unwrap_or_default()
            .into_owned();
        let category = fields
            .code(const { T.place("equip_type") })?
            .unwrap_or_default()
            .into_owned();
        let count = fields.count(const { T.place("equip_cnt") })?.map(u32::from);
        let institution = self.dictionaries.institutions.mention(&institution)?;
        let old = self
            .registers
            .devices
            .insert((institution, code), (name, category, count));
        Ok(outcome(old.is_some()))
    }

    fn bed<R: Row>(&mut self, fields: &Fields<'_, R>) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Beds;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let department = fields.must_code(const { T.place("hosp_dept_codg") })?.into_owned();
        let bed = fields.must_code(const { T.place("bed_codg") })?.into_owned();
        let category = fields
            .code(const { T.place("bed_type") })?
            .unwrap_or_default()
            .into_owned();
        let institution = self.dictionaries.institutions.mention(&institution)?;
        let old = self.registers.beds.insert((institution, department, bed), category);
        Ok(outcome(old.is_some()))
    }
}

fn outcome(known: bool) -> Outcome {
    match known {
        true => Outcome::Replaced,
        false => Outcome::New,
    }
}

/// A bad row costs the row, anything else the import.
pub(crate) enum Trouble {
    Row(Bad),
    Lake(LakeError),
}

impl From<Bad> for Trouble {
    fn from(bad: Bad) -> Self {
        Trouble::Row(bad)
    }
}

impl From<LakeError> for Trouble {
    fn from(error: LakeError) -> Self {
        Trouble::Lake(error)
    }
}
