//! The cost of reading a usual prescription, with the bound of a debug build on
//! a busy machine; the optimised figure is printed with `--nocapture`.

use domain::{Moment, Stage};
use server::wire::{Body, CallerProfile, CanonicalHead, decode, encode_review_request};
use std::time::{Duration, Instant};

const OUTPATIENT: &str = include_str!("wire_samples/02_openhis_py_3101_outpatient.request.json");

#[test]
fn thirty_orders_are_read_in_time() {
    let profile = CallerProfile::default();
    let Ok(Body::Review(request)) = decode(OUTPATIENT.as_bytes(), &profile).map(|envelope| envelope.body) else {
        panic!("the sample is readable")
    };
    let mut record = request.patients[0].record.clone();
    let orders = record.lines.clone();
    record.lines = (0..30)
        .map(|number| {
            let mut line = orders[number % orders.len()].clone();
            line.id = domain::LineId::new(format!("CF0001-{number:02}"));
            line
        })
        .collect();
    record.sort();
    let head = CanonicalHead {
        sent_at: Moment::parse("2026-11-24 01:07:59").expect("a time"),
        sequence: 1,
        task_id: "T",
    };
    let json = encode_review_request(&record, Stage::Prescribing, &head);
    let mut best = Duration::MAX;
    for _ in 0..200 {
        let start = Instant::now();
        let envelope = decode(json.as_bytes(), &profile).expect("readable");
        best = best.min(start.elapsed());
        std::hint::black_box(envelope);
    }
    println!("30 orders, {} bytes: {best:?}", json.len());
    assert!(best < Duration::from_millis(10), "{best:?}");
}
