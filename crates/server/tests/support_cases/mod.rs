//! The cases of the shipped books as records that a message can bring.

use domain::{PersonId, Record, Stage};
use rulebook::cases::RuleCase;
use rulebook::{Library, Problem, SourceFile};
use server::books::load_folder;
use std::collections::BTreeMap;
use std::path::Path;
use store::{Billed, Visit};

/// What became of the cases in one way of sending them.
#[derive(Default)]
pub struct Tally {
    /// judged at the other end
    pub carried: usize,
    /// not sent, by reason
    pub left: BTreeMap<String, usize>,
    /// what differed
    pub wrong: Vec<String>,
}

impl Tally {
    pub fn leave(&mut self, reason: impl Into<String>) {
        *self.left.entry(reason.into()).or_default() += 1;
    }

    pub fn print(&self, way: &str) {
        println!("{way}：送达 {} 例", self.carried);
        let mut reasons: Vec<_> = self.left.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in reasons {
            println!("    未送 {count:4} {reason}");
        }
        self.wrong.iter().for_each(|text| println!("    不符 {text}"));
    }
}

pub fn shipped() -> Vec<SourceFile> {
    load_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books")).expect("the shipped books")
}

/// The words of a case's `地方` line: the layer, then parameters.
fn local_words(case: &RuleCase, sources: &[SourceFile]) -> Option<String> {
    let document = sources.iter().find(|source| source.path == case.file)?;
    let body = document
        .text
        .lines()
        .skip(case.line)
        .take_while(|line| !line.starts_with("## "));
    body.filter_map(|line| line.strip_prefix("地方 "))
        .last()
        .map(str::to_owned)
}

/// The library of a case with local parameters: its rule, the tables, and a document of the local
/// layer that sets them, approved. The message says only where the care took place.
pub fn local_library(case: &RuleCase, sources: &[SourceFile]) -> Library {
    let words = local_words(case, sources).unwrap_or_else(|| panic!("{}:{} 没有“地方”一行", case.file, case.line));
    let (layer, parameters) = words.split_once(' ').unwrap_or((words.as_str(), ""));
    let parameters: Vec<String> = parameters
        .split_whitespace()
        .map(|pair| pair.replace('=', ": "))
        .collect();
    let text = format!(
        "---\n调整: {}\n参数: {{{}}}\n放宽: {{理由: 案例, 批准人: 案例}}\n说明: 案例的地方参数。\n---\n",
        case.rule,
        parameters.join(", ")
    );
    let own = |source: &&SourceFile| source.path == case.file || source.path.ends_with(".csv");
    let mut sources: Vec<SourceFile> = sources.iter().filter(own).cloned().collect();
    sources.push(SourceFile {
        path: format!("local/{layer}/900-case.md"),
        text,
    });
    let (library, problems) = Library::compile(&sources);
    let wrong: Vec<&Problem> = problems
        .iter()
        .filter(|problem| problem.file.starts_with("local/"))
        .collect();
    assert!(wrong.is_empty(), "{}:{} {wrong:?}", case.file, case.line);
    library
}

/// The encounter of a case that a message would name as the current one.
fn under_review(record: &Record) -> Option<usize> {
    let named = record
        .encounters
        .iter()
        .position(|encounter| encounter.id.as_str() == "本次");
    named.or_else(|| record.encounters.len().checked_sub(1))
}

/// The record of a case as one message sees it: one encounter under review, its own person.
pub fn live(case: &RuleCase, person: &str) -> Record {
    let mut record = case.record.clone();
    record.person.id = PersonId::new(person);
    let current = under_review(&record);
    for (index, encounter) in record.encounters.iter_mut().enumerate() {
        encounter.current = Some(index) == current;
    }
    for line in &mut record.lines {
        line.current = Some(line.encounter as usize) == current;
    }
    record
}

/// The record without what a store would remember, and that as a settled claim.
pub fn parted(record: &Record) -> (Record, Option<Visit>) {
    let (mut now, mut past) = (record.clone(), record.clone());
    let places = |keep: fn(bool) -> bool| -> Vec<Option<u32>> {
        let mut next = 0..;
        let place = |current: bool| if keep(current) { next.next() } else { None };
        record
            .encounters
            .iter()
            .map(|encounter| encounter.current)
            .map(place)
            .collect()
    };
    for (part, keep) in [
        (&mut now, (|current| current) as fn(bool) -> bool),
        (&mut past, |current| !current),
    ] {
        let places = places(keep);
        part.encounters.retain(|encounter| keep(encounter.current));
        part.lines.retain_mut(|line| {
            let place = places.get(line.encounter as usize).copied().flatten();
            line.encounter = place.unwrap_or_default();
            place.is_some()
        });
    }
    let visit = Visit {
        person: past.person,
        encounters: past.encounters,
        lines: past.lines,
        billed: Billed::Everything,
    };
    (now, Some(visit).filter(|visit| !visit.encounters.is_empty()))
}

/// Where a message of this case is sent: the audit has no message of its own.
pub fn transaction(case: &RuleCase) -> Stage {
    if case.stage == Stage::Audit {
        Stage::Settlement
    } else {
        case.stage
    }
}
