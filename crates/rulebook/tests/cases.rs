//! Every case of every document in `books/`, judged directly.
//!
//! `BOOKS=management cargo test -p rulebook --test cases` runs the documents whose path contains
//! the word.

mod shipped;

use rulebook::cases::run_cases;
use rulebook::{Library, lint, manual};

#[test]
fn every_case_holds() {
    let sources = shipped::sources();
    let filter = std::env::var("BOOKS").unwrap_or_default();
    let report = run_cases(&sources, |path| path.contains(&filter));
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
