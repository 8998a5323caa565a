//! How knowledge rows name items, diagnoses and operations.

use compact_str::CompactString;
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
            ItemKey::Name(own) => name.trim() == own,
        }
    }

    /// Reads a list separated by `|`.
    pub fn parse_list(text: &str) -> Vec<Self> {
        text.split('|').filter_map(Self::parse).collect()
    }
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
            let sound = |code: &str| {
                code.is_ascii()
                    && !code.is_empty()
                    && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"./+x".contains(&b))
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

    /// True where a prefix or interval covers the code.
    pub fn contains(&self, code: &str) -> bool {
        self.ranges.iter().any(|(low, high)| in_range(code, low, high))
    }
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
    fn prefixes_and_intervals() {
        let set = CodeSet::parse("I63|I60-I62|C00-C97|I10.x00").unwrap();
        for code in ["I63.900", "I60", "I62.9", "C50.900x001", "I10.x00x002"] {
            assert!(set.contains(code), "{code}");
        }
        for code in ["I64", "I6", "C98", "I10.x01", "D00"] {
            assert!(!set.contains(code), "{code}");
        }
        assert!(CodeSet::parse("I63-I60").is_err());
        assert!(CodeSet::parse("高血压").is_err());
    }
}
