//! Reading what is remembered of one person: one range scan, newest first, until
//! the window or a bound ends it.

use crate::key;
use crate::row::{decode_encounter, peek};
use crate::tables::{ENCOUNTERS, PERSONS};
use crate::{StoreError, StoreOptions};
use domain::{Day, Encounter, EncounterId, FeeLine, PersonId};
use redb::{AccessGuard, ReadTransaction};

/// 历史 · a person's remembered encounters in order of their begin, and their lines, by encounter
/// and within it in order of (time, id). `current` is false everywhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// 就诊
    pub encounters: Vec<Encounter>,
    /// 费用明细; `encounter` indexes into `encounters`
    pub lines: Vec<FeeLine>,
    /// True where something of the window asked for had to be forgotten or left out (bounds per
    /// person, or the days of keeping): the oldest is missing.
    pub truncated: bool,
}

/// A row that belongs to the answer, and how many of its lines, from the front, do not.
struct Chosen {
    row: AccessGuard<'static, &'static [u8]>,
    skip: usize,
}

pub(crate) fn read(
    transaction: &ReadTransaction,
    options: &StoreOptions,
    person: &PersonId,
    since: Day,
    exclude: Option<&EncounterId>,
) -> Result<History, StoreError> {
    let mut history = History::default();
    if let Some(forgotten) = transaction.open_table(PERSONS)?.get(person.as_str())? {
        history.truncated = forgotten.value() >= since.start().epoch_seconds();
    }
    let (chosen, lines) = choose(transaction, options, person, since, exclude, &mut history.truncated)?;
    history.encounters.reserve_exact(chosen.len());
    history.lines.reserve_exact(lines);
    for (index, Chosen { row, skip }) in chosen.into_iter().rev().enumerate() {
        append(&mut history, index as u32, row.value(), skip).map_err(|bad| bad.in_table("就诊"))?;
    }
    Ok(history)
}

/// The rows of the answer, newest first, and the number of their lines.
fn choose(
    transaction: &ReadTransaction,
    options: &StoreOptions,
    person: &PersonId,
    since: Day,
    exclude: Option<&EncounterId>,
    truncated: &mut bool,
) -> Result<(Vec<Chosen>, usize), StoreError> {
    let (from, to) = key::person_range(person);
    let table = transaction.open_table(ENCOUNTERS)?;
    let rows = table.range::<&[u8]>(from.as_slice()..to.as_slice())?;
    let mut chosen = Vec::new();
    let mut room = options.lines_per_person_max;
    for row in rows.rev() {
        let (key, row) = row?;
        let head = peek(row.value()).map_err(|bad| bad.in_table("就诊"))?;
        if head.last < since.start() {
            continue;
        }
        if let Some(exclude) = exclude
            && key::parse(key.value())?.encounter == exclude.as_str()
        {
            continue;
        }
        if chosen.len() >= options.encounters_per_person_max {
            *truncated = true;
            break;
        }
        let lines = head.lines as usize;
        let skip = lines.saturating_sub(room);
        room = room.saturating_sub(lines);
        chosen.push(Chosen { row, skip });
        if skip > 0 {
            *truncated = true;
            break;
        }
    }
    Ok((chosen, options.lines_per_person_max.saturating_sub(room)))
}

fn append(history: &mut History, index: u32, row: &[u8], skip: usize) -> Result<(), crate::row::BadRow> {
    let mut decoded = decode_encounter(row)?;
    decoded.skip_lines(skip)?;
    decoded.each_line(index, |line, _billed| history.lines.push(line))?;
    history.encounters.push(decoded.encounter);
    Ok(())
}
