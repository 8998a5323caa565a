//! Rows of older parts whose place newer ones take.

use super::{Merge, Merged};
use crate::columns::Reader;
use crate::lake::encode_part;
use crate::manifest::REMAINDER;
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;
use std::collections::{BTreeMap, HashSet};

/// What is to be taken out of the older parts of a bucket.
#[derive(Debug, Default)]
pub(super) struct Superseded {
    /// all rows of a visit
    visits: BTreeMap<LakeTable, HashSet<u32>>,
    /// rows of a visit by serial
    serials: BTreeMap<LakeTable, HashSet<(u32, Box<str>)>>,
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

    /// True where the row with a serial has lost its place.
    pub fn holds_serial(&self, table: LakeTable, encounter: u32, id: &str) -> bool {
        self.serials
            .get(&table)
            .is_some_and(|serials| serials.contains(&(encounter, id.into())))
    }

    /// Writes the older parts without those rows.
    pub fn rewrite(&self, merge: &Merge<'_>, bucket: u32, merged: &mut Merged) -> Result<(), LakeError> {
        for (&table, visits) in &self.visits {
            self.table(merge, bucket, merged, table, |columns, row| {
                Ok(visits.contains(&columns.ids("encounter")?.value(row)))
            })?;
        }
        for (&table, serials) in &self.serials {
            let visits: HashSet<u32> = serials.iter().map(|(encounter, _)| *encounter).collect();
            self.table(merge, bucket, merged, table, |columns, row| {
                let encounter = columns.ids("encounter")?.value(row);
                Ok(visits.contains(&encounter)
                    && serials.contains(&(encounter, columns.texts("id")?.value(row).into())))
            })?;
        }
        Ok(())
    }

    fn table(
        &self,
        merge: &Merge<'_>,
        bucket: u32,
        merged: &mut Merged,
        table: LakeTable,
        lost: impl Fn(&Reader, usize) -> Result<bool, LakeError>,
    ) -> Result<(), LakeError> {
        let with_serial = self.serials.contains_key(&table);
        let keys: &[&str] = if with_serial {
            &["encounter", "id"]
        } else {
            &["encounter"]
        };
        for (place, part) in merge.snapshot.parts(table, bucket).into_iter().enumerate() {
            let columns = Reader::of(&part.path, merge.snapshot.read(part, Some(keys))?);
            let kept = (0..columns.rows())
                .map(|row| lost(&columns, row).map(|lost| !lost))
                .collect::<Result<Vec<bool>, _>>()?;
            let gone = kept.iter().filter(|kept| !**kept).count();
            if gone == 0 {
                continue;
            }
            merged.gone.push(part.path.clone());
            // Visits count what they replace where they are read; lists are replaced as a whole.
            if with_serial {
                let source = match table {
                    LakeTable::FeeLines => SourceTable::FeeLines,
                    _ => SourceTable::Settlements,
                };
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
