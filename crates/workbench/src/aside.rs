//! Work that keeps a core busy for a while: hashing, compiling, typesetting, searching.

use crate::Problem;
use axum::http::StatusCode;
use tokio::sync::Semaphore;

/// Pieces of such work at a time. Real time answers on the same machine: however many people sign in or
/// search at once, the rest of it is left alone, and the memory that hashing takes is bounded.
const AT_ONCE: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does the work beside the threads that answer; who comes when all places are taken waits.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    // The semaphore is never closed.
    let _place = PLACES.acquire().await.ok();
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "后台计算中断");
        let detail = "没有办成。请重试；持续出现时请向系统管理员报告。";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-INTERNAL", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_is_an_answer_and_gives_its_place_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for _ in 0..=AT_ONCE {
                let ended = aside(|| assert!(std::hint::black_box(false))).await;
                assert_eq!(ended.unwrap_err().code(), "WB-INTERNAL");
            }
            assert_eq!(aside(|| 7).await.unwrap(), 7);
        });
    }
}
