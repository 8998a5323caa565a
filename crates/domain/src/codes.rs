//! Codes and identifiers as newtypes, so that a doctor cannot be passed where
//! a department is meant. Values are kept as received, apart from the
//! normalisations that each type documents.

use crate::ItemKind;
use compact_str::CompactString;
use std::fmt;

macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(CompactString);

        impl $name {
            /// Takes the text with surrounding white space removed.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(CompactString::new(text.as_ref().trim()))
            }

            /// The code as text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// True where the source gave no code.
            #[inline]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

code_type!(
    /// 医疗目录编码 · `hilist_code`, `med_list_codg`. National drug codes have 23 characters (western)
    /// or 20 (Chinese patent), herbs `T` + 9 digits, service items 15 digits, consumables 27.
    ItemCode
);
code_type!(
    /// 诊断编码 · `dise_codg`, `diag_code`. ICD-10, insurance edition 2.0.
    DiagnosisCode
);
code_type!(
    /// 手术操作编码 · `oprn_code`, `oprn_oprt_code`. ICD-9-CM-3, insurance edition 2.0.
    OperationCode
);
code_type!(
    /// 定点医药机构编号 · `fixmedins_code`, `medins_id`. National codes have a letter and eleven digits: `H` for
    /// 定点医疗机构, `P` for 定点零售药店.
    InstitutionCode
);
code_type!(
    /// 医师标识 · `drord_dr_codg`, `bilg_dr_codg`
    PractitionerCode
);
code_type!(
    /// 科室编码 · `drord_dept_codg`, `bilg_dept_codg`
    DepartmentCode
);
code_type!(
    /// 参保人标识 · `patn_id`, `psn_no`
    PersonId
);
code_type!(
    /// 就诊标识 · `mdtrt_id`
    EncounterId
);
code_type!(
    /// 处方(医嘱)标识 · `rx_id`; 费用明细流水号 · `feedetl_sn`
    LineId
);
code_type!(
    /// 处方号 · `rxno`
    PrescriptionId
);
code_type!(
    /// 规则编码 · `rule_id`. A national code (`GZ…`, `ZB…`), `NHSA2025-nnn` for a kind of the 2025
    /// edition that has no 1.0 code, or a local code.
    RuleCode
);
code_type!(
    /// 医保区划 · `mdtrtarea_admvs`, `medins_admdvs`, `poolarea`. Six digits.
    Division
);

impl InstitutionCode {
    /// 零售药店, by its national code; what has a code of another making is not taken for one.
    pub fn is_pharmacy(&self) -> bool {
        match self.0.as_bytes().split_first() {
            Some((b'P', digits)) => digits.len() == 11 && digits.iter().all(u8::is_ascii_digit),
            _ => false,
        }
    }
}

impl ItemCode {
    /// The code under which knowledge is looked up: a provincial suffix after a national 15-digit
    /// service code (`002206030030000-220600003`) is dropped, anything else is the code itself.
    #[inline]
    pub fn national(&self) -> &str {
        national_part(&self.0)
    }

    /// What all brands and packages of a drug in one form have in common; of what has no national drug code, all
    /// of it.
    pub fn drug(&self) -> &str {
        drug_part(self.national())
    }
}

/// [`ItemCode::drug`] of a national code that is still text. A western drug has 23 characters, of which the first
/// fourteen are class, substance and form; a Chinese patent medicine has 20, of which the first eleven are class and
/// product (国家医疗保障局, 医保药品分类与代码).
pub fn drug_part(national: &str) -> &str {
    let length = match (national.as_bytes().first(), national.len()) {
        (Some(b'X'), 23) => 14,
        (Some(b'Z'), 20) => 11,
        _ => national.len(),
    };
    national.get(..length).unwrap_or(national)
}

/// [`ItemCode::national`] of a code that is still text.
#[inline]
pub fn national_part(code: &str) -> &str {
    match code.as_bytes().split_at_checked(15) {
        Some((head, [b'-', ..])) if head.iter().all(u8::is_ascii_digit) => &code[..15],
        _ => code,
    }
}

/// 星号编码 · what stands behind the `+` of a diagnosis code that has two: `I98.3` of `K74.615+I98.3`, the disease in
/// front and what it shows itself as. Both are diagnoses of the person.
#[inline]
pub fn asterisk_part(code: &str) -> Option<&str> {
    let (_, behind) = code.split_once('+')?;
    Some(behind.trim().trim_end_matches('*')).filter(|behind| !behind.is_empty())
}

