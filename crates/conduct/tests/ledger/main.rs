//! The integrity ledger and the bulletin: flow tables that officials read, random play, and the rows of
//! the specification, each by its id.

mod bulletin;
mod commendations;
mod complaints;
mod declarations;
mod editions;
mod flows;
mod gate;
mod golden;
mod packets;
mod random_play;
mod support;
