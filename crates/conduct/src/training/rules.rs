//! The nine rules of clean practice (九项准则) as items of knowledge.

use domain::Day;
use serde::Deserialize;

const SHIPPED: &str = include_str!("../../data/nine-rules.toml");

/// 九项准则
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NineRules {
    /// 施行日期: conduct before it is judged by the older text
    #[serde(with = "casework::stored")]
    pub in_force_from: Day,
    /// 各条
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// 一条准则
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// 序号
    pub number: u8,
    /// 标题
    pub title: String,
    /// 所涉行为
    pub acts: Vec<String>,
}

/// Why a text is not the nine rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("九项准则：{0}")]
pub struct RulesProblem(String);

impl NineRules {
    /// The rules that the program brings along.
    ///
    /// # Errors
    /// The shipped text is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, RulesProblem> {
        Self::read(SHIPPED)
    }

    /// Reads the rules.
    ///
    /// # Errors
    /// The line and field that cannot be read, or the rule that is missing.
    pub fn read(text: &str) -> Result<Self, RulesProblem> {
        let rules: Self = toml::from_str(text).map_err(|error| RulesProblem(error.to_string()))?;
        let numbers: Vec<u8> = rules.rules.iter().map(|rule| rule.number).collect();
        match numbers == (1..=9).collect::<Vec<u8>>() {
            true => Ok(rules),
            false => Err(RulesProblem(format!(
                "number应依次为1至9，现为{numbers:?}。请补全各条。"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_nine_and_a_missing_one_is_told() {
        let rules = NineRules::shipped().unwrap();
        assert_eq!(rules.rules.len(), 9);
        assert!(rules.rules[7].title.contains("红包") && rules.rules.iter().all(|rule| !rule.acts.is_empty()));
        let cut = SHIPPED.replace("number = 5", "number = 6");
        assert!(NineRules::read(&cut).unwrap_err().to_string().contains("1至9"));
        let typo = SHIPPED.replace("title = \"严守", "titel = \"严守");
        assert!(NineRules::read(&typo).unwrap_err().to_string().contains("line"));
    }
}
