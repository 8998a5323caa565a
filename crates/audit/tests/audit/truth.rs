//! What was planted is found, to the fen and the line, and nothing else is: through the files,
//! the lake and the plan.

use crate::setting::{Found, Written, audit, findings};
use audit::run::RunOptions;
use std::collections::BTreeMap;

#[test]
fn recall_and_precision_are_one() {
    let written = Written::new(20_260_301, 60_000);
    let lake = written.lake("lake", 8);
    let out = written.path("audit");
    let report = audit(&lake.snapshot(), &RunOptions::default(), &out);
    let found = findings(&out);
    let total: u64 = report.by_rule.values().map(|(findings, _)| findings).sum();
    assert_eq!(total, found.len() as u64);

    let mut expected = truth(&written);
    // rule → planted, found, extra, wrong amount
    let mut tallies: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for (rule, ..) in expected.keys() {
        tallies.entry(rule.clone()).or_default()[0] += 1;
    }
    let mut disagreements = Vec::new();
    for finding in &found {
        let claim = (finding.rule.clone(), finding.encounter.clone(), finding.lines.clone());
        let tally = tallies.entry(finding.rule.clone()).or_default();
        match expected.remove(&claim) {
            Some(fen) if fen == finding.fen && finding.state == "正式" => tally[1] += 1,
            Some(fen) => {
                tally[3] += 1;
                disagreements.push(format!("expected {fen} fen: {finding:?}"));
            }
            None => {
                tally[2] += 1;
                disagreements.push(format!("not planted: {finding:?}"));
            }
        }
    }
    disagreements.extend(
        expected
            .iter()
            .map(|(claim, fen)| format!("not found: {claim:?} {fen}")),
    );
    println!("rule              planted  found  extra  wrong");
    for (rule, [planted, found, extra, wrong]) in &tallies {
        println!("{rule:17} {planted:7} {found:6} {extra:6} {wrong:6}");
    }
    assert!(tallies.len() > 30, "only {} rules", tallies.len());
    assert!(
        disagreements.is_empty(),
        "{} disagreements:\n{}",
        disagreements.len(),
        disagreements[..disagreements.len().min(20)].join("\n")
    );
    assert_eq!(near_misses_found(&written, &found), Vec::<String>::new());
}

/// Rule, encounter and lines to fen, from `truth.csv`.
fn truth(written: &Written) -> BTreeMap<(String, String, Vec<String>), i128> {
    let text = std::fs::read_to_string(written.path("county").join("truth.csv")).unwrap();
    let mut truth = BTreeMap::new();
    for row in text.lines().skip(1) {
        let [rule, _, encounter, lines, amount] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let mut lines: Vec<String> = lines
            .split('|')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        lines.sort();
        let amount: domain::Money = amount.parse().unwrap();
        truth.insert(
            (rule.to_owned(), encounter.to_owned(), lines),
            i128::from(amount.scaled()),
        );
    }
    truth
}

/// Near-misses whose rule has a finding on one of their lines.
fn near_misses_found(written: &Written, found: &[Found]) -> Vec<String> {
    let text = std::fs::read_to_string(written.path("county").join("near_misses.csv")).unwrap();
    let mut wrong = Vec::new();
    assert!(text.lines().count() > 100);
    for row in text.lines().skip(1) {
        let [rule, _, encounter, lines, _] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let hit = found.iter().any(|finding| {
            finding.rule == rule
                && finding.encounter == encounter
                && lines.split('|').any(|line| finding.lines.iter().any(|own| own == line))
        });
        if hit {
            wrong.push(row.to_owned());
        }
    }
    wrong
}
