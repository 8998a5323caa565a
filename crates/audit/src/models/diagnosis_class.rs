//! 诊断归类 · what the two rates want to know of a diagnosis, from ICD-10 (insurance edition 2.0).
//!
//! The rules' documents name no codes; these are the categories of ICD-10 whose titles are what the
//! documents speak of. Traditional diagnoses, whose codes begin with A and B as well, are none of them.

use crate::Dictionaries;
use arrow::array::{ArrayRef, Int64Array, RecordBatch, UInt32Array};
use arrow::error::ArrowError;
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::logical_expr::{ident, lit};
use datafusion::prelude::DataFrame;
use domain::{DiagnosisCode, DiagnosisSystem, asterisk_part, planned_treatment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 感染: chapter I, the infectious categories of the organ systems, and the infections that are
/// complications of care (T80.2 输注后感染, T81.4 操作后感染, T82.6–T85.7 假体与植入物的感染, T88.0
/// 接种后感染, O85–O86 产褥感染, P36–P39 新生儿感染, Y95 医院内条件).
const INFECTION: &[&str] = &[
    "A", "B", "G00", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "I30.1", "I33", "I40.0", "J00", "J01", "J02",
    "J03", "J04", "J05", "J06", "J09", "J10", "J11", "J12", "J13", "J14", "J15", "J16", "J17", "J18", "J20", "J21",
    "J22", "J85", "J86", "J95.802", "K65", "L00", "L01", "L02", "L03", "L04", "L05", "L08", "M00", "M01", "M86", "N10",
    "N30.0", "N34", "N39.0", "N70", "N71", "N73", "O85", "O86", "P36", "P37", "P38", "P39", "T80.2", "T81.4", "T82.6",
    "T82.7", "T83.5", "T83.6", "T84.5", "T84.6", "T84.7", "T85.7", "T88.0", "Y95",
];

/// 前次住院的并发症: 手术和医疗的并发症 (T80–T88) and the 操作后疾患 categories of the organ systems.
const COMPLICATION: &[&str] = &[
    "T80", "T81", "T82", "T83", "T84", "T85", "T86", "T87", "T88", "E89", "G97", "H59", "H95", "I97", "J95", "K91",
    "M96", "N99", "O86", "O90",
];

/// 计划性再入院, beside the treatment in courses ([`planned_treatment`]): 取内固定等矫形外科随诊 (Z47), 人工造口的维护与
/// 还纳 (Z43), 装置的安装和调整 (Z45, Z46), 手术后随诊 (Z48).
const AFTERCARE: &[&str] = &["Z43", "Z45", "Z46", "Z47", "Z48"];

/// 诊断类别: 中医主病诊断, 中医主证诊断
const TRADITIONAL: [u8; 2] = [2, 3];

fn within(code: &str, prefixes: &[&str]) -> bool {
    let mut named = std::iter::once(code).chain(asterisk_part(code));
    named.any(|code| prefixes.iter().any(|prefix| code.starts_with(prefix)))
}

fn is_planned(code: &str) -> bool {
    planned_treatment(code).is_some() || within(code, AFTERCARE)
}

/// The western diagnoses among some rows, of which `diagnosis` and `kind` are columns, with their class. Where a row does
/// not say its kind, its code shows it.
pub(super) fn western(diagnoses: DataFrame, classes: DataFrame) -> Result<DataFrame> {
    let traditional = ident("kind").in_list(TRADITIONAL.map(lit).to_vec(), false);
    diagnoses
        .filter(traditional.is_not_true())?
        .join(classes, JoinType::Inner, &["diagnosis"], &["of_diagnosis"], None)
}

fn is_western(code: &str) -> bool {
    DiagnosisCode::new(code).system() == DiagnosisSystem::Western
}

/// The western codes of the diagnoses dictionary as a table: `of_diagnosis`, a 0 or 1 for `infection`, `complication` and
/// `planned`, the number of its three-character `category`, and `chapter`, the code's letter, which
/// stands for 主要诊断大类.
pub(super) fn table(dictionaries: &Dictionaries) -> Result<RecordBatch, ArrowError> {
    let (ids, codes): (Vec<u32>, Vec<&str>) = (0..dictionaries.diagnoses.len() as u32)
        .map(|id| (id, dictionaries.diagnoses.get(id).map_or("", |(code, _)| code)))
        .filter(|(_, code)| is_western(code))
        .unzip();
    let flag = |is_so: fn(&str) -> bool| -> ArrayRef {
        let flags = codes.iter().map(|code| i64::from(is_so(code)));
        Arc::new(Int64Array::from_iter_values(flags))
    };
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    let categories: Vec<i64> = codes
        .iter()
        .map(|code| {
            let next = numbers.len() as i64;
            *numbers.entry(code.get(..3).unwrap_or(code)).or_insert(next)
        })
        .collect();
    let chapters = codes.iter().map(|code| code.bytes().next().map_or(0, i64::from));
    RecordBatch::try_from_iter([
        ("of_diagnosis", Arc::new(UInt32Array::from(ids)) as ArrayRef),
        ("infection", flag(|code| within(code, INFECTION))),
        ("complication", flag(|code| within(code, COMPLICATION))),
        ("planned", flag(is_planned)),
        ("category", Arc::new(Int64Array::from(categories))),
        ("chapter", Arc::new(Int64Array::from_iter_values(chapters))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_codes_have_no_class() {
        assert!(!is_western("A04.03.15") && !is_western("B04.06.02.01"));
        assert!(is_western("A04.000") && is_western("B18.100x002") && is_western(""));
    }

    #[test]
    fn codes_are_classed_by_their_beginning() {
        assert!(within("J18.900", INFECTION) && within("T81.400x001", INFECTION) && within("A41.900", INFECTION));
        assert!(!within("I50.900", INFECTION) && !within("N39.300", INFECTION));
        assert!(within("T81.000", COMPLICATION) && !within("S72.000", COMPLICATION));
        assert!(within("E85.400+N08.4", &["N08"]) && !within("E85.400+N08.4", &["N18"]));
        assert!(is_planned("Z51.102") && is_planned("Z51.200x008") && is_planned("Z47.000x001"));
        assert!(!is_planned("Z51.500") && !is_planned("C50.900"));
    }
}
