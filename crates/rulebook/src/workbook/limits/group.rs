//! Ages stated by a cell that says nothing else: 6岁以下, 18-60岁, 不满3周岁, 成人. What is not exactly
//! such a statement is none: a limit must never be guessed.
//!
//! 以上、以下、以内 include the number, 不满 and 未满 do not (民法典第一千二百五十九条). Ages are counted in
//! completed units, so 不满3周岁 ends with 2岁, and 超过14岁 begins with 14岁.

use super::ages::{AgeRange, Bound, Unit, leaves_children_open, widest};
use crate::workbook::wording;

/// Words that name the persons, not their age.
const PERSONS: [&str; 12] = [
    "参保人员",
    "参保人",
    "老年人",
    "儿童",
    "青少年",
    "患者",
    "病人",
    "人群",
    "人员",
    "使用",
    "者",
    "的",
];
const LEADS: [&str; 7] = ["仅限于", "仅限", "限于", "限", "参保人年龄", "患者年龄", "年龄"];
const UNITS: [(&str, Unit); 9] = [
    ("周岁", Unit::Year),
    ("岁", Unit::Year),
    ("个月龄", Unit::Month),
    ("个月", Unit::Month),
    ("月龄", Unit::Month),
    ("月", Unit::Month),
    ("日龄", Unit::Day),
    ("天", Unit::Day),
    ("日", Unit::Day),
];

/// The ages that a cell states, both ends included; `None` where it says anything else or less.
/// 儿童 states no number and gives an open range: the rule has an age for that.
pub fn age_limit(text: &str) -> Option<AgeRange> {
    let key = wording::key(text);
    let text = lead(key.trim_matches(['。', '；', ';', '，', ',', '.']));
    if let Some(range) = group(text) {
        return Some(range);
    }
    let parts: Vec<&str> = text.split(['，', ',', '、', '且']).collect();
    let (low, high) = match parts.as_slice() {
        [one] => statement(one)?,
        [one, two] => match (statement(one)?, statement(two)?) {
            ((low @ Some(_), None), (None, high @ Some(_))) | ((None, high @ Some(_)), (low @ Some(_), None)) => {
                (low, high)
            }
            _ => return None,
        },
        _ => return None,
    };
    if leaves_children_open(text, high) {
        return None;
    }
    let ordered = widest(low, high, |low, high| low <= high) == low || low.is_none() || high.is_none();
    (ordered && (low.is_some() || high.is_some())).then(|| AgeRange::of(low, high))
}

/// Groups of persons whose age is fixed.
fn group(word: &str) -> Option<AgeRange> {
    let years = |count| Some((count, Unit::Year));
    let birth = Some((0, Unit::Day));
    let (low, high) = match word.trim_end_matches("患者") {
        "新生儿" => (birth, Some((28, Unit::Day))),
        "婴幼儿" => (birth, years(3)),
        "儿童" => (None, None),
        "未成年人" => (birth, years(17)),
        "成人" | "成年人" => (years(18), None),
        _ => return None,
    };
    Some(AgeRange::of(low, high))
}

/// The ages of a group that a text names: 新生儿、婴幼儿; any other, 儿童 too, takes the default age of the rule.
pub fn age_of_group(text: &str) -> AgeRange {
    let named = ["新生儿", "婴幼儿"].into_iter().find(|word| text.contains(word));
    named.and_then(group).unwrap_or_default()
}

fn lead(mut text: &str) -> &str {
    while let Some(rest) = LEADS.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest;
    }
    text
}

fn without_persons(mut text: &str) -> &str {
    while let Some(rest) = PERSONS.iter().find_map(|word| text.strip_suffix(word)) {
        text = rest;
    }
    text
}

/// One statement: a range, or one end.
fn statement(text: &str) -> Option<(Bound, Bound)> {
    let text = without_persons(lead(text));
    let signs = ["至", "到", "-", "~", "～", "—", "－"];
    if let Some((from, to)) = signs.iter().find_map(|sign| text.split_once(sign)) {
        let to = to.strip_suffix("以下").unwrap_or(to);
        let high = age(to)?;
        let low = age(from).or_else(|| Some((from.parse().ok()?, high.1)))?;
        return Some((Some(low), Some(high)));
    }
    let begins = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word)).and_then(age);
    let ends = |words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word)).and_then(age);
    let below = |(count, unit): (u32, Unit)| Some((count.checked_sub(1)?, unit));
    if let Some(low) = begins(&["≥", "大于等于", "大于或等于", "不小于", "不低于", "年满", "已满", "满"])
        .or_else(|| begins(&[">", "大于", "超过"]))
        .or_else(|| ends(&["及以上", "(含)以上", "以上"]))
    {
        return Some((Some(low), None));
    }
    if let Some(high) = begins(&["≤", "小于等于", "小于或等于", "不大于", "不高于", "不超过"])
        .or_else(|| ends(&["及以下", "(含)以下", "以下", "以内"]))
    {
        return Some((None, Some(high)));
    }
    let high = below(begins(&["<", "小于", "不满", "未满", "低于", "不足"])?)?;
    Some((None, Some(high)))
}

/// A number with a unit, and nothing else.
fn age(text: &str) -> Option<(u32, Unit)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at_checked(digits)?;
    let unit = UNITS.iter().find(|(word, _)| *word == unit)?.1;
    Some((count.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> String {
        age_limit(text).map_or_else(
            || "?".to_owned(),
            |range| format!("{}..{}", range.min.unwrap_or_default(), range.max.unwrap_or_default()),
        )
    }

    #[test]
    fn exact_statements_and_nothing_else() {
        for (text, expected) in [
            ("儿童", ".."),
            ("新生儿", "0天..28天"),
            ("成人", "18岁.."),
            ("6岁以下", "..6岁"),
            ("６岁以下", "..6岁"),
            ("60岁以上", "60岁.."),
            ("限60岁以上老年人，70岁以下", "60岁..70岁"),
            ("18-60岁", "18岁..60岁"),
            ("3岁至12岁儿童", "3岁..12岁"),
            ("12岁以下儿童", "..12岁"),
            ("3岁以上儿童", "?"),
            ("儿童，年满3周岁", "?"),
            ("12岁以上青少年", "?"),
            ("限18周岁以上", "18岁.."),
            ("年满16周岁", "16岁.."),
            ("不满3周岁", "..2岁"),
            ("未满14周岁", "..13岁"),
            ("18岁及以下", "..18岁"),
            ("大于等于65岁", "65岁.."),
            ("＞14岁", "14岁.."),
            ("6个月以下", "..6月"),
            ("28天以内", "..28天"),
            ("学龄前儿童", "?"),
            ("婴儿", "?"),
            ("70岁以下，60岁以上", "60岁..70岁"),
            ("60岁以上，18岁以下", "?"),
            ("18岁以上或3岁以下", "?"),
            ("46185", "?"),
            ("6", "?"),
            ("", "?"),
        ] {
            assert_eq!(range(text), expected, "{text}");
        }
    }
}
