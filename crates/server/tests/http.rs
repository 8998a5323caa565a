//! The service over HTTP: faces, callers, failures, records, and its life from
//! start to stop.

#[path = "http/advice.rs"]
mod advice;
#[path = "http/bound.rs"]
mod bound;
#[path = "http/callers.rs"]
mod callers;
#[path = "http/faces.rs"]
mod faces;
#[path = "http/failures.rs"]
mod failures;
#[path = "http/guard.rs"]
mod guard;
#[path = "http/memory.rs"]
mod memory;
#[path = "http/records.rs"]
mod records;
#[path = "http/sdk.rs"]
mod sdk;
#[path = "http/service.rs"]
mod service;
#[path = "http/setting.rs"]
mod setting;
#[path = "http/watching.rs"]
mod watching;
