//! The lists that the program brings along, and the topics of campaigns.

use super::{CheckPoint, ListKind};
use serde::Deserialize;

const SHIPPED: &str = include_str!("../../../data/duty-lists.toml");

/// 清单目录 · templates by kind, and campaign topics.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// 版本
    pub version: String,
    /// 专项整治主题
    pub topics: Vec<String>,
    /// 模板
    #[serde(rename = "list")]
    pub lists: Vec<Template>,
}

/// 模板 · what a list of one kind begins with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// 类别
    pub kind: ListKind,
    /// 各项
    pub items: Vec<TemplateItem>,
}

/// 模板项
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateItem {
    /// 方面
    pub aspect: String,
    /// 内容
    pub text: String,
}

/// A text that is no catalogue of lists; says line and field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("责任清单目录不能读取，请按行列更正：{0}")]
pub struct CatalogueProblem(String);

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// The line and field that cannot be read.
    pub fn read(text: &str) -> Result<Self, CatalogueProblem> {
        toml::from_str(text).map_err(|problem| CatalogueProblem(problem.to_string()))
    }

    /// What a list of this kind begins with, numbered from 1.
    pub fn template(&self, kind: ListKind) -> Vec<CheckPoint> {
        let lists = self.lists.iter().filter(|list| list.kind == kind);
        (1..)
            .zip(lists.flat_map(|list| &list.items))
            .map(|(number, item)| CheckPoint {
                number,
                aspect: item.aspect.clone(),
                text: item.text.clone(),
            })
            .collect()
    }
}

/// The catalogue that the program brings along.
///
/// # Errors
/// It is tested; an error is a defect of the program.
pub fn catalogue() -> Result<Catalogue, CatalogueProblem> {
    Catalogue::read(SHIPPED)
}

/// What a list of this kind begins with.
pub fn template(kind: ListKind) -> Vec<CheckPoint> {
    catalogue()
        .map(|catalogue| catalogue.template(kind))
        .unwrap_or_default()
}
