//! The code that an anonymous reporter is given, to ask later how his report stands.

use std::fmt;

/// Letters that are not mistaken for each other when somebody copies them by hand.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 查询码 · eighty random bits as sixteen letters. It is shown once; what is stored is its digest, and
/// nothing that could lead to who asked is stored beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryCode([u8; 10]);

impl QueryCode {
    /// The code of ten bytes from the system's source of randomness.
    pub const fn of_random(bytes: [u8; 10]) -> Self {
        Self(bytes)
    }

    /// The code that somebody has typed; small letters and gaps do not matter. None where it is no code.
    pub fn read(text: &str) -> Option<Self> {
        let typed: Vec<u8> = text
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b' '))
            .map(|byte| byte.to_ascii_uppercase())
            .collect();
        if typed.len() != 16 {
            return None;
        }
        let mut bits = 0_u128;
        for letter in typed {
            let value = LETTERS.iter().position(|known| *known == letter)?;
            bits = bits << 5 | value as u128;
        }
        let mut bytes = [0; 10];
        bytes.copy_from_slice(bits.to_be_bytes().get(6..)?);
        Some(Self(bytes))
    }

    /// The bytes of which the store keeps the digest.
    pub const fn bytes(&self) -> &[u8; 10] {
        &self.0
    }
}

impl fmt::Display for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        for place in (0..16).rev() {
            let letter = LETTERS
                .get((bits >> (place * 5) & 31) as usize)
                .copied()
                .unwrap_or(b'0');
            write!(f, "{}", char::from(letter))?;
            if place % 4 == 0 && place > 0 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

/// A code does not get into logs.
impl fmt::Debug for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryCode")
    }
}
