//! The tables that are kept as registered: wards, devices, beds. A later row
//! of the same key replaces the earlier one; each table is one part.

use super::registry::Registers;
use crate::columns::{Reader, texts};
use crate::lake::{Snapshot, write_part};
use crate::manifest::Manifest;
use crate::{LakeError, LakeTable};
use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use std::sync::Arc;

impl Registers {
    /// Adds what was registered before, and what is read again where neither says something, and writes the
    /// tables in which something is new.
    pub fn write(
        mut self,
        again: Registers,
        snapshot: &Snapshot,
        generation: u64,
        manifest: &mut Manifest,
    ) -> Result<(), LakeError> {
        let label = format!("{generation:06}-0");
        let new = (
            !self.wards.is_empty() || !again.wards.is_empty(),
            !self.devices.is_empty() || !again.devices.is_empty(),
            !self.beds.is_empty() || !again.beds.is_empty(),
        );
        let optional = |column: &UInt32Array, row| column.is_valid(row).then(|| column.value(row));
        let mut replace = |table: LakeTable, columns: Vec<ArrayRef>| {
            let gone: Vec<String> = snapshot.parts(table, 0).iter().map(|part| part.path.clone()).collect();
            let batch = RecordBatch::try_new(table.schema(), columns)
                .map_err(|error| LakeError::damaged(table.name(), error))?;
            let part = write_part(snapshot.storage(), table, 0, &label, &batch)?;
            manifest.replace_parts(&gone, vec![part]);
            Ok::<_, LakeError>(())
        };
        if new.0 {
            for columns in old(snapshot, LakeTable::Wards)? {
                let (institutions, departments) = (columns.ids("institution")?, columns.ids("department")?);
                let (categories, beds) = (columns.texts("category")?, columns.ids("beds")?);
                for row in 0..columns.rows() {
                    let ward = (categories.value(row).to_owned(), optional(beds, row));
                    self.wards
                        .entry((institutions.value(row), departments.value(row)))
                        .or_insert(ward);
                }
            }
            for (key, row) in again.wards {
                self.wards.entry(key).or_insert(row);
            }
            let columns = vec![
                ids(self.wards.keys().map(|key| key.0)),
                ids(self.wards.keys().map(|key| key.1)),
                texts(self.wards.values().map(|ward| ward.0.as_str())),
                some_ids(self.wards.values().map(|ward| ward.1)),
            ];
            replace(LakeTable::Wards, columns)?;
        }
        if new.1 {
            for columns in old(snapshot, LakeTable::Devices)? {
                let (institutions, codes) = (columns.ids("institution")?, columns.texts("code")?);
                let (names, categories) = (columns.texts("name")?, columns.texts("category")?);
                let counts = columns.ids("count")?;
                for row in 0..columns.rows() {
                    let (name, category) = (names.value(row).to_owned(), categories.value(row).to_owned());
                    self.devices
                        .entry((institutions.value(row), codes.value(row).to_owned()))
                        .or_insert((name, category, optional(counts, row)));
                }
            }
            for (key, row) in again.devices {
                self.devices.entry(key).or_insert(row);
            }
            let columns = vec![
                ids(self.devices.keys().map(|key| key.0)),
                texts(self.devices.keys().map(|key| key.1.as_str())),
                texts(self.devices.values().map(|device| device.0.as_str())),
                texts(self.devices.values().map(|device| device.1.as_str())),
                some_ids(self.devices.values().map(|device| device.2)),
            ];
            replace(LakeTable::Devices, columns)?;
        }
        if new.2 {
            for columns in old(snapshot, LakeTable::Beds)? {
                let (institutions, departments) = (columns.ids("institution")?, columns.texts("department")?);
                let (codes, categories) = (columns.texts("code")?, columns.texts("category")?);
                for row in 0..columns.rows() {
                    let (department, code) = (departments.value(row).to_owned(), codes.value(row).to_owned());
                    self.beds
                        .entry((institutions.value(row), department, code))
                        .or_insert_with(|| categories.value(row).to_owned());
                }
            }
            for (key, row) in again.beds {
                self.beds.entry(key).or_insert(row);
            }
            let columns = vec![
                ids(self.beds.keys().map(|key| key.0)),
                texts(self.beds.keys().map(|key| key.1.as_str())),
                texts(self.beds.keys().map(|key| key.2.as_str())),
                texts(self.beds.values().map(String::as_str)),
            ];
            replace(LakeTable::Beds, columns)?;
        }
        Ok(())
    }
}

fn old(snapshot: &Snapshot, table: LakeTable) -> Result<Vec<Reader>, LakeError> {
    let parts = snapshot.parts(table, 0);
    parts
        .into_iter()
        .map(|part| Ok(Reader::of(&part.path, snapshot.read(part, None)?)))
        .collect()
}

fn ids(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(values))
}

fn some_ids(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter(values))
}
