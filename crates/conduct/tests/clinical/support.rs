//! The people of the tests, for the runners of flow tables, forms and random play that `casework` has.

#[path = "../../../casework/tests/support/flow.rs"]
pub mod flow;
#[path = "../../../casework/tests/support/form.rs"]
pub mod form;
#[path = "../../../casework/tests/support/play.rs"]
pub mod play;

use casework::{Actor, Clock, Limits, Place, Role, UserId, WorkCalendar};
use domain::{Division, InstitutionCode, Moment};

/// 本县
pub const COUNTY: &str = "990101";
/// 本院
pub const HOSPITAL: &str = "H1";

/// Everybody: name, role, and where he belongs (a division, an institution, or nothing for everywhere).
const CAST: [(&str, Role, &str); 14] = [
    ("系统", Role::System, ""),
    ("行风科", Role::HealthSection, COUNTY),
    ("市行风科", Role::HealthSection, "990100"),
    ("外县行风科", Role::HealthSection, "990102"),
    ("行风办", Role::EthicsOffice, HOSPITAL),
    ("外院行风办", Role::EthicsOffice, "H2"),
    ("医保办", Role::InsuranceOffice, HOSPITAL),
    ("医师甲", Role::Practitioner, HOSPITAL),
    ("医师乙", Role::Practitioner, HOSPITAL),
    ("科主任", Role::DepartmentHead, HOSPITAL),
    ("院长", Role::HospitalLeader, HOSPITAL),
    ("专家甲", Role::ClinicalExpert, COUNTY),
    ("专家乙", Role::ClinicalExpert, COUNTY),
    ("外院院长", Role::HospitalLeader, "H2"),
];

/// A person of the cast, by name.
pub fn actor(name: &str) -> Actor {
    let (name, role, place) = CAST
        .iter()
        .find(|(known, ..)| *known == name)
        .unwrap_or_else(|| panic!("没有这个人：{name}"));
    let place = match *place {
        "" => Place::Everywhere,
        code if code.starts_with('H') => Place::Institution {
            code: InstitutionCode::new(code),
        },
        division => Place::Bureau {
            division: Division::new(division),
        },
    };
    Actor {
        user: UserId::from(*name),
        role: *role,
        place,
    }
}

/// The person in a role that has no part in any matter, at a place where nothing else would stop him.
pub fn outsiders(name: &str) -> [Actor; 3] {
    [Role::SystemAdministrator, Role::SecurityAuditor, Role::AccountHolder].map(|role| Actor { role, ..actor(name) })
}

/// The names of the cast.
pub fn names() -> Vec<&'static str> {
    CAST.iter().map(|(name, ..)| *name).collect()
}

/// The shipped calendar, and made-up rows for the years after it.
pub fn calendar() -> WorkCalendar {
    let table = "年度,日期,安排,节日,来源\n2027,2027-01-01,休,元旦,测试\n2028,2028-01-01,休,元旦,测试\n\
                 2029,2029-01-01,休,元旦,测试\n2030,2030-01-01,休,元旦,测试\n";
    WorkCalendar::shipped().unwrap().with(table).unwrap()
}

/// The moment of a text, on the clock of the tests.
pub fn clock<'a>(at: &str, calendar: &'a WorkCalendar, limits: &'a Limits) -> Clock<'a> {
    Clock {
        now: Moment::parse(at).unwrap(),
        calendar,
        limits,
    }
}
