//! The service from start to stop: listens first, then opens the store and
//! compiles the book, watches the book for changes, and ends without dropping a
//! running call.

use crate::app::{App, Publication};
use crate::books::{self, Fingerprint};
use crate::config::Config;
use crate::connections;
use crate::kept_books::Draft;
use crate::router::router;
use anyhow::Context;
use axum::Router;
use rulebook::SourceFile;
use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// What the operator decides on the command line.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// the address to listen on
    pub listen: SocketAddr,
    /// the folder of the store
    pub data: PathBuf,
    /// the folder of the book, or an archive of one; none for the one in the program
    pub books: Option<PathBuf>,
    /// the configuration file
    pub config: Option<PathBuf>,
}

/// Serves until the process is told to stop (SIGTERM, SIGINT). `beside` makes what answers at all other
/// addresses.
///
/// # Errors
/// A configuration that cannot be used, an address that is taken, a store that cannot be opened, or
/// a book of which nothing can be read.
pub async fn serve(options: ServeOptions, beside: impl FnOnce(&App, &ServeOptions) -> Router) -> anyhow::Result<()> {
    let config = match &options.config {
        Some(path) => Config::read(path, options.listen)?,
        None => Config::without_file(options.listen)?,
    };
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("监听 {} 失败，请检查地址是否已被占用", options.listen))?;
    let mut terminate = signal(SignalKind::terminate()).context("登记停止信号失败")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("登记停止信号失败")?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let app = App::new(config, options.books.clone());
    let beside = beside(&app, &options);
    serve_on(listener, app, options.data, beside, stop).await
}

/// Serves on a listener until `stop` is done.
///
/// # Errors
/// As [`serve`].
pub async fn serve_on(
    listener: TcpListener,
    app: App,
    data: PathBuf,
    beside: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("读取监听地址失败")?;
    tracing::info!(server.address = %address, "开始监听，正在打开实时库并编译规则库");
    let mut server = tokio::spawn({
        let (service, stopped) = (router(app.clone(), beside), app.clone());
        async move { connections::serve(listener, service, stopped.stopping()).await }
    });
    tokio::pin!(stop);
    let kept = kept_in(&data);
    let prepared = tokio::select! {
        prepared = prepare(app.clone(), data) => prepared,
        () = &mut stop => {
            server.abort();
            return Ok(());
        }
    };
    let fingerprint = match prepared {
        Ok(fingerprint) => fingerprint,
        Err(error) => {
            server.abort();
            return Err(error);
        }
    };
    // Where nothing can be written, there is nobody to tell; the service runs all the same.
    let _ = writeln!(std::io::stdout(), "监听 http://{address}");
    tracing::info!(server.address = %address, "服务就绪");
    let watcher = tokio::spawn(watch_books(app.clone(), fingerprint, kept));
    tokio::select! {
        () = &mut stop => {}
        ended = &mut server => {
            watcher.abort();
            flush(&app).await;
            return ended.context("服务意外结束");
        }
    }
    tracing::info!("收到停止信号，等待在途请求完成");
    watcher.abort();
    app.stop();
    if tokio::time::timeout(app.config().server.stop_wait, &mut server)
        .await
        .is_err()
    {
        tracing::warn!("仍有请求未在停机宽限内完成，已中断");
        server.abort();
    }
    flush(&app).await;
    tracing::info!("服务已停止");
    Ok(())
}

/// Opens the store and brings the first book into force.
async fn prepare(app: App, data: PathBuf) -> anyhow::Result<Option<Fingerprint>> {
    let work = move || -> anyhow::Result<Option<Fingerprint>> {
        let store = Store::open(&data, app.store_options())
            .with_context(|| format!("打开数据目录 {} 中的实时库失败", data.display()))?;
        app.attach_store(store);
        let (sources, fingerprint) = read_books(&app)?;
        publish(&app, sources, &kept_in(&data));
        let rules = app.library().map_or(0, |library| library.national().rules().count());
        anyhow::ensure!(rules > 0, "规则库中没有一条可用的规则，请检查规则目录或重新安装程序");
        Ok(fingerprint)
    };
    tokio::task::spawn_blocking(work).await.context("启动时发生内部故障")?
}

/// The text of the book, and the fingerprint taken before it was read.
fn read_books(app: &App) -> anyhow::Result<(Vec<SourceFile>, Option<Fingerprint>)> {
    match app.books() {
        None => Ok((books::embedded(), None)),
        Some(folder) => {
            let fingerprint = books::fingerprint(folder)?;
            Ok((books::sources(Some(folder))?, Some(fingerprint)))
        }
    }
}

