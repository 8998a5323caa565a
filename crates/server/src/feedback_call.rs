//! 3103 · What doctors did with the findings they were shown. Every piece is on
//! the disk before the reply leaves; sending it again changes nothing, an empty
//! reason is accepted and counted, an unknown finding is kept.

use crate::app::{App, now};
use crate::config::Caller;
use crate::error::Refusal;
use crate::intake::Reply;
use crate::wire::{self, Envelope, FeedbackRequest, Way};
use axum::http::StatusCode;
use domain::{InstitutionCode, Stage};
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
    let speaks_for = move |institution: &InstitutionCode| callers.config().callers.allows(&asked, institution);
    // The store waits for the disk, which an async thread must not.
    let stored = tokio::task::spawn_blocking(move || {
        let ids: Vec<String> = pieces.iter().map(|piece| piece.finding_id.clone()).collect();
        let outcomes = store_all(&store, pieces, speaks_for);
        let own = ids.iter().zip(&outcomes).filter(|(_, outcome)| !is_foreign(outcome));
        let answered = if heard {
            answered(&store, own.map(|(id, _)| id))
        } else {
            Ok(Vec::new())
        };
        (outcomes, answered)
    })
    .await;
    let Ok((outcomes, answered)) = stored else {
        return lost(app);
    };
    let mut failed = false;
    let mut changed_too_often = None;
    let foreign = outcomes.iter().filter(|outcome| is_foreign(outcome)).count();
    for outcome in outcomes {
        if let Ok((goes_on, FeedbackOutcome::Recorded, _)) = &outcome {
            app.monitor().answer(&envelope.institution, now(), *goes_on);
        }
        let word = match outcome {
            Ok((_, FeedbackOutcome::Recorded, false)) => "recorded",
            Ok((_, FeedbackOutcome::Recorded, true)) => "recorded_without_reason",
            Ok((_, FeedbackOutcome::Repeated, _)) => "repeated",
            Ok((_, FeedbackOutcome::UnknownFinding, _)) => "unknown_finding",
            Ok((_, FeedbackOutcome::Foreign, _)) => "foreign",
            Err(StoreError::TooManyAmendments(most)) => {
                changed_too_often = Some(most);
                "too_many_amendments"
            }
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
    if failed {
        return lost(app);
    }
    if foreign > 0 {
        tracing::warn!(
            institution.code = caller.code.as_str(),
            feedback.foreign = foreign,
            "反馈的疑点不是接入的机构的，未予登记"
        );
        return Reply::refusal(app, Some(envelope), &Refusal::NotYours, profile);
    }
    // Sending it again would not help, so the sender is told not to.
    if let Some(most) = changed_too_often {
        let refusal = Refusal::FeedbackChangedTooOften(most);
        return Reply::refusal(app, Some(envelope), &refusal, profile);
    }
    let body = wire::reply_feedback(Some(envelope), profile, now(), app.next_sequence());
    Reply {
        body,
        outcome: "feedback",
        status: StatusCode::OK,
    }
}

/// What became of a piece: whether the doctor goes on, what was done with it, and whether it lacks a reason that the
/// interface wants.
type Piece = Result<(bool, FeedbackOutcome, bool), StoreError>;

fn is_foreign(piece: &Piece) -> bool {
    matches!(piece, Ok((_, FeedbackOutcome::Foreign, _)))
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
fn answered<'i>(store: &Store, ids: impl Iterator<Item = &'i String>) -> Result<Vec<StoredFinding>, StoreError> {
    ids.filter_map(|id| store.finding(id).transpose()).collect()
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

/// Stores the pieces about findings of institutions for which their sender speaks. Of a finding that is not known
/// nobody can say whose it is; what is said of it is kept all the same.
fn store_all(
    store: &Store,
    pieces: Vec<Feedback>,
    speaks_for: impl Fn(&InstitutionCode) -> bool + Send + Sync + 'static,
) -> Vec<Piece> {
    let words: Vec<(bool, bool)> = pieces
        .iter()
        .map(|piece| (piece.way == Disposal::Continue, piece.lacks_reason()))
        .collect();
    let outcomes = store.feedback_all(pieces, speaks_for);
    outcomes
        .into_iter()
        .zip(words)
        .map(|(outcome, (goes_on, lacks_reason))| outcome.map(|outcome| (goes_on, outcome, lacks_reason)))
        .collect()
}
