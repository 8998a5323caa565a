//! Every primitive against a naive re-implementation written from `docs/rule-language.md`: the same
//! violating lines, money, certainty, state, and the same facts found missing, on random records.

#[path = "oracle/attributes.rs"]
mod attributes;
#[path = "oracle/bench.rs"]
mod bench;
#[path = "oracle/diagnoses.rs"]
mod diagnoses;
#[path = "oracle/evidence.rs"]
mod evidence;
#[path = "oracle/fields.rs"]
mod fields;
#[path = "oracle/hours.rs"]
mod hours;
#[path = "oracle/lasting.rs"]
mod lasting;
#[path = "oracle/prices.rs"]
mod prices;
#[path = "oracle/quantities.rs"]
mod quantities;
#[path = "oracle/reference.rs"]
mod reference;
#[path = "oracle/relations.rs"]
mod relations;
#[path = "oracle/sketch.rs"]
mod sketch;
#[path = "oracle/supplies.rs"]
mod supplies;
#[path = "oracle/thin.rs"]
mod thin;
#[path = "oracle/timing.rs"]
mod timing;
#[path = "oracle/verdicts.rs"]
mod verdicts;
#[path = "oracle/visits.rs"]
mod visits;
#[path = "oracle/windows.rs"]
mod windows;
#[path = "oracle/world.rs"]
mod world;
