//! What is kept of a call, and when it is on the disk.

use super::Outcome;
use crate::app::App;
use crate::intake::Call;
use crate::telemetry::Degraded;
use crate::wire::ReviewRequest;
use domain::{
    Action, Encounter, EncounterId, Finding, FindingLine, LineId, LineRole, Moment, Money, PersonId, PractitionerCode,
    Record, Stage,
};
use foldhash::HashMap;
use rulebook::Review;
use std::sync::Arc;
use std::time::Duration;
use store::{CallEntry, CallFinding, CallId, Store, StoreError};
use tokio::sync::oneshot;

pub(super) fn institution_of(record: &Record, call: &Call) -> domain::InstitutionCode {
    let current = record.encounters.iter().find(|encounter| encounter.current);
    let code = current
        .map(|encounter| encounter.institution.code.clone())
        .filter(|code| !code.is_empty());
    code.unwrap_or_else(|| call.institution.clone())
}

/// What is kept of the call whatever its outcome, after 事前提醒结果信息表.
pub(super) fn head(
    id: CallId,
    request: &ReviewRequest,
    encounter: EncounterId,
    record: &Record,
    review: &Review,
    call: &Call,
    took: Duration,
) -> store::Call {
    let current = record.encounters.iter().find(|encounter| encounter.current);
    let lines = || record.lines.iter().filter(|line| line.current);
    let doctor = lines().map(|line| &line.doctor).find(|doctor| !doctor.is_empty());
    let doctor = doctor.or_else(|| current.map(|encounter| &encounter.doctor));
    let raised = review.findings.iter().filter(|finding| finding.action > Action::Record);
    store::Call {
        id,
        stage: request.stage,
        scene: request.scene.clone(),
        institution: institution_of(record, call),
        person: record.person.id.clone(),
        encounter,
        doctor: doctor.cloned().unwrap_or_else(PractitionerCode::default),
        care_type: current
            .and_then(|encounter| encounter.setting.known())
            .map_or("", |setting| setting.zh())
            .to_owned(),
        requested_at: call.arrived_at,
        responded_at: responded_at(call),
        duration_micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        lines: u32::try_from(lines().count()).unwrap_or(u32::MAX),
        degraded: None,
        not_evaluable: u32::try_from(review.not_evaluable.len()).unwrap_or(u32::MAX),
        total: current
            .and_then(|encounter| encounter.total.known().copied())
            .unwrap_or(Money::ZERO),
        violation_amount: raised.map(|finding| finding.amount).sum(),
        book_hash: String::new(),
    }
}

fn responded_at(call: &Call) -> Moment {
    call.arrived_at
        .plus_seconds(i64::try_from(call.arrived.elapsed().as_secs()).unwrap_or(0))
}

/// How long the reply waits for what must be proved: what is allowed for it, but not beyond the moment at which the
/// caller is answered without the review.
pub(super) fn record_wait(app: &App, call: &Call) -> Duration {
    let server = &app.config().server;
    let left = (server.deadline + server.record_wait).saturating_sub(call.arrived.elapsed());
    left.min(server.record_wait)
}

/// Hands the records of the call to the store. Returns when everything that blocks, or would but for the bound, is on
/// the disk, or says why it is not.
pub(super) async fn record(
    app: &App,
    store: &Store,
    outcomes: &mut [Outcome],
    wait: Duration,
) -> Result<(), StoreError> {
    let (mut known, mut awaited) = (Ok(()), Vec::new());
    for outcome in outcomes {
        let entry = Arc::clone(&outcome.entry);
        let proved = outcome.must_be_proved();
        let submit = || {
            if !proved {
                return store.submit(entry);
            }
            let (written, mut result) = oneshot::channel();
            // The receiver is gone where the wait was given up; the record is kept all the same.
            store.submit_durable(entry, move |result| drop(written.send(result)));
            // A full queue says so at once.
            match result.try_recv() {
                Ok(Err(StoreError::Overflow(full))) => {
                    known = Err(full.into());
                    return Err(full);
                }
                Ok(Err(error)) => known = Err(error),
                Ok(Ok(())) => {}
                Err(_) => awaited.push(result),
            }
            Ok(())
        };
        let submitted = match outcome.telling.take() {
            Some(seen) => app.visit_memo().tell(seen, store.failures(), submit),
            None => submit(),
        };
        outcome.is_submitted = submitted.is_ok();
        outcome.is_other = false;
        if !outcome.is_submitted {
            app.telemetry().overflow();
        }
    }
    known?;
    let all = async {
        for result in awaited {
            result.await.unwrap_or(Err(StoreError::Closing))?;
        }
        Ok(())
    };
    let late = || Err(StoreError::Unavailable("超过落盘时限".to_owned()));
    tokio::time::timeout(wait, all).await.unwrap_or_else(|_| late())
}

