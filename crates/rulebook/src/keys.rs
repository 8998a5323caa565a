//! How knowledge rows name items, diagnoses and operations.

use compact_str::CompactString;
use domain::asterisk_part;
use std::fmt;

/// 编码写法 · exact code, `前缀*`, or `名:名称`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ItemKey {
    Exact(CompactString),
    Prefix(CompactString),
    Name(CompactString),
}

impl ItemKey {
    /// Reads one key; `None` for an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(name) = text.strip_prefix("名:").or_else(|| text.strip_prefix("名：")) {
            return (!name.trim().is_empty()).then(|| ItemKey::Name(name.trim().into()));
        }
        match text.strip_suffix('*') {
            Some("") => None,
            Some(prefix) => Some(ItemKey::Prefix(prefix.into())),
            None => Some(ItemKey::Exact(text.into())),
        }
    }

    /// True where a line carries the key. For the few keys that stand in parameters; knowledge
    /// rows are found through the index.
    pub fn matches(&self, line: &domain::FeeLine) -> bool {
        self.matches_item(line.item.national(), &line.name)
    }

    /// As [`ItemKey::matches`], for an item that is not a line yet.
    pub fn matches_item(&self, national: &str, name: &str) -> bool {
        match self {
            ItemKey::Exact(code) => national == code,
            ItemKey::Prefix(prefix) => national.starts_with(prefix.as_str()),
            ItemKey::Name(own) => name.trim() == own || plain_name(name) == own,
        }
    }

    /// True where one line can carry both keys, as far as they are codes, or names alike.
    pub fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Prefix(one), Self::Prefix(two)) => one.starts_with(two.as_str()) || two.starts_with(one.as_str()),
            (Self::Prefix(prefix), Self::Exact(code)) | (Self::Exact(code), Self::Prefix(prefix)) => {
                code.starts_with(prefix.as_str())
            }
            _ => self == other,
        }
    }

    /// What is wrong with a key that no line can ever carry, and what to write.
    pub fn fault(&self) -> Option<(String, &'static str)> {
        let (Self::Exact(code) | Self::Prefix(code)) = self else {
            return None;
        };
        let national = domain::national_part(code);
        let fault = if code.contains(['、', '，', ',', ';', '；']) || code.contains(char::is_whitespace) {
            (format!("“{code}”不是一个编码"), "多个编码用 | 隔开")
        } else if code.contains('*') {
            (format!("编码“{code}*”的星号不在末尾"), "前缀写成 XJ01*，星号只写在末尾")
        } else if !code.is_ascii() {
            (
                format!("编码“{code}”有全角字符或汉字，不会与任何明细相符"),
                "用半角字母和数字；按名称匹配写 名:甘草",
            )
        } else if code.contains(|letter: char| letter.is_ascii_lowercase()) {
            (
                format!("编码“{code}”有小写字母，不会与任何明细相符"),
                "国家编码的字母一律大写",
            )
        } else if let Some(sign) = code.chars().find(|letter| !is_of_codes(*letter)) {
            (
                format!("编码“{code}”有“{sign}”，不会与任何明细相符"),
                "编码只有字母和数字；表格软件会把编码改成 3.10701E+12、3107010220000.0，先把这一列设为文本再填写",
            )
        } else if national.len() < code.len() {
            (
                format!("编码“{code}”带省内后缀，不会与任何明细相符：明细按国家编码 {national} 查找"),
                "写 15 位国家编码；同一国家编码的各省内项目限定不同的，用 condition 写规则",
            )
        } else {
            return None;
        };
        Some(fault)
    }

    /// What is doubtful about an exact code that looks national and has a length that no national code has. A line
    /// may carry it all the same: the codes that institutions give are of any length.
    pub fn doubt(&self) -> Option<String> {
        let Self::Exact(code) = self else { return None };
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (kind, length) = match code.as_bytes().first()? {
            _ if digits => ("项目编码是 15 位数字", 15),
            b'X' if plain => ("X 开头的药品编码是 23 位", 23),
            b'Z' if plain => ("Z 开头的药品编码是 20 位", 20),
            _ => return None,
        };
        let found = code.len();
        (found != length && found >= SPOILT_LENGTH_MIN).then(|| format!("编码“{code}”有 {found} 位，国家的{kind}"))
    }

    /// Reads a list separated by `|`.
    pub fn parse_list(text: &str) -> Vec<Self> {
        text.split('|').filter_map(Self::parse).collect()
    }
}

