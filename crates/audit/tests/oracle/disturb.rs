//! Alters delivered rows at random: other items, amounts, times, persons, diagnoses. What comes
//! of it nobody planted, so only the rules' documents say what must be found.

use crate::county::{Rows, rows};
use domain::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Alters so many of a thousand rows of a county.
pub fn disturb(tables: &mut BTreeMap<String, Rows>, seed: u64, per_mille: u32) {
    let mut dice = Dice(seed);
    let known = Known::read();
    persons(tables, &mut dice, per_mille);
    encounters(tables, &mut dice, per_mille);
    diagnoses(tables, &mut dice, &known, per_mille);
    operations(tables, &mut dice, &known);
    fee_lines(tables, &mut dice, &known, per_mille);
}

/// `SplitMix64`: enough for a test, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Codes and names that the knowledge tables speak of, table by table.
struct Known {
    items: Vec<Vec<(String, String)>>,
    diagnoses: Vec<Vec<(String, String)>>,
    operations: Vec<Vec<(String, String)>>,
}

impl Known {
    fn read() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books/national/knowledge");
        let table = |name: &str, column: &str| {
            let rows = rows(&[folder.join(format!("{name}.csv"))]);
            let place = |column: &str| {
                rows.header
                    .iter()
                    .position(|own| own.trim_start_matches('\u{feff}') == column)
            };
            let (codes, names) = (place(column).unwrap(), place("名称").unwrap());
            let mut known = Vec::new();
            for row in &rows.cells {
                for code in row[codes].split('|') {
                    match code.strip_prefix("名:") {
                        Some(name) => known.push((String::new(), name.to_owned())),
                        None if code.ends_with('*') => known.push((completed(code), row[names].to_owned())),
                        None if code.is_empty() || code.contains('-') => {}
                        None => known.push((code.to_owned(), row[names].to_owned())),
                    }
                }
            }
            known
        };
        let items = [
            "drug-work-injury",
            "drug-maternity",
            "herb-never-payable",
            "herb-not-alone",
            "drug-second-line",
            "drug-child-limited",
            "drug-indication",
            "drug-course",
            "drug-level",
            "drug-visit-type",
            "operation-discount",
            "item-course",
            "item-duplicate",
            "item-duplicate-typical",
            "item-duplicate-suspect",
            "item-frequency",
            "item-frequency-typical",
            "item-age",
            "item-rolling",
            "drug-internet",
            "drug-child-only",
            "drug-sex",
            "item-child-only",
            "item-sex",
            "item-sex-typical",
            "drug-companion",
            "item-companion",
            "herb-incompatibility",
            "herb-daily-max",
        ];
        let mut items: Vec<_> = items.iter().map(|name| table(name, "编码")).collect();
        for name in [
            "item-duplicate",
            "item-duplicate-typical",
            "item-duplicate-suspect",
            "herb-incompatibility",
        ] {
            items.push(table(name, "从项编码"));
        }
        Self {
            items,
            diagnoses: vec![
                table("dx-sex", "编码"),
                table("dx-age", "编码"),
                table("op-dx-mismatch", "诊断"),
                table("drug-indication", "诊断"),
            ],
            operations: vec![table("op-sex", "编码"), table("op-dx-mismatch", "编码")],
        }
    }
}

/// Any code with a prefix: `XV08A*`.
fn completed(prefix: &str) -> String {
    let prefix = prefix.trim_end_matches('*');
    format!(
        "{prefix}{}",
        &"A001B002010100001"[..17_usize.min(23 - prefix.len().min(22))]
    )
}

/// The places of a table's columns by name.
fn columns(rows: &Rows) -> BTreeMap<String, usize> {
    rows.header
        .iter()
        .enumerate()
        .map(|(place, name)| (name.to_owned(), place))
        .collect()
}

/// A row that can be written into.
struct Editable<'c> {
    columns: &'c BTreeMap<String, usize>,
    cells: Vec<String>,
}

impl Editable<'_> {
    fn get(&self, column: &str) -> &str {
        &self.cells[self.columns[column]]
    }

    fn set(&mut self, column: &str, value: impl Into<String>) {
        self.cells[self.columns[column]] = value.into();
    }
}

