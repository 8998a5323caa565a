//! 接入鉴权 · Who may call. Each caller has one way of proving itself, as found
//! among real clients: the gateway's `x-tif-*` signature, a header `apikey`, a
//! bearer token, or its address; any of them may be narrowed to a list of
//! addresses.
//!
//! What was wrong is for the operator's log only. A caller that is turned away
//! learns nothing but that it was.

mod network;

pub use network::{Network, NotANetwork};

use crate::config::Secret;
use axum::http::HeaderMap;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// How far a caller's clock may be from ours, in seconds, either way.
pub const CLOCK_SKEW_SECONDS: i64 = 300;

/// The longest nonce that is looked at; real ones have 32 or 36 characters.
const NONCE_MAX: usize = 64;

/// 鉴权方式 · how a caller proves itself.
#[derive(Debug, Clone)]
pub enum AuthMethod {
    /// `x-tif-paasid`, `x-tif-timestamp`, `x-tif-nonce`, `x-tif-signature`
    Tif {
        /// the expected `x-tif-paasid`, where one was agreed
        paasid: Option<String>,
        /// the shared secret
        secret: Secret,
    },
    /// header `apikey`
    ApiKey(Secret),
    /// header `Authorization: Bearer …`
    Bearer(Secret),
    /// the address alone
    Address,
    /// anybody
    Open,
}

/// One caller's proof and the addresses it may come from (any, where the list is empty).
#[derive(Debug, Clone)]
pub struct Auth {
    /// how it proves itself
    pub method: AuthMethod,
    /// where it may call from; empty means from anywhere
    pub networks: Vec<Network>,
}

/// Why a call was turned away, for the operator's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// not from a listed address
    Address,
    /// a header that the method needs is missing or unreadable
    Missing,
    /// the timestamp is too far from our clock
    Stale,
    /// the signature, key or token does not match
    Mismatch,
    /// the nonce was used before
    Replayed,
    /// the nonce could not be remembered, so a replay could not be told
    Unremembered,
    /// nobody configured this institution
    Unlisted,
    /// the body names another institution than the one that proved itself
    Impostor,
    /// the signature in `cainfo` is not the caller's
    Cainfo,
}

impl Denied {
    /// A stable word for logs and metrics.
    pub fn word(self) -> &'static str {
        match self {
            Denied::Address => "address",
            Denied::Missing => "missing",
            Denied::Stale => "stale",
            Denied::Mismatch => "mismatch",
            Denied::Replayed => "replayed",
            Denied::Unremembered => "unremembered",
            Denied::Unlisted => "unlisted",
            Denied::Impostor => "impostor",
            Denied::Cainfo => "cainfo",
        }
    }
}

/// What became of a nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NonceUse {
    /// first seen, and remembered from now on
    Fresh,
    /// seen before
    Replayed,
    /// could not be looked up
    Unknown,
}

