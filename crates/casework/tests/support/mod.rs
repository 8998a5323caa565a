//! The people of the tests, and the calendar and limits that they work by.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod flow;
pub mod form;
mod people;
pub mod play;

pub use people::{actor, calendar, clock, names, outsiders};

use casework::Role;

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
