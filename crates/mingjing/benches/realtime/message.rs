//! The messages and the past of the benchmark's persons: invented, with real codes.

use domain::{
    CareSetting, DepartmentCode, Encounter, EncounterId, Fact, FeeLine, Institution, InstitutionCode, InsuredPerson,
    ItemCode, ItemKind, LineId, Moment, Money, PersonId, PractitionerCode, PrescriptionId, Quantity, UnitPrice, Usage,
};
use std::fmt::Write as _;
use std::path::Path;
use store::{Billed, Store, StoreOptions, Visit};

/// 医嘱行数 of a message.
pub const ORDERS: usize = 30;
/// Lines of a message that violate a rule in force.
pub const VIOLATING: usize = 3;

/// The institution that sends the messages, and its division.
pub const INSTITUTION: &str = "H99000000001";
pub const DIVISION: &str = "990001";

/// Two of [`KNOWN`], whose reports institutions recognise.
pub const LABORATORY: [(&str, &str); 2] = [KNOWN[1], KNOWN[6]];

/// A woman's drug for a man (rule 67), a drug above the institution's level (12), twice a day what
/// is paid once (27).
const BAD: [(&str, &str, &str); VIOLATING] = [
    ("XG02BAZ061Z007010279543", "左炔诺孕酮宫内节育系统", "1"),
    ("XS01LAL328B002020278679", "雷珠单抗注射液", "1"),
    ("001102000050000", "住院诊查费", "2"),
];

/// Items that knowledge rows concern and that are in order here.
const KNOWN: [(&str, &str); 9] = [
    ("001103000010000", "急诊监护费"),
    ("002503020030000", "糖化血红蛋白测定"),
    ("XB01AXA223B002010100156", "奥扎格雷钠注射液"),
    ("001201000040000", "Ⅱ级护理"),
    ("003110000330000", "留置导尿"),
    ("001109000010000", "普通病房床位费"),
    ("002503020020000", "血清果糖胺测定"),
    ("ZC01AAA0042010105549", "艾迪注射液"),
    ("003402000390000", "康复评定"),
];

/// Items that knowledge rows concern and that the messages do not carry.
const OTHER_KNOWN: [(&str, &str); 6] = [
    ("XC01EBG072B002010100151", "葛根素注射液"),
    ("XC02CAC046B002010100202", "磷酸川芎嗪注射液"),
    ("001209000010100", "胃肠减压(负压引流)"),
    ("003106010110000", "运动激发试验"),
    ("ZA04BAQ0397010100223", "清开灵注射液"),
    ("XB05BAF151B002010100309", "复方氨基酸注射液(18AA-Ⅰ)"),
];

/// Every code of the messages that knowledge concerns.
pub fn codes_in_use() -> Vec<&'static str> {
    BAD.iter()
        .map(|(code, ..)| *code)
        .chain(KNOWN.iter().map(|(code, _)| *code))
        .collect()
}

/// 人员编号 of a person.
pub fn person(number: usize) -> String {
    format!("P{number:08}")
}

/// Messages of so many persons.
pub fn bodies(persons: usize) -> Vec<String> {
    (0..persons).map(body).collect()
}

/// The message of a person.
pub fn body(person: usize) -> String {
    let mut orders = String::new();
    for number in 0..ORDERS {
        let (code, name, count) = if number < VIOLATING {
            let (code, name, count) = BAD[number];
            (code.to_owned(), name, count)
        } else if number < VIOLATING + KNOWN.len() {
            let (code, name) = KNOWN[number - VIOLATING];
            (code.to_owned(), name, "1")
        } else {
            (unlisted_code(person, number), "未列入知识库的药品", "1")
        };
        let comma = if number == 0 { "" } else { "," };
        let price = 5 + number;
        // Writing to a string does not fail.
        let _ = write!(
            orders,
            "{comma}{{\"rx_id\":\"R{person}-{number}\",\"rxno\":\"R{person}\",\"hilist_code\":\"{code}\",\"hilist_name\":\"{name}\",\"hilist_lv\":\"02\",\"hilist_pric\":\"{price}.00\",\"cnt\":\"{count}\",\"pric\":\"{price}.00\",\"ownpay_amt\":\"0\",\"selfpay_amt\":\"0\",\"drord_begn_date\":\"2026-11-20 09:{number:02}:00\",\"drord_dr_codg\":\"D01\",\"curr_drord_flag\":\"1\"}}"
        );
    }
    format!(
        "{{\"infno\":\"3101\",\"msgid\":\"{INSTITUTION}202611200900{person:06}\",\"mdtrtarea_admvs\":\"{DIVISION}\",\"insuplc_admdvs\":\"{DIVISION}\",\"infver\":\"V1.0\",\"opter_type\":\"1\",\"opter\":\"1\",\"opter_name\":\"基准\",\"inf_time\":\"2026-11-20 10:00:00\",\"fixmedins_code\":\"{INSTITUTION}\",\"fixmedins_name\":\"示例医院\",\"input\":{{\"data\":{{\"syscode\":\"BENCH\",\"task_id\":\"T{person}\",\"trig_scen\":\"5\",\"patient_dtos\":[{{\"patn_id\":\"{}\",\"patn_name\":\"基准\",\"gend\":\"1\",\"brdy\":\"1950-01-01\",\"poolarea\":\"{DIVISION}\",\"curr_mdtrt_id\":\"E{person}\",\"fsi_encounter_dtos\":[{{\"mdtrt_id\":\"E{person}\",\"medins_id\":\"{INSTITUTION}\",\"medins_admdvs\":\"{DIVISION}\",\"medins_type\":\"1\",\"medins_lv\":\"08\",\"adm_date\":\"2026-11-18 08:00:00\",\"dscg_date\":\"9999-12-31 00:00:00\",\"dr_codg\":\"D01\",\"adm_dept_codg\":\"03\",\"adm_dept_name\":\"内科\",\"med_mdtrt_type\":\"2\",\"med_type\":\"21\",\"insutype\":\"390\",\"fsi_diagnose_dtos\":[{{\"dise_id\":\"1\",\"maindise_flag\":\"1\",\"dias_srt_no\":\"1\",\"dise_codg\":\"I63.900\",\"dise_name\":\"脑梗死\"}}],\"fsi_order_dtos\":[{orders}]}}]}}]}}}}}}",
        self::person(person)
    )
}

