//! 3101、3102 · One review call: history, judgement, the bound on blocks, the
//! record, the reply — per person, within our own deadline.
//!
//! A reminder may be lost in a crash, so its record is queued. An interception
//! must be provable, at whichever stage, so its record is on the disk before the
//! reply leaves. Where that takes too long the call is answered otherwise, and its
//! record is corrected: what was replied is what is kept. The reply is written
//! before the record, because only then is it known what fits into it.

mod record;

pub(crate) use record::record_unjudged;

use crate::advice::{self, Silence};
use crate::app::{App, now};
use crate::error::Refusal;
use crate::guard::Restrained;
use crate::history::{Lookback, SentContext, keep_sent_lines, recall};
use crate::identifier::identifies;
use crate::intake::{Call, Reply};
use crate::judge::{book_of, judge_with};
use crate::telemetry::{Degraded, stage_word};
use crate::visit_memo::Seen;
use crate::wire::{self, Beyond, CallerProfile, Envelope, FailPolicy, Judged, PatientRequest, ReviewRequest};
use axum::http::StatusCode;
use domain::{Action, Finding, Money, NotEvaluable, Record, Stage};
use record::{as_kept, correct, head, institution_of, record, record_wait};
use rulebook::{Library, Review, ReviewOptions};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Billed, CallEntry, CallId, Store, Visit};

/// One person of the call, judged or not.
struct Outcome {
    findings: Vec<Finding>,
    ids: Vec<String>,
    not_evaluable: Vec<NotEvaluable>,
    /// findings beyond the most that a review holds
    beyond: usize,
    degraded: Option<Degraded>,
    /// what the bound on blocks made of the findings
    restrained: Restrained,
    /// what is kept
    entry: Arc<CallEntry>,
    /// true once the store has accepted it
    is_submitted: bool,
    /// true where it is another than the store has accepted
    is_other: bool,
    /// what the memo saw of the visit that the entry tells; none where it tells nothing
    telling: Option<Seen>,
}

impl Outcome {
    fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.action == Action::Block)
    }

    /// True where the record has to be on the disk before the reply leaves. That of a block which was held back has,
    /// too: whoever lets nothing pass while records fail lets that not pass either.
    fn must_be_proved(&self) -> bool {
        self.blocks() || !self.restrained.held_back.is_empty()
    }

    /// Nothing of it is shown, for this reason, and none of it is kept as if it had been.
    fn hide(&mut self, reason: Degraded) {
        self.findings.clear();
        let entry = Arc::make_mut(&mut self.entry);
        entry.call.degraded = Some(reason.word().to_owned());
        entry.call.violation_amount = Money::ZERO;
        entry.call.not_evaluable = 0;
        entry.findings.clear();
        self.is_other = true;
    }

    /// One of its findings does not fit into the reply: it is kept as one that was not shown, and counted among those
    /// left out. A block is in force all the same.
    fn leave_out(&mut self, place: usize) {
        let Some(finding) = self
            .findings
            .get_mut(place)
            .filter(|finding| finding.action < Action::Block)
        else {
            return;
        };
        finding.action = Action::Record;
        let amount = finding.amount;
        self.beyond += 1;
        self.is_other = true;
        let entry = Arc::make_mut(&mut self.entry);
        entry.call.violation_amount -= amount;
        if let Some(kept) = entry.findings.get_mut(place) {
            kept.action = Action::Record;
        }
    }

    /// Blocks of an interception that cannot be proved become demands for a reason.
    fn soften(&mut self) {
        if self.blocks() {
            self.is_other = true;
            let entry = Arc::make_mut(&mut self.entry);
            entry.call.degraded = Some(Degraded::Record.word().to_owned());
            let shown = self.findings.iter_mut().map(|finding| &mut finding.action);
            let kept = entry.findings.iter_mut().map(|finding| &mut finding.action);
            for action in shown.chain(kept).filter(|action| **action == Action::Block) {
                *action = Action::ReasonRequired;
            }
        }
    }

    /// True where the person got no judgement at all.
    fn is_unjudged(&self) -> bool {
        matches!(self.degraded, Some(Degraded::Deadline | Degraded::Panic))
    }
}

