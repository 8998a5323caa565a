//! The workbench: the HTTP interface under `/api/v1` in which people work on findings, and the web
//! pages that use it, served from the same address as the national interface.
//!
//! It knows who asks ([`Caller`]: session, grant, right), what the books hold for him (`ledger`) and
//! how that is written for a page; it has no query of its own and no rule of a workflow. What may be
//! done with a matter is asked of `casework`, what was found is told by the finding's own argument.
//!
//! Reading order: [`Workbench`] (what every request shares), [`router`], `caller` and `access` (who
//! may), `problem` (how a refusal is said), then one module per part of the interface.

#![expect(
    unused_qualifications,
    reason = "the macro that describes an address repeats the names of its extractors"
)]

mod access;
mod alerts;
mod aside;
mod assets;
mod caller;
mod callers;
mod catalogue;
mod codes;
mod conduct;
mod consequences;
mod dashboard;
mod exports;
mod findings;
mod funnel;
mod health;
mod institutions;
mod keys;
mod live;
mod matters;
mod names;
mod now_and_then;
mod points;
mod problem;
mod proposals;
mod provider;
mod quality;
mod rates;
mod router;
mod rules;
mod sealing;
mod search;
mod secrets;
mod session;
mod settled;
mod sheet;
mod single_sign_on;
mod state;
mod stationery;
mod system;
mod timeline;
mod users;
mod vault;
mod written;

pub use access::{Right, rights};
pub use caller::Caller;
pub use conduct::{Composed, Editing, LeakRow, RECOGNITION_RULE, compose_issue};
pub use consequences::{system, turn, work};
pub use problem::Problem;
pub use router::{openapi, router};
pub use settled::{CareCourse, CourseAsk, CourseLine, CourseVisit, SettledClaims, UsageAsk, UsageRow};
pub use state::{Settings, Workbench};
pub use users::first_password;
