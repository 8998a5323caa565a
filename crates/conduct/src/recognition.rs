//! Mutual recognition of examinations and tests (检查检验结果互认): what was already done elsewhere, who
//! is told so at the order, what he answers, and what that saves.
//!
//! The doctor who treats decides. A reminder is a reminder: nothing here stops an order.

mod counts;
mod decline;
mod direction;
mod mark;
mod register;
mod reminder;
mod report;
mod statistics;

pub use counts::{Kept, Reminders, Tally, above_target, declined_outside_list, tallies};
pub use decline::{Answer, Reason, Reasons, ReasonsProblem};
pub use direction::{Directions, DirectionsProblem, Duty};
pub use mark::{Mark, MarkProblem, Places, RegionsProblem};
pub use register::{Coverage, Grade, Participant, Register};
pub use reminder::{Earlier, Order, Reminder, Settings, Windows, WindowsProblem, remind};
pub use report::{Kind, Report, ReportIndex};
pub use statistics::{Background, COLUMNS, Row, statistics};
