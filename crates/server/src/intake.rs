//! 收文 · From an HTTP request to a reply: receives the body, finds out who
//! calls, lets the call run apart from the connection, and has an answer for
//! everything that can go wrong on the way.
//!
//! A reminder (3101) never fails for a reason of our own: whatever happens
//! inside, the doctor gets success without findings, and it is counted.

use crate::app::{App, now, unix_now};
use crate::auth::{CLOCK_SKEW_SECONDS, Denied, NonceUse};
use crate::config::Caller;
use crate::error::Refusal;
use crate::monitor::Ended;
use crate::national_crypto::{SignedPart, envelope_text};
use crate::outline::{Outline, readable};
use crate::router::{Face, Transaction};
use crate::telemetry::{Degraded, stage_word};
use crate::wire::{Body as Content, CallerProfile, Encoded, Encoding, Envelope, FailPolicy, decode_at};
use crate::{feedback_call, review_call, wire};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{InstitutionCode, Moment, Record, Stage};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use store::CallId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How much of a body beyond the limit is read and thrown away, so that its sender gets to see the
/// reply instead of a broken connection.
const DRAIN_BYTES_MAX: usize = 64 << 20;

/// How much of a body is received without asking for room, more than most bodies have; and how much of one that is not
/// kept is looked at for who sent it.
const SHORT_BODY_BYTES: usize = 64 << 10;

/// What our own deadline leaves for writing the reply, before the call is given up.
const REPLY_GRACE: Duration = Duration::from_millis(100);

/// A request as the router hands it over.
pub(crate) struct Arrival {
    /// what the address says
    pub face: Face,
    /// all headers
    pub headers: HeaderMap,
    /// where it came from; none where a proxy does not say it
    pub peer: Option<IpAddr>,
    /// the body, not yet received
    pub body: Body,
}

/// A received call whose caller proved itself.
pub(crate) struct Call {
    /// what the address says
    pub face: Face,
    /// the body, in UTF-8
    pub body: Bytes,
    /// how it was sent
    pub sent_in: Encoded,
    /// the institution under whose entry it was admitted
    pub institution: InstitutionCode,
    /// when the body was complete
    pub arrived: Instant,
    /// the same on the wall clock
    pub arrived_at: Moment,
    /// said once: the record that tells that the call was answered without a review, or none where the
    /// review keeps its own
    pub given_up: OnceLock<Option<CallId>>,
    /// what a long body takes up, for as long as it is there
    _room: Option<OwnedSemaphorePermit>,
}

impl Call {
    /// The record that tells that the caller was answered without the review. Where he was not, he will not be
    /// by another record than the review's own from here on.
    pub(crate) fn given_up(&self) -> Option<&CallId> {
        self.given_up.get_or_init(|| None).as_ref()
    }
}

/// What is sent back, and how it is counted.
pub(crate) struct Reply {
    /// the message, in the encoding of the profile
    pub body: Vec<u8>,
    /// a word for the metrics
    pub outcome: &'static str,
    /// 401 or 200
    pub status: StatusCode,
}

impl Reply {
    /// A refusal in the envelope.
    pub fn refusal(app: &App, envelope: Option<&Envelope>, refusal: &Refusal, profile: &CallerProfile) -> Self {
        let body = wire::reply_error(envelope, &refusal.message(), profile, now(), app.next_sequence());
        Self {
            body,
            outcome: refusal.outcome(),
            status: refusal.status(),
        }
    }

    /// The answer to a review that could not be made: success without findings for a reminder, what
    /// the caller chose for a settlement.
    pub fn unjudged(
        app: &App,
        envelope: Option<&Envelope>,
        stage: Stage,
        reason: Degraded,
        profile: &CallerProfile,
    ) -> Self {
        app.telemetry().degraded(stage_word(Some(stage)), reason);
        if stage == Stage::Settlement && profile.settlement_failure == FailPolicy::Refuse {
            return Self::refusal(app, envelope, &Refusal::Unjudged(reason), profile);
        }
        let body = wire::reply_review(envelope, &[], profile, now(), app.next_sequence());
        Self {
            body,
            outcome: "degraded",
            status: StatusCode::OK,
        }
    }
}

