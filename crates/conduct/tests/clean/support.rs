//! The people of these tests; the runner of flow tables, the forms and the random play are casework's.
#![allow(dead_code, reason = "the files of casework's tests have more than is used here")]

#[path = "../../../casework/tests/support/flow.rs"]
pub mod flow;
#[path = "../../../casework/tests/support/form.rs"]
pub mod form;
#[path = "../../../casework/tests/support/people.rs"]
mod people;
#[path = "../../../casework/tests/support/play.rs"]
pub mod play;

pub use people::{actor, calendar, clock, names, outsiders};

use casework::{Limits, Machine, Role, record};
use serde_json::Value;

/// 本县: the division of every matter in the tests.
pub const COUNTY: &str = "440305";
/// 本院: the institution of every matter in the tests.
pub const HOSPITAL: &str = "H1";

/// Everybody: name, role, and where he belongs. A name with brackets is the same person in another role.
const CAST: [(&str, Role, &str); 21] = [
    ("系统", Role::System, ""),
    ("行风甲", Role::EthicsOffice, HOSPITAL),
    ("行风乙", Role::EthicsOffice, HOSPITAL),
    ("纪检甲", Role::DisciplineOffice, HOSPITAL),
    ("纪检乙", Role::DisciplineOffice, HOSPITAL),
    ("纪检丙", Role::DisciplineOffice, HOSPITAL),
    ("院长", Role::HospitalLeader, HOSPITAL),
    ("书记", Role::HospitalLeader, HOSPITAL),
    ("科主任", Role::DepartmentHead, HOSPITAL),
    ("医师", Role::Practitioner, HOSPITAL),
    ("人事", Role::Personnel, HOSPITAL),
    ("医保办", Role::InsuranceOffice, HOSPITAL),
    ("外院行风", Role::EthicsOffice, "H2"),
    ("外院纪检", Role::DisciplineOffice, "H2"),
    ("外院院长", Role::HospitalLeader, "H2"),
    ("卫健甲", Role::HealthSection, COUNTY),
    ("卫健乙", Role::HealthSection, COUNTY),
    ("外县卫健", Role::HealthSection, "440306"),
    ("科长", Role::SectionChief, COUNTY),
    ("院长（纪检）", Role::DisciplineOffice, HOSPITAL),
    ("科主任（纪检）", Role::DisciplineOffice, HOSPITAL),
];

/// One command: its outcome as the codes of refusals have it, the state carried on where it is accepted.
pub fn give<M: Machine>(state: &mut M, at: &str, who: &str, command: Value) -> Result<(), &'static str> {
    let (calendar, limits) = (calendar(), Limits::national());
    let (actor, clock) = (actor(who), clock(at, &calendar, &limits));
    let read = serde_json::from_value(command.clone()).unwrap_or_else(|error| panic!("{command}: {error}"));
    let events = state.decide(read, &actor, &clock).map_err(|refusal| refusal.code())?;
    for event in record(events, &actor, &clock) {
        state.apply(&event);
    }
    Ok(())
}

/// A matter that these commands make.
pub fn course<M: Machine>(steps: &[(&str, &str, Value)]) -> M {
    let mut state = M::default();
    for (at, who, command) in steps {
        let outcome = give(&mut state, at, who, command.clone());
        assert_eq!(outcome, Ok(()), "{at} {who}: {command}");
    }
    state
}
