//! Lines of a catalogue file, with the damage of PDF copying undone.

use super::super::wording;
use super::super::{ImportError, Notes, Skipped};
use hashbrown::{HashMap, HashSet};

/// One drug of the catalogue.
pub(super) struct Entry {
    /// row as a spreadsheet shows it
    pub row: u32,
    /// names of the drug, joined by `、`
    pub name: String,
    /// class of dosage forms, if the file has one
    pub form: String,
    /// the remark, empty if there is none
    pub text: String,
}

/// Reads the lines of a file.
pub(super) fn entries(file: &str, text: &str, notes: &mut Notes) -> Result<Vec<Entry>, ImportError> {
    let damaged = |_| ImportError::Unreadable("CSV 不可读".to_owned());
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns: HashMap<String, usize> = reader
        .headers()
        .map_err(damaged)?
        .iter()
        .enumerate()
        .map(|(i, name)| (name.to_owned(), i))
        .collect();
    let mut out = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(damaged)?;
        if index >= super::super::grid::ROWS_MAX {
            return Err(ImportError::TooLarge(format!(
                "超过 {} 行",
                super::super::grid::ROWS_MAX
            )));
        }
        let field = |name: &str| columns.get(name).and_then(|i| record.get(*i)).unwrap_or_default();
        let row = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2);
        let name = drug_names(field("drug_name"));
        if name.is_empty() {
            notes.skipped.push(Skipped {
                sheet: file.to_owned(),
                row,
                reason: "没有药品名称",
                text: field("restriction").to_owned(),
            });
            continue;
        }
        let form = wording::key(field("dosage_form"));
        out.push(Entry {
            row,
            name,
            form,
            text: wording::joined(field("restriction")),
        });
    }
    Ok(out)
}

/// Names that the catalogue lists in several forms with different remarks.
pub(super) fn differing_names(entries: &[Entry]) -> HashSet<String> {
    let mut first: HashMap<&str, &str> = HashMap::new();
    let mut out = HashSet::new();
    for entry in entries {
        match first.get(entry.name.as_str()) {
            Some(text) if *text != entry.text => {
                out.insert(entry.name.clone());
            }
            Some(_) => {}
            None => {
                first.insert(&entry.name, &entry.text);
            }
        }
    }
    out
}

/// The drug names of one cell, joined by `、`. A line that begins like the name
/// before it, or with 注射用, is another drug; any other line break is the PDF's.
fn drug_names(cell: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut depth = 0_i32;
    for line in wording::tidy(&cell.replace("\\n", "\n")).lines() {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let head: String = line.chars().take(2).collect();
        let another = depth == 0
            && names
                .last()
                .is_none_or(|last| last.starts_with(&head) || last.ends_with('、') || line.starts_with("注射用"));
        if another {
            names.push(String::new());
        }
        let Some(name) = names.last_mut() else { continue };
        for c in line.chars() {
            depth += match c {
                '(' | '[' => 1,
                ')' | ']' => -1,
                _ => 0,
            };
            name.push(if c == '、' && depth > 0 { '/' } else { c });
        }
    }
    let all = names.join("、");
    all.split('、')
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_broken_by_the_pdf_close_up_and_lists_part() {
        assert_eq!(
            drug_names("脂溶性维生素 Ⅰ\\n脂溶性维生素Ⅱ"),
            "脂溶性维生素Ⅰ、脂溶性维生素Ⅱ"
        );
        assert_eq!(
            drug_names("牛碱性成纤维细胞生长因子(重\\n组牛碱性)"),
            "牛碱性成纤维细胞生长因子(重组牛碱性)"
        );
        assert_eq!(
            drug_names("奥美拉唑碳酸氢钠干混悬剂\\n(Ⅱ)"),
            "奥美拉唑碳酸氢钠干混悬剂(Ⅱ)"
        );
        assert_eq!(drug_names("紫雪、紫雪胶囊（散、颗粒）"), "紫雪、紫雪胶囊(散/颗粒)");
        assert_eq!(
            drug_names("注射用重组人TNK组织型纤溶\\n酶原激活剂"),
            "注射用重组人TNK组织型纤溶酶原激活剂"
        );
        assert_eq!(
            drug_names("双黄连注射液\\n注射用双黄连(冻干)"),
            "双黄连注射液、注射用双黄连(冻干)"
        );
        assert_eq!(drug_names("甲胶囊、乙\\n口服液(丙)"), "甲胶囊、乙口服液(丙)");
    }
}
