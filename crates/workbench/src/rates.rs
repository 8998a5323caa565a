//! How often somebody may ask: windows of a minute, by session and by login, in memory. A restart
//! forgets them, the lock-out of an account it does not.

use crate::Problem;
use domain::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const WINDOW: i64 = 60;

/// Entries at most; beyond it those of earlier windows are dropped.
const ENTRIES: usize = 10_000;

/// 限速 · how many requests there were under a name in the present window.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    counts: Mutex<HashMap<String, (i64, u32)>>,
}

impl Rates {
    /// Counts a request.
    ///
    /// # Errors
    /// `WB-RATE` beyond `most` in a minute, with the seconds to wait.
    pub(crate) fn count(&self, name: &str, most: u32, now: Moment) -> Result<(), Problem> {
        let seconds = now.epoch_seconds();
        let window = seconds.div_euclid(WINDOW);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= ENTRIES && !counts.contains_key(name) {
            counts.retain(|_, (of, _)| *of == window);
        }
        let entry = counts.entry(name.to_owned()).or_insert((window, 0));
        if entry.0 != window {
            *entry = (window, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        match entry.1 > most {
            true => Err(Problem::too_many(
                u32::try_from(WINDOW - seconds.rem_euclid(WINDOW)).unwrap_or(1),
            )),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_minute_begins_anew() {
        let rates = Rates::default();
        let at = Moment::from_epoch_seconds;
        for _ in 0..3 {
            rates.count("a", 3, at(120)).unwrap();
        }
        assert_eq!(rates.count("a", 3, at(130)).unwrap_err().code(), "WB-RATE");
        rates.count("b", 3, at(130)).unwrap();
        rates.count("a", 3, at(180)).unwrap();
    }
}
