//! Which drugs the knowledge batches already know, by name, code and rule.

use super::super::Import;
use super::super::kind::Table;
use super::super::wording;
use hashbrown::{HashMap, HashSet};

/// Drugs met in the knowledge batches: the codes of each generic name, and
/// which rule already covers which drug.
#[derive(Debug, Clone, Default)]
pub struct KnownDrugs {
    by_name: HashMap<String, Vec<String>>,
    covered: HashSet<(String, String)>,
}

impl KnownDrugs {
    /// Learns names, codes and coverage from an import of the batches.
    pub fn learn(&mut self, import: &Import) {
        for table in &import.tables {
            for row in &table.rows {
                let name = wording::key(&row.name);
                self.covered.insert((table.table.clone(), name.clone()));
                for code in row.codes.iter().filter(|code| code.starts_with(['X', 'Z'])) {
                    self.covered.insert((table.table.clone(), code.clone()));
                    insert(&mut self.by_name, &name, code);
                }
            }
        }
    }

    /// Codes of a generic name: exactly, or after removing the dosage form of
    /// either. A form given beside the name must fit the drug; without one, all
    /// drugs of that name must be of one route, because a remark on the
    /// injection says nothing about the tablet.
    pub(super) fn codes(&self, name: &str, form: &str) -> Option<Vec<String>> {
        let name = wording::key(name);
        if let Some(codes) = self
            .by_name
            .get(&name)
            .filter(|_| form.is_empty() || form_fits(&name, form))
        {
            return Some(codes.clone());
        }
        let same_base = || {
            self.by_name
                .iter()
                .filter(|(full, _)| base_name(full) == base_name(&name))
        };
        let mut routes: Vec<Route> = same_base().map(|(full, _)| route(full)).collect();
        routes.dedup();
        if form.is_empty() && routes.len() != 1 {
            return None;
        }
        let fitting = same_base().filter(|(full, _)| form.is_empty() || form_fits(full, form));
        let mut codes: Vec<String> = fitting.flat_map(|(_, codes)| codes.iter().cloned()).collect();
        codes.sort_unstable();
        codes.dedup();
        (!codes.is_empty()).then_some(codes)
    }

    /// Whether the batches already state that rule for that drug.
    pub(super) fn covers(&self, table: Table, name: &str, codes: &[String]) -> bool {
        let covered = |key: &str| self.covered.contains(&(table.stem().to_owned(), key.to_owned()));
        covered(&wording::key(name)) || codes.iter().any(|code| covered(code))
    }
}

fn insert(map: &mut HashMap<String, Vec<String>>, name: &str, code: &str) {
    let codes = map.entry_ref(name).or_default();
    if !codes.iter().any(|seen| seen == code) {
        codes.push(code.to_owned());
    }
}

const FORMS: [&str; 24] = [
    "吸入粉雾剂",
    "吸入气雾剂",
    "缓释胶囊",
    "肠溶胶囊",
    "肠溶片",
    "缓释片",
    "分散片",
    "口腔崩解片",
    "干混悬剂",
    "口服溶液",
    "口服混悬液",
    "凝胶贴膏",
    "鼻喷雾剂",
    "滴眼液",
    "注射液",
    "软胶囊",
    "颗粒",
    "胶囊",
    "乳膏",
    "软膏",
    "栓",
    "丸",
    "贴片",
    "片",
];

/// A generic name without its dosage form: `注射用丹参多酚酸` and `丹参多酚酸`.
fn base_name(name: &str) -> &str {
    let name = name.strip_prefix("注射用").unwrap_or(name);
    FORMS
        .iter()
        .find_map(|form| name.strip_suffix(form))
        .filter(|base| !base.is_empty())
        .unwrap_or(name)
}

#[derive(PartialEq, Eq)]
enum Route {
    Injected,
    Oral,
    Other,
}

fn route(name: &str) -> Route {
    if name.contains("注射") {
        Route::Injected
    } else if ["片", "胶囊", "颗粒", "丸", "口服"]
        .iter()
        .any(|word| name.contains(word))
    {
        Route::Oral
    } else {
        Route::Other
    }
}

/// Whether a full drug name is of the catalogue's class of dosage forms.
fn form_fits(name: &str, form: &str) -> bool {
    let injected = name.contains("注射");
    match form {
        "注射剂" => injected,
        "口服常释剂型" => {
            !injected
                && ["片", "胶囊", "丸"].iter().any(|suffix| name.ends_with(suffix))
                && !["缓释", "控释", "肠溶", "阴道"].iter().any(|word| name.contains(word))
        }
        "缓释控释剂型" => name.contains("缓释") || name.contains("控释"),
        "口服液体剂" => !injected && ["口服", "混悬", "糖浆", "合剂"].iter().any(|word| name.contains(word)),
        "颗粒剂" => name.contains("颗粒"),
        "软膏剂" => name.contains("膏"),
        "栓剂" => name.contains('栓'),
        other => name.contains(other.trim_end_matches('剂')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dosage_forms_keep_injections_from_tablets() {
        assert_eq!(base_name("注射用丹参多酚酸"), "丹参多酚酸");
        assert_eq!(base_name("天麻素注射液"), "天麻素");
        assert!(form_fits("天麻素注射液", "注射剂"));
        assert!(!form_fits("天麻素片", "注射剂"));
        assert!(!form_fits("布洛芬缓释胶囊", "口服常释剂型"));
    }
}
