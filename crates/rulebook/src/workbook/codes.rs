//! National codes in published sheets: their shapes, and the repair of what a
//! spreadsheet does to long numbers.

/// What a national code denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeShape {
    /// 药品代码：X 后 22 位（西药）或 Z 后 19 位（中成药）
    Drug,
    /// 中药饮片代码：T 后 9 位
    Herb,
    /// 医疗服务项目代码：15 位数字
    Item,
}

/// A code as it was found, and whether leading zeros had to be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub text: String,
    pub repaired: bool,
}

/// Characters of a national item code that a numeric cell loses: its two leading zeros.
const ITEM_DIGITS: usize = 15;
const ITEM_DIGITS_STRIPPED: usize = 13;

/// Checks one code against the shape its table needs.
pub(super) fn read(text: &str, shape: CodeShape) -> Result<Code, String> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    // What still begins with a zero has lost something else.
    let stripped = digits && text.len() == ITEM_DIGITS_STRIPPED && !text.starts_with('0');
    if shape == CodeShape::Item && stripped {
        return Ok(Code {
            text: format!("00{text}"),
            repaired: true,
        });
    }
    if fits(&text, shape) {
        return Ok(Code { text, repaired: false });
    }
    Err(match shape {
        CodeShape::Item if digits => format!("项目编码应为 15 位数字，实为 {} 位，无法补齐", text.len()),
        CodeShape::Item => "不是 15 位医疗服务项目编码".to_owned(),
        CodeShape::Drug => "不是国家药品代码（X 开头 23 位或 Z 开头 20 位）".to_owned(),
        CodeShape::Herb => "不是中药饮片代码（T 开头 10 位）".to_owned(),
    })
}

fn fits(text: &str, shape: CodeShape) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
    let shape_of = |head: char, length: usize| plain && text.len() == length && text.starts_with(head);
    match shape {
        CodeShape::Drug => shape_of('X', 23) || shape_of('Z', 20),
        CodeShape::Herb => shape_of('T', 10),
        CodeShape::Item => text.len() == ITEM_DIGITS && text.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// The codes of one cell, which may hold several.
pub(super) fn split(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(|c: char| "|、，,；;\n\r\t ".contains(c))
        .map(str::trim)
        .filter(|code| !code.is_empty())
}

/// The codes of one cell as it stands. A line break parts two codes, unless the pieces are none
/// and the whole without it is one: then it is the line break of a PDF inside a code.
pub(super) fn of_cell(cell: &str, shape: CodeShape) -> Vec<String> {
    let pieces: Vec<String> = split(cell).map(str::to_owned).collect();
    let readable = |codes: &[String]| codes.iter().all(|code| read(code, shape).is_ok());
    if cell.contains(['\n', '\r']) && !readable(&pieces) {
        let joined: Vec<String> = split(&super::wording::verbatim(cell)).map(str::to_owned).collect();
        if readable(&joined) {
            return joined;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_zeros_come_back_only_when_the_length_proves_them() {
        let repaired = read("1103000010000", CodeShape::Item).unwrap();
        assert_eq!((repaired.text.as_str(), repaired.repaired), ("001103000010000", true));
        assert!(!read("001103000010000", CodeShape::Item).unwrap().repaired);
        assert!(read("110300001000", CodeShape::Item).unwrap_err().contains("12 位"));
        assert!(read("0012010000100", CodeShape::Item).unwrap_err().contains("13 位"));
        assert!(read("XL02BBA326A001010102180", CodeShape::Item).is_err());
    }

    #[test]
    fn shapes_do_not_mix() {
        assert!(read("ZA04CAE0023010100166", CodeShape::Drug).is_ok());
        assert!(read("XL02BBA326A001010102180", CodeShape::Drug).is_ok());
        assert!(read("T000700200", CodeShape::Herb).is_ok());
        assert!(read("T000700200", CodeShape::Drug).is_err());
        assert_eq!(split("A|B、C\nD").count(), 4);
    }

    #[test]
    fn a_line_break_parts_codes_unless_it_stands_inside_one() {
        let cell = |text: &str| of_cell(text, CodeShape::Drug);
        let (one, two) = ("XL02BBA326A001010102180", "ZA04CAE0023010100166");
        assert_eq!(cell(&format!("{one}\n{two}")), [one, two]);
        assert_eq!(cell(&format!("{one}\r\n{two}\n")), [one, two]);
        assert_eq!(cell("XL02BBA326A0010\n10102180"), [one]);
        assert_eq!(cell("XL02\nBBA").len(), 2);
    }
}
