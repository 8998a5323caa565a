//! Figures about the store for telemetry and for the front page.

/// A snapshot of the store's figures; taking it touches no disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoreCounts {
    /// calls stored
    pub calls: u64,
    /// findings stored
    pub findings: u64,
    /// findings that have feedback, unknown findings included
    pub feedback: u64,
    /// findings whose first reply went on without a reason
    pub feedback_without_reason: u64,
    /// persons with a remembered history, past or present
    pub persons: u64,
    /// encounters remembered
    pub encounters: u64,
    /// encounters forgotten because they were older than `keep_days`
    pub expired_encounters: u64,
    /// encounters forgotten because a person's bounds were reached
    pub dropped_encounters: u64,
    /// lines forgotten because a single encounter was longer than a person's bound
    pub dropped_lines: u64,
    /// operations that are not on the disk yet: those that wait for the writer, and those that it is writing
    pub queue_len: usize,
    /// entries refused by a full queue since the store was opened
    pub overflowed: u64,
    /// entries accepted without acknowledgement and lost in a failed commit since the store was opened
    pub lost: u64,
    /// the last commit failed, and none has succeeded since
    pub failing: bool,
    /// visits or lines that could not be attached to a person or an encounter since the store was opened
    pub unattached: u64,
    /// damaged rows met while writing since the store was opened; [`crate::Store::verify`] names them
    pub damaged_rows: u64,
    /// commits since the store was opened
    pub committed_batches: u64,
}
