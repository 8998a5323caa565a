//! Checks of the knowledge tables: a row without a basis, a source or a date accuses nobody.

use super::Complaint;
use crate::tree::Tree;

/// Columns that no row may leave empty.
const REQUIRED: [&str; 6] = ["知识点", "名称", "依据", "来源", "施行", "载入"];

pub(super) fn rows(tree: &Tree) -> Vec<Complaint> {
    // Catalogues are what things are called, originals are as they were published: neither is knowledge.
    let other = ["books/sources/", "books/catalogue/"];
    let table = |path: &str| {
        path.starts_with("books/") && path.ends_with(".csv") && !other.iter().any(|folder| path.starts_with(folder))
    };
    let mut found = Vec::new();
    let mut tables = 0;
    for (path, text) in tree.texts().filter(|(path, _)| table(path)) {
        tables += 1;
        check(path, text, &mut found);
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

fn check(path: &str, text: &str, found: &mut Vec<Complaint>) {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
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
    loop {
        let line = reader.position().line() as usize;
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                found.push(Complaint::new(path, line, format!("not a row: {error}")));
                break;
            }
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
        let lacking = check(&format!(
            "{head}1,甲,X,限儿童,第一批,2025-05-23,2026-11-24\n2,乙,Y,,第一批, ,2026-11-24\n"
        ));
        assert_eq!(
            lacking.iter().map(|complaint| complaint.line).collect::<Vec<_>>(),
            [3, 3]
        );
        assert_eq!(check("知识点,名称,编码\n").len(), 4);
        assert_eq!(rows(&Tree::of(&[])).len(), 1);
    }
}
