//! 频次与天数 · times per day out of `used_frqu_dscr`: Latin abbreviations and the
//! Chinese phrases of prescriptions; and the days that a drug lasts, out of `prd_days`.

use crate::{Fact, Quantity};

/// Times per day, in ten-thousandths, of the abbreviations in use.
const ABBREVIATIONS: [(&str, i64); 22] = [
    ("qd", 10_000),
    ("qn", 10_000),
    ("qm", 10_000),
    ("hs", 10_000),
    ("bid", 20_000),
    ("tid", 30_000),
    ("qid", 40_000),
    ("q24h", 10_000),
    ("q12h", 20_000),
    ("q8h", 30_000),
    ("q6h", 40_000),
    ("q4h", 60_000),
    ("q3h", 80_000),
    ("q2h", 120_000),
    ("q1h", 240_000),
    ("qh", 240_000),
    ("qod", 5_000),
    ("q2d", 5_000),
    ("qw", 1_429),
    ("biw", 2_857),
    ("tiw", 4_286),
    ("q3d", 3_333),
];

/// Reads a frequency. "On demand" and "at once" are recorded as unknown: there is no number of
/// times per day; anything unheard of is none.
pub fn times_per_day(text: &str) -> Option<Fact<Quantity>> {
    let plain: String = text
        .chars()
        .filter(|ch| !ch.is_whitespace() && *ch != '.' || ch.is_ascii_digit())
        .collect::<String>()
        .to_lowercase();
    let plain = plain.as_str();
    if let Some((_, scaled)) = ABBREVIATIONS.iter().find(|(word, _)| *word == plain) {
        return Some(Fact::Known(Quantity::from_scaled(*scaled)));
    }
    if matches!(
        plain,
        "prn" | "sos" | "st" | "stat" | "once" | "必要时" | "立即" | "即刻" | "一次性"
    ) {
        return Some(Fact::Unknown);
    }
    let number = text.trim();
    // A code of a value set begins with a zero; nobody counts so.
    let counted = Some(number).filter(|number| !number.starts_with('0') || number.starts_with("0."));
    let counted = counted.and_then(|number| number.parse().ok()).and_then(times_counted);
    counted.or_else(|| phrase(number)).map(Fact::Known)
}

/// Times per day said as a bare number: what a prescription can say so. Any other is rather the code of a value set,
/// and says nothing.
pub fn times_counted(number: Quantity) -> Option<Quantity> {
    let plausible = [8, 12, 24].map(Quantity::from_units);
    (number.is_positive() && (number <= Quantity::from_units(6) || plausible.contains(&number))).then_some(number)
}

/// `3次/日`, `0.5次/日`, `每日三次`, `一日3次`, `每晚一次`, `每8小时一次`, `隔日一次`, `每周2次`.
fn phrase(text: &str) -> Option<Quantity> {
    let words: String = text.chars().filter(|ch| !ch.is_whitespace()).collect();
    for per_day in ["次/日", "次/天", "次/d"] {
        if let Some(times) = words.strip_suffix(per_day) {
            return count(times);
        }
    }
    if words.starts_with("隔日") || words.starts_with("隔天") {
        return Some(Quantity::from_scaled(5_000));
    }
    if words.starts_with("每晚") || words.starts_with("每早") || words.starts_with("睡前") {
        return Some(Quantity::from_units(1));
    }
    for day in ["每日", "每天", "一日", "一天", "1日", "1天", "日"] {
        if let Some(times) = words.strip_prefix(day).and_then(|rest| rest.strip_suffix('次')) {
            return count(times);
        }
    }
    for week in ["每周", "每星期", "一周"] {
        if let Some(times) = words.strip_prefix(week).and_then(|rest| rest.strip_suffix('次')) {
            return count(times).map(|times| Quantity::from_scaled((times.scaled() + 3) / 7));
        }
    }
    let hours = words
        .strip_prefix('每')?
        .split_once("小时")
        .filter(|(_, rest)| matches!(*rest, "" | "一次" | "1次"))?
        .0;
    match count(hours)?.scaled() {
        0 => None,
        scaled => Some(Quantity::from_scaled(24 * 100_000_000 / scaled)),
    }
}

/// A count in digits or in one Chinese numeral; above zero.
fn count(text: &str) -> Option<Quantity> {
    let numeral = match text {
        "一" => 1,
        "二" | "两" => 2,
        "三" => 3,
        "四" => 4,
        "五" => 5,
        "六" => 6,
        "八" => 8,
        "十二" => 12,
        _ => return text.parse::<Quantity>().ok().filter(|times| times.is_positive()),
    };
    Some(Quantity::from_units(numeral))
}

/// Reads the days that a drug lasts: a number above zero, as programs write it (`28`, `28.00`, `28天`), to whole days.
pub fn days_supplied(text: &str) -> Option<u16> {
    let number = text.trim().trim_end_matches(['天', '日']).trim_end();
    let days = number.parse::<Quantity>().ok()?.scaled();
    u16::try_from((days + 5_000) / 10_000).ok().filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbers_with_or_without_their_unit() {
        for (text, days) in [
            ("28", 28),
            ("28.00", 28),
            (" 28 天", 28),
            ("7日", 7),
            ("2.5", 3),
            ("1E1", 10),
        ] {
            assert_eq!(days_supplied(text), Some(days), "{text}");
        }
        for text in ["", "0", "0.00", "-7", "4周", "天", "2026-03-04", "70000"] {
            assert_eq!(days_supplied(text), None, "{text}");
        }
    }

    #[test]
    fn reads_abbreviations_and_phrases() {
        for (text, times) in [
            ("tid", "3"),
            ("B.I.D.", "2"),
            ("Q12H", "2"),
            ("qod", "0.5"),
            ("3次/日", "3"),
            ("0.5次/日", "0.5"),
            ("每日三次", "3"),
            ("一日 2 次", "2"),
            ("每8小时一次", "3"),
            ("每晚一次", "1"),
            ("隔日一次", "0.5"),
            ("每周一次", "0.1429"),
            ("3", "3"),
            (" 2.00 ", "2"),
            ("0.5", "0.5"),
            ("12", "12"),
        ] {
            assert_eq!(times_per_day(text), Some(Fact::Known(times.parse().unwrap())), "{text}");
        }
    }

    #[test]
    fn on_demand_is_unknown_and_noise_is_nothing() {
        assert_eq!(times_per_day("prn"), Some(Fact::Unknown));
        for text in ["", "饭后", "每日次", "每0小时", "-1次/日", "0", "-3", "02", "13", "31"] {
            assert_eq!(times_per_day(text), None, "{text}");
        }
    }
}
