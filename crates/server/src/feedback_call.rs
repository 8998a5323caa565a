//! 3103 · What doctors did with the findings they were shown. Every piece is on
//! the disk before the reply leaves; sending it again changes nothing, an empty
//! reason is accepted and counted, an unknown finding is kept.

use crate::app::{App, now};
use crate::config::Caller;
use crate::error::Refusal;
use crate::intake::Reply;
use crate::wire::{self, Envelope, FeedbackRequest, Way};
use axum::http::StatusCode;
use domain::Stage;
use store::{Disposal, Feedback, FeedbackOutcome, Store, StoreError, StoredFinding};

/// Answers 3103.
pub(crate) async fn feedback(app: &App, caller: &Caller, envelope: &Envelope, request: &FeedbackRequest) -> Reply {
    let profile = &caller.profile;
    let lost = |app: &App| Reply::refusal(app, Some(envelope), &Refusal::FeedbackLost, profile);
    let Some(store) = app.store().cloned() else {
        return lost(app);
    };
    let pieces = pieces(envelope, request);
    let heard = app.adviser().is_some();
    let (asked, callers) = (caller.clone(), app.clone());
    // The store waits for the disk, which an async thread must not.
    let stored = tokio::task::spawn_blocking(move || {
        let received = pieces.len();
        let pieces = own(&callers, &asked, &store, pieces);
        let strange = received - pieces.len();
        let ids: Vec<String> = pieces.iter().map(|piece| piece.finding_id.clone()).collect();
        let outcomes = store_all(&store, pieces);
        let answered = if heard { answered(&store, &ids) } else { Ok(Vec::new()) };
        (outcomes, answered, strange)
    })
    .await;
    let Ok((outcomes, answered, strange)) = stored else {
        return lost(app);
    };
    let mut failed = false;
    for outcome in outcomes {
        if let Ok((goes_on, FeedbackOutcome::Recorded, _)) = &outcome {
            app.monitor().answer(&envelope.institution, now(), *goes_on);
        }
        let word = match outcome {
            Ok((_, FeedbackOutcome::Recorded, false)) => "recorded",
            Ok((_, FeedbackOutcome::Recorded, true)) => "recorded_without_reason",
            Ok((_, FeedbackOutcome::Repeated, _)) => "repeated",
            Ok((_, FeedbackOutcome::UnknownFinding, _)) => "unknown_finding",
            // Sending it again would not help, so the sender is not asked to.
            Err(StoreError::TooManyAmendments(_)) => "too_many_amendments",
            Err(error) => {
                tracing::error!(store.error = %error, "反馈未能保存");
                failed = true;
                "failed"
            }
        };
        app.telemetry().feedback(word);
    }
    failed |= !tell(app, answered).await;
    app.visit_memo().forget();
    (0..strange).for_each(|_| app.telemetry().feedback("foreign"));
    if failed {
        return lost(app);
    }
    if strange > 0 {
        tracing::warn!(
            institution.code = caller.code.as_str(),
            feedback.foreign = strange,
            "反馈的疑点不是接入的机构的，未予登记"
        );
        return Reply::refusal(app, Some(envelope), &Refusal::NotYours, profile);
    }
    let body = wire::reply_feedback(Some(envelope), profile, now(), app.next_sequence());
    Reply {
        body,
        outcome: "feedback",
        status: StatusCode::OK,
    }
}

/// The pieces that the caller may send: about findings of its own institution or of one for which it
/// speaks. Of a finding that is not known nobody can say whose it is; it is kept as before.
fn own(app: &App, caller: &Caller, store: &Store, pieces: Vec<Feedback>) -> Vec<Feedback> {
    let allowed = |piece: &Feedback| match store.finding(&piece.finding_id) {
        Ok(Some(finding)) => app.config().callers.allows(caller, &finding.institution),
        Ok(None) | Err(_) => true,
    };
    pieces.into_iter().filter(allowed).collect()
}

/// Tells who speaks beside the book what was answered; false where that was not kept.
async fn tell(app: &App, answered: Result<Vec<StoredFinding>, StoreError>) -> bool {
    let told = async {
        let Some(adviser) = app.adviser() else { return Ok(()) };
        for finding in answered? {
            adviser.hear(&finding).await?;
        }
        anyhow::Ok(())
    };
    told.await
        .inspect_err(|error| tracing::error!(error = format!("{error:#}"), "对其他提醒的反馈未能登记"))
        .is_ok()
}

/// The findings of these ids that are known.
fn answered(store: &Store, ids: &[String]) -> Result<Vec<StoredFinding>, StoreError> {
    ids.iter().filter_map(|id| store.finding(id).transpose()).collect()
}

fn pieces(envelope: &Envelope, request: &FeedbackRequest) -> Vec<Feedback> {
    let stage_kind = match request.warn_type.as_str() {
        "2" | "02" => Stage::Settlement,
        _ => Stage::Prescribing,
    };
    let at = now();
    let piece = |warn: &wire::Warn| Feedback {
        finding_id: warn.finding_id.clone(),
        stage_kind,
        way: match warn.way {
            Way::Continue => Disposal::Continue,
            Way::Revise => Disposal::Amend,
        },
        reason: warn.reason.clone(),
        institution: envelope.institution.clone(),
        operator: envelope.operator.clone(),
        at,
    };
    request.warns.iter().map(piece).collect()
}

/// Of each piece whether the doctor goes on, what became of it, and whether it lacked a reason that the
/// interface wants.
fn store_all(store: &Store, pieces: Vec<Feedback>) -> Vec<Result<(bool, FeedbackOutcome, bool), StoreError>> {
    let words: Vec<(bool, bool)> = pieces
        .iter()
        .map(|piece| (piece.way == Disposal::Continue, piece.lacks_reason()))
        .collect();
    let outcomes = store.feedback_all(pieces);
    outcomes
        .into_iter()
        .zip(words)
        .map(|(outcome, (goes_on, lacks_reason))| outcome.map(|outcome| (goes_on, outcome, lacks_reason)))
        .collect()
}
