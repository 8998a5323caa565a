//! The people of these tests. The runner of flow tables, the filling of forms and random play are those
//! of `casework`: whatever holds of its matters holds of these.
#![allow(dead_code, reason = "what casework's tests share is used in parts")]

#[path = "../../../casework/tests/support/flow.rs"]
pub mod flow;
#[path = "../../../casework/tests/support/form.rs"]
pub mod form;
#[path = "../../../casework/tests/support/people.rs"]
mod people;
#[path = "../../../casework/tests/support/play.rs"]
pub mod play;

pub use people::{actor, calendar, clock, names, outsiders};

use casework::{Limits, Machine, Recorded, Refusal, Role, record};
use domain::Day;
use serde_json::Value;

/// 本院
pub const HOSPITAL: &str = "H1";
/// 本县
pub const COUNTY: &str = "990101";

/// Everybody: name, role, and where he belongs. `行风甲（纪检）` is the same person as `行风甲`.
const CAST: [(&str, Role, &str); 18] = [
    ("系统", Role::System, ""),
    ("科长", Role::SectionChief, COUNTY),
    ("医师甲", Role::Practitioner, HOSPITAL),
    ("医师乙", Role::Practitioner, HOSPITAL),
    ("科主任", Role::DepartmentHead, HOSPITAL),
    ("副主任", Role::DepartmentHead, HOSPITAL),
    ("行风甲", Role::EthicsOffice, HOSPITAL),
    ("行风乙", Role::EthicsOffice, HOSPITAL),
    ("行风丙", Role::EthicsOffice, HOSPITAL),
    ("纪检甲", Role::DisciplineOffice, HOSPITAL),
    ("纪检乙", Role::DisciplineOffice, HOSPITAL),
    ("院长", Role::HospitalLeader, HOSPITAL),
    ("副院长", Role::HospitalLeader, HOSPITAL),
    ("医保办", Role::InsuranceOffice, HOSPITAL),
    ("人事", Role::Personnel, HOSPITAL),
    ("外院行风", Role::EthicsOffice, "H2"),
    ("外院纪检", Role::DisciplineOffice, "H2"),
    ("行风甲（纪检）", Role::DisciplineOffice, HOSPITAL),
];

/// A day.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// One step of a course: when, who, and the command as JSON.
pub type Move<'a> = (&'a str, &'a str, Value);

/// What comes of a step for a matter.
pub fn attempt<M: Machine>(state: &M, (at, who, command): &Move<'_>) -> Result<Vec<Recorded<M::Event>>, Refusal> {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock(at, &calendar, &limits);
    let read = serde_json::from_value(command.clone());
    let command = read.unwrap_or_else(|error| panic!("{command}: {error}"));
    let actor = actor(who);
    let events = state.decide(command, &actor, &clock)?;
    Ok(record(events, &actor, &clock))
}

/// A matter after these steps, each of which must be accepted.
pub fn after<M: Machine>(moves: &[Move<'_>]) -> M {
    let mut state = M::default();
    for step in moves {
        let events = attempt(&state, step).unwrap_or_else(|refusal| panic!("{step:?}: {refusal}"));
        events.iter().for_each(|event| state.apply(event));
    }
    state
}

/// The code of the refusal that the step meets.
pub fn refused<M: Machine>(state: &M, step: &Move<'_>) -> &'static str {
    match attempt(state, step) {
        Ok(_) => "",
        Err(refusal) => refusal.code(),
    }
}
