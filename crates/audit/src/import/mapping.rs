//! The mapping file: other names for files and columns, in TOML.
//!
//! ```toml
//! [files]
//! fee_lines = ["YB_FYMX"]          # file or folder names, without extension
//! [columns.fee_lines]
//! feedetl_sn = "FYLSH"             # national name = name in the source
//! ```

use crate::{LakeError, SourceTable};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// How a source names its files and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(default)]
    files: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    columns: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads a mapping file.
    pub fn read(path: &Path) -> Result<Self, LakeError> {
        let text = std::fs::read_to_string(path).map_err(|error| LakeError::source(path, error))?;
        Self::parse(&text).map_err(|reason| LakeError::Mapping {
            path: path.to_owned(),
            reason,
        })
    }

    /// Reads the text of a mapping file; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for name in mapping.files.keys().chain(mapping.columns.keys()) {
            table_named(name)?;
        }
        for (name, columns) in &mapping.columns {
            let table = table_named(name)?;
            for column in columns.keys() {
                if !table.fields().iter().any(|field| field.name == column) {
                    return Err(format!("{name} 表没有 {column} 列"));
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
        assert!(Mapping::parse("[other]").is_err());
    }
}