/// Passes every row to `change`, which answers whether it stays.
fn each(rows: &mut Rows, mut change: impl FnMut(&mut Editable<'_>) -> bool) {
    let columns = columns(rows);
    let old = std::mem::take(&mut rows.cells);
    for row in old {
        let cells = row.iter().map(str::to_owned).collect();
        let mut row = Editable {
            columns: &columns,
            cells,
        };
        if change(&mut row) {
            rows.cells.push(row.cells.into());
        }
    }
}

fn persons(tables: &mut BTreeMap<String, Rows>, dice: &mut Dice, per_mille: u32) {
    each(tables.get_mut("persons").unwrap(), |row| {
        if dice.chance(per_mille) {
            let sex = *dice.pick(&["", "9", "1", "2", "1", "2"]);
            row.set("gend", sex);
        }
        if dice.chance(per_mille) {
            let (year, month, day) = (1940 + dice.below(87), 1 + dice.below(12), 1 + dice.below(28));
            row.set("brdy", format!("{year}-{month:02}-{day:02}"));
            if dice.chance(100) {
                row.set("brdy", "");
            }
        }
        true
    });
}

fn encounters(tables: &mut BTreeMap<String, Rows>, dice: &mut Dice, per_mille: u32) {
    each(tables.get_mut("encounters").unwrap(), |row| {
        if dice.chance(per_mille) {
            match dice.below(4) {
                0 => row.set(
                    "med_type",
                    *dice.pick(&["11", "13", "14", "21", "28", "41", "51", "52"]),
                ),
                1 => row.set("insutype", *dice.pick(&["", "310", "390", "510"])),
                2 => {
                    let days = dice.below(40) as i64 - 20;
                    for column in ["begntime", "endtime"] {
                        let time = moved(row.get(column), days * 86_400);
                        row.set(column, time);
                    }
                }
                _ => {
                    let days = dice.below(10) as i64 - 5;
                    let end = moved(row.get("endtime"), days * 86_400);
                    row.set("endtime", end);
                }
            }
        }
        true
    });
}

fn diagnoses(tables: &mut BTreeMap<String, Rows>, dice: &mut Dice, known: &Known, per_mille: u32) {
    each(tables.get_mut("diagnoses").unwrap(), |row| {
        if !dice.chance(per_mille) {
            return true;
        }
        match dice.below(6) {
            0 => return false,
            1 => row.set("maindiag_flag", *dice.pick(&["0", "1"])),
            2 => {
                row.set("diag_code", *dice.pick(&["Q56.000", "Z51.102", "Z49.100", "Q99.000"]));
                row.set("diag_name", "其他");
            }
            _ => {
                let (code, name) = {
                    let table = dice.pick(&known.diagnoses);
                    dice.pick(table)
                };
                row.set("diag_code", code.as_str());
                row.set("diag_name", name.as_str());
            }
        }
        true
    });
}

/// There are few of them, so every third is altered.
fn operations(tables: &mut BTreeMap<String, Rows>, dice: &mut Dice, known: &Known) {
    each(tables.get_mut("operations").unwrap(), |row| {
        if !dice.chance(333) {
            return true;
        }
        match dice.below(5) {
            0 => return false,
            1 => row.set("main_oprn_flag", "0"),
            _ => {
                let (code, name) = {
                    let table = dice.pick(&known.operations);
                    dice.pick(table)
                };
                row.set("oprn_oprt_code", code.as_str());
                row.set("oprn_oprt_name", name.as_str());
            }
        }
        true
    });
}

fn fee_lines(tables: &mut BTreeMap<String, Rows>, dice: &mut Dice, known: &Known, per_mille: u32) {
    let rows = tables.get_mut("fee_lines").unwrap();
    let places = columns(rows);
    // What is taken back, and what takes it back, keep their amounts: the queries take a refund from one line.
    let mut taken_back = BTreeSet::new();
    let mut charged: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &rows.cells {
        let item = (
            row[places["mdtrt_id"]].to_owned(),
            row[places["med_list_codg"]].to_owned(),
        );
        *charged.entry(item).or_default() += usize::from(!row[places["cnt"]].starts_with('-'));
        if !row[places["init_feedetl_sn"]].is_empty() {
            taken_back.insert(row[places["init_feedetl_sn"]].to_owned());
            taken_back.insert(row[places["feedetl_sn"]].to_owned());
        }
    }
    let mut again = Vec::new();
    each(rows, |row| {
        if row.get("cnt").starts_with('-') {
            nameless(row, dice, known, &charged);
        } else if dice.chance(per_mille) && !taken_back.contains(row.get("feedetl_sn")) {
            match dice.below(12) {
                0..5 => other_item(row, dice, known),
                5 => more(row, dice),
                6 => elsewhen(row, dice),
                7 => {
                    let own = if dice.chance(500) {
                        row.get("det_item_fee_sumamt")
                    } else {
                        "0"
                    }
                    .to_owned();
                    row.set("fulamt_ownpay_amt", own);
                }
                8 => {
                    let hours = dice.below(60) as i64;
                    let at = moved(row.get("fee_ocur_time"), hours * 3_600);
                    row.set("upld_time", if hours == 59 { String::new() } else { at });
                }
                9 => {
                    let emptied: &&str = dice.pick(&["bilg_dr_codg", "rxno", "rxno"]);
                    row.set(emptied, "");
                }
                10 => {
                    let days = dice.below(41);
                    row.set("prd_days", if days == 0 { String::new() } else { days.to_string() });
                }
                _ => {
                    let mut copy: Vec<String> = row.cells.clone();
                    copy[row.columns["feedetl_sn"]].push('D');
                    if dice.chance(500) {
                        copy[row.columns["bilg_dr_codg"]].clear();
                    }
                    again.push(csv::StringRecord::from(copy));
                }
            }
        }
        true
    });
    rows.cells.extend(again);
}

/// Some refunds do not name their line: it is the only one of its item in the visit, or there is
/// none at all.
fn nameless(row: &mut Editable<'_>, dice: &mut Dice, known: &Known, charged: &BTreeMap<(String, String), usize>) {
    if dice.chance(100) {
        row.set("init_feedetl_sn", "");
        other_item(row, dice, known);
    }
    let item = (row.get("mdtrt_id").to_owned(), row.get("med_list_codg").to_owned());
    if dice.chance(300) && charged.get(&item) == Some(&1) {
        row.set("init_feedetl_sn", "");
    }
}

/// Another item at the same price.
fn other_item(row: &mut Editable<'_>, dice: &mut Dice, known: &Known) {
    let (code, name) = {
        let table = dice.pick(&known.items);
        dice.pick(table)
    };
    row.set("med_list_codg", if code.is_empty() { "-" } else { code });
    row.set("medins_list_name", name.as_str());
    let list = match code.chars().next() {
        Some('X') => "101",
        Some('Z') => "103",
        Some('C') => "301",
        Some('0') => "201",
        _ => "102",
    };
    row.set("list_type", list);
}

/// Several times the quantity, and the amounts that go with it.
fn more(row: &mut Editable<'_>, dice: &mut Dice) {
    let times = 2 + dice.below(30) as i64;
    for column in ["cnt", "det_item_fee_sumamt", "fulamt_ownpay_amt"] {
        let value = multiplied(row.get(column), times);
        row.set(column, value);
    }
}

/// Days or hours earlier or later, and delivered as much later.
fn elsewhen(row: &mut Editable<'_>, dice: &mut Dice) {
    let hours = dice.below(24 * 8) as i64 - 24 * 4;
    for column in ["fee_ocur_time", "upld_time"] {
        let at = moved(row.get(column), hours * 3_600);
        row.set(column, at);
    }
}

/// A time so many seconds later; nothing stays nothing.
fn moved(time: &str, seconds: i64) -> String {
    match Moment::parse(time) {
        Ok(moment) => moment.plus_seconds(seconds).to_string(),
        Err(_) => String::new(),
    }
}

/// A decimal number multiplied.
fn multiplied(number: &str, times: i64) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i64 = format!("{whole}{fraction}").parse().unwrap();
    let product = (digits * times).to_string();
    let product = format!("{product:0>width$}", width = fraction.len() + 1);
    let (whole, fraction) = product.split_at(product.len() - fraction.len());
    format!("{whole}.{fraction}").trim_end_matches('.').to_owned()
}