/// 编码特征 · enough of an item code to turn away most items without reading them. The number is the
/// same in every version of the program, since stores keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemMark {
    /// a hash of the national part
    pub hash: u64,
    /// the first four bytes of the national part; zeros where it is shorter
    pub head: [u8; 4],
    /// true where the code itself shows of which kind the item is ([`ItemKind::from_code`])
    pub shows_kind: bool,
}

impl ItemMark {
    /// The mark of a code.
    pub fn of(code: &str) -> Self {
        let national = national_part(code);
        Self {
            hash: lasting_hash(national),
            head: national.as_bytes().first_chunk().copied().unwrap_or_default(),
            shows_kind: ItemKind::of_national(national).is_some(),
        }
    }
}

/// A hash of a text that is the same in every version of the program and on every machine, by folded
/// multiplication. No protection against somebody who wants two texts to collide.
pub fn lasting_hash(text: &str) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let fold = |state: u64, word: u64| {
        let product = u128::from(state ^ word) * u128::from(ODD);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
    let state = words
        .iter()
        .fold(text.len() as u64, |state, word| fold(state, u64::from_le_bytes(*word)));
    fold(fold(state, u64::from_le_bytes(last)), ODD)
}

impl PersonId {
    /// The id as lists show it to people who have no reason to know it: at most six characters in front
    /// and four at the end, never more than half of it, and nothing of a short one.
    pub fn masked(&self) -> String {
        let chars = self.0.chars().count();
        let (head, tail) = if chars < 8 {
            (0, 0)
        } else {
            (6.min(chars / 4), 4.min(chars / 4))
        };
        let hidden = chars - head - tail;
        let place = |(at, ch): (usize, char)| if (head..head + hidden).contains(&at) { '*' } else { ch };
        self.0.chars().enumerate().map(place).collect()
    }
}

impl DiagnosisCode {
    /// Normalises what real systems send: upper-case letter in front, lower-case extension `x`,
    /// dagger and asterisk marks kept (`A17.000†` and `A17.000+` both name `A17.000`).
    pub fn normalised(text: &str) -> Self {
        let mut out = CompactString::default();
        for (position, ch) in text.trim().chars().enumerate() {
            match ch {
                '†' | '*' | ' ' => {}
                '+' if position + 1 == text.trim().chars().count() => {}
                'X' if position > 0 => out.push('x'),
                _ if position == 0 => out.push(ch.to_ascii_uppercase()),
                _ => out.push(ch),
            }
        }
        Self(out)
    }

    /// The disease without its kinds: the three-character category of ICD-10 (`I63` of `I63.900`). The first characters
    /// of a traditional code name a whole system of the body, its three numbers the disease (`A04.03.15`). Of a
    /// shorter code, all of it.
    pub fn category(&self) -> &str {
        let length = match self.system() {
            DiagnosisSystem::Western => 3,
            DiagnosisSystem::TraditionalDisease | DiagnosisSystem::TraditionalSyndrome => 9,
        };
        self.0.get(..length).unwrap_or(&self.0)
    }

    /// Which classification the code is of. GB/T 15657 writes three or four numbers of two digits with dots between
    /// them (`A04.03.15`, `B04.06.02.01`); ICD-10 has one dot at most.
    pub fn system(&self) -> DiagnosisSystem {
        let two_digits = |number: &str| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_traditional = |numbers: &str| numbers.split('.').count() >= 3 && numbers.split('.').all(two_digits);
        match self.0.split_at_checked(1) {
            Some(("A", numbers)) if is_traditional(numbers) => DiagnosisSystem::TraditionalDisease,
            Some(("B", numbers)) if is_traditional(numbers) => DiagnosisSystem::TraditionalSyndrome,
            _ => DiagnosisSystem::Western,
        }
    }
}

/// 诊断分类 · a list of diagnoses states those of each classification beside those of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DiagnosisSystem {
    /// 西医诊断, ICD-10
    Western,
    /// 中医疾病 (主病)
    TraditionalDisease,
    /// 中医证候 (主证)
    TraditionalSyndrome,
}

impl Division {
    /// The chain from the nation to the division: `""`, `44`, `4403`, `440305`.
    /// Division codes end in zeros above county level (GB/T 2260).
    pub fn ancestry(&self) -> Vec<&str> {
        let text = self.0.as_str();
        let mut chain = vec![""];
        for length in [2, 4, 6] {
            if let Some(prefix) = text.get(..length)
                && !prefix.ends_with("00")
            {
                chain.push(prefix);
            }
        }
        chain
    }

