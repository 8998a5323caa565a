//! The people of the hospital that has accounts, as its ethics office lists them. Their names are those of
//! the sexagenary cycle, which nobody bears.

use super::Cast;
use conduct::{Department, Staff, StaffCategory};
use domain::PractitionerCode;
use ledger::{StaffRow, Viewer};

/// How many there are: one cycle.
pub const COUNT: usize = 60;

/// Where the two colleagues with accounts stand: in the department of the first, and of his head.
pub const SECOND: usize = 2 * DEPARTMENTS.len();
/// The other of them.
pub const THIRD: usize = 3 * DEPARTMENTS.len();

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];

/// The departments, of which the first is that of the doctor and the head who have accounts.
pub const DEPARTMENTS: [&str; 14] = [
    "明镜县人民医院病区",
    "心血管内科",
    "呼吸内科",
    "消化内科",
    "普外科",
    "骨科",
    "妇产科",
    "儿科",
    "急诊科",
    "康复医学科",
    "麻醉科",
    "医学影像科",
    "检验科",
    "后勤保障部",
];

/// The person at a place of the list; the first is the doctor who has an account.
pub fn person(cast: &Cast, place: usize) -> Staff {
    let place = place % COUNT;
    let word = |words: &[&'static str]| words.get(place % words.len()).copied().unwrap_or_default();
    let category = match place % DEPARTMENTS.len() {
        11 | 12 => StaffCategory::Technical,
        13 => StaffCategory::Administrative,
        _ if place % 3 == 2 => StaffCategory::Nursing,
        _ => StaffCategory::Clinical,
    };
    Staff {
        code: match place {
            0 => cast.doctor.clone(),
            _ => PractitionerCode::new(format!("MJ{place:03}")),
        },
        name: format!("虚{}{}", word(&STEMS), word(&BRANCHES)),
        department: Department(word(&DEPARTMENTS).to_owned()),
        category: if place == 0 { StaffCategory::Clinical } else { category },
    }
}

/// The account of the person at a place of the list, where he has one.
pub fn account(cast: &Cast, place: usize) -> Option<&Viewer> {
    match place {
        0 => Some(&cast.practitioner),
        _ => cast
            .colleagues
            .iter()
            .find(|(own, _)| *own == place)
            .map(|(_, viewer)| viewer),
    }
}

/// All of them.
pub fn of(cast: &Cast) -> Vec<StaffRow> {
    let row = |place| StaffRow {
        staff: person(cast, place),
        ended: None,
    };
    (0..COUNT).map(row).collect()
}
