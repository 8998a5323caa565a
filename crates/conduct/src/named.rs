//! How the forms of this crate ask for a person of the institution, and how lines name one.

use crate::{Department, Staff, StaffCategory};
use casework::{Field, Line, Refusal, among, ask, filled, given};
use domain::{Money, PractitionerCode};

/// The fields of a [`Staff`].
pub(crate) fn staff_fields() -> [Field; 4] {
    [
        ask::text("code", "人员编号").hint("医务人员的国家编码；没有的，填本院工号"),
        ask::text("name", "姓名"),
        ask::text("department", "科室"),
        ask::one_of("category", "人员类别", among(&StaffCategory::ALL, StaffCategory::zh)),
    ]
}

/// Some person, for a specimen.
pub(crate) fn some_staff() -> Staff {
    Staff {
        code: PractitionerCode::new(filled::text()),
        name: filled::text(),
        department: Department(filled::text()),
        category: StaffCategory::Clinical,
    }
}

/// Refuses a person who is not named.
pub(crate) fn named(staff: &Staff) -> Result<(), Refusal> {
    given("人员编号", staff.code.as_str())?;
    given("姓名", &staff.name)?;
    given("科室", &staff.department.0)
}

/// A line that names the person.
pub(crate) fn staff_line(label: &'static str, staff: &Staff) -> Line {
    Line::new(
        label,
        format_args!(
            "{}（{}，{}，{}）",
            staff.name,
            staff.department,
            staff.category.zh(),
            staff.code
        ),
    )
}

/// An amount as people write it: whole yuan without decimals.
pub(crate) fn yuan(amount: Money) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}
