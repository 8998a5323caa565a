//! 报文 · Bytes that claim to be a request.
//!
//! Nothing may panic, whatever came. What can be read and can be written again
//! must read the same, and every reply to it is JSON.

use domain::{HistoryReach, Moment, Record, Stage};
use server::wire::{
    Body, CallerProfile, CanonicalHead, Encoding, Envelope, decode, decode_at, encode_review_request, reply_error,
    reply_feedback, reply_review, wire_carries,
};

/// Tries the bytes; gives how many records went the whole way, there and back.
pub fn run(bytes: &[u8]) -> usize {
    let profile = CallerProfile::default();
    let returned = match decode(bytes, &profile) {
        Ok(envelope) => read(&envelope, &profile),
        Err(error) => {
            answer(None, &error.to_string(), &profile);
            0
        }
    };
    // The other readings of the same bytes: at an address that names the transaction, from a caller
    // whose amounts are not believed and who reads another encoding.
    let other = CallerProfile {
        reply_encoding: Encoding::Gb18030,
        single_object_result: true,
        trust_self_pay: false,
        ..profile
    };
    if let Ok(envelope) = decode_at(bytes, &other, Some("3102")) {
        answer(Some(&envelope), "测试", &other);
    }
    returned
}

fn read(envelope: &Envelope, profile: &CallerProfile) -> usize {
    answer(Some(envelope), "测试", profile);
    let Body::Review(request) = &envelope.body else {
        return 0;
    };
    let mut returned = 0;
    for patient in &request.patients {
        let record = &patient.record;
        assert!(in_order(record), "a decoded record is not in order");
        assert!(
            record
                .lines
                .iter()
                .all(|line| (line.encounter as usize) < record.encounters.len())
        );
        returned += usize::from(again(record, request.stage));
    }
    returned
}

/// Writes a record as a message and reads that; where the wire carries it, it is the same record.
fn again(record: &Record, stage: Stage) -> bool {
    let head = CanonicalHead {
        sent_at: Moment::from_epoch_seconds(1_800_000_000),
        sequence: 1,
        task_id: "T",
    };
    let message = encode_review_request(record, stage, &head);
    let decoded = decode(message.as_bytes(), &CallerProfile::default());
    if wire_carries(record).is_err() {
        return false;
    }
    let envelope = decoded.unwrap_or_else(|error| panic!("a carried record is refused: {error}\n{message}"));
    let Body::Review(request) = envelope.body else {
        panic!("a review became something else")
    };
    let back: Vec<Record> = request.patients.into_iter().map(|patient| patient.record).collect();
    let expected = Record {
        history: HistoryReach::Absent,
        ..record.clone()
    };
    assert_eq!(back, [expected], "{message}");
    assert_eq!(request.stage, stage);
    true
}

fn in_order(record: &Record) -> bool {
    let mut sorted = record.clone();
    sorted.sort();
    sorted == *record
}

/// Every reply goes out as a JSON object, whatever the request was.
fn answer(envelope: Option<&Envelope>, text: &str, profile: &CallerProfile) {
    let now = Moment::from_epoch_seconds(1_800_000_000);
    for reply in [
        reply_error(envelope, text, profile, now, 1),
        reply_review(envelope, &[], profile, now, 2),
        reply_feedback(envelope, profile, now, 3),
    ] {
        assert!(
            reply.starts_with(b"{") && reply.ends_with(b"}"),
            "a reply that is no JSON object"
        );
    }
}
