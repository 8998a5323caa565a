//! Leads: drawn from, assigned, checked, passed on or dropped.

use super::plan::{Course, Script};
use super::stock::{Stock, Waiting};
use casework::lead::{Command, Destination, Mark, Sampling};
use casework::review_case::{ClearReason, Subject};
use ledger::Viewer;

/// A lead of so many findings is drawn from before it is checked.
const MANY: usize = 6;

/// The leads that do not become reviews: one at each of their stages, and one for each place that they
/// may go to.
pub fn write(script: &mut Script<'_>, stock: &mut Stock) -> anyhow::Result<()> {
    let cast = script.cast;
    for (ago, to) in [
        (150, Destination::SelfAudit),
        (190, Destination::Enforcement),
        (75, Destination::Inspection),
    ] {
        let checker = match to {
            Destination::Enforcement => &cast.handlers[0],
            Destination::Inspection => &cast.inspector,
            Destination::SelfAudit | Destination::Review => &cast.auditors[1],
        };
        if let Some(lead) = stock.take(|lead| lead.findings.len() >= MANY) {
            let chosen = draw(script, &lead, ago + 8);
            let mut course = script.course(lead.id.clone(), None);
            check(&mut course, ago + 6, ago + 2, checker, &chosen);
            course.step(ago, &cast.chief, Command::Dispatch { to });
        }
    }
    // Every finding a false positive: that counts against the rule.
    if let Some(lead) = stock.take(|lead| lead.findings.len() <= MANY) {
        let mut course = script.course(lead.id.clone(), None);
        assign(&mut course, 110, &cast.auditors[2]);
        for finding in &lead.findings {
            course.step(
                104,
                &cast.auditors[2],
                not_confirmed(finding, ClearReason::KnowledgeRow),
            );
        }
        let reason = "知识点适用范围有误，整条线索不成立，已提请修订知识点".to_owned();
        course.step(101, &cast.chief, Command::Drop { reason });
    }
    // Half checked.
    if let Some(lead) = stock.take(|lead| lead.findings.len() >= 2) {
        let mut course = script.course(lead.id.clone(), None);
        assign(&mut course, 9, &cast.auditors[0]);
        let half = lead.findings.len().div_ceil(2).min(MANY);
        for finding in lead.findings.iter().take(half) {
            course.step(4, &cast.auditors[0], confirmed(finding));
        }
    }
    // Just assigned to an inspector, who sees nothing but what he is given.
    if let Some(lead) = stock.take(|_| true) {
        assign(&mut script.course(lead.id.clone(), None), 2, &cast.inspector);
    }
    // Drawn from, and not yet assigned.
    if let Some(lead) = stock.take(|lead| lead.findings.len() >= MANY) {
        draw(script, &lead, 3);
    }
    Ok(())
}

/// Draws a sample, and gives what was drawn.
fn draw<'l>(script: &mut Script<'_>, lead: &'l Waiting, ago: i32) -> Vec<&'l Subject> {
    let sampling = Sampling {
        seed: 20_260_301,
        per_hundred: 5,
        at_least: 5,
    };
    let keys = lead.findings.iter().map(|finding| finding.finding).collect();
    // A share of five per cent is in range.
    let chosen = sampling.draw(&keys).map(|sample| sample.chosen).unwrap_or_default();
    let cast = script.cast;
    script
        .course(lead.id.clone(), None)
        .step(ago, &cast.chief, Command::Draw { sampling });
    let drawn = lead.findings.iter().filter(|finding| chosen.contains(&finding.finding));
    drawn.collect()
}

fn assign(course: &mut Course<'_, '_>, ago: i32, to: &Viewer) {
    let chief = &course.cast().chief;
    let to = to.actor.user.clone();
    course.step(ago, chief, Command::Assign { to });
}

/// Assigns the lead, and its checker confirms each of the findings.
pub fn check(course: &mut Course<'_, '_>, assigned: i32, checked: i32, checker: &Viewer, findings: &[&Subject]) {
    assign(course, assigned, checker);
    for finding in findings {
        course.step(checked, checker, confirmed(finding));
    }
}

fn confirmed(finding: &Subject) -> Command {
    Command::Mark {
        finding: finding.finding,
        mark: Mark::Confirmed,
        note: "已调阅费用明细和医嘱，与疑点一致".to_owned(),
    }
}

/// The finding is none, for this reason.
pub fn not_confirmed(finding: &Subject, reason: ClearReason) -> Command {
    Command::Mark {
        finding: finding.finding,
        mark: Mark::False { reason },
        note: format!("经核实不属实：{}", reason.zh()),
    }
}
