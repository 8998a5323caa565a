//! The YAML subset of a document's head, as a tree of texts with line numbers.
//!
//! Scalars stay text: whether `2021-05-01` is a date and `0.5` a ratio is decided by the
//! parameter that reads them, not by YAML. Anchors and aliases are refused.

use saphyr_parser::{Event, Parser};

/// A node of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// line in the document, from 1
    pub line: usize,
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Deepest nesting that a document head may have.
const DEPTH_MAX: usize = 16;

/// Why a head could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlError {
    pub line: usize,
    pub message: String,
}

enum Open {
    List(usize, Vec<Node>),
    Map(usize, Vec<(String, Node)>, Option<String>),
}

/// Parses `text`, whose first line is line `first_line` of the document.
pub(crate) fn parse(text: &str, first_line: usize) -> Result<Node, YamlError> {
    let mut stack: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| YamlError {
            line: first_line + error.marker().line().saturating_sub(1),
            message: format!("文件头不是合法的 YAML：{}", in_chinese(error.info())),
        })?;
        let line = first_line + span.start.line().saturating_sub(1);
        let finished = match event {
            Event::Scalar(text, ..) => Some(Node {
                line,
                value: Value::Text(text.into_owned()),
            }),
            Event::SequenceStart(..) => {
                stack.push(Open::List(line, Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                stack.push(Open::Map(line, Vec::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(Open::List(line, items)) => Some(Node {
                    line,
                    value: Value::List(items),
                }),
                Some(Open::Map(line, entries, _)) => Some(Node {
                    line,
                    value: Value::Map(entries),
                }),
                None => None,
            },
            Event::Alias(_) => {
                return Err(YamlError {
                    line,
                    message: "文件头不支持 YAML 锚点与引用".into(),
                });
            }
            _ => None,
        };
        if stack.len() > DEPTH_MAX {
            return Err(YamlError {
                line,
                message: format!("文件头嵌套超过 {DEPTH_MAX} 层"),
            });
        }
        let Some(node) = finished else { continue };
        match stack.last_mut() {
            None => root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, pending)) => match pending.take() {
                Some(key) if entries.iter().any(|(seen, _)| *seen == key) => {
                    return Err(YamlError {
                        line,
                        message: format!("键“{key}”重复"),
                    });
                }
                Some(key) => entries.push((key, node)),
                None => match node.value {
                    Value::Text(key) => *pending = Some(key),
                    _ => {
                        return Err(YamlError {
                            line,
                            message: "键必须是文字".into(),
                        });
                    }
                },
            },
        }
    }
    root.ok_or(YamlError {
        line: first_line,
        message: "文件头为空".into(),
    })
}

/// What the parser complains about most, in words of the author; the rest as the parser has it.
fn in_chinese(text: &str) -> String {
    let known = [
        (
            "mapping values are not allowed",
            "一行里有两个“键: 值”，或者值里有冒号：值加引号",
        ),
        ("tab", "缩进或分隔用了制表符，改为空格"),
        (
            "did not find expected ',' or ']'",
            "方括号没有配对，或者各项之间少了半角逗号",
        ),
        (
            "did not find expected ',' or '}'",
            "花括号没有配对，或者各项之间少了半角逗号",
        ),
        ("did not find expected key", "缩进不齐，或者少了键"),
        ("could not find expected ':'", "少了半角冒号和其后的空格"),
        ("unexpected end of", "引号或括号没有配对"),
        ("while scanning a quoted scalar", "引号没有配对"),
        ("invalid indentation", "缩进不齐"),
        ("duplicated key", "同一个键写了两次"),
    ];
    let lower = text.to_ascii_lowercase();
    let found = known.iter().find(|(theirs, _)| lower.contains(theirs));
    found.map_or_else(
        || format!("写法有误（{text}）"),
        |(_, ours)| format!("{ours}（{text}）"),
    )
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// A list as it stands; a single text counts as a list of one.
    pub fn texts(&self) -> Option<Vec<&str>> {
        match &self.value {
            Value::Text(text) => Some(vec![text.trim()]),
            Value::List(items) => items.iter().map(Node::text).collect(),
            Value::Map(_) => None,
        }
    }

    /// The line on which a list has a text; its own where it is none, or has it not.
    pub fn line_of(&self, text: &str) -> usize {
        let items = match &self.value {
            Value::List(items) => items.as_slice(),
            _ => &[],
        };
        let own = items.iter().find(|item| item.text() == Some(text));
        own.map_or(self.line, |item| item.line)
    }

    /// The entries of a map; empty for anything else.
    pub fn entries(&self) -> &[(String, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry `key` of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.value {
            Value::Text(text) => f.write_str(text),
            Value::List(items) => {
                let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", texts.join(", "))
            }
            Value::Map(entries) => {
                let texts: Vec<String> = entries.iter().map(|(key, node)| format!("{key}: {node}")).collect();
                write!(f, "{{{}}}", texts.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_text_and_lines() {
        let node = parse("编码: 001\n依据:\n  - {文件: 条例, 施行: 2021-05-01}\n", 2).unwrap();
        assert_eq!(node.get("编码").unwrap().text(), Some("001"));
        let Value::List(items) = &node.get("依据").unwrap().value else {
            panic!("a list")
        };
        assert_eq!(items[0].get("施行").unwrap().text(), Some("2021-05-01"));
        assert_eq!(items[0].line, 4);
    }

    #[test]
    fn refuses_what_is_not_a_head() {
        for text in ["a: [", "a: &x 1\nb: *x", "a: 1\na: 2", ""] {
            assert!(parse(text, 1).is_err(), "{text}");
        }
        assert!(parse(&format!("a: {}1{}", "[".repeat(40), "]".repeat(40)), 1).is_err());
    }
}
