//! 语法错误 · what the parser of CEL says, in words of the author.

use cel::ParseErrors;

/// Where an expression ceases to be one, and what stands there, as far as the parser tells.
pub(super) fn in_chinese(errors: &ParseErrors) -> String {
    let Some(first) = errors.errors.first() else {
        return String::new();
    };
    let message = first.msg.trim_start_matches("Syntax error: ");
    // What the parser stumbled on is in single quotes, and may have some in it.
    let quoted = message.split_once('\'').map_or("", |(_, rest)| rest);
    let ends = ["' expecting", "' at '"]
        .into_iter()
        .filter_map(|end| quoted.find(end))
        .min();
    let token = ends
        .and_then(|end| quoted.get(..end))
        .unwrap_or_else(|| quoted.trim_end_matches('\''));
    let what = match token.trim() {
        "" => "写法有误".to_owned(),
        token if message.starts_with("missing") => format!("少了“{token}”"),
        "<EOF>" => "没有写完".to_owned(),
        token => format!("不该有“{token}”"),
    };
    let (line, column) = first.pos;
    let place = match line {
        1 => format!("第 {column} 字"),
        _ => format!("第 {line} 行第 {column} 字"),
    };
    format!("，{place}：{what}")
}
