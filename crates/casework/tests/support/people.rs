//! The people of a test by their names, and the calendar and clock that they work by. Who they are says the
//! `CAST` of the module that this one lies in: name, role, and where somebody belongs (a division, an
//! institution, or nothing for everywhere). `科长（审核）` is the same person as `科长`, in another role.

use super::CAST;
use casework::{Actor, Clock, Limits, Place, Role, UserId, WorkCalendar};
use domain::{Division, InstitutionCode, Moment};

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
