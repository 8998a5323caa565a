//! Persons and registries: small enough for memory, read in order, so that
//! numbers are given in the order of the delivery.

use super::report::{Reject, TableReport};
use super::row::{Bad, Fields, Origin, Row, ServiceTime, Taker};
use super::source::Source;
use crate::dictionary::{InstitutionEntry, Institutions, PersonEntry, Persons, SEPARATOR};
use crate::values::encode;
use crate::{Dictionaries, LakeError, SourceTable};
use domain::national;
use domain::{Division, Fact, Moment};
use hashbrown::HashSet;
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

/// Institutions and persons of the lake of whom something else is known than before, from which visits
/// derive.
#[derive(Debug, Default)]
pub(crate) struct Better {
    institutions: HashSet<u32>,
    persons: HashSet<u32>,
    /// the buckets of the persons
    buckets: HashSet<u32>,
}

impl Better {
    /// True for a bucket that may have visits of theirs; an institution's may lie in any.
    pub fn reaches(&self, bucket: u32) -> bool {
        !self.institutions.is_empty() || self.buckets.contains(&bucket)
    }

    pub fn touches(&self, institution: u32, person: u32) -> bool {
        self.institutions.contains(&institution) || self.persons.contains(&person)
    }
}

/// Takes the rows of persons and registries.
#[derive(Debug)]
pub(crate) struct RegistryTaker<'d> {
    pub dictionaries: &'d mut Dictionaries,
    pub registers: Registers,
    /// of files that are read again: they hold where nothing else does
    pub again: Registers,
    pub better: Better,
    pub counts: BTreeMap<SourceTable, TableReport>,
    pub rejects: Vec<Reject>,
    pub rows_by_file: Vec<u64>,
    sources: &'d [Source],
    /// buckets of the lake
    buckets: u32,
    /// persons and institutions of the lake; those with higher numbers have no visits in it
    in_lake: (usize, usize),
    /// persons, institutions and practitioners that this import has registered, by table
    met: BTreeMap<SourceTable, HashSet<u32>>,
}

impl<'d> RegistryTaker<'d> {
    pub fn new(dictionaries: &'d mut Dictionaries, sources: &'d [Source], buckets: u32) -> Self {
        Self {
            in_lake: (dictionaries.persons.len(), dictionaries.institutions.len()),
            dictionaries,
            registers: Registers::default(),
            again: Registers::default(),
            better: Better::default(),
            counts: BTreeMap::new(),
            rejects: Vec::new(),
            rows_by_file: vec![0; sources.len()],
            sources,
            buckets,
            met: BTreeMap::new(),
        }
    }
}