/// Answers a request, always.
pub(crate) async fn answer(app: App, arrival: Arrival) -> Response {
    let unknown = CallerProfile::default();
    let by_address = match arrival.face {
        Face::Named(transaction) => Some(transaction),
        Face::ByInfno => None,
    };
    let server = &app.config().server;
    let receive = |body: Body| receive(body, server.body_bytes_max, server.receive_wait, app.body_room());
    if !app.config().callers.may_come_from(arrival.peer) {
        // A short body has arrived already for the most part; left unread it may keep its sender from the reply.
        if arrival
            .body
            .size_hint()
            .exact()
            .is_some_and(|bytes| bytes <= SHORT_BODY_BYTES as u64)
        {
            drop(receive(arrival.body).await);
        }
        return deny(
            &app,
            Denied::Address,
            arrival.peer,
            by_address,
            Duration::ZERO,
            &unknown,
        );
    }
    let (body, room) = match receive(arrival.body).await {
        Ok(received) => received,
        Err((why, begun)) => {
            // Most envelopes name their sender before what they carry: the reply is in his encoding.
            let (begun, _) = readable(begun);
            let outline = Outline::of(&begun);
            let profile = match institution_in(&outline) {
                code if code.is_empty() => &unknown,
                code => &app.config().callers.find(&code).profile,
            };
            let infno = || outline.text("infno").and_then(|infno| Transaction::of_infno(&infno));
            let transaction = by_address.or_else(infno);
            let reply = match why {
                Unreceived::TooLarge => Reply::refusal(&app, None, &Refusal::TooLarge(server.body_bytes_max), profile),
                Unreceived::Incomplete => Reply::refusal(&app, None, &Refusal::Incomplete, profile),
                Unreceived::NoRoom => {
                    tracing::error!("同时接收的长报文过多，未予审核");
                    unprocessed(&app, transaction, Degraded::Overload, profile)
                }
            };
            return respond(&app, transaction, reply, Duration::ZERO, profile);
        }
    };
    let (body, sent_in) = readable(body);
    let (arrived, arrived_at) = (Instant::now(), now());
    let outline = Outline::of(&body);
    let infno = outline.text("infno").unwrap_or(Cow::Borrowed(""));
    let transaction = by_address.or_else(|| Transaction::of_infno(&infno));
    let institution = institution_in(&outline);
    let caller = app.config().callers.find(&institution);
    let profile = &caller.profile;
    let call = Arc::new(Call {
        face: arrival.face,
        body: body.clone(),
        sent_in,
        institution,
        arrived,
        arrived_at,
        given_up: OnceLock::new(),
        _room: room,
    });
    if !app.is_ready()
        && let Some(Transaction::Review(stage)) = transaction
    {
        // Says nothing to a stranger, and a caller need not suffer from our start. What a stranger sends
        // is not kept either.
        if admit(&app, caller, &arrival.headers, arrival.peer, &outline, sent_in).is_ok() {
            review_call::record_unjudged(&app, stage, Degraded::NotReady, &call);
        }
        let reply = Reply::unjudged(&app, None, stage, Degraded::NotReady, profile);
        return respond(&app, transaction, reply, arrived.elapsed(), profile);
    }
    if let Err(denied) = admit(&app, caller, &arrival.headers, arrival.peer, &outline, sent_in) {
        return deny(&app, denied, arrival.peer, transaction, arrived.elapsed(), profile);
    }
    let reply = run(&app, Arc::clone(&call), transaction, profile).await;
    let took = arrived.elapsed();
    if matches!(transaction, Some(Transaction::Review(_))) {
        let ended = Ended {
            hit: matches!(reply.outcome, "findings" | "partial" | "blocked"),
            cut_short: matches!(reply.outcome, "partial" | "degraded" | "failed"),
            passed_open: reply.outcome == "degraded",
            took,
        };
        app.monitor().call(&call.institution, now(), ended);
    }
    respond(&app, transaction, reply, took, profile)
}

