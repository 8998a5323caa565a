//! The people of the tests, for the runners of flow tables, forms and random play that `casework` has.

#[path = "../../../casework/tests/support/flow.rs"]
pub mod flow;
#[path = "../../../casework/tests/support/form.rs"]
pub mod form;
#[path = "../../../casework/tests/support/people.rs"]
mod people;
#[path = "../../../casework/tests/support/play.rs"]
pub mod play;

pub use people::{actor, calendar, clock, names, outsiders};

use casework::Role;

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
