//! Reasons for answering with less than a full review.

/// Why a call was answered with less than a full review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Degraded {
    /// the first book or the store was not ready yet
    NotReady,
    /// too many calls at once
    Overload,
    /// our own deadline passed
    Deadline,
    /// an internal failure while judging
    Panic,
    /// the remembered history could not be read
    History,
    /// an interception could not be recorded in time
    Record,
    /// who speaks beside the book was late or failed; the review itself is whole
    Advice,
}

impl Degraded {
    /// All reasons.
    pub(super) const ALL: [Degraded; 7] = [
        Degraded::NotReady,
        Degraded::Overload,
        Degraded::Deadline,
        Degraded::Panic,
        Degraded::History,
        Degraded::Record,
        Degraded::Advice,
    ];

    /// A stable word for metrics, logs and the call record.
    pub fn word(self) -> &'static str {
        match self {
            Degraded::NotReady => "not_ready",
            Degraded::Overload => "overload",
            Degraded::Deadline => "deadline",
            Degraded::Panic => "panic",
            Degraded::History => "history",
            Degraded::Record => "record",
            Degraded::Advice => "advice",
        }
    }
}
