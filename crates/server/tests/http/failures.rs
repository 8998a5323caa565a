//! What callers see when something fails: reminders go on, settlements follow
//! the caller's choice, and nobody waits.

use crate::setting::{LOCAL, Setting, request, review};
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use http_body_util::StreamBody;
use hyper::body::Frame;
use std::convert::Infallible;
use std::time::{Duration, Instant};

const REFUSING: &str = "[default]\nsettlement_failure = \"refuse\"";

#[tokio::test]
async fn a_body_over_the_limit_is_refused_in_the_envelope() {
    let setting = Setting::new("[server]\nbody_mib = 1");
    let answer = setting.post("/3101", vec![b' '; (1 << 20) + 1]).await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, -1));
    assert!(answer.err_msg().contains("1 MiB"), "{}", answer.err_msg());
    // The same in pieces, with no length announced.
    let pieces = (0..20).map(|_| Ok::<_, Infallible>(Frame::data(Bytes::from(vec![b' '; 100_000]))));
    let body = Body::new(StreamBody::new(futures_of(pieces)));
    let answer = setting.send(request("/3101", LOCAL, &[], body)).await;
    assert_eq!(answer.infcode(), -1);
    assert!(answer.err_msg().contains("1 MiB"));
    let announced_small = request("/3101", LOCAL, &[("content-length", "10")], vec![b' '; (1 << 20) + 1]);
    assert_eq!(setting.send(announced_small).await.infcode(), -1);
}

/// A stream of what an iterator gives.
fn futures_of<T>(items: impl Iterator<Item = T>) -> impl futures_core::Stream<Item = T> {
    tokio_stream::iter(items)
}
