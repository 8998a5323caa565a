//! The clean hospital (清廉医院): what an institution promises for a year, how it is checked, how it is
//! judged, and what it keeps on file.
//!
//! Ten things of the programme are four. A yearly plan, the mechanism tree with its inclusions, a daily
//! supervision, a tour inspection and a campaign are lists of duties ([`duties`]): each duty has an owner
//! and a deadline, is proven by him and verified by somebody else. A risk point ([`risk_point`]) is one
//! duty that comes back. The evaluation by five goods ([`five_good`]) is a score sheet. Everything that is
//! only written down and confirmed by a second person is a [`record`].

pub mod duties;
pub mod five_good;
pub mod record;
pub mod risk_point;
