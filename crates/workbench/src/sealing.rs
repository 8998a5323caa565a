//! Secrets that the program must read again (those of one-time codes), closed by a key that lies beside
//! the books and not in them: whoever copies the database or its backup has no codes.

use crate::Problem;
use crate::secrets::random;
use anyhow::{Context, bail};
use axum::http::StatusCode;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sm3::{Digest, Sm3};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// 密钥 · closes and opens secrets of accounts (XChaCha20-Poly1305).
pub(crate) struct Sealer {
    cipher: XChaCha20Poly1305,
}

impl Sealer {
    /// The key in a file, which is made where there is none, readable by its owner alone.
    ///
    /// # Errors
    /// A file that cannot be read or made, or is no key.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let key = match std::fs::read(path) {
            Ok(key) => key,
            Err(error) if error.kind() == ErrorKind::NotFound => make(path)?,
            Err(error) => return Err(error).with_context(|| format!("密钥文件{}读取失败", path.display())),
        };
        let Ok(key) = <[u8; KEY_BYTES]>::try_from(key) else {
            bail!("密钥文件{}不是{KEY_BYTES}个字节，请从备份恢复", path.display());
        };
        Ok(Self {
            cipher: XChaCha20Poly1305::new(&Key::from(key)),
        })
    }

    /// A secret of an account as a text that says nothing; closed for this account, it opens for no other.
    pub(crate) fn seal(&self, account: &str, secret: &[u8]) -> Result<String, Problem> {
        let nonce = random::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: secret,
            aad: account.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| unusable())?;
        Ok(hex::encode([nonce.as_slice(), &sealed].concat()))
    }

    /// The secret in a text that [`Self::seal`] made.
    pub(crate) fn unseal(&self, account: &str, text: &str) -> Result<Vec<u8>, Problem> {
        let bytes = hex::decode(text).map_err(|_| unusable())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(unusable)?;
        let payload = Payload {
            msg: sealed,
            aad: account.as_bytes(),
        };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| unusable())
    }
}

impl Sealer {
    /// A name for what must not be named, of 80 bits in hexadecimal: the same for the same text, and without
    /// the key neither to be read nor to be guessed by trying.
    pub(crate) fn pseudonym(&self, purpose: &str, text: &str) -> Result<String, Problem> {
        // A key of its own for each purpose, which the sealing of secrets never uses: its nonce is not random.
        let payload = Payload {
            msg: &[0; KEY_BYTES],
            aad: purpose.as_bytes(),
        };
        let key = self
            .cipher
            .encrypt(&XNonce::from([0; NONCE_BYTES]), payload)
            .map_err(|_| unusable())?;
        let inner = Sm3::new().chain_update(&key).chain_update(text).finalize();
        let outer = Sm3::new().chain_update(&key).chain_update(inner).finalize();
        let name = hex::encode_upper(outer);
        Ok(name.get(..20).unwrap_or_default().to_owned())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

/// A new key, which appears under its name only once it is whole: two programs may start at once.
fn make(path: &Path) -> anyhow::Result<Vec<u8>> {
    let key = random::<KEY_BYTES>().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let own = path.with_extension(format!("key.{}", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&own)
        .and_then(|mut file| file.write_all(&key).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::hard_link(&own, path));
    // What is left under the temporary name is of no use, whether or not it could be removed.
    let _ = std::fs::remove_file(&own);
    match written {
        Ok(()) => Ok(key.into()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            std::fs::read(path).with_context(|| format!("密钥文件{}读取失败", path.display()))
        }
        Err(error) => Err(error).with_context(|| format!("密钥文件{}不能建立", path.display())),
    }
}

fn unusable() -> Problem {
    tracing::error!("动态口令的密钥与密钥文件不符");
    let detail = "动态口令暂时不能校验：密钥文件与账册不符。请系统管理员恢复密钥文件，或者重置您的密码。";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "WB-KEYFILE", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_pseudonym_is_the_same_for_the_same_text_and_key_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let own = Sealer::open(&folder.path().join("own.key")).unwrap();
        let other = Sealer::open(&folder.path().join("other.key")).unwrap();
        let name = own.pseudonym("patient", "H1/0123456").unwrap();
        assert_eq!(name.len(), 20);
        assert_eq!(own.pseudonym("patient", "H1/0123456").unwrap(), name);
        assert_ne!(own.pseudonym("patient", "H1/0123457").unwrap(), name);
        assert_ne!(own.pseudonym("visit", "H1/0123456").unwrap(), name);
        assert_ne!(other.pseudonym("patient", "H1/0123456").unwrap(), name);
    }

    #[test]
    fn a_secret_opens_for_its_account_with_its_key_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workbench.key");
        let sealer = Sealer::open(&path).unwrap();
        let text = sealer.seal("u1", b"secret").unwrap();
        assert!(!text.contains(&hex::encode("secret")));
        assert_ne!(sealer.seal("u1", b"secret").unwrap(), text, "no two look alike");
        let again = Sealer::open(&path).unwrap();
        assert_eq!(again.unseal("u1", &text).unwrap(), b"secret");
        assert_eq!(again.unseal("u2", &text).unwrap_err().code(), "WB-KEYFILE");
        let other = Sealer::open(&folder.path().join("other.key")).unwrap();
        for text in [text.as_str(), "", "zz", "00"] {
            assert_eq!(other.unseal("u1", text).unwrap_err().code(), "WB-KEYFILE");
        }
    }

    #[test]
    fn the_key_is_its_owners_alone_and_a_broken_one_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workbench.key");
        Sealer::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        std::fs::write(&path, "short").unwrap();
        assert!(Sealer::open(&path).unwrap_err().to_string().contains("workbench.key"));
        assert_eq!(std::fs::read(&path).unwrap(), b"short");
    }
}