fn unlisted_code(person: usize, number: usize) -> String {
    format!("XA02BCA{:03}A001010{:06}", number, person % 1_000)
}

/// Fills a store with what was settled for the persons over the past year: a visit every month,
/// twenty-five lines each, three in ten of items that knowledge concerns.
pub fn remember(data: &Path, persons: usize, lines_per_person: usize) {
    const LINES_PER_VISIT: usize = 25;
    let store = Store::open(data, StoreOptions::default()).expect("a new store opens");
    let visits =
        (0..persons).flat_map(|person| (0..lines_per_person / LINES_PER_VISIT).map(move |visit| (person, visit)));
    store
        .import_visits(visits.map(|(person, visit)| past_visit(person, visit, LINES_PER_VISIT)))
        .expect("the past is stored");
}

fn past_visit(person: usize, visit: usize, lines: usize) -> Visit {
    let day = domain::Day::from_ymd(2026, 11, 1)
        .expect("a date")
        .plus_days(-(visit as i32) * 30);
    let begin = day.start().plus_seconds(9 * 3600);
    let id = format!("V{person}-{visit}");
    let encounter = Encounter {
        id: EncounterId::new(&id),
        institution: Institution {
            code: InstitutionCode::new(format!("H9900000000{}", visit % 5)),
            division: DIVISION.into(),
            ..Institution::default()
        },
        setting: Fact::Known(CareSetting::Outpatient),
        insurance: Fact::Known(domain::Insurance::Resident),
        begin,
        end: Some(begin.plus_seconds(3600)),
        department: DepartmentCode::new("03"),
        department_name: "内科".into(),
        doctor: PractitionerCode::new("D01"),
        diagnoses: vec![domain::Diagnosis {
            code: "I10.x00".into(),
            name: "高血压".into(),
            principal: true,
        }],
        operations: Fact::Absent,
        total: Fact::Absent,
        fund_paid: Fact::Absent,
        special: Vec::new(),
        evidence: Vec::new(),
        current: false,
    };
    let fee_lines = (0..lines)
        .map(|number| past_line(person, visit, number, begin))
        .collect();
    Visit {
        person: InsuredPerson {
            id: PersonId::new(self::person(person)),
            ..InsuredPerson::default()
        },
        encounters: vec![encounter],
        lines: fee_lines,
        billed: Billed::Everything,
    }
}

fn past_line(person: usize, visit: usize, number: usize, begin: Moment) -> FeeLine {
    // Of ten lines one is of an item that the message carries again, two are of others that
    // knowledge concerns, seven of none.
    let (item, name) = match number % 10 {
        0 => KNOWN[(visit + number) % KNOWN.len()],
        1 | 2 => OTHER_KNOWN[(visit + number) % OTHER_KNOWN.len()],
        _ => ("", "未列入知识库的药品"),
    };
    let item = if item.is_empty() {
        ItemCode::new(unlisted_code(person, visit * 25 + number))
    } else {
        ItemCode::new(item)
    };
    FeeLine {
        id: LineId::new(format!("L{visit}-{number}")),
        reverses: None,
        encounter: 0,
        kind: ItemKind::from_code(&item).unwrap_or(ItemKind::Other),
        item,
        name: name.into(),
        at: begin.plus_seconds(number as i64 * 60),
        timing: Default::default(),
        until: None,
        uploaded_at: None,
        quantity: Quantity::from_units(1),
        price: UnitPrice::from_scaled(8_000_000),
        amount: Money::from_fen(800),
        covered: Money::from_fen(800),
        prescription: Some(PrescriptionId::new(format!("CF{visit}"))),
        department: DepartmentCode::new("03"),
        department_name: "内科".into(),
        doctor: PractitionerCode::new("D01"),
        title: Fact::Absent,
        usage: Usage::default(),
        list_price: Fact::Absent,
        purchase_price: Fact::Absent,
        current: false,
    }
}
