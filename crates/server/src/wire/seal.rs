//! 国密 SM4 · ciphered `input` and `output` (`enc_type` SM4).
//!
//! Provinces agree on key and mode with the sender; the public sources show
//! base64 text and no mode, so both modes in use are offered. GM/T 0002-2012;
//! padding is PKCS#7.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sm4::Sm4;
use sm4::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use std::fmt;

const BLOCK_BYTES: usize = 16;

/// 分组方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sm4Mode {
    /// ECB, every block alone
    #[default]
    Ecb,
    /// CBC with an initial vector of zeros
    CbcZeroIv,
}

/// SM4 密钥 and the mode in which it is used. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sm4Key {
    key: [u8; BLOCK_BYTES],
    mode: Sm4Mode,
}

/// Why a text cannot be deciphered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// the key is neither 32 hexadecimal digits nor 16 characters
    Key,
    /// neither base64 nor hexadecimal
    Encoding,
    /// not a whole number of blocks
    Length,
    /// the padding after deciphering is wrong: another key or mode
    Padding,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SealError::Key => "SM4 密钥应为 32 位十六进制数或 16 个字符",
            SealError::Encoding => "密文既不是 Base64 也不是十六进制",
            SealError::Length => "密文长度不是 16 字节的整数倍",
            SealError::Padding => "解密后填充不符，请核对 SM4 密钥与分组方式",
        })
    }
}

impl std::error::Error for SealError {}

impl fmt::Debug for Sm4Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sm4Key({:?})", self.mode)
    }
}

impl Sm4Key {
    /// From 32 hexadecimal digits, or from 16 characters taken as bytes.
    pub fn parse(text: &str, mode: Sm4Mode) -> Result<Self, SealError> {
        let bytes = match text.len() {
            32 => hex::decode(text).map_err(|_| SealError::Key)?,
            16 => text.as_bytes().to_vec(),
            _ => return Err(SealError::Key),
        };
        let key = <[u8; BLOCK_BYTES]>::try_from(bytes).map_err(|_| SealError::Key)?;
        Ok(Self { key, mode })
    }

    /// How many bytes can be enciphered so that the text has at most `chars_max` characters.
    pub fn plain_bytes_within(chars_max: usize) -> usize {
        // Four characters are three bytes; the padding takes at least one byte of the last block.
        (chars_max / 4 * 3 / BLOCK_BYTES * BLOCK_BYTES).saturating_sub(1)
    }

    /// Enciphers to base64 text.
    pub fn seal(&self, plain: &[u8]) -> String {
        let cipher = Sm4::new(&Array::from(self.key));
        let padding = BLOCK_BYTES - plain.len() % BLOCK_BYTES;
        let mut bytes = plain.to_vec();
        bytes.extend(std::iter::repeat_n(u8::try_from(padding).unwrap_or(0), padding));
        let mut previous = [0_u8; BLOCK_BYTES];
        for chunk in bytes.chunks_exact_mut(BLOCK_BYTES) {
            if self.mode == Sm4Mode::CbcZeroIv {
                xor(chunk, &previous);
            }
            let mut block = Array::from(block(chunk));
            cipher.encrypt_block(&mut block);
            chunk.copy_from_slice(&block);
            previous = block.into();
        }
        STANDARD.encode(bytes)
    }

    /// Deciphers base64 (or hexadecimal) text; line breaks inside it are skipped.
    pub fn open(&self, sealed: &str) -> Result<Vec<u8>, SealError> {
        let compact: String = sealed.chars().filter(|ch| !ch.is_whitespace()).collect();
        let mut bytes =
            hex::decode(&compact).or_else(|_| STANDARD.decode(&compact).map_err(|_| SealError::Encoding))?;
        if bytes.is_empty() || !bytes.len().is_multiple_of(BLOCK_BYTES) {
            return Err(SealError::Length);
        }
        let cipher = Sm4::new(&Array::from(self.key));
        let mut previous = [0_u8; BLOCK_BYTES];
        for chunk in bytes.chunks_exact_mut(BLOCK_BYTES) {
            let received = block(chunk);
            let mut opened = Array::from(received);
            cipher.decrypt_block(&mut opened);
            chunk.copy_from_slice(&opened);
            if self.mode == Sm4Mode::CbcZeroIv {
                xor(chunk, &previous);
            }
            previous = received;
        }
        let padding = usize::from(bytes.last().copied().unwrap_or(0));
        let kept = bytes.len().checked_sub(padding).ok_or(SealError::Padding)?;
        let tail = bytes.get(kept..).unwrap_or_default();
        if padding == 0 || padding > BLOCK_BYTES || tail.iter().any(|&byte| usize::from(byte) != padding) {
            return Err(SealError::Padding);
        }
        bytes.truncate(kept);
        Ok(bytes)
    }
}

fn block(chunk: &[u8]) -> [u8; BLOCK_BYTES] {
    let mut block = [0_u8; BLOCK_BYTES];
    block.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
    block
}

fn xor(chunk: &mut [u8], with: &[u8]) {
    chunk.iter_mut().zip(with).for_each(|(byte, other)| *byte ^= other);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GM/T 0002-2012, appendix A.1.
    #[test]
    fn first_block_is_that_of_the_standard() {
        let key = Sm4Key::parse("0123456789abcdeffedcba9876543210", Sm4Mode::Ecb).unwrap();
        let plain = hex::decode("0123456789abcdeffedcba9876543210").unwrap();
        let sealed = STANDARD.decode(key.seal(&plain)).unwrap();
        assert_eq!(hex::encode(&sealed[..16]), "681edf34d206965e86b3e94f536e4246");
    }

    #[test]
    fn what_fits_into_a_number_of_characters_fits() {
        let key = Sm4Key::parse("0123456789ABCDEF", Sm4Mode::Ecb).unwrap();
        for chars in [64, 100, 39_500] {
            let most = Sm4Key::plain_bytes_within(chars);
            assert!(key.seal(&vec![b'a'; most]).len() <= chars, "{chars}");
            assert!(key.seal(&vec![b'a'; most + 1 + BLOCK_BYTES]).len() > chars, "{chars}");
        }
    }

    #[test]
    fn both_modes_open_what_they_seal_and_nothing_else() {
        let text = "医保基金监管".repeat(9);
        let modes = [Sm4Mode::Ecb, Sm4Mode::CbcZeroIv];
        for mode in modes {
            let key = Sm4Key::parse("0123456789ABCDEF", mode).unwrap();
            assert_eq!(key.open(&key.seal(text.as_bytes())).as_deref(), Ok(text.as_bytes()));
            let other = Sm4Key::parse("FEDCBA9876543210", mode).unwrap();
            assert_ne!(other.open(&key.seal(text.as_bytes())).as_deref(), Ok(text.as_bytes()));
            assert_eq!(key.open("不是密文"), Err(SealError::Encoding));
            assert_eq!(key.open("AAAA"), Err(SealError::Length));
        }
    }
}
