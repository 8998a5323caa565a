//! Medical ethics and integrity (医德医风): what staff of an institution did, what follows from it,
//! and how a year is assessed, published and appealed.
//!
//! Three layers stand apart. *Facts* are events of conduct with their evidence, confirmed by people.
//! *Points* are derived from confirmed facts by a scheme of one version and can be derived again.
//! *Grades* are derived from points. Whatever is decided by people is a matter of `casework`'s
//! kind ([`casework::Machine`]): it is stored as events, offered as forms, and shown in words.
//!
//! Pure functions: no query, no network, no clock, no chance. Who may see what is not known here.

mod acting_place;
pub mod antimicrobial;
mod appeal;
pub mod archive;
pub mod assessment;
pub mod bulletin;
mod candidate;
pub mod case_library;
pub mod clean;
mod code;
pub mod commendation;
pub mod declaration;
pub mod discipline;
pub mod district;
pub mod event;
mod fact;
pub mod figures;
mod month;
mod named;
mod own;
mod ownership;
pub mod packet;
pub mod performance;
pub mod pledge;
mod points;
pub mod quality;
pub mod recognition;
pub mod scheme;
pub mod score;
pub mod service_complaint;
mod share;
mod small_cell;
mod staff;
pub mod standing;
mod subject;
pub mod survey;
pub mod training;
pub mod usage_query;
pub mod veto;

pub use appeal::{ANSWER_DAYS, Answer, Appeal, AppealResult, FILING_DAYS, filing_due};
pub use candidate::Candidate;
pub use code::{CodeProblem, EventCode};
pub use fact::Fact;
pub use month::{Month, MonthProblem};
pub use ownership::Ownership;
pub use points::{Points, PointsProblem};
pub use share::Share;
pub use small_cell::Cell;
pub use staff::{Department, Staff, StaffCategory};
pub use subject::Subject;
