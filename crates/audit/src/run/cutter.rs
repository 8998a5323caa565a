//! Cuts the rows of a bucket into the records of its persons.

use super::lines::{LinePart, PersonLines, Place};
use super::subject::Subject;
use super::visits::{Visit, VisitRows};
use crate::schema::LakeTable;
use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use domain::{HistoryReach, InsuredPerson, Moment, Record};
use futures::StreamExt;
use rulebook::{SiftRoom, Sifted};
use std::iter::Peekable;
use std::sync::Arc;
use std::vec::IntoIter;

/// A bucket while it is cut into persons.
pub(super) struct Cutter {
    pub subject: Arc<Subject>,
    visits: Peekable<IntoIter<Visit>>,
    /// visits that count no longer, in order of their numbers
    withdrawn: Vec<u32>,
    lines: Vec<LinePart>,
    /// all lines of the latest person
    person: PersonLines,
    /// which of them stay
    kept: Vec<bool>,
    /// room to sift in
    room: SiftRoom,
    /// every line stays, whether it can matter or not
    whole: bool,
    /// the latest person's number in the lake
    pub number: u32,
    /// the layers of the book under which the latest person has encounters, with what their sieves found
    pub sifted: Vec<(u16, Sifted)>,
    /// the items of the record's lines
    pub items: Vec<u32>,
    /// the record of the latest person; its room is used again for the next
    pub record: Record,
    /// the layer of the book for each of the record's encounters
    pub layers: Vec<u16>,
    /// each of these layers once, in order
    distinct: Vec<u16>,
    /// encounter number to index in the record, in order of the number
    places: Vec<(u32, u32)>,
}

impl Cutter {
    /// Holds the encounters of the bucket and the first rows of its fee lines.
    /// Unless the records are wanted `whole`, lines that no rule looks at are left out.
    pub(super) async fn open(
        subject: Arc<Subject>,
        streams: Vec<(LakeTable, SendableRecordBatchStream)>,
        whole: bool,
    ) -> Result<Self> {
        let (mut rows, mut lines) = (VisitRows::default(), Vec::new());
        for (table, mut stream) in streams {
            if table == LakeTable::FeeLines {
                lines.push(LinePart::open(stream).await?);
                continue;
            }
            // All of a part at once: its rows are large, and moving them when room runs out is not free.
            let mut batches: Vec<RecordBatch> = Vec::new();
            while let Some(batch) = stream.next().await {
                batches.push(batch?);
            }
            rows.reserve(table, batches.iter().map(RecordBatch::num_rows).sum());
            for batch in batches {
                match table {
                    LakeTable::Encounters => rows.add_encounters(&batch, &subject)?,
                    LakeTable::Diagnoses => rows.add_diagnoses(&batch, &subject)?,
                    LakeTable::Operations => rows.add_operations(&batch, &subject)?,
                    other => return Err(DataFusionError::Internal(format!("审核不读取 {}", other.name()))),
                }
            }
        }
        let (visits, withdrawn) = rows.into_visits();
        Ok(Self {
            visits: visits.into_iter().peekable(),
            withdrawn,
            lines,
            person: PersonLines::default(),
            kept: Vec::new(),
            room: SiftRoom::default(),
            whole,
            number: 0,
            sifted: Vec::new(),
            items: Vec::new(),
            record: Record {
                person: InsuredPerson::default(),
                encounters: Vec::new(),
                lines: Vec::new(),
                history: HistoryReach::Absent,
            },
            layers: Vec::new(),
            distinct: Vec::new(),
            places: Vec::new(),
            subject,
        })
    }

    /// Lines of the latest person, and how many of them are under review.
    pub(super) fn line_counts(&self) -> (i64, i64) {
        let lines = &self.person.glances;
        let current = lines.iter().filter(|line| line.current).count();
        (lines.len() as i64, current as i64)
    }

    /// Fills the record with everything of the next person; false where there is none.
    pub(super) async fn cut(&mut self) -> Result<bool> {
        let with_lines = self.lines.iter().filter_map(LinePart::person).min();
        let with_visits = self.visits.peek().map(|visit| visit.person);
        let Some(person) = with_lines.into_iter().chain(with_visits).min() else {
            return Ok(false);
        };
        let subject = self.subject.clone();
        let record = &mut self.record;
        record.person = subject
            .person(person)
            .ok_or_else(|| DataFusionError::Execution(format!("数据湖的参保人字典中没有编号 {person}")))?;
        self.number = person;
        record.history = subject.history;
        record.encounters.clear();
        record.lines.clear();
        self.places.clear();
        self.layers.clear();
        self.person.clear();
        while let Some(visit) = self.visits.next_if(|visit| visit.person == person) {
            self.places.push((visit.ordinal, record.encounters.len() as u32));
            self.layers.push(visit.layer);
            record.encounters.push(visit.encounter);
        }
        self.places.sort_unstable();
        let in_place: Vec<bool> = record.encounters.iter().map(|encounter| encounter.current).collect();
        let mut reviewed: Vec<bool> = record
            .encounters
            .iter()
            .map(|encounter| encounter.current && subject.scope.touches(encounter))
            .collect();
        let places = &self.places;
        let mut latest = (u32::MAX, 0_u32);
        let withdrawn = &self.withdrawn;
        let mut place = |ordinal: u32, at: Moment| -> Option<Place> {
            if latest.0 != ordinal {
                let Ok(found) = places.binary_search_by_key(&ordinal, |(ordinal, _)| *ordinal) else {
                    return withdrawn.binary_search(&ordinal).ok().map(|_| Place::Nowhere);
                };
                latest = *places.get(found)?;
            }
            let current = *in_place.get(latest.1 as usize)? && subject.scope.has_day(at.day());
            if current {
                *reviewed.get_mut(latest.1 as usize)? = true;
            }
            Some(Place::At(latest.1, current))
        };
        for part in self.lines.iter_mut().filter(|part| part.person() == Some(person)) {
            part.take(person, &subject, &mut place, &mut self.person).await?;
        }
        for (encounter, reviewed) in record.encounters.iter_mut().zip(reviewed) {
            encounter.current = reviewed;
        }
        self.person.sort();
        self.kept.clear();
        self.kept.resize(self.person.glances.len(), self.whole);
        self.sifted.clear();
        if !self.whole {
            self.distinct.clear();
            self.distinct.extend_from_slice(&self.layers);
            self.distinct.sort_unstable();
            self.distinct.dedup();
            // What is left out may be what was not taken back.
            if let Some(&layer) = self.distinct.first() {
                let sieve = subject.sieve(layer).ok_or_else(|| no_layer(layer))?;
                sieve.mark_told_by_lines(record, &self.person.glances);
            }
            for &layer in &self.distinct {
                let sieve = subject.sieve(layer).ok_or_else(|| no_layer(layer))?;
                let sifted = sieve.sift(record, &self.person.glances, &mut self.kept, &mut self.room);
                self.sifted.push((layer, sifted));
            }
        }
        self.items.clear();
        self.person
            .build(&self.kept, &subject, &mut record.lines, &mut self.items)?;
        if self.whole {
            record.mark_told_by_lines(|_| true);
        }
        Ok(true)
    }
}

pub(super) fn no_layer(layer: u16) -> DataFusionError {
    DataFusionError::Internal(format!("没有第 {layer} 层规则"))
}