/// Answers 3101 or 3102 for the patients of the request, who were taken out of it.
pub(crate) async fn review(
    app: &App,
    profile: &CallerProfile,
    envelope: &Envelope,
    request: &ReviewRequest,
    patients: Vec<PatientRequest>,
    call: &Call,
) -> Reply {
    let stage = request.stage;
    let (Some(library), Some(store)) = (app.library(), app.store()) else {
        record_unjudged(app, stage, Degraded::NotReady, call);
        return Reply::unjudged(app, Some(envelope), stage, Degraded::NotReady, profile);
    };
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(patients.len());
    let mut reasons = BTreeSet::new();
    let mut advice_left = app.config().server.advice_wait;
    for patient in patients {
        if !outcomes.is_empty() {
            // Other calls on this thread get their turn between two persons.
            tokio::task::yield_now().await;
        }
        let advice = match advise(app, stage, &patient.record, call, &mut advice_left).await {
            Ok(said) => said,
            Err(reason) => {
                reasons.insert(reason);
                Vec::new()
            }
        };
        outcomes.push(one_person(app, &library, store, request, patient, call, advice));
    }
    if let Some(id) = call.given_up() {
        return keep_late(app, store, outcomes, id).await;
    }
    let unjudged = outcomes
        .iter()
        .find_map(|outcome| outcome.degraded.filter(|_| outcome.is_unjudged()));
    let refuses = stage == Stage::Settlement && profile.settlement_failure == FailPolicy::Refuse;
    let mut refused = unjudged.filter(|_| refuses && !outcomes.iter().any(Outcome::blocks));
    if let Some(reason) = refused {
        outcomes.iter_mut().for_each(|outcome| outcome.hide(reason));
    }
    let write = |outcomes: &mut [Outcome]| {
        // What is blocked is told; whom nobody judged does not pass beside it.
        let refused = unjudged.filter(|_| refuses);
        let refused = refused.map(|reason| Refusal::Unjudged(reason).message());
        write_reply(app, profile, envelope, outcomes, refused)
    };
    let mut body = match refused {
        Some(_) => Vec::new(),
        None => write(&mut outcomes),
    };
    if let Err(error) = record(app, store, &mut outcomes, record_wait(app, call)).await {
        tracing::error!(store.error = %error, "拦截记录未能在时限内落盘");
        take_back(app, &mut outcomes);
        // An interception that cannot be proved is not made; the doctor is still told.
        if refuses {
            refused = Some(Degraded::Record);
            outcomes.iter_mut().for_each(|outcome| outcome.hide(Degraded::Record));
        } else {
            outcomes.iter_mut().for_each(Outcome::soften);
            body = write(&mut outcomes);
        }
        correct(app, store, &outcomes);
        reasons.insert(Degraded::Record);
    }
    count(app, stage, &outcomes, reasons);
    if let Some(reason) = refused {
        return Reply::refusal(app, Some(envelope), &Refusal::Unjudged(reason), profile);
    }
    let shows = |outcome: &Outcome| outcome.findings.iter().any(|finding| finding.action > Action::Record);
    let shown = outcomes.iter().any(shows);
    let outcome = match (outcomes.iter().any(Outcome::blocks), shown, unjudged) {
        (true, _, _) => "blocked",
        (_, true, Some(_)) => "partial",
        (_, false, Some(_)) => "degraded",
        (_, true, None) => "findings",
        (_, false, None) => "clean",
    };
    Reply {
        body,
        outcome,
        status: StatusCode::OK,
    }
}

/// Writes the reply, and leaves out of the outcomes what does not fit into it.
fn write_reply(
    app: &App,
    profile: &CallerProfile,
    envelope: &Envelope,
    outcomes: &mut [Outcome],
    refused: Option<String>,
) -> Vec<u8> {
    let beyond = Beyond {
        left_out: outcomes.iter().map(|outcome| outcome.beyond).sum(),
        refused,
    };
    let judged: Vec<Judged<'_>> = outcomes
        .iter()
        .flat_map(|outcome| judged(&outcome.findings, &outcome.ids))
        .collect();
    let reply = wire::reply_review_with(Some(envelope), &judged, &beyond, profile, now(), app.next_sequence());
    for mut place in reply.left_out {
        for outcome in outcomes.iter_mut() {
            if place < outcome.findings.len() {
                outcome.leave_out(place);
                break;
            }
            place -= outcome.findings.len();
        }
    }
    reply.body
}

fn judged<'f>(findings: &'f [Finding], ids: &'f [String]) -> impl Iterator<Item = Judged<'f>> {
    findings.iter().zip(ids).map(|(finding, id)| Judged { finding, id })
}

/// Blocks that are not made do not count.
fn take_back(app: &App, outcomes: &mut [Outcome]) {
    for outcome in outcomes {
        app.guard().take_back(std::mem::take(&mut outcome.restrained));
    }
}

/// What is said beside the book about a person's orders.
async fn advise(
    app: &App,
    stage: Stage,
    record: &Record,
    call: &Call,
    left: &mut Duration,
) -> Result<Vec<Finding>, Degraded> {
    let asks = stage == Stage::Prescribing && identifies(&record.person.id);
    let Some(adviser) = app.adviser().filter(|_| asks) else {
        return Ok(Vec::new());
    };
    advice::ask(adviser, record, call.arrived_at, left)
        .await
        .map_err(|silence| {
            let why = match silence {
                Silence::Late => "超过时限",
                Silence::Panic => "内部故障",
            };
            tracing::error!(advice.silent = why, "开立时的其他提醒没有得到，本次不予提示");
            Degraded::Advice
        })
}

