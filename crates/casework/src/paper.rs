//! Papers: attachments and written reasons.

use crate::Refusal;
use serde::{Deserialize, Serialize};

/// 附件 · a file in the content-addressed store, named by its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// 文件名
    pub name: String,
    /// 摘要: SM3 of the content, in hexadecimal
    pub digest: String,
}

/// Refuses a text that says nothing.
pub fn given(what: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::TextMissing { what });
    }
    Ok(())
}

/// Refuses a list without an entry.
pub fn attached<T>(what: &'static str, papers: &[T]) -> Result<(), Refusal> {
    if papers.is_empty() {
        return Err(Refusal::PaperMissing { what });
    }
    Ok(())
}
