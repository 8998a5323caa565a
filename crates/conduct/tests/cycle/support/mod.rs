//! The people of the tests, and the calendar that they work by. The runners of flow tables and of random
//! play are those of `casework`.
#![allow(dead_code, reason = "the shared runners use a part")]

#[path = "../../../../casework/tests/support/flow.rs"]
pub mod flow;
pub mod form;
#[path = "../../../../casework/tests/support/people.rs"]
mod people;
#[path = "../../../../casework/tests/support/play.rs"]
pub mod play;

pub use people::{actor, calendar, clock, names, outsiders};

use casework::{Limits, Machine, Recorded, Refusal, Role, record};
use serde_json::Value;

/// 本县
pub const COUNTY: &str = "440305";
/// 本院
pub const HOSPITAL: &str = "H1";

/// Everybody: name, role, and where he belongs (a division, an institution, or nothing for everywhere).
const CAST: [(&str, Role, &str); 17] = [
    ("系统", Role::System, ""),
    ("医师甲", Role::Practitioner, HOSPITAL),
    ("护士乙", Role::Practitioner, HOSPITAL),
    ("科主任", Role::DepartmentHead, HOSPITAL),
    ("副主任", Role::DepartmentHead, HOSPITAL),
    ("行风甲", Role::EthicsOffice, HOSPITAL),
    ("行风乙", Role::EthicsOffice, HOSPITAL),
    ("纪检甲", Role::DisciplineOffice, HOSPITAL),
    ("纪检乙", Role::DisciplineOffice, HOSPITAL),
    ("院长", Role::HospitalLeader, HOSPITAL),
    ("书记", Role::HospitalLeader, HOSPITAL),
    ("人事", Role::Personnel, HOSPITAL),
    ("医保办", Role::InsuranceOffice, HOSPITAL),
    ("卫健科", Role::HealthSection, COUNTY),
    ("外县卫健", Role::HealthSection, "440306"),
    ("外院行风", Role::EthicsOffice, "H2"),
    ("审核甲", Role::Auditor, COUNTY),
];

/// A matter that is carried on step by step.
#[derive(Debug)]
pub struct Course<M: Machine> {
    /// how it stands
    pub state: M,
    /// what led there
    pub history: Vec<Recorded<M::Event>>,
}

impl<M: Machine> Default for Course<M> {
    fn default() -> Self {
        Self {
            state: M::default(),
            history: Vec::new(),
        }
    }
}

impl<M: Machine> Course<M> {
    /// What somebody tries on a day.
    pub fn tries(&mut self, who: &str, day: &str, command: Value) -> Result<(), Refusal> {
        let (calendar, limits) = (calendar(), Limits::national());
        let clock = clock(day, &calendar, &limits);
        let read = serde_json::from_value(command.clone()).unwrap_or_else(|error| panic!("{command}: {error}"));
        let actor = actor(who);
        let events = self.state.decide(read, &actor, &clock)?;
        for event in record(events, &actor, &clock) {
            self.state.apply(&event);
            self.history.push(event);
        }
        Ok(())
    }

    /// What somebody does on a day.
    pub fn does(&mut self, who: &str, day: &str, command: Value) {
        let tried = self.tries(who, day, command.clone());
        tried.unwrap_or_else(|refusal| panic!("{who}在“{}”：{command}: {refusal}", self.state.stage_zh()));
    }

    /// Fails unless somebody is refused with a code.
    pub fn is_refused(&mut self, who: &str, day: &str, command: Value, code: &str) {
        let refused = self.tries(who, day, command.clone()).map_err(|refusal| refusal.code());
        assert_eq!(refused, Err(code), "{who}在“{}”：{command}", self.state.stage_zh());
    }
}