/// The answer to a caller who did not prove himself.
fn deny(
    app: &App,
    denied: Denied,
    peer: Option<IpAddr>,
    transaction: Option<Transaction>,
    took: Duration,
    profile: &CallerProfile,
) -> Response {
    let peer = peer.map(tracing::field::display);
    tracing::warn!(call.denied = denied.word(), call.peer = peer, "调用被拒：鉴权未通过");
    app.telemetry().denied(denied.word());
    let reply = Reply::refusal(app, None, &Refusal::Denied(denied), profile);
    respond(app, transaction, reply, took, profile)
}

/// Runs the call on a task of its own: a caller that hangs up does not leave a settlement half
/// recorded, a panic ends nothing but the task, and time is kept.
async fn run(app: &App, call: Arc<Call>, transaction: Option<Transaction>, profile: &CallerProfile) -> Reply {
    let server = &app.config().server;
    let keep = |reason: Degraded| match transaction {
        Some(Transaction::Review(stage)) => review_call::record_unjudged(app, stage, reason, &call),
        Some(Transaction::Feedback) | None => true,
    };
    let failed = |reason: Degraded| unprocessed(app, transaction, reason, profile);
    let permit = match tokio::time::timeout(server.deadline, app.permits().acquire_owned()).await {
        Ok(Ok(permit)) => permit,
        Ok(Err(_)) | Err(_) => {
            tracing::error!("同时审核的请求过多，未予审核");
            keep(Degraded::Overload);
            return failed(Degraded::Overload);
        }
    };
    let limit = match transaction {
        Some(Transaction::Review(_)) => server.deadline + server.record_wait + REPLY_GRACE,
        // Feedback waits for the disk and nobody waits for feedback.
        Some(Transaction::Feedback) | None => server.receive_wait,
    };
    let mut task = tokio::spawn({
        let (app, call) = (app.clone(), call.clone());
        async move {
            let reply = process(&app, &call).await;
            drop(permit);
            reply
        }
    });
    let ended = match tokio::time::timeout(limit, &mut task).await {
        Ok(ended) => ended,
        Err(_) if keep(Degraded::Deadline) => {
            tracing::error!("处理调用超过时限");
            return failed(Degraded::Deadline);
        }
        // What the review found is being kept as replied: another reply would make that untrue. Little is left to do.
        Err(_) => task.await,
    };
    ended.unwrap_or_else(|error| {
        tracing::error!(call.panicked = error.is_panic(), "处理调用时发生内部故障");
        keep(Degraded::Panic);
        failed(Degraded::Panic)
    })
}

/// The answer to a call that could not be processed, for a reason of our own.
fn unprocessed(app: &App, transaction: Option<Transaction>, reason: Degraded, profile: &CallerProfile) -> Reply {
    match transaction {
        Some(Transaction::Review(stage)) => Reply::unjudged(app, None, stage, reason, profile),
        Some(Transaction::Feedback) => Reply::refusal(app, None, &Refusal::FeedbackLost, profile),
        None => Reply::refusal(app, None, &Refusal::Internal, profile),
    }
}

