//! What somebody asks an audit to do, in words, and what that means to a run.

use super::{RunOptions, Scope};
use domain::{Day, Division, InstitutionCode, Moment, RuleCode};
use rulebook::Library;

/// 审核要求 · the options of a command line; what is left out is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Asked {
    /// 服务日期范围，如 2026-03-01..2026-05-31，两端均含，一端可省略
    #[arg(long)]
    pub period: Option<String>,
    /// 只用这些规则（编码，逗号分隔）
    #[arg(long, value_delimiter = ',')]
    pub rules: Vec<String>,
    /// 只审这些机构（编号，逗号分隔）
    #[arg(long, value_delimiter = ',')]
    pub institutions: Vec<String>,
    /// 只审此区划的机构（六位，末尾的零表示其下全部）
    #[arg(long)]
    pub region: Option<String>,
    /// 只审异地就医（true）或只审本地就医（false）
    #[arg(long)]
    pub out_of_region: Option<bool>,
    /// 此日起数据完整；不写则以数据湖中最早的费用日期为准
    #[arg(long)]
    pub complete_from: Option<String>,
}

/// A word that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskedError {
    /// no period
    #[error("日期范围“{0}”有误：应为 2026-03-01..2026-05-31，起不晚于止")]
    Period(String),
    /// no day
    #[error("日期“{0}”有误：应为 2026-03-01")]
    Day(String),
    /// no rule of the library
    #[error("规则库中没有规则 {0}：可用 mingjing rules search 查找编码")]
    Rule(String),
}

impl Asked {
    /// The options of the run that is asked for.
    ///
    /// # Errors
    /// The first word that cannot be understood.
    pub fn options(&self, library: &Library) -> Result<RunOptions, AskedError> {
        let mut scope = Scope::default();
        if let Some(period) = &self.period {
            let (first, last) = parse_period(period).ok_or_else(|| AskedError::Period(period.clone()))?;
            scope = scope.within(first, last);
        }
        if !self.institutions.is_empty() {
            scope = scope.at(self.institutions.iter().map(InstitutionCode::new));
        }
        if let Some(region) = &self.region {
            scope = scope.in_region(&Division::new(region));
        }
        if let Some(outside) = self.out_of_region {
            scope = scope.out_of_region(outside);
        }
        if let Some(unknown) = self.rules.iter().find(|rule| library.rule(rule).is_none()) {
            return Err(AskedError::Rule(unknown.clone()));
        }
        let known_since = match &self.complete_from {
            Some(text) => Some(Day::parse(text).map_err(|_| AskedError::Day(text.clone()))?),
            None => None,
        };
        Ok(RunOptions {
            scope,
            rules: self.rules.iter().map(RuleCode::new).collect(),
            known_since,
            ..RunOptions::default()
        })
    }
}

/// The service days named `2026-03-01..2026-05-31`, both included; either end may be left out.
pub fn parse_period(text: &str) -> Option<(Day, Day)> {
    let (first, last) = text.split_once("..")?;
    let first = if first.is_empty() {
        Day::from_epoch_days(-1_000_000)
    } else {
        Day::parse(first).ok()?
    };
    let last = if last.is_empty() {
        Moment::from_epoch_seconds(i64::from(i32::MAX)).day()
    } else {
        Day::parse(last).ok()?
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_options_or_are_named() {
        let (library, _) = Library::compile(&[]);
        let asked = Asked {
            period: Some("2026-03-01..".to_owned()),
            complete_from: Some("2025-01-01".to_owned()),
            ..Asked::default()
        };
        let options = asked.options(&library).unwrap();
        assert_eq!(options.known_since, Day::parse("2025-01-01").ok());
        assert!(options.scope.has_day(Day::parse("2026-03-01").unwrap()));
        assert!(!options.scope.has_day(Day::parse("2026-02-28").unwrap()));
        for wrong in ["2026-03-01", "2026-05-01..2026-03-01", "春天.."] {
            let asked = Asked {
                period: Some(wrong.to_owned()),
                ..Asked::default()
            };
            assert_eq!(
                asked.options(&library).unwrap_err(),
                AskedError::Period(wrong.to_owned())
            );
        }
        let asked = Asked {
            rules: vec!["GZ0".to_owned()],
            ..Asked::default()
        };
        assert!(matches!(asked.options(&library), Err(AskedError::Rule(_))));
    }
}
