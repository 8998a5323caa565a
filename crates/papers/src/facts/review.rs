//! Notice and replies of an in-process review.

use super::{Facts, day_zh, known, latest, state_of};
use crate::PaperError;
use crate::given::Given;
use casework::Recorded;
use casework::review_case::{Event, ReviewCase, Subject};
use domain::Money;

type Events<'a> = &'a [Recorded<Event>];

pub(super) fn notice(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<(), PaperError> {
    let subject = opening(facts, events, given)?;
    facts.text("判定", subject.certainty.zh());
    let first = latest(events, |event| match event {
        Event::FirstReviewed { amount, note } => Some((*amount, note)),
        _ => None,
    });
    let opinion = match first {
        Some(((amount, note), _)) => {
            facts.text("审核结论", &format!("经初审，认定违规金额{amount}元"));
            known(note)
        }
        None => {
            let amount = subject.flagged.money();
            facts.text("审核结论", &format!("经智能审核判定为明确违规，拒付金额{amount}元"));
            None
        }
    };
    facts.perhaps("审核意见", opinion.map(|text| [("内容", Some(text))].into()));
    Ok(())
}

pub(super) fn second_reply(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<(), PaperError> {
    opening(facts, events, given)?;
    let appeal = latest(events, |event| match event {
        Event::AppealSubmitted { argument, .. } => Some(argument),
        _ => None,
    });
    let Some((argument, appealed_on)) = appeal else {
        return Err(facts.not_due("机构没有提交申诉"));
    };
    facts.text("申诉理由", argument);
    facts.day("申诉日期", Some(appealed_on));
    let upheld = latest(events, |event| match event {
        Event::SecondReviewUpheld { amount, note, due } => Some((*amount, note, *due)),
        _ => None,
    });
    // What is cleared later, by a panel or a site check, is not the answer of the second review.
    let panel = events.iter().any(|recorded| {
        matches!(
            recorded.event,
            Event::ReappealSubmitted { .. } | Event::SentToSiteCheck { .. }
        )
    });
    match (upheld, cleared(events)) {
        (Some(((amount, note, due), _)), _) => {
            facts.text("复审结论", &upheld_zh(events, amount));
            facts.text("复审意见", note);
            facts.perhaps("再申诉", Some([("届满日", Some(day_zh(due)))].into()));
        }
        (None, Some(reason)) if !panel => {
            facts.text("复审结论", CLEARED);
            facts.text("复审意见", &reason);
            facts.perhaps("再申诉", None);
        }
        _ => return Err(facts.not_due("复审还没有结果")),
    }
    Ok(())
}

pub(super) fn joint_reply(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<(), PaperError> {
    opening(facts, events, given)?;
    let appeal = latest(events, |event| match event {
        Event::ReappealSubmitted { argument, .. } => Some(argument),
        _ => None,
    });
    let Some((argument, appealed_on)) = appeal else {
        return Err(facts.not_due("机构没有再次申诉"));
    };
    facts.text("再申诉理由", argument);
    facts.day("再申诉日期", Some(appealed_on));
    let result = latest(events, |event| match event {
        Event::JointReviewUpheld { amount, votes, minutes } => Some((Some(*amount), votes, minutes)),
        Event::JointReviewRejected { votes, minutes } => Some((None, votes, minutes)),
        _ => None,
    });
    let Some(((amount, votes, minutes), _)) = result else {
        return Err(facts.not_due("合议还没有结果"));
    };
    facts.text("合议人数", &votes.len().to_string());
    let upholding = votes.iter().filter(|vote| vote.upholds).count();
    facts.text("认定人数", &upholding.to_string());
    let conclusion = amount.map_or(CLEARED.to_owned(), |amount| upheld_zh(events, amount));
    facts.text("合议结论", &conclusion);
    facts.text("合议纪要", minutes);
    Ok(())
}

const CLEARED: &str = "申诉成立，不认定违规，不予扣款";

/// Subject, findings and the notice: what every document of a review begins with.
fn opening(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<Subject, PaperError> {
    let notified = latest(events, |event| match event {
        Event::Notified { due } => Some(*due),
        _ => None,
    });
    let state: ReviewCase = state_of(events);
    let (Some(subject), Some((due, told_on))) = (state.subject, notified) else {
        return Err(facts.not_due("还没有告知机构"));
    };
    facts.money("疑点金额", subject.flagged.money());
    facts.day("告知日期", Some(told_on));
    facts.day("申诉届满日", Some(due));
    let total: Money = given.findings.iter().map(|row| row.amount).sum();
    if !given.findings.is_empty() && total != subject.flagged.money() {
        return Err(PaperError::Disagreement {
            title: facts.template.zh(),
            what: "疑点金额合计",
            found: format!("{total}元"),
            expected: format!("{}元", subject.flagged.money()),
        });
    }
    let rows = given.findings.iter().zip(1..).map(|(row, number)| {
        [
            ("序号", Some(number.to_string())),
            ("规则", known(&row.rule)),
            ("日期", Some(row.day.to_string())),
            ("金额", Some(row.amount.to_string())),
        ]
        .into()
    });
    facts.list("疑点", rows.collect());
    Ok(subject)
}

fn upheld_zh(events: Events<'_>, amount: Money) -> String {
    // What was claimed when the institution was told; later amounts can only be smaller.
    let before = latest(events, |event| match event {
        Event::FirstReviewed { amount, .. } => Some(*amount),
        _ => None,
    });
    let flagged = || {
        latest(events, |event| match event {
            Event::Opened { subject } => Some(subject.flagged.money()),
            _ => None,
        })
    };
    match before.or_else(flagged) {
        Some((before, _)) if amount < before => {
            format!("部分维持，违规金额由{before}元减为{amount}元")
        }
        _ => format!("维持，认定违规金额{amount}元"),
    }
}

fn cleared(events: Events<'_>) -> Option<String> {
    let found = latest(events, |event| match event {
        Event::Cleared { reason, note } => Some((reason, note)),
        _ => None,
    });
    found.map(|((reason, note), _)| match known(note) {
        Some(note) => format!("{}。{note}", reason.zh()),
        None => reason.zh().to_owned(),
    })
}
