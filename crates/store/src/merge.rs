//! How a visit changes what is remembered of an encounter.
//!
//! A doctor proposes (3101), changes his mind, and the hospital bills (3102, or
//! the settled claim). History must show each line once, in its last form: a bill
//! is whole and replaces everything of its encounter, an earlier bill included, so
//! that a line which was taken off it is gone; a proposal replaces the earlier one
//! of the same line or prescription, and never a bill.

use crate::memory::{Remembered, RememberedLine};
use domain::{Encounter, FeeLine, LineId, PrescriptionId};
use std::collections::HashSet;

/// Merges one encounter of a visit into what was remembered of it, if anything.
pub(crate) fn merge<'a>(
    before: Option<Remembered>,
    encounter: &Encounter,
    lines: impl Iterator<Item = &'a FeeLine>,
    billed: bool,
) -> Remembered {
    let mut incoming: Vec<RememberedLine> = lines
        .map(|line| RememberedLine {
            line: as_history(line),
            billed,
        })
        .collect();
    let mut encounter = Encounter {
        current: false,
        ..encounter.clone()
    };
    let Some(before) = before else {
        return Remembered {
            encounter,
            lines: incoming,
        };
    };
    // A message that leaves a field out does not unsay what an earlier one said.
    encounter.complete_from(&before.encounter);

    if billed {
        return Remembered {
            encounter,
            lines: incoming,
        };
    }
    let mut kept = before.lines;
    drop_already_billed(&mut incoming, &kept);
    let prescriptions: HashSet<PrescriptionId> = incoming
        .iter()
        .filter_map(|held| held.line.prescription.clone())
        .collect();
    let superseded = |held: &RememberedLine| {
        !held.billed
            && held
                .line
                .prescription
                .as_ref()
                .is_some_and(|id| prescriptions.contains(id))
    };
    kept.retain(|held| !superseded(held));
    drop_replaced(&mut kept, &incoming);
    kept.append(&mut incoming);
    Remembered { encounter, lines: kept }
}

/// Forgets the lines of the given ids.
pub(crate) fn withdraw(remembered: &mut Remembered, ids: &[LineId]) {
    remembered.lines.retain(|held| !ids.contains(&held.line.id));
}

fn as_history(line: &FeeLine) -> FeeLine {
    FeeLine {
        encounter: 0,
        current: false,
        ..line.clone()
    }
}

/// Drops remembered lines that an incoming line replaces: the same id, or, where the source gives
/// no ids, the same content, so that sending a message twice changes nothing.
fn drop_replaced(kept: &mut Vec<RememberedLine>, incoming: &[RememberedLine]) {
    let ids: HashSet<LineId> = incoming
        .iter()
        .map(|held| &held.line.id)
        .filter(|id| !id.is_empty())
        .cloned()
        .collect();
    let nameless: Vec<&FeeLine> = incoming
        .iter()
        .map(|held| &held.line)
        .filter(|line| line.id.is_empty())
        .collect();
    kept.retain(|held| !ids.contains(&held.line.id) && !nameless.contains(&&held.line));
}

/// Drops incoming proposals of lines that are billed already.
fn drop_already_billed(incoming: &mut Vec<RememberedLine>, kept: &[RememberedLine]) {
    let billed: HashSet<LineId> = kept
        .iter()
        .filter(|held| held.billed && !held.line.id.is_empty())
        .map(|held| held.line.id.clone())
        .collect();
    incoming.retain(|held| !billed.contains(&held.line.id));
}
