//! A small county, and what a lake says of it in words that do not depend on
//! numbers, parts or order.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, UInt8Type, UInt16Type, UInt32Type};
use audit::{Dictionaries, ImportOptions, ImportReport, Lake, LakeTable, Snapshot};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const PERSONS: &str = "psn_no,psn_name,gend,brdy,dead_date,insutype,psn_type,insuplc_admdvs\n\
    P1,甲,1,1960-05-06,,310,11,990000\n\
    P2,乙,2,1988-01-31,,390,14,980100\n";
pub const INSTITUTIONS: &str = "fixmedins_code,fixmedins_name,fixmedins_type,hosp_lv,admdvs\n\
    H1,县人民医院,1,05,990000\n\
    S1,大药房,2,,990000\n";
pub const ENCOUNTERS: &str = "mdtrt_id,psn_no,fixmedins_code,med_type,insutype,begntime,endtime,adm_dept_codg,adm_dept_name,atddr_no,atddr_name,insuplc_admdvs,days_rinp_flag_31\n\
    M1,P1,H1,21,310,2025-01-03 08:00:00,2025-01-09 10:00:00,0301,心内科,D1,张医生,,1\n\
    M2,P2,H1,11,390,2025-01-05 09:30:00,2025-01-05 09:30:00,0302,内科,D2,李医生,,\n\
    M3,P1,S1,41,310,2025-01-20 18:00:00,,,,,,,\n";
pub const LINES: &str = "feedetl_sn,init_feedetl_sn,mdtrt_id,psn_no,fixmedins_code,rxno,fee_ocur_time,med_list_codg,medins_list_name,list_type,cnt,pric,det_item_fee_sumamt,fulamt_ownpay_amt,bilg_dept_codg,bilg_dept_name,bilg_dr_codg,bilg_dr_name,sin_dos,used_frqu,prd_days,list_pric\n\
    F1,,M1,P1,H1,,2025-01-03 09:00:00,002503010010000,血常规,201,2,10,20,0,0301,心内科,D1,张医生,,,,\n\
    F2,F1,M1,P1,H1,,2025-01-04 09:00:00,002503010010000,血常规,201,-1,10,-10,0,0301,心内科,D1,张医生,,,,\n\
    F1,,M2,P2,H1,R9,2025-01-05 09:40:00,XC09CAX070A001010104459,缬沙坦胶囊,101,1,35.5,35.50,5.50,0302,内科,D2,李医生,80,3,7,36\n\
    F9,,M3,P1,S1,,2025-01-20 18:01:00,XC09CAX070A001010104459,缬沙坦胶囊,101,2,36,72,0,,,,,,tid,,\n";
pub const DIAGNOSES: &str = "mdtrt_id,psn_no,fixmedins_code,diag_srt_no,diag_code,diag_name,maindiag_flag,diag_type\n\
    M1,P1,H1,1,i10.X00x002,高血压,1,1\n\
    M2,P2,H1,1,J06.900,上感,1,1\n";
pub const OPERATIONS: &str = "mdtrt_id,psn_no,fixmedins_code,oprn_oprt_code,oprn_oprt_name,main_oprn_flag,oprn_oprt_date\n\
    M1,P1,H1,36.0,冠脉造影,1,2025-01-04 10:00:00\n";
pub const SETTLEMENTS: &str = "setl_id,mdtrt_id,psn_no,fixmedins_code,setl_time,medfee_sumamt,fund_pay_sumamt,refd_setl_flag\n\
    T1,M1,P1,H1,2025-01-09 11:00:00,10,8,0\n\
    T2,M2,P2,H1,2025-01-05 10:00:00,35.5,20,0\n\
    T3,M2,P2,H1,2025-01-05 10:01:00,99,99,1\n";
pub const STOCK: &str = "fixmedins_code,med_list_codg,fixmedins_bchno,infno,inv_chg_type,cnt,pric,move_time,psn_no,setl_id,mdtrt_id,rxno,fixmedins_hilist_name\n\
    S1,XC09CAX070A001010104459,B1,3503,,100,30,2025-01-02 00:00:00,,,,,缬沙坦胶囊\n\
    S1,XC09CAX070A001010104459,B1,3505,,2,36,2025-01-20 18:01:00,P1,,M3,,缬沙坦胶囊\n\
    S1,XC09CAX070A001010104459,B1,3502,104,1,,2025-01-31 00:00:00,,,,,缬沙坦胶囊\n";
pub const DEVICES: &str = "fixmedins_code,equip_codg,equip_name,equip_type,equip_cnt\nH1,CT1,CT机,CT,1\n";
pub const BEDS: &str = "fixmedins_code,hosp_dept_codg,bed_codg,bed_type\nH1,0301,01,普通\n";
pub const DEPARTMENTS: &str = "fixmedins_code,hosp_dept_codg,hosp_dept_name,caty,aprv_bed_cnt\nH1,0301,心内科,03,40\n";
pub const PRACTITIONERS: &str =
    "fixmedins_code,dr_codg,dr_name,hosp_dept_codg,pro_tech_duty\nH1,D1,张医生,0301,232\nH1,D2,李医生,0302,234\n";

