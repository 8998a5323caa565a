//! Whether a lake is what its manifest says: hashes, counts, order, references.

use crate::columns::{Reader, read_batch};
use crate::dictionary::{Dictionaries, DictionaryName};
use crate::manifest::{Part, sha256};
use crate::{Lake, LakeError, LakeTable, Snapshot};
use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::row::{RowConverter, SortField};
use bytes::Bytes;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// What is said of a file that is not the one that was written.
pub(crate) const OTHER_CONTENT: &str = "内容与清单的散列值不符";

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// files whose content was compared
    pub files: u64,
    /// rows whose order and references were checked
    pub rows: u64,
    /// what is wrong, with the file
    pub problems: Vec<String>,
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "核对文件 {} 个、数据 {} 行，发现问题 {} 处",
            self.files,
            self.rows,
            self.problems.len()
        )?;
        for problem in &self.problems {
            writeln!(f, "    {problem}")?;
        }
        Ok(())
    }
}

impl Lake {
    /// Compares every file with the manifest. Problems are found, not errors: an error means that
    /// the storage does not answer.
    pub fn verify(&self) -> Result<Verification, LakeError> {
        let snapshot = self.snapshot();
        let mut found = Verification::default();
        let Some(dictionaries) = dictionaries(&snapshot, &mut found)? else {
            return Ok(found);
        };
        for bucket in 0..snapshot.buckets() {
            let mut visits = HashMap::new();
            for table in LakeTable::ALL {
                for part in snapshot.parts(table, bucket) {
                    found.files += 1;
                    let wrong = match check(&snapshot, &dictionaries, table, part, &mut visits) {
                        Ok(wrong) => wrong,
                        Err(LakeError::Damaged { reason, .. } | LakeError::Storage { reason, .. }) => Some(reason),
                        Err(other) => return Err(other),
                    };
                    found.rows += part.rows;
                    found
                        .problems
                        .extend(wrong.map(|wrong| format!("{}：{wrong}", part.path)));
                }
            }
        }
        Ok(found)
    }
}

impl Snapshot {
    /// The bytes of a part, if they are what the manifest says.
    pub(crate) fn whole(&self, part: &Part) -> Result<Bytes, LakeError> {
        let bytes = self.storage().read(&part.path)?;
        if sha256(&bytes) != part.sha256 || bytes.len() as u64 != part.bytes {
            return Err(LakeError::damaged(&part.path, OTHER_CONTENT));
        }
        Ok(bytes)
    }

    /// Makes sure that the parts of a bucket are what the manifest says, where the storage itself does not: what is
    /// judged of a flipped bit may be about somebody else.
    pub(crate) fn is_sound(&self, bucket: u32) -> Result<(), LakeError> {
        match self.storage().compares_content() {
            true => Ok(()),
            false => self.first_damage(bucket).map_or(Ok(()), Err),
        }
    }

    /// Makes sure that every part is there: a scan takes one that is gone for one without rows.
    pub(crate) fn all_there(&self) -> Result<(), LakeError> {
        let there: HashSet<String> = self.storage().list("data")?.into_iter().collect();
        let gone = self.manifest().parts.iter().find(|part| !there.contains(&part.path));
        gone.map_or(Ok(()), |part| Err(LakeError::damaged(&part.path, "没有这个文件")))
    }

    /// What is wrong with the first part of a bucket that is not what the manifest says.
    pub(crate) fn first_damage(&self, bucket: u32) -> Option<LakeError> {
        let parts = LakeTable::ALL.into_iter().flat_map(|table| self.parts(table, bucket));
        parts.map(|part| self.whole(part)).find_map(Result::err)
    }
}

