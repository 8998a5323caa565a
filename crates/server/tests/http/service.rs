//! The life of the service on a real connection: start, reload under load,
//! metrics, stop.

use crate::setting::{ELSEWHERE, Setting, message, request, review, scripted};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use server::app::{App, Publication};
use server::books::load_folder;
use server::config::Config;
use server::kept_books::{self, Draft};
use server::router::nothing_beside;
use server::serve::serve_on;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const RULE: &str = include_str!("rule.md");

struct Running {
    address: SocketAddr,
    app: App,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<anyhow::Result<()>>,
    books: TempDir,
    data: TempDir,
}

fn write_rule(books: &Path, text: &str) {
    let folder = books.join("national/policy");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("900-test.md"), text).unwrap();
}

async fn start() -> Running {
    let books = tempfile::tempdir().unwrap();
    write_rule(books.path(), RULE);
    let place = books.path().to_owned();
    start_with(books, place, tempfile::tempdir().unwrap()).await
}

/// As [`start`], with the book at a place of that folder.
async fn start_with(books: TempDir, place: PathBuf, data: TempDir) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config::parse("test.toml", "[server]\nbooks_poll_s = 1\nbody_mib = 1", address, |_| {
        None
    })
    .unwrap();
    let app = App::with_reviewer(config, Some(place), scripted);
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(serve_on(
        listener,
        app.clone(),
        data.path().to_owned(),
        nothing_beside(),
        async {
            let _ = stopped.await;
        },
    ));
    until(|| app.is_ready()).await;
    Running {
        address,
        app,
        stop,
        ended,
        books,
        data,
    }
}

async fn until(mut condition: impl FnMut() -> bool) {
    for _ in 0..600 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain");
}

