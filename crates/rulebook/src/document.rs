//! A document of the book as text: head, sections, cases.

use crate::problem::Problem;
use crate::source::SourceFile;
use crate::yaml::{self, Node};

/// A Markdown document split into its parts.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub file: String,
    pub head: Node,
    /// (heading, text, line) of the `##` sections before the cases
    pub sections: Vec<(String, String, usize)>,
    /// the text below `# 案例`, with the number of its first line
    pub cases: Option<(usize, String)>,
}

/// Documents larger than this are no rule documents.
const DOCUMENT_BYTES_MAX: usize = 1 << 20;

impl Document {
    /// Splits a document; `None` with a problem where it has no readable head.
    pub fn parse(source: &SourceFile, problems: &mut Vec<Problem>) -> Option<Self> {
        let file = source.path.as_str();
        if source.text.len() > DOCUMENT_BYTES_MAX {
            problems.push(Problem::error(
                file,
                0,
                "文件超过 1 MiB",
                "规则文档应简短；大表放入知识表",
            ));
            return None;
        }
        let text = source
            .text
            .trim_start_matches('\u{feff}')
            .replace("\r\n", "\n")
            .replace('\r', " ");
        let Some((head, body)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) else {
            problems.push(Problem::error(
                file,
                1,
                "没有文件头",
                "第一行写 ---，文件头结束后再写一行 ---",
            ));
            return None;
        };
        let head_lines = head.lines().count();
        let parsed = yaml::parse(head, 2);
        let has_keys = parsed.as_ref().is_ok_and(|node| !node.entries().is_empty());
        if !has_keys && let Some((place, key)) = full_width_colon(head) {
            let message = format!("“{key}”之后的冒号是全角的");
            problems.push(Problem::error(file, place + 2, message, HALF_WIDTH_COLON));
            return None;
        }
        let head = match parsed {
            Ok(node) => node,
            Err(error) => {
                problems.push(Problem::error(
                    file,
                    error.line,
                    error.message,
                    "检查缩进、冒号后的空格与引号",
                ));
                return None;
            }
        };
        let body_line = head_lines + 2;
        let (prose, cases) = split_cases(body, body_line);
        Some(Self {
            file: file.to_owned(),
            head,
            sections: split_sections(prose, body_line),
            cases,
        })
    }

    /// The text of a section.
    pub fn section(&self, heading: &str) -> Option<&str> {
        self.sections
            .iter()
            .find(|(name, _, _)| name == heading)
            .map(|(_, text, _)| text.as_str())
    }
}

/// What to do about a key that ends with a full-width colon.
pub(crate) const HALF_WIDTH_COLON: &str = "冒号用半角，其后空一格，写成 键: 值";

/// The first line of a head that begins with a key and a full-width colon, counted from 0. Only what is not indented
/// can be no text of another line.
fn full_width_colon(head: &str) -> Option<(usize, &str)> {
    head.lines().enumerate().find_map(|(place, line)| {
        let (key, _) = line.split_once('：')?;
        let is_key = !key.is_empty() && key.chars().all(char::is_alphanumeric);
        is_key.then_some((place, key))
    })
}

fn split_cases(body: &str, first_line: usize) -> (&str, Option<(usize, String)>) {
    let mut offset = 0;
    for (number, line) in body.split_inclusive('\n').enumerate() {
        if line.trim_end() == "# 案例" {
            let rest = body.get(offset + line.len()..).unwrap_or("");
            return (
                body.get(..offset).unwrap_or(""),
                Some((first_line + number + 1, rest.to_owned())),
            );
        }
        offset += line.len();
    }
    (body, None)
}

fn split_sections(prose: &str, first_line: usize) -> Vec<(String, String, usize)> {
    let mut sections: Vec<(String, String, usize)> = Vec::new();
    for (number, line) in prose.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            sections.push((heading.trim().to_owned(), String::new(), first_line + number));
        } else if let Some((_, text, _)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    for (_, text, _) in &mut sections {
        *text = text.trim().to_owned();
    }
    sections
}