/// Corrects the records that the reply has made untrue. Those that the store did not accept are lost and counted
/// already.
pub(super) fn correct(app: &App, store: &Store, outcomes: &[Outcome]) {
    for outcome in outcomes
        .iter()
        .filter(|outcome| outcome.is_submitted && outcome.is_other)
    {
        let CallEntry { call, findings, .. } = &*outcome.entry;
        if store.correct(call.clone(), findings.clone()).is_err() {
            app.telemetry().overflow();
        }
    }
}

/// Keeps that a call was answered without a review: when, from whom, and why; of whom it was is not
/// known, because nothing of the message was read. False where the review keeps its own records already: then
/// nothing else may be replied than what it replies. Best effort: nothing is waited for.
pub(crate) fn record_unjudged(app: &App, stage: Stage, reason: Degraded, call: &Call) -> bool {
    let id = app.next_call_number().id();
    if call.given_up.set(Some(id.clone())).is_err() {
        return false;
    }
    let Some(store) = app.store() else { return true };
    let book = app.library().map(|library| library.national().hash().to_owned());
    let entry = CallEntry {
        call: store::Call {
            id,
            stage,
            scene: String::new(),
            institution: call.institution.clone(),
            person: PersonId::default(),
            encounter: EncounterId::default(),
            doctor: PractitionerCode::default(),
            care_type: String::new(),
            requested_at: call.arrived_at,
            responded_at: responded_at(call),
            duration_micros: u64::try_from(call.arrived.elapsed().as_micros()).unwrap_or(u64::MAX),
            lines: 0,
            degraded: Some(reason.word().to_owned()),
            not_evaluable: 0,
            total: Money::ZERO,
            violation_amount: Money::ZERO,
            book_hash: book.unwrap_or_default(),
        },
        visit: None,
        findings: Vec::new(),
    };
    if store.submit(entry).is_err() {
        app.telemetry().overflow();
    }
    true
}

/// What is kept of the findings of the call about the encounter.
pub(super) fn as_kept<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    current: &EncounterId,
    record: &Record,
) -> Vec<CallFinding> {
    let mut findings = findings.peekable();
    if findings.peek().is_none() {
        return Vec::new();
    }
    // Ids are unique only within an encounter, and those of encounters only within an institution.
    let is_own = |visit: &Encounter| visit.current && visit.id == *current;
    let own = record.lines.iter().filter(|line| is_own(record.encounter_of(line)));
    let own: HashMap<&LineId, bool> = own.map(|line| (&line.id, line.current)).collect();
    let is_elsewhere = |line: &FindingLine| {
        let told = record.lines.get(line.index as usize).filter(|told| told.id == line.id);
        line.encounter != *current || told.is_some_and(|told| !is_own(record.encounter_of(told)))
    };
    let kept_id = |line: &FindingLine| {
        if is_elsewhere(line) && own.contains_key(&line.id) {
            LineId::new(format!("{}/{}", line.encounter, line.id))
        } else {
            line.id.clone()
        }
    };
    let kept = |finding: &Finding| CallFinding {
        key: finding.key,
        rule: finding.rule.clone(),
        rule_name: finding.rule_name.clone(),
        certainty: finding.certainty,
        action: finding.action,
        state: finding.state,
        amount: finding.amount,
        sentence: finding.sentence.clone(),
        line_ids: finding.lines.iter().map(kept_id).collect(),
        amendable: amendable(finding, |line| !is_elsewhere(line) && own.get(&line.id) == Some(&true)),
    };
    findings.map(kept).collect()
}

/// The lines that go back where the order, or the bill, does: of those `under_review` the violating ones. Where
/// the finding has none there, the doctor changes what it names of his order.
fn amendable(finding: &Finding, under_review: impl Fn(&FindingLine) -> bool) -> Vec<LineId> {
    let under_review: Vec<&FindingLine> = finding.lines.iter().filter(|line| under_review(line)).collect();
    let is_violating = |line: &&FindingLine| line.role == LineRole::Violating;
    let to_blame = under_review.iter().copied().any(|line| is_violating(&line));
    let lines = under_review.into_iter().filter(|line| !to_blame || is_violating(line));
    lines.map(|line| line.id.clone()).collect()
}
