//! Quality of care as the bureau and the institution follow it: stays that cost too much, lists that are
//! gone through with self-score and findings, hospitals that help another, figures month by month, and what
//! all of it says of one institution's risks.
//!
//! Improvement measures, supervision by experts and targeted checks are one thing here, a [`Checkup`]: an
//! institution goes through a list, and somebody may look whether it is so. What differs is the list, the
//! topics and whether experts were sent, all of which is data.

pub mod assistance;
mod checklist;
pub mod checkup;
mod feed;
mod high_cost;
pub mod high_cost_review;
mod overview;
mod risk;

pub use assistance::Assistance;
pub use checklist::{Checklist, ChecklistProblem, Item};
pub use checkup::Checkup;
pub use feed::{Feed, FeedKind, FeedProblem, FeedRow, Feeds};
pub use high_cost::{Basis, GroupLimit, HighCost, Stay, Threshold, Unjudged, high_cost};
pub use high_cost_review::HighCostReview;
pub use overview::{Filter, Overview, by_topic};
pub use risk::{Risk, RiskKind, RiskReport, Signals};
