//! Defects of a book. A problem never stops the rest of the book.

use std::fmt;

/// 问题级别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemLevel {
    /// 提示: worth a look, publishing goes on
    Notice,
    /// 错误: the document or row is left out, publishing refuses
    Error,
}

/// 问题 · what is wrong in which place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// how bad
    pub level: ProblemLevel,
    /// path of the source file
    pub file: String,
    /// line, from 1; 0 where the whole file is meant
    pub line: usize,
    /// what is wrong
    pub message: String,
    /// what to do
    pub advice: String,
}

impl Problem {
    /// An error at a line.
    pub fn error(file: &str, line: usize, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            level: ProblemLevel::Error,
            file: file.into(),
            line,
            message: message.into(),
            advice: advice.into(),
        }
    }

    /// A notice at a line.
    pub fn notice(file: &str, line: usize, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            level: ProblemLevel::Notice,
            file: file.into(),
            line,
            message: message.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            ProblemLevel::Notice => "提示",
            ProblemLevel::Error => "错误",
        };
        write!(
            f,
            "{level} {}:{} {}（{}）",
            self.file, self.line, self.message, self.advice
        )
    }
}
