//! Reading what is remembered of one person: one look-up, newest first, until a
//! bound ends it. Lines that no one will look at are passed over unread.

use crate::StoreOptions;
use crate::row::{BadRow, ByName, Held, Person, decode_encounter, is_same, name_of};
use domain::{Day, Encounter, FeeLine, ItemKind, ItemMark, Moment};

/// Says of items whether their remembered lines are wanted.
pub trait Wanted {
    /// Whether the lines of items with this mark and kind are wanted; none where the code decides.
    /// Asked first, because it needs no text.
    fn wants_mark(&self, mark: ItemMark, kind: ItemKind) -> Option<bool>;

    /// Whether the lines of the item are wanted; none where its name decides.
    fn wants_code(&mut self, mark: ItemMark, code: &str, kind: ItemKind) -> Option<bool>;

    /// Whether the lines of an item whose code left it open are wanted.
    fn wants_name(&mut self, name: &str) -> bool;

    /// True where whoever asks has the line of the encounter himself. Asked for the lines of his own
    /// encounters, which he mostly has, so that they need not be read. Ids are unique only within an
    /// encounter.
    fn has_line(&self, encounter: &Encounter, line: &str) -> bool;
}

/// Wants the lines of all items.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl Wanted for Everything {
    fn wants_mark(&self, _mark: ItemMark, _kind: ItemKind) -> Option<bool> {
        Some(true)
    }

    fn wants_code(&mut self, _mark: ItemMark, _code: &str, _kind: ItemKind) -> Option<bool> {
        Some(true)
    }

    fn wants_name(&mut self, _name: &str) -> bool {
        true
    }

    fn has_line(&self, _encounter: &Encounter, _line: &str) -> bool {
        false
    }
}

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

/// Reads the history from a person's row, whose encounters are in order.
pub(crate) fn read(
    person: &Person<'_>,
    options: &StoreOptions,
    since: Day,
    own: &[Encounter],
    wanted: &mut dyn Wanted,
) -> Result<History, BadRow> {
    let mut history = History::default();
    if let Some(forgotten) = person.forgotten.filter(|forgotten| *forgotten >= since.start()) {
        history.forget(forgotten);
    }
    let own = own.iter();
    let own = ByName::new(own.map(|encounter| (name_of(&encounter.id, &encounter.institution.code), encounter)));
    let mut chosen: Vec<(&Held<'_>, bool)> = Vec::with_capacity(person.encounters.len());
    for held in person.encounters.iter().rev() {
        let whole = !own.get(held.head.name).is_empty();
        if held.head.last < since.start() && !whole {
            continue;
        }
        // A bound that was drawn tighter since the rows were written; an older stay may end later.
        if chosen.len() >= options.encounters_per_person_max {
            history.forget(held.head.last);
            continue;
        }
        chosen.push((held, whole));
    }
    history.encounters.reserve_exact(chosen.len());
    history.lines.reserve(FILTERED_LINES_EXPECTED);
    history.billed.reserve(FILTERED_LINES_EXPECTED);
    let mut passes = Vec::new();
    for (index, (held, whole)) in (0_u32..).zip(chosen.iter().rev()) {
        let decoded = decode_encounter(&held.segment)?;
        let take = |line, billed| {
            history.lines.push(line);
            history.billed.push(billed);
        };
        let encounter = decoded.encounter();
        let mut alike = own.get(held.head.name).iter();
        let is_own = *whole && alike.any(|(_, one)| is_same(one, &encounter.id, &encounter.institution.code));
        let encounter = if is_own {
            decoded.each_new_line(index, wanted, take)?
        } else {
            decoded.each_wanted_line(index, wanted, &mut passes, take)?
        };
        history.encounters.push(encounter);
    }
    bound_lines(&mut history, options.lines_per_person_max);
    Ok(history)
}

/// Keeps the newest lines, where the bound was drawn tighter since they were written.
fn bound_lines(history: &mut History, lines_max: usize) {
    let surplus = history.lines.len().saturating_sub(lines_max);
    history.billed.drain(..surplus);
    if let Some(latest) = history.lines.drain(..surplus).map(|line| line.at).max() {
        history.forget(latest);
    }
}