/// The dictionaries; none where they cannot be used.
fn dictionaries(snapshot: &Snapshot, found: &mut Verification) -> Result<Option<Dictionaries>, LakeError> {
    for name in DictionaryName::ALL {
        if let Some(file) = snapshot.manifest().dictionaries.get(name.name()) {
            found.files += 1;
            match snapshot.storage().read(&file.path) {
                Ok(bytes) if sha256(&bytes) == file.sha256 => {}
                Ok(_) => found.problems.push(format!("{}：{OTHER_CONTENT}", file.path)),
                Err(error) => found.problems.push(error.to_string()),
            }
        }
    }
    if !found.problems.is_empty() {
        return Ok(None);
    }
    match snapshot.dictionaries() {
        Ok(dictionaries) => Ok(Some(dictionaries)),
        Err(error @ LakeError::Damaged { .. }) => {
            found.problems.push(error.to_string());
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// What is wrong with a part. `visits` gathers the visits of the bucket with their persons; its
/// table comes first.
fn check(
    snapshot: &Snapshot,
    dictionaries: &Dictionaries,
    table: LakeTable,
    part: &Part,
    visits: &mut HashMap<u32, u32>,
) -> Result<Option<String>, LakeError> {
    let bytes = snapshot.whole(part)?;
    let batch = read_batch(&part.path, bytes, None)?;
    if !table.is_schema_of(&batch.schema()) {
        return Ok(Some("列与表的定义不符".to_owned()));
    }
    if batch.num_rows() as u64 != part.rows {
        return Ok(Some(format!("有 {} 行，清单为 {} 行", batch.num_rows(), part.rows)));
    }
    if let Some(row) = first_out_of_order(&batch, table)? {
        return Ok(Some(format!("第 {row} 行没有按 {:?} 排序", table.order())));
    }
    let columns = Reader::of(&part.path, batch);
    let limits = [
        ("institution", dictionaries.institutions.len()),
        ("item", dictionaries.items.len()),
        ("doctor", dictionaries.practitioners.len()),
        ("diagnosis", dictionaries.diagnoses.len()),
        ("operation", dictionaries.operations.len()),
        ("person", dictionaries.persons.len()),
    ];
    for (name, entries) in limits {
        if let Ok(ids) = columns.ids(name)
            && ids.iter().flatten().any(|id| id as usize >= entries)
        {
            return Ok(Some(format!("{name} 列有字典中没有的编号")));
        }
    }
    if !table.is_by_person() {
        return Ok(None);
    }
    let (persons, encounters) = (columns.ids("person")?, columns.ids("encounter")?);
    Ok(references(
        snapshot,
        dictionaries,
        table,
        part,
        persons,
        encounters,
        visits,
    ))
}

fn references(
    snapshot: &Snapshot,
    dictionaries: &Dictionaries,
    table: LakeTable,
    part: &Part,
    persons: &UInt32Array,
    encounters: &UInt32Array,
    visits: &mut HashMap<u32, u32>,
) -> Option<String> {
    for (person, encounter) in persons.values().iter().zip(encounters.values()) {
        if table == LakeTable::Encounters {
            if dictionaries.persons.bucket(*person, snapshot.buckets()) != part.bucket {
                return Some(format!("参保人 {person} 不属于本分桶"));
            }
            if visits.insert(*encounter, *person).is_some() {
                return Some(format!("就诊 {encounter} 重复"));
            }
        } else if visits.get(encounter) != Some(person) {
            return Some(format!("就诊 {encounter}（参保人 {person}）不在就诊表中"));
        }
    }
    None
}

/// The first row that is smaller than the one before it.
fn first_out_of_order(batch: &RecordBatch, table: LakeTable) -> Result<Option<usize>, LakeError> {
    let damaged = |error: &dyn fmt::Display| LakeError::damaged(table.name(), error);
    let columns: Vec<ArrayRef> = table
        .order()
        .iter()
        .filter_map(|name| batch.column_by_name(name).cloned())
        .collect();
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone()));
    let converter = RowConverter::new(fields.collect()).map_err(|error| damaged(&error))?;
    let rows = converter.convert_columns(&columns).map_err(|error| damaged(&error))?;
    Ok((1..rows.num_rows()).find(|row| rows.row(*row) < rows.row(row - 1)))
}
