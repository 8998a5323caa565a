//! Checks of the knowledge tables: a row without a basis, a source or a date accuses nobody.

use super::Complaint;
use crate::tree::Tree;
use rulebook::Lines;
use std::collections::HashMap;

/// Columns that no row may leave empty.
const REQUIRED: [&str; 6] = ["知识点", "名称", "依据", "来源", "施行", "载入"];

pub(super) fn rows(tree: &Tree) -> Vec<Complaint> {
    // Catalogues are what things are called, originals are as they were published: neither is knowledge.
    let other = ["books/sources/", "books/catalogue/"];
    let table = |path: &str| {
        path.starts_with("books/") && path.ends_with(".csv") && !other.iter().any(|folder| path.starts_with(folder))
    };
    let mut found = Vec::new();
    let units = charged_units(tree);
    let mut tables = 0;
    for (path, text) in tree.texts().filter(|(path, _)| table(path)) {
        tables += 1;
        check(path, text, &units, &mut found);
    }
    if tables == 0 {
        found.push(Complaint::new(
            "books/national/knowledge",
            0,
            "there is no knowledge table",
        ));
    }
    found
}

/// The units in which the service catalogue charges, by code.
fn charged_units(tree: &Tree) -> HashMap<String, String> {
    let catalogue = tree.texts().find(|(path, _)| *path == "books/catalogue/services.csv");
    let mut reader = csv::Reader::from_reader(catalogue.map_or("", |(_, text)| text).as_bytes());
    let rows = reader.records().flatten();
    let unit = |row: csv::StringRecord| Some((row.get(0)?.to_owned(), row.get(2)?.to_owned()));
    rows.filter_map(unit).filter(|(_, unit)| !unit.is_empty()).collect()
}

/// What a row counts in another unit than the catalogue charges in, where it neither converts nor says so.
fn foreign_unit<'u>(cell: impl Fn(&str) -> &'u str, units: &'u HashMap<String, String>) -> Option<(&'u str, &'u str)> {
    let own = [cell("计价单位"), cell("单位")]
        .into_iter()
        .find(|unit| !unit.is_empty())?;
    let charged = cell("编码").split('|').filter_map(|code| units.get(code));
    let mut other = charged.map(String::as_str).filter(|charged| *charged != own);
    let told = cell("标注").starts_with("原表矛盾");
    other.next().filter(|_| !told).map(|other| (own, other))
}

fn check(path: &str, text: &str, units: &HashMap<String, String>, found: &mut Vec<Complaint>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(columns) => columns.clone(),
        Err(error) => return found.push(Complaint::new(path, 1, format!("not a table: {error}"))),
    };
    let mut places = Vec::new();
    for name in REQUIRED {
        match columns.iter().position(|column| column.trim() == name) {
            Some(place) => places.push((name, place)),
            None => found.push(Complaint::new(path, 1, format!("no column “{name}”"))),
        }
    }
    let mut row = csv::StringRecord::new();
    let mut lines = Lines::of(text);
    loop {
        let line = lines.of_record(reader.position().byte() as usize);
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                found.push(Complaint::new(path, line, format!("not a row: {error}")));
                break;
            }
        }
        let cell = |name: &str| {
            let place = columns.iter().position(|column| column.trim() == name);
            place.and_then(|place| row.get(place)).unwrap_or_default().trim()
        };
        if let Some((own, charged)) = foreign_unit(cell, units) {
            let message = format!("the cap is in {own}, the service catalogue charges by {charged}");
            found.push(Complaint::new(path, line, message));
        }
        for (name, place) in &places {
            if row.get(*place).unwrap_or_default().trim().is_empty() {
                found.push(Complaint::new(path, line, format!("“{name}” is empty")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_basis_source_or_date_is_named_with_its_line() {
        let check = |text: &str| rows(&Tree::of(&[("books/national/knowledge/a.csv", text)]));
        let head = "知识点,名称,编码,依据,来源,施行,载入\n";
        assert_eq!(
            check(&format!("{head}1,甲,X,限儿童,第一批,2025-05-23,2026-11-24\n")),
            []
        );
        let lacking = format!("{head}1,甲,X,限儿童,第一批,2025-05-23,2026-11-24\n2,乙,Y,,第一批, ,2026-11-24\n");
        for text in [lacking.replace('\n', "\r\n"), lacking] {
            let lines: Vec<usize> = check(&text).iter().map(|complaint| complaint.line).collect();
            assert_eq!(lines, [3, 3]);
        }
        assert_eq!(check("知识点,名称,编码\n").len(), 4);
        assert_eq!(rows(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn a_cap_in_another_unit_than_the_catalogue_charges_in_is_named() {
        let complaints = |rows_of: &str| {
            let head = "知识点,名称,编码,依据,来源,施行,载入,标注,上限,单位,计价单位";
            let table = format!("{head}\n{rows_of}\n");
            let catalogue = "编码,名称,单位\nX,甲,半日\nY,乙,\n";
            let files = [
                ("books/catalogue/services.csv", catalogue),
                ("books/national/knowledge/a.csv", table.as_str()),
            ];
            rows(&Tree::of(&files)).len()
        };
        let row = |code: &str, mark: &str, charged: &str| {
            format!("1,甲,{code},限,第一批,2025-05-23,2026-11-24,{mark},1,日,{charged}")
        };
        assert_eq!(complaints(&row("X", "", "")), 1);
        assert_eq!(complaints(&row("X", "", "半日")), 0);
        assert_eq!(complaints(&row("X", "原表矛盾：数量单位为日，目录按半日计价", "")), 0);
        assert_eq!(complaints(&row("Y", "", "")) + complaints(&row("Z", "", "")), 0);
    }
}
