//! Reading what is remembered of one person: one range scan, newest first, until
//! a bound ends it. Lines that no one will look at are passed over unread.

use crate::key::{self, KeyParts};
use crate::row::{BadRow, Sieve, decode_encounter, peek};
use crate::tables::{ENCOUNTERS, PERSONS};
use crate::{StoreError, StoreOptions};
use domain::{Day, Encounter, FeeLine, ItemCode, ItemKind, Moment, PersonId};
use redb::{AccessGuard, ReadTransaction};

/// Says of an item — code, name, kind — whether its remembered lines are wanted.
pub type Wanted<'w> = dyn Fn(&ItemCode, &str, ItemKind) -> bool + 'w;

/// 历史 · a person's remembered encounters in order of their begin, and their lines, by encounter
/// and within it in order of (time, id). `current` is false everywhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// 就诊
    pub encounters: Vec<Encounter>,
    /// 费用明细; `encounter` indexes into `encounters`
    pub lines: Vec<FeeLine>,
    /// for each of `lines`, true where it was charged (3102, settled claim), false where it was only
    /// proposed (3101)
    pub billed: Vec<bool>,
    /// The time of the latest thing of the window asked for that had to be forgotten or left out
    /// (bounds per person, or the days of keeping); none where nothing is missing. Lines that were
    /// not wanted are not missing.
    pub forgotten_until: Option<Moment>,
}

impl History {
    /// The first day, of a window that began on `since`, from which nothing had to be forgotten.
    pub fn complete_from(&self, since: Day) -> Day {
        self.forgotten_until
            .map_or(since, |forgotten| forgotten.day().plus_days(1).max(since))
    }

    fn forget(&mut self, at: Moment) {
        self.forgotten_until = self.forgotten_until.max(Some(at));
    }
}

/// Room made at first for lines that may be held back; few items concern a rule that looks back.
const FILTERED_LINES_EXPECTED: usize = 64;

/// A row that belongs to the answer.
struct Chosen {
    row: AccessGuard<'static, &'static [u8]>,
    /// lines it has
    lines: usize,
    /// true where all of them are wanted
    whole: bool,
}

pub(crate) fn read(
    transaction: &ReadTransaction,
    options: &StoreOptions,
    person: &PersonId,
    since: Day,
    own: &[Encounter],
    wanted: &Wanted<'_>,
) -> Result<History, StoreError> {
    let mut history = History::default();
    if let Some(forgotten) = transaction.open_table(PERSONS)?.get(person.as_str())?
        && forgotten.value() >= since.start().epoch_seconds()
    {
        history.forget(Moment::from_epoch_seconds(forgotten.value()));
    }
    let chosen = choose(transaction, options, person, since, own, &mut history)?;
    let lines = |whole: bool| -> usize {
        let rows = chosen.iter().filter(|chosen| chosen.whole == whole);
        rows.map(|chosen| chosen.lines).sum()
    };
    let expected = lines(true) + lines(false).min(FILTERED_LINES_EXPECTED);
    history.encounters.reserve_exact(chosen.len());
    history.lines.reserve(expected);
    history.billed.reserve(expected);
    let mut sieve = Sieve::new(wanted);
    for (index, chosen) in (0_u32..).zip(chosen.iter().rev()) {
        append(&mut history, index, chosen, &mut sieve).map_err(|bad| bad.in_table("就诊"))?;
    }
    bound_lines(&mut history, options.lines_per_person_max);
    Ok(history)
}

/// The rows of the answer, newest first.
fn choose(
    transaction: &ReadTransaction,
    options: &StoreOptions,
    person: &PersonId,
    since: Day,
    own: &[Encounter],
    history: &mut History,
) -> Result<Vec<Chosen>, StoreError> {
    let (from, to) = key::person_range(person);
    let table = transaction.open_table(ENCOUNTERS)?;
    let rows = table.range::<&[u8]>(from.as_slice()..to.as_slice())?;
    let mut chosen = Vec::new();
    for row in rows.rev() {
        let (key, row) = row?;
        let head = peek(row.value()).map_err(|bad| bad.in_table("就诊"))?;
        let whole = is_one_of(own, &key::parse(key.value())?);
        if head.last < since.start() && !whole {
            continue;
        }
        // A bound that was drawn tighter since the rows were written; an older stay may end later.
        if chosen.len() >= options.encounters_per_person_max {
            history.forget(head.last);
            continue;
        }
        let lines = head.lines as usize;
        chosen.push(Chosen { row, lines, whole });
    }
    Ok(chosen)
}

/// Ids of encounters are unique only within an institution.
fn is_one_of(encounters: &[Encounter], parts: &KeyParts<'_>) -> bool {
    encounters.iter().any(|encounter| {
        encounter.id.as_str() == parts.encounter && encounter.institution.code.as_str() == parts.institution
    })
}

fn append(history: &mut History, index: u32, chosen: &Chosen, sieve: &mut Sieve<'_>) -> Result<(), BadRow> {
    let decoded = decode_encounter(chosen.row.value())?;
    let take = |line, billed| {
        history.lines.push(line);
        history.billed.push(billed);
    };
    let encounter = if chosen.whole {
        decoded.each_line(index, take)?
    } else {
        decoded.each_wanted_line(index, sieve, take)?
    };
    history.encounters.push(encounter);
    Ok(())
}

/// Keeps the newest lines, where the bound was drawn tighter since they were written.
fn bound_lines(history: &mut History, lines_max: usize) {
    let surplus = history.lines.len().saturating_sub(lines_max);
    history.billed.drain(..surplus);
    if let Some(latest) = history.lines.drain(..surplus).map(|line| line.at).max() {
        history.forget(latest);
    }
}
