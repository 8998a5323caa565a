//! The audit from outside: a simulated county in, findings out.

#[path = "audit/attempts.rs"]
mod attempts;
#[path = "audit/books.rs"]
mod books;
#[path = "audit/direct.rs"]
mod direct;
#[path = "audit/evidence.rs"]
mod evidence;
#[path = "audit/interrupted.rs"]
mod interrupted;
#[path = "audit/person.rs"]
mod person;
#[path = "audit/rules.rs"]
mod rules;
#[path = "audit/scope.rs"]
mod scope;
#[path = "audit/setting.rs"]
mod setting;
#[path = "audit/since.rs"]
mod since;
#[path = "audit/statistics.rs"]
mod statistics;
#[path = "audit/truth.rs"]
mod truth;
#[path = "audit/withdrawn.rs"]
mod withdrawn;
