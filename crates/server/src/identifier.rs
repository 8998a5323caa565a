//! 参保人标识 · Whether what was sent as an identifier identifies anybody.

use domain::PersonId;

/// Latin words in place of an identifier, in lower case and without anything but their letters.
const NO_IDENTIFIER: [&str; 10] = [
    "null",
    "none",
    "nil",
    "nan",
    "na",
    "undefined",
    "unknown",
    "anonymous",
    "nobody",
    "noid",
];

/// 能否用来认人 · false for what programs send where they have no identifier: nothing, strokes, all zeros, all
/// nines, a word that says so, or Chinese words alone, which are such a word (无名氏, 暂无, 身份不明) or at best a
/// name. Under such an identifier the past of strangers would flow together, so who bears it has none. It makes no
/// difference in which width it is written.
pub fn identifies(person: &PersonId) -> bool {
    // Nearly every identifier begins with a figure that is no filler.
    if matches!(person.as_str().as_bytes(), [b'1'..=b'8', ..]) {
        return true;
    }
    let written: String = person
        .as_str()
        .chars()
        .map(half_width)
        .filter(|character| character.is_alphanumeric())
        .map(|character| character.to_ascii_lowercase())
        .collect();
    let only = |digit: char| written.chars().all(|character| character == digit);
    let is_filler = only('0') || only('9') || NO_IDENTIFIER.contains(&written.as_str());
    !is_filler && written.contains(|character: char| character.is_ascii_alphanumeric())
}

/// The ASCII character of a full-width form (U+FF01 to U+FF5E), any other as it is.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        _ => character,
    }
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
            "N / A",
            "未知",
            "无名氏",
            "暂无",
            "身份不明",
            "未知患者",
            "无身份证",
            "０００",
            "０0-00",
            "ＮＵＬＬ",
            "　",
            "无 名 氏",
        ] {
            assert!(!identifies(&PersonId::new(id)), "{id}");
        }
        for id in [
            "1",
            "99999910",
            "P0",
            "44010000000000000001",
            "无锡01",
            "０００１",
            "甲0",
        ] {
            assert!(identifies(&PersonId::new(id)), "{id}");
        }
    }
}