    /// True for the division itself and all below it.
    pub fn governs(&self, other: &Division) -> bool {
        // The last link of the chain is the division without the zeros of its level.
        let own = self.ancestry().last().copied().unwrap_or_default();
        other.ancestry().contains(&own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provincial_suffix_is_dropped_only_from_national_items() {
        assert_eq!(ItemCode::new("002206030030000-220600003").national(), "002206030030000");
        assert_eq!(ItemCode::new("LOCAL-1").national(), "LOCAL-1");
        assert_eq!(ItemCode::new("002206030030000").national(), "002206030030000");
        assert_eq!(ItemCode::new("床位费床位费床位-").national(), "床位费床位费床位-");
    }

    #[test]
    fn a_pharmacy_is_known_by_its_national_code_alone() {
        let pharmacy = |code: &str| InstitutionCode::new(code).is_pharmacy();
        assert!(pharmacy("P99000100029"));
        assert!(!pharmacy("H99000100001") && !pharmacy("P1") && !pharmacy("PUDONG000001") && !pharmacy(""));
    }

    #[test]
    fn marks_are_of_the_national_part_and_never_change() {
        let mark = ItemMark::of("002206030030000");
        assert_eq!(ItemMark::of("002206030030000-220600003"), mark);
        assert_eq!((mark.head, mark.hash), (*b"0022", MARK));
        assert_eq!(ItemMark::of("T00").head, [0; 4]);
        assert_ne!(ItemMark::of("").hash, ItemMark::of("\0").hash);
    }

    /// Stores on disk have it.
    const MARK: u64 = 0x89D0_A7DB_1436_8C14;

    #[test]
    fn diagnosis_codes_are_brought_to_one_spelling() {
        assert_eq!(DiagnosisCode::normalised(" i10.X00x002 ").as_str(), "I10.x00x002");
        assert_eq!(DiagnosisCode::normalised("A17.000+").as_str(), "A17.000");
        assert_eq!(DiagnosisCode::normalised("I63.900").category(), "I63");
    }

    #[test]
    fn a_double_code_names_two_diagnoses() {
        let code = DiagnosisCode::normalised("K74.615+I98.3*");
        assert_eq!(asterisk_part(code.as_str()), Some("I98.3"));
        assert_eq!(asterisk_part("K74.615+I98.3*"), Some("I98.3"));
        assert_eq!(code.category(), "K74");
        for single in ["I98.3", "A17.000+", "", "+", "A17.000+*"] {
            assert_eq!(asterisk_part(single), None, "{single}");
        }
    }

    #[test]
    fn traditional_diagnoses_are_alike_by_the_disease_and_not_by_its_first_characters() {
        let known = |text: &str| {
            let code = DiagnosisCode::normalised(text);
            (code.system(), code.category().to_owned())
        };
        let (disease, syndrome) = (
            DiagnosisSystem::TraditionalDisease,
            DiagnosisSystem::TraditionalSyndrome,
        );
        assert_eq!(known("A04.03.15"), (disease, "A04.03.15".to_owned()));
        assert_eq!(known("a04.01.17.02"), (disease, "A04.01.17".to_owned()));
        assert_eq!(known("B04.06.02.01"), (syndrome, "B04.06.02".to_owned()));
        for icd in ["A04.900", "A04.900x001", "B18.1", "B18", "I10.x00", "A04.03", ""] {
            assert_eq!(known(icd).0, DiagnosisSystem::Western, "{icd}");
        }
    }

    #[test]
    fn a_masked_id_shows_its_ends_and_less_than_it_hides() {
        for (id, shown) in [
            ("", ""),
            ("123", "***"),
            ("参保人七", "****"),
            ("P00000123", "P0*****23"),
            ("330102199001011234", "3301**********1234"),
            ("33010000000000000000012345678", "330100*******************5678"),
        ] {
            assert_eq!(PersonId::new(id).masked(), shown);
        }
    }

    #[test]
    fn ancestry_stops_at_zeros() {
        assert_eq!(Division::new("440305").ancestry(), ["", "44", "4403", "440305"]);
        assert_eq!(Division::new("440300").ancestry(), ["", "44", "4403"]);
        assert_eq!(Division::new("").ancestry(), [""]);
    }
}