/// Decodes and answers.
async fn process(app: &App, call: &Call) -> Reply {
    let caller = app.config().callers.find(&call.institution);
    let profile = &caller.profile;
    let address = match call.face {
        Face::Named(transaction) => Some(transaction.infno()),
        Face::ByInfno => None,
    };
    let mut envelope = match decode_at(&call.body, profile, address) {
        Ok(envelope) => envelope,
        Err(error) => {
            // Read as another transaction than it is, a message lacks whatever that one needs.
            let infno = Outline::of(&call.body).text("infno").unwrap_or_default();
            if let Some(refusal) = conflict(call.face, &infno).filter(|_| !infno.is_empty()) {
                return Reply::refusal(app, None, &refusal, profile);
            }
            tracing::warn!(wire.field = error.field, "报文不能读取");
            return Reply::refusal(app, None, &Refusal::Wire(error), profile);
        }
    };
    // The wire reads the text that was made of another encoding, and has nothing to note about it.
    let recoded = usize::from(call.sent_in != Encoded::Utf8);
    app.telemetry().wire_notes(envelope.notes.len() + recoded);
    // Who proved itself must be who the message speaks for.
    if !std::ptr::eq(app.config().callers.find(&envelope.institution), caller) {
        tracing::warn!(
            call.denied = Denied::Impostor.word(),
            "调用被拒：报文中的机构与鉴权的机构不符"
        );
        app.telemetry().denied(Denied::Impostor.word());
        return Reply::refusal(app, Some(&envelope), &Refusal::Denied(Denied::Impostor), profile);
    }
    if let Some(refusal) = conflict(call.face, &envelope.infno) {
        return Reply::refusal(app, Some(&envelope), &refusal, profile);
    }
    if let Content::Review(request) = &mut envelope.body {
        let bound = request
            .patients
            .iter_mut()
            .map(|patient| bind(app, caller, &mut patient.record, call))
            .sum();
        app.telemetry().wire_notes(bound);
    }
    // The records are worked on, not copied.
    let patients = match &mut envelope.body {
        Content::Review(request) => std::mem::take(&mut request.patients),
        Content::Feedback(_) | Content::Other => Vec::new(),
    };
    match &envelope.body {
        Content::Review(request) => review_call::review(app, profile, &envelope, request, patients, call).await,
        Content::Feedback(request) => feedback_call::feedback(app, caller, &envelope, request).await,
        Content::Other => {
            let refusal = Refusal::UnknownTransaction(envelope.infno.clone());
            Reply::refusal(app, Some(&envelope), &refusal, profile)
        }
    }
}

/// Where the address asks for another transaction than the message.
fn conflict(face: Face, infno: &str) -> Option<Refusal> {
    let Face::Named(named) = face else { return None };
    (Transaction::of_infno(infno) != Some(named)).then(|| Refusal::Conflict {
        address: named.infno(),
        infno: infno.to_owned(),
    })
}

/// Puts what is under review under the institution that called, or one for which it may speak, and
/// where the configuration says its division, under that: they choose the layer of the book, the
/// bound on blocks, and whose the record is. How many visits were put right.
fn bind(app: &App, caller: &Caller, record: &mut Record, call: &Call) -> usize {
    let callers = &app.config().callers;
    let current = record.encounters.iter().filter(|visit| visit.current);
    let strange: Vec<InstitutionCode> = current
        .map(|visit| visit.institution.code.clone())
        .filter(|code| !callers.allows(caller, code))
        .collect();
    let mut bound = 0;
    // Earlier visits that bear the same number are of the same house, as what is remembered of them is.
    for visit in &mut record.encounters {
        let institution = &mut visit.institution;
        if strange.contains(&institution.code) {
            tracing::warn!(
                institution.code = call.institution.as_str(),
                institution.named = institution.code.as_str(),
                "报文中的 medins_id 不是接入的机构，也未登记由其代报，按接入的机构审核"
            );
            institution.code = call.institution.clone();
            bound += 1;
        }
        let own = visit.current && institution.code == caller.code;
        if let Some(division) = caller.division.as_ref().filter(|_| own) {
            institution.division = division.clone();
        }
    }
    bound
}

/// The institution that a message names as its sender.
fn institution_in(outline: &Outline<'_>) -> InstitutionCode {
    let code = outline.text("fixmedins_code").or_else(|| outline.text("medins_code"));
    InstitutionCode::new(code.unwrap_or(Cow::Borrowed("")))
}

