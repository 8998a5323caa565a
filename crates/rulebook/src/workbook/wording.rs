//! The wording of published sheets made comparable: full-width forms, PDF line
//! breaks, stray spaces and look-alike characters.

/// A cell as it was published, without the blanks around it and the line
/// breaks inside it.
pub(super) fn verbatim(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    text.trim_matches(blank)
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r'))
        .collect()
}

/// Full-width ASCII, ideographic space and look-alikes to their plain forms;
/// leading and trailing blanks removed. Chinese punctuation is kept.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(match c {
            '\u{3000}' | '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2009}' => ' ',
            '\u{feff}' | '\u{200b}' => continue,
            '⼉' => '儿',
            '（' => '(',
            '）' => ')',
            '［' => '[',
            '］' => ']',
            '＜' => '<',
            '＞' => '>',
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => ascii_form(c),
            other => other,
        });
    }
    out.trim().to_owned()
}

fn ascii_form(c: char) -> char {
    u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
}

/// The form in which names and headings are compared: tidied, without any
/// blank, `：`, quotation mark or star.
pub(super) fn key(text: &str) -> String {
    tidy(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !"“”\"「」*：:".contains(*c))
        .collect()
}

/// A text copied from a PDF: line breaks and the blanks around Chinese
/// characters removed, blanks between Latin words kept.
pub(super) fn joined(text: &str) -> String {
    let plain = tidy(text).replace("\\n", "\n");
    let chars: Vec<char> = plain.chars().filter(|c| *c != '\n' && *c != '\r').collect();
    let mut out = String::with_capacity(plain.len());
    for (i, &c) in chars.iter().enumerate() {
        if c.is_whitespace() {
            let before = out.chars().last();
            let after = chars.iter().skip(i + 1).find(|c| !c.is_whitespace()).copied();
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if latin(before) && latin(after) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Chinese numerals up to 九百九十九, or decimal digits.
pub(super) fn number(text: &str) -> Option<u32> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    if let Some((hundreds, rest)) = text.split_once('百') {
        let hundreds = number(hundreds).filter(|count| (1..=9).contains(count))?;
        let rest = rest.strip_prefix('零').unwrap_or(rest);
        return Some(
            hundreds * 100
                + if rest.is_empty() {
                    0
                } else {
                    number(rest).filter(|rest| *rest < 100)?
                },
        );
    }
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .zip(1..)
            .find_map(|(d, value)| (d == c).then_some(value))
    };
    let (tens, ones) = match text.split_once('十') {
        Some((before, after)) => (
            if before.is_empty() { 1 } else { single(before, digit)? },
            if after.is_empty() { 0 } else { single(after, digit)? },
        ),
        None => (0, single(text, digit)?),
    };
    Some(tens * 10 + ones)
}

fn single(text: &str, digit: impl Fn(char) -> Option<u32>) -> Option<u32> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if chars.next().is_some() { None } else { digit(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_ignores_width_blanks_and_quotes() {
        assert_eq!(key("　药品 通用名（国家）"), "药品通用名(国家)");
        assert_eq!(key("“药品限适应症” 规则"), "药品限适应症规则");
    }

    #[test]
    fn pdf_breaks_inside_words_close_up() {
        assert_eq!(
            joined("限成人2型⏎糖尿病".replace('⏎', "\n").as_str()),
            "限成人2型糖尿病"
        );
        assert_eq!(joined("EGFR T790M 突变"), "EGFR T790M突变");
        assert_eq!(joined("奥美拉唑碳酸氢钠干混悬剂( Ⅰ)"), "奥美拉唑碳酸氢钠干混悬剂(Ⅰ)");
    }

    #[test]
    fn numerals_in_batch_names() {
        for (text, value) in [
            ("九", 9),
            ("十", 10),
            ("十七", 17),
            ("二十", 20),
            ("三十一", 31),
            ("8", 8),
            ("一百", 100),
            ("一百零八", 108),
            ("一百一十", 110),
        ] {
            assert_eq!(number(text), Some(value));
        }
        assert_eq!(number("百"), None);
    }
}