enum Outcome {
    New,
    /// something in the lake
    Replaced,
    /// a row of the same import
    Repeated,
    /// the lake's own stays
    Kept,
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
        let fields = Fields {
            table,
            row,
            services: ServiceTime::seen_on(None),
        };
        let again = self
            .sources
            .get(origin.file as usize)
            .is_some_and(|source| source.again);
        match self.enter(&fields, again)? {
            Ok(outcome) => {
                let counts = self.counts.entry(table).or_default();
                counts.taken += u64::from(matches!(outcome, Outcome::New | Outcome::Replaced));
                counts.replaced += u64::from(matches!(outcome, Outcome::Replaced | Outcome::Repeated));
                counts.kept += u64::from(matches!(outcome, Outcome::Kept));
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

    fn registers(&mut self, again: bool) -> &mut Registers {
        match again {
            true => &mut self.again,
            false => &mut self.registers,
        }
    }

    /// Notes that something was registered, which was in the lake or not.
    fn met(&mut self, table: SourceTable, id: u32, known: bool) -> Outcome {
        match (self.met.entry(table).or_default().insert(id), known) {
            (false, _) => Outcome::Repeated,
            (true, true) => Outcome::Replaced,
            (true, false) => Outcome::New,
        }
    }

    /// True for something in the lake that a file which is read again does not touch.
    fn stays(&self, table: SourceTable, id: Option<u32>, again: bool) -> bool {
        let met = self.met.get(&table);
        again && id.is_some_and(|id| !met.is_some_and(|met| met.contains(&id)))
    }

    fn unknown(&mut self, table: SourceTable, field: &'static str, unknown: bool) {
        if unknown {
            let counts = self.counts.entry(table).or_default();
            *counts.unknown_codes.entry(field).or_default() += 1;
        }
    }

    fn enter<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Result<Outcome, Bad>, LakeError> {
        let result = match fields.table {
            SourceTable::Persons => self.person(fields, again),
            SourceTable::Institutions => self.institution(fields, again),
            SourceTable::Departments => self.department(fields, again),
            SourceTable::Practitioners => self.practitioner(fields, again),
            SourceTable::Devices => self.device(fields, again),
            _ => self.bed(fields, again),
        };
        match result {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(Trouble::Row(bad)) => Ok(Err(bad)),
            Err(Trouble::Lake(error)) => Err(error),
        }
    }

    fn person<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Persons;
        let number = fields.must_code(const { T.place("psn_no") })?;
        let sex = fields.known(const { T.place("gend") }, national::sex)?;
        let birth = fields.birth(const { T.place("brdy") })?;
        let death = fields.moment(const { T.place("dead_date") })?.map(Moment::day);
        let insurance = fields.code(const { T.place("insutype") })?;
        let (insurance, unknown) = lenient(insurance.as_deref(), |code| national::insurance(code).map(Fact::Known));
        let area = fields.code(const { T.place("insuplc_admdvs") })?;
        let known = self.dictionaries.persons.find(&number);
        let entry = PersonEntry {
            sex: encode(sex.unwrap_or_default()),
            birth,
            death,
            pool_area: area.as_deref().unwrap_or_default(),
            insurance: encode(insurance),
        };
        // A register that has the column and says nothing in it takes an earlier death back.
        let lives = death.is_none() && fields.row.has(const { T.place("dead_date") });
        if self.stays(T, known, again) {
            return Ok(Outcome::Kept);
        }
        let persons = &mut self.dictionaries.persons;
        let said = |persons: &Persons, id: u32| (persons.pool_area(id).to_owned(), persons.insurance(id));
        let in_lake = known.filter(|id| (*id as usize) < self.in_lake.0);
        let before = in_lake.map(|id| said(persons, id));
        let id = persons.register(&number, entry, lives)?;
        if before.is_some_and(|before| before != said(persons, id)) {
            self.better.persons.insert(id);
            self.better.buckets.insert(persons.bucket(id, self.buckets));
        }
        self.unknown(T, "insutype", unknown);
        Ok(self.met(T, id, known.is_some()))
    }

    fn institution<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
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
        let known = self.dictionaries.institutions.find(&code);
        let before = known.and_then(|id| self.dictionaries.institutions.entry(id));
        // One that claims refer to is known by its code alone.
        let is_registered = before.is_some_and(|before| *before != InstitutionEntry::default());
        if self.stays(T, known.filter(|_| is_registered), again) {
            return Ok(Outcome::Kept);
        }
        let institutions = &mut self.dictionaries.institutions;
        let said = |institutions: &Institutions, id: u32| {
            let entry = institutions.entry(id);
            entry.map(|entry| (entry.kind, entry.division.clone()))
        };
        let in_lake = known.filter(|id| (*id as usize) < self.in_lake.1);
        let before = in_lake.map(|id| said(institutions, id));
        let id = institutions.register(&code, entry)?;
        if before.is_some_and(|before| before != said(institutions, id)) {
            self.better.institutions.insert(id);
        }
        self.unknown(T, "hosp_lv", unknown);
        Ok(self.met(T, id, is_registered))
    }

    fn department<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Departments;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_code(const { T.place("hosp_dept_codg") })?;
        let name = fields.must_text(const { T.place("hosp_dept_name") })?;
        let category = fields.code(const { T.place("caty") })?.unwrap_or_default().into_owned();
        let beds = fields.count(const { T.place("aprv_bed_cnt") })?.map(u32::from);
        let institution = self.dictionaries.institutions.mention(&institution)?;
        let key = format!("{code}{SEPARATOR}{name}");
        let department = self.dictionaries.departments.table.insert(&key)?;
        let old = self
            .registers(again)
            .wards
            .insert((institution, department), (category, beds));
        Ok(outcome(old.is_some()))
    }

    fn practitioner<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Practitioners;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_code(const { T.place("dr_codg") })?;
        let name = fields.text(const { T.place("dr_name") })?.unwrap_or_default();
        let title = fields.code(const { T.place("pro_tech_duty") })?;
        let (title, unknown) = lenient(title.as_deref(), national::title);
        let key = format!("{institution}{SEPARATOR}{code}{SEPARATOR}{name}");
        self.dictionaries.institutions.mention(&institution)?;
        let practitioners = &mut self.dictionaries.practitioners;
        let known = practitioners.table.find(&key);
        let is_registered = practitioners.is_registered(&key);
        if self.stays(T, known.filter(|_| is_registered), again) {
            return Ok(Outcome::Kept);
        }
        let id = self.dictionaries.practitioners.register(&key, encode(title))?;
        self.unknown(T, "pro_tech_duty", unknown);
        Ok(self.met(T, id, known.is_some()))
    }

    fn device<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
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
            .registers(again)
            .devices
            .insert((institution, code), (name, category, count));
        Ok(outcome(old.is_some()))
    }

    fn bed<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<Outcome, Trouble> {
        const T: SourceTable = SourceTable::Beds;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let department = fields.must_code(const { T.place("hosp_dept_codg") })?.into_owned();
        let bed = fields.must_code(const { T.place("bed_codg") })?.into_owned();
        let category = fields
            .code(const { T.place("bed_type") })?
            .unwrap_or_default()
            .into_owned();
        let institution = self.dictionaries.institutions.mention(&institution)?;
        let old = self
            .registers(again)
            .beds
            .insert((institution, department, bed), category);
        Ok(outcome(old.is_some()))
    }
}

/// Of the registers it is seen only at the end what the lake had.
fn outcome(known: bool) -> Outcome {
    match known {
        true => Outcome::Repeated,
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
