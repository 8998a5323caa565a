//! What the stories say must be found is found, to the fen and the line, and nothing else is.

mod book;
mod records;

use domain::{Finding, LineRole, Money, Record, RuleState, Stage};
use rulebook::{Library, ReviewOptions, coverage, review};
use simulate::{Chunk, County};
use std::collections::BTreeMap;

/// A finding by what it is about: rule, visit and violating lines.
type Claim = (String, String, Vec<String>);

#[derive(Debug, Default)]
struct Tally {
    planted: usize,
    found: usize,
    extra: usize,
    wrong: usize,
    spared: usize,
}

/// How the evaluator and the truth agree, by rule.
#[derive(Debug, Default)]
struct Comparison {
    lines: usize,
    tallies: BTreeMap<String, Tally>,
    disagreements: Vec<String>,
}

#[test]
fn every_planted_violation_is_found_exactly_and_nothing_else() {
    let library = book::library();
    let mut comparison = Comparison::default();
    for seed in [20_260_301, 1, 2] {
        let county = County::plan(seed, 60_000, &library).unwrap();
        for number in 0..county.chunk_count() {
            comparison.add(&library, &county, &county.chunk(number));
        }
        let told = |rule: &&str| comparison.tallies.get(*rule).is_some_and(|tally| tally.planted > 0);
        let untold: Vec<_> = county.planted_rules().into_iter().filter(|rule| !told(rule)).collect();
        assert!(untold.is_empty(), "never planted: {untold:?}");
    }
    comparison.print();
    let shown = comparison.disagreements.iter().take(30).cloned().collect::<Vec<_>>();
    assert!(
        shown.is_empty(),
        "{} disagreements:\n{}",
        comparison.disagreements.len(),
        shown.join("\n")
    );
}

#[test]
fn every_rule_that_the_audit_can_judge_has_a_story() {
    let library = book::library();
    let county = County::plan(1, 1_000, &library).unwrap();
    let on = domain::Day::from_ymd(2026, 12, 1).unwrap();
    let mut judged: Vec<String> = coverage(&library, on)
        .into_iter()
        .filter(|rule| rule.lifecycle == RuleState::InForce)
        // Beside statistics: who is not paid is told to real time alone (decision 017).
        .filter(|rule| {
            !matches!(
                rule.primitive.as_str(),
                "peer_ratio" | "stock_ledger" | "practitioner_standing"
            )
        })
        // A rule whose every point is a sample is silent; one without any table needs none.
        .filter(|rule| rule.knowledge_points > 0 || rule.sample_points == 0)
        .map(|rule| rule.code)
        .collect();
    judged.sort();
    assert_eq!(county.planted_rules(), judged);
}

impl Comparison {
    fn add(&mut self, library: &Library, county: &County, chunk: &Chunk) {
        self.lines += chunk.lines.len();
        let mut expected: BTreeMap<Claim, Money> = BTreeMap::new();
        for truth in &chunk.truths {
            let lines = truth.lines.iter();
            let mut ids: Vec<String> = lines.map(|&line| chunk.line_id(truth.visit, line)).collect();
            ids.sort();
            self.tallies.entry(truth.rule.to_owned()).or_default().planted += 1;
            let claim = (truth.rule.to_owned(), chunk.visit_id(truth.visit), ids);
            let twice = expected.insert(claim, truth.amount);
            assert!(twice.is_none(), "one finding planted twice: {truth:?}");
        }
        for near in &chunk.near_misses {
            self.tallies.entry(near.rule.to_owned()).or_default().spared += 1;
        }
        let options = ReviewOptions {
            explain: false,
            findings_max: usize::MAX,
            ..ReviewOptions::default()
        };
        for record in records::records(county, chunk) {
            for finding in review(library.national(), &record, Stage::Audit, &options).findings {
                self.judge(&record, &finding, &mut expected);
            }
        }
        let missed = expected.iter();
        self.disagreements
            .extend(missed.map(|(claim, amount)| format!("{claim:?}: {amount} was not found")));
    }

    fn judge(&mut self, record: &Record, finding: &Finding, expected: &mut BTreeMap<Claim, Money>) {
        let violating = finding.lines.iter().filter(|line| line.role == LineRole::Violating);
        let mut ids: Vec<String> = violating.map(|line| line.id.to_string()).collect();
        ids.sort();
        let claim = (finding.rule.to_string(), finding.encounter.to_string(), ids);
        let tally = self.tallies.entry(finding.rule.to_string()).or_default();
        let says = format!("found {} {:?}", finding.amount, finding.state);
        match expected.remove(&claim) {
            Some(amount) if amount == finding.amount && finding.state == RuleState::InForce => tally.found += 1,
            Some(amount) => {
                tally.wrong += 1;
                self.disagreements.push(format!("{claim:?}: expected {amount}, {says}"));
            }
            None => {
                tally.extra += 1;
                let names = finding.lines.iter().map(|line| &record.lines[line.index as usize].name);
                let names: Vec<_> = names.collect();
                self.disagreements
                    .push(format!("{claim:?}: not planted, {says} {names:?}"));
            }
        }
    }

    fn print(&self) {
        println!("{} lines", self.lines);
        println!("rule              planted  found  extra  wrong  near-misses  recall  precision");
        for (rule, tally) in &self.tallies {
            let all = tally.found + tally.extra + tally.wrong;
            println!(
                "{rule:17} {:7} {:6} {:6} {:6} {:12}   {:.3}      {:.3}",
                tally.planted,
                tally.found,
                tally.extra,
                tally.wrong,
                tally.spared,
                tally.found as f64 / tally.planted.max(1) as f64,
                tally.found as f64 / all.max(1) as f64,
            );
        }
    }
}