impl Auth {
    /// Accepts or denies a call that came from `peer`, where that is known, with `headers` at `now` (Unix seconds).
    /// A signature from before `since` is not accepted, however near it is: what this process does not
    /// remember it cannot tell from a replay. `remember` is asked about the nonce only after everything else was right, so that strangers
    /// cannot fill the memory.
    pub fn admit(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        now: i64,
        since: i64,
        remember: impl FnOnce(&str) -> NonceUse,
    ) -> Result<(), Denied> {
        if !self.networks.is_empty() && !peer.is_some_and(|peer| within(&self.networks, peer)) {
            return Err(Denied::Address);
        }
        match &self.method {
            AuthMethod::Open => Ok(()),
            AuthMethod::Address if self.networks.is_empty() => Err(Denied::Address),
            AuthMethod::Address => Ok(()),
            AuthMethod::ApiKey(secret) => same(header(headers, "apikey")?, secret.expose()),
            AuthMethod::Bearer(secret) => {
                let (scheme, token) = header(headers, "authorization")?
                    .split_once(' ')
                    .ok_or(Denied::Missing)?;
                if !scheme.eq_ignore_ascii_case("bearer") {
                    return Err(Denied::Missing);
                }
                same(token.trim(), secret.expose())
            }
            AuthMethod::Tif { paasid, secret } => {
                let timestamp = header(headers, "x-tif-timestamp")?;
                let nonce = header(headers, "x-tif-nonce")?;
                let signature = header(headers, "x-tif-signature")?;
                let seconds: i64 = timestamp.parse().map_err(|_| Denied::Missing)?;
                if nonce.is_empty() || nonce.len() > NONCE_MAX {
                    return Err(Denied::Missing);
                }
                same(
                    &signature.to_ascii_lowercase(),
                    &tif_signature(timestamp, secret.expose(), nonce),
                )?;
                if let Some(expected) = paasid {
                    same(header(headers, "x-tif-paasid")?, expected)?;
                }
                if seconds < since || now.saturating_sub(seconds).saturating_abs() > CLOCK_SKEW_SECONDS {
                    return Err(Denied::Stale);
                }
                match remember(nonce) {
                    NonceUse::Fresh => Ok(()),
                    NonceUse::Replayed => Err(Denied::Replayed),
                    NonceUse::Unknown => Err(Denied::Unremembered),
                }
            }
        }
    }
}

