//! Fee lines of a pass: the one table whose size decides time and memory.

use super::rewrite::{Superseded, serials};
use super::visits::Visits;
use super::{Merged, Pass, number};
use crate::columns::BLOCK_ROWS;
use crate::import::row::Origin;
use crate::import::spill::{Kind, LineRow, row};
use crate::{LakeError, LakeTable, SourceTable};
use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, UInt16Array, UInt32Array};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::num::{NonZeroI64, NonZeroU16};
use std::sync::Arc;

/// A text in the common buffer.
#[derive(Clone, Copy)]
struct Span {
    start: u32,
    length: u32,
}

/// A line. Rows are many and moved twice, so none is longer than it has to be: times are of services, and doses, days
/// and prices are more than nothing, which leaves 0 for what is not said.
#[derive(Clone, Copy)]
struct Line {
    person: u32,
    encounter: u32,
    at: i64,
    day_only: bool,
    item: u32,
    origin: Origin,
    id: Span,
    reverses: Option<Span>,
    prescription: Option<Span>,
    department: Option<u32>,
    doctor: Option<u32>,
    quantity: i64,
    price: i64,
    amount: i64,
    covered: i64,
    until: Option<NonZeroI64>,
    uploaded_at: Option<NonZeroI64>,
    single_dose: Option<NonZeroI64>,
    times_per_day: Option<NonZeroI64>,
    days: Option<NonZeroU16>,
    list_price: Option<NonZeroI64>,
    purchase_price: Option<NonZeroI64>,
}

/// Room for the lines of a pass. It is kept for the next one: to be given memory anew for every bucket takes
/// longer than some of the work.
#[derive(Default)]
pub(crate) struct Lines {
    rows: Vec<Line>,
    text: String,
    index: HashTable<u32>,
    order: Vec<(u128, u32)>,
    block: Vec<Line>,
}

fn hash(encounter: u32, id: &str) -> u64 {
    FixedState::default().hash_one((encounter, id))
}

fn get(text: &str, span: Span) -> &str {
    let start = span.start as usize;
    text.get(start..start + span.length as usize).unwrap_or_default()
}

impl Lines {
    /// Empty, with room for so many.
    fn clear(&mut self, rows: usize) {
        self.rows.clear();
        // Rows are large: what is to be thrown away is not moved to the larger place.
        if self.rows.capacity() < rows {
            self.rows = Vec::new();
            self.rows.reserve_exact(rows + rows / 8);
        }
        self.text.clear();
        self.index.clear();
        self.index.reserve(rows, |_| 0);
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span {
            start,
            length: text.len() as u32,
        }
    }

    /// The place of the line of a visit with a serial; `new` where there is none yet.
    fn place(&mut self, encounter: u32, id: &str, new: u32) -> usize {
        let Self { rows, text, index, .. } = self;
        let key = hash(encounter, id);
        let same = |place: &u32| {
            rows.get(*place as usize)
                .is_some_and(|line| line.encounter == encounter && get(text, line.id) == id)
        };
        if let Some(place) = index.find(key, same) {
            return *place as usize;
        }
        index.insert_unique(key, new, |place| {
            rows.get(*place as usize)
                .map_or(key, |line| hash(line.encounter, get(text, line.id)))
        });
        new as usize
    }

    /// The rows in the order of the table. Keys are sorted, and every row is moved once.
    fn in_order(&mut self) -> impl Iterator<Item = Result<RecordBatch, LakeError>> {
        let Self {
            rows,
            text,
            order,
            block,
            ..
        } = self;
        order.clear();
        order.extend((0_u32..).zip(&*rows).map(|(place, line)| {
            // Flipping the sign bit makes times before 1970 come first.
            let at = (line.at as u64) ^ (1 << 63);
            let key = (u128::from(line.person) << 96) | (u128::from(at) << 32) | u128::from(line.encounter);
            (key, place)
        }));
        let id = |place: u32| rows.get(place as usize).map(|line| get(text, line.id));
        order.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(&id(b.1))));
        order.chunks(BLOCK_ROWS).map(|places| {
            block.clear();
            block.extend(places.iter().filter_map(|(_, place)| rows.get(*place as usize)));
            batch(block, text)
        })
    }
}

