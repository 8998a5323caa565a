//! The codes of the catalogue of conduct: additions A…, deductions M…, vetoes X….

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// 行为编码 · what kind of conduct it was, e.g. `A01` (拒收红包), `M07` (泄露隐私), `X02`.
/// An institution's own codes have its letters before the number, e.g. `LA03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventCode(String);

impl EventCode {
    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("行为编码“{0}”不合规则：应为1至3个大写字母加2至4位数字，如A01。")]
pub struct CodeProblem(String);

impl FromStr for EventCode {
    type Err = CodeProblem;

    fn from_str(text: &str) -> Result<Self, CodeProblem> {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = text.bytes().skip(letters).filter(u8::is_ascii_digit).count();
        match (1..=3).contains(&letters) && (2..=4).contains(&digits) && letters + digits == text.len() {
            true => Ok(Self(text.to_owned())),
            false => Err(CodeProblem(text.chars().take(20).collect())),
        }
    }
}

impl TryFrom<String> for EventCode {
    type Error = CodeProblem;

    fn try_from(text: String) -> Result<Self, CodeProblem> {
        text.parse()
    }
}

impl From<EventCode> for String {
    fn from(code: EventCode) -> Self {
        code.0
    }
}

impl fmt::Display for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_nothing_else_is_one() {
        for text in ["A01", "M36", "LA03", "X1024"] {
            assert_eq!(text.parse::<EventCode>().unwrap().as_str(), text);
        }
        for text in ["", "A", "A1", "a01", "01A", "ABCD01", "A01 ", "A-01", "红01"] {
            assert!(text.parse::<EventCode>().is_err(), "{text}");
        }
    }
}
