//! Why a document is not made. Each sentence says what is wrong, where, and what to do.

use std::path::PathBuf;

/// Why a document is not made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// the matter has not come to where this document is issued
    #[error("“{title}”现在不能出具：{why}")]
    NotDue {
        /// title of the document
        title: &'static str,
        /// what is not there yet
        why: &'static str,
    },
    /// facts that the template prints are not known
    #[error("“{title}”缺少内容，不能出具：{}。请补充后重新生成。", names.join("、"))]
    Missing {
        /// title of the document
        title: &'static str,
        /// the placeholders without a value
        names: Vec<String>,
    },
    /// what the caller gave and what the matter says are not the same
    #[error("“{title}”前后不一致，不能出具：{what}一处为{found}，另一处为{expected}。请核对后重新生成。")]
    Disagreement {
        /// title of the document
        title: &'static str,
        /// what differs
        what: &'static str,
        /// as given
        found: String,
        /// as the matter says
        expected: String,
    },
    /// a line of a template cannot be understood
    #[error("文书模板{file}第{line}行：{problem}")]
    Template {
        /// file name
        file: String,
        /// line, from 1
        line: usize,
        /// what is wrong and what to do
        problem: String,
    },
    /// a folder or file of templates cannot be read
    #[error("文书模板{}不能使用：{problem}", path.display())]
    TemplateFile {
        /// folder or file
        path: PathBuf,
        /// what is wrong and what to do
        problem: String,
    },
    /// no font for one of the styles
    #[error(
        "没有找到{style}字体（已找过：{}）。请安装其中一种：Debian、Ubuntu安装软件包fonts-noto-cjk，Windows自带仿宋、黑体、宋体；或者在配置中写明字体文件。",
        families.join("、")
    )]
    FontMissing {
        /// style that has no font
        style: &'static str,
        /// families that were looked for
        families: Vec<String>,
    },
    /// a font file that cannot be read or is none
    #[error("字体文件{}不能使用：{problem}", path.display())]
    FontFile {
        /// the file
        path: PathBuf,
        /// what is wrong
        problem: String,
    },
    /// a character that no font has
    #[error("字体中没有“{character}”（U+{:04X}），不能印出。请安装收字更全的字体，或者改用其他写法。", u32::from(*character))]
    NoGlyph {
        /// the character
        character: char,
    },
    /// the writer of the format failed
    #[error("不能生成{format}文件：{problem}")]
    Format {
        /// docx or PDF
        format: &'static str,
        /// what the library said
        problem: String,
    },
}
