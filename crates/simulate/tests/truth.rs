//! What the stories say must be found is found, to the fen and the line, and nothing else is.

mod records;

use domain::{LineRole, Money, RuleState, Stage};
use rulebook::{Library, ReviewOptions, SourceFile, review};
use simulate::County;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The national book of this repository.
fn library() -> Library {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<SourceFile>) {
        let entries = std::fs::read_dir(folder).unwrap();
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                walk(root, &path, found);
            } else if path.extension().is_some_and(|ending| ending == "md" || ending == "csv") {
                found.push(SourceFile {
                    path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books");
    let mut sources = Vec::new();
    walk(&root, &root.join("national"), &mut sources);
    Library::compile(&sources).0
}

/// A finding by what it is about: rule, visit and violating lines.
type Claim = (String, String, Vec<String>);

#[derive(Debug, Default)]
struct Tally {
    planted: usize,
    found: usize,
    extra: usize,
    spared: usize,
    wrong_money: usize,
}

#[test]
fn every_planted_violation_is_found_exactly_and_nothing_else() {
    let library = library();
    let county = County::plan(20_260_301, 60_000, &library).unwrap();
    let options = ReviewOptions {
        explain: false,
        findings_max: usize::MAX,
        ..ReviewOptions::default()
    };
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut faults: Vec<String> = Vec::new();
    let (mut lines, mut violating) = (0, 0);
    for number in 0..county.chunk_count() {
        let chunk = county.chunk(number);
        lines += chunk.lines.len();
        let mut expected: BTreeMap<Claim, Money> = BTreeMap::new();
        for truth in &chunk.truths {
            let mut ids: Vec<String> = truth
                .lines
                .iter()
                .map(|&line| chunk.line_id(truth.visit, line))
                .collect();
            ids.sort();
            violating += ids.len();
            tallies.entry(truth.rule.to_owned()).or_default().planted += 1;
            let claim = (truth.rule.to_owned(), chunk.visit_id(truth.visit), ids);
            assert!(
                expected.insert(claim, truth.amount).is_none(),
                "one finding planted twice: {truth:?}"
            );
        }
        for near in &chunk.near_misses {
            tallies.entry(near.rule.to_owned()).or_default().spared += 1;
        }
        for record in records::records(&county, &chunk) {
            let review = review(library.national(), &record, Stage::Audit, &options);
            for finding in review.findings {
                let mut ids: Vec<String> = finding
                    .lines
                    .iter()
                    .filter(|line| line.role == LineRole::Violating)
                    .map(|line| line.id.to_string())
                    .collect();
                ids.sort();
                let claim = (finding.rule.to_string(), finding.encounter.to_string(), ids);
                let tally = tallies.entry(finding.rule.to_string()).or_default();
                match expected.remove(&claim) {
                    Some(amount) if amount == finding.amount && finding.state == RuleState::InForce => tally.found += 1,
                    Some(amount) => {
                        tally.wrong_money += 1;
                        faults.push(format!(
                            "{claim:?}: expected {amount}, found {} {:?}",
                            finding.amount, finding.state
                        ));
                    }
                    None => {
                        tally.extra += 1;
                        let items: Vec<_> = finding
                            .lines
                            .iter()
                            .map(|line| {
                                (
                                    record.lines[line.index as usize].item.clone(),
                                    record.lines[line.index as usize].name.clone(),
                                    line.role,
                                )
                            })
                            .collect();
                        faults.push(format!(
                            "{claim:?}: found but not planted, {} {:?} {items:?}",
                            finding.amount, finding.state
                        ));
                    }
                }
            }
        }
        faults.extend(
            expected
                .iter()
                .map(|(claim, amount)| format!("{claim:?}: {amount} not found")),
        );
    }
    println!("{lines} lines, {violating} of them violating");
    println!("rule               planted  found  extra  wrong money  near-misses  recall  precision");
    for (rule, tally) in &tallies {
        println!(
            "{rule:18} {:7} {:6} {:6} {:12} {:12}  {:.3}   {:.3}",
            tally.planted,
            tally.found,
            tally.extra,
            tally.wrong_money,
            tally.spared,
            tally.found as f64 / tally.planted.max(1) as f64,
            tally.found as f64 / (tally.found + tally.extra + tally.wrong_money).max(1) as f64,
        );
    }
    let shown = faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} disagreements:\n{shown}", faults.len());
    let untold: Vec<_> = county
        .planted_rules()
        .into_iter()
        .filter(|rule| tallies[*rule].planted == 0)
        .collect();
    assert!(untold.is_empty(), "never planted: {untold:?}");
}
