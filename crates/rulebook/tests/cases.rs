//! Every case of every document in `books/`, judged directly.
//!
//! `BOOKS=management cargo test -p rulebook --test cases` runs the documents whose path contains
//! the word.

mod shipped;

use domain::{FeeLine, Finding, LineId, LineRole, Money, Quantity, Record};
use rulebook::cases::{cases, run_cases};
use rulebook::{Library, lint, manual, review};

#[test]
fn every_case_holds() {
    let sources = shipped::sources();
    let filter = std::env::var("BOOKS").unwrap_or_default();
    let report = run_cases(&sources, |path, _| path.contains(&filter));
    for problem in &report.problems {
        println!("{problem}");
    }
    for (case, failures) in &report.failed {
        println!("失败 {}:{} {}", case.file, case.line, case.title);
        for failure in failures {
            println!("    {failure}");
        }
    }
    for code in &report.without_cases {
        println!("没有案例 {code}");
    }
    println!("{} passed, {} failed", report.passed, report.failed.len());
    assert!(
        report.failed.is_empty() && report.problems.is_empty(),
        "cases differ or documents are defective"
    );
    assert!(report.without_cases.is_empty(), "rules without cases");
    if filter.is_empty() {
        assert!(
            report.passed >= 450,
            "the library promises at least 450 cases, {} ran",
            report.passed
        );
    }
}

/// Whoever holds a code of framework 1.0 finds the rule that carries it.
#[test]
fn every_code_of_framework_1_0_leads_to_a_rule() {
    let (library, _) = Library::compile(&shipped::sources());
    let codes = include_str!("../../../books/sources/rule_framework/rules_1_0_79.csv");
    let codes: Vec<&str> = codes.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!(codes.len(), 79);
    for code in codes {
        let page = manual::page(&library, code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(page.rule.framework_code.as_deref(), Some(code));
    }
    let renamed = manual::page(&library, "GZ10000101009000").unwrap();
    assert_eq!(renamed.rule.seq, Some(9));
}

/// Of two items each of which contains the other, nothing is paid where both are charged.
#[test]
fn no_shipped_pairs_contradict_each_other() {
    let (library, _) = Library::compile(&shipped::sources());
    let problems = lint(&library).into_iter();
    let contradictions: Vec<_> = problems
        .filter(|problem| problem.message.contains("互相矛盾"))
        .collect();
    assert!(contradictions.is_empty(), "{contradictions:#?}");
}

/// Whoever does what a finding advises first is rid of it: of items charged beside others, of operations beyond their
/// discount.
#[test]
fn the_first_way_out_clears_the_finding() {
    let (library, _) = Library::compile(&shipped::sources());
    let (all, _) = cases(&library);
    let of_these = |file: &str| file.contains("/025-") || file.contains("/015-");
    let mut followed = 0;
    for case in all.iter().filter(|case| of_these(&case.file) && !case.is_local()) {
        let judged = |record: &Record| review(library.national(), record, case.stage, &case.options()).findings;
        for finding in judged(&case.record) {
            let mut record = case.record.clone();
            follow(&mut record, &finding);
            let blamed: Vec<LineId> = violating(&finding)
                .map(|(index, _)| case.record.lines[index].id.clone())
                .collect();
            for again in judged(&record) {
                for (index, _) in violating(&again) {
                    let id = &record.lines[index].id;
                    assert!(
                        !blamed.contains(id),
                        "{} {}: {:?}",
                        case.file,
                        case.title,
                        finding.ways_out[0]
                    );
                }
            }
            followed += 1;
        }
    }
    assert!(followed >= 30, "{followed} followed");
}

fn violating(finding: &Finding) -> impl Iterator<Item = (usize, Money)> {
    let lines = finding.lines.iter().filter(|line| line.role == LineRole::Violating);
    lines.map(|line| (line.index as usize, line.amount))
}

/// Does what the first way out of the finding says.
fn follow(record: &mut Record, finding: &Finding) {
    let way = &finding.ways_out[0];
    let mut kept: Vec<FeeLine> = Vec::new();
    for (index, amount) in violating(finding) {
        let line = record.lines[index].clone();
        if let Some((_, sum)) = way.split_once("收取，即") {
            let sum = sum.rsplit('共').next().and_then(|sum| sum.strip_suffix('元'));
            let sum: Money = sum.and_then(|sum| sum.parse().ok()).expect("a sum");
            kept.push(FeeLine {
                amount: sum,
                covered: line.covered.min(sum),
                ..line
            });
        } else if way.contains("写明起止时间") {
            kept.extend(beside(&line, finding, record));
        } else if way.contains("减去重叠的") && amount < line.covered {
            let rest = line.covered - amount;
            let quantity = line.quantity.scaled() * rest.scaled() / line.covered.scaled();
            kept.push(FeeLine {
                quantity: Quantity::from_scaled(quantity),
                covered: rest,
                ..line
            });
        } else {
            assert!(way.starts_with("不收《") || amount == line.covered, "{way}");
        }
    }
    let gone: Vec<LineId> = violating(finding)
        .map(|(index, _)| record.lines[index].id.clone())
        .collect();
    record.lines.retain(|line| !gone.contains(&line.id));
    record.lines.extend(kept);
    record.sort();
}

/// What is left of a line beside the times of the lines that its finding names, with begin and stop.
fn beside(line: &FeeLine, finding: &Finding, record: &Record) -> Vec<FeeLine> {
    let span = |line: &FeeLine| {
        let length = line.quantity.scaled() * 3_600 / 10_000;
        (line.at, line.until.unwrap_or(line.at.plus_seconds(length)))
    };
    let mut parts = vec![span(line)];
    for other in finding.lines.iter().filter(|line| line.role == LineRole::Involved) {
        let (begin, end) = span(&record.lines[other.index as usize]);
        parts = parts
            .into_iter()
            .flat_map(|(from, to)| [(from, to.min(begin)), (from.max(end), to)])
            .filter(|(from, to)| from < to)
            .collect();
    }
    let of_part = |(from, to): (domain::Moment, domain::Moment)| {
        let quantity = Quantity::from_scaled(to.seconds_since(from) * 10_000 / 3_600);
        FeeLine {
            at: from,
            until: Some(to),
            quantity,
            covered: line.covered.share(quantity.scaled(), line.quantity.scaled()),
            ..line.clone()
        }
    };
    parts.into_iter().map(of_part).collect()
}
