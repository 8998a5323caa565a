//! Passwords, tokens and one-time passwords: what only the holder knows, and what is kept of it.

use crate::Problem;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use axum::http::StatusCode;
use sm3::{Digest, Sm3};
use std::sync::LazyLock;

/// Characters of a password that can be read out on the telephone: no 0 O 1 l I.
const READABLE: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The shortest password that is taken.
const SHORTEST: usize = 10;

/// The longest password that is hashed; a longer one only costs time.
const LONGEST: usize = 128;

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "操作系统没有给出随机数");
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "WB-RANDOM",
            "操作系统暂时不能生成随机数，没有办理。请稍后重试。",
        )
    })?;
    Ok(bytes)
}

/// A new token of 256 bits, in hexadecimal.
pub(crate) fn new_token() -> Result<String, Problem> {
    Ok(hex::encode(random::<32>()?))
}

/// A short random name, for matters and accounts: 40 bits, in hexadecimal.
pub(crate) fn new_name() -> Result<String, Problem> {
    Ok(hex::encode(random::<5>()?))
}

/// A password for the first log-in: 16 readable characters, 92 bits; one that [`acceptable`] refuses
/// is thrown away.
pub(crate) fn new_password() -> Result<String, Problem> {
    loop {
        let password = readable(16)?;
        if acceptable(&password, "").is_ok() {
            return Ok(password);
        }
    }
}

/// A code that is printed and typed in: 16 readable characters, 92 bits.
pub(crate) fn new_code() -> Result<String, Problem> {
    readable(16)
}

/// Random readable characters.
fn readable(length: usize) -> Result<String, Problem> {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in random::<32>()? {
            // A byte beyond a multiple of the alphabet would favour its beginning.
            let place = usize::from(byte);
            if place < READABLE.len() * (256 / READABLE.len())
                && text.len() < length
                && let Some(&ch) = READABLE.get(place % READABLE.len())
            {
                text.push(char::from(ch));
            }
        }
    }
    Ok(text)
}

/// SM3 of a token for one use, in hexadecimal: what the books keep of a session or a key.
pub(crate) fn digest(purpose: &str, token: &str) -> String {
    let mut state = Sm3::new();
    for part in [purpose, token] {
        state.update((part.len() as u64).to_be_bytes());
        state.update(part.as_bytes());
    }
    hex::encode(state.finalize())
}

/// True where the texts are equal, in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
    one.len() == other.len() && differ == 0
}

/// Refuses a password that is too easy, and says why.
pub(crate) fn acceptable(password: &str, login: &str) -> Result<(), Problem> {
    let kinds = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(char::is_numeric),
        password.chars().any(|ch| !ch.is_alphanumeric()),
    ];
    let problem = if password.chars().count() < SHORTEST {
        "密码至少10个字符。"
    } else if password.len() > LONGEST {
        "密码过长，请不超过128个字节。"
    } else if kinds.into_iter().filter(|has| *has).count() < 3 {
        "密码须有大写字母、小写字母、数字、符号中的三种。"
    } else if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
        "密码中不能含有登录名。"
    } else {
        return Ok(());
    };
    Err(Problem::input("new", problem))
}

/// Argon2id with the parameters that the library recommends (19 MiB, two passes), as a PHC string.
/// Takes tens of milliseconds; not for an async thread.
pub(crate) fn hash(password: &str) -> Result<String, Problem> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| {
        tracing::error!(%error, "密码散列失败");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-HASH", "密码没有保存。请重试。")
    })
}

/// Whether the password is the one of which this is the hash. An account that does not exist is
/// checked against a hash of nothing, so that the answer takes as long.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| self::hash("nobody").unwrap_or_default());
    let kept = hash.unwrap_or(&NOBODY);
    let matches = password.len() <= LONGEST
        && PasswordHash::new(kept)
            .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok());
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let kept = hash("Zhengque-2026").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(verify("Zhengque-2026", Some(&kept)));
        assert!(!verify("zhengque-2026", Some(&kept)));
        assert!(!verify("nobody", None));
        assert!(!verify("Zhengque-2026", Some("不是散列")));
    }

    #[test]
    fn easy_passwords_are_refused() {
        for password in ["", "Short-1", "onlylowercase", "alllower12345", "Zhangsan-2026"] {
            assert!(acceptable(password, "zhangsan").is_err(), "{password}");
        }
        assert!(acceptable("Minghe-2026-xa", "zhangsan").is_ok());
        assert!(acceptable(&new_password().unwrap(), "zhangsan").is_ok());
    }

    #[test]
    fn a_digest_has_one_purpose() {
        assert_ne!(digest("session", "a"), digest("csrf", "a"));
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
