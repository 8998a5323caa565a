//! Disease words of payment restrictions and the ICD-10 ranges in which the
//! insurance edition codes them.
//!
//! The term table is curated: a range is kept wide where coders have a choice,
//! because a diagnosis left out would accuse a proper prescription, while one
//! too many only misses an improper one.

use std::sync::LazyLock;

/// One disease word of the term table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// 病名 as remarks write it
    pub name: &'static str,
    /// 诊断 · prefixes and ranges
    pub icd: Vec<&'static str>,
    /// words by which a diagnosis name shows the disease
    pub words: Vec<&'static str>,
}

const TABLE: &str = include_str!("disease_terms.csv");

/// Terms, the longest first.
static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let mut terms: Vec<Term> = TABLE.lines().skip(1).filter_map(term).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.name.len()));
    terms
});

fn term(line: &'static str) -> Option<Term> {
    let mut fields = line.split(',');
    let name = fields.next().filter(|name| !name.is_empty())?;
    let list = |text: &'static str| -> Vec<&'static str> { text.split('|').filter(|part| !part.is_empty()).collect() };
    Some(Term {
        name,
        icd: list(fields.next()?),
        words: list(fields.next().unwrap_or_default()),
    })
}

/// Words that contain a disease word without meaning the disease.
const MASKED: [&str; 21] = [
    "肿瘤坏死因子",
    "抗肿瘤",
    "肿瘤比例分数",
    "人疱疹病毒",
    "白血病抑制因子",
    "传统止血",
    "不适合自体造血干细胞移植",
    "不适合接受造血干细胞移植",
    "心血管死亡、非致死性心肌梗死或非致死性卒中",
    "降低心肌梗死、卒中",
    "麻醉中",
    "移植后(干细胞及实体器官移植)",
    "流感相关并发症",
    "既往未接受过针对转移性乳腺癌",
    "人体免疫缺陷病毒",
    "癌基因",
    "抗癌",
    "非肝硬化",
    "无肝硬化",
    "代偿性肝硬化",
    "淋巴瘤激酶",
];

/// A disease word found in a text, with its place in bytes.
pub(super) struct Found {
    pub term: &'static Term,
    pub start: usize,
    pub end: usize,
}

/// All disease words of a text from left to right, the longest at each place.
pub(super) fn scan(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(tail) = text.get(at..).filter(|tail| !tail.is_empty()) {
        if let Some(masked) = MASKED.iter().find(|words| tail.starts_with(**words)) {
            at += masked.len();
        } else if let Some(term) = TERMS.iter().find(|term| tail.starts_with(term.name)) {
            found.push(Found {
                term,
                start: at,
                end: at + term.name.len(),
            });
            at += term.name.len();
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_mapped_to_well_formed_ranges() {
        assert!(TERMS.len() > 300);
        let code = |text: &str| {
            let bytes = text.as_bytes();
            matches!(bytes.len(), 3 | 5)
                && bytes[0].is_ascii_uppercase()
                && bytes[1..3].iter().all(u8::is_ascii_digit)
                && (bytes.len() == 3 || bytes[3] == b'.' && bytes[4].is_ascii_digit())
        };
        for term in TERMS.iter() {
            assert!(!term.icd.is_empty(), "{}", term.name);
            for range in &term.icd {
                let (low, high) = range.split_once('-').unwrap_or((range, range));
                assert!(code(low) && code(high) && low <= high, "{} {range}", term.name);
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = TERMS.iter().map(|term| term.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn the_longest_word_wins_and_agents_are_no_diseases() {
        let names = |text| scan(text).iter().map(|found| found.term.name).collect::<Vec<_>>();
        assert_eq!(names("非小细胞肺癌或小细胞肺癌"), ["非小细胞肺癌", "小细胞肺癌"]);
        assert_eq!(names("对肿瘤坏死因子α抑制剂应答不足的克罗恩病"), ["克罗恩病"]);
        assert_eq!(names("间变性淋巴瘤激酶(ALK)阳性的NSCLC"), ["NSCLC"]);
    }
}
