//! What of an expression is refused by sight, before a parser reads it.

use super::expression::{Fault, fault};

/// An expression longer than this is a program, not a condition.
const EXPRESSION_CHARS_MAX: usize = 2_000;
/// Nesting deeper than this is refused before the CEL parser sees it.
const EXPRESSION_DEPTH_MAX: usize = 50;

/// What is refused before the parser sees it: its own nesting costs stack.
pub(super) fn refuse_by_sight(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(fault("没有写“条件”", "写一个 CEL 表达式，例如 line.quantity > 3"));
    }
    let length = text.chars().count();
    if length > EXPRESSION_CHARS_MAX {
        return Err(fault(
            format!("“条件”有 {length} 字，超过 {EXPRESSION_CHARS_MAX} 字"),
            "拆成几条规则，或者把编码放进知识表",
        ));
    }
    let (mut open, mut deepest, mut signs) = (0_usize, 0, 0_usize);
    let mut quote: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if let Some(mark) = quote {
            match letter {
                '\\' => drop(letters.next()),
                _ if letter == mark => quote = None,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' | '\'' => quote = Some(letter),
            // A condition within a condition is nested without a bracket, and never closed.
            '(' | '[' | '{' | '?' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ if !letter.is_ascii() => {
                return Err(fault(
                    format!("“条件”的引号之外有“{letter}”"),
                    "运算符、括号和引号用半角；文字放在英文引号里",
                ));
            }
            _ => {}
        }
        // Only signs in a row are nested: `!!!true`.
        signs = match letter {
            '!' | '-' if letters.peek() != Some(&'=') => signs + 1,
            ' ' => signs,
            _ => 0,
        };
        deepest = deepest.max(open + signs);
    }
    if deepest > EXPRESSION_DEPTH_MAX {
        return Err(fault(
            format!("“条件”的括号、问号或符号套了 {deepest} 层，超过 {EXPRESSION_DEPTH_MAX} 层"),
            "拆成几条规则，或者改用 && 与 ||",
        ));
    }
    Ok(())
}
