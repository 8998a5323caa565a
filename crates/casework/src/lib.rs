//! What may happen to a finding once somebody works on it: leads, review, self-audit, penalty
//! cases, recovery, rectification, transfer, reports and rewards, points and credit.
//!
//! Pure functions. Each matter is a [`Machine`]: `decide` says what a command by an actor at a
//! moment leads to, or why it is refused; `apply` carries an event into the state; a state is what
//! its events make of nothing. No query, no network, no clock, no chance: the moment, the calendar
//! and the limits are parameters ([`Clock`]), a draw has a seed. How a rule judged is not known
//! here either: a finding is a key, a rule, an institution and an amount.
//!
//! A matter also says what an actor may do with it now and what a form for it asks ([`Offering`]),
//! and how it is shown ([`Shown`]): its history in words, its steps, its summary. What is offered is
//! found by asking `decide`, so that an interface has no copy of the rules.
//!
//! Events are what the store keeps. Their tags and field names are therefore part of the public
//! face of this crate: they may be added to, never renamed.

mod actor;
mod amount;
mod calendar;
mod clock;
pub mod complaint;
pub mod credit;
pub mod enforcement;
pub mod lead;
mod limits;
mod machine;
mod money;
mod offer;
mod page;
mod paper;
pub mod penalty;
pub mod points;
pub mod recovery;
pub mod rectification;
mod refusal;
pub mod review_case;
pub mod self_audit;
pub mod stored;
pub mod transfer;

pub use actor::{Actor, Place, Role, UserId};
pub use amount::within;
pub use calendar::{CalendarProblem, DaysLeft, WorkCalendar};
pub use clock::Clock;
pub use limits::{Authority, LimitKind, LimitUnit, Limits};
pub use machine::{Machine, Recorded, record, replay};
pub use money::{Avoided, Figures, Flagged, Recovered, ReminderOutcome, Upheld, avoided};
pub use offer::{Choice, Field, FieldKind, Form, Offer, Offering, Part, When, among, ask, choice, filled};
pub use page::{Line, Piece, Shown, Step, StepState, Told, course, ended};
pub use paper::{Attachment, attached, given};
pub use refusal::{Concern, Refusal};