/// The answer to a transaction at an address that is none of ours.
pub(crate) fn no_such_address(app: &App, path: &str) -> Response {
    let profile = CallerProfile::default();
    let reply = Reply::refusal(app, None, &Refusal::NoAddress(path.to_owned()), &profile);
    respond(app, None, reply, Duration::ZERO, &profile)
}

/// Checks the caller's proof and, where agreed, the signature of the message.
fn admit(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    outline: &Outline<'_>,
    sent_in: Encoded,
) -> Result<(), Denied> {
    let auth = caller.auth.as_ref().ok_or(Denied::Unlisted)?;
    auth.admit(headers, peer, unix_now(), app.started(), |nonce| {
        // A timestamp may lie ahead of our clock as far as behind it.
        let used = app
            .store()
            .map(|store| store.use_nonce(caller.code.as_str(), nonce, now(), 2 * CLOCK_SKEW_SECONDS));
        match used {
            Some(Ok(true)) => NonceUse::Fresh,
            Some(Ok(false)) => NonceUse::Replayed,
            Some(Err(_)) | None => NonceUse::Unknown,
        }
    })?;
    let Some((part, key)) = &caller.cainfo else {
        return Ok(());
    };
    // What is verified must be what will be read.
    if !outline.is_sure_of("input") {
        return Err(Denied::Cainfo);
    }
    let signature = outline.text("cainfo").ok_or(Denied::Cainfo)?;
    let signed = match part {
        SignedPart::Input => signed_input(outline, &caller.profile).ok_or(Denied::Cainfo)?,
        SignedPart::Envelope => envelope_text(&outline.parse()).into_bytes(),
    };
    let holds = |bytes: &[u8]| key.verify(bytes, &signature).is_ok();
    // Some sign what they send, some the text that they encode afterwards.
    let is_signed = holds(&signed)
        || match sent_in {
            Encoded::Utf8 | Encoded::Utf16 => false,
            Encoded::Gb18030 => in_gb18030(&signed).is_some_and(|bytes| holds(&bytes)),
        };
    is_signed.then_some(()).ok_or(Denied::Cainfo)
}

/// A text in UTF-8 as it is sent in GB18030.
fn in_gb18030(text: &[u8]) -> Option<Vec<u8>> {
    let (bytes, _, unknown) = encoding_rs::GB18030.encode(std::str::from_utf8(text).ok()?);
    (!unknown).then(|| bytes.into_owned())
}

/// The bytes of `input` that a signature covers: its JSON text, deciphered where it came ciphered.
fn signed_input(outline: &Outline<'_>, profile: &CallerProfile) -> Option<Vec<u8>> {
    let raw = outline.raw("input")?;
    if !raw.starts_with(b"\"") {
        return Some(raw.to_vec());
    }
    let text: String = serde_json::from_slice(raw).ok()?;
    match &profile.sm4_key {
        Some(key) if !text.trim_start().starts_with('{') => key.open(&text).ok(),
        _ => Some(text.into_bytes()),
    }
}

/// Why a body was not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unreceived {
    /// it is longer than the limit
    TooLarge,
    /// it did not arrive in time or broke off
    Incomplete,
    /// there was no room for it in time
    NoRoom,
}

