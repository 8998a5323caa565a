//! The mark on a report (`全国HR`, `京津冀HR`, `北京市西城区HR`): what it says, and where it holds.

use domain::Division;
use std::collections::{BTreeMap, BTreeSet};

/// 互认范围 · where a marked result is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// 全国
    National,
    /// 地区: these divisions and all below them
    Divisions(BTreeSet<Division>),
}

/// Why a text is no mark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkProblem {
    /// nothing is marked
    #[error("没有互认标识，不在互认范围。")]
    Unmarked,
    /// the letters without a scope, or with something else after them
    #[error("互认标识“{0}”没有写明范围。应为范围加HR，如“全国HR”。")]
    NoScope(String),
    /// a place that is not in the table
    #[error("互认标识的范围“{0}”不在区划名称表中。请核对名称，或者补充地区。")]
    UnknownPlace(String),
    /// a name that several divisions have
    #[error("互认标识的范围“{0}”有多个同名区划。请写全称。")]
    Ambiguous(String),
}

/// Why a text holds no regions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("互认地区名称表不能读取：{0}")]
pub struct RegionsProblem(String);

/// 区划名称表 · names of divisions and of regions that consist of several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    named: BTreeMap<String, BTreeSet<Division>>,
    regions: BTreeMap<String, BTreeSet<Division>>,
}

impl Places {
    /// Names from a table of divisions: six-digit code and own name (`110102`, `西城区`). A county is also
    /// known with its city, its province or both before it; provinces and cities without their last word.
    pub fn of<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let names: BTreeMap<&str, &str> = rows.into_iter().collect();
        let mut named: BTreeMap<String, BTreeSet<Division>> = BTreeMap::new();
        for (code, name) in &names {
            let above = |digits: usize| {
                let head = code.get(..digits).unwrap_or_default();
                let upper = format!("{head:0<6}");
                (upper != **code).then(|| names.get(upper.as_str()).copied()).flatten()
            };
            let (province, city) = (above(2).unwrap_or_default(), above(4).unwrap_or_default());
            for prefix in ["", province, city, &format!("{province}{city}")] {
                for name in [*name, short(name)] {
                    let division = Division::new(code);
                    named.entry(format!("{prefix}{name}")).or_default().insert(division);
                }
            }
        }
        Self {
            named,
            regions: BTreeMap::new(),
        }
    }

    /// These names and the regions that the program brings along.
    ///
    /// # Errors
    /// The shipped table is tested; an error is a defect of the program.
    pub fn with_shipped_regions(self) -> Result<Self, RegionsProblem> {
        self.with_regions(include_str!("../../data/recognition-regions.toml"))
    }

    /// These names and regions from TOML, each a name with its divisions. A region goes before a division
    /// of the same name.
    ///
    /// # Errors
    /// What the reader of TOML says, with its line.
    pub fn with_regions(mut self, text: &str) -> Result<Self, RegionsProblem> {
        let read: BTreeMap<String, Vec<String>> =
            toml::from_str(text).map_err(|error| RegionsProblem(error.to_string()))?;
        for (name, codes) in read {
            self.regions.insert(name, codes.iter().map(Division::new).collect());
        }
        Ok(self)
    }
}

/// A province or a city as it is called in passing.
fn short(name: &str) -> &str {
    ["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}

impl Mark {
    /// Reads the mark on a report.
    ///
    /// # Errors
    /// Why it is none; a result with such a mark is not recognised.
    pub fn read(text: &str, places: &Places) -> Result<Self, MarkProblem> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        if text.is_empty() {
            return Err(MarkProblem::Unmarked);
        }
        let Some(scope) = text.strip_suffix("HR").filter(|scope| !scope.is_empty()) else {
            return Err(MarkProblem::NoScope(text));
        };
        if scope == "全国" {
            return Ok(Mark::National);
        }
        if let Some(divisions) = places.regions.get(scope) {
            return Ok(Mark::Divisions(divisions.clone()));
        }
        match places.named.get(scope) {
            None => Err(MarkProblem::UnknownPlace(scope.to_owned())),
            Some(divisions) if divisions.len() > 1 => Err(MarkProblem::Ambiguous(scope.to_owned())),
            Some(divisions) => Ok(Mark::Divisions(divisions.clone())),
        }
    }

    /// True where the mark holds in the division.
    pub fn holds_in(&self, division: &Division) -> bool {
        match self {
            Mark::National => true,
            Mark::Divisions(divisions) => divisions.iter().any(|scope| scope.governs(division)),
        }
    }
}
