//! Every primitive against a naive re-implementation written from `docs/rule-language.md`: the same
//! violating lines, money, certainty, state, and the same facts found missing, on random records.

#[path = "oracle/bench.rs"]
mod bench;
#[path = "oracle/items.rs"]
mod items;
#[path = "oracle/relations.rs"]
mod relations;
#[path = "oracle/visits.rs"]
mod visits;
#[path = "oracle/windows.rs"]
mod windows;
#[path = "oracle/world.rs"]
mod world;
