//! From temporary rows to parts, bucket by bucket: references resolved, rows
//! of the same identity reduced to the last, sorted, written.
//!
//! Identities. A visit is (person, institution, `mdtrt_id`); a fee line or settlement is (visit,
//! serial); a diagnosis is (visit, kind, number), where a kind that is not said is any; an operation, which
//! has no number, is (visit, code, time). The later row holds, within an import and across imports. What is
//! replaced is taken out of the older parts, which are then written anew. Of a file that is read again
//! because rows of it were rejected, only what the lake does not have is taken: a correction may have come
//! in between.
//!
//! What a visit is derives from registries that may come later; visits of the lake are derived anew where
//! an institution or a person is known better.
//!
//! Refunds stay rows of their own, with the line that they name: the evaluator nets them
//! (`rulebook`'s view: the named line, else the latest earlier line of the same item and visit), and
//! what is netted twice, once here and once there, would not agree with real time.

mod lines;
mod lists;
mod rewrite;
mod settlements;
mod visits;

use super::reason::Reason;
use super::registry::Better;
use super::report::{Reject, TableReport};
use super::row::{Bad, Origin};
use super::source::{Format, Source};
use super::spill::{Kind, MoveRow, Spill, SpillWriter, row};
use super::writing::Writing;
use crate::lake::{Snapshot, encode_part};
use crate::manifest::Part;
use crate::{Dictionaries, LakeError, LakeTable, SourceTable};
use arrow::array::RecordBatch;
pub(crate) use lines::Lines;
use rewrite::Superseded;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use visits::Visits;

/// What a reading thread's numbers are in the dictionaries.
#[derive(Debug)]
pub(crate) struct Numbers {
    pub institutions: Vec<u32>,
    pub departments: Vec<u32>,
    pub practitioners: Vec<u32>,
    pub items: Vec<u32>,
    pub diagnoses: Vec<u32>,
    pub operations: Vec<u32>,
}

/// The number in the dictionary.
fn number(numbers: &[u32], local: u32) -> Result<u32, LakeError> {
    let number = numbers.get(local as usize).copied();
    number.ok_or_else(|| LakeError::damaged("spill", "编号超出范围"))
}

/// What all buckets share.
#[derive(Debug)]
pub(crate) struct Merge<'m> {
    pub snapshot: &'m Snapshot,
    pub sources: &'m [Source],
    /// institutions and persons of whom something else is known than before
    pub better: &'m Better,
    pub dictionaries: &'m Dictionaries,
    pub read: &'m [(Spill, Numbers)],
    /// takes the parts
    pub writing: &'m Writing,
    /// takes stock moves with their references resolved, for the one bucket that they lie in; those that
    /// nobody writes to at the moment
    pub moves: Mutex<Vec<SpillWriter>>,
    /// folder for temporary files
    pub scratch: Option<&'m Path>,
    pub generation: u64,
    /// temporary bytes brought into memory at once; a bucket that has more is cut by person
    pub pass_bytes: usize,
}

/// What became of a bucket.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub parts: Vec<Part>,
    pub gone: Vec<String>,
    pub rejects: Vec<Reject>,
    pub counts: BTreeMap<SourceTable, TableReport>,
}

impl Merged {
    fn counts(&mut self, table: SourceTable) -> &mut TableReport {
        self.counts.entry(table).or_default()
    }

    /// A row whose visit is nowhere; in a message, whose line holds several, with its serial.
    fn dangling(&mut self, merge: &Merge<'_>, table: SourceTable, origin: Origin, visit: &str, serial: &str) {
        let is_message = merge
            .source(origin)
            .is_some_and(|source| source.format == Format::Messages);
        let bad = Bad {
            field: "mdtrt_id",
            value: match is_message && !serial.is_empty() {
                true => format!("{visit}（{serial}）"),
                false => visit.to_owned(),
            },
            reason: Reason::NoEncounter,
        };
        let counts = self.counts(table);
        *counts.rejected.entry((bad.field, bad.reason)).or_default() += 1;
        self.rejects.push(Reject { table, origin, bad });
    }
}

/// One pass over a bucket: the persons of one cut.
struct Pass<'p> {
    merge: &'p Merge<'p>,
    bucket: u32,
    number: u32,
    passes: u32,
}

