//! Ctrl-C and SIGTERM while a lake is audited: the buckets under way are finished and kept, no other is
//! begun. Whoever asks twice does not wait.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the program ends with where it was asked to stop: neither done nor failed.
pub const EXIT: u8 = 3;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on.
pub fn listen() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // Without a listener a signal ends the program at once, as it does by default.
    if let Ok(runtime) = runtime {
        std::thread::spawn(move || {
            runtime.block_on(signal());
            ASKED.store(true, Ordering::Relaxed);
            eprintln!("正在停止：在审的分桶完成后退出；再按一次 Ctrl-C 立即退出");
            runtime.block_on(signal());
            leave();
        });
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a thread beside the work cannot return, and a run that is left resumes as after a kill"
)]
fn leave() {
    std::process::exit(EXIT.into());
}

/// True once somebody has asked to stop.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

async fn signal() {
    let interrupted = async {
        // A signal that cannot be listened to never comes.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// The command ended because somebody asked it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// finished buckets are kept
    Resumable,
    /// what was tried leaves nothing behind
    Tried,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stopped::Resumable => "已按要求停止：完成的分桶已保留，可用 --resume 继续",
            Stopped::Tried => "已按要求停止：试算没有完成，没有留下结果",
        })
    }
}

impl std::error::Error for Stopped {}
