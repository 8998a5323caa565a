//! Reads one table of the configuration file and remembers where it stands, so
//! that every complaint names file, line and key and says what to do.

use domain::Day;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// 配置错误 · what is wrong with the configuration, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// the file as the operator named it
    pub file: String,
    /// line, from 1; 0 where no single line is meant
    pub line: usize,
    /// the key with its section (e.g. `institution[2].auth`), or empty
    pub key: String,
    /// what is wrong
    pub message: String,
    /// what to do
    pub advice: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "配置文件 {}", self.file)?;
        if self.line > 0 {
            write!(f, " 第 {} 行", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, " {}", self.key)?;
        }
        write!(f, "：{}。{}", self.message, self.advice)
    }
}

impl std::error::Error for ConfigError {}

/// The text of a configuration file, for turning positions into lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    pub fn error(
        &self,
        at: Range<usize>,
        key: &str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> ConfigError {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        ConfigError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            key: key.to_owned(),
            message: message.into(),
            advice: advice.into(),
        }
    }
}

/// One table, whose keys are taken one by one; what is left over at the end is unknown.
pub(super) struct Section<'a> {
    source: Source<'a>,
    path: String,
    at: Range<usize>,
    entries: &'a DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    pub fn new(source: Source<'a>, path: impl Into<String>, at: Range<usize>, entries: &'a DeTable<'a>) -> Self {
        Self {
            source,
            path: path.into(),
            at,
            entries,
            known: Vec::new(),
        }
    }

    fn entry(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.push(key);
        self.entries
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// A complaint about the value of a key, or about the section where the key is missing.
    pub fn error(&self, key: &str, message: impl Into<String>, advice: impl Into<String>) -> ConfigError {
        let entry = self.entries.iter().find(|(name, _)| name.get_ref() == key);
        let at = entry.map_or_else(|| self.at.clone(), |(_, value)| value.span());
        self.source.error(at, &self.path_of(key), message, advice)
    }

    /// A text, trimmed; a value of another kind is an error.
    pub fn text(&mut self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        match self.entry(key).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::String(text)) => Ok(Some(text.trim())),
            Some(_) => Err(self.error(key, "应为文本", format!("请写成 {key} = \"…\""))),
        }
    }

    /// A day, written as a text.
    pub fn day(&mut self, key: &'static str) -> Result<Option<Day>, ConfigError> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        let day = Day::parse(text);
        day.map(Some).map_err(|_| {
            self.error(
                key,
                format!("“{text}”不是日期"),
                format!("请写成 {key} = \"2026-01-01\""),
            )
        })
    }

    /// A text that must be there and not be empty.
    pub fn required_text(&mut self, key: &'static str, advice: &str) -> Result<&'a str, ConfigError> {
        match self.text(key)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(self.error(key, "缺少此项", advice)),
        }
    }

    /// A whole number within `range`, or `default` where the key is missing.
    pub fn number<N>(
        &mut self,
        key: &'static str,
        default: N,
        range: std::ops::RangeInclusive<N>,
    ) -> Result<N, ConfigError>
    where
        N: Copy + FromStr + PartialOrd + fmt::Display,
    {
        let value = match self.entry(key).map(Spanned::get_ref) {
            None => return Ok(default),
            Some(DeValue::Integer(number)) if number.radix() == 10 => number.as_str().parse().ok(),
            Some(_) => None,
        };
        match value {
            Some(number) if range.contains(&number) => Ok(number),
            _ => Err(self.error(
                key,
                "应为范围内的整数",
                format!("请填 {} 至 {} 的整数，缺省为 {default}", range.start(), range.end()),
            )),
        }
    }

    /// `true` or `false`, or `default` where the key is missing.
    pub fn flag(&mut self, key: &'static str, default: bool) -> Result<bool, ConfigError> {
        match self.entry(key).map(Spanned::get_ref) {
            None => Ok(default),
            Some(DeValue::Boolean(value)) => Ok(*value),
            Some(_) => Err(self.error(key, "应为 true 或 false", "请去掉引号，只写 true 或 false")),
        }
    }

    /// One of a closed list of words, or `default` where the key is missing.
    pub fn choice<T: Copy>(&mut self, key: &'static str, default: T, words: &[(&str, T)]) -> Result<T, ConfigError> {
        let Some(text) = self.text(key)? else {
            return Ok(default);
        };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.error(key, format!("不认识“{text}”"), format!("可填：{}", allowed.join("、")))
        })
    }

    /// A list of texts; a single text counts as a list of one, a missing key as an empty list.
    pub fn texts(&mut self, key: &'static str) -> Result<Vec<&'a str>, ConfigError> {
        let wrong = |section: &Self| section.error(key, "应为文本列表", format!("请写成 {key} = [\"…\", \"…\"]"));
        match self.entry(key).map(Spanned::get_ref) {
            None => Ok(Vec::new()),
            Some(DeValue::String(text)) => Ok(vec![text.trim()]),
            Some(DeValue::Array(items)) => {
                let texts: Option<Vec<&str>> = items
                    .iter()
                    .map(|item| item.get_ref().as_str().map(str::trim))
                    .collect();
                texts.ok_or_else(|| wrong(self))
            }
            Some(_) => Err(wrong(self)),
        }
    }

    /// A table below this one.
    pub fn section(&mut self, key: &'static str) -> Result<Option<Section<'a>>, ConfigError> {
        let path = self.path_of(key);
        match self.entry(key) {
            None => Ok(None),
            Some(value) => match value.get_ref() {
                DeValue::Table(entries) => Ok(Some(Section::new(self.source, path, value.span(), entries))),
                _ => Err(self.error(key, "应为一节", format!("请写成 [{key}]，其下逐行填写"))),
            },
        }
    }

    /// An array of tables, each with its number from 1 in the path.
    pub fn sections(&mut self, key: &'static str) -> Result<Vec<Section<'a>>, ConfigError> {
        let path = self.path_of(key);
        let wrong = |section: &Self| section.error(key, "应为若干节", format!("每个机构写一节 [[{key}]]"));
        let Some(value) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(wrong(self));
        };
        let mut sections = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let DeValue::Table(entries) = item.get_ref() else {
                return Err(wrong(self));
            };
            sections.push(Section::new(
                self.source,
                format!("{path}[{}]", position + 1),
                item.span(),
                entries,
            ));
        }
        Ok(sections)
    }

    /// Complains about the first key that nobody asked for.
    pub fn finish(self) -> Result<(), ConfigError> {
        let unknown = self
            .entries
            .iter()
            .find(|(name, _)| !self.known.iter().any(|known| name.get_ref() == known));
        let Some((name, _)) = unknown else { return Ok(()) };
        Err(self.source.error(
            name.span(),
            &self.path_of(name.get_ref()),
            "不认识此项",
            format!("请删除或改正；此处可用：{}", self.known.join("、")),
        ))
    }
}