/// Judges one person, unless the deadline has passed. The advice is shown behind what the book says.
fn one_person(
    app: &App,
    library: &Library,
    store: &Store,
    request: &ReviewRequest,
    patient: PatientRequest,
    call: &Call,
    advice: Vec<Finding>,
) -> Outcome {
    let began = Instant::now();
    let stage = request.stage;
    let PatientRequest {
        mut record,
        current_encounter,
    } = patient;
    let billed = stage == Stage::Settlement;
    let telling = identifies(&record.person.id)
        .then(|| app.visit_memo().look(&record, billed, store.failures()))
        .filter(|seen| !seen.is_known);
    let visit = telling.is_some().then(|| Visit {
        person: record.person.clone(),
        encounters: record.encounters.clone(),
        lines: record.lines.clone(),
        billed: if billed { Billed::UnderReview } else { Billed::Nothing },
    });
    let context = SentContext::of(&record);
    let book = book_of(library, &record);
    let mut degraded = None;
    let mut review = Review::default();
    if call.arrived.elapsed() > app.config().server.deadline {
        degraded = Some(Degraded::Deadline);
    } else {
        let relevance = book.relevance(&record, app.config().server.samples_speak);
        let lookback = Lookback {
            stage,
            days: book.history_days(),
            scope: app.config().history.scope,
            relevance,
        };
        if let Err(error) = recall(store, &mut record, lookback) {
            tracing::error!(store.error = %error, "既往记录读取失败，按无既往审核");
            degraded = Some(Degraded::History);
        }
        let options = ReviewOptions {
            samples_speak: app.config().server.samples_speak,
            payment_stops: app.payment_stops(),
            ..ReviewOptions::default()
        };
        // A rule that fails on this record must not take the other persons of the call with it.
        let judged = catch_unwind(AssertUnwindSafe(|| {
            judge_with(app.reviewer(), book, &record, stage, &options)
        }));
        match judged {
            Ok(judged) => review = judged,
            Err(_) => {
                tracing::error!(book.hash = book.hash(), "审核内部故障，本次未审");
                degraded = Some(Degraded::Panic);
            }
        }
    }
    let institution = institution_of(&record, call);
    let restrained = app
        .guard()
        .restrain(&institution, &mut review.findings, call.arrived_at);
    for rule in &restrained.held_back {
        tracing::error!(
            rule.code = rule.as_str(),
            institution.code = institution.as_str(),
            "规则拦截过多，已改为需说明理由，请检查该规则"
        );
        app.telemetry().guard_trip(rule.as_str());
    }
    let call_id = app.next_call_number().id();
    let ids: Vec<String> = review
        .findings
        .iter()
        .chain(&advice)
        .map(|finding| call_id.finding(finding.key))
        .collect();
    let kept = as_kept(review.findings.iter().chain(&advice), &current_encounter, &record);
    let beyond = review.left_out;
    // What is kept names every line of the argument, what is replied only those that the caller knows.
    keep_sent_lines(&mut review.findings, &record, &context);
    // Of advice the caller knows every line: it is about what he sent.
    review.findings.extend(advice);
    let entry = store::Call {
        degraded: degraded.map(|reason| reason.word().to_owned()),
        book_hash: book.hash().to_owned(),
        ..head(
            call_id,
            request,
            current_encounter,
            &record,
            &review,
            call,
            began.elapsed(),
        )
    };
    Outcome {
        findings: review.findings,
        ids,
        not_evaluable: review.not_evaluable,
        beyond,
        degraded,
        restrained,
        entry: Arc::new(CallEntry {
            call: entry,
            visit,
            findings: kept,
        }),
        is_submitted: false,
        is_other: false,
        telling,
    }
}

/// Counts what is replied: findings as they are shown, and the call once by each reason for which it got less than a
/// full review.
fn count(app: &App, stage: Stage, outcomes: &[Outcome], mut reasons: BTreeSet<Degraded>) {
    let telemetry = app.telemetry();
    for outcome in outcomes {
        outcome
            .findings
            .iter()
            .for_each(|finding| telemetry.finding(finding.rule.as_str(), finding.action));
        outcome
            .not_evaluable
            .iter()
            .for_each(|missing| telemetry.not_evaluable(missing.rule.as_str()));
        reasons.extend(outcome.degraded);
    }
    for reason in reasons {
        telemetry.degraded(stage_word(Some(stage)), reason);
    }
}

/// Keeps of a review whose caller was answered without it whose visits it was about. Nobody was shown its findings, so
/// none is kept or counted; the record of the first person takes the place of the one that tells so.
async fn keep_late(app: &App, store: &Store, mut outcomes: Vec<Outcome>, given_up: &CallId) -> Reply {
    take_back(app, &mut outcomes);
    for outcome in &mut outcomes {
        outcome.hide(Degraded::Deadline);
    }
    if let Some(first) = outcomes.first_mut() {
        Arc::make_mut(&mut first.entry).call.id = given_up.clone();
    }
    // Without findings nothing blocks, and nothing is waited for.
    drop(record(app, store, &mut outcomes, Duration::ZERO).await);
    Reply {
        body: Vec::new(),
        outcome: "degraded",
        status: StatusCode::OK,
    }
}
