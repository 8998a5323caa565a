//! Plays a plan in the books.

use super::papers::Drawer;
use super::plan::Step;
use anyhow::Context;
use casework::{Limits, WorkCalendar};
use ledger::{Ledger, LedgerError, MatterId, Writing};
use std::collections::BTreeMap;

/// Gives the commands one after the other, each in a write of its own; `versions` are those of the matters
/// that exist. Answers how many commands were given.
///
/// # Errors
/// The first command that the books refuse, with who gave it and when.
pub async fn play(
    ledger: &Ledger,
    drawer: &Drawer,
    steps: Vec<Step>,
    mut versions: BTreeMap<MatterId, i64>,
    calendar: &WorkCalendar,
    limits: &Limits,
) -> anyhow::Result<usize> {
    let count = steps.len();
    for step in steps {
        let Step {
            at,
            who,
            id,
            deed,
            papers,
        } = step;
        let seen = versions.get(&id).copied().unwrap_or(0);
        let said = format!("{}于{at}办理{id}", who.actor.user);
        let written = ledger.write(&who, at, async |writing| {
            // A file is attached to a matter that is there; a first command makes it.
            let version = match seen {
                0 => {
                    let version = deed.give(writing, &id, seen, calendar, limits).await?;
                    attach(writing, drawer, &papers, &id).await?;
                    version
                }
                _ => {
                    attach(writing, drawer, &papers, &id).await?;
                    deed.give(writing, &id, seen, calendar, limits).await?
                }
            };
            Ok(version)
        });
        let version = written.await.with_context(|| format!("演示办案中断：{said}"))?;
        versions.insert(id, version);
    }
    Ok(count)
}

async fn attach(
    writing: &mut Writing<'_>,
    drawer: &Drawer,
    papers: &[super::papers::Paper],
    id: &MatterId,
) -> Result<(), LedgerError> {
    for file in papers.iter().filter_map(|paper| drawer.file(*paper)) {
        writing.attach(id, file).await?;
    }
    Ok(())
}
