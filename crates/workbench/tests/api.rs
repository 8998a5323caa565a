//! The interface as its clients see it: who may, what is refused and how, and one finding from lead to
//! recovery. Everything goes through the router; the books are SQLite in a temporary folder.

#![recursion_limit = "256"]

#[path = "api/bulletin.rs"]
mod bulletin;
#[path = "api/calendar.rs"]
mod calendar;
#[path = "api/catalogue.rs"]
mod catalogue;
#[path = "api/clinical.rs"]
mod clinical;
#[path = "api/clinical_reach.rs"]
mod clinical_reach;
#[path = "api/codes.rs"]
mod codes;
#[path = "api/conduct.rs"]
mod conduct;
#[path = "api/conduct_papers.rs"]
mod conduct_papers;
#[path = "api/course.rs"]
mod course;
#[path = "api/dashboard.rs"]
mod dashboard;
#[path = "api/decided.rs"]
mod decided;
#[path = "api/denial.rs"]
mod denial;
#[path = "api/district.rs"]
mod district;
#[path = "api/documents.rs"]
mod documents;
#[path = "api/journey.rs"]
mod journey;
#[path = "api/live.rs"]
mod live;
#[path = "api/named.rs"]
mod named;
#[path = "api/office.rs"]
mod office;
#[path = "api/points.rs"]
mod points;
#[path = "api/proposals.rs"]
mod proposals;
#[path = "api/provider.rs"]
mod provider;
#[path = "api/real_time.rs"]
mod real_time;
#[path = "api/recognition.rs"]
mod recognition;
#[path = "api/refusals.rs"]
mod refusals;
#[path = "api/rules.rs"]
mod rules;
#[path = "api/season.rs"]
mod season;
#[path = "api/single_sign_on.rs"]
mod single_sign_on;
#[path = "api/surveys.rs"]
mod surveys;
#[path = "api/system.rs"]
mod system;
#[path = "api/timeline.rs"]
mod timeline;
#[path = "api/usage.rs"]
mod usage;