/// Receives a body of at most `limit` bytes within `wait`, whatever its length claims to be, and a long one only where
/// there is, or comes to be within as long again, `room` for it; else why not, and how it began.
async fn receive(
    mut body: Body,
    limit: usize,
    wait: Duration,
    room: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), (Unreceived, Bytes)> {
    let announced = body.size_hint().exact();
    let announced = announced.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    let mut lost = announced.filter(|bytes| *bytes > limit).map(|_| Unreceived::TooLarge);
    let mut received: Vec<u8> = Vec::new();
    let mut length = 0_usize;
    let mut taken = None;
    let mut until = tokio::time::Instant::now() + wait;
    loop {
        let frame = match tokio::time::timeout_at(until, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => match lost {
                Some(why) => return Err((why, Bytes::from(received))),
                None => return Err((Unreceived::Incomplete, Bytes::new())),
            },
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length > limit {
            lost = Some(Unreceived::TooLarge);
        }
        if length > limit.saturating_add(DRAIN_BYTES_MAX) {
            break;
        }
        if lost.is_none() && taken.is_none() && length > SHORT_BODY_BYTES {
            let began = tokio::time::Instant::now();
            // One that does not say how long it is may become as long as any.
            let bytes = u32::try_from(announced.unwrap_or(limit)).unwrap_or(u32::MAX);
            match tokio::time::timeout(wait, Arc::clone(room).acquire_many_owned(bytes)).await {
                Ok(Ok(permit)) => taken = Some(permit),
                Ok(Err(_)) | Err(_) => lost = Some(Unreceived::NoRoom),
            }
            until += began.elapsed();
            received.reserve_exact(announced.unwrap_or(0).saturating_sub(received.len()));
        }
        if lost.is_none() {
            received.extend_from_slice(&data);
        } else {
            // Of what is not kept the beginning is enough, and the room is given back.
            let more = SHORT_BODY_BYTES.saturating_sub(received.len()).min(data.len());
            received.extend_from_slice(data.get(..more).unwrap_or_default());
            received.truncate(SHORT_BODY_BYTES);
            received.shrink_to_fit();
            taken = None;
        }
    }
    match lost {
        Some(why) => Err((why, Bytes::from(received))),
        None => Ok((Bytes::from(received), taken)),
    }
}

/// Counts the call and turns the reply into a response.
fn respond(
    app: &App,
    transaction: Option<Transaction>,
    reply: Reply,
    took: Duration,
    profile: &CallerProfile,
) -> Response {
    let stage = match transaction {
        Some(transaction) => transaction.infno(),
        None => stage_word(None),
    };
    app.telemetry().call(stage, reply.outcome, took);
    let kind = match profile.reply_encoding {
        Encoding::Utf8 => HeaderValue::from_static("application/json;charset=UTF-8"),
        Encoding::Gb18030 => HeaderValue::from_static("application/json;charset=GB18030"),
    };
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use hyper::body::Frame;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    const WAIT: Duration = Duration::from_millis(20);
    const LIMIT: usize = 1 << 20;

    /// A body that does not say how long it is.
    struct Chunks(usize);

    impl hyper::body::Body for Chunks {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let data = Bytes::from(vec![b' '; self.0.min(10_000)]);
            self.0 -= data.len();
            Poll::Ready((!data.is_empty()).then(|| Ok(Frame::data(data))))
        }
    }

    fn body(bytes: usize) -> Body {
        Body::from(vec![b' '; bytes])
    }

    #[tokio::test]
    async fn only_long_bodies_take_room_and_as_much_as_they_may_become() {
        let room = Arc::new(Semaphore::new(LIMIT));
        let of = |body: Body| receive(body, LIMIT, WAIT, &room);
        let taken = async |body: Body| {
            of(body)
                .await
                .map(|(body, taken)| (body.len(), taken.map_or(0, |permit| permit.num_permits())))
        };
        assert_eq!(taken(body(0)).await, Ok((0, 0)));
        assert_eq!(taken(body(SHORT_BODY_BYTES)).await, Ok((SHORT_BODY_BYTES, 0)));
        assert_eq!(taken(body(100_000)).await, Ok((100_000, 100_000)));
        assert_eq!(taken(Body::new(Chunks(60_000))).await, Ok((60_000, 0)));
        assert_eq!(taken(Body::new(Chunks(100_000))).await, Ok((100_000, LIMIT)));
        for body in [body(LIMIT + 1), Body::new(Chunks(LIMIT + 1))] {
            let (why, begun) = taken(body).await.unwrap_err();
            assert_eq!((why, begun.len()), (Unreceived::TooLarge, SHORT_BODY_BYTES));
        }
        assert_eq!(room.available_permits(), LIMIT, "given back");
        let first = of(body(LIMIT)).await.unwrap();
        assert!(of(body(SHORT_BODY_BYTES)).await.is_ok());
        let (why, begun) = of(body(100_000)).await.unwrap_err();
        assert_eq!((why, begun.len()), (Unreceived::NoRoom, SHORT_BODY_BYTES));
        drop(first);
        assert!(of(body(100_000)).await.is_ok());
    }

    #[tokio::test]
    async fn for_whose_body_there_is_no_room_is_answered_as_in_any_overload() {
        let text = "[server]\nreceive_wait_s = 1\n[[institution]]\ncode = \"H2\"\nsettlement_failure = \"refuse\"";
        let config = Config::parse("test.toml", text, "127.0.0.1:1".parse().unwrap(), |_| None).unwrap();
        let app = App::new(config, None);
        let room = app.body_room();
        let all = u32::try_from(room.available_permits()).unwrap();
        let _all = room.acquire_many(all).await.unwrap();
        let send = async |institution: &str| {
            let long = format!(
                "{{\"infno\":\"3102\",\"fixmedins_code\":\"{institution}\",\"x\":\"{}\"}}",
                "x".repeat(100_000)
            );
            let arrival = Arrival {
                face: Face::ByInfno,
                headers: HeaderMap::new(),
                peer: None,
                body: Body::from(long),
            };
            let response = answer(app.clone(), arrival).await;
            let body = response.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice::<serde_json::Value>(&body).unwrap()["infcode"].as_i64()
        };
        let (passed, refused) = tokio::join!(send("H1"), send("H2"));
        assert_eq!((passed, refused), (Some(0), Some(-1)));
        let metrics = app.telemetry().render(&store::StoreCounts::default());
        assert!(
            metrics.contains("mingjing_degraded_total{stage=\"3102\",reason=\"overload\"} 2"),
            "{metrics}"
        );
    }

    #[tokio::test]
    async fn who_calls_from_nowhere_that_is_listed_is_refused_unread() {
        let text = "[default]\nauth = \"ip\"\nip_allow = [\"10.1.0.0/16\"]\n\
                    [[institution]]\ncode = \"H1\"\nauth = \"apikey\"\nsecret = \"s\"\nip_allow = [\"10.2.0.0/16\"]";
        let config = Config::parse("test.toml", text, "127.0.0.1:1".parse().unwrap(), |_| None).unwrap();
        let app = App::new(config, None);
        let send = async |peer: Option<&str>, body: Body| {
            let arrival = Arrival {
                face: Face::ByInfno,
                headers: HeaderMap::new(),
                peer: peer.map(|peer| peer.parse().unwrap()),
                body,
            };
            answer(app.clone(), arrival).await.status()
        };
        /// A body that never comes to an end.
        struct Endless;
        impl hyper::body::Body for Endless {
            type Data = Bytes;
            type Error = Infallible;

            fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
                panic!("read");
            }
        }
        for peer in [Some("8.8.8.8"), None] {
            assert_eq!(send(peer, Body::new(Endless)).await, StatusCode::UNAUTHORIZED);
            assert_eq!(send(peer, body(10)).await, StatusCode::UNAUTHORIZED);
        }
        assert!(app.config().callers.may_come_from("10.2.3.4".parse().ok()));
        // Where one caller may come from anywhere, who calls is known only from what he sends.
        let open = format!("{text}\n[[institution]]\ncode = \"H2\"\nauth = \"bearer\"\nsecret = \"s\"");
        let config = Config::parse("test.toml", &open, "127.0.0.1:1".parse().unwrap(), |_| None).unwrap();
        assert!(config.callers.may_come_from(None));
    }
}
