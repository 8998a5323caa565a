//! What a run is a run of: two that say the same have the same findings.

use super::output::FORMAT;
use super::{RunOptions, Scope};
use crate::Snapshot;
use domain::{Day, RuleCode};
use rulebook::Library;
use serde::{Deserialize, Serialize};

/// What a run is a run of. Two runs with the same manifest have the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// version of the program
    pub program: String,
    /// columns of the findings; runs of an earlier program say nothing of it
    #[serde(default)]
    pub format: u32,
    /// content hash of the book
    pub book_hash: String,
    /// hash of what the lake consists of
    pub lake_hash: String,
    /// commits of the lake so far
    pub lake_generation: u64,
    /// number of buckets
    pub buckets: u32,
    /// what was under review
    pub scope: Scope,
    /// rules; empty for all
    pub rules: Vec<String>,
    /// first day from which the lake holds everything, as days since 1970-01-01
    pub known_since: Option<i32>,
    /// true where sample knowledge spoke
    pub samples_speak: bool,
}

impl RunManifest {
    /// What auditing this state with this library and these options is a run of.
    pub fn of(snapshot: &Snapshot, library: &Library, options: &RunOptions) -> Self {
        let lake = snapshot.manifest();
        let known_since = options.known_since.or_else(|| lake.begins());
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            format: FORMAT,
            book_hash: library.hash().to_owned(),
            lake_hash: lake.content_hash(),
            lake_generation: lake.generation,
            buckets: lake.buckets,
            scope: options.scope.clone(),
            rules: options.rules.iter().map(|rule| rule.as_str().to_owned()).collect(),
            known_since: known_since.map(Day::epoch_days),
            samples_speak: options.samples_speak,
        }
    }

    /// The options that make this run. How many buckets are done at a time is not part of it.
    pub fn options(&self) -> RunOptions {
        RunOptions {
            scope: self.scope.clone(),
            rules: self.rules.iter().map(RuleCode::new).collect(),
            known_since: self.known_since.map(Day::from_epoch_days),
            samples_speak: self.samples_speak,
            ..RunOptions::default()
        }
    }

    /// What differs from another run beside the lake, in Chinese; none where they are the same.
    pub(super) fn difference_beside_the_lake(&self, other: &Self) -> Option<&'static str> {
        let here = Self {
            lake_hash: other.lake_hash.clone(),
            lake_generation: other.lake_generation,
            ..self.clone()
        };
        here.difference(other)
    }

    /// What differs from another run, in Chinese; none where they are the same.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let differs = [
            (self.lake_hash != other.lake_hash, "数据湖内容"),
            (self.book_hash != other.book_hash, "规则库版本"),
            (self.program != other.program, "程序版本"),
            (self.format != other.format, "审核结果的格式"),
            (self.scope != other.scope, "审核范围"),
            (self.rules != other.rules, "规则"),
            (self != other, "审核参数"),
        ];
        differs.into_iter().find(|(differs, _)| *differs).map(|(_, what)| what)
    }
}
