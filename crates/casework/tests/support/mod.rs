//! The people of the tests, and the calendar and limits that they work by.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod flow;
pub mod form;
pub mod play;

use casework::{Actor, Clock, Limits, Place, Role, UserId, WorkCalendar};
use domain::{Division, InstitutionCode, Moment};

/// 本县: the division of every matter in the tests.
pub const COUNTY: &str = "440305";
/// 本院: the institution of every matter in the tests.
pub const HOSPITAL: &str = "H1";

/// Everybody: name, role, and where he belongs (a division, an institution, or nothing for everywhere).
/// `科长（审核）` is the same person as `科长`, in another role.
const CAST: [(&str, Role, &str); 26] = [
    ("系统", Role::System, ""),
    ("审核甲", Role::Auditor, COUNTY),
    ("审核乙", Role::Auditor, COUNTY),
    ("审核丙", Role::Auditor, "440300"),
    ("科长", Role::SectionChief, COUNTY),
    ("副科长", Role::SectionChief, COUNTY),
    ("主任", Role::AgencyHead, COUNTY),
    ("财务", Role::AgencyFinance, COUNTY),
    ("承办甲", Role::CaseHandler, COUNTY),
    ("承办乙", Role::CaseHandler, COUNTY),
    ("承办丙", Role::CaseHandler, COUNTY),
    ("法制", Role::LegalReviewer, COUNTY),
    ("局长", Role::BureauLeader, COUNTY),
    ("检查员", Role::Inspector, COUNTY),
    ("专家", Role::ClinicalExpert, COUNTY),
    ("保管人", Role::VaultKeeper, COUNTY),
    ("医保办", Role::InsuranceOffice, HOSPITAL),
    ("医师", Role::Practitioner, HOSPITAL),
    ("科主任", Role::DepartmentHead, HOSPITAL),
    ("院长", Role::HospitalLeader, HOSPITAL),
    ("外院医保办", Role::InsuranceOffice, "H2"),
    ("外县审核", Role::Auditor, "440306"),
    ("科长（审核）", Role::Auditor, COUNTY),
    ("审核甲（主任）", Role::AgencyHead, COUNTY),
    ("局长（承办）", Role::CaseHandler, COUNTY),
    ("承办甲（局长）", Role::BureauLeader, COUNTY),
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
        user: UserId::from(name.split('（').next().unwrap_or(name)),
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

/// A calendar that goes on beyond the published years, so that long courses can be played. The rows
/// of the later years are made up.
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
