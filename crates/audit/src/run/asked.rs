//! What somebody asks an audit to do, in words, and what that means to a run. A word that means nothing is
//! refused: an audit of nothing would read like a clean bill of health.

use super::{RuleInRun, RuleRun, RunOptions, Scope, rules_of};
use crate::{Institutions, Snapshot};
use domain::{Day, Division, InstitutionCode, Moment, RuleCode};
use rulebook::Library;

/// 审核要求 · the options of a command line; what is left out is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Asked {
    /// 服务日期范围，如 2026-03-01..2026-05-31，两端均含，一端可省略；跨越范围的就诊整次在审，其疑点的日期可以在范围之外
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
    /// 此日起数据完整；不写则以过半分桶已有费用的月份中最早的费用日期为准，更早的零星日期不算
    #[arg(long)]
    pub complete_from: Option<String>,
}

/// A word that cannot be understood, or that means nothing here.
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
    /// a rule that finds nothing in this run, whatever the lake holds
    #[error("规则 {code} 在本次审核中不会运行（{}）：{}", .state.zh(), .state.advice())]
    Silent {
        /// which
        code: RuleCode,
        /// why
        state: RuleRun,
    },
    /// an option without a word
    #[error("{0} 后没有内容：写上编码，不限制的不写这一项")]
    Empty(&'static str),
    /// institutions that the lake does not know
    #[error("数据湖中没有机构 {0}：请核对编号")]
    Institutions(String),
    /// no division
    #[error("区划“{0}”有误：应为六位数字，如 440305，末尾的零表示其下全部")]
    Region(String),
    /// a division of which the lake holds nothing
    #[error("数据湖中没有区划 {0} 的机构：请核对区划代码")]
    NobodyInRegion(String),
    /// the lake cannot be read
    #[error("{0}")]
    Lake(String),
}

impl Asked {
    /// The options of the run of a lake that is asked for.
    ///
    /// # Errors
    /// The first word that cannot be understood, or that names nothing of the library or the lake.
    pub fn options(&self, library: &Library, lake: &Snapshot) -> Result<RunOptions, AskedError> {
        let mut scope = Scope::default();
        if let Some(period) = &self.period {
            let (first, last) = parse_period(period).ok_or_else(|| AskedError::Period(period.clone()))?;
            scope = scope.within(first, last);
        }
        let institutions = words(&self.institutions, "--institutions")?;
        if !institutions.is_empty() || self.region.is_some() {
            let known = lake
                .institutions()
                .map_err(|error| AskedError::Lake(error.to_string()))?;
            scope = self.places(scope, &institutions, &known)?;
        }
        if let Some(outside) = self.out_of_region {
            scope = scope.out_of_region(outside);
        }
        let rules = words(&self.rules, "--rules")?;
        if let Some(unknown) = rules.iter().find(|rule| library.rule(rule).is_none()) {
            return Err(AskedError::Rule((*unknown).to_owned()));
        }
        let known_since = match &self.complete_from {
            Some(text) => Some(Day::parse(text).map_err(|_| AskedError::Day(text.clone()))?),
            None => None,
        };
        let options = RunOptions {
            scope,
            rules: rules.into_iter().map(RuleCode::new).collect(),
            known_since,
            ..RunOptions::default()
        };
        all_speak(lake, library, &options)?;
        Ok(options)
    }

    /// The scope with the places that are asked for.
    fn places(&self, mut scope: Scope, institutions: &[&str], known: &Institutions) -> Result<Scope, AskedError> {
        if !institutions.is_empty() {
            let is_known = |code: &&str| known.find(code).is_some();
            let unknown: Vec<&str> = institutions.iter().copied().filter(|code| !is_known(code)).collect();
            if !unknown.is_empty() {
                return Err(AskedError::Institutions(unknown.join("、")));
            }
            scope = scope.at(institutions.iter().map(InstitutionCode::new));
        }
        if let Some(region) = &self.region {
            let region = region.trim();
            let is_division = region.len() == 6 && region.bytes().all(|byte| byte.is_ascii_digit());
            if !is_division || region.starts_with("00") {
                return Err(AskedError::Region(region.to_owned()));
            }
            scope = scope.in_region(&Division::new(region));
            if !known
                .iter()
                .any(|(code, entry, _)| scope.has_institution(code, &entry.division))
            {
                return Err(AskedError::NobodyInRegion(region.to_owned()));
            }
        }
        Ok(scope)
    }
}

