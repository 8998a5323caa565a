//! What is costly to find out and may be a while old: found out by the first who asks, kept for the next.

use crate::Problem;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Values by what was asked, each with when it was found out, in seconds since 1970.
type Kept<K, V> = HashMap<K, (i64, Arc<V>)>;

/// 定时更新 · the last answers to a question. Whoever asks while one is found out waits for it, so that a
/// crowd asks once.
pub(crate) struct NowAndThen<K, V> {
    fresh: i64,
    kept: Mutex<Kept<K, V>>,
}

impl<K: Eq + Hash, V> NowAndThen<K, V> {
    /// Answers that are taken for current for so many seconds.
    pub(crate) fn fresh_for(seconds: i64) -> Self {
        Self {
            fresh: seconds,
            kept: Mutex::default(),
        }
    }

    /// The answer to this question: the kept one, or a new one. What fails is not kept.
    pub(crate) async fn get(
        &self,
        asked: K,
        now: i64,
        find: impl AsyncFnOnce() -> Result<V, Problem>,
    ) -> Result<Arc<V>, Problem> {
        let mut kept = self.kept.lock().await;
        let fresh = |since: i64| now < since.saturating_add(self.fresh);
        if let Some((since, value)) = kept.get(&asked)
            && fresh(*since)
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(find().await?);
        kept.retain(|_, (since, _)| fresh(*since));
        kept.insert(asked, (now, Arc::clone(&value)));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(kept: &NowAndThen<u8, i64>, asked: u8, now: i64) -> i64 {
        *kept.get(asked, now, async || Ok(now)).await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_kept_as_long_as_it_is_fresh_and_the_question_is_the_same() {
        let kept = NowAndThen::fresh_for(60);
        assert_eq!(ask(&kept, 1, 100).await, 100);
        assert_eq!(ask(&kept, 1, 159).await, 100);
        assert_eq!(ask(&kept, 1, 160).await, 160, "stale");
        assert_eq!(ask(&kept, 2, 161).await, 161, "another question");
        assert_eq!(ask(&kept, 1, 162).await, 160, "which takes nothing from the first");
        let failed = kept.get(2, 300, async || Err(Problem::input("x", "不行"))).await;
        assert!(failed.is_err());
        assert_eq!(ask(&kept, 2, 220).await, 161, "a failure takes nothing away");
    }
}
