//! 大写金额 · money in Chinese capitals, as cheques and decisions write it.
//!
//! Rules as of the Ministry's accounting norms: 零 once for any run of zeros inside the number, none
//! before 万 and 亿 alone; 整 after yuan and after jiao, nothing after fen.

use domain::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
/// Names of the groups of four digits; the largest amount has fourteen digits before the point.
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// The amount in capitals: `1005.60` is 壹仟零伍元陆角整. Negative amounts begin with 负.
pub fn in_capitals(amount: Money) -> String {
    let fen = amount.scaled().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::new();
    if amount.is_negative() {
        text.push('负');
    }
    if yuan > 0 || (jiao == 0 && fen == 0) {
        text.push_str(&whole(yuan));
        text.push('元');
    }
    if jiao == 0 && fen == 0 {
        text.push('整');
        return text;
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    } else if yuan > 0 {
        text.push('零');
    }
    if fen > 0 {
        text.push(digit(fen));
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

fn digit(value: u64) -> char {
    usize::try_from(value)
        .ok()
        .and_then(|at| DIGITS.get(at).copied())
        .unwrap_or('零')
}

/// The whole number; zero is 零.
fn whole(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut zero_before = false;
    for (position, group) in GROUPS.iter().enumerate().rev() {
        let four = number / 10_000_u64.pow(u32::try_from(position).unwrap_or(0)) % 10_000;
        if four == 0 {
            zero_before = !text.is_empty();
            continue;
        }
        if !text.is_empty() && (zero_before || four < 1000) {
            text.push('零');
        }
        text.push_str(&four_digits(four));
        // 万亿 is said once: 壹万贰仟亿, not 壹万亿贰仟亿.
        let says_more = !(number / 100_000_000).is_multiple_of(10_000);
        text.push_str(match *group {
            "万亿" if says_more => "万",
            group => group,
        });
        zero_before = false;
    }
    text
}

/// One to 9999, without zeros at either end.
fn four_digits(number: u64) -> String {
    let mut text = String::new();
    let mut zero = false;
    for (place, name) in PLACES.iter().enumerate().rev() {
        let value = number / 10_u64.pow(u32::try_from(place).unwrap_or(0)) % 10;
        if value == 0 {
            zero = !text.is_empty();
            continue;
        }
        if zero {
            text.push('零');
            zero = false;
        }
        text.push(digit(value));
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_accountants_write_them() {
        for (yuan, capitals) in [
            ("0", "零元整"),
            ("0.01", "壹分"),
            ("0.10", "壹角整"),
            ("0.15", "壹角伍分"),
            ("1.05", "壹元零伍分"),
            ("10", "壹拾元整"),
            ("15.60", "壹拾伍元陆角整"),
            ("100.01", "壹佰元零壹分"),
            ("101", "壹佰零壹元整"),
            ("110", "壹佰壹拾元整"),
            ("1001", "壹仟零壹元整"),
            ("1010.10", "壹仟零壹拾元壹角整"),
            ("10000", "壹万元整"),
            ("10001", "壹万零壹元整"),
            ("10010", "壹万零壹拾元整"),
            ("11000", "壹万壹仟元整"),
            ("100100", "壹拾万零壹佰元整"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("1000000", "壹佰万元整"),
            ("1001000", "壹佰万壹仟元整"),
            ("10000001", "壹仟万零壹元整"),
            ("185185.17", "壹拾捌万伍仟壹佰捌拾伍元壹角柒分"),
            ("100000000", "壹亿元整"),
            ("100000001", "壹亿零壹元整"),
            ("100010000", "壹亿零壹万元整"),
            ("1234567890.12", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
            ("1000000000000", "壹万亿元整"),
            ("1200000000000", "壹万贰仟亿元整"),
            ("1000100000000", "壹万零壹亿元整"),
            ("-3.20", "负叁元贰角整"),
        ] {
            let amount: Money = yuan.parse().unwrap();
            assert_eq!(in_capitals(amount), capitals, "{yuan}");
        }
    }
}