/// Sends raw bytes on a connection of its own and returns all that comes back.
async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let bytes = bytes.to_vec();
    let exchange = move || {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

fn post(path: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

async fn get(address: SocketAddr, path: &str) -> String {
    raw(
        address,
        format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
    )
    .await
}

fn hash(running: &Running) -> String {
    running.app.library().unwrap().hash().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_under_load_fails_no_call() {
    let running = start().await;
    let (stop, failed, answered) = (
        Arc::new(AtomicBool::new(false)),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let counts = Arc::new((failed, answered));
    let load: Vec<JoinHandle<()>> = (0..4)
        .map(|_| {
            let (address, stop, counts) = (running.address, Arc::clone(&stop), Arc::clone(&counts));
            let call = post("/3101", &review("3101", &["REMIND"]));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let answer = raw(address, &call).await;
                    let good = answer.contains("\"infcode\":0") && answer.contains("GZ-TEST");
                    (if good { &counts.1 } else { &counts.0 }).fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let first = hash(&running);
    write_rule(running.books.path(), &RULE.replace("话术: ", "话术: 新"));
    until(|| hash(&running) != first).await;
    let second = hash(&running);
    // A broken rule beside the good one: the book stays as it is.
    fs::write(
        running.books.path().join("national/policy/901-broken.md"),
        "---\n编码: X\n---\n",
    )
    .unwrap();
    let refused = "mingjing_reloads_total{outcome=\"refused\"} 1";
    let mut metrics = String::new();
    for _ in 0..200 {
        metrics = get(running.address, "/metrics").await;
        if metrics.contains(refused) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(metrics.contains(refused), "{metrics}");
    assert_eq!(hash(&running), second);
    assert!(
        metrics.contains(&format!("mingjing_book_info{{hash=\"{second}\"}} 1")),
        "{metrics}"
    );
    // Put right and asked for at once.
    fs::remove_file(running.books.path().join("national/policy/901-broken.md")).unwrap();
    write_rule(running.books.path(), RULE);
    let answer = raw(running.address, &post("/admin/reload", "")).await;
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    until(|| hash(&running) == first).await;
    stop.store(true, Ordering::Relaxed);
    for task in load {
        task.await.unwrap();
    }
    assert_eq!(counts.0.load(Ordering::Relaxed), 0);
    assert!(counts.1.load(Ordering::Relaxed) > 10);
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_book_that_could_not_be_kept_at_the_start_is_kept_at_the_next_look() {
    let (books, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_rule(books.path(), RULE);
    let kept = data.path().join("books");
    fs::write(&kept, "in the way").unwrap();
    let place = books.path().to_owned();
    let running = start_with(books, place, data).await;
    let archive = kept.join(kept_books::archive_name(&hash(&running)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    fs::remove_file(&kept).unwrap();
    raw(running.address, &post("/admin/reload", "")).await;
    until(|| archive.is_file()).await;
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_is_served_and_looked_at_like_a_folder() {
    let keep = |rule: &str| {
        let (books, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_rule(books.path(), rule);
        let draft = Draft::write(&load_folder(books.path()).unwrap(), into.path()).unwrap();
        (draft.hash().to_owned(), draft.keep().unwrap(), into)
    };
    let (old, archive, books) = keep(RULE);
    let running = start_with(books, archive.clone(), tempfile::tempdir().unwrap()).await;
    assert_eq!(hash(&running), old);
    let kept = |hash: &str| running.data.path().join("books").join(kept_books::archive_name(hash));
    until(|| kept(&old).is_file()).await;
    let (new, replacement, _there) = keep(&RULE.replace("话术: ", "话术: 新"));
    fs::rename(&replacement, &archive).unwrap();
    until(|| hash(&running) == new).await;
    until(|| kept(&new).is_file()).await;
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_finishes_running_calls_and_writes_everything() {
    let running = start().await;
    let address = running.address;
    let slow = tokio::spawn(async move { raw(address, &post("/3101", &review("3101", &["SLOW"]))).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(()).unwrap();
    let answer = slow.await.unwrap();
    assert!(answer.contains("\"infcode\":0"), "{answer}");
    running.ended.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err(), "no longer listening");
    assert_eq!(running.app.store().unwrap().calls(None, 10).unwrap().len(), 1);
    assert!(running.data.path().join("realtime.redb").exists());
}

#[tokio::test]
async fn a_rule_of_the_book_speaks_through_the_wire() {
    let setting = Setting::with_reviewer("", rulebook::review);
    let source = rulebook::SourceFile {
        path: "national/policy/900-test.md".into(),
        text: RULE.into(),
    };
    assert_eq!(setting.app.publish(vec![source]), Publication::InForce);
    let mut call = message("H1", "3101", &["XC01EBL064A001010103912"]);
    let answer = setting.post("/3101", call.to_string()).await;
    assert_eq!((answer.infcode(), answer.results().len()), (0, 0), "{}", answer.text());
    call["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]["fsi_order_dtos"][0]["sumamt"] = 25.into();
    let answer = setting.post("/3101", call.to_string()).await;
    assert_eq!(answer.results()[0]["rule_id"], "MJ9001", "{}", answer.text());
    assert_eq!(answer.results()[0]["sev_deg"], "2");
}

#[tokio::test]
async fn a_book_without_a_rule_takes_the_place_of_none() {
    let setting = Setting::with_reviewer("", rulebook::review);
    let source = rulebook::SourceFile {
        path: "national/policy/900-test.md".into(),
        text: RULE.into(),
    };
    assert_eq!(setting.app.publish(vec![source]), Publication::InForce);
    let hash = setting.app.library().unwrap().hash().to_owned();
    assert_eq!(setting.app.publish(Vec::new()), Publication::Refused { errors: 0 });
    assert_eq!(setting.app.library().unwrap().hash(), hash);
    setting
        .assert_metric("mingjing_reloads_total{outcome=\"refused\"} 1")
        .await;
}

#[tokio::test]
async fn the_book_in_the_program_has_rules() {
    let setting = Setting::unprepared("");
    setting.app.publish(server::books::embedded());
    assert!(setting.app.library().unwrap().national().rules().count() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunked_bodies_are_bounded_too() {
    let running = start().await;
    let mut call =
        b"POST /3101 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..20 {
        call.extend_from_slice(b"10000\r\n");
        call.extend_from_slice(&[b' '; 0x10000]);
        call.extend_from_slice(b"\r\n");
    }
    call.extend_from_slice(b"0\r\n\r\n");
    let answer = raw(running.address, &call).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"infcode\":-1") && answer.contains("1 MiB"),
        "{answer}"
    );
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_second_service_on_the_same_data_refuses_to_start() {
    let running = start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config::without_file(listener.local_addr().unwrap()).unwrap();
    let app = App::new(config, Some(running.books.path().to_owned()));
    let data = running.data.path().to_owned();
    let error = serve_on(listener, app, data, nothing_beside(), std::future::pending())
        .await
        .unwrap_err();
    assert!(format!("{error:#}").contains("正被另一个进程使用"), "{error:#}");
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn readiness_follows_the_book_and_the_store() {
    let ask = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let setting = Setting::unprepared("");
    assert_eq!(setting.send(ask("/healthz")).await.status, StatusCode::OK);
    assert_eq!(
        setting.send(ask("/readyz")).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(Setting::new("").send(ask("/readyz")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reload_is_asked_for_on_the_machine_itself() {
    let setting = Setting::new("");
    let ask = |from: &str, headers: &[(&str, &str)]| request("/admin/reload", from, headers, "");
    let answer = setting.send(ask("127.0.0.1:1", &[])).await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::ACCEPTED, 0));
    assert_eq!(setting.send(ask(ELSEWHERE, &[])).await.status, StatusCode::FORBIDDEN);
    let forwarded = [("x-forwarded-for", "127.0.0.1")];
    assert_eq!(
        setting.send(ask("127.0.0.1:1", &forwarded)).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_metrics_are_all_there() {
    let setting = Setting::new("");
    setting.post("/3101", review("3101", &["REMIND"])).await;
    let metrics = setting.metrics().await;
    for name in [
        "mingjing_calls_total{stage=\"3101\",outcome=\"findings\"} 1",
        "mingjing_call_seconds_count{stage=\"3101\"} 1",
        "mingjing_findings_total{rule=\"GZ-TEST\",action=\"remind\"} 1",
        "mingjing_book_info{hash=",
        "mingjing_record_overflow_total 0",
        "mingjing_record_lost_total 0",
        "mingjing_store_queue ",
        "mingjing_degraded_total{stage=\"3101\",reason=\"panic\"} 0",
        "mingjing_degraded_total{stage=\"3102\",reason=\"record\"} 0",
    ] {
        assert!(metrics.contains(name), "{name}\n{metrics}");
    }
}
