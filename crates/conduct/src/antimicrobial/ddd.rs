//! Defined daily doses (DDD) as a table that an institution imports. None is shipped: the values that
//! are published may not be used freely, and a row says under which licence it stands.

use domain::{ItemCode, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const HEADER: [&str; 6] = ["药品编码", "药品名称", "单位", "DDD值", "来源", "许可"];

/// 许可 · why a value may be used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Licence {
    /// 公有领域
    PublicDomain,
    /// 政府公布: published by an authority for this use
    Government,
    /// 机构自定: the institution's own pharmacy has set it
    Own,
    /// 开放许可: an open licence that allows every use
    Open,
}

impl Licence {
    fn read(text: &str) -> Option<Self> {
        match text {
            "公有领域" | "CC0-1.0" => Some(Licence::PublicDomain),
            "政府公布" => Some(Licence::Government),
            "机构自定" => Some(Licence::Own),
            "CC-BY-4.0" | "CC-BY-SA-4.0" => Some(Licence::Open),
            _ => None,
        }
    }
}

/// 限定日剂量 · the DDD of one drug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyDose {
    /// 药品名称
    pub name: String,
    /// 单位 in which consumption is counted, e.g. `g`
    pub unit: String,
    /// DDD值 in that unit; above zero
    pub ddd: Quantity,
    /// 来源
    pub source: String,
    /// 许可
    pub licence: Licence,
}

/// 一行DDD值 as it was written, to be read by [`DoseRow::dose`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoseRow {
    /// 药品编码
    pub code: String,
    /// 药品名称
    pub name: String,
    /// 单位
    pub unit: String,
    /// DDD值
    pub ddd: String,
    /// 来源
    pub source: String,
    /// 许可
    pub licence: String,
}

impl DoseRow {
    /// The dose that the row means.
    ///
    /// # Errors
    /// The column that cannot be used and why, as people are told; a licence that excludes commercial use
    /// is one.
    pub fn dose(&self) -> Result<(ItemCode, DailyDose), (&'static str, String)> {
        for (field, text) in [("药品编码", &self.code), ("单位", &self.unit), ("来源", &self.source)] {
            if text.is_empty() {
                return Err((field, "没有填写。请补充。".to_owned()));
            }
        }
        let value = self.ddd.parse::<Quantity>().ok().filter(|value| value.is_positive());
        let Some(ddd) = value else {
            let what = format!("应为大于零、至多四位小数的数，所填为“{}”。", self.ddd);
            return Err(("DDD值", what));
        };
        let Some(licence) = Licence::read(&self.licence) else {
            return Err(("许可", refused(&self.licence)));
        };
        let dose = DailyDose {
            name: self.name.clone(),
            unit: self.unit.clone(),
            ddd,
            source: self.source.clone(),
            licence,
        };
        Ok((ItemCode::new(&self.code), dose))
    }
}

/// Why a text is no table of DDD values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("DDD值表第{line}行“{field}”：{what}")]
pub struct DddProblem {
    /// 行号, from 1
    pub line: u64,
    /// 列名
    pub field: &'static str,
    /// what is wrong and what to do
    pub what: String,
}

/// DDD值表 · the values by drug.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DddTable {
    doses: BTreeMap<ItemCode, DailyDose>,
}

impl FromIterator<(ItemCode, DailyDose)> for DddTable {
    fn from_iter<I: IntoIterator<Item = (ItemCode, DailyDose)>>(doses: I) -> Self {
        Self {
            doses: doses.into_iter().collect(),
        }
    }
}

impl DddTable {
    /// Reads a table `药品编码,药品名称,单位,DDD值,来源,许可`.
    ///
    /// # Errors
    /// The first row that cannot be used; a row whose licence excludes commercial use is one.
    pub fn read(text: &str) -> Result<Self, DddProblem> {
        let problem = |line, field, what: String| DddProblem { line, field, what };
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut doses = BTreeMap::new();
        for (place, row) in reader.records().enumerate() {
            let row = row.map_err(|error| problem(place as u64 + 1, "整行", format!("不能读取：{error}")))?;
            let line = row.position().map_or(place as u64 + 1, csv::Position::line);
            let cells: Vec<&str> = row.iter().collect();
            if place == 0 {
                if cells != HEADER {
                    let what = format!("表头应为“{}”。请按此更正。", HEADER.join(","));
                    return Err(problem(line, "表头", what));
                }
                continue;
            }
            let [code, name, unit, ddd, source, licence] = cells.as_slice() else {
                let what = format!("应有{}列，现有{}列。", HEADER.len(), cells.len());
                return Err(problem(line, "整行", what));
            };
            let [code, name, unit, ddd, source, licence] =
                [code, name, unit, ddd, source, licence].map(|cell| (*cell).to_owned());
            let row = DoseRow {
                code,
                name,
                unit,
                ddd,
                source,
                licence,
            };
            let (item, dose) = row.dose().map_err(|(field, what)| problem(line, field, what))?;
            if doses.insert(item, dose).is_some() {
                let what = format!("{}已在前面出现。请只保留一行。", row.code);
                return Err(problem(line, "药品编码", what));
            }
        }
        Ok(Self { doses })
    }

    /// The table that the program brings along: it has its header and no row.
    ///
    /// # Errors
    /// It is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, DddProblem> {
        Self::read(include_str!("../../data/ddd.csv"))
    }

    /// The dose of a drug, by its national code.
    pub fn dose(&self, item: &ItemCode) -> Option<&DailyDose> {
        self.doses
            .get(item)
            .or_else(|| self.doses.get(&ItemCode::new(item.national())))
    }

    /// How many drugs have a value.
    pub fn len(&self) -> usize {
        self.doses.len()
    }

    /// True where no drug has one.
    pub fn is_empty(&self) -> bool {
        self.doses.is_empty()
    }
}

/// Why a licence is not accepted: what forbids commercial use is named as such.
fn refused(licence: &str) -> String {
    let lower = licence.to_lowercase();
    let marks = ["非商业", "非商用", "non-commercial", "noncommercial", "-nc", "who"];
    match marks.iter().any(|mark| lower.contains(mark)) {
        true => format!("“{licence}”不许可商业使用，不能导入。请改用机构自定或者政府公布的数值，并注明来源。"),
        false => {
            format!("“{licence}”不是可用的许可。应为公有领域、政府公布、机构自定、CC0-1.0、CC-BY-4.0或者CC-BY-SA-4.0。")
        }
    }
}
