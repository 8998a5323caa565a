//! 参保人标识 · Whether what was sent as an identifier identifies anybody.

use domain::PersonId;

/// Words in place of an identifier, in lower case.
const NO_IDENTIFIER: [&str; 12] = [
    "null",
    "none",
    "nil",
    "nan",
    "n/a",
    "na",
    "undefined",
    "unknown",
    "无",
    "无卡",
    "未知",
    "不详",
];

/// 能否用来认人 · false for what programs send where they have no identifier: nothing, strokes, all zeros,
/// all nines, or a word that says so. Under such an identifier the past of strangers would flow together,
/// so who bears it has none.
pub fn identifies(person: &PersonId) -> bool {
    let id = person.as_str().trim();
    let only = |digit: char| id.chars().all(|character| character == digit);
    let is_stroke = |character: char| !character.is_alphanumeric();
    let filler = only('0') || only('9') || id.chars().all(is_stroke);
    // Nothing longer is one of the words.
    let word = || id.len() <= 9 && NO_IDENTIFIER.contains(&id.to_ascii_lowercase().as_str());
    !(filler || word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_identify_nobody() {
        for id in [
            "",
            " ",
            "-",
            "——",
            "0",
            "000000000000000000",
            "999999",
            "无",
            "NULL",
            "null",
            "N/A",
            "未知",
        ] {
            assert!(!identifies(&PersonId::new(id)), "{id}");
        }
        for id in ["1", "99999910", "P0", "44010000000000000001", "无锡01"] {
            assert!(identifies(&PersonId::new(id)), "{id}");
        }
    }
}
