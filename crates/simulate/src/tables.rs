//! The source tables with their national column names, and how generated rows fill them.

use crate::cells::{Cells, Column, Identifier, Kind};
use crate::county::County;
use crate::registry::{DIVISION, Institution, Rank};
use crate::rows::{Chunk, Line, Setting, Visit};
use domain::{Quantity, Sex};

/// A table: its name and columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn of(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(crate) const INSTITUTIONS: Table = Table {
    name: "institutions",
    columns: &[
        text("fixmedins_code"),
        text("fixmedins_name"),
        text("fixmedins_type"),
        text("hosp_lv"),
        text("admdvs"),
    ],
};

pub(crate) const DEPARTMENTS: Table = Table {
    name: "departments",
    columns: &[
        text("fixmedins_code"),
        text("hosp_dept_codg"),
        text("hosp_dept_name"),
        text("caty"),
        text("aprv_bed_cnt"),
    ],
};

pub(crate) const PRACTITIONERS: Table = Table {
    name: "practitioners",
    columns: &[
        text("fixmedins_code"),
        text("dr_codg"),
        text("dr_name"),
        text("hosp_dept_codg"),
        text("pro_tech_duty"),
    ],
};

pub(crate) const DEVICES: Table = Table {
    name: "devices",
    columns: &[
        text("fixmedins_code"),
        text("equip_codg"),
        text("equip_name"),
        text("equip_type"),
        text("equip_cnt"),
    ],
};

pub(crate) const BEDS: Table = Table {
    name: "beds",
    columns: &[
        text("fixmedins_code"),
        text("hosp_dept_codg"),
        text("bed_codg"),
        text("bed_type"),
    ],
};

pub(crate) const PERSONS: Table = Table {
    name: "persons",
    columns: &[
        text("psn_no"),
        text("psn_name"),
        text("gend"),
        of("brdy", Kind::Date),
        of("dead_date", Kind::Date),
        text("insutype"),
        text("psn_type"),
        text("insuplc_admdvs"),
    ],
};

pub(crate) const ENCOUNTERS: Table = Table {
    name: "encounters",
    columns: &[
        text("mdtrt_id"),
        text("psn_no"),
        text("fixmedins_code"),
        text("med_type"),
        text("insutype"),
        of("begntime", Kind::Time),
        of("endtime", Kind::Time),
        text("adm_dept_codg"),
        text("adm_dept_name"),
        text("atddr_no"),
        text("atddr_name"),
        text("insuplc_admdvs"),
        text("days_rinp_flag_31"),
        text("pay_loc"),
    ],
};

pub(crate) const DIAGNOSES: Table = Table {
    name: "diagnoses",
    columns: &[
        text("mdtrt_id"),
        text("psn_no"),
        text("fixmedins_code"),
        text("diag_srt_no"),
        text("diag_code"),
        text("diag_name"),
        text("maindiag_flag"),
        text("diag_type"),
        text("adm_cond_type"),
    ],
};

pub(crate) const OPERATIONS: Table = Table {
    name: "operations",
    columns: &[
        text("mdtrt_id"),
        text("psn_no"),
        text("fixmedins_code"),
        text("oprn_oprt_code"),
        text("oprn_oprt_name"),
        text("main_oprn_flag"),
        of("oprn_oprt_date", Kind::Time),
    ],
};

pub(crate) const FEE_LINES: Table = Table {
    name: "fee_lines",
    columns: &[
        text("feedetl_sn"),
        text("init_feedetl_sn"),
        text("mdtrt_id"),
        text("psn_no"),
        text("fixmedins_code"),
        text("drord_no"),
        text("rxno"),
        of("fee_ocur_time", Kind::Time),
        of("fee_end_time", Kind::Time),
        of("upld_time", Kind::Time),
        text("med_list_codg"),
        text("medins_list_codg"),
        text("medins_list_name"),
        text("list_type"),
        of("cnt", Kind::Quantity),
        of("pric", Kind::Price),
        of("det_item_fee_sumamt", Kind::Money),
        of("fulamt_ownpay_amt", Kind::Money),
        text("bilg_dept_codg"),
        text("bilg_dept_name"),
        text("bilg_dr_codg"),
        text("bilg_dr_name"),
        of("sin_dos", Kind::Quantity),
        of("used_frqu", Kind::Quantity),
        text("prd_days"),
        of("list_pric", Kind::Price),
        of("purc_pric", Kind::Price),
    ],
};

pub(crate) const SETTLEMENTS: Table = Table {
    name: "settlements",
    columns: &[
        text("setl_id"),
        text("mdtrt_id"),
        text("psn_no"),
        text("fixmedins_code"),
        of("setl_time", Kind::Time),
        of("medfee_sumamt", Kind::Money),
        of("fund_pay_sumamt", Kind::Money),
        of("hifp_pay", Kind::Money),
        text("insutype"),
        text("med_type"),
        text("refd_setl_flag"),
    ],
};

/// Institutions that stand out by an indicator: `outliers.csv`.
pub(crate) const OUTLIERS: &[Column] = &[text("rule_code"), text("fixmedins_code")];

