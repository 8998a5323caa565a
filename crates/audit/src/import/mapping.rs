//! The mapping file: other names for files and columns, in TOML.
//!
//! ```toml
//! [files]
//! fee_lines = ["YB_FYMX"]          # file or folder names, without extension
//! [columns.fee_lines]
//! feedetl_sn = "FYLSH"             # national name = name in the source
//! ```

use crate::words::in_words;
use crate::{LakeError, SourceTable};
use std::collections::BTreeMap;
use std::path::Path;
use toml::{Table, Value};

/// How a source names its files and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    files: BTreeMap<String, Vec<String>>,
    columns: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads a mapping file.
    pub fn read(path: &Path) -> Result<Self, LakeError> {
        let unusable = |reason| LakeError::Mapping {
            path: path.to_owned(),
            reason,
        };
        let text = std::fs::read(path).map_err(|error| unusable(in_words(&error)))?;
        let text = String::from_utf8(text).map_err(|_| unusable("不是 UTF-8 文本，请另存为 UTF-8".to_owned()))?;
        Self::parse(&text).map_err(unusable)
    }

    /// Reads the text of a mapping file; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let sections: Table = toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            let said = error.message();
            format!("第 {line} 行不是有效的 TOML（{said}）：请检查引号、等号与方括号")
        })?;
        let mut mapping = Self::default();
        for (section, said) in &sections {
            match (section.as_str(), said) {
                ("files", Value::Table(said)) => mapping.files = said.iter().map(files).collect::<Result<_, _>>()?,
                ("columns", Value::Table(said)) => {
                    mapping.columns = said.iter().map(columns).collect::<Result<_, _>>()?;
                }
                _ => {
                    return Err(format!(
                        "不认识“{section}”：文件名写在 [files] 中，列名写在 [columns.表名] 中"
                    ));
                }
            }
        }
        Ok(mapping)
    }

    /// What is said of the columns of a table, as one text; empty where nothing is. Of the identity of a file.
    pub(crate) fn of_table(&self, table: SourceTable) -> String {
        let columns = self.columns.get(table.name()).into_iter().flatten();
        columns.map(|(name, other)| format!(" {name}={other}")).collect()
    }

    /// Names of files and folders that none of these is called.
    pub(crate) fn unmet<'n>(&self, met: impl Iterator<Item = &'n str> + Clone) -> Vec<String> {
        let names = self.files.values().flatten();
        let unmet = names.filter(|name| !met.clone().any(|known| known.eq_ignore_ascii_case(name)));
        unmet.cloned().collect()
    }

    /// The table of a file or folder name.
    pub(crate) fn table_of(&self, name: &str) -> Option<SourceTable> {
        let mapped = self
            .files
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
        SourceTable::named(mapped.map_or(name, |(table, _)| table))
    }

    /// For each field of a table the place of its column in a header.
    pub(crate) fn layout<'h>(
        &self,
        table: SourceTable,
        header: impl Iterator<Item = &'h str> + Clone,
    ) -> Result<Vec<Option<usize>>, String> {
        let columns = self.columns.get(table.name());
        let mut layout = Vec::with_capacity(table.fields().len());
        for field in table.fields() {
            let mapped = columns.and_then(|columns| columns.get(field.name));
            let name = mapped.map_or(field.name, String::as_str);
            let mut places = header
                .clone()
                .enumerate()
                .filter(|(_, title)| title.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
                .map(|(place, _)| place);
            let place = places.next();
            if places.next().is_some() {
                return Err(format!("表头有两个“{name}”列"));
            }
            if place.is_none() && mapped.is_some() {
                return Err(format!(
                    "表头没有“{name}”列，对照文件 [columns.{}] 却把 {} 对应到它：请改正列名，或删去这一行",
                    table.name(),
                    field.name
                ));
            }
            if place.is_none() && field.required {
                return Err(format!(
                    "表头缺少“{name}”列（{} 表必填）；列名不同的，请在对照文件 [columns.{}] 中写明",
                    table.name(),
                    table.name()
                ));
            }
            layout.push(place);
        }
        Ok(layout)
    }
}