pub(super) fn merge(
    pass: &Pass<'_>,
    visits: &Visits,
    lines: &mut Lines,
    superseded: &mut Superseded,
    merged: &mut Merged,
) -> Result<(), LakeError> {
    lines.clear(pass.rows(Kind::Line));
    // What is in the lake; only for files that are read again.
    let mut known: Option<HashSet<(u32, Box<str>)>> = None;
    pass.each(Kind::Line, |bytes, numbers| {
        let (row, used): (LineRow<'_>, usize) = row(bytes)?;
        if !pass.holds(row.person) {
            return Ok(used);
        }
        let institution = number(&numbers.institutions, row.institution)?;
        let Some(visit) = visits.find(row.person, institution, row.visit) else {
            let serial = format!("feedetl_sn {}", row.id);
            merged.dangling(pass.merge, SourceTable::FeeLines, row.origin, row.visit, &serial);
            return Ok(used);
        };
        if visit.old && pass.merge.is_again(row.origin) {
            let known = match &mut known {
                Some(known) => known,
                None => known.insert(serials(pass, LakeTable::FeeLines)?),
            };
            if known.contains(&(visit.encounter, row.id.into())) {
                merged.counts(SourceTable::FeeLines).kept += 1;
                return Ok(used);
            }
        } else if visit.old {
            superseded.serial(LakeTable::FeeLines, visit.encounter, row.id);
        }
        let counts = merged.counts(SourceTable::FeeLines);
        let place = lines.place(visit.encounter, row.id, lines.rows.len() as u32);
        match lines.rows.get(place) {
            Some(known) => {
                counts.replaced += 1;
                if known.origin > row.origin {
                    return Ok(used);
                }
            }
            None => counts.taken += 1,
        }
        let line = Line {
            person: row.person,
            encounter: visit.encounter,
            at: row.at,
            day_only: row.day_only,
            item: number(&numbers.items, row.item)?,
            origin: row.origin,
            id: lines.keep(row.id),
            reverses: row.reverses.map(|text| lines.keep(text)),
            prescription: row.prescription.map(|text| lines.keep(text)),
            department: row
                .department
                .map(|local| number(&numbers.departments, local))
                .transpose()?,
            doctor: row
                .doctor
                .map(|local| number(&numbers.practitioners, local))
                .transpose()?,
            quantity: row.quantity,
            price: row.price,
            amount: row.amount,
            covered: row.covered,
            until: row.until.and_then(NonZeroI64::new),
            uploaded_at: row.uploaded_at.and_then(NonZeroI64::new),
            single_dose: row.single_dose.and_then(NonZeroI64::new),
            times_per_day: row.times_per_day.and_then(NonZeroI64::new),
            days: row.days.and_then(NonZeroU16::new),
            list_price: row.list_price.and_then(NonZeroI64::new),
            purchase_price: row.purchase_price.and_then(NonZeroI64::new),
        };
        match lines.rows.get_mut(place) {
            Some(known) => *known = line,
            None => lines.rows.push(line),
        }
        Ok(used)
    })?;
    pass.write(LakeTable::FeeLines, lines.in_order(), merged)
}

fn batch(rows: &[Line], text: &str) -> Result<RecordBatch, LakeError> {
    let ids = |of: fn(&Line) -> u32| -> ArrayRef { Arc::new(UInt32Array::from_iter_values(rows.iter().map(of))) };
    let some_ids = |of: fn(&Line) -> Option<u32>| -> ArrayRef { Arc::new(UInt32Array::from_iter(rows.iter().map(of))) };
    let longs = |of: fn(&Line) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(rows.iter().map(of))) };
    let some_longs = |of: fn(&Line) -> Option<NonZeroI64>| -> ArrayRef {
        let values = rows.iter().map(|line| of(line).map(NonZeroI64::get));
        Arc::new(Int64Array::from_iter(values))
    };
    let texts = |of: fn(&Line) -> Option<Span>| -> ArrayRef {
        Arc::new(StringArray::from_iter(
            rows.iter().map(|line| of(line).map(|span| get(text, span))),
        ))
    };
    let columns = vec![
        ids(|line| line.person),
        ids(|line| line.encounter),
        longs(|line| line.at),
        ids(|line| line.item),
        texts(|line| Some(line.id)),
        texts(|line| line.reverses),
        longs(|line| line.quantity),
        longs(|line| line.price),
        longs(|line| line.amount),
        longs(|line| line.covered),
        texts(|line| line.prescription),
        some_ids(|line| line.department),
        some_ids(|line| line.doctor),
        some_longs(|line| line.until),
        some_longs(|line| line.uploaded_at),
        some_longs(|line| line.single_dose),
        some_longs(|line| line.times_per_day),
        Arc::new(UInt16Array::from_iter(
            rows.iter().map(|line| line.days.map(NonZeroU16::get)),
        )),
        some_longs(|line| line.list_price),
        some_longs(|line| line.purchase_price),
        // Nothing is said of most lines, which costs a page a byte.
        Arc::new(BooleanArray::from_iter(
            rows.iter().map(|line| line.day_only.then_some(true)),
        )),
    ];
    RecordBatch::try_new(LakeTable::FeeLines.schema(), columns).map_err(|error| LakeError::damaged("fee_lines", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;
    use arrow::datatypes::{Int64Type, UInt32Type};

    #[test]
    fn blocks_hold_every_row_once_in_the_order_of_the_table() {
        let mut lines = Lines::default();
        let mut expected = Vec::new();
        for number in 0..3 * BLOCK_ROWS as u32 + 17 {
            // A multiplication scatters; persons, times and encounters repeat, serials do not.
            let scattered = number.wrapping_mul(2_654_435_761);
            let (person, at, encounter) = (scattered % 97, i64::from(scattered % 31) - 15, scattered % 7);
            let serial = format!("{scattered:010}");
            let id = lines.keep(&serial);
            lines.rows.push(Line {
                person,
                encounter,
                at,
                item: number,
                id,
                ..NOTHING
            });
            expected.push((person, at, encounter, serial, number));
        }
        expected.sort();
        let batches: Vec<RecordBatch> = lines.in_order().collect::<Result<_, _>>().unwrap();
        assert_eq!(batches.len(), 4);
        let mut found = Vec::new();
        for batch in batches {
            let ids = |name: &str| batch.column_by_name(name).unwrap().as_primitive::<UInt32Type>();
            let times = batch.column_by_name("at").unwrap().as_primitive::<Int64Type>();
            let serials = batch.column_by_name("id").unwrap().as_string::<i32>();
            found.extend((0..batch.num_rows()).map(|row| {
                let (person, encounter) = (ids("person").value(row), ids("encounter").value(row));
                let serial = serials.value(row).to_owned();
                (person, times.value(row), encounter, serial, ids("item").value(row))
            }));
        }
        assert_eq!(found, expected);
    }

    const NOTHING: Line = Line {
        person: 0,
        encounter: 0,
        at: 0,
        day_only: false,
        item: 0,
        origin: Origin { file: 0, line: 0 },
        id: Span { start: 0, length: 0 },
        reverses: None,
        prescription: None,
        department: None,
        doctor: None,
        quantity: 0,
        price: 0,
        amount: 0,
        covered: 0,
        until: None,
        uploaded_at: None,
        single_dose: None,
        times_per_day: None,
        days: None,
        list_price: None,
        purchase_price: None,
    };
}