/// Fills the tables of a chunk.
pub(crate) struct Filler<'c> {
    county: &'c County,
    chunk: &'c Chunk,
    /// practitioners' codes by institution
    doctors: &'c [Vec<String>],
    id: Identifier,
}

impl<'c> Filler<'c> {
    pub fn new(county: &'c County, chunk: &'c Chunk, doctors: &'c [Vec<String>]) -> Self {
        Self {
            county,
            chunk,
            doctors,
            id: Identifier::default(),
        }
    }

    fn number(&self, visit: &Visit) -> u32 {
        self.chunk.persons[visit.person as usize].number
    }

    fn doctor(&self, visit: &Visit, number: Option<u16>) -> &'c str {
        let codes = self.doctors.get(usize::from(visit.institution));
        let place = number.map(|number| usize::from(number.saturating_sub(1)));
        place.and_then(|place| codes?.get(place)).map_or("", String::as_str)
    }

    /// Identifiers with which every table below a visit begins: visit, person, institution.
    fn place(&mut self, visit: &Visit, cells: &mut impl Cells) {
        let number = self.number(visit);
        cells.text(self.id.of("M", &[(number, 7), (visit.number.into(), 3)]));
        cells.text(self.id.of("P", &[(number, 7)]));
        cells.text(&self.county.institution(visit).code);
    }

    pub fn persons(&mut self, cells: &mut impl Cells) {
        for person in &self.chunk.persons {
            cells.text(self.id.of("P", &[(person.number, 7)]));
            cells.text(self.id.of("参保人", &[(person.number, 7)]));
            cells.text(match person.sex {
                Some(Sex::Male) => "1",
                Some(Sex::Female) => "2",
                None => "",
            });
            cells.date(Some(person.birth));
            cells.date(None);
            cells.text(person.cover.code());
            let years = self.county.first_day.years_since(person.birth);
            cells.text(match person.cover.code() {
                "310" if years >= 60 => "1201",
                "310" => "1101",
                _ if years < 18 => "1403",
                _ => "15",
            });
            cells.text(person.insured_at);
            cells.end_row();
        }
    }

    pub fn encounters(&mut self, cells: &mut impl Cells) {
        for visit in &self.chunk.visits {
            self.place(visit, cells);
            cells.text(visit.setting.code());
            cells.text(self.chunk.persons[visit.person as usize].cover.code());
            cells.time(Some(visit.begin));
            cells.time(visit.end);
            let department = self.county.institution(visit).department(visit.department);
            cells.text(department.code);
            cells.text(department.name);
            cells.text(self.doctor(visit, Some(visit.doctor)));
            cells.text(self.id.of("医师", &[(visit.doctor.into(), 4)]));
            let insured_at = self.chunk.persons[visit.person as usize].insured_at;
            cells.text(insured_at);
            cells.text("0");
            // 支付地点类别 2 医院, 3 省内异地, 5 互联网医院
            cells.text(match self.county.institution(visit).rank {
                Rank::Internet => "5",
                _ if insured_at != DIVISION => "3",
                _ => "2",
            });
            cells.end_row();
        }
    }

    pub fn diagnoses(&mut self, cells: &mut impl Cells) {
        for visit in &self.chunk.visits {
            for (place, &diagnosis) in (1..).zip(&visit.diagnoses) {
                self.place(visit, cells);
                cells.text(self.id.of("", &[(place, 1)]));
                let coded = self.county.diagnosis(diagnosis);
                cells.text(coded.code);
                cells.text(coded.name);
                cells.text(if diagnosis.principal { "1" } else { "0" });
                cells.text("1");
                // 入院病情 1 有, 4 无: told of stays alone
                cells.text(match (visit.setting, diagnosis.arose_here) {
                    (Setting::Inpatient, true) => "4",
                    (Setting::Inpatient, false) => "1",
                    _ => "",
                });
                cells.end_row();
            }
        }
    }

    pub fn operations(&mut self, cells: &mut impl Cells) {
        for visit in &self.chunk.visits {
            for &operation in &visit.operations {
                self.place(visit, cells);
                let coded = self.county.operation(operation);
                cells.text(coded.code);
                cells.text(coded.name);
                cells.text(if operation.principal { "1" } else { "0" });
                cells.time(Some(operation.at));
                cells.end_row();
            }
        }
    }

    pub fn fee_lines(&mut self, cells: &mut impl Cells) {
        for line in &self.chunk.lines {
            self.fee_line(line, cells);
        }
    }

    fn fee_line(&mut self, line: &Line, cells: &mut impl Cells) {
        let visit = &self.chunk.visits[line.visit as usize];
        let (number, house, item) = (
            self.number(visit),
            self.county.institution(visit),
            self.county.item(line),
        );
        let visit_number = u32::from(visit.number);
        cells.text(self.id.of("F", &[(number, 7), (visit_number, 3), (line.number, 5)]));
        match line.reverses {
            Some(original) => cells.text(self.id.of("F", &[(number, 7), (visit_number, 3), (original, 5)])),
            None => cells.text(""),
        }
        self.place(visit, cells);
        match line.prescription {
            Some(prescription) => {
                cells.text(self.id.of("D", &[(number, 7), (visit_number, 3), (line.number, 5)]));
                cells.text(
                    self.id
                        .of("R", &[(number, 7), (visit_number, 3), (prescription.into(), 2)]),
                );
            }
            None => {
                cells.text("");
                cells.text("");
            }
        }
        cells.time(Some(line.at));
        cells.time(None);
        cells.time(Some(line.uploaded_at));
        cells.text(item.code);
        cells.text(self.id.of("L", &[(line.item.into(), 5)]));
        cells.text(item.name);
        cells.text(item.list_type);
        cells.quantity(Some(line.quantity));
        cells.price(Some(line.price));
        cells.money(Some(line.amount));
        cells.money(Some(line.own_paid));
        let department = house.department(line.department);
        cells.text(department.code);
        cells.text(department.name);
        cells.text(self.doctor(visit, line.doctor));
        match line.doctor {
            Some(doctor) => cells.text(self.id.of("医师", &[(doctor.into(), 4)])),
            None => cells.text(""),
        }
        let taken = line.days.filter(|_| item.is_drug());
        cells.quantity(taken.map(|_| Quantity::from_units(1)));
        cells.quantity(taken.map(|_| Quantity::from_units(3)));
        match line.days {
            Some(days) => cells.text(self.id.of("", &[(days.into(), 1)])),
            None => cells.text(""),
        }
        cells.price(line.list_price);
        cells.price(line.purchase_price);
        cells.end_row();
    }

    pub fn settlements(&mut self, cells: &mut impl Cells) {
        for visit in &self.chunk.visits {
            if visit.settled_twice {
                self.settlement(visit, true, cells);
            }
            self.settlement(visit, false, cells);
        }
    }

    /// One settlement of a visit: the one that was refunded, or the one that stands.
    fn settlement(&mut self, visit: &Visit, refunded: bool, cells: &mut impl Cells) {
        let number = self.number(visit);
        let serial = if refunded { "T" } else { "S" };
        cells.text(self.id.of(serial, &[(number, 7), (visit.number.into(), 3)]));
        self.place(visit, cells);
        cells.time(Some(visit.end.unwrap_or(visit.begin).max(visit.begin)));
        cells.money(Some(visit.total));
        cells.money(Some(visit.fund_paid));
        cells.money(Some(visit.fund_paid));
        cells.text(self.chunk.persons[visit.person as usize].cover.code());
        cells.text(visit.setting.code());
        cells.text(if refunded { "1" } else { "0" });
        cells.end_row();
    }
}

