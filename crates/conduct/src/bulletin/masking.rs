//! What is left of a name, a number, a text or a small count when strangers read it.

/// 复姓 that would be cut in two otherwise.
const COMPOUND_SURNAMES: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "夏侯",
    "端木", "南宫", "百里", "东郭", "呼延", "轩辕", "独孤", "闻人", "澹台", "钟离",
];

/// 姓某: the surname and 某.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let long = name.chars().count() > 2;
    let compound = COMPOUND_SURNAMES
        .iter()
        .find(|surname| long && name.starts_with(**surname));
    match compound {
        Some(surname) => format!("{surname}某"),
        None => name.chars().take(1).chain(['某']).collect(),
    }
}

/// 住院号: the first three characters and `****`; nothing but `****` of a number that is not longer.
pub fn mask_number(number: &str) -> String {
    let number = number.trim();
    let head: String = number.chars().take(3).collect();
    match number.chars().count() > 3 {
        true => format!("{head}****"),
        false => "****".to_owned(),
    }
}

/// 摘录: at most 60 characters of a text that may not be shown in full.
pub fn excerpt(text: &str) -> String {
    let text = text.trim();
    match text.chars().count() > EXCERPT {
        true => text.chars().take(EXCERPT - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

/// The longest excerpt without consent, in characters.
pub(super) const EXCERPT: usize = 60;

/// 小数规则: a count under five in a statistic is shown as `<5`, so that nobody is found by it.
pub fn shown_count(count: u32) -> String {
    match count {
        0 => "0".to_owned(),
        1..5 => "<5".to_owned(),
        _ => count.to_string(),
    }
}
