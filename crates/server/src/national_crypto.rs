//! 国密 · The signature in `cainfo`: SM2 (GM/T 0003-2012) over the SM3 digest
//! (GM/T 0004-2012) of what the caller's recipe covers.
//!
//! The arithmetic is the `sm2` crate's; this module knows how keys,
//! signatures and the signed text are laid out around it. It holds no keys and
//! reads no configuration. The SM4 cipher of `input` belongs to the wire.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sm2::dsa::signature::Verifier;
use sm2::dsa::{Signature, VerifyingKey};
use std::fmt;

/// The user id that GM/T 0009 prescribes where the parties agreed on none.
pub const DEFAULT_USER_ID: &str = "1234567812345678";

/// Why a signature or a key is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CryptoError {
    /// not hexadecimal or base64 where one of them must be
    Encoding,
    /// a key or a signature of impossible length or value
    Malformed,
    /// the signature does not belong to this text and key
    Signature,
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CryptoError::Encoding => "编码不是十六进制或Base64",
            CryptoError::Malformed => "密钥或签名的长度、取值不符",
            CryptoError::Signature => "验签不通过",
        })
    }
}

impl std::error::Error for CryptoError {}

/// What the signature in `cainfo` covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedPart {
    /// the JSON text of `input`, deciphered where it was ciphered (as in Jilin)
    Input,
    /// the envelope without `cainfo` and `input`, keys in ASCII order (as in Hubei)
    Envelope,
}

/// The public key of a caller and the user id that its signatures are bound to.
#[derive(Debug, Clone)]
pub struct CallerKey(VerifyingKey);

impl CallerKey {
    /// From a public key in hexadecimal: 64 bytes x‖y, or 65 bytes beginning with 04, or 33 compressed.
    pub fn parse(public_key: &str, user_id: &str) -> Result<Self, CryptoError> {
        let mut bytes = hex::decode(public_key.trim()).map_err(|_| CryptoError::Encoding)?;
        if bytes.len() == 64 {
            bytes.insert(0, 4);
        }
        VerifyingKey::from_sec1_bytes(user_id, &bytes)
            .map(Self)
            .map_err(|_| CryptoError::Malformed)
    }

    /// Accepts a signature given as base64 or hexadecimal of r‖s or of its DER form.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), CryptoError> {
        let text = signature.trim();
        let bytes = match hex::decode(text) {
            Ok(bytes) => bytes,
            Err(_) => STANDARD.decode(text).map_err(|_| CryptoError::Encoding)?,
        };
        let signature = match bytes.len() {
            64 => Signature::from_slice(&bytes),
            _ => Signature::from_der(&bytes),
        }
        .map_err(|_| CryptoError::Malformed)?;
        self.0.verify(message, &signature).map_err(|_| CryptoError::Signature)
    }
}

/// The text that [`SignedPart::Envelope`] covers: the non-empty members of the envelope other than
/// `cainfo` and `input`, in ASCII order of their names, as `name=value` joined by `&`.
pub fn envelope_text(envelope: &Map<String, Value>) -> String {
    let mut members: Vec<(&str, String)> = envelope
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "cainfo" | "input"))
        .filter_map(|(name, value)| match value {
            Value::Null => None,
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some((name.as_str(), text.clone())),
            other => Some((name.as_str(), other.to_string())),
        })
        .collect();
    members.sort_unstable();
    let parts: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    parts.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use sm3::{Digest, Sm3};

    // GM/T 0003.5-2012, annex A.2.
    const X: &str = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
    const Y: &str = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    const R: &str = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
    const S: &str = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";

    #[test]
    fn sm3_examples_of_the_standard() {
        assert_eq!(
            hex::encode(Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            hex::encode(Sm3::digest("abcd".repeat(16))),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        );
    }

    #[test]
    fn sm2_example_of_the_standard() {
        let key = CallerKey::parse(&format!("{X}{Y}"), DEFAULT_USER_ID).unwrap();
        let signature = format!("{R}{S}");
        assert_eq!(key.verify(b"message digest", &signature), Ok(()));
        let base64 = STANDARD.encode(hex::decode(&signature).unwrap());
        assert_eq!(key.verify(b"message digest", &base64), Ok(()));
        let der = format!("3046022100{R}022100{S}");
        assert_eq!(key.verify(b"message digest", &der), Ok(()));
        assert_eq!(key.verify(b"message digesT", &signature), Err(CryptoError::Signature));
        let other_user = CallerKey::parse(&format!("04{X}{Y}"), "client-1").unwrap();
        assert_eq!(
            other_user.verify(b"message digest", &signature),
            Err(CryptoError::Signature)
        );
        assert_eq!(key.verify(b"message digest", ""), Err(CryptoError::Malformed));
    }

    #[test]
    fn envelope_text_is_ordered_and_leaves_out_what_is_not_signed() {
        let envelope = json!({
            "msgid": "M1", "infno": "3101", "cainfo": "x", "input": {"data": {}}, "opter": "", "sign_no": null, "n": 3
        });
        let Value::Object(map) = envelope else {
            panic!("an object")
        };
        assert_eq!(envelope_text(&map), "infno=3101&msgid=M1&n=3");
    }
}