/// 脚注: what a prescription notes behind a herb on how it is prepared or taken.
///
/// Source: 《中药处方格式及书写规范》(国中医药医政发〔2010〕57号) 第七条, 《医疗机构中药煎药室管理规范》.
const FOOTNOTES: [&str; 20] = [
    "先煎",
    "久煎",
    "后下",
    "包煎",
    "布包",
    "另煎",
    "单煎",
    "另炖",
    "烊化",
    "溶化",
    "冲服",
    "兑服",
    "冲入",
    "泡服",
    "打碎",
    "捣碎",
    "研末",
    "研粉",
    "煎汤代水",
    "自备",
];

/// The name of a herb without the footnotes behind it: 黑附片 of 黑附片（先煎）. Other brackets belong to the name.
pub(crate) fn plain_name(name: &str) -> &str {
    let mut plain = name.trim();
    while let Some(inside) = plain.strip_suffix([')', '）'])
        && let Some((before, note)) = inside.rsplit_once(['(', '（'])
        && FOOTNOTES.iter().any(|word| note.contains(word))
    {
        plain = before.trim_end();
    }
    plain
}

/// Shorter codes are those of old price lists and of institutions, and those of diagnoses and operations.
const SPOILT_LENGTH_MIN: usize = 11;

/// True for what a code may be written with; the signs are those of local codes.
fn is_of_codes(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_/".contains(letter)
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemKey::Exact(code) => f.write_str(code),
            ItemKey::Prefix(prefix) => write!(f, "{prefix}*"),
            ItemKey::Name(name) => write!(f, "名:{name}"),
        }
    }
}

/// 诊断或手术写法 · a set of code prefixes and intervals of prefixes, `I63|I60-I62|C00-C97`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CodeSet {
    ranges: Vec<(String, String)>,
}

impl CodeSet {
    /// Reads the writing; the error is the part that could not be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut ranges = Vec::new();
        for part in text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            let (low, high) = (low.trim().trim_end_matches('*'), high.trim().trim_end_matches('*'));
            // Of the small letters codes have none but the x of what the insurance edition adds.
            let sound = |code: &str| {
                let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"./+x".contains(&b);
                !code.is_empty() && !code.starts_with('x') && code.bytes().all(known)
            };
            if !sound(low) || !sound(high) || low > high {
                return Err(part.to_owned());
            }
            ranges.push((low.to_owned(), high.to_owned()));
        }
        Ok(Self { ranges })
    }

    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The intervals, for indexing.
    pub fn ranges(&self) -> &[(String, String)] {
        &self.ranges
    }

    /// Its interval, where it is one.
    pub fn only_range(&self) -> Option<&(String, String)> {
        match self.ranges.as_slice() {
            [range] => Some(range),
            _ => None,
        }
    }

    /// Each interval as a set of its own.
    pub fn parts(&self) -> impl Iterator<Item = Self> + '_ {
        self.ranges.iter().map(|range| Self {
            ranges: vec![range.clone()],
        })
    }

    /// True where a prefix or interval covers the code or, of a diagnosis with two, the one behind it.
    pub fn contains(&self, code: &str) -> bool {
        let covers = |code: &str| self.ranges.iter().any(|(low, high)| in_range(code, low, high));
        names(code).any(covers)
    }
}

