//! Rows of older parts whose place newer ones take.

use super::{Merge, Merged, Pass};
use crate::columns::Reader;
use crate::lake::encode_part;
use crate::manifest::REMAINDER;
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{Array, BooleanArray};
use arrow::compute::filter_record_batch;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is to be taken out of the older parts of a bucket.
#[derive(Debug, Default)]
pub(super) struct Superseded {
    /// all rows of a visit
    visits: BTreeMap<LakeTable, HashSet<u32>>,
    /// rows of a visit by serial
    serials: BTreeMap<LakeTable, HashSet<(u32, Box<str>)>>,
    /// diagnoses of a visit by number, with their kinds
    numbers: HashMap<(u32, u16), Vec<u8>>,
    /// operations of a visit by time and code
    operations: HashSet<(u32, Option<i64>, Box<str>)>,
}

/// True where two kinds of a diagnosis may be the same; 0 is any.
pub(super) fn is_same_kind(one: u8, other: u8) -> bool {
    one == other || one == 0 || other == 0
}

/// Serials of the rows of a table that are in the lake.
pub(super) fn serials(pass: &Pass<'_>, table: LakeTable) -> Result<HashSet<(u32, Box<str>)>, LakeError> {
    let mut found = HashSet::new();
    let snapshot = pass.merge.snapshot;
    for part in snapshot.parts(table, pass.bucket) {
        let columns = Reader::of(&part.path, snapshot.read(part, Some(&["encounter", "id"]))?);
        let (encounters, ids) = (columns.ids("encounter")?, columns.texts("id")?);
        found.extend((0..columns.rows()).map(|row| (encounters.value(row), Box::from(ids.value(row)))));
    }
    Ok(found)
}

impl Superseded {
    /// All rows of a visit.
    pub fn visit(&mut self, table: LakeTable, encounter: u32) {
        self.visits.entry(table).or_default().insert(encounter);
    }

    /// The row of a visit that has a serial, if there is one.
    pub fn serial(&mut self, table: LakeTable, encounter: u32, id: &str) {
        self.serials.entry(table).or_default().insert((encounter, id.into()));
    }

    /// A diagnosis of a visit.
    pub fn diagnosis(&mut self, encounter: u32, number: u16, kind: u8) {
        self.numbers.entry((encounter, number)).or_default().push(kind);
    }

    /// An operation of a visit.
    pub fn operation(&mut self, encounter: u32, at: Option<i64>, code: &str) {
        self.operations.insert((encounter, at, code.into()));
    }

    /// True where the row with a serial has lost its place.
    pub fn holds_serial(&self, table: LakeTable, encounter: u32, id: &str) -> bool {
        self.serials
            .get(&table)
            .is_some_and(|serials| serials.contains(&(encounter, id.into())))
    }

    /// Writes the older parts without those rows.
    pub fn rewrite(&self, merge: &Merge<'_>, bucket: u32, merged: &mut Merged) -> Result<(), LakeError> {
        for (&table, visits) in &self.visits {
            self.table(merge, bucket, merged, table, |columns| {
                let encounters = columns.ids("encounter")?.values();
                Ok(encounters.iter().map(|encounter| !visits.contains(encounter)).collect())
            })?;
        }
        for (&table, serials) in &self.serials {
            let visits: HashSet<u32> = serials.iter().map(|(encounter, _)| *encounter).collect();
            self.table(merge, bucket, merged, table, |columns| {
                let (encounters, ids) = (columns.ids("encounter")?, columns.texts("id")?);
                let stays = |row| {
                    let encounter = encounters.value(row);
                    !(visits.contains(&encounter) && serials.contains(&(encounter, ids.value(row).into())))
                };
                Ok((0..columns.rows()).map(stays).collect())
            })?;
        }
        if !self.numbers.is_empty() {
            self.table(merge, bucket, merged, LakeTable::Diagnoses, |columns| {
                let (encounters, numbers) = (columns.ids("encounter")?, columns.shorts("number")?);
                let stays = |row| {
                    let Some(kinds) = self.numbers.get(&(encounters.value(row), numbers.value(row))) else {
                        return Ok(true);
                    };
                    let kind = columns.small_or_none("kind", row)?.unwrap_or(0);
                    Ok(!kinds.iter().any(|known| is_same_kind(*known, kind)))
                };
                (0..columns.rows()).map(stays).collect()
            })?;
        }
        if !self.operations.is_empty() {
            let visits: HashSet<u32> = self.operations.iter().map(|(encounter, ..)| *encounter).collect();
            self.table(merge, bucket, merged, LakeTable::Operations, |columns| {
                let (encounters, times) = (columns.ids("encounter")?, columns.longs("at")?);
                let operations = columns.ids("operation")?;
                let stays = |row| {
                    let encounter = encounters.value(row);
                    if !visits.contains(&encounter) {
                        return true;
                    }
                    let at = times.is_valid(row).then(|| times.value(row));
                    let code = merge.dictionaries.operations.get(operations.value(row));
                    let code = code.map_or("", |(code, _)| code);
                    !self.operations.contains(&(encounter, at, code.into()))
                };
                Ok((0..columns.rows()).map(stays).collect())
            })?;
        }
        Ok(())
    }

    /// Writes the parts of a table anew of which not all rows stay.
    fn table(
        &self,
        merge: &Merge<'_>,
        bucket: u32,
        merged: &mut Merged,
        table: LakeTable,
        stays: impl Fn(&Reader) -> Result<Vec<bool>, LakeError>,
    ) -> Result<(), LakeError> {
        let (keys, source): (&[&str], Option<SourceTable>) = match table {
            LakeTable::FeeLines => (&["encounter", "id"], Some(SourceTable::FeeLines)),
            LakeTable::Settlements => (&["encounter", "id"], Some(SourceTable::Settlements)),
            LakeTable::Diagnoses => (&["encounter", "number", "kind"], Some(SourceTable::Diagnoses)),
            LakeTable::Operations => (&["encounter", "at", "operation"], Some(SourceTable::Operations)),
            // Visits count what they replace where they are read.
            _ => (&["encounter"], None),
        };
        for (place, part) in merge.snapshot.parts(table, bucket).into_iter().enumerate() {
            let columns = Reader::of(&part.path, merge.snapshot.read(part, Some(keys))?);
            let kept = stays(&columns)?;
            let gone = kept.iter().filter(|kept| !**kept).count();
            if gone == 0 {
                continue;
            }
            merged.gone.push(part.path.clone());
            if let Some(source) = source {
                merged.counts(source).replaced += gone as u64;
            }
            let batch = merge.snapshot.read(part, None)?;
            let rest = filter_record_batch(&batch, &BooleanArray::from(kept))
                .map_err(|error| LakeError::damaged(&part.path, error))?;
            if rest.num_rows() > 0 {
                let label = format!("{:06}-{REMAINDER}{place}", merge.generation);
                let part = encode_part(table, bucket, &label, [Ok(rest)])?;
                merged.parts.push(merge.writing.keep(part)?);
            }
        }
        Ok(())
    }
}
