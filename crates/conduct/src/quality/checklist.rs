//! Lists that institutions go through, as data: sixty measures in twelve aspects, ten measures, the points
//! of a check.

use serde::{Deserialize, Serialize};

/// 条目
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 方面
    pub aspect: String,
    /// 内容
    pub text: String,
    /// 分值 that a full self-score gives
    pub points: u16,
}

/// 清单 · its items are known by their place, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// 名称
    pub title: String,
    /// 条目; a table `item` each in TOML
    #[serde(alias = "item")]
    pub items: Vec<Item>,
}

/// Why a text is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("清单不能读取：{0}")]
pub struct ChecklistProblem(String);

impl Checklist {
    /// Reads a list from TOML: `title`, and tables `item` with `aspect`, `text` and `points`.
    ///
    /// # Errors
    /// What the reader of TOML says, or an item that says nothing.
    pub fn read(text: &str) -> Result<Self, ChecklistProblem> {
        let list: Self = toml::from_str(text).map_err(|error| ChecklistProblem(error.to_string()))?;
        for (place, item) in list.items.iter().enumerate() {
            if item.aspect.trim().is_empty() || item.text.trim().is_empty() {
                return Err(ChecklistProblem(format!("第{}条没有方面或者内容。请补充。", place + 1)));
            }
        }
        match list.items.is_empty() {
            true => Err(ChecklistProblem("没有条目。请至少写一条。".to_owned())),
            false => Ok(list),
        }
    }

    /// 医疗文书管理排查, as the program brings it along.
    ///
    /// # Errors
    /// It is tested; an error is a defect of the program.
    pub fn records() -> Result<Self, ChecklistProblem> {
        Self::read(include_str!("../../data/checklist-records.toml"))
    }

    /// The item with this number, from 1.
    pub fn item(&self, number: u16) -> Option<&Item> {
        self.items.get(usize::from(number).checked_sub(1)?)
    }

    /// 方面, each once, in the order of the list.
    pub fn aspects(&self) -> Vec<&str> {
        let mut aspects: Vec<&str> = Vec::new();
        for item in &self.items {
            if !aspects.contains(&item.aspect.as_str()) {
                aspects.push(&item.aspect);
            }
        }
        aspects
    }
}
