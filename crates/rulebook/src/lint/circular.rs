//! Pairs that contradict each other: of which each is said to contain the other, directly or by way of third ones.
//! Where all of them are charged each is a contained one, and nothing is paid.

use crate::keys::ItemKey;
use crate::layer::Layer;
use crate::library::Library;
use crate::problem::Problem;
use crate::rule::Rule;
use crate::table::{Table, TableRow};
use domain::Day;
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeSet, VecDeque};

/// Circles among the rows that the rules of each layer read together, told once, at the last of their rows.
pub(super) fn lint_circles(library: &Library, problems: &mut Vec<Problem>) {
    let mut layers: Vec<(&Layer, &str)> = Vec::new();
    for (layer, table) in library.tables() {
        if !layers.iter().any(|(known, _)| *known == layer) {
            layers.push((layer, &table.file));
        }
    }
    for (layer, file) in layers {
        let book = library.book_of(file);
        let one_sided = book.rules.iter().filter(|compiled| {
            let check = compiled.check.as_ref();
            check.is_some_and(|check| check.blames_the_contained())
        });
        let mut told: HashSet<&str> = HashSet::new();
        for compiled in one_sided.filter(|compiled| told.insert(compiled.rule.code.as_str())) {
            let rows = rows_of(library, layer, &compiled.rule);
            for circle in circles(&rows) {
                // Above, an upper layer is told of its own.
                if circle.iter().any(|&at| rows[at].own) {
                    problems.extend(told_of(&circle.iter().map(|&at| &rows[at]).collect::<Vec<_>>()));
                }
            }
        }
    }
}

/// A row of a pair: what contains, and what is contained.
struct PairRow<'t> {
    table: &'t Table,
    row: TableRow<'t>,
    mains: Vec<ItemKey>,
    others: Vec<ItemKey>,
    /// of the layer that is looked at, not of one above
    own: bool,
}

/// The rows that a rule reads in a layer: upper layers first, then as the rule names its tables.
fn rows_of<'l>(library: &'l Library, layer: &Layer, rule: &Rule) -> Vec<PairRow<'l>> {
    let place = |table: &Table| rule.tables.iter().position(|name| *name == table.name);
    let mut tables: Vec<(&Layer, &Table)> = library
        .tables()
        .filter(|(of, table)| of.contains(layer) && place(table).is_some())
        .map(|(of, table)| (of, table.as_ref()))
        .collect();
    tables.sort_by_key(|(of, table)| (of.depth(), place(table)));
    let rows = tables.into_iter().flat_map(|(of, table)| {
        table.rows().map(move |row| PairRow {
            table,
            row,
            mains: ItemKey::parse_list(row.keys()),
            others: ItemKey::parse_list(table.cell(row, "从项编码")),
            own: of == layer,
        })
    });
    rows.collect()
}

/// The smallest circles: rows, in the order of the table, that are all in force on some day.
fn circles(rows: &[PairRow<'_>]) -> BTreeSet<Vec<usize>> {
    // Whatever is in force together is so on the day on which the last of it began.
    let days: BTreeSet<Day> = rows.iter().map(|pair| pair.row.span().from).collect();
    let next = successors(rows);
    let mut circles = BTreeSet::new();
    for day in days {
        let in_force = |at: &usize| rows[*at].row.span().contains(day);
        for start in (0..rows.len()).filter(in_force).filter(|&at| !next[at].is_empty()) {
            circles.extend(way_back(start, &next, in_force));
        }
    }
    circles
}

/// For each row, the rows whose containing item it says is contained.
fn successors(rows: &[PairRow<'_>]) -> Vec<Vec<usize>> {
    let mut exact: HashMap<&ItemKey, Vec<usize>> = HashMap::new();
    let mut prefixes: Vec<(&ItemKey, usize)> = Vec::new();
    for (at, pair) in rows.iter().enumerate() {
        for key in &pair.mains {
            match key {
                ItemKey::Prefix(_) => prefixes.push((key, at)),
                ItemKey::Exact(_) | ItemKey::Name(_) => exact.entry(key).or_default().push(at),
            }
        }
    }
    let of_key = |key: &ItemKey| -> Vec<usize> {
        let broad = prefixes.iter().filter(|(main, _)| key.meets(main)).map(|(_, at)| *at);
        let narrow = match key {
            ItemKey::Prefix(_) => exact.iter().filter(|(main, _)| key.meets(main)).collect::<Vec<_>>(),
            ItemKey::Exact(_) | ItemKey::Name(_) => exact.get_key_value(key).into_iter().collect(),
        };
        broad
            .chain(narrow.into_iter().flat_map(|(_, at)| at.iter().copied()))
            .collect()
    };
    let of_row = |(at, pair): (usize, &PairRow<'_>)| {
        let mut found: Vec<usize> = pair.others.iter().flat_map(of_key).collect();
        // A prefix may hold an item beside others of its own kind.
        found.retain(|&to| to != at);
        found.sort_unstable();
        found.dedup();
        found
    };
    rows.iter().enumerate().map(of_row).collect()
}

/// The rows of a shortest way from a row back to it.
fn way_back(start: usize, next: &[Vec<usize>], in_force: impl Fn(&usize) -> bool) -> Option<Vec<usize>> {
    let mut from: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &to in next[at].iter().filter(|to| in_force(to)) {
            if to == start {
                let mut circle = vec![start];
                let mut last = at;
                while last != start {
                    circle.push(last);
                    last = from.get(&last).copied()?;
                }
                circle.sort_unstable();
                return Some(circle);
            }
            if let hashbrown::hash_map::Entry::Vacant(entry) = from.entry(to) {
                entry.insert(at);
                queue.push_back(to);
            }
        }
    }
    None
}

/// The problem, at the last row: the tables that a rule names later, and lower layers, give way to those before.
fn told_of(circle: &[&PairRow<'_>]) -> Option<Problem> {
    let (last, others) = circle.split_last()?;
    let pair = |pair: &PairRow<'_>| {
        let other = pair.table.cell(pair.row, "从项名称");
        format!("《{}》含《{other}》", pair.row.name())
    };
    let places: Vec<String> = others
        .iter()
        .map(|one| format!("{}:{} {}", one.table.file, one.row.line(), pair(one)))
        .collect();
    let message = format!(
        "{}，与 {} 互相矛盾：一并收取的，各项都算从项，一项也不付",
        pair(last),
        places.join("、")
    );
    Some(Problem::notice(
        &last.table.file,
        last.row.line(),
        message,
        "核对项目内涵，哪一项包含另一项；说反的一行写“失效”或删去，公布的知识点以公布者为准",
    ))
}
