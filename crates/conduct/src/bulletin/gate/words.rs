//! Names and words in a text that must not be printed.

use super::LeakKind;
use crate::bulletin::mask_name;

/// 举报人: in no edition, not even "a nurse of such a department".
const WHISTLE_BLOWER: [&str; 9] = [
    "举报人",
    "检举人",
    "控告人",
    "举报者",
    "检举者",
    "线索提供人",
    "知情人",
    "爆料人",
    "实名举报",
];

/// 诊疗信息: fields of a record.
const CLINICAL: [&str; 14] = [
    "诊断",
    "确诊",
    "床号",
    "床位号",
    "病床",
    "号床",
    "手术",
    "术后",
    "病历号",
    "病案号",
    "身份证",
    "家住",
    "住址",
    "病情",
];

/// Departments whose names have such a word in them.
const DEPARTMENTS: [&str; 4] = ["手术室", "诊断科", "诊断中心", "诊断室"];

/// Words of the hospital's own texts that tell who reported, or what somebody suffers from.
pub(super) fn forbidden(text: &str) -> Vec<(LeakKind, String)> {
    let text = DEPARTMENTS
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, "　"));
    let among = |words: &'static [&'static str], kind: LeakKind| {
        let found = words.iter().filter(|word| text.contains(**word));
        found.map(move |word| (kind, (*word).to_owned()))
    };
    let mut found: Vec<(LeakKind, String)> = among(&WHISTLE_BLOWER, LeakKind::WhistleBlower)
        .chain(among(&CLINICAL, LeakKind::Clinical))
        .collect();
    if has_bed(&text) {
        found.push((LeakKind::Clinical, "床位".to_owned()));
    }
    found
}

/// `12床`, `3 床`
fn has_bed(text: &str) -> bool {
    let before = |place: usize| text.get(..place).unwrap_or_default().trim_end();
    let numbered = |place: usize| before(place).ends_with(|letter: char| letter.is_numeric());
    text.match_indices('床').any(|(place, _)| numbered(place))
}

/// Which of the names stand in the text, masked. A name inside one of the longer names that are there
/// on purpose is none.
pub(super) fn names(text: &str, wanted: &[String], purpose: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for name in wanted
        .iter()
        .map(|name| name.trim())
        .filter(|name| name.chars().count() > 1)
    {
        let longer = purpose
            .iter()
            .filter(|other| other.contains(name) && other.as_str() != name);
        let rest = longer.fold(text.to_owned(), |text, other| text.replace(other.as_str(), "　"));
        if rest.contains(name) {
            found.push(mask_name(name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beds_are_found_by_their_number() {
        for (text, bed) in [
            ("住在12床的患者", true),
            ("3 床", true),
            ("临床一线", false),
            ("开展床旁服务", false),
        ] {
            assert_eq!(has_bed(text), bed, "{text}");
        }
    }

    #[test]
    fn a_name_inside_a_longer_one_is_that_of_somebody_else() {
        let (patients, staff) = (vec!["甲乙".to_owned()], vec!["甲乙丙".to_owned()]);
        assert!(names("感谢甲乙丙医生", &patients, &staff).is_empty());
        assert_eq!(names("甲乙感谢甲乙丙医生", &patients, &staff), ["甲某"]);
    }
}
