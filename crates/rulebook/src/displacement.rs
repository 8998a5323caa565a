//! 取代: what a local row changes that takes the place of an upper one, as far as its cells tell.

use crate::table::{Table, TableRow};
use std::cmp::Ordering;

/// Which way the change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Same,
    Stricter,
    Looser,
    /// which of the two is stricter cannot be told
    Unknown,
}

/// Columns of numbers of which a smaller one is stricter.
const SMALLER_IS_STRICTER: [&str; 11] = [
    "上限",
    "天数上限",
    "限额",
    "限价",
    "一级限价",
    "二级限价",
    "三级限价",
    "每主项上限",
    "组合价",
    "至少",
    "最长小时",
];
/// And of which a larger one is: more days in which no more than the cap may be had.
const LARGER_IS_STRICTER: [&str; 1] = ["滚动天数"];

/// What the lower row changes, and in words.
pub(crate) fn between(upper: (&Table, TableRow<'_>), lower: (&Table, TableRow<'_>)) -> (Change, String) {
    let mut columns: Vec<&str> = upper.0.columns().iter().map(String::as_str).collect();
    columns.extend(
        lower
            .0
            .columns()
            .iter()
            .map(String::as_str)
            .filter(|column| !upper.0.has(column)),
    );
    let mut change = Change::Same;
    let mut words = Vec::new();
    // Names are shown, and decide nothing. A unit does: it says what a cap counts, and which caps count a
    // person wherever charged.
    for column in columns.into_iter().filter(|column| !column.ends_with("名称")) {
        let (old, new) = (upper.0.cell(upper.1, column), lower.0.cell(lower.1, column));
        if old == new {
            continue;
        }
        let shown = |cell: &str| {
            if cell.is_empty() {
                "空".to_owned()
            } else {
                cell.to_owned()
            }
        };
        let one = direction(column, old, new);
        if one != Change::Same {
            words.push(format!("{column} {} → {}", shown(old), shown(new)));
        }
        change = match (change, one) {
            (known, Change::Same) => known,
            (Change::Same, one) => one,
            (known, one) if known == one => known,
            _ => Change::Unknown,
        };
    }
    let words = if words.is_empty() {
        "限定相同".to_owned()
    } else {
        words.join("，")
    };
    (change, words)
}

fn direction(column: &str, old: &str, new: &str) -> Change {
    match (
        SMALLER_IS_STRICTER.contains(&column),
        LARGER_IS_STRICTER.contains(&column),
    ) {
        (false, false) => Change::Unknown,
        (_, larger) => by_number(old, new, larger),
    }
}

/// Which way a number goes.
pub(crate) fn by_number(old: &str, new: &str, larger_is_stricter: bool) -> Change {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let (Some(old), Some(new)) = (number(old), number(new)) else {
        return Change::Unknown;
    };
    match (new.total_cmp(&old), larger_is_stricter) {
        (Ordering::Equal, _) => Change::Same,
        (Ordering::Greater, true) | (Ordering::Less, false) => Change::Stricter,
        _ => Change::Looser,
    }
}
