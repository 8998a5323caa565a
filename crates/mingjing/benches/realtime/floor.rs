//! The floor: a server that parses the same body with the same decoder and answers an empty list.

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use server::wire::{CallerProfile, decode, reply_error, reply_review};
use std::net::{Ipv4Addr, SocketAddr};

/// Serves until killed.
pub fn serve(port: u16) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let app = Router::new().route("/fsi/api/riskConService/beforeAnalyze", post(answer));
        axum::serve(listener, app).await
    })
}

async fn answer(body: Bytes) -> impl axum::response::IntoResponse {
    let profile = CallerProfile::default();
    let now = server::app::now();
    let reply = match decode(&body, &profile) {
        Ok(envelope) => reply_review(Some(&envelope), &[], &profile, now, 1),
        Err(error) => reply_error(None, &error.err_msg(), &profile, now, 1),
    };
    ([(CONTENT_TYPE, "application/json;charset=UTF-8")], reply)
}
