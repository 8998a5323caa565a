//! Dictionaries as Parquet files, one row per entry in order of its number.

use super::{Dictionaries, InstitutionEntry, Institutions, Items, Named, Persons, Practitioners, SEPARATOR, TextTable};
use crate::LakeError;
use crate::columns::{Reader, dates, integers, read_columns, texts, write_columns};
use arrow::array::ArrayRef;
use bytes::Bytes;
use domain::Division;

/// The dictionaries by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DictionaryName {
    Persons,
    Institutions,
    Departments,
    Practitioners,
    Items,
    Diagnoses,
    Operations,
}

impl DictionaryName {
    pub(crate) const ALL: [DictionaryName; 7] = [
        DictionaryName::Persons,
        DictionaryName::Institutions,
        DictionaryName::Departments,
        DictionaryName::Practitioners,
        DictionaryName::Items,
        DictionaryName::Diagnoses,
        DictionaryName::Operations,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            DictionaryName::Persons => "persons",
            DictionaryName::Institutions => "institutions",
            DictionaryName::Departments => "departments",
            DictionaryName::Practitioners => "practitioners",
            DictionaryName::Items => "items",
            DictionaryName::Diagnoses => "diagnoses",
            DictionaryName::Operations => "operations",
        }
    }
}

/// The part of an entry at a place.
fn part(key: &str, place: usize) -> &str {
    key.split(SEPARATOR).nth(place).unwrap_or_default()
}

fn parts(table: &TextTable, place: usize) -> ArrayRef {
    texts(table.iter().map(move |key| part(key, place)))
}

/// Entries put together again out of the columns of their parts.
fn joined(columns: &Reader, names: &[&str]) -> Result<TextTable, LakeError> {
    let parts = names
        .iter()
        .map(|name| columns.texts(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut table = TextTable::default();
    let mut key = String::new();
    for row in 0..columns.rows() {
        key.clear();
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                key.push(SEPARATOR);
            }
            key.push_str(part.value(row));
        }
        if table.insert(&key)? as usize != row {
            return Err(LakeError::damaged(columns.path(), format!("第 {} 行重复", row + 1)));
        }
    }
    Ok(table)
}

impl Dictionaries {
    /// Number of entries of a dictionary.
    pub(crate) fn rows(&self, name: DictionaryName) -> usize {
        match name {
            DictionaryName::Persons => self.persons.len(),
            DictionaryName::Institutions => self.institutions.len(),
            DictionaryName::Departments => self.departments.len(),
            DictionaryName::Practitioners => self.practitioners.len(),
            DictionaryName::Items => self.items.len(),
            DictionaryName::Diagnoses => self.diagnoses.len(),
            DictionaryName::Operations => self.operations.len(),
        }
    }

    /// A dictionary as a Parquet file.
    pub(crate) fn to_parquet(&self, name: DictionaryName) -> Result<Vec<u8>, LakeError> {
        let named = |named: &Named| vec![("code", parts(&named.table, 0)), ("name", parts(&named.table, 1))];
        let columns = match name {
            DictionaryName::Persons => self.persons.columns(),
            DictionaryName::Institutions => self.institutions.columns(),
            DictionaryName::Departments => named(&self.departments),
            DictionaryName::Diagnoses => named(&self.diagnoses),
            DictionaryName::Operations => named(&self.operations),
            DictionaryName::Practitioners => {
                let table = &self.practitioners.table;
                vec![
                    ("institution", parts(table, 0)),
                    ("code", parts(table, 1)),
                    ("name", parts(table, 2)),
                    ("title", integers(self.practitioners.titles.iter().copied())),
                ]
            }
            DictionaryName::Items => {
                let table = &self.items.table;
                let kinds = table.iter().map(|key| part(key, 2).parse::<u8>().unwrap_or(0));
                vec![
                    ("code", parts(table, 0)),
                    ("name", parts(table, 1)),
                    ("kind", integers(kinds)),
                ]
            }
        };
        write_columns(columns)
    }

    /// Reads a dictionary.
    pub(crate) fn load(&mut self, name: DictionaryName, path: &str, bytes: Bytes) -> Result<(), LakeError> {
        let columns = read_columns(path, bytes)?;
        let named = || {
            Ok::<_, LakeError>(Named {
                table: joined(&columns, &["code", "name"])?,
            })
        };
        match name {
            DictionaryName::Persons => self.persons = Persons::load(&columns)?,
            DictionaryName::Institutions => self.institutions = Institutions::load(&columns)?,
            DictionaryName::Departments => self.departments = named()?,
            DictionaryName::Diagnoses => self.diagnoses = named()?,
            DictionaryName::Operations => self.operations = named()?,
            DictionaryName::Practitioners => {
                let table = joined(&columns, &["institution", "code", "name"])?;
                self.practitioners = Practitioners::stored(table, columns.bytes("title")?);
            }
            DictionaryName::Items => {
                let (codes, names, kinds) = (columns.texts("code")?, columns.texts("name")?, columns.bytes("kind")?);
                let mut table = TextTable::default();
                for (row, kind) in kinds.iter().enumerate() {
                    let (code, name) = (codes.value(row), names.value(row));
                    table.insert(&format!("{code}{SEPARATOR}{name}{SEPARATOR}{kind}"))?;
                }
                self.items = Items { table };
            }
        }
        Ok(())
    }
}

impl Persons {
    fn columns(&self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("psn_no", texts(self.numbers.iter())),
            ("sex", integers(self.sex.iter().copied())),
            ("birth", dates(self.birth.iter().copied())),
            ("death", dates(self.death.iter().copied())),
            ("pool_area", texts((0..self.len() as u32).map(|id| self.pool_area(id)))),
            ("insurance", integers(self.insurance.iter().copied())),
        ]
    }

    fn load(columns: &Reader) -> Result<Self, LakeError> {
        let areas = columns.texts("pool_area")?;
        let mut persons = Self {
            numbers: joined(columns, &["psn_no"])?,
            sex: columns.bytes("sex")?,
            birth: columns.dates("birth")?,
            death: columns.dates("death")?,
            insurance: columns.bytes("insurance")?,
            ..Self::default()
        };
        for row in 0..columns.rows() {
            let area = persons.areas.insert(areas.value(row))?;
            persons.area.push(area);
        }
        Ok(persons)
    }
}

impl Institutions {
    fn columns(&self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("code", texts(self.codes.iter())),
            ("name", texts(self.entries.iter().map(|entry| entry.name.as_str()))),
            ("level", integers(self.entries.iter().map(|entry| entry.level))),
            ("kind", integers(self.entries.iter().map(|entry| entry.kind))),
            (
                "division",
                texts(self.entries.iter().map(|entry| entry.division.as_str())),
            ),
        ]
    }

    fn load(columns: &Reader) -> Result<Self, LakeError> {
        let (names, divisions) = (columns.texts("name")?, columns.texts("division")?);
        let (levels, kinds) = (columns.bytes("level")?, columns.bytes("kind")?);
        let entries = levels
            .iter()
            .zip(&kinds)
            .enumerate()
            .map(|(row, (level, kind))| InstitutionEntry {
                name: names.value(row).to_owned(),
                level: *level,
                kind: *kind,
                division: Division::new(divisions.value(row)),
            })
            .collect();
        Ok(Self {
            codes: joined(columns, &["code"])?,
            entries,
        })
    }
}