/// The codes by which a code is matched: itself and, where a diagnosis has two, its asterisk code. That of the disease
/// in front is the beginning of the whole.
pub(crate) fn names(code: &str) -> impl Iterator<Item = &str> {
    std::iter::once(code).chain(asterisk_part(code))
}

/// True where the code, cut to the length of each end, lies between the ends.
pub(crate) fn in_range(code: &str, low: &str, high: &str) -> bool {
    let cut = |length: usize| code.get(..length).unwrap_or(code);
    cut(low.len()) >= low && cut(high.len()) <= high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_are_no_part_of_a_name() {
        for (name, plain) in [
            ("黑附片(先煎)", "黑附片"),
            (" 砂仁（后下）(打碎) ", "砂仁"),
            ("川乌（先煎30分钟）", "川乌"),
            ("炙甘草（蜜）", "炙甘草（蜜）"),
            ("聚乙二醇(3350)电解质散", "聚乙二醇(3350)电解质散"),
            ("(先煎)", ""),
            ("", ""),
        ] {
            assert_eq!(plain_name(name), plain);
        }
    }

    #[test]
    fn keys_that_no_line_carries_are_told() {
        let faulty = |text: &str| ItemKey::parse(text).is_some_and(|key| key.fault().is_some());
        for sound in [
            "XL02BBA326A001010102180",
            "XJ01*",
            "名:炙甘草（蜜）",
            "001102000050000",
            "Z-1_a/2".to_uppercase().as_str(),
        ] {
            assert!(!faulty(sound), "{sound}");
        }
        for wrong in [
            "x1",
            "Ｘ１",
            "X1、X2",
            "X1,X2",
            "X1 X2",
            "X*1",
            "X**",
            "甘草",
            "009999010010000-990001003",
            "3.10701E+12",
            "3107010220000.0",
            "'003107010220000",
            "0031.07*",
        ] {
            assert!(faulty(wrong), "{wrong}");
        }
    }

    #[test]
    fn codes_of_a_length_that_no_national_code_has_are_doubtful() {
        let doubtful = |text: &str| ItemKey::parse(text).is_some_and(|key| key.doubt().is_some());
        for sound in [
            "001102000050000",
            "XL02BBA326A001010102180",
            "ZA04CAE0023010100166",
            "T000700200",
            "310701022",
            "0031*",
            "X1",
            "XJ01D",
            "SLHC-0001",
            "C0301010000000000000000001",
        ] {
            assert!(!doubtful(sound), "{sound}");
        }
        for wrong in [
            "3107010220000",
            "00310701022000",
            "0031070102200001",
            "XL02BBA326A00101010218",
            "ZA04CAE00230101001660",
        ] {
            assert!(doubtful(wrong), "{wrong}");
        }
    }

    #[test]
    fn prefixes_and_intervals() {
        let set = CodeSet::parse("I63|I60-I62|C00-C97|I10.x00").unwrap();
        for code in ["I63.900", "I60", "I62.9", "C50.900x001", "I10.x00x002"] {
            assert!(set.contains(code), "{code}");
        }
        for code in ["I64", "I6", "C98", "I10.x01", "D00"] {
            assert!(!set.contains(code), "{code}");
        }
        assert!(CodeSet::parse("I63-I60").is_err());
        let set = CodeSet::parse("I98.2-I98.3|N77.1|K74.615").unwrap();
        for code in ["B65.906+I98.3", "B37.3+N77.1*", "K74.615+I98.3", "K74.615+G01"] {
            assert!(set.contains(code), "{code}");
        }
        for code in ["I98.0+G01", "K74.616+G01", "A17.000+", "+"] {
            assert!(!set.contains(code), "{code}");
        }
        for wrong in ["高血压", "i63", "I63、I64", "Ｉ63", "x63", "I10.X00|e11"] {
            assert!(CodeSet::parse(wrong).is_err(), "{wrong}");
        }
    }
}
