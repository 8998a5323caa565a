//! What a message could not say ([`WireError`]) and what was put right in it
//! ([`WireNote`]).

use std::fmt;

/// Longest `err_msg` that the interface allows, in characters.
pub const ERR_MSG_CHARS_MAX: usize = 200;

/// 报文错误 · why a message is refused. Names the place first, so that the hospital's
/// engineer finds it, and never repeats a name or an identity number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireError {
    /// path of the field (e.g. `input.data.patient_dtos[0].brdy`), or a Chinese word for the whole
    pub field: String,
    /// what is wrong, in Chinese
    pub reason: String,
}

impl WireError {
    /// A refusal at a place.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// The text for `err_msg`, at most [`ERR_MSG_CHARS_MAX`] characters.
    pub fn err_msg(&self) -> String {
        cut(&self.to_string(), ERR_MSG_CHARS_MAX).to_owned()
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.field, self.reason)
    }
}

impl std::error::Error for WireError {}

/// 报文备注 · what was put right, doubted or left out while reading a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireNote {
    /// path of the field
    pub field: String,
    /// what was done
    pub note: String,
}

impl fmt::Display for WireNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.field, self.note)
    }
}

/// The longest row of figures that is repeated to the sender: a moment to the second. Whatever is longer may be somebody's
/// number.
const FIGURES_MAX: usize = 14;

/// True where a text may be the number of a person, with or without letters around it: repeated it would end up in
/// the logs of everybody on the way.
pub(crate) fn may_identify(text: &str) -> bool {
    longest_row_of_figures(text) > FIGURES_MAX
}

fn longest_row_of_figures(text: &str) -> usize {
    let rows = text.split(|ch: char| !ch.is_ascii_digit()).map(str::len);
    rows.max().unwrap_or(0)
}

/// What came in the place of a number or a date, in words for the sender. It is repeated where it consists of what
/// numbers and dates consist of; where columns are shifted a name or an identity number stands there.
pub(super) fn received(text: &str) -> String {
    let is_plain = |ch: char| ch.is_ascii_digit() || " +-.,:/eETZ".contains(ch);
    if !text.chars().all(is_plain) {
        "收到的是文字".to_owned()
    } else if may_identify(text) {
        format!("收到的是 {} 位数字", longest_row_of_figures(text))
    } else {
        format!("收到“{}”", cut(text, 30))
    }
}

/// The first `chars_max` characters of a text.
pub(super) fn cut(text: &str, chars_max: usize) -> &str {
    // No text has more characters than bytes.
    if text.len() <= chars_max {
        return text;
    }
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}