/// The institutions of the county.
pub(crate) fn institutions(list: &[Institution], cells: &mut impl Cells) {
    for house in list {
        for value in [
            &house.code,
            &house.name,
            house.rank.kind_code(),
            house.rank.level_code(),
            DIVISION,
        ] {
            cells.text(value);
        }
        cells.end_row();
    }
}

/// Their departments.
pub(crate) fn departments(list: &[Institution], cells: &mut impl Cells) {
    for house in list {
        for department in house.departments() {
            let beds = if has_beds(house) {
                house.beds.to_string()
            } else {
                String::new()
            };
            for value in [&house.code, department.code, department.name, department.code, &beds] {
                cells.text(value);
            }
            cells.end_row();
        }
    }
}

fn has_beds(house: &Institution) -> bool {
    house.beds > 0
}

/// Their practitioners.
pub(crate) fn practitioners(list: &[Institution], cells: &mut impl Cells) {
    for house in list {
        for number in 1..=house.doctors {
            let (code, name) = (house.doctor_code(number), format!("医师{number:04}"));
            let department = house.department(number % house.departments().len() as u16);
            for value in [&house.code, &code, &name, department.code, house.doctor_title(number)] {
                cells.text(value);
            }
            cells.end_row();
        }
    }
}

/// Their large devices.
pub(crate) fn devices(list: &[Institution], cells: &mut impl Cells) {
    const ALL: [(&str, &str, u16); 4] = [
        ("CT", "X线计算机体层扫描设备", 2),
        ("MR", "磁共振成像设备", 1),
        ("US", "彩色多普勒超声诊断仪", 6),
        ("DR", "数字化X线摄影设备", 3),
    ];
    for house in list {
        let count = match house.rank {
            Rank::Three | Rank::Two => ALL.len(),
            Rank::One => 1,
            Rank::Unrated | Rank::Pharmacy | Rank::Internet => 0,
        };
        for (kind, name, copies) in ALL.iter().rev().take(count) {
            let (code, copies) = (format!("{}{kind}", house.code), copies.to_string());
            for value in [house.code.as_str(), &code, name, kind, &copies] {
                cells.text(value);
            }
            cells.end_row();
        }
    }
}

/// Their beds.
pub(crate) fn beds(list: &[Institution], cells: &mut impl Cells) {
    for house in list.iter().filter(|house| has_beds(house)) {
        for department in house.departments() {
            for number in 1..=house.beds {
                let code = format!("{}{number:03}", department.code);
                for value in [&house.code, department.code, &code, "1"] {
                    cells.text(value);
                }
                cells.end_row();
            }
        }
    }
}
