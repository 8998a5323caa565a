//! National value sets: what the codes of the interface mean, read alike by
//! real time and by the audit. Codes in, nouns out; which field of which
//! message or table carries a code is known where the data crosses the border.
//!
//! Each function answers none for a value that no known code table has; the
//! caller keeps such a field as unknown and notes it.

mod frequency;
mod setting;

pub use frequency::{days_supplied, times_counted, times_per_day};
pub use setting::{SettingDecision, SettingSigns, care_setting};

use crate::{
    Day, Division, Fact, InstitutionKind, InstitutionLevel, Insurance, ItemKind, Maternity, PractitionerTitle, Sex,
};

/// What a text says once surrounding white space is gone and the fillers for "nothing" are taken
/// for nothing: the empty text, dashes, `null`, `NULL`, `None`, `undefined`.
pub fn given(text: &str) -> Option<&str> {
    let text = match text.as_bytes() {
        // Nearly every value begins and ends with a visible ASCII character.
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    };
    match text.as_bytes() {
        [] => None,
        [b'-', ..] if text.bytes().all(|byte| byte == b'-') => None,
        [b'n' | b'N' | b'u', ..] if matches!(text, "null" | "NULL" | "None" | "undefined") => None,
        _ => Some(text),
    }
}

/// True for a date in a year in which no encounter happens: the empty dates of .NET (0001) and of
/// SQL Server (1900), and "until ever" (9999).
pub fn is_empty_date(text: &str) -> bool {
    ["0001", "1900", "9999"].iter().any(|year| text.starts_with(year))
}

/// 1900-01-01, which SQL Server writes for a date that nobody filled in. As a day of birth it is none: the few who
/// would be that old are not told from the many of whom nothing is known.
pub const EMPTY_BIRTH: Day = Day::from_epoch_days(-25_567);

/// 性别 · `gend`: 1 男, 2 女; 0 未知 and 9 未说明 are recorded as unknown.
pub fn sex(code: &str) -> Option<Fact<Sex>> {
    match code {
        "1" | "01" | "男" | "M" => Some(Fact::Known(Sex::Male)),
        "2" | "02" | "女" | "F" => Some(Fact::Known(Sex::Female)),
        "0" | "9" | "未知" | "未说明" => Some(Fact::Unknown),
        _ => None,
    }
}

/// 生育状态 · `matn_stas`: 3 妊娠期, 4 哺乳期, 0 未知. Values 1 and 2 mean 非妊娠 and 近期生育计划 in one
/// source, 妊娠 and 哺乳 in another, and therefore nothing here.
pub fn maternity(code: &str) -> Option<Fact<Maternity>> {
    match code {
        "3" | "03" => Some(Fact::Known(Maternity::Pregnant)),
        "4" | "04" => Some(Fact::Known(Maternity::Lactating)),
        "0" | "00" => Some(Fact::Unknown),
        _ => None,
    }
}

/// 险种 · `insutype`. National codes, Beijing's own, and the words themselves.
pub fn insurance(code: &str) -> Option<Insurance> {
    match code {
        "310" | "3" | "职工" | "城镇职工" => Some(Insurance::Employee),
        "380" | "390" | "391" | "91" | "92" | "93" | "居民" | "城乡居民" => Some(Insurance::Resident),
        "410" | "长护" => Some(Insurance::LongTermCare),
        "510" | "511" | "生育" => Some(Insurance::Maternity),
        "工伤" | "GS" | "GSXT" => Some(Insurance::WorkInjury),
        "320" | "330" | "340" | "350" | "360" | "370" | "392" | "399" | "离休" => Some(Insurance::Other),
        _ => None,
    }
}

/// 医疗机构等级 · `medins_lv`. Two digits are the national grades (01–04 and 12 三级, 05–07 and 13 二级,
/// 08–10 and 14 一级, 11 未定级). A bare 1, 2 or 3 is the level itself: that is what the clients
/// mean that send it, while clients that mean a grade send both digits; other bare digits can
/// only be grades whose zero was lost.
pub fn level(code: &str) -> Option<InstitutionLevel> {
    match code {
        "3" | "01" | "02" | "03" | "04" | "4" | "12" => Some(InstitutionLevel::Three),
        "2" | "05" | "06" | "07" | "5" | "6" | "7" | "13" => Some(InstitutionLevel::Two),
        "1" | "08" | "09" | "10" | "8" | "9" | "14" => Some(InstitutionLevel::One),
        "11" => Some(InstitutionLevel::Unrated),
        _ if code.starts_with("三级") => Some(InstitutionLevel::Three),
        _ if code.starts_with("二级") => Some(InstitutionLevel::Two),
        _ if code.starts_with("一级") => Some(InstitutionLevel::One),
        "无等级" | "未定级" | "未评级" => Some(InstitutionLevel::Unrated),
        _ => None,
    }
}

/// 医疗服务机构类型 · `medins_type`: 1 医疗机构, 2 零售药店, 3–5 其他; `A…` is the unit class of
/// health institutions (WS 218), which two clients send.
pub fn institution_kind(code: &str) -> Option<InstitutionKind> {
    match code {
        "1" | "01" => Some(InstitutionKind::Medical),
        "2" | "02" => Some(InstitutionKind::Pharmacy),
        "3" | "4" | "5" | "03" | "04" | "05" => Some(InstitutionKind::Other),
        _ if code.starts_with(['A', 'a']) => Some(InstitutionKind::Medical),
        _ => None,
    }
}