/// True for an address in one of the networks.
pub fn within(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

/// `x-tif-signature`: hexadecimal SHA-256 of timestamp, secret, nonce, timestamp.
pub fn tif_signature(timestamp: &str, secret: &str, nonce: &str) -> String {
    let mut digest = Sha256::new();
    for part in [timestamp, secret, nonce, timestamp] {
        digest.update(part.as_bytes());
    }
    hex::encode(digest.finalize())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Denied> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .ok_or(Denied::Missing)
}

/// Compares digests and looks at every byte, so that the time taken tells nothing of the secret.
fn same(given: &str, expected: &str) -> Result<(), Denied> {
    let (given, expected) = (Sha256::digest(given.as_bytes()), Sha256::digest(expected.as_bytes()));
    let difference = given
        .iter()
        .zip(expected.iter())
        .fold(0_u8, |sum, (a, b)| sum | (a ^ b));
    if std::hint::black_box(difference) == 0 {
        Ok(())
    } else {
        Err(Denied::Mismatch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const NOW: i64 = 1_782_000_000;

    fn secret(text: &str) -> Secret {
        Secret::resolve(text, |_| None).unwrap()
    }

    fn tif() -> Auth {
        let method = AuthMethod::Tif {
            paasid: Some("hospital".into()),
            secret: secret("k3y"),
        };
        Auth {
            method,
            networks: Vec::new(),
        }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn signed(paasid: &str, seconds: i64, key: &str) -> HeaderMap {
        let timestamp = seconds.to_string();
        headers(&[
            ("x-tif-paasid", paasid),
            ("x-tif-timestamp", &timestamp),
            ("x-tif-nonce", "n-1"),
            ("x-tif-signature", &tif_signature(&timestamp, key, "n-1").to_uppercase()),
        ])
    }

    fn admit(auth: &Auth, headers: &HeaderMap) -> Result<(), Denied> {
        auth.admit(headers, "10.1.2.3".parse().ok(), NOW, 0, |_| NonceUse::Fresh)
    }

    #[test]
    fn signature_of_a_captured_client_is_reproduced() {
        // Concatenation order as in several public clients: timestamp + secret + nonce + timestamp.
        assert_eq!(tif_signature("1", "2", "3"), hex::encode(Sha256::digest(b"1231")));
    }

    #[test]
    fn tif_accepts_the_right_and_denies_each_wrong_part() {
        assert_eq!(admit(&tif(), &signed("hospital", NOW - 299, "k3y")), Ok(()));
        assert_eq!(admit(&tif(), &signed("hospital", NOW - 301, "k3y")), Err(Denied::Stale));
        assert_eq!(admit(&tif(), &signed("hospital", NOW + 301, "k3y")), Err(Denied::Stale));
        assert_eq!(admit(&tif(), &signed("hospital", i64::MIN, "k3y")), Err(Denied::Stale));
        assert_eq!(admit(&tif(), &signed("other", NOW, "k3y")), Err(Denied::Mismatch));
        assert_eq!(admit(&tif(), &signed("hospital", NOW, "wrong")), Err(Denied::Mismatch));
        assert_eq!(admit(&tif(), &headers(&[])), Err(Denied::Missing));
        let replayed = |used| {
            let peer = "10.1.2.3".parse().ok();
            tif().admit(&signed("hospital", NOW, "k3y"), peer, NOW, 0, |_| used)
        };
        assert_eq!(replayed(NonceUse::Replayed), Err(Denied::Replayed));
        assert_eq!(replayed(NonceUse::Unknown), Err(Denied::Unremembered));
    }

    #[test]
    fn a_nonce_is_only_spent_on_a_call_that_is_otherwise_right() {
        let spent = std::cell::Cell::new(false);
        let remember = |_: &str| {
            spent.set(true);
            NonceUse::Fresh
        };
        let peer = "10.1.2.3".parse().ok();
        assert!(
            tif()
                .admit(&signed("hospital", NOW, "wrong"), peer, NOW, 0, remember)
                .is_err()
        );
        assert!(
            tif()
                .admit(&signed("hospital", NOW - 999, "k3y"), peer, NOW, 0, remember)
                .is_err()
        );
        assert!(!spent.get());
    }

    #[test]
    fn what_was_signed_before_the_start_may_be_a_replay() {
        let peer = "10.1.2.3".parse().ok();
        let at = |seconds: i64| {
            tif().admit(&signed("hospital", seconds, "k3y"), peer, NOW, NOW - 60, |_| {
                NonceUse::Fresh
            })
        };
        assert_eq!(at(NOW - 61), Err(Denied::Stale));
        assert_eq!(at(NOW - 60), Ok(()));
    }

    #[test]
    fn keys_tokens_and_addresses() {
        let key = Auth {
            method: AuthMethod::ApiKey(secret("abc")),
            networks: Vec::new(),
        };
        assert_eq!(admit(&key, &headers(&[("apikey", "abc")])), Ok(()));
        assert_eq!(admit(&key, &headers(&[("apikey", "abd")])), Err(Denied::Mismatch));
        assert_eq!(admit(&key, &headers(&[])), Err(Denied::Missing));
        let bearer = Auth {
            method: AuthMethod::Bearer(secret("t0k")),
            networks: Vec::new(),
        };
        assert_eq!(admit(&bearer, &headers(&[("authorization", "bearer t0k")])), Ok(()));
        assert_eq!(
            admit(&bearer, &headers(&[("authorization", "Basic t0k")])),
            Err(Denied::Missing)
        );
        assert_eq!(
            admit(&bearer, &headers(&[("authorization", "Bearer t")])),
            Err(Denied::Mismatch)
        );
        let near = Auth {
            method: AuthMethod::Address,
            networks: vec!["10.1.0.0/16".parse().unwrap()],
        };
        assert_eq!(admit(&near, &headers(&[])), Ok(()));
        let from_nowhere = |auth: &Auth| {
            let proof = headers(&[("apikey", "abc")]);
            auth.admit(&proof, None, NOW, 0, |_| NonceUse::Fresh)
        };
        assert_eq!(from_nowhere(&near), Err(Denied::Address));
        assert_eq!(from_nowhere(&key), Ok(()));
        let far = Auth {
            method: AuthMethod::Open,
            networks: vec!["10.2.0.0/16".parse().unwrap()],
        };
        assert_eq!(admit(&far, &headers(&[])), Err(Denied::Address));
    }
}
