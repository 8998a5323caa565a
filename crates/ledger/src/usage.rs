//! Counts of usage by prescriber or department (统方) in the trail: what was answered, and what was not.

use crate::LedgerError;
use crate::matter::MatterId;
use crate::trail::{Deed, Entry};
use crate::writing::Writing;

/// 查询结果 as the trail names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageAnswer<'a> {
    /// 水印编号
    pub watermark: &'a str,
    /// 结果行数
    pub rows: u32,
    /// 用途 of the ticket
    pub purpose: &'a str,
    /// 摘要 of the rows that were handed out
    pub digest: &'a str,
}

impl Writing<'_> {
    /// Records what was handed out under a ticket, in the write that records the run in the ticket itself.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_usage(&mut self, ticket: &MatterId, answer: UsageAnswer<'_>) -> Result<(), LedgerError> {
        let detail = format!("{}行，水印{}", answer.rows, answer.watermark);
        self.log(Entry {
            deed: Deed::Usage,
            subject: ticket.as_str(),
            detail: &detail,
            purpose: answer.purpose,
            content: answer.digest,
        })
        .await
    }

    /// Records that a query was refused: to whom the write's viewer says, and why. `named` is the ticket
    /// that was given, which need not exist.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_refused_usage(&mut self, named: &str, code: &str, asked: &str) -> Result<(), LedgerError> {
        let detail = format!("{code}；{asked}");
        self.log(Entry {
            deed: Deed::RefuseUsage,
            subject: named,
            detail: &detail,
            purpose: "",
            content: "",
        })
        .await
    }
}