impl Pass<'_> {
    /// True for persons of this cut.
    fn holds(&self, person: u32) -> bool {
        self.passes == 1 || self.merge.dictionaries.persons.cut(person) % self.passes == self.number
    }

    /// How many rows of a kind this cut has, about.
    fn rows(&self, kind: Kind) -> usize {
        let rows: usize = self
            .merge
            .read
            .iter()
            .map(|(spill, _)| spill.rows(kind, self.bucket))
            .sum();
        rows.div_ceil(self.passes as usize)
    }

    /// Gives the rows of a kind to `take`, with the numbers of the thread that read them.
    fn each(
        &self,
        kind: Kind,
        mut take: impl FnMut(&[u8], &Numbers) -> Result<usize, LakeError>,
    ) -> Result<(), LakeError> {
        for (spill, numbers) in self.merge.read {
            spill.each(kind, self.bucket, |bytes| take(bytes, numbers))?;
        }
        Ok(())
    }

    /// Writes rows as a part, if there are any.
    fn write(
        &self,
        table: LakeTable,
        batches: impl IntoIterator<Item = Result<RecordBatch, LakeError>>,
        merged: &mut Merged,
    ) -> Result<(), LakeError> {
        let has_rows =
            |batch: &Result<RecordBatch, LakeError>| batch.as_ref().map_or(true, |batch| batch.num_rows() > 0);
        let mut batches = batches.into_iter().filter(has_rows).peekable();
        if batches.peek().is_some() {
            let label = format!("{:06}-{}", self.merge.generation, self.number);
            let part = encode_part(table, self.bucket, &label, batches)?;
            merged.parts.push(self.merge.writing.keep(part)?);
        }
        Ok(())
    }
}

impl Merge<'_> {
    fn source(&self, origin: Origin) -> Option<&Source> {
        self.sources.get(origin.file as usize)
    }

    /// True for rows of a file that is read again.
    fn is_again(&self, origin: Origin) -> bool {
        self.source(origin).is_some_and(|source| source.again)
    }

    /// Brings the new rows of a bucket into parts. The room is to work in.
    pub fn bucket(&self, bucket: u32, room: &mut Lines) -> Result<Merged, LakeError> {
        let mut merged = Merged::default();
        let bytes: usize = self.read.iter().map(|(spill, _)| spill.bytes(bucket)).sum();
        let is_better_known = self.better.reaches(bucket);
        if bytes == 0 && !is_better_known {
            return Ok(merged);
        }
        let passes = bytes.div_ceil(self.pass_bytes).max(1) as u32;
        let mut superseded = Superseded::default();
        let mut next = 0;
        for number in 0..passes {
            let pass = Pass {
                merge: self,
                bucket,
                number,
                passes,
            };
            let mut visits = Visits::load(&pass, &mut next)?;
            visits.read(&pass, &mut next, &mut merged)?;
            if is_better_known {
                visits.know_better(self);
            }
            settlements::merge(&pass, &mut visits, &mut superseded, &mut merged)?;
            lists::diagnoses(&pass, &visits, &mut superseded, &mut merged)?;
            lists::operations(&pass, &visits, &mut superseded, &mut merged)?;
            lines::merge(&pass, &visits, room, &mut superseded, &mut merged)?;
            self.moves(&pass, &visits)?;
            visits.write(&pass, &mut superseded, &mut merged)?;
        }
        superseded.rewrite(self, bucket, &mut merged)?;
        // Threads read in any order; the line of the source is the order of the reject file.
        merged
            .rejects
            .sort_by(|a, b| (a.origin, a.table, &a.bad.value).cmp(&(b.origin, b.table, &b.bad.value)));
        Ok(merged)
    }

    /// Stock moves go on to the one bucket that they lie in.
    fn moves(&self, pass: &Pass<'_>, visits: &Visits) -> Result<(), LakeError> {
        let at_rest = || self.moves.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moves = match at_rest().pop() {
            Some(moves) => moves,
            None => super::stock::gather(self.scratch)?,
        };
        pass.each(Kind::Move, |bytes, numbers| {
            let (mut stock, used): (MoveRow<'_>, usize) = row(bytes)?;
            let here = match stock.person {
                Some(person) => pass.holds(person),
                None => pass.number == 0,
            };
            if here {
                stock.institution = number(&numbers.institutions, stock.institution)?;
                stock.item = number(&numbers.items, stock.item)?;
                let visit = stock
                    .person
                    .and_then(|person| visits.find(person, stock.institution, stock.called.visit));
                super::stock::resolved(&mut moves, &stock, visit.map(|visit| visit.encounter))?;
            }
            Ok(used)
        })?;
        at_rest().push(moves);
        Ok(())
    }
}
