//! The clean hospital, discipline, surveys, queries of usage and the district: acceptance tests by the
//! rows of the specification, flow tables, and random play.

mod clean_hospital;
mod discipline;
mod district;
mod flows;
mod offers;
mod plays;
mod support;
mod survey;
mod usage_query;
