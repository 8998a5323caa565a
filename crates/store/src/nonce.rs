//! Nonces of signed requests: each may be used once while it is remembered.
//! In memory and bounded; what is stored is a keyed 128-bit fingerprint.

use crate::Overflow;
use domain::Moment;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// Nonces remembered at once, over all callers (about 60 MB when full).
const NONCES_MAX: usize = 1 << 20;

type Fingerprint = (u64, u64);

/// The nonces seen and not yet expired.
#[derive(Default)]
pub(crate) struct Nonces {
    keys: (RandomState, RandomState),
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    expiry: HashMap<Fingerprint, Moment>,
    in_order: VecDeque<(Moment, Fingerprint)>,
}

impl Nonces {
    /// True on first use, false on a replay.
    pub(crate) fn use_once(&self, caller: &str, nonce: &str, at: Moment, keep_seconds: i64) -> Result<bool, Overflow> {
        let fingerprint = (
            self.keys.0.hash_one((caller, nonce)),
            self.keys.1.hash_one((caller, nonce)),
        );
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.use_once(fingerprint, at, at.plus_seconds(keep_seconds.max(0)), NONCES_MAX)
    }
}

impl Seen {
    fn use_once(&mut self, nonce: Fingerprint, at: Moment, until: Moment, bound: usize) -> Result<bool, Overflow> {
        if self.expiry.get(&nonce).is_some_and(|&expiry| at <= expiry) {
            return Ok(false);
        }
        while let Some(&(expiry, oldest)) = self.in_order.front()
            && expiry < at
        {
            self.in_order.pop_front();
            self.forget(expiry, oldest);
        }
        if self.in_order.len() >= bound {
            // Different lifetimes may hide expired nonces behind a live one.
            let (live, expired) = std::mem::take(&mut self.in_order)
                .into_iter()
                .partition(|&(expiry, _)| at <= expiry);
            self.in_order = live;
            let expired: VecDeque<_> = expired;
            for (expiry, nonce) in expired {
                self.forget(expiry, nonce);
            }
        }
        if self.in_order.len() >= bound {
            return Err(Overflow);
        }
        self.expiry.insert(nonce, until);
        self.in_order.push_back((until, nonce));
        Ok(true)
    }

    /// Forgets a nonce, unless it was used again since and lives longer.
    fn forget(&mut self, expiry: Moment, nonce: Fingerprint) {
        if self.expiry.get(&nonce) == Some(&expiry) {
            self.expiry.remove(&nonce);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_epoch_seconds(seconds)
    }

    #[test]
    fn a_nonce_serves_once_until_it_expires() {
        let nonces = Nonces::default();
        assert_eq!(nonces.use_once("H1", "a", at(0), 300), Ok(true));
        assert_eq!(nonces.use_once("H1", "a", at(300), 300), Ok(false));
        assert_eq!(
            nonces.use_once("H2", "a", at(300), 300),
            Ok(true),
            "another caller's nonce is another nonce"
        );
        assert_eq!(nonces.use_once("H1", "a", at(301), 300), Ok(true));
        assert_eq!(nonces.use_once("H1", "a", at(302), 300), Ok(false));
    }

    #[test]
    fn the_bound_refuses_and_expiry_makes_room() {
        let mut seen = Seen::default();
        assert_eq!(seen.use_once((1, 1), at(0), at(1000), 2), Ok(true));
        assert_eq!(seen.use_once((2, 2), at(0), at(10), 2), Ok(true));
        assert_eq!(seen.use_once((3, 3), at(5), at(20), 2), Err(Overflow));
        assert_eq!(
            seen.use_once((3, 3), at(11), at(20), 2),
            Ok(true),
            "an expired nonce behind a live one makes room"
        );
        assert_eq!(seen.use_once((1, 1), at(11), at(20), 2), Ok(false));
        assert_eq!(seen.expiry.len(), seen.in_order.len());
    }
}