/// `fee_lines = ["YB_FYMX"]`
fn files((table, said): (&String, &Value)) -> Result<(String, Vec<String>), String> {
    table_named(table)?;
    let names = said.as_array().and_then(|names| {
        let names = names.iter().map(|name| name.as_str().map(str::to_owned));
        names.collect::<Option<Vec<String>>>()
    });
    let names = names.ok_or_else(|| format!("[files] 中 {table} 的值应写作 [\"文件名\"]"))?;
    Ok((table.clone(), names))
}

/// `[columns.fee_lines]`, and below it `feedetl_sn = "FYLSH"`
fn columns((name, said): (&String, &Value)) -> Result<(String, BTreeMap<String, String>), String> {
    let table = table_named(name)?;
    let said = said
        .as_table()
        .ok_or_else(|| format!("列名应写在 [columns.{name}] 之下，每列一行"))?;
    let mut columns = BTreeMap::new();
    for (column, title) in said {
        if !table.fields().iter().any(|field| field.name == column) {
            return Err(format!("{name} 表没有 {column} 列"));
        }
        let title = title
            .as_str()
            .ok_or_else(|| format!("[columns.{name}] 中 {column} 的值应写作 \"列名\""))?;
        columns.insert(column.clone(), title.to_owned());
    }
    Ok((name.clone(), columns))
}

fn table_named(name: &str) -> Result<SourceTable, String> {
    SourceTable::named(name).ok_or_else(|| {
        let known: Vec<&str> = SourceTable::ALL.iter().map(|table| table.name()).collect();
        format!("没有 {name} 表；可用的有 {}", known.join("、"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_followed_and_wrong_ones_refused() {
        let mapping = Mapping::parse("[files]\nbeds = [\"CW\"]\n[columns.beds]\nbed_codg = \"CWH\"\n").unwrap();
        assert_eq!(mapping.table_of("cw"), Some(SourceTable::Beds));
        assert_eq!(mapping.table_of("persons"), Some(SourceTable::Persons));
        let header = ["\u{feff}fixmedins_code", "HOSP_DEPT_CODG ", "cwh"];
        assert_eq!(
            mapping.layout(SourceTable::Beds, header.into_iter()),
            Ok(vec![Some(0), Some(1), Some(2), None])
        );
        let lacking = mapping.layout(
            SourceTable::Beds,
            ["fixmedins_code", "hosp_dept_codg", "bed_codg"].into_iter(),
        );
        let lacking = lacking.unwrap_err();
        assert!(lacking.contains("CWH") && lacking.contains("bed_codg"), "{lacking}");
        assert_eq!(mapping.unmet(["cw", "other"].into_iter()), Vec::<String>::new());
        assert_eq!(mapping.unmet(["beds"].into_iter()), ["CW"]);
        let short = mapping.layout(SourceTable::Beds, ["cwh"].into_iter()).unwrap_err();
        assert!(short.contains("fixmedins_code"), "{short}");
        let twice = mapping.layout(SourceTable::Beds, ["fixmedins_code"; 2].into_iter());
        assert!(twice.is_err());
        assert!(
            Mapping::parse("[columns.beds]\nnothing = \"x\"")
                .unwrap_err()
                .contains("nothing")
        );
        assert!(Mapping::parse("[files]\nrooms = []").unwrap_err().contains("rooms"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            ("[other]", "不认识“other”"),
            ("files = 1", "不认识“files”"),
            ("[fee_lines]\ncnt = \"SL\"", "不认识“fee_lines”：文件名写在 [files] 中"),
            ("[files]\nbeds = \"CW\"", "beds 的值应写作 [\"文件名\"]"),
            ("[columns]\nbeds = \"CW\"", "[columns.beds]"),
            ("[columns.beds]\nbed_codg = 1", "bed_codg 的值应写作"),
            ("[files]\n\nbeds = [", "第 3 行不是有效的 TOML"),
        ] {
            let wrong = Mapping::parse(text).unwrap_err();
            assert!(wrong.contains(expected), "{wrong}");
        }
    }
}