/// 医师职称 · `drord_dr_profttl`. Three digits are GB/T 8561 (231 主任医师 … 235 医士). Single digits
/// count upwards from 医士 as in the two public clients that send them (1 医士, 5 主任医师), the reverse
/// of the order of GB/T 8561; 6 无 and 9 其他 are recorded as unknown.
pub fn title(code: &str) -> Option<Fact<PractitionerTitle>> {
    match code {
        "231" | "5" | "主任医师" => Some(Fact::Known(PractitionerTitle::Chief)),
        "232" | "4" | "副主任医师" => Some(Fact::Known(PractitionerTitle::AssociateChief)),
        "233" | "3" | "主治医师" => Some(Fact::Known(PractitionerTitle::Attending)),
        "234" | "2" | "医师" | "住院医师" => Some(Fact::Known(PractitionerTitle::Resident)),
        "235" | "1" | "医士" => Some(Fact::Known(PractitionerTitle::Assistant)),
        "6" | "9" | "0" => Some(Fact::Unknown),
        _ => None,
    }
}

/// 目录类别 · `hilist_type`
pub fn item_kind(code: &str) -> Option<ItemKind> {
    match code {
        "101" | "103" | "104" => Some(ItemKind::Drug),
        "102" | "106" => Some(ItemKind::Herb),
        "201" => Some(ItemKind::Service),
        "301" => Some(ItemKind::Consumable),
        "105" | "501" => Some(ItemKind::Other),
        _ => None,
    }
}

/// 收费类别 · `chrg_type` (MED_CHRGITM_TYPE), where `hilist_type` says nothing. A bare "1" is a filler.
pub fn charge_kind(code: &str) -> Option<ItemKind> {
    match code {
        "09" | "11" => Some(ItemKind::Drug),
        "10" => Some(ItemKind::Herb),
        "08" => Some(ItemKind::Consumable),
        "01" | "02" | "03" | "04" | "05" | "06" | "07" | "12" | "13" => Some(ItemKind::Service),
        _ => None,
    }
}

/// 险种 of a visit: a maternity medical category decides before the insurance that is named.
pub fn is_maternity_category(category: &str) -> bool {
    category.starts_with('5')
}

/// 转院 · medical category 23, a stay after transfer.
pub fn is_transfer_category(category: &str) -> bool {
    category == "23"
}

/// 异地 · true where both divisions are known and lie in different prefectures.
pub fn is_out_of_region(insured: &Division, institution: &Division) -> bool {
    insured
        .as_str()
        .get(..4)
        .zip(institution.as_str().get(..4))
        .is_some_and(|(a, b)| a != b)
}

/// True for the values that clients use for "yes" in a flag.
pub fn is_yes(flag: Option<&str>) -> bool {
    is_word(flag, ["1", "01", "true", "y", "yes", "t", "是"])
}

/// True for the values that clients use for "no" in a flag.
pub fn is_no(flag: Option<&str>) -> bool {
    is_word(flag, ["0", "00", "false", "n", "no", "f", "否"])
}

/// One word or the other, in large letters or small ones: `True` is how Python writes it.
fn is_word(flag: Option<&str>, words: [&str; 7]) -> bool {
    flag.is_some_and(|flag| words.iter().any(|word| flag.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_read_as_any_program_writes_it() {
        for yes in ["1", "01", "True", "TRUE", "y", "Yes", "是"] {
            assert!(is_yes(Some(yes)) && !is_no(Some(yes)), "{yes}");
        }
        for no in ["0", "00", "False", "N", "否"] {
            assert!(is_no(Some(no)) && !is_yes(Some(no)), "{no}");
        }
        assert!(!is_yes(None) && !is_no(Some("")) && !is_yes(Some("2")));
    }

    #[test]
    fn grades_and_bare_levels() {
        let levels = |codes: &[&str]| codes.iter().map(|code| level(code)).collect::<Vec<_>>();
        assert_eq!(
            levels(&["01", "02", "03", "04", "12", "3", "三级甲等"]),
            vec![Some(InstitutionLevel::Three); 7]
        );
        assert_eq!(
            levels(&["05", "06", "07", "13", "2"]),
            vec![Some(InstitutionLevel::Two); 5]
        );
        assert_eq!(
            levels(&["08", "09", "10", "14", "1"]),
            vec![Some(InstitutionLevel::One); 5]
        );
        assert_eq!(levels(&["11"]), [Some(InstitutionLevel::Unrated)]);
        assert_eq!(levels(&["0", "99", "A"]), [None; 3]);
    }

    #[test]
    fn ambiguous_maternity_codes_say_nothing() {
        assert_eq!(maternity("1"), None);
        assert_eq!(maternity("2"), None);
        assert_eq!(maternity("3"), Some(Fact::Known(Maternity::Pregnant)));
    }

    #[test]
    fn both_tables_of_titles() {
        for (code, bare) in [("231", "5"), ("232", "4"), ("233", "3"), ("234", "2"), ("235", "1")] {
            assert_eq!(title(code), title(bare));
        }
        assert_eq!(title("6"), Some(Fact::Unknown));
        assert_eq!(title("241"), None);
    }
}
