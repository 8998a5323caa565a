//! Signed anchors: who keeps the end of the trail outside can prove that nobody has rewritten it there.
//!
//! SM2 over SM3 (GM/T 0003-2012), the signature of the standard library of the field; the key lies in a
//! file that only its owner reads, and never in the books.

use anyhow::Context;
use ledger::Anchor;
use serde::{Deserialize, Serialize};
use server::national_crypto::{CallerKey, DEFAULT_USER_ID};
use sm2::dsa::signature::Signer;
use sm2::dsa::{Signature, SigningKey};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// 锚点 with the signature of who exported it, where there is one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sealed {
    #[serde(flatten)]
    pub anchor: Anchor,
    /// r‖s in hexadecimal
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// What is signed: the three fields, a line each.
fn text(anchor: &Anchor) -> String {
    format!("{}\n{}\n{}", anchor.count, anchor.hash, anchor.at)
}

/// Writes a new key to a file that must not exist yet. Gives the public key in hexadecimal.
pub fn make_key(path: &Path) -> anyhow::Result<String> {
    let key = loop {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).context("取随机数失败")?;
        // All but one number in 2^32 are keys.
        if let Ok(key) = SigningKey::from_slice(DEFAULT_USER_ID, &bytes) {
            break key;
        }
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("建立密钥文件 {} 失败；已有的文件不会覆盖", path.display()))?;
    writeln!(file, "{}", hex::encode(key.to_bytes()))?;
    file.sync_all()?;
    Ok(public(&key))
}

fn public(key: &SigningKey) -> String {
    hex::encode(key.verifying_key().to_sec1_bytes())
}

/// Signs an anchor with the key in a file.
pub fn seal(anchor: Anchor, key: &Path) -> anyhow::Result<Sealed> {
    let text_of_key = std::fs::read_to_string(key).with_context(|| format!("读取密钥文件 {} 失败", key.display()))?;
    let wrong = || format!("密钥文件 {} 不是 mingjing trail key 写出的文件", key.display());
    let bytes = hex::decode(text_of_key.trim()).with_context(wrong)?;
    let key = SigningKey::from_slice(DEFAULT_USER_ID, &bytes).map_err(|_| anyhow::anyhow!(wrong()))?;
    let signature: Signature = key.sign(text(&anchor).as_bytes());
    Ok(Sealed {
        signature: Some(hex::encode(signature.to_bytes())),
        anchor,
    })
}

/// The anchors, of which each must bear a signature of the public key where one is given.
pub fn proved(sealed: Vec<Sealed>, public_key: Option<&str>) -> anyhow::Result<Vec<Anchor>> {
    let key = public_key
        .map(|text| CallerKey::parse(text, DEFAULT_USER_ID).context("公钥不符：应为 mingjing trail key 输出的十六进制"))
        .transpose()?;
    let prove = |(line, sealed): (usize, Sealed)| {
        if let Some(key) = &key {
            let place = || format!("第{line}个锚点（{}）", sealed.anchor.at);
            let signature = sealed
                .signature
                .as_deref()
                .with_context(|| format!("{}没有签名", place()))?;
            key.verify(text(&sealed.anchor).as_bytes(), signature)
                .with_context(|| format!("{}的签名不是这把密钥的，锚点可能被改动", place()))?;
        }
        Ok(sealed.anchor)
    };
    (1..).zip(sealed).map(prove).collect()
}
