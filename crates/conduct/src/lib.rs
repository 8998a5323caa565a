//! Medical ethics and integrity (医德医风): what staff of an institution did, what follows from it,
//! and how a year is assessed, published and appealed.
//!
//! Three layers stand apart. *Facts* are events of conduct with their evidence, confirmed by people.
//! *Points* are derived from confirmed facts by a scheme of one version and can be derived again.
//! *Grades* are derived from points. Whatever is decided by people is a matter of `casework`'s
//! kind ([`casework::Machine`]): it is stored as events, offered as forms, and shown in words.
//!
//! Pure functions: no query, no network, no clock, no chance. Who may see what is not known here.

pub mod antimicrobial;
mod candidate;
mod code;
mod fact;
pub mod figures;
mod month;
mod ownership;
mod points;
pub mod quality;
pub mod recognition;
mod staff;
mod standing;

pub use candidate::Candidate;
pub use code::{CodeProblem, EventCode};
pub use fact::Fact;
pub use month::{Month, MonthProblem};
pub use ownership::Ownership;
pub use points::{Points, PointsProblem};
pub use staff::{Department, Staff, StaffCategory};