/// Looks at the folder at intervals, on SIGHUP and on request, and publishes what changed. A folder
/// that cannot be read or has errors leaves the book as it is.
async fn watch_books(app: App, mut known: Option<Fingerprint>, kept: PathBuf) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::error!("登记 SIGHUP 失败，规则目录不会自动更新");
        return;
    };
    let poll = app.config().server.books_poll;
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(poll) => false,
            _ = hangup.recv() => true,
            () = app.reload_requested() => true,
        };
        if app.books().is_none() && !asked {
            continue;
        }
        let work = {
            let (app, known, kept) = (app.clone(), known.clone(), kept.clone());
            move || reload(&app, known, asked, &kept)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(fingerprint) => known = fingerprint,
            Err(_) => {
                tracing::error!("重新编译规则库时发生内部故障，继续使用原规则库");
                app.telemetry().reload("failed");
            }
        }
    }
}

/// One look at the folder. A change is taken up only once two looks agree, so that a file is not
/// read while it is being copied.
fn reload(app: &App, known: Option<Fingerprint>, asked: bool, kept: &Path) -> Option<Fingerprint> {
    let changed = || -> anyhow::Result<Option<Fingerprint>> {
        let Some(folder) = app.books() else { return Ok(None) };
        let first = books::fingerprint(folder)?;
        if !asked && known.as_ref() == Some(&first) {
            return Ok(known.clone());
        }
        std::thread::sleep(SETTLE);
        let second = books::fingerprint(folder)?;
        if first != second && !asked {
            return Ok(known.clone());
        }
        if let Publication::Refused { errors } = publish(app, books::sources(Some(folder))?, kept) {
            tracing::error!(book.errors = errors, "规则目录不能启用，改正后会自动重试");
        }
        Ok(Some(second))
    };
    match changed() {
        Ok(fingerprint) => fingerprint,
        Err(error) => {
            tracing::error!(error = %format!("{error:#}"), "规则目录读取失败，继续使用原规则库");
            app.telemetry().reload("failed");
            known
        }
    }
}

/// Brings a book into force and keeps it, so that what it says can be looked up under its hash later on. It is written
/// from the texts that are compiled: the folder may be another one by the time that they are.
fn publish(app: &App, sources: Vec<SourceFile>, kept: &Path) -> Publication {
    let draft = Draft::write(&sources, kept);
    let publication = app.publish(sources);
    let keep = |draft: Draft| match app.library() {
        // One that is in force already may not have been kept when it came.
        Some(library) if library.hash() == draft.hash() => draft.keep().map(drop),
        _ => Ok(()),
    };
    if let Err(error) = draft.and_then(keep) {
        tracing::warn!(error = %format!("{error:#}"), "规则库没有存档，不影响审核");
    }
    publication
}

/// Where the books that were in force are kept.
fn kept_in(data: &Path) -> PathBuf {
    data.join("books")
}

/// How long a folder must stay as it is before it is read.
const SETTLE: Duration = Duration::from_millis(100);

async fn flush(app: &App) {
    let Some(store) = app.store().cloned() else { return };
    match tokio::task::spawn_blocking(move || store.flush()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(store.error = %error, "停止前未能写完全部记录"),
        Err(_) => tracing::error!("停止前写入记录时发生内部故障"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kept_books::{archive_name, open};
    use std::fs;

    #[test]
    fn the_book_that_came_into_force_is_kept_whatever_the_folder_holds_by_then() {
        let (rules, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (policy, kept) = (rules.path().join("national/policy"), kept_in(data.path()));
        fs::create_dir_all(&policy).unwrap();
        let rule = include_str!("../tests/http/rule.md");
        fs::write(policy.join("900-test.md"), rule).unwrap();
        let config = Config::without_file("127.0.0.1:1".parse().unwrap()).unwrap();
        let app = App::new(config, Some(rules.path().to_owned()));
        let (sources, _) = read_books(&app).unwrap();
        fs::write(policy.join("900-test.md"), "改了又改").unwrap();
        assert_eq!(publish(&app, sources, &kept), Publication::InForce);
        let archive = |app: &App| kept.join(archive_name(app.library().unwrap().hash()));
        assert_eq!(open(&archive(&app)).unwrap()[0].text, rule);
        // What is refused is not kept.
        let (sources, _) = read_books(&app).unwrap();
        assert!(matches!(publish(&app, sources, &kept), Publication::Refused { .. }));
        assert_eq!(fs::read_dir(&kept).unwrap().count(), 1);
    }
}
