//! The limits of the store. Reaching one is reported, never silent.

/// Limits of a store; the defaults suit one hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOptions {
    /// Entries that may wait for the writer. A full queue refuses: [`crate::Overflow`].
    pub queue_max: usize,
    /// Encounters remembered per person. The oldest are dropped, and [`crate::History::forgotten_until`] says so.
    pub encounters_per_person_max: usize,
    /// Lines remembered per person, with the same consequence.
    pub lines_per_person_max: usize,
    /// Days for which an encounter is remembered after its last event; it is expired lazily.
    pub keep_days: i32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            queue_max: 4096,
            encounters_per_person_max: 400,
            lines_per_person_max: 4000,
            keep_days: 800,
        }
    }
}