/// A folder of deliveries and a lake beside it.
pub struct County {
    folder: TempDir,
}

impl County {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// With the whole small county in the folder `all`.
    pub fn delivered() -> Self {
        let county = Self::new();
        for (name, text) in [
            ("persons", PERSONS),
            ("institutions", INSTITUTIONS),
            ("departments", DEPARTMENTS),
            ("practitioners", PRACTITIONERS),
            ("devices", DEVICES),
            ("beds", BEDS),
            ("encounters", ENCOUNTERS),
            ("diagnoses", DIAGNOSES),
            ("operations", OPERATIONS),
            ("settlements", SETTLEMENTS),
            ("fee_lines", LINES),
            ("stock_moves", STOCK),
        ] {
            county.file(&format!("all/{name}.csv"), text.as_bytes());
        }
        county
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn lake(&self) -> Lake {
        Lake::create(&self.path("lake").to_string_lossy(), 4).unwrap()
    }

    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }
}

pub fn import(lake: &mut Lake, sources: &[PathBuf]) -> ImportReport {
    lake.import(sources, &ImportOptions::default(), &|_| {}).unwrap()
}

/// Everything that a lake says, one line per row, sorted.
pub fn content(lake: &Lake) -> Vec<String> {
    let verification = lake.verify().unwrap();
    assert_eq!(verification.problems, Vec::<String>::new());
    let snapshot = lake.snapshot();
    let dictionaries = snapshot.dictionaries().unwrap();
    let visits = visits(&snapshot, &dictionaries);
    let mut rows = Vec::new();
    for id in 0..dictionaries.persons.len() as u32 {
        let persons = &dictionaries.persons;
        rows.push(format!(
            "person {:?} {:?} {:?} {:?} {} {:?}",
            persons.number(id).unwrap(),
            persons.sex(id),
            persons.birth(id),
            persons.death(id),
            persons.pool_area(id),
            persons.insurance(id)
        ));
    }
    for id in 0..dictionaries.institutions.len() as u32 {
        let code = dictionaries.institutions.code(id);
        rows.push(format!(
            "institution {code:?} {:?}",
            dictionaries.institutions.entry(id)
        ));
    }
    each(&snapshot, |table, batch| {
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = batch
                .schema()
                .fields()
                .iter()
                .zip(batch.columns())
                .map(|(field, column)| {
                    format!(
                        "{}={}",
                        field.name(),
                        cell(field.name(), column, row, &dictionaries, &visits)
                    )
                })
                .collect();
            rows.push(format!("{} {}", table.name(), cells.join(" ")));
        }
    });
    rows.sort();
    rows
}

/// Rows of one table out of [`content`].
pub fn rows_of(lake: &Lake, table: &str) -> Vec<String> {
    let prefix = format!("{table} ");
    content(lake)
        .into_iter()
        .filter(|row| row.starts_with(&prefix))
        .collect()
}

fn each(snapshot: &Snapshot, mut take: impl FnMut(LakeTable, &RecordBatch)) {
    for table in LakeTable::ALL {
        for bucket in 0..snapshot.buckets() {
            for part in snapshot.parts(table, bucket) {
                take(table, &snapshot.read(part, None).unwrap());
            }
        }
    }
}

/// Visits by ordinal, in words.
fn visits(snapshot: &Snapshot, dictionaries: &Dictionaries) -> Vec<(u32, String)> {
    let mut visits = Vec::new();
    each(snapshot, |table, batch| {
        if table == LakeTable::Encounters {
            let number = |name: &str, row| {
                let column = batch.column_by_name(name).unwrap();
                column.as_primitive::<UInt32Type>().value(row)
            };
            let ids = batch.column_by_name("id").unwrap().as_string::<i32>();
            for row in 0..batch.num_rows() {
                let institution = dictionaries.institutions.code(number("institution", row)).unwrap();
                visits.push((number("encounter", row), format!("{institution}/{}", ids.value(row))));
            }
        }
    });
    visits
}

fn cell(name: &str, column: &dyn Array, row: usize, dictionaries: &Dictionaries, visits: &[(u32, String)]) -> String {
    if column.is_null(row) {
        return "-".to_owned();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => {
            let id = column.as_primitive::<UInt32Type>().value(row);
            match name {
                "person" => dictionaries.persons.number(id).unwrap().to_owned(),
                "encounter" => visits.iter().find(|(number, _)| *number == id).unwrap().1.clone(),
                "institution" => dictionaries.institutions.code(id).unwrap().to_owned(),
                "item" => format!("{:?}", dictionaries.items.get(id).unwrap()),
                "department" => format!("{:?}", dictionaries.departments.get(id).unwrap()),
                "doctor" => format!("{:?}", dictionaries.practitioners.get(id).unwrap()),
                "diagnosis" => format!("{:?}", dictionaries.diagnoses.get(id).unwrap()),
                "operation" => format!("{:?}", dictionaries.operations.get(id).unwrap()),
                _ => id.to_string(),
            }
        }
        other => panic!("{name}: {other}"),
    }
}
