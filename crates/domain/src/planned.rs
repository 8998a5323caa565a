//! 计划性治疗 · treatment that comes in courses, for which a person returns by plan: radiotherapy, chemotherapy and what
//! is given as it is, and dialysis. Told by what the diagnosis says the person came for, and by what was charged.

use crate::{ItemCode, SpecialCare, asterisk_part};

/// ICD-10, insurance edition 2.0, by the beginning of the code.
const DIAGNOSES: [(SpecialCare, &[&str]); 2] = [
    (
        SpecialCare::ChemoRadiotherapy,
        &[
            // 放射治疗疗程; 肿瘤化学治疗疗程; 其他化学治疗
            "Z51.0",
            "Z51.1",
            "Z51.2",
            // Of 其他特指的医疗照顾: 免疫治疗、生物治疗; 靶向治疗; 灌注治疗; 同位素治疗.
            "Z51.800x095",
            "Z51.800x096",
            "Z51.800x95",
            "Z51.805",
            "Z51.810",
            "Z51.800x98",
            "Z51.801",
            "Z51.807",
            "Z51.800x922",
            "Z51.806",
            "Z51.811",
        ],
    ),
    // 透析医疗; 依赖肾透析
    (SpecialCare::Dialysis, &["Z49", "Z99.2"]),
];

/// National service items: 腹透机自动腹膜透析, 腹膜透析换液, 血液透析, 血液滤过, 血液透析滤过. 连续性血液净化 is not among
/// them: it is for who is gravely ill, and nobody comes back for it.
const DIALYSIS: [&str; 5] = [
    "00311000002",
    "00311000003",
    "00311000006",
    "00311000007",
    "00311000008",
];

/// The treatment in courses that a diagnosis code stands for.
pub fn planned_treatment(code: &str) -> Option<SpecialCare> {
    let begins = |with: &&str| {
        let mut named = std::iter::once(code).chain(asterisk_part(code));
        named.any(|code| code.starts_with(with))
    };
    let mut known = DIAGNOSES.iter();
    known.find_map(|(care, codes)| codes.iter().any(&begins).then_some(*care))
}

/// True for an item that is charged for a dialysis.
pub fn is_dialysis(item: &ItemCode) -> bool {
    DIALYSIS.iter().any(|beginning| item.national().starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn treatment_in_courses_is_told_by_the_diagnosis() {
        for code in [
            "Z51.000x003",
            "Z51.102",
            "Z51.200x008",
            "Z51.800x095",
            "Z51.800x983",
            "Z51.801",
            "Z51.811",
        ] {
            assert_eq!(planned_treatment(code), Some(SpecialCare::ChemoRadiotherapy), "{code}");
        }
        for code in ["Z49.101", "Z99.201", "N18.500x001+Z99.2"] {
            assert_eq!(planned_treatment(code), Some(SpecialCare::Dialysis), "{code}");
        }
        for code in [
            "Z51.500",
            "Z51.800",
            "Z51.800x924",
            "Z51.802",
            "Z51.900",
            "Z08.200",
            "C50.900",
            "N18.500",
            "",
        ] {
            assert_eq!(planned_treatment(code), None, "{code}");
        }
    }

    #[test]
    fn dialysis_is_told_by_the_item() {
        for code in [
            "003110000060000",
            "003110000060100",
            "003110000080000-220600001",
            "003110000020000",
        ] {
            assert!(is_dialysis(&ItemCode::new(code)), "{code}");
        }
        for code in [
            "003110000010000",
            "003110000110000",
            "003110000130000",
            "003110000150000",
            "",
            "血液透析",
        ] {
            assert!(!is_dialysis(&ItemCode::new(code)), "{code}");
        }
    }
}
