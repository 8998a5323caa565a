//! The casework of the demonstration: what the people of the made-up bureau have done in the past months
//! with what the audit found, so that every kind of matter can be seen at every stage, some of them
//! overdue, some closed with money upheld and recovered.
//!
//! Nothing is written past the workflow. First a [`Plan`] of commands is made: who gives which command on
//! which matter on which day, counted back from a day of reference. Then the plan is played in the order
//! of its moments through the books' own commands, with the viewers of the accounts. The same findings
//! make the same plan; there is no chance in it.
//!
//! Deadlines are counted in working days, and the arrangement of each year is known only once it was
//! published. The day of reference is therefore today, but never later than 30 November of the last year
//! of the shipped calendar ([`reference()`]): a demonstration that is run later shows the casework of that
//! autumn.
//!
//! What the clock or another matter brings about (reviews of a lead that was passed on, claims from a
//! decision) is written here under the names that the workbench's own jobs use, and no job is queued.

mod assessments;
mod bulletin;
mod cast;
mod complaints;
mod conduct_ledger;
mod conduct_year;
mod enforcement;
mod leads;
mod papers;
mod people;
mod plan;
mod player;
mod recovery;
mod rectification;
mod reviews;
mod self_audits;
mod standing;
mod stock;
mod transfers;

#[cfg(test)]
mod tests;

pub use bulletin::ready;
pub use cast::Cast;

use anyhow::Context;
use casework::{Limits, WorkCalendar};
use domain::Day;
use ledger::{Kind, Ledger, LedgerError, MatterId, Shelf};
use papers::Drawer;
use plan::{Plan, Script};
use stock::Stock;

/// How many days before the day of reference the first findings came into the books; the casework follows.
const INTAKE_DAYS: i32 = 205;

/// 办案结果 · what was played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// 办理次数; none where these books have the casework already
    pub commands: usize,
}

/// The day that the casework leads up to.
///
/// # Errors
/// A calendar without a year, which the shipped one is not.
pub fn reference(today: Day, calendar: &WorkCalendar) -> anyhow::Result<Day> {
    let last = calendar.years().max().context("工作日历中没有任何年度")?;
    Ok(today.min(Day::from_ymd(last, 11, 30)?))
}

/// The day on which the findings came into the books that the casework is about.
///
/// # Errors
/// As [`reference()`].
pub fn begun(today: Day, calendar: &WorkCalendar) -> anyhow::Result<Day> {
    Ok(reference(today, calendar)?.plus_days(-INTAKE_DAYS))
}

/// Plays the casework in books whose findings have been grouped into leads. In books in which it was
/// begun before, nothing happens.
///
/// # Errors
/// The command that was refused, by whom and why; what was played before it stays.
pub async fn play(ledger: &Ledger, shelf: &Shelf, cast: &Cast, today: Day) -> anyhow::Result<Played> {
    let (calendar, limits) = (WorkCalendar::shipped()?, Limits::national());
    let reference = reference(today, &calendar)?;
    match ledger.read(&cast.system).row(&first_case(reference)?).await {
        Ok(_) => return Ok(Played::default()),
        Err(LedgerError::NotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let drawer = Drawer::fill(shelf).await?;
    let stock = Stock::read(ledger, cast).await?;
    let versions = stock.versions();
    let plan = write(cast, &drawer, stock, Plan::new(reference, &calendar)?)?;
    let staff = people::of(cast);
    let begun = plan.day(conduct_ledger::FIRST).start();
    ledger
        .write(&cast.ethics[0], begun, async |writing| {
            writing.put_staff(&cast.hospital, &staff).await
        })
        .await?;
    let commands = player::play(ledger, &drawer, plan.in_order(), versions, &calendar, &limits).await?;
    Ok(Played { commands })
}

/// The case by which books that have the casework are known: the first that is registered.
fn first_case(reference: Day) -> anyhow::Result<MatterId> {
    Ok(MatterId::new(Kind::Enforcement, &enforcement::name(reference, 1))?)
}

/// The whole plan. Each part takes what it needs from the stock.
fn write(cast: &Cast, drawer: &Drawer, mut stock: Stock, plan: Plan) -> anyhow::Result<Plan> {
    let mut script = Script { cast, drawer, plan };
    reviews::write(&mut script, &mut stock)?;
    leads::write(&mut script, &mut stock)?;
    self_audits::write(&mut script, &stock)?;
    enforcement::write(&mut script, &stock)?;
    rectification::write(&mut script, &stock)?;
    transfers::write(&mut script, &stock)?;
    complaints::write(&mut script, &stock)?;
    conduct_ledger::write(&mut script)?;
    conduct_year::write(&mut script)?;
    standing::write(&mut script, &stock)?;
    Ok(script.plan)
}