/// Refuses a run that asks for a rule which finds nothing in it, whatever the lake holds.
///
/// # Errors
/// The first such rule, and why; or the lake cannot be read.
pub fn all_speak(lake: &Snapshot, library: &Library, options: &RunOptions) -> Result<(), AskedError> {
    if options.rules.is_empty() {
        return Ok(());
    }
    let in_run = rules_of(lake, library, options).map_err(|error| AskedError::Lake(error.to_string()))?;
    let mut asked = in_run.into_iter().filter(|rule| options.rules.contains(&rule.code));
    match asked.find(|rule| rule.state != RuleRun::Ran) {
        Some(RuleInRun { code, state, .. }) => Err(AskedError::Silent { code, state }),
        None => Ok(()),
    }
}

/// The words of a list, each once, without the blanks and empty places that people leave in it.
fn words<'w>(list: &'w [String], option: &'static str) -> Result<Vec<&'w str>, AskedError> {
    let mut words: Vec<&str> = Vec::new();
    for word in list.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    match words.is_empty() && !list.is_empty() {
        true => Err(AskedError::Empty(option)),
        false => Ok(words),
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
    use crate::Lake;

    fn refused(asked: &Asked) -> AskedError {
        let (library, _) = Library::compile(&[]);
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::create(&folder.path().display().to_string(), 1).unwrap();
        asked.options(&library, &lake.snapshot()).unwrap_err()
    }

    #[test]
    fn words_become_options_or_are_named() {
        let (library, _) = Library::compile(&[]);
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::create(&folder.path().display().to_string(), 1).unwrap();
        let asked = Asked {
            period: Some("2026-03-01..".to_owned()),
            complete_from: Some("2025-01-01".to_owned()),
            ..Asked::default()
        };
        let options = asked.options(&library, &lake.snapshot()).unwrap();
        assert_eq!(options.known_since, Day::parse("2025-01-01").ok());
        assert!(options.scope.has_day(Day::parse("2026-03-01").unwrap()));
        assert!(!options.scope.has_day(Day::parse("2026-02-28").unwrap()));
        for wrong in ["2026-03-01", "2026-05-01..2026-03-01", "春天.."] {
            let asked = Asked {
                period: Some(wrong.to_owned()),
                ..Asked::default()
            };
            assert_eq!(refused(&asked), AskedError::Period(wrong.to_owned()));
        }
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(words(&list(&["A", " B ", "", "A"]), "--rules"), Ok(vec!["A", "B"]));
        assert_eq!(words(&[], "--rules"), Ok(vec![]));
        assert_eq!(words(&list(&["", " "]), "--rules"), Err(AskedError::Empty("--rules")));
    }

    #[test]
    fn what_names_nothing_is_refused() {
        let one = |word: &str| vec![word.to_owned()];
        let asked = |rules: &str, institutions: &str| Asked {
            rules: one(rules),
            institutions: one(institutions),
            ..Asked::default()
        };
        assert_eq!(refused(&asked("GZ0", "")), AskedError::Empty("--institutions"));
        assert_eq!(refused(&asked("", "H1")), AskedError::Institutions("H1".to_owned()));
        let rule = Asked {
            rules: one("GZ0"),
            ..Asked::default()
        };
        assert_eq!(refused(&rule), AskedError::Rule("GZ0".to_owned()));
        for (region, error) in [
            ("9900", AskedError::Region("9900".to_owned())),
            ("深圳", AskedError::Region("深圳".to_owned())),
            ("000000", AskedError::Region("000000".to_owned())),
            ("440305", AskedError::NobodyInRegion("440305".to_owned())),
        ] {
            let asked = Asked {
                region: Some(region.to_owned()),
                ..Asked::default()
            };
            assert_eq!(refused(&asked), error);
        }
    }
}
