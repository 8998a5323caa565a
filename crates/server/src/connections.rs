//! 连接 · Takes connections and answers what is asked on each, in HTTP/1. Beside what `axum::serve` does it answers a
//! caller that closes its side once it has asked, and ends connections on which nobody asks anything.

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// How long a head may take to arrive, and how long a connection is kept open for the next: longer than callers keep
/// theirs for another request, so that it is they who close it.
const HEAD_WAIT: Duration = Duration::from_secs(120);

/// The most connections that are open at a time; further ones wait until one is closed. Each takes some memory before
/// anybody has proved himself. Callers keep theirs open between two calls, so there are many more than calls at a time.
const OPEN_MAX: usize = 4_096;

/// The most bytes of a connection that have arrived and not been looked at.
const UNREAD_BYTES_MAX: usize = 64 << 10;

/// After what kept a connection from being taken, such as too many open files, the next is looked for.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// Serves until `stop` is done and what was asked until then is answered.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    serve_within(HEAD_WAIT, OPEN_MAX, listener, router, stop).await;
}

async fn serve_within(
    head_wait: Duration,
    open_max: usize,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(head_wait)
        .max_buf_size(UNREAD_BYTES_MAX);
    let places = Arc::new(Semaphore::new(open_max));
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let ((stream, peer), place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let router = router.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::trace!(error = %error, "连接中断");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> ((TcpStream, SocketAddr), Option<OwnedSemaphorePermit>) {
    // Never closed: without a place there is none to give back.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok(accepted) => return (accepted, place),
            // The caller's side gave up.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::error!(error = %error, "接受连接失败，稍后再试");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// What comes back for what is sent in whole or in part, where the caller then says no more or waits on.
    async fn exchange(sent: &str, closes: bool) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let slowly = |body: String| async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            format!("received {body}")
        };
        let router = Router::new().route("/", post(slowly));
        let head_wait = Duration::from_millis(300);
        let serving = serve_within(head_wait, OPEN_MAX, listener, router, std::future::pending());
        let serving = tokio::spawn(serving);
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(sent.as_bytes()).await.unwrap();
        if closes {
            connection.shutdown().await.unwrap();
        }
        let mut answer = String::new();
        let read = connection.read_to_string(&mut answer);
        tokio::time::timeout(Duration::from_secs(20), read)
            .await
            .unwrap()
            .unwrap();
        serving.abort();
        answer
    }

    #[tokio::test]
    async fn who_closes_his_side_after_asking_is_answered() {
        for version in ["1.0", "1.1"] {
            let sent = format!("POST / HTTP/{version}\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
            let answer = exchange(&sent, true).await;
            assert!(answer.contains("200 OK") && answer.ends_with("received hi"), "{answer}");
        }
    }

    #[tokio::test]
    async fn half_a_head_does_not_keep_a_connection_open() {
        let answer = exchange("POST / HTTP/1.1\r\nHost: x\r\n", false).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }

    #[tokio::test]
    async fn beyond_the_bound_connections_wait_for_a_place() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", post(|| async { "answered" }));
        let head_wait = Duration::from_secs(20);
        let serving = tokio::spawn(serve_within(head_wait, 1, listener, router, std::future::pending()));
        let first = TcpStream::connect(address).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        let asked = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        second.write_all(asked).await.unwrap();
        let mut answer = String::new();
        let early = tokio::time::timeout(Duration::from_millis(100), second.read_to_string(&mut answer)).await;
        assert!(early.is_err(), "{answer}");
        drop(first);
        let read = second.read_to_string(&mut answer);
        tokio::time::timeout(Duration::from_secs(20), read)
            .await
            .unwrap()
            .unwrap();
        assert!(answer.ends_with("answered"), "{answer}");
        serving.abort();
    }
}
